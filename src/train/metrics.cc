// SPDX-License-Identifier: Apache-2.0
#include "train/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "error.h"

namespace losscape {

const Metric& metric_of(Task task, std::string_view id) {
  std::string fits;
  for (const Metric* metric : all_metrics()) {
    if (!judges(*metric, task)) continue;
    if (id.empty() || metric->id == id) return *metric;
    fits += (fits.empty() ? "" : ", ") + std::string(metric->id);
  }
  fail("metric: ", find_metric(id).id, " does not judge ", name_of(task), " data; these do: ", fits);
}

Outcome::Outcome(Task task, std::span<const double> predictions, std::span<const double> labels,
                 std::span<const std::uint8_t> parts, std::uint8_t part)
    : task_(task) {
  const size_t n = labels.size(), rows = n ? predictions.size() / n : 0;
  for (size_t r = 0; r < rows; ++r) {
    for (size_t i = 0; i < n; ++i) {
      if (parts[i] != part) continue;
      outputs_.push_back(predictions[r * n + i]);
      finite_ = finite_ && std::isfinite(outputs_.back());
    }
  }
  for (size_t i = 0; i < n; ++i) {
    if (parts[i] == part) labels_.push_back(labels[i]);
  }
  n_ = labels_.size();
}

std::vector<double> Outcome::in_form(MetricForm form) const {
  if (form == MetricForm::Values || form == MetricForm::Scores) return outputs_;
  std::vector<double> out = outputs_;
  if (task_ == Task::Binary) {
    for (double& v : out) v = form == MetricForm::Labels ? (v > 0 ? 1 : 0) : 1 / (1 + std::exp(-v));
    return out;
  }
  const size_t rows = n_ ? out.size() / n_ : 0;
  for (size_t i = 0; i < n_; ++i) {
    size_t best = 0;
    for (size_t c = 1; c < rows; ++c) {
      if (out[c * n_ + i] > out[best * n_ + i]) best = c;
    }
    if (form == MetricForm::Labels) {
      out[i] = static_cast<double>(best);
      continue;
    }
    const double top = out[best * n_ + i];
    double total = 0;
    for (size_t c = 0; c < rows; ++c) total += out[c * n_ + i] = std::exp(out[c * n_ + i] - top);
    for (size_t c = 0; c < rows; ++c) out[c * n_ + i] /= total;
  }
  if (form == MetricForm::Labels) out.resize(n_);
  return out;
}

double Outcome::value(const Metric& metric) const {
  if (!finite_ || n_ == 0) return std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> prediction = in_form(metric.form);
  return metric.value({prediction, labels_, {}, metric.parameter.value});
}

MetricCurve Outcome::curve(const Metric& metric, size_t label) const {
  if (!metric.curve) fail(metric.id, " has no curve");
  if (!finite_ || n_ == 0) return {};
  const std::vector<double> prediction = in_form(metric.form);
  const size_t rows = prediction.size() / n_;
  std::span<const double> scores = prediction;
  std::vector<double> is = labels_;
  if (rows > 1 && metric.curve_per_class) {
    if (label >= rows) fail(metric.id, ": there is no class ", label, "; classes are 0 to ", rows - 1);
    scores = scores.subspan(label * n_, n_);
    for (double& v : is) v = v == static_cast<double>(label) ? 1 : 0;
  }
  return metric.curve({scores, is, {}, metric.parameter.value});
}

double default_metric(Task task, std::span<const float> predictions, std::span<const float> labels,
                      std::span<const std::uint8_t> parts, std::uint8_t part, std::vector<double>& errors) {
  const size_t n = labels.size();
  errors.clear();
  errors.reserve(n);
  for (size_t i = 0; i < n; ++i) {
    if (parts[i] != part) continue;
    if (task == Task::Regression) {
      errors.push_back(std::abs(static_cast<double>(predictions[i]) - static_cast<double>(labels[i])));
    } else if (task == Task::Binary) {
      errors.push_back((predictions[i] > 0) == (labels[i] > 0.5F) ? 1 : 0);
    } else {
      size_t best = 0;
      for (size_t c = 1; c < predictions.size() / n; ++c) {
        if (predictions[c * n + i] > predictions[best * n + i]) best = c;
      }
      errors.push_back(best == static_cast<size_t>(labels[i]) ? 1 : 0);
    }
  }
  if (errors.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (task != Task::Regression) {
    double right = 0;
    for (double e : errors) right += e;
    return right / static_cast<double>(errors.size());
  }
  // A NaN would break the order that the median relies on.
  if (std::any_of(errors.begin(), errors.end(), [](double e) { return std::isnan(e); }))
    return std::numeric_limits<double>::quiet_NaN();
  const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
  std::nth_element(errors.begin(), middle, errors.end());
  if (errors.size() % 2) return *middle;
  return (*middle + *std::max_element(errors.begin(), middle)) / 2;
}

}  // namespace losscape
