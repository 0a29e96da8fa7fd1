// SPDX-License-Identifier: Apache-2.0
// Square matrix products in three forms, the core's and (natively) Eigen's. Data: A, then B; the result is
// the sum of the product's first row.
#include <cmath>

#include "contender.h"
#include "exec/kernels/matmul.h"

#if defined(LOSSCAPE_BENCH_EIGEN) && !defined(__EMSCRIPTEN__)
#include <Eigen/Dense>
#define BENCH_EIGEN 1
#endif

namespace bench {
namespace {

using losscape::MatmulForm;

struct Operands {
  explicit Operands(std::span<const float> data)
      : n(static_cast<int>(std::lround(std::sqrt(static_cast<double>(data.size()) / 2)))),
        a(data.begin(), data.begin() + n * n),
        b(data.begin() + n * n, data.end()),
        c(static_cast<std::size_t>(n * n)) {}
  int n;
  std::vector<float> a, b, c;
  double first_row() const { return std::accumulate(c.begin(), c.begin() + n, 0.0); }
};

template <MatmulForm form>
class Ours final : public Contender {
 public:
  explicit Ours(std::span<const float> data)
      : o_(data), scratch_(losscape::matmul_scratch_floats(form, o_.n, o_.n, o_.n) + 4) {}
  void run(int count) override {
    const int n = o_.n;
    for (int i = 0; i < count; ++i) {
      if constexpr (form == MatmulForm::NN)
        losscape::matmul_nn(o_.a.data(), n, o_.b.data(), n, o_.c.data(), n, n, n, n, nullptr,
                            scratch_.data());
      else if constexpr (form == MatmulForm::NT)
        losscape::matmul_nt(o_.a.data(), n, o_.b.data(), n, o_.c.data(), n, n, n, n, scratch_.data());
      else
        losscape::matmul_tn(o_.a.data(), n, o_.b.data(), n, o_.c.data(), n, n, n, n, scratch_.data());
    }
  }
  double result() override { return o_.first_row(); }

 private:
  Operands o_;
  std::vector<float> scratch_;
};

template <class T>
std::unique_ptr<Contender> make(std::span<const float> data) {
  return std::make_unique<T>(data);
}
const Registration kNN("matmul-nn/core", make<Ours<MatmulForm::NN>>);
const Registration kNT("matmul-nt/core", make<Ours<MatmulForm::NT>>);
const Registration kTN("matmul-tn/core", make<Ours<MatmulForm::TN>>);

#if defined(BENCH_EIGEN)
template <MatmulForm form>
class EigenProduct final : public Contender {
 public:
  explicit EigenProduct(std::span<const float> data) : o_(data) {}
  void run(int count) override {
    using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Matrix> a(o_.a.data(), o_.n, o_.n), b(o_.b.data(), o_.n, o_.n);
    Eigen::Map<Matrix> c(o_.c.data(), o_.n, o_.n);
    for (int i = 0; i < count; ++i) {
      if constexpr (form == MatmulForm::NN)
        c.noalias() = a * b;
      else if constexpr (form == MatmulForm::NT)
        c.noalias() = a * b.transpose();
      else
        c.noalias() = a.transpose() * b;
    }
  }
  double result() override { return o_.first_row(); }

 private:
  Operands o_;
};
const Registration kEigenNN("matmul-nn/eigen", make<EigenProduct<MatmulForm::NN>>);
const Registration kEigenNT("matmul-nt/eigen", make<EigenProduct<MatmulForm::NT>>);
const Registration kEigenTN("matmul-tn/eigen", make<EigenProduct<MatmulForm::TN>>);
#endif

}  // namespace
}  // namespace bench
