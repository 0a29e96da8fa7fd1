// SPDX-License-Identifier: Apache-2.0
// The twelve losses of Janocha & Czarnecki 2017, "On loss functions for deep neural networks in
// classification", arXiv:1702.05659, table 1. o: C outputs, s = softmax(o), y: the one-hot label, ŷ = 2y − 1.
// Where the paper says "probability estimate" we take the softmax.
#include "losses/pieces.h"

namespace losscape {

namespace {

Value hot(const LossArgs& a) { return one_hot(a.target, 0, a.prediction.shape()[0]); }

// max(0, ½ − ŷ·o) for every output
Value shortfalls(const LossArgs& a) { return relu(0.5 - (2.0 * hot(a) - 1.0) * a.prediction); }

constexpr LossEntry kEntries[] = {
    {.id = "jc_l1",
     .title = "L1 of outputs",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1.7320508075688772},
     .use = "Comparing classification losses: outputs should equal the one-hot label, errors count linearly.",
     .avoid = "Classifiers in earnest: scores beyond 1 are punished.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, L1: Σ|y − o|",
     .formula = R"(\sum_c |y_c - o_c|)",
     .gradient_formula = R"(\mathrm{sign}(o_c - y_c))",
     .cases = {{{{0, 0}, {0}}, 1}, {{{1, 0}, {0}}, 0}, {{{3, -1}, {0}}, 3}},
     .build = [](const LossArgs& a) { return sum(abs(a.prediction - hot(a)), 0); }},

    {.id = "jc_l2",
     .title = "L2 of outputs",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true},
     .use = "Least-squares classification: often surprisingly competitive.",
     .avoid = "Scores far beyond 1 are fine for you: here they cost.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, L2: Σ(y − o)²",
     .formula = R"(\sum_c (y_c - o_c)^2)",
     .gradient_formula = R"(2(o_c - y_c))",
     .cases = {{{{0, 0}, {0}}, 1}, {{{1, 0}, {0}}, 0}, {{{3, -1}, {0}}, 5}},
     .build = [](const LossArgs& a) { return sum(square(a.prediction - hot(a)), 0); }},

