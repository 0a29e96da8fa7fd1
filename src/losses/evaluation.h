// SPDX-License-Identifier: Apache-2.0
// A loss on arrays: value, gradient, losses of each sample and Hessian-vector product as one program.
//
// Where samples do not know of each other, a program has a capacity and runs any number of samples up to it;
// more run in turns. Σ w·l and Σ w come out apart, so that turns add up and the mean is taken by the caller,
// who sets the input "scale" by which gradients are multiplied. Otherwise the program is for exactly the
// given shapes, its value is reduced already, and there is no scale.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exec/machine.h"
#include "ir/reference.h"
#include "losses/loss.h"

namespace losscape {

struct LossRequest {
  enum : unsigned { Value = 1, Gradient = 2, Each = 4, Product = 8 };
  unsigned wanted = Value;
  Reduction reduction = Reduction::Mean;
  bool weighted = false;          ///< there is an input "weights", one number a sample
  bool double_precision = false;  ///< the reference instead of the machine: slow, for exactly these shapes
  std::vector<std::optional<Shape>> shapes;  ///< in the order of the loss's inputs; none: left out
};

/// Most samples of a turn where losses are pointwise: what fits the second-level cache with its gradient.
constexpr int kTurn = 8192;

class LossProgram {
 public:
  /// Throws Error if shapes do not fit or memory does not suffice.
  LossProgram(const Loss& loss, std::span<const double> parameters, const LossRequest& request);
  LossProgram(const LossProgram&) = delete;
  LossProgram& operator=(const LossProgram&) = delete;

  /// Memory of an input or output: `rows` of `columns` numbers, `stride` apart. float, or double where that
  /// was asked for.
  struct Port {
    std::string name;  ///< "in.<id>", "v.<id>", "weights", "scale"; "each", "d.<id>", "hv.<id>"
    void* at;
    std::int64_t rows, columns, stride;
    std::vector<int> shape;  ///< in the order of the core
    std::vector<int> axes;   ///< for each axis, its axis in the caller's array; −1 for none (caller_axes)
    bool output;
  };
  const std::vector<Port>& ports() const { return ports_; }
  int capacity() const { return capacity_; }
  bool in_turns() const { return in_turns_; }
  std::int64_t losses_of_a_sample() const { return rows_; }
  bool weighs() const { return weighs_; }  ///< losses do not all count the same in the mean

  /// Runs the first `samples` columns; the reduced value, or Σ w·l of the turn. NaN if no value was wanted.
  double run(int samples);
  /// Σ w of the last run; the number of losses where nothing weighs them.
  double weight() const { return weight_; }

 private:
  void build(const Loss& loss, std::span<const double> parameters, const LossRequest& request, int capacity);
  void add_port(const Loss& loss, const std::string& name, Value v, bool output);
  double total(const char* name, int samples) const;

  std::unique_ptr<Graph> graph_;
  std::vector<std::pair<std::string, Value>> inputs_, outputs_;
  std::optional<Program> program_;
  std::optional<Machine> machine_;
  ReferenceInputs numbers_;
  std::vector<std::vector<double>> results_;
  std::vector<Port> ports_;
  int capacity_ = 0;
  bool in_turns_ = false, pointwise_ = false, summed_ = false, wants_value_ = false, weighs_ = false;
  std::int64_t rows_ = 1;  // losses of a sample
  int limit_ = -1;
  const float *sum_at_ = nullptr, *weight_at_ = nullptr;
  double weight_ = 0;
};

}  // namespace losscape
