// SPDX-License-Identifier: Apache-2.0
// Five small nets, one for each kind of layer, trained for a thousand steps on generated data. Their weights'
// bits are the same on every target: determinism_test.cc holds them against tests/golden/nets.json, natively
// and in wasm under Node, and tests/browser does so in browsers.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "exec/machine.h"
#include "exec/plan.h"
#include "ir/chance.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "layers/layers.h"
#include "layers/sequential.h"
#include "optim/optimizer.h"
#include "random.h"
#include "simd.h"

namespace losscape::testing {

/// FNV-1a over the bits, as 16 hexadecimal digits.
inline std::string fingerprint(const std::vector<float>& values) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (float v : values) {
    const std::uint32_t word = bit_cast<std::uint32_t>(v);
    for (int byte = 0; byte < 4; ++byte) h = (h ^ ((word >> (8 * byte)) & 255)) * 0x100000001b3ULL;
  }
  char hex[20];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(h));
  return hex;
}

struct Net {
  const char* name;
  Shape input;  ///< last axis: the batch
  const char* optimizer;
  Value (*model)(ParameterStore&, Value x);  ///< → [kClasses, batch]
};

constexpr int kClasses = 3;

inline const std::vector<Net>& nets() {
  static const std::vector<Net> kNets{
      {"mlp",
       {6, 10},
       "adam",
       [](ParameterStore& s, Value x) {
         return sequential(s, x, dense_layers(std::vector{16, 8}), kClasses, find_activation("tanh"));
       }},
      {"convnet",
       {1, 12, 12, 7},
       "momentum",
       [](ParameterStore& s, Value x) {
         Value h = max_pool(relu(convolution(s, "conv1", x, 4, 3, {}, Init::HeUniform)), 2, 2);
         h = avg_pool(relu(convolution(s, "conv2", h, 6, 3, {.pad_h = 1, .pad_w = 1}, Init::HeUniform)), 2,
                      2);
         return dense(s, "out", reshape(h, Shape{6 * 2 * 2, 7}), kClasses, Init::GlorotUniform);
       }},
      {"gru",
       {3, 5, 9},
       "adam",
       [](ParameterStore& s, Value x) {
         const Value states = gru(s, "gru", x, 8);
         return dense(s, "out", reshape(slice(states, 1, 4, 1), Shape{8, 9}), kClasses, Init::GlorotUniform);
       }},
      {"attention",
       {8, 5, 6},
       "adam",
       [](ParameterStore& s, Value x) {
         Value h = x + positional_encoding(*x.graph(), 8, 5);
         h = layer_norm(s, "norm", h + self_attention(s, "attention", h, 2, true));
         return dense(s, "out", reshape(mean(h, 1), Shape{8, 6}), kClasses, Init::GlorotUniform);
       }},
      {"batch_norm",
       {6, 10},
       "adam",
       [](ParameterStore& s, Value x) {
         const Value h = relu(batch_norm(s, "norm", dense(s, "dense", x, 16, Init::HeUniform)));
         return dense(s, "out", dropout(s, h, 0.2), kClasses, Init::GlorotUniform);
       }},
  };
  return kNets;
}

struct NetResult {
  float first_loss, last_loss;  ///< means over the first and the last sixteen steps
  std::string fingerprint;      ///< of the weights and the layers' memory
  size_t instructions;
  std::int64_t arena_floats;
};

/// A net ready to be trained.
struct Training {
  Graph graph;
  std::vector<float> initial;
  std::vector<LayerState> states;
  std::vector<OptimizerState> memory;
  Program program;
  Machine machine;

  explicit Training(const Net& net) : program(build(net)), machine(program) {
    machine.set("theta", initial);
    for (const OptimizerState& s : memory)
      machine.set(s.name,
                  std::vector<float>(static_cast<size_t>(s.now.shape().size()), static_cast<float>(s.start)));
    for (const LayerState& s : states)
      machine.set(s.name, std::vector<float>(static_cast<size_t>(s.now.shape().size()), s.start));
  }

 private:
  Program build(const Net& net) {
    Graph scratch;
    ParameterStore measured(scratch);
    net.model(measured, scratch.input("x", net.input));
    initial = initial_parameters(measured.declared(), 1);

    Graph& g = graph;
    const Value x = g.input("x", net.input), y = g.input("y", Shape{1, net.input.columns()});
    const Value theta = g.input("theta", Shape{measured.size()}, InputKind::Parameter);
    ParameterStore store(g, theta, true);
    const Value loss = mean(-pick(log_softmax(net.model(store, x), 0), y, 0));
    const Optimizer& optimizer = find_optimizer(net.optimizer);
    std::vector<Value> values;
    for (const Parameter& p : optimizer.params) values.push_back(g.constant(p.value));
    OptimizerArgs args(g, optimizer.id, optimizer.params, values);
    args.weights = args.parameters = theta;
    args.gradient = args.raw_gradient = grad(loss, theta);
    args.learning_rate = g.constant(0.02);
    std::vector<Update> updates{{theta, optimizer.build(args)}};
    memory = args.states();
    for (const OptimizerState& s : memory) updates.push_back({s.now, s.next});
    states = store.states();
    for (const LayerState& s : states) updates.push_back({s.now, s.next});
    return plan(g, {{"loss", loss}}, updates);
  }
};

inline NetResult train(const Net& net, int steps) {
  Training t(net);
  Machine& m = t.machine;
  // Sixteen batches whose classes follow from a few of their numbers.
  const int batch = net.input.columns();
  std::vector<std::vector<float>> xs, ys;
  for (std::uint64_t b = 0; b < 16; ++b) {
    Random random(5, Stream::Data, b);
    xs.emplace_back();
    for (std::int64_t i = 0; i < net.input.size(); ++i)
      xs.back().push_back(static_cast<float>(random.normal()));
    ys.emplace_back();
    for (int i = 0; i < batch; ++i) {
      const float a = xs.back()[static_cast<size_t>(i)], c = xs.back()[static_cast<size_t>(batch + i)];
      ys.back().push_back(a > 0 ? 2.0F : c > 0 ? 1.0F : 0.0F);
    }
  }
  NetResult out{0, 0, "", t.program.instructions.size(), t.program.arena_floats};
  for (int step = 0; step < steps; ++step) {
    m.set("x", xs[static_cast<size_t>(step % 16)]);
    m.set("y", ys[static_cast<size_t>(step % 16)]);
    if (t.program.has_input("random_key"))
      m.set("random_key", random_key_values(3, static_cast<std::uint64_t>(step)));
    m.run();
    const float now = m.get_scalar("loss");
    if (step < 16) out.first_loss += now / 16;
    if (step >= steps - 16) out.last_loss += now / 16;
  }
  std::vector<float> memory = m.get("theta");
  for (const LayerState& s : t.states) {
    const auto values = m.get(s.name);
    memory.insert(memory.end(), values.begin(), values.end());
  }
  out.fingerprint = fingerprint(memory);
  return out;
}

/// What nets.json holds: one line a net.
inline std::string net_line(const Net& net, const std::string& fingerprint) {
  return std::string("\"") + net.name + "\": \"" + fingerprint + "\"";
}

}  // namespace losscape::testing
