// SPDX-License-Identifier: Apache-2.0
#include "ir/grad.h"

#include <algorithm>

#include "error.h"
#include "ir/indexing.h"
#include "ir/linear_algebra.h"
#include "ir/shapes.h"
#include "ir/windows.h"

namespace losscape {

namespace {

constexpr double kLn2 = 0.693147180559945309417;
constexpr double kHalfSqrtPi = 0.886226925452758013649;
constexpr double kTwoOverSqrtPi = 1.12837916709551257390;

// The derivative columns of ops.def. `want` tells which operands need one; the others' rules are not
// evaluated.
std::array<Value, 3> elementwise_rule(Op op, std::span<const Value> args, Value y, Value g,
                                      std::array<bool, 3> want) {
  [[maybe_unused]] const Value a = args[0];
  [[maybe_unused]] const Value b = args.size() > 1 ? args[1] : Value{};
  [[maybe_unused]] const Value c = args.size() > 2 ? args[2] : Value{};
  const Value none;
  (void)y;
  switch (op) {
#define LS_UNARY(id, notation, symbol, value, da, ...) \
  case Op::id:                                         \
    return {da, none, none};
#define LS_BINARY(id, notation, symbol, value, da, db, ...) \
  case Op::id:                                              \
    return {want[0] ? (da) : none, want[1] ? (db) : none, none};
#define LS_TERNARY(id, notation, symbol, value, da, db, dc, ...) \
  case Op::id:                                                   \
    return {want[0] ? (da) : none, want[1] ? (db) : none, want[2] ? (dc) : none};
#define LS_STRUCTURAL(id, ...) \
  case Op::id:            \
    return {};
#include "ir/ops.def"
  }
  return {};
}

// Rules of structural ops; those of families stand with their ops.

using Values = std::vector<Value>;
using Args = std::span<const Value>;

Values no_gradient(const Node& n, Args, Value, Value) { return Values(n.args.size()); }
Values broadcast_rule(const Node&, Args args, Value, Value g) { return {sum_to(g, args[0].shape())}; }
Values reshape_rule(const Node&, Args args, Value, Value g) { return {reshape(g, args[0].shape())}; }
Values flip_rule(const Node& n, Args, Value, Value g) { return {flip(g, n.ints[0])}; }
Values sum_rule(const Node&, Args args, Value, Value g) { return {broadcast_to(g, args[0].shape())}; }

Values transpose_rule(const Node& n, Args, Value, Value g) {
  std::vector<std::int32_t> inverse(n.ints.size());
  for (size_t i = 0; i < inverse.size(); ++i)
    inverse[static_cast<size_t>(n.ints[i])] = static_cast<std::int32_t>(i);
  return {transpose(g, inverse)};
}

Values slice_rule(const Node& n, Args args, Value, Value g) {
  const int axis = n.ints[0], start = n.ints[1], length = n.ints[2];
  return {pad(g, axis, start, args[0].shape()[axis] - start - length)};
}

Values pad_rule(const Node& n, Args args, Value, Value g) {
  return {slice(g, n.ints[0], n.ints[1], args[0].shape()[n.ints[0]])};
}

Values concat_rule(const Node& n, Args args, Value, Value g) {
  Values out;
  int start = 0;
  for (const Value& part : args) {
    const int length = part.shape()[n.ints[0]];
    out.push_back(slice(g, n.ints[0], start, length));
    start += length;
  }
  return out;
}

// One selected extremum would be arbitrary; like PyTorch's amax, ties share the gradient equally.
Values extremum_rule(const Node& n, Args args, Value y, Value g) {
  const Value hit = equal(args[0], y);
  Axes over{};
  over.list.assign(n.ints.begin(), n.ints.end());
  return {hit * (g / sum(hit, over))};
}

// Y = A·B: dA = G·Bᵀ, dB = Aᵀ·G; a transposed operand swaps the factors of its gradient.
Values matmul_rule(const Node& n, Args args, Value, Value g) {
  const bool ta = n.ints[0] != 0, tb = n.ints[1] != 0;
  const Value a = args[0], b = args[1];
  return {ta ? matmul(b, g, tb, true) : matmul(g, b, false, !tb),
          tb ? matmul(g, a, true, ta) : matmul(a, g, !ta, false)};
}

Values structural_rule(const Node& n, Args args, Value y, Value g) {
  switch (n.op) {
#define LS_UNARY(id, ...) \
  case Op::id:            \
    break;
#define LS_BINARY(id, ...) LS_UNARY(id)
#define LS_TERNARY(id, ...) LS_UNARY(id)
#define LS_STRUCTURAL(id, rule) \
  case Op::id:                  \
    return rule(n, args, y, g);
#include "ir/ops.def"
  }
  fail(info(n.op).name, " has no structural rule");
}

// depends[i]: node i is reachable backwards from y and some x is reachable backwards from it.
std::vector<char> nodes_between(const Graph& graph, int y, std::span<const Value> xs) {
  std::vector<char> from_x(static_cast<size_t>(y) + 1, 0), used(static_cast<size_t>(y) + 1, 0);
  for (const Value& x : xs) {
    if (x.id() <= y) from_x[static_cast<size_t>(x.id())] = 1;
  }
  for (int i = 0; i <= y; ++i) {
    if (graph.node(i).op == Op::stop_gradient) continue;
    for (int a : graph.node(i).args) from_x[static_cast<size_t>(i)] |= from_x[static_cast<size_t>(a)];
  }
  used[static_cast<size_t>(y)] = 1;
  for (int i = y; i >= 0; --i) {
    if (!used[static_cast<size_t>(i)]) continue;
    for (int a : graph.node(i).args) used[static_cast<size_t>(a)] = 1;
  }
  for (size_t i = 0; i < used.size(); ++i) used[i] = used[i] && from_x[i];
  return used;
}

}  // namespace

std::vector<Value> grad(Value y, std::span<const Value> xs) {
  Graph& graph = *y.graph();
  const std::vector<char> between = nodes_between(graph, y.id(), xs);
  std::vector<Value> adjoint(static_cast<size_t>(y.id()) + 1);
  adjoint[static_cast<size_t>(y.id())] = broadcast_to(graph.constant(1), y.shape());

  // Contributions to one adjoint are added in an order that depends on what the nodes are, not on when they
  // were made.
  std::vector<int> order;
  for (int i = 0; i <= y.id(); ++i) {
    if (between[static_cast<size_t>(i)]) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](int a, int b) {
    const Node &p = graph.node(a), &q = graph.node(b);
    return p.depth != q.depth ? p.depth > q.depth : p.key > q.key;
  });
  for (int i : order) {
    const Value g = adjoint[static_cast<size_t>(i)];
    if (!g) continue;
    const Node n = graph.node(i);
    std::vector<Value> args;
    for (int a : n.args) args.push_back(graph.value(a));
    std::vector<Value> contributions;
    if (info(n.op).elementwise) {
      std::array<bool, 3> want{};
      for (size_t k = 0; k < args.size(); ++k) want[k] = between[static_cast<size_t>(args[k].id())] != 0;
      const auto rule = elementwise_rule(n.op, args, graph.value(i), g, want);
      contributions.assign(rule.begin(), rule.begin() + static_cast<std::ptrdiff_t>(args.size()));
    } else {
      contributions = structural_rule(n, args, graph.value(i), g);
    }
    for (size_t k = 0; k < contributions.size(); ++k) {
      if (!contributions[k] || !between[static_cast<size_t>(args[k].id())]) continue;
      Value& slot = adjoint[static_cast<size_t>(args[k].id())];
      const Value part = sum_to(contributions[k], args[k].shape());
      slot = slot ? slot + part : part;
    }
  }

  std::vector<Value> out;
  for (const Value& x : xs) {
    const Value g = x.id() <= y.id() ? adjoint[static_cast<size_t>(x.id())] : Value{};
    out.push_back(g ? g : broadcast_to(graph.constant(0), x.shape()));
  }
  return out;
}

Value grad(Value y, Value x) { return grad(y, std::span(&x, 1))[0]; }

Value hessian_vector(Value y, Value x, Value v) { return grad(dot(grad(y, x), v), x); }

}  // namespace losscape
