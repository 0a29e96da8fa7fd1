// SPDX-License-Identifier: Apache-2.0
#include "layers/model.h"

#include "ir/chance.h"
#include "ir/shapes.h"

namespace losscape {

Value ParameterStore::declare(const std::string& name, const Shape& shape, Init init, int fan_in,
                              int fan_out) {
  const int count = static_cast<int>(shape.size());
  Value v = theta_ ? reshape(slice(theta_, 0, size_, count), shape)
                   : graph_.input(name, shape, InputKind::Parameter);
  declared_.push_back({name, shape, init, fan_in, fan_out, size_, frozen_});
  values_.push_back(v);
  size_ += count;
  return v;
}

Value ParameterStore::state(const std::string& name, const Shape& shape, float start) {
  const std::string full =
      "state.layer." + name;  // beside the optimiser's: one prefix for what a step writes
  const Value v = graph_.input(full, shape, InputKind::State);
  states_.push_back({full, v, v, start});
  return v;
}

void ParameterStore::set_next(Value state, Value next) {
  for (LayerState& s : states_) {
    if (s.now == state) s.next = next;
  }
}

Value ParameterStore::random_key() { return losscape::random_key(graph_); }

Value dense(ParameterStore& store, const std::string& name, Value x, int units, Init init) {
  const int in = x.shape()[0];
  const Value w = store.declare(name + ".weight", Shape{units, in}, init, in, units);
  const Value b = store.declare(name + ".bias", Shape{units, 1}, Init::Zeros, in, units);
  return matmul(w, x) + b;
}

}  // namespace losscape
