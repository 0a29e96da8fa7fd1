// SPDX-License-Identifier: Apache-2.0
#include "train/metrics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace losscape {

MetricInfo metric_of(Task task) {
  if (task == Task::Regression) return {"median_absolute_error", "median |error|", false, true};
  return {"accuracy", "accuracy", true, false};
}

double metric(Task task, std::span<const float> predictions, std::span<const float> labels,
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
