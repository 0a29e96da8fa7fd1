// SPDX-License-Identifier: Apache-2.0
// Every entry of the catalogue against its own cases and facts, its derivatives against central differences.
#include <gtest/gtest.h>

#include <cmath>

#include "differences.h"
#include "error.h"
#include "exec/machine.h"
#include "exec/plan.h"
#include "losses/loss.h"

namespace losscape {
namespace {

using testing::difference;
using testing::numbers;
using testing::numeric_gradient;

std::vector<double> default_values(const LossEntry& e, const ParameterValues& given = {}) {
  return resolved(e.id, e.params, given);
}

// A loss over `samples` samples (the last axis), its sliders as inputs.
struct Built {
  Graph g;
  const LossEntry& entry;
  int classes, samples;
  Value prediction, target, loss;
  ReferenceInputs in;

  Built(const LossEntry& e, int c, int n, const ParameterValues& params = {})
      : entry(e), classes(c), samples(n) {
    prediction = g.input("prediction", Shape{c, n});
    target = g.input("target", Shape{e.target == Target::Class ? 1 : c, n});
    LossArgs args{prediction, target, 0, &e.params, {}};
    const auto values = default_values(e, params);
    for (size_t i = 0; i < e.params.size(); ++i) {
      args.values.push_back(g.input(e.params[i].id, Shape{}, InputKind::Scalar));
      in[e.params[i].id] = {values[i]};
    }
    loss = e.build(args);
  }

  // Labels that suit the target, predictions spread over [-low, high].
  void fill(double low, double high, unsigned seed = 5) {
    in["prediction"] = numbers(static_cast<size_t>(classes * samples), low, high, seed);
    in["target"] = numbers(static_cast<size_t>(target.shape().size()), -2, 2, seed + 1);
    for (size_t i = 0; i < in["target"].size(); ++i) {
      double& t = in["target"][i];
      if (entry.target == Target::Binary) t = i % 2 ? 1 : 0;
      if (entry.target == Target::Signed) t = i % 2 ? 1 : -1;
      if (entry.target == Target::Class) t = static_cast<double>(i % static_cast<size_t>(classes));
    }
  }
};

class EveryLoss : public ::testing::TestWithParam<size_t> {
 protected:
  const LossEntry& entry() const { return all_losses()[GetParam()]; }
  int classes() const { return entry().target == Target::Class ? 3 : 1; }

  // Defaults, and every parameter at both ends of its range.
  std::vector<ParameterValues> grid() const {
    std::vector<ParameterValues> out{{}};
    for (const Parameter& p : entry().params) {
      out.push_back({{p.id, p.range.low}});
      out.push_back({{p.id, p.range.high}});
    }
    return out;
  }

