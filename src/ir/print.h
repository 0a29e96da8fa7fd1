// SPDX-License-Identifier: Apache-2.0
// The graph prints itself: as text that reads like code, and as presentation MathML for the page.
#pragma once

#include <map>
#include <string>

#include "ir/graph.h"

namespace losscape {

/// How inputs are written, by name; others are written as they are called. For MathML, Greek letters and
/// hats.
using Names = std::map<std::string, std::string, std::less<>>;

/// Infix text with as few parentheses as its operators allow, e.g. `0.5 * x ^ 2 + max(y, 0)`.
std::string to_text(Value v, const Names& names = {});

/// A <math> element. Shared subexpressions are written out each time, so this suits formulas, not nets.
std::string to_mathml(Value v, const Names& names = {});

}  // namespace losscape
