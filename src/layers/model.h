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
enum class Init : std::uint8_t {
  Zeros,
  Ones,
  GlorotUniform,  ///< Glorot & Bengio 2010, eq. 16: ±√(6 / (fan_in + fan_out))
  HeUniform,      ///< He et al. 2015, eq. 10 as a uniform distribution: ±√(6 / fan_in)
  LecunUniform,   ///< LeCun et al. 1998, § 4.6: variance 1 / fan_in, ±√(3 / fan_in)
  FanInUniform,   ///< ±1 / √fan_in, PyTorch's default for recurrent layers and biases
  Normal,         ///< mean 0, variance 1: embeddings
  Orthogonal      ///< Saxe et al. 2014: orthonormal rows, or columns where there are fewer
};

struct ParameterInfo {
  std::string name;  ///< "dense1.weight"
  Shape shape;
  Init init;
  int fan_in, fan_out;
  int offset;  ///< into θ
};

/// Memory a layer keeps between steps, such as a running mean.
struct LayerState {
  Value now, next;
  float start;
};

/// Declares parameters while a model is built. A model is built twice: once to measure θ, once on its slices.
class ParameterStore {
 public:
  /// Measuring: parameters become inputs of their own in `graph`.
  explicit ParameterStore(Graph& graph) : graph_(graph) {}
  /// Building: parameters are slices of theta, in the order of declaration. Layers that differ between
  /// training and prediction (dropout, batch norm) go by `training`.
  ParameterStore(Graph& graph, Value theta, bool training = false)
      : graph_(graph), theta_(theta), training_(training) {}

  Value declare(const std::string& name, const Shape& shape, Init init, int fan_in, int fan_out);
  /// Memory of this shape, an input of its own; set_next says what it holds after a training step.
  Value state(const std::string& name, const Shape& shape, float start);
  void set_next(Value state, Value next);
  /// The key of random nodes and a stream nobody else has.
  Value random_key();
  int random_stream() { return streams_++; }

  bool training() const { return training_; }
  const std::vector<ParameterInfo>& declared() const { return declared_; }
  const std::vector<Value>& values() const { return values_; }
  const std::vector<LayerState>& states() const { return states_; }
  int size() const { return size_; }

 private:
  Graph& graph_;
  Value theta_;
  bool training_ = false;
  std::vector<ParameterInfo> declared_;
  std::vector<Value> values_;
  std::vector<LayerState> states_;
  int size_ = 0;
  int streams_ = 0;
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
