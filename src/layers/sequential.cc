// SPDX-License-Identifier: Apache-2.0
#include "layers/sequential.h"

#include "error.h"

namespace losscape {

void validate(std::span<const LayerChoice> layers) {
  for (const LayerChoice& choice : layers) {
    const LayerEntry& entry = find_layer(choice.id);
    resolved(text("the layer ", entry.id), entry.params, choice.params);
    if (!choice.activation.empty()) find_activation(choice.activation);
  }
}

Value sequential(ParameterStore& store, Value x, std::span<const LayerChoice> layers, int outputs,
                 const ActivationEntry& activation, std::optional<Init> init,
                 std::vector<BuiltLayer>* built) {
  std::vector<Value> values{x};
  int number = 0;
  for (const LayerChoice& choice : layers) {
    const LayerEntry& entry = find_layer(choice.id);
    const ActivationEntry* after = !choice.activation.empty() ? &find_activation(choice.activation)
                                   : entry.activated          ? &activation
                                                              : nullptr;
    const std::string name = text(entry.id, ++number);
    const std::vector<double> numbers = resolved(name, entry.params, choice.params);
    const Init weights = init.value_or(after ? after->init : Init::GlorotUniform);
    store.freeze(choice.frozen);
    Value y = entry.build({store, entry, name, values, numbers, weights});
    if (after) y = after->apply(store, name, y);
    values.push_back(y);
    if (built) built->push_back({name, after, y});
  }
  store.freeze(false);
  const std::string last = text("dense", number + 1);
  const Value y = dense(store, last, flattened(values.back()), outputs, init.value_or(Init::GlorotUniform));
  if (built) built->push_back({last, nullptr, y});
  return y;
}

std::vector<LayerChoice> dense_layers(std::span<const int> units) {
  std::vector<LayerChoice> out;
  for (int u : units) out.push_back({"dense", {{"units", static_cast<double>(u)}}, "", false});
  return out;
}

void fields(Fields& f, LayerChoice& layer) {
  f.such_as("{id: 'dense', params: {units: 8}}");
  f.required("id", layer.id);
  f("params", layer.params);
  f("activation", layer.activation);
  f("frozen", layer.frozen);
}

}  // namespace losscape
