// SPDX-License-Identifier: Apache-2.0
// lgamma, digamma, trigamma of four floats, in double lanes; digamma and trigamma of double by the same code.
// For w > 0: below 8 the recurrence is applied eight times at once, then the asymptotic series
// (DLMF 5.11.1, 5.11.2, 5.15.8) is summed to B_16, whose remainder at 8 is below 3e-16. Negative arguments by
// reflection (DLMF 5.5.3, 5.5.4). ULP figures are measured by tests/bench/ulp.cc, see web/docs/accuracy.md.
#pragma once

#include "lane_math/exp.h"
#include "lane_math/wide.h"

namespace losscape {
namespace lane_detail {

inline double log_wide(double a) { return std::log(a); }
inline double select_wide(bool mask, double a, double b) { return mask ? a : b; }

/// Sum of c[k] t^(k-1), k = 1..8, highest first.
template <class W>
LOSSCAPE_INLINE W series(W t, const double (&c)[8]) {
  W p = t * c[7] + c[6];
  for (int k = 5; k >= 0; --k) p = p * t + c[k];
  return p;
}

/// log Gamma(w), w > 0. `below` marks w < 8.
LOSSCAPE_INLINE f64x4 lgamma_positive(f64x4 w, i32x4 below) {
  constexpr double kTerms[8] = {0x1.5555555555555p-4,   -0x1.6c16c16c16c17p-9, 0x1.a01a01a01a01ap-11,
                                -0x1.3813813813814p-11, 0x1.b951e2b18ff23p-11, -0x1.f6ab0d9993c7dp-10,
                                0x1.a41a41a41a41ap-8,   -0x1.e4286cb0f5398p-6};  // B_2k / (2k (2k - 1))
  f64x4 product = w;
  for (int i = 1; i < 8; ++i) product = product * (w + i);
  const f64x4 z = select_wide(below, w + 8.0, w), inverse = 1.0 / z;
  const f64x4 stirling =
      (z - 0.5) * log_wide(z) - z + 0x1.d67f1c864beb5p-1 + series(inverse * inverse, kTerms) * inverse;
  return stirling - select_wide(below, log_wide(select_wide(below, product, wide(1))), wide(0));
}

/// psi(w), w > 0. `below` marks w < 8.
template <class W, class M>
LOSSCAPE_INLINE W digamma_positive(W w, M below) {
  constexpr double kTerms[8] = {1.0 / 12,    -1.0 / 120,       1.0 / 252, -1.0 / 240,
                                1.0 / 132.0, -691.0 / 32760.0, 1.0 / 12,  -3617.0 / 8160.0};  // B_2k / 2k
  // numerator / denominator = sum of 1 / (w + i), i = 0..7, with one division
  W numerator = w * 0.0 + 1.0, denominator = w;
  for (int i = 1; i < 8; ++i) {
    const W factor = w + static_cast<double>(i);
    numerator = numerator * factor + denominator;
    denominator = denominator * factor;
  }
  const W z = select_wide(below, w + 8.0, w), inverse = 1.0 / z, square = inverse * inverse;
  const W tail = log_wide(z) - inverse * 0.5 - series(square, kTerms) * square;
  return tail - select_wide(below, numerator / denominator, w * 0.0);
}

/// psi'(w), w > 0. `below` marks w < 8.
template <class W, class M>
LOSSCAPE_INLINE W trigamma_positive(W w, M below) {
  constexpr double kTerms[8] = {1.0 / 6,  -1.0 / 30,       1.0 / 42, -1.0 / 30,
                                5.0 / 66, -691.0 / 2730.0, 7.0 / 6,  -3617.0 / 510.0};  // B_2k
  W numerator = w * 0.0 + 1.0, denominator = w * w;
  for (int i = 1; i < 8; ++i) {
    const W factor = (w + static_cast<double>(i)) * (w + static_cast<double>(i));
    numerator = numerator * factor + denominator;
    denominator = denominator * factor;
  }
  const W z = select_wide(below, w + 8.0, w), inverse = 1.0 / z, square = inverse * inverse;
  const W tail = inverse + square * 0.5 + series(square, kTerms) * (square * inverse);
  return tail + select_wide(below, numerator / denominator, w * 0.0);
}

/// Distance of |a| to the nearest integer, signed, exact.
LOSSCAPE_INLINE f32x4 fraction_about_zero(f32x4 m) { return m - round_even(m); }

}  // namespace lane_detail

/// log |Gamma(a)|, at most 1.1 ULP on all floats. Exactly 0 at 1 and 2; +inf at 0, at negative integers and
/// at both infinities.
inline f32x4 lgamma(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a), f = fraction_about_zero(m);
  const i32x4 ordinary = (m > splat(0)) & (m < splat(kInfinity));
  const f64x4 w = widen(select(ordinary, m, splat(1)));
  const f64x4 positive = lgamma_positive(w, m < splat(8));
  // Gamma(-w) Gamma(w) = -pi / (w sin(pi w))
  const i32x4 pole = (a == splat(0)) | ((a < splat(0)) & (f == splat(0))) | (m == splat(kInfinity));
  const f64x4 sine = sin_pi(widen(select(pole, splat(0.5f), abs(f))));
  const f64x4 reflected = log_wide(0x1.921fb54442d18p1 / (w * sine)) - positive;
  const f32x4 value = narrow(select_wide(a < splat(0), reflected, positive));
  const i32x4 zero = (a == splat(1)) | (a == splat(2));
  return select(m == m, select(pole, splat(kInfinity), float_from_bits(bits_of(value) & ~zero)), a);
}

