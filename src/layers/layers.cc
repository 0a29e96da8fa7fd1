// SPDX-License-Identifier: Apache-2.0
#include "layers/layers.h"

#include <array>
#include <cmath>

#include "error.h"
#include "ir/chance.h"
#include "ir/compounds.h"
#include "ir/indexing.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr double kEpsilon = 1e-5;

// [C, 1, … 1] of x's rank.
Shape per_channel(const Shape& x) {
  Shape s = x;
  for (int i = 1; i < s.rank; ++i) s[i] = 1;
  return s;
}

Axes axes_from(int first, int end) {
  Axes axes{};
  for (int i = first; i < end; ++i) axes.list.push_back(i);
  return axes;
}

Value normalised(Value x, Value mean, Value variance) { return (x - mean) * rsqrt(variance + kEpsilon); }

Value scaled(ParameterStore& store, const std::string& name, Value x, const Shape& shape) {
  const int n = static_cast<int>(shape.size());
  const Value weight = store.declare(name + ".weight", shape, Init::Ones, n, n);
  const Value bias = store.declare(name + ".bias", shape, Init::Zeros, n, n);
  return x * weight + bias;
}

// The same dense map at every step: [D, T, B] → [units, T, B].
Value dense_steps(ParameterStore& store, const std::string& name, Value x, int units) {
  const Shape s = x.shape();
  const Value flat = dense(store, name, reshape(x, Shape{s[0], s[1] * s[2]}), units, Init::GlorotUniform);
  return reshape(flat, Shape{units, s[1], s[2]});
}

void check_sequence(const char* what, Value x) {
  if (x.shape().rank != 3)
    fail(what, " takes sequences [features, steps, samples], got ", to_string(x.shape()));
}

// W·a + U·h for all gates of a recurrent layer at once, for every step: what comes from the inputs is one
// product.
struct Gates {
  Value from_input, recurrent, bias;
  int units, steps, samples;

  Gates(ParameterStore& store, const std::string& name, Value x, int units_, int gates)
      : units(units_), steps(x.shape()[1]), samples(x.shape()[2]) {
    const int in = x.shape()[0], rows = gates * units;
    const Value w = store.declare(name + ".weight_ih", Shape{rows, in}, Init::FanInUniform, units, rows);
    recurrent = store.declare(name + ".weight_hh", Shape{rows, units}, Init::FanInUniform, units, rows);
    const Value b = store.declare(name + ".bias_ih", Shape{rows, 1}, Init::FanInUniform, units, rows);
    bias = store.declare(name + ".bias_hh", Shape{rows, 1}, Init::FanInUniform, units, rows);
    // Steps first, so that one step is a block of rows.
    const Value steps_first = transpose(x, std::array{1, 0, 2});
    std::vector<Value> each;
    for (int t = 0; t < steps; ++t)
      each.push_back(matmul(w, reshape(slice(steps_first, 0, t, 1), Shape{in, samples})) + b);
    from_input = stack(each, 0);
  }

  Value inputs(int t, int gate) const {
    const Value all = reshape(slice(from_input, 0, t, 1), Shape{from_input.shape()[1], samples});
    return slice(all, 0, gate * units, units);
  }
  Value state(Value h) const { return matmul(recurrent, h) + bias; }
  Value gate(Value all, int which) const { return slice(all, 0, which * units, units); }
  Value zeros() const { return broadcast_to(recurrent.graph()->constant(0), Shape{units, samples}); }
};

// [units, B] a step → [units, T, B]
Value joined(const std::vector<Value>& states) { return stack(states, 1); }

}  // namespace

Value convolution(ParameterStore& store, const std::string& name, Value x, int channels, int k,
                  const Window& window, Init init) {
  const int in = x.shape()[0] / std::max(1, window.groups);
  const Value w =
      store.declare(name + ".weight", Shape{channels, in, k, k}, init, in * k * k, channels * k * k);
  const Value b = store.declare(name + ".bias", Shape{channels, 1, 1, 1}, Init::Zeros, in * k * k, channels);
  return conv2d(x, w, window) + b;
}

Value convolution_steps(ParameterStore& store, const std::string& name, Value x, int channels, int k,
                        const Window& window, Init init) {
  const int in = x.shape()[0] / std::max(1, window.groups);
  const Value w = store.declare(name + ".weight", Shape{channels, in, k}, init, in * k, channels * k);
  const Value b = store.declare(name + ".bias", Shape{channels, 1, 1}, Init::Zeros, in * k, channels);
  return conv1d(x, w, window) + b;
}

Value transposed_convolution(ParameterStore& store, const std::string& name, Value x, int channels, int k,
                             const Window& window, Init init) {
  const int in = x.shape()[0], out = channels / std::max(1, window.groups);
  const Value w = store.declare(name + ".weight", Shape{in, out, k, k}, init, in * k * k, out * k * k);
  const Value b = store.declare(name + ".bias", Shape{channels, 1, 1, 1}, Init::Zeros, in * k * k, channels);
  return conv_transpose2d(x, w, window) + b;
}

Value batch_norm(ParameterStore& store, const std::string& name, Value x) {
  constexpr double kMomentum = 0.1;
  const Shape shape = per_channel(x.shape());
  const Axes others = axes_from(1, x.shape().rank);
  const Value running_mean = store.state(name + ".running_mean", shape, 0);
  const Value running_variance = store.state(name + ".running_var", shape, 1);
  if (!store.training()) return scaled(store, name, normalised(x, running_mean, running_variance), shape);
  const double count = static_cast<double>(x.shape().size()) / static_cast<double>(shape.size());
  const Value m = mean(x, others), v = variance(x, others);
  const double unbiased = count > 1 ? count / (count - 1) : 1;
  store.set_next(running_mean, (1 - kMomentum) * running_mean + kMomentum * m);
  store.set_next(running_variance, (1 - kMomentum) * running_variance + kMomentum * unbiased * v);
  return scaled(store, name, normalised(x, m, v), shape);
}

