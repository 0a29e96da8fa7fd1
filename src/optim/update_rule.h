// SPDX-License-Identifier: Apache-2.0
// Everything between a gradient and the next weights: an optimiser, a schedule, and what goes with any of
// them – clipping, centralisation, weight decay, averaging of weights. All of it is nodes of the training
// program.
#pragma once

#include <optional>

#include "exec/machine.h"
#include "exec/plan.h"
#include "optim/optimizer.h"

namespace losscape {

/// Range, default and help of what goes with any optimiser. 0 switches each off; weight_decay and
/// decoupled_weight_decay have the optimiser's own default.
///
///   weight_decay, decoupled_weight_decay   λ, and whether it is added to the gradient (0) or shrinks the
///                                          weights by the rate times λ (1)
///   clip_value, clip_norm, clip_global_norm  bound of each number, each tensor's norm, the whole norm
///   centralize      1 takes off the mean of what leads into a unit: Yong et al. 2020, arXiv:2004.01461
///   ema             weights are judged by their running mean with this memory
///   warmup          steps over which the rate rises linearly, whatever the schedule
///
/// In this order: centralise, clip by value, by tensors' norms, by the whole norm, coupled decay, optimiser,
/// decoupled decay, mean.
std::span<const Parameter> optimizer_options();
/// The same with their help; for the catalogue alone.
std::span<const Parameter> optimizer_option_words();

struct UpdateChoice {
  std::string optimizer = "adam";
  ParameterValues params;
  std::optional<double> learning_rate;  ///< the optimiser's default where empty
  std::string schedule = "constant";
  ParameterValues schedule_params;
  ParameterValues options;  ///< of optimizer_options()
};

class UpdateRule {
 public:
  /// Throws Error for an unknown id, or a parameter that is unknown or out of range.
  explicit UpdateRule(const UpdateChoice& choice);

  struct Training {
    Value parameters, gradient;      ///< [P]
    Value loss;                      ///< scalar
    std::span<const Shape> tensors;  ///< they make up θ, in order
    Value frozen{};                  ///< 1 for weights that do not move, [P]; nothing if all do
  };
  /// Adds the nodes of a step. `elsewhere` gives the loss and its gradient at other weights.
  std::vector<Update> build(Graph& graph, const Training& training, const Elsewhere& elsewhere);
  /// The rate of this step, to be shown; nothing where it is the input "learning_rate".
  Value rate() const { return rate_; }

  /// Into a machine of the planned program: settings, and the memory of a run at its start.
  void set_settings(Machine& machine) const;
  void start(Machine& machine, std::span<const float> initial) const;
  /// Copies the memory of a run into another program whose "theta" is set: the optimiser's if both have the
  /// same one, the schedule's likewise.
  void continue_from(const UpdateRule& other, const Machine& from, Machine& to) const;

  void set_learning_rate(double value) { settings_[0].second = value; }
  double learning_rate() const { return settings_[0].second; }
  /// The input that holds the weights to judge by: "theta", or their running mean.
  const char* judged() const { return averages_ ? "state.ema" : "theta"; }

  struct Memory {
    std::string name;
    std::int64_t size;
    double start;
    bool from_parameters;
    bool of_schedule;
  };
  const std::vector<Memory>& memory() const { return memory_; }
  /// Scalar inputs of the program and their values; the learning rate is first.
  const ParameterValues& settings() const { return settings_; }

 private:
  double option(std::string_view id) const;
  Value setting(Graph& graph, const std::string& name, double value);
  std::vector<Value> values_of(Graph& graph, const std::string& prefix, std::span<const Parameter> params,
                               std::span<const double> numbers);
  Value bounded(Graph& graph, const Training& training, std::span<const Tensor> tensors, Value gradient);
  void remember(const std::vector<OptimizerState>& states, bool of_schedule, std::vector<Update>& updates);

  const Optimizer* optimizer_;
  const Schedule* schedule_;
  std::vector<double> numbers_, schedule_numbers_, options_;
  bool averages_;
  ParameterValues settings_;
  std::vector<Memory> memory_;
  Value rate_;
};

}  // namespace losscape
