// SPDX-License-Identifier: Apache-2.0
// Second half of planning: where every value lies. Views share memory, parts of a concat are written in
// place, an update writes over its input where nobody reads the old value afterwards, and buffers are reused
// after their last use.
#pragma once

#include <map>

#include "exec/kernels/calls.h"
#include "exec/schedule.h"

namespace losscape {

struct Layout {
  std::vector<Place> place;  ///< per node; offset −1 where the node has no memory of its own or another's
  std::vector<char> materialised;     ///< chained nodes whose value must reach memory
  std::vector<char> exact;            ///< rows have no padding to write into
  std::vector<char> copied;           ///< View nodes that need an instruction to fill their memory
  std::vector<std::int64_t> scratch;  ///< per item: offset of scratch memory, −1 where none
  struct Writeback {
    int input, value;
  };
  std::vector<Writeback> writebacks;  ///< updates that need a copy at the end
  std::vector<std::pair<std::int64_t, float>> constants;
  std::int64_t arena_floats = 0;
};

/// Elements of nodes that were computed while planning, row-major.
using Computed = std::map<int, std::vector<float>>;

Layout lay_out(const Graph& graph, const Schedule& schedule, const Computed& computed,
               const std::vector<Output>& outputs, const std::vector<Update>& updates);

/// Floats from row to row that a value of this shape gets where nothing else is asked for.
std::int64_t default_stride(const Shape& shape);
/// Floats that a copy in the form a call asks for takes.
std::int64_t staged_floats(const Shape& shape, CallForm form);
/// True where a call can read this operand as it lies; otherwise it is copied to scratch memory first.
bool ready_for_call(const Place& place, CallForm form);
/// Stride of each axis of `place` when read as a value of `shape`: 0 for repeated axes, the last is 0 or 1.
std::array<std::int64_t, kMaxRank> strides_of(const Place& place, const Shape& shape);

}  // namespace losscape
