// SPDX-License-Identifier: Apache-2.0
#include "lane_math.h"

#include <gtest/gtest.h>

#include <cinttypes>
#include <limits>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "lane_functions.h"

namespace losscape {

void PrintTo(const LaneFunction& f, std::ostream* out) { *out << f.name; }
void PrintTo(const LaneFunction2& f, std::ostream* out) { *out << f.name; }

namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

const std::vector<float>& special_floats() {
  static const std::vector<float> values = {
      0.0f,        -0.0f,        1.0f,          -1.0f,          0.5f,       -0.5f,     2.0f,
      -2.0f,       3.0f,         -3.0f,         0x1p-149f,      -0x1p-149f, 0x1p-126f, -0x1p-126f,
      1e-3f,       -1e-3f,       kInf,          -kInf,          kNan,       0x1p24f,   -0x1p24f,
      16777215.0f, -16777215.0f, 3.4028235e38f, -3.4028235e38f, 100.0f,     -100.0f,   0x1.fffffcp-127f,
      2.5f,        -2.5f};
  return values;
}

/// Bit patterns of floats from a linear congruential generator: the same on every target.
struct Patterns {
  std::uint64_t state = 0x9e3779b97f4a7c15;
  std::uint32_t next() {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state >> 32);
  }
  float any_float() { return float_of_bits(next()); }
  float ordinary(float size) { return (static_cast<float>(next() >> 8) * 0x1p-23f - 1.0f) * size; }
};

void pad_to_vectors(std::vector<float>& x) {
  while (x.size() % 4 != 0) x.push_back(1.0f);
}

/// About a million inputs: a stride through all bit patterns, random ones, every float around each border,
/// specials.
std::vector<float> sample(const LaneFunction& f) {
  std::vector<float> x = special_floats();
  Patterns patterns;
  for (std::uint64_t b = 0; b < 0x100000000; b += 8191)
    x.push_back(float_of_bits(static_cast<std::uint32_t>(b)));
  for (int i = 0; i < 200000; ++i) x.push_back(patterns.any_float());
  for (int i = 0; i < 200000; ++i) x.push_back(patterns.ordinary(i % 2 ? 20.0f : 2.0f));
  for (const float border : f.borders) {
    for (int i = -2000; i <= 2000; ++i) {
      const float neighbour = float_of_bits(bits_of_float(border) + static_cast<std::uint32_t>(i));
      x.push_back(neighbour);
      x.push_back(-neighbour);
    }
  }
  pad_to_vectors(x);
  return x;
}

class Lane : public testing::TestWithParam<LaneFunction> {};
class Lane2 : public testing::TestWithParam<LaneFunction2> {};

TEST_P(Lane, StaysWithinItsBound) {
  const LaneFunction& f = GetParam();
  const std::vector<float> x = sample(f);
  std::vector<float> y(x.size());
  f.run(x.data(), y.data(), x.size());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double want = f.exact(x[i]);
    if (want == want) {
      ASSERT_EQ(std::signbit(y[i]), std::signbit(want)) << "sign of " << f.name << "(" << x[i] << ")";
    }
    const double error = ulp_error(y[i], want);
    ASSERT_LE(error, f.max_ulp) << f.name << "(" << x[i] << ") = " << y[i] << ", exact " << want;
    worst = std::fmax(worst, error);
  }
  EXPECT_GT(worst, f.max_ulp * 0.6) << "the bound of " << f.name << " is loose";
}

TEST_P(Lane2, StaysWithinItsBound) {
  const LaneFunction2& f = GetParam();
  std::vector<float> a, b;
  for (const float x : special_floats()) {
    for (const float y : special_floats()) {
      a.push_back(x);
      b.push_back(y);
    }
  }
  Patterns patterns;
  for (int i = 0; i < 600000; ++i) {
    a.push_back(i % 3 == 0 ? patterns.any_float() : patterns.ordinary(i % 3 == 1 ? 2.0f : 30.0f));
    b.push_back(i % 4 == 0 ? patterns.any_float() : patterns.ordinary(i % 4 == 1 ? 2.0f : 30.0f));
  }
  for (int i = 0; i < 100000; ++i) {
    a.push_back(std::fabs(patterns.ordinary(3.0f)));
    b.push_back(std::round(patterns.ordinary(40.0f)));
  }
  pad_to_vectors(a);
  pad_to_vectors(b);
  std::vector<float> y(a.size());
  f.run(a.data(), b.data(), y.data(), a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double want = f.exact(a[i], b[i]);
    if (want == want) {
      ASSERT_EQ(std::signbit(y[i]), std::signbit(want)) << f.name << "(" << a[i] << ", " << b[i] << ")";
    }
    ASSERT_LE(lane_error(f, a[i], b[i], y[i]), f.max_ulp)
        << f.name << "(" << a[i] << ", " << b[i] << ") = " << y[i] << ", exact " << want;
  }
}

