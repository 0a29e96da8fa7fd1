// SPDX-License-Identifier: Apache-2.0
// Composite losses against plain loops in double: regularisers, schedules, balancers.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "error.h"
#include "ir/reference.h"
#include "ir/shapes.h"
#include "objectives/objective.h"
#include "train/trainer.h"

namespace losscape {
namespace {

using Row = std::vector<double>;

double dot_of(const Row& a, const Row& b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }
Row mix(double a, const Row& x, double b, const Row& y) {
  Row out;
  for (size_t i = 0; i < x.size(); ++i) out.push_back(a * x[i] + b * y[i]);
  return out;
}

// A toy with known gradients: L_i = ½ Σ_d a_id (θ_d − c_id)², θ [2].
struct Toy {
  Graph g;
  Value theta = g.input("theta", Shape{2}, InputKind::Parameter);
  std::array<Row, 2> a{{{1, 4}, {3, 0.5}}}, c{{{2, -1}, {-1, 1.5}}};
  Row at{0.3, 0.4};
  BalanceArgs args;
  std::vector<Value> parameters{theta};

  Toy() {
    for (size_t i = 0; i < 2; ++i) {
      Value loss = g.constant(0);
      for (int d = 0; d < 2; ++d) {
        const size_t k = static_cast<size_t>(d);
        const Value e = scalar(slice(theta, 0, d, 1)) - c[i][k];
        loss = loss + 0.5 * a[i][k] * e * e;
      }
      args.losses.push_back(loss);
      args.weights.push_back(g.constant(1));
    }
    args.penalty = g.constant(0);
    args.parameters = parameters;
  }
  double loss(size_t i) const {
    return 0.5 * (a[i][0] * std::pow(at[0] - c[i][0], 2) + a[i][1] * std::pow(at[1] - c[i][1], 2));
  }
  Row gradient(size_t i) const { return {a[i][0] * (at[0] - c[i][0]), a[i][1] * (at[1] - c[i][1])}; }
};

// Runs a balancer for some steps at a fixed θ, with its states; the gradient and the states after each.
struct Steps {
  std::vector<Row> gradients;
  std::vector<std::map<std::string, double>> states;
};
Steps run(Toy& toy, const char* id, std::vector<double> values, int steps, int epoch = 1,
          const std::vector<Row>& places = {}) {
  toy.args.values = values;
  const Balanced b = balance(find_balancer(id), toy.args);
  ReferenceInputs in{{"theta", toy.at}};
  for (const Balanced::State& s : b.states) in[s.name] = {static_cast<double>(s.start)};
  Steps out;
  for (int t = 0; t < steps; ++t) {
    if (!places.empty()) in["theta"] = toy.at = places[static_cast<size_t>(t)];
    if (b.epochs) in["balance.epoch"] = {t % epoch == 0 ? 1.0 : 0.0};
    if (b.normals) in["balance.normal0"] = {0.7}, in["balance.normal1"] = {-0.2};
    out.gradients.push_back(evaluate(b.gradient, in));
    ReferenceInputs next = in;
    for (const Update& u : b.updates)
      next[toy.g.inputs()[static_cast<size_t>(toy.g.node(u.input.id()).input)].name] = evaluate(u.value, in);
    in = next;
    out.states.emplace_back();
    for (const Balanced::State& s : b.states) out.states.back()[s.name] = in[s.name][0];
  }
  return out;
}

void expect_near(const Row& got, const Row& want, double tolerance = 1e-9) {
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], tolerance) << i;
}

TEST(Balancers, FixedIsTheSum) {
  Toy toy;
  expect_near(run(toy, "fixed", {}, 1).gradients[0], mix(1, toy.gradient(0), 1, toy.gradient(1)));
}

TEST(Balancers, PcgradTakesConflictsAway) {
  Toy toy;
  const Row g1 = toy.gradient(0), g2 = toy.gradient(1);
  ASSERT_LT(dot_of(g1, g2), 0) << "the toy must have a conflict";
  const double along = dot_of(g1, g2);
  const Row want = mix(1 - along / dot_of(g1, g1), g1, 1 - along / dot_of(g2, g2), g2);
  const Row got = run(toy, "pcgrad", {}, 1).gradients[0];
  expect_near(got, want);
  EXPECT_GE(dot_of(got, g1), -1e-9);
  EXPECT_GE(dot_of(got, g2), -1e-9);

  Toy agreeing;
  agreeing.at = {-5, 6};
  ASSERT_GT(dot_of(agreeing.gradient(0), agreeing.gradient(1)), 0);
  expect_near(run(agreeing, "pcgrad", {}, 1).gradients[0],
              mix(1, agreeing.gradient(0), 1, agreeing.gradient(1)));
}

