// SPDX-License-Identifier: Apache-2.0
// log, log2, log1p of four floats. ULP figures are measured by tests/bench/ulp.cc, see web/docs/accuracy.md.
// Polynomials: Sollya's fpminimax, relative error, single-precision coefficients.
#pragma once

#include "lane_math/exp.h"

namespace losscape {
namespace lane_detail {

/// log(1 + f) - f + f^2/2 over f^3 for 1 + f in [sqrt(1/2), sqrt(2)], relative error of log(1 + f) 2^-26.9.
LOSSCAPE_INLINE f32x4 log_tail(f32x4 f) {
  // Even and odd coefficients apart: half the dependent steps, a tenth of the time.
  const f32x4 s = f * f;
  f32x4 even = s * 0x1.01bc94p-3f + 0x1.2392p-3f, odd = s * -0x1.2b0562p-4f + -0x1.0eac48p-3f;
  even = even * s + 0x1.999494p-3f;
  odd = odd * s + -0x1.5463b6p-3f;
  even = even * s + 0x1.55557p-2f;
  odd = odd * s + -0x1.00024p-2f;
  return odd * f + even;
}

/// log(1 + f) + e ln 2, the large terms added last.
LOSSCAPE_INLINE f32x4 log_assemble(f32x4 f, f32x4 e) {
  const f32x4 square = f * f;
  const f32x4 small = (log_tail(f) * f) * square + (e * kLn2Low - 0.5f * square);
  return (small + f) + e * kLn2High;
}

constexpr std::int32_t kSqrtHalfBits = 0x3f3504f3;

/// Splits x > 0 into 2^e (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); subnormals included.
LOSSCAPE_INLINE void split_float(f32x4 x, f32x4& f, f32x4& e) {
  const i32x4 tiny = x < splat(0x1p-126f);
  const i32x4 bits = bits_of(select(tiny, x * 0x1p23f, x));
  const i32x4 exponent = (bits - splat_int(kSqrtHalfBits)) >> 23;
  f = float_from_bits(bits - (exponent << 23)) - 1.0f;
  e = to_float(exponent - (tiny & splat_int(23)));
}

/// A logarithm's value outside (0, inf): -inf at 0, NaN below, inf at inf. `value` must be finite there.
/// Adding infinities and or-ing NaNs is cheaper than three selects.
LOSSCAPE_INLINE f32x4 log_edges(f32x4 argument, f32x4 value) {
  const i32x4 infinity = bits_of(splat(kInfinity));
  const i32x4 edge =
      ((argument == splat(0)) & bits_of(splat(-kInfinity))) | ((argument == splat(kInfinity)) & infinity);
  return float_from_bits(bits_of(value + float_from_bits(edge)) | ~(argument >= splat(0)));
}

/// log(1 + z) for z in [0, 1] or NaN, the argument of softplus and its kin; polynomial error 2^-27.5.
LOSSCAPE_INLINE f32x4 log1p_unit(f32x4 z) {
  f32x4 p = splat(-0x1.b22adep-9f);
  p = p * z + 0x1.4a9226p-6f;
  p = p * z + -0x1.d7efa8p-5f;
  p = p * z + 0x1.b53c48p-4f;
  p = p * z + -0x1.3a6736p-3f;
  p = p * z + 0x1.935568p-3f;
  p = p * z + -0x1.ff2556p-3f;
  p = p * z + 0x1.554ddap-2f;
  p = p * z + -0x1.ffffd2p-2f;
  return p * (z * z) + z;
}

}  // namespace lane_detail

/// Natural logarithm, at most 1 ULP on all floats. log(0) = -inf, negative arguments give NaN.
LOSSCAPE_INLINE f32x4 log(f32x4 a) {
  using namespace lane_detail;
  f32x4 f, e;
  split_float(a, f, e);
  return log_edges(a, log_assemble(f, e));
}

/// Binary logarithm, at most 1.5 ULP on all floats, exact for powers of two. log2(0) = -inf, negative
/// arguments give NaN.
LOSSCAPE_INLINE f32x4 log2(f32x4 a) {
  using namespace lane_detail;
  f32x4 f, e;
  split_float(a, f, e);
  // log2(1 + f) = log(1 + f) (1 + kExcess) with 1/ln2 = 1 + kExcess: the product touches only the smaller
  // part.
  constexpr float kExcess = 0x1.c551dap-2f;
  const f32x4 square = f * f;
  const f32x4 small = (log_tail(f) * f) * square - 0.5f * square;
  return log_edges(a, (((small * kExcess + f * kExcess) + small) + f) + e);
}

/// log(1 + a) without cancellation near 0, at most 1.6 ULP on all floats. log1p(-1) = -inf, a < -1 gives NaN.
LOSSCAPE_INLINE f32x4 log1p(f32x4 a) {
  using namespace lane_detail;
  const f32x4 sum = a + 1.0f;
  const i32x4 exponent = (bits_of(sum) - splat_int(kSqrtHalfBits)) >> 23, shift = exponent << 23;
  // f = (1 + a) 2^-e - 1 without the rounding of the sum: a 2^-e is exact, and so is 2^-e - 1 where it
  // matters. The power is built as 2^(1-e), which is a normal float even for e = 127.
  const f32x4 power = float_from_bits(splat_int(0x40000000) - shift);
  const f32x4 f = float_from_bits(bits_of(a) - shift) + (0.5f * power - 1.0f);
  // At a = -1 the power is infinite: mask the value before the edges are set.
  const f32x4 value = float_from_bits(bits_of(log_assemble(f, to_float(exponent))) & (sum > splat(0)));
  return select(abs(a) < splat(0x1p-25f), a, log_edges(sum, value));
}

}  // namespace losscape
