// SPDX-License-Identifier: Apache-2.0
// Masks judged by shape, distance, class likeness and calibration. Images are [H, W, N], classes of pixels
// [C, P, N] or [C, H, W, N]; p: probabilities, t: labels, z: logits.
#include "losses/image_pieces.h"

namespace losscape {

namespace {

using namespace image;

constexpr std::initializer_list<LossInput> kMask = {
    {"prediction", Role::Prediction, Domain::Probability, "HWN"},
    {"target", Role::Target, Domain::Binary, "HWN"}};
constexpr Parameter kIterations = {
    "iterations",  3,    {1, 10}, "Steps of thinning: half the width of the widest line.",
    Scale::Linear, true, 1};
constexpr Parameter kSmoothOne = {
    "smooth", 1, {0.001, 10}, "Added above and below: settles empty masks.", Scale::Log};

// The smaller (larger) of each pixel and its two neighbours along an axis; the border repeats itself.
Value least_of_three(Value v, int axis) {
  const int n = v.shape()[axis];
  if (n == 1) return v;
  const Value first = slice(v, axis, 0, 1), last = slice(v, axis, n - 1, 1);
  const Value up[] = {first, slice(v, axis, 0, n - 1)}, down[] = {slice(v, axis, 1, n - 1), last};
  return min(v, min(concat(up, axis), concat(down, axis)));
}
Value eroded(Value v) { return min(least_of_three(v, 0), least_of_three(v, 1)); }
Value opened(Value v) { return -least_of_three(least_of_three(-eroded(v), 0), 1); }

// What thinning leaves: the parts that an opening would remove, at every depth (Shit et al., algorithm 1).
Value skeleton(Value v, int iterations) {
  Value lines = relu(v - opened(v));
  for (int k = 0; k < iterations; ++k) {
    v = eroded(v);
    const Value part = relu(v - opened(v));
    lines = lines + relu(part - lines * part);
  }
  return lines;
}

Value total(Value v) { return reshape(sum(v, {0, 1}), Shape{1, v.shape()[2]}); }

// 1 − clDice: the harmonic mean of how much of each skeleton lies in the other mask.
Value centreline(const LossArgs& a) {
  const Value p = a.prediction, t = a.target, s = a["smooth"];
  const int k = static_cast<int>(a.number("iterations"));
  const Value line = skeleton(p, k), truth = skeleton(t, k);
  const Value precision = (total(line * t) + s) / (total(line) + s);
  const Value recall = (total(truth * p) + s) / (total(truth) + s);
  return 1.0 - 2.0 * precision * recall / (precision + recall);
}

constexpr LossEntry kEntries[] = {
    {.id = "cldice",
     .title = "Centreline Dice",
     .family = Family::Segmentation,
     .aliases = {"soft_cldice"},
     .inputs = kMask,
     .params = {kIterations, kSmoothOne},
     .use = "Vessels, roads, nerves: a line should stay connected, however thin.",
     .avoid = "Alone: it does not care how thick a line is. Add Dice.",
     .cite = "Shit et al. 2021, arXiv:2003.07311, algorithms 1 and 2; MONAI SoftclDiceLoss for one mask; "
             "equal neighbours share the gradient",
     .formula =
         R"(1 - 2\frac{T_p T_s}{T_p + T_s},\ T_p = \frac{\sum S(p)\,t + s}{\sum S(p) + s},\ T_s = \frac{\sum S(t)\,p + s}{\sum S(t) + s})",
     .gradient_formula = R"(-2\frac{T_s^2\,\partial T_p + T_p^2\,\partial T_s}{(T_p + T_s)^2})",
     .cases =
         {{{{0, 0, 0, 1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1, 0, 0, 0}}, 0, {}, 1, 1e-9, 3},
          {{{0, 0, 0, 1, 0.2, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1, 0, 0, 0}}, 0.111111111111111, {}, 1, 1e-9, 3},
          {{{0.2, 0.9, 0.1, 0.8, 0.6, 0.3, 0.5, 0.7, 0.4}, {0, 1, 0, 0, 1, 0, 0, 1, 0}},
           0.29856515063271,
           {{"smooth", 0.1}},
           1,
           1e-9,
           3}},
     .build = centreline},

    {.id = "dice_cldice",
     .title = "Dice and centreline Dice",
     .family = Family::Segmentation,
     .aliases = {"soft_dice_cldice"},
     .inputs = kMask,
     .params = {{"alpha", 0.5, {0, 1}, "Share of the centreline."}, kIterations, kSmoothOne},
     .use = "Tubes whose width and connection both matter.",
     .avoid = "Compact objects: they have no centreline worth the cost.",
     .cite = "Shit et al. 2021, arXiv:2003.07311, eq. 3; MONAI SoftDiceclDiceLoss for one mask",
     .formula = R"((1 - \alpha)\Big(1 - \frac{2I + s}{P + T + s}\Big) + \alpha\,(1 - \mathrm{clDice}))",
     .gradient_formula = R"((1 - \alpha)\,\partial\,\mathrm{Dice} - \alpha\,\partial\,\mathrm{clDice})",
     .cases = {{{{0, 0, 0, 1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1, 0, 0, 0}}, 0, {}, 1, 1e-9, 3},
               {{{0, 0, 0, 1, 0.2, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1, 0, 0, 0}},
                0.129032258064516,
                {{"alpha", 0}},
                1,
                1e-9,
                3},
               {{{0.2, 0.9, 0.1, 0.8, 0.6, 0.3, 0.5, 0.7, 0.4}, {0, 1, 0, 0, 1, 0, 0, 1, 0}},
                0.287509762419495,
                {},
                1,
                1e-9,
                3}},
     .build =
         [](const LossArgs& a) {
           const Value p = a.prediction, t = a.target, s = a["smooth"];
           const Value dice = 1.0 - (2.0 * total(p * t) + s) / (total(p) + total(t) + s);
           return (1.0 - a["alpha"]) * dice + a["alpha"] * centreline(a);
         }},

    {.id = "hausdorff_erosion",
     .title = "Hausdorff by erosion",
     .family = Family::Segmentation,
     .aliases = {"hausdorff_er"},
     .inputs = kMask,
     .params = {{"alpha", 2, {0.5, 4}, "Power of the depth at which an error survives erosion."},
                {"erosions",
                 10,
                 {1, 20},
                 "How many times errors are eroded, a whole number.",
                 Scale::Linear,
                 true}},
     .use = "Outlying pieces matter and distance fields are too slow: thick errors survive many erosions.",
     .avoid = "Thin structures: their errors vanish in the first erosion.",
     .cite = "Karimi & Salcudean 2020, arXiv:1904.10030, eq. 9; kornia HausdorffERLoss for one mask: a cross "
             "of fifths, threshold ½, each erosion stretched to [0, 1] unless flat",
     .formula =
         R"(\overline{\textstyle\sum_{k \ge 1} k^\alpha\, E_k},\ E_k = \mathrm{stretch}\big((K * E_{k-1} - \tfrac12)_+\big),\ E_0 = (p - t)^2)",
     .gradient_formula = R"(2(p - t)\,\overline{\textstyle\sum_k k^\alpha\,\partial E_k/\partial E_0})",
     .cases =
         {{{{1, 1, 1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 0, 0, 0}}, 0.777777777777778, {}, 1, 1e-9, 3},
          {{{1, 1, 1, 1, 0.9, 1, 1, 1, 0.7}, {0, 0, 0, 0, 0, 0, 0, 0, 0}},
           0.608465608465609,
           {{"erosions", 2}, {"alpha", 1}},
           1,
           1e-9,
           3},
          {{{0.3, 0.6, 0.4, 0.6}, {0, 1, 0, 1}}, 0, {}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           Value errors = square(residual(a)), all;
           for (int k = 1; k <= a.number("erosions"); ++k) {
             const Value cross = sum_of_three(errors, 0) + sum_of_three(errors, 1) - errors;
             const Value left = relu(0.2 * cross - 0.5), least = reduce_min(left, {0, 1});
             const Value range = reduce_max(left, {0, 1}) - least;
             const Value full = broadcast_to(range, left.shape());
             errors = where(equal(full, 0.0), left, ratio_or_zero(left - least, full));
             const Value term = errors * exp(a["alpha"] * std::log(k));
             all = all ? all + term : term;
           }
           return per_image(all);
         }},

    {.id = "log_hausdorff_distance_transform",
     .title = "Log Hausdorff by distance fields",
     .family = Family::Segmentation,
     .aliases = {"log_hausdorff_dt"},
     .inputs = {{"prediction", Role::Prediction, Domain::Probability, "PN"},
                {"target", Role::Target, Domain::Binary, "PN"},
                {"prediction_field", Role::Weight, Domain::NonNegative, "PN"},
                {"target_field", Role::Weight, Domain::NonNegative, "PN"}},
     .params = {{"alpha", 2, {0.5, 4}, "Power of the distances."}},
     .use = "As Hausdorff by distance fields where a few far errors would drown everything else.",
     .avoid = "From scratch: combine it with Dice.",
     .cite = "MONAI LogHausdorffDTLoss: log(1 + the mean of (p − t)²(d_p^α + d_t^α)), one mask a sample",
     .formula = R"(\log\Big(1 + \frac{1}{P}\sum_i (p_i - t_i)^2 (d_{p, i}^\alpha + d_{t, i}^\alpha)\Big))",
     .gradient_formula = R"(\frac{2}{P}\,\frac{(p_i - t_i)(d_{p, i}^\alpha + d_{t, i}^\alpha)}{1 + \ldots})",
     // log 1.625
     .cases = {{{{0.5, 1}, {1, 1}, {1, 0}, {2, 3}}, 0.4855078157817008},
               {{{1, 0}, {1, 0}, {4, 4}, {4, 4}}, 0},
               {{{0}, {1}, {2}, {3}}, 1.791759469228055, {{"alpha", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value far = pow(a["prediction_field"], a["alpha"]) + pow(a["target_field"], a["alpha"]);
           return log1p(mean(square(residual(a)) * far, 0));
         }},

    {.id = "unified_focal",
     .title = "Unified focal, asymmetric",
     .family = Family::Segmentation,
     .aliases = {"asymmetric_unified_focal"},
     .inputs = {{"prediction", Role::Prediction, Domain::Probability, "CPN"},
                {"target", Role::Target, Domain::Binary, "CPN"}},
     .params = {{"weight", 0.5, {0, 1}, "Share of the focal part; the rest is focal Tversky."},
                {"gamma", 0.5, {0.1, 0.9}, "Fades easy background, emphasises badly overlapping foreground."},
                {"delta", 0.6, {0, 1}, "Above ½ missed foreground costs more than false alarms."}},
     .use = "Small foreground: one family that has focal, Dice and Tversky at its corners.",
     .avoid = "You cannot afford to tune three numbers: start with Dice and cross-entropy.",
     .cite =
         "Yeung et al. 2022, arXiv:2102.04525, eq. 15–17; MONAI AsymmetricUnifiedFocalLoss: class 0 is "
         "background, the focal part's probabilities held in [1e-7, 1 − 1e-7], one loss a class and "
         "sample; the power is linear under 1e-7 (MONAI: cut off there), so that a perfect overlap costs 0",
     .formula =
         R"(w\,\overline{-\beta_c (1 - p)^{\gamma[c = 0]}\,t\log p} + (1 - w)(1 - \mathrm{TI}_c)^{1 - \gamma[c > 0]},\ \beta_0 = 1 - \delta,\ \beta_{c > 0} = \delta)",
     .gradient_formula =
         R"(w\,\partial\,\mathrm{focal} - (1 - w)(1 - \gamma[c > 0])(1 - \mathrm{TI}_c)^{-\gamma[c > 0]}\,\partial\,\mathrm{TI}_c)",
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {1, 0, 0, 1}}, 0.756538332173027, {}, 1, 1e-9, 2},
               {{{0.9, 0.2, 0.1, 0.8}, {1, 0, 0, 1}}, 0.073606649492834, {{"weight", 1}}, 1, 1e-9, 2},
               {{{0.9, 0.2, 0.1, 0.8}, {1, 0, 0, 1}},
                0.544851506941164,
                {{"weight", 0}, {"delta", 0.7}},
                1,
                1e-9,
                2}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           constexpr double kLeast = 1e-7;
           const Value t = a.target, p = a.prediction;
           const Value held = clamp(p, g.constant(kLeast), g.constant(1 - kLeast));
           const Value delta = a["delta"], back = equal(iota(g, 3, 0, t.shape()[0]), 0.0), gamma = a["gamma"];
           const Value entropy = -t * log(held);
           const Value focal = where(back, (1.0 - delta) * pow(1.0 - held, gamma), delta) * entropy;
           const Value wrong = delta * sum(t * (1.0 - p), 1) + (1.0 - delta) * sum((1.0 - t) * p, 1);
           const Value off = wrong / (sum(t * p, 1) + wrong + kLeast);
           const Value tversky = where(back, off, power_from_0(off, 1.0 - gamma));
           const Value each = a["weight"] * mean(focal, 1) + (1.0 - a["weight"]) * tversky;
           return reshape(each, Shape{t.shape()[0], t.shape()[2]});
         }},

    {.id = "generalized_wasserstein_dice",
     .title = "Generalised Wasserstein Dice",
     .family = Family::Segmentation,
     .aliases = {"wasserstein_dice"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CPN"},
                {"target", Role::Target, Domain::Class, "1PN"},
                {"distances", Role::Weight, Domain::NonNegative, "CC"}},
     .params = {{"smooth", 1e-5, {1e-8, 1}, "Added above and below: settles empty masks.", Scale::Log}},
     .use = "Some confusions are worse than others: parts of an organ against parts of another.",
     .avoid = "Nothing is known of how far classes lie apart.",
     .cite = "Fidon et al. 2017, arXiv:1707.00478, eq. 16; MONAI GeneralizedWassersteinDiceLoss, default "
             "weighting: class 0 is background and has no true positives, distances over their largest",
     .formula =
         R"(1 - \frac{2\sum_i \alpha_{y_i}(1 - W_i) + s}{2\sum_i \alpha_{y_i}(1 - W_i) + \sum_i W_i + s},\ W_i = \sum_c M_{y_i c}\,p_{ic})",
     .gradient_formula =
         R"(\frac{2\,TP\,\partial E - 2E\,\partial\,TP}{(2\,TP + E)^2},\ E = \textstyle\sum_i W_i)",
     // two classes, distance 1: p = ½ everywhere: W = ½, TP = ½, E = 1
     .cases = {{{{0, 0, 0, 0}, {0, 1}, {0, 1, 1, 0}}, 0.4999975000125},
               {{{100, -100, -100, 100}, {0, 1}, {0, 1, 1, 0}}, 0},
               {{{1, 2, 0, 1, 0, 3}, {2, 1}, {0, 1, 1, 1, 0, 0.5, 1, 0.5, 0}}, 0.459552230299178}},
     .build =
         [](const LossArgs& a) {
           const Value p = softmax(a.prediction, 0), m = a["distances"];
           const int c = p.shape()[0], pixels = p.shape()[1], n = p.shape()[2];
           const Value furthest = reduce_max(m), scale = ratio_or_zero(m, broadcast_to(furthest, m.shape()));
           const Value hot = reshape(one_hot(a.target, 0, c), Shape{c, pixels * n});
           const Value cost = reshape(matmul(scale, hot, true, false), Shape{c, pixels, n});
           const Value w = sum(cost * p, 0), hits = sum(not_equal(a.target, 0.0) * (1.0 - w), 1),
                       s = a["smooth"];
           return reshape(1.0 - (2.0 * hits + s) / (2.0 * hits + sum(w, 1) + s), Shape{1, n});
         }},

    {.id = "generalized_dice_focal",
     .title = "Generalised Dice and focal",
     .family = Family::Segmentation,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CPN"},
                {"target", Role::Target, Domain::Binary, "CPN"}},
     .params = {{"dice_weight", 1, {0, 10}, "Weight of generalised Dice."},
                {"focal_weight", 1, {0, 10}, "Weight of the focal part."},
                {"gamma", 2, {0, 8}, "How fast easy pixels fade."},
                {"smooth", 1e-5, {0, 1}, "Added above and below: settles empty masks."},
                kSmoothAbove,
                kClassWeights},
     .use = "Several classes of very different size with hard borders.",
     .avoid = "A tiny class comes and goes: its Dice weight then swings the whole loss.",
     .cite = "MONAI GeneralizedDiceFocalLoss(sigmoid=True): the sum of its two parts, focal as a mean over "
             "classes and pixels; an absent class gets the largest weight of its sample",
     .formula =
         R"(\lambda_d\,\mathrm{GDL}(\sigma(x)) + \frac{\lambda_f}{CP}\sum_{ci} (1 - p_{t, ci})^\gamma\,\mathrm{BCE}(x_{ci}, t_{ci}))",
     .gradient_formula =
         R"(\lambda_d\,\partial\,\mathrm{GDL} + \frac{\lambda_f}{CP}\,\partial\,\mathrm{focal})",
     .cases = {{{{0, 0, 0, 0}, {1, 1, 0, 0}}, 0.6732867951399863, {{"smooth", 0}}},
               {{{0, 0, 0, 0, 0, 0}, {1, 0, 0, 0, 1, 1}},
                0.5555555555555556,
                {{"smooth", 0}, {"focal_weight", 0}},
                1,
                1e-9,
                2},
               {{{100, -100, -100, 100}, {1, 0, 0, 1}}, 0, {}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, t = a.target, p = sigmoid(x), m = x * (2.0 * t - 1.0);
           const Value dice = generalised_dice(a, sum(p * t, 1), sum(p, 1), sum(t, 1));
           const Value part = mean(focal(m, a["gamma"]), {0, 1});
           return a["dice_weight"] * dice + a["focal_weight"] * reshape(part, dice.shape());
         }},

    {.id = "nacl",
     .title = "Neighbour-aware calibration",
     .family = Family::Segmentation,
     .aliases = {"neighbor_aware_calibration"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CHWN"},
                {"target", Role::Target, Domain::Class, "1HWN"}},
     .params = {{"alpha", 0.1, {0, 2}, "Weight of the penalty."}},
     .facts = {.convex = true},
     .use = "Segmentation whose confidence should follow how mixed the neighbourhood is.",
     .avoid = "Logits must be free to grow: the penalty holds them near 0 … 1.",
     .cite = "Murugesan et al. 2023, arXiv:2303.06268, eq. 6; MONAI NACLLoss: mean |share of a class among 3 "
             "× 3 neighbours − its logit|, zeros around the image, gradient 0 at equality",
     .formula =
         R"(\overline{-\log p_{i, y_i}} + \alpha\,\overline{|u_{ic} - z_{ic}|},\ u = K_{3 \times 3} * \mathrm{onehot}(y))",
     .gradient_formula =
         R"(\tfrac{1}{HW}(p_{ic} - [c = y_i]) - \tfrac{\alpha}{CHW}\,\mathrm{sign}(u_{ic} - z_{ic}))",
     .cases = {{{{0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0}}, 0.715369402782168, {}, 1, 1e-9, 2},
               {{{0, 0, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0}}, 0.6931471805599453, {{"alpha", 0}}, 1, 1e-9, 2},
               {{{1, 2, 0, 1, 0, 1, 1, 3}, {0, 1, 1, 0}}, 2.0305671572882993, {{"alpha", 1}}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           const Value z = a.prediction, hot = one_hot(a.target, 0, z.shape()[0]);
           const Value share = sum_of_three(sum_of_three(hot, 1), 2) / 9.0;
           const auto sample = [&](Value v) { return reshape(v, Shape{1, z.shape()[3]}); };
           return sample(a["alpha"] * mean(abs(share - z), {0, 1, 2}) -
                         mean(pick(log_softmax(z, 0), a.target, 0), {0, 1, 2}));
         }},

    {.id = "deep_supervision",
     .title = "Deep supervision",
     .family = Family::Segmentation,
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative, "KN"}},
     .params = {{"decay", 0.5, {0.1, 1}, "What each coarser output counts relative to the one before."},
                {"least", 0.0625, {0, 1}, "The least that any of them counts."}},
     .facts = {.convex = true},
     .use = "A decoder has outputs at several scales: the loss of each, the finest first.",
     .avoid = "Coarse outputs cannot hold the target: thin objects vanish when scaled down.",
     .cite = "Lee et al. 2015, arXiv:1409.5185; MONAI DeepSupervisionLoss with its exponential weights "
             "max(½^k, .0625)",
     .formula = R"(\sum_k \max(\lambda^k, w_{\min})\,L_k)",
     .gradient_formula = R"(\max(\lambda^k, w_{\min}))",
     .cases = {{{{1, 2, 4}}, 3}, {{{0, 0, 0, 0, 0, 16}}, 1}, {{{1, 2}}, 3, {{"decay", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value level = iota(a.graph(), 2, 0, a["losses"].shape()[0]);
           return sum(max(exp(level * log(a["decay"])), a["least"]) * a["losses"], 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(masks, kEntries);

}  // namespace losscape
