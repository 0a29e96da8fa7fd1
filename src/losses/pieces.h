// SPDX-License-Identifier: Apache-2.0
// Pieces that several losses are made of.
#pragma once

#include <algorithm>
#include <cmath>

#include "ir/compounds.h"
#include "ir/indexing.h"
#include "ir/shapes.h"
#include "losses/entries.h"

namespace losscape {

inline Value residual(const LossArgs& a) { return a.prediction - a.target; }

/// y·x of a score x and a label y of ±1.
inline Value margin(const LossArgs& a) { return a.prediction * a.target; }

inline Value square(Value a) { return a * a; }

/// u where u ≥ 0, else 0, with slope 1 at 0: PyTorch's clamp(min=0), which counts a tie as active. relu has
/// slope 0 there.
Value clamp_at_0(Value u);

/// e²/2 for |e| ≤ d, d·(|e| − d/2) beyond. Branch-free, so a huge e² never meets a mask, and curved at 0.
Value huberised(Value e, Value d);

/// z_y − log Σ_{c≠y} exp z_c: then log p_y = −softplus(−m) and log(1 − p_y) = −softplus(m), neither of which
/// ever forms 1 − p. z [C, N], y [1, N] → [1, N].
Value class_margin(Value z, Value y);

/// log p_y. z [C, N], y [1, N] → [1, N]; 0 where y names no class.
Value log_probability(Value z, Value y);

/// Row sums of w·log w with 0·log 0 = 0, over the first axis.
Value negative_entropy(Value p);

/// ‖x‖₂ over `axes`, and x/‖x‖; value and gradient are 0 at the zero vector. The largest element divides
/// before anything is squared, so that in single precision vectors of 1e-20 do not vanish nor those of 1e20
/// overflow.
Value length(Value x, const Axes& axes);
Value length(Value x);  ///< over the first axis, as unit
Value unit(Value x, int axis = 0);

/// Cosine of the angle between columns, 0 if either is zero. [D, N]² → [1, N].
Value cosine(Value a, Value b);

/// (1 − p)^γ·(−log p) of p = σ(m), never forming 1 − p, so that γ < 1 is safe.
Value focal(Value m, Value gamma);

/// above/below, and 1 for 0/0: an empty prediction of an empty mask is perfect.
Value overlap_score(Value above, Value below);
/// Generalised Dice of sums [C, 1, N] → [1, N]: the parameter `weights` says what classes count by, and an
/// absent one has the largest weight of its sample.
constexpr Parameter kClassWeights = {
    "weights",     0,    {0, 2}, "Of a class: 0 one over its squared area, 1 over its area, 2 all alike.",
    Scale::Linear, true, 1};
Value generalised_dice(const LossArgs& a, Value both, Value predicted, Value target);
constexpr Parameter kSmoothAbove = {
    "smooth_above",
    1,
    {0, 1},
    "Share of the smoothing that is added above, too: MONAI's smooth_nr/smooth_dr."};

/// u^power of u ≥ 0 (0 below), linear under 1e-7: 0 at 0 with a finite slope, whatever the power.
Value power_from_0(Value u, Value power);

}  // namespace losscape
