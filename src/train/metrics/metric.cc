// SPDX-License-Identifier: Apache-2.0
#include "train/metrics/metric.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "error.h"
#include "train/metrics/entries.h"

namespace losscape {
namespace {

/// What the letters of the inputs' dims stand for; 0 is not known yet.
class Extents {
 public:
  explicit Extents(const Metric& metric) : metric_(metric) {}

  void check(const MetricInput& input, size_t size) {
    const std::string_view dims = input.dims;
    if (dims.size() == 1) return settle(input, dims[0], size, size, 1);
    const char rows = dims[0], columns = dims[1];
    if (rows == columns) {
      const auto side = static_cast<size_t>(std::sqrt(static_cast<double>(size)) + 0.5);
      if (side * side != size) {
        fail(metric_.id, ": ", input.id, " must be a square of numbers, got ", size, " of them");
      }
      return settle(input, rows, side, size, side);
    }
    // A row of letters is checked after the others, so its number of columns is known.
    size_t& n = extent_[columns - 'A'];
    const bool digit = rows <= '9';
    const size_t count = digit ? static_cast<size_t>(rows - '0') : (n > 0 && size % n == 0 ? size / n : 0);
    if (count == 0 || size % count != 0) {
      fail(metric_.id, ": ", input.id, " must hold ", digit ? std::string(1, rows) + " rows" : "rows",
           " of the same length", digit ? "" : " as target", ", got ", size, " numbers");
    }
    settle(input, columns, size / count, size, count);
  }

 private:
  void settle(const MetricInput& input, char letter, size_t extent, size_t size, size_t rows) {
    size_t& known = extent_[letter - 'A'];
    if (known == 0) known = extent;
    if (known != extent) {
      fail(metric_.id, ": ", input.id, " must hold ", rows * known, " numbers, as many as the other inputs",
           " ask for, got ", size);
    }
  }

  const Metric& metric_;
  size_t extent_[26] = {};
};

bool is_letter_row(const MetricInput& input) { return input.dims[0] == 'C' && input.dims[1] != 0; }

void check_labels(const Metric& metric, const MetricInput& input, std::span<const double> labels) {
  for (size_t i = 0; i < labels.size(); ++i) {
    if (std::isnan(labels[i]) || (labels[i] >= 0 && labels[i] < 1e6 && labels[i] == std::floor(labels[i])))
      continue;
    fail(metric.id, ": ", input.id, "[", i, "] must be a class number 0, 1, 2 and so on, got ", labels[i]);
  }
}

MetricArgs checked(const Metric& metric, const MetricInputs& inputs, const ParameterValues& given) {
  for (size_t i = 0; i < inputs.size(); ++i) {
    const MetricInput& input = metric.inputs[i];
    if (!input.id || input.optional || !inputs[i].empty()) continue;
    fail(metric.id, " needs ", input.id, ", an array that is not empty");
  }
  Extents extents(metric);
  for (const bool letter_rows : {false, true}) {
    for (size_t i = 0; i < inputs.size(); ++i) {
      const MetricInput& input = metric.inputs[i];
      if (input.id && !inputs[i].empty() && is_letter_row(input) == letter_rows)
        extents.check(input, inputs[i].size());
    }
  }
  MetricArgs args{inputs[0], inputs[1], inputs[2]};
  const bool has = metric.parameter.id != nullptr;
  const std::vector<double> values =
      resolved(metric.id, {&metric.parameter, static_cast<size_t>(has ? 1 : 0)}, given);
  if (has) args.parameter = values[0];
  if (metric.form == MetricForm::Labels) check_labels(metric, metric.inputs[0], args.prediction);
  if (metric.form == MetricForm::Values || metric.form == MetricForm::Other) return args;
  check_labels(metric, metric.inputs[1], args.target);
  const double classes = std::max<double>(2, static_cast<double>(args.rows()));
  if (metric.form == MetricForm::Labels) return args;
  for (double label : args.target) {
    if (label >= classes) {
      fail(metric.id, ": target holds the class ", label, ", but prediction has numbers of ", classes,
           " classes");
    }
  }
  return args;
}

bool holds_nan(const MetricInputs& inputs) {
  for (const auto& input : inputs) {
    if (std::any_of(input.begin(), input.end(), [](double v) { return std::isnan(v); })) return true;
  }
  return false;
}

}  // namespace

// The only place of the metrics that sorts, and by the shortest code for it: sorting is most of their size.
std::vector<std::uint32_t> by_falling(std::span<const double> keys) {
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    return keys[a] == keys[b] ? a < b : keys[a] > keys[b];
  };
  std::make_heap(order.begin(), order.end(), before);
  std::sort_heap(order.begin(), order.end(), before);
  return order;
}

std::vector<double> falling(std::span<const double> values, bool once) {
  std::vector<double> out;
  out.reserve(values.size());
  for (std::uint32_t i : by_falling(values)) {
    if (!once || out.empty() || out.back() != values[i]) out.push_back(values[i]);
  }
  return out;
}

void MetricCurve::add(double at_x, double at_y, double at_z) {
  x.push_back(at_x);
  y.push_back(at_y);
  z.push_back(at_z);
}

std::span<const Metric* const> all_metrics() {
  static const std::vector<const Metric*> kAll = [] {
    std::vector<const Metric*> all;
#define LS_METRICS(name) \
  for (const Metric& m : name##_metrics()) all.push_back(&m);
#include "train/metrics/families.def"
#undef LS_METRICS
    return all;
  }();
  return kAll;
}

const Metric& find_metric(std::string_view id) {
  std::vector<std::string> ids;
  for (const Metric* metric : all_metrics()) {
    if (metric->id == id) return *metric;
    ids.emplace_back(metric->id);
  }
  const std::string near = nearest_id(id, ids);
  fail("there is no metric '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

bool judges(const Metric& metric, Task task) {
  if (metric.form == MetricForm::Other) return false;
  return (metric.form == MetricForm::Values) == (task == Task::Regression);
}

double evaluate_metric(const Metric& metric, const MetricInputs& inputs, const ParameterValues& given) {
  const MetricArgs args = checked(metric, inputs, given);
  return holds_nan(inputs) ? kNotDefined : metric.value(args);
}

MetricCurve metric_curve(const Metric& metric, const MetricInputs& inputs, const ParameterValues& given) {
  if (!metric.curve) fail(metric.id, " has no curve");
  const MetricArgs args = checked(metric, inputs, given);
  if (metric.curve_per_class && args.rows() > 1) {
    fail(metric.id, ": of several classes there is a curve for each; give the scores of one class",
         " and a target of 1 where it is that class");
  }
  return holds_nan(inputs) ? MetricCurve{} : metric.curve(args);
}

}  // namespace losscape
