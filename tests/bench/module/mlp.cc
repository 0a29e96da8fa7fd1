// SPDX-License-Identifier: Apache-2.0
// The training steps of 2-4-2-1 (tanh, squared error, SGD, batch 10) and 2-16-16-16-1 (relu, binary
// cross-entropy with logits, Adam, batch 32) fused by hand: sizes known, lanes over the samples of the batch,
// nothing stored that a later line does not read. Data: x [inputs, N], y [N], theta; a layer's weight is
// [units, inputs], then its bias.
#include <algorithm>
#include <cmath>

#include "contender.h"
#include "lane_math.h"
#include "simd.h"

namespace bench {
namespace {

using losscape::f32x4, losscape::load, losscape::store, losscape::splat;

constexpr int round_up(int n) { return (n + 3) / 4 * 4; }

template <int V>
using Row = f32x4[V];

template <int In, int Out, int V>
struct Dense {
  static constexpr int kSize = Out * In + Out;

  static LOSSCAPE_INLINE void forward(const float* w, const Row<V>* x, Row<V>* z) {
    for (int u = 0; u < Out; ++u) {
      f32x4 sum[V];
      for (int v = 0; v < V; ++v) sum[v] = splat(w[Out * In + u]);
      for (int i = 0; i < In; ++i)
        for (int v = 0; v < V; ++v) sum[v] += splat(w[u * In + i]) * x[i][v];
      for (int v = 0; v < V; ++v) z[u][v] = sum[v];
    }
  }
  static LOSSCAPE_INLINE void backward_weights(const Row<V>* x, const Row<V>* dz, float* g) {
    for (int u = 0; u < Out; ++u) {
      for (int i = 0; i < In; ++i) {
        f32x4 sum = dz[u][0] * x[i][0];
        for (int v = 1; v < V; ++v) sum += dz[u][v] * x[i][v];
        g[u * In + i] = losscape::hsum(sum);
      }
      f32x4 sum = dz[u][0];
      for (int v = 1; v < V; ++v) sum += dz[u][v];
      g[Out * In + u] = losscape::hsum(sum);
    }
  }
  static LOSSCAPE_INLINE void backward_inputs(const float* w, const Row<V>* dz, Row<V>* dx) {
    for (int i = 0; i < In; ++i) {
      f32x4 sum[V];
      for (int v = 0; v < V; ++v) sum[v] = splat(w[i]) * dz[0][v];
      for (int u = 1; u < Out; ++u)
        for (int v = 0; v < V; ++v) sum[v] += splat(w[u * In + i]) * dz[u][v];
      for (int v = 0; v < V; ++v) dx[i][v] = sum[v];
    }
  }
};

// Two inputs and their batch, lanes past the batch zero.
template <int Batch>
class Step : public Contender {
 public:
  static constexpr int V = round_up(Batch) / 4;
  Step(std::span<const float> data, int parameters)
      : n_(static_cast<int>(data.size() - static_cast<std::size_t>(parameters)) / 3),
        data_(data.begin(), data.begin() + 3 * n_),
        theta_(data.end() - parameters, data.end()),
        batches_(n_, Batch) {
    theta_.resize(static_cast<std::size_t>(round_up(parameters)));
  }
  double result() override { return static_cast<double>(loss_); }

 protected:
  LOSSCAPE_INLINE void gather(Row<V>* x, Row<V>* y) {
    const std::uint32_t* rows = batches_.next();
    f32x4* const to[3] = {x[0], x[1], y[0]};
    for (int d = 0; d < 3; ++d) {
      float row[4 * V] = {};
      for (int b = 0; b < Batch; ++b) row[b] = data_[static_cast<std::size_t>(d * n_) + rows[b]];
      for (int v = 0; v < V; ++v) to[d][v] = load(row + 4 * v);
    }
  }
  static f32x4 mask(int v) {
    return losscape::float_from_bits(
        losscape::bits_of(splat(1)) &
        losscape::tail_mask(static_cast<std::size_t>(std::clamp(Batch - 4 * v, 0, 4))));
  }

  int n_;
  std::vector<float> data_, theta_;
  Batches batches_;
  float loss_ = 0;
};

class Tiny final : public Step<10> {
 public:
  using L1 = Dense<2, 4, V>;
  using L2 = Dense<4, 2, V>;
  using L3 = Dense<2, 1, V>;
  static constexpr int kSize = L1::kSize + L2::kSize + L3::kSize;
  explicit Tiny(std::span<const float> data) : Step(data, kSize) {}

  void run(int count) override {
    for (int i = 0; i < count; ++i) step();
  }

