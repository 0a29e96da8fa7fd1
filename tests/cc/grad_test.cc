// SPDX-License-Identifier: Apache-2.0
// Hard cases of the derivative transform: structural ops, second order through a dense net, a gradient
// penalty.
#include <gtest/gtest.h>

#include <functional>

#include "cases.h"
#include "error.h"
#include "exec/machine.h"
#include "exec/plan.h"
#include "ir/compounds.h"
#include "ir/listing.h"

namespace losscape {
namespace {

using testing::Case;
using testing::difference;
using testing::expect_derivatives;
using testing::expect_machine_agrees;
using testing::numbers;
using testing::numeric_gradient;

const Case kCases[] = {
    {"sum_all", [](Graph&, Value x) { return sum(x * x * x); }},
    {"sum_rows", [](Graph&, Value x) { return exp(sum(x * x, 0) * 0.2); }},
    {"sum_columns", [](Graph&, Value x) { return tanh(sum(x, 1)); }},
    {"mean", [](Graph&, Value x) { return mean(sin(x)); }},
    {"max_rows", [](Graph&, Value x) { return reduce_max(x * x, 0) * x; }},
    {"min_columns", [](Graph&, Value x) { return reduce_min(x, -1) * x * x; }},
    {"reshape",
     [](Graph&, Value x) {
       return reshape(x * x, Shape{3, 8}) * reshape(x, Shape{3, 8});
     }},
    {"transpose", [](Graph&, Value x) { return matmul(x, transpose(sin(x))); }},
    {"slice_pad", [](Graph&, Value x) { return pad(slice(x * x, 1, 1, 3), 1, 2, 1) * exp(x); }},
    {"slice_rows", [](Graph&, Value x) { return slice(x, 0, 1, 2) * slice(x, 0, 2, 2) * slice(x, 0, 0, 2); }},
    {"concat_rows",
     [](Graph&, Value x) {
       return concat(std::array{x * x, sin(x)}, 0) * 0.5;
     }},
    {"concat_columns",
     [](Graph&, Value x) {
       return exp(concat(std::array{x, x * x}, 1));
     }},
    {"matmul_nn",
     [](Graph&, Value x) {
       return matmul(reshape(x, Shape{6, 4}), x * x);
     }},
    {"matmul_nt", [](Graph&, Value x) { return matmul(x, exp(x), false, true); }},
    {"matmul_tn", [](Graph&, Value x) { return matmul(x, sin(x), true, false); }},
    {"log_softmax_rows", [](Graph&, Value x) { return log_softmax(x * 3.0, 1); }},
    {"log_softmax_columns", [](Graph&, Value x) { return log_softmax(x * 3.0, 0) * x; }},
    {"logsumexp", [](Graph&, Value x) { return logsumexp(x * 5.0, 0); }},
    {"softmax", [](Graph&, Value x) { return softmax(x, 1) * x; }},
    {"norm", [](Graph&, Value x) { return norm(x, 0); }},
    {"pick", [](Graph& g, Value x) { return pick(x * x, floor(iota(g, 2, 1, 6) * 0.5), 0); }},
    {"stop_gradient", [](Graph&, Value x) { return x * x; }},
};

class HardCase : public ::testing::TestWithParam<Case> {};

TEST_P(HardCase, FirstAndSecondOrderAgreeWithDifferences) { expect_derivatives(GetParam()); }
TEST_P(HardCase, MachineAgreesWithReferenceFusedAndNot) { expect_machine_agrees(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Structural, HardCase, ::testing::ValuesIn(kCases),
                         [](const auto& p) { return p.param.name; });

// A 2-3-2 net over 5 samples; parameters are slices of one block, as the trainer lays them out.
struct Net {
  Graph g;
  Value theta = g.input("theta", Shape{17}, InputKind::Parameter), x = g.input("x", Shape{2, 5}),
        y = g.input("y", Shape{1, 5});
  Value w1 = reshape(slice(theta, 0, 0, 6), Shape{3, 2}), b1 = reshape(slice(theta, 0, 6, 3), Shape{3, 1});
  Value w2 = reshape(slice(theta, 0, 9, 6), Shape{2, 3}), b2 = reshape(slice(theta, 0, 15, 2), Shape{2, 1});
  Value output(Value in) { return matmul(w2, tanh(matmul(w1, in) + b1)) + b2; }
  ReferenceInputs at{{"theta", numbers(17, -1, 1, 2)},
                     {"x", numbers(10, -1, 1, 3)},
                     {"y", {0, 1, 1, 0, 1}},
                     {"v", numbers(17, -1, 1, 4)}};
};

TEST(SecondOrder, HessianVectorProductThroughADenseNet) {
  Net n;
  const Value loss = mean(-pick(log_softmax(n.output(n.x), 0), n.y, 0));
  const Value slope = grad(loss, n.theta);
  EXPECT_LT(difference(evaluate(slope, n.at), numeric_gradient(loss, "theta", n.at, {1})), 1e-8);
  const Value v = n.g.input("v", Shape{17});
  EXPECT_LT(difference(evaluate(hessian_vector(loss, n.theta, v), n.at),
                       numeric_gradient(slope, "theta", n.at, n.at.at("v"))),
            1e-7);
}

TEST(SecondOrder, GradientPenaltyTrainsThroughTheInputGradient) {
  Net n;
  const Value input_gradient = grad(sum(n.output(n.x)), n.x);
  const Value away = norm(input_gradient, 0) - 1.0;
  const Value penalty = mean(away * away);
  const Value slope = grad(penalty, n.theta);
  EXPECT_LT(difference(evaluate(slope, n.at), numeric_gradient(penalty, "theta", n.at, {1})), 1e-7);
}

TEST(SecondOrder, TrainingStepUpdatesParametersInPlace) {
  Net n;
  const Value loss = mean(-pick(log_softmax(n.output(n.x), 0), n.y, 0));
  const auto parts = grad(loss, std::array{n.w1, n.b1, n.w2, n.b2});
  std::vector<Value> flat;
  for (const Value& p : parts) flat.push_back(reshape(p, Shape{static_cast<int>(p.shape().size())}));
  const Value slope = concat(flat, 0);
  const Value next = n.theta - 0.5 * slope;
  for (bool fuse : {true, false}) {
    const Program program = plan(n.g, {{"loss", loss}, {"slope", slope}}, {{n.theta, next}}, {.fuse = fuse});
    Machine machine(program);
    for (const char* name : {"theta", "x", "y"})
      machine.set(name, std::vector<float>(n.at[name].begin(), n.at[name].end()));
    machine.run();
    const auto got = machine.get("theta"), g = machine.get("slope");
    EXPECT_LT(difference({g.begin(), g.end()}, evaluate(slope, n.at)), 1e-5) << program.dump();
    EXPECT_LT(difference({got.begin(), got.end()}, evaluate(next, n.at)), 1e-5) << program.dump();
  }
}

TEST(Listing, NamesEveryNeededNodeOnce) {
  Graph g;
  const Value w = g.input("w", Shape{2, 3}, InputKind::Parameter), x = g.input("x", Shape{3, 4});
  exp(x);  // nobody needs it
  const Value y = sum(matmul(w, x) * 0.5, 0);
  EXPECT_EQ(listing(g, std::array{y}),
            "w  [2, 3]\nx  [3, 4]\n%3 = matmul(w, x)  [2, 4]\n%5 = mul(%3, 0.5)  [2, 4]\n%6 = sum(%5) {0}  "
            "[1, 4]\n");
}

TEST(Grad, StopsWhereAsked) {
  Graph g;
  const Value x = g.input("x", Shape{2, 2});
  const Value y = stop_gradient(x) * x;
  EXPECT_EQ(evaluate(grad(y, x), {{"x", {1, 2, 3, 4}}}), (std::vector<double>{1, 2, 3, 4}));
}

// C++ leaves the order in which operands are evaluated to the compiler, so nodes are made in different
// orders.
TEST(Grad, HasTheSameBitsWhateverTheOrderOfInsertion) {
  std::vector<std::vector<float>> results;
  for (const bool backwards : {false, true}) {
    Graph g;
    const Value x = g.input("x", Shape{1, 50}), y = g.input("y", Shape{1, 50}), d = g.input("d", Shape{});
    const Value e = abs(x - y);
    if (backwards) (d * (e - min(e, d)), tanh(x), y * e);
    const Value q = min(e, d);
    const Value loss = mean(0.5 * (q * q) + d * (e - q) + e * y * tanh(x));
    const Program program = plan(g, {{"gradient", grad(loss, x)}});
    Machine machine(program);
    const auto a = numbers(50, -1, 1, 1), b = numbers(50, -1, 1, 2);
    machine.set("x", std::vector<float>(a.begin(), a.end()));
    machine.set("y", std::vector<float>(b.begin(), b.end()));
    machine.set("d", 0.4F);
    machine.run();
    results.push_back(machine.get("gradient"));
  }
  EXPECT_EQ(results[0], results[1]);
}

TEST(Grad, IsZeroForWhatDoesNotMatter) {
  Graph g;
  const Value x = g.input("x", Shape{2, 2}), z = g.input("z", Shape{3});
  EXPECT_EQ(evaluate(grad(x * x, z), {{"x", {1, 2, 3, 4}}, {"z", {1, 2, 3}}}),
            (std::vector<double>{0, 0, 0}));
}

TEST(Shapes, MismatchIsAnErrorThatNamesBothShapes) {
  Graph g;
  const Value a = g.input("a", Shape{3}), b = g.input("b", Shape{3, 1}), c = g.input("c", Shape{2, 4});
  for (const auto& wrong : std::vector<std::function<void()>>{[&] { add(a, b); }, [&] { add(b, c); }}) {
    try {
      wrong();
      ADD_FAILURE() << "accepted";
    } catch (const Error& e) {
      EXPECT_NE(std::string(e.what()).find("[3"), std::string::npos) << e.what();
    }
  }
  EXPECT_THROW(matmul(b, c), Error);
  EXPECT_THROW(reshape(a, Shape{4}), Error);
  EXPECT_THROW(slice(c, 1, 3, 2), Error);
}

TEST(Plan, RefusesMoreMemoryThanAllowed) {
  Graph g;
  const Value a = g.input("a", Shape{1000, 1000});
  EXPECT_THROW(plan(g, {{"y", exp(a)}}, {}, {.memory_limit = 1 << 20}), Error);
}

TEST(Plan, SumsAMillionTenthsToTheLastDigits) {
  Graph g;
  const Value a = g.input("a", Shape{1, 1000000});
  const Program program = plan(g, {{"s", sum(a)}});
  Machine machine(program);
  machine.set("a", std::vector<float>(1000000, 0.1F));
  machine.run();
  EXPECT_NEAR(machine.get_scalar("s"), 100000.0015,
              0.02);  // two units in the last place; a sequential f32 sum gives 100958
}

}  // namespace
}  // namespace losscape
