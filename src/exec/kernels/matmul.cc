// SPDX-License-Identifier: Apache-2.0
// Blocking after Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication",
// doi:10.1145/1356052.1356053, with a 4×8 register tile: eight accumulators, two vectors of B, one splat.
// More accumulators spill in V8; fewer leave the adder waiting for its own result. The loops over k stay
// rolled: unrolled, both GCC and the wasm backend gather the loads of all steps first, and that spills too.
#include "exec/kernels/matmul.h"

#include <algorithm>

#include "simd.h"

namespace losscape {
namespace {

using std::ptrdiff_t;

constexpr int kTileRows = 4;
constexpr int kTileColumns = 8;
constexpr int kRowBlock = 64;            // rows of A kept in L2 while a panel of B sits in L1
constexpr int kColumnBlock = 256;        // columns of B packed at a time: 256 KB, half of a common L2
constexpr int kPackMinRows = 32;         // below this, packing B costs more than it saves
constexpr int kPackMinFloats = 64 * 64;  // a smaller B stays in L1 as it is

constexpr int round_up(int value, int step) { return (value + step - 1) / step * step; }

// ---- lanes along the columns of C: A · B and Aᵀ · B

// C[kRows, 4·kVectors] (+)= A · B. Element (i, p) of A lies at a[p·lda + i] if kAdjacent, else at a[i·lda +
// p]. Of the last vector `last` lanes are written.
template <int kRows, int kVectors, bool kAdjacent>
LOSSCAPE_INLINE void tile(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c,
                          ptrdiff_t ldc, int k, const float* bias, bool add, int last) {
  f32x4 sum[kRows][kVectors];
  const float* at[kRows];
  for (int i = 0; i < kRows; ++i) {
    const f32x4 start = splat(bias ? bias[i] : 0.0f);
    for (int v = 0; v < kVectors; ++v) sum[i][v] = start;
    at[i] = kAdjacent ? a + i : a + i * lda;
  }
  for (int p = 0; p < k; ++p) {
    f32x4 row[kVectors];
    for (int v = 0; v < kVectors; ++v) row[v] = load(b + 4 * v);
    for (int i = 0; i < kRows; ++i) {
      const f32x4 factor = splat(kAdjacent ? at[0][i] : *at[i]);
      for (int v = 0; v < kVectors; ++v) sum[i][v] += factor * row[v];
    }
    b += ldb;
    for (int i = 0; i < (kAdjacent ? 1 : kRows); ++i) at[i] += kAdjacent ? lda : 1;
  }
  for (int i = 0; i < kRows; ++i, c += ldc) {
    for (int v = 0; v < kVectors; ++v) {
      const f32x4 value = add ? load(c + 4 * v) + sum[i][v] : sum[i][v];
      if (v + 1 < kVectors || last == 4)
        store(c + 4 * v, value);
      else
        store_partial(c + 4 * v, value, last);
    }
  }
}

// kRows rows of C. whole: padding lanes of C may be written.
template <int kRows, bool kAdjacent>
[[gnu::noinline]] void row_strip(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c,
                                 ptrdiff_t ldc, int n, int k, const float* bias, bool add,
                                 bool whole) noexcept {
  int j = 0;
  for (; j + 4 < n; j += kTileColumns) {
    const int last = whole ? 4 : std::min(4, n - j - 4);
    tile<kRows, 2, kAdjacent>(a, lda, b + j, ldb, c + j, ldc, k, bias, add, last);
  }
  if (j < n) tile<kRows, 1, kAdjacent>(a, lda, b + j, ldb, c + j, ldc, k, bias, add, whole ? 4 : n - j);
}

// C[m,n] (+)= A · B for k <= kMatmulBlock. a_next: floats from one group of kTileRows rows of A to the next.
template <bool kAdjacent>
void row_strips(const float* a, ptrdiff_t a_next, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c,
                ptrdiff_t ldc, int m, int n, int k, const float* bias, bool add, bool whole) noexcept {
  for (; m >= kTileRows; m -= kTileRows) {
    row_strip<kTileRows, kAdjacent>(a, lda, b, ldb, c, ldc, n, k, bias, add, whole);
    a += a_next;
    c += kTileRows * ldc;
    if (bias) bias += kTileRows;
  }
  switch (m) {
    case 1:
      return row_strip<1, kAdjacent>(a, lda, b, ldb, c, ldc, n, k, bias, add, whole);
    case 2:
      return row_strip<2, kAdjacent>(a, lda, b, ldb, c, ldc, n, k, bias, add, whole);
    case 3:
      return row_strip<3, kAdjacent>(a, lda, b, ldb, c, ldc, n, k, bias, add, whole);
  }
}

// ---- lanes along k: A · Bᵀ without packing, the tail of k masked

// hsum of each of four vectors, in hsum's order: (v0 + v2) + (v1 + v3).
LOSSCAPE_INLINE f32x4 hsum_each(f32x4 a, f32x4 b, f32x4 c, f32x4 d) {
  const f32x4 ab = __builtin_shufflevector(a, b, 0, 1, 4, 5) + __builtin_shufflevector(a, b, 2, 3, 6, 7);
  const f32x4 cd = __builtin_shufflevector(c, d, 0, 1, 4, 5) + __builtin_shufflevector(c, d, 2, 3, 6, 7);
  return __builtin_shufflevector(ab, cd, 0, 2, 4, 6) + __builtin_shufflevector(ab, cd, 1, 3, 5, 7);
}

LOSSCAPE_INLINE f32x4 masked(f32x4 value, i32x4 mask) { return float_from_bits(bits_of(value) & mask); }

// C[kRows, kColumns] (+)= A · Bᵀ.
template <int kRows, int kColumns>
LOSSCAPE_INLINE void dot_tile(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c,
                              ptrdiff_t ldc, int k, bool add) {
  f32x4 sum[kRows * kColumns];
  for (f32x4& s : sum) s = splat(0.0f);
  const float* a_at[kRows];
  const float* b_at[kColumns];
  for (int i = 0; i < kRows; ++i) a_at[i] = a + i * lda;
  for (int j = 0; j < kColumns; ++j) b_at[j] = b + j * ldb;
  for (; k >= 4; k -= 4) {
    f32x4 column[kColumns];
    for (int j = 0; j < kColumns; ++j) column[j] = load(b_at[j]);
    for (int i = 0; i < kRows; ++i) {
      const f32x4 row = load(a_at[i]);
      for (int j = 0; j < kColumns; ++j) sum[i * kColumns + j] += row * column[j];
    }
    for (int i = 0; i < kRows; ++i) a_at[i] += 4;
    for (int j = 0; j < kColumns; ++j) b_at[j] += 4;
  }
  if (k > 0) {  // both sides are masked: zero times a NaN from the padding is a NaN
    const i32x4 mask = tail_mask(k);
    f32x4 column[kColumns];
    for (int j = 0; j < kColumns; ++j) column[j] = masked(load(b_at[j]), mask);
    for (int i = 0; i < kRows; ++i) {
      const f32x4 row = masked(load(a_at[i]), mask);
      for (int j = 0; j < kColumns; ++j) sum[i * kColumns + j] += row * column[j];
    }
  }
  if constexpr (kColumns == 4) {
    for (int i = 0; i < kRows; ++i, c += ldc) {
      const f32x4 value = hsum_each(sum[4 * i], sum[4 * i + 1], sum[4 * i + 2], sum[4 * i + 3]);
      store(c, add ? load(c) + value : value);
    }
  } else {
    for (int i = 0; i < kRows; ++i, c += ldc) {
      for (int j = 0; j < kColumns; ++j) {
        const float value = hsum(sum[i * kColumns + j]);
        c[j] = add ? c[j] + value : value;
      }
    }
  }
}

// kRows rows of C, four columns at a time.
template <int kRows>
[[gnu::noinline]] void dot_strip(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c,
                                 ptrdiff_t ldc, int n, int k, bool add) noexcept {
  for (; n >= 4; n -= 4, b += 4 * ldb, c += 4) dot_tile<kRows, 4>(a, lda, b, ldb, c, ldc, k, add);
  switch (n) {
    case 1:
      return dot_tile<kRows, 1>(a, lda, b, ldb, c, ldc, k, add);
    case 2:
      return dot_tile<kRows, 2>(a, lda, b, ldb, c, ldc, k, add);
    case 3:
      return dot_tile<kRows, 3>(a, lda, b, ldb, c, ldc, k, add);
  }
}

// C[m,n] (+)= A · Bᵀ for k <= kMatmulBlock.
void dot_strips(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
                int n, int k, bool add) noexcept {
  for (; m >= 2; m -= 2, a += 2 * lda, c += 2 * ldc) dot_strip<2>(a, lda, b, ldb, c, ldc, n, k, add);
  if (m > 0) dot_strip<1>(a, lda, b, ldb, c, ldc, n, k, add);
}

// ---- large sizes: panels of B (k × 8) and, for tn, of A (k × 4). Lanes beyond the edge hold anything.

// `width` columns of k rows, side by side.
template <int kWidth>
[[gnu::noinline]] void pack_panel(const float* source, ptrdiff_t ld, int columns, int k,
                                  float* panel) noexcept {
  for (int p = 0; p < k; ++p, source += ld, panel += kWidth)
    for (int v = 0; v < kWidth; v += 4)
      if (v < columns) store(panel + v, load(source + v));
}

// The same from `columns` rows of k floats.
[[gnu::noinline]] void pack_panel_transposed(const float* source, ptrdiff_t ld, int columns, int k,
                                             float* panel) noexcept {
  for (int j = 0; j < columns; j += 4) {
    const float* at[4];
    for (int i = 0; i < 4; ++i) at[i] = source + std::min(j + i, columns - 1) * ld;
    for (int p = 0; p < k; p += 4) {
      f32x4 rows[4];
      for (int i = 0; i < 4; ++i) rows[i] = load(at[i] + p);
      transpose(rows[0], rows[1], rows[2], rows[3]);
      const int count = std::min(4, k - p);
      for (int i = 0; i < count; ++i) store(panel + (p + i) * kTileColumns + j, rows[i]);
    }
  }
}

bool wants_packing(int m, int n, int k) noexcept {
  return m >= kPackMinRows && static_cast<long long>(n) * k > kPackMinFloats;
}

template <MatmulForm kForm>
void packed(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
            int n, int k, const float* bias, float* scratch) noexcept {
  constexpr bool kPackA = kForm == MatmulForm::TN;
  const bool whole = ldc >= round_up(n, 4);
  for (int j0 = 0; j0 < n; j0 += kColumnBlock) {
    const int columns = std::min(kColumnBlock, n - j0);
    for (int p0 = 0; p0 < k; p0 += kMatmulBlock) {
      const int depth = std::min(kMatmulBlock, k - p0);
      float* const packed_b = scratch;
      float* const packed_a = scratch + static_cast<ptrdiff_t>(depth) * round_up(columns, kTileColumns);
      for (int j = 0; j < columns; j += kTileColumns) {
        float* const panel = packed_b + static_cast<ptrdiff_t>(j) * depth;
        const int width = std::min(kTileColumns, columns - j);
        if constexpr (kForm == MatmulForm::NT)
          pack_panel_transposed(b + (j0 + j) * ldb + p0, ldb, width, depth, panel);
        else
          pack_panel<kTileColumns>(b + p0 * ldb + j0 + j, ldb, width, depth, panel);
      }
      for (int i0 = 0; i0 < m; i0 += kRowBlock) {
        const int rows = std::min(kRowBlock, m - i0);
        if constexpr (kPackA) {
          for (int i = 0; i < rows; i += kTileRows)
            pack_panel<kTileRows>(a + p0 * lda + i0 + i, lda, kTileRows, depth,
                                  packed_a + static_cast<ptrdiff_t>(i) * depth);
        }
        const float* const block_bias = bias && p0 == 0 ? bias + i0 : nullptr;
        for (int j = 0; j < columns; j += kTileColumns) {
          const float* const panel = packed_b + static_cast<ptrdiff_t>(j) * depth;
          float* const at = c + i0 * ldc + j0 + j;
          const int width = std::min(kTileColumns, columns - j);
          if constexpr (kPackA)
            row_strips<true>(packed_a, static_cast<ptrdiff_t>(kTileRows) * depth, kTileRows, panel,
                             kTileColumns, at, ldc, rows, width, depth, block_bias, p0 > 0, whole);
          else
            row_strips<false>(a + i0 * lda + p0, kTileRows * lda, lda, panel, kTileColumns, at, ldc, rows,
                              width, depth, block_bias, p0 > 0, whole);
        }
      }
    }
  }
}

}  // namespace

std::size_t matmul_scratch_floats(MatmulForm form, int m, int n, int k) noexcept {
  if (!wants_packing(m, n, k)) return 0;
  const std::size_t depth = std::min(k, kMatmulBlock);
  const std::size_t columns = std::min(round_up(n, kTileColumns), kColumnBlock);
  const std::size_t rows = form == MatmulForm::TN ? std::min(round_up(m, kTileRows), kRowBlock) : 0;
  return depth * (columns + rows);
}

void matmul_nn(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
               int n, int k, const float* row_bias, float* scratch) noexcept {
  if (wants_packing(m, n, k))
    return packed<MatmulForm::NN>(a, lda, b, ldb, c, ldc, m, n, k, row_bias, scratch);
  const bool whole = ldc >= round_up(n, 4);
  int p = 0;
  do {  // once even for k = 0, which still writes the bias
    row_strips<false>(a + p, kTileRows * lda, lda, b + p * ldb, ldb, c, ldc, m, n,
                      std::min(kMatmulBlock, k - p), p == 0 ? row_bias : nullptr, p > 0, whole);
    p += kMatmulBlock;
  } while (p < k);
}

void matmul_nt(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
               int n, int k, float* scratch) noexcept {
  if (wants_packing(m, n, k))
    return packed<MatmulForm::NT>(a, lda, b, ldb, c, ldc, m, n, k, nullptr, scratch);
  int p = 0;
  do {
    dot_strips(a + p, lda, b + p, ldb, c, ldc, m, n, std::min(kMatmulBlock, k - p), p > 0);
    p += kMatmulBlock;
  } while (p < k);
}

void matmul_tn(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
               int n, int k, float* scratch) noexcept {
  if (wants_packing(m, n, k))
    return packed<MatmulForm::TN>(a, lda, b, ldb, c, ldc, m, n, k, nullptr, scratch);
  const bool whole = ldc >= round_up(n, 4);
  int p = 0;
  do {
    row_strips<true>(a + p * lda, kTileRows, lda, b + p * ldb, ldb, c, ldc, m, n,
                     std::min(kMatmulBlock, k - p), nullptr, p > 0, whole);
    p += kMatmulBlock;
  } while (p < k);
}

}  // namespace losscape
