// SPDX-License-Identifier: Apache-2.0
// How far predicted numbers are from those that came. y: target, ŷ: prediction.
#include <algorithm>

#include "train/metrics/entries.h"

namespace losscape {
namespace {

/// Mean of a function of target and prediction.
template <class F>
double mean_of(const MetricArgs& a, F each) {
  double sum = 0;
  for (size_t i = 0; i < a.n(); ++i) sum += each(a.target[i], a.prediction[i]);
  return a.n() ? sum / static_cast<double>(a.n()) : kNotDefined;
}

double median_absolute_error(const MetricArgs& a) {
  std::vector<double> errors;
  for (size_t i = 0; i < a.n(); ++i) errors.push_back(std::abs(a.target[i] - a.prediction[i]));
  if (errors.empty()) return kNotDefined;
  const std::vector<double> sorted = falling(errors);
  return (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / 2;
}

double r2(const MetricArgs& a) {
  if (a.n() < 2) return kNotDefined;
  const double first = a.target[0];  // a constant target then has deviation exactly 0
  const double mean = first + mean_of(a, [&](double y, double) { return y - first; });
  double left = 0, total = 0;
  for (size_t i = 0; i < a.n(); ++i) {
    const double error = a.target[i] - a.prediction[i], deviation = a.target[i] - mean;
    left += error * error;
    total += deviation * deviation;
  }
  if (total == 0) return left == 0 ? 1 : 0;
  return 1 - left / total;
}

constexpr MetricEntry kEntries[] = {
    {.id = "median_absolute_error",
     .title = "median |error|",
     .group = "regression",
     .form = MetricForm::Values,
     .higher_is_better = false,
     .in_target_units = true,
     .range = {0, kUnbounded},
     .definition = "Half of the predictions are closer than this; a few outliers do not move it.",
     .cite = "scikit-learn median_absolute_error",
     .value = median_absolute_error},
    {.id = "mean_absolute_error",
     .title = "mean |error|",
     .group = "regression",
     .form = MetricForm::Values,
     .higher_is_better = false,
     .in_target_units = true,
     .range = {0, kUnbounded},
     .definition = "Average distance between prediction and target.",
     .cite = "scikit-learn mean_absolute_error",
     .value =
         [](const MetricArgs& a) { return mean_of(a, [](double y, double p) { return std::abs(y - p); }); }},
    {.id = "root_mean_squared_error",
     .title = "RMSE",
     .group = "regression",
     .form = MetricForm::Values,
     .higher_is_better = false,
     .in_target_units = true,
     .range = {0, kUnbounded},
     .definition = "Square root of the average squared error: large errors count most.",
     .cite = "scikit-learn mean_squared_error(squared=False)",
     .value =
         [](const MetricArgs& a) {
           return std::sqrt(mean_of(a, [](double y, double p) { return (y - p) * (y - p); }));
         }},
    {.id = "r2",
     .title = "R²",
     .group = "regression",
     .form = MetricForm::Values,
     .range = {-kUnbounded, 1},
     .definition =
         "Share of the target's variance that the model explains; 0 is what its mean would do. For a "
         "constant target 1 if it is met and 0 if not; undefined for fewer than two samples.",
     .cite = "scikit-learn r2_score",
     .value = r2},
    {.id = "mape",
     .title = "MAPE",
     .group = "regression",
     .form = MetricForm::Values,
     .higher_is_better = false,
     .range = {0, kUnbounded},
     .definition = "Average error as a share of the target's size; explodes where a target is near 0.",
     .cite = "scikit-learn mean_absolute_percentage_error: |y| is at least 2.2e-16",
     .value =
         [](const MetricArgs& a) {
           return mean_of(a,
                          [](double y, double p) { return std::abs(y - p) / std::max(std::abs(y), kTiny); });
         }},
    {.id = "smape",
     .title = "sMAPE",
     .group = "regression",
     .form = MetricForm::Values,
     .higher_is_better = false,
     .range = {0, 2},
     .definition =
         "Average of 2|y − ŷ|/(|y| + |ŷ|), and 0 where both are 0: a percentage error with a bound.",
     .cite = "Makridakis 1993, doi:10.1016/0169-2070(93)90079-3, as in the M4 competition (there times 100)",
     .value =
         [](const MetricArgs& a) {
           return mean_of(a, [](double y, double p) {
             const double size = std::abs(y) + std::abs(p);
             return size > 0 ? 2 * std::abs(y - p) / size : 0;
           });
         }},
};

}  // namespace

LOSSCAPE_METRICS(regression, kEntries);

}  // namespace losscape
