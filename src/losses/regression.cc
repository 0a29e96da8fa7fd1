// SPDX-License-Identifier: Apache-2.0
// Pointwise regression losses of the residual e = prediction − target.
#include "losses/loss.h"

namespace losscape {

namespace {

Value residual(const LossArgs& a) { return a.prediction - a.target; }

}  // namespace

std::vector<LossEntry> regression_losses() {
  return {
      {.id = "mse",
       .title = "Squared error",
       .family = Family::Regression,
       .aliases = {"L2", "quadratic", "squared_error", "mean_squared_error"},
       .target = Target::Real,
       .params = {},
       .facts = {.convex = true, .symmetric = true, .zero_at_target = true},
       .use = "Noise is roughly normal and you want the conditional mean.",
       .avoid = "A few samples may be far off: one residual of 10 pulls as hard as ten residuals of 1.",
       .cite = "Gauss 1809, Theoria motus; PyTorch MSELoss",
       .cases = {{{3}, {1}, 4}, {{-1.5}, {-1.5}, 0}, {{0}, {1e-3}, 1e-6}},
       .build = [](const LossArgs& a) { return residual(a) * residual(a); }},

      {.id = "mae",
       .title = "Absolute error",
       .family = Family::Robust,
       .aliases = {"L1", "absolute_error", "mean_absolute_error"},
       .target = Target::Real,
       .params = {},
       .facts = {.convex = true, .bounded_gradient = true, .symmetric = true, .zero_at_target = true},
       .use = "You want the conditional median, or outliers must not pull more than anybody else.",
       .avoid = "You need a smooth approach to the optimum: the gradient keeps its size until it flips sign.",
       .cite = "Boscovich 1757; PyTorch L1Loss, whose gradient at 0 is 0",
       .cases = {{{3}, {1}, 2}, {{0.25}, {1}, 0.75}, {{2}, {2}, 0}},
       .build = [](const LossArgs& a) { return abs(residual(a)); }},

      {.id = "huber",
       .title = "Huber",
       .family = Family::Robust,
       .aliases = {"smooth_l1"},
       .target = Target::Real,
       .params = {{"delta",
                   1.0,
                   {0.01, 10},
                   "Residual at which the quadratic turns linear, and the bound of the gradient.",
                   Scale::Log}},
       .facts = {.convex = true, .bounded_gradient = true, .symmetric = true, .zero_at_target = true},
       .use = "Most residuals are normal and some are outliers: quadratic near 0, linear beyond delta.",
       .avoid =
           "You cannot say what an ordinary residual is; delta must be on the scale of the target's noise.",
       .cite = "Huber 1964, doi:10.1214/aoms/1177703732; PyTorch HuberLoss",
       .cases = {{{0.5}, {0}, 0.125}, {{3}, {0}, 2.5}, {{0}, {2}, 0.875, {{"delta", 0.5}}}, {{1}, {0}, 0.5}},
       // q = e held within [−δ, δ];  q·e − q²/2: branch-free, so a huge e² never meets a mask, and curved at
       // e = 0.
       .build =
           [](const LossArgs& a) {
             const Value e = residual(a), q = max(min(e, a["delta"]), -a["delta"]);
             return q * e - 0.5 * (q * q);
           },
       .formula =
           "<math><mrow><mo>{</mo><mtable "
           "columnalign=\"left\"><mtr><mtd><mfrac><mn>1</mn><mn>2</mn></mfrac><msup><mi>e</mi><mn>2</mn>"
           "</msup></mtd><mtd><mtext>if&#xA0;</mtext><mo>|</mo><mi>e</mi><mo>|</mo><mo>≤</mo><mi>δ</mi></"
           "mtd></mtr><mtr><mtd><mi>δ</mi>"
           "<mo>(</mo><mo>|</mo><mi>e</mi><mo>|</mo><mo>−</mo><mfrac><mi>δ</mi><mn>2</mn></mfrac><mo>)</mo></"
           "mtd><mtd><mtext>otherwise"
           "</mtext></mtd></mtr></mtable><mo>,</mo><mspace "
           "width=\"0.6em\"/><mi>e</mi><mo>=</mo><mi>ŷ</mi><mo>−</mo><mi>y</mi></mrow></math>",
       .gradient_formula = "<math><mrow><mi>max</mi><mo>(</mo><mo>−</mo><mi>δ</mi><mo>,</mo><mi>min</"
                           "mi><mo>(</mo><mi>ŷ</mi><mo>−</mo><mi>y</mi>"
                           "<mo>,</mo><mi>δ</mi><mo>)</mo><mo>)</mo></mrow></math>"},

      {.id = "log_cosh",
       .title = "Log-cosh",
       .family = Family::Robust,
       .aliases = {"logcosh"},
       .target = Target::Real,
       .params = {},
       .facts = {.convex = true, .bounded_gradient = true, .symmetric = true, .zero_at_target = true},
       .use = "You want Huber's behaviour without a kink in the second derivative and without a parameter.",
       .avoid = "Residuals are much larger or smaller than 1: its bend sits at 1, whatever your units.",
       .cite = "Keras LogCosh; stable form |e| + log(1 + exp(−2|e|)) − log 2",
       .cases = {{{0}, {0}, 0}, {{1}, {0}, 0.43378083048302444}, {{90}, {0}, 89.30685281944005}},
       .build = [](const LossArgs& a) { return logcosh(residual(a)); }},

      {.id = "quantile",
       .title = "Quantile (pinball)",
       .family = Family::Quantile,
       .aliases = {"pinball", "check_loss"},
       .target = Target::Real,
       .params =
           {{"q", 0.5, {0.01, 0.99}, "The quantile that is predicted: 0.9 lies above nine samples in ten."}},
       .facts = {.convex = true, .bounded_gradient = true, .zero_at_target = true},
       .use = "You want a bound rather than a centre: train 0.1 and 0.9 for a band.",
       .avoid = "Data are so few that the quantile you ask for is hardly ever seen.",
       .cite = "Koenker & Bassett 1978, doi:10.2307/1913643; gradient −q at 0 as in scikit-learn",
       .cases = {{{0}, {2}, 1}, {{0}, {2}, 1.8, {{"q", 0.9}}}, {{2}, {0}, 0.2, {{"q", 0.9}}}, {{1}, {1}, 0}},
       // u = y − x;  q·u where u ≥ 0, (q − 1)·u where u < 0. Written with a selection so that the kink has
       // one side.
       .build =
           [](const LossArgs& a) {
             const Value u = a.target - a.prediction, q = a["q"];
             return where(less(u, 0.0), q - 1.0, q) * u;
           }},
  };
}

}  // namespace losscape
