// SPDX-License-Identifier: Apache-2.0
// sinh and cosh of four floats (tanh stands in logistic.h). ULP figures are measured by tests/bench/ulp.cc,
// see web/docs/accuracy.md.
#pragma once

#include "lane_math/exp.h"

namespace losscape {
namespace lane_detail {
/// e^m / 2 for m >= 0 or NaN; overflows only where sinh and cosh do.
LOSSCAPE_INLINE f32x4 half_exp(f32x4 m) { return exp_bounded(pmin(m, splat(90.0f)), -1); }
}  // namespace lane_detail

/// (e^a - e^-a) / 2; below 1, where that cancels, an odd polynomial (fpminimax, relative error 2^-31.4). At
/// most 1.7 ULP on all floats.
LOSSCAPE_INLINE f32x4 sinh(f32x4 a) {
  const f32x4 m = abs(a), s = a * a;
  f32x4 p = splat(0x1.76771ep-19f);
  p = p * s + 0x1.a01c22p-13f;
  p = p * s + 0x1.1110eap-7f;
  p = p * s + 0x1.555556p-3f;
  const f32x4 near = p * (s * a) + a;
  const f32x4 h = lane_detail::half_exp(m);
  return select(m < splat(1), near, copysign(h - 0.25f / h, a));
}

/// (e^a + e^-a) / 2, at most 1.5 ULP on all floats.
LOSSCAPE_INLINE f32x4 cosh(f32x4 a) {
  const f32x4 h = lane_detail::half_exp(abs(a));
  return h + 0.25f / h;
}

}  // namespace losscape
