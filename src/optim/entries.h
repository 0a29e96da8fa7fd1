// SPDX-License-Identifier: Apache-2.0
// What a file of optimisers or schedules is written in: constant entries, from which the lean table of the
// core and the table with words are both made at compile time.
#pragma once

#include <initializer_list>

#include "lean_entries.h"
#include "optim/optimizer.h"

namespace losscape {

struct OptimizerEntry {
  const char* id;
  const char* title;
  const char* help;      ///< one sentence
  const char* cite;      ///< paper or code, and whose conventions it follows
  double learning_rate;  ///< default; for the small nets of the playground
  double weight_decay = 0;
  Decay decay = Decay::Coupled;
  std::initializer_list<Parameter> params = {};
  OptimizerBuild build;

  constexpr Optimizer lean(std::span<const Parameter> without_words) const {
    return {id, learning_rate, weight_decay, decay, without_words, build};
  }
};

struct ScheduleEntry {
  const char* id;
  const char* title;
  const char* help;
  const char* cite;
  std::initializer_list<Parameter> params = {};
  ScheduleBuild build;

  constexpr Schedule lean(std::span<const Parameter> without_words) const {
    return {id, without_words, build};
  }
};

// Ends a file of optimisers: `entries` is its constexpr array of OptimizerEntry.
#define LOSSCAPE_OPTIMIZERS(name, entries)                                                          \
  std::span<const Optimizer> name##_optimizers() { return LeanEntries<Optimizer, entries>::kLean; } \
  std::span<const OptimizerEntry> name##_optimizer_entries() { return entries; }                    \
  static_assert(std::size(entries) > 0)

// The files of optimisers, in the order shown to people.
#define LOSSCAPE_OPTIMIZER_FILES(X) X(descent) X(adaptive) X(structured) X(wrapped) X(second_order)

#define LOSSCAPE_DECLARE(name)                    \
  std::span<const Optimizer> name##_optimizers(); \
  std::span<const OptimizerEntry> name##_optimizer_entries();
LOSSCAPE_OPTIMIZER_FILES(LOSSCAPE_DECLARE)
#undef LOSSCAPE_DECLARE

/// The entries with their words, in the order of all_optimizers() and all_schedules(). Not for the core.
std::vector<const OptimizerEntry*> optimizer_entries();
std::span<const ScheduleEntry> schedule_entries();

// Parameters that several optimisers share.
inline constexpr Parameter kMomentum = {
    "momentum", 0.9, {0, 0.999}, "Share of the last step's velocity that is kept."};
inline constexpr Parameter kBeta1 = {"beta1", 0.9, {0, 0.999}, "Memory of the gradient."};
inline constexpr Parameter kBeta2 = {"beta2", 0.999, {0, 0.99999}, "Memory of its square."};
constexpr Parameter epsilon_of(double value) {
  return {"epsilon", value, {1e-12, 1}, "Keeps the divisor from 0.", Scale::Log, true};
}

/// Adam's running means with its bias corrections.
struct Moments {
  Value mean, square;  ///< m and v after this step, [P]
  Value mean_weight, square_root;  ///< 1 − β₁ᵗ and 1 / √(1 − β₂ᵗ): m̂ = m / mean_weight, √v̂ = √v · square_root
};
Moments moments(OptimizerArgs& a);
/// Adam's next parameters; lookahead and others wrap it.
Value adam_step(OptimizerArgs& a);

}  // namespace losscape
