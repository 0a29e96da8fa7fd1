// SPDX-License-Identifier: Apache-2.0
// Blocking after Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication",
// doi:10.1145/1356052.1356053, with a 4×8 register tile: eight accumulators, two of B, one splat. More
// accumulators spill in V8 (measured), fewer leave the adder waiting for its own result.
#include "exec/kernels/matmul.h"

#include <algorithm>

#include "simd.h"

namespace losscape {
namespace {

using std::ptrdiff_t;

constexpr int kTileRows = 4;
constexpr int kTileColumns = 8;
constexpr int kRowBlock = 64;      // rows of A kept hot in L2 while a panel of B sits in L1
constexpr int kColumnBlock = 256;  // columns of B packed at a time: 256 × 256 floats, half of a 512 KB L2
constexpr int kPackMinRows = 32;   // below this, packing B costs more than it saves
constexpr int kPackMinFloats = 64 * 64;  // a smaller B stays in L1 unpacked

constexpr int round_up(int value, int step) { return (value + step - 1) / step * step; }

// One register tile of C: where it reads, where it writes.
struct Tile {
  const float* a;
  ptrdiff_t lda;
  const float* b;
  ptrdiff_t ldb;
  float* c;
  ptrdiff_t ldc;
  int k;
  int last;           // lanes of the last vector to write; 4 writes it whole
  const float* bias;  // start of the accumulators, or nullptr for zero
  bool add;           // C += instead of C =
};

// C[kRows, 4·kVectors] = A · B. kAdjacent: element (i, p) of A lies at a[p·lda + i], otherwise at a[i·lda +
// p].
template <int kRows, int kVectors, bool kAdjacent>
[[gnu::noinline]] void tile(const Tile& t) noexcept {
  f32x4 sum[kRows][kVectors];
  const float* a[kRows];
  for (int i = 0; i < kRows; ++i) {
    const f32x4 start = splat(t.bias ? t.bias[i] : 0.0f);
    for (int v = 0; v < kVectors; ++v) sum[i][v] = start;
    a[i] = kAdjacent ? t.a + i : t.a + i * t.lda;
  }
  const ptrdiff_t a_step = kAdjacent ? t.lda : 1;
  const float* b = t.b;
  for (int p = 0; p < t.k; ++p) {
    f32x4 row[kVectors];
    for (int v = 0; v < kVectors; ++v) row[v] = load(b + 4 * v);
    for (int i = 0; i < kRows; ++i) {
      const f32x4 factor = splat(kAdjacent ? a[0][i] : *a[i]);
      for (int v = 0; v < kVectors; ++v) sum[i][v] += factor * row[v];
    }
    b += t.ldb;
    for (int i = 0; i < (kAdjacent ? 1 : kRows); ++i) a[i] += a_step;
  }

  for (int i = 0; i < kRows; ++i) {
    float* const c = t.c + i * t.ldc;
    for (int v = 0; v < kVectors; ++v) {
      const f32x4 value = t.add ? load(c + 4 * v) + sum[i][v] : sum[i][v];
      if (v + 1 < kVectors || t.last == 4)
        store(c + 4 * v, value);
      else
        store_partial(c + 4 * v, value, t.last);
    }
  }
}

template <int kVectors, bool kAdjacent>
void tile_rows(const Tile& t, int rows) noexcept {
  switch (rows) {
    case 1:
      return tile<1, kVectors, kAdjacent>(t);
    case 2:
      return tile<2, kVectors, kAdjacent>(t);
    case 3:
      return tile<3, kVectors, kAdjacent>(t);
    default:
      return tile<4, kVectors, kAdjacent>(t);
  }
}

// C[m,n] (+)= A · B for k <= kMatmulBlock, straight from the operands.
template <bool kAdjacent>
void multiply_unpacked(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc,
                       int m, int n, int k, const float* bias, bool add) noexcept {
  const bool whole = ldc >= round_up(n, 4);
  for (int i = 0; i < m; i += kTileRows) {
    Tile t{a + (kAdjacent ? i : i * lda), lda, b, ldb, c + i * ldc, ldc, k, 4,
           bias ? bias + i : nullptr,     add};
    const int rows = std::min(kTileRows, m - i);
    for (int j = 0; j < n; j += kTileColumns) {
      const int columns = n - j;
      t.b = b + j;
      t.c = c + i * ldc + j;
      if (columns > 4) {
        t.last = whole || columns >= 8 ? 4 : columns - 4;
        tile_rows<2, kAdjacent>(t, rows);
      } else {
        t.last = whole ? 4 : columns;
        tile_rows<1, kAdjacent>(t, rows);
      }
    }
  }
}

// ---- A · Bᵀ with lanes along k: no packing, the tail of k masked.

template <int kRows, int kColumns>
[[gnu::noinline]] void dot_tile(const Tile& t) noexcept {
  f32x4 sum[kRows][kColumns];
  const float* a[kRows];
  const float* b[kColumns];
  for (int i = 0; i < kRows; ++i) a[i] = t.a + i * t.lda;
  for (int j = 0; j < kColumns; ++j) b[j] = t.b + j * t.ldb;
  for (int i = 0; i < kRows; ++i)
    for (int j = 0; j < kColumns; ++j) sum[i][j] = splat(0.0f);

  int p = 0;
  for (; p + 4 <= t.k; p += 4) {
    f32x4 column[kColumns];
    for (int j = 0; j < kColumns; ++j) column[j] = load(b[j] + p);
    for (int i = 0; i < kRows; ++i) {
      const f32x4 row = load(a[i] + p);
      for (int j = 0; j < kColumns; ++j) sum[i][j] += row * column[j];
    }
  }
  if (p < t.k) {  // both sides: a zero times a NaN from the padding is a NaN
    f32x4 column[kColumns];
    for (int j = 0; j < kColumns; ++j) column[j] = load_partial(b[j] + p, t.k - p);
    for (int i = 0; i < kRows; ++i) {
      const f32x4 row = load_partial(a[i] + p, t.k - p);
      for (int j = 0; j < kColumns; ++j) sum[i][j] += row * column[j];
    }
  }

  for (int i = 0; i < kRows; ++i) {
    float* c = t.c + i * t.ldc;
    for (int j = 0; j < kColumns; ++j) {
      const f32x4 s = sum[i][j];
      const float value = hsum(s);
      c[j] = t.add ? c[j] + value : value;
    }
  }
}

template <int kRows>
void dot_tile_columns(const Tile& t, int columns) noexcept {
  switch (columns) {
    case 1:
      return dot_tile<kRows, 1>(t);
    case 2:
      return dot_tile<kRows, 2>(t);
    case 3:
      return dot_tile<kRows, 3>(t);
    default:
      return dot_tile<kRows, 4>(t);
  }
}

void multiply_dots(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc,
                   int m, int n, int k, bool add) noexcept {
  for (int i = 0; i < m; i += 2) {
    Tile t{a + i * lda, lda, b, ldb, c + i * ldc, ldc, k, 4, nullptr, add};
    for (int j = 0; j < n; j += 4) {
      t.b = b + j * ldb;
      t.c = c + i * ldc + j;
      if (m - i > 1)
        dot_tile_columns<2>(t, std::min(4, n - j));
      else
        dot_tile_columns<1>(t, std::min(4, n - j));
    }
  }
}

// ---- Large sizes: panels of B (k × 8, zero beyond n) and, for tn, of A (k × 4, zero beyond m).

void pack_panel(const float* source, ptrdiff_t ld, int columns, int k, int width, float* panel) noexcept {
  for (int p = 0; p < k; ++p, source += ld, panel += width) {
    for (int v = 0; v < width; v += 4) {
      const int lanes = columns - v;
      store(panel + v, lanes >= 4  ? load(source + v)
                       : lanes > 0 ? load_partial(source + v, lanes)
                                   : splat(0.0f));
    }
  }
}

void pack_panel_transposed(const float* source, ptrdiff_t ld, int columns, int k, float* panel) noexcept {
  for (int j = 0; j < kTileColumns; ++j)
    for (int p = 0; p < k; ++p) panel[p * kTileColumns + j] = j < columns ? source[j * ld + p] : 0.0f;
}

bool wants_packing(int m, int n, int k) noexcept {
  return m >= kPackMinRows && static_cast<long long>(n) * k > kPackMinFloats;
}

// One block of rows of C from one packed panel of B.
template <bool kAdjacent>
[[gnu::noinline]] void multiply_panel(Tile t, int m, int columns, bool whole) noexcept {
  t.last = whole || columns % 4 == 0 ? 4 : columns % 4;
  for (int i = 0; i < m; i += kTileRows) {
    const int rows = std::min(kTileRows, m - i);
    if (columns > 4)
      tile_rows<2, kAdjacent>(t, rows);
    else
      tile_rows<1, kAdjacent>(t, rows);
    t.a += kAdjacent ? t.k * kTileRows : kTileRows * t.lda;
    t.c += kTileRows * t.ldc;
    if (t.bias) t.bias += kTileRows;
  }
}

template <MatmulForm kForm>
void multiply_packed(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc,
                     int m, int n, int k, const float* bias, float* scratch) noexcept {
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
          pack_panel(b + p0 * ldb + j0 + j, ldb, width, depth, kTileColumns, panel);
      }
      for (int i0 = 0; i0 < m; i0 += kRowBlock) {
        const int rows = std::min(kRowBlock, m - i0);
        if constexpr (kPackA) {
          for (int i = 0; i < rows; i += kTileRows)
            pack_panel(a + p0 * lda + i0 + i, lda, std::min(kTileRows, rows - i), depth, kTileRows,
                       packed_a + static_cast<ptrdiff_t>(i) * depth);
        }
        Tile t{};
        t.a = kPackA ? packed_a : a + i0 * lda + p0;
        t.lda = kPackA ? kTileRows : lda;
        t.ldb = kTileColumns;
        t.ldc = ldc;
        t.k = depth;
        t.bias = bias && p0 == 0 ? bias + i0 : nullptr;
        t.add = p0 > 0;
        for (int j = 0; j < columns; j += kTileColumns) {
          t.b = packed_b + static_cast<ptrdiff_t>(j) * depth;
          t.c = c + i0 * ldc + j0 + j;
          multiply_panel<kPackA>(t, rows, std::min(kTileColumns, columns - j), whole);
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
    return multiply_packed<MatmulForm::NN>(a, lda, b, ldb, c, ldc, m, n, k, row_bias, scratch);
  int p = 0;
  do {  // once even for k = 0, which still writes the bias
    multiply_unpacked<false>(a + p, lda, b + p * ldb, ldb, c, ldc, m, n, std::min(kMatmulBlock, k - p),
                             p == 0 ? row_bias : nullptr, p > 0);
    p += kMatmulBlock;
  } while (p < k);
}

void matmul_nt(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
               int n, int k, float* scratch) noexcept {
  if (wants_packing(m, n, k))
    return multiply_packed<MatmulForm::NT>(a, lda, b, ldb, c, ldc, m, n, k, nullptr, scratch);
  int p = 0;
  do {
    multiply_dots(a + p, lda, b + p, ldb, c, ldc, m, n, std::min(kMatmulBlock, k - p), p > 0);
    p += kMatmulBlock;
  } while (p < k);
}

void matmul_tn(const float* a, ptrdiff_t lda, const float* b, ptrdiff_t ldb, float* c, ptrdiff_t ldc, int m,
               int n, int k, float* scratch) noexcept {
  if (wants_packing(m, n, k))
    return multiply_packed<MatmulForm::TN>(a, lda, b, ldb, c, ldc, m, n, k, nullptr, scratch);
  int p = 0;
  do {
    multiply_unpacked<true>(a + p * lda, lda, b + p * ldb, ldb, c, ldc, m, n, std::min(kMatmulBlock, k - p),
                            nullptr, p > 0);
    p += kMatmulBlock;
  } while (p < k);
}

}  // namespace losscape
