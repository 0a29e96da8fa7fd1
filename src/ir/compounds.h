// SPDX-License-Identifier: Apache-2.0
// Stable compound expressions over one axis, written in ops so that every derivative of any order follows.
#pragma once

#include "ir/shapes.h"

namespace losscape {

/// log Σ exp over `axes` (kept with extent 1), shifted by the maximum. A row of −inf gives −inf.
Value logsumexp(Value a, const Axes& axes);
/// a − logsumexp(a), computed as (a − max) − log Σ so that equal logits of 1e8 still give log 2.
Value log_softmax(Value a, int axis);
Value softmax(Value a, int axis);
/// The element of `a` along `axis` that the whole number in `index` (extent 1 there) names; 0 where none
/// matches.
Value pick(Value a, Value index, int axis);
/// 1 where the position along `axis` equals `index`, else 0.
Value one_hot(Value index, int axis, int classes);
/// Euclidean norm over `axis`; value and gradient are 0 at the zero vector.
Value norm(Value a, int axis);
/// The nearest whole number (ties to even), with the gradient of the identity.
Value round_straight_through(Value a);

}  // namespace losscape
