// SPDX-License-Identifier: Apache-2.0
// Every row of ops.def: first, second and third derivative against central differences, machine against
// reference.
#include <gtest/gtest.h>

#include "differences.h"
#include "exec/machine.h"
#include "exec/plan.h"

namespace losscape {
namespace {

using testing::difference;
using testing::numbers;
using testing::numeric_gradient;

class EveryOp : public ::testing::TestWithParam<int> {
 protected:
  static constexpr int kRows = 3, kColumns = 7;

  void SetUp() override {
    op_ = static_cast<Op>(GetParam());
    const char* names[] = {"a", "b", "c"};
    for (int k = 0; k < info(op_).arity; ++k) {
      args_.push_back(graph_.input(names[k], Shape{kRows, kColumns}));
      const Interval d = domain(op_)[static_cast<size_t>(k)];
      // The numbers go by the op's name: a row that is added to ops.def changes none of them.
      auto v = numbers(kRows * kColumns, d.low, d.high,
                       static_cast<unsigned>(info(op_).key) + static_cast<unsigned>(k));
      // Stay away from kinks at whole numbers and at 0; a domain of one number is an order.
      for (double& x : v) x = d.low < d.high && std::abs(x - std::round(2 * x) / 2) < 0.02 ? x + 0.05 : x;
      in_[names[k]] = v;
    }
    y_ = graph_.elementwise(op_, args_);
  }

  // d/d(arg) of y is checked against differences, then handed on as the next y.
  void check_order(Value y, int order, double tolerance) {
    if (order == 0) return;
    const auto weights = numbers(kRows * kColumns, 0.5, 1.5, 99);
    const Value w = graph_.input("w", y_.shape());
    in_["w"] = weights;
    for (size_t k = 0; k < args_.size(); ++k) {
      if (op_ == Op::polygamma && k == 0) continue;  // the order is a whole number
      const std::string name(1, static_cast<char>('a' + k));
      const Value g = grad(y * w, args_[k]);
      const auto expected = numeric_gradient(y, name, in_, weights, order == 3 ? 1e-3 : 1e-3);
      EXPECT_LT(difference(evaluate(g, in_), expected), tolerance)
          << info(op_).name << " by " << name << ", orders left " << order;
      check_order(grad(y, args_[k]), order - 1, tolerance * 30);
    }
  }

  Op op_{};
  Graph graph_;
  std::vector<Value> args_;
  Value y_;
  ReferenceInputs in_;
};

TEST_P(EveryOp, DerivativesAgreeWithDifferences) { check_order(y_, 3, 1e-7); }

TEST_P(EveryOp, MachineAgreesWithReference) {
  std::vector<Value> wanted{y_};
  for (const Value& a : args_) wanted.push_back(grad(y_, a));
  std::vector<Output> outputs;
  for (size_t k = 0; k < wanted.size(); ++k) outputs.push_back({"out" + std::to_string(k), wanted[k]});
  const Program program = plan(graph_, outputs);
  Machine machine(program);
  ReferenceInputs rounded = in_;
  for (auto& [name, values] : rounded) {
    std::vector<float> f(values.begin(), values.end());
    values.assign(f.begin(), f.end());
    machine.set(name, f);
  }
  machine.run();
  const auto expected = evaluate(graph_, wanted, rounded);
  for (size_t k = 0; k < wanted.size(); ++k) {
    const auto got = machine.get(outputs[k].name);
    EXPECT_LT(difference({got.begin(), got.end()}, expected[k]), 3e-5) << info(op_).name << " output " << k;
  }
}

TEST_P(EveryOp, BroadcastsItsOperands) {
  // Row, column and scalar operands in every place give what full operands of the same numbers give.
  const Shape shapes[] = {Shape{kRows, 1}, Shape{1, kColumns}, Shape{}};
  for (const Shape& small : shapes) {
    for (size_t k = 0; k < args_.size(); ++k) {
      if (args_.size() == 1) continue;
      Graph g;
      std::vector<Value> args;
      ReferenceInputs in;
      for (size_t j = 0; j < args_.size(); ++j) {
        const std::string name(1, static_cast<char>('a' + j));
        const Shape s = j == k ? small : Shape{kRows, kColumns};
        args.push_back(g.input(name, s));
        auto v = in_[name];
        v.resize(static_cast<size_t>(s.size()));
        std::vector<float> f(v.begin(), v.end());
        in[name].assign(f.begin(), f.end());
      }
      const Value y = g.elementwise(op_, args);
      const Value dy = grad(y, args[k]);
      const Program program = plan(g, {{"y", y}, {"dy", dy}});
      Machine machine(program);
      for (const auto& [name, v] : in) machine.set(name, std::vector<float>(v.begin(), v.end()));
      machine.run();
      const auto got = machine.get("y"), slope = machine.get("dy");
      EXPECT_LT(difference({got.begin(), got.end()}, evaluate(y, in)), 3e-5)
          << info(op_).name << to_string(small) << " in place " << k;
      EXPECT_LT(difference({slope.begin(), slope.end()}, evaluate(dy, in)), 2e-4)
          << info(op_).name << to_string(small) << " in place " << k;
    }
  }
}

std::vector<int> elementwise_ops() {
  std::vector<int> out;
  for (size_t i = 0; i < all_ops().size(); ++i) {
    if (all_ops()[i].elementwise) out.push_back(static_cast<int>(i));
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Ops, EveryOp, ::testing::ValuesIn(elementwise_ops()),
                         [](const auto& p) { return all_ops()[static_cast<size_t>(p.param)].name; });

}  // namespace
}  // namespace losscape
