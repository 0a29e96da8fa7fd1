// SPDX-License-Identifier: Apache-2.0
// pow, cbrt, rsqrt, hypot of four floats. ULP figures are measured by tests/bench/ulp.cc, see
// web/docs/accuracy.md.
#pragma once

#include "lane_math/exp.h"
#include "lane_math/wide.h"

namespace losscape {

/// a^b = e^(b log a) in double, at most 0.51 ULP. Edges as in C: a^0 = 1^b = 1 even for NaN, negative a needs
/// an integer b (else NaN), odd integers keep the sign of a, also of -0 and -inf.
LOSSCAPE_INLINE f32x4 pow(f32x4 a, f32x4 b) {
  using namespace lane_detail;
  const f32x4 m = abs(a), infinity = splat(kInfinity);
  f64x4 l = log_wide(widen(m));
  // 1e300 stands for infinity: times any float exponent but 0 it leaves the clamp below.
  l = select_wide(m == splat(0), wide(-1e300), l);
  l = select_wide(m == infinity, wide(1e300), l);
  l = select_wide(m == m, l, wide(__builtin_nan("")));
  const f32x4 magnitude = narrow(exp_wide(clamp_wide(widen(b) * l, -200, 200)));

  const f32x4 half = 0.5f * b;
  const i32x4 integer = trunc(b) == b, odd = integer & (trunc(half) != half);
  const i32x4 signed_result = odd & splat_int(INT32_MIN) & bits_of(a);
  const i32x4 invalid = (a < splat(0)) & (m < infinity) & ~integer;
  const i32x4 one = (b == splat(0)) | (a == splat(1)) | ((m == splat(1)) & (abs(b) == infinity));
  const f32x4 result = select(invalid, splat(kNaN), float_from_bits(bits_of(magnitude) ^ signed_result));
  return select(one, splat(1), result);
}

/// Cube root, odd, at most 0.51 ULP on all floats. Two steps of Halley's iteration in double from a guess
/// that divides the exponent by three.
LOSSCAPE_INLINE f32x4 cbrt(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a);
  const i32x4 tiny = m < splat(0x1p-126f);
  const f32x4 normal = select(tiny, m * 0x1p24f, m);
  const i32x4 guess = to_int_in_range(to_float(bits_of(normal)) * (1.0f / 3)) + splat_int(0x2a5119f2);
  const f64x4 x = widen(normal);
  f64x4 y = widen(float_from_bits(guess));
  for (int i = 0; i < 2; ++i) {
    const f64x4 cube = y * y * y;
    y = y * ((cube + x + x) / (cube + cube + x));
  }
  const f32x4 root = narrow(y) * select(tiny, splat(0x1p-8f), splat(1));
  return select((m > splat(0)) & (m < splat(kInfinity)), copysign(root, a), a);
}

/// 1 / sqrt(a), both operations correctly rounded: at most 1.5 ULP. rsqrt(+-0) = +-inf, negative arguments
/// give NaN.
LOSSCAPE_INLINE f32x4 rsqrt(f32x4 a) { return 1.0f / sqrt(a); }

/// sqrt(a^2 + b^2) in double, at most 0.51 ULP, nothing overflows on the way. An infinite side gives inf even
/// beside a NaN.
LOSSCAPE_INLINE f32x4 hypot(f32x4 a, f32x4 b) {
  using namespace lane_detail;
  const f64x4 x = widen(a), y = widen(b);
  const i32x4 infinite = (abs(a) == splat(kInfinity)) | (abs(b) == splat(kInfinity));
  return select(infinite, splat(kInfinity), narrow(sqrt_wide(x * x + y * y)));
}

}  // namespace losscape
