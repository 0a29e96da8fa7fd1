// SPDX-License-Identifier: Apache-2.0
// Logarithm, sine, cosine and inverse normal of a double from + - * / alone. The standard library's versions
// differ in the last bit between targets; these give the same bits on all of them (contraction off), which
// makes a data set or an initial weight a function of its seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

namespace losscape::portable {

/// The bytes of `from` as another type of the same size (std::bit_cast is not in every standard library in
/// use).
template <class To, class From>
To same_bits(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof to);
  return to;
}

/// Coefficients from the highest power down.
template <int kCount>
constexpr double polynomial(double x, const double (&coefficients)[kCount]) {
  double sum = coefficients[0];
  for (int i = 1; i < kCount; ++i) sum = sum * x + coefficients[i];
  return sum;
}

/// Natural logarithm of a positive normal number, within 3e-16 relative or absolute, whichever is larger.
inline double log(double x) {
  // x = m 2^e with m in [1/sqrt 2, sqrt 2), then log m = 2 atanh s = 2 (s + s^3/3 + s^5/5 + ...), |s| <
  // 0.172.
  const std::uint64_t bits = same_bits<std::uint64_t>(x);
  double e = static_cast<double>(static_cast<int>(bits >> 52) - 1023);
  double m = same_bits<double>((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    e += 1.0;
  }
  const double s = (m - 1.0) / (m + 1.0);
  constexpr double kSeries[] = {1.0 / 23, 1.0 / 21, 1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5,  1.0 / 3,  1.0};
  return e * 0.69314718055994531 + 2.0 * s * polynomial(s * s, kSeries);
}

namespace detail {
/// sin (2 pi u + quadrant pi/2); u counts turns, so reducing it loses nothing.
inline double sin_quadrant(double u, int quadrant) {
  const double quarter = std::floor(4.0 * u + 0.5);
  const double angle = 6.2831853071795865 * (u - 0.25 * quarter);  // in [-pi/4, pi/4]
  const double square = angle * angle;
  // Taylor series; the first term left out is below 1e-17 at pi/4.
  constexpr double kSine[] = {1 / 355687428096000.0,
                              -1 / 1307674368000.0,
                              1 / 6227020800.0,
                              -1 / 39916800.0,
                              1 / 362880.0,
                              -1 / 5040.0,
                              1 / 120.0,
                              -1 / 6.0,
                              1.0};
  constexpr double kCosine[] = {1 / 20922789888000.0,
                                -1 / 87178291200.0,
                                1 / 479001600.0,
                                -1 / 3628800.0,
                                1 / 40320.0,
                                -1 / 720.0,
                                1 / 24.0,
                                -1 / 2.0,
                                1.0};
  switch ((static_cast<std::int64_t>(quarter) + quadrant) & 3) {
    case 0:
      return angle * polynomial(square, kSine);
    case 1:
      return polynomial(square, kCosine);
    case 2:
      return -angle * polynomial(square, kSine);
    default:
      return -polynomial(square, kCosine);
  }
}
}  // namespace detail

/// Sine and cosine of u full turns, sin 2 pi u and cos 2 pi u, within 3e-16 for |u| up to 1e6.
inline double sin_turns(double u) { return detail::sin_quadrant(u, 0); }
inline double cos_turns(double u) { return detail::sin_quadrant(u, 1); }

/// The z with P(Z <= z) = p for a standard normal Z and 0 < p < 1, within 2e-15 relative.
/// Wichura 1988, Algorithm AS 241 (PPND16), Applied Statistics 37(3), doi:10.2307/2347330.
inline double inverse_normal(double p) {
  constexpr double kCentreTop[] = {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
                                   45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
                                   133.14166789178437745, 3.387132872796366608};
  constexpr double kCentreBottom[] = {
      5226.495278852854561,  28729.085735721942674, 39307.89580009271061,  21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083,  42.313330701600911252, 1.0};
  constexpr double kFlankTop[] = {7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
                                  1.27045825245236838258,   3.64784832476320460504,   5.7694972214606914055,
                                  4.6303378461565452959,    1.42343711074968357734};
  constexpr double kFlankBottom[] = {
      1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
      0.68976733498510000455,    1.6763848301838038494,   2.05319162663775882187,   1.0};
  constexpr double kTailTop[] = {
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
      0.29656057182850489123,    1.7848265399172913358,     5.4637849111641143699,    6.6579046435011037772};
  constexpr double kTailBottom[] = {
      2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525,   0.13692988092273580531,   0.59983220655588793769,   1.0};
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(r, kCentreTop) / polynomial(r, kCentreBottom);
  }
  const double r = std::sqrt(-log(q < 0 ? p : 1.0 - p));
  const double z = r <= 5.0 ? polynomial(r - 1.6, kFlankTop) / polynomial(r - 1.6, kFlankBottom)
                            : polynomial(r - 5.0, kTailTop) / polynomial(r - 5.0, kTailBottom);
  return q < 0 ? -z : z;
}

}  // namespace losscape::portable
