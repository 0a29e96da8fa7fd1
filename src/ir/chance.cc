// SPDX-License-Identifier: Apache-2.0
#include "ir/chance.h"

#include "error.h"
#include "ir/shapes.h"
#include "random.h"

namespace losscape {

namespace {

constexpr int kUniform = 0, kNormal = 1;

Value drawn(Value key, const Shape& shape, int kind, int stream) {
  if (key.shape() != Shape{8}) fail("random nodes take a key of shape [8], got ", to_string(key.shape()));
  if (stream < 0 || stream >= 1 << 20) fail("a random stream lies in 0 … ", (1 << 20) - 1, ", got ", stream);
  return key.graph()->structural(Op::random, {key.id()}, shape, {kind, stream});
}

}  // namespace

Value random_key(Graph& graph, std::string_view name) {
  return graph.input(name, Shape{8}, InputKind::Scalar);
}

std::array<float, 8> random_key_values(std::uint64_t seed, std::uint64_t step) {
  std::array<float, 8> out{};
  for (size_t i = 0; i < 4; ++i) {
    out[i] = static_cast<float>(seed >> (16 * i) & 0xffff);
    out[4 + i] = static_cast<float>(step >> (16 * i) & 0xffff);
  }
  return out;
}

Value random_uniform(Value key, const Shape& shape, int stream) {
  return drawn(key, shape, kUniform, stream);
}
Value random_normal(Value key, const Shape& shape, int stream) { return drawn(key, shape, kNormal, stream); }

Value random_bernoulli(Value key, Value probability, const Shape& shape, int stream) {
  return less(random_uniform(key, shape, stream), stop_gradient(probability));
}

void draw(std::span<const std::int32_t> ints, std::span<const float, 8> key, std::span<float> out) noexcept {
  const auto word = [&](size_t from) {
    std::uint64_t w = 0;
    for (size_t i = 0; i < 4; ++i) w |= static_cast<std::uint64_t>(key[from + i]) << (16 * i);
    return w;
  };
  // 44 bits of the step and 20 of the stream make the index of the sequence.
  Random random(word(0), Stream::Nodes, word(4) << 20 | static_cast<std::uint64_t>(ints[1]));
  const bool normal = ints[0] == kNormal;
  for (float& v : out) v = normal ? static_cast<float>(random.normal()) : random.uniform_float();
}

}  // namespace losscape
