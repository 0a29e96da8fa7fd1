// SPDX-License-Identifier: Apache-2.0
// Terms that look at the model rather than at its errors, as entries.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "entry.h"
#include "ir/graph.h"

namespace losscape {

struct RegulariserArgs {
  std::span<const Value> weights;  ///< matrices [out, in, …] of the model, without biases
  Value x;                         ///< [D, B]
  Value prediction;                ///< [O, B]
  Value losses;                    ///< of the samples, by the main loss
  Task task;
  std::span<const double> values;  ///< of the entry's parameters
};

struct Regulariser {
  const char* id;
  const char* title;
  const char* help;
  const char* cite;
  std::vector<Parameter> params;
  bool classes_only;                       ///< makes no sense for regression
  Value (*build)(const RegulariserArgs&);  ///< one number
};

std::span<const Regulariser> all_regularisers();
/// Null if there is none of that id.
const Regulariser* find_regulariser(std::string_view id);

}  // namespace losscape
