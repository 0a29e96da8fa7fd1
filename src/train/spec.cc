// SPDX-License-Identifier: Apache-2.0
#include "train/spec.h"

#include "error.h"
#include "layers/model.h"
#include "losses/loss.h"
#include "optim/optimizer.h"

namespace losscape {

const std::vector<Parameter>& settings() {
  static const std::vector<Parameter> kAll = {
      {"learning_rate", 0.01, {1e-5, 10}, "Length of a step along the gradient.", Scale::Log},
      {"batch_size", 16, {1, 1024}, "Samples a step looks at.", Scale::Log},
      {"train_fraction", 0.7, {0.1, 0.95}, "Share of the samples trained on; the rest validates."},
      {"seed", 1, {0, 4294967295.0}, "Same seed, same data, weights, batches and curves."},
  };
  return kAll;
}

void validate(const Spec& spec) {
  if (spec.losses.empty()) fail("losses must name at least one loss, for example mse");
  if (spec.losses.size() > kMaxLanes)
    fail("losses must name at most ", kMaxLanes, " losses, got ", spec.losses.size());
  for (const LossChoice& choice : spec.losses) {
    const Loss& loss = find_loss(choice.id);
    resolved(loss.id, loss.params, choice.params);
  }
  if (spec.hidden.size() > kMaxLayers)
    fail("hidden must list at most ", kMaxLayers, " layers, got ", spec.hidden.size());
  for (int units : spec.hidden) {
    if (units < 1 || units > kMaxUnits)
      fail("hidden: a layer must have 1 to ", kMaxUnits, " units, got ", units);
  }
  find_activation(spec.activation);
  const OptimizerEntry& optimizer = find_optimizer(spec.optimizer);
  resolved(optimizer.id, optimizer.params, spec.optimizer_params);
  ParameterValues given{{"batch_size", spec.batch_size},
                        {"train_fraction", spec.train_fraction},
                        {"seed", static_cast<double>(spec.seed)}};
  if (spec.learning_rate) given.emplace_back("learning_rate", *spec.learning_rate);
  resolved("the experiment", settings(), given);
}

}  // namespace losscape
