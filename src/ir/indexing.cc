// SPDX-License-Identifier: Apache-2.0
#include "ir/indexing.h"

#include <array>
#include <limits>

#include "error.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

// Both shapes without the axis must go together.
Shape others(const char* what, const Shape& a, const Shape& b, int axis) {
  if (a.rank != b.rank) fail(what, ": ranks must be equal, got ", to_string(a), " and ", to_string(b));
  Shape p = a, q = b;
  p[axis] = q[axis] = 1;
  return broadcast_shape(p, q);
}

// y[i] = y[i] ∘ y[i − shift] for doubling shifts: log2(n) steps over the whole value. `unit` comes in from
// the front.
template <class Combine>
Value running(Value a, int axis, double unit, Combine combine) {
  axis = normalised_axis(axis, a.shape().rank);
  const int extent = a.shape()[axis];
  for (int shift = 1; shift < extent; shift *= 2) {
    Shape front = a.shape();
    front[axis] = shift;
    const Value units = broadcast_to(a.graph()->constant(unit), front);
    a = combine(a, concat(std::array{units, slice(a, axis, 0, extent - shift)}, axis));
  }
  return a;
}

}  // namespace

Value take_along(Value a, Value index, int axis) {
  axis = normalised_axis(axis, a.shape().rank);
  Shape out = others("take_along", a.shape(), index.shape(), axis);
  out[axis] = index.shape()[axis];
  return a.graph()->structural(Op::take_along, {a.id(), index.id()}, out, {axis});
}

Value scatter_add(Value values, Value index, int axis, const Shape& shape) {
  axis = normalised_axis(axis, values.shape().rank);
  const Shape& from = values.shape();
  const Shape full = others("scatter_add", from, index.shape(), axis);
  Shape expected = full;
  expected[axis] = index.shape()[axis];
  if (from != expected || shape.rank != from.rank)
    fail("scatter_add: values of shape ", to_string(from), " do not fit indices of shape ",
         to_string(index.shape()));
  for (int i = 0; i < shape.rank; ++i) {
    if (i != axis && shape[i] != from[i] && shape[i] != 1)
      fail("scatter_add: cannot collect ", to_string(from), " into ", to_string(shape));
  }
  return values.graph()->structural(Op::scatter_add, {values.id(), index.id()}, shape, {axis});
}

Value argsort(Value a, int axis, bool descending) {
  return a.graph()->structural(Op::argsort, {a.id()}, a.shape(),
                               {normalised_axis(axis, a.shape().rank), descending});
}

Value sort(Value a, int axis, bool descending) { return take_along(a, argsort(a, axis, descending), axis); }

Value top_k(Value a, int axis, int k) {
  axis = normalised_axis(axis, a.shape().rank);
  if (k < 1 || k > a.shape()[axis]) fail("top_k: k must lie in 1 … ", a.shape()[axis], ", got ", k);
  return take_along(a, slice(argsort(a, axis, true), axis, 0, k), axis);
}

Value argmax(Value a, int axis) {
  axis = normalised_axis(axis, a.shape().rank);
  const int extent = a.shape()[axis];
  const Value at = iota(*a.graph(), a.shape().rank, axis, extent);
  return reduce_min(where(equal(a, reduce_max(a, axis)), at, static_cast<double>(extent)), axis);
}

Value argmin(Value a, int axis) { return argmax(-a, axis); }

Value cumsum(Value a, int axis, bool reverse) {
  axis = normalised_axis(axis, a.shape().rank);
  if (a.shape()[axis] <= 1) return a;
  return a.graph()->structural(Op::cumsum, {a.id()}, a.shape(), {axis, reverse});
}

Value cumprod(Value a, int axis) {
  return running(a, axis, 1, [](Value x, Value y) { return x * y; });
}

Value cumulative_logsumexp(Value a, int axis) {
  return running(a, axis, -std::numeric_limits<double>::infinity(),
                 [](Value x, Value y) { return logaddexp(x, y); });
}

std::vector<Value> indexing_rule(const Node& n, std::span<const Value> args, Value, Value g) {
  switch (n.op) {
    case Op::cumsum:
      return {cumsum(g, n.ints[0], n.ints[1] == 0)};
    case Op::take_along:
      return {scatter_add(g, args[1], n.ints[0], args[0].shape()), Value{}};
    case Op::scatter_add:
      return {take_along(g, args[1], n.ints[0]), Value{}};
    default:
      fail(info(n.op).name, " has no rule here");
  }
}

}  // namespace losscape
