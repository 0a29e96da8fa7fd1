// SPDX-License-Identifier: Apache-2.0
#include "ir/compounds.h"

namespace losscape {

namespace {

// The row maximum, with 0 for a row of −inf: (−inf) − (−inf) would be NaN.
Value shift_of(Value a, const Axes& axes) {
  const Value m = stop_gradient(reduce_max(a, axes));
  return where(less(m, -3.0e38), 0.0, m);
}

}  // namespace

Value logsumexp(Value a, const Axes& axes) {
  const Value shift = shift_of(a, axes);
  return shift + log(sum(exp(a - shift), axes));
}

Value log_softmax(Value a, int axis) {
  const Value shifted = a - shift_of(a, axis);
  return shifted - log(sum(exp(shifted), axis));
}

Value softmax(Value a, int axis) {
  const Value e = exp(a - shift_of(a, axis));
  return e / sum(e, axis);
}

Value one_hot(Value index, int axis, int classes) {
  return equal(iota(*index.graph(), index.shape().rank, axis, classes), index);
}

// Selected rather than multiplied: 0 · (−inf) would be NaN for masked logits.
Value pick(Value a, Value index, int axis) {
  axis = normalised_axis(axis, a.shape().rank);
  return sum(where(one_hot(index, axis, a.shape()[axis]), a, 0.0), axis);
}

Value norm(Value a, int axis) { return sqrt(sum(a * a, axis)); }

Value round_straight_through(Value a) { return a + stop_gradient(round(a) - a); }

}  // namespace losscape
