// SPDX-License-Identifier: Apache-2.0
#include "ir/shapes.h"

#include <algorithm>
#include <numeric>

#include "error.h"

namespace losscape {

Axes Axes::all() {
  Axes axes{};
  axes.every = true;
  return axes;
}

int normalised_axis(int axis, int rank) {
  const int a = axis < 0 ? axis + rank : axis;
  if (a < 0 || a >= rank) fail("axis ", axis, " does not exist in a value of rank ", rank);
  return a;
}

namespace {

Value reduce(Op op, Value a, const Axes& axes) {
  const Shape& in = a.shape();
  std::vector<std::int32_t> list;
  Shape out = in;
  for (int axis = 0; axis < in.rank; ++axis) {
    const bool named = std::any_of(axes.list.begin(), axes.list.end(),
                                   [&](int given) { return normalised_axis(given, in.rank) == axis; });
    if (!axes.every && !named) continue;
    out[axis] = 1;
    if (in[axis] != 1) list.push_back(axis);
  }
  for (int given : axes.list) normalised_axis(given, in.rank);
  if (op != Op::sum && in.size() == 0) fail(info(op).name, " of an empty value of shape ", to_string(in));
  if (list.empty()) return a;
  return a.graph->structural(op, {a.id}, out, std::move(list));
}

}  // namespace

Value sum(Value a, const Axes& axes) {
  const Node& n = a.graph->node(a.id);
  if (n.op == Op::broadcast) {  // a sum of equal terms is a product
    const Value inner = a.graph->value(n.args[0]);
    Shape out = a.shape();
    std::int64_t count = 1;
    bool only_repeated = true;
    for (int axis = 0; axis < out.rank; ++axis) {
      const bool reduced = axes.every || std::any_of(axes.list.begin(), axes.list.end(), [&](int given) {
                             return normalised_axis(given, out.rank) == axis;
                           });
      if (!reduced) continue;
      only_repeated = only_repeated && (inner.shape().rank == 0 || inner.shape()[axis] == 1);
      count *= out[axis];
      out[axis] = 1;
    }
    if (only_repeated) return broadcast_to(inner * static_cast<double>(count), out);
  }
  return reduce(Op::sum, a, axes);
}

Value mean(Value a, const Axes& axes) {
  const Value total = sum(a, axes);
  if (a.shape().size() == 0) fail("mean of an empty value of shape ", to_string(a.shape()));
  return total * (static_cast<double>(total.shape().size()) / static_cast<double>(a.shape().size()));
}

Value reduce_max(Value a, const Axes& axes) { return reduce(Op::reduce_max, a, axes); }
Value reduce_min(Value a, const Axes& axes) { return reduce(Op::reduce_min, a, axes); }

Value broadcast_to(Value a, const Shape& shape) {
  if (a.shape() == shape) return a;
  if (broadcast_shape(a.shape(), shape) != shape) {
    fail("cannot broadcast ", to_string(a.shape()), " to ", to_string(shape));
  }
  const Node& n = a.graph->node(a.id);
  return a.graph->structural(Op::broadcast, {n.op == Op::broadcast ? n.args[0] : a.id}, shape);
}

Value sum_to(Value a, const Shape& shape) {
  if (a.shape() == shape) return a;
  if (shape.rank == 0) return scalar(sum(a));
  Axes axes{};
  for (int i = 0; i < shape.rank; ++i) {
    if (shape[i] == 1 && a.shape()[i] != 1) axes.list.push_back(i);
  }
  return sum(a, axes);
}

Value reshape(Value a, const Shape& shape) {
  if (a.shape() == shape) return a;
  if (a.shape().size() != shape.size())
    fail("cannot reshape ", to_string(a.shape()), " to ", to_string(shape));
  const Node& n = a.graph->node(a.id);
  if (n.op == Op::reshape) return reshape(a.graph->value(n.args[0]), shape);
  if (n.op == Op::constant || (n.op == Op::broadcast && a.graph->node(n.args[0]).op == Op::constant)) {
    const Value c = n.op == Op::constant ? a : a.graph->value(n.args[0]);
    return shape.rank == 0 ? c : broadcast_to(c, shape);
  }
  return a.graph->structural(Op::reshape, {a.id}, shape);
}

Value scalar(Value a) { return reshape(a, Shape{}); }

Value transpose(Value a, std::span<const int> permutation) {
  const Shape& in = a.shape();
  std::vector<std::int32_t> order(permutation.begin(), permutation.end());
  std::vector<std::int32_t> sorted = order, identity(static_cast<size_t>(in.rank));
  std::iota(identity.begin(), identity.end(), 0);
  std::sort(sorted.begin(), sorted.end());
  if (sorted != identity) fail("transpose needs each of the ", in.rank, " axes once");
  if (order == identity) return a;
  Shape out = in;
  for (int i = 0; i < in.rank; ++i) out[i] = in[order[static_cast<size_t>(i)]];
  return a.graph->structural(Op::transpose, {a.id}, out, std::move(order));
}

Value transpose(Value a) { return transpose(a, std::array{1, 0}); }

Value slice(Value a, int axis, int start, int length) {
  const Shape& in = a.shape();
  axis = normalised_axis(axis, in.rank);
  if (start < 0 || length < 0 || start + length > in[axis]) {
    fail("slice [", start, ", ", start + length, ") lies outside axis ", axis, " of ", to_string(in));
  }
  if (length == in[axis]) return a;
  const Node& n = a.graph->node(a.id);
  Shape out = in;
  out[axis] = length;
  if (n.op == Op::broadcast) {
    const Value inner = a.graph->value(n.args[0]);
    if (inner.shape().rank == 0 || inner.shape()[axis] == 1) return broadcast_to(inner, out);
  }
  return a.graph->structural(Op::slice, {a.id}, out, {axis, start, length});
}

Value pad(Value a, int axis, int before, int after) {
  axis = normalised_axis(axis, a.shape().rank);
  if (before < 0 || after < 0) fail("pad needs amounts of 0 or more, got ", before, " and ", after);
  if (before == 0 && after == 0) return a;
  Shape out = a.shape();
  out[axis] += before + after;
  return a.graph->structural(Op::pad, {a.id}, out, {axis, before, after});
}

Value concat(std::span<const Value> parts, int axis) {
  if (parts.empty()) fail("concat needs at least one part");
  if (parts.size() == 1) return parts[0];
  Shape out = parts[0].shape();
  axis = normalised_axis(axis, out.rank);
  out[axis] = 0;
  std::vector<int> ids;
  for (const Value& p : parts) {
    Shape expected = p.shape();
    if (expected.rank == out.rank) expected[axis] = out[axis];
    if (expected != out)
      fail("concat along axis ", axis, ": ", to_string(p.shape()), " does not fit ",
           to_string(parts[0].shape()));
    out[axis] += p.shape()[axis];
    ids.push_back(p.id);
  }
  return parts[0].graph->structural(Op::concat, std::move(ids), out, {axis});
}

Value matmul(Value a, Value b, bool transpose_a, bool transpose_b) {
  const Shape &p = a.shape(), &q = b.shape();
  if (p.rank != 2 || q.rank != 2)
    fail("matmul takes two values of rank 2, got ", to_string(p), " and ", to_string(q));
  const int m = p[transpose_a ? 1 : 0], k = p[transpose_a ? 0 : 1];
  const int kb = q[transpose_b ? 1 : 0], n = q[transpose_b ? 0 : 1];
  if (k != kb)
    fail("matmul: inner extents differ, ", to_string(p), (transpose_a ? "ᵀ" : ""), "·", to_string(q),
         (transpose_b ? "ᵀ" : ""));
  if (transpose_a && transpose_b) return transpose(matmul(b, a));
  return a.graph->structural(Op::matmul, {a.id, b.id}, Shape{m, n}, {transpose_a, transpose_b});
}

Value iota(Graph& graph, int rank, int axis, int extent) {
  Shape shape;
  shape.rank = rank;
  axis = normalised_axis(axis, rank);
  for (int i = 0; i < rank; ++i) shape[i] = 1;
  shape[axis] = extent;
  return graph.structural(Op::iota, {}, shape, {axis});
}

Value stop_gradient(Value a) { return a.graph->structural(Op::stop_gradient, {a.id}, a.shape()); }

Value dot(Value a, Value b) { return scalar(sum(a * b)); }

}  // namespace losscape
