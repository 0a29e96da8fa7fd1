// SPDX-License-Identifier: Apache-2.0
// The graph prints itself: as text that reads like code, and as presentation MathML for the page. Compounds
// are recognised, x·x is a square, sums run over an index, and what would be written often gets a name: "with
// s = …".
#pragma once

#include <map>
#include <string>

#include "ir/graph.h"

namespace losscape {

/// How inputs are written, by name; others are written as they are called. For MathML, Greek letters and
/// hats.
using Names = std::map<std::string, std::string, std::less<>>;
/// Names of nodes, by id: such a node is written out once, after the formula, if it occurs more than once.
using PieceNames = std::map<int, std::string>;

// Both may add nodes to the graph that nothing uses.

/// Infix text with as few parentheses as its operators allow, e.g. `0.5 * x ^ 2 + max(y, 0)`. Named pieces
/// stand before it, one a line: `s = exp(x)`.
std::string to_text(Value v, const Names& names = {}, const PieceNames& pieces = {});

/// A <math> element. A value with several elements is written for one of them, with index c. The length is
/// bounded by the number of nodes, however often they are shared.
std::string to_mathml(Value v, const Names& names = {}, const PieceNames& pieces = {});

}  // namespace losscape
