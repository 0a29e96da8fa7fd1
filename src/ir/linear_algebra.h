// SPDX-License-Identifier: Apache-2.0
// Small dense linear algebra on matrices [n, n], n <= kMaxDense: computed in double inside, with derivatives
// of any order.
#pragma once

#include <span>

#include "ir/graph.h"

namespace losscape {

inline constexpr int kMaxDense = 256;  ///< rows; the time grows with their cube

/// A⁻¹·B for A [n, n] and B [n, m], by LU with partial pivoting; not finite where A is singular.
Value solve(Value a, Value b);
Value inverse(Value a);
/// Lower L with L·Lᵀ = (A + Aᵀ)/2; NaN where that is not positive definite.
Value cholesky(Value a);
/// log det of a positive definite matrix, rank 0, through its Cholesky factor.
Value log_det(Value a);

/// Eigenvalues [1, n], ascending, and orthonormal eigenvectors [n, n] as columns of (A + Aᵀ)/2. Each vector's
/// largest component in magnitude is positive. Where eigenvalues are equal, their vectors' derivative takes
/// the terms between them as 0.
struct Eigenpairs {
  Value values, vectors;
};
Eigenpairs eigh(Value a);

/// Fourier transform of a real signal along `axis`: frequencies 0 … n/2, unnormalised (numpy's rfft).
struct Spectrum {
  Value real, imaginary;
};
Spectrum rfft(Value signal, int axis);

/// Vector-Jacobian products of this family's ops, in operand order.
std::vector<Value> dense_rule(const Node& node, std::span<const Value> args, Value y, Value g);

}  // namespace losscape
