// SPDX-License-Identifier: Apache-2.0
// Random numbers as nodes: a pure function of a key that the caller sets before each run, the stream and the
// position, so that a run is repeated exactly (random.h).
#pragma once

#include <cstdint>
#include <span>

#include "ir/graph.h"

namespace losscape {

/// The input [8] that random nodes read: 16 bits a number, seed first, then the step, least significant
/// first.
Value random_key(Graph& graph, std::string_view name = "random_key");
/// What to set that input to. Seed and step are 64 bits each.
std::array<float, 8> random_key_values(std::uint64_t seed, std::uint64_t step);

// Nodes of one stream are one and the same sample; give different draws different streams (0 … 2^20 − 1).
Value random_uniform(Value key, const Shape& shape, int stream);  ///< [0, 1), multiples of 2^-24
Value random_normal(Value key, const Shape& shape, int stream);   ///< mean 0, variance 1
/// 1 with the given probability, else 0; no gradient flows into the probability.
Value random_bernoulli(Value key, Value probability, const Shape& shape, int stream);

/// The numbers of a random node, row-major, from its ints and the key: what the machine and the reference
/// both draw.
void draw(std::span<const std::int32_t> ints, std::span<const float, 8> key, std::span<float> out) noexcept;

}  // namespace losscape
