// SPDX-License-Identifier: Apache-2.0
// A list of layers becomes a model.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "fields.h"
#include "layers/activations.h"
#include "layers/entries.h"

namespace losscape {

struct LayerChoice {
  std::string id;
  ParameterValues params;
  std::string activation;  ///< empty: the model's, after layers that have one
  bool frozen = false;     ///< its parameters stay as they are drawn
};

/// Throws where a layer, a parameter or an activation is unknown or out of range; shapes show when it is
/// built.
void validate(std::span<const LayerChoice> layers);

void fields(Fields& f, LayerChoice& layer);

/// A layer of a model that was built: what comes out of it, activation included.
struct BuiltLayer {
  std::string name;              ///< begins the names of its parameters: "dense1"
  const ActivationEntry* after;  ///< null: none follows
  Value value;                   ///< [..., B]
};

/// The layers in order, then a dense one without activation. x [inputs, B] → [outputs, B]. `init` draws the
/// weights of dense and convolution layers; where it is empty the activation that follows decides. `built`,
/// if given, receives every layer, the last included.
Value sequential(ParameterStore& store, Value x, std::span<const LayerChoice> layers, int outputs,
                 const ActivationEntry& activation, std::optional<Init> init = {},
                 std::vector<BuiltLayer>* built = nullptr);

/// Dense layers of these many units.
std::vector<LayerChoice> dense_layers(std::span<const int> units);

}  // namespace losscape
