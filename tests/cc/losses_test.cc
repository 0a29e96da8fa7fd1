// SPDX-License-Identifier: Apache-2.0
// Every entry of the catalogue against its own cases, its derivatives against central differences, and the
// f32 machine against the reference. Facts: loss_facts_test.cc. Numbers of other libraries:
// loss_golden_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "built_loss.h"
#include "exec/machine.h"
#include "exec/plan.h"
#include "ir/print.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::difference;
using testing::Extents;
using testing::numbers;
using testing::numeric_gradient;
using testing::usual_extents;

class EveryLoss : public ::testing::TestWithParam<const Loss*> {
 protected:
  const Loss& loss() const { return *GetParam(); }
  const LossEntry& entry() const { return entry_of(loss()); }

  // Defaults, and every parameter at both ends of its range.
  std::vector<ParameterValues> grid() const {
    std::vector<ParameterValues> out{{}};
    for (const Parameter& p : entry().params) {
      out.push_back({{p.id, p.range.low}});
      out.push_back({{p.id, p.range.high}});
    }
    return out;
  }

  // Calls f with the loss built at every point of the grid that the loss accepts.
  template <class F>
  void at_every_parameter(int samples, const Shape& any, F f) const {
    for (const ParameterValues& params : grid()) {
      std::unique_ptr<BuiltLoss> b;
      try {
        b = std::make_unique<BuiltLoss>(loss(), usual_extents(samples), params, any);
      } catch (const Error&) {
        ASSERT_FALSE(params.empty()) << loss().id << " cannot be built at its defaults";
        continue;  // a fixed parameter that such small inputs do not allow
      }
      f(*b);
    }
  }
};

// The shape of a case's inputs follows from how many numbers it gives; nothing if two extents are still open.
std::optional<Shape> shape_of_case(const LossInput& input, size_t count, const LossCase& c, bool last,
                                   Extents& extents) {
  const int samples = c.samples;
  const std::string_view dims = input.dims;
  const int n = static_cast<int>(count);
  if (dims == "*") return Shape{n / samples, samples};
  std::vector<int> out;
  char unknown = 0;
  int known = 1;
  for (char d : dims) {
    const auto it = extents.find(d);
    const int extent = d >= '0' && d <= '9' ? d - '0' : it != extents.end() ? it->second : 0;
    if (extent == 0) {
      if (unknown && !last) return {};  // another input may tell
      if (unknown) known *= extents[unknown] = c.leading;
      unknown = d;
    } else {
      known *= extent;
    }
  }
  if (unknown) extents[unknown] = n / known;
  for (char d : dims) out.push_back(d >= '0' && d <= '9' ? d - '0' : extents[d]);
  return Shape(std::span<const int>(out));
}

TEST_P(EveryLoss, HasWordsAndCases) {
  const LossEntry& e = entry();
  EXPECT_GE(e.cases.size(), 3U) << e.id << " needs at least three value cases";
  for (const char* words : {e.title, e.use, e.avoid, e.cite})
    EXPECT_GT(std::string_view(words).size(), 2U) << e.id;
  for (const char* sentence : {e.use, e.avoid}) EXPECT_EQ(std::string_view(sentence).back(), '.') << e.id;
  for (const Parameter& p : e.params) {
    EXPECT_LT(p.range.low, p.range.high) << p.id;
    EXPECT_TRUE(p.value >= p.range.low && p.value <= p.range.high) << p.id;
    EXPECT_GT(std::string_view(p.help).size(), 2U) << p.id;
  }
  const bool scalar = std::all_of(e.inputs.begin(), e.inputs.end(),
                                  [](const LossInput& i) { return std::string_view(i.dims) == "*"; });
  if (!scalar || e.result == Result::Batch) {
    EXPECT_NE(e.formula, nullptr) << e.id << " sums over elements, so its formula must be written in TeX";
  }
  EXPECT_EQ(e.formula == nullptr, e.gradient_formula == nullptr) << e.id;
}

// A graph that shares a subexpression many times prints it as often, so a long computation needs a formula of
// its own.
TEST_P(EveryLoss, PrintsAFormulaOfReadableLength) {
  if (entry().formula) return;
  const BuiltLoss b(loss(), usual_extents(1), {}, Shape{});
  EXPECT_LT(to_mathml(b.value).size(), 8000U) << loss().id;
  EXPECT_LT(to_mathml(grad(b.value, b.inputs[0])).size(), 8000U) << loss().id;
}

