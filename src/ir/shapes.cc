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

std::vector<std::int32_t> axes_of(const Axes& axes, int rank) {
  std::vector<char> named(static_cast<size_t>(rank), axes.every);
  for (int given : axes.list) named[static_cast<size_t>(normalised_axis(given, rank))] = 1;
  std::vector<std::int32_t> out;
  for (int axis = 0; axis < rank; ++axis) {
    if (named[static_cast<size_t>(axis)]) out.push_back(axis);
  }
  return out;
}

namespace {

Value reduce(Op op, Value a, const Axes& axes) {
  const Shape& in = a.shape();
  Shape out = in;
  std::vector<std::int32_t> list = axes_of(axes, in.rank);
  for (int axis : list) out[axis] = 1;
  std::erase_if(list, [&](int axis) { return in[axis] == 1; });
  if (op != Op::sum && in.size() == 0) fail(info(op).name, " of an empty value of shape ", to_string(in));
  if (list.empty()) return a;
  return a.graph()->structural(op, {a.id()}, out, std::move(list));
}

}  // namespace

Value sum(Value a, const Axes& axes) {
  const Node& n = a.graph()->node(a.id());
  if (n.op == Op::broadcast) {  // a sum of equal terms is a product
    const Value inner = a.graph()->value(n.args[0]);
    Shape out = a.shape();
    std::int64_t count = 1;
    bool only_repeated = true;
    for (int axis : axes_of(axes, out.rank)) {
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

// Halves are multiplied until one is left; an odd one out waits at the end.
Value prod(Value a, int axis) {
  axis = normalised_axis(axis, a.shape().rank);
  if (a.shape()[axis] == 0) fail("prod of an empty axis of ", to_string(a.shape()));
  while (a.shape()[axis] > 1) {
    const int extent = a.shape()[axis], half = extent / 2;
    const Value pairs = slice(a, axis, 0, half) * slice(a, axis, half, half);
    a = extent % 2 ? concat(std::array{pairs, slice(a, axis, extent - 1, 1)}, axis) : pairs;
  }
  return a;
}

Value variance(Value a, const Axes& axes, int correction) {
  const Value away = a - mean(a, axes), total = sum(away * away, axes);
  const double count =
      static_cast<double>(a.shape().size()) / static_cast<double>(total.shape().size()) - correction;
  if (!(count > 0))
    fail("variance of ", to_string(a.shape()), " with correction ", correction, " divides by ", count);
  return total / count;
}

Value standard_deviation(Value a, const Axes& axes, int correction) {
  return sqrt(variance(a, axes, correction));
}

Value broadcast_to(Value a, const Shape& shape) {
  if (a.shape() == shape) return a;
  if (broadcast_shape(a.shape(), shape) != shape) {
    fail("cannot broadcast ", to_string(a.shape()), " to ", to_string(shape));
  }
  const Node& n = a.graph()->node(a.id());
  return a.graph()->structural(Op::broadcast, {n.op == Op::broadcast ? n.args[0] : a.id()}, shape);
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
  const Node& n = a.graph()->node(a.id());
  if (n.op == Op::reshape) return reshape(a.graph()->value(n.args[0]), shape);
  if (n.op == Op::constant || (n.op == Op::broadcast && a.graph()->node(n.args[0]).op == Op::constant)) {
    const Value c = n.op == Op::constant ? a : a.graph()->value(n.args[0]);
    return shape.rank == 0 ? c : broadcast_to(c, shape);
  }
  return a.graph()->structural(Op::reshape, {a.id()}, shape);
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
  return a.graph()->structural(Op::transpose, {a.id()}, out, std::move(order));
}

Value transpose(Value a) { return transpose(a, std::array{1, 0}); }

Value slice(Value a, int axis, int start, int length) {
  const Shape& in = a.shape();
  axis = normalised_axis(axis, in.rank);
  if (start < 0 || length < 0 || start + length > in[axis]) {
    fail("slice [", start, ", ", start + length, ") lies outside axis ", axis, " of ", to_string(in));
  }
  if (length == in[axis]) return a;
  const Node& n = a.graph()->node(a.id());
  Shape out = in;
  out[axis] = length;
  if (n.op == Op::broadcast) {
    const Value inner = a.graph()->value(n.args[0]);
    if (inner.shape().rank == 0 || inner.shape()[axis] == 1) return broadcast_to(inner, out);
  }
  return a.graph()->structural(Op::slice, {a.id()}, out, {axis, start, length});
}

Value pad(Value a, int axis, int before, int after) {
  axis = normalised_axis(axis, a.shape().rank);
  if (before < 0 || after < 0) fail("pad needs amounts of 0 or more, got ", before, " and ", after);
  if (before == 0 && after == 0) return a;
  Shape out = a.shape();
  out[axis] += before + after;
  return a.graph()->structural(Op::pad, {a.id()}, out, {axis, before, after});
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
    ids.push_back(p.id());
  }
  return parts[0].graph()->structural(Op::concat, std::move(ids), out, {axis});
}

Value stack(std::span<const Value> parts, int axis) {
  if (parts.empty()) fail("stack needs at least one part");
  const Shape& shape = parts[0].shape();
  axis = normalised_axis(axis, shape.rank + 1);
  std::vector<int> extents(shape.extent.begin(), shape.extent.begin() + shape.rank);
  extents.insert(extents.begin() + axis, 1);
  std::vector<Value> out;
  for (const Value& p : parts) {
    if (p.shape() != shape) fail("stack: ", to_string(p.shape()), " does not fit ", to_string(shape));
    out.push_back(reshape(p, Shape(extents)));
  }
  return concat(out, axis);
}

Value tile(Value a, int axis, int times) {
  const Shape& shape = a.shape();
  axis = normalised_axis(axis, shape.rank);
  if (times < 1) fail("tile needs 1 or more repeats, got ", times);
  std::vector<int> extents(shape.extent.begin(), shape.extent.begin() + shape.rank);
  extents.insert(extents.begin() + axis, 1);
  const Value apart = reshape(a, Shape(extents));
  extents[static_cast<size_t>(axis)] = times;
  Shape out = shape;
  out[axis] *= times;
  return reshape(broadcast_to(apart, Shape(extents)), out);
}

Value flip(Value a, int axis) {
  axis = normalised_axis(axis, a.shape().rank);
  if (a.shape()[axis] <= 1) return a;
  const Node& n = a.graph()->node(a.id());
  if (n.op == Op::flip && n.ints[0] == axis) return a.graph()->value(n.args[0]);
  return a.graph()->structural(Op::flip, {a.id()}, a.shape(), {axis});
}

Value matmul(Value a, Value b, bool transpose_a, bool transpose_b) {
  const Shape &p = a.shape(), &q = b.shape();
  const int r = p.rank;
  if (r < 2 || q.rank != r)
    fail("matmul takes two values of one rank, 2 or more, got ", to_string(p), " and ", to_string(q));
  const int m = p[r - (transpose_a ? 1 : 2)], k = p[r - (transpose_a ? 2 : 1)];
  const int kb = q[r - (transpose_b ? 1 : 2)], n = q[r - (transpose_b ? 2 : 1)];
  bool fits = k == kb;
  Shape out = p;
  out[r - 2] = m;
  out[r - 1] = n;
  for (int i = 0; i + 2 < r; ++i) fits = fits && p[i] == q[i];
  if (!fits)
    fail("matmul: inner and batch extents must be equal, got ", to_string(p), (transpose_a ? "ᵀ" : ""), "·",
         to_string(q), (transpose_b ? "ᵀ" : ""));
  if (transpose_a && transpose_b) {
    std::vector<int> order(static_cast<size_t>(r));
    std::iota(order.begin(), order.end(), 0);
    std::swap(order[static_cast<size_t>(r) - 2], order[static_cast<size_t>(r) - 1]);
    return transpose(matmul(b, a), order);
  }
  return a.graph()->structural(Op::matmul, {a.id(), b.id()}, out, {transpose_a, transpose_b});
}

Value iota(Graph& graph, int rank, int axis, int extent) {
  Shape shape;
  shape.rank = rank;
  axis = normalised_axis(axis, rank);
  for (int i = 0; i < rank; ++i) shape[i] = 1;
  shape[axis] = extent;
  return graph.structural(Op::iota, {}, shape, {axis});
}

Value stop_gradient(Value a) { return a.graph()->structural(Op::stop_gradient, {a.id()}, a.shape()); }

Value dot(Value a, Value b) { return scalar(sum(a * b)); }

}  // namespace losscape