  double value(double prediction, double target, const ParameterValues& params = {}) const {
    Built b(entry(), 1, 1, params);
    b.in["prediction"] = {prediction};
    b.in["target"] = {target};
    return evaluate(b.loss, b.in)[0];
  }
};

TEST_P(EveryLoss, HasWordsAndCases) {
  const LossEntry& e = entry();
  EXPECT_GE(e.cases.size(), 3U) << e.id << " needs at least three value cases";
  for (const char* words : {e.title, e.use, e.avoid, e.cite})
    EXPECT_GT(std::string_view(words).size(), 2U) << e.id;
  for (const Parameter& p : e.params) {
    EXPECT_LT(p.range.low, p.range.high) << p.id;
    EXPECT_TRUE(p.value >= p.range.low && p.value <= p.range.high) << p.id;
  }
}

TEST_P(EveryLoss, MeetsItsCases) {
  for (const LossCase& c : entry().cases) {
    Built b(entry(), static_cast<int>(c.prediction.size()), 1, c.params);
    b.in["prediction"] = c.prediction;
    b.in["target"] = c.target;
    EXPECT_NEAR(evaluate(b.loss, b.in)[0], c.value, c.tolerance * std::max(1.0, std::abs(c.value)))
        << entry().id << " at " << c.prediction[0];
    const Program program = plan(b.g, {{"loss", b.loss}});
    Machine machine(program);
    for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
    machine.run();
    EXPECT_NEAR(machine.get_scalar("loss"), c.value, 2e-6 * std::max(1.0, std::abs(c.value)))
        << entry().id << " in f32 at " << c.prediction[0];
  }
}

TEST_P(EveryLoss, GradientAndCurvatureAgreeWithDifferences) {
  for (const ParameterValues& params : grid()) {
    Built b(entry(), classes(), 9, params);
    b.fill(-3, 3);
    const std::vector<double> ones(static_cast<size_t>(b.loss.shape().size()), 1.0);
    const Value slope = grad(b.loss, b.prediction);
    EXPECT_LT(difference(evaluate(slope, b.in), numeric_gradient(b.loss, "prediction", b.in, ones)), 1e-7)
        << entry().id;
    const auto direction = numbers(static_cast<size_t>(b.prediction.shape().size()), -1, 1, 8);
    const Value v = b.g.input("v", b.prediction.shape());
    b.in["v"] = direction;
    EXPECT_LT(difference(evaluate(hessian_vector(b.loss, b.prediction, v), b.in),
                         numeric_gradient(slope, "prediction", b.in, direction)),
              1e-6)
        << entry().id;
  }
}

TEST_P(EveryLoss, MachineAgreesWithReferenceInBothLayouts) {
  for (const int axis : {0, 1}) {
    Graph g;
    const LossEntry& e = entry();
    const int c = classes(), n = 7;
    const Value prediction = g.input("prediction", axis == 0 ? Shape{c, n} : Shape{n, c});
    const int tc = e.target == Target::Class ? 1 : c;
    const Value target = g.input("target", axis == 0 ? Shape{tc, n} : Shape{n, tc});
    Built b(e, c, n);
    b.fill(-4, 4);
    LossArgs args{prediction, target, axis, &e.params, {}};
    for (const Parameter& p : e.params) args.values.push_back(g.input(p.id, Shape{}, InputKind::Scalar));
    const Value loss = e.build(args);
    const std::vector<Value> wanted{loss, grad(loss, prediction)};
    const Program program = plan(g, {{"loss", wanted[0]}, {"gradient", wanted[1]}});
    Machine machine(program);
    ReferenceInputs in;
    for (const auto& [name, v] : b.in) {
      const std::vector<float> f(v.begin(), v.end());
      in[name].assign(f.begin(), f.end());
      machine.set(name, f);
    }
    machine.run();
    const auto expected = evaluate(g, wanted, in);
    for (size_t k = 0; k < 2; ++k) {
      const auto got = machine.get(k ? "gradient" : "loss");
      EXPECT_LT(difference({got.begin(), got.end()}, expected[k]), 1e-5) << e.id << " class axis " << axis;
    }
  }
}

TEST_P(EveryLoss, StaysFiniteAtExtremePredictions) {
  for (const ParameterValues& params : grid()) {
    for (const double x : {-1e4, -80.0, -1e-40, 0.0, 1e-40, 80.0, 1e4}) {
      for (const double t : {0.0, 1.0, -1.0}) {
        if (t < 0 && (entry().target == Target::Binary || entry().target == Target::Class)) continue;
        if (t == 0 && entry().target == Target::Signed) continue;
        Built b(entry(), classes(), 1, params);
        const Program program = plan(b.g, {{"loss", b.loss}, {"gradient", grad(b.loss, b.prediction)}});
        Machine machine(program);
        for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
        std::vector<float> p(static_cast<size_t>(classes()), 0.0F);
        p[0] = static_cast<float>(x);
        machine.set("prediction", p);
        machine.set("target", static_cast<float>(t));
        machine.run();
        EXPECT_TRUE(std::isfinite(machine.get("loss")[0])) << entry().id << " at " << x << ", target " << t;
        for (float g : machine.get("gradient"))
          EXPECT_TRUE(std::isfinite(g)) << entry().id << " gradient at " << x << ", target " << t;
      }
    }
  }
}

TEST_P(EveryLoss, KeepsItsDeclaredFacts) {
  const LossEntry& e = entry();
  const LossFacts facts = e.facts;
  if (facts.convex) {
    Built b(e, classes(), 64);
    b.fill(-6, 6);
    const Value v = b.g.input("v", b.prediction.shape());
    b.in["v"] = numbers(static_cast<size_t>(b.prediction.shape().size()), -1, 1, 4);
    const double bend = evaluate(dot(hessian_vector(b.loss, b.prediction, v), v), b.in)[0];
    EXPECT_GE(bend, -1e-12) << e.id;
  }
  if (e.target != Target::Class) {
    const double t = e.target == Target::Real ? 0.7 : 1;
    double widest = 0, near = 0;
    Built b(e, 1, 1);
    const Value slope = grad(b.loss, b.prediction);
    b.in["target"] = {t};
    for (double x = -1e6; x <= 1e6; x += 1e5) {
      b.in["prediction"] = {x};
      widest = std::max(widest, std::abs(evaluate(slope, b.in)[0]));
    }
    for (double x = -50; x <= 50; x += 1) {
      b.in["prediction"] = {x};
      near = std::max(near, std::abs(evaluate(slope, b.in)[0]));
    }
    if (facts.bounded_gradient) {
      EXPECT_LE(widest, near * 1.001 + 1e-9) << e.id;
    }
    if (!facts.bounded_gradient && e.target == Target::Real) {
      EXPECT_GT(widest, 10 * near) << e.id << " is bounded but does not say so";
    }
  }
  if (e.target == Target::Real) {
    bool symmetric = true, zero = true;
    for (double r : {0.1, 0.9, 3.0, 12.0})
      symmetric = symmetric && std::abs(value(1.5 + r, 1.5) - value(1.5 - r, 1.5)) < 1e-9;
    for (const ParameterValues& params : grid()) zero = zero && value(1.5, 1.5, params) == 0;
    EXPECT_EQ(zero, facts.zero_at_target) << e.id;
    if (facts.symmetric) {
      EXPECT_TRUE(symmetric) << e.id;
    }
  }
}

std::vector<size_t> indices() {
  std::vector<size_t> out(all_losses().size());
  for (size_t i = 0; i < out.size(); ++i) out[i] = i;
  return out;
}
INSTANTIATE_TEST_SUITE_P(Losses, EveryLoss, ::testing::ValuesIn(indices()),
                         [](const auto& p) { return all_losses()[p.param].id; });

TEST(Losses, IdsAndAliasesAreUnique) {
  std::vector<std::string> seen;
  for (const LossEntry& e : all_losses()) {
    seen.emplace_back(e.id);
    seen.insert(seen.end(), e.aliases.begin(), e.aliases.end());
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
}

TEST(Losses, UnknownIdsAndParametersSayWhatWouldBeRight) {
  const auto message = [](const auto& f) -> std::string {
    try {
      f();
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_EQ(message([] { find_loss("hubber"); }), "there is no loss 'hubber'; did you mean 'huber'?");
  EXPECT_EQ(message([] { find_loss("pinbal"); }), "there is no loss 'pinbal'; did you mean 'quantile'?");
  EXPECT_EQ(message([] {
              default_values(find_loss("huber"), {{"delta", -1}});
            }),
            "huber: delta must be in [0.01, 10], got -1");
  EXPECT_EQ(message([] {
              default_values(find_loss("huber"), {{"delta", NAN}});
            }),
            "huber: delta must be in [0.01, 10], got NaN");
  EXPECT_EQ(message([] {
              default_values(find_loss("huber"), {{"dleta", 1}});
            }),
            "huber has no parameter 'dleta'; did you mean 'delta'? (it takes delta)");
  EXPECT_EQ(message([] {
              default_values(find_loss("mse"), {{"x", 1}});
            }),
            "mse has no parameter 'x'; it takes none");
}

}  // namespace
}  // namespace losscape
