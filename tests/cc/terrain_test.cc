// SPDX-License-Identifier: Apache-2.0
// Functions of two numbers and the optimisers that roll down them, against closed forms.
#include "landscape/terrain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "error.h"

namespace losscape {
namespace {

constexpr const char* kRosenbrock = "100 * (y - x^2)^2 + (1 - x)^2";

UpdateChoice with(const char* optimizer, double rate) {
  UpdateChoice out;
  out.optimizer = optimizer;
  out.learning_rate = rate;
  return out;
}

TEST(Terrain, ValuesAndSlopesAreThoseOfTheFunction) {
  const Terrain t(kRosenbrock);
  const std::vector<float> x{-1.2F, 0, 1, 0.5F}, y{1, 0, 1, -1};
  const Terrain::Heights h = t.at(x, y);
  for (size_t i = 0; i < x.size(); ++i) {
    const double a = x[i], b = y[i], valley = b - a * a;
    EXPECT_NEAR(h.value[i], 100 * valley * valley + (1 - a) * (1 - a), 1e-4) << i;
    EXPECT_NEAR(h.by_x[i], -400 * a * valley - 2 * (1 - a), 1e-3) << i;
    EXPECT_NEAR(h.by_y[i], 200 * valley, 1e-3) << i;
  }
}

TEST(Terrain, GradientDescentOnABowlShrinksEachAxisByItsOwnFactor) {
  const Terrain bowl("x^2 / 2 + 4 * y^2 / 2");
  const Descent d = bowl.descend(with("sgd", 0.1), 2, -3, 20);
  ASSERT_EQ(d.x.size(), 21U);
  EXPECT_FALSE(d.diverged);
  for (size_t i = 0; i < d.x.size(); ++i) {
    const double n = static_cast<double>(i);
    EXPECT_NEAR(d.x[i], 2 * std::pow(0.9, n), 1e-5) << i;
    EXPECT_NEAR(d.y[i], -3 * std::pow(0.6, n), 1e-5) << i;
    EXPECT_NEAR(d.value[i], d.x[i] * d.x[i] / 2 + 2 * d.y[i] * d.y[i], 1e-5) << i;
  }
}

TEST(Terrain, EndsBeforeWhatIsNotFinite) {
  const Descent d = Terrain("x^4 + y^4").descend(with("sgd", 1), 3, 3, 100);
  EXPECT_TRUE(d.diverged);
  EXPECT_LT(d.x.size(), 100U);
  for (float v : d.value) EXPECT_TRUE(std::isfinite(v));
}

TEST(Terrain, EveryOptimizerGoesDownhill) {
  const Terrain bowl("x^2 + y^2");
  for (const Optimizer* o : all_optimizers()) {
    UpdateChoice choice;
    choice.optimizer = o->id;
    const Descent d = bowl.descend(choice, 1.5F, -1, 400);
    ASSERT_FALSE(d.x.empty()) << o->id;
    EXPECT_FALSE(d.diverged) << o->id;
    EXPECT_LT(d.value.back(), d.value.front()) << o->id;
  }
}

TEST(Terrain, TakesFunctionsOfOneOfTheTwo) {
  const Descent d = Terrain("y^2").descend(with("sgd", 0.25), 1, 1, 3);
  EXPECT_EQ(d.x.back(), 1);
  EXPECT_NEAR(d.y.back(), 0.125, 1e-6);
  const std::vector<float> zero{0, 0}, y{1, 2};
  EXPECT_EQ(Terrain("y^2").at(zero, y).value[1], 4);
}

TEST(Terrain, SaysWhatIsWrongAndWhere) {
  try {
    Terrain("x^2 +\n 3 * yy");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.at.line, 2);
    EXPECT_EQ(e.at.column, 6);
  }
  EXPECT_THROW(Terrain("(p - y)^2"), Error);
  EXPECT_THROW(Terrain("x^2").descend(with("sgd", 0.1), 0, 0, 0), Error);
  EXPECT_THROW(Terrain("x^2").descend(with("nothing", 0.1), 0, 0, 1), Error);
  const std::vector<float> one{1}, two{1, 2};
  EXPECT_THROW(Terrain("x^2").at(one, two), Error);
}

}  // namespace
}  // namespace losscape
