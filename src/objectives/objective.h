// SPDX-License-Identifier: Apache-2.0
// What a lane minimises: its loss, or a weighted sum of it with other losses and with regularisers.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "exec/machine.h"
#include "fields.h"
#include "layers/model.h"
#include "losses/loss.h"
#include "losses/scaling.h"
#include "objectives/balancers.h"
#include "objectives/ports.h"
#include "objectives/regularisers.h"

namespace losscape {

constexpr int kMaxTerms = 8;  ///< besides the main loss

/// A term besides the main loss. Its weight at step t (from 0), over `steps` n: constant; linear: w·max(0, 1
/// − t/n); cosine: w·(1 + cos(π·min(1, t/n)))/2; warm_up: w·min(1, (t + 1)/n).
struct Term {
  std::string id = {};  ///< of a regulariser or a loss
  ParameterValues params = {};
  double weight = 1;
  std::string schedule = "constant";
  int steps = 1000;
};

double weight_at(const Term& term, std::int64_t step) noexcept;

/// Arguments of a loss that sees the numbers of a model in the target's unit: `numbers` are its parameters.
LossArgs args_in_unit(const Loss& loss, const InUnit& unit, const Scope& scope,
                      std::span<const double> numbers, std::string_view prefix);
/// A parameter as a program of that loss has it.
double in_unit_of(const Parameter& parameter, double value, const InUnit& unit);

/// How much a sample counts by its class. Only proportions matter: means are Σ w·l ÷ Σ w.
struct ClassWeights {
  /// none; inverse: one over the class's training samples; effective: one over their effective number (1 −
  /// βⁿ)/(1 − β), β = 0.999 (Cui et al. 2019, arXiv:1901.05555); given: the numbers below.
  std::string by = "none";
  std::vector<double> given = {};  ///< one a class, ≥ 0 and not all 0
};

/// The words of a composite: nothing for a plain loss.
struct Composite {
  double weight = 1;                ///< of the main loss
  ClassWeights class_weights = {};  ///< of the main loss
  std::vector<Term> terms;
  std::string balance = "fixed";
  ParameterValues balance_params;
};

void fields(Fields& f, Term& term);
void fields(Fields& f, Composite& composite);

class Objective {
 public:
  /// `deviation`: what targets and predictions were divided by. Throws Error for ids, parameters or terms
  /// that do not go together. `class_sizes`: training samples of each class, empty for regression.
  Objective(const Loss& main, Task task, const Composite& composite, double deviation,
            std::span<const float> class_sizes);

  /// Whether there is nothing but the main loss with weight 1, whatever its samples count.
  bool plain() const { return plain_; }
  size_t term_count() const { return 1 + others_.size(); }
  /// Names of the terms that have a value: main, then the others.
  std::vector<std::string> ids() const;

  // Scores and labels are those of the model, divided by the deviation; `main_args` are the main loss's as
  // in_unit() has them. What comes out is in the terms of the data, the training objective times a factor
  // that makes up for their unit (InUnit::training).

  /// Whether losses see the same when predictions and targets are moved alike.
  bool shifts() const;
  /// Whether a loss takes the scores of all classes together.
  bool by_class() const;
  /// Whether it looks at samples together.
  bool compares() const;
  /// Losses of samples under the weights as given, without schedules, balancing and regularisers: what is
  /// shown and compared. [1, N], or as the main loss gives them where there is nothing else. Of samples
  /// that are compared each has the loss of all.
  Value shown(const LossArgs& main_args, const Scope& scope) const;
  /// How much each of these counts in means, [1, N] or in their shape; empty: all the same.
  Value weight(const LossArgs& main_args, const Scope& scope) const;
  /// The objective of a training step. `weights` are the model's parameters as `store` declares them.
  Balanced training(const LossArgs& main_args, const Scope& scope, Value x,
                    const ParameterStore& store) const;
  /// Value of each term, unweighted, then the norm of its gradient by θ: [2K]. Samples count as `share`
  /// [1, N] says; regularisers of samples count all.
  Value report(const LossArgs& main_args, const Scope& scope, Value x, const ParameterStore& store,
               Value share) const;

  /// Sets the parameters of the other losses, in any of these programs.
  void set_parameters(Machine& machine) const;
  /// Tells where a training program keeps what changes with the step.
  void attach(Machine& machine);
  void begin_step(std::int64_t step, bool first_of_epoch, std::uint64_t seed) noexcept;

 private:
  struct Other {
    Term term;
    const Loss* loss = nullptr;  // or:
    const Regulariser* regulariser = nullptr;
    std::vector<double> values;
    InUnit unit = {};
  };
  LossArgs args_of(size_t i, const Scope& scope) const;
  Value losses_of(size_t i, const Scope& scope) const;
  Value main_losses(const LossArgs& args, const Scope& scope) const;
  Value class_weight(const Scope& scope) const;
  Value of_each(const Loss& loss, Value losses, const Scope& scope) const;
  Value penalty_of(const Other& other, Value main, Value scores, Value x, const ParameterStore& store) const;
  std::string prefix(size_t i) const { return "term" + std::to_string(i) + "."; }

  const Loss* main_;
  Task task_;
  InUnit main_unit_;
  double factor_;  // of training
  double main_weight_;
  bool plain_;
  std::vector<double> class_weights_;  ///< the largest is 1; empty: all the same
  std::vector<Other> others_;
  const BalancerEntry* balancer_;
  std::vector<double> balancer_values_;
  std::array<float*, kMaxTerms> weights_{};      // of others_
  std::array<float*, kMaxTerms + 1> normals_{};  // of the losses
  float* epoch_ = nullptr;
};

}  // namespace losscape
