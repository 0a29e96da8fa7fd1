// SPDX-License-Identifier: Apache-2.0
// A graph as text, one node a line, for people who want to see what was built.
#pragma once

#include <span>
#include <string>

#include "ir/graph.h"

namespace losscape {

/// The nodes that `outputs` need, in an order in which they can be computed: "%7 = matmul(%3ᵀ, %5)  [4, 10]".
/// Constants appear as numbers, inputs under their names.
std::string listing(const Graph& graph, std::span<const Value> outputs);

}  // namespace losscape
