// SPDX-License-Identifier: Apache-2.0
// What may go wrong in training with a visitor's loss, each finding with the numbers that show it. Nothing is
// concluded from the text alone: values and slopes are computed along lines in the space of predictions, in
// double and rounded to float after every operation.
#pragma once

#include <string>
#include <vector>

#include "lang/parse.h"

namespace losscape::lang {

enum class Finding : std::uint8_t {
  NoPrediction,  ///< nothing predicted reaches the loss
  NotFinite,     ///< NaN or infinite at ordinary predictions
  Unstable,      ///< overflows, or float differs from double, at predictions training may reach
  Unbounded,     ///< goes to −∞
  NoSlope,       ///< varies, but the slope is 0 nearly everywhere
  Minimum,       ///< smallest elsewhere than at the target, or for the wrong label
  Jump,          ///< not continuous
  Kink,          ///< not differentiable
  Unused         ///< a parameter or definition that the loss does not contain
};
const char* name_of(Finding finding);

struct Diagnosis {
  Finding finding{};
  bool serious = false;     ///< training is likely to fail, rather than good to know
  std::string message;      ///< with the evidence
  std::string replacement;  ///< what to write instead of the text at `at`; may be empty
  Position at;              ///< of the part it is about; all 0 where that is the whole
};

/// Numbers computed by default: 2 to 100 ms for losses people type, half a second at most.
constexpr double kDiagnosisWork = 12e6;

/// At most one entry for a finding. Of a loss too large for the work only a part is examined.
std::vector<Diagnosis> diagnose(const ParsedLoss& loss, double work = kDiagnosisWork);

}  // namespace losscape::lang
