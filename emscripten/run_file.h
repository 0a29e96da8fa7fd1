// SPDX-License-Identifier: Apache-2.0
// The part of a saved run that is words and changes: JSON on the way out, plain objects on the way in.
// web/engine/run-file.ts adds the spec and packs the numbers.
#pragma once

#include <string>

#include "plain.h"
#include "train/trainer.h"

namespace losscape {

/// {step, head, diverged_at, changes}: the run as it is, with its changes up to step `last`.
std::string saved_text(const Trainer& trainer, std::int64_t last);

/// [{id, value, gradient_norm, weight}]: the terms of a lane's objective.
std::string terms_text(Trainer& trainer, size_t lane);

/// The reverse of saved_text, with `state` and `history`, for a run just opened with the spec of the saved
/// one.
Trainer::Saved saved_run(const Trainer& trainer, const json::Value& file);

}  // namespace losscape
