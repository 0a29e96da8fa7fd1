// SPDX-License-Identifier: Apache-2.0
// exp, exp2, expm1 of four floats. ULP figures are measured by tests/bench/ulp.cc, see web/docs/accuracy.md.
// Polynomials: Sollya's fpminimax, relative error, single-precision coefficients, on |r| <= ln2/2 (1 + 5e-4).
#pragma once

#include "simd.h"

namespace losscape {
namespace lane_detail {

constexpr float kLog2E = 0x1.715476p0f;
constexpr float kLn2High = 0x1.62e4p-1f;    // 15 bits: n * kLn2High is exact for |n| < 512
constexpr float kLn2Low = 0x1.7f7d1cp-20f;  // ln 2 - kLn2High
constexpr float kRound = 0x1.8p23f;  // adding it rounds to an integer, found in the low bits of the sum
constexpr float kInfinity = __builtin_inff();
constexpr float kNaN = __builtin_nanf("");

/// y * 2^n for n = low nine bits of `biased` - 254, -254 <= n <= 256. The exponent is applied in two halves:
/// the first product is exact and only the second rounds, so subnormal results are right and large ones
/// become infinite.
LOSSCAPE_INLINE f32x4 scale_by_power(f32x4 y, i32x4 biased) {
  const i32x4 first = (biased >> 1) << 23;
  const i32x4 second = (biased << 23) - first;
  return y * float_from_bits(first) * float_from_bits(second);
}

/// exp(r) for |r| <= ln2 / 2; relative error of the polynomial 2^-28.
LOSSCAPE_INLINE f32x4 exp_reduced(f32x4 r) {
  f32x4 p = splat(0x1.694ac4p-10f);
  p = p * r + 0x1.12398ep-7f;
  p = p * r + 0x1.555a28p-5f;
  p = p * r + 0x1.555492p-3f;
  p = p * r + 0x1.fffffap-2f;
  return (p * (r * r) + r) + 1.0f;
}

/// exp(r) - 1 for |r| <= ln2 / 2; relative error of the polynomial 2^-26.
LOSSCAPE_INLINE f32x4 expm1_reduced(f32x4 r) {
  f32x4 p = splat(0x1.6b737cp-10f);
  p = p * r + 0x1.1227a2p-7f;
  p = p * r + 0x1.555716p-5f;
  p = p * r + 0x1.5554bp-3f;
  p = p * r + 0x1.fffffep-2f;
  return p * (r * r) + r;
}

/// exp(a) * 2^shift for a already in [-104 - shift ln2, 89 - shift ln2] or NaN.
LOSSCAPE_INLINE f32x4 exp_bounded(f32x4 a, int shift = 0) {
  const f32x4 round = splat(kRound + 254.0f);
  const f32x4 t = a * kLog2E + round;
  const f32x4 n = t - round;
  const f32x4 r = (a - n * kLn2High) - n * kLn2Low;
  return scale_by_power(exp_reduced(r), bits_of(t) + splat_int(shift));
}

/// exp(-|a|)-style argument: a <= 0 or NaN.
LOSSCAPE_INLINE f32x4 exp_nonpositive(f32x4 a) { return exp_bounded(pmax(a, splat(-104.0f))); }

}  // namespace lane_detail

/// e^a, at most 1 ULP on all floats; subnormal results are rounded, not flushed; exp(-inf) = 0.
LOSSCAPE_INLINE f32x4 exp(f32x4 a) {
  return lane_detail::exp_bounded(pmin(pmax(a, splat(-104.0f)), splat(89.0f)));
}

/// 2^a, at most 1 ULP on all floats, exact for integers.
LOSSCAPE_INLINE f32x4 exp2(f32x4 a) {
  using namespace lane_detail;
  const f32x4 bounded = pmin(pmax(a, splat(-151.0f)), splat(129.0f));
  const f32x4 round = splat(kRound + 254.0f);
  const f32x4 t = bounded + round;
  const f32x4 r = bounded - (t - round);
  return scale_by_power(exp_reduced(r * 0x1.62e43p-1f), bits_of(t));
}

/// e^a - 1 without cancellation near 0, at most 1.7 ULP on all floats. expm1(-inf) = -1.
LOSSCAPE_INLINE f32x4 expm1(f32x4 a) {
  using namespace lane_detail;
  const f32x4 bounded = pmin(pmax(a, splat(-18.0f)), splat(89.0f));
  const f32x4 round = splat(kRound + 126.0f);
  const f32x4 t = bounded * kLog2E + round;
  const f32x4 n = t - round;
  const f32x4 r = (bounded - n * kLn2High) - n * kLn2Low;
  const f32x4 q = expm1_reduced(r);
  // 2^n q + (2^n - 1), computed at half size because 2^128 is not a float.
  const f32x4 half_power = float_from_bits(bits_of(t) << 23);
  const f32x4 half = half_power * q + (half_power - 0.5f);
  return select(abs(a) < splat(0x1p-25f), a, half + half);
}

}  // namespace losscape
