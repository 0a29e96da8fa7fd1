// SPDX-License-Identifier: Apache-2.0
// One experiment as plain data: what the URL encodes, the worker receives, a lesson holds and an npm user
// writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/own.h"
#include "entry.h"

namespace losscape {

struct LossChoice {
  std::string id;
  ParameterValues params;
};

/// A sample that was moved, in data units; an empty x or y stays.
struct Edit {
  int index;
  std::vector<float> x;
  std::optional<float> y;
};

struct Spec {
  std::string data = "cars";
  std::optional<OwnColumns> own;  ///< used instead of `data`
  ParameterValues knobs;          ///< overlaid on the data set's own defaults, see knob_parameters()
  std::vector<int> hidden = {8};
  std::string activation = "tanh";
  std::vector<LossChoice> losses;
  std::string optimizer = "adam";
  ParameterValues optimizer_params;
  std::optional<double> learning_rate;  ///< the optimiser's default where empty
  int batch_size = 16;
  double train_fraction = 0.7;
  std::uint64_t seed = 1;
  std::vector<Edit> edits;
};

constexpr int kMaxLanes = 4;
constexpr int kMaxLayers = 8;
constexpr int kMaxUnits = 256;

/// Range, default and help of every numeric field of a Spec that is not a data knob.
const std::vector<Parameter>& settings();

/// Throws Error naming the field, what is wrong with it and what would be right.
void validate(const Spec& spec);

}  // namespace losscape
