// SPDX-License-Identifier: Apache-2.0
// The training step of 1×28×28 – conv 8@5×5 – pool – conv 16@5×5 – pool – dense 10 (relu, softmax
// cross-entropy, momentum, batch 16): planned by the core, and written by hand over the core's kernels. Data:
// x [784, N], classes [N], theta.
#include <algorithm>

#include "contender.h"
#include "exec/kernels/conv.h"
#include "exec/kernels/matmul.h"
#include "exec/kernels/pool.h"
#include "exec/plan.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "lane_math.h"
#include "layers/layers.h"
#include "optim/optimizer.h"
#include "train/lane.h"

namespace bench {
namespace {

using namespace losscape;

constexpr int kBatch = 16, kPixels = 28 * 28, kClasses = 10;
constexpr int kW1 = 8 * 25, kW2 = 16 * 8 * 25, kW3 = kClasses * 256;
constexpr int kSize = kW1 + 8 + kW2 + 16 + kW3 + kClasses;
constexpr float kRate = 0.05F, kMomentum = 0.9F;

class Step : public Contender {
 public:
  explicit Step(std::span<const float> data)
      : n_(static_cast<int>(data.size() - kSize) / (kPixels + 1)),
        data_(data.begin(), data.end() - kSize),
        batches_(n_, kBatch) {}
  double result() override { return static_cast<double>(loss_); }
  void run(int count) override {
    for (int i = 0; i < count; ++i) step();
  }

 protected:
  virtual void step() = 0;
  void gather(float* x, float* y) {
    const std::uint32_t* rows = batches_.next();
    for (int d = 0; d <= kPixels; ++d) {
      float* to = d < kPixels ? x + d * kBatch : y;
      for (int b = 0; b < kBatch; ++b) to[b] = data_[static_cast<std::size_t>(d * n_) + rows[b]];
    }
  }
  int n_;
  std::vector<float> data_;
  Batches batches_;
  float loss_ = 0;
};

class Core final : public Step {
 public:
  explicit Core(std::span<const float> data) : Step(data) {
    Graph g;
    const Value x = g.input("x", Shape{1, 28, 28, kBatch}), y = g.input("y", Shape{1, kBatch});
    const Value theta = g.input("theta", Shape{kSize}, InputKind::Parameter);
    ParameterStore store(g, theta);
    Value h = max_pool(relu(convolution(store, "conv1", x, 8, 5, {}, Init::HeUniform)), 2, 2);
    h = max_pool(relu(convolution(store, "conv2", h, 16, 5, {}, Init::HeUniform)), 2, 2);
    const Value z = dense(store, "out", reshape(h, Shape{256, kBatch}), kClasses, Init::GlorotUniform);
    const Value loss = mean(-pick(log_softmax(z, 0), y, 0));
    const Optimizer& optimizer = find_optimizer("momentum");
    const Value rate = g.input("rate", Shape{}, InputKind::Scalar),
                decay = g.input("decay", Shape{}, InputKind::Scalar);
    OptimizerArgs args(g, optimizer.id, optimizer.params, {decay, g.constant(0)});
    args.parameters = theta;
    args.gradient = grad(loss, theta);
    args.learning_rate = rate;
    std::vector<Update> updates{{theta, optimizer.build(args)}};
    for (const OptimizerState& s : args.states()) updates.push_back({s.now, s.next});
    program_ = std::make_unique<Prepared>(plan(g, {{"loss", loss}}, updates));
    Machine& m = program_->machine;
    m.set("theta", data.last(kSize));
    m.set("rate", kRate);
    m.set("decay", kMomentum);
    x_ = m.at(program_->program.input("x"));
    y_ = m.at(program_->program.input("y"));
  }

 private:
  void step() override {
    gather(x_, y_);
    program_->machine.run();
    loss_ = *program_->machine.at(program_->program.output("loss"));
  }
  std::unique_ptr<Prepared> program_;
  float *x_, *y_;
};

// Channels of pixels of samples, samples innermost: [C, H, W, B].
class Hand final : public Step {
 public:
  explicit Hand(std::span<const float> data) : Step(data), theta_(data.end() - kSize, data.end()) {
    scratch_.resize(std::max({conv2d_scratch_floats(kConv1), conv2d_scratch_floats(kConv2),
                              matmul_scratch_floats(MatmulForm::NN, kClasses, kBatch, 256),
                              matmul_scratch_floats(MatmulForm::NT, kClasses, 256, kBatch),
                              matmul_scratch_floats(MatmulForm::TN, 256, kBatch, kClasses)}) +
                    4);
  }

 private:
  static constexpr Conv2d kConv1{.batch = kBatch,
                                 .ld_batch = kBatch,
                                 .in_channels = 1,
                                 .in_h = 28,
                                 .in_w = 28,
                                 .out_channels = 8,
                                 .k_h = 5,
                                 .k_w = 5};
  static constexpr Conv2d kConv2{.batch = kBatch,
                                 .ld_batch = kBatch,
                                 .in_channels = 8,
                                 .in_h = 12,
                                 .in_w = 12,
                                 .out_channels = 16,
                                 .k_h = 5,
                                 .k_w = 5};
  static constexpr Pool2d kPool1{.batch = kBatch,
                                 .ld_batch = kBatch,
                                 .channels = 8,
                                 .in_h = 24,
                                 .in_w = 24,
                                 .k_h = 2,
                                 .k_w = 2,
                                 .stride_h = 2,
                                 .stride_w = 2};
  static constexpr Pool2d kPool2{.batch = kBatch,
                                 .ld_batch = kBatch,
                                 .channels = 16,
                                 .in_h = 8,
                                 .in_w = 8,
                                 .k_h = 2,
                                 .k_w = 2,
                                 .stride_h = 2,
                                 .stride_w = 2};

