// SPDX-License-Identifier: Apache-2.0
// The small nets of tests/golden/optim.json as training programs under any update rule.
#pragma once

#include <fstream>
#include <sstream>

#include "golden_json.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/reference.h"
#include "layers/activations.h"
#include "layers/sequential.h"
#include "optim/update_rule.h"

namespace losscape::testing {

inline const Json& golden_optim() {
  static const Json kAll = [] {
    std::ifstream file("tests/golden/optim.json");
    std::stringstream text;
    text << file.rdbuf();
    return JsonReader(text.str()).read();
  }();
  return kAll;
}

inline ParameterValues values_of(const Json& fields) {
  ParameterValues out;
  for (const auto& [name, value] : fields.fields) out.emplace_back(name, value.number);
  return out;
}

/// One net on two alternating batches: its graph, and what a step makes of θ and the rule's memory.
struct OptimNet {
  const Json& model;
  Graph g;
  UpdateRule rule;
  Value x, y, theta, loss;
  std::vector<Update> updates;

  OptimNet(const Json& m, const UpdateChoice& choice) : model(m), rule(choice) {
    const std::vector<double> sizes = model["sizes"].numbers();
    const std::vector<int> hidden(sizes.begin() + 1, sizes.end() - 1);
    const int inputs = static_cast<int>(sizes.front()), outputs = static_cast<int>(sizes.back());
    const int batch = static_cast<int>(model["y"].list[0].list.size());
    x = g.input("x", Shape{inputs, batch});
    y = g.input("y", Shape{1, batch});
    theta = g.input("theta", Shape{static_cast<int>(model["theta"].list.size())}, InputKind::Parameter);
    const auto net_loss = [&](ParameterStore& store) {
      const Value p = sequential(store, x, dense_layers(hidden), outputs, find_activation("tanh"));
      return model["loss"].text == "mse" ? mean((p - y) * (p - y)) : mean(-pick(log_softmax(p, 0), y, 0));
    };
    const auto flat = [](Value of, const ParameterStore& store) {
      std::vector<Value> parts;
      for (const Value& v : grad(of, store.values()))
        parts.push_back(reshape(v, Shape{static_cast<int>(v.shape().size())}));
      return concat(parts, 0);
    };
    ParameterStore store(g, theta);
    loss = net_loss(store);
    std::vector<Shape> shapes;
    for (const ParameterInfo& p : store.declared()) shapes.push_back(p.shape);
    const LossElsewhere elsewhere(
        [&](Value parameters) {
          ParameterStore other(g, parameters);
          const Value there = net_loss(other);
          return flat(there, other);
        },
        [&](Value parameters) {
          ParameterStore other(g, parameters);
          return net_loss(other);
        });
    updates = rule.build(g, {theta, flat(loss, store), loss, shapes}, elsewhere);
  }

  /// Weights to judge by after each step, by the reference interpreter in double.
  std::vector<std::vector<double>> reference(int steps) {
    ReferenceInputs in{{"theta", model["theta"].numbers()}};
    for (const auto& [name, value] : rule.settings()) in[name] = {value};
    for (const UpdateRule::Memory& m : rule.memory())
      in[m.name] =
          m.from_parameters ? in["theta"] : std::vector<double>(static_cast<size_t>(m.size), m.start);
    std::vector<Value> wanted;
    for (const Update& u : updates) wanted.push_back(u.value);
    std::vector<std::vector<double>> out;
    for (int t = 0; t < steps; ++t) {
      set_batch(t, [&](const char* name, const std::vector<double>& v) { in[name] = v; });
      const auto next = evaluate(g, wanted, in);
      for (size_t i = 0; i < updates.size(); ++i)
        in[g.inputs()[static_cast<size_t>(g.node(updates[i].input.id()).input)].name] = next[i];
      out.push_back(in[rule.judged()]);
    }
    return out;
  }

  /// The same by the machine, in float.
  std::vector<std::vector<double>> machine(int steps) {
    const Program program = plan(g, {{"loss", loss}}, updates);
    Machine m(program);
    const auto floats = [](const std::vector<double>& v) { return std::vector<float>(v.begin(), v.end()); };
    const std::vector<float> start = floats(model["theta"].numbers());
    m.set("theta", start);
    rule.start(m, start);
    std::vector<std::vector<double>> out;
    for (int t = 0; t < steps; ++t) {
      set_batch(t, [&](const char* name, const std::vector<double>& v) { m.set(name, floats(v)); });
      m.run();
      const std::vector<float> now = m.get(rule.judged());
      out.emplace_back(now.begin(), now.end());
    }
    return out;
  }

 private:
  template <class Set>
  void set_batch(int t, Set set) const {
    set("x", model["x"].list[static_cast<size_t>(t % 2)].numbers());
    set("y", model["y"].list[static_cast<size_t>(t % 2)].numbers());
  }
};

}  // namespace losscape::testing
