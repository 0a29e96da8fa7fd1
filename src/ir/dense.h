// SPDX-License-Identifier: Apache-2.0
// Small dense algebra in double, in place, row-major: what the dense ops compute, in the machine as in the
// reference. Written out rather than taken from Eigen because Eigen's blocked code adds 25 kB to the
// compressed download; the tests hold it against Eigen.
#pragma once

namespace losscape::small_dense {

/// b [n, m] becomes A⁻¹·b by elimination with partial pivoting; a [n, n] is used up. Not finite where A is
/// singular.
void solve(double* a, double* b, int n, int m) noexcept;
/// a becomes its lower Cholesky factor, zeros above; NaN everywhere where a is not positive definite. Reads
/// the lower half only.
void cholesky(double* a, int n) noexcept;
/// a symmetric: its diagonal becomes the eigenvalues, ascending, and the columns of v their vectors, each
/// with its largest component positive. Cyclic Jacobi rotations: accurate to the last digits, n³ a sweep,
/// about ten sweeps.
void eigh(double* a, double* v, int n) noexcept;

}  // namespace losscape::small_dense
