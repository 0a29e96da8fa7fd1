// SPDX-License-Identifier: Apache-2.0
// The oracle's share of the ops that have kernels of their own: written as their definitions say, in double.
#pragma once

#include <array>
#include <vector>

#include "ir/graph.h"

namespace losscape {

using Tensor = std::vector<double>;
using Index = std::array<int, kMaxRank>;

struct ReferenceArg {
  const Tensor* values;
  const Shape* shape;
};

Tensor reference_call(const Node& node, const std::vector<ReferenceArg>& args);

/// Calls f(linear position, index per axis) for every element in row-major order.
template <class F>
void for_each_index(const Shape& shape, F f) {
  Index at{};
  const std::int64_t n = shape.size();
  for (std::int64_t i = 0; i < n; ++i) {
    f(static_cast<size_t>(i), at);
    for (int axis = shape.rank - 1; axis >= 0; --axis) {
      if (++at[static_cast<size_t>(axis)] < shape[axis]) break;
      at[static_cast<size_t>(axis)] = 0;
    }
  }
}

/// Row-major position in `shape` of an index, axes of extent 1 repeating.
inline size_t position(const Shape& shape, const Index& at) {
  size_t p = 0;
  for (int i = 0; i < shape.rank; ++i) {
    p = p * static_cast<size_t>(shape[i]) +
        static_cast<size_t>(shape[i] == 1 ? 0 : at[static_cast<size_t>(i)]);
  }
  return p;
}

}  // namespace losscape
