// SPDX-License-Identifier: Apache-2.0
// Graph → Program: dead code, fusion of elementwise chains, views without copies, lifetimes in one arena.
#pragma once

#include <string>
#include <vector>

#include "exec/program.h"

namespace losscape {

struct Output {
  std::string name;
  Value value;
};

/// After a run, `input` holds `value`: how a training step writes parameters and optimiser state back.
struct Update {
  Value input;
  Value value;
};

struct PlanOptions {
  bool fuse = true;               ///< off: one instruction a node, to measure what fusion buys
  bool compute_constants = true;  ///< off: nodes that follow from constants are computed at every run
  std::int64_t memory_limit = std::int64_t{256} << 20;  ///< bytes of arena above which planning is refused
};

/// Throws Error if the arena would exceed the limit, naming both sizes.
Program plan(Graph& graph, const std::vector<Output>& outputs, const std::vector<Update>& updates = {},
             const PlanOptions& options = {});

}  // namespace losscape
