// SPDX-License-Identifier: Apache-2.0
// Optimisers around another one.
#include "optim/entries.h"

namespace losscape {

namespace {

constexpr OptimizerEntry kEntries[] = {
    {.id = "lookahead",
     .title = "Lookahead (Adam)",
     .help = "Every few steps of Adam, slow weights go part of the way and Adam starts again from there.",
     .cite = "Zhang et al. 2019, arXiv:1907.08610, algorithm 1; Adam keeps its memory",
     .learning_rate = 0.01,
     .params = {{"steps", 5, {1, 100}, "Fast steps before the slow weights follow.", Scale::Log},
                {"alpha", 0.5, {0.01, 1}, "Share of the way that the slow weights go."},
                kBeta1,
                kBeta2,
                epsilon_of(1e-8)},
     .build =
         [](OptimizerArgs& a) {
           const Value fast = adam_step(a), slow = a.copy_of_weights("slow");
           const Value since = a.scalar_state("fast_steps"), now = since + 1.0;
           const Value due = greater_equal(now, a["steps"]);
           const Value next = where(due, slow + a["alpha"] * (fast - slow), slow);
           a.keep(slow, next);
           a.keep(since, where(due, 0.0, now));
           return where(due, next, fast);
         }},

    {.id = "sam",
     .title = "SAM (momentum)",
     .help =
         "Takes the gradient at the worst point nearby, which leads to flat minima; two gradients a step.",
     .cite = "Foret et al. 2021, arXiv:2010.01412, algorithm 1, around SGD with momentum",
     .learning_rate = 0.05,
     .params = {{"rho", 0.05, {0, 2}, "How far away the worst point is."}, kMomentum},
     .build =
         [](OptimizerArgs& a) {
           const Value raw = a.raw_gradient, length = sqrt(sum(raw * raw)) + 1e-12;
           const Value g = a.elsewhere->gradient(a.weights + a["rho"] / length * raw);
           const Value before = a.per_weight("velocity"), v = a["momentum"] * before + g;
           a.keep(before, v);
           return a.parameters - a.learning_rate * v;
         }},
};

}  // namespace

LOSSCAPE_OPTIMIZERS(wrapped, kEntries);

}  // namespace losscape
