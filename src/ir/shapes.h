// SPDX-License-Identifier: Apache-2.0
// Ops that move, join, contract or repeat elements. Each checks its operands and throws Error with what would
// be right.
#pragma once

#include <span>

#include "ir/graph.h"

namespace losscape {

/// A set of axes. `Axes::all()` means every axis of the operand. Negative axes count from the end.
struct Axes {
  Axes(std::initializer_list<int> axes) : list(axes) {}
  Axes(int axis) : list{axis} {}  // NOLINT(google-explicit-constructor): sum(x, 0) is what people write
  static Axes all();
  std::vector<int> list;
  bool every = false;
};

// Reductions keep the reduced axes with extent 1, so that results broadcast against their operands.
Value sum(Value a, const Axes& axes = Axes::all());
Value mean(Value a, const Axes& axes = Axes::all());  ///< throws for an empty operand
Value reduce_max(Value a, const Axes& axes = Axes::all());
Value reduce_min(Value a, const Axes& axes = Axes::all());
/// Product over one axis, exact (gradients too) where factors are 0; log2(extent) products of whole values.
Value prod(Value a, int axis);
/// Mean squared distance from the mean; `correction` is taken off the count (1: unbiased). Throws if nothing
/// is left.
Value variance(Value a, const Axes& axes = Axes::all(), int correction = 0);
Value standard_deviation(Value a, const Axes& axes = Axes::all(),
                         int correction = 0);  ///< gradient 0 where it is 0

Value broadcast_to(Value a, const Shape& shape);
/// Sums `a` over the axes along which a value of `shape` was broadcast: the adjoint of broadcast_to.
Value sum_to(Value a, const Shape& shape);
Value reshape(Value a, const Shape& shape);  ///< same size, row-major order kept
Value scalar(Value a);                       ///< reshape of a one-element value to rank 0
Value transpose(Value a, std::span<const int> permutation);
Value transpose(Value a);  ///< rank 2: swaps the two axes
Value slice(Value a, int axis, int start, int length);
Value pad(Value a, int axis, int before, int after);
Value concat(std::span<const Value> parts, int axis);
Value stack(std::span<const Value> parts, int axis);  ///< joined along a new axis
Value tile(Value a, int axis, int times);             ///< the whole repeated along an axis
Value flip(Value a, int axis);                        ///< order reversed along an axis
/// […, m, k]·[…, k, n]; a flag says that the operand is stored transposed. Axes before the last two are
/// equal.
Value matmul(Value a, Value b, bool transpose_a = false, bool transpose_b = false);
/// 0, 1, 2 … along `axis` of a value of this rank, extent 1 elsewhere.
Value iota(Graph& graph, int rank, int axis, int extent);
Value stop_gradient(Value a);
Value dot(Value a, Value b);  ///< sum of products, rank 0

/// Axes that a set names in a value of this rank, ascending; throws where one does not exist.
std::vector<std::int32_t> axes_of(const Axes& axes, int rank);
/// The axis counted from the front; throws if it does not exist.
int normalised_axis(int axis, int rank);

}  // namespace losscape