// The inner minimum by a fine grid.
TEST(Balancers, CagradMeetsItsDefinition) {
  for (double c : {0.0, 0.4, 0.9}) {
    Toy toy;
    const Row g1 = toy.gradient(0), g2 = toy.gradient(1), g0 = mix(0.5, g1, 0.5, g2);
    const double root = c * std::sqrt(dot_of(g0, g0));
    double best = 0, least = INFINITY;
    for (int i = 0; i <= 2000000; ++i) {
      const double x = i / 2e6;
      const Row gw = mix(x, g1, 1 - x, g2);
      const double f = dot_of(gw, g0) + root * std::sqrt(dot_of(gw, gw));
      if (f < least) least = f, best = x;
    }
    const Row gw = mix(best, g1, 1 - best, g2);
    const Row d = mix(1, g0, root / std::sqrt(dot_of(gw, gw)), gw);
    expect_near(run(toy, "cagrad", {c}, 1).gradients[0], mix(2, d, 0, d), 1e-4);
  }
  Toy toy;
  toy.args.losses.push_back(toy.args.losses[0]);
  toy.args.weights.push_back(toy.args.weights[0]);
  EXPECT_THROW(run(toy, "cagrad", {0.4}, 1), Error);
}

TEST(Balancers, UncertaintyLearnsItsLogVariances) {
  for (const bool liebel : {false, true}) {
    for (const bool classes : {false, true}) {
      Toy toy;
      toy.args.classes = classes;
      const double half = classes ? 1 : 0.5, rate = 0.05;
      const Steps got = run(toy, liebel ? "uncertainty_liebel" : "uncertainty", {rate}, 20);
      Row s{0, 0};
      for (size_t t = 0; t < 20; ++t) {
        expect_near(got.gradients[t],
                    mix(half * std::exp(-s[0]), toy.gradient(0), half * std::exp(-s[1]), toy.gradient(1)),
                    1e-6);
        for (size_t i = 0; i < 2; ++i) {
          const double pull = liebel ? 1 / (1 + std::exp(-s[i])) : 0.5;
          s[i] -= rate * (pull - half * std::exp(-s[i]) * toy.loss(i));
          EXPECT_NEAR(got.states[t].at("state.balance.log_variance" + std::to_string(i)), s[i], 1e-6);
        }
      }
    }
  }
}

TEST(Balancers, DynamicWeightAverageGoesByEpochs) {
  Toy toy;
  std::vector<Row> places;
  for (int t = 0; t < 12; ++t) places.push_back({0.3 + 0.1 * t, 0.4 - 0.05 * t * t});
  constexpr int kEpoch = 3;
  const double temperature = 2;
  const Steps got = run(toy, "dwa", {temperature}, 12, kEpoch, places);
  std::vector<Row> epochs;  // mean losses
  for (size_t t = 0; t < 12; ++t) {
    Row w{1, 1};
    const size_t epoch = t / kEpoch;
    if (epoch >= 2) {
      Row e;
      for (size_t i = 0; i < 2; ++i)
        e.push_back(std::exp(epochs[epoch - 1][i] / epochs[epoch - 2][i] / temperature));
      for (size_t i = 0; i < 2; ++i) w[i] = 2 * e[i] / (e[0] + e[1]);
      EXPECT_GT(std::abs(w[0] - 1), 1e-3) << "the toy must tell the weights from 1";
    }
    toy.at = places[t];
    expect_near(got.gradients[t], mix(w[0], toy.gradient(0), w[1], toy.gradient(1)));
    if (t % kEpoch == 0) epochs.push_back({0, 0});
    for (size_t i = 0; i < 2; ++i) epochs.back()[i] += toy.loss(i) / kEpoch;
  }
}

TEST(Balancers, GradnormFollowsItsRecurrence) {
  Toy toy;
  std::vector<Row> places;
  for (int t = 0; t < 10; ++t) places.push_back({0.3 + 0.1 * t, 0.4 - 0.1 * t});
  const double alpha = 1.5, rate = 0.01;
  const Steps got = run(toy, "gradnorm", {alpha, rate}, 10, 1, places);
  Row v{1, 1}, first;
  for (size_t t = 0; t < 10; ++t) {
    toy.at = places[t];
    if (t == 0) first = {toy.loss(0), toy.loss(1)};
    expect_near(got.gradients[t], mix(v[0], toy.gradient(0), v[1], toy.gradient(1)));
    Row norm, ratio;
    for (size_t i = 0; i < 2; ++i) {
      norm.push_back(std::sqrt(dot_of(toy.gradient(i), toy.gradient(i))));
      ratio.push_back(toy.loss(i) / first[i]);
    }
    const double average = (v[0] * norm[0] + v[1] * norm[1]) / 2, mean = (ratio[0] + ratio[1]) / 2;
    for (size_t i = 0; i < 2; ++i) {
      const double off = v[i] * norm[i] - average * std::pow(ratio[i] / mean, alpha);
      v[i] = std::max(v[i] - rate * (off > 0 ? 1 : off < 0 ? -1 : 0) * norm[i], 1e-3);
    }
    const double sum = v[0] + v[1];
    v = {2 * v[0] / sum, 2 * v[1] / sum};
    EXPECT_NEAR(got.states[t].at("state.balance.weight0"), v[0], 1e-9);
  }
  EXPECT_GT(std::abs(v[0] - 1), 0.01);
}

