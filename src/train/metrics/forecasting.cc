// SPDX-License-Identifier: Apache-2.0
// Forecasts of series, and forecasts that are distributions rather than numbers.
#include "train/metrics/entries.h"

namespace losscape {
namespace {

double mase(const MetricArgs& a) {
  const auto season = static_cast<size_t>(a.parameter);
  if (a.other.size() <= season) return kNotDefined;
  double error = 0, naive = 0;
  for (size_t i = 0; i < a.n(); ++i) error += std::abs(a.target[i] - a.prediction[i]);
  for (size_t t = season; t < a.other.size(); ++t) naive += std::abs(a.other[t] - a.other[t - season]);
  naive /= static_cast<double>(a.other.size() - season);
  return naive > 0 ? error / static_cast<double>(a.n()) / naive : kNotDefined;
}

// mean |x − y| − ½ mean |x − x'| over an ensemble x; the second mean from the sorted members.
double crps(const MetricArgs& a) {
  const size_t m = a.rows(), n = a.n();
  std::vector<double> members(m);
  double sum = 0;
  for (size_t i = 0; i < n; ++i) {
    double distance = 0, spread = 0;
    for (size_t k = 0; k < m; ++k) {
      members[k] = a.prediction[k * n + i];
      distance += std::abs(members[k] - a.target[i]);
    }
    members = falling(members);
    for (size_t k = 0; k < m; ++k)
      spread += (static_cast<double>(m) - 1 - 2 * static_cast<double>(k)) * members[k];
    const double count = static_cast<double>(m);
    sum += distance / count - spread / (count * count);
  }
  return sum / static_cast<double>(n);
}

// σ·(z(2Φ(z) − 1) + 2φ(z) − 1/√π), z = (y − μ)/σ: eq. 5 of Gneiting et al. 2005.
double gaussian_crps(const MetricArgs& a) {
  constexpr double kRootHalf = 0.70710678118654752, kRootTwoOverPi = 0.79788456080286536,
                   kOneOverRootPi = 0.56418958354775629;
  double sum = 0;
  for (size_t i = 0; i < a.n(); ++i) {
    const double error = a.target[i] - a.prediction[i], deviation = a.other[i];
    if (!(deviation > 0)) {  // all of the distribution at one place
      sum += deviation == 0 ? std::abs(error) : kNotDefined;
      continue;
    }
    const double z = error / deviation;
    sum +=
        deviation * (z * std::erf(z * kRootHalf) + kRootTwoOverPi * std::exp(-0.5 * z * z) - kOneOverRootPi);
  }
  return sum / static_cast<double>(a.n());
}

double interval_coverage(const MetricArgs& a) {
  double inside = 0;
  for (size_t i = 0; i < a.n(); ++i)
    inside += a.target[i] >= a.prediction[i] && a.target[i] <= a.prediction[a.n() + i] ? 1 : 0;
  return inside / static_cast<double>(a.n());
}

constexpr MetricEntry kEntries[] = {
    {.id = "mase",
     .title = "MASE",
     .group = "forecasting",
     .form = MetricForm::Other,
     .inputs = {{{"prediction"}, {"target"}, {"training", "M"}}},
     .higher_is_better = false,
     .range = {0, kUnbounded},
     .definition =
         "Mean absolute error, divided by that of repeating the value one season ago over the training "
         "series: below 1 beats the naive forecast. Undefined where the series never changes.",
     .cite = "Hyndman and Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001",
     .parameter = {"season", 1, {1, 10000}, "Steps after which the naive forecast repeats itself."},
     .value = mase},
    {.id = "crps",
     .title = "CRPS",
     .group = "forecasting",
     .form = MetricForm::Other,
     .inputs = {{{"prediction", "CN"}, {"target"}, {}}},
     .higher_is_better = false,
     .in_target_units = true,
     .range = {0, kUnbounded},
     .definition =
         "Distance between an ensemble of forecasts, one row a member, and what came; for one member the "
         "absolute error.",
     .cite = "Gneiting and Raftery 2007, doi:10.1198/016214506000001437, eq. 21",
     .value = crps},
    {.id = "gaussian_crps",
     .title = "CRPS of Gaussians",
     .group = "forecasting",
     .form = MetricForm::Other,
     .inputs = {{{"prediction"}, {"target"}, {"deviation"}}},
     .higher_is_better = false,
     .in_target_units = true,
     .range = {0, kUnbounded},
     .definition =
         "The same for forecasts that are Gaussians: prediction is the mean, deviation the standard "
         "deviation.",
     .cite = "Gneiting, Raftery, Westveld and Goldman 2005, doi:10.1175/MWR2904.1, eq. 5",
     .value = gaussian_crps},
    {.id = "interval_coverage",
     .title = "interval coverage",
     .group = "forecasting",
     .form = MetricForm::Other,
     .inputs = {{{"prediction", "2N"}, {"target"}, {}}},
     .range = {0, 1},
     .definition =
         "Share of the targets inside their predicted interval, ends included; prediction is the row of "
         "low ends, then that of high ends. Best near the level that was promised.",
     .cite = "Gneiting and Raftery 2007, doi:10.1198/016214506000001437, section 6.2",
     .value = interval_coverage},
};

}  // namespace

LOSSCAPE_METRICS(forecasting, kEntries);

}  // namespace losscape
