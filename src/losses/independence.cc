// SPDX-License-Identifier: Apache-2.0
#include "losses/independence.h"

#include <algorithm>

namespace losscape {

namespace {

std::vector<char> reached_from(const Graph& graph, std::span<const Value> roots) {
  std::vector<char> reached(static_cast<size_t>(graph.size()), 0);
  for (const Value& r : roots) {
    if (r) reached[static_cast<size_t>(r.id())] = 1;
  }
  for (int id = graph.size(); id-- > 0;) {
    if (!reached[static_cast<size_t>(id)]) continue;
    for (int a : graph.node(id).args) reached[static_cast<size_t>(a)] = 1;
  }
  return reached;
}

// An op whose operands have samples as columns gives them as columns, each from its own.
bool keeps_columns(const Graph& graph, const Node& n, const std::vector<char>& sampled) {
  const Shape& from = graph.node(n.args[0]).shape;
  const int last = from.rank - 1;
  if (info(n.op).elementwise) return true;
  switch (n.op) {
    case Op::stop_gradient:
    case Op::broadcast:
      return true;
    case Op::reshape:
      return n.shape.columns() == from.columns();
    case Op::transpose:
      return n.ints.back() == last;
    case Op::sum:
    case Op::reduce_max:
    case Op::reduce_min:
      return std::find(n.ints.begin(), n.ints.end(), last) == n.ints.end();
    case Op::slice:
    case Op::pad:
    case Op::concat:
    case Op::flip:
    case Op::cumsum:
    case Op::argsort:
    case Op::take_along:
    case Op::scatter_add:
      return n.ints[0] != last;
    case Op::matmul:  // W·x and its like: samples are the columns of the right factor alone
      return !sampled[static_cast<size_t>(n.args[0])] && n.ints[1] == 0;
    default:
      return false;
  }
}

}  // namespace

bool by_sample(const Graph& graph, std::span<const Value> roots, std::span<const Value> samples) {
  if (samples.empty()) return false;
  const int columns = samples[0].shape().columns();
  const std::vector<char> reached = reached_from(graph, roots);
  std::vector<char> sampled(static_cast<size_t>(graph.size()), 0);
  for (const Value& s : samples) sampled[static_cast<size_t>(s.id())] = 1;
  for (int id = 0; id < graph.size(); ++id) {
    if (!reached[static_cast<size_t>(id)]) continue;
    const Node& n = graph.node(id);
    const bool any = std::any_of(n.args.begin(), n.args.end(),
                                 [&](int a) { return sampled[static_cast<size_t>(a)] != 0; });
    if (!any) {  // the same for every sample, unless it counts them
      if (n.op == Op::iota && n.ints[0] == n.shape.rank - 1 && n.shape.columns() > 1) return false;
      if (n.op == Op::random) return false;
      continue;
    }
    if (n.shape.columns() != columns || !keeps_columns(graph, n, sampled)) return false;
    sampled[static_cast<size_t>(id)] = 1;
  }
  return true;
}

bool depends_on(const Graph& graph, std::span<const Value> roots, Value input) {
  return reached_from(graph, roots)[static_cast<size_t>(input.id())] != 0;
}

}  // namespace losscape
