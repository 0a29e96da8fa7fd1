// SPDX-License-Identifier: Apache-2.0
// Blocking after Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication",
// doi:10.1145/1356052.1356053, with a 4×8 register tile: eight accumulators, two vectors of B, one splat.
// More accumulators spill in V8; fewer leave the adder waiting for its own result. The loops over k stay
// rolled: unrolled, both GCC and the wasm backend gather the loads of all steps first, and that spills too.
// V8 unrolls them by itself.
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
constexpr int kPackMinRows = 32;         // fewer rows do not repay packing B,
constexpr int kPackMinFloats = 32 * 32;  // nor does a B so small that it stays in L1

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
  if (add)
    for (int i = 0; i < kRows; ++i)
      for (int v = 0; v < kVectors; ++v) sum[i][v] = load(c + i * ldc + 4 * v) + sum[i][v];
  for (int i = 0; i < kRows; ++i, c += ldc) {
    for (int v = 0; v + 1 < kVectors; ++v) store(c + 4 * v, sum[i][v]);
    if (last == 4)
      store(c + 4 * (kVectors - 1), sum[i][kVectors - 1]);
    else
      store_partial(c + 4 * (kVectors - 1), sum[i][kVectors - 1], last);
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

// C[m, 4·kVectors] = A · B for the few columns of a small batch: all of them at once, two rows at a time.
// Element (i, p) of A lies at a[i·a_row + p·a_column].
template <int kRows, int kVectors>
LOSSCAPE_INLINE void narrow_rows(const float* a, ptrdiff_t a_row, ptrdiff_t a_column, const float* b,
                                 ptrdiff_t ldb, float* c, ptrdiff_t ldc, int k, const float* bias, int last) {
  f32x4 sum[kRows][kVectors];
  for (int i = 0; i < kRows; ++i)
    for (int v = 0; v < kVectors; ++v) sum[i][v] = splat(bias ? bias[i] : 0.0f);
  for (int p = 0; p < k; ++p, a += a_column, b += ldb) {
    f32x4 row[kVectors];
    for (int v = 0; v < kVectors; ++v) row[v] = load(b + 4 * v);
    for (int i = 0; i < kRows; ++i)
      for (int v = 0; v < kVectors; ++v) sum[i][v] += splat(a[i * a_row]) * row[v];
  }
  for (int i = 0; i < kRows; ++i, c += ldc) {
    for (int v = 0; v + 1 < kVectors; ++v) store(c + 4 * v, sum[i][v]);
    store_partial(c + 4 * (kVectors - 1), sum[i][kVectors - 1], static_cast<std::size_t>(last));
  }
}

template <int kVectors>
void narrow(const float* a, ptrdiff_t a_row, ptrdiff_t a_column, const float* b, ptrdiff_t ldb, float* c,
            ptrdiff_t ldc, int m, int k, const float* bias, int last) noexcept {
  for (; m >= 2; m -= 2, a += 2 * a_row, c += 2 * ldc) {
    narrow_rows<2, kVectors>(a, a_row, a_column, b, ldb, c, ldc, k, bias, last);
    if (bias) bias += 2;
  }
  if (m > 0) narrow_rows<1, kVectors>(a, a_row, a_column, b, ldb, c, ldc, k, bias, last);
}

constexpr int kNarrow = 16;

// For n <= kNarrow and k <= kMatmulBlock.
void run_narrow(const float* a, ptrdiff_t a_row, ptrdiff_t a_column, const float* b, ptrdiff_t ldb, float* c,
                ptrdiff_t ldc, int m, int n, int k, const float* bias) noexcept {
  using Narrow = decltype(&narrow<1>);
  static constexpr Narrow kNarrows[] = {narrow<1>, narrow<2>, narrow<3>, narrow<4>};
  const int vectors = (n + 3) / 4;
  const int last = ldc >= round_up(n, 4) ? 4 : n - 4 * (vectors - 1);
  if (vectors > 0) kNarrows[vectors - 1](a, a_row, a_column, b, ldb, c, ldc, m, k, bias, last);
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
  if constexpr (kRows == 2 && kColumns == 2) {
    const f32x4 value = hsum_each(sum[0], sum[1], sum[2], sum[3]);
    for (int i = 0; i < kRows; ++i, c += ldc)
      for (int j = 0; j < kColumns; ++j) c[j] = add ? c[j] + value[2 * i + j] : value[2 * i + j];
  } else if constexpr (kColumns == 4) {
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

// ---- large sizes: both operands packed, A in panels k × 4, B in panels k × 8; lanes beyond the edge hold
// anything

// kWidth columns of k rows, side by side.
template <int kWidth>
[[gnu::noinline]] void pack_columns(const float* source, ptrdiff_t ld, int columns, int k,
                                    float* panel) noexcept {
  for (int p = 0; p < k; ++p, source += ld, panel += kWidth)
    for (int v = 0; v < kWidth; v += 4)
      if (v < columns) store(panel + v, load(source + v));
}

// The same from kWidth rows of k floats: transposed four by four.
template <int kWidth>
[[gnu::noinline]] void pack_rows(const float* source, ptrdiff_t ld, int rows, int k, float* panel) noexcept {
  for (int j = 0; j < rows; j += 4) {
    const float* at[4];
    for (int i = 0; i < 4; ++i) at[i] = source + std::min(j + i, rows - 1) * ld;
    int p = 0;
    for (; p + 4 <= k; p += 4) {
      f32x4 r[4];
      for (int i = 0; i < 4; ++i) r[i] = load(at[i] + p);
      transpose(r[0], r[1], r[2], r[3]);
      for (int i = 0; i < 4; ++i) store(panel + (p + i) * kWidth + j, r[i]);
    }
    for (; p < k; ++p)
      for (int i = 0; i < 4; ++i) panel[p * kWidth + j + i] = at[i][p];
  }
}

// One panel of A rows times one of B: C[rows, columns] (+)= packed A · packed B, columns <= kTileColumns.
[[gnu::noinline]] void panel_product(const float* a, const float* b, float* c, ptrdiff_t ldc, int rows,
                                     int columns, int k, const float* bias, bool add, bool whole) noexcept {
  const bool full = columns == kTileColumns || (whole && columns > 4);
  int i = 0;
  if (full) {
    for (; i + kTileRows <= rows; i += kTileRows) {
      tile<kTileRows, 2, true>(a, kTileRows, b, kTileColumns, c, ldc, k, bias ? bias + i : nullptr, add, 4);
      a += static_cast<ptrdiff_t>(kTileRows) * k;
      c += kTileRows * ldc;
    }
  }
  for (; i < rows; i += kTileRows) {  // edge: into a buffer, then the part that exists
    const int height = std::min(kTileRows, rows - i);
    float start[kTileRows] = {}, edge[kTileRows * kTileColumns];
    if (bias) std::copy_n(bias + i, height, start);
    tile<kTileRows, 2, true>(a, kTileRows, b, kTileColumns, edge, kTileColumns, k, start, false, 4);
    for (int r = 0; r < height; ++r, c += ldc)
      for (int j = 0; j < columns; ++j)
        c[j] = add ? c[j] + edge[r * kTileColumns + j] : edge[r * kTileColumns + j];
    a += static_cast<ptrdiff_t>(kTileRows) * k;
  }
}

bool wants_packing(int m, int n, int k) noexcept {
  return m >= kPackMinRows && static_cast<long long>(n) * k > kPackMinFloats;
}

template <MatmulForm kForm>
void packed(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
            int n, int k, const float* bias, float* scratch) noexcept {
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
          pack_rows<kTileColumns>(b + (j0 + j) * ldb + p0, ldb, width, depth, panel);
        else
          pack_columns<kTileColumns>(b + p0 * ldb + j0 + j, ldb, width, depth, panel);
      }
      for (int i0 = 0; i0 < m; i0 += kRowBlock) {
        const int rows = std::min(kRowBlock, m - i0);
        for (int i = 0; i < rows; i += kTileRows) {
          float* const panel = packed_a + static_cast<ptrdiff_t>(i) * depth;
          if constexpr (kForm == MatmulForm::TN)
            pack_columns<kTileRows>(a + p0 * lda + i0 + i, lda, kTileRows, depth, panel);
          else
            pack_rows<kTileRows>(a + (i0 + i) * lda + p0, lda, std::min(kTileRows, rows - i), depth, panel);
        }
        for (int j = 0; j < columns; j += kTileColumns)
          panel_product(packed_a, packed_b + static_cast<ptrdiff_t>(j) * depth, c + i0 * ldc + j0 + j, ldc,
                        rows, std::min(kTileColumns, columns - j), depth,
                        bias && p0 == 0 ? bias + i0 : nullptr, p0 > 0, whole);
      }
    }
  }
}

}  // namespace

std::size_t matmul_scratch_floats(MatmulForm, int m, int n, int k) noexcept {
  if (!wants_packing(m, n, k)) return 0;
  const std::size_t depth = std::min(k, kMatmulBlock);
  const std::size_t columns = std::min(round_up(n, kTileColumns), kColumnBlock);
  const std::size_t rows = std::min(round_up(m, kTileRows), kRowBlock);
  return depth * (columns + rows);
}

void matmul_nn(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
               int n, int k, const float* row_bias, float* scratch) noexcept {
  if (n <= kNarrow && k <= kMatmulBlock) return run_narrow(a, lda, 1, b, ldb, c, ldc, m, n, k, row_bias);
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
  if (n <= kNarrow && k <= kMatmulBlock) return run_narrow(a, 1, lda, b, ldb, c, ldc, m, n, k, nullptr);
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
