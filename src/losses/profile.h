// SPDX-License-Identifier: Apache-2.0
// What a loss does to one point as it moves away, measured on its gradient in double precision. For the
// catalogue and tests: nothing that trains calls it.
#pragma once

#include <array>
#include <vector>

#include "losses/loss.h"

namespace losscape {

/// How far a point is when its influence is measured.
inline constexpr std::array<double, 4> kDistances = {1, 10, 100, 1000};

/// What the influence does as the point moves away without end.
enum class Limit { Vanishes, Constant, Grows };

/// Shape-derived numbers of a loss of one prediction and one label, at default parameters and without
/// optional inputs. A point lies at distance r where
///   - the target is real: prediction − target = ±r, target 1, the worse of the two sides that are finite;
///   - the label is binary or ±1: the score is r on the wrong side of 0;
///   - the label is a class: the logit of one of the two others is r above the rest.
struct LossProfile {
  bool measured = false;  ///< false: no such prediction and label, and nothing below but `instructions`
  std::array<double, 4> influence{};  ///< size of the gradient at kDistances; not finite: it overflowed
  Limit limit = Limit::Vanishes;
  double bound = 0;  ///< the largest size met at any distance, infinite where influence grows
  /// Second derivative at the target (real), at score 0 between labels that are equally likely (binary, ±1),
  /// and between two of three equally likely classes at equal logits; not finite where there is none.
  double curvature = 0;
  double curvature_at_1 = 0;  ///< the same one unit further, to see how much it changes
  int instructions = 0;       ///< of the fused program for value and gradients of a batch of 32
};
LossProfile profile_of(const Loss& loss);

const char* name_of(Limit limit);

}  // namespace losscape
