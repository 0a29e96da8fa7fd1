// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "error.h"
#include "train/inspection.h"

namespace losscape {
namespace {

Spec small(const char* data, const char* loss) {
  Spec s;
  s.data = data;
  s.losses = {{loss, {}}};
  s.hidden = {6, 5};
  return s;
}

TEST(Forward, EndsInWhatTheSampleIsJudgedBy) {
  for (const auto& [data, loss] : {std::pair{"moons", "binary_cross_entropy_with_logits"},
                                   {"moons", "hinge"},
                                   {"blobs", "cross_entropy"}}) {
    Trainer t(small(data, loss));
    t.step(50);
    const auto e = t.samples(0);
    const size_t n = static_cast<size_t>(t.data().n), outputs = e.predictions.size() / n;
    const Lane::Trace trace = t.forward(0, 7);
    ASSERT_EQ(trace.values.size(), 2 + 6 + 5 + outputs);
    ASSERT_EQ(trace.gradients.size(), trace.values.size());
    ASSERT_EQ(trace.by_weights.size(), static_cast<size_t>(t.lane(0).weights()));
    for (size_t o = 0; o < outputs; ++o) {
      EXPECT_NEAR(trace.values[13 + o], e.predictions[o * n + 7], 1e-5F) << loss;
      EXPECT_EQ(trace.gradients[13 + o], e.gradients[o * n + 7]) << loss;
    }
  }
}

TEST(Forward, NamesLayersWithShapesAndParameters) {
  Spec s = small("blobs", "cross_entropy");
  s.layers = {{"dense", {{"units", 4.0}}, "relu", false}};
  Trainer t(s);
  const std::vector<Lane::Layer>& layers = t.lane(0).layers();
  ASSERT_EQ(layers.size(), 3U);
  EXPECT_EQ(layers[0].name, "input");
  EXPECT_TRUE(layers[0].parameters.empty());
  EXPECT_EQ(layers[1].name, "dense1");
  EXPECT_STREQ(layers[1].after->id, "relu");
  EXPECT_EQ(layers[1].shape, Shape{4});
  EXPECT_EQ(layers[1].parameters.size(), 2U);
  EXPECT_EQ(layers[2].after, nullptr);
}

// A gradient of a value is what the output changes by, which the next layer's weights say.
TEST(Forward, GradientsFlowThroughTheWeights) {
  Spec s = small("moons", "binary_cross_entropy_with_logits");
  s.hidden = {4};
  Trainer t(s);
  t.step(20);
  const Lane::Trace trace = t.forward(0, 3);
  const std::vector<float> theta = t.lane(0).parameters();
  const ParameterInfo& out = *t.lane(0).layers()[2].parameters[0];
  for (size_t u = 0; u < 4; ++u) {
    const float w = theta[static_cast<size_t>(out.offset) + u];
    EXPECT_NEAR(trace.gradients[2 + u], w * trace.gradients[6], 1e-6F);
    EXPECT_NEAR(trace.by_weights[static_cast<size_t>(out.offset) + u],
                trace.values[2 + u] * trace.gradients[6], 1e-6F);
  }
}

TEST(Forward, RefusesASampleThatIsNotThere) {
  Trainer t(small("moons", "hinge"));
  EXPECT_THROW(t.forward(0, -1), Error);
  EXPECT_THROW(t.forward(0, t.data().n), Error);
  EXPECT_THROW(t.forward(1, 0), Error);
}

double square_norm(const std::vector<float>& v) {
  double sum = 0;
  for (float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
  return sum;
}

TEST(Inspection, SharesSumToOneAndFollowTheNorms) {
  Trainer t(small("moons", "binary_cross_entropy_with_logits"));
  t.step(60);
  const Inspection seen = inspect(t, 0);
  ASSERT_EQ(seen.norms.size(), static_cast<size_t>(t.data().n));
  double sum = 0;
  for (size_t i = 0; i < seen.shares.size(); ++i) {
    sum += static_cast<double>(seen.shares[i]);
    EXPECT_EQ(seen.shares[i] == 0, t.parts()[i] != 0 || seen.norms[i] == 0);
    EXPECT_NEAR(seen.norms[i] * seen.norms[i], square_norm(t.forward(0, static_cast<int>(i)).by_weights),
                1e-4);
  }
  EXPECT_NEAR(sum, 1, 1e-4);
  double whole = 0;
  for (const LayerReport& layer : seen.layers) whole += layer.gradient_norm * layer.gradient_norm;
  EXPECT_NEAR(std::sqrt(whole), seen.gradient_norm, 1e-6);
  Trainer fresh(small("moons", "binary_cross_entropy_with_logits"));
  EXPECT_GT(inspect(fresh, 0).noise_scale, 0);
}

// With one sample in a batch and plain descent a step is the rate times that gradient.
TEST(Inspection, UpdateIsWhatTheNextStepDoesAndTakesNothingFromTheRun) {
  for (const char* schedule : {"constant", "cosine"}) {
    Spec s = small("moons", "binary_cross_entropy_with_logits");
    s.schedule = schedule;
    s.optimizer_options = {{"warmup", 20}};
    Trainer t(s), undisturbed(s);
    for (int i : {0, 3, 40}) {
      t.step(i);
      undisturbed.step(i);
      const double rate = t.status(0).train_loss + t.lane(0).rate();
      const std::vector<float> update = t.next_update(0), before = t.lane(0).parameters();
      inspect(t, 0);
      EXPECT_EQ(t.status(0).train_loss + t.lane(0).rate(), rate);
      t.step(1);
      undisturbed.step(1);
      const std::vector<float> after = t.lane(0).parameters();
      EXPECT_EQ(after, undisturbed.lane(0).parameters());
      for (size_t p = 0; p < update.size(); ++p) EXPECT_EQ(update[p], after[p] - before[p]);
    }
  }
}

TEST(Inspection, CountsUnitsThatNeverAnswer) {
  Spec s = small("blobs", "cross_entropy");
  s.activation = "relu";
  s.optimizer = "sgd";
  s.learning_rate = 10;
  Trainer t(s);
  t.step(100);
  const Inspection dead = inspect(t, 0);
  EXPECT_GT(dead.layers[0].dead + dead.layers[1].dead, 4);
  s.activation = "leaky_relu";
  s.learning_rate = 0.01;
  Trainer healthy(s);
  EXPECT_EQ(inspect(healthy, 0).layers[0].dead, 0);
  s.activation = "tanh";
  Trainer smooth(s);
  const LayerReport first = inspect(smooth, 0).layers[0];
  EXPECT_EQ(first.saturated, 0);
  EXPECT_EQ(first.units, 6);
  int counted = 0;
  for (int c : first.activations.counts) counted += c;
  EXPECT_GT(counted, 6 * 50);
  EXPECT_GE(first.activations.low, -1);
}

TEST(Check, GradientsAgreeWithDifferencesInDouble) {
  for (const auto& [data, loss] : {std::pair{"moons", "binary_cross_entropy_with_logits"},
                                   {"line", "mse"},
                                   {"blobs", "cross_entropy"}}) {
    Trainer t(small(data, loss));
    t.step(25);
    const std::vector<CheckedWeight> checked = check_gradient(t, 0, 12);
    ASSERT_GT(checked.size(), 5U);
    for (const CheckedWeight& w : checked)
      EXPECT_NEAR(w.analytic, w.numeric, 2e-6 + 1e-4 * std::abs(w.numeric)) << loss << " " << w.parameter;
  }
}

}  // namespace
}  // namespace losscape
