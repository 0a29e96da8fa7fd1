// SPDX-License-Identifier: Apache-2.0
// The functions losses are made of: sigmoid, softplus, log_sigmoid, logaddexp, tanh, logcosh, xlogy, xlog1py,
// in the forms that neither overflow nor cancel. ULP figures are measured by tests/bench/ulp.cc, see
// web/docs/accuracy.md.
#pragma once

#include "lane_math/log.h"

namespace losscape {

/// 1 / (1 + e^-a), as e^-|a| / (1 + e^-|a|) on the negative side so that the left tail keeps its relative
/// accuracy: at most 2.5 ULP on all floats.
LOSSCAPE_INLINE f32x4 sigmoid(f32x4 a) {
  const f32x4 e = lane_detail::exp_nonpositive(-abs(a));
  return select(a < splat(0), e, splat(1)) / (1.0f + e);
}

/// log(1 + e^a) = max(a, 0) + log1p(e^-|a|), at most 2.4 ULP on all floats.
LOSSCAPE_INLINE f32x4 softplus(f32x4 a) {
  return pmax(a, splat(0)) + lane_detail::log1p_unit(lane_detail::exp_nonpositive(-abs(a)));
}

/// softplus(a), and sigmoid(a), its derivative, in `slope`: the bits of both with one exponential.
LOSSCAPE_INLINE f32x4 softplus_and_sigmoid(f32x4 a, f32x4& slope) {
  const f32x4 e = lane_detail::exp_nonpositive(-abs(a));
  slope = select(a < splat(0), e, splat(1)) / (1.0f + e);
  return pmax(a, splat(0)) + lane_detail::log1p_unit(e);
}

/// log(1 / (1 + e^-a)) = -softplus(-a), at most 2.4 ULP on all floats. Where it
/// underflows it is -0.
LOSSCAPE_INLINE f32x4 log_sigmoid(f32x4 a) {
  return pmin(a, splat(-0.0f)) - lane_detail::log1p_unit(lane_detail::exp_nonpositive(-abs(a)));
}

/// log(e^a + e^b) = max + log1p(e^(min - max)); equal infinities give themselves, NaN in either gives NaN. At
/// most 3 ULP of the larger summand; the sum cancels where it crosses zero.
LOSSCAPE_INLINE f32x4 logaddexp(f32x4 a, f32x4 b) {
  const f32x4 larger = max(a, b), smaller = min(a, b);
  const i32x4 differ = a != b;
  const f32x4 d = float_from_bits(bits_of(smaller - larger) & differ);
  // What rounding took from d would be a relative error of e^d: eight ULP for small `larger` and d near -10.
  const f32x4 lost = float_from_bits(bits_of((smaller - d) - larger) & differ & (d > splat(-104)));
  const f32x4 e = lane_detail::exp_nonpositive(d);
  return larger + lane_detail::log1p_unit(e * lost + e);
}

/// (1 - e^-2|a|) / (1 + e^-2|a|) with the sign of a; the numerator is an expm1, so small arguments
/// keep their accuracy: at most 2.6 ULP on all floats, and never beyond +-1.
LOSSCAPE_INLINE f32x4 tanh(f32x4 a) {
  using namespace lane_detail;
  const f32x4 bounded = pmax(-2.0f * abs(a), splat(-19.0f));
  const f32x4 round = splat(kRound + 127.0f);
  const f32x4 t = bounded * kLog2E + round;
  const f32x4 n = t - round;
  const f32x4 r = (bounded - n * kLn2High) - n * kLn2Low;
  const f32x4 q = expm1_reduced(r);
  const f32x4 power = float_from_bits(bits_of(t) << 23);
  const f32x4 e = power * q + (power - 1.0f);
  return copysign(e / (2.0f + e), a);
}

/// log(cosh a) = |a| - ln 2 + log1p(e^-2|a|); below 1, where that cancels, a polynomial in a^2 (fpminimax,
/// relative error 2^-30.7). At most 1.6 ULP on all floats.
LOSSCAPE_INLINE f32x4 logcosh(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a);
  const f32x4 s = a * a;
  f32x4 p = splat(-0x1.b9162ap-16f);
  p = p * s + 0x1.76b104p-13f;
  p = p * s + -0x1.66176cp-11f;
  p = p * s + 0x1.1ba192p-9f;
  p = p * s + -0x1.b9c43ep-8f;
  p = p * s + 0x1.6c1468p-6f;
  p = p * s + -0x1.55555p-4f;
  const f32x4 near = p * (s * s) + 0.5f * s;
  const f32x4 far = (m - 0x1.62e43p-1f) + log1p_unit(exp_nonpositive(-2.0f * m));
  return select(m < splat(1), near, far);
}

/// a log(b), at most 2 ULP, and 0 where a = 0 whatever b is, unless b is NaN.
LOSSCAPE_INLINE f32x4 xlogy(f32x4 a, f32x4 b) {
  return select((a == splat(0)) & (b == b), splat(0), a * log(b));
}

/// a log(1 + b), at most 2.5 ULP, and 0 where a = 0 whatever b is, unless b is NaN.
LOSSCAPE_INLINE f32x4 xlog1py(f32x4 a, f32x4 b) {
  return select((a == splat(0)) & (b == b), splat(0), a * log1p(b));
}

}  // namespace losscape
