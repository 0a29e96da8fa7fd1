// SPDX-License-Identifier: Apache-2.0
// What happens to samples before training: the split into parts, and standardising.
#pragma once

#include <cstdint>
#include <vector>

#include "data/data.h"

namespace losscape {

/// Part of each sample, 0 train, 1 validation: round(train_fraction * n) samples drawn by seed train, but at
/// least one sample is in each part where there are two or more (a single sample trains). `stratified`: the
/// same of each class by itself, where there are classes. Throws for a fraction outside [0, 1].
std::vector<std::uint8_t> split(const DataSet& data, double train_fraction, std::uint64_t seed,
                                bool stratified = false);

/// Affine map of each column to mean 0 and standard deviation 1 (divisor: the number of samples), fitted on
/// some of the samples. A constant column is only shifted to 0.
struct Standardiser {
  std::vector<double> mean, scale;  ///< [columns]

  /// Fits on the samples of part 0, or on all where `part` is empty. values: [columns][n]. Throws if no
  /// sample fits.
  static Standardiser fit(const std::vector<double>& values, int n,
                          const std::vector<std::uint8_t>& part = {});

  /// (value - mean) / scale, [columns][n], computed in double; inverse() undoes it up to the rounding of a
  /// float.
  std::vector<float> transform(const std::vector<double>& values, int n) const;
  std::vector<double> inverse(const std::vector<float>& values, int n) const;
};

}  // namespace losscape