/// psi(a) = d log Gamma(a) / da, at most 0.55 ULP on all floats. -inf at +0, +inf at -0, NaN at negative
/// integers and at -inf.
inline f32x4 digamma(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a), f = fraction_about_zero(m);
  const i32x4 ordinary = (m > splat(0)) & (m < splat(kInfinity)), negative = a < splat(0);
  const f64x4 w = widen(select(ordinary, m, splat(1)));
  const f64x4 positive = digamma_positive(w, m < splat(8));
  // psi(-w) = psi(w) + 1 / w + pi cot(pi w)
  const i32x4 pole = negative & ((f == splat(0)) | (m == splat(kInfinity)));
  const f64x4 angle = widen(select(pole, splat(0.5f), f)),
              complement = 0.5 - widen(abs(select(pole, splat(0.5f), f)));
  const f64x4 reflected = positive + 1.0 / w + 0x1.921fb54442d18p1 * (sin_pi(complement) / sin_pi(angle));
  const f32x4 value = narrow(select_wide(negative, reflected, positive));
  const f32x4 edges = select(pole, splat(kNaN), select(m == splat(0), copysign(splat(kInfinity), -a), a));
  return select(ordinary & ~pole, value, edges);
}

/// psi'(a), the second derivative of log Gamma, at most 0.51 ULP on all floats. +inf at 0 and at negative
/// integers, 0 at +inf, NaN at -inf.
inline f32x4 trigamma(f32x4 a) {
  using namespace lane_detail;
  const f32x4 m = abs(a), f = fraction_about_zero(m);
  const i32x4 ordinary = (m > splat(0)) & (m < splat(kInfinity)), negative = a < splat(0);
  const f64x4 w = widen(select(ordinary, m, splat(1)));
  const f64x4 positive = trigamma_positive(w, m < splat(8));
  // psi'(-w) = pi^2 / sin^2(pi w) - psi'(w) + 1 / w^2
  const i32x4 pole = (negative & (f == splat(0))) | (m == splat(0));
  const f64x4 ratio = 0x1.921fb54442d18p1 / sin_pi(widen(select(pole, splat(0.5f), f))), inverse = 1.0 / w;
  const f64x4 reflected = ratio * ratio - positive + inverse * inverse;
  const f32x4 value = narrow(select_wide(negative, reflected, positive));
  const f32x4 edges = select(pole, splat(kInfinity), select(a == splat(kInfinity), splat(0), splat(kNaN)));
  return select(ordinary & ~pole, value, edges);
}

