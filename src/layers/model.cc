// SPDX-License-Identifier: Apache-2.0
#include "layers/model.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "ir/chance.h"
#include "ir/shapes.h"
#include "random.h"

namespace losscape {

Value ParameterStore::declare(const std::string& name, const Shape& shape, Init init, int fan_in,
                              int fan_out) {
  const int count = static_cast<int>(shape.size());
  Value v = theta_ ? reshape(slice(theta_, 0, size_, count), shape)
                   : graph_.input(name, shape, InputKind::Parameter);
  declared_.push_back({name, shape, init, fan_in, fan_out, size_});
  values_.push_back(v);
  size_ += count;
  return v;
}

Value ParameterStore::state(const std::string& name, const Shape& shape, float start) {
  const Value v = graph_.input(name, shape, InputKind::State);
  states_.push_back({v, v, start});
  return v;
}

void ParameterStore::set_next(Value state, Value next) {
  for (LayerState& s : states_) {
    if (s.now == state) s.next = next;
  }
}

Value ParameterStore::random_key() { return losscape::random_key(graph_); }

std::span<const ActivationEntry> all_activations() {
  static const ActivationEntry kAll[] = {
      {"tanh", "tanh", "Smooth, between −1 and 1; saturates for large inputs.", Init::GlorotUniform,
       [](Value x) { return tanh(x); }},
      {"relu", "ReLU", "max(0, x): cheap and unsaturated, but a unit can die.", Init::HeUniform,
       [](Value x) { return relu(x); }},
      {"sigmoid", "sigmoid", "Between 0 and 1; gradients vanish in deep nets.", Init::GlorotUniform,
       [](Value x) { return sigmoid(x); }},
      {"softplus", "softplus", "A smooth ReLU: log(1 + exp x).", Init::HeUniform,
       [](Value x) { return softplus(x); }},
  };
  return kAll;
}

const ActivationEntry& find_activation(std::string_view id) {
  std::vector<std::string> ids;
  for (const ActivationEntry& a : all_activations()) {
    if (a.id == id) return a;
    ids.emplace_back(a.id);
  }
  const std::string near = nearest_id(id, ids);
  fail("there is no activation '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

Value dense(ParameterStore& store, const std::string& name, Value x, int units, Init init) {
  const int in = x.shape()[0];
  const Value w = store.declare(name + ".weight", Shape{units, in}, init, in, units);
  const Value b = store.declare(name + ".bias", Shape{units, 1}, Init::Zeros, in, units);
  return matmul(w, x) + b;
}

Value multilayer_perceptron(ParameterStore& store, Value x, std::span<const int> hidden, int outputs,
                            const ActivationEntry& activation) {
  int layer = 1;
  for (int units : hidden)
    x = activation.apply(dense(store, "dense" + std::to_string(layer++), x, units, activation.init));
  return dense(store, "dense" + std::to_string(layer), x, outputs, Init::GlorotUniform);
}

namespace {

// Half width of the uniform distribution; 0 for the other kinds.
double bound_of(const ParameterInfo& p) {
  switch (p.init) {
    case Init::GlorotUniform:
      return std::sqrt(6.0 / (p.fan_in + p.fan_out));
    case Init::HeUniform:
      return std::sqrt(6.0 / p.fan_in);
    case Init::LecunUniform:
      return std::sqrt(3.0 / p.fan_in);
    case Init::FanInUniform:
      return std::sqrt(1.0 / p.fan_in);
    default:
      return 0;
  }
}

// Gram–Schmidt, twice for accuracy, on normal vectors: a uniformly distributed orthonormal set. The first
// axis of the shape counts the rows.
std::vector<double> orthonormal(const Shape& shape, Random& random) {
  const size_t rows = static_cast<size_t>(shape[0]), columns = static_cast<size_t>(shape.size()) / rows;
  const size_t vectors = std::min(rows, columns), length = std::max(rows, columns);
  std::vector<double> v(vectors * length);
  for (double& x : v) x = random.normal();
  for (size_t i = 0; i < vectors; ++i) {
    double* a = v.data() + i * length;
    for (int pass = 0; pass < 2; ++pass) {
      for (size_t j = 0; j < i; ++j) {
        const double* b = v.data() + j * length;
        double along = 0;
        for (size_t k = 0; k < length; ++k) along += a[k] * b[k];
        for (size_t k = 0; k < length; ++k) a[k] -= along * b[k];
      }
    }
    double square = 0;
    for (size_t k = 0; k < length; ++k) square += a[k] * a[k];
    for (size_t k = 0; k < length; ++k) a[k] /= std::sqrt(square);
  }
  if (rows <= columns) return v;
  std::vector<double> turned(v.size());
  for (size_t i = 0; i < vectors; ++i) {
    for (size_t k = 0; k < length; ++k) turned[k * vectors + i] = v[i * length + k];
  }
  return turned;
}

}  // namespace

std::vector<float> initial_parameters(std::span<const ParameterInfo> declared, std::uint64_t seed) {
  std::vector<float> out;
  std::uint64_t index = 0;
  for (const ParameterInfo& p : declared) {
    Random random(seed, Stream::Weights, index++);
    if (p.init == Init::Orthogonal) {
      for (double v : orthonormal(p.shape, random)) out.push_back(static_cast<float>(v));
      continue;
    }
    const double bound = bound_of(p);
    for (std::int64_t i = 0; i < p.shape.size(); ++i) {
      const double v = p.init == Init::Normal ? random.normal()
                       : p.init == Init::Ones ? 1.0
                       : bound == 0           ? 0.0
                                              : random.uniform(-bound, bound);
      out.push_back(static_cast<float>(v));
    }
  }
  return out;
}

}  // namespace losscape
