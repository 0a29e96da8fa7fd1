// SPDX-License-Identifier: Apache-2.0
// Losses in the terms of the data. A model is trained on targets of mean 0 and deviation 1, whatever their
// unit; a loss is what it is in the target's own unit. Where the two agree but for a factor it is computed as
// the model has it, otherwise on what the model's numbers stand for.
#pragma once

#include "losses/loss.h"

namespace losscape {

/// A loss in the target's unit from predictions and targets that were divided by the target's deviation.
struct InUnit {
  double input = 1;      ///< predictions and targets are multiplied by it,
  double parameter = 1;  ///< parameters in the target's unit by it,
  double value = 1;      ///< and the loss that comes out by it.
  double training =
      1;  ///< In training by this instead: the minimum is the same, and steps are as long in any unit.
};
InUnit in_unit(const Loss& loss, double deviation);

/// Measured in double: for losses of one prediction and one real target that nobody could declare it of. The
/// parameters that must be taken as in the target's unit are those for which `unit` [params] comes out true.
struct MeasuredScaling {
  Scaling scaling;
  std::vector<bool> unit;
};
MeasuredScaling measured_scaling(const Loss& loss);

}  // namespace losscape
