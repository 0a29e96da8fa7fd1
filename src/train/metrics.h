// SPDX-License-Identifier: Apache-2.0
// What judges all lanes alike, whatever they were trained with: metrics of a model's outputs on the samples
// of a data set.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "train/metrics/metric.h"

namespace losscape {

/// The metric of this id, or for an empty one the first that judges the task: the median absolute error,
/// which a few outliers do not move, or accuracy. Throws for an unknown id and for a metric that does not
/// judge the task, naming those that do.
const Metric& metric_of(Task task, std::string_view id);

/// What a model said of the samples of one part, in the forms that metrics ask for. Classes: the largest
/// output (or the sign of the only one) is the predicted class, outputs are the scores, and their softmax
/// (sigmoid) are the probabilities, whatever the loss was: for one that is not made for probabilities they
/// show how far its scores are from being some.
class Outcome {
 public:
  /// predictions [outputs × n] and labels [n] in data units; samples whose part equals `part` count.
  Outcome(Task task, std::span<const double> predictions, std::span<const double> labels,
          std::span<const std::uint8_t> parts, std::uint8_t part);

  /// NaN where an output is not finite, or the part is empty. The metric must judge the task.
  double value(const Metric& metric) const;
  /// The metric's curve, for a metric with one a class that of `label` against the rest. Empty where an
  /// output is not finite or the part is empty. Throws if there is no such curve.
  MetricCurve curve(const Metric& metric, size_t label = 0) const;

 private:
  std::vector<double> in_form(MetricForm form) const;

  Task task_;
  bool finite_ = true;
  size_t n_ = 0;
  std::vector<double> outputs_, labels_;  ///< [outputs × n_], [n_]
};

/// The two metrics that judge by default, without making arrays of doubles: called at every recorded step.
/// predictions [outputs × n], labels [n]; only samples whose part equals `part` count. NaN where there are
/// none. `scratch` is room for one number a sample, kept between calls.
double default_metric(Task task, std::span<const float> predictions, std::span<const float> labels,
                      std::span<const std::uint8_t> parts, std::uint8_t part, std::vector<double>& scratch);

}  // namespace losscape
