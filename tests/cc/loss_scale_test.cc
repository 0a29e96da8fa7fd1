// SPDX-License-Identifier: Apache-2.0
// Losses of vectors, in single precision at every scale: value and gradient agree with double wherever single
// precision can hold them. Squares of 1e-20 vanish and those of 1e20 overflow.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "built_loss.h"
#include "exec/machine.h"
#include "exec/plan.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::usual_extents;

bool is_vector(const LossInput& input) { return input.domain == Domain::Real && input.dims[0] == 'D'; }

class VectorLoss : public ::testing::TestWithParam<const Loss*> {};

TEST_P(VectorLoss, IsRightAtEveryScale) {
  const Loss& loss = *GetParam();
  ParameterValues params;  // an ε that is added to every coordinate would hide small vectors
  for (const Parameter& p : loss.params) {
    if (std::string_view(p.id) == "epsilon") params.emplace_back(p.id, p.range.low);
  }
  for (const double scale : {1e-20, 1e-10, 1.0, 1e10, 1e20}) {
    BuiltLoss b(loss, usual_extents(4), params);
    b.fill(-2, 2);
    for (const LossInput& input : b.entry.inputs) {
      if (!is_vector(input) || !b.in.contains(input.id)) continue;
      for (double& v : b.in[input.id]) v = static_cast<double>(static_cast<float>(v * scale));
    }
    std::vector<Value> wanted{b.value};
    std::vector<Output> outputs{{"loss", b.value}};
    for (const Value x : b.differentiable()) {
      wanted.push_back(grad(b.value, x));
      outputs.push_back({"d." + b.name_of_input(x), wanted.back()});
    }
    const Program program = plan(b.g, outputs);
    Machine machine(program);
    for (auto& [name, v] : b.in) {
      const std::vector<float> f(v.begin(), v.end());
      v.assign(f.begin(), f.end());
      machine.set(name, f);
    }
    machine.run();
    const auto expected = evaluate(b.g, wanted, b.in);
    for (size_t k = 0; k < wanted.size(); ++k) {
      const auto got = machine.get(outputs[k].name);
      double largest = 0;
      for (double v : expected[k]) largest = std::max(largest, std::abs(v));
      if (!(largest < 1e36)) break;  // single precision cannot hold it; nor the gradient of a value beyond it
      for (size_t i = 0; i < got.size(); ++i) {
        const double off = std::abs(static_cast<double>(got[i]) - expected[k][i]);
        EXPECT_LE(off, 1e-3 * largest + 1e-30) << loss.id << " at " << scale << ": " << outputs[k].name << "["
                                               << i << "] is " << got[i] << " rather than " << expected[k][i];
        if (!(off <= 1e-3 * largest + 1e-30)) break;
      }
    }
  }
}

std::vector<const Loss*> losses_of_vectors() {
  std::vector<const Loss*> out;
  for (const Loss* l : all_losses()) {
    for (const LossInput& input : entry_of(*l).inputs) {
      if (input.role == Role::Prediction && is_vector(input)) {
        out.push_back(l);
        break;
      }
    }
  }
  return out;
}
INSTANTIATE_TEST_SUITE_P(Losses, VectorLoss, ::testing::ValuesIn(losses_of_vectors()),
                         [](const auto& p) { return p.param->id; });

}  // namespace
}  // namespace losscape