  static void bias_relu(float* h, const float* bias, int channels, int floats) {
    for (int c = 0; c < channels; ++c, h += floats)
      for (int i = 0; i < floats; i += 4) store(h + i, pmax(load(h + i) + splat(bias[c]), splat(0)));
  }
  // Through relu in place, and the bias's gradient.
  static void gate(const float* h, float* d, float* bias, int channels, int floats) {
    for (int c = 0; c < channels; ++c, h += floats, d += floats) {
      f32x4 sum = splat(0);
      for (int i = 0; i < floats; i += 4) {
        const f32x4 v = float_from_bits(bits_of(load(d + i)) & (load(h + i) > splat(0)));
        store(d + i, v);
        sum += v;
      }
      bias[c] = hsum(sum);
    }
  }

  void softmax(float* z, const float* y, float* bias) {
    f32x4 total = splat(0);
    for (int i = 0; i < kBatch; i += 4) {
      f32x4 largest = load(z + i), sum = splat(0), at_label = splat(0);
      for (int c = 1; c < kClasses; ++c) largest = pmax(largest, load(z + c * kBatch + i));
      for (int c = 0; c < kClasses; ++c) {
        const f32x4 shifted = load(z + c * kBatch + i) - largest, e = lane_detail::exp_nonpositive(shifted);
        at_label = select(load(y + i) == splat(static_cast<float>(c)), shifted, at_label);
        sum += e;
        store(z + c * kBatch + i, e);
      }
      total += log(sum) - at_label;
      const f32x4 share = splat(1.0F / kBatch) / sum;
      for (int c = 0; c < kClasses; ++c) {
        const f32x4 hot = select(load(y + i) == splat(static_cast<float>(c)), splat(1.0F / kBatch), splat(0));
        store(z + c * kBatch + i, load(z + c * kBatch + i) * share - hot);
      }
    }
    loss_ = hsum(total) / kBatch;
    for (int c = 0; c < kClasses; ++c, z += kBatch)
      bias[c] = hsum((load(z) + load(z + 4)) + (load(z + 8) + load(z + 12)));
  }

  void step() override {
    float *w1 = theta_.data(), *b1 = w1 + kW1, *w2 = b1 + 8, *b2 = w2 + kW2, *w3 = b2 + 16, *b3 = w3 + kW3;
    float *g1 = gradient_.data(), *gb1 = g1 + kW1, *g2 = gb1 + 8, *gb2 = g2 + kW2, *g3 = gb2 + 16,
          *gb3 = g3 + kW3;
    float* s = scratch_.data();
    gather(x_.data(), y_);
    conv2d_forward(kConv1, x_.data(), w1, h1_.data(), s);
    bias_relu(h1_.data(), b1, 8, 24 * 24 * kBatch);
    max_pool(kPool1, h1_.data(), p1_.data());
    conv2d_forward(kConv2, p1_.data(), w2, h2_.data(), s);
    bias_relu(h2_.data(), b2, 16, 8 * 8 * kBatch);
    max_pool(kPool2, h2_.data(), p2_.data());
    matmul_nn(w3, 256, p2_.data(), kBatch, z_, kBatch, kClasses, kBatch, 256, b3, s);
    softmax(z_, y_, gb3);
    matmul_nt(z_, kBatch, p2_.data(), kBatch, g3, 256, kClasses, 256, kBatch, s);
    matmul_tn(w3, 256, z_, kBatch, dp2_.data(), kBatch, 256, kBatch, kClasses, s);
    max_pool_scatter(kPool2, h2_.data(), dp2_.data(), dh2_.data());
    gate(h2_.data(), dh2_.data(), gb2, 16, 8 * 8 * kBatch);
    conv2d_weight_gradient(kConv2, p1_.data(), dh2_.data(), g2, s);
    conv2d_input_gradient(kConv2, dh2_.data(), w2, dp1_.data(), s);
    max_pool_scatter(kPool1, h1_.data(), dp1_.data(), dh1_.data());
    gate(h1_.data(), dh1_.data(), gb1, 8, 24 * 24 * kBatch);
    conv2d_weight_gradient(kConv1, x_.data(), dh1_.data(), g1, s);
    for (int i = 0; i < kSize; ++i) {
      velocity_[static_cast<std::size_t>(i)] =
          kMomentum * velocity_[static_cast<std::size_t>(i)] + gradient_[static_cast<std::size_t>(i)];
      w1[i] -= kRate * velocity_[static_cast<std::size_t>(i)];
    }
  }

  using Buffer = std::vector<float>;
  static Buffer buffer(int channels, int side) {
    return Buffer(static_cast<std::size_t>(channels * side * side * kBatch) + 4);
  }
  Buffer theta_, gradient_ = Buffer(kSize + 4), velocity_ = Buffer(kSize), scratch_;
  Buffer x_ = buffer(1, 28), h1_ = buffer(8, 24), p1_ = buffer(8, 12), h2_ = buffer(16, 8),
         p2_ = buffer(16, 4), dp2_ = buffer(16, 4), dh2_ = buffer(16, 8), dp1_ = buffer(8, 12),
         dh1_ = buffer(8, 24);
  float y_[kBatch] = {}, z_[kClasses * kBatch] = {};
};

template <class T>
std::unique_ptr<Contender> make(std::span<const float> data) {
  return std::make_unique<T>(data);
}
const Registration kCore("conv/core", make<Core>);
const Registration kHand("conv/hand", make<Hand>);

}  // namespace
}  // namespace bench
