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
  Value scores;  ///< what the model says: [1, N], one score a class [C, N], or an embedding [D, N]
  Value labels;  ///< [1, N]: values to predict, or numbers of classes
  Value hot;     ///< 1 for a score whose class is the label's, else 0, as `scores`; made from labels if empty
  std::span<const float> counts = {};  ///< training samples of each class
  struct Head {
    std::string_view id;
    Value raw;  ///< [1, N], any number
  };
  std::vector<Head> heads = {};  ///< what the model says besides, as heads_of() of the main loss has it
  Value proxies = {};            ///< what the model learned of each class beside, as proxies_of() has it
};

/// Whether it compares embeddings. The model's outputs are then a place [D, N] for each sample, and the class
/// it says is the one whose samples lie nearest.
bool embeds(const Loss& loss);
/// Whether it looks at samples together, so that one alone has no loss and no curve.
bool compares(const Loss& loss, Task task);
/// The shape of the places it learns for the classes; rank 0 if there are none.
Shape proxies_of(const Loss& loss, int embedding, int classes);

/// What a loss wants predicted of a number besides the number: its scale, its variance and so on. A model has
/// an output for each, after the first.
std::vector<std::string_view> heads_of(const Loss& loss, Task task);
/// By how much the number may be off, if the first head says so: [1, N], with the numbers times `unit`; else
/// empty.
Value spread_of(const Scope& scope, double unit);

/// The loss's inputs in their order, those of regression times `unit`; absent ones that are optional are
/// empty. Throws Error with lacking() if one is missing.
std::vector<Value> wired(const Loss& loss, const Scope& scope, double unit = 1);

/// Whether its prediction is a score a class and not one score like any other.
bool takes_classes(const Loss& loss);

/// Why data of this task cannot train the loss, as the rest of "it …"; empty where they can.
std::string lacking(const Loss& loss, Task task);
std::vector<Task> tasks_of(const Loss& loss);

}  // namespace losscape
