// SPDX-License-Identifier: Apache-2.0
// The form of a loss: one entry says what it is, and everything else follows from it – gradient, kernels,
// formula, types, sliders, URL, documentation, tests. web/docs/add-a-loss.md walks through adding one.
//
// Entries are constants (entries.h). The program that trains holds only what it computes with, `Loss`; the
// words are linked into the catalogue and the tests alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "ir/graph.h"

namespace losscape {

/// What a loss of one plain score and one label compares with; drawing and measuring go by it. None: it is of
/// another form. What can be trained with says objectives/ports.h.
enum class Target {
  None,
  Real,    ///< any real number
  Binary,  ///< 0 or 1 (soft targets between are allowed)
  Signed,  ///< −1 or +1
  Class    ///< whole numbers 0 … C−1; the prediction has C logits along the first axis
};

enum class Role {
  Prediction,  ///< comes out of a model: the loss is differentiated by it
  Target,      ///< data: labels, teachers, anchors, distances
  Weight       ///< how much something counts: class weights, masks
};

/// What an input may hold. Documentation, validation and the tests' random inputs go by it.
enum class Domain {
  Real,
  Binary,           ///< 0 or 1, or between
  Signed,           ///< −1 or +1
  Class,            ///< whole numbers from 0
  NonNegative,      ///< ≥ 0
  Positive,         ///< > 0
  Count,            ///< whole numbers ≥ 0
  Probability,      ///< 0 … 1 each
  Distribution,     ///< ≥ 0, sums to 1 along the first axis
  LogDistribution,  ///< logarithm of a distribution along the first axis
  Cosine,           ///< −1 … 1
  Boxes,            ///< x1, y1, x2, y2 with x1 ≤ x2 and y1 ≤ y2, along the first axis
  Grade,            ///< relevance: whole numbers from 0, few levels
  Mask              ///< 1 counts, 0 does not
};

/// A named input. `dims` has one letter an axis: a digit is that extent, a letter stands for one extent
/// throughout the entry, N counts samples and comes last. "*": any shape, the same for every "*" input.
struct LossInput {
  const char* id;
  Role role;
  Domain domain;
  const char* dims = "*";
  bool optional = false;  ///< an absent one is a default-constructed Value in LossArgs
};

/// What build returns.
enum class Result {
  PerSample,  ///< one loss an element or a sample; reductions apply
  Batch       ///< one number for everything it was given
};

enum class Reduction {
  None,
  Mean,         ///< over all that count: Σ w·l ÷ Σ w, and 0 where nothing counts
  MeanByCount,  ///< Σ w·l ÷ the number of losses, whatever they weigh
  Sum,          ///< Σ w·l
  BatchMean     ///< Σ w·l ÷ N, N the extent of the last axis
};

/// How a loss of real targets y and predictions p follows a change of the target's zero and unit; q are the
/// parameters in the target's unit (Parameter::unit).
struct Scaling {
  static constexpr std::int8_t kNone = -1;
  bool shifts = false;  ///< L(p + b, y + b; q) = L(p, y; q)
  std::int8_t degree =
      kNone;  ///< L(a·p, a·y; a·q) = a^degree · L(p, y; q) for every a > 0; kNone: it does not
};

struct Loss;

/// What a loss's build function gets.
struct LossArgs {
  const Loss* loss;
  std::vector<Value> inputs;  ///< in the order of the entry's inputs
  /// In the order of the entry's parameters: scalar inputs, so that a slider re-plans nothing; constants
  /// where the parameter is fixed.
  std::vector<Value> values;
  Value prediction{}, target{};  ///< the inputs of these names, if there are any

  /// The input or parameter of this name.
  Value operator[](std::string_view id) const;
  bool has(std::string_view id) const;  ///< an optional input is there
  /// The number of a fixed parameter, to choose between graphs.
  double number(std::string_view id) const;
  Graph& graph() const { return *inputs[0].graph(); }
};

using LossBuild = Value (*)(const LossArgs&);

/// A loss as the core knows it.
struct Loss {
  const char* id;
  Target target;
  Result result;
  std::span<const LossInput> inputs;
  std::span<const Parameter> params;  ///< without their help
  LossBuild build;                    ///< unreduced
  LossBuild weight;                   ///< how much each loss counts in the mean; null: each the same
  Scaling scaling = {};               ///< of losses of real targets
};

/// Every loss, in the order shown to people.
std::span<const Loss* const> all_losses();
/// Throws Error with the nearest id if there is no such loss.
const Loss& find_loss(std::string_view id);

/// Nodes for the parameters, named `prefix` + id, and the checked inputs. `numbers` are resolved values in
/// the order of the loss's parameters. Throws if an input is missing or its shape does not fit the others.
LossArgs loss_args(Graph& graph, const Loss& loss, std::vector<Value> inputs, std::span<const double> numbers,
                   std::string_view prefix = "");

/// Losses times weights, and exactly 0 where the weight is 0, whatever the loss.
Value counted(Value losses, Value weight);
/// Losses whose plain mean is the loss's own: what build gives, over the mean of its weights where it has
/// some.
Value for_plain_mean(const LossArgs& args);

/// One number (or, for None, what build gives). `sample_weight` broadcasts against the losses; a loss that is
/// one number already stays as it is.
Value reduced(const LossArgs& args, Reduction reduction, Value sample_weight = {});

const char* name_of(Target target);
const char* name_of(Role role);
const char* name_of(Domain domain);
const char* name_of(Result result);

}  // namespace losscape
