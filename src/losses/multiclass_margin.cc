// SPDX-License-Identifier: Apache-2.0
// Margins between the scores of C classes, and losses whose probabilities reach 0. x: scores, y: class.
#include "error.h"
#include "losses/pieces.h"

namespace losscape {

namespace {

Value hot(const LossArgs& a) { return one_hot(a.target, 0, a.prediction.shape()[0]); }

constexpr LossEntry kEntries[] = {
    {.id = "multi_margin",
     .title = "Multi-class margin (Weston–Watkins)",
     .family = Family::Margin,
     .aliases = {"multiclass_hinge", "weston_watkins"},
     .inputs = kWeightedClassTarget,
     .params = {{"margin", 1, {0, 5}, "Lead that the right class must have over every other."},
                {"p", 1, {1, 2}, "Power of each violation: 1 or 2.", Scale::Linear, true, 1}},
     .facts = {.convex = true, .bounded_gradient = true},
     .use = "A hinge over several classes in which every wrong class that comes too near pulls.",
     .avoid = "You need probabilities.",
     .cite = "Weston & Watkins 1999; PyTorch MultiMarginLoss: divided by C, the weight after the power, "
             "gradient 0 at a tie",
     .formula = R"(\frac{w_y}{C}\sum_{j \ne y} \max(0,\ m - x_y + x_j)^p)",
     .gradient_formula = R"(\frac{w_y}{C}\,p\,\max(0, m - x_y + x_c)^{p-1}\ (c \ne y))",
     // ⅓(max(0, 1 − 2 + 1) + max(0, 1 − 2 + 1.5))
     .cases = {{{{2, 1, 1.5}, {0}, {}}, 0.16666666666666666},
               {{{0, 0}, {0}, {}}, 0.5},
               {{{0, 2}, {0}, {}}, 4.5, {{"p", 2}}},
               {{{0, 0}, {0}, {3, 1}}, 1.5}},
     .build =
         [](const LossArgs& a) {
           const Value own = pick(a.prediction, a.target, 0);
           const Value short_by = relu(a["margin"] - own + a.prediction);
           const double p = a.number("p");
           if (p != 1 && p != 2) fail("multi_margin: p must be 1 or 2, got ", p);
           const Value each = where(hot(a), 0.0, p == 1 ? short_by : square(short_by));
           const Value all = sum(each, 0) * (1.0 / a.prediction.shape()[0]);
           if (!a.has("class_weights")) return all;
           return all * pick(broadcast_to(a["class_weights"], a.prediction.shape()), a.target, 0);
         }},

    {.id = "crammer_singer",
     .title = "Crammer–Singer hinge",
     .family = Family::Margin,
     .aliases = {"multiclass_hinge_crammer_singer"},
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1.4142135623730951},
     .use = "A hinge over several classes in which only the strongest rival pulls.",
     .avoid = "You need probabilities, or a gradient to all rivals.",
     .cite = "Crammer & Singer 2001; optax multiclass_hinge_loss; ties for the strongest share the gradient",
     .formula = R"(\max_c (x_c + [c \ne y]) - x_y)",
     .gradient_formula = R"([c = c^*] - [c = y])",
     .cases = {{{{2, 1, 1.5}, {0}}, 0.5}, {{{0, 0}, {0}}, 1}, {{{5, 0}, {0}}, 0}, {{{0, 3}, {0}}, 4}},
     .build =
         [](const LossArgs& a) {
           return reduce_max(a.prediction + (1.0 - hot(a)), 0) - pick(a.prediction, a.target, 0);
         }},

    {.id = "categorical_hinge",
     .title = "Categorical hinge",
     .family = Family::Margin,
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1.4142135623730951},
     .use = "To match Keras.",
     .avoid = "All rivals may be negative: the label's own place counts as a rival of score 0.",
     .cite = "Keras CategoricalHinge: max(0, 1 + max_c (1 − o_c)x_c − x_y)",
     .formula = R"(\max(0,\ 1 + \max_c (1 - o_c) x_c - x_y))",
     .gradient_formula = R"([\text{active}]\,([c = c^*] - [c = y]))",
     .cases = {{{{2, 1, 1.5}, {0}}, 0.5}, {{{0.5, -3}, {0}}, 0.5}, {{{5, 0}, {0}}, 0}, {{{0, 3}, {0}}, 4}},
     .build =
         [](const LossArgs& a) {
           const Value rival = reduce_max(where(hot(a), 0.0, a.prediction), 0);
           return relu(1.0 + rival - pick(a.prediction, a.target, 0));
         }},

