// SPDX-License-Identifier: Apache-2.0
// What the planner hands to the machine: instructions over one arena, all addresses as offsets in floats.
#pragma once

#include <array>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "exec/kernels/elementwise.h"
#include "exec/kernels/matmul.h"
#include "ir/graph.h"

namespace losscape {

/// Where a value lies. Rows (all axes but the last) are `row_stride` floats apart; lanes past the last column
/// of a row hold anything.
struct Place {
  std::int64_t offset = -1;
  std::int64_t row_stride = 0;
  Shape shape;
};

/// A memory operand of a fused chain: strides in floats, outermost axis first; the last is 0 (splat) or 1.
struct ChainOperand {
  std::int64_t offset = 0;
  std::array<std::int64_t, kMaxRank> stride{};
};

/// A fused elementwise chain with the reductions at its ends.
struct Chain {
  std::array<std::int32_t, kMaxRank> extent{};  ///< iteration space; the last two are rows and columns
  int rank = 2;
  int tile_rows = 1, tile_columns = 4;
  std::vector<ChainOperand> operands;  ///< slots 0 …; temporaries follow
  int temporaries = 0;
  std::vector<Micro> micros;
  struct Fill {
    std::int64_t offset, count;
    float value;
    bool wide;  ///< doubles, two floats each
  };
  std::vector<Fill> fills;  ///< start values of folded reductions
  struct Narrow {
    std::int64_t from, to, count;
  };
  std::vector<Narrow> narrows;  ///< double totals → floats, at the end
};

struct Product {
  MatmulForm form{};
  std::int64_t a = 0, b = 0, c = 0, bias = -1, scratch = 0;
  std::int64_t a_stride = 0, b_stride = 0, c_stride = 0;
  int m = 0, n = 0, k = 0;
  int batch = 1;
  std::int64_t a_batch = 0, b_batch = 0, c_batch = 0;  ///< floats from matrix to matrix
};

/// Copies a block of elements between layouts, or fills `to` with zeros first (pad).
struct Move {
  std::array<std::int32_t, kMaxRank> extent{};
  std::array<std::int64_t, kMaxRank> from_stride{}, to_stride{};
  std::int64_t from = 0, to = 0;
  int rank = 0;
  std::int64_t zero_count = 0;  ///< floats to clear at zero_offset before
  std::int64_t zero_offset = 0;
};

/// A kernel over whole values (kernels/calls.h).
struct Call {
  void (*run)(const Call& call, float* arena) noexcept = nullptr;
  std::array<Place, 2> args;
  Place to;
  std::vector<std::int32_t> ints;  ///< as in the node
  std::int64_t scratch = 0;
};

struct Instruction {
  std::variant<Chain, Product, Move, Call> what;
  std::string label;  ///< for the dump and the profiler: "matmul 8×2·2×10", "tanh mul sum [8, 10]"
};

/// Immutable once planned. Many machines may run one program.
struct Program {
  struct Named {
    std::string name;
    Place place;
  };
  std::vector<Named> inputs, outputs;
  std::vector<std::pair<std::int64_t, float>> constants;  ///< arena contents that never change
  std::vector<Instruction> instructions;
  std::int64_t arena_floats = 0;
  int fused_away = 0;  ///< elementwise nodes whose value never reached memory

  const Place& input(std::string_view name) const;
  const Place& output(std::string_view name) const;
  bool has_input(std::string_view name) const;
  bool has_output(std::string_view name) const;
  /// One line an instruction: what it does and, with the result of Machine::profile, how long it takes.
  std::string dump(std::span<const double> seconds = {}) const;
};

}  // namespace losscape
