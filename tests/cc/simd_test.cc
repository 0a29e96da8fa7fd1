// SPDX-License-Identifier: Apache-2.0
#include "simd.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>
#include <vector>

namespace losscape {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

std::uint32_t bits(float x) {
  std::uint32_t b;
  std::memcpy(&b, &x, sizeof b);
  return b;
}

float from_bits(std::uint32_t b) {
  float x;
  std::memcpy(&x, &b, sizeof x);
  return x;
}

/// Equal bits, any NaN equal to any other.
bool same(float a, float b) { return (a != a && b != b) || bits(a) == bits(b); }

const std::vector<float>& special_floats() {
  static const std::vector<float> values = {
      0.0f,     -0.0f,      1.0f,       -1.0f,     0.5f,          -0.5f, 1.5f,   2.5f,
      -2.5f,    0x1p-149f,  -0x1p-149f, 0x1p-126f, kInf,          -kInf, kNan,   0x1p23f,
      -0x1p23f, 8388607.5f, 0x1p31f,    -0x1p31f,  2147483520.0f, 3e38f, -3e38f, -0.49999997f};
  return values;
}

TEST(Simd, PartialLoadsAndStoresTouchOnlyTheirElements) {
  for (std::size_t n = 0; n <= 4; ++n) {
    // A heap block of exactly n floats lets the address sanitizer see any access outside.
    std::vector<float> source(n), target(n);
    for (std::size_t i = 0; i < n; ++i) source[i] = static_cast<float>(i + 1);
    const f32x4 v = load_partial(source.data(), n);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(v[i], i < n ? static_cast<float>(i + 1) : 0.0f) << n;
    store_partial(target.data(), v + 1.0f, n);
    for (std::size_t i = 0; i < n; ++i) EXPECT_EQ(target[i], static_cast<float>(i + 2)) << n;

    std::array<float, 6> guarded;
    guarded.fill(-7);
    store_partial(guarded.data() + 1, f32x4{1, 2, 3, 4}, n);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(guarded[i], i >= 1 && i <= n ? static_cast<float>(i) : -7.0f) << n << " at " << i;
    }
  }
}

TEST(Simd, LoadsAndStoresNeedNoAlignment) {
  std::array<float, 9> data{0, 1, 2, 3, 4, 5, 6, 7, 8};
  for (std::size_t offset = 0; offset < 5; ++offset) {
    const f32x4 v = load(data.data() + offset);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(v[i], static_cast<float>(offset + i));
    std::array<float, 9> out{};
    store(out.data() + offset, v);
    for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(out[i], i >= offset && i < offset + 4 ? data[i] : 0.0f);
  }
}

TEST(Simd, MasksSelectAndReduce) {
  for (std::size_t n = 0; n <= 4; ++n) {
    const i32x4 mask = tail_mask(n);
    EXPECT_EQ(any(mask), n > 0);
    EXPECT_EQ(all(mask), n == 4);
    const f32x4 v = select(mask, f32x4{1, 2, 3, 4}, splat(kNan));
    const i32x4 w = select(mask, splat_int(3), splat_int(-3));
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(same(v[i], i < n ? static_cast<float>(i + 1) : kNan));
      EXPECT_EQ(w[i], i < n ? 3 : -3);
    }
  }
}

