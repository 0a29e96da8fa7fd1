// SPDX-License-Identifier: Apache-2.0
// The contract of src/lane_math.h as a table: each function with its bound in ULP, which holds on all floats,
// and its borders. The test asserts it, tests/bench/ulp.cc prints what was measured.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "lane_math.h"

namespace losscape {

/// One function of one argument, elementwise over arrays whose length is a multiple of four.
struct LaneFunction {
  const char* name;
  double max_ulp;
  std::uint64_t hash;          // of the outputs on the inputs of lane_math_test.cc, the same on every target
  std::vector<float> borders;  // where branches and polynomials meet, and zeros of the function
  void (*run)(const float* x, float* y, std::size_t n);
  double (*exact)(double x);
};

/// The same for two arguments.
struct LaneFunction2 {
  const char* name;
  double max_ulp;
  std::uint64_t hash;
  void (*run)(const float* a, const float* b, float* y, std::size_t n);
  double (*exact)(double a, double b);
};

inline float float_of_bits(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

inline std::uint32_t bits_of_float(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}

/// |got - want| in units of the last place of a float of the size `scale` (by default want itself); infinite
/// if one is NaN and the other not, or if a finite value came out where float has infinity two ULP away.
inline double ulp_error(float got, double want, double scale = 0) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  if (std::isnan(got) || std::isnan(want)) return std::isnan(got) && std::isnan(want) ? 0 : kNever;
  if (scale == 0) scale = want;
  if (std::isinf(got) || std::isinf(want)) {
    constexpr double kOverflow = 0x1.ffffffp127;  // rounds to infinity from here on
    const double limited = std::fabs(want) > kOverflow ? std::copysign(kOverflow, want) : want;
    const double produced = std::isinf(got) ? std::copysign(kOverflow, got) : got;
    return std::fabs(produced - limited) / 0x1p104;
  }
  int exponent = -1000;
  if (scale != 0) std::frexp(scale, &exponent);
  return std::fabs(got - want) / std::ldexp(1.0, exponent - 24 < -149 ? -149 : exponent - 24);
}

/// F is a lambda without captures that serves lanes and double alike.
template <class F>
LaneFunction lane_row(const char* name, double max_ulp, std::uint64_t hash, std::vector<float> borders, F) {
  return {name,
          max_ulp,
          hash,
          std::move(borders),
          [](const float* x, float* y, std::size_t n) {
            for (std::size_t i = 0; i < n; i += 4) store(y + i, F{}(load(x + i)));
          },
          [](double x) { return F{}(x); }};
}

template <class F>
LaneFunction2 lane_row2(const char* name, double max_ulp, std::uint64_t hash, F) {
  return {name, max_ulp, hash,
          [](const float* a, const float* b, float* y, std::size_t n) {
            for (std::size_t i = 0; i < n; i += 4) store(y + i, F{}(load(a + i), load(b + i)));
          },
          [](double a, double b) { return F{}(a, b); }};
}

// name, bound in ULP, hash, borders...
#define LANE_ROW(f, max_ulp, hash, ...) \
  lane_row(#f, max_ulp, hash, {__VA_ARGS__}, [](auto a) { return f(a); })
#define LANE_ROW2(f, max_ulp, hash) lane_row2(#f, max_ulp, hash, [](auto a, auto b) { return f(a, b); })

inline const std::vector<LaneFunction>& lane_functions() {
  static const std::vector<LaneFunction> table = {
      LANE_ROW(exp, 1, 0xefa55794b7853fa8, 0.34657359f, -0.34657359f, 88.72284f, -87.336544f, -103.97208f, 89,
               -104),
      LANE_ROW(exp2, 1, 0xf158f3394a06df34, 0.5f, -0.5f, 128, -126, -149, -150, 129),
      LANE_ROW(expm1, 1.7, 0xd8e45cd7e9eac4b0, 0.34657359f, -0.34657359f, 88.72284f, -18, 0x1p-25f),
      LANE_ROW(log, 1, 0xafec32db73203db0, 0.70710677f, 1.4142135f, 1, 0x1p-126f),
      LANE_ROW(log2, 1.5, 0x186789543446dab6, 0.70710677f, 1.4142135f, 1, 0x1p-126f),
      LANE_ROW(log1p, 1.6, 0xf45225a24da7a6f0, -1, -0.29289322f, 0.41421356f, 0x1p-25f, 0x1p24f),
      LANE_ROW(sigmoid, 2.5, 0x5cd9c7b9d4cd460a, 0, -87.336544f, -103.97208f),
      LANE_ROW(softplus, 2.4, 0x4ecf3555deccde43, 0, -87.336544f, -103.97208f, 16.635532f),
      LANE_ROW(log_sigmoid, 2.4, 0xe4a8544cdde85770, 0, 87.336544f, 103.97208f, -16.635532f),
      LANE_ROW(tanh, 2.6, 0x15cf1fce7dee1222, 0.17328680f, 9.0109129f, 0x1p-12f),
      LANE_ROW(logcosh, 1.6, 0xcf4dcd002b24e29b, 1, 0.34657359f, 0x1p-75f),
      LANE_ROW(erf, 1.5, 0x9a7a3f0896172064, 1, 3.9192059f),
      LANE_ROW(erfc, 0.51, 0x2354d199e72f3dc6, 0, 9.1944f, 10.054f, -3.9192059f),
      LANE_ROW(erfinv, 0.55, 0xd0b5a6eef6c89b41, 0.99875998f, 1, -1),
      LANE_ROW(sqrt, 0.5, 0x01429a5d5886297c, 0, 1),
      LANE_ROW(rsqrt, 1.5, 0x3170695213b2e4f7, 0, 1),
      LANE_ROW(cbrt, 0.51, 0x7d6e6c5025de18d6, 0, 1, 0x1p-126f),
      LANE_ROW(sin, 1, 0xe0ee7640a1290a30, 0.78539816f, 1.5707964f, 3.1415927f, 12000, 0x1p-12f),
      LANE_ROW(cos, 1, 0x13fc6ff965334ce0, 0.78539816f, 1.5707964f, 3.1415927f, 12000),
      LANE_ROW(tan, 0.51, 0x683c003578d8a21f, 0.78539816f, 1.5707964f, 3.1415927f, 12000, 0x1p-12f),
      LANE_ROW(asin, 1.7, 0xaa6eaa20b7010966, 0.5f, 1, -1),
      LANE_ROW(acos, 1.2, 0xa4b6573d2f9d627b, 0.5f, -0.5f, 1, -1),
      LANE_ROW(atan, 1.6, 0x25581e11ff2a18a5, 1, -1),
      LANE_ROW(sinh, 1.7, 0xb182cd9f8218309d, 1, 88.72284f, 89.415985f),
      LANE_ROW(cosh, 1.5, 0xd2c2ba9b647bb7ea, 1, 88.72284f, 89.415985f),
      LANE_ROW(lgamma, 1.1, 0xf062edcdb4c6f205, 1, 2, 8, 2.6001e36f),
      LANE_ROW(digamma, 0.55, 0xee3b9a284bedec49, 8, 1.4616321f),
      LANE_ROW(trigamma, 0.51, 0x07190103b3b8ba0b, 8, 1),
  };
  return table;
}

inline const std::vector<LaneFunction2>& lane_functions2() {
  static const std::vector<LaneFunction2> table = {
      LANE_ROW2(pow, 0.51, 0x5037f3f9e091d856),    LANE_ROW2(hypot, 0.51, 0x85a47f7d29d00377),
      LANE_ROW2(atan2, 1.7, 0x105f26d97ad29994),   LANE_ROW2(xlogy, 2, 0xa053198963bb6d47),
      LANE_ROW2(xlog1py, 2.5, 0x12785df0c18646fa), LANE_ROW2(logaddexp, 3, 0x0f76b017750686ec),
  };
  return table;
}

/// Error of f(a, b) = got. logaddexp is a sum that cancels where its result crosses zero, so it is measured
/// in ULP of the larger summand.
inline double lane_error(const LaneFunction2& f, float a, float b, float got) {
  const double want = f.exact(a, b);
  if (std::strcmp(f.name, "logaddexp") != 0 || !std::isfinite(want)) return ulp_error(got, want);
  const double larger = std::fmax(a, b), rest = want - larger;
  return ulp_error(got, want, std::fmax(std::fabs(want), std::fmax(std::fabs(larger), rest)));
}

#undef LANE_ROW
#undef LANE_ROW2

}  // namespace losscape
