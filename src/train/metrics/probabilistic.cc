// SPDX-License-Identifier: Apache-2.0
// Scores and probabilities against classes. A prediction [n] belongs to class 1 of two; [C][n] has a row a
// class, and what is defined for two classes is averaged over each class against the rest.
#include <algorithm>

#include "train/metrics/entries.h"

namespace losscape {
namespace {

/// How many of the negatives (x) and positives (y) score at least each distinct score (z), from the highest
/// down; begins with none.
using Staircase = MetricCurve;

Staircase staircase(std::span<const double> scores, std::span<const double> target, double positive) {
  Staircase s;
  s.add(0, 0, kUnbounded);
  const std::vector<std::uint32_t> order = by_falling(scores);
  double hits = 0, misses = 0;
  for (size_t k = 0; k < order.size(); ++k) {
    (target[order[k]] == positive ? hits : misses) += 1;
    if (k + 1 < order.size() && scores[order[k + 1]] == scores[order[k]]) continue;
    s.add(misses, hits, scores[order[k]]);
  }
  return s;
}

/// Mean over the classes of a function of the class's staircase.
double over_classes(const MetricArgs& a, double (*area)(const Staircase&)) {
  const size_t rows = a.rows(), n = a.n();
  if (n == 0) return kNotDefined;
  if (rows == 1) return area(staircase(a.prediction, a.target, 1));
  double sum = 0;
  for (size_t c = 0; c < rows; ++c)
    sum += area(staircase(a.prediction.subspan(c * n, n), a.target, static_cast<double>(c)));
  return sum / static_cast<double>(rows);
}

double roc_area(const Staircase& s) {
  double area = 0;
  for (size_t i = 1; i < s.z.size(); ++i) area += (s.x[i] - s.x[i - 1]) * (s.y[i] + s.y[i - 1]) / 2;
  return area / (s.y.back() * s.x.back());  // 0/0 is NaN: one class alone has no curve
}

double precision_at(const Staircase& s, size_t i) { return s.y[i] / (s.y[i] + s.x[i]); }

double average_precision(const Staircase& s) {
  if (s.y.back() == 0) return 0;
  double area = 0;
  for (size_t i = 1; i < s.z.size(); ++i) area += (s.y[i] - s.y[i - 1]) * precision_at(s, i);
  return area / s.y.back();
}

// From (0, 0) to (1, 1); a class without samples gives NaN along its axis.
MetricCurve roc_curve(const MetricArgs& a) {
  Staircase s = staircase(a.prediction, a.target, 1);
  const double negatives = s.x.back(), positives = s.y.back();
  for (double& x : s.x) x /= negatives;
  for (double& y : s.y) y /= positives;
  return s;
}

// From all samples taken to none, which ends at recall 0 and precision 1; without positives recall is 1.
MetricCurve precision_recall_curve(const MetricArgs& a) {
  const Staircase s = staircase(a.prediction, a.target, 1);
  const double positives = s.y.back();
  MetricCurve curve;
  for (size_t i = s.z.size() - 1; i > 0; --i)
    curve.add(positives > 0 ? s.y[i] / positives : 1, precision_at(s, i), s.z[i]);
  curve.add(0, 1, kUnbounded);
  return curve;
}

/// Probabilities of sample i as rows, of two classes too.
double probability(const MetricArgs& a, size_t c, size_t i) {
  if (a.rows() > 1) return a.prediction[c * a.n() + i];
  return c == 1 ? a.prediction[i] : 1 - a.prediction[i];
}

size_t classes_of(const MetricArgs& a) { return std::max<size_t>(2, a.rows()); }

double log_loss(const MetricArgs& a) {
  const size_t classes = classes_of(a);
  double sum = 0;
  for (size_t i = 0; i < a.n(); ++i) {
    double total = 0, right = 0;
    for (size_t c = 0; c < classes; ++c) {
      const double p = std::clamp(probability(a, c, i), kTiny, 1 - kTiny);
      total += p;
      if (static_cast<double>(c) == a.target[i]) right = p;
    }
    sum -= std::log(right / total);
  }
  return a.n() ? sum / static_cast<double>(a.n()) : kNotDefined;
}

double brier(const MetricArgs& a) {
  double sum = 0;
  for (size_t i = 0; i < a.n(); ++i) {
    for (size_t c = a.rows() > 1 ? 0 : 1; c < classes_of(a); ++c) {
      const double miss = probability(a, c, i) - (static_cast<double>(c) == a.target[i] ? 1 : 0);
      sum += miss * miss;
    }
  }
  return a.n() ? sum / static_cast<double>(a.n()) : kNotDefined;
}

/// Two classes: probability of class 1 and whether it is. Several: that of the likeliest and whether it is.
struct Confidence {
  double probability, came;
};

Confidence confidence(const MetricArgs& a, size_t i) {
  if (a.rows() == 1) return {a.prediction[i], a.target[i]};
  size_t best = 0;
  for (size_t c = 1; c < a.rows(); ++c) {
    if (probability(a, c, i) > probability(a, best, i)) best = c;
  }
  return {probability(a, best, i), static_cast<double>(best) == a.target[i] ? 1.0 : 0.0};
}

/// Bins of equal width; an edge belongs to the bin below it. Those without samples are left out.
MetricCurve reliability(const MetricArgs& a) {
  const auto bins = static_cast<size_t>(a.parameter);
  std::vector<double> probability(bins), came(bins), count(bins);
  for (size_t i = 0; i < a.n(); ++i) {
    const Confidence s = confidence(a, i);
    size_t bin = 0;
    while (bin + 1 < bins && static_cast<double>(bin + 1) * (1.0 / static_cast<double>(bins)) < s.probability)
      ++bin;
    probability[bin] += s.probability;
    came[bin] += s.came;
    ++count[bin];
  }
  MetricCurve curve;
  for (size_t bin = 0; bin < bins; ++bin) {
    if (count[bin] == 0) continue;
    curve.add(probability[bin] / count[bin], came[bin] / count[bin], count[bin]);
  }
  return curve;
}

double calibration_error(const MetricArgs& a) {
  const MetricCurve curve = reliability(a);
  double sum = 0;
  for (size_t i = 0; i < curve.x.size(); ++i) sum += curve.z[i] * std::abs(curve.x[i] - curve.y[i]);
  return a.n() ? sum / static_cast<double>(a.n()) : kNotDefined;
}

constexpr MetricEntry kEntries[] = {
    {.id = "roc_auc",
     .title = "ROC AUC",
     .group = "scores and probabilities",
     .form = MetricForm::Scores,
     .range = {0, 1},
     .definition =
         "Chance that a sample of the class scores higher than one that is not, ties counting half; of "
         "several classes the mean of each against the rest. Undefined if a class has no samples.",
     .cite = "Fawcett 2006, doi:10.1016/j.patrec.2005.10.010; scikit-learn roc_auc_score(multi_class='ovr')",
     .value = [](const MetricArgs& a) { return over_classes(a, roc_area); },
     .curve = roc_curve,
     .curve_per_class = true,
     .axes = {"false positive rate", "true positive rate", "threshold"}},
    {.id = "average_precision",
     .title = "average precision",
     .group = "scores and probabilities",
     .form = MetricForm::Scores,
     .range = {0, 1},
     .definition =
         "Area under precision over recall as a sum of steps; of several classes the mean of each against "
         "the rest. 0 if there is nothing to find.",
     .cite = "scikit-learn average_precision_score(average='macro')",
     .value = [](const MetricArgs& a) { return over_classes(a, average_precision); },
     .curve = precision_recall_curve,
     .curve_per_class = true,
     .axes = {"recall", "precision", "threshold"}},
    {.id = "log_loss",
     .title = "log loss",
     .group = "scores and probabilities",
     .form = MetricForm::Probabilities,
     .higher_is_better = false,
     .range = {0, kUnbounded},
     .definition =
         "Average −log of the probability given to what came (nats); probabilities are kept 2.2e-16 away "
         "from 0 and 1.",
     .cite = "scikit-learn log_loss",
     .value = log_loss},
    {.id = "brier",
     .title = "Brier score",
     .group = "scores and probabilities",
     .form = MetricForm::Probabilities,
     .higher_is_better = false,
     .range = {0, 2},
     .definition =
         "Average squared distance between the probabilities and what came: for two classes of the second "
         "alone, for several summed over all.",
     .cite = "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2; scikit-learn brier_score_loss",
     .value = brier},
    {.id = "calibration_error",
     .title = "calibration error",
     .group = "scores and probabilities",
     .form = MetricForm::Probabilities,
     .higher_is_better = false,
     .range = {0, 1},
     .definition =
         "Gap between what was promised and how often it came, averaged over bins of equal width by their "
         "samples (ECE): for two classes the second, for several the likeliest one.",
     .cite =
         "Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017, arXiv:1706.04599, eq. 3; bins as scikit-learn "
         "calibration_curve",
     .parameter = {"bins", 10, {1, 100}, "Bins that [0, 1] is cut into."},
     .value = calibration_error,
     .curve = reliability,
     .axes = {"mean predicted probability", "share that came", "samples"}},
};

}  // namespace

LOSSCAPE_METRICS(probabilistic, kEntries);

}  // namespace losscape