TEST_P(EveryLoss, MeetsItsCases) {
  for (const LossCase& c : entry().cases) {
    std::map<std::string, std::pair<Shape, std::vector<double>>> given;
    Extents extents{{'N', c.samples}};
    ASSERT_LE(c.inputs.size(), entry().inputs.size()) << entry().id;
    for (int pass = 0; pass < 2; ++pass) {
      for (size_t i = 0; i < c.inputs.size(); ++i) {
        const LossInput& input = entry().inputs.begin()[i];
        const std::vector<double> v = c.inputs.begin()[i];
        if (v.empty() && input.optional) continue;
        const std::optional<Shape> shape = shape_of_case(input, v.size(), c, pass == 1, extents);
        if (shape) given[input.id] = {*shape, v};
      }
    }
    BuiltLoss b(loss(), given, testing::values_of(c.params));
    const double got = b.total(), scale = std::max(1.0, std::abs(c.value));
    EXPECT_NEAR(got, c.value, c.tolerance * scale) << entry().id << " case " << &c - entry().cases.begin();
    const Program program = plan(b.g, {{"loss", b.value}});
    Machine machine(program);
    for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
    machine.run();
    double single = 0;
    for (float v : machine.get("loss")) single += static_cast<double>(v);
    EXPECT_NEAR(single, c.value, 4e-6 * scale + c.tolerance * scale)
        << entry().id << " in f32, case " << &c - entry().cases.begin();
  }
}

TEST_P(EveryLoss, GradientAndCurvatureAgreeWithDifferences) {
  if (entry().facts.stops_gradient) return;  // checked against autograd in loss_golden_test.cc
  // Differences cost the square of what an image holds.
  const bool images = std::any_of(entry().inputs.begin(), entry().inputs.end(), [](const LossInput& i) {
    return std::string_view(i.dims).find('H') != std::string_view::npos;
  });
  at_every_parameter(images ? 2 : 6, Shape{1, 6}, [&](BuiltLoss& b) {
    b.fill(-3, 3);
    const std::vector<double> ones(static_cast<size_t>(b.value.shape().size()), 1.0);
    for (const Value x : b.differentiable()) {
      const std::string name = b.name_of_input(x);
      const Value slope = grad(b.value, x);
      EXPECT_LT(difference(evaluate(slope, b.in), numeric_gradient(b.value, name, b.in, ones)), 1e-6)
          << entry().id << " by " << name;
      const auto direction = numbers(static_cast<size_t>(x.shape().size()), -1, 1, 8);
      const Value v = b.g.input("v." + name, x.shape());
      b.in["v." + name] = direction;
      EXPECT_LT(difference(evaluate(hessian_vector(b.value, x, v), b.in),
                           numeric_gradient(slope, name, b.in, direction)),
                1e-5)
          << entry().id << " curvature by " << name;
    }
  });
}

TEST_P(EveryLoss, MachineAgreesWithReference) {
  for (const int samples : {1, 7}) {
    BuiltLoss b(loss(), usual_extents(samples), {}, Shape{2, samples});
    b.fill(-4, 4);
    std::vector<Value> wanted{b.value};
    std::vector<Output> outputs{{"loss", b.value}};
    for (const Value x : b.differentiable()) {
      wanted.push_back(grad(b.value, x));
      outputs.push_back({"d." + b.name_of_input(x), wanted.back()});
    }
    const Program program = plan(b.g, outputs);
    Machine machine(program);
    ReferenceInputs rounded;
    for (const auto& [name, v] : b.in) {
      const std::vector<float> f(v.begin(), v.end());
      rounded[name].assign(f.begin(), f.end());
      machine.set(name, f);
    }
    machine.run();
    const auto expected = evaluate(b.g, wanted, rounded);
    for (size_t k = 0; k < wanted.size(); ++k) {
      const auto got = machine.get(outputs[k].name);
      EXPECT_LT(difference({got.begin(), got.end()}, expected[k]), 3e-5)
          << loss().id << ": " << outputs[k].name << " of " << samples << " samples";
    }
  }
}

TEST_P(EveryLoss, StaysFiniteAtExtremePredictions) {
  at_every_parameter(1, Shape{1, 1}, [&](BuiltLoss& b) {
    std::vector<Output> outputs{{"loss", b.value}};
    for (const Value x : b.differentiable()) outputs.push_back({"d." + b.name_of_input(x), grad(b.value, x)});
    const Program program = plan(b.g, outputs);
    for (const double extreme : {-1e4, -80.0, -1e-40, 0.0, 1e-40, 80.0, 1e4}) {
      if (std::abs(extreme) > entry().facts.finite_to) continue;
      for (const unsigned seed : {1U, 2U}) {
        b.fill(-3, 3, seed);
        for (const LossInput& input : entry().inputs) {
          if (input.role != Role::Prediction || !b.in.contains(input.id)) continue;
          std::vector<double>& v = b.in[input.id];
          if (input.domain == Domain::Real) v[0] = extreme;
          if (input.domain == Domain::NonNegative) v[0] = std::abs(extreme);
          if (input.domain == Domain::Probability) v[0] = extreme <= 0 ? 0 : 1;
          if (input.domain == Domain::Cosine) v[0] = extreme <= 0 ? -1 : 1;
          if (input.domain == Domain::Positive) v[0] = std::max(1e-3, std::abs(extreme));
        }
        Machine machine(program);
        for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
        machine.run();
        for (const Output& o : outputs) {
          for (float v : machine.get(o.name)) {
            EXPECT_TRUE(std::isfinite(v)) << loss().id << ": " << o.name << " is " << v << " at " << extreme;
          }
        }
      }
    }
  });
}

