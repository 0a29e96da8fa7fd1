// SPDX-License-Identifier: Apache-2.0
// How callers lay out arrays: samples first and features last, as NumPy, PyTorch and Keras have them, without
// axes of extent 1. The core has samples along the last axis: [D, M, N] here is [N, M, D] there.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "losses/loss.h"

namespace losscape {

/// For each axis of `dims` (as in LossInput), its axis in the caller's array; −1 for an extent of 1.
std::vector<int> caller_axes(std::string_view dims);

/// The caller's axes, a letter or digit each; "*" as it is.
std::string caller_dims(std::string_view dims);

/// LossInputInfo of web/engine/catalog-types.ts.
std::string input_json(const LossInput& input);

/// The shape in the order of the core. Throws Error for another number of axes than `dims` has.
Shape core_shape(std::string_view dims, std::span<const int> caller);

}  // namespace losscape
