// SPDX-License-Identifier: Apache-2.0
// Mean loss and gradient in one pass written by hand, with the core's lane functions. Data: predictions [C,
// N], then targets [N].
#include "contender.h"
#include "lane_math.h"
#include "simd.h"

namespace bench {
namespace {

using namespace losscape;

struct Mse {
  static LOSSCAPE_INLINE f32x4 value(f32x4 p, f32x4 t, f32x4& gradient) {
    const f32x4 e = p - t;
    gradient = e + e;
    return e * e;
  }
};
struct Huber {  // delta 1
  static LOSSCAPE_INLINE f32x4 value(f32x4 p, f32x4 t, f32x4& gradient) {
    const f32x4 e = p - t, q = pmax(pmin(e, splat(1)), splat(-1));
    gradient = q;
    return q * (e - 0.5F * q);
  }
};
struct Bce {  // both of softplus and sigmoid from one exponential
  static LOSSCAPE_INLINE f32x4 value(f32x4 p, f32x4 t, f32x4& gradient) {
    const f32x4 e = lane_detail::exp_nonpositive(-abs(p));
    gradient = select(p < splat(0), e, splat(1)) / (1.0F + e) - t;
    return pmax(p, splat(0)) + lane_detail::log1p_unit(e) - p * t;
  }
};
struct Focal {  // gamma 2, alpha 0.25: w (1 − s)² softplus(−m) with s = sigmoid(m), m = ±p
  static LOSSCAPE_INLINE f32x4 value(f32x4 p, f32x4 t, f32x4& gradient) {
    const f32x4 sign = t + t - 1.0F, m = p * sign, weight = 0.75F - 0.5F * t;
    const f32x4 e = lane_detail::exp_nonpositive(-abs(m)), inverse = 1.0F / (1.0F + e);
    const f32x4 s = select(m < splat(0), e, splat(1)) * inverse,
                r = select(m < splat(0), splat(1), e) * inverse;
    const f32x4 loss = pmax(-m, splat(0)) + lane_detail::log1p_unit(e), rr = weight * (r * r);
    gradient = -sign * rr * (2.0F * s * loss + r);
    return rr * loss;
  }
};

template <class Loss>
class Elementwise final : public Contender {
 public:
  explicit Elementwise(std::span<const float> data)
      : data_(data.begin(), data.end()), gradient_(data.size() / 2) {}
  void run(int count) override {
    for (int i = 0; i < count; ++i) pass();
  }
  double result() override { return value_; }

 private:
  [[gnu::noinline]] void pass() {
    constexpr int kBlock = 256;  // sums of a block in float, of the blocks in double
    const int n = static_cast<int>(gradient_.size());
    const float *p = data_.data(), *t = p + n;
    float* to = gradient_.data();
    const f32x4 scale = splat(1.0F / static_cast<float>(n));
    double total = 0;
    for (int start = 0; start + kBlock <= n; start += kBlock) {
      f32x4 sum[2] = {splat(0), splat(0)}, g;
      for (int i = start; i < start + kBlock; i += 8) {
        sum[0] += Loss::value(load(p + i), load(t + i), g);
        store(to + i, g * scale);
        sum[1] += Loss::value(load(p + i + 4), load(t + i + 4), g);
        store(to + i + 4, g * scale);
      }
      total += static_cast<double>(hsum(sum[0] + sum[1]));
    }
    value_ = total / n;
  }
  std::vector<float> data_, gradient_;
  double value_ = 0;
};

// Lanes over samples, which lie side by side; the exponentials wait in the gradient's memory.
template <int C>
class CrossEntropy final : public Contender {
 public:
  explicit CrossEntropy(std::span<const float> data)
      : n_(static_cast<int>(data.size()) / (C + 1)),
        data_(data.begin(), data.end()),
        gradient_(static_cast<std::size_t>(C * n_)) {}
  void run(int count) override {
    for (int i = 0; i < count; ++i) pass();
  }
  double result() override { return value_; }

 private:
  [[gnu::noinline]] void pass() {
    const f32x4 scale = splat(1.0F / static_cast<float>(n_));
    f32x4 total = splat(0);
    for (int i = 0; i < n_; i += 4) {
      const float* z = data_.data() + i;
      float* g = gradient_.data() + i;
      f32x4 largest = load(z);
      for (int c = 1; c < C; ++c) largest = pmax(largest, load(z + c * n_));
      const f32x4 label = load(data_.data() + C * n_ + i);
      f32x4 sum = splat(0), at_label = splat(0);
      for (int c = 0; c < C; ++c) {
        const f32x4 shifted = load(z + c * n_) - largest, e = lane_detail::exp_nonpositive(shifted);
        sum += e;
        at_label = select(label == splat(static_cast<float>(c)), shifted, at_label);
        store(g + c * n_, e);
      }
      total += log(sum) - at_label;
      const f32x4 share = scale / sum;
      for (int c = 0; c < C; ++c) {
        const f32x4 hot = float_from_bits(bits_of(scale) & (label == splat(static_cast<float>(c))));
        store(g + c * n_, load(g + c * n_) * share - hot);
      }
    }
    value_ = static_cast<double>(hsum(total)) / n_;
  }
  int n_;
  std::vector<float> data_, gradient_;
  double value_ = 0;
};

template <class T>
std::unique_ptr<Contender> make(std::span<const float> data) {
  return std::make_unique<T>(data);
}
const Registration kMse("loss-mse/hand", make<Elementwise<Mse>>);
const Registration kHuber("loss-huber/hand", make<Elementwise<Huber>>);
const Registration kBce("loss-bce/hand", make<Elementwise<Bce>>);
const Registration kFocal("loss-focal/hand", make<Elementwise<Focal>>);
const Registration kCe10("loss-ce10/hand", make<CrossEntropy<10>>);
const Registration kCe1000("loss-ce1000/hand", make<CrossEntropy<1000>>);

}  // namespace
}  // namespace bench