Value layer_norm(ParameterStore& store, const std::string& name, Value x) {
  const Axes features = axes_from(0, x.shape().rank - 1);
  Shape shape = x.shape();
  shape[shape.rank - 1] = 1;
  return scaled(store, name, normalised(x, mean(x, features), variance(x, features)), shape);
}

Value group_norm(ParameterStore& store, const std::string& name, Value x, int groups) {
  const Shape shape = x.shape();
  if (groups < 1 || shape[0] % groups != 0)
    fail("group norm: ", groups, " groups do not divide ", shape[0], " channels");
  const int samples = shape[shape.rank - 1];
  const int each = static_cast<int>(shape.size() / groups / std::max(1, samples));
  const Value apart = reshape(x, Shape{groups, each, samples});
  const Value y = normalised(apart, mean(apart, 1), variance(apart, 1));
  return scaled(store, name, reshape(y, shape), per_channel(shape));
}

Value dropout(ParameterStore& store, Value x, double rate, bool always) {
  if (!(rate >= 0 && rate < 1)) fail("dropout: the rate must lie in [0, 1), got ", rate);
  if (rate == 0 || !(store.training() || always)) return x;
  const Value keep = x.graph()->constant(1 - rate);
  return x * (random_bernoulli(store.random_key(), keep, x.shape(), store.random_stream()) / (1 - rate));
}

Value embedding(ParameterStore& store, const std::string& name, Value words, int vocabulary, int width) {
  check_sequence("embedding", words);
  if (words.shape()[0] != 1) fail("embedding takes one whole number a step, got ", words.shape()[0]);
  const Value table =
      store.declare(name + ".weight", Shape{vocabulary, width}, Init::Normal, vocabulary, width);
  const Shape s = words.shape();
  const Value rows =
      take_along(reshape(table, Shape{vocabulary, width, 1, 1}), reshape(words, Shape{1, 1, s[1], s[2]}), 0);
  return reshape(rows, Shape{width, s[1], s[2]});
}

Value positional_encoding(Graph& graph, int width, int steps) {
  const Value i = iota(graph, 3, 0, width), t = iota(graph, 3, 1, steps);
  const Value pair = floor(i * 0.5), odd = i - 2.0 * pair;
  constexpr double kLog10000 = 9.210340371976182736;
  const Value angle = t * exp(pair * (-2.0 * kLog10000 / width));
  return where(odd, cos(angle), sin(angle));
}

Value self_attention(ParameterStore& store, const std::string& name, Value x, int heads, bool causal,
                     Value mask) {
  check_sequence("self_attention", x);
  const int width = x.shape()[0], steps = x.shape()[1], samples = x.shape()[2];
  if (heads < 1 || width % heads != 0)
    fail("self_attention: ", heads, " heads do not divide a width of ", width);
  const int each = width / heads;
  const auto projected = [&](const char* part, const Shape& shape) {
    return reshape(dense_steps(store, name + part, x, width), shape);
  };
  const Value q = projected(".query", Shape{heads, each, steps, 1, samples});
  const Value k = projected(".key", Shape{heads, each, 1, steps, samples});
  const Value v = projected(".value", Shape{heads, each, 1, steps, samples});
  Value scores = sum(q * k, 1) * (1 / std::sqrt(static_cast<double>(each)));  // [heads, 1, T, T, B]
  Graph& g = *x.graph();
  if (causal) scores = where(less_equal(iota(g, 5, 3, steps), iota(g, 5, 2, steps)), scores, -1e9);
  if (mask) scores = where(reshape(mask, Shape{1, 1, 1, steps, samples}), scores, -1e9);
  const Value seen = sum(softmax(scores, 3) * v, 3);  // [heads, each, T, 1, B]
  return dense_steps(store, name + ".output", reshape(seen, Shape{width, steps, samples}), width);
}

Value gru(ParameterStore& store, const std::string& name, Value x, int units) {
  check_sequence("gru", x);
  const Gates g(store, name, x, units, 3);  // reset, update, new
  return joined(scan(g.zeros(), g.steps, [&](Value h, int t) {
    const Value recurrent = g.state(h);
    const Value reset = sigmoid(g.inputs(t, 0) + g.gate(recurrent, 0));
    const Value update = sigmoid(g.inputs(t, 1) + g.gate(recurrent, 1));
    const Value fresh = tanh(g.inputs(t, 2) + reset * g.gate(recurrent, 2));
    return fresh + update * (h - fresh);
  }));
}

Value lstm(ParameterStore& store, const std::string& name, Value x, int units) {
  check_sequence("lstm", x);
  const Gates g(store, name, x, units, 4);  // input, forget, cell, output
  Value cell = g.zeros();
  return joined(scan(g.zeros(), g.steps, [&](Value h, int t) {
    const Value recurrent = g.state(h);
    const auto gate = [&](int which) { return g.inputs(t, which) + g.gate(recurrent, which); };
    cell = sigmoid(gate(1)) * cell + sigmoid(gate(0)) * tanh(gate(2));
    return sigmoid(gate(3)) * tanh(cell);
  }));
}

}  // namespace losscape
