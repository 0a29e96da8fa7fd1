// SPDX-License-Identifier: Apache-2.0
// erf, erfc and the inverse of erf of four floats. ULP figures are measured by tests/bench/ulp.cc, see
// web/docs/accuracy.md.
#pragma once

#include "lane_math/exp.h"
#include "lane_math/wide.h"

namespace losscape {

/// erf(a), at most 1.5 ULP on all floats. Below 1 an odd polynomial (fpminimax, relative error 2^-29.3),
/// above 1 - exp(polynomial of degree 7 for log erfc, relative error 2^-24.1), which rounds to 1 beyond 3.92.
LOSSCAPE_INLINE f32x4 erf(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a), s = a * a;
  f32x4 p = splat(0x1.4917a4p-14f);
  p = p * s + -0x1.a3d812p-11f;
  p = p * s + 0x1.540172p-8f;
  p = p * s + -0x1.b7f88cp-6f;
  p = p * s + 0x1.ce2cf2p-4f;
  p = p * s + -0x1.81273ep-2f;
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

/// 1 - erf(a), at most 0.51 ULP on all floats down to the subnormal tail at 10.05. In double: e^(-a^2) times
/// a polynomial of degree 12 in 3 / (3 + |a|), relative error 2^-34.9 on [0, 10.1] (Remez).
LOSSCAPE_INLINE f32x4 erfc(f32x4 a) {
  using namespace lane_detail;
  const f64x4 m = widen(pmin(abs(a), splat(10.1f)));
  const f64x4 t = 3.0 / (m + 3.0);
  f64x4 p = t * -0x1.c0759d52bd801p-6 + 0x1.783fd47ede38fp-3;
  p = p * t - 0x1.f92114f6bed76p-2;
  p = p * t + 0x1.578653cf789e5p-1;
  p = p * t - 0x1.21443d3d8f6c4p-1;
  p = p * t + 0x1.ac6c67f062c55p-2;
  p = p * t - 0x1.062f109e312a8p-4;
  p = p * t + 0x1.667297f27f2b0p-3;
  p = p * t + 0x1.2c0d3f00d2afdp-3;
  p = p * t + 0x1.6eb7170d4a2f7p-3;
  p = p * t + 0x1.80e68f04a1f22p-3;
  p = p * t + 0x1.8129eedf4de00p-3;
  p = p * t - 0x1.297f4731515ccp-25;
  const f64x4 tail = exp_wide(0.0 - m * m) * p;
  return narrow(select_wide(a < splat(0), 2.0 - tail, tail));
}

/// The y with erf(y) = a, at most 0.55 ULP on [-1, 1]. +-inf at +-1, NaN beyond. In double: a times a
/// polynomial in w = -log(1 - a^2) of degree 12 for w < 6 and in sqrt(w) of degree 9 above (Remez, relative
/// errors 2^-31.7 and 2^-28.8; the idea is Giles 2011, "Approximating the erfinv function").
inline f32x4 erfinv(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a);
  const f64x4 x = widen(pmin(m, splat(0x1.fffffep-1f)));
  const f64x4 w = 0.0 - log_wide((1.0 - x) * (x + 1.0));
  f64x4 p = w * -0x1.089a1689d6219p-36 + 0x1.35e4f415920edp-31;
  p = p * w - 0x1.27062b3a8f18ep-27;
  p = p * w + 0x1.09f562d08ccc5p-24;
  p = p * w - 0x1.0f028af3efebdp-23;
  p = p * w - 0x1.f5f885f351ca0p-21;
  p = p * w + 0x1.2047ee2a1da08p-19;
  p = p * w + 0x1.831b83ead4166p-15;
  p = p * w - 0x1.0b46dffa5fb19p-13;
  p = p * w - 0x1.321de15e8fe3dp-9;
  p = p * w + 0x1.7a73e5b5e5da6p-7;
  p = p * w + 0x1.db29f95706e55p-3;
  p = p * w + 0x1.c5bf891d86136p-1;
  const f64x4 s = sqrt_wide(w);
  f64x4 q = s * 0x1.937834ed2ada6p-14 - 0x1.75e2adb4e4a3bp-9;
  q = q * s + 0x1.30ceffb7375f3p-5;
  q = q * s - 0x1.1df3c9b173acep-2;
  q = q * s + 0x1.5264f82e152c9p+0;
  q = q * s - 0x1.039cea9a2af40p+2;
  q = q * s + 0x1.fc251985f5bbfp+2;
  q = q * s - 0x1.276cfbc3030ccp+3;
  q = q * s + 0x1.912b3bfcdbde9p+2;
  q = q * s - 0x1.bf1d7d3efe0b1p-1;
  const f32x4 value = narrow(select_wide(m < splat(0x1.ff5d8ap-1f), p, q) * x);  // sqrt(1 - e^-6)
  const f32x4 edges = select(m == splat(1), splat(kInfinity), splat(kNaN));
  return copysign(select(m < splat(1), value, edges), a);
}

}  // namespace losscape
