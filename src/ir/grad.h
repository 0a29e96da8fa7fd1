// SPDX-License-Identifier: Apache-2.0
// Reverse-mode differentiation as a transform of the graph: the result is made of ordinary nodes, so applying
// it again gives second and higher orders. A Hessian-vector product is grad(dot(grad(L, θ), v), θ).
#pragma once

#include <span>
#include <vector>

#include "ir/graph.h"

namespace losscape {

/// ∂(Σ y)/∂x for every x, each in the shape of its x. A value that y does not depend on gets zeros.
std::vector<Value> grad(Value y, std::span<const Value> xs);
Value grad(Value y, Value x);

/// ∇²_xx(Σ y)·v with `v` in the shape of x.
Value hessian_vector(Value y, Value x, Value v);

}  // namespace losscape
