// SPDX-License-Identifier: Apache-2.0
// asin, acos, atan, atan2 of four floats. ULP figures are measured by tests/bench/ulp.cc, see
// web/docs/accuracy.md. Polynomials: Sollya's fpminimax, relative error, single-precision coefficients.
#pragma once

#include "lane_math/exp.h"

namespace losscape {
namespace lane_detail {

constexpr float kPiHalfHigh = 0x1.921fb6p0f, kPiHalfLow = -0x1.777a5cp-25f;

/// (asin(r) / r - 1) / r^2 as a polynomial in s = r^2, |r| <= 1/2, relative error of asin 2^-31.7.
LOSSCAPE_INLINE f32x4 asin_tail(f32x4 s) {
  f32x4 p = splat(0x1.33d432p-5f);
  p = p * s + 0x1.d7924cp-7f;
  p = p * s + 0x1.04af34p-5f;
  p = p * s + 0x1.6caab6p-5f;
  p = p * s + 0x1.33389ep-4f;
  p = p * s + 0x1.55554cp-3f;
  return p;
}

/// atan(q) for q in [0, 1], relative error of the polynomial 2^-28.5.
LOSSCAPE_INLINE f32x4 atan_unit(f32x4 q) {
  const f32x4 s = q * q;
  f32x4 p = splat(-0x1.d5a1aap-10f);
  p = p * s + 0x1.6551e2p-7f;
  p = p * s + -0x1.fe7d24p-6f;
  p = p * s + 0x1.da9c2ep-5f;
  p = p * s + -0x1.5825f2p-4f;
  p = p * s + 0x1.c0946cp-4f;
  p = p * s + -0x1.24211ap-3f;
  p = p * s + 0x1.9991ecp-3f;
  p = p * s + -0x1.55553ep-2f;
  return p * (s * q) + q;
}

}  // namespace lane_detail

/// Arc sine in [-pi/2, pi/2], at most 1.7 ULP; NaN beyond |a| = 1. Above 1/2: pi/2 - 2 asin(sqrt((1 - |a|) /
/// 2)).
LOSSCAPE_INLINE f32x4 asin(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a);
  const i32x4 outer = m > splat(0.5f);
  const f32x4 s = select(outer, 0.5f - 0.5f * m, m * m);
  const f32x4 r = select(outer, sqrt(s), m);
  const f32x4 tail = asin_tail(s) * (s * r);
  const f32x4 far = kPiHalfHigh - 2.0f * (r + (tail - 0.5f * kPiHalfLow));
  return copysign(select(outer, far, r + tail), a);
}

/// Arc cosine in [0, pi], at most 1.2 ULP; NaN beyond |a| = 1.
LOSSCAPE_INLINE f32x4 acos(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a);
  const i32x4 outer = m > splat(0.5f), negative = a < splat(0);
  const f32x4 s = select(outer, 0.5f - 0.5f * m, m * m);
  const f32x4 r = select(outer, sqrt(s), copysign(m, a));
  const f32x4 tail = asin_tail(s) * (s * r);
  const f32x4 inner = kPiHalfHigh - (r + (tail - kPiHalfLow));
  const f32x4 twice = 2.0f * (r + tail);
  const f32x4 left = 2.0f * (kPiHalfHigh - (r + (tail - kPiHalfLow)));
  return select(outer, select(negative, left, twice), inner);
}

/// Arc tangent in [-pi/2, pi/2], at most 1.6 ULP on all floats. Above 1: pi/2 - atan(1 / |a|).
LOSSCAPE_INLINE f32x4 atan(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a);
  const i32x4 outer = m > splat(1);
  const f32x4 v = atan_unit(select(outer, 1.0f / m, m));
  return copysign(select(outer, kPiHalfHigh - (v - kPiHalfLow), v), a);
}

/// Angle of the point (x, y) in [-pi, pi], at most 1.7 ULP. Edges as in C: the signs of zeros count, both
/// infinite gives odd multiples of pi/4.
LOSSCAPE_INLINE f32x4 atan2(f32x4 y, f32x4 x) {
  using namespace lane_detail;
  const f32x4 my = abs(y), mx = abs(x);
  const i32x4 steep = my > mx, negative = bits_of(x) < splat_int(0);
  const f32x4 low = select(steep, mx, my), high = select(steep, my, mx);
  const i32x4 no_ratio = (high == splat(0)) | (low == splat(kInfinity));
  const f32x4 v = atan_unit(select(no_ratio, pmin(high, splat(1)), low / high));
  // The angle is `turns` quarter turns plus or minus v: 0 + v, pi/2 - v, pi - v, pi/2 + v.
  const f32x4 turns = select(steep, splat(1), select(negative, splat(2), splat(0)));
  const i32x4 minus = (steep ^ negative) & splat_int(INT32_MIN);
  const f32x4 signed_v = float_from_bits(bits_of(v) ^ minus);
  const f32x4 angle = turns * kPiHalfHigh + (signed_v + turns * kPiHalfLow);
  return select((x == x) & (y == y), copysign(angle, y), x + y);
}

}  // namespace losscape
