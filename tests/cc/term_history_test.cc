// SPDX-License-Identifier: Apache-2.0
// The curves of a sum's terms over the run.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "train/trainer.h"

namespace losscape {
namespace {

Spec sum_of(std::vector<Term> terms) {
  Spec spec;
  spec.data = "moons";
  spec.losses = {{"binary_cross_entropy"}, {"hinge"}};
  spec.losses[0].composite.terms = std::move(terms);
  return spec;
}

TEST(TermHistory, HoldsWhatTheTermsAreAtItsSteps) {
  Trainer run(sum_of({{"l2", {}, 0.01}, {"brier"}}));
  run.step(100);
  const History history = run.history();
  EXPECT_TRUE(history.lanes[1].terms.empty());
  ASSERT_EQ(history.lanes[0].terms.size(), 3u);
  EXPECT_EQ(history.lanes[0].terms[1].id, "l2");
  int measured = 0;
  for (size_t i = 0; i < history.lanes[0].terms[0].value.size(); ++i) {
    if (std::isnan(history.lanes[0].terms[0].value[i])) continue;
    ++measured;
    run.seek(history.steps[i]);
    const auto now = run.terms(0);
    for (size_t t = 0; t < 3; ++t) {
      EXPECT_EQ(history.lanes[0].terms[t].value[i], static_cast<float>(now[t].value))
          << t << " at " << history.steps[i];
      EXPECT_EQ(history.lanes[0].terms[t].gradient_norm[i], static_cast<float>(now[t].gradient_norm));
    }
  }
  EXPECT_GE(measured, 16 + 2 * 8);  // the first sixteen steps, then eight an octave
}

TEST(TermHistory, KeepsItsStepsWhenItIsThinned) {
  Trainer run(sum_of({{"l2", {}, 0.01}}));
  run.step(5000);
  const History& history = run.history();
  for (const History::Term& term : history.lanes[0].terms) {
    ASSERT_LE(term.value.size(), history.steps.size());
    EXPECT_EQ(term.value.size(), term.gradient_norm.size());
    for (size_t i = 0; i < term.value.size(); ++i) {
      const std::uint32_t step = history.steps[i];
      bool even = true;
      for (std::uint32_t apart = step; apart >= 16; apart >>= 1) even = even && apart % 2 == 0;
      if (!std::isnan(term.value[i])) EXPECT_TRUE(even) << step;
    }
    EXPECT_GE(std::count_if(term.value.begin(), term.value.end(), [](float v) { return !std::isnan(v); }),
              40);
  }
}

TEST(TermHistory, FollowsTheLossOfItsLane) {
  Trainer run(sum_of({{"l2", {}, 0.01}}));
  run.step(10);
  LaneSetup next = run.setup(0);
  next.loss.composite.terms = {{"l1", {}, 0.01}};
  run.set_lane(0, next);
  run.step(30);
  const auto& terms = run.history().lanes[0].terms;
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(terms[1].id, "l1");
  EXPECT_FALSE(std::isnan(terms[0].value[3])) << "the main loss was there all along";
  EXPECT_TRUE(std::isnan(terms[1].value[3]));
  EXPECT_FALSE(std::isnan(terms[1].value[12]));
  run.seek(5);
  run.step(0);
  run.set_learning_rate(0.1);  // forgets what came after
  EXPECT_EQ(run.history().steps.back(), 5u);
  EXPECT_LE(run.history().lanes[0].terms[0].value.size(), run.history().steps.size());
}

TEST(TermHistory, OfLargeDataKeepsToItsShare) {
  Spec spec = sum_of({{"l2", {}, 0.01}});
  spec.knobs = {{"samples", 10000}};
  spec.batch_size = 4;
  Trainer run(spec);
  run.step(2000);
  const auto& values = run.history().lanes[0].terms[0].value;
  const auto measured = std::count_if(values.begin(), values.end(), [](float v) { return !std::isnan(v); });
  EXPECT_LE(measured * 2 * 10000, 400000 + 10000)
      << "samples looked at before a tenth of training allows more";
}

}  // namespace
}  // namespace losscape
