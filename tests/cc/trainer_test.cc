// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <new>

#include "differences.h"
#include "error.h"
#include "losses/loss.h"
#include "simd.h"
#include "train/trainer.h"

namespace losscape {
namespace {

using testing::numbers;

Spec race() {
  Spec s;
  s.data = "line";
  s.losses = {{"mse", {}}, {"huber", {{"delta", 0.5}}}};
  s.knobs = {{"samples", 60}, {"outliers", 4}};
  return s;
}

std::uint64_t fingerprint(const std::vector<float>& values) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (float v : values) h = (h ^ bit_cast<std::uint32_t>(v)) * 0x100000001b3ULL;
  return h;
}

std::string message(const Spec& s) {
  try {
    Trainer t(s);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Trainer, LossFallsForEveryOptimizerOnEveryTask) {
  for (const char* optimizer : {"sgd", "momentum", "adam"}) {
    for (const auto& [data, loss] : {std::pair{"line", "mse"},
                                     {"moons", "binary_cross_entropy_with_logits"},
                                     {"blobs", "cross_entropy"},
                                     {"moons", "hinge"}}) {
      Spec s;
      s.data = data;
      s.optimizer = optimizer;
      s.losses = {{loss, {}}};
      Trainer t(s);
      const double before = t.status(0).train_loss;
      t.step(400);
      EXPECT_LT(t.status(0).train_loss, 0.5 * before) << optimizer << " on " << data << " with " << loss;
    }
  }
}

TEST(Trainer, LanesStartEqualAndRunAsIfAlone) {
  Trainer both(race());
  EXPECT_EQ(both.lane(0).parameters(), both.lane(1).parameters());
  both.step(137);
  for (size_t k : {0U, 1U}) {
    Spec s = race();
    s.losses = {s.losses[k]};
    Trainer alone(s);
    alone.step(137);
    EXPECT_EQ(fingerprint(alone.lane(0).parameters()), fingerprint(both.lane(k).parameters()));
  }
  EXPECT_NE(fingerprint(both.lane(0).parameters()), fingerprint(both.lane(1).parameters()));
}

TEST(Trainer, ResetReturnsToTheSameWeightsAndCurve) {
  Trainer t(race());
  const auto start = t.lane(0).parameters();
  t.step(100);
  const auto after = t.lane(0).parameters();
  EXPECT_NE(start, after);
  t.reset();
  EXPECT_EQ(t.lane(0).parameters(), start);
  EXPECT_EQ(t.history().steps.size(), 1U);
  t.step(60);
  t.step(40);
  EXPECT_EQ(t.lane(0).parameters(), after) << "the way steps are cut must not matter";
}

TEST(Trainer, RobustLossResistsOutliersThatMoveTheMean) {
  Spec s = race();
  s.hidden = {};
  s.knobs = {{"samples", 80}, {"outliers", 8}, {"outlier_distance", 8}, {"noise", 0.05}};
  s.losses = {{"mse", {}}, {"mae", {}}};
  s.train_fraction = 0.8;
  Trainer t(s);
  t.step(3000);
  EXPECT_LT(t.status(1).train_metric, 0.7 * t.status(0).train_metric);
}

TEST(Trainer, FirstStepOfAdamMovesEachWeightByTheLearningRate) {
  Spec s = race();
  s.learning_rate = 0.01;
  s.losses = {{"mse", {}}};
  Trainer t(s);
  const auto before = t.lane(0).parameters();
  t.step(1);
  const auto after = t.lane(0).parameters();
  for (size_t i = 0; i < before.size(); ++i) EXPECT_NEAR(std::abs(after[i] - before[i]), 0.01, 1e-4) << i;
}

TEST(Trainer, MomentumFollowsTheRecurrence) {
  Spec s = race();
  s.optimizer = "momentum";
  s.learning_rate = 0.1;
  s.losses = {{"mse", {}}};
  Trainer t(s);
  std::vector<double> theta, velocity;
  for (float p : t.lane(0).parameters()) theta.push_back(static_cast<double>(p));
  velocity.assign(theta.size(), 0);
  for (int step = 0; step < 5; ++step) {
    t.step(1);
    const auto g = t.lane(0).machine().get("gradient");
    const auto now = t.lane(0).parameters();
    for (size_t i = 0; i < theta.size(); ++i) {
      velocity[i] = 0.9 * velocity[i] + static_cast<double>(g[i]);
      theta[i] -= 0.1 * velocity[i];
      EXPECT_NEAR(static_cast<double>(now[i]), theta[i], 1e-5);
    }
  }
}

TEST(Trainer, DivergenceIsAStateOfTheRun) {
  Spec s = race();
  s.optimizer = "sgd";
  s.learning_rate = 10;
  s.hidden = {};
  Trainer t(s);
  t.step(500);
  EXPECT_GT(t.status(0).diverged_at, 0);
  EXPECT_EQ(t.steps(), 500);
  t.reset();
  EXPECT_EQ(t.status(0).diverged_at, -1);
}

TEST(Trainer, HistoryStaysBoundedAndOrdered) {
  Trainer t(race());
  t.step(2500);
  const History& h = t.history();
  EXPECT_LE(h.steps.size(), kMaxHistory);
  EXPECT_GE(h.steps.size(), kMaxHistory / 2);
  EXPECT_EQ(h.steps[0], 0U);
  for (size_t i = 1; i < h.steps.size(); ++i) EXPECT_EQ(h.steps[i] - h.steps[i - 1], h.steps[1]);
  EXPECT_EQ(h.lanes[1].validation_loss.size(), h.steps.size());
}

// Recording looks at every sample, which is a third of a training step's work on it: at most a tenth of what
// the batches cost, beyond the first steps of small data.
TEST(Trainer, RecordingCostsAtMostATenthOfTraining) {
  for (const int n : {3000, 20'000, 100'000}) {
    Spec s;
    s.own =
        OwnColumns{.x = {numbers(static_cast<size_t>(n), -1, 1)}, .y = numbers(static_cast<size_t>(n), 0, 1)};
    s.hidden = {};
    s.losses = {{"mse", {}}};
    s.batch_size = 16;
    Trainer t(s);
    const std::int64_t steps = 60'000;
    t.step(steps);
    const double looked = static_cast<double>(t.history().steps.size() - 1) * n / 3;
    EXPECT_LE(looked, 0.1 * 16 * static_cast<double>(steps) + 400'000) << n;
    EXPECT_GT(t.history().steps.size(), 1U) << n;
  }
}

TEST(Trainer, SlidersAndMovedPointsActWithoutReplanning) {
  Trainer a(race()), b(race());
  a.step(10);
  b.step(10);
  b.set_loss_parameter(1, "delta", 0.05);
  a.step(10);
  b.step(10);
  EXPECT_EQ(a.lane(0).parameters(), b.lane(0).parameters());
  EXPECT_NE(a.lane(1).parameters(), b.lane(1).parameters());
  EXPECT_THROW(a.set_loss_parameter(1, "delta", -1), Error);
  EXPECT_THROW(a.set_loss_parameter(5, "delta", 1), Error);

  const float y = a.data().y[3] + 50;
  const double before = a.status(0).train_loss + a.status(0).validation_loss;
  a.move_point(3, {}, y);
  EXPECT_GT(a.status(0).train_loss + a.status(0).validation_loss, before + 0.1);
  EXPECT_EQ(a.data().y[3], y);
  EXPECT_THROW(a.move_point(999, {}, y), Error);
  EXPECT_THROW(a.move_point(3, {}, NAN), Error);

  Spec edited = race();
  edited.edits = {{3, {}, y}};
  Trainer replay(edited);
  a.reset();
  a.step(50);
  b = Trainer(edited);
  b.step(50);
  replay.step(50);
  EXPECT_EQ(b.lane(0).parameters(), replay.lane(0).parameters());
  EXPECT_EQ(a.lane(0).parameters(), replay.lane(0).parameters())
      << "a permalink must replay what dragging did";
}

TEST(Trainer, FixedParametersPlanAnewAndKeepTheRun) {
  Spec s;
  s.data = "blobs";
  s.optimizer = "adam";
  s.losses = {{"cross_entropy", {}}};
  Trainer t(s), smoothed(s);
  t.step(50);
  smoothed.step(50);
  const auto weights = t.lane(0).parameters();
  const double before = t.status(0).train_loss;
  smoothed.set_loss_parameter(0, "label_smoothing", 0.2);
  EXPECT_EQ(smoothed.lane(0).parameters(), weights);
  EXPECT_GT(smoothed.status(0).train_loss, before + 0.01);
  smoothed.set_loss_parameter(0, "label_smoothing", 0);
  t.step(50);
  smoothed.step(50);
  EXPECT_EQ(smoothed.lane(0).parameters(), t.lane(0).parameters()) << "optimiser state was lost";
}

// Every loss that data sets can train: a hundred steps are finite, and lower the loss unless it has no slope.
TEST(Trainer, EveryLossWithATargetTrains) {
  int trained = 0;
  for (const Loss* loss : all_losses()) {
    if (loss->target == Target::None) continue;
    Spec s;
    s.data = loss->target == Target::Class ? "blobs" : loss->target == Target::Real ? "line" : "moons";
    s.losses = {{loss->id, {}}};
    s.knobs = {{"samples", 60}};
    Trainer t(s);
    const double before = t.status(0).train_loss;
    t.step(300);
    EXPECT_EQ(t.status(0).diverged_at, -1) << loss->id;
    if (std::string_view(loss->id) != "zero_one") {
      EXPECT_LT(t.status(0).train_loss, before) << loss->id;
    }
    ++trained;
  }
  EXPECT_GT(trained, 60);
}

TEST(Trainer, GradientsOfSamplesAreInDataUnits) {
  Spec s = race();
  s.losses = {{"mse", {}}};
  Trainer t(s);
  t.step(20);
  const auto e = t.samples(0);
  // L = (e/σ)² with e in data units: dL/dŷ = 2e/σ²; the ratio to the residual is the same for every sample.
  const double ratio = e.gradients[0] / (e.predictions[0] - t.data().y[0]);
  for (size_t i = 0; i < e.losses.size(); ++i) {
    const double residual = e.predictions[i] - t.data().y[i];
    EXPECT_NEAR(e.gradients[i], ratio * residual, 2e-3 * std::abs(ratio));
    EXPECT_NEAR(e.losses[i], ratio / 2 * residual * residual, 2e-3 * ratio);
  }
}

TEST(Trainer, FieldMeetsPredictionsAndCurvesMeetCalculus) {
  Spec s;
  s.data = "moons";
  s.losses = {{"binary_cross_entropy_with_logits", {}}};
  Trainer t(s);
  t.step(200);
  const auto field = t.field(0, 33);
  EXPECT_EQ(field.size(), 33U * 33U);
  const auto [low, high] = std::minmax_element(field.begin(), field.end());
  EXPECT_LT(*low, 0);
  EXPECT_GT(*high, 0);
  const auto c = t.curve(0, -4, 4, 9, 1);
  for (size_t i = 0; i < 9; ++i) {
    const double p = 1 / (1 + std::exp(-static_cast<double>(c.prediction[i])));
    EXPECT_NEAR(c.gradient[i], p - 1, 1e-6);
    EXPECT_NEAR(c.curvature[i], p * (1 - p), 1e-6);
  }
  Spec cars;
  cars.losses = {{"mse", {}}};
  Trainer r(cars);
  const auto parabola =
      r.curve(0, 10, 30, 5, 20);  // mpg: (e/σ)², so its curvature is 2/σ² and its lowest point at 20
  EXPECT_NEAR(parabola.prediction[2], 20, 1e-4);
  EXPECT_NEAR(parabola.value[2], 0, 1e-9);
  EXPECT_NEAR(parabola.value[4], parabola.curvature[4] / 2 * 100, 1e-3);
  EXPECT_NEAR(parabola.gradient[0], -10 * parabola.curvature[0], 1e-4);
  EXPECT_THROW(t.lane(0).curve(1, 1, 9, 1), Error);
  EXPECT_THROW(t.field(0, 1), Error);
}

TEST(Trainer, EachThingIsDrawnAnewAlone) {
  struct Drawn {
    std::vector<double> data;
    std::vector<std::uint8_t> parts;
    std::vector<float> first, trained;
  };
  const auto drawn = [](const ParameterValues& draws) {
    Spec s = race();
    s.data = "line";
    s.draws = draws;
    Trainer t(s);
    Drawn out{t.data().y, t.parts(), t.lane(0).parameters(), {}};
    t.step(30);
    out.trained = t.lane(0).parameters();
    return out;
  };
  const Drawn plain = drawn({}), data = drawn({{"data_draw", 1}}), weights = drawn({{"weight_draw", 1}}),
              order = drawn({{"batch_draw", 1}});
  EXPECT_EQ(drawn({{"data_draw", 0}, {"weight_draw", 0}, {"batch_draw", 0}}).trained, plain.trained);
  EXPECT_NE(data.data, plain.data);
  EXPECT_NE(data.parts, plain.parts);
  EXPECT_EQ(data.first, plain.first);
  EXPECT_EQ(weights.data, plain.data);
  EXPECT_EQ(weights.parts, plain.parts);
  EXPECT_NE(weights.first, plain.first);
  EXPECT_EQ(order.data, plain.data);
  EXPECT_EQ(order.first, plain.first);
  EXPECT_NE(order.trained, plain.trained);
  EXPECT_NE(drawn({{"weight_draw", 2}}).first, weights.first);
  EXPECT_THROW(drawn({{"weight_draw", 0.5}}), Error);
  EXPECT_THROW(drawn({{"weights_draw", 1}}), Error);
}

TEST(Trainer, BadSpecsSayWhatWouldBeRight) {
  Spec s = race();
  s.losses = {};
  EXPECT_EQ(message(s), "losses must name at least one loss, for example mse");
  s = race();
  s.losses = {{"cross_entropy", {}}};
  EXPECT_NE(message(s).find("; these can: mse, half_squared_error, rmse, mae"), std::string::npos) << message(s);
  s = race();
  s.data = "moon";
  EXPECT_NE(message(s).find("moons"), std::string::npos) << message(s);
  s = race();
  s.batch_size = 0;
  EXPECT_NE(message(s).find("batch_size must be in [1, 1024], got 0"), std::string::npos) << message(s);
  s = race();
  s.hidden = {8, 0};
  EXPECT_EQ(message(s), "hidden: a layer must have 1 to 256 units, got 0");
  s = race();
  s.activation = "rellu";
  EXPECT_EQ(message(s), "there is no activation 'rellu'; did you mean 'relu'?");
  s = race();
  s.learning_rate = NAN;
  EXPECT_NE(message(s).find("learning_rate must be in"), std::string::npos) << message(s);
  s = race();
  s.own = OwnColumns{Task::Regression, {{}}, {}, {}, ""};
  EXPECT_NE(message(s), "accepted");
  s.own = OwnColumns{Task::Regression, {{1, NAN}}, {1, 2}, {}, ""};
  EXPECT_NE(message(s), "accepted");
}

}  // namespace
}  // namespace losscape
