// SPDX-License-Identifier: Apache-2.0
// Chains compiled for the host against the kernels they replace. Natively there is no such host, and what is
// left to check is which ops have code.
#include "exec/compile.h"

#include <gtest/gtest.h>

#include <limits>
#include <utility>

#include "built_loss.h"
#include "exec/machine.h"
#include "exec/plan.h"
#include "losses/loss.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::numbers;
using testing::usual_extents;

void expect_same_bits(const std::vector<float>& a, const std::vector<float>& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    EXPECT_EQ(__builtin_bit_cast(std::uint32_t, a[i]), __builtin_bit_cast(std::uint32_t, b[i]))
        << what << " at " << i << ": " << a[i] << " and " << b[i];
  }
}

// Runs the program both ways on the same inputs, three times: what a run leaves behind is the next one's
// start.
void compare(const Program& program, const std::map<std::string, std::vector<float>>& in,
             const std::string& what) {
  Machine kernels(program), compiled(program);
  EXPECT_EQ(compiled.compile(), HostKernels::kPossible && !emit_chains(program).runs.empty()) << what;
  for (Machine* m : {&kernels, &compiled}) {
    for (const auto& [name, values] : in) {
      if (program.has_input(name)) m->set(name, values);
    }
    for (int k = 0; k < 3; ++k) m->run();
  }
  for (const Program::Named& out : program.outputs)
    expect_same_bits(kernels.get(out.name), compiled.get(out.name), what + ", " + out.name);
}

std::vector<float> awkward(size_t n, unsigned seed) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const float special[] = {0.0F,  -0.0F, 1.0F, -1.0F, kInf, -kInf, std::numeric_limits<float>::quiet_NaN(),
                           1e-42F};
  const std::vector<double> usual = numbers(n, -3, 3, seed);
  std::vector<float> out(usual.begin(), usual.end());
  for (size_t i = seed % 5; i < n; i += 5) out[i] = special[(i / 5 + seed) % 8];
  return out;
}

TEST(CompiledChains, HaveTheBitsOfEveryOp) {
  for (const Shape shape : {Shape{1, 1}, Shape{3, 7}, Shape{1, 1000}, Shape{40, 33}, Shape{2, 3, 5}}) {
    for (int op = 0; op <= static_cast<int>(Op::clamp); ++op) {
      const int arity = info(static_cast<Op>(op)).arity;
      if (arity == 0) continue;
      Graph g;
      Shape row = shape;
      for (int d = 0; d + 1 < row.rank; ++d) row.extent[static_cast<size_t>(d)] = 1;
      std::map<std::string, std::vector<float>> in;
      std::vector<Value> args;
      for (int k = 0; k < arity; ++k) {
        args.push_back(g.input(std::string(1, static_cast<char>('a' + k)), shape));
        in[std::string(1, static_cast<char>('a' + k))] =
            awkward(static_cast<size_t>(shape.size()), static_cast<unsigned>(op + 7 * k));
      }
      const Value scale = g.input("scale", Shape{}), bias = g.input("bias", row);
      in["scale"] = {0.75F};
      in["bias"] = awkward(static_cast<size_t>(row.size()), 3);
      const Value y = g.elementwise(static_cast<Op>(op), args), z = max(y * scale, args[0] - bias);
      const Program program = plan(g, {{"y", y}, {"z", z}, {"columns", sum(z)}});
      compare(program, in, std::string(info(static_cast<Op>(op)).name) + " " + to_string(shape));
    }
  }
}

TEST(CompiledChains, HaveTheBitsOfEveryLossAndItsGradient) {
  for (const Loss* loss : all_losses()) {
    for (const int samples : {5, 70}) {
      BuiltLoss b(*loss, usual_extents(samples), {}, Shape{1, samples});
      b.fill(-2, 2);
      std::vector<Output> outputs{{"value", b.value}};
      for (const Value x : b.differentiable())
        outputs.push_back({"d." + b.name_of_input(x), grad(sum(b.value), x)});
      std::map<std::string, std::vector<float>> in;
      for (const auto& [name, values] : b.in) in[name].assign(values.begin(), values.end());
      compare(plan(b.g, outputs), in, std::string(loss->id));
    }
  }
}

TEST(CompiledChains, AreWrittenForOpsThatAreOneOrTwoInstructions) {
  for (Op op :
       {Op::add, Op::sub, Op::mul, Op::div, Op::min, Op::max, Op::neg, Op::abs, Op::sign, Op::sqrt, Op::relu,
        Op::gate, Op::where, Op::clamp, Op::less, Op::equal, Op::ratio_or_zero, Op::logical_or})
    EXPECT_TRUE(has_instructions(op)) << info(op).name;
  for (Op op : {Op::exp, Op::log, Op::tanh, Op::pow, Op::matmul, Op::sum}) EXPECT_FALSE(has_instructions(op));
  Graph g;
  const Value p = g.input("p", Shape{8}), y = g.input("y", Shape{8}), e = p - y;
  const Value value = e * e;
  const Program program = plan(g, {{"value", value}, {"slope", grad(sum(value), p)}});
  const ChainModule module = emit_chains(program);
  ASSERT_EQ(module.runs.size(), 1U);
  EXPECT_GE(module.runs[0].count, 3);
  EXPECT_EQ(module.bytes.substr(0, 4), std::string("\0asm", 4));
}

TEST(CompiledChains, TakeOverWhenAProgramHasRunForLong) {
  Graph g;
  const Value p = g.input("p", Shape{1, 12}), e = p * p - 2.0 * p;
  const Value w = g.input("w", Shape{1, 12});
  const Program program = plan(g, {}, {{w, w + 0.001 * e}});
  Machine often(program);
  const std::int64_t usual = std::exchange(Machine::hot_calls, 0);
  Machine never(program);
  Machine::hot_calls = usual;
  for (Machine* m : {&often, &never}) {
    m->set("p", awkward(12, 1));
    for (int k = 0; k < 30'000; ++k) m->run();
  }
  expect_same_bits(often.get("w"), never.get("w"), "w");
  EXPECT_EQ(often.compiled(), HostKernels::kPossible);
  EXPECT_FALSE(never.compiled());
}

}  // namespace
}  // namespace losscape
