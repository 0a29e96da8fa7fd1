// SPDX-License-Identifier: Apache-2.0
// Overlap of masks. Probabilities p and labels t are [C, P, N]: classes (1 for a single mask), pixels,
// samples. With I = Σ p·t, P = Σ p, T = Σ t over the pixels of a class and sample, overlap losses give one
// loss a class and sample, as MONAI does. s: smoothing, of which smooth_above is the share added above
// (formulas show 1); without it an empty prediction of an empty mask is perfect.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kMasks = {
    {"prediction", Role::Prediction, Domain::Probability, "CPN"},
    {"target", Role::Target, Domain::Binary, "CPN"},
    {"mask", Role::Weight, Domain::Mask, "1PN", true}};
constexpr std::initializer_list<LossInput> kMaskLogits = {
    {"prediction", Role::Prediction, Domain::Real, "CPN"}, {"target", Role::Target, Domain::Binary, "CPN"}};
constexpr Parameter kSmooth = {"smooth", 1e-5, {0, 1}, "Added above and below: settles empty masks."};
constexpr Parameter kSoft = {
    "soft",        0,    {0, 1}, "1 for labels between 0 and 1: I = Σ min(p, t), least where p = t.",
    Scale::Linear, true, 1};

struct Overlap {
  Value both, predicted, target, below, above;  // [C, 1, N]; what smooths

  Overlap(const LossArgs& a, Value p, Value t, bool soft = false)
      : both(sum(soft ? min(p, t) : p * t, 1)),
        predicted(sum(p, 1)),
        target(sum(t, 1)),
        below(a["smooth"]),
        above(a["smooth_above"] * below) {}
  static Overlap of(const LossArgs& a) {
    const bool soft = a.number("soft") != 0;
    if (!a.has("mask")) return {a, a.prediction, a.target, soft};
    return {a, a.prediction * a["mask"], a.target * a["mask"], soft};
  }
  Value score(Value over, Value under) const { return overlap_score(over + above, under + below); }
  Value dice() const { return score(2.0 * both, predicted + target); }
  Value tversky(Value alpha, Value beta) const {
    return score(both, both + alpha * (predicted - both) + beta * (target - both));
  }
};

// [C, 1, N] → [C, N]
Value flat(Value v) { return reshape(v, Shape{v.shape()[0], v.shape()[2]}); }

// Weights of errors sorted from the largest: how much the Jaccard loss of a set grows with each. t: sorted
// labels, pixels along `axis` (Berman et al. 2018, algorithm 1).
Value jaccard_steps(Value t, int axis) {
  const Value all = sum(t, axis);
  const Value jaccard = 1.0 - ratio_or_zero(all - cumsum(t, axis), all + cumsum(1.0 - t, axis));
  const int last = jaccard.shape()[axis] - 1;
  const Value before = pad(slice(jaccard, axis, 0, last), axis, 1, 0);
  return stop_gradient(jaccard - before);
}

