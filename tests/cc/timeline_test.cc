// SPDX-License-Identifier: Apache-2.0
// Seeking, changes on the way, saving: every way to a step must give the same bits.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "error.h"
#include "random.h"
#include "simd.h"
#include "train/trainer.h"

namespace losscape {
namespace {

Spec race() {
  Spec s;
  s.data = "line";
  s.losses = {{"mse", {}}, {"huber", {{"delta", 0.5}}}};
  s.knobs = {{"samples", 60}, {"outliers", 4}};
  s.batch_size = 8;  // 5 steps an epoch, so that checkpoints lie within epochs
  return s;
}

// Everything steps change, bit by bit.
std::vector<std::uint32_t> bits(const Trainer& t) {
  std::vector<std::uint32_t> out;
  for (float v : t.saved(t.head()).state) out.push_back(bit_cast<std::uint32_t>(v));
  return out;
}

using Script = std::vector<std::pair<std::int64_t, std::function<void(Trainer&)>>>;

// A slider, the rate, a moved sample, a planned-anew parameter and another loss, on the way.
Script changes() {
  return {{0, [](Trainer& t) { t.set_loss_parameter(1, "delta", 1.5); }},
          {37, [](Trainer& t) { t.set_learning_rate(0.03); }},
          {120, [](Trainer& t) { t.set_loss_parameter(1, "delta", 0.2); }},
          {120, [](Trainer& t) { t.move_point(5, {}, t.data().y[5] + 40); }},
          {300, [](Trainer& t) { t.move_point(5, {}, t.data().y[5] - 90); }},
          {512,
           [](Trainer& t) {
             LaneSetup next = t.setup(0);
             next.loss = {"mae", {}};
             next.optimizer = "momentum";
             next.optimizer_params = {};
             next.learning_rate = 0.05;
             t.set_lane(0, next);
           }},
          {700, [](Trainer& t) { t.set_learning_rate(0.002); }}};
}

void train_to(Trainer& t, std::int64_t to, const Script& script) {
  for (const auto& [at, act] : script) {
    if (at < t.steps() || at > to) continue;
    t.step(at - t.steps());
    act(t);
  }
  t.step(to - t.steps());
}

TEST(Timeline, AnyOrderOfSeeksGivesTheBitsOfTraining) {
  Trainer t(race());
  train_to(t, 1500, changes());
  Random random(7, Stream::Shuffle);
  std::vector<std::int64_t> places = {0, 1500, 1499, 512, 511, 513, 120, 119, 121, 1, 700, 38, 37, 36};
  for (int i = 0; i < 12; ++i) places.push_back(random.below(1501));
  for (std::int64_t to : places) {
    t.seek(to);
    EXPECT_EQ(t.steps(), to);
    EXPECT_EQ(t.head(), 1500);
    Trainer direct(race());
    train_to(direct, to, changes());
    ASSERT_EQ(bits(t), bits(direct)) << "at step " << to;
    EXPECT_EQ(t.data().y, direct.data().y);
    EXPECT_EQ(t.lane(1).parameter_values(), direct.lane(1).parameter_values());
    EXPECT_EQ(t.lane(0).loss().id, direct.lane(0).loss().id);
  }
}

TEST(Timeline, PlayingOnFromThePastRepeatsTheRunAndItsHistory) {
  Trainer t(race()), direct(race());
  train_to(t, 900, changes());
  train_to(direct, 1300, changes());
  const std::vector<std::uint32_t> steps = t.history().steps;
  t.seek(250);
  EXPECT_EQ(t.history().steps, steps) << "the curve of the future stays";
  t.step(1050);
  EXPECT_EQ(t.head(), 1300);
  EXPECT_EQ(bits(t), bits(direct));
  EXPECT_EQ(t.history().steps, direct.history().steps);
  EXPECT_EQ(t.history().lanes[0].train_loss, direct.history().lanes[0].train_loss);
  EXPECT_EQ(t.changes().size(), direct.changes().size());
}

TEST(Timeline, AChangeInThePastReplacesWhatCameAfter) {
  Trainer t(race());
  train_to(t, 900, changes());
  t.seek(200);
  t.set_learning_rate(t.lane(0).learning_rate());
  EXPECT_EQ(t.head(), 900) << "setting what is set already changes nothing";
  EXPECT_THROW(t.set_loss_parameter(1, "delta", -3), Error);
  EXPECT_EQ(t.head(), 900) << "a refused change changes nothing";
  t.set_learning_rate(0.07);
  EXPECT_EQ(t.head(), 200);
  EXPECT_EQ(t.history().steps.back(), 200U);
  t.step(100);
  Trainer direct(race());
  train_to(direct, 200, changes());
  direct.set_learning_rate(0.07);
  direct.step(100);
  EXPECT_EQ(bits(t), bits(direct));
  t.seek(50);
  t.seek(300);
  EXPECT_EQ(bits(t), bits(direct));
}

TEST(Timeline, ResetKeepsTheSettingsAndStaysSeekable) {
  Trainer t(race());
  train_to(t, 600, changes());
  t.reset();
  EXPECT_EQ(t.head(), 0);
  EXPECT_EQ(t.lane(0).loss().id, std::string("mae"));
  t.step(80);
  const auto there = bits(t);
  t.step(500);
  t.seek(80);
  EXPECT_EQ(bits(t), there);
  for (const Change& c : t.changes()) EXPECT_EQ(c.step, 0);
}

TEST(Timeline, DivergenceIsTakenBackAndReachedAgain) {
  Spec s = race();
  s.optimizer = "sgd";
  s.learning_rate = 10;
  s.hidden = {};
  Trainer t(s);
  t.step(500);
  const std::int64_t at = t.status(0).diverged_at;
  ASSERT_GT(at, 1);
  t.seek(at - 1);
  EXPECT_EQ(t.status(0).diverged_at, -1);
  t.seek(400);
  EXPECT_EQ(t.status(0).diverged_at, at);
}

TEST(Timeline, MemoryIsBoundedAndSeeksAreShort) {
  Trainer t(race());
  const size_t bytes = t.checkpoints().bytes();
  t.step(20000);
  EXPECT_EQ(t.checkpoints().bytes(), bytes);
  EXPECT_LE(bytes, kCheckpointBytes);
  EXPECT_GE(t.checkpoints().count(), kMaxCheckpoints / 4);
  std::int64_t longest = 0;
  for (std::int64_t to = 19999; to > 0; to -= 371) longest = std::max(longest, to - t.rewind(to));
  EXPECT_LE(longest, 20000 / (static_cast<std::int64_t>(kMaxCheckpoints) / 2));

  Spec big = race();
  big.hidden = {256, 256, 256};
  Trainer wide(big);
  EXPECT_LE(wide.checkpoints().bytes(), kCheckpointBytes);
  wide.step(10);
  EXPECT_GE(wide.checkpoints().count(), kMinCheckpoints / 2);
}

TEST(Timeline, ASavedRunGoesOnWithTheSameBitsInBothDirections) {
  Trainer t(race());
  train_to(t, 800, changes());
  for (std::int64_t at : {0, 120, 512, 650, 800}) {
    t.seek(at);
    Trainer loaded(race());
    loaded.resume(t.saved(t.head()));
    EXPECT_EQ(loaded.steps(), at);
    EXPECT_EQ(loaded.head(), 800);
    EXPECT_EQ(bits(loaded), bits(t));
    EXPECT_EQ(loaded.history().steps, t.history().steps);
    for (std::int64_t to : {900, 30, 513, 800}) {
      Trainer direct(race());
      train_to(direct, to, changes());
      loaded.seek(to);
      EXPECT_EQ(bits(loaded), bits(direct)) << "saved at " << at << ", taken to " << to;
    }
  }
  t.seek(300);
  Trainer branch(race());
  branch.resume(t.saved(300));
  EXPECT_EQ(branch.head(), 300);
  EXPECT_EQ(branch.history().steps.back(), 300U);
  EXPECT_EQ(bits(branch), bits(t));
  branch.set_learning_rate(0.2);
  branch.step(50);
  EXPECT_EQ(branch.head(), 350);
  EXPECT_EQ(t.head(), 800);
}

TEST(Timeline, ABrokenFileIsRefused) {
  Trainer t(race());
  train_to(t, 200, changes());
  const Trainer::Saved good = t.saved(200);
  const auto refusal = [](Trainer::Saved saved) -> std::string {
    Trainer fresh(race());
    try {
      fresh.resume(saved);
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_EQ(refusal(good), "accepted");
  Trainer::Saved bad = good;
  bad.state.pop_back();
  EXPECT_NE(refusal(bad).find("numbers of state"), std::string::npos);
  bad = good;
  bad.step = 201;
  EXPECT_NE(refusal(bad).find("from 0 to its last, 200"), std::string::npos);
  bad = good;
  bad.diverged_at.push_back(-1);
  EXPECT_NE(refusal(bad).find("lanes"), std::string::npos);
  bad = good;
  bad.history.lanes[1].train_metric.pop_back();
  EXPECT_NE(refusal(bad).find("history"), std::string::npos);
  bad = good;
  std::swap(bad.changes.front(), bad.changes.back());
  EXPECT_NE(refusal(bad).find("order"), std::string::npos);
}

TEST(Timeline, SlidersInMotionLeaveOneEntryAStep) {
  Trainer t(race());
  t.step(10);
  for (int i = 1; i < 50; ++i) t.set_loss_parameter(1, "delta", 0.5 + 0.01 * i);
  t.move_point(3, {}, 5.0F);
  t.move_point(3, {}, 6.0F);
  t.move_point(4, {}, 6.0F);
  EXPECT_EQ(t.changes().size(), 3U);
  const float moved = t.data().y[3];
  t.seek(9);
  EXPECT_NE(t.data().y[3], moved);
  EXPECT_EQ(t.lane(1).parameter_values()[0].second, 0.5);
  t.seek(10);
  EXPECT_EQ(t.data().y[3], moved);
}

TEST(Timeline, ABranchIsTheLaneItLeavesUntilItsStep) {
  Spec s = race();
  s.losses = {{"mse", {}}, {"huber", {{"delta", 0.3}}}, {"mae", {}}};
  s.branches = {{1, 0, 100, {}}, {2, 1, 250, 0.002}};
  Trainer t(s), plain(race());
  t.step(100);
  plain.step(100);
  EXPECT_EQ(t.lane(1).parameters(), plain.lane(0).parameters());
  EXPECT_EQ(t.lane(2).parameters(), t.lane(1).parameters());
  t.step(150);
  EXPECT_NE(t.lane(1).parameters(), t.lane(0).parameters());
  EXPECT_EQ(t.lane(2).parameters(), t.lane(1).parameters());
  EXPECT_EQ(t.lane(2).learning_rate(), 0.002);
  t.step(50);
  EXPECT_NE(t.lane(2).parameters(), t.lane(1).parameters());

  // The same by hand.
  LaneSetup huber = plain.setup(0);
  huber.loss = {"huber", {{"delta", 0.3}}};
  plain.set_lane(0, huber);
  plain.step(200);
  EXPECT_EQ(t.lane(1).parameters(), plain.lane(0).parameters());

  // Sliders, seeks, reset and files along with it.
  t.set_loss_parameter(1, "delta", 0.9);
  t.set_learning_rate(0.03);
  t.step(100);
  const auto end = bits(t);
  t.seek(60);
  EXPECT_EQ(t.lane(1).loss().id, std::string("mse"));
  Trainer loaded(s);
  loaded.resume(t.saved(t.head()));
  Trainer::Saved stateless = t.saved(t.head());
  stateless.state.clear();
  Trainer again(s);
  again.resume(stateless);
  for (Trainer* each : {&t, &loaded, &again}) {
    EXPECT_EQ(each->steps(), 60);
    each->seek(400);
    EXPECT_EQ(bits(*each), end);
  }
  t.reset();
  EXPECT_EQ(t.lane(1).loss().id, std::string("mse"));
  t.step(120);
  EXPECT_EQ(t.lane(1).parameter_values()[0].second, 0.9) << "the slider holds as soon as its loss does";
  const auto once = bits(t);
  t.step(200);
  t.seek(3);
  t.set_learning_rate(0.05);
  EXPECT_EQ(t.head(), 3);
  t.step(200);
  EXPECT_EQ(t.lane(1).loss().id, std::string("huber")) << "what the spec plans is not forgotten";
  t.reset();
  EXPECT_EQ(t.steps(), 0);
  EXPECT_NE(once, bits(t));
}

}  // namespace
}  // namespace losscape
