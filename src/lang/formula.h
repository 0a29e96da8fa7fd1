// SPDX-License-Identifier: Apache-2.0
// A visitor's loss as mathematics: its value and its derivative by every prediction.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lang/parse.h"

namespace losscape::lang {

struct Formulas {
  std::string value;  ///< MathML
  std::vector<std::pair<std::string, std::string>>
      gradients;  ///< of each input a model predicts: {id, MathML}
};

/// With vectors, the derivative is by element c of the prediction. Definitions keep their names where they
/// occur more than once.
Formulas formulas(const ParsedLoss& loss);

/// Inputs and sliders of the loss in a graph of their own for `samples` samples, vectors over the first axis
/// with `classes` elements where their length is free. Scalars alone have shape [samples].
Ingredients ingredients_in(Graph& graph, const ParsedLoss& loss, int classes, int samples);

}  // namespace losscape::lang
