// SPDX-License-Identifier: Apache-2.0
// A model is a function that adds nodes and declares parameters. All parameters of a model are slices of one
// vector θ, so an optimiser is one elementwise program and a line through weight space needs no gather.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "ir/graph.h"

namespace losscape {

/// How fresh weights are drawn.
enum class Init { Zeros, GlorotUniform, HeUniform };

struct ParameterInfo {
  std::string name;  ///< "dense1.weight"
  Shape shape;
  Init init;
  int fan_in, fan_out;
  int offset;  ///< into θ
};

/// Declares parameters while a model is built. A model is built twice: once to measure θ, once on its slices.
class ParameterStore {
 public:
  /// Measuring: parameters become inputs of their own in `graph`.
  explicit ParameterStore(Graph& graph) : graph_(graph) {}
  /// Building: parameters are slices of theta, in the order of declaration.
  ParameterStore(Graph& graph, Value theta) : graph_(graph), theta_(theta) {}

  Value declare(const std::string& name, const Shape& shape, Init init, int fan_in, int fan_out);

  const std::vector<ParameterInfo>& declared() const { return declared_; }
  const std::vector<Value>& values() const { return values_; }
  int size() const { return size_; }

 private:
  Graph& graph_;
  Value theta_;
  std::vector<ParameterInfo> declared_;
  std::vector<Value> values_;
  int size_ = 0;
};

struct ActivationEntry {
  const char* id;
  const char* title;
  const char* help;
  Init init;  ///< of the weights before it
  Value (*apply)(Value);
};
std::span<const ActivationEntry> all_activations();
const ActivationEntry& find_activation(std::string_view id);

/// W·x + b. x [in, B] → [units, B]; W [units, in], b [units, 1].
Value dense(ParameterStore& store, const std::string& name, Value x, int units, Init init);

/// Dense layers with the activation between them; the last is linear. x [in, B] → [outputs, B].
Value multilayer_perceptron(ParameterStore& store, Value x, std::span<const int> hidden, int outputs,
                            const ActivationEntry& activation);

/// Initial θ, a function of the seed and the declared parameters only.
std::vector<float> initial_parameters(std::span<const ParameterInfo> declared, std::uint64_t seed);

}  // namespace losscape
