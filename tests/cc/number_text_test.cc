// SPDX-License-Identifier: Apache-2.0
#include "number_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace losscape {
namespace {

// As String(v) of JavaScript writes it; the native and the wasm build have code of their own.
TEST(NumberText, WritesAsJavaScriptDoes) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(-2.5), "-2.5");
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(1e-7), "1e-7");
  EXPECT_EQ(number_text(1.5e-7), "1.5e-7");
  EXPECT_EQ(number_text(0.000001), "0.000001");
  EXPECT_EQ(number_text(123456789), "123456789");
  EXPECT_EQ(number_text(1e20), "100000000000000000000");
  EXPECT_EQ(number_text(1e21), "1e+21");
  EXPECT_EQ(number_text(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(number_text(5e-324), "5e-324");
  EXPECT_EQ(number_text(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(number_text(INFINITY), "Infinity");
  EXPECT_EQ(number_text(-INFINITY), "-Infinity");
  EXPECT_EQ(number_text(NAN), "NaN");
}

TEST(NumberText, RoundsToSignificantDigits) {
  EXPECT_EQ(number_text(static_cast<double>(0.1F), 6), "0.1");
  EXPECT_EQ(number_text(1234567.8, 3), "1230000");
  EXPECT_EQ(number_text(2.0 / 3, 6), "0.666667");
  EXPECT_EQ(number_text(INFINITY, 3), "Infinity");
}

TEST(NumberText, IsReadBack) {
  for (double v :
       {0.0, 0.1, 1.0 / 3, 5e-324, 2.2250738585072014e-308, 1e22, 123456789.0, 1.7976931348623157e308})
    EXPECT_EQ(number_of(number_text(v)), v);
  EXPECT_EQ(number_of(".5"), 0.5);
  EXPECT_EQ(number_of("5."), 5);
  EXPECT_EQ(number_of("1e-3"), 0.001);
  EXPECT_TRUE(std::isinf(number_of("1e999")));
}

}  // namespace
}  // namespace losscape
