// SPDX-License-Identifier: Apache-2.0
// How the terms of a composite loss share the gradient, as entries.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "exec/plan.h"
#include "ir/graph.h"

namespace losscape {

struct BalancerEntry {
  const char* id;
  const char* title;
  const char* help;
  const char* cite;
  std::vector<Parameter> params;
};

std::span<const BalancerEntry> all_balancers();
const BalancerEntry& find_balancer(std::string_view id);

struct BalanceArgs {
  std::vector<Value> losses;          ///< K numbers, means over the batch
  std::vector<Value> weights;         ///< K numbers, as given and scheduled
  Value penalty;                      ///< weighted regularisers, one number; they are not balanced
  std::span<const Value> parameters;  ///< tensors of the model, slices of θ in order
  std::span<const double> values;     ///< of the balancer's parameters
  bool classes = false;               ///< uncertainty: the likelihood is that of classes
};

/// One training step's objective, and what it remembers.
struct Balanced {
  struct State {
    std::string name;
    float start;
  };
  Value loss;      ///< one number, what is followed for divergence
  Value gradient;  ///< [P]
  std::vector<Update> updates;
  std::vector<State> states;  ///< inputs of one number
  bool epochs = false;        ///< reads the input "balance.epoch": 1 in the first step of an epoch, else 0
  bool normals = false;       ///< reads the inputs "balance.normal0" …, fresh standard normal numbers
};

/// Throws Error where the number of losses does not fit.
Balanced balance(const BalancerEntry& entry, const BalanceArgs& args);

/// ∂y/∂θ, [P].
Value flat_gradient(Value y, std::span<const Value> parameters);

}  // namespace losscape
