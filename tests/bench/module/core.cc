// SPDX-License-Identifier: Apache-2.0
// The core itself: training steps planned as the engine plans them, losses with their gradient, and matrix
// products. Data as in mlp.cc, wide.cc, losses.cc and products.cc, so that results can be compared.
#include "contender.h"
#include "exec/plan.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "train/lane.h"

namespace bench {
namespace {

using namespace losscape;

struct Net {
  Spec spec;
  int inputs;
  Task task;
  int classes;
};

class Training final : public Contender {
 public:
  Training(Net net, std::span<const float> data) : inputs_(net.inputs), batch_(net.spec.batch_size) {
    net.spec.data.clear();
    DataSet set;
    set.task = net.task;
    set.classes = net.classes;
    set.inputs.resize(static_cast<std::size_t>(inputs_));
    lane_ = std::make_unique<Lane>(net.spec, net.spec.losses.at(0), set, Lane::TargetScale{},
                                   std::span<const float>{}, batch_, batch_);
    const std::size_t weights = static_cast<std::size_t>(lane_->weights());
    n_ = static_cast<int>((data.size() - weights) / static_cast<std::size_t>(inputs_ + 1));
    data_.assign(data.begin(), data.end() - static_cast<std::ptrdiff_t>(weights));
    lane_->machine().set("theta", data.last(weights));
    batches_ = std::make_unique<Batches>(n_, batch_);
  }
  void run(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double result() override { return static_cast<double>(loss_); }

 private:
  void step() {
    const std::uint32_t* rows = batches_->next();
    const Lane::BatchSlot slot = lane_->batch();
    for (int d = 0; d <= inputs_; ++d) {
      const float* from = data_.data() + static_cast<std::ptrdiff_t>(d) * n_;
      float* to = d < inputs_ ? slot.x + d * slot.x_stride : slot.y;
      for (int b = 0; b < batch_; ++b) to[b] = from[rows[b]];
    }
    loss_ = lane_->step(steps_++);
  }

  int inputs_, batch_, n_ = 0;
  std::unique_ptr<Lane> lane_;
  std::vector<float> data_;
  std::unique_ptr<Batches> batches_;
  float loss_ = 0;
  std::int64_t steps_ = 0;
};

Spec spec(std::vector<int> hidden, const char* activation, const char* loss, const char* optimizer,
          double rate, int batch) {
  Spec s;
  s.hidden = std::move(hidden);
  s.activation = activation;
  s.losses = {{loss, {}}};
  s.optimizer = optimizer;
  s.learning_rate = rate;
  s.batch_size = batch;
  return s;
}

const Registration kTiny("mlp-tiny/core", [](std::span<const float> d) -> std::unique_ptr<Contender> {
  return std::make_unique<Training>(Net{spec({4, 2}, "tanh", "mse", "sgd", 0.1, 10), 2, Task::Regression, 0},
                                    d);
});
const Registration kAdam("mlp-adam/core", [](std::span<const float> d) -> std::unique_ptr<Contender> {
  return std::make_unique<Training>(
      Net{spec({16, 16, 16}, "relu", "binary_cross_entropy_with_logits", "adam", 0.01, 32), 2, Task::Binary,
          2},
      d);
});
const Registration kWide("mlp-wide/core", [](std::span<const float> d) -> std::unique_ptr<Contender> {
  return std::make_unique<Training>(
      Net{spec({128}, "relu", "cross_entropy", "momentum", 0.05, 64), 784, Task::Multiclass, 10}, d);
});

// Mean loss of [C, N] predictions and its gradient; C is 1 for all but cross-entropy.
class LossAndGradient final : public Contender {
 public:
  LossAndGradient(const char* id, int classes, std::span<const float> data) {
    const int n = static_cast<int>(data.size()) / (classes + 1);
    const Loss& loss = find_loss(id);
    Graph g;
    const Value p = g.input("p", Shape{classes, n}), t = g.input("t", Shape{1, n});
    const LossArgs args = loss_args(g, loss, {p, t}, resolved(id, loss.params, {}));
    const Value value = mean(loss.build(args));
    program_ = std::make_unique<Prepared>(plan(g, {{"value", value}, {"gradient", grad(value, p)}}));
    Machine& m = program_->machine;
    for (const Parameter& parameter : loss.params) {
      if (!parameter.fixed) m.set(parameter.id, static_cast<float>(parameter.value));
    }
    m.set("p", data.first(static_cast<std::size_t>(classes) * static_cast<std::size_t>(n)));
    m.set("t", data.last(static_cast<std::size_t>(n)));
  }
  void run(int count) override {
    for (int i = 0; i < count; ++i) program_->machine.run();
  }
  double result() override { return static_cast<double>(program_->machine.get_scalar("value")); }

 private:
  std::unique_ptr<Prepared> program_;
};

template <int Classes>
std::unique_ptr<Contender> loss(const char* id, std::span<const float> data) {
  return std::make_unique<LossAndGradient>(id, Classes, data);
}

const Registration kMse("loss-mse/core", [](std::span<const float> d) { return loss<1>("mse", d); });
const Registration kHuber("loss-huber/core", [](std::span<const float> d) { return loss<1>("huber", d); });
const Registration kBce("loss-bce/core", [](std::span<const float> d) {
  return loss<1>("binary_cross_entropy_with_logits", d);
});
const Registration kFocal("loss-focal/core",
                          [](std::span<const float> d) { return loss<1>("sigmoid_focal", d); });
const Registration kCe10("loss-ce10/core",
                         [](std::span<const float> d) { return loss<10>("cross_entropy", d); });
const Registration kCe1000("loss-ce1000/core",
                           [](std::span<const float> d) { return loss<1000>("cross_entropy", d); });

}  // namespace
}  // namespace bench
