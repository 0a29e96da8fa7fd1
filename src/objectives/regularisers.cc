// SPDX-License-Identifier: Apache-2.0
// Conventions are those of the penalties of src/losses/training.cc, which take what they punish as an input.
#include "objectives/regularisers.h"

#include <cmath>

#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

template <class F>
Value over_weights(const RegulariserArgs& a, F each) {
  Value total = a.x.graph()->constant(0);
  for (const Value& w : a.weights) total = total + each(w);
  return total;
}

Value square(const Value& a) { return a * a; }
Value l1(const Value& w) { return scalar(sum(abs(w))); }
Value l2(const Value& w) { return 0.5 * scalar(sum(square(w))); }

}  // namespace

std::span<const Regulariser> all_regularisers() {
  static const std::vector<Regulariser> kAll = {
      {"l1",
       "L1 on weights",
       "Σ|w|: weights that are not needed become small.",
       "Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x",
       {},
       false,
       [](const RegulariserArgs& a) { return over_weights(a, l1); }},
      {"l2",
       "L2 on weights",
       "½Σw²: its gradient is w, PyTorch's weight decay without biases.",
       "Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634",
       {},
       false,
       [](const RegulariserArgs& a) { return over_weights(a, l2); }},
      {"elastic_net",
       "Elastic net on weights",
       "ρΣ|w| + ½(1 − ρ)Σw².",
       "Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x",
       {{"l1_ratio", 0.5, {0, 1}, "Share of L1."}},
       false,
       [](const RegulariserArgs& a) {
         const double ratio = a.values[0];
         return over_weights(a, [&](const Value& w) { return ratio * l1(w) + (1 - ratio) * l2(w); });
       }},
      {"group_lasso",
       "Group lasso",
       "√d·Σ‖column‖: all weights that leave a unit vanish together.",
       "Yuan & Lin 2006, doi:10.1111/j.1467-9868.2005.00532.x",
       {},
       false,
       [](const RegulariserArgs& a) {
         return over_weights(a, [](const Value& w) {
           return std::sqrt(static_cast<double>(w.shape()[0])) * scalar(sum(norm(w, 0)));
         });
       }},
      {"max_norm",
       "Max-norm penalty",
       "½Σ max(0, ‖row‖ − limit)²: what enters a unit stays within the limit.",
       "Srebro, Rennie & Jaakkola 2004, as a penalty",
       {{"limit", 3, {0.01, 100}, "Norm that is free.", Scale::Log}},
       false,
       [](const RegulariserArgs& a) {
         return over_weights(
             a, [&](const Value& w) { return 0.5 * scalar(sum(square(relu(norm(w, 1) - a.values[0])))); });
       }},
      {"confidence",
       "Confidence penalty",
       "−H(p): keeps predicted classes from being too sure.",
       "Pereyra et al. 2017, arXiv:1701.06548",
       {},
       true,
       [](const RegulariserArgs& a) {
         const Value z = a.prediction;
         if (a.task == Task::Binary) return scalar(mean(z * sigmoid(z) - softplus(z)));
         const Value log_p = log_softmax(z, 0);
         return scalar(mean(sum(exp(log_p) * log_p, 0)));
       }},
      {"jacobian",
       "Jacobian penalty",
       "½‖∂ŷ/∂x‖² of a sample: predictions change little where inputs do.",
       "Hoffman, Roberts & Yaida 2019, arXiv:1908.02729",
       {},
       false,
       [](const RegulariserArgs& a) {
         Value total = a.x.graph()->constant(0);
         for (int o = 0; o < a.prediction.shape()[0]; ++o)
           total = total + scalar(sum(square(grad(sum(slice(a.prediction, 0, o, 1)), a.x))));
         return total * (0.5 / a.x.shape()[1]);
       }},
      {"input_gradient",
       "Input-gradient penalty",
       "½‖∂L/∂x‖² of a sample: double backpropagation.",
       "Drucker & LeCun 1992, doi:10.1109/72.165600",
       {},
       false,
       [](const RegulariserArgs& a) {
         return scalar(sum(square(grad(sum(a.losses), a.x)))) * (0.5 / a.x.shape()[1]);
       }},
  };
  return kAll;
}

const Regulariser* find_regulariser(std::string_view id) {
  for (const Regulariser& r : all_regularisers()) {
    if (r.id == id) return &r;
  }
  return nullptr;
}

}  // namespace losscape