/// psi^(n)(a), the n-th derivative of digamma, for whole n in [2, 16], to about 1e-13 relative; NaN for other
/// n. Terms of the sum (-1)^(n+1) n! / (a + k)^(n+1) until a + k >= 20, then Euler-Maclaurin. NaN below
/// -1000.
inline double polygamma(double order, double a) {
  const int n = order >= 2 && order <= 16 ? static_cast<int>(order) : 0;
  if (n == 0 || n != order || !(a > -1000)) return std::nan("");
  const auto power = [](double x, int times) {
    double p = 1;
    for (; times > 0; --times) p *= x;
    return p;
  };
  const double sign = n % 2 ? 1 : -1;
  if (a <= 0 && a == std::floor(a)) return n % 2 ? HUGE_VAL : std::nan("");
  if (std::isinf(a)) return sign * 0.0;
  double factorial = 1, total = 0;
  for (int k = 2; k <= n; ++k) factorial *= k;
  for (; a < 20; a += 1) total += 1 / power(a, n + 1);
  // n! Σ_{k>=0} (a + k)^-(n+1) = (n-1)!/a^n + n!/(2 a^(n+1)) + Σ_j B_2j (2j+n-1)! / ((2j)! a^(2j+n))
  static constexpr double kBernoulli[] = {1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,
                                          5.0 / 66, -691.0 / 2730, 7.0 / 6};
  const double inverse = 1 / a, square = inverse * inverse;
  double rest = 1.0 / n + 0.5 * inverse, term = inverse * inverse * 0.5 * (n + 1);
  for (int j = 1; j <= 7; ++j) {
    rest += kBernoulli[j - 1] * term;
    term *= square * (2 * j + n) * (2 * j + n + 1) / ((2.0 * j + 1) * (2.0 * j + 2));
  }
  return sign * factorial * (total + rest * power(inverse, n));
}

inline f32x4 polygamma(f32x4 order, f32x4 a) {
  f32x4 out{};
  for (int i = 0; i < 4; ++i)
    out[i] = static_cast<float>(polygamma(static_cast<double>(order[i]), static_cast<double>(a[i])));
  return out;
}

inline double lgamma(double a) { return std::lgamma(a); }

/// psi(a) to about 1e-14, absolute near its zeros. Poles and edges as for floats.
inline double digamma(double a) {
  using namespace lane_detail;
  const double m = std::fabs(a), f = m - std::nearbyint(m);
  if (a == 0) return std::copysign(HUGE_VAL, -a);
  if (a < 0 && (f == 0 || std::isinf(a))) return std::nan("");
  if (std::isinf(a)) return a;
  const double positive = digamma_positive(m, m < 8.0);
  if (a > 0) return positive;
  return positive + 1.0 / m + 0x1.921fb54442d18p1 * (sin_pi(0.5 - std::fabs(f)) / sin_pi(f));
}

/// psi'(a) to about 1e-14 relative. Poles and edges as for floats.
inline double trigamma(double a) {
  using namespace lane_detail;
  const double m = std::fabs(a), f = m - std::nearbyint(m);
  if (a == 0 || (a < 0 && f == 0 && !std::isinf(a))) return HUGE_VAL;
  if (std::isinf(a)) return a > 0 ? 0.0 : std::nan("");
  const double positive = trigamma_positive(m, m < 8.0);
  if (a > 0) return positive;
  const double ratio = 0x1.921fb54442d18p1 / sin_pi(f);
  return ratio * ratio - positive + 1.0 / (m * m);
}

}  // namespace losscape
