// SPDX-License-Identifier: Apache-2.0
// Stop rules against the recorded curve of the same run without any, worked out by hand here.
#include "train/stopping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "error.h"
#include "simd.h"
#include "train/trainer.h"

namespace losscape {
namespace {

constexpr std::int64_t kSteps = 900;  // the history holds every one of them

// Few samples and a large net, so that the validation loss rises again.
Spec overfitting() {
  Spec s;
  s.data = "line";
  s.losses = {{"mse", {}}, {"huber", {{"delta", 0.5}}}};
  s.knobs = {{"samples", 30}, {"noise", 1}};
  s.train_fraction = 0.5;
  s.hidden = {32, 32};
  s.batch_size = 4;  // 3 steps an epoch
  s.learning_rate = 0.02;
  return s;
}

struct Expected {
  std::int64_t stop = -1, best_step = 0;
  float best = 0;
};

using Curve = std::vector<float> History::Series::*;

// The first step of an epoch's end, from `begin` on, of which `done` is true; the best one until then.
template <class Done>
Expected by_hand(const Trainer& t, size_t lane, Curve curve, double min_delta, Done done,
                 std::int64_t begin = 0) {
  const std::vector<float>& loss = t.history().lanes[lane].*curve;
  Expected e{-1, begin, loss[static_cast<size_t>(begin)]};
  const std::int64_t epoch = t.steps_per_epoch();
  for (std::int64_t at = (begin / epoch + 1) * epoch; at <= kSteps; at += epoch) {
    const float now = loss[static_cast<size_t>(at)];
    const bool better = static_cast<double>(now) < static_cast<double>(e.best) - min_delta;
    if (better) e = {-1, at, now};
    if (!done(now, at, e)) continue;
    e.stop = at;
    return e;
  }
  return e;
}

std::vector<std::uint32_t> bits(const Trainer& t) {
  std::vector<std::uint32_t> out;
  for (float v : t.saved(t.head()).state) out.push_back(bit_cast<std::uint32_t>(v));
  return out;
}

struct Case {
  StopChoice rule;
  Curve curve;
  double min_delta;
  std::function<bool(float, std::int64_t, const Expected&)> done;
};

std::vector<Case> cases(double target) {
  const auto waited = [](std::int64_t steps) {
    return [steps](float, std::int64_t at, const Expected& e) { return at - e.best_step >= steps; };
  };
  return {
      {{"validation", {{"patience", 40}}}, &History::Series::validation_loss, 0, waited(40)},
      {{"plateau", {{"patience", 60}, {"min_delta", 0.01}}}, &History::Series::train_loss, 0.01, waited(60)},
      {{"target", {{"loss", target}}},
       &History::Series::train_loss,
       0,
       [target](float now, std::int64_t, const Expected&) { return static_cast<double>(now) <= target; }},
  };
}

TEST(Stopping, EveryRuleStopsWhereTheRecordedCurveSays) {
  Trainer free(overfitting());
  free.step(kSteps);
  const auto target = static_cast<double>(free.history().lanes[0].train_loss[600]);
  for (const Case& c : cases(target)) {
    SCOPED_TRACE(c.rule.id);
    Spec spec = overfitting();
    spec.stop = {c.rule};
    Trainer t(spec);
    std::int64_t last = 0;
    std::vector<Expected> all;
    for (size_t k = 0; k < 2; ++k) {
      all.push_back(by_hand(free, k, c.curve, c.min_delta, c.done));
      ASSERT_GT(all[k].stop, 0);
      last = std::max(last, all[k].stop);
    }
    EXPECT_EQ(t.step(kSteps), last);
    EXPECT_TRUE(t.finished());
    for (size_t k = 0; k < 2; ++k) {
      const Watched* stop = t.stopping().stopped(k);
      ASSERT_NE(stop, nullptr);
      EXPECT_EQ(stop->stopped_at, all[k].stop);
      EXPECT_EQ(stop->best_step, all[k].best_step);
      EXPECT_EQ(stop->best, all[k].best);
      EXPECT_EQ(t.stopping().rule_of(stop), 0U);
    }
    // It goes on when asked again, as it would have without rules.
    EXPECT_EQ(t.step(kSteps - last), kSteps - last);
    EXPECT_FALSE(t.finished());
    EXPECT_EQ(t.lane(0).parameters(), free.lane(0).parameters());
  }
}

TEST(Stopping, ALossThatGrowsManyTimesStops) {
  Spec spec = overfitting();
  spec.optimizer = "sgd";
  spec.learning_rate = 3;
  spec.losses = {{"mae", {}}};
  Trainer free(spec);
  free.step(kSteps);
  const auto& curve = free.history().lanes[0].train_loss;
  const Expected e = by_hand(free, 0, &History::Series::train_loss, 0,
                             [&](float now, std::int64_t, const Expected&) { return now > 3 * curve[0]; });
  ASSERT_GT(e.stop, 0);
  spec.stop = {{"target", {{"loss", 1e-6}}}, {"divergence", {{"factor", 3}}}};
  Trainer t(spec);
  EXPECT_EQ(t.step(kSteps), e.stop);
  EXPECT_EQ(t.stopping().rule_of(t.stopping().stopped(0)), 1U);
}

TEST(Stopping, EveryWayToAStepGivesTheSameState) {
  Spec spec = overfitting();
  spec.stop = {{"validation", {{"patience", 40}}}};
  const auto change = [](Trainer& t) { t.set_learning_rate(0.005); };
  Trainer t(spec);
  t.step(100);
  change(t);
  t.step(kSteps);
  ASSERT_TRUE(t.finished());
  const std::int64_t end = t.steps();
  const std::vector<std::uint32_t> at_end = bits(t);
  t.seek(end + 50);
  for (std::int64_t to : {end - 1, std::int64_t{101}, std::int64_t{100}, std::int64_t{99}, end + 20}) {
    t.seek(to);
    Trainer direct(spec);
    direct.seek(std::min<std::int64_t>(to, 100));
    if (to >= 100) change(direct);
    direct.seek(to);
    EXPECT_EQ(bits(t), bits(direct)) << "at step " << to;
  }
  t.seek(end);
  EXPECT_TRUE(t.finished());
  EXPECT_EQ(bits(t), at_end);
  Trainer again(spec);
  again.resume(t.saved(end));
  EXPECT_TRUE(again.finished());
  EXPECT_EQ(bits(again), at_end);
  again.seek(50);
  EXPECT_EQ(again.step(kSteps), end - 50);
}

TEST(Stopping, AChangeIsWatchedFromItsStepOn) {
  Spec spec = overfitting();
  spec.losses.resize(1);
  spec.stop = {{"plateau", {{"patience", 60}, {"min_delta", 0.01}}}};
  Trainer t(spec);
  t.step(kSteps);
  ASSERT_TRUE(t.finished());
  const std::int64_t first = t.steps();
  t.set_learning_rate(0.001);
  EXPECT_FALSE(t.finished());
  EXPECT_EQ(t.stopping().stopped(0), nullptr);
  t.step(kSteps);
  EXPECT_TRUE(t.finished());
  EXPECT_GE(t.steps() - first, 60);
}

TEST(Stopping, ARefusalNamesTheFieldAndWhatWouldBeRight) {
  const auto message = [](std::vector<StopChoice> rules) -> std::string {
    Spec spec = overfitting();
    spec.stop = std::move(rules);
    try {
      validate(spec);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_EQ(message({{"platau", {}}}), "there is no stop rule 'platau'; did you mean 'plateau'?");
  EXPECT_EQ(message({{"plateau", {{"patience", 0}}}}),
            "stop: plateau: patience must be in [1, 1000000], got 0");
  EXPECT_EQ(message({{"target", {{"patience", 5}}}}),
            "stop: target has no parameter 'patience' (it takes loss)");
  EXPECT_EQ(message({{"plateau", {}}, {"plateau", {}}}), "stop: plateau is listed twice; list a rule once");
}

}  // namespace
}  // namespace losscape
