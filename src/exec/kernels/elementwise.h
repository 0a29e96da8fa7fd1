// SPDX-License-Identifier: Apache-2.0
// Kernels of fused elementwise chains. A chain runs tile by tile: a tile is a few rows of 4-lane vectors (at
// most kTileVectors), so intermediate results stay in the first-level cache and never reach memory.
#pragma once

#include <cstdint>

#include "ir/graph.h"

namespace losscape {

inline constexpr int kTileVectors = 64;
inline constexpr int kTileFloats = 4 * kTileVectors;

/// Extent of the tile at hand. Lanes past `columns` in the last vector of a row hold anything.
struct Tile {
  int rows, vectors, columns;
};

struct Micro;
using MicroFn = void (*)(const Micro&, float* const* slots, const Tile&) noexcept;

/// One op of a chain. Operands are slots (memory or temporaries); a row stride of 0 repeats a row, and an
/// operand whose columns repeat is splat, which is part of the kernel chosen.
struct Micro {
  MicroFn run = nullptr;
  std::uint16_t to = 0, a = 0, b = 0, c = 0;
  std::int32_t to_stride = 0, a_stride = 0, b_stride = 0, c_stride = 0;  ///< floats from row to row
  // What the kernel does, for who would do it another way; broadcast copies.
  Op op = Op::constant;
  std::uint8_t operands = 0;  ///< of an elementwise op; 0: a kernel with a way of its own, which reads a
  std::uint8_t splat = 0;     ///< bits 0, 1, 2: a, b, c is splat
};

/// How an operand runs along the columns.
enum class Run : std::uint8_t { Contiguous, Splat };

/// Which operands of an op may be splat; a kernel for every combination would double the download. The
/// others, and one of two splat operands, are written out first.
bool takes_splat(Op op, int operand) noexcept;
/// True where a and b may change places, so that only b needs a splat form.
bool commutes(Op op) noexcept;
MicroFn elementwise_kernel(Op op, Run a, Run b, Run c) noexcept;
MicroFn copy_kernel(Run a) noexcept;
/// Copies exactly `columns` of each row: for results whose rows have no padding to spare.
MicroFn store_exact_kernel() noexcept;

/// A function (to `to`) together with its derivative (to `c`), the same bits as apart: softplus and sigmoid
/// from one exponential, tanh and 1 − tanh². nullptr for other functions.
MicroFn with_slope_kernel(Op function) noexcept;

/// Reductions fold the tile `a` into `to`. What is summed (columns, rows or both) follows from the flags.
struct ReduceKind {
  Op op;         ///< sum, reduce_max, reduce_min
  bool columns;  ///< the columns are reduced: one number a row
  bool rows;     ///< the rows are reduced
  bool fold;     ///< combine with what `to` holds; otherwise overwrite it (the tile is everything there is)
  bool wide;     ///< `to` points at doubles: totals over very many tiles
};
MicroFn reduce_kernel(ReduceKind kind) noexcept;

}  // namespace losscape
