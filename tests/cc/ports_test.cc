// SPDX-License-Identifier: Apache-2.0
// A loss is trainable exactly when its inputs are found, and then it sees what its formula says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <string_view>

#include "cases.h"
#include "data/split.h"
#include "error.h"
#include "objectives/ports.h"
#include "train/trainer.h"

namespace losscape {
namespace {

const std::map<Task, const char*> kData{
    {Task::Regression, "cars"}, {Task::Binary, "rare"}, {Task::Multiclass, "blobs"}};

Spec spec_of(Task task, const std::string& id) {
  Spec spec;
  spec.data = kData.at(task);
  spec.losses = {{id, {}}};
  spec.hidden = {4};
  return spec;
}

class TrainedLoss : public ::testing::TestWithParam<const Loss*> {};

TEST_P(TrainedLoss, TrainsWhereAllItNeedsIsFoundAndIsRefusedElsewhere) {
  const Loss& loss = *GetParam();
  for (const auto& [task, data] : kData) {
    const std::string why = lacking(loss, task);
    if (!why.empty()) {
      try {
        Trainer trainer(spec_of(task, loss.id));
        ADD_FAILURE() << "trained on " << data;
      } catch (const Error& e) {
        EXPECT_NE(std::string(e.what()).find(why), std::string::npos) << e.what();
      }
      continue;
    }
    Trainer trainer(spec_of(task, loss.id));
    const std::vector<float> before = trainer.lane(0).parameters();
    const double at_first = trainer.status(0).train_loss;
    trainer.step(60);
    EXPECT_EQ(trainer.status(0).diverged_at, -1) << data;
    EXPECT_TRUE(std::isfinite(at_first) && std::isfinite(trainer.status(0).train_loss)) << data;
    const bool flat = std::string_view(loss.id) == "zero_one";  // its gradient is 0 wherever there is one
    EXPECT_EQ(trainer.lane(0).parameters() == before, flat) << data;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, TrainedLoss,
                         ::testing::ValuesIn(all_losses().begin(), all_losses().end()),
                         [](const auto& info) { return std::string(info.param->id); });

TEST(Ports, MostLossesOfOnePredictionAreTrainable) {
  int trainable = 0;
  for (const Loss* loss : all_losses()) {
    if (!tasks_of(*loss).empty()) {
      ++trainable;
      continue;
    }
    std::cout << loss->id << " " << lacking(*loss, Task::Regression) << "\n";
  }
  std::cout << trainable << " of " << all_losses().size() << " losses train\n";
  EXPECT_GE(trainable, 160);
}

// What the page would show of every sample after some steps, against the formula in double.
using Formula =
    std::function<double(const std::vector<double>& scores, int label, const std::vector<double>& counts)>;

void expect_formula(Task task, const std::string& id, const Formula& formula) {
  Trainer trainer(spec_of(task, id));
  trainer.step(25);
  const Trainer::Samples seen = trainer.samples(0);
  const DataSet& data = trainer.data();
  const size_t n = static_cast<size_t>(data.n), rows = seen.predictions.size() / n;
  std::vector<double> counts(static_cast<size_t>(data.classes));
  for (size_t i = 0; i < n; ++i) counts[static_cast<size_t>(data.y[i])] += trainer.parts()[i] == 0;
  for (size_t i = 0; i < n; ++i) {
    std::vector<double> scores;
    for (size_t c = 0; c < rows; ++c) scores.push_back(seen.predictions[c * n + i]);
    if (rows == 1) scores = {-scores[0] / 2, scores[0] / 2};
    const double wanted = formula(scores, static_cast<int>(data.y[i]), counts);
    ASSERT_NEAR(static_cast<double>(seen.losses[i]), wanted, 2e-5 * (1 + std::abs(wanted))) << id << " " << i;
  }
}

std::vector<double> softmax_of(const std::vector<double>& z) {
  std::vector<double> p;
  double sum = 0;
  for (double v : z) sum += std::exp(v);
  for (double v : z) p.push_back(std::exp(v) / sum);
  return p;
}

TEST(Ports, LossesSeeWhatTheirFormulaSays) {
  for (const Task task : {Task::Binary, Task::Multiclass}) {
    const auto cross_entropy = [](const auto& z, int y, const auto&) { return -std::log(softmax_of(z)[y]); };
    for (const char* id : {"cross_entropy", "nll", "cross_entropy_probabilities",
                           "cross_entropy_soft_targets", "kl_divergence", "kl_divergence_probabilities"})
      expect_formula(task, id, cross_entropy);
    expect_formula(task, "js_divergence", [](const auto& z, int y, const auto&) {
      double sum = 0;
      const std::vector<double> p = softmax_of(z);
      for (size_t c = 0; c < p.size(); ++c) {
        const double t = static_cast<int>(c) == y, m = (p[c] + t) / 2;
        sum += 0.5 * (p[c] * std::log(p[c] / m) + (t > 0 ? std::log(1 / m) : 0));
      }
      return sum;
    });
    expect_formula(task, "class_balanced_cross_entropy", [](const auto& z, int y, const auto& n) {
      std::vector<double> w;
      double sum = 0;
      for (double count : n) w.push_back((1 - 0.999) / (1 - std::pow(0.999, count)));
      for (double v : w) sum += v;
      return -w[y] / sum * static_cast<double>(n.size()) * std::log(softmax_of(z)[y]);
    });
    expect_formula(task, "logit_adjusted", [](auto z, int y, const auto& n) {
      for (size_t c = 0; c < z.size(); ++c) z[c] += std::log(n[c]);
      return -std::log(softmax_of(z)[y]);
    });
    expect_formula(task, "ldam", [](auto z, int y, const auto& n) {
      double largest = 0;
      for (double count : n) largest = std::max(largest, std::pow(count, -0.25));
      for (double& v : z) v *= 30 / std::sqrt(v * v + 1);
      z[static_cast<size_t>(y)] -= 30 * 0.5 * std::pow(n[static_cast<size_t>(y)], -0.25) / largest;
      double top = *std::max_element(z.begin(), z.end()), sum = 0;
      for (double v : z) sum += std::exp(v - top);
      return top + std::log(sum) - z[static_cast<size_t>(y)];
    });
  }
}

std::vector<float> standardised_inputs(const Trainer& trainer) {
  const DataSet& data = trainer.data();
  return Standardiser::fit(data.x, data.n, trainer.parts()).transform(data.x, data.n);
}

// What the model says of its error is what its loss is computed with.
TEST(Ports, HeadsAreWhatTheLossIsComputedWith) {
  const double floor = 1e-6;
  const std::map<std::string, std::function<double(double, double)>> formulas{
      {"gaussian_nll",
       [&](double e, double s) {
         const double v = std::max(s * s, floor);
         return 0.5 * (std::log(v) + e * e / v);
       }},
      {"heteroscedastic_gaussian", [](double e, double s) { return 0.5 * (e * e / (s * s)) + std::log(s); }},
      {"laplace_nll", [](double e, double s) { return std::log(2 * s) + std::abs(e) / s; }},
  };
  for (const auto& [id, formula] : formulas) {
    Trainer trainer(spec_of(Task::Regression, id));
    trainer.step(200);
    const Trainer::Samples seen = trainer.samples(0);
    const size_t n = static_cast<size_t>(trainer.data().n);
    ASSERT_EQ(seen.predictions.size(), n);
    ASSERT_EQ(seen.gradients.size(), n);
    const std::vector<float> spread = trainer.lane(0).spread(standardised_inputs(trainer), trainer.data().n);
    ASSERT_EQ(spread.size(), n);
    for (size_t i = 0; i < n; ++i) {
      const double wanted =
          formula(trainer.data().y[i] - seen.predictions[i], static_cast<double>(spread[i]));
      ASSERT_NEAR(static_cast<double>(seen.losses[i]), wanted, 1e-3 * (1 + std::abs(wanted)))
          << id << " " << i;
    }
  }
}

TEST(Ports, HeadsLearnWhereTheNoiseIs) {
  Spec spec = spec_of(Task::Regression, "beta_nll");
  spec.data = "heteroscedastic";
  spec.hidden = {8};
  Trainer trainer(spec);
  trainer.step(3000);
  const DataSet& data = trainer.data();
  const std::vector<float> spread = trainer.lane(0).spread(standardised_inputs(trainer), data.n);
  // Least squares of |residual| by what the model expects: what it calls noisier is noisier.
  const Trainer::Samples seen = trainer.samples(0);
  std::vector<size_t> by(static_cast<size_t>(data.n));
  for (size_t i = 0; i < by.size(); ++i) by[i] = i;
  std::sort(by.begin(), by.end(), [&](size_t a, size_t b) { return spread[a] < spread[b]; });
  const auto mean_error = [&](size_t from, size_t to) {
    double sum = 0;
    for (size_t i = from; i < to; ++i) sum += std::abs(data.y[by[i]] - seen.predictions[by[i]]);
    return sum / static_cast<double>(to - from);
  };
  const size_t third = by.size() / 3;
  EXPECT_GT(mean_error(by.size() - third, by.size()), 2 * mean_error(0, third));
}

TEST(Ports, ALossOfAnotherNumberOfOutputsCannotGoOn) {
  Trainer trainer(spec_of(Task::Regression, "mse"));
  trainer.step(10);
  const std::vector<float> before = trainer.lane(0).parameters();
  LaneSetup next = trainer.setup(0);
  next.loss = {"gaussian_nll", {}};
  EXPECT_THROW(trainer.set_lane(0, next), Error);
  EXPECT_EQ(trainer.lane(0).parameters(), before);
  Spec spec = spec_of(Task::Regression, "mse");
  spec.losses = {{"mse", {}}, {"gaussian_nll", {}}};
  spec.branches = {{1, 0, 5, {}}};
  EXPECT_THROW(Trainer{spec}, Error);
  spec.branches.clear();
  EXPECT_NO_THROW(Trainer{spec});
}

TEST(Ports, TwoClassesMayBeScoredApart) {
  Spec spec = spec_of(Task::Binary, "cross_entropy");
  spec.losses = {{"cross_entropy", {}}, {"binary_cross_entropy_with_logits", {}}};
  Trainer trainer(spec);
  trainer.step(50);
  EXPECT_NEAR(trainer.status(0).train_loss, trainer.status(1).train_loss, 1e-5);
}

TEST(Ports, CurveIsOfTheScoreThatTheModelGives) {
  Trainer trainer(spec_of(Task::Binary, "cross_entropy"));
  const Lane::Curve curve = trainer.curve(0, -4, 4, 9, 1);
  for (size_t i = 0; i < curve.value.size(); ++i)
    EXPECT_NEAR(curve.value[i], std::log1p(std::exp(-static_cast<double>(curve.prediction[i]))), 1e-5);
}

TEST(Ports, TermsOfAnotherKindOfTargetGoTogether) {
  Spec spec = spec_of(Task::Multiclass, "cross_entropy");
  spec.losses[0].composite.terms = {{"js_divergence", {}, 0.5}, {"mse", {}, 0.25}};
  Trainer trainer(spec);
  trainer.step(60);
  const auto terms = trainer.terms(0);
  ASSERT_EQ(terms.size(), 3U);
  EXPECT_NEAR(trainer.status(0).train_loss, terms[0].value + 0.5 * terms[1].value + 0.25 * terms[2].value,
              1e-4);
  const Lane::Curve curve = trainer.curve(0, -4, 4, 9, 1);
  for (float v : curve.value) EXPECT_TRUE(std::isfinite(v));
  spec.losses[0].composite.terms = {{"gaussian_nll", {}, 0.5}};
  EXPECT_THROW(Trainer{spec}, Error);
}

}  // namespace
}  // namespace losscape
