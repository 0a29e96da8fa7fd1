// SPDX-License-Identifier: Apache-2.0
// What a lane minimises: its loss, or a weighted sum of it with other losses and with regularisers.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "exec/machine.h"
#include "layers/model.h"
#include "losses/loss.h"
#include "objectives/balancers.h"
#include "objectives/regularisers.h"

namespace losscape {

constexpr int kMaxTerms = 8;  ///< besides the main loss

/// A term besides the main loss. Its weight at step t (from 0), over `steps` n: constant; linear: w·max(0, 1
/// − t/n); cosine: w·(1 + cos(π·min(1, t/n)))/2; warm_up: w·min(1, (t + 1)/n).
struct Term {
  std::string id;  ///< of a regulariser or a loss
  ParameterValues params;
  double weight = 1;
  std::string schedule = "constant";
  int steps = 1000;
};

double weight_at(const Term& term, std::int64_t step) noexcept;

/// The words of a composite: nothing for a plain loss.
struct Composite {
  double weight = 1;  ///< of the main loss
  std::vector<Term> terms;
  std::string balance = "fixed";
  ParameterValues balance_params;
};

class Objective {
 public:
  /// Throws Error for ids, parameters or terms that do not go together.
  Objective(const Loss& main, Task task, const Composite& composite);

  /// Whether there is nothing but the main loss with weight 1.
  bool plain() const { return plain_; }
  /// Names of the terms that have a value: main, then the others.
  std::vector<std::string> ids() const;

  /// Losses of samples [1, N] under the weights as given, without schedules, balancing and regularisers: what
  /// is shown and compared. `main` are the losses of the main term.
  Value shown(Value main, Value prediction, Value target) const;
  /// The objective of a training step. `weights` are the model's parameters as `store` declares them.
  Balanced training(Value main, Value prediction, Value target, Value x, const ParameterStore& store) const;
  /// Value of each term, unweighted, then the norm of its gradient by θ: [2K]. Samples count as `share`
  /// [1, N] says; regularisers of samples count all.
  Value report(Value main, Value prediction, Value target, Value x, const ParameterStore& store,
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
  };
  LossArgs args_of(size_t i, Value prediction, Value target) const;
  Value losses_of(size_t i, Value prediction, Value target) const;
  Value penalty_of(const Other& other, Value main, Value prediction, Value x,
                   const ParameterStore& store) const;
  std::string prefix(size_t i) const { return "term" + std::to_string(i) + "."; }

  const Loss* main_;
  Task task_;
  double main_weight_;
  bool plain_;
  std::vector<Other> others_;
  const BalancerEntry* balancer_;
  std::vector<double> balancer_values_;
  std::array<float*, kMaxTerms> weights_{};      // of others_
  std::array<float*, kMaxTerms + 1> normals_{};  // of the losses
  float* epoch_ = nullptr;
};

}  // namespace losscape
