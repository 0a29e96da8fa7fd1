// SPDX-License-Identifier: Apache-2.0
// The names of lane_math.h for plain double: the oracle's precision, in the same stable forms. These call the
// C library, so unlike the 4-lane functions they may differ in the last bit between targets.
#pragma once

#include "simd.h"

namespace losscape {

inline double exp(double a) { return std::exp(a); }
inline double exp2(double a) { return std::exp2(a); }
inline double expm1(double a) { return std::expm1(a); }
inline double log(double a) { return std::log(a); }
inline double log2(double a) { return std::log2(a); }
inline double log1p(double a) { return std::log1p(a); }
inline double pow(double a, double b) { return std::pow(a, b); }
inline double cbrt(double a) { return std::cbrt(a); }
inline double rsqrt(double a) { return 1.0 / std::sqrt(a); }
inline double hypot(double a, double b) { return std::hypot(a, b); }
inline double sin(double a) { return std::sin(a); }
inline double cos(double a) { return std::cos(a); }
inline double tan(double a) { return std::tan(a); }
inline double asin(double a) { return std::asin(a); }
inline double acos(double a) { return std::acos(a); }
inline double atan(double a) { return std::atan(a); }
inline double atan2(double y, double x) { return std::atan2(y, x); }
inline double sinh(double a) { return std::sinh(a); }
inline double cosh(double a) { return std::cosh(a); }
inline double tanh(double a) { return std::tanh(a); }
inline double erf(double a) { return std::erf(a); }
inline double erfc(double a) { return std::erfc(a); }

inline double sigmoid(double a) {
  const double e = std::exp(-std::fabs(a));
  return (a < 0 ? e : 1.0) / (1.0 + e);
}
inline double softplus(double a) { return (a < 0 ? 0.0 : a) + std::log1p(std::exp(-std::fabs(a))); }
inline double log_sigmoid(double a) { return (a > 0 ? -0.0 : a) - std::log1p(std::exp(-std::fabs(a))); }
inline double logaddexp(double a, double b) {
  return max(a, b) + std::log1p(std::exp(-std::fabs(a == b ? 0.0 : a - b)));
}

/// log(cosh a). Below 1: log1p(2 sinh^2(a/2)), which has nothing to cancel.
inline double logcosh(double a) {
  const double m = std::fabs(a);
  if (m < 1.0) {
    const double s = std::sinh(0.5 * a);
    return std::log1p(2.0 * s * s);
  }
  return m - 0.693147180559945309417 + std::log1p(std::exp(-2.0 * m));
}

inline double xlogy(double a, double b) { return a == 0 && b == b ? 0.0 : a * std::log(b); }
inline double xlog1py(double a, double b) { return a == 0 && b == b ? 0.0 : a * std::log1p(b); }

/// The y with erf(y) = a, to about 1e-15 relative. Winitzki's closed form (relative error 2e-3), then three
/// steps of Halley's iteration (f'' / f' = -2y); erfc keeps the residual exact near |a| = 1.
inline double erfinv(double a) {
  const double m = std::fabs(a);
  if (!(m < 1.0)) return m == 1.0 ? std::copysign(HUGE_VAL, a) : std::nan("");
  if (m < 1e-8) return a * 0.886226925452758013649;
  const double l = std::log1p(-m * m), k = 2.0 / (3.14159265358979323846 * 0.147) + 0.5 * l;
  double y = std::sqrt(std::sqrt(k * k - l / 0.147) - k);
  for (int i = 0; i < 3; ++i) {
    const double residual = m < 0.5 ? std::erf(y) - m : (1.0 - m) - std::erfc(y);
    const double step = residual / (1.12837916709551257390 * std::exp(-y * y));
    y -= step / (1.0 + y * step);
  }
  return std::copysign(y, a);
}

}  // namespace losscape
