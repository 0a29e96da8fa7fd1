// SPDX-License-Identifier: Apache-2.0
// A function of two numbers as a landscape, and optimisers of the catalogue rolling down it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "lang/parse.h"
#include "optim/update_rule.h"

namespace losscape {

constexpr int kMostDescentSteps = 20000;

/// Where an optimiser went: one more entry than steps, the first where it began. Ends before the first place
/// or value that is not finite.
struct Descent {
  std::vector<float> x, y, value;
  bool diverged = false;
};

class Terrain {
 public:
  /// `text`: in the language of losses (lang/parse.h), over x and y. Throws Error with the place in it.
  explicit Terrain(std::string_view text);

  /// Values and slopes at points: value, ∂/∂x, ∂/∂y, each as long as x. Throws Error unless x and y are
  /// equally long.
  struct Heights {
    std::vector<float> value, by_x, by_y;
  };
  Heights at(std::span<const float> x, std::span<const float> y) const;

  /// At most `steps` (1 to 20000) steps of an optimiser from (x, y), each with the gradient there: the
  /// training step of a lane whose two weights are x and y. Throws Error for an optimiser that is unknown or
  /// a parameter out of range.
  Descent descend(const UpdateChoice& optimizer, float x, float y, int steps) const;

 private:
  Value build(Graph& graph, Value x, Value y) const;

  lang::ParsedLoss function_;
};

}  // namespace losscape