float expected_min(float a, float b) {
  if (a != a || b != b) return kNan;
  if (a == b) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

TEST(Simd, MinimaAndMaximaTreatZerosAndNansAsStated) {
  for (const float a : special_floats()) {
    for (const float b : special_floats()) {
      EXPECT_TRUE(same(pmin(splat(a), splat(b))[2], b < a ? b : a)) << a << " " << b;
      EXPECT_TRUE(same(pmax(splat(a), splat(b))[2], a < b ? b : a)) << a << " " << b;
      EXPECT_TRUE(same(min(splat(a), splat(b))[1], expected_min(a, b))) << a << " " << b;
      EXPECT_TRUE(same(max(splat(a), splat(b))[1], -expected_min(-a, -b))) << a << " " << b;
    }
  }
}

template <class Function>
void expect_same_as_double(Function function, const char* name) {
  for (const float a : special_floats()) {
    for (const float b : special_floats()) {
      const float lanes = function(splat(a), splat(b))[3];
      const float scalar = static_cast<float>(function(static_cast<double>(a), static_cast<double>(b)));
      EXPECT_TRUE(same(lanes, scalar))
          << name << "(" << a << ", " << b << ") lanes " << lanes << " double " << scalar;
    }
  }
}

TEST(Simd, LanesAndDoubleShareTheirSemantics) {
#define SAME_BINARY(f) expect_same_as_double([](auto a, auto b) { return f(a, b); }, #f)
  SAME_BINARY(pmin);
  SAME_BINARY(pmax);
  SAME_BINARY(min);
  SAME_BINARY(max);
  SAME_BINARY(copysign);
  SAME_BINARY(less);
  SAME_BINARY(less_equal);
  SAME_BINARY(greater);
  SAME_BINARY(greater_equal);
  SAME_BINARY(equal);
  SAME_BINARY(not_equal);
#undef SAME_BINARY
#define SAME_UNARY(f) expect_same_as_double([](auto a, auto) { return f(a); }, #f)
  SAME_UNARY(neg);
  SAME_UNARY(abs);
  SAME_UNARY(sqrt);
  SAME_UNARY(trunc);
  SAME_UNARY(floor);
  SAME_UNARY(ceil);
  SAME_UNARY(round_even);
#undef SAME_UNARY
  expect_same_as_double([](auto a, auto b) { return where(a, b, a); }, "where");
  expect_same_as_double([](auto a, auto b) { return select(a > b, b, a); }, "select");
}

TEST(Simd, RoundingIsExactOnEveryKindOfFloat) {
  for (std::uint64_t b = 0; b < 0x100000000; b += 4099) {
    const float x = from_bits(static_cast<std::uint32_t>(b));
    const f32x4 v = splat(x);
    ASSERT_TRUE(same(trunc(v)[0], std::trunc(x))) << x;
    ASSERT_TRUE(same(floor(v)[1], std::floor(x))) << x;
    ASSERT_TRUE(same(ceil(v)[2], std::ceil(x))) << x;
    ASSERT_TRUE(same(round_even(v)[3], std::nearbyint(x))) << x;
    ASSERT_TRUE(same(sqrt(v)[0], std::sqrt(x))) << x;
  }
}

TEST(Simd, ConversionToIntegersSaturates) {
  const auto expected = [](float x) -> std::int32_t {
    if (x != x) return 0;
    if (x >= 0x1p31f) return INT32_MAX;
    if (x < -0x1p31f) return INT32_MIN;
    return static_cast<std::int32_t>(x);
  };
  for (const float x : special_floats()) EXPECT_EQ(to_int(splat(x))[2], expected(x)) << x;
  for (std::uint64_t b = 0; b < 0x100000000; b += 65537) {
    const float x = from_bits(static_cast<std::uint32_t>(b));
    ASSERT_EQ(to_int(splat(x))[0], expected(x)) << x;
    if (std::fabs(x) < 0x1p31f) {
      ASSERT_EQ(to_int_in_range(splat(x))[0], expected(x)) << x;
    }
  }
  EXPECT_EQ(to_float(splat_int(-16777217))[0], -16777216.0f);
}

TEST(Simd, DoubleLanesRoundTripAndRoundOnce) {
  const f32x4 v{1.5f, -0x1p-149f, kInf, 3e38f};
  const f32x4 back = demote(promote_low(v), promote_high(v));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(bits(back[i]), bits(v[i]));
  const f32x4 rounded = demote(f64x2{1 + 0x1p-24, 1 + 0x1.8p-24}, f64x2{1e300, -0x1.8p-150});
  EXPECT_EQ(rounded[0], 1.0f);
  EXPECT_EQ(rounded[1], 1 + 0x1p-23f);
  EXPECT_EQ(rounded[2], kInf);
  EXPECT_EQ(rounded[3], -0x1p-149f);
}

TEST(Simd, HorizontalOperationsHaveAFixedOrder) {
  // (1e8 - 1e8) + (1 + 2): any other pairing loses the 1 or the 2.
  EXPECT_EQ(hsum(f32x4{1e8f, 1, -1e8f, 2}), 3.0f);
  EXPECT_NE(hsum(f32x4{1e8f, -1e8f, 1, 2}), 3.0f);
  for (int i = 0; i < 4; ++i) {
    f32x4 v{-1, -2, -3, -4};
    v[i] = 5;
    EXPECT_EQ(hmax(v), 5);
    EXPECT_EQ(hmin(-v), -5);
    v[i] = kNan;
    EXPECT_TRUE(std::isnan(hmax(v)));
    EXPECT_TRUE(std::isnan(hmin(v)));
  }
}

TEST(Simd, TransposeExchangesRowsAndColumns) {
  f32x4 rows[4];
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) rows[i][j] = static_cast<float>(10 * i + j);
  }
  transpose(rows[0], rows[1], rows[2], rows[3]);
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) EXPECT_EQ(rows[i][j], static_cast<float>(10 * j + i));
  }
}

TEST(Simd, WhereIgnoresTheBranchNotTaken) {
  const f32x4 v = where(f32x4{0, 1, kNan, -0.0f}, f32x4{kNan, 2, 3, kInf}, f32x4{4, kNan, kNan, 5});
  EXPECT_EQ(v[0], 4);
  EXPECT_EQ(v[1], 2);
  EXPECT_EQ(v[2], 3);
  EXPECT_EQ(v[3], 5);
}

TEST(Simd, SubnormalsAreNotFlushed) {
  volatile float tiny = 0x1p-126f;
  EXPECT_EQ((splat(tiny) * 0.5f)[0], 0x1p-127f);
  EXPECT_EQ((splat(tiny) * 0x1p-23f + 0.0f)[3], 0x1p-149f);
}

template <class T>
T huber(T error, T delta) {
  const T q = min(abs(error), delta);
  return constant<T>(0.5) * q * q + delta * (abs(error) - q);
}

TEST(Simd, OneTemplateServesLanesAndDouble) {
  EXPECT_EQ(huber(splat(-3.0f), splat(1.0f))[0], 2.5f);
  EXPECT_EQ(huber(-3.0, 1.0), 2.5);
}

}  // namespace
}  // namespace losscape
