// SPDX-License-Identifier: Apache-2.0
// Losses of scores against labels. x: score (logit), t ∈ {0, 1}, s = 2t − 1 ∈ {−1, +1}, z: C logits.
#include "ir/compounds.h"
#include "losses/loss.h"

namespace losscape {

std::vector<LossEntry> classification_losses() {
  return {
      {.id = "binary_cross_entropy_with_logits",
       .title = "Binary cross-entropy",
       .family = Family::Classification,
       .aliases = {"bce", "log_loss", "logistic", "sigmoid_cross_entropy"},
       .target = Target::Binary,
       .params = {},
       .facts = {.convex = true, .bounded_gradient = true},
       .use = "Two classes, and the score should become a calibrated probability.",
       .avoid = "Many labels are wrong: a confident mistake costs without bound.",
       .cite = "PyTorch BCEWithLogitsLoss; softplus(x) − x·t, whose gradient is σ(x) − t",
       .cases = {{{0}, {1}, 0.6931471805599453},
                 {{2}, {1}, 0.12692801104297249},
                 {{-1e4}, {1}, 1e4},
                 {{1e4}, {1}, 0}},
       .build = [](const LossArgs& a) { return softplus(a.prediction) - a.prediction * a.target; }},

      {.id = "cross_entropy",
       .title = "Cross-entropy",
       .family = Family::Classification,
       .aliases = {"softmax_cross_entropy", "categorical_cross_entropy", "negative_log_likelihood", "nll"},
       .target = Target::Class,
       .params = {},
       .facts = {.convex = true, .bounded_gradient = true},
       .use = "Several classes of which exactly one is right; scores become probabilities by softmax.",
       .avoid =
           "Several labels may hold at once (use binary cross-entropy per class), or many labels are wrong.",
       .cite = "PyTorch CrossEntropyLoss with class indices; (z − max) − log Σ, stable at logits of 1e8",
       .cases = {{{0, 0}, {0}, 0.6931471805599453},
                 {{2, 1, 0}, {0}, 0.40760596444438013},
                 {{1e8, 1e8}, {1}, 0.6931471805599453},
                 {{1000, 0}, {1}, 1000}},
       .build =
           [](const LossArgs& a) {
             return -pick(log_softmax(a.prediction, a.class_axis), a.target, a.class_axis);
           },
       .formula = "<math><mrow><mi>log</mi><munder><mo>∑</mo><mi>c</mi></munder><msup><mi>e</mi><msub><mi>z</"
                  "mi><mi>c</mi></msub></msup>"
                  "<mo>−</mo><msub><mi>z</mi><mi>y</mi></msub></mrow></math>",
       .gradient_formula = "<math><mrow><mi>softmax</mi><msub><mrow><mo>(</mo><mi>z</mi><mo>)</mo></"
                           "mrow><mi>c</mi></msub><mo>−</mo>"
                           "<mo>[</mo><mi>c</mi><mo>=</mo><mi>y</mi><mo>]</mo></mrow></math>"},

      {.id = "sigmoid_focal",
       .title = "Focal",
       .family = Family::Classification,
       .aliases = {"focal", "focal_loss"},
       .target = Target::Binary,
       .params = {{"gamma", 2, {0, 8}, "How fast easy samples fade: 0 is cross-entropy."},
                  {"alpha", 0.25, {0, 1}, "Weight of class 1; class 0 gets 1 − alpha."}},
       .facts = {},
       .use = "Easy negatives outnumber what you look for by far, as in object detection.",
       .avoid = "Classes are balanced: it then only slows learning and spoils calibration.",
       .cite = "Lin et al. 2017, arXiv:1708.02002, eq. 5; torchvision sigmoid_focal_loss",
       .cases = {{{0}, {1}, 0.25 * 0.25 * 0.6931471805599453},
                 {{0}, {0}, 0.75 * 0.25 * 0.6931471805599453},
                 {{1}, {1}, 0.31326168751822286, {{"gamma", 0}, {"alpha", 1}}}},
       // −α_t (1 − p_t)^γ log p_t with m = s·x: log p_t = −sp(−m), (1 − p_t)^γ = exp(−γ sp(m)): no 1 − p_t,
       // so γ < 1 is safe.
       .build =
           [](const LossArgs& a) {
             const Value m = a.prediction * (2.0 * a.target - 1.0);
             const Value weight = a["alpha"] * a.target + (1.0 - a["alpha"]) * (1.0 - a.target);
             return weight * exp(-(a["gamma"] * softplus(m))) * softplus(-m);
           }},

      {.id = "hinge",
       .title = "Hinge",
       .family = Family::Margin,
       .aliases = {"svm", "max_margin"},
       .target = Target::Signed,
       .params = {},
       .facts = {.convex = true, .bounded_gradient = true},
       .use = "You want a wide margin and do not care for probabilities: samples beyond it stop pulling.",
       .avoid = "You need probabilities, or a gradient for every sample.",
       .cite = "Cortes & Vapnik 1995, doi:10.1007/BF00994018; gradient 0 at the kink, as PyTorch's relu",
       .cases = {{{0.5}, {1}, 0.5}, {{2}, {1}, 0}, {{2}, {-1}, 3}, {{1}, {1}, 0}},
       .build = [](const LossArgs& a) { return relu(1.0 - a.prediction * a.target); }},
  };
}

}  // namespace losscape
