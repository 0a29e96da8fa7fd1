// SPDX-License-Identifier: Apache-2.0
// Circular functions of four floats. ULP figures are measured by tests/bench/ulp.cc, see web/docs/accuracy.md.
// Polynomials: Sollya's fpminimax, relative error, single-precision coefficients, on |r| <= pi/4.
#pragma once

#include "lane_math/exp.h"

namespace losscape {
namespace lane_detail {

/// Beyond this the multiples of pi/2 no longer have exact products with the parts of pi/2 below.
constexpr float kReduceLimit = 12000.0f;

/// One float of any finite size: r in [-pi/4, pi/4] and the quadrant, by integer arithmetic on 2/pi (Payne-Hanek).
inline void reduce_huge(float x, float& r, std::int32_t& quadrant) {
  // 2/pi to 256 bits. A float is M 2^k with a 24-bit M, so 96 bits chosen by its exponent decide the angle modulo 4:
  // higher ones contribute whole turns, lower ones less than 2^-40 of the result.
  constexpr std::uint32_t kTwoOverPi[] = {0,          0,          0xa2f9836e, 0x4e441529, 0xfc2757d1,
                                          0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561};
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  const std::int32_t exponent = static_cast<std::int32_t>((bits >> 23) & 255) - 127 - 23;
  const std::uint64_t mantissa = (bits & 0x7fffff) | 0x800000;
  // Bit position of 2/pi whose product with the mantissa's unit has weight 2^1.
  const std::int32_t first = 64 + exponent - 2, word = first >> 5, shift = first & 31;
  const auto window = [&](std::int32_t i) {
    const std::uint64_t pair = (std::uint64_t{kTwoOverPi[word + i]} << 32) | kTwoOverPi[word + i + 1];
    return static_cast<std::uint32_t>(pair >> (32 - shift));
  };
  // Product modulo 4 with 62 fraction bits; overflow drops whole turns.
  const std::uint64_t high = mantissa * window(0) << 32;
  const std::uint64_t middle = mantissa * window(1);
  const std::uint64_t low = mantissa * window(2) >> 32;
  const std::uint64_t turn = high + middle + low;
  const std::uint64_t nearest = (turn + (std::uint64_t{1} << 61)) >> 62;
  const double fraction = static_cast<double>(static_cast<std::int64_t>(turn - (nearest << 62)));
  const double angle = fraction * (0x1.921fb54442d18p0 * 0x1p-62);
  quadrant = static_cast<std::int32_t>(nearest & 3);
  r = static_cast<float>(angle);
  if (x < 0) {
    r = -r;
    quadrant = (4 - quadrant) & 3;
  }
}

/// Replaces the lanes beyond kReduceLimit. Out of line: it is rare and long.
__attribute__((noinline)) inline void reduce_huge_lanes(const float* x, float* r, std::int32_t* quadrant) {
  for (int i = 0; i < 4; ++i) {
    const float m = x[i] < 0 ? -x[i] : x[i];
    if (m > kReduceLimit && m < kInfinity) reduce_huge(x[i], r[i], quadrant[i]);
    if (!(m < kInfinity)) r[i] = kNaN;
  }
}

/// x = quadrant * pi/2 + r, |r| <= pi/4 (a little more at the borders); the quadrant in the low two bits.
/// Up to kReduceLimit by Cody and Waite with pi/2 in four parts, three of them of 11 bits.
LOSSCAPE_INLINE f32x4 reduce_quadrant(f32x4 x, i32x4& quadrant) {
  const i32x4 fits = abs(x) <= splat(kReduceLimit);
  const f32x4 bounded = float_from_bits(bits_of(x) & fits);
  const f32x4 t = bounded * 0x1.45f306p-1f + splat(kRound);
  const f32x4 n = t - splat(kRound);
  f32x4 r = ((bounded - n * 0x1.92p0f) - n * 0x1.fb4p-12f) - n * 0x1.444p-24f;
  r = r - n * 0x1.68c234p-39f;
  quadrant = bits_of(t);
  if (__builtin_expect(!all(fits), 0)) {
    float in[4], out[4];
    std::int32_t q[4];
    store(in, x);
    store(out, r);
    std::memcpy(q, &quadrant, sizeof q);
    reduce_huge_lanes(in, out, q);
    r = load(out);
    std::memcpy(&quadrant, q, sizeof q);
  }
  return r;
}

LOSSCAPE_INLINE f32x4 sin_reduced(f32x4 r, f32x4 s) {
  f32x4 p = splat(0x1.77d71ep-19f);
  p = p * s + -0x1.a0485p-13f;
  p = p * s + 0x1.111164p-7f;
  p = p * s + -0x1.555556p-3f;
  return p * (s * r) + r;
}

LOSSCAPE_INLINE f32x4 cos_reduced(f32x4 s) {
  f32x4 p = splat(0x1.99e71cp-16f);
  p = p * s + -0x1.6c0c26p-10f;
  p = p * s + 0x1.55554ap-5f;
  return p * (s * s) + (1.0f - 0.5f * s);
}

/// sin(x + offset pi/2)
LOSSCAPE_INLINE f32x4 sin_quadrant(f32x4 x, std::int32_t offset) {
  i32x4 quadrant;
  const f32x4 r = reduce_quadrant(x, quadrant);
  quadrant += splat_int(offset);
  const f32x4 s = r * r;
  const i32x4 odd = (quadrant & splat_int(1)) != splat_int(0);
  const f32x4 value = select(odd, cos_reduced(s), sin_reduced(r, s));
  return float_from_bits(bits_of(value) ^ ((quadrant & splat_int(2)) << 30));
}

}  // namespace lane_detail

/// Sine of radians, all floats. sin(+-inf) is NaN.
LOSSCAPE_INLINE f32x4 sin(f32x4 a) {
  return select(abs(a) < splat(0x1p-12f), a, lane_detail::sin_quadrant(a, 0));
}

/// Cosine of radians, all floats. cos(+-inf) is NaN.
LOSSCAPE_INLINE f32x4 cos(f32x4 a) { return lane_detail::sin_quadrant(a, 1); }

/// Tangent of radians, all floats. tan(+-inf) is NaN.
LOSSCAPE_INLINE f32x4 tan(f32x4 a) {
  using namespace lane_detail;
  i32x4 quadrant;
  const f32x4 r = reduce_quadrant(a, quadrant), s = r * r;
  const f32x4 sine = sin_reduced(r, s), cosine = cos_reduced(s);
  const i32x4 odd = (quadrant & splat_int(1)) != splat_int(0);
  const f32x4 value = select(odd, -cosine, sine) / select(odd, sine, cosine);
  return select(abs(a) < splat(0x1p-12f), a, value);
}

}  // namespace losscape
