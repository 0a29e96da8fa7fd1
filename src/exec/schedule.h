// SPDX-License-Identifier: Apache-2.0
// First half of planning: which nodes are needed, which run together, in what order.
#pragma once

#include <vector>

#include "exec/plan.h"

namespace losscape {

/// How a node comes to have a value.
enum class Treatment : std::uint8_t {
  Unused,
  Leaf,  ///< constant, input, iota and what follows from constants alone: memory that is there before the run
  Alias,    ///< stop_gradient, and broadcast where every consumer can repeat elements itself
  Chained,  ///< elementwise node, reduction or materialised broadcast: part of a chain
  View,     ///< reshape or slice: somebody else's memory (decided with the layout, see layout.cc)
  Product,  ///< matmul, or matmul + bias
  Call,     ///< an op with a kernel of its own
  Absorbed  ///< matmul whose value only its bias addition sees
};

/// One instruction to be: a chain's member nodes in evaluation order, or a single other node.
struct Item {
  std::vector<int> nodes;
  bool chain = false;
};

struct Schedule {
  std::vector<Treatment> treatment;
  std::vector<Item> items;
  std::vector<int> item_of;   ///< per node; −1 where it has none
  std::vector<int> computed;  ///< leaves that follow from constants
};

Schedule schedule(const Graph& graph, const std::vector<Output>& outputs, const std::vector<Update>& updates,
                  const PlanOptions& options);

bool is_reduction(Op op);
/// Follows stop_gradient.
int without_alias(const Graph& graph, int id);
/// Follows stop_gradient and broadcast: what a chain reads, repeating elements itself.
int chain_source(const Graph& graph, int id);
/// For a Product node: the matmul itself and the bias added to it (−1 where there is none).
struct ProductParts {
  int matmul, bias;
};
ProductParts product_parts(const Graph& graph, const Schedule& schedule, int id);

}  // namespace losscape
