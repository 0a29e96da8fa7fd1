// SPDX-License-Identifier: Apache-2.0
#include "losses/pieces.h"

namespace losscape {

namespace {

// The largest |x|, or 0 where 1/x would overflow. What is made with it does not depend on it, so it may be
// held constant.
Value largest(Value x, const Axes& axes) {
  const Value m = stop_gradient(reduce_max(abs(x), axes));
  return m * greater(m, 1e-37);
}
Value over(Value x, Value by) { return ratio_or_zero(x, broadcast_to(by, x.shape())); }

}  // namespace

Value length(Value x, const Axes& axes) {
  const Value m = largest(x, axes);
  return m * sqrt(sum(square(over(x, m)), axes));
}

Value unit(Value x, const Axes& axes) {
  const Value scaled = over(x, largest(x, axes));
  return over(scaled, sqrt(sum(square(scaled), axes)));
}

Value cosine(Value a, Value b) { return sum(unit(a) * unit(b), 0); }

Value power_from_0(Value u, Value power) {
  u = clamp_at_0(u);
  return u * pow(max(u, 1e-7), power - 1.0);
}

}  // namespace losscape
