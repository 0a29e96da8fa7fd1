// SPDX-License-Identifier: Apache-2.0
// Small dense algebra, by Eigen in double on the stack: nothing is allocated, and without vectorisation (see
// CMakeLists.txt) the order of every sum is the same on every target.
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include "exec/kernels/calls.h"
#include "ir/linear_algebra.h"

namespace losscape {

namespace {

using Matrix =
    ::Eigen::Matrix<double, ::Eigen::Dynamic, ::Eigen::Dynamic, ::Eigen::ColMajor, kMaxDense, kMaxDense>;

Matrix read(const Place& p, const float* m) noexcept {
  const int n = p.shape[0];
  Matrix a(n, n);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) a(i, j) = static_cast<double>(m[p.offset + i * p.row_stride + j]);
  }
  return a;
}

Matrix read_symmetric(const Place& p, const float* m) noexcept {
  const Matrix a = read(p, m);
  return 0.5 * (a + a.transpose());
}

// Columns of the right-hand side one by one: there may be more of them than kMaxDense.
void solve_run(const Call& c, float* m) noexcept {
  const auto& [a, b] = c.args;
  const ::Eigen::PartialPivLU<Matrix> lu(read(a, m));
  const int n = a.shape[0];
  using Column = ::Eigen::Matrix<double, ::Eigen::Dynamic, 1, ::Eigen::ColMajor, kMaxDense, 1>;
  for (int j = 0; j < b.shape[1]; ++j) {
    Column right(n);
    for (int i = 0; i < n; ++i) right(i) = static_cast<double>(m[b.offset + i * b.row_stride + j]);
    const Column x = lu.solve(right);
    for (int i = 0; i < n; ++i) m[c.to.offset + i * c.to.row_stride + j] = static_cast<float>(x(i));
  }
}

void cholesky_run(const Call& c, float* m) noexcept {
  const ::Eigen::LLT<Matrix> llt(read_symmetric(c.args[0], m));
  const bool definite = llt.info() == ::Eigen::Success;
  const int n = c.to.shape[0];
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j)
      m[c.to.offset + i * c.to.row_stride + j] = !definite ? __builtin_nanf("")
                                                 : j <= i  ? static_cast<float>(llt.matrixLLT()(i, j))
                                                           : 0.0F;
  }
}

void eigh_run(const Call& c, float* m) noexcept {
  const int n = c.to.shape[1];
  ::Eigen::SelfAdjointEigenSolver<Matrix> solver(n);
  solver.compute(read_symmetric(c.args[0], m));
  const bool found = solver.info() == ::Eigen::Success;
  for (int j = 0; j < n; ++j) {
    int largest = 0;
    for (int i = 0; i < n && found; ++i) {
      if (std::abs(solver.eigenvectors()(i, j)) > std::abs(solver.eigenvectors()(largest, j))) largest = i;
    }
    const double sign = found && solver.eigenvectors()(largest, j) < 0 ? -1 : 1;
    float* column = m + c.to.offset + j;
    column[0] = found ? static_cast<float>(solver.eigenvalues()(j)) : __builtin_nanf("");
    for (int i = 0; i < n; ++i)
      column[(i + 1) * c.to.row_stride] =
          found ? static_cast<float>(sign * solver.eigenvectors()(i, j)) : __builtin_nanf("");
  }
}

}  // namespace

const CallKernel kSolve{solve_run};
const CallKernel kCholesky{cholesky_run};
const CallKernel kEigh{eigh_run};

}  // namespace losscape
