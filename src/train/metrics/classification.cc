// SPDX-License-Identifier: Apache-2.0
// Predicted classes against true ones. As in scikit-learn the classes are those that occur in either, and a
// share of nothing is 0.
#include <algorithm>

#include "train/metrics/entries.h"

namespace losscape {
namespace {

/// How often each class was predicted, was true, and was both.
struct Counts {
  std::vector<double> predicted, actual, both;
  double right = 0;
};

Counts counted(const MetricArgs& a) {
  double most = 0;
  for (double label : a.prediction) most = std::max(most, label);
  for (double label : a.target) most = std::max(most, label);
  const size_t classes = static_cast<size_t>(most) + 1;
  Counts c{std::vector<double>(classes), std::vector<double>(classes), std::vector<double>(classes)};
  for (size_t i = 0; i < a.n(); ++i) {
    const auto predicted = static_cast<size_t>(a.prediction[i]), actual = static_cast<size_t>(a.target[i]);
    ++c.predicted[predicted];
    ++c.actual[actual];
    if (predicted != actual) continue;
    ++c.both[actual];
    ++c.right;
  }
  return c;
}

/// Mean of top/bottom over the classes for which `counts` says there is something; 0 where bottom is 0.
template <class Top, class Bottom, class Takes>
double macro(const MetricArgs& a, Top top, Bottom bottom, Takes takes) {
  const Counts c = counted(a);
  double sum = 0, classes = 0;
  for (size_t k = 0; k < c.actual.size(); ++k) {
    if (!takes(c, k)) continue;
    ++classes;
    const double below = bottom(c, k);
    if (below > 0) sum += top(c, k) / below;
  }
  return classes > 0 ? sum / classes : kNotDefined;
}

double both(const Counts& c, size_t k) { return c.both[k]; }
double actual(const Counts& c, size_t k) { return c.actual[k]; }
double predicted(const Counts& c, size_t k) { return c.predicted[k]; }
bool occurs(const Counts& c, size_t k) { return c.actual[k] + c.predicted[k] > 0; }

// Gorodkin's R_K: covariance of prediction and truth over the product of their deviations.
double matthews(const MetricArgs& a) {
  const Counts c = counted(a);
  const double n = static_cast<double>(a.n());
  if (a.n() == 0) return kNotDefined;
  double cross = 0, predicted = 0, actual = 0;
  for (size_t k = 0; k < c.actual.size(); ++k) {
    cross += c.predicted[k] * c.actual[k];
    predicted += c.predicted[k] * c.predicted[k];
    actual += c.actual[k] * c.actual[k];
  }
  const double below = (n * n - predicted) * (n * n - actual);
  return below > 0 ? (c.right * n - cross) / std::sqrt(below) : 0;
}

constexpr MetricEntry kEntries[] = {
    {.id = "accuracy",
     .title = "accuracy",
     .group = "classification",
     .form = MetricForm::Labels,
     .range = {0, 1},
     .definition = "Share of the samples whose class is right.",
     .cite = "scikit-learn accuracy_score",
     .value =
         [](const MetricArgs& a) {
           return a.n() ? counted(a).right / static_cast<double>(a.n()) : kNotDefined;
         }},
    {.id = "balanced_accuracy",
     .title = "balanced accuracy",
     .group = "classification",
     .form = MetricForm::Labels,
     .range = {0, 1},
     .definition =
         "Share of each class that is recognised, averaged over the classes that occur: a rare class "
         "counts as much as a common one.",
     .cite = "scikit-learn balanced_accuracy_score",
     .value =
         [](const MetricArgs& a) {
           return macro(a, both, actual, [](const Counts& c, size_t k) { return c.actual[k] > 0; });
         }},
    {.id = "precision",
     .title = "precision",
     .group = "classification",
     .form = MetricForm::Labels,
     .range = {0, 1},
     .definition =
         "Share of the samples said to be of a class that are, averaged over classes; 0 for a class that "
         "is never predicted.",
     .cite = "scikit-learn precision_score(average='macro', zero_division=0)",
     .value = [](const MetricArgs& a) { return macro(a, both, predicted, occurs); }},
    {.id = "recall",
     .title = "recall",
     .group = "classification",
     .form = MetricForm::Labels,
     .range = {0, 1},
     .definition =
         "Share of the samples of a class that are said to be, averaged over classes; 0 for a class that "
         "is predicted but never occurs.",
     .cite = "scikit-learn recall_score(average='macro', zero_division=0)",
     .value = [](const MetricArgs& a) { return macro(a, both, actual, occurs); }},
    {.id = "f1",
     .title = "F₁",
     .group = "classification",
     .form = MetricForm::Labels,
     .range = {0, 1},
     .definition = "Harmonic mean of precision and recall of each class, averaged over classes.",
     .cite = "scikit-learn f1_score(average='macro', zero_division=0)",
     .value =
         [](const MetricArgs& a) {
           return macro(
               a, [](const Counts& c, size_t k) { return 2 * c.both[k]; },
               [](const Counts& c, size_t k) { return c.actual[k] + c.predicted[k]; }, occurs);
         }},
    {.id = "matthews",
     .title = "Matthews correlation",
     .group = "classification",
     .form = MetricForm::Labels,
     .range = {-1, 1},
     .definition =
         "Correlation of predicted and true classes; 0 is chance, and where all predictions or all labels "
         "are one class.",
     .cite = "Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006; scikit-learn matthews_corrcoef",
     .value = matthews},
};

}  // namespace

LOSSCAPE_METRICS(classification, kEntries);

}  // namespace losscape
