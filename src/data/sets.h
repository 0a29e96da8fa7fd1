// SPDX-License-Identifier: Apache-2.0
// The files of data sets, and what the generators among them share: a generator says where one sample lies,
// the helpers below do the counting, the noise and the naming.
#pragma once

#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "data/data.h"
#include "random.h"

namespace losscape {

/// The entries of a file without the words that only the catalogue prints: the core links none of them.
template <const auto& kEntries>
constexpr auto lean_sets() {
  std::array<DataEntry, std::size(kEntries)> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = kEntries[i];
    out[i].help = out[i].source = out[i].licence = "";
  }
  return out;
}

// Ends a file of data sets: `entries` is its constexpr array of DataEntry.
#define LOSSCAPE_DATA_SETS(name, entries)                            \
  std::span<const DataEntry> name() {                                \
    static constexpr auto kLean = lean_sets<entries>();              \
    return kLean;                                                    \
  }                                                                  \
  std::span<const DataEntry> name##_with_words() { return entries; } \
  static_assert(std::size(entries) > 0)

#define LS_DATA_SETS(name)           \
  std::span<const DataEntry> name(); \
  std::span<const DataEntry> name##_with_words();
#include "data/sets.def"
#undef LS_DATA_SETS

/// One sample of a regression set before noise. `spread` multiplies the noise.
struct RegressionSample {
  std::vector<double> x;
  double y;
  double spread = 1;
};

/// knobs.samples draws; each gets its own random sequence, so that more samples keep the earlier ones in
/// place.
DataSet generated_regression(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                             RegressionSample (*draw)(Random&));

/// The same for sets with something that all samples share, such as the phase of a sine: `shared` gives the
/// same numbers for each of them.
DataSet generated_task(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                       RegressionSample (*draw)(Random&, Random shared));

struct Point {
  double x, y;
};

/// The same for points of the plane in classes, one class a name; `draw` places a point of the class it is
/// given.
DataSet generated_classes(const Knobs& knobs, const std::vector<std::string>& class_names,
                          Point (*draw)(Random&, int label));

/// The same for any number of inputs: `draw` writes them to x [inputs].
DataSet generated_vectors(const Knobs& knobs, const std::vector<AxisInfo>& inputs,
                          const std::vector<std::string>& class_names,
                          void (*draw)(Random&, int label, std::span<double> x));

/// The knobs that spoil finished samples: label_noise and pair_noise, then outliers, then missing.
DataSet spoiled(DataSet data, const Knobs& knobs);

}  // namespace losscape
