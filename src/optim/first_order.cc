// SPDX-License-Identifier: Apache-2.0
#include "optim/first_order.h"

namespace losscape {

std::vector<OptimizerEntry> first_order_optimizers() {
  return {
      {.id = "sgd",
       .title = "SGD",
       .help = "Steps down the gradient of one batch.",
       .cite = "Robbins & Monro 1951",
       .learning_rate = 0.1,
       .params = {},
       .states = {},
       .build =
           [](const OptimizerArgs& a) {
             return OptimizerStep{a.parameters - a.learning_rate * a.gradient, {}};
           }},

      {.id = "momentum",
       .title = "SGD with momentum",
       .help = "A heavy ball: past gradients keep pushing.",
       .cite = "Polyak 1964; PyTorch SGD(momentum), dampening 0",
       .learning_rate = 0.05,
       .params = {{"momentum", 0.9, {0, 0.999}, "Share of the last step's velocity that is kept."}},
       .states = {{"velocity", false, 0}},
       .build =
           [](const OptimizerArgs& a) {
             const Value v = a["momentum"] * a.state[0] + a.gradient;
             return OptimizerStep{a.parameters - a.learning_rate * v, {v}};
           }},

      {.id = "adam",
       .title = "Adam",
       .help = "Each weight gets a step of about the learning rate, whatever its gradient's scale.",
       .cite = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 1",
       .learning_rate = 0.01,
       .params = {{"beta1", 0.9, {0, 0.999}, "Memory of the gradient."},
                  {"beta2", 0.999, {0, 0.99999}, "Memory of its square."}},
       .states =
           {{"mean", false, 0}, {"square", false, 0}, {"beta1_power", true, 1}, {"beta2_power", true, 1}},
       .build =
           [](const OptimizerArgs& a) {
             constexpr double kEpsilon = 1e-8;
             const Value b1 = a["beta1"], b2 = a["beta2"], g = a.gradient;
             const Value m = b1 * a.state[0] + (1.0 - b1) * g, v = b2 * a.state[1] + (1.0 - b2) * (g * g);
             const Value p1 = a.state[2] * b1, p2 = a.state[3] * b2;
             const Value step = a.learning_rate / (1.0 - p1), root = rsqrt(1.0 - p2);
             return OptimizerStep{a.parameters - step * m / (sqrt(v) * root + kEpsilon), {m, v, p1, p2}};
           }},
  };
}

}  // namespace losscape
