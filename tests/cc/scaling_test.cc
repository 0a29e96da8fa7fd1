// SPDX-License-Identifier: Apache-2.0
// A loss is what it is in the unit of the data: what is declared of its scaling, what is shown of a run, and
// where training leads.
#include <gtest/gtest.h>

#include <cmath>

#include "built_loss.h"
#include "differences.h"
#include "losses/scaling.h"
#include "train/trainer.h"

namespace losscape {
namespace {

using testing::difference;
using testing::numbers;

std::vector<const Loss*> losses_of_real_targets() {
  std::vector<const Loss*> out;
  for (const Loss* l : all_losses()) {
    if (l->target == Target::Real) out.push_back(l);
  }
  return out;
}

// y = 3x + noise with some far values, times a, plus b.
OwnColumns line(double a, double b) {
  OwnColumns own;
  const std::vector<double> x = numbers(60, -1, 1, 4), noise = numbers(60, -0.3, 0.3, 5);
  own.x = {{}};
  for (size_t i = 0; i < x.size(); ++i) {
    own.x[0].push_back(x[i]);
    own.y.push_back(a * (4 + 3 * x[i] + noise[i] + (i % 17 == 0 ? 5 : 0)) + b);
  }
  return own;
}

Spec on(const OwnColumns& own, const Loss& loss, double a = 1) {
  Spec s;
  s.own = own;
  s.hidden = {};
  s.optimizer = "momentum";
  s.learning_rate = 0.01;
  ParameterValues params;
  for (const Parameter& p : loss.params) {
    if (p.unit) params.emplace_back(p.id, p.value * a);
  }
  s.losses = {{loss.id, params}};
  return s;
}

class ScalingOf : public ::testing::TestWithParam<const Loss*> {
 protected:
  const Loss& loss() const { return *GetParam(); }
};

TEST_P(ScalingOf, IsAsDeclared) {
  const MeasuredScaling measured = measured_scaling(loss());
  EXPECT_EQ(measured.scaling.shifts, loss().scaling.shifts);
  EXPECT_EQ(measured.scaling.degree, loss().scaling.degree);
  for (size_t i = 0; i < loss().params.size(); ++i) {
    EXPECT_TRUE(loss().params[i].unit || !measured.unit[i]) << loss().params[i].id;
  }
}

// The shown losses are the entry's own formula at the shown predictions and the data's targets.
TEST_P(ScalingOf, ShownLossesFollowFromShownPredictions) {
  const OwnColumns own = line(12, 70);
  Trainer t(on(own, loss()));
  t.step(40);
  const auto e = t.samples(0);
  const int n = static_cast<int>(own.y.size());
  testing::BuiltLoss b(loss(), {{'N', n}}, t.lane(0).parameter_values(), Shape{1, n});
  b.in["prediction"] = {e.predictions.begin(), e.predictions.end()};
  b.in["target"] = {own.y.begin(), own.y.end()};
  const std::vector<double> wanted = evaluate(b.value, b.in),
                            slopes = evaluate(grad(b.value, b.inputs[0]), b.in);
  EXPECT_LT(difference({e.losses.begin(), e.losses.end()}, wanted), 2e-3) << loss().id;
  double mean = 0, count = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (t.parts()[i] != 0) continue;
    mean += wanted[i];
    ++count;
  }
  EXPECT_NEAR(t.status(0).train_loss, mean / count, 1e-3 * std::max(1.0, mean / count)) << loss().id;
  EXPECT_LT(difference({e.gradients.begin(), e.gradients.end()}, slopes), 2e-3) << loss().id;
}

// In another unit, parameters with it, the same line comes out; from another zero, too, where that is
// declared.
TEST_P(ScalingOf, TrainsAsDeclared) {
  const auto predictions = [&](double a, double b) {
    Trainer t(on(line(a, b), loss(), a));
    t.step(15);
    std::vector<double> out;
    for (double p : t.samples(0).predictions) out.push_back((p - b) / a);
    return out;
  };
  const std::vector<double> plain = predictions(1, 0);
  const auto [shifts, degree] = loss().scaling;
  EXPECT_EQ(difference(predictions(1, 30), plain) < 1e-2, shifts) << loss().id;
  EXPECT_EQ(difference(predictions(16, 0), plain) < 1e-2, degree != Scaling::kNone) << loss().id;
}

INSTANTIATE_TEST_SUITE_P(Losses, ScalingOf, ::testing::ValuesIn(losses_of_real_targets()),
                         [](const auto& info) { return std::string(info.param->id); });

TEST(Units, APercentageErrorFitsWhereItsSumIsLeast) {
  OwnColumns own;
  own.x = {std::vector<double>(60, 1.0)};
  for (int i = 0; i < 60; ++i) own.y.push_back(std::array{2.0, 3.0, 10.0}[static_cast<size_t>(i % 3)]);
  Spec s;
  s.own = own;
  s.hidden = {};
  s.losses = {{"mape", {}}, {"mae", {}}, {"mse", {}}};
  s.batch_size = 60;
  s.train_fraction = 0.95;
  s.learning_rate = 0.005;
  Trainer t(s);
  t.step(4000);
  // Σ|p − y|/y over 2, 3, 10 is least at 2, Σ|p − y| at 3, Σ(p − y)² at 5.
  EXPECT_NEAR(t.samples(0).predictions[0], 2, 0.1);
  EXPECT_NEAR(t.samples(1).predictions[0], 3, 0.1);
  EXPECT_NEAR(t.samples(2).predictions[0], 5, 0.2);
}

TEST(Units, AnUntrainedModelShowsTheVarianceByHand) {
  Spec s;
  s.losses = {{"mse", {}}};
  Trainer t(s);
  const auto e = t.samples(0);
  double sum = 0, count = 0;
  for (size_t i = 0; i < e.losses.size(); ++i) {
    const double r = e.predictions[i] - t.data().y[i];
    EXPECT_NEAR(static_cast<double>(e.losses[i]), r * r, 1e-3 * std::max(1.0, r * r));
    EXPECT_NEAR(static_cast<double>(e.gradients[i]), 2 * r, 1e-3 * std::max(1.0, std::abs(r)));
    if (t.parts()[i] != 0) continue;
    sum += r * r;
    ++count;
  }
  EXPECT_NEAR(t.status(0).train_loss, sum / count, 1e-4 * sum / count);
}

TEST(Units, HuberBendsAtItsDeltaInTheTargetsUnit) {
  Spec s;  // miles per gallon
  s.losses = {{"huber", {{"delta", 0.5}}}};
  Trainer t(s);
  const Lane::Curve c = t.curve(0, 18, 22, 401, 20);
  for (size_t i = 0; i < c.value.size(); ++i) {
    const double r = static_cast<double>(c.prediction[i]) - 20;
    const double wanted = std::abs(r) <= 0.5 ? 0.5 * r * r : 0.5 * (std::abs(r) - 0.25);
    EXPECT_NEAR(static_cast<double>(c.value[i]), wanted, 1e-5);
    EXPECT_NEAR(static_cast<double>(c.gradient[i]), std::clamp(r, -0.5, 0.5), 1e-5);
  }
}

TEST(Units, ATypedCopyTrainsAsTheLossItCopies) {
  for (const auto& [text, id] :
       {std::pair{"(p - y)^2", "mse"},
        {"abs(p - y)", "mae"},
        {"log(cosh(p - y))", "log_cosh"},
        {"delta = 1.5 in [0.1, 10]\nr = abs(p - y)\nr <= delta ? r^2/2 : delta*(r - delta/2)", "huber"}}) {
    Spec s;
    s.losses = {{"typed", {}, text}, {id, {}}};
    if (std::string_view(id) == "huber") s.losses[1].params = {{"delta", 1.5}};
    s.optimizer = "sgd";
    s.learning_rate = 0.05;
    Trainer t(s);
    t.step(200);
    EXPECT_LT(t.status(0).train_loss, 40) << id;
    const auto copy = t.lane(0).parameters(), own = t.lane(1).parameters();
    EXPECT_LT(difference({copy.begin(), copy.end()}, {own.begin(), own.end()}), 1e-4) << id;
  }
}

TEST(Units, TermsAddUpInTheUnitOfTheData) {
  Spec s;
  LossChoice both{"mse", {}};
  both.composite.terms = {{"mape", {}, 50}, {"l2", {}, 0.5}};
  s.losses = {both, {"mse", {}}, {"mape", {}}};
  Trainer t(s);
  const double sum = t.status(1).train_loss + 50 * t.status(2).train_loss;
  EXPECT_NEAR(t.status(0).train_loss, sum, 1e-4 * sum);
  const auto terms = t.terms(0);
  EXPECT_NEAR(terms[0].value, t.status(1).train_loss, 1e-4 * terms[0].value);
  EXPECT_NEAR(terms[1].value, t.status(2).train_loss, 1e-4);
}

// Twice the gradient of the sum that is shown is twice the step: the weight of a term means what it says.
TEST(Units, APenaltyCountsAgainstTheLossInItsUnit) {
  Spec s;
  LossChoice strong{"mse", {}};
  strong.composite.terms = {{"l2", {}, 30}};
  s.hidden = {};
  s.losses = {strong};
  s.batch_size = 1024;
  s.learning_rate = 0.05;
  Trainer t(s);
  t.step(3000);
  // At the minimum the gradients of loss and penalty cancel.
  const auto terms = t.terms(0);
  EXPECT_GT(terms[0].gradient_norm, 1);
  EXPECT_NEAR(terms[0].gradient_norm, 30 * terms[1].gradient_norm, 0.01 * terms[0].gradient_norm);
}

}  // namespace
}  // namespace losscape
