// SPDX-License-Identifier: Apache-2.0
// Derivatives as people would write them: like terms collected, factors gathered over one fraction bar, cases
// of the same condition joined. For printing only: the result equals the value except where it is not
// differentiable or divides by 0.
#pragma once

#include "ir/print.h"

namespace losscape {

struct Tidied {
  Value value;
  PieceNames pieces;  ///< the given names, on the nodes that took the place of the named ones
};

/// Adds nodes to the graph.
Tidied tidied(Value v, const PieceNames& pieces = {});

}  // namespace losscape
