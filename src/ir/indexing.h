// SPDX-License-Identifier: Apache-2.0
// Elements chosen or ordered along one axis. Indices are whole numbers 0 … extent − 1 held as floats; any
// other index selects nothing: it reads 0 and adds nowhere. No gradient flows into an index or an order.
#pragma once

#include <span>

#include "ir/graph.h"

namespace losscape {

/// out[…, i, …] = a[…, index[…, i, …], …] along `axis`; the other axes of both are equal or 1 and repeat. A
/// table [V, D, 1] with indices [1, 1, N] is an embedding; one index for every element is PyTorch's
/// take_along_dim.
Value take_along(Value a, Value index, int axis);
/// The adjoint: a value of `shape`, zero but for values[…, i, …] added at index[…, i, …] along `axis`. Axes
/// of `shape` of extent 1 collect the whole axis of `values`.
Value scatter_add(Value values, Value index, int axis, const Shape& shape);
/// Index of the element that comes first, second, … along `axis`. Equal elements keep their order; NaN is the
/// largest.
Value argsort(Value a, int axis, bool descending = false);
Value sort(Value a, int axis, bool descending = false);
/// The k largest, largest first; the gradient goes back to where they came from.
Value top_k(Value a, int axis, int k);
/// Index of the first largest (smallest) element, extent 1 along `axis`.
Value argmax(Value a, int axis);
Value argmin(Value a, int axis);

/// Running sums; `reverse` runs from the back.
Value cumsum(Value a, int axis, bool reverse = false);
/// Running products, exact at zeros; log2(extent) products of whole values.
Value cumprod(Value a, int axis);
/// log of the running sums of exp.
Value cumulative_logsumexp(Value a, int axis);

/// Vector-Jacobian products of this family's ops, in operand order.
std::vector<Value> indexing_rule(const Node& node, std::span<const Value> args, Value y, Value g);

}  // namespace losscape