    {.id = "multiclass_perceptron",
     .title = "Multi-class perceptron",
     .family = Family::Margin,
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1.4142135623730951},
     .use = "Only mistakes should pull: the guess down, the label up.",
     .avoid = "You want a margin.",
     .cite = "Collins 2002, doi:10.3115/1118693.1118694; optax multiclass_perceptron_loss; ties share the "
             "gradient",
     .formula = R"(\max_c x_c - x_y)",
     .gradient_formula = R"([c = c^*] - [c = y])",
     .cases = {{{{2, 1, 1.5}, {0}}, 0}, {{{2, 1, 1.5}, {1}}, 1}, {{{0, 3}, {0}}, 3}},
     .build =
         [](const LossArgs& a) { return reduce_max(a.prediction, 0) - pick(a.prediction, a.target, 0); }},

    {.id = "multilabel_margin",
     .title = "Multi-label margin",
     .family = Family::Margin,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Binary, "CN"}},
     .facts = {.convex = true},
     .use = "Several labels hold at once and each should outscore every absent one.",
     .avoid = "You need to know which labels hold rather than their order: scores have no threshold.",
     .cite =
         "PyTorch MultiLabelMarginLoss, labels as 0 and 1 instead of a list ended by −1; gradient 0 at a tie",
     .formula = R"(\frac{1}{C}\sum_{j \in Y}\sum_{i \notin Y}\max(0,\ 1 - x_j + x_i))",
     .gradient_formula = R"(\pm\frac{1}{C}\,\#\{\text{active pairs of } c\})",
     // PyTorch's documentation example: (.1, .2, .4, .8), labels 3 and 0: ¼(.4 + .6 + 1.1 + 1.3)
     .cases = {{{{0.1, 0.2, 0.4, 0.8}, {1, 0, 0, 1}}, 0.85}, {{{5, 0}, {1, 0}}, 0}, {{{1, 2}, {1, 1}}, 0}},
     .build =
         [](const LossArgs& a) {
           const int c = a.prediction.shape()[0], n = a.prediction.shape()[1];
           const Shape present{c, 1, n}, absent{1, c, n};
           const Value gap = 1.0 - reshape(a.prediction, present) + reshape(a.prediction, absent);
           const Value pair = reshape(a.target, present) * (1.0 - reshape(a.target, absent));
           return reshape(sum(pair * relu(gap), {0, 1}), Shape{1, n}) * (1.0 / c);
         }},

    {.id = "sparsemax",
     .title = "Sparsemax",
     .family = Family::Classification,
     .aliases = {"multiclass_sparsemax"},
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1.4142135623730951},
     .use = "Probabilities should be exactly 0 for classes out of the question.",
     .avoid = "Ranking among unlikely classes matters: they all get 0.",
     .cite = "Martins & Astudillo 2016, arXiv:1602.02068, eq. 21; optax multiclass_sparsemax_loss; 0 from a "
             "margin of 1 on",
     .formula =
         R"(\frac{1}{2}\sum_{c \in S}(z_c^2 - \tau^2) + \frac{1}{2} - z_y,\ \tau = \frac{\sum_S z_c - 1}{|S|})",
     .gradient_formula = R"(\max(0, z_c - \tau) - [c = y])",
     // (0, 0): S both, τ = −½: ½·2·(0 − ¼) + ½;  (1, 0) is at margin 1
     .cases = {{{{0, 0}, {0}}, 0.25}, {{{1, 0}, {0}}, 0}, {{{3, 0}, {1}}, 3}, {{{0.5, 0}, {1}}, 0.5625}},
     .build =
         [](const LossArgs& a) {
           // Shifted by the maximum. A class is in the support when 1 + k·z > Σ of the k scores at or above
           // it.
           const Value z = a.prediction - stop_gradient(reduce_max(a.prediction, 0));
           const int c = z.shape()[0], n = z.shape()[1];
           const Value fixed = stop_gradient(z), row = reshape(fixed, Shape{c, 1, n}),
                       col = reshape(fixed, Shape{1, c, n});
           const Value above = greater_equal(col, row);
           const Value k = reshape(sum(above, 1), Shape{c, n}),
                       total = reshape(sum(above * col, 1), Shape{c, n});
           const Value support = greater(1.0 + k * fixed, total), size = sum(support, 0);
           const Value tau = (sum(support * z, 0) - 1.0) / size;
           return 0.5 * (sum(support * square(z), 0) - size * square(tau)) + 0.5 - pick(z, a.target, 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(multiclass_margin, kEntries);

}  // namespace losscape
