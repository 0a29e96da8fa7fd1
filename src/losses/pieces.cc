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

Value huberised(Value e, Value d) {
  const Value q = clamp(e, -d, d);
  return q * e - 0.5 * square(q);
}

Value class_margin(Value z, Value y) {
  const Value hot = one_hot(y, 0, z.shape()[0]);
  return sum(where(hot, z, 0.0), 0) - logsumexp(where(hot, -1e30, z), 0);
}

Value log_probability(Value z, Value y) { return pick(log_softmax(z, 0), y, 0); }

Value negative_entropy(Value p) { return sum(xlogy(p, p), 0); }

Value clamp_at_0(Value u) { return where(less(u, 0.0), 0.0, u); }

Value length(Value x, const Axes& axes) {
  const Value m = largest(x, axes);
  return m * sqrt(sum(square(over(x, m)), axes));
}

Value length(Value x) { return length(x, 0); }

Value unit(Value x, int axis) {
  const Value scaled = over(x, largest(x, axis));
  return over(scaled, sqrt(sum(square(scaled), axis)));
}

Value cosine(Value a, Value b) { return sum(unit(a) * unit(b), 0); }

Value focal(Value m, Value gamma) { return exp(-(gamma * softplus(m))) * softplus(-m); }

Value overlap_score(Value above, Value below) {
  return where(equal(below, 0.0), 1.0, ratio_or_zero(above, below));
}

Value generalised_dice(const LossArgs& a, Value both, Value predicted, Value target) {
  const double kind = a.number("weights");
  Value area = predicted + target;
  if (kind != 2) {
    const Value inverse = ratio_or_zero(a.graph().constant(1), kind == 0 ? square(target) : target);
    const Value w = where(equal(target, 0.0), reduce_max(inverse, 0), inverse);
    both = w * both;
    area = w * area;
  }
  const Value smooth = a["smooth"];
  const Value dice = overlap_score(2.0 * sum(both, 0) + a["smooth_above"] * smooth, sum(area, 0) + smooth);
  return reshape(1.0 - dice, Shape{1, dice.shape()[2]});
}

Value power_from_0(Value u, Value power) {
  u = clamp_at_0(u);
  return u * pow(max(u, 1e-7), power - 1.0);
}

}  // namespace losscape
