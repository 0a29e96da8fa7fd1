// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "optim/optimizer.h"

namespace losscape {

/// Optimisers that use one gradient a step. PyTorch's conventions and defaults.
std::vector<OptimizerEntry> first_order_optimizers();

}  // namespace losscape
