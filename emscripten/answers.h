// SPDX-License-Identifier: Apache-2.0
// Answers to questions about a run as JSON.
#pragma once

#include <string>

#include "train/trainer.h"

namespace losscape {

/// LayerInfo[] of web/engine/types.ts.
std::string layers_text(Trainer& trainer, size_t lane);

/// Inspection, CheckedWeight[] and Finding[] of web/engine/answers.ts.
std::string inspection_text(Trainer& trainer, size_t lane);
std::string check_text(Trainer& trainer, size_t lane, int count);
std::string findings_text(Trainer& trainer);

}  // namespace losscape
