// SPDX-License-Identifier: Apache-2.0
// Four doubles as two vectors of two, with the exp, log and sin(pi x) the rarer functions are built on:
// computed to 2^-45 or better and rounded to float once, they come out within 0.51 ULP. No C library: it
// differs between targets. Polynomials: Sollya's fpminimax, relative error, double-precision coefficients.
#pragma once

#include "simd.h"

namespace losscape {
namespace lane_detail {

struct f64x4 {
  f64x2 low, high;
};

LOSSCAPE_INLINE f64x4 wide(double a) { return {f64x2{a, a}, f64x2{a, a}}; }
LOSSCAPE_INLINE f64x4 widen(f32x4 a) { return {promote_low(a), promote_high(a)}; }
LOSSCAPE_INLINE f32x4 narrow(f64x4 a) { return demote(a.low, a.high); }

LOSSCAPE_INLINE f64x4 operator+(f64x4 a, f64x4 b) { return {a.low + b.low, a.high + b.high}; }
LOSSCAPE_INLINE f64x4 operator-(f64x4 a, f64x4 b) { return {a.low - b.low, a.high - b.high}; }
LOSSCAPE_INLINE f64x4 operator*(f64x4 a, f64x4 b) { return {a.low * b.low, a.high * b.high}; }
LOSSCAPE_INLINE f64x4 operator/(f64x4 a, f64x4 b) { return {a.low / b.low, a.high / b.high}; }
LOSSCAPE_INLINE f64x4 operator+(f64x4 a, double b) { return a + wide(b); }
LOSSCAPE_INLINE f64x4 operator-(f64x4 a, double b) { return a - wide(b); }
LOSSCAPE_INLINE f64x4 operator*(f64x4 a, double b) { return a * wide(b); }
LOSSCAPE_INLINE f64x4 operator-(double a, f64x4 b) { return wide(a) - b; }
LOSSCAPE_INLINE f64x4 operator*(double a, f64x4 b) { return wide(a) * b; }
LOSSCAPE_INLINE f64x4 operator/(double a, f64x4 b) { return wide(a) / b; }
LOSSCAPE_INLINE f64x4 sqrt_wide(f64x4 a) { return {sqrt(a.low), sqrt(a.high)}; }

/// a where the lane of the 32-bit mask is set, else b.
LOSSCAPE_INLINE f64x4 select_wide(i32x4 mask, f64x4 a, f64x4 b) {
  const auto blend = [](i32x4 m, f64x2 x, f64x2 y) {
    return reinterpret_cast<f64x2>((reinterpret_cast<i32x4>(x) & m) | (reinterpret_cast<i32x4>(y) & ~m));
  };
  return {blend(__builtin_shufflevector(mask, mask, 0, 0, 1, 1), a.low, b.low),
          blend(__builtin_shufflevector(mask, mask, 2, 2, 3, 3), a.high, b.high)};
}

/// a limited to [low, high]; a NaN stays.
LOSSCAPE_INLINE f64x4 clamp_wide(f64x4 a, double low, double high) {
  const auto limit = [low, high](f64x2 x) {
    const f64x2 l{low, low}, h{high, high};
    const i64x2 below = x<l, above = x> h;
    const i64x2 bits = (reinterpret_cast<i64x2>(x) & ~(below | above)) |
                       (reinterpret_cast<i64x2>(l) & below) | (reinterpret_cast<i64x2>(h) & above);
    return reinterpret_cast<f64x2>(bits);
  };
  return {limit(a.low), limit(a.high)};
}

/// e^a for |a| <= 700 or NaN, relative error 2^-45.
LOSSCAPE_INLINE f64x4 exp_wide(f64x4 a) {
  constexpr double kRoundWide = 0x1.8p52 + 1023;
  const f64x4 t = a * 0x1.71547652b82fep0 + kRoundWide;
  const f64x4 n = t - kRoundWide;
  const f64x4 r = (a - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
  f64x4 p = r * 0x1.710146db8c5e5p-19 + 0x1.a16e88e6ec14cp-16;
  p = p * r + 0x1.a01b744422e1dp-13;
  p = p * r + 0x1.6c163ba5ab4d2p-10;
  p = p * r + 0x1.1111108dc77a7p-7;
  p = p * r + 0x1.5555557e0d96ep-5;
  p = p * r + 0x1.555555558a261p-3;
  p = p * r + 0x1.fffffffff130ap-2;
  const f64x4 y = (p * (r * r) + r) + 1.0;
  const auto power = [](f64x2 biased) {
    return reinterpret_cast<f64x2>(reinterpret_cast<i64x2>(biased) << 52);
  };
  return {y.low * power(t.low), y.high * power(t.high)};
}

/// Natural logarithm of positive normal doubles, relative error below 2^-50 away from 1.
LOSSCAPE_INLINE f64x4 log_wide(f64x4 a) {
  using u64x2 = std::uint64_t __attribute__((vector_size(16)));
  const auto splat_long = [](std::uint64_t bits) { return u64x2{bits, bits}; };
  const u64x2 sqrt_half = splat_long(0x3fe6a09e667f3bcd), one = splat_long(0x3ff0000000000000);
  const auto exponent_of = [&](f64x2 x) {
    const u64x2 biased = (reinterpret_cast<u64x2>(x) + (one - sqrt_half)) >> 52;
    return reinterpret_cast<f64x2>(biased | splat_long(0x4330000000000000)) - (0x1p52 + 1023);
  };
  const auto mantissa_of = [&](f64x2 x) {
    const u64x2 fraction = (reinterpret_cast<u64x2>(x) + (one - sqrt_half)) & splat_long(0x000fffffffffffff);
    return reinterpret_cast<f64x2>(fraction + sqrt_half);
  };
  const f64x4 e = {exponent_of(a.low), exponent_of(a.high)}, m = {mantissa_of(a.low), mantissa_of(a.high)};
  // log m = 2 atanh(s), s = (m - 1) / (m + 1)
  const f64x4 s = (m - 1.0) / (m + 1.0), z = s * s;
  f64x4 p = z * 0x1.0f0a18f0b057dp-3 + 0x1.0f67b7a65d377p-3;
  p = p * z + 0x1.3b201ee82e81ep-3;
  p = p * z + 0x1.745ce1ec23821p-3;
  p = p * z + 0x1.c71c724aeff7dp-3;
  p = p * z + 0x1.2492492439e34p-2;
  p = p * z + 0x1.9999999999d0dp-2;
  p = p * z + 0x1.5555555555555p-1;
  return (p * (s * z) + s * 2.0) + e * 0x1.62e42fefa39efp-1;
}

/// sin(pi f) for |f| <= 1/2, relative error 2^-53 before rounding; also for plain double.
template <class W>
LOSSCAPE_INLINE W sin_pi(W f) {
  const W z = f * f;
  W p = z * 0x1.8f9e5a085a082p-21 - 0x1.6f0536efc7098p-16;
  p = p * z + 0x1.e8f023f73b57bp-12;
  p = p * z - 0x1.e30741a6ba9a8p-8;
  p = p * z + 0x1.5078346ab756fp-4;
  p = p * z - 0x1.32d2cce5e66ebp-1;
  p = p * z + 0x1.466bc67759fccp1;
  p = p * z - 0x1.4abbce625be39p2;
  p = p * z + 0x1.921fb54442d18p1;
  return p * f;
}

}  // namespace lane_detail
}  // namespace losscape