constexpr LossEntry kEntries[] = {
    {.id = "dice",
     .title = "Dice",
     .family = Family::Segmentation,
     .aliases = {"soft_dice", "f1_loss", "sorensen_dice", "masked_dice"},
     .inputs = kMasks,
     .params = {kSmooth, kSmoothAbove, kSoft},
     .use = "The object covers few pixels: overlap does not care how large the background is.",
     .avoid = "Masks may be empty: value and gradient there are set by the smoothing (1/smooth at worst).",
     .cite = "Milletari, Navab & Ahmadi 2016, arXiv:1606.04797, without squares; MONAI DiceLoss with sigmoid "
             "outside, smooth 1e-5; soft as its soft_label (Wang et al. 2023, arXiv:2302.05666), without "
             "which p = t "
             "between 0 and 1 is not least",
     .formula = R"(1 - \frac{2I + s}{P + T + s})",
     .gradient_formula = R"(-\frac{2 t_i (P + T + s) - (2I + s)}{(P + T + s)^2})",
     // ½ everywhere, half of four pixels set: 2·1/(2 + 2)
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.5, {{"smooth", 0}}},
               {{{1, 0}, {1, 0}, {}}, 0},
               {{{0, 0}, {0, 0}, {}}, 0, {{"smooth", 0}}},
               {{{0.5, 0.5}, {0, 0}, {}}, 0.999990000099999},
               {{{0.3, 0.6}, {0.3, 0.6}, {}}, 0, {{"soft", 1}, {"smooth", 0}}},
               {{{0.5, 1}, {0.25, 0.75}, {}}, 0.2, {{"soft", 1}, {"smooth", 0}}},
               {{{0, 0}, {0, 0}, {}}, 1, {{"smooth_above", 0}}}},
     .build = [](const LossArgs& a) { return flat(1.0 - Overlap::of(a).dice()); }},

    {.id = "dice_squared",
     .title = "Dice with squares (V-Net)",
     .family = Family::Segmentation,
     .aliases = {"vnet_dice"},
     .inputs = kMasks,
     .params = {kSmooth, kSmoothAbove},
     .use = "As Dice, with a gradient that fades as a pixel becomes right.",
     .avoid = "Predictions start near 0 everywhere: squares make the start slow.",
     .cite = "Milletari, Navab & Ahmadi 2016, arXiv:1606.04797, section 3; MONAI DiceLoss(squared_pred=True)",
     .formula = R"(1 - \frac{2I + s}{\sum p_i^2 + \sum t_i^2 + s})",
     .gradient_formula = R"(-\frac{2 t_i D - 2 p_i (2I + s)}{D^2},\ D = \sum p_i^2 + \sum t_i^2 + s)",
     // 2·1/(1 + 2)
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.3333333333333333, {{"smooth", 0}}},
               {{{1, 0}, {1, 0}, {}}, 0},
               {{{0, 0}, {0, 0}, {}}, 0, {{"smooth", 0}}}},
     .build =
         [](const LossArgs& a) {
           Value p = a.prediction, t = a.target;
           if (a.has("mask")) {
             p = p * a["mask"];
             t = t * a["mask"];
           }
           const Overlap o(a, p, t);
           return flat(1.0 - o.score(2.0 * o.both, sum(square(p), 1) + sum(square(t), 1)));
         }},

    {.id = "jaccard",
     .title = "Jaccard (soft IoU)",
     .family = Family::Segmentation,
     .aliases = {"soft_iou"},
     .inputs = kMasks,
     .params = {kSmooth, kSmoothAbove, kSoft},
     .use = "IoU is the metric that counts.",
     .avoid = "Masks may be empty.",
     .cite = "Rahman & Wang 2016, doi:10.1007/978-3-319-50835-1_22; segmentation_models.pytorch JaccardLoss",
     .formula = R"(1 - \frac{I + s}{P + T - I + s})",
     .gradient_formula = R"(-\frac{t_i U - I (1 - t_i)}{U^2},\ U = P + T - I)",
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.6666666666666666, {{"smooth", 0}}},
               {{{1, 0}, {1, 0}, {}}, 0},
               {{{0, 0}, {0, 0}, {}}, 0, {{"smooth", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Overlap o = Overlap::of(a);
           return flat(1.0 - o.score(o.both, o.predicted + o.target - o.both));
         }},

    {.id = "tversky",
     .title = "Tversky",
     .family = Family::Segmentation,
     .inputs = kMasks,
     .params = {{"alpha", 0.5, {0, 2}, "Weight of false positives."},
                {"beta", 0.5, {0, 2}, "Weight of false negatives."},
                kSmooth,
                kSmoothAbove,
                kSoft},
     .use =
         "Missing a pixel is worse than marking one too many, or the reverse: ½, ½ is Dice, 1, 1 is Jaccard.",
     .avoid = "Both errors cost the same.",
     .cite = "Salehi, Erdogmus & Gholipour 2017, arXiv:1706.05721, eq. 3; alpha on false positives as in "
             "MONAI and Keras",
     .formula = R"(1 - \frac{I + s}{I + \alpha(P - I) + \beta(T - I) + s})",
     .gradient_formula = R"(-\frac{t_i D - (I + s)(t_i + \alpha(1 - t_i) - \beta t_i)}{D^2})",
     // I = 1, FP = 1, FN = 1
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.5, {{"smooth", 0}}},
               {{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}},
                0.6666666666666666,
                {{"smooth", 0}, {"alpha", 1}, {"beta", 1}}},
               {{{0, 1}, {0, 1}, {}}, 0},
               {{{0.5, 1}, {0.25, 0.75}, {}}, 0.2, {{"soft", 1}, {"smooth", 0}}}},
     .build = [](const LossArgs& a) { return flat(1.0 - Overlap::of(a).tversky(a["alpha"], a["beta"])); }},

    {.id = "focal_tversky",
     .title = "Focal Tversky",
     .family = Family::Segmentation,
     .inputs = kMasks,
     .params = {{"alpha", 0.3, {0, 2}, "Weight of false positives."},
                {"beta", 0.7, {0, 2}, "Weight of false negatives."},
                {"gamma", 0.75, {0.25, 3}, "Below 1 small errors pull more, above 1 large ones."},
                kSmooth,
                kSmoothAbove,
                kSoft},
     .use = "Small lesions: classes that overlap badly should get most of the effort.",
     .avoid = "Gamma below 1 near a perfect overlap: the slope is steep, at most that of an error of 1e-7.",
     .cite = "Abraham & Khan 2019, arXiv:1810.07842, eq. 4, whose exponent 4/3 is written 1/γ there: (1 − "
             "TI)^γ with γ = ¾; linear under 1e-7, so that a perfect fit costs 0",
     .formula = R"((1 - \mathrm{TI})^\gamma)",
     .gradient_formula = R"(-\gamma (1 - \mathrm{TI})^{\gamma - 1}\,\partial\,\mathrm{TI})",
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.5946035575013605, {{"smooth", 0}}},
               {{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.5, {{"smooth", 0}, {"gamma", 1}}},
               {{{0.25, 0.25, 0.25, 0.25}, {1, 1, 0, 0}, {}},
                0.49826989619377154,
                {{"smooth", 0}, {"gamma", 2}}},
               {{{1, 1, 0, 0}, {1, 1, 0, 0}, {}}, 0},
               {{{1, 1, 0, 0}, {1, 1, 0, 0}, {}}, 0, {{"gamma", 0.25}}}},
     .build =
         [](const LossArgs& a) {
           const Value off = 1.0 - Overlap::of(a).tversky(a["alpha"], a["beta"]);
           return flat(power_from_0(off, a["gamma"]));
         }},

    {.id = "log_cosh_dice",
     .title = "Log-cosh Dice",
     .family = Family::Segmentation,
     .inputs = kMasks,
     .params = {kSmooth, kSmoothAbove, kSoft},
     .use = "Dice with a gradient that calms down as overlap becomes good.",
     .avoid = "The start is slow: near a Dice of 0 it is flatter than Dice.",
     .cite = "Jadon 2020, arXiv:2006.14822, eq. 16; log cosh of the Dice loss",
     .formula = R"(\log\cosh\Big(1 - \frac{2I + s}{P + T + s}\Big))",
     .gradient_formula = R"(\tanh(D)\,\partial D)",
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.12011450695827745, {{"smooth", 0}}},
               {{{1, 0}, {1, 0}, {}}, 0},
               {{{1, 0}, {0, 1}, {}}, 0.4337808304830271, {{"smooth", 0}}}},
     .build = [](const LossArgs& a) { return flat(logcosh(1.0 - Overlap::of(a).dice())); }},

    {.id = "generalized_dice",
     .title = "Generalised Dice",
     .family = Family::Segmentation,
     .aliases = {"gdl"},
     .inputs = kMasks,
     .params = {kSmooth, kSmoothAbove, kSoft, kClassWeights},
     .use = "Several classes of very different size: each counts by the inverse square of its area.",
     .avoid = "A tiny class comes and goes: its weight then swings the whole loss.",
     .cite = "Sudre et al. 2017, arXiv:1707.03237, eq. 3; MONAI GeneralizedDiceLoss with its w_type: an "
             "absent class gets "
             "the largest weight of "
             "its sample",
     .formula = R"(1 - \frac{2\sum_c w_c I_c + s}{\sum_c w_c (P_c + T_c) + s},\ w_c = T_c^{-2})",
     .gradient_formula = R"(-\frac{2 w_c t_i D - (2\sum_k w_k I_k + s) w_c}{D^2})",
     // areas 1 and 2: w = 1, ¼; p = ½: I = ½, 1; P = 1.5 each: 2(½ + ¼)/(2.5 + 3.5/4)
     .cases = {{{{0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, {1, 0, 0, 0, 1, 1}, {}},
                0.5555555555555556,
                {{"smooth", 0}},
                1,
                1e-9,
                2},
               {{{1, 0, 0, 1}, {1, 0, 0, 1}, {}}, 0, {}, 1, 1e-9, 2},
               {{{0.5, 0.5, 0.5, 0.5}, {1, 1, 0, 0}, {}}, 0.5, {{"smooth", 0}}},
               {{{0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, {1, 0, 0, 0, 1, 1}, {}},
                0.5294117647058824,
                {{"smooth", 0}, {"weights", 1}},
                1,
                1e-9,
                2},
               {{{0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, {1, 0, 0, 0, 1, 1}, {}},
                0.5,
                {{"smooth", 0}, {"weights", 2}},
                1,
                1e-9,
                2}},
     .build =
         [](const LossArgs& a) {
           const Overlap o = Overlap::of(a);
           return generalised_dice(a, o.both, o.predicted, o.target);
         }},

    {.id = "bce_dice",
     .title = "Cross-entropy and Dice, masks",
     .family = Family::Segmentation,
     .aliases = {"combo"},
     .inputs = kMaskLogits,
     .params = {{"dice_weight", 1, {0, 10}, "Weight of Dice."},
                {"ce_weight", 1, {0, 10}, "Weight of cross-entropy."},
                kSmooth,
                kSmoothAbove},
     .use = "The workhorse of binary segmentation: overlap from Dice, smooth gradients from cross-entropy.",
     .avoid = "Classes exclude one another: use the softmax form.",
     .cite = "Taghanaki et al. 2019, arXiv:1805.02798; λ_d·Dice(σ(x)) + λ_c·mean BCE(x)",
     .formula = R"(\lambda_d\,\mathrm{Dice}(\sigma(x)) + \frac{\lambda_c}{P}\sum_i \mathrm{BCE}(x_i, t_i))",
     .gradient_formula =
         R"(\lambda_d\,\sigma'(x_i)\,\partial\,\mathrm{Dice} + \frac{\lambda_c}{P}(\sigma(x_i) - t_i))",
     .cases = {{{{0, 0, 0, 0}, {1, 1, 0, 0}}, 1.1931471805599454, {{"smooth", 0}}},
               {{{0, 0, 0, 0}, {1, 1, 0, 0}}, 0.6931471805599453, {{"dice_weight", 0}}},
               {{{100, -100}, {1, 0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, t = a.target;
           const Value dice = 1.0 - Overlap(a, sigmoid(x), t).dice();
           return flat(a["dice_weight"] * dice + a["ce_weight"] * mean(softplus(x) - x * t, 1));
         }},

    {.id = "dice_cross_entropy",
     .title = "Cross-entropy and Dice, classes",
     .family = Family::Segmentation,
     .aliases = {"dice_ce"},
     .inputs = kMaskLogits,
     .params = {{"dice_weight", 1, {0, 10}, "Weight of Dice."},
                {"ce_weight", 1, {0, 10}, "Weight of cross-entropy."},
                kSmooth,
                kSmoothAbove},
     .use = "Classes exclude one another and differ in size.",
     .avoid = "Classes overlap.",
     .cite = "Isensee et al. 2021, doi:10.1038/s41592-020-01008-z (nnU-Net); MONAI DiceCELoss(softmax=True), "
             "mean over classes; of a single class with the sigmoid",
     .formula =
         R"(\frac{\lambda_d}{C}\sum_c \mathrm{Dice}_c(\mathrm{softmax}(z)) - \frac{\lambda_c}{P}\sum_i \log p_{i, y_i})",
     .gradient_formula =
         R"(\frac{\lambda_d}{C}\sum_c \partial\,\mathrm{Dice}_c + \frac{\lambda_c}{P}(p_{i, c} - t_{i, c}))",
     // two classes, two pixels, p = ½: Dice of each 1 − 2·½/(1 + 1) = ½
     .cases = {{{{0, 0, 0, 0}, {1, 0, 0, 1}}, 1.1931471805599454, {{"smooth", 0}}, 1, 1e-9, 2},
               {{{0, 0, 0, 0}, {1, 0, 0, 1}}, 0.6931471805599453, {{"dice_weight", 0}}, 1, 1e-9, 2},
               {{{100, 0, 0, 100}, {1, 0, 0, 1}}, 0, {}, 1, 1e-9, 2},
               {{{0, 0}, {1, 0}}, 1.1931471805599454, {{"smooth", 0}}, 1, 1e-9, 1}},
     .build =
         [](const LossArgs& a) {
           const Value t = a.target;
           const bool one = t.shape()[0] == 1;
           const Value log_p = one ? -softplus(-a.prediction) : log_softmax(a.prediction, 0);
           const Value dice = mean(1.0 - Overlap(a, exp(log_p), t).dice(), 0);
           const Value ce = one ? mean(softplus(a.prediction) - t * a.prediction, 1)
                                : -mean(sum(where(equal(t, 0.0), 0.0, t * log_p), 0), 1);
           return flat(a["dice_weight"] * dice + a["ce_weight"] * ce);
         }},

    {.id = "dice_focal",
     .title = "Dice and focal",
     .family = Family::Segmentation,
     .inputs = kMaskLogits,
     .params = {{"dice_weight", 1, {0, 10}, "Weight of Dice."},
                {"focal_weight", 1, {0, 10}, "Weight of the focal part."},
                {"gamma", 2, {0, 8}, "How fast easy pixels fade."},
                kSmooth,
                kSmoothAbove,
                kSoft},
     .use = "Small objects with hard borders.",
     .avoid = "You need calibrated probabilities.",
     .cite = "Zhu et al. 2019, arXiv:1808.05238; MONAI DiceFocalLoss(sigmoid=True), mean over pixels",
     .formula =
         R"(\lambda_d\,\mathrm{Dice}(\sigma(x)) + \frac{\lambda_f}{P}\sum_i (1 - p_{t, i})^\gamma\,\mathrm{BCE}(x_i, t_i))",
     .gradient_formula =
         R"(\lambda_d\,\partial\,\mathrm{Dice} + \frac{\lambda_f}{P}\,\partial\,\mathrm{focal})",
     .cases = {{{{0, 0, 0, 0}, {1, 1, 0, 0}}, 0.6732867951399863, {{"smooth", 0}}},
               {{{0, 0, 0, 0}, {1, 1, 0, 0}}, 0.6931471805599453, {{"dice_weight", 0}, {"gamma", 0}}},
               {{{100, -100}, {1, 0}}, 0},
               // ¼ of Dice; where x = 0, ¼·ln 2 whatever t
               {{{0, 0}, {0.25, 0.75}}, 0.42328679513998634, {{"smooth", 0}, {"soft", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, t = a.target, m = x * (2.0 * t - 1.0);
           const bool soft = a.number("soft") != 0;
           const Value dice = 1.0 - Overlap(a, sigmoid(x), t, soft).dice();
           const Value pixels =
               soft ? exp(a["gamma"] * log_sigmoid(-m)) * (softplus(x) - t * x) : focal(m, a["gamma"]);
           return flat(a["dice_weight"] * dice + a["focal_weight"] * mean(pixels, 1));
         }},

    {.id = "lovasz_hinge",
     .title = "Lovász hinge",
     .family = Family::Segmentation,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "PN"},
                {"target", Role::Target, Domain::Binary, "PN"}},
     .facts = {.convex = true},
     .use = "IoU of one mask is the metric and plain losses have been trained out.",
     .avoid = "From scratch: start with cross-entropy.",
     .cite = "Berman, Triki & Blaschko 2018, arXiv:1705.08790, eq. 11; relu at the margin, one image a "
             "sample; equal errors keep "
             "their order",
     .formula = R"(\sum_i \max(0, m_{\pi_i})\, g_i,\ m_i = 1 - x_i (2 t_i - 1))",
     .gradient_formula = R"(-(2 t_{\pi_i} - 1)\, g_i\, [m_{\pi_i} > 0])",
     // one pixel of two set, x = 0: errors 1, 1: Σ g = Jaccard of all wrong = 1
     .cases =
         {{{{0, 0}, {1, 0}}, 1}, {{{2, -2}, {1, 0}}, 0}, {{{-1, -2}, {1, 0}}, 2}, {{{2, 0.5}, {1, 0}}, 0.75}},
     .build =
         [](const LossArgs& a) {
           const Value error = 1.0 - a.prediction * (2.0 * a.target - 1.0);
           const Value order = argsort(error, 0, true);
           return sum(relu(take_along(error, order, 0)) * jaccard_steps(take_along(a.target, order, 0), 0),
                      0);
         }},

    {.id = "lovasz_softmax",
     .title = "Lovász softmax",
     .family = Family::Segmentation,
     .inputs = {{"prediction", Role::Prediction, Domain::Probability, "CPN"},
                {"target", Role::Target, Domain::Binary, "CPN"}},
     .facts = {.convex = true},
     .use = "Mean IoU over classes is the metric, as a last stage of training.",
     .avoid = "From scratch: start with cross-entropy.",
     .cite = "Berman, Triki & Blaschko 2018, arXiv:1705.08790, eq. 12; classes present in the sample only, 0 "
             "if there is none",
     .formula = R"(\frac{1}{|\mathcal C|}\sum_{c \in \mathcal C}\sum_i |t - p|_{\pi_i}\, g_i)",
     .gradient_formula = R"(\pm\frac{g_i}{|\mathcal C|})",
     .cases = {{{{0.5, 0.5}, {1, 0}}, 0.5},
               {{{1, 0}, {1, 0}}, 0},
               {{{0.5, 0.5}, {0, 0}}, 0},
               {{{0.9, 0.4}, {1, 0}}, 0.25}},
     .build =
         [](const LossArgs& a) {
           const Value error = abs(a.target - a.prediction), order = argsort(error, 1, true);
           const Value steps = jaccard_steps(take_along(a.target, order, 1), 1);
           const Value each = flat(sum(take_along(error, order, 1) * steps, 1));
           const Value present = greater(flat(sum(a.target, 1)), 0.0);
           return ratio_or_zero(sum(each * present, 0), sum(present, 0));
         }},

    {.id = "mcc",
     .title = "Matthews correlation",
     .family = Family::Segmentation,
     .aliases = {"matthews", "phi_coefficient"},
     .inputs = {{"prediction", Role::Prediction, Domain::Probability, "PN"},
                {"target", Role::Target, Domain::Binary, "PN"}},
     .params = {{"epsilon", 1e-5, {1e-12, 1}, "Added to each of the four counts.", Scale::Log}},
     .use = "All four cells of the confusion matrix should count, in masks of any size.",
     .avoid = "A sample has one class only: the correlation is then undefined and epsilon decides.",
     .cite = "Abhishek & Hamarneh 2021, arXiv:2010.13454, eq. 4; segmentation_models.pytorch MCCLoss, one "
             "mask a sample",
     .formula = R"(1 - \frac{TP\cdot TN - FP\cdot FN}{\sqrt{(TP+FP)(TP+FN)(TN+FP)(TN+FN)}})",
     .gradient_formula = R"(-\partial\,\mathrm{MCC})",
     .cases = {{{{0.5, 0.5}, {1, 0}}, 1},
               {{{1, 0}, {1, 0}}, 1.9999600007758467e-05},
               {{{0, 1}, {1, 0}}, 1.9999800003999924}},
     .build =
         [](const LossArgs& a) {
           const Value p = a.prediction, t = a.target, e = a["epsilon"];
           const Value tp = sum(p * t, 0) + e, fp = sum(p * (1.0 - t), 0) + e;
           const Value fn = sum((1.0 - p) * t, 0) + e, tn = sum((1.0 - p) * (1.0 - t), 0) + e;
           const Value area = sqrt((tp + fp) * (tn + fn)) * sqrt((tp + fn) * (tn + fp));
           return 1.0 - (tp * tn - fp * fn) / area;
         }},

    {.id = "hausdorff_distance_transform",
     .title = "Hausdorff by distance fields",
     .family = Family::Segmentation,
     .aliases = {"hausdorff_dt"},
     .inputs = {{"prediction", Role::Prediction, Domain::Probability, "PN"},
                {"target", Role::Target, Domain::Binary, "PN"},
                {"prediction_field", Role::Weight, Domain::NonNegative, "PN"},
                {"target_field", Role::Weight, Domain::NonNegative, "PN"}},
     .params = {{"alpha", 2, {0.5, 4}, "Power of the distances."}},
     .facts = {.convex = true},
     .use = "Outlying pieces of a mask are what matters: errors far from the border weigh most.",
     .avoid = "From scratch: combine it with Dice. Fields are computed outside and carry no gradient.",
     .cite = "Karimi & Salcudean 2020, arXiv:1904.10030, eq. 8; MONAI HausdorffDTLoss: mean of (p − "
             "t)²(d_p^α + d_t^α)",
     .formula = R"(\frac{1}{P}\sum_i (p_i - t_i)^2 (d_{p, i}^\alpha + d_{t, i}^\alpha))",
     .gradient_formula = R"(\frac{2}{P}(p_i - t_i)(d_{p, i}^\alpha + d_{t, i}^\alpha))",
     .cases = {{{{0.5, 1}, {1, 1}, {1, 0}, {2, 3}}, 0.625},
               {{{1, 0}, {1, 0}, {4, 4}, {4, 4}}, 0},
               {{{0}, {1}, {2}, {3}}, 5, {{"alpha", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value far = pow(a["prediction_field"], a["alpha"]) + pow(a["target_field"], a["alpha"]);
           return mean(square(a.prediction - a.target) * far, 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(segmentation, kEntries);

}  // namespace losscape
