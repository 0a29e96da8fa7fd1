// SPDX-License-Identifier: Apache-2.0
#include "layers/model.h"

#include <cmath>

#include "error.h"
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

std::vector<float> initial_parameters(std::span<const ParameterInfo> declared, std::uint64_t seed) {
  std::vector<float> out;
  std::uint64_t index = 0;
  for (const ParameterInfo& p : declared) {
    // Glorot & Bengio 2010, eq. 16; He et al. 2015, eq. 10 as a uniform distribution of equal variance.
    const double bound = p.init == Init::Zeros
                             ? 0
                             : std::sqrt(6.0 / (p.init == Init::HeUniform ? p.fan_in : p.fan_in + p.fan_out));
    Random random(seed, Stream::Weights, index++);
    for (std::int64_t i = 0; i < p.shape.size(); ++i)
      out.push_back(bound == 0 ? 0.0F : static_cast<float>(random.uniform(-bound, bound)));
  }
  return out;
}

}  // namespace losscape
