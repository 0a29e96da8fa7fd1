// SPDX-License-Identifier: Apache-2.0
// Optimisers that learn the curvature from how the gradient changes. g: gradient, d: direction, s: a past
// step, y: how the gradient changed over it.
#include <cmath>

#include "optim/entries.h"

namespace losscape {

namespace {

Value inner(Value a, Value b) { return scalar(sum(a * b)); }

struct Pair {
  Value s, y, rho;  ///< ρ = 1 / (y·s); 0 where there is no pair yet, so that it has no part in the direction
};

/// The pairs of the last steps, newest first, after this step's gradient; a step that met no positive
/// curvature adds none.
std::vector<Pair> remembered_pairs(OptimizerArgs& a, int size, Value s, Value y, Value keeps) {
  constexpr const char* kNames[][3] = {{"s0", "y0", "rho0"}, {"s1", "y1", "rho1"}, {"s2", "y2", "rho2"},
                                       {"s3", "y3", "rho3"}, {"s4", "y4", "rho4"}, {"s5", "y5", "rho5"},
                                       {"s6", "y6", "rho6"}, {"s7", "y7", "rho7"}, {"s8", "y8", "rho8"},
                                       {"s9", "y9", "rho9"}};
  std::vector<Pair> out;
  Pair newer{s, y, 1.0 / inner(y, s)};
  for (int i = 0; i < size; ++i) {
    const Pair before{a.per_weight(kNames[i][0]), a.per_weight(kNames[i][1]), a.scalar_state(kNames[i][2])};
    const Pair now{where(keeps, newer.s, before.s), where(keeps, newer.y, before.y),
                   where(keeps, newer.rho, before.rho)};
    a.keep(before.s, now.s);
    a.keep(before.y, now.y);
    a.keep(before.rho, now.rho);
    out.push_back(now);
    newer = before;
  }
  return out;
}

Value lbfgs(OptimizerArgs& a) {
  const Value g = a.gradient, first = less(a.step(), 1.5);
  const Value last = a.per_weight("last_gradient"), moved = a.per_weight("last_step");
  const Value y = g - last, curvature = inner(y, moved);
  const Value keeps = where(first, 0.0, greater(curvature, 1e-10));
  const std::vector<Pair> pairs =
      remembered_pairs(a, static_cast<int>(a.number("history_size")), moved, y, keeps);
  const Value scale_before = a.scalar_state("scale", 1);
  const Value scale = where(keeps, curvature / inner(y, y), scale_before);
  a.keep(scale_before, scale);

  Value d = -g;
  std::vector<Value> alpha;
  for (const Pair& p : pairs) {
    alpha.push_back(p.rho * inner(p.s, d));
    d = d - alpha.back() * p.y;
  }
  d = d * scale;
  for (size_t i = pairs.size(); i-- > 0;)
    d = d + pairs[i].s * (alpha[i] - pairs[i].rho * inner(pairs[i].y, d));

  // The first direction is the gradient itself, whose length says nothing.
  Value t = a.learning_rate * where(first, min(1.0 / scalar(sum(abs(g))), 1.0), 1.0);
  const Value slope = inner(g, d);
  constexpr double kSufficient = 1e-4;
  // Backtracking, written out: the first of t, t/2, t/4 … with sufficient decrease, or the last of them.
  const int halvings = static_cast<int>(a.number("halvings"));
  if (halvings > 0) {
    Value chosen = t * std::exp2(-halvings);
    for (int k = halvings - 1; k >= 0; --k) {
      const Value tried = t * std::exp2(-k);
      const Value there = scalar(a.elsewhere->loss(a.weights + tried * d));
      chosen = where(less_equal(there, a.loss + kSufficient * tried * slope), tried, chosen);
    }
    t = chosen;
  }
  const Value step = where(less(slope, -1e-9), t, 0.0) * d;
  a.keep(last, g);
  a.keep(moved, step);
  return a.parameters + step;
}

constexpr OptimizerEntry kEntries[] = {
    {.id = "lbfgs",
     .title = "L-BFGS",
     .help =
         "Newton's direction from how the gradient changed over the last steps, with a line search. For full "
         "batches.",
     .cite = "Nocedal & Wright 2006, algorithms 7.4 and 3.1 (Armijo, c₁ = 10⁻⁴); without halvings PyTorch "
             "LBFGS(max_iter=1)",
     .learning_rate = 1,
     .params =
         {{"history_size", 6, {1, 10}, "Steps whose curvature is remembered.", Scale::Linear, true, 1},
          {"halvings",
           6,
           {0, 10},
           "How often the line search may halve the step; 0 is no search.",
           Scale::Linear,
           true,
           true}},
     .build = lbfgs},
};

}  // namespace

LOSSCAPE_OPTIMIZERS(second_order, kEntries);

}  // namespace losscape
