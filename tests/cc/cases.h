// SPDX-License-Identifier: Apache-2.0
// One expression in x [4, 6] checked in every way that matters: gradient and Hessian-vector product against
// central differences in double, and the machine, fused and unfused, against the double reference.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "differences.h"
#include "exec/machine.h"
#include "exec/plan.h"

namespace losscape::testing {

struct Case {
  const char* name;
  std::function<Value(Graph&, Value x)> build;  // x is [4, 6]
  double low = -1.1, high = 1.3;
};

inline void expect_derivatives(const Case& c) {
  Graph g;
  const Value x = g.input("x", Shape{4, 6});
  const Value y = c.build(g, x);
  const auto weights = numbers(static_cast<size_t>(y.shape().size()), 0.5, 1.5, 7);
  const Value w = g.input("w", y.shape());
  const auto direction = numbers(24, -1, 1, 5);
  const Value v = g.input("v", x.shape());
  ReferenceInputs in{
      {"x", numbers(24, c.low, c.high, 3)}, {"w", weights}, {"v", direction}, {"random_key", {}}};
  in["random_key"] = {7, 0, 0, 0, 1, 0, 0, 0};
  const Value slope = grad(y * w, x);
  EXPECT_LT(difference(evaluate(slope, in), numeric_gradient(y, "x", in, weights)), 1e-8);
  EXPECT_LT(
      difference(evaluate(hessian_vector(y * w, x, v), in), numeric_gradient(slope, "x", in, direction)),
      1e-6);
}

inline void expect_machine_agrees(const Case& c) {
  Graph g;
  const Value x = g.input("x", Shape{4, 6});
  const Value v = g.input("v", x.shape());
  const Value y = c.build(g, x);
  const std::vector<Value> wanted{y, grad(y, x), hessian_vector(y, x, v)};
  std::vector<float> at, along;
  for (double d : numbers(24, c.low, c.high, 3)) at.push_back(static_cast<float>(d));
  for (double d : numbers(24, -1, 1, 5)) along.push_back(static_cast<float>(d));
  const std::vector<float> key{7, 0, 0, 0, 1, 0, 0, 0};
  const auto expected = evaluate(g, wanted,
                                 {{"x", {at.begin(), at.end()}},
                                  {"v", {along.begin(), along.end()}},
                                  {"random_key", {key.begin(), key.end()}}});
  for (bool fuse : {true, false}) {
    const Program program =
        plan(g, {{"y", wanted[0]}, {"g", wanted[1]}, {"h", wanted[2]}}, {}, {.fuse = fuse});
    Machine machine(program);
    machine.set("x", at);
    machine.set("v", along);
    if (program.has_input("random_key")) machine.set("random_key", key);
    machine.run();
    const char* names[] = {"y", "g", "h"};
    for (size_t k = 0; k < 3; ++k) {
      const auto got = machine.get(names[k]);
      EXPECT_LT(difference({got.begin(), got.end()}, expected[k]), 1e-4)
          << names[k] << (fuse ? " fused\n" : " unfused\n") << program.dump();
    }
  }
}

}  // namespace losscape::testing
