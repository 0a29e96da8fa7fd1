// SPDX-License-Identifier: Apache-2.0
// Steps along the gradient, and scales a weight from the sums of its squares. g: gradient, θ: weights.
#include "optim/entries.h"

namespace losscape {

namespace {

// PyTorch starts the velocity with the whole first gradient, whatever the dampening.
Value velocity(OptimizerArgs& a, double dampening) {
  const Value before = a.per_weight("velocity");
  Value share = a.graph().constant(1);
  if (dampening > 0) share = where(less(a.step(), 1.5), 1.0, 1.0 - dampening);
  const Value v = a["momentum"] * before + share * a.gradient;
  a.keep(before, v);
  return v;
}

constexpr OptimizerEntry kEntries[] = {
    {.id = "sgd",
     .title = "SGD",
     .help = "Steps down the gradient of one batch.",
     .cite = "Robbins & Monro 1951, doi:10.1214/aoms/1177729586",
     .learning_rate = 0.1,
     .build = [](OptimizerArgs& a) { return a.parameters - a.learning_rate * a.gradient; }},

    {.id = "momentum",
     .title = "SGD with momentum",
     .help = "A heavy ball: past gradients keep pushing.",
     .cite = "Polyak 1964, doi:10.1016/0041-5553(64)90137-5; PyTorch SGD(momentum, dampening)",
     .learning_rate = 0.05,
     .params =
         {kMomentum,
          {"dampening", 0, {0, 0.999}, "Share of each new gradient that is left out.", Scale::Linear, true}},
     .build =
         [](OptimizerArgs& a) {
           const Value v = velocity(a, a.number("dampening"));
           return a.parameters - a.learning_rate * v;
         }},

    {.id = "nesterov",
     .title = "Nesterov momentum",
     .help = "Momentum that looks ahead: it corrects its course by where the velocity is about to lead.",
     .cite = "Nesterov 1983; Sutskever et al. 2013; PyTorch SGD(nesterov=True)",
     .learning_rate = 0.05,
     .params = {kMomentum},
     .build =
         [](OptimizerArgs& a) {
           const Value v = velocity(a, 0);
           return a.parameters - a.learning_rate * (a.gradient + a["momentum"] * v);
         }},

    {.id = "adagrad",
     .title = "Adagrad",
     .help = "Weights that saw large gradients take smaller steps; the steps only ever shrink.",
     .cite = "Duchi, Hazan & Singer 2011, jmlr.org/papers/v12/duchi11a; PyTorch Adagrad",
     .learning_rate = 0.1,
     .params =
         {{"lr_decay", 0, {0, 1}, "The rate is divided by 1 + this times the steps before."},
          {"initial_accumulator", 0, {0, 10}, "Sum of squares before the first step.", Scale::Linear, true},
          epsilon_of(1e-10)},
     .build =
         [](OptimizerArgs& a) {
           const Value g = a.gradient, before = a.per_weight("square_sum", a.number("initial_accumulator"));
           const Value total = before + g * g;
           a.keep(before, total);
           const Value rate = a.learning_rate / (1.0 + (a.step() - 1.0) * a["lr_decay"]);
           return a.parameters - rate * g / (sqrt(total) + a.number("epsilon"));
         }},

    {.id = "adadelta",
     .title = "Adadelta",
     .help =
         "Measures a step in units of the weight's own recent steps, so that the rate hardly needs tuning.",
     .cite = "Zeiler 2012, arXiv:1212.5701, algorithm 1; PyTorch Adadelta",
     .learning_rate = 1,
     .params = {{"rho", 0.9, {0, 0.9999}, "Memory of squared gradients and squared steps."},
                epsilon_of(1e-6)},
     .build =
         [](OptimizerArgs& a) {
           const double epsilon = a.number("epsilon");
           const Value g = a.gradient, rho = a["rho"];
           const Value square = a.running_mean("square", rho, g * g);
           const Value before = a.per_weight("step_square");
           const Value step = sqrt(before + epsilon) / sqrt(square + epsilon) * g;
           a.keep(before, rho * before + (1.0 - rho) * (step * step));
           return a.parameters - a.learning_rate * step;
         }},

    {.id = "rmsprop",
     .title = "RMSprop",
     .help = "Divides each weight's gradient by its recent size.",
     .cite = "Tieleman & Hinton 2012, lecture 6.5; centred: Graves 2013, arXiv:1308.0850; PyTorch RMSprop",
     .learning_rate = 0.01,
     .params = {{"alpha", 0.99, {0, 0.9999}, "Memory of squared gradients."},
                {"momentum", 0, {0, 0.999}, "Share of the last step that is kept."},
                {"centered",
                 0,
                 {0, 1},
                 "1 divides by the spread around the mean gradient instead.",
                 Scale::Linear,
                 true},
                epsilon_of(1e-8)},
     .build =
         [](OptimizerArgs& a) {
           const Value g = a.gradient, alpha = a["alpha"];
           Value square = a.running_mean("square", alpha, g * g);
           if (a.number("centered") >= 0.5) {
             const Value mean = a.running_mean("mean", alpha, g);
             square = square - mean * mean;
           }
           const Value before = a.per_weight("velocity");
           const Value v = a["momentum"] * before + g / (sqrt(square) + a.number("epsilon"));
           a.keep(before, v);
           return a.parameters - a.learning_rate * v;
         }},

    {.id = "rprop",
     .title = "Rprop",
     .help =
         "Looks only at signs: a step grows while the slope keeps its sign and shrinks when it turns. For "
         "full batches.",
     .cite = "Riedmiller & Braun 1993, doi:10.1109/ICNN.1993.298623; PyTorch Rprop (no step back)",
     .learning_rate = 0.01,
     .params = {{"eta_minus", 0.5, {0.01, 0.999}, "Factor of a step when the slope turned."},
                {"eta_plus", 1.2, {1.001, 5}, "Factor of a step when the slope kept its sign."},
                {"min_step", 1e-6, {1e-12, 1}, "Shortest step.", Scale::Log},
                {"max_step", 50, {1e-3, 1000}, "Longest step.", Scale::Log}},
     .build =
         [](OptimizerArgs& a) {
           // Steps are kept in units of the learning rate, with which they start.
           const Value lr = a.learning_rate, g = a.gradient;
           const Value last = a.per_weight("last"), size = a.per_weight("size", 1);
           const Value same = g * last, turned = less(same, 0.0);
           const Value factor = where(greater(same, 0.0), a["eta_plus"], where(turned, a["eta_minus"], 1.0));
           const Value next = clamp(size * factor, a["min_step"] / lr, a["max_step"] / lr);
           const Value used = where(turned, 0.0, g);
           a.keep(size, next);
           a.keep(last, used);
           return a.parameters - sign(used) * (lr * next);
         }},
};

}  // namespace

LOSSCAPE_OPTIMIZERS(descent, kEntries);

}  // namespace losscape