 private:
  [[gnu::noinline]] void step() {
    constexpr float kRate = 0.1F;
    Row<V> x[2] = {}, y[1] = {}, h1[4], h2[2], out[1], d1[4], d2[2], d3[1];
    float *w1 = theta_.data(), *w2 = w1 + L1::kSize, *w3 = w2 + L2::kSize;
    gather(x, y);
    L1::forward(w1, x, h1);
    for (auto& row : h1)
      for (f32x4& a : row) a = losscape::tanh(a);
    L2::forward(w2, h1, h2);
    for (auto& row : h2)
      for (f32x4& a : row) a = losscape::tanh(a);
    L3::forward(w3, h2, out);
    f32x4 total = splat(0);
    for (int v = 0; v < V; ++v) {
      const f32x4 e = (out[0][v] - y[0][v]) * mask(v);
      total += e * e;
      d3[0][v] = e * splat(2.0F / 10);
    }
    loss_ = losscape::hsum(total) / 10;
    float g[round_up(kSize)] = {};
    L3::backward_weights(h2, d3, g + L1::kSize + L2::kSize);
    L3::backward_inputs(w3, d3, d2);
    for (int u = 0; u < 2; ++u)
      for (int v = 0; v < V; ++v) d2[u][v] *= splat(1) - h2[u][v] * h2[u][v];
    L2::backward_weights(h1, d2, g + L1::kSize);
    L2::backward_inputs(w2, d2, d1);
    for (int u = 0; u < 4; ++u)
      for (int v = 0; v < V; ++v) d1[u][v] *= splat(1) - h1[u][v] * h1[u][v];
    L1::backward_weights(x, d1, g);
    for (int i = 0; i < kSize; i += 4) store(w1 + i, load(w1 + i) - splat(kRate) * load(g + i));
  }
};

class Adam final : public Step<32> {
 public:
  using L1 = Dense<2, 16, V>;
  using L2 = Dense<16, 16, V>;
  using L4 = Dense<16, 1, V>;
  static constexpr int kSize = L1::kSize + 2 * L2::kSize + L4::kSize;
  explicit Adam(std::span<const float> data)
      : Step(data, kSize), g_(theta_.size()), m_(theta_.size()), v_(theta_.size()) {}

  void run(int count) override {
    for (int i = 0; i < count; ++i) step();
  }

 private:
  static LOSSCAPE_INLINE void relu(Row<V>* rows) {
    for (int u = 0; u < 16; ++u)
      for (f32x4& a : rows[u]) a = losscape::pmax(a, splat(0));
  }
  static LOSSCAPE_INLINE void gate(const Row<V>* h, Row<V>* d) {
    for (int u = 0; u < 16; ++u)
      for (int v = 0; v < V; ++v)
        d[u][v] = losscape::float_from_bits(losscape::bits_of(d[u][v]) & (h[u][v] > splat(0)));
  }
  // One copy of the 16-16 layer's three loops: it is used twice.
  [[gnu::noinline]] static void forward(const float* w, const Row<V>* x, Row<V>* h) {
    L2::forward(w, x, h);
    relu(h);
  }
  [[gnu::noinline]] static void backward(const float* w, const Row<V>* x, const Row<V>* dz, Row<V>* dx,
                                         float* g) {
    L2::backward_weights(x, dz, g);
    L2::backward_inputs(w, dz, dx);
    gate(x, dx);
  }

  [[gnu::noinline]] void step() {
    Row<V> x[2], y[1], h1[16], h2[16], h3[16], out[1], d[16], e[16], d4[1];
    float *w1 = theta_.data(), *w2 = w1 + L1::kSize, *w3 = w2 + L2::kSize, *w4 = w3 + L2::kSize;
    float *g1 = g_.data(), *g2 = g1 + L1::kSize, *g3 = g2 + L2::kSize, *g4 = g3 + L2::kSize;
    gather(x, y);
    L1::forward(w1, x, h1);
    relu(h1);
    forward(w2, h1, h2);
    forward(w3, h2, h3);
    L4::forward(w4, h3, out);
    f32x4 total = splat(0);
    for (int v = 0; v < V; ++v) {
      total += losscape::softplus(out[0][v]) - out[0][v] * y[0][v];
      d4[0][v] = (losscape::sigmoid(out[0][v]) - y[0][v]) * splat(1.0F / 32);
    }
    loss_ = losscape::hsum(total) / 32;
    L4::backward_weights(h3, d4, g4);
    L4::backward_inputs(w4, d4, d);
    gate(h3, d);
    backward(w3, h2, d, e, g3);
    backward(w2, h1, e, d, g2);
    L1::backward_weights(x, d, g1);
    power1_ *= kBeta1;
    power2_ *= kBeta2;
    const f32x4 rate = splat(0.01F / (1 - power1_)), root = splat(1 / std::sqrt(1 - power2_));
    for (int i = 0; i < kSize; i += 4) {
      const f32x4 g = load(g1 + i), m = splat(kBeta1) * load(&m_[0] + i) + splat(1 - kBeta1) * g,
                  v = splat(kBeta2) * load(&v_[0] + i) + splat(1 - kBeta2) * (g * g);
      store(&m_[0] + i, m);
      store(&v_[0] + i, v);
      store(w1 + i, load(w1 + i) - rate * m / (losscape::sqrt(v) * root + splat(1e-8F)));
    }
  }

  static constexpr float kBeta1 = 0.9F, kBeta2 = 0.999F;
  std::vector<float> g_, m_, v_;
  float power1_ = 1, power2_ = 1;
};

const Registration kTiny("mlp-tiny/hand", [](std::span<const float> d) -> std::unique_ptr<Contender> {
  return std::make_unique<Tiny>(d);
});
const Registration kAdam("mlp-adam/hand", [](std::span<const float> d) -> std::unique_ptr<Contender> {
  return std::make_unique<Adam>(d);
});

}  // namespace
}  // namespace bench
