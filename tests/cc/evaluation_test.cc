// SPDX-License-Identifier: Apache-2.0
// Losses on arrays against the reference: every entry, reduced and differentiated, in one turn or several.
#include "losses/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "built_loss.h"
#include "losses/choice.h"
#include "losses/typed.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::usual_extents;

const LossProgram::Port& port(const LossProgram& p, const std::string& name) {
  for (const LossProgram::Port& port : p.ports()) {
    if (port.name == name) return port;
  }
  ADD_FAILURE() << "no port " << name;
  return p.ports().front();
}

// Row-major `values` with `columns` to columns 0 … of an input.
void put(const LossProgram& p, const std::string& name, const std::vector<double>& values, int columns) {
  const LossProgram::Port& to = port(p, name);
  for (std::int64_t r = 0; r < to.rows; ++r) {
    for (int c = 0; c < columns; ++c)
      static_cast<float*>(to.at)[r * to.stride + c] =
          static_cast<float>(values[static_cast<size_t>(r * columns + c)]);
  }
}

TEST(LossPrograms, SumAndDifferentiateEveryLossAsTheReferenceDoes) {
  for (const Loss* loss : all_losses()) {
    constexpr int kSamples = 5;
    BuiltLoss b(*loss, usual_extents(kSamples), {}, Shape{1, kSamples});
    b.fill(-2, 2);
    std::vector<double> numbers;
    for (const Parameter& p : loss->params) numbers.push_back(p.value);
    LossRequest request{LossRequest::Value | LossRequest::Gradient, Reduction::Sum, false, false, {}};
    for (const Value& v : b.inputs) request.shapes.emplace_back(v.shape());
    LossProgram program(*loss, numbers, request);
    for (const LossInput& in : loss->inputs) {
      const LossProgram::Port& to = port(program, std::string("in.") + in.id);
      const std::vector<double>& values = b.in.find(in.id)->second;
      put(program, to.name, values, static_cast<int>(values.size()) / static_cast<int>(to.rows));
    }
    if (program.in_turns()) *static_cast<float*>(port(program, "scale").at) = 1;
    const double value = program.run(kSamples);
    if (value != b.total()) {  // both infinite: a target that no alignment reaches
      EXPECT_NEAR(value, b.total(), 3e-5 * std::max(1.0, std::abs(b.total()))) << loss->id;
    }
    for (const Value x : b.differentiable()) {
      const std::vector<double> expected = evaluate(grad(b.value, x), b.in);
      const LossProgram::Port& slope = port(program, "d." + b.name_of_input(x));
      const std::int64_t columns = static_cast<std::int64_t>(expected.size()) / slope.rows;
      double scale = 1;
      for (double e : expected) scale = std::max(scale, std::abs(e));
      for (size_t i = 0; i < expected.size(); ++i) {
        const std::int64_t row = static_cast<std::int64_t>(i) / columns,
                           column = static_cast<std::int64_t>(i) % columns;
        EXPECT_NEAR(static_cast<const float*>(slope.at)[row * slope.stride + column], expected[i],
                    5e-5 * scale)
            << loss->id << " by " << b.name_of_input(x) << " at " << i;
      }
    }
  }
}

bool in_turns(const Loss& loss, std::vector<std::optional<Shape>> shapes) {
  std::vector<double> numbers;
  for (const Parameter& p : loss.params) numbers.push_back(p.value);
  return LossProgram(loss, numbers, {LossRequest::Value, Reduction::Mean, false, false, std::move(shapes)})
      .in_turns();
}

TEST(LossPrograms, KnowWhichSamplesStandAlone) {
  const std::optional<Shape> row = Shape{1, 40}, classes = Shape{3, 40};
  EXPECT_TRUE(in_turns(find_loss("mse"), {row, row}));
  EXPECT_TRUE(in_turns(find_loss("cross_entropy"), {classes, row, std::nullopt}));
  EXPECT_FALSE(in_turns(find_loss("rmse"), {row, row}));
  EXPECT_FALSE(in_turns(find_loss("info_nce"), {classes, classes}));
  EXPECT_TRUE(in_turns(*loss_of_text("-log_softmax(z)[y]"), {classes, row}));
}

TEST(LossPrograms, AnyLengthUpToTheCapacity) {
  for (const char* text : {"(p - y)^2", "w*log_cosh(p - y)", "1 + 0*(p - y)"}) {
    const auto loss = loss_of_text(text);
    for (const int samples : {1, 3, 4, 255, 256, 300, 8191}) {
      LossRequest request{LossRequest::Value, Reduction::Sum, false, false, {}};
      for (const LossInput& in : loss->inputs)
        request.shapes.push_back(in.optional ? std::nullopt : std::optional(Shape{1, samples}));
      LossProgram program(*loss, {}, request);
      std::vector<double> p = testing::numbers(static_cast<size_t>(samples), -2, 2, 3);
      const std::vector<double> y = testing::numbers(static_cast<size_t>(samples), -2, 2, 4);
      put(program, "in.p", std::vector<double>(static_cast<size_t>(program.capacity()), 1e30),
          program.capacity());
      put(program, "in.p", p, samples);
      put(program, "in.y", y, samples);
      double expected = 0;
      for (size_t i = 0; i < p.size(); ++i) {
        const double e = p[i] - y[i];
        expected += text[0] == '(' ? e * e : text[0] == 'w' ? std::log(std::cosh(e)) : 1;
      }
      EXPECT_NEAR(program.run(samples), expected, 1e-5 * std::max(1.0, expected))
          << text << " of " << samples;
      EXPECT_EQ(program.weight(), samples);
    }
  }
}

TEST(LossChoices, AreOfTheTextOrOfTheId) {
  EXPECT_STREQ(loss_of("mse", "(p - y)^2")->id, "typed");
  EXPECT_STREQ(loss_of("mse", "")->id, "mse");
  EXPECT_THROW(loss_of("", "(p - y"), Error);
}

TEST(TypedLosses, DeclareWhatTheyTake) {
  const auto target = [](const char* text) { return loss_of_text(text)->target; };
  EXPECT_EQ(target("(p - y)^2"), Target::Real);
  EXPECT_EQ(target("w*(p - y)^2"), Target::Real);
  EXPECT_EQ(target("softplus(z) - z*y"), Target::Binary);
  EXPECT_EQ(target("y in {-1, 1}\nmax(0, 1 - y*z)"), Target::Signed);
  EXPECT_EQ(target("-log_softmax(z)[y]"), Target::Class);
  EXPECT_EQ(target("input y[C]\n-sum(y * log_softmax(z))"), Target::None);
  EXPECT_EQ(target("input b\nlog(2*b) + |y - mu|/b"), Target::None);
  const auto loss = loss_of_text(
      "input anchor[D], positive[D]\nmargin = 1 in [0, 5]\nmax(0, ‖anchor - positive‖ - margin)");
  EXPECT_STREQ(loss->inputs[0].dims, "DN");
  EXPECT_EQ(loss->inputs[1].role, Role::Prediction);
  EXPECT_STREQ(loss->params[0].id, "margin");
}

}  // namespace
}  // namespace losscape
