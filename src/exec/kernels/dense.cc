// SPDX-License-Identifier: Apache-2.0
// Small dense algebra: operands become doubles in scratch memory, results floats.
#include "ir/dense.h"
#include "exec/kernels/calls.h"

namespace losscape {

namespace {

double* doubles(const Call& c, float* m) noexcept { return reinterpret_cast<double*>(m + c.scratch); }

// [rows, columns] of a place, row-major without padding.
void read(const Place& p, const float* m, double* out) noexcept {
  for (int i = 0; i < p.shape[0]; ++i) {
    for (int j = 0; j < p.shape[1]; ++j) *out++ = static_cast<double>(m[p.offset + i * p.row_stride + j]);
  }
}

void read_symmetric(const Place& p, const float* m, double* out) noexcept {
  const int n = p.shape[0];
  read(p, m, out);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < i; ++j) out[i * n + j] = out[j * n + i] = 0.5 * (out[i * n + j] + out[j * n + i]);
  }
}

// Rows of a place from the given one on.
void write(const double* from, int rows, int columns, const Place& p, int first, float* m) noexcept {
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j)
      m[p.offset + (first + i) * p.row_stride + j] = static_cast<float>(*from++);
  }
}

void solve_run(const Call& c, float* m) noexcept {
  const int n = c.to.shape[0], columns = c.to.shape[1];
  double *a = doubles(c, m), *b = a + n * n;
  read(c.args[0], m, a);
  read(c.args[1], m, b);
  small_dense::solve(a, b, n, columns);
  write(b, n, columns, c.to, 0, m);
}

void cholesky_run(const Call& c, float* m) noexcept {
  const int n = c.to.shape[0];
  double* a = doubles(c, m);
  read_symmetric(c.args[0], m, a);
  small_dense::cholesky(a, n);
  write(a, n, n, c.to, 0, m);
}

void eigh_run(const Call& c, float* m) noexcept {
  const int n = c.to.shape[1];
  double *a = doubles(c, m), *v = a + n * n;
  read_symmetric(c.args[0], m, a);
  small_dense::eigh(a, v, n);
  for (int i = 0; i < n; ++i) a[i] = a[i * n + i];
  write(a, 1, n, c.to, 0, m);
  write(v, n, n, c.to, 1, m);
}

// Doubles take two floats each.
size_t solve_scratch(const Graph& g, const Node& n) {
  return static_cast<size_t>(2 * (g.node(n.args[0]).shape.size() + n.shape.size()));
}
size_t square_scratch(const Graph& g, const Node& n) {
  return static_cast<size_t>(4 * g.node(n.args[0]).shape.size());
}

constexpr std::array<CallForm, 2> kAny{CallForm::Any, CallForm::Any};

}  // namespace

const CallKernel kSolve{solve_run, kAny, CallForm::Rows, solve_scratch};
const CallKernel kCholesky{cholesky_run, kAny, CallForm::Rows, square_scratch};
const CallKernel kEigh{eigh_run, kAny, CallForm::Rows, square_scratch};

}  // namespace losscape
