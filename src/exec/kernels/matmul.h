// SPDX-License-Identifier: Apache-2.0
// Dense f32 matrix products in the three forms training needs.
//
//   nn   C[m,n] = A[m,k] · B[k,n] (+ bias[m])   forward:          W · X
//   nt   C[m,n] = A[m,k] · B[n,k]ᵀ              weight gradient:  dY · Xᵀ  (k is the batch)
//   tn   C[m,n] = A[k,m]ᵀ · B[k,n]              input gradient:   Wᵀ · dY
//
// All matrices are row-major; ld* is the distance between rows in floats, at least the number of columns.
// Where ld exceeds the columns, the lanes between hold anything, NaN included, and never reach a result.
// Reading up to 3 floats past a row's end must be legal (buffers carry 16 bytes of slack). When
// ldc >= round_up(n, 4) the padding lanes of C are overwritten; otherwise nothing outside the n columns is.
// C must not overlap the inputs.
//
// Every element is summed in an order that depends on m, n, k only, with k cut into blocks of kMatmulBlock
// whose sums are then added, so results are the same bits on every target. m, n >= 1; k >= 0.
#pragma once

#include <cstddef>

namespace losscape {

enum class MatmulForm { NN, NT, TN };

// Longest run of products added into one accumulator: bounds rounding error and the packed panel's size.
inline constexpr int kMatmulBlock = 256;

// Floats of scratch the product needs; 0 for sizes that run without packing.
std::size_t matmul_scratch_floats(MatmulForm form, int m, int n, int k) noexcept;

// row_bias: m values added along each row, or nullptr. scratch: matmul_scratch_floats(NN, m, n, k) floats.
void matmul_nn(const float* a, std::ptrdiff_t lda, const float* b, std::ptrdiff_t ldb, float* c,
               std::ptrdiff_t ldc, int m, int n, int k, const float* row_bias, float* scratch) noexcept;

void matmul_nt(const float* a, std::ptrdiff_t lda, const float* b, std::ptrdiff_t ldb, float* c,
               std::ptrdiff_t ldc, int m, int n, int k, float* scratch) noexcept;

void matmul_tn(const float* a, std::ptrdiff_t lda, const float* b, std::ptrdiff_t ldb, float* c,
               std::ptrdiff_t ldc, int m, int n, int k, float* scratch) noexcept;

}  // namespace losscape
