// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "layers/model.h"

namespace losscape {

/// What follows a layer, element by element. Formulas, constants and the slope at a kink are PyTorch's.
struct ActivationEntry {
  const char* id;
  const char* title;
  const char* help;
  Init init;  ///< of the weights before it, where nothing else is asked for
  /// `name` begins the names of parameters that the activation learns.
  Value (*apply)(ParameterStore& store, const std::string& name, Value x);
};

std::span<const ActivationEntry> all_activations();
const ActivationEntry& find_activation(std::string_view id);

}  // namespace losscape
