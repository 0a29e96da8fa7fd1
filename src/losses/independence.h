// SPDX-License-Identifier: Apache-2.0
// Whether samples know of each other: if not, a loss runs over any number of them with one program.
#pragma once

#include <span>
#include <vector>

#include "ir/graph.h"

namespace losscape {

/// True where column i of every root follows from column i of `samples` alone, columns being the last axis,
/// and in the same way for every i. Goes by the ops on the way; "false" where it cannot tell.
bool by_sample(const Graph& graph, std::span<const Value> roots, std::span<const Value> samples);

/// True where a root is computed from the input.
bool depends_on(const Graph& graph, std::span<const Value> roots, Value input);

}  // namespace losscape
