// SPDX-License-Identifier: Apache-2.0
#include "ir/dense.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losscape::small_dense {

void solve(double* a, double* b, int n, int m) noexcept {
  for (int c = 0; c < n; ++c) {
    int pivot = c;
    for (int r = c + 1; r < n; ++r) {
      if (std::fabs(a[r * n + c]) > std::fabs(a[pivot * n + c])) pivot = r;
    }
    if (pivot != c) {
      std::swap_ranges(a + pivot * n, a + pivot * n + n, a + c * n);
      std::swap_ranges(b + pivot * m, b + pivot * m + m, b + c * m);
    }
    for (int r = c + 1; r < n; ++r) {
      const double f = a[r * n + c] / a[c * n + c];
      for (int j = c; j < n; ++j) a[r * n + j] -= f * a[c * n + j];
      for (int j = 0; j < m; ++j) b[r * m + j] -= f * b[c * m + j];
    }
  }
  for (int r = n - 1; r >= 0; --r) {
    for (int j = 0; j < m; ++j) {
      double s = b[r * m + j];
      for (int k = r + 1; k < n; ++k) s -= a[r * n + k] * b[k * m + j];
      b[r * m + j] = s / a[r * n + r];
    }
  }
}

void cholesky(double* a, int n) noexcept {
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j <= i; ++j) {
      double s = a[i * n + j];
      for (int k = 0; k < j; ++k) s -= a[i * n + k] * a[j * n + k];
      if (i == j && !(s > 0)) {
        std::fill_n(a, n * n, std::numeric_limits<double>::quiet_NaN());
        return;
      }
      a[i * n + j] = i == j ? std::sqrt(s) : s / a[j * n + j];
    }
    std::fill(a + i * n + i + 1, a + i * n + n, 0.0);
  }
}

namespace {

// The rotation that makes a[p, q] zero (Golub & Van Loan, § 8.5.2), applied from both sides, and to v from
// the right.
void rotate(double* a, double* v, int n, int p, int q) noexcept {
  const double theta = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q]);
  const double t = (theta < 0 ? -1 : 1) / (std::fabs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1), s = t * c;
  const auto turn = [c, s](double& x, double& y) {
    const double old = x;
    x = c * old - s * y;
    y = s * old + c * y;
  };
  for (int k = 0; k < n; ++k) turn(a[k * n + p], a[k * n + q]);
  for (int k = 0; k < n; ++k) turn(a[p * n + k], a[q * n + k]);
  for (int k = 0; k < n; ++k) turn(v[k * n + p], v[k * n + q]);
}

}  // namespace

void eigh(double* a, double* v, int n) noexcept {
  constexpr int kSweeps = 50;
  std::fill_n(v, n * n, 0.0);
  for (int i = 0; i < n; ++i) v[i * n + i] = 1;
  bool turned = true;
  for (int sweep = 0; turned && sweep < kSweeps; ++sweep) {
    turned = false;
    for (int p = 0; p < n; ++p) {
      for (int q = p + 1; q < n; ++q) {
        // Below the rounding of the diagonal an element changes nothing any more.
        const double scale = std::sqrt(std::fabs(a[p * n + p])) * std::sqrt(std::fabs(a[q * n + q]));
        if (!(std::fabs(a[p * n + q]) > 1e-17 * scale) || std::fabs(a[p * n + q]) < 1e-300) continue;
        rotate(a, v, n, p, q);
        turned = true;
      }
    }
  }
  for (int c = 0; c < n; ++c) {  // selection sort: swaps of whole columns are few
    int least = c;
    for (int j = c + 1; j < n; ++j) {
      if (a[j * n + j] < a[least * n + least]) least = j;
    }
    std::swap(a[c * n + c], a[least * n + least]);
    int largest = 0;
    for (int r = 0; r < n; ++r) {
      if (least != c) std::swap(v[r * n + c], v[r * n + least]);
      if (std::fabs(v[r * n + c]) > std::fabs(v[largest * n + c])) largest = r;
    }
    for (int r = 0; v[largest * n + c] < 0 && r < n; ++r) {
      if (r != largest) v[r * n + c] = -v[r * n + c];
    }
    v[largest * n + c] = std::fabs(v[largest * n + c]);
  }
}

}  // namespace losscape::small_dense
