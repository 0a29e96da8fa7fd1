// SPDX-License-Identifier: Apache-2.0
// What the catalogue says a loss does to a point that moves away: against closed forms, and against the
// declared facts.
#include "losses/profile.h"

#include <gtest/gtest.h>

#include <cmath>

#include "losses/entries.h"

namespace losscape {
namespace {

LossProfile profile(const char* id) { return profile_of(find_loss(id)); }

void expect_influence(const char* id, std::array<double, 4> expected, Limit limit) {
  const LossProfile p = profile(id);
  EXPECT_EQ(p.limit, limit) << id << " " << name_of(p.limit);
  for (size_t i = 0; i < expected.size(); ++i)
    EXPECT_NEAR(p.influence[i], expected[i], 1e-9 * (1 + expected[i])) << id;
}

TEST(LossProfile, InfluenceFollowsClosedForms) {
  expect_influence("mse", {2, 20, 200, 2000}, Limit::Grows);
  expect_influence("huber", {1, 1, 1, 1}, Limit::Constant);
  expect_influence("cauchy", {2.0 / 3, 20.0 / 102, 200.0 / 10002, 2000.0 / 1000002}, Limit::Vanishes);
  expect_influence("tukey_biweight", {std::pow(1 - 1 / (4.685 * 4.685), 2), 0, 0, 0}, Limit::Vanishes);
  expect_influence("binary_cross_entropy_with_logits",
                   {1 / (1 + std::exp(-1)), 1 / (1 + std::exp(-10)), 1, 1}, Limit::Constant);
  // Probabilities 1, e^r, 1 over their sum, the first less 1.
  const auto wrong = [](double r) {
    const double small = 1 / (2 + std::exp(r));
    return std::sqrt(std::pow(small - 1, 2) + std::pow(1 - 2 * small, 2) + small * small);
  };
  expect_influence("cross_entropy", {wrong(1), wrong(10), wrong(100), std::sqrt(2)}, Limit::Constant);
  expect_influence("hinge", {1, 1, 1, 1}, Limit::Constant);
  expect_influence("quantile", {0.5, 0.5, 0.5, 0.5}, Limit::Constant);
  const LossProfile exponential = profile("exponential");
  EXPECT_EQ(exponential.limit, Limit::Grows);
  EXPECT_TRUE(std::isinf(exponential.influence[3]));
}

TEST(LossProfile, CurvatureFollowsClosedForms) {
  EXPECT_NEAR(profile("mse").curvature, 2, 1e-12);
  EXPECT_NEAR(profile("log_cosh").curvature, 1, 1e-12);
  EXPECT_NEAR(profile("log_cosh").curvature_at_1, 1 / std::pow(std::cosh(1), 2), 1e-12);
  EXPECT_EQ(profile("mae").curvature, 0);
  EXPECT_NEAR(profile("charbonnier").curvature, 1 / 1e-3, 1e-6);
  EXPECT_NEAR(profile("binary_cross_entropy_with_logits").curvature, 0.25, 1e-12);
  EXPECT_NEAR(profile("cross_entropy").curvature, 1.0 / 3, 1e-12);
}

TEST(LossProfile, BoundsAreThoseOfTheFacts) {
  int measured = 0;
  for (const Loss* loss : all_losses()) {
    const LossProfile p = profile_of(*loss);
    const LossFacts& facts = entry_of(*loss).facts;
    EXPECT_GT(p.instructions, 0) << loss->id;
    EXPECT_EQ(p.measured, loss->target != Target::None) << loss->id;
    if (!p.measured) continue;
    ++measured;
    EXPECT_EQ(std::isfinite(p.bound), facts.bounded_gradient) << loss->id << " " << p.bound;
    if (facts.lipschitz > 0) {
      EXPECT_LE(p.bound, facts.lipschitz * (1 + 1e-9)) << loss->id;
      // Of all ways to be wrong in three classes only one is measured.
      EXPECT_GT(p.bound, facts.lipschitz * (loss->target == Target::Class ? 0.6 : 0.98)) << loss->id;
    }
    for (double slope : p.influence) {
      if (std::isfinite(slope)) {
        EXPECT_LE(slope, p.bound * 1.001) << loss->id;
      }
    }
  }
  EXPECT_GT(measured, 60);
}

}  // namespace
}  // namespace losscape
