// SPDX-License-Identifier: Apache-2.0
// The error function of four floats. ULP figures are measured by tests/bench/ulp.cc, see web/docs/accuracy.md.
#pragma once

#include "lane_math/log.h"

namespace losscape {

/// erf(a): below 1 an odd polynomial, above 1 - exp(polynomial of degree 7 for log erfc), which is 1 beyond 3.92.
LOSSCAPE_INLINE f32x4 erf(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a), s = a * a;
  f32x4 p = splat(0x1.03a052p-14f);
  p = p * s + -0x1.874dbp-11f;
  p = p * s + 0x1.4f7c3cp-8f;
  p = p * s + -0x1.b7480ep-6f;
  p = p * s + 0x1.ce1fcep-4f;
  p = p * s + -0x1.8126d2p-2f;
  p = p * s + 0x1.06eba8p-3f;
  const f32x4 near = p * a + a;
  const f32x4 x = pmin(m, splat(3.95f));
  f32x4 l = splat(-0x1.04ba84p-16f);
  l = l * x + 0x1.74bd0cp-12f;
  l = l * x + -0x1.e58c08p-9f;
  l = l * x + 0x1.83452ep-6f;
  l = l * x + -0x1.b053d2p-4f;
  l = l * x + -0x1.45c462p-1f;
  l = l * x + -0x1.20ba5cp0f;
  l = l * x + -0x1.d123bcp-13f;
  const f32x4 far = copysign(1.0f - exp_bounded(l), a);
  return select(m < splat(1), near, far);
}

}  // namespace losscape
