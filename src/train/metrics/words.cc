// SPDX-License-Identifier: Apache-2.0
// The entries with their words. Kept apart from metric.cc: whoever calls this links every word.
#include "train/metrics/entries.h"

namespace losscape {

std::vector<const MetricEntry*> all_metric_entries() {
  std::vector<const MetricEntry*> all;
#define LS_METRICS(name) \
  for (const MetricEntry& e : name##_metric_entries()) all.push_back(&e);
#include "train/metrics/families.def"
#undef LS_METRICS
  return all;
}

}  // namespace losscape