std::uint64_t fnv1a(const std::vector<float>& values) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const float value : values) {
    const std::uint32_t bits = value == value ? bits_of_float(value) : 0x7fc00000;
    for (int shift = 0; shift < 32; shift += 8) hash = (hash ^ ((bits >> shift) & 255)) * 0x100000001b3;
  }
  return hash;
}

std::vector<float> hash_inputs(std::uint64_t seed) {
  Patterns patterns;
  patterns.state += seed;
  std::vector<float> x;
  for (int i = 0; i < 20000; ++i) {
    x.push_back(patterns.any_float());
    x.push_back(patterns.ordinary(1.0f));
    x.push_back(patterns.ordinary(20.0f));
    x.push_back(patterns.ordinary(i % 2 ? 3.0f : 110.0f));
  }
  return x;
}

std::string hash_text(std::uint64_t hash) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%016" PRIx64, hash);
  return text;
}

TEST_P(Lane, GivesTheSameBitsOnEveryTarget) {
  const LaneFunction& f = GetParam();
  const std::vector<float> x = hash_inputs(0);
  std::vector<float> y(x.size());
  f.run(x.data(), y.data(), x.size());
  EXPECT_EQ(hash_text(fnv1a(y)), hash_text(f.hash)) << f.name;
}

TEST_P(Lane2, GivesTheSameBitsOnEveryTarget) {
  const LaneFunction2& f = GetParam();
  const std::vector<float> a = hash_inputs(0), b = hash_inputs(1);
  std::vector<float> y(a.size());
  f.run(a.data(), b.data(), y.data(), a.size());
  EXPECT_EQ(hash_text(fnv1a(y)), hash_text(f.hash)) << f.name;
}

