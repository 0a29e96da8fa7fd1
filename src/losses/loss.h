// SPDX-License-Identifier: Apache-2.0
// The form of a loss: one entry says what it is, and everything else follows from it – gradient, kernels,
// formula, types, sliders, URL, documentation, tests. web/docs/add-a-loss.md walks through adding one.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "ir/graph.h"

namespace losscape {

/// What the prediction is compared with.
enum class Target {
  Real,    ///< any real number
  Binary,  ///< 0 or 1 (soft targets between are allowed)
  Signed,  ///< −1 or +1
  Class    ///< whole numbers 0 … C−1 along an axis of C logits
};

enum class Family { Regression, Robust, Quantile, Margin, Classification };

/// What a loss's build function gets.
struct LossArgs {
  Value prediction;  ///< same shape as target; with Target::Class C logits along `class_axis`
  Value target;      ///< extent 1 along `class_axis` with Target::Class
  int class_axis;
  const std::vector<Parameter>* parameters;
  std::vector<Value> values;  ///< of the parameters: scalar inputs, so that a slider re-plans nothing

  Value operator[](std::string_view id) const;
};

/// A value to be met: prediction and target of one sample (C logits and one class number for Target::Class).
struct LossCase {
  std::vector<double> prediction;
  std::vector<double> target;
  double value;
  ParameterValues params = {};
  double tolerance = 1e-9;
};

/// What the tests verify rather than believe.
struct LossFacts {
  bool convex = false;            ///< in the prediction
  bool bounded_gradient = false;  ///< |∂L/∂prediction| has a bound that holds for every prediction
  bool symmetric = false;         ///< L(y + r, y) = L(y − r, y)
  bool zero_at_target = false;    ///< L(y, y) = 0 (regression only)
};

struct LossEntry {
  const char* id;
  const char* title;
  Family family;
  std::vector<const char*> aliases;
  Target target;
  std::vector<Parameter> params;
  LossFacts facts;
  const char* use;    ///< when to use it, one sentence
  const char* avoid;  ///< when not to, one sentence
  const char* cite;   ///< paper, equation or DOI
  std::vector<LossCase> cases;
  std::function<Value(const LossArgs&)> build;  ///< loss of every sample, unreduced
  /// MathML in place of what the graph prints, where a sum over classes would print badly; else null.
  const char* formula = nullptr;
  const char* gradient_formula = nullptr;
};

/// Every loss, in the order shown to people.
std::span<const LossEntry> all_losses();
/// Throws Error with the nearest id if there is no such loss.
const LossEntry& find_loss(std::string_view id);

const char* name_of(Target target);
const char* name_of(Family family);
/// Tasks whose data can serve this kind of target.
std::vector<Task> tasks_of(Target target);

// One list a family, joined in loss.cc.
std::vector<LossEntry> regression_losses();
std::vector<LossEntry> classification_losses();

}  // namespace losscape