TEST(Balancers, RandomWeightsAreASoftmax) {
  Toy toy;
  const double e0 = std::exp(0.7), e1 = std::exp(-0.2);
  expect_near(run(toy, "random", {}, 1).gradients[0],
              mix(2 * e0 / (e0 + e1), toy.gradient(0), 2 * e1 / (e0 + e1), toy.gradient(1)));
}

TEST(Schedules, WeightsFollowThem) {
  const auto at = [](const char* schedule, std::int64_t t) {
    return weight_at({"l2", {}, 2, schedule, 100}, t);
  };
  EXPECT_EQ(at("constant", 70), 2);
  EXPECT_EQ(at("linear", 0), 2);
  EXPECT_EQ(at("linear", 25), 1.5);
  EXPECT_EQ(at("linear", 500), 0);
  EXPECT_EQ(at("cosine", 0), 2);
  EXPECT_NEAR(at("cosine", 25), 1 + std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(at("cosine", 100), 0, 1e-12);
  EXPECT_EQ(at("warm_up", 0), 0.02);
  EXPECT_EQ(at("warm_up", 99), 2);
  EXPECT_EQ(at("warm_up", 9999), 2);
}

double variance_of_target(const Trainer& t) {
  const double scale = Standardiser::fit(t.data().y, t.data().n, t.parts()).scale[0];
  return scale * scale;
}

Spec composite(std::vector<Term> terms, const char* balance = "fixed", const char* data = "line") {
  Spec s;
  s.data = data;
  s.knobs = {{"samples", 40}};
  s.hidden = {3};
  s.batch_size = 8;
  s.losses = {{"mse", {}}};
  s.losses[0].composite.terms = std::move(terms);
  s.losses[0].composite.balance = balance;
  return s;
}

// Weights [3, 1], biases [3, 1], weights [1, 3], bias [1, 1].
TEST(Regularisers, ArePlainLoopsOverTheWeights) {
  Trainer t(composite({{"l1", {}},
                       {"l2", {}},
                       {"elastic_net", {{"l1_ratio", 0.25}}},
                       {"group_lasso", {}},
                       {"max_norm", {{"limit", 0.5}}}}));
  t.step(20);
  const std::vector<float> theta = t.lane(0).parameters();
  ASSERT_EQ(theta.size(), 10U);
  Row in, out;
  for (size_t i = 0; i < 3; ++i) {
    in.push_back(static_cast<double>(theta[i]));
    out.push_back(static_cast<double>(theta[6 + i]));
  }
  double l1 = 0, l2 = 0, groups = std::sqrt(3.0) * std::sqrt(dot_of(in, in)), over = 0;
  for (double w : in) over += 0.5 * std::pow(std::max(0.0, std::abs(w) - 0.5), 2);
  over += 0.5 * std::pow(std::max(0.0, std::sqrt(dot_of(out, out)) - 0.5), 2);
  for (const Row* row : {&in, &out}) {
    for (double w : *row) l1 += std::abs(w), l2 += 0.5 * w * w;
  }
  for (double w : out) groups += std::abs(w);
  const auto report = t.terms(0);
  ASSERT_EQ(report.size(), 6U);
  const Row want{l1, l2, 0.25 * l1 + 0.75 * l2, groups, over};
  for (size_t i = 0; i < want.size(); ++i) {
    EXPECT_NEAR(report[i + 1].value, want[i], 1e-5 * (1 + want[i])) << report[i + 1].id;
    EXPECT_GT(report[i + 1].gradient_norm, 0);
  }
  EXPECT_NEAR(report[1].gradient_norm, std::sqrt(6.0), 1e-5) << "six weights with slope ±1";
  EXPECT_NEAR(report[2].gradient_norm, std::sqrt(2 * l2), 1e-5);
  EXPECT_NEAR(report[0].value, t.status(0).train_loss, 1e-5);
}

// ŷ = w·x + b without units: ∂ŷ/∂x = w; in the unit of y, s, L = (s·e)² and ∂L/∂x = 2s²·e·w.
TEST(Regularisers, InputPenaltiesOfALinearModelAreKnown) {
  Spec s = composite({{"jacobian", {}}, {"input_gradient", {}}});
  s.hidden = {};
  Trainer t(s);
  t.step(50);
  const double w = static_cast<double>(t.lane(0).parameters()[0]);
  const auto e = t.samples(0);
  double losses = 0;
  for (float loss : e.losses) losses += static_cast<double>(loss) / static_cast<double>(e.losses.size());
  const auto report = t.terms(0);
  EXPECT_NEAR(report[1].value, 0.5 * w * w, 1e-6);
  EXPECT_NEAR(report[1].gradient_norm, std::abs(w), 1e-6);
  const double variance = variance_of_target(t);
  EXPECT_NEAR(report[2].value, 2 * w * w * variance * losses, 1e-5);
}

TEST(Regularisers, ConfidenceIsNegativeEntropy) {
  for (const char* data : {"moons", "blobs"}) {
    Spec s = composite({{"confidence", {}}}, "fixed", data);
    const bool binary = std::string_view(data) == "moons";
    s.losses[0].id = binary ? "binary_cross_entropy_with_logits" : "cross_entropy";
    Trainer t(s);
    t.step(30);
    const auto e = t.samples(0);
    const size_t n = static_cast<size_t>(t.data().n), classes = e.predictions.size() / n;
    double want = 0;
    for (size_t i = 0; i < n; ++i) {
      Row p;
      double total = 0;
      for (size_t c = 0; c < classes; ++c)
        p.push_back(std::exp(static_cast<double>(e.predictions[c * n + i])));
      if (binary) p.push_back(1);
      for (double v : p) total += v;
      for (double v : p) want += v / total * std::log(v / total) / static_cast<double>(n);
    }
    EXPECT_NEAR(t.terms(0)[1].value, want, 1e-4) << data;
  }
  EXPECT_THROW(Trainer(composite({{"confidence", {}}})), Error);
}

TEST(Objectives, L2AloneDecaysWeightsAsItsGradientSays) {
  Spec s = composite({{"l2", {}, 0.5}});
  s.losses[0].composite.weight = 0;
  s.optimizer = "sgd";
  s.learning_rate = 0.1;
  Trainer t(s);
  const auto before = t.lane(0).parameters();
  t.step(1);
  const auto after = t.lane(0).parameters();
  // The objective is in the unit of the loss, the step is not.
  const auto kept = static_cast<float>(1 - 0.05 / variance_of_target(t));
  for (size_t i : {0U, 1U, 2U, 6U, 7U, 8U}) EXPECT_NEAR(after[i], kept * before[i], 1e-6);
  for (size_t i : {3U, 4U, 5U, 9U}) EXPECT_EQ(after[i], before[i]);
}

TEST(Objectives, AWeightedSumOfLossesIsOne) {
  Spec sum = composite({{"mae", {}, 0.5}, {"huber", {{"delta", 0.3}}, 2}});
  Spec plain = composite({});
  Trainer a(sum), b(plain);
  a.step(200);
  b.step(200);
  EXPECT_NE(a.lane(0).parameters(), b.lane(0).parameters());
  double want = 0;
  for (const auto& r : a.terms(0)) want += r.weight * r.value;
  EXPECT_NEAR(a.status(0).train_loss, want, 1e-5 * want);
}

TEST(Objectives, EveryBalancerTrainsAndIsSeekable) {
  for (const BalancerEntry& entry : all_balancers()) {
    const Spec s = composite({{"mae", {}, 0.5}, {"l2", {}, 0.01, "warm_up", 50}}, entry.id);
    Trainer t(s);
    const double before = t.status(0).train_loss;
    t.step(137);
    const auto there = t.saved(137).state;
    t.step(400);
    EXPECT_LT(t.status(0).train_loss, 0.6 * before) << entry.id;
    EXPECT_EQ(t.status(0).diverged_at, -1) << entry.id;
    t.seek(137);
    EXPECT_EQ(t.saved(137).state, there) << entry.id;
  }
}

TEST(Objectives, ErrorsSayWhatWouldBeRight) {
  const auto message = [](const Spec& s) -> std::string {
    try {
      Trainer t(s);
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message(composite({{"l2", {}, 0.1}})), "accepted");
  EXPECT_NE(message(composite({{"l3", {}, 0.1}})).find("l3"), std::string::npos);
  EXPECT_NE(message(composite({{"hinge", {}}})).find("target"), std::string::npos);
  EXPECT_NE(message(composite({{"l2", {}, INFINITY}})).find("weight of l2"), std::string::npos);
  EXPECT_NE(message(composite({{"l2", {}, 1, "cosin"}})).find("cosine"), std::string::npos);
  EXPECT_NE(message(composite({{"l2", {}}}, "pcgrat")).find("pcgrad"), std::string::npos);
  EXPECT_NE(message(composite({{"elastic_net", {{"l1_ratio", 2}}}})).find("[0, 1]"), std::string::npos);
}

}  // namespace
}  // namespace losscape
