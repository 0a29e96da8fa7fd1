// SPDX-License-Identifier: Apache-2.0
// What judges all lanes alike, whatever they were trained with.
#pragma once

#include <span>
#include <vector>

#include "entry.h"

namespace losscape {

struct MetricInfo {
  const char* id;
  const char* title;
  bool higher_is_better;
  bool in_target_units;
};

/// Regression: median absolute error, which a few outliers do not move. Classes: accuracy.
MetricInfo metric_of(Task task);

/// predictions [outputs × n], labels [n]; only samples whose part equals `part` count. NaN where there are
/// none. `scratch` is room for one number a sample, kept between calls.
double metric(Task task, std::span<const float> predictions, std::span<const float> labels,
              std::span<const std::uint8_t> parts, std::uint8_t part, std::vector<double>& scratch);

}  // namespace losscape
