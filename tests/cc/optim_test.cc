// SPDX-License-Identifier: Apache-2.0
// Optimisers, schedules and options in the trainer: they learn, keep their memory, and say what is wrong.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "error.h"
#include "nets.h"
#include "optim/entries.h"
#include "train/trainer.h"

namespace losscape {
namespace {

Spec one_lane(const char* data = "line", const char* loss = "mse") {
  Spec s;
  s.data = data;
  s.losses = {{loss, {}}};
  return s;
}

std::vector<float> weights_after(const Spec& s, int steps) {
  Trainer t(s);
  t.step(steps);
  return t.lane(0).parameters();
}

double rate_of(Trainer& t) { return static_cast<double>(t.lane(0).machine().get_scalar("rate")); }

TEST(Optimizers, EveryOneLowersEveryLoss) {
  for (const Optimizer* o : all_optimizers()) {
    for (const auto& [data, loss] : {std::pair{"line", "mse"},
                                     {"moons", "binary_cross_entropy_with_logits"},
                                     {"blobs", "cross_entropy"},
                                     {"moons", "hinge"}}) {
      Spec s = one_lane(data, loss);
      s.optimizer = o->id;
      // Signs and curvatures of single batches say little.
      const std::string_view id = o->id;
      if (id == "rprop" || id == "lbfgs") s.batch_size = 1024;
      Trainer t(s);
      const double before = t.status(0).train_loss;
      t.step(400);
      EXPECT_LT(t.status(0).train_loss, 0.5 * before) << o->id << " on " << data << " with " << loss;
    }
  }
}

TEST(Optimizers, WeightsAfter300StepsHaveTheirFingerprints) {
  std::ifstream file("tests/golden/optimizers.json");
  const std::string expected{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  for (const Optimizer* o : all_optimizers()) {
    Spec s = one_lane("blobs", "cross_entropy");
    s.hidden = {6, 5};
    s.optimizer = o->id;
    s.schedule = "one_cycle";
    s.optimizer_options = {{"clip_norm", 0.5}, {"weight_decay", 0.001}};
    const std::string line =
        std::string("\"") + o->id + "\": \"" + testing::fingerprint(weights_after(s, 300)) + "\"";
    EXPECT_NE(expected.find(line), std::string::npos) << "optimizers.json does not hold " << line;
  }
}

TEST(Optimizers, EntriesAreWhole) {
  const auto words = optimizer_entries();
  ASSERT_EQ(words.size(), all_optimizers().size());
  const auto check = [](const auto& e, const auto& lean) {
    EXPECT_STREQ(e.id, lean.id);
    for (const char* text : {e.title, e.help, e.cite}) EXPECT_TRUE(text && *text) << e.id;
    ASSERT_EQ(e.params.size(), lean.params.size()) << e.id;
    for (size_t i = 0; i < e.params.size(); ++i) {
      const Parameter& p = e.params.begin()[i];
      EXPECT_STREQ(p.id, lean.params[i].id);
      EXPECT_EQ(lean.params[i].help, nullptr) << "words reach the core";
      EXPECT_TRUE(p.range.low <= p.value && p.value <= p.range.high) << e.id << " " << p.id;
    }
  };
  for (size_t i = 0; i < words.size(); ++i) check(*words[i], *all_optimizers()[i]);
  ASSERT_EQ(schedule_entries().size(), all_schedules().size());
  for (size_t i = 0; i < schedule_entries().size(); ++i) check(schedule_entries()[i], all_schedules()[i]);
}

TEST(Optimizers, ResetStartsTheirMemoryAnew) {
  for (const Optimizer* o : all_optimizers()) {
    Spec s = one_lane();
    s.optimizer = o->id;
    s.schedule = "plateau";
    s.optimizer_options = {{"ema", 0.9}};
    Trainer t(s);
    t.step(30);
    const auto first = t.lane(0).parameters();
    t.reset();
    t.step(30);
    EXPECT_EQ(t.lane(0).parameters(), first) << o->id;
  }
}

// A loss parameter that shapes the program plans it anew in the middle of a run.
TEST(Optimizers, KeepTheirMemoryWhenPlannedAnew) {
  for (const Optimizer* o : all_optimizers()) {
    Spec s = one_lane("blobs", "cross_entropy");
    s.optimizer = o->id;
    s.schedule = "warm_restarts";
    s.optimizer_options = {{"ema", 0.9}};
    Trainer straight(s), replanned(s);
    straight.step(40);
    replanned.step(20);
    replanned.set_loss_parameter(0, "label_smoothing", 0.2);
    replanned.set_loss_parameter(0, "label_smoothing", 0);
    replanned.step(20);
    EXPECT_EQ(replanned.lane(0).parameters(), straight.lane(0).parameters()) << o->id;
  }
}

TEST(Schedules, RateIsScheduledAndStaysASlider) {
  Spec s = one_lane();
  s.learning_rate = 0.1;
  s.schedule = "step";
  s.schedule_params = {{"step_size", 10}, {"gamma", 0.5}};
  Trainer t(s);
  t.step(10);
  EXPECT_NEAR(rate_of(t), 0.1, 1e-7);
  t.step(1);
  EXPECT_NEAR(rate_of(t), 0.05, 1e-7);
  t.set_learning_rate(0.2);
  t.step(1);
  EXPECT_NEAR(rate_of(t), 0.1, 1e-7);
  EXPECT_NEAR(t.lane(0).rate(), 0.1, 1e-7);
}

TEST(Schedules, SeeksAreExact) {
  Spec s = one_lane();
  s.optimizer = "lookahead";
  s.schedule = "plateau";
  s.schedule_params = {{"every", 3}, {"patience", 0}, {"factor", 0.7}};
  s.optimizer_options = {{"ema", 0.9}, {"warmup", 20}};
  Trainer t(s);
  t.step(90);
  const auto weights = t.lane(0).parameters();
  const double loss = t.status(0).train_loss, rate = t.lane(0).rate();
  t.step(60);
  t.seek(37);
  t.seek(90);
  EXPECT_EQ(t.lane(0).parameters(), weights);
  EXPECT_EQ(t.status(0).train_loss, loss);
  t.step(1);
  EXPECT_LE(t.lane(0).rate(), rate);
  EXPECT_LT(rate, 0.009) << "the plateau should have been seen";
}

TEST(Schedules, HoldAfterTheirEnd) {
  for (const char* id : {"linear", "polynomial", "cosine", "one_cycle"}) {
    Spec s = one_lane();
    s.schedule = id;
    s.schedule_params = {{"total", 20}};
    Trainer t(s);
    t.step(20);
    if (std::string_view(id) != "one_cycle") t.step(1);
    const double end = rate_of(t);
    t.step(30);
    EXPECT_NEAR(rate_of(t), end, 1e-9) << id;
    EXPECT_LT(end, 1e-3) << id;
  }
}

TEST(Options, ClippingBoundsTheStep) {
  Spec s = one_lane();
  s.optimizer = "sgd";
  s.learning_rate = 1;
  s.optimizer_options = {{"clip_global_norm", 0.01}};
  Trainer t(s);
  const auto before = t.lane(0).parameters();
  t.step(1);
  const auto after = t.lane(0).parameters();
  double square = 0;
  for (size_t i = 0; i < before.size(); ++i) square += std::pow(static_cast<double>(after[i] - before[i]), 2);
  EXPECT_NEAR(std::sqrt(square), 0.01, 1e-5);
}

TEST(Options, MeanOfWeightsIsWhatIsJudged) {
  Spec s = one_lane();
  s.optimizer = "sgd";
  s.learning_rate = 0.05;
  s.batch_size = 1;
  Spec averaged = s;
  averaged.optimizer_options = {{"ema", 0.99}};
  Trainer plain(s), mean(averaged);
  plain.step(500);
  mean.step(500);
  EXPECT_EQ(plain.lane(0).parameters(), mean.lane(0).parameters()) << "training must not see the mean";
  EXPECT_NE(plain.status(0).train_loss, mean.status(0).train_loss);
  EXPECT_LT(mean.status(0).train_loss, plain.status(0).train_loss) << "single samples make a noisy path";
  EXPECT_NE(plain.field(0, 9), mean.field(0, 9));
}

TEST(Options, OffIsWhatItWas) {
  const Spec s = one_lane();
  Spec off = s;
  for (const Parameter& p : optimizer_options()) off.optimizer_options.emplace_back(p.id, 0);
  EXPECT_EQ(weights_after(off, 50), weights_after(s, 50));
}

std::string message(const Spec& s) {
  try {
    Trainer t(s);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Options, ErrorsSayWhatWouldBeRight) {
  Spec s = one_lane();
  s.optimizer = "adamm";
  EXPECT_EQ(message(s), "there is no optimizer 'adamm'; did you mean 'adam'?");
  s = one_lane();
  s.schedule = "cosin";
  EXPECT_EQ(message(s), "there is no schedule 'cosin'; did you mean 'cosine'?");
  s = one_lane();
  s.schedule = "cosine";
  s.schedule_params = {{"totl", 3}};
  EXPECT_NE(message(s).find("did you mean 'total'"), std::string::npos) << message(s);
  s = one_lane();
  s.optimizer_options = {{"clip_norm", -1}};
  EXPECT_EQ(message(s), "the optimizer: clip_norm must be in [0, 100], got -1");
}

}  // namespace
}  // namespace losscape
