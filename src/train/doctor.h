// SPDX-License-Identifier: Apache-2.0
// The doctor: what is wrong with a run, as the recorded curve and a few samples tell, with the numbers that
// say so and a change of the spec that may help. Words are made on the web side, by id.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "train/trainer.h"

namespace losscape {

struct Finding {
  const char* id;
  size_t lane;
  std::int64_t step;  ///< at which it shows
  bool serious;       ///< training is failing, rather than not at its best
  std::vector<std::pair<const char*, double>> evidence;
  std::string remedy;  ///< fields of a spec as JSON
};

/// At most one finding a lane, the gravest; those of lanes that fail come first. In this order:
///
///   diverged     a loss is not finite: {rate}
///   diverging    the training loss is several times what it began with: {first, now}
///   dead         most units of a layer are 0 for every sample: {layer, dead, units}
///   exploding    gradients grow a thousandfold on their way back through the layers: {ratio}
///   vanishing    they shrink a thousandfold while there is much left to learn: {ratio}
///   collapse     one class is predicted for every sample though there are others: {class, share of labels}
///   unsteady     the loss goes up as often as down, far: {rises, swing}: shares of steps and of the loss
///   overfitting  validation got worse while training got better: {best_step, best, now}
///   slow         the loss falls steadily and has hardly moved: {first, now}
///   plateau      it has hardly moved and does not fall: {first, now}
std::vector<Finding> diagnose(Trainer& trainer);

}  // namespace losscape