// Everything the same, everything 0: ties in every max, distances of 0, no pair that differs.
TEST_P(EveryLoss, StaysFiniteWhereEverythingIsEqual) {
  for (const double level : {0.0, 1.0}) {
    BuiltLoss b(loss(), usual_extents(2), {}, Shape{1, 2});
    b.fill(-1, 1);
    for (const LossInput& input : entry().inputs) {
      if (input.role != Role::Prediction || !b.in.contains(input.id)) continue;
      std::vector<double>& v = b.in[input.id];
      const bool positive = input.domain == Domain::Positive || input.domain == Domain::Distribution;
      if (input.domain != Domain::LogDistribution) std::fill(v.begin(), v.end(), positive ? 0.5 : level);
    }
    std::vector<Output> outputs{{"loss", b.value}};
    for (const Value x : b.differentiable()) outputs.push_back({"d." + b.name_of_input(x), grad(b.value, x)});
    const Program program = plan(b.g, outputs);
    Machine machine(program);
    for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
    machine.run();
    for (const Output& o : outputs) {
      for (float v : machine.get(o.name))
        EXPECT_TRUE(std::isfinite(v)) << loss().id << ": " << o.name << " is " << v;
    }
  }
}

std::vector<const Loss*> list() { return {all_losses().begin(), all_losses().end()}; }
INSTANTIATE_TEST_SUITE_P(Losses, EveryLoss, ::testing::ValuesIn(list()),
                         [](const auto& p) { return p.param->id; });

TEST(Losses, IdsAndAliasesAreUnique) {
  std::vector<std::string> seen;
  for (const Loss* l : all_losses()) {
    const LossEntry& e = entry_of(*l);
    seen.emplace_back(e.id);
    seen.insert(seen.end(), e.aliases.begin(), e.aliases.end());
  }
  std::sort(seen.begin(), seen.end());
  const auto twice = std::adjacent_find(seen.begin(), seen.end());
  EXPECT_EQ(twice, seen.end()) << *twice << " is used twice";
}

std::string message(const auto& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Losses, UnknownIdsAndParametersSayWhatWouldBeRight) {
  const auto resolve = [](const char* id, const ParameterValues& given) {
    return message([&] { resolved(id, find_loss(id).params, given); });
  };
  EXPECT_EQ(message([] { find_loss("hubber"); }), "there is no loss 'hubber'; did you mean 'huber'?");
  EXPECT_EQ(resolve("huber", {{"delta", -1}}), "huber: delta must be in [1e-8, 10000000], got -1");
  EXPECT_EQ(resolve("huber", {{"delta", NAN}}), "huber: delta must be in [1e-8, 10000000], got NaN");
  EXPECT_EQ(resolve("huber", {{"dleta", 1}}),
            "huber has no parameter 'dleta'; did you mean 'delta'? (it takes delta)");
  EXPECT_EQ(resolve("mse", {{"x", 1}}), "mse has no parameter 'x'; it takes none");
}

TEST(Losses, ShapesThatDoNotFitAreRejectedByName) {
  const auto build = [](const char* id, std::initializer_list<Shape> shapes) {
    return message([&] {
      Graph g;
      const Loss& loss = find_loss(id);
      std::vector<Value> inputs;
      for (const Shape& s : shapes) inputs.push_back(g.input("i" + std::to_string(inputs.size()), s));
      std::vector<double> numbers;
      for (const Parameter& p : loss.params) numbers.push_back(p.value);
      loss_args(g, loss, inputs, numbers);
    });
  };
  EXPECT_EQ(build("mse", {{3}, {3, 1}}), "mse: target must have the shape [3] of prediction, got [3, 1]");
  EXPECT_EQ(build("mse", {{3}}), "mse needs the input 'target'");
  EXPECT_EQ(build("cross_entropy", {{3, 5}, {5}}),
            "cross_entropy: target must have the shape [1, N], got [5]");
  EXPECT_EQ(build("cross_entropy", {{3, 5}, {1, 4}}),
            "cross_entropy: target has shape [1, 4], but N is 5 elsewhere");
  EXPECT_EQ(build("cross_entropy", {{3, 5}, {1, 5}, {3, 1}}), "accepted");
}

}  // namespace
}  // namespace losscape
