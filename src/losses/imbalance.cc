// SPDX-License-Identifier: Apache-2.0
// Losses for classes of very different size, and for samples of very different difficulty.
// x: score (logit), t ∈ {0, 1}, z: C logits, p = softmax(z), y: class, n_c: samples of class c.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kCountedClasses = {
    {"prediction", Role::Prediction, Domain::Real, "CN"},
    {"target", Role::Target, Domain::Class, "1N"},
    {"counts", Role::Weight, Domain::Positive, "C1"}};

Value of_class(Value per_class, Value y) {
  return pick(broadcast_to(per_class, Shape{per_class.shape()[0], y.shape()[1]}), y, 0);
}

constexpr LossEntry kEntries[] = {
    {.id = "sigmoid_focal",
     .title = "Focal",
     .family = Family::Imbalance,
     .aliases = {"focal", "focal_loss", "binary_focal"},
     .inputs = kBinaryTarget,
     .params = {{"gamma", 2, {0, 8}, "How fast easy samples fade: 0 is cross-entropy."},
                {"alpha", 0.25, {0, 1}, "Weight of class 1; class 0 gets 1 − alpha."},
                {"weighted", 1, {0, 1}, "0 leaves alpha out: both classes count 1.", Scale::Linear, true, 1}},
     .facts = {.bounded_gradient = true},
     .use = "Easy negatives outnumber what you look for by far, as in object detection.",
     .avoid = "Classes are balanced: it then only slows learning and spoils calibration.",
     .cite = "Lin et al. 2017, arXiv:1708.02002, eq. 5; torchvision sigmoid_focal_loss, whose alpha = −1 "
             "(MONAI: None) "
             "is weighted = 0 here",
     .cases = {{{{0}, {1}}, 0.25 * 0.25 * 0.6931471805599453},
               {{{0}, {0}}, 0.75 * 0.25 * 0.6931471805599453},
               {{{1}, {1}}, 0.31326168751822286, {{"gamma", 0}, {"alpha", 1}}},
               {{{0}, {0}}, 0.25 * 0.6931471805599453, {{"weighted", 0}}}},
     // −α_t (1 − p_t)^γ log p_t with m = s·x: log p_t = −sp(−m), (1 − p_t)^γ = exp(−γ sp(m)): no 1 − p_t,
     // so γ < 1 is safe.
     .build =
         [](const LossArgs& a) {
           const Value m = a.prediction * (2.0 * a.target - 1.0);
           const Value each = focal(m, a["gamma"]);
           if (a.number("weighted") == 0) return each;
           return (a["alpha"] * a.target + (1.0 - a["alpha"]) * (1.0 - a.target)) * each;
         }},

    {.id = "softmax_focal",
     .title = "Focal over classes",
     .family = Family::Imbalance,
     .aliases = {"categorical_focal", "multiclass_focal"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"class_weights", Role::Weight, Domain::Positive, "C1", true}},
     .params = {{"gamma", 2, {0, 8}, "How fast easy samples fade: 0 is cross-entropy."},
                {"label_smoothing",
                 0,
                 {0, 0.5},
                 "Share of every label that is spread over all classes.",
                 Scale::Linear,
                 true}},
     .facts = {.bounded_gradient = true},
     .use = "Several classes, most samples easy: effort goes to the hard ones.",
     .avoid = "Labels are noisy: hard samples are then often the wrong ones.",
     .cite = "Lin et al. 2017, arXiv:1708.02002, with softmax; MONAI FocalLoss(use_softmax), weights per "
             "class; smoothed labels as in Keras CategoricalFocalCrossentropy, a term a class. (1 − p)^γ is "
             "formed from the margin, so γ < 1 is safe",
     .formula = R"(-w_y (1 - p_y)^\gamma \log p_y)",
     .gradient_formula =
         R"(w_y\big[(1-p_y)^\gamma - \gamma p_y (1-p_y)^{\gamma-1}\log p_y\big](p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}, {}}, 0.25 * 0.6931471805599453},
               {{{0, 0}, {1}, {1, 3}}, 0.75 * 0.6931471805599453},
               {{{2, 1, 0}, {0}, {}}, 0.40760596444438013, {{"gamma", 0}}},
               {{{0, 1000}, {1}, {}}, 0, {{"gamma", 0.5}}},
               {{{2, 1, 0}, {0}, {}}, 0.7076059644443802, {{"gamma", 0}, {"label_smoothing", 0.3}}},
               {{{0, 0}, {0}, {1, 3}}, 0.25 * 1.2 * 0.6931471805599453, {{"label_smoothing", 0.2}}}},
     .build =
         [](const LossArgs& a) {
           const double smoothing = a.number("label_smoothing");
           if (smoothing != 0) {
             const Value log_p = log_softmax(a.prediction, 0);
             const int c = log_p.shape()[0];
             const Value q = (1.0 - smoothing) * one_hot(a.target, 0, c) + smoothing / c;
             const Value each = -q * power_from_0(-expm1(log_p), a["gamma"]) * log_p;
             return sum(a.has("class_weights") ? a["class_weights"] * each : each, 0);
           }
           const Value each = focal(class_margin(a.prediction, a.target), a["gamma"]);
           return a.has("class_weights") ? each * of_class(a["class_weights"], a.target) : each;
         }},

    {.id = "asymmetric_multilabel",
     .title = "Asymmetric, multi-label",
     .family = Family::Imbalance,
     .aliases = {"asl"},
     .inputs = kBinaryTarget,
     .params = {{"gamma_negative", 4, {1, 8}, "How fast easy absent labels fade."},
                {"gamma_positive", 1, {0, 8}, "How fast easy present labels fade."},
                {"clip", 0.05, {0, 0.5}, "Absent labels below this probability cost nothing."}},
     .facts = {.bounded_gradient = true, .calibrated = true},
     .use = "Many possible labels of which a sample has few.",
     .avoid = "Every sample has one label: the single-label form keeps the softmax.",
     .cite = "Ridnik et al. 2021, arXiv:2009.14119, eq. 7; timm AsymmetricLossMultiLabel without its floor "
             "of 1e-8",
     // t = 1: (½)¹·ln 2;  t = 0: q = ½ + .05, (1 − q)⁴·(−ln q)
     .cases = {{{{0}, {1}}, 0.34657359027997264},
               {{{0}, {0}}, 0.02451505351223516},
               {{{-1e4}, {0}}, 0},
               {{{15}, {0}}, 14.999995717368776, {{"clip", 0}, {"gamma_negative", 1}}},
               {{{1000}, {0}}, 1000, {{"clip", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, t = a.target;
           const Value over = relu(sigmoid(x) - a["clip"]);  // 1 − q, q = min(1 − p + clip, 1)
           const Value log_q = min(logaddexp(-softplus(x), log(a["clip"])), 0.0);
           const Value present = exp(-(a["gamma_positive"] * softplus(x))) * softplus(-x);
           const Value absent = pow(over, a["gamma_negative"]) * -log_q;
           return t * present + (1.0 - t) * absent;
         }},

    {.id = "asymmetric_single_label",
     .title = "Asymmetric, one label",
     .family = Family::Imbalance,
     .inputs = kClassTarget,
     .params = {{"gamma_negative", 4, {0, 8}, "How fast the wrong classes' terms fade."},
                {"gamma_positive", 1, {0, 8}, "How fast the right class's term fades."},
                {"label_smoothing", 0.1, {0, 0.5}, "Share of every label that is spread over all classes."}},
     .facts = {.bounded_gradient = true},
     .use =
         "One label a sample, long tails of rare classes, and smoothing should not feed easy wrong classes.",
     .avoid = "You need calibrated probabilities.",
     .cite = "Ridnik et al. 2021, arXiv:2009.14119; timm AsymmetricLossSingleLabel: −Σ q_c·w_c·log p_c, w = "
             "(1 − p_y)^γ₊ for "
             "the label, p_c^γ₋ for the others",
     .formula = R"(-\sum_c q_c w_c \log p_c,\ w_y = (1-p_y)^{\gamma_+},\ w_{c \ne y} = p_c^{\gamma_-})",
     .gradient_formula =
         R"(-\sum_k q_k\big(w_k + \tfrac{\partial w_k}{\partial \log p_k}\log p_k\big)([k = c] - p_c))",
     // two equal logits: .95·½·ln 2 + .05·(½)⁴·ln 2
     .cases = {{{{0, 0}, {0}}, 0.33141099570522386},
               {{{2, 1, 0}, {0}}, 0.40760596444438013, {{"gamma_positive", 0}, {"label_smoothing", 0}}},
               {{{0, 0}, {1}}, 0.34657359027997264, {{"label_smoothing", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0), y = a.target, s = a["label_smoothing"];
           const int classes = log_p.shape()[0];
           const Value fade = exp(a["gamma_negative"] * log_p), m = class_margin(a.prediction, y);
           const Value others = sum(where(one_hot(y, 0, classes), 0.0, fade * log_p), 0);
           const Value share = s * (1.0 / classes);
           return (1.0 - s + share) * exp(-(a["gamma_positive"] * softplus(m))) * softplus(-m) -
                  share * others;
         }},

    {.id = "ghm_c",
     .title = "Gradient harmonising (GHM-C)",
     .family = Family::Imbalance,
     .aliases = {"gradient_harmonized"},
     .inputs = kBinaryTarget,
     .result = Result::Batch,
     .params = {{"bins",
                 10,
                 {1, 30},
                 "Bins of |σ(x) − t| between 0 and 1, a whole number.",
                 Scale::Linear,
                 true,
                 1}},
     .use = "Crowds of easy samples and a few outliers should both count less than what lies between.",
     .avoid = "Small batches: densities of gradients are then noise.",
     .cite = "Li, Liu & Wang 2019, arXiv:1811.05181, eq. 8, as in their code: the mean of cross-entropy "
             "within each bin, averaged over the bins in use; no momentum; densities have no gradient",
     .formula =
         R"(\frac{1}{|B|}\sum_{b \in B}\;\overline{\mathrm{BCE}(x_i, t_i)}_{\,|\sigma(x_i) - t_i| \in b})",
     .gradient_formula = R"(\frac{\sigma(x_i) - t_i}{|B|\,n_{b(i)}})",
     // |σ − t| = ½ twice: one bin;  0, ½: two bins
     .cases = {{{{0, 0}, {1, 0}}, 0.6931471805599453},
               {{{0, 100, 100}, {1, 1, 1}}, 0.34657359027997264},
               {{{0, 100, 2}, {1, 1, 0}}, 0.940025063867639}},
     .build =
         [](const LossArgs& a) {
           const int bins = static_cast<int>(a.number("bins")),
                     n = static_cast<int>(a.prediction.shape().size());
           const Value x = reshape(a.prediction, Shape{1, n}), t = reshape(a.target, Shape{1, n});
           const Value at = min(floor(abs(sigmoid(x) - t) * bins), bins - 1);
           const Value members = equal(at, iota(a.graph(), 2, 0, bins)), size = sum(members, 1);
           const Value each = ratio_or_zero(sum(members * (softplus(x) - x * t), 1), size);
           return sum(each) / max(sum(greater(size, 0.0)), 1.0);
         }},

    {.id = "class_balanced_cross_entropy",
     .title = "Class-balanced cross-entropy",
     .family = Family::Imbalance,
     .aliases = {"effective_number"},
     .inputs = kCountedClasses,
     .params =
         {{"beta", 0.999, {0, 0.9999}, "How many samples of a class count as new: 0 all alike, near 1 few."}},
     .facts = {.convex = true},
     .use = "Class sizes differ by orders of magnitude and their inverse would be too harsh.",
     .avoid = "The test data are as imbalanced as the training data and accuracy is what counts.",
     .cite = "Cui et al. 2019, arXiv:1901.05555, eq. 10; weights (1 − β)/(1 − β^n) scaled to sum C; plain "
             "mean over samples",
     .formula = R"(-w_y\log p_y,\ w_c \propto \frac{1-\beta}{1-\beta^{n_c}},\ \sum_c w_c = C)",
     .gradient_formula = R"(w_y (p_c - [c = y]))",
     // β = 0: all weights 1;  β = ½, n = (1, 2): w ∝ (1, 2/3), scaled to (1.2, .8)
     .cases = {{{{0, 0}, {0}, {5, 50}}, 0.6931471805599453, {{"beta", 0}}},
               {{{0, 0}, {0}, {1, 2}}, 0.8317766166719343, {{"beta", 0.5}}},
               {{{0, 0}, {1}, {1, 2}}, 0.5545177444479562, {{"beta", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const Value n = a["counts"], beta = a["beta"];
           const Value inverse = where(greater(beta, 0.0), 1.0 / -expm1(n * log(max(beta, 1e-30))), 1.0);
           const Value w = inverse * (static_cast<double>(n.shape()[0]) / sum(inverse, 0));
           return -of_class(broadcast_to(w, n.shape()), a.target) * log_probability(a.prediction, a.target);
         }},

    {.id = "logit_adjusted",
     .title = "Logit adjustment",
     .family = Family::Imbalance,
     .aliases = {"balanced_softmax"},
     .inputs = kCountedClasses,
     .params = {{"tau", 1, {0, 3}, "Strength of the correction; 0 is cross-entropy."}},
     .facts = {.convex = true},
     .use = "Rare classes should be found as often as common ones: class frequencies enter as an offset of "
            "the logits.",
     .avoid = "The class frequencies at test time are those of training.",
     .cite = "Menon et al. 2021, arXiv:2007.07314, eq. 10: cross-entropy of z + τ·log π; tau = 1 is balanced "
             "softmax",
     .formula = R"(\log\sum_c e^{z_c + \tau\log\pi_c} - z_y - \tau\log\pi_y)",
     .gradient_formula = R"(\mathrm{softmax}(z + \tau\log\pi)_c - [c = y])",
     .cases = {{{{0, 0}, {0}, {1, 3}}, 1.3862943611198906},
               {{{0, 0}, {1}, {1, 3}}, 0.2876820724517809},
               {{{0, 0}, {1}, {1, 3}}, 0.6931471805599453, {{"tau", 0}}}},
     .build =
         [](const LossArgs& a) {
           return -log_probability(a.prediction + a["tau"] * log(a["counts"]), a.target);
         }},

    {.id = "ldam",
     .title = "Label-distribution-aware margin",
     .family = Family::Imbalance,
     .inputs = {{"prediction", Role::Prediction, Domain::Cosine, "CN"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"counts", Role::Weight, Domain::Positive, "C1"}},
     .params = {{"max_margin", 0.5, {0, 2}, "Margin of the rarest class."},
                {"scale", 30, {1, 64}, "Sharpness of the softmax.", Scale::Log}},
     .facts = {.convex = true},
     .use = "Long-tailed classes: rare ones get a wider margin.",
     .avoid = "Logits are not cosines: the margin then has no scale to be measured on.",
     .cite = "Cao et al. 2019, arXiv:1906.07413, eq. 12; Δ_c = m·n_c^(−¼) ÷ its largest, cross-entropy of "
             "s(z − Δ_y·o)",
     .formula = R"(-\log\mathrm{softmax}(s(z - \Delta_y o))_y,\ \Delta_c \propto n_c^{-1/4})",
     .gradient_formula = R"(s(\tilde p_c - [c = y]))",
     // n = (16, 1): Δ = (.25, .5);  s = 1, z = 0, y = 1: sp(.5)
     .cases = {{{{0, 0}, {1}, {16, 1}}, 0.9740769841801067, {{"scale", 1}}},
               {{{0, 0}, {0}, {16, 1}}, 0.8259394198788435, {{"scale", 1}}},
               {{{0, 0}, {0}, {16, 1}}, 0.6931471805599453, {{"max_margin", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value root = rsqrt(sqrt(a["counts"])),
                       margins = a["max_margin"] * root / reduce_max(root, 0);
           const Value hot = one_hot(a.target, 0, a.prediction.shape()[0]);
           return -log_probability(a["scale"] * (a.prediction - margins * hot), a.target);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(imbalance, kEntries);

}  // namespace losscape
