// SPDX-License-Identifier: Apache-2.0
// What a file of losses is written in: constant entries, from which the lean table of the core and the table
// with words are both made at compile time.
#pragma once

#include <array>
#include <initializer_list>

#include "lean_entries.h"
#include "losses/loss.h"

namespace losscape {

struct Setting {
  const char* id;
  double value;
};

/// A value to be met: the inputs in the order of the entry, all of one batch. Extents follow from the
/// numbers' counts; `samples` is the extent N.
struct LossCase {
  std::initializer_list<std::initializer_list<double>> inputs;
  double value;  ///< the sum of the losses
  std::initializer_list<Setting> params = {};
  int samples = 1;
  double tolerance = 1e-9;  ///< relative to the larger of 1 and the value
  int leading = 1;          ///< extent of the first axis where the counts leave two open
};

/// What the tests verify rather than believe. `convex`, `symmetric` and `zero_at_target` hold at every value
/// of the parameters, the others at their defaults.
struct LossFacts {
  bool convex = false;            ///< in all prediction inputs together, within their domains
  bool bounded_gradient = false;  ///< |∂L/∂prediction| has a bound that holds for every prediction
  bool symmetric = false;         ///< L(y + r, y) = L(y − r, y)
  bool zero_at_target = false;    ///< L(y, y) = 0
  bool proper = false;      ///< expected loss is least where the link gives the true probability (or mean)
  bool calibrated = false;  ///< expected loss is least at a score with the sign of the likelier class
  double lipschitz = 0;     ///< least upper bound of the slope at default parameters; 0: none declared
  bool stops_gradient = false;  ///< part of it is held constant: the gradient is not the value's derivative
  double finite_to = 1e4;  ///< |prediction| up to which value and gradient are finite in single precision
  /// Residuals (real targets) or margins (labels ±1) at which the slope jumps, at default parameters.
  std::initializer_list<double> kinks = {};
};

enum class Family {
  Regression,
  Robust,
  Quantile,
  Count,
  Forecasting,
  Uncertainty,
  Classification,
  Margin,
  Imbalance,
  NoisyLabels,
  Divergence,
  Distillation,
  Similarity,
  Contrastive,
  Ranking,
  Segmentation,
  Boxes,
  Reconstruction,
  Adversarial,
  MultiTask,
  Regularisation,
  Curriculum,
  Continual,
  Special
};
const char* name_of(Family family);

/// What data sets can train: a plain score and a label, everything else optional.
constexpr Target target_of(std::initializer_list<LossInput> inputs) {
  if (inputs.size() < 2) return Target::None;
  const LossInput &score = inputs.begin()[0], &label = inputs.begin()[1];
  for (size_t i = 2; i < inputs.size(); ++i) {
    if (!inputs.begin()[i].optional) return Target::None;
  }
  if (std::string_view(score.id) != "prediction" || std::string_view(label.id) != "target")
    return Target::None;
  if (score.domain != Domain::Real) return Target::None;
  const std::string_view scores = score.dims, labels = label.dims;
  if (scores == "CN" && labels == "1N" && label.domain == Domain::Class) return Target::Class;
  if (scores != "*" || labels != "*") return Target::None;
  switch (label.domain) {
    case Domain::Real:
      return Target::Real;
    case Domain::Binary:
      return Target::Binary;
    case Domain::Signed:
      return Target::Signed;
    default:
      return Target::None;
  }
}

struct LossEntry {
  const char* id;
  const char* title;
  Family family;
  std::initializer_list<const char*> aliases = {};
  std::initializer_list<LossInput> inputs;
  Result result = Result::PerSample;
  std::initializer_list<Parameter> params = {};
  LossFacts facts = {};
  Scaling scaling = {};           ///< of losses that compare with a real target
  const char* use;                ///< when to use it, one sentence
  const char* avoid;              ///< when not to, one sentence
  const char* cite;               ///< paper, equation or DOI, and whose conventions it follows
  const char* formula = nullptr;  ///< TeX in place of what the graph prints; else null
  const char* gradient_formula = nullptr;
  std::initializer_list<LossCase> cases = {};
  LossBuild build;
  LossBuild weight = nullptr;

  constexpr Loss lean(std::span<const Parameter> without_words) const {
    return {id,
            result == Result::PerSample ? target_of(inputs) : Target::None,
            result,
            {inputs.begin(), inputs.size()},
            without_words,
            build,
            weight,
            scaling};
  }
};

// The inputs of losses that compare a prediction with a label.
inline constexpr std::initializer_list<LossInput> kRealTarget = {
    {"prediction", Role::Prediction, Domain::Real}, {"target", Role::Target, Domain::Real}};
inline constexpr std::initializer_list<LossInput> kBinaryTarget = {
    {"prediction", Role::Prediction, Domain::Real}, {"target", Role::Target, Domain::Binary}};
inline constexpr std::initializer_list<LossInput> kSignedTarget = {
    {"prediction", Role::Prediction, Domain::Real}, {"target", Role::Target, Domain::Signed}};
inline constexpr std::initializer_list<LossInput> kClassTarget = {
    {"prediction", Role::Prediction, Domain::Real, "CN"}, {"target", Role::Target, Domain::Class, "1N"}};
inline constexpr std::initializer_list<LossInput> kWeightedClassTarget = {
    {"prediction", Role::Prediction, Domain::Real, "CN"},
    {"target", Role::Target, Domain::Class, "1N"},
    {"class_weights", Role::Weight, Domain::Positive, "C1", true}};

// Ends a file of losses: `entries` is its constexpr array of LossEntry. families.def lists the files.
#define LOSSCAPE_LOSSES(name, entries)                                                \
  std::span<const Loss> name##_losses() { return LeanEntries<Loss, entries>::kLean; } \
  std::span<const LossEntry> name##_entries() { return entries; }                     \
  static_assert(std::size(entries) > 0)

#define LS_FAMILY(name)                  \
  std::span<const Loss> name##_losses(); \
  std::span<const LossEntry> name##_entries();
#include "losses/families.def"
#undef LS_FAMILY

/// The entries with their words, in the order of all_losses(). Not for the core: it would link every word.
std::span<const LossEntry* const> all_loss_entries();
const LossEntry& entry_of(const Loss& loss);

}  // namespace losscape
