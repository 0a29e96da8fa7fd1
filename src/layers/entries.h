// SPDX-License-Identifier: Apache-2.0
// Layers as entries: what an experiment's list of layers can name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "layers/model.h"

namespace losscape {

struct LayerEntry;

/// What a layer is built from. Values are vectors [D, B], sequences [D, T, B] or images [C, H, W, B].
struct LayerArgs {
  ParameterStore& store;
  const LayerEntry& entry;
  std::string name;               ///< begins the names of its parameters: "conv2d1"
  std::span<const Value> before;  ///< the model's input and the output of every layer so far
  std::span<const double> values;
  Init init;  ///< of its weights, for the activation that follows

  Value x() const { return before.back(); }
  double operator[](std::string_view id) const;
  int whole(std::string_view id) const;  ///< throws where the parameter is not a whole number
  Value image() const;                   ///< x, or throws if it is no image
  Value sequence() const;                ///< x, or throws if it is no sequence
};

struct LayerEntry {
  const char* id;
  const char* title;
  const char* help;
  const char* cite;
  std::span<const Parameter> params;
  bool activated;  ///< the model's activation follows unless the layer names one
  Value (*build)(const LayerArgs&);
};

/// "an image of 1×8×8": what a value is, without its samples.
std::string features(const Shape& shape);
Value flattened(Value x);  ///< → [D, B]

std::span<const LayerEntry> all_layers();
const LayerEntry& find_layer(std::string_view id);

}  // namespace losscape