/// A lane must not notice its neighbours: tails are padded, and a run must not depend on the batch it was cut
/// into.
TEST_P(Lane, TreatsLanesIndependently) {
  const LaneFunction& f = GetParam();
  std::vector<float> x = hash_inputs(2);
  x.resize(8000);
  std::vector<float> together(x.size());
  f.run(x.data(), together.data(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::vector<float> alone(4, x[i]);
    std::vector<float> y(4);
    f.run(alone.data(), y.data(), 4);
    for (const float value : y) {
      if (value == value || together[i] == together[i]) {
        ASSERT_EQ(bits_of_float(value), bits_of_float(together[i])) << f.name << "(" << x[i] << ")";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Lane, testing::ValuesIn(lane_functions()),
                         [](const auto& info) { return std::string(info.param.name); });
INSTANTIATE_TEST_SUITE_P(All, Lane2, testing::ValuesIn(lane_functions2()),
                         [](const auto& info) { return std::string(info.param.name); });

/// The double side of functions the C library lacks, against 40-digit values (mpmath).
TEST(LaneMath, DoubleVersionsAgreeWithReferenceValues) {
  struct Case {
    const char* name;
    double (*function)(double);
    std::vector<std::pair<double, double>> values;
  };
  const std::vector<Case> cases = {
      {"digamma",
       [](double x) { return digamma(x); },
       {{1e-8, -100000000.57721565},
        {0.25, -4.2274535333762654},
        {1, -0.57721566490153286},
        {1.5, 0.036489973978576521},
        {3, 0.92278433509846714},
        {8, 2.01564147795561},
        {20, 2.9705239922421491},
        {1e6, 13.815510057964191},
        {-0.5, 0.036489973978576521},
        {-2.75, -1.959055264977997},
        {-10.25, 5.5168584198862733}}},
      {"trigamma",
       [](double x) { return trigamma(x); },
       {{1e-3, 1000001.6425331959},
        {0.25, 17.197329154507111},
        {1, 1.6449340668482264},
        {1.5, 0.93480220054467931},
        {3, 0.39493406684822644},
        {8, 0.13313701469403143},
        {20, 0.05127082293520312},
        {1e6, 1.0000005000001667e-6},
        {-0.5, 8.9348022005446793},
        {-2.75, 19.433868949488464},
        {-10.25, 19.646252424622653}}},
      {"lgamma",
       [](double x) { return lgamma(x); },
       {{1e-8, 18.420680738180209},
        {0.5, 0.57236494292470009},
        {3.5, 1.2009736023470742},
        {100.5, 361.43554046777762},
        {-0.5, 1.2655121234846454},
        {-3.25, -0.62315345132099865}}},
      {"erfinv",
       [](double x) { return erfinv(x); },
       {{1e-9, 8.8622692545275801e-10},
        {0.1, 0.088855990494257687},
        {0.5, 0.47693627620446987},
        {-0.9, -1.1630871536766741},
        {0.999, 2.3267537655135247}}},
      {"logcosh",
       [](double x) { return logcosh(x); },
       {{1e-10, 5.0e-21},
        {0.001, 4.9999991666668889e-7},
        {0.5, 0.12011450695827752},
        {1, 0.43378083048302719},
        {-3, 2.3093285045777851},
        {50, 49.306852819440055},
        {800, 799.30685281944005}}},
      {"softplus",
       [](double x) { return softplus(x); },
       {{-40, 4.248354255291589e-18},
        {-1, 0.31326168751822283},
        {0, 0.69314718055994531},
        {0.5, 0.97407698418010668},
        {20.5, 20.500000001250153},
        {800, 800.0}}},
      {"log_sigmoid",
       [](double x) { return log_sigmoid(x); },
       {{40, -4.248354255291589e-18}, {-800, -800.0}}},
  };
  for (const Case& c : cases) {
    for (const auto& [x, want] : c.values)
      EXPECT_NEAR(c.function(x), want, 2e-14 * std::fabs(want)) << c.name << " " << x;
  }
  EXPECT_EQ(sigmoid(-800.0), 0.0);
  EXPECT_EQ(sigmoid(800.0), 1.0);
  EXPECT_TRUE(std::isnan(digamma(-3.0)));
  EXPECT_EQ(trigamma(-3.0), std::numeric_limits<double>::infinity());
  EXPECT_EQ(erfinv(1.0), std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(erfinv(1.5)));
}

TEST(LaneMath, StableFormsDoNotOverflowOrCancel) {
  const auto at = [](f32x4 v) { return v[0]; };
  EXPECT_EQ(at(log_sigmoid(splat(-104))), -104.0f);
  EXPECT_EQ(at(softplus(splat(1000))), 1000.0f);
  EXPECT_GT(at(softplus(splat(-100))), 0.0f);
  EXPECT_EQ(at(logcosh(splat(1e-18f))), 0.5f * 1e-18f * 1e-18f);
  EXPECT_EQ(at(logcosh(splat(3e38f))), 3e38f);
  EXPECT_EQ(at(logaddexp(splat(-kInf), splat(-kInf))), -kInf);
  EXPECT_EQ(at(logaddexp(splat(kInf), splat(kInf))), kInf);
  EXPECT_EQ(at(logaddexp(splat(-kInf), splat(3))), 3.0f);
  EXPECT_EQ(at(expm1(splat(1e-30f))), 1e-30f);
  EXPECT_EQ(at(log1p(splat(1e-30f))), 1e-30f);
  EXPECT_LE(std::fabs(at(tanh(splat(3e38f)))), 1.0f);
}

TEST(LaneMath, XLogYIsZeroWhereverXIs) {
  for (const float y : special_floats()) {
    for (const float zero : {0.0f, -0.0f}) {
      const float value = xlogy(splat(zero), splat(y))[0], value1p = xlog1py(splat(zero), splat(y))[0];
      if (y != y) {
        EXPECT_TRUE(value != value && value1p != value1p);
      } else {
        EXPECT_EQ(value, 0.0f) << y;
        EXPECT_EQ(value1p, 0.0f) << y;
      }
    }
  }
  EXPECT_EQ(xlogy(splat(1), splat(0))[0], -kInf);
}

/// |tanh| and |erf| must not pass 1, sigmoid not leave [0, 1]: losses divide by what is left.
TEST(LaneMath, BoundedFunctionsKeepTheirBounds) {
  for (std::uint64_t b = 0; b < 0x7f800000; b += 2047) {
    const f32x4 x = splat(float_of_bits(static_cast<std::uint32_t>(b)));
    ASSERT_LE(tanh(x)[0], 1.0f) << x[0];
    ASSERT_GE(erf(-x)[0], -1.0f) << x[0];
    ASSERT_LE(sigmoid(x)[0], 1.0f) << x[0];
    ASSERT_LE(std::fabs(sin(x)[0]), 1.0f) << x[0];
    ASSERT_LE(std::fabs(cos(x)[0]), 1.0f) << x[0];
  }
}

template <class T>
T expression(T a) {
  return tanh(a) * exp(-a) + where(less(a, constant<T>(0.25)), softplus(a), log(abs(a)));
}

TEST(LaneMath, OneTemplateServesLanesAndDouble) {
  for (const float x : {-2.0f, 0.125f, 0.5f, 3.0f}) {
    EXPECT_NEAR(expression(splat(x))[1], expression(static_cast<double>(x)), 2e-6) << x;
  }
}

}  // namespace
}  // namespace losscape
