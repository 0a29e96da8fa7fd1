// SPDX-License-Identifier: Apache-2.0
// Losses over classes that bear wrong labels. z: C logits, p = softmax(z), y: class, o: its one-hot form.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr LossEntry kEntries[] = {
    {.id = "generalized_cross_entropy",
     .title = "Generalised cross-entropy",
     .family = Family::NoisyLabels,
     .aliases = {"gce", "lq_loss"},
     .inputs = kClassTarget,
     .params =
         {{"q", 0.7, {0.01, 1}, "Towards 0 cross-entropy, at 1 the absolute error of the probability."}},
     .facts = {.bounded_gradient = true},
     .use = "A good share of the labels is wrong: q trades learning speed for robustness.",
     .avoid = "Labels are clean: cross-entropy learns faster and is calibrated.",
     .cite =
         "Zhang & Sabuncu 2018, arXiv:1805.07836, eq. 6: (1 − p_y^q)/q, on logits, so that p_y = 0 is finite",
     .formula = R"(\frac{1 - p_y^q}{q})",
     .gradient_formula = R"(p_y^q (p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}}, 0.5491825618964884},
               {{{0, 0}, {0}}, 0.5, {{"q", 1}}},
               {{{1000, 0}, {1}}, 1.4285714285714286}},
     .build =
         [](const LossArgs& a) {
           const Value q = a["q"];
           return -expm1(q * log_probability(a.prediction, a.target)) / q;
         }},

    {.id = "symmetric_cross_entropy",
     .title = "Symmetric cross-entropy",
     .family = Family::NoisyLabels,
     .aliases = {"sce_noisy"},
     .inputs = kClassTarget,
     .params = {{"alpha", 0.1, {0, 10}, "Weight of cross-entropy."},
                {"beta", 1, {0, 10}, "Weight of reverse cross-entropy."},
                {"log_zero", -4, {-12, -0.1}, "What log 0 of the label counts as."}},
     .facts = {.bounded_gradient = true},
     .use = "Wrong labels, and the robust part should not slow down learning: cross-entropy keeps helping.",
     .avoid = "You cannot tune two weights.",
     .cite = "Wang et al. 2019, arXiv:1908.06112, eq. 7, A = −4; reverse part −Σ p·log o = −A(1 − p_y)",
     .formula = R"(-\alpha\log p_y - \beta A (1 - p_y))",
     .gradient_formula = R"((\alpha - \beta A p_y)(p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}}, 2.0693147180559945},
               {{{0, 0}, {0}}, 0.6931471805599453, {{"alpha", 1}, {"beta", 0}}},
               {{{1000, 0}, {1}}, 104}},
     .build =
         [](const LossArgs& a) {
           const Value m = class_margin(a.prediction, a.target);
           return a["alpha"] * softplus(-m) - a["beta"] * a["log_zero"] * sigmoid(-m);
         }},

    {.id = "mae_probability",
     .title = "Absolute error of the probability",
     .family = Family::NoisyLabels,
     .aliases = {"unhinged_probability", "expectation_loss"},
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true},
     .use = "Symmetric label noise that must provably not change the minimiser.",
     .avoid = "Many classes or a random start: samples with p_y near 0 hardly move.",
     .cite = "Ghosh, Kumar & Sastry 2017, arXiv:1712.09482; Σ|p − o| = 2(1 − p_y)",
     .formula = R"(2(1 - p_y))",
     .gradient_formula = R"(2 p_y (p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}}, 1}, {{{0, 0, 0, 0}, {1}}, 1.5}, {{{1000, 0}, {1}}, 2}},
     .build = [](const LossArgs& a) { return 2.0 * sigmoid(-class_margin(a.prediction, a.target)); }},

    {.id = "normalized_cross_entropy",
     .title = "Normalised cross-entropy",
     .family = Family::NoisyLabels,
     .aliases = {"nce_active"},
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true},
     .use = "As the active half of an active-passive pair under label noise.",
     .avoid = "Alone: it underfits.",
     .cite = "Ma et al. 2020, arXiv:2006.13554, eq. 5: CE against the label over the sum of CE against every "
             "class",
     .formula = R"(\frac{\log p_y}{\sum_c \log p_c})",
     .gradient_formula = R"(\frac{(o_c - p_c)\sum_k\log p_k - \log p_y (1 - C p_c)}{(\sum_k\log p_k)^2})",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{0, 0, 0, 0}, {3}}, 0.25}, {{{2, 0}, {1}}, 0.9436840641996729}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0);
           return pick(log_p, a.target, 0) / sum(log_p, 0);
         }},

    {.id = "normalized_generalized_cross_entropy",
     .title = "Normalised generalised cross-entropy",
     .family = Family::NoisyLabels,
     .aliases = {"ngce"},
     .inputs = kClassTarget,
     .params = {{"q", 0.7, {0.01, 1}, "As in generalised cross-entropy."}},
     .facts = {.bounded_gradient = true},
     .use = "As the active half of an active-passive pair, softer than normalised cross-entropy.",
     .avoid = "Alone: it underfits.",
     .cite = "Ma et al. 2020, arXiv:2006.13554: (1 − p_y^q) / (C − Σ p_c^q)",
     .formula = R"(\frac{1 - p_y^q}{C - \sum_c p_c^q})",
     .gradient_formula =
         R"(\frac{-p_y^q (o_c - p_c)}{S} + \frac{(1 - p_y^q)(p_c^q - p_c\sum_k p_k^q)}{S^2},\ S = C - \sum_k p_k^q)",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{0, 0, 0, 0}, {3}}, 0.25}, {{{1000, 0}, {1}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Value each = -expm1(a["q"] * log_softmax(a.prediction, 0));
           return pick(each, a.target, 0) / sum(each, 0);
         }},

    {.id = "normalized_focal",
     .title = "Normalised focal",
     .family = Family::NoisyLabels,
     .inputs = kClassTarget,
     .params = {{"gamma", 0.5, {0, 5}, "As in focal; 0 is normalised cross-entropy."}},
     .facts = {.bounded_gradient = true},
     .use = "As the active half of an active-passive pair with class imbalance.",
     .avoid = "Alone: it underfits.",
     .cite = "Ma et al. 2020, arXiv:2006.13554, eq. 6; gamma = 0.5 as their experiments",
     .formula = R"(\frac{(1-p_y)^\gamma \log p_y}{\sum_c (1-p_c)^\gamma \log p_c})",
     .gradient_formula =
         R"(\frac{f'_y (o_c - p_c) S - f_y \sum_k f'_k (o^{(k)}_c - p_c)}{S^2},\ f_k = (1-p_k)^\gamma\log p_k,\ S = \sum_k f_k)",
     .cases = {{{{0, 0}, {0}}, 0.5},
               {{{0, 0, 0, 0}, {3}}, 0.25},
               {{{2, 0}, {1}}, 0.9436840641996729, {{"gamma", 0}}}},
     .build =
         [](const LossArgs& a) {
           // 1 − p_c as the sum of the others, from exp(z − max) and not from 1 − p
           const Value log_p = log_softmax(a.prediction, 0), p = exp(log_p);
           const int classes = p.shape()[0], n = p.shape()[1];
           const Value index = iota(a.graph(), 3, 0, classes), other = iota(a.graph(), 3, 1, classes);
           const Value rest = sum(where(equal(index, other), 0.0, reshape(p, Shape{1, classes, n})), 1);
           const Value log_rest = log(max(reshape(rest, Shape{classes, n}), 1e-37));
           const Value each = exp(a["gamma"] * log_rest) * log_p;
           return pick(each, a.target, 0) / sum(each, 0);
         }},

    {.id = "normalized_reverse_cross_entropy",
     .title = "Normalised reverse cross-entropy",
     .family = Family::NoisyLabels,
     .aliases = {"nrce"},
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true},
     .use = "As the passive half of an active-passive pair.",
     .avoid = "Alone: as slow as the absolute error of the probability, to which it is proportional.",
     .cite = "Ma et al. 2020, arXiv:2006.13554: −A(1 − p_y) over its sum over classes, −A(C − 1)",
     .formula = R"(\frac{1 - p_y}{C - 1})",
     .gradient_formula = R"(\frac{p_y (p_c - [c = y])}{C - 1})",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{0, 0, 0, 0}, {3}}, 0.25}, {{{1000, 0}, {1}}, 1}},
     .build =
         [](const LossArgs& a) {
           return sigmoid(-class_margin(a.prediction, a.target)) * (1.0 / (a.prediction.shape()[0] - 1));
         }},

    {.id = "active_passive",
     .title = "Active-passive (NCE + RCE)",
     .family = Family::NoisyLabels,
     .aliases = {"apl", "nce_rce"},
     .inputs = kClassTarget,
     .params = {{"alpha", 1, {0, 10}, "Weight of normalised cross-entropy."},
                {"beta", 1, {0, 10}, "Weight of reverse cross-entropy."},
                {"log_zero", -4, {-12, -0.1}, "What log 0 of the label counts as."}},
     .facts = {.bounded_gradient = true},
     .use = "Heavy label noise: one part pulls the right class up, the other pushes wrong ones down, both "
            "robust.",
     .avoid = "Labels are clean.",
     .cite = "Ma et al. 2020, arXiv:2006.13554, section 3.3",
     .formula = R"(\alpha\frac{\log p_y}{\sum_c\log p_c} - \beta A(1 - p_y))",
     .gradient_formula = R"(\alpha\,\partial_c\mathrm{NCE} - \beta A p_y (p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}}, 2.5}, {{{0, 0, 0, 0}, {3}}, 3.25}, {{{0, 0}, {0}}, 0.5, {{"beta", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0);
           const Value active = pick(log_p, a.target, 0) / sum(log_p, 0);
           return a["alpha"] * active -
                  a["beta"] * a["log_zero"] * sigmoid(-class_margin(a.prediction, a.target));
         }},

    {.id = "soft_bootstrap",
     .title = "Soft bootstrapping",
     .family = Family::NoisyLabels,
     .aliases = {"bootstrap_soft"},
     .inputs = kClassTarget,
     .params =
         {{"beta", 0.95, {0, 1}, "Trust in the label; the rest goes to the model's own probabilities."}},
     .facts = {.bounded_gradient = true},
     .use = "Some labels are wrong or missing and the model may be believed a little.",
     .avoid = "Early in training: the model's own opinion is noise.",
     .cite = "Reed et al. 2015, arXiv:1412.6596, eq. 6; the gradient also flows through the model's opinion",
     .formula = R"(-\sum_c (\beta o_c + (1-\beta) p_c)\log p_c)",
     .gradient_formula = R"(\beta(p_c - o_c) - (1-\beta)p_c(\log p_c + H))",
     .cases = {{{{0, 0}, {0}}, 0.6931471805599453},
               {{{1000, 0}, {1}}, 950},
               {{{2, 0}, {0}}, 0.24613093306509004, {{"beta", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0), beta = a["beta"];
           return -(beta * pick(log_p, a.target, 0) + (1.0 - beta) * sum(exp(log_p) * log_p, 0));
         }},

    {.id = "hard_bootstrap",
     .title = "Hard bootstrapping",
     .family = Family::NoisyLabels,
     .aliases = {"bootstrap_hard"},
     .inputs = kClassTarget,
     .params = {{"beta", 0.8, {0, 1}, "Trust in the label; the rest goes to the model's best guess."}},
     .facts = {.bounded_gradient = true},
     .use = "Wrong labels, and the model's best guess should count as a second label.",
     .avoid = "Early in training, or when guesses may settle on wrong classes.",
     .cite = "Reed et al. 2015, arXiv:1412.6596, eq. 7; ties among the best share the gradient",
     .formula = R"(-\beta\log p_y - (1-\beta)\max_c\log p_c)",
     .gradient_formula = R"(p_c - \beta [c = y] - (1-\beta)[c = \arg\max p])",
     .cases = {{{{0, 0}, {0}}, 0.6931471805599453},
               {{{1000, 0}, {1}}, 800},
               {{{2, 0}, {1}}, 1.1269280110429727, {{"beta", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0), beta = a["beta"];
           return -(beta * pick(log_p, a.target, 0) + (1.0 - beta) * reduce_max(log_p, 0));
         }},

    {.id = "jsd_augmix",
     .title = "Augmentation consistency (AugMix)",
     .family = Family::NoisyLabels,
     .aliases = {"jsd_cross_entropy"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"view1", Role::Prediction, Domain::Real, "CN"},
                {"view2", Role::Prediction, Domain::Real, "CN"}},
     .params = {{"alpha", 12, {0, 50}, "Weight of the agreement of the three predictions."}},
     .use = "Each image comes with two augmented copies that should get the same distribution.",
     .avoid = "Augmentations may change the label.",
     .cite = "Hendrycks et al. 2020, arXiv:1912.02781, eq. 1–2; timm JsdCrossEntropy without its label "
             "smoothing: the mean of three KL to the mixture",
     .formula = R"(-\log p_y + \frac{\alpha}{3}\sum_{k=1}^{3} \mathrm{KL}(p^{(k)} \| \bar p))",
     .gradient_formula =
         R"(p_c - o_c + \frac{\alpha}{3} p_c\Big(\log\frac{p_c}{\bar p_c} - \mathrm{KL}(p \| \bar p)\Big))",
     .cases = {{{{0, 0}, {0}, {0, 0}, {0, 0}}, 0.6931471805599453},
               {{{1000, 0}, {0}, {0, 1000}, {0, 1000}}, 7.638170019537754},
               {{{2, 0}, {1}, {0, 0}, {0, 0}}, 2.1269280110429727, {{"alpha", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value views[] = {a.prediction, a["view1"], a["view2"]};
           Value mixture = softmax(views[0], 0), agreement;
           for (int k = 1; k < 3; ++k) mixture = mixture + softmax(views[k], 0);
           const Value log_mixture = log(max(mixture * (1.0 / 3), 1e-7));
           for (const Value& z : views) {
             const Value log_p = log_softmax(z, 0), kl = sum(exp(log_p) * (log_p - log_mixture), 0);
             agreement = agreement ? agreement + kl : kl;
           }
           return a["alpha"] * (1.0 / 3) * agreement - log_probability(a.prediction, a.target);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(label_noise, kEntries);

}  // namespace losscape
