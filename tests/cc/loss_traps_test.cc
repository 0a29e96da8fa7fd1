// SPDX-License-Identifier: Apache-2.0
// Where libraries go wrong: one test a trap. Numbers of other libraries stand in the comments; what is
// asserted is ours.
#include <gtest/gtest.h>

#include <cmath>

#include "built_loss.h"
#include "exec/machine.h"
#include "exec/plan.h"

namespace losscape {
namespace {

using Given = std::map<std::string, std::pair<Shape, std::vector<double>>>;
using testing::BuiltLoss;

struct Outcome {
  std::vector<double> value;
  std::map<std::string, std::vector<double>> gradient;
};

// In f32 on the machine, as everything trains.
Outcome single(const char* id, const Given& given, const ParameterValues& params = {}) {
  BuiltLoss b(find_loss(id), given, params);
  std::vector<Output> outputs{{"loss", b.value}};
  for (const Value x : b.differentiable()) outputs.push_back({"d." + b.name_of_input(x), grad(b.value, x)});
  const Program program = plan(b.g, outputs);
  Machine machine(program);
  for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
  machine.run();
  Outcome out;
  for (const Output& o : outputs) {
    const std::vector<float> v = machine.get(o.name);
    (o.name == "loss" ? out.value : out.gradient[o.name.substr(2)]).assign(v.begin(), v.end());
  }
  return out;
}

Given pointwise(double prediction, double target) {
  return {{"prediction", {Shape{1, 1}, {prediction}}}, {"target", {Shape{1, 1}, {target}}}};
}
Given logits(std::vector<double> z, double y) {
  const int c = static_cast<int>(z.size());
  return {{"prediction", {Shape{c, 1}, std::move(z)}}, {"target", {Shape{1, 1}, {y}}}};
}

double value(const char* id, const Given& g, const ParameterValues& p = {}) {
  return single(id, g, p).value[0];
}
double slope(const char* id, const Given& g, const ParameterValues& p = {}) {
  return single(id, g, p).gradient.begin()->second[0];
}
std::vector<double> slopes(const char* id, const Given& g, const std::string& input = "prediction") {
  return single(id, g).gradient.at(input);
}

constexpr double kInf = std::numeric_limits<double>::infinity();
const char* const kBce = "binary_cross_entropy_with_logits";

TEST(LossTraps, T01LogOfSoftmaxAndSigmoid) {
  EXPECT_EQ(value("cross_entropy", logits({1000, 0}, 1)), 1000);
  EXPECT_EQ(slopes("cross_entropy", logits({1000, 0}, 1)), (std::vector<double>{1, -1}));
  EXPECT_EQ(value(kBce, pointwise(-104, 1)), 104);
  EXPECT_EQ(value(kBce, pointwise(1e4, 0)), 1e4);
}

TEST(LossTraps, T02LargeEqualLogits) {
  EXPECT_NEAR(value("cross_entropy", logits({1e8, 1e8}, 0)), std::log(2), 1e-6);
}

TEST(LossTraps, T03RowsOfMinusInfinity) {
  // All masked: 0 picked of −∞ … the value is +∞, the gradient must not be NaN for the rows beside it.
  const Outcome r = single("cross_entropy", {{"prediction", {Shape{2, 2}, {-kInf, 1, -kInf, 0}}},
                                             {"target", {Shape{1, 2}, {-100, 0}}}});
  EXPECT_EQ(r.value[0], 0) << "an ignored row of −∞ costs nothing";
  EXPECT_NEAR(r.value[1], std::log1p(std::exp(-1)), 1e-6);
  EXPECT_NEAR(r.gradient.at("prediction")[1], -1 / (1 + std::exp(1)), 1e-6);
}

TEST(LossTraps, T04MaskedLogitWithSoftTargets) {
  const Given g{{"prediction", {Shape{2, 1}, {0, -kInf}}}, {"target", {Shape{2, 1}, {1, 0}}}};
  EXPECT_EQ(value("cross_entropy_soft_targets", g), 0);  // PyTorch: NaN
  EXPECT_EQ(value("cross_entropy", logits({0, -kInf}, 0)), 0);
  EXPECT_EQ(slopes("cross_entropy", logits({0, -kInf}, 0)), (std::vector<double>{0, 0}));
}

TEST(LossTraps, T05KlAtZero) {
  const Given g{{"prediction", {Shape{2, 1}, {0, -kInf}}}, {"target", {Shape{2, 1}, {1, 0}}}};
  EXPECT_EQ(value("kl_divergence", g), 0);  // PyTorch: NaN
  EXPECT_EQ(slopes("kl_divergence", g), (std::vector<double>{-1, 0}));
  // One loss a sample, so the mean over samples is the divergence and not a share of it.
  const Given two{{"prediction", {Shape{2, 1}, {std::log(0.5), std::log(0.5)}}},
                  {"target", {Shape{2, 1}, {0.75, 0.25}}}};
  EXPECT_NEAR(value("kl_divergence", two), 0.75 * std::log(1.5) + 0.25 * std::log(0.5), 1e-6);
}

TEST(LossTraps, T06SubgradientOfAbsoluteErrors) {
  EXPECT_EQ(slope("mae", pointwise(1, 1)), 0);
  EXPECT_EQ(slope("smooth_l1", pointwise(1, 1), {{"beta", 0}}), 0);  // PyTorch 1.13: −1
}

TEST(LossTraps, T07FocalWithGammaBelowOne) {
  for (const double x : {20.0, 100.0}) {
    EXPECT_TRUE(std::isfinite(slope("sigmoid_focal", pointwise(x, 1), {{"gamma", 0.5}})));
    EXPECT_TRUE(std::isfinite(slope("softmax_focal", logits({x, 0}, 0), {{"gamma", 0.5}})));
  }
  EXPECT_TRUE(std::isfinite(slope("generalized_cross_entropy", logits({-1e4, 0}, 0))));
}

TEST(LossTraps, T08RootAtZeroInDistances) {
  EXPECT_EQ(slope("rmse", pointwise(2, 2)), 0);
  const Shape s{2, 1};
  const Given same{{"anchor", {s, {1, 1}}}, {"positive", {s, {1, 1}}}, {"negative", {s, {1, 1}}}};
  const Outcome r = single("triplet_margin", same);  // PyTorch's ε in every coordinate gives unit vectors
  EXPECT_EQ(r.value[0], 1);
  EXPECT_NEAR(r.gradient.at("positive")[0], -std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(r.gradient.at("anchor")[0], 0, 1e-6);
  EXPECT_EQ(single("triplet_margin", same, {{"epsilon", 0}}).gradient.at("negative")[0], 0);
}

TEST(LossTraps, T09DistancesByDifferences) {
  std::vector<double> a(64, 1), b(64, 1);
  b[0] += 8e-4;
  const Given g{{"first", {Shape{64, 1}, a}}, {"second", {Shape{64, 1}, b}}, {"target", {Shape{1, 1}, {0}}}};
  EXPECT_NEAR(value("contrastive", g), 0.5 * 6.4e-7, 1e-9);  // a² + b² − 2ab: −.001
}

TEST(LossTraps, T10DegenerateBoxes) {
  const auto boxes = [](std::vector<double> p, std::vector<double> t) {
    return Given{{"prediction", {Shape{4, 1}, std::move(p)}}, {"target", {Shape{4, 1}, std::move(t)}}};
  };
  for (const char* id : {"iou", "giou", "diou", "ciou", "eiou"}) {
    const Outcome point = single(id, boxes({1, 1, 1, 1}, {1, 1, 1, 1}));
    EXPECT_EQ(point.value[0], 1) << id;
    for (double g : point.gradient.at("prediction")) EXPECT_TRUE(std::isfinite(g)) << id;
    const Outcome flat = single(id, boxes({0, 1, 2, 1}, {0, 0, 2, 2}));  // PyTorch's ciou: NaN in w and h
    for (double g : flat.gradient.at("prediction")) EXPECT_TRUE(std::isfinite(g)) << id;
    const Outcome turned = single(id, boxes({2, 2, 0, 0}, {0, 0, 2, 2}));  // corners exchanged: an empty box
    EXPECT_GE(turned.value[0], 1) << id;
  }
}

TEST(LossTraps, T11DiceOnEmptyMasks) {
  const auto masks = [](std::vector<double> p, std::vector<double> t) {
    const int n = static_cast<int>(p.size());
    return Given{{"prediction", {Shape{1, n, 1}, std::move(p)}}, {"target", {Shape{1, n, 1}, std::move(t)}}};
  };
  for (const char* id : {"dice", "dice_squared", "jaccard", "tversky"}) {
    const Outcome r = single(id, masks({0, 0}, {0, 0}), {{"smooth", 0}});  // 0/0 elsewhere
    EXPECT_EQ(r.value[0], 0) << id;
    for (double g : r.gradient.at("prediction")) EXPECT_EQ(g, 0) << id;
  }
  EXPECT_NEAR(value("dice", masks({0.01, 0}, {0, 0})), 1 - 1e-5 / 0.01001, 1e-4);
}

double mean_of(const char* id, const Given& given, Reduction reduction, const ParameterValues& params = {}) {
  BuiltLoss b(find_loss(id), given, params);
  return evaluate(reduced(b.args, reduction), b.in)[0];
}

TEST(LossTraps, T12WhatWeightedMeanMeans) {
  Given g{{"prediction", {Shape{2, 3}, {0, 1, 2, 0, 0, 0}}},
          {"target", {Shape{1, 3}, {0, 1, 0}}},
          {"class_weights", {Shape{2, 1}, {1, 3}}}};
  const double l0 = std::log(2), l1 = std::log1p(std::exp(1)), l2 = std::log1p(std::exp(-2));
  EXPECT_NEAR(mean_of("cross_entropy", g, Reduction::Mean), (l0 + 3 * l1 + l2) / 5, 1e-12);
  EXPECT_NEAR(mean_of("cross_entropy", g, Reduction::Sum), l0 + 3 * l1 + l2, 1e-12);
  EXPECT_NEAR(mean_of("cross_entropy", g, Reduction::BatchMean), (l0 + 3 * l1 + l2) / 3, 1e-12);
  // Sample weights: Σ w·l ÷ Σ w for every loss, Huber included (PyTorch divides that one by n).
  BuiltLoss b(find_loss("huber"), {{"prediction", {Shape{1, 2}, {3, 1}}}, {"target", {Shape{1, 2}, {0, 0}}}},
              {});
  const Value w = b.g.input("w", Shape{1, 2});
  b.in["w"] = {1, 3};
  EXPECT_NEAR(evaluate(reduced(b.args, Reduction::Mean, w), b.in)[0], (2.5 + 3 * 0.5) / 4, 1e-12);
}

TEST(LossTraps, T13SmoothingWithIgnoreAndWeights) {
  const Given g{{"prediction", {Shape{3, 3}, {2, 0, 1, 1, 3, 0, 0, 1, 5}}},
                {"target", {Shape{1, 3}, {0, 1, -100}}},
                {"class_weights", {Shape{3, 1}, {1, 2, 3}}}};
  const double s = 0.1, w[] = {1, 2, 3}, z[2][3] = {{2, 1, 0}, {0, 3, 1}};
  double total = 0;
  for (int i = 0; i < 2; ++i) {
    const double lse = std::log(std::exp(z[i][0]) + std::exp(z[i][1]) + std::exp(z[i][2]));
    total += (1 - s) * w[i] * (lse - z[i][i]);
    for (int c = 0; c < 3; ++c) total += s / 3 * w[c] * (lse - z[i][c]);
  }
  EXPECT_NEAR(mean_of("cross_entropy", g, Reduction::Mean, {{"label_smoothing", s}}), total / 3, 1e-12);
}

TEST(LossTraps, T14EverythingIgnored) {
  const Given g{{"prediction", {Shape{2, 2}, {1, 2, 3, 4}}}, {"target", {Shape{1, 2}, {-100, -100}}}};
  EXPECT_EQ(mean_of("cross_entropy", g, Reduction::Mean), 0);  // PyTorch: NaN
  EXPECT_EQ(mean_of("cross_entropy", g, Reduction::Sum), 0);
  for (double d : slopes("cross_entropy", g)) EXPECT_EQ(d, 0);
}

TEST(LossTraps, T15CrossEntropyOfProbabilities) {
  EXPECT_EQ(value("binary_cross_entropy", pointwise(0, 1)), 100);
  EXPECT_EQ(slope("binary_cross_entropy", pointwise(0, 1)),
            0);  // the value is constant there; PyTorch: −1e12
  EXPECT_EQ(value("binary_cross_entropy", pointwise(1, 1)), 0);
}

TEST(LossTraps, T16SoftMarginOverflow) {
  EXPECT_EQ(value("soft_margin", pointwise(-1e4, 1)), 1e4);  // PyTorch 1.13: inf
  EXPECT_EQ(slope("soft_margin", pointwise(-1e4, 1)), -1);
}

TEST(LossTraps, T17SoftplusHasNoThreshold) {
  BuiltLoss b(find_loss(kBce), pointwise(20.5, 0), {});
  EXPECT_NEAR(b.total() - 20.5, std::log1p(std::exp(-20.5)), 1e-15);
}

TEST(LossTraps, T18ExponentialFamilies) {
  EXPECT_NEAR(value("log_cosh", pointwise(90, 0)), 89.30685, 1e-4);
  EXPECT_TRUE(std::isinf(value("poisson_nll", pointwise(100, 1))));  // documented: finite_to
  EXPECT_LT(entry_of(find_loss("poisson_nll")).facts.finite_to, 88);
  const Given views{{"first", {Shape{2, 2}, {1, 0, 0, 1}}}, {"second", {Shape{2, 2}, {1, 0, 0, 1}}}};
  EXPECT_TRUE(std::isfinite(value("nt_xent", views, {{"temperature", 0.01}})));  // exp(100) without a shift
}

TEST(LossTraps, T19VarianceFloors) {
  const Given g{
      {"prediction", {Shape{1, 1}, {1}}}, {"target", {Shape{1, 1}, {0}}}, {"variance", {Shape{1, 1}, {0}}}};
  const Outcome r = single("gaussian_nll", g);
  EXPECT_NEAR(r.value[0], 0.5 * (std::log(1e-6) + 1e6), 1);
  EXPECT_EQ(r.gradient.at("variance")[0], 0);  // PyTorch: −5e11
  const Given one{{"first", {Shape{2, 1}, {1, 2}}}, {"second", {Shape{2, 1}, {1, 2}}}};
  for (const char* id : {"barlow_twins", "vicreg"}) {
    for (double d : slopes(id, one, "first")) EXPECT_TRUE(std::isfinite(d)) << id << " of one sample";
  }
}

TEST(LossTraps, T20StirlingAndRateZero) {
  const auto extra = [](double y) {
    return value("poisson_nll", pointwise(0, y), {{"full", 1}}) - value("poisson_nll", pointwise(0, y));
  };
  EXPECT_EQ(extra(0), 0);
  EXPECT_EQ(extra(1), 0);
  EXPECT_NEAR(extra(2), 0.6518, 1e-4);
  EXPECT_NEAR(value("poisson_nll_rate", pointwise(0, 1)), 18.4207, 1e-3);
}

TEST(LossTraps, T21Ties) {
  EXPECT_EQ(slope("hinge_embedding", {{"distance", {Shape{1, 1}, {1}}}, {"target", {Shape{1, 1}, {-1}}}}),
            -1);
  EXPECT_EQ(
      slope("margin_ranking",
            {{"first", {Shape{1, 1}, {1}}}, {"second", {Shape{1, 1}, {1}}}, {"target", {Shape{1, 1}, {1}}}}),
      -1);
  EXPECT_EQ(slope("hinge", pointwise(1, 1)), 0);
  EXPECT_EQ(slopes("multi_margin", logits({1, 0}, 0)), (std::vector<double>{0, 0}));
  EXPECT_EQ(slopes("crammer_singer", logits({1, 0}, 0)), (std::vector<double>{-0.5, 0.5}));
  EXPECT_EQ(slope("huber", pointwise(1, 0)), 1);
  EXPECT_EQ(slope("smooth_l1", pointwise(-1, 0)), -1);
}

TEST(LossTraps, T22ZeroVectors) {
  const Given g{{"prediction", {Shape{2, 1}, {0, 0}}}, {"target", {Shape{2, 1}, {1, 1}}}};
  EXPECT_EQ(value("cosine_similarity", g), 0);
  EXPECT_EQ(value("cosine_distance", g), 1);
  EXPECT_EQ(slopes("cosine_similarity", g), (std::vector<double>{0, 0}));  // PyTorch: 1e8
}

TEST(LossTraps, T23Ctc) {
  const auto frames = [](int count, std::vector<double> labels) {
    const int n = static_cast<int>(labels.size());
    return Given{
        {"prediction", {Shape{3, count, 1}, std::vector<double>(static_cast<size_t>(3 * count), 0.0)}},
        {"target", {Shape{n, 1}, std::move(labels)}}};
  };
  // Too short for labels and the blank between equal ones: PyTorch gives ∞ and a gradient of NaN.
  for (const double zero : {0.0, 1.0}) {
    const Outcome r = single("ctc", frames(2, {1, 1}), {{"zero_infinity", zero}});
    EXPECT_EQ(r.value[0], zero == 1 ? 0 : kInf);
    for (double g : r.gradient.at("prediction")) EXPECT_EQ(g, 0);
  }
  EXPECT_NEAR(value("ctc", frames(3, {1, 1})), 3 * std::log(3), 1e-5);  // a, blank, a is the only path
  // Divided by the number of labels before averaging, an empty target counting as 1.
  EXPECT_NEAR(value("ctc", frames(3, {1, 2}), {{"per_label", 1}}), value("ctc", frames(3, {1, 2})) / 2, 1e-6);
  EXPECT_NEAR(value("ctc", frames(2, {0}), {{"per_label", 1}}), 2 * std::log(3), 1e-5);
  // The blank is no label: it ends the target. Keras scores it as an ordinary one.
  EXPECT_EQ(value("ctc", frames(4, {2, 0, 1})), value("ctc", frames(4, {2, 0, 0})));
  EXPECT_EQ(value("ctc", frames(4, {2, 0, 1})), value("ctc", frames(4, {2})));
}

TEST(LossTraps, T24AcosPowWhere) {
  const Given g{{"embeddings", {Shape{2, 1}, {1, 0}}},
                {"proxies", {Shape{2, 2}, {1, 0, 0, 1}}},
                {"target", {Shape{1, 1}, {0}}}};
  for (double d : slopes("arcface", g, "embeddings")) EXPECT_TRUE(std::isfinite(d));  // acos at 1: −inf
  EXPECT_NEAR(value("msle", pointwise(1e-8, 0)), 1e-16, 1e-21);                       // log(1 + x): 0
  const Given perfect{{"prediction", {Shape{1, 2, 1}, {1, 0}}}, {"target", {Shape{1, 2, 1}, {1, 0}}}};
  const Outcome tversky = single("focal_tversky", perfect, {{"gamma", 0.5}, {"smooth", 0}});
  for (double d : tversky.gradient.at("prediction")) EXPECT_TRUE(std::isfinite(d));
}

TEST(LossTraps, T25DenormalsSumsBroadcasting) {
  EXPECT_EQ(value("mse", pointwise(1e-40, 0)), 0);
  EXPECT_NEAR(slope("mse", pointwise(1e-40, 0)) / 2e-40, 1, 1e-4);
  Graph g;
  const Value x = g.input("x", Shape{1, 1000000}), y = g.input("y", Shape{1, 1000000});
  const LossArgs args = loss_args(g, find_loss("mae"), {x, y}, {});
  const Program program = plan(g, {{"loss", reduced(args, Reduction::Mean)}});
  Machine machine(program);
  machine.set("x", std::vector<float>(1000000, 0.1F));
  machine.set("y", std::vector<float>(1000000, 0.0F));
  machine.run();
  EXPECT_NEAR(machine.get_scalar("loss"), 0.1, 2e-4);  // one running sum: 0.100958
  EXPECT_THROW(loss_args(g, find_loss("mse"), {g.input("a", Shape{3}), g.input("b", Shape{3, 1})}, {}),
               Error);
}

}  // namespace
}  // namespace losscape
