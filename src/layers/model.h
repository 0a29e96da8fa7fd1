// SPDX-License-Identifier: Apache-2.0
// A model is a function that adds nodes and declares parameters. All parameters of a model are slices of one
// vector θ, so an optimiser is one elementwise program and a line through weight space needs no gather.
#pragma once

#include <string>
#include <vector>

#include "ir/graph.h"
#include "layers/initial.h"

namespace losscape {

/// Memory a layer keeps between steps, such as a running mean.
struct LayerState {
  std::string name;  ///< of the input: "state.layer.batch_norm1.running_mean"
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

  /// What a layer adds to the loss of a sample while training, [1, B].
  void add_penalty(Value each) { penalties_.push_back(each); }
  /// Parameters declared from now on keep their initial values.
  void freeze(bool frozen) { frozen_ = frozen; }

  bool training() const { return training_; }
  const std::vector<ParameterInfo>& declared() const { return declared_; }
  const std::vector<Value>& values() const { return values_; }
  const std::vector<LayerState>& states() const { return states_; }
  const std::vector<Value>& penalties() const { return penalties_; }
  int size() const { return size_; }

 private:
  Graph& graph_;
  Value theta_;
  bool training_ = false, frozen_ = false;
  std::vector<ParameterInfo> declared_;
  std::vector<Value> values_;
  std::vector<LayerState> states_;
  std::vector<Value> penalties_;
  int size_ = 0;
  int streams_ = 0;
};

/// W·x + b. x [in, B] → [units, B]; W [units, in], b [units, 1].
Value dense(ParameterStore& store, const std::string& name, Value x, int units, Init init);

}  // namespace losscape
