// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ir/graph.h"

namespace losscape {

/// One elementwise op on doubles, operands in `args`. The reference interpreter and constant folding use it.
double evaluate_scalar(Op op, const double* args);

}  // namespace losscape
