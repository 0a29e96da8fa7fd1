// SPDX-License-Identifier: Apache-2.0
// Circular functions of four floats. ULP figures are measured by tests/bench/ulp.cc, see
// web/docs/accuracy.md. Polynomials: Sollya's fpminimax, relative error, single-precision coefficients, on
// |r| <= pi/4.
#pragma once

#include "lane_math/exp.h"
#include "lane_math/wide.h"

namespace losscape {
namespace lane_detail {

/// Beyond this the multiples of pi/2 no longer have exact products with the parts of pi/2 below.
constexpr float kReduceLimit = 12000.0f;

/// An angle modulo pi/2: x = quadrant * pi/2 + r + low, |r| <= pi/4 (a hair more at the borders), low below
/// half an ULP of r where x is far from a multiple of pi/2. The low two bits of the quadrant count.
struct Reduced {
  f32x4 r, low;
  i32x4 quadrant;
};

/// One finite float beyond kReduceLimit, by integer arithmetic on the bits of 2/pi (Payne and Hanek 1983).
/// Writes r + low as one double and returns the quadrant.
inline std::int32_t reduce_huge(float x, double& r) {
  // 64 zero bits, then 2/pi. A float is M 2^k with a 24-bit M: of the 96 bits from the one that gives M's
  // product the weight 2, higher ones contribute whole turns and lower ones less than 2^-60 of a turn.
  constexpr std::uint32_t kTwoOverPi[] = {0,          0,          0xa2f9836e, 0x4e441529, 0xfc2757d1,
                                          0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab};
  const float m = x < 0 ? -x : x;
  std::uint32_t bits;
  std::memcpy(&bits, &m, sizeof bits);
  const std::uint64_t mantissa = (bits & 0x7fffff) | 0x800000;
  const std::int32_t first = 64 + static_cast<std::int32_t>(bits >> 23) - 152, word = first >> 5,
                     shift = first & 31;
  const auto window = [&](std::int32_t i) {
    const std::uint64_t pair = (std::uint64_t{kTwoOverPi[word + i]} << 32) | kTwoOverPi[word + i + 1];
    return (pair >> (32 - shift)) & 0xffffffff;
  };
  // Quarter turns modulo 4 with 62 fraction bits; the overflow drops whole turns.
  const std::uint64_t turns =
      (mantissa * window(0) << 32) + mantissa * window(1) + (mantissa * window(2) >> 32);
  const std::uint64_t nearest = (turns + (std::uint64_t{1} << 61)) >> 62;
  r = static_cast<double>(static_cast<std::int64_t>(turns - (nearest << 62))) *
      (0x1.921fb54442d18p0 * 0x1p-62);
  if (x < 0) r = -r;
  return static_cast<std::int32_t>(x < 0 ? 4 - nearest : nearest) & 3;
}

/// Replaces the lanes beyond kReduceLimit. Out of line: it is rare and long.
__attribute__((noinline)) inline void reduce_huge_lanes(const f32x4& x, Reduced& reduced) {
  for (int i = 0; i < 4; ++i) {
    const float m = x[i] < 0 ? -x[i] : x[i];
    if (m <= kReduceLimit) continue;
    double r = __builtin_nan("");
    reduced.quadrant[i] = m < kInfinity ? reduce_huge(x[i], r) : 0;
    reduced.r[i] = static_cast<float>(r);
    reduced.low[i] = static_cast<float>(r - static_cast<double>(reduced.r[i]));
  }
}

/// Up to kReduceLimit by Cody and Waite: pi/2 in four parts, the first three so short that their products
/// with n < 2^13 are exact; what the third subtraction rounds away is kept in `low`.
LOSSCAPE_INLINE Reduced reduce_quadrant(f32x4 x) {
  const i32x4 fits = abs(x) <= splat(kReduceLimit);
  const f32x4 bounded = float_from_bits(bits_of(x) & fits);
  const f32x4 t = bounded * 0x1.45f306p-1f + kRound;
  const f32x4 n = t - kRound;
  const f32x4 exact = (bounded - n * 0x1.92p0f) - n * 0x1.fb4p-12f, third = n * 0x1.444p-24f;
  const f32x4 r = exact - third;
  Reduced reduced{r, ((exact - r) - third) - n * 0x1.68c234p-39f, bits_of(t)};
  if (__builtin_expect(!all(fits), 0)) reduce_huge_lanes(x, reduced);
  return reduced;
}

/// (sin(r) / r - 1) / s and (cos(r) - 1 + s / 2) / s^2 as polynomials in s = r^2: errors of sin 2^-32.2, of
/// cos 2^-33.
template <class W>
LOSSCAPE_INLINE W sin_tail(W s) {
  W p = s * 0x1.77d71ep-19f + -0x1.a0485p-13f;
  p = p * s + 0x1.111164p-7f;
  return p * s + -0x1.555556p-3f;
}
template <class W>
LOSSCAPE_INLINE W cos_tail(W s) {
  const W p = s * 0x1.99e71cp-16f + -0x1.6c0c26p-10f;
  return p * s + 0x1.55554ap-5f;
}

/// sin(r + low)
LOSSCAPE_INLINE f32x4 sin_reduced(const Reduced& a) {
  const f32x4 s = a.r * a.r;
  return (sin_tail(s) * (s * a.r) + a.low) + a.r;
}

/// cos(r + low)
LOSSCAPE_INLINE f32x4 cos_reduced(const Reduced& a) {
  const f32x4 s = a.r * a.r, half = 0.5f * s, top = 1.0f - half;
  const f32x4 lost = (1.0f - top) - half;  // exact: what rounding took from `top`
  return top + (lost + (cos_tail(s) * (s * s) - a.r * a.low));
}

LOSSCAPE_INLINE i32x4 is_odd(i32x4 a) { return (a & splat_int(1)) != splat_int(0); }

/// sin(x + offset pi/2)
LOSSCAPE_INLINE f32x4 sin_quadrant(f32x4 x, std::int32_t offset) {
  const Reduced a = reduce_quadrant(x);
  const i32x4 quadrant = a.quadrant + splat_int(offset);
  const f32x4 value = select(is_odd(quadrant), cos_reduced(a), sin_reduced(a));
  return float_from_bits(bits_of(value) ^ ((quadrant & splat_int(2)) << 30));
}

}  // namespace lane_detail

/// Sine of radians, at most 1 ULP on all floats. sin(+-inf) is NaN.
LOSSCAPE_INLINE f32x4 sin(f32x4 a) {
  return select(abs(a) < splat(0x1p-12f), a, lane_detail::sin_quadrant(a, 0));
}

/// Cosine of radians, at most 1 ULP on all floats. cos(+-inf) is NaN.
LOSSCAPE_INLINE f32x4 cos(f32x4 a) { return lane_detail::sin_quadrant(a, 1); }

/// Tangent of radians, at most 0.51 ULP on all floats. tan(+-inf) is NaN. The reduced angle goes through the
/// same polynomials in double.
LOSSCAPE_INLINE f32x4 tan(f32x4 a) {
  using namespace lane_detail;
  const Reduced reduced = reduce_quadrant(a);
  const f64x4 r = widen(reduced.r) + widen(reduced.low), s = r * r;
  const f64x4 sine = sin_tail(s) * (s * r) + r, cosine = cos_tail(s) * (s * s) + (1.0 - 0.5 * s);
  const i32x4 odd = is_odd(reduced.quadrant);
  const f32x4 value = narrow(select_wide(odd, 0.0 - cosine, sine) / select_wide(odd, sine, cosine));
  return select(abs(a) < splat(0x1p-12f), a, value);
}

}  // namespace losscape
