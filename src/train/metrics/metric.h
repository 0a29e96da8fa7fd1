// SPDX-License-Identifier: Apache-2.0
// The form of a metric: what it is given, which way is better, and the function that computes it. Where
// scikit-learn has the metric, numbers and edge cases are its own (tests/golden/metrics.py).
//
// Entries are constants (entries.h). The program that trains holds only what it computes with, `Metric`; the
// words are linked into the catalogue and the tests alone.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "entry.h"

namespace losscape {

/// What a metric compares. Data sets offer the first four; Other: as the inputs of the entry say.
enum class MetricForm {
  Values,         ///< real numbers: prediction [n], target [n]
  Labels,         ///< class numbers: prediction [n], target [n]
  Scores,         ///< higher is likelier: [n] of class 1, or [C][n]; target [n] class numbers
  Probabilities,  ///< [n] of class 1, or [C][n] with sum 1; target [n] class numbers
  Other
};

/// A named array. `dims` as in LossInput: a digit is that extent, a letter one extent throughout the metric
/// ("CN": rows of N numbers).
struct MetricInput {
  const char* id = nullptr;  ///< null: the metric has fewer inputs
  const char* dims = "N";
  bool optional = false;
};

using MetricInputs = std::array<std::span<const double>, 3>;

/// The arrays in the order of the entry's inputs, and its parameter.
struct MetricArgs {
  std::span<const double> prediction, target, other;
  double parameter = 0;

  size_t n() const { return target.size(); }
  /// Rows of a prediction [C][n]; 1 for a prediction [n].
  size_t rows() const { return target.empty() ? 0 : prediction.size() / target.size(); }
};

/// Points of a curve, in the order in which it is drawn; the entry names the three.
struct MetricCurve {
  std::vector<double> x, y, z;
  void add(double at_x, double at_y, double at_z);
};

struct Metric {
  const char* id;
  const char* title;
  MetricForm form;
  std::array<MetricInput, 3> inputs;
  bool higher_is_better;
  bool in_target_units;
  bool curve_per_class;  ///< of several classes, one curve each against the rest
  Parameter parameter;   ///< id null: none. Without its help
  /// NaN where it is not defined, as for no samples. Inputs have passed evaluate_metric's checks.
  double (*value)(const MetricArgs&);
  MetricCurve (*curve)(const MetricArgs&);  ///< null: none
};

/// Every metric, in the order shown to people.
std::span<const Metric* const> all_metrics();
/// Throws with the nearest id if there is no such metric.
const Metric& find_metric(std::string_view id);
/// Whether data of this task can be judged by it.
bool judges(const Metric& metric, Task task);

/// Checks the extents and the parameter, then computes. An input that holds NaN makes the result NaN. Throws
/// for a missing input, extents that do not agree, class numbers that are not whole, or a parameter out of
/// range.
double evaluate_metric(const Metric& metric, const MetricInputs& inputs, const ParameterValues& given);
/// The same for the curve; throws if the metric has none, or one for each class and there are several.
MetricCurve metric_curve(const Metric& metric, const MetricInputs& inputs, const ParameterValues& given);

}  // namespace losscape
