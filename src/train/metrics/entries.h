// SPDX-License-Identifier: Apache-2.0
// What a file of metrics is written in: constant entries, from which the lean table of the core and the table
// with words are both made at compile time.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include "train/metrics/metric.h"

namespace losscape {

struct MetricEntry {
  const char* id;
  const char* title;
  const char* group;
  MetricForm form;
  std::array<MetricInput, 3> inputs = {};  ///< empty: those of the form
  bool higher_is_better = true;
  bool in_target_units = false;
  Range range;             ///< of the value, closed; infinite where it has no bound
  const char* definition;  ///< one sentence, with what happens where it is undefined
  const char* cite;
  Parameter parameter = {nullptr, 0, {0, 0}, ""};
  double (*value)(const MetricArgs&);
  MetricCurve (*curve)(const MetricArgs&) = nullptr;
  bool curve_per_class = false;
  std::array<const char*, 3> axes = {};  ///< names of the curve's x, y and z
};

inline constexpr double kNotDefined = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();
/// What scikit-learn puts in place of a zero that would be divided by or taken the logarithm of.
inline constexpr double kTiny = std::numeric_limits<double>::epsilon();

/// Numbers 0 … n-1 by falling key; equal keys keep their order.
std::vector<std::uint32_t> by_falling(std::span<const double> keys);
/// The values, falling; `once` leaves out those that are there already.
std::vector<double> falling(std::span<const double> values, bool once = false);

constexpr std::array<MetricInput, 3> inputs_of(const MetricEntry& e) {
  if (e.inputs[0].id) return e.inputs;
  const bool rows = e.form == MetricForm::Scores || e.form == MetricForm::Probabilities;
  return {{{"prediction", rows ? "CN" : "N"}, {"target", "N"}, {}}};
}

template <const auto& kEntries>
constexpr auto lean_metrics() {
  std::array<Metric, std::size(kEntries)> out{};
  for (size_t i = 0; i < out.size(); ++i) {
    const MetricEntry& e = kEntries[i];
    out[i] = {
        e.id,        e.title, e.form, inputs_of(e), e.higher_is_better, e.in_target_units, e.curve_per_class,
        e.parameter, e.value, e.curve};
    out[i].parameter.help = nullptr;
  }
  return out;
}

// Ends a file of metrics: `entries` is its constexpr array of MetricEntry. families.def lists the files.
#define LOSSCAPE_METRICS(name, entries)                                    \
  std::span<const Metric> name##_metrics() {                               \
    static constexpr auto kLean = lean_metrics<entries>();                 \
    return kLean;                                                          \
  }                                                                        \
  std::span<const MetricEntry> name##_metric_entries() { return entries; } \
  static_assert(std::size(entries) > 0)

#define LS_METRICS(name)                    \
  std::span<const Metric> name##_metrics(); \
  std::span<const MetricEntry> name##_metric_entries();
#include "train/metrics/families.def"
#undef LS_METRICS

/// The entries with their words, in the order of all_metrics(). Not for the core: it would link every word.
std::vector<const MetricEntry*> all_metric_entries();

}  // namespace losscape
