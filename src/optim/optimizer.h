// SPDX-License-Identifier: Apache-2.0
// Optimisers as entries: each is a few lines of graph over the whole parameter vector, so a step is one fused
// program.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "entry.h"
#include "ir/graph.h"

namespace losscape {

/// Memory an optimiser keeps between steps.
struct StateInfo {
  const char* name;
  bool scalar;   ///< one number; otherwise one a parameter
  double start;  ///< value before the first step
};

struct OptimizerArgs {
  Value parameters, gradient;  ///< [P]
  Value learning_rate;         ///< scalar
  const std::vector<Parameter>* declared;
  std::vector<Value> values;  ///< of the entry's parameters, scalar inputs
  std::vector<Value> state;   ///< in the order of the entry's states

  Value operator[](std::string_view id) const;
};

struct OptimizerStep {
  Value parameters;
  std::vector<Value> state;
};

struct OptimizerEntry {
  const char* id;
  const char* title;
  const char* help;
  const char* cite;
  double learning_rate;  ///< default
  std::vector<Parameter> params;
  std::vector<StateInfo> states;
  OptimizerStep (*build)(const OptimizerArgs&);
};

std::span<const OptimizerEntry> all_optimizers();
const OptimizerEntry& find_optimizer(std::string_view id);

}  // namespace losscape
