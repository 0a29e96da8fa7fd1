// SPDX-License-Identifier: Apache-2.0
// Where the inputs of a loss come from while something is trained: a table of what a run has to give, and in
// which forms. A loss can be trained with exactly when all it needs is found there.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "losses/loss.h"

namespace losscape {

/// What a run has to give.
struct Scope {
  Task task = Task::Regression;
  Value scores;  ///< what the model says: [1, N], or one score a class [C, N]
  Value labels;  ///< [1, N]: values to predict, or numbers of classes
  Value hot;     ///< 1 for a score whose class is the label's, else 0, as `scores`; made from labels if empty
  std::span<const float> counts = {};  ///< training samples of each class
};

/// The loss's inputs in their order, those of regression times `unit`; absent ones that are optional are
/// empty. Throws Error with lacking() if one is missing.
std::vector<Value> wired(const Loss& loss, const Scope& scope, double unit = 1);

/// Whether its prediction is a score a class and not one score like any other.
bool takes_classes(const Loss& loss);

/// Why data of this task cannot train the loss, as the rest of "it …"; empty where they can.
std::string lacking(const Loss& loss, Task task);
std::vector<Task> tasks_of(const Loss& loss);

}  // namespace losscape
