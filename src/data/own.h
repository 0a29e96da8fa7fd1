// SPDX-License-Identifier: Apache-2.0
// Data of the visitor's own.
#pragma once

#include <string>
#include <vector>

#include "data/data.h"
#include "fields.h"

namespace losscape {

constexpr int kMaxOwnSamples = 1'000'000;
constexpr int kMaxOwnClasses = 1000;

struct OwnColumns {
  Task task = Task::Regression;
  std::vector<std::vector<double>> x{};    ///< one column an input
  std::vector<double> y{};                 ///< values, or class numbers 0, 1, 2 ...
  std::vector<std::string> input_names{};  ///< empty: x1, x2 ...
  std::string target_name{};               ///< empty: y or class
  std::vector<std::string> class_names{};  ///< empty: 0, 1, 2 ...; may name classes without samples
  std::array<int, 3> image{};              ///< channels, height, width, if the inputs are an image's pixels
};

/// Checks and joins. Throws, naming column and row (rows count from 0), for: no inputs, no samples, more than
/// kMaxOwnSamples, columns of differing length, a number that is not finite or beyond 1e30 (its square must
/// be finite too), a wrong number of names, labels that are not whole numbers from 0 on, a label above 1 of a
/// binary task, fewer than two classes or more than kMaxOwnClasses, fewer class names than classes, an image
/// of another size than there are inputs.
DataSet from_columns(const OwnColumns& own);

void fields(Fields& f, OwnColumns& own);

}  // namespace losscape