    {.id = "jc_l1_sigma",
     .title = "Expectation loss",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true},
     .use = "The expected number of mistakes of a randomised classifier, robust to label noise.",
     .avoid = "The start is far off: p_y near 0 has no gradient.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, L1∘σ: Σ|y − s| = 2(1 − s_y)",
     .formula = R"(\sum_c |y_c - s_c| = 2(1 - s_y))",
     .gradient_formula = R"(2 s_y (s_c - y_c))",
     .cases = {{{{0, 0}, {0}}, 1}, {{{0, 0, 0, 0}, {0}}, 1.5}, {{{2, 0}, {1}}, 1.7615941559557646}},
     .build = [](const LossArgs& a) { return 2.0 * sigmoid(-class_margin(a.prediction, a.target)); }},

    {.id = "jc_l2_sigma",
     .title = "Regularised expectation loss",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true, .proper = true},
     .use = "The Brier score under the name it has in that comparison.",
     .avoid = "Confident mistakes must be corrected quickly.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, L2∘σ: Σ(y − s)²",
     .formula = R"(\sum_c (y_c - s_c)^2)",
     .gradient_formula = R"(2 s_c\big((s_c - y_c) - \sum_k s_k (s_k - y_k)\big))",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{0, 0, 0, 0}, {0}}, 0.75}, {{{2, 0}, {1}}, 1.5516069851487515}},
     .build = [](const LossArgs& a) { return sum(square(softmax(a.prediction, 0) - hot(a)), 0); }},

    {.id = "jc_linf_sigma",
     .title = "Chebyshev of probabilities",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true},
     .use = "Only the largest error of a probability counts, which is that of the label: 1 − p_y.",
     .avoid = "The start is far off: p_y near 0 has no gradient.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, L∞∘σ: max|s − y| = 1 − s_y, as no other error is "
             "larger",
     .formula = R"(\max_c |s_c - y_c| = 1 - s_y)",
     .gradient_formula = R"(s_y (s_c - y_c))",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{0, 0, 0, 0}, {0}}, 0.75}, {{{2, 0}, {1}}, 0.8807970779778823}},
     .build = [](const LossArgs& a) { return sigmoid(-class_margin(a.prediction, a.target)); }},

    {.id = "jc_hinge",
     .title = "One-against-rest hinge",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1.7320508075688772},
     .use = "A margin of ½ on every output by itself.",
     .avoid = "Only the order of scores matters: outputs are not compared with one another.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, hinge: Σ max(0, ½ − ŷo); gradient 0 at the margin",
     .formula = R"(\sum_c \max(0, \tfrac{1}{2} - \hat y_c o_c))",
     .gradient_formula = R"(-\hat y_c [\hat y_c o_c < \tfrac{1}{2}])",
     .cases = {{{{0, 0}, {0}}, 1}, {{{0.5, -0.5}, {0}}, 0}, {{{-1, 0.25}, {0}}, 2.25}},
     .build = [](const LossArgs& a) { return sum(shortfalls(a), 0); }},

    {.id = "jc_hinge2",
     .title = "One-against-rest squared hinge",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true},
     .use = "As the hinge, smooth; in that comparison among the fastest learners.",
     .avoid = "Outliers: it grows as a square.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, hinge²",
     .formula = R"(\sum_c \max(0, \tfrac{1}{2} - \hat y_c o_c)^2)",
     .gradient_formula = R"(-2\hat y_c \max(0, \tfrac{1}{2} - \hat y_c o_c))",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{0.5, -0.5}, {0}}, 0}, {{{-1, 0.25}, {0}}, 2.8125}},
     .build = [](const LossArgs& a) { return sum(square(shortfalls(a)), 0); }},

    {.id = "jc_hinge3",
     .title = "One-against-rest cubed hinge",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true},
     .use = "Comparing how the power of a violation changes training.",
     .avoid = "Outliers: it grows as a cube.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, hinge³",
     .formula = R"(\sum_c \max(0, \tfrac{1}{2} - \hat y_c o_c)^3)",
     .gradient_formula = R"(-3\hat y_c \max(0, \tfrac{1}{2} - \hat y_c o_c)^2)",
     .cases = {{{{0, 0}, {0}}, 0.25}, {{{0.5, -0.5}, {0}}, 0}, {{{-1, 0.25}, {0}}, 3.796875}},
     .build =
         [](const LossArgs& a) {
           const Value r = shortfalls(a);
           return sum(r * square(r), 0);
         }},

    {.id = "jc_log",
     .title = "Log loss",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true, .proper = true, .lipschitz = 1.4142135623730951},
     .use = "Cross-entropy under the name it has in that comparison.",
     .avoid = "Many labels are wrong.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, log: −Σ y·log s",
     .formula = R"(-\sum_c y_c\log s_c)",
     .gradient_formula = R"(s_c - y_c)",
     .cases = {{{{0, 0}, {0}}, 0.6931471805599453},
               {{{1000, 0}, {1}}, 1000},
               {{{2, 0}, {1}}, 2.1269280110429727}},
     .build = [](const LossArgs& a) { return -log_probability(a.prediction, a.target); }},

    {.id = "jc_log2",
     .title = "Squared log loss",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true},
     .use = "Mistakes should weigh more than in cross-entropy and good samples less.",
     .avoid = "Labels may be wrong: a confident mistake costs the square.",
     .cite =
         "Janocha & Czarnecki 2017, arXiv:1702.05659, log²: Σ(y·log s)² (printed there with a minus sign)",
     .formula = R"(\sum_c (y_c\log s_c)^2)",
     .gradient_formula = R"(-2\log s_y\,(s_c - y_c))",
     .cases = {{{{0, 0}, {0}}, 0.4804530139182014},
               {{{1000, 0}, {1}}, 1e6},
               {{{2, 0}, {1}}, 4.523822764159216}},
     .build = [](const LossArgs& a) { return square(log_probability(a.prediction, a.target)); }},

    {.id = "jc_tanimoto",
     .title = "Tanimoto",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true},
     .use = "An overlap of distributions as a classification loss, bounded between −1 and 0.",
     .avoid = "The start is far off: the gradient vanishes with p_y.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, Tanimoto: −Σsy/(‖s‖² + ‖y‖² − Σsy)",
     .formula = R"(-\frac{s_y}{\|s\|^2 + 1 - s_y})",
     .gradient_formula = R"(-\sum_k \frac{\partial_k s_y D - s_y \partial_k D}{D^2},\ D = \|s\|^2 + 1 - s_y)",
     // s = (½, ½): −½/(½ + 1 − ½)
     .cases = {{{{0, 0}, {0}}, -0.5}, {{{1000, 0}, {0}}, -1}, {{{0, 0, 0, 0}, {0}}, -0.25}},
     .build =
         [](const LossArgs& a) {
           const Value s = softmax(a.prediction, 0), own = pick(s, a.target, 0);
           return -own / (sum(square(s), 0) + 1.0 - own);
         }},

    {.id = "jc_cauchy_schwarz",
     .title = "Cauchy–Schwarz divergence",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .facts = {.convex = true, .bounded_gradient = true},
     .use = "Cross-entropy with a regulariser on how concentrated the prediction is.",
     .avoid = "You need calibrated probabilities.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, D_CS: −log(Σsy/(‖s‖‖y‖)), in the log domain",
     .formula = R"(-\log\frac{s_y}{\|s\|})",
     .gradient_formula = R"(\frac{s_c^2}{\|s\|^2} - [c = y])",
     .cases = {{{{0, 0}, {0}}, 0.34657359027997264}, {{{1000, 0}, {0}}, 0}, {{{1000, 0}, {1}}, 1000}},
     // log ‖s‖ = ½·lse(2 log s)
     .build =
         [](const LossArgs& a) {
           const Value log_s = log_softmax(a.prediction, 0);
           return 0.5 * logsumexp(2.0 * log_s, 0) - pick(log_s, a.target, 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(janocha, kEntries);

}  // namespace losscape
