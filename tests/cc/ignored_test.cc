// SPDX-License-Identifier: Apache-2.0
// What is ignored, masked or of no weight is as if it were not there: changing it changes no bit of value or
// gradient, and its own gradient is 0. Over every loss that can ignore.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "built_loss.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "losses/independence.h"
#include "train/trainer.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::usual_extents;

constexpr int kSamples = 6;
bool out(int sample) { return sample % 3 == 1; }

class Ignored : public ::testing::TestWithParam<const Loss*> {
 protected:
  const Loss& loss() const { return *GetParam(); }

  // Values and gradients of `result`, twice, with other numbers in between wherever `hidden` says so.
  static void check(BuiltLoss& b, Value result, const std::function<bool(const LossInput&, size_t)>& hidden) {
    std::vector<Value> wanted{result};
    const std::vector<Value> xs = b.differentiable();
    for (const Value& g : grad(result, xs)) wanted.push_back(g);
    const auto first = evaluate(b.g, wanted, b.in);
    const ReferenceInputs before = b.in;
    b.fill(-40, 40, 77);
    for (const LossInput& input : b.entry.inputs) {
      const auto it = before.find(input.id);
      if (it == before.end()) continue;
      for (size_t i = 0; i < it->second.size(); ++i) {
        if (!hidden(input, i)) b.in[input.id][i] = it->second[i];
      }
    }
    const auto second = evaluate(b.g, wanted, b.in);
    for (size_t k = 0; k < wanted.size(); ++k) {
      for (size_t i = 0; i < first[k].size(); ++i) {
        EXPECT_EQ(first[k][i], second[k][i]) << b.loss.id << (k ? ": gradient " : ": value ") << i;
        if (k == 0) continue;
        const std::string id = b.name_of_input(xs[k - 1]);
        for (const LossInput& input : b.entry.inputs) {
          if (input.id == id && hidden(input, i)) {
            EXPECT_EQ(second[k][i], 0) << b.loss.id << ": gradient " << i;
          }
        }
      }
    }
  }
};

TEST_P(Ignored, Masks) {
  BuiltLoss b(loss(), usual_extents(kSamples));
  for (const LossInput& mask : b.entry.inputs) {
    if (mask.domain != Domain::Mask || mask.role != Role::Weight) continue;
    b.fill(-2, 2);
    std::vector<double> m(b.in[mask.id].size());
    for (size_t i = 0; i < m.size(); ++i) m[i] = (i * i + i / 5) % 4 == 1 ? 0 : 1;
    b.in[mask.id] = m;
    const std::string_view dims = mask.dims;
    check(b, sum(b.value), [&](const LossInput& input, size_t i) {
      // The mask says so for every row of an input that has its axes, but for a first one of extent 1.
      const std::string_view own = input.dims;
      if (&input == &mask || own.size() != dims.size() || own.substr(1) != dims.substr(1)) return false;
      if (dims[0] != '1' && own[0] != dims[0]) return false;
      return m[dims[0] == '1' ? i % m.size() : i] == 0;
    });
  }
}

TEST_P(Ignored, Classes) {
  bool can = false;
  for (const Parameter& p : loss().params) can = can || std::string_view(p.id) == "ignore_index";
  if (!can) return;
  for (const bool weighted : {false, true}) {
    for (const double smoothing : {0.0, 0.2}) {
      ParameterValues params{{"ignore_index", 1}};
      for (const Parameter& p : loss().params) {
        if (std::string_view(p.id) == "label_smoothing") params.emplace_back(p.id, smoothing);
      }
      BuiltLoss b(loss(), usual_extents(kSamples), params, Shape{1, 1}, !weighted);
      b.fill(-2, 2);
      for (int i = 0; i < kSamples; ++i) b.in["target"][static_cast<size_t>(i)] = out(i) ? 1 : i % 2 ? 2 : 0;
      check(b, reduced(b.args, Reduction::Mean), [&](const LossInput& input, size_t i) {
        return std::string_view(input.id) == "prediction" && out(static_cast<int>(i % kSamples));
      });
    }
  }
}

