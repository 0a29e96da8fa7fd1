// SPDX-License-Identifier: Apache-2.0
// The form of an optimiser and of a schedule: one entry each, a few lines of graph over the whole parameter
// vector, so that a step is one fused program. web/docs/add-an-optimizer.md walks through adding one.
//
// Entries are constants (entries.h). The program that trains holds only what it computes with; the words are
// linked into the catalogue and the tests alone.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "ir/shapes.h"

namespace losscape {

/// Memory kept between steps: an input "state.<name>" and what it holds after the step.
struct OptimizerState {
  std::string name;
  Value now, next;
  double start;
  bool from_parameters;  ///< starts as a copy of the weights instead
};

/// What every build function gets: the entry's parameters and a way to remember.
class BuildArgs {
 public:
  BuildArgs(Graph& graph, const char* owner, std::span<const Parameter> params, std::vector<Value> values)
      : graph_(&graph), owner_(owner), params_(params), values_(std::move(values)) {}

  /// The parameter of this name: a scalar input; a constant where it is fixed.
  Value operator[](std::string_view id) const;
  /// The number of a fixed parameter, to choose between graphs.
  double number(std::string_view id) const;

  /// Memory of this shape; keep() says what it holds next. Asked for again it is the same.
  Value state(const char* name, const Shape& shape, double start = 0);
  Value scalar_state(const char* name, double start = 0);
  void keep(Value state, Value next);
  /// Number of this step, 1 in the first. Exact up to 2^24 steps in single precision.
  Value step();

  Graph& graph() const { return *graph_; }
  const std::vector<OptimizerState>& states() const { return states_; }

 protected:
  Value remember(std::string name, const Shape& shape, double start, bool from_parameters);

 private:
  Graph* graph_;
  const char* owner_;
  std::span<const Parameter> params_;
  std::vector<Value> values_;
  std::vector<OptimizerState> states_;
};

/// One weight tensor within θ, as a matrix: its first axis against all others. Biases have one column.
struct Tensor {
  int offset, rows, columns;
  int size() const { return rows * columns; }
  bool matrix() const { return columns > 1; }
  /// Its part of a vector in the shape of θ, [rows, columns].
  Value of(Value whole) const;
};
/// Tensors of these shapes, one after the other.
std::vector<Tensor> tensors_of(std::span<const Shape> shapes);

Value each_tensor(std::span<const Tensor> tensors, Value (*f)(const void* context, const Tensor&),
                  const void* context);
/// f(tensor) for every tensor, joined to a vector in the shape of θ.
template <class F>
Value each_tensor(std::span<const Tensor> tensors, const F& f) {
  const auto call = [](const void* context, const Tensor& t) { return (*static_cast<const F*>(context))(t); };
  return each_tensor(tensors, call, &f);
}

/// The same batch at other weights, for optimisers that look around.
class Elsewhere {
 public:
  virtual ~Elsewhere() = default;
  /// Of the loss, already clipped and so on.
  virtual Value gradient(Value parameters) const = 0;
  /// Of the batch, without weight decay.
  virtual Value loss(Value parameters) const = 0;
};

/// Two functions of the parameters as an Elsewhere.
template <class Gradient, class Loss>
struct LossElsewhere final : Elsewhere {
  LossElsewhere(Gradient g, Loss l) : gradient_at(g), loss_at(l) {}
  Value gradient(Value parameters) const override { return gradient_at(parameters); }
  Value loss(Value parameters) const override { return loss_at(parameters); }
  Gradient gradient_at;
  Loss loss_at;
};

struct OptimizerArgs : BuildArgs {
  using BuildArgs::BuildArgs;

  Value weights, gradient;       ///< θ and what to descend along, [P]
  Value parameters;              ///< where the step starts: θ, shrunk by decoupled weight decay
  Value learning_rate;           ///< scalar
  bool momentum_varies = false;  ///< the schedule moves momentum or beta1
  Value raw_gradient;            ///< before clipping, centralisation and weight decay, [P]
  Value weight_decay;            ///< scalar, for Decay::Own; nothing where it is 0
  std::vector<Tensor> tensors;   ///< they make up θ, in order
  Value loss;                    ///< of the batch at θ, scalar
  const Elsewhere* elsewhere = nullptr;

  /// Memory of one number a weight.
  Value per_weight(const char* name, double start = 0);
  /// β·memory + (1 − β)·value, which is also what is kept.
  Value running_mean(const char* name, Value beta, Value value);
  /// Memory of one tensor, with a name of its own.
  Value of_tensor(const char* name, const Tensor& tensor, const Shape& shape);
  /// Memory that starts as a copy of the weights.
  Value copy_of_weights(const char* name);

  template <class F>
  Value each_tensor(F f) const {
    return losscape::each_tensor(tensors, f);
  }
};

/// How an optimiser applies weight decay λ unless told otherwise.
enum class Decay {
  Coupled,    ///< λθ is added to the gradient: an L2 penalty
  Decoupled,  ///< θ shrinks by the learning rate times λ, whatever the gradient
  Own         ///< the entry uses OptimizerArgs::weight_decay itself
};

/// Returns the next parameters.
using OptimizerBuild = Value (*)(OptimizerArgs&);

/// An optimiser as the core knows it.
struct Optimizer {
  const char* id;
  double learning_rate, weight_decay;  ///< defaults
  Decay decay;
  std::span<const Parameter> params;  ///< without their help
  OptimizerBuild build;
};

/// Every optimiser, in the order shown to people.
std::span<const Optimizer* const> all_optimizers();
/// Throws Error with the nearest id if there is no such optimiser.
const Optimizer& find_optimizer(std::string_view id);

struct ScheduleArgs : BuildArgs {
  using BuildArgs::BuildArgs;
  Value t;     ///< steps taken before this one, scalar
  Value loss;  ///< of this step's batch, scalar
};

struct ScheduleStep {
  Value factor;      ///< times the learning rate
  Value momentum{};  ///< in place of the optimiser's momentum or beta1; nothing leaves it alone
};

using ScheduleBuild = ScheduleStep (*)(ScheduleArgs&);

/// A schedule of the learning rate as the core knows it.
struct Schedule {
  const char* id;
  std::span<const Parameter> params;  ///< without their help
  ScheduleBuild build;
};

std::span<const Schedule> all_schedules();
const Schedule& find_schedule(std::string_view id);

}  // namespace losscape
