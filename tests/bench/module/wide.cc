// SPDX-License-Identifier: Apache-2.0
// The training step of 784-128-10 (relu, softmax cross-entropy, momentum, batch 64) in Eigen, natively. Data:
// x [784, N], classes [N], theta.
#if defined(LOSSCAPE_BENCH_EIGEN) && !defined(__EMSCRIPTEN__)
#include <Eigen/Dense>

#include "contender.h"

namespace bench {
namespace {

class Wide final : public Contender {
 public:
  static constexpr int kIn = 784, kHidden = 128, kOut = 10, kBatch = 64;
  static constexpr int kSize = kHidden * (kIn + 1) + kOut * (kHidden + 1);
  explicit Wide(std::span<const float> data)
      : n_(static_cast<int>(data.size() - kSize) / (kIn + 1)),
        data_(data.begin(), data.end() - kSize),
        theta_(Eigen::Map<const Eigen::VectorXf>(data.data() + data.size() - kSize, kSize)),
        gradient_(kSize),
        velocity_(Eigen::VectorXf::Zero(kSize)),
        batches_(n_, kBatch) {}
  void run(int count) override {
    for (int i = 0; i < count; ++i) step();
  }
  double result() override { return static_cast<double>(loss_); }

 private:
  template <int R, int C>
  using Matrix = Eigen::Matrix<float, R, C, C == 1 ? Eigen::ColMajor : Eigen::RowMajor>;

  // Places of weights and biases in a vector of all parameters.
  struct Parts {
    explicit Parts(Eigen::VectorXf& v)
        : w1(v.data()),
          b1(v.data() + kHidden * kIn),
          w2(v.data() + kHidden * (kIn + 1)),
          b2(v.data() + kHidden * (kIn + 1) + kOut * kHidden) {}
    Eigen::Map<Matrix<kHidden, kIn>> w1;
    Eigen::Map<Matrix<kHidden, 1>> b1;
    Eigen::Map<Matrix<kOut, kHidden>> w2;
    Eigen::Map<Matrix<kOut, 1>> b2;
  };

  void step() {
    const std::uint32_t* rows = batches_.next();
    for (int d = 0; d < kIn; ++d)
      for (int b = 0; b < kBatch; ++b) x_(d, b) = data_[static_cast<std::size_t>(d * n_) + rows[b]];
    const Parts p(theta_), g(gradient_);
    h_.noalias() = p.w1 * x_;
    h_.colwise() += p.b1;
    h_ = h_.cwiseMax(0.0F);
    z_.noalias() = p.w2 * h_;
    z_.colwise() += p.b2;
    z_.rowwise() -= z_.colwise().maxCoeff().eval();
    dz_ = z_.array().exp();
    const Matrix<1, kBatch> sum = dz_.colwise().sum();
    dz_.array().rowwise() /= sum.array();
    float loss = sum.array().log().sum();
    for (int b = 0; b < kBatch; ++b) {
      const int label = static_cast<int>(data_[static_cast<std::size_t>(kIn * n_) + rows[b]]);
      loss -= z_(label, b);
      dz_(label, b) -= 1;
    }
    dz_ *= 1.0F / kBatch;
    loss_ = loss / kBatch;
    Parts out(gradient_);
    out.w2.noalias() = dz_ * h_.transpose();
    out.b2 = dz_.rowwise().sum();
    dh_.noalias() = p.w2.transpose() * dz_;
    dh_ = (h_.array() > 0).select(dh_, 0.0F);
    out.w1.noalias() = dh_ * x_.transpose();
    out.b1 = dh_.rowwise().sum();
    velocity_ = 0.9F * velocity_ + gradient_;
    theta_ -= 0.05F * velocity_;
  }

  int n_;
  std::vector<float> data_;
  Eigen::VectorXf theta_, gradient_, velocity_;
  Matrix<Eigen::Dynamic, Eigen::Dynamic> x_{kIn, kBatch}, h_{kHidden, kBatch}, dh_{kHidden, kBatch},
      z_{kOut, kBatch}, dz_{kOut, kBatch};
  Batches batches_;
  float loss_ = 0;
};

const Registration kWide("mlp-wide/eigen", [](std::span<const float> d) -> std::unique_ptr<Contender> {
  return std::make_unique<Wide>(d);
});

}  // namespace
}  // namespace bench
#endif