TEST_P(Ignored, SamplesWithoutWeight) {
  if (loss().result != Result::PerSample) return;
  BuiltLoss b(loss(), usual_extents(kSamples), {}, Shape{1, kSamples});
  std::vector<Value> sampled;
  for (const LossInput& input : b.entry.inputs) {
    const Value v = b.inputs[static_cast<size_t>(&input - b.entry.inputs.begin())];
    if (v && (std::string_view(input.dims) == "*" || std::string_view(input.dims).back() == 'N'))
      sampled.push_back(v);
  }
  if (!by_sample(b.g, std::span(&b.value, 1), sampled)) return;
  Shape shape = b.value.shape();
  for (int d = 0; d + 1 < shape.rank; ++d) shape[d] = 1;
  const Value weight = b.g.input("sample_weight", shape);
  std::vector<double> weights;
  for (int i = 0; i < kSamples; ++i) weights.push_back(out(i) ? 0 : 0.5 + i);
  for (const Reduction reduction : {Reduction::Mean, Reduction::Sum, Reduction::BatchMean}) {
    b.fill(-2, 2);
    b.in["sample_weight"] = weights;
    check(b, reduced(b.args, reduction, weight), [&](const LossInput& input, size_t i) {
      const std::string_view dims = input.dims;
      return (dims == "*" || dims.back() == 'N') && out(static_cast<int>(i % kSamples));
    });
  }
}

std::vector<const Loss*> every_loss() {
  const auto all = all_losses();
  return {all.begin(), all.end()};
}
INSTANTIATE_TEST_SUITE_P(Losses, Ignored, ::testing::ValuesIn(every_loss()),
                         [](const auto& p) { return p.param->id; });

// Three classes of which one does not count: the trained weights are those of the data without it, as far as
// the mean and the gradient go.
TEST(IgnoredInTraining, MeanAndGradientGoByWhatCounts) {
  Spec s;
  s.data = "penguins";
  s.optimizer = "sgd";
  s.learning_rate = 0.1;
  s.batch_size = 1024;  // all training samples in one batch
  s.losses = {{"cross_entropy", {{"ignore_index", 0}}}};
  Trainer t(s);
  const auto scores = t.samples(0);
  double total = 0, count = 0;
  for (size_t i = 0; i < scores.losses.size(); ++i) {
    if (t.parts()[i] != 0) continue;
    const bool ignored = t.data().y[i] == 0;
    if (ignored) {
      EXPECT_EQ(scores.losses[i], 0);
    } else {
      total += static_cast<double>(scores.losses[i]);
      count += 1;
    }
  }
  EXPECT_GT(count, 0);
  EXPECT_NEAR(t.status(0).train_loss, total / count, 1e-6);
  t.step(1);
  EXPECT_NEAR(static_cast<double>(t.lane(0).machine().get_scalar("loss")), total / count, 1e-5);
}

// A change that is refused is as if nobody had asked for it.
TEST(Refused, ChangesLeaveTheRunAsItWas) {
  Spec s;
  s.data = "blobs";
  s.losses = {{"multi_margin", {}}, {"cross_entropy", {}}, {"multi_margin", {}}, {"hinge", {}}};
  Trainer asked(s), plain(s);
  asked.step(40);
  plain.step(40);
  const std::vector<std::function<void()>> wrong{
      [&] { asked.set_loss_parameter(0, "p", 1.5); },
      [&] { asked.set_loss_parameter(0, "margin", -1); },
      [&] { asked.set_loss_parameter(1, "no_such", 1); },
      [&] { asked.set_loss_parameter(9, "p", 1); },
      [&] { asked.set_learning_rate(-1); },
      [&] { asked.set_learning_rate(std::nan("")); },
      [&] {
        asked.set_lane(2, {{"hubber", {}}, "sgd", {}, 0.1});
      },
      [&] {
        asked.set_lane(2, {{"cross_entropy", {}}, "no_such", {}, 0.1});
      },
      [&] {
        asked.set_lane(1, {{"multi_margin", {{"p", 1.02}}}, "sgd", {}, 0.1});
      },
      [&] { asked.move_point(0, {1.0F}, {}); },
      [&] {
        asked.move_point(-1, {0.0F, 0.0F}, {});
      },
      [&] { asked.seek(-1); },
  };
  for (size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_THROW(wrong[i](), Error) << i;
    asked.step(3);
    plain.step(3);
    for (size_t k = 0; k < s.losses.size(); ++k)
      EXPECT_EQ(asked.lane(k).parameters(), plain.lane(k).parameters()) << "request " << i << ", lane " << k;
  }
  asked.set_loss_parameter(0, "p", 2);
  asked.step(3);
  plain.step(3);
  EXPECT_NE(asked.lane(0).parameters(), plain.lane(0).parameters());
  EXPECT_EQ(asked.lane(2).parameters(), plain.lane(2).parameters());
  asked.seek(10);
  asked.seek(40);
  Trainer again(s);
  again.step(40);
  EXPECT_EQ(asked.lane(0).parameters(), again.lane(0).parameters());
}

}  // namespace
}  // namespace losscape
