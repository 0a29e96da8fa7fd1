// SPDX-License-Identifier: Apache-2.0
// A group of elementwise nodes and reductions as one instruction.
#pragma once

#include "exec/layout.h"

namespace losscape {

/// Collects the operands, joins axes that all of them cross evenly, gives temporaries their slots and picks a
/// kernel for every node. `arena_floats` grows by the room for totals in double.
Chain build_chain(const Graph& graph, const Schedule& schedule, const Layout& layout, const Item& item,
                  std::int64_t& arena_floats);

}  // namespace losscape
