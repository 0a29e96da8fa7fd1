// SPDX-License-Identifier: Apache-2.0
// Rates of the matrix products in GFLOP/s and, in the native build, of Eigen's on the same operands. One
// source for the native and the wasm program, so two runs give the comparison that matters: ours under Node
// against Eigen native. Samples of the two alternate and the fastest counts, since the machine is usually
// shared.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "exec/kernels/matmul.h"
#include "timing.h"

#if !defined(__EMSCRIPTEN__) && __has_include(<Eigen/Dense>)
#include <Eigen/Dense>
#define BENCH_EIGEN 1
#endif

namespace {

using losscape::MatmulForm;

struct Shape {
  MatmulForm form;
  int m, n, k;
};

int padded(int columns) { return (columns + 3) / 4 * 4; }

struct Result {
  double ours, eigen;
};

// Activations (B of nn and tn, both operands of nt, C of nn and tn) are padded, weights are not, as in
// training.
Result measure(const Shape& s) {
  const bool tn = s.form == MatmulForm::TN, nt = s.form == MatmulForm::NT;
  const int a_rows = tn ? s.k : s.m, b_rows = nt ? s.n : s.k;
  const int lda = tn ? s.m : nt ? padded(s.k) : s.k;
  const int ldb = padded(nt ? s.k : s.n);
  const int ldc = nt ? s.n : padded(s.n);
  const std::vector<float> a = bench::random_floats(std::size_t(a_rows) * lda, 1),
                           b = bench::random_floats(std::size_t(b_rows) * ldb, 2);
  std::vector<float> c = bench::random_floats(std::size_t(s.m) * ldc, 3);
  std::vector<float> scratch(losscape::matmul_scratch_floats(s.form, s.m, s.n, s.k) + 4);
  const auto ours = [&] {
    switch (s.form) {
      case MatmulForm::NN:
        return losscape::matmul_nn(a.data(), lda, b.data(), ldb, c.data(), ldc, s.m, s.n, s.k, nullptr,
                                   scratch.data());
      case MatmulForm::NT:
        return losscape::matmul_nt(a.data(), lda, b.data(), ldb, c.data(), ldc, s.m, s.n, s.k,
                                   scratch.data());
      case MatmulForm::TN:
        return losscape::matmul_tn(a.data(), lda, b.data(), ldb, c.data(), ldc, s.m, s.n, s.k,
                                   scratch.data());
    }
  };
  const long count = bench::calibrate(ours);
  double best = 1e9, best_eigen = 1e9;
#if defined(BENCH_EIGEN)
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using Stride = Eigen::OuterStride<>;
  using In = Eigen::Map<const Rows, 0, Stride>;
  const In ea(a.data(), a_rows, tn ? s.m : s.k, Stride(lda)),
      eb(b.data(), b_rows, nt ? s.k : s.n, Stride(ldb));
  Eigen::Map<Rows, 0, Stride> ec(c.data(), s.m, s.n, Stride(ldc));
  const auto eigen = [&] {
    switch (s.form) {
      case MatmulForm::NN:
        ec.noalias() = ea * eb;
        return;
      case MatmulForm::NT:
        ec.noalias() = ea * eb.transpose();
        return;
      case MatmulForm::TN:
        ec.noalias() = ea.transpose() * eb;
        return;
    }
  };
#endif
  for (int i = 0; i < bench::kSamples; ++i) {
    best = std::min(best, bench::seconds(ours, count));
#if defined(BENCH_EIGEN)
    best_eigen = std::min(best_eigen, bench::seconds(eigen, count));
#endif
  }
  return {best / static_cast<double>(count), best_eigen / static_cast<double>(count)};
}

constexpr Shape kShapes[] = {
    // Playground: 2-4-4-1 and 16-wide nets.
    {MatmulForm::NN, 4, 10, 2},
    {MatmulForm::NT, 4, 2, 10},
    {MatmulForm::TN, 2, 10, 4},
    {MatmulForm::NN, 8, 16, 8},
    {MatmulForm::NT, 8, 8, 16},
    {MatmulForm::TN, 8, 16, 8},
    {MatmulForm::NN, 16, 32, 16},
    {MatmulForm::NT, 16, 16, 32},
    {MatmulForm::TN, 16, 32, 16},
    // Square.
    {MatmulForm::NN, 64, 64, 64},
    {MatmulForm::NT, 64, 64, 64},
    {MatmulForm::TN, 64, 64, 64},
    {MatmulForm::NN, 128, 128, 128},
    {MatmulForm::NT, 128, 128, 128},
    {MatmulForm::TN, 128, 128, 128},
    {MatmulForm::NN, 256, 256, 256},
    {MatmulForm::NT, 256, 256, 256},
    {MatmulForm::TN, 256, 256, 256},
    {MatmulForm::NN, 512, 512, 512},
    {MatmulForm::NT, 512, 512, 512},
    {MatmulForm::TN, 512, 512, 512},
    {MatmulForm::NN, 1024, 1024, 1024},
    {MatmulForm::NT, 1024, 1024, 1024},
    {MatmulForm::TN, 1024, 1024, 1024},
    // 784-128-10, batch 64.
    {MatmulForm::NN, 128, 64, 784},
    {MatmulForm::NT, 128, 784, 64},
    {MatmulForm::TN, 784, 64, 128},
    {MatmulForm::NN, 10, 64, 128},
    {MatmulForm::NT, 10, 128, 64},
    {MatmulForm::TN, 128, 64, 10},
};

}  // namespace

// Usage: matmul_bench [largest m, n or k]
int main(int argc, char** argv) {
  const int limit = argc > 1 ? std::atoi(argv[1]) : 512;
  constexpr const char* kNames[] = {"nn", "nt", "tn"};
  std::printf("form     m    n    k        ns  GFLOP/s    Eigen  ratio\n");
  for (const Shape& s : kShapes) {
    if (s.m == s.n && s.n == s.k && s.m > limit) continue;
    const Result r = measure(s);
    const double flops = 2.0 * s.m * s.n * s.k;
    std::printf("%-4s %5d %4d %4d %9.1f %8.1f", kNames[static_cast<int>(s.form)], s.m, s.n, s.k, r.ours * 1e9,
                flops / r.ours * 1e-9);
    if (r.eigen < 1) std::printf(" %8.1f %6.2f", flops / r.eigen * 1e-9, r.eigen / r.ours);
    std::printf("\n");
  }
}
