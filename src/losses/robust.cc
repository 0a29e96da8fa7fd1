// SPDX-License-Identifier: Apache-2.0
// Robust regression: losses whose pull fades or ends for far residuals. e: residual, c: scale, z = (e/c)².
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr Parameter kScale =
    in_target_unit({"c", 1, {0.05, 10}, "Residual at which the pull stops growing.", Scale::Log});

Value scaled_square(const LossArgs& a) { return square(residual(a) / a["c"]); }

constexpr LossEntry kEntries[] = {
    {.id = "barron",
     .title = "General adaptive robust",
     .family = Family::Robust,
     .aliases = {"general_robust", "adaptive_robust", "barron_general"},
     .inputs = kRealTarget,
     .params = {{"alpha",
                 1,
                 {-8, 8},
                 "Shape: above 2 steeper than squares, 2 squares, 1 pseudo-Huber, 0 Cauchy, −2 "
                 "Geman-McClure, towards −∞ Welsch."},
                kScale},
     .facts = {.bounded_gradient = true, .symmetric = true, .zero_at_target = true, .lipschitz = 1},
     .scaling = {true, 0},
     .use = "You do not know how heavy the tails are: one slider runs through the classical robust losses.",
     .avoid = "You would let alpha be trained without the partition function: it then falls until every "
              "sample is an outlier.",
     .cite = "Barron 2019, arXiv:1701.03077, eq. 8–9; b/α·((z/b + 1)^(α/2) − 1), b = |α − 2|, by expm1 and "
             "log1p so that "
             "α = 0 and α = 2 are no special case",
     .formula =
         R"(\frac{|\alpha - 2|}{\alpha}\left(\left(\frac{((\hat y - y)/c)^2}{|\alpha - 2|} + 1\right)^{\alpha/2} - 1\right))",
     .gradient_formula =
         R"(\frac{\hat y - y}{c^2}\left(\frac{((\hat y - y)/c)^2}{|\alpha - 2|} + 1\right)^{\alpha/2 - 1})",
     .cases = {{{{1}, {0}}, 0.41421356237309515},
               {{{2}, {0}}, 2, {{"alpha", 2}}},
               {{{2}, {0}}, 1.0986122886681098, {{"alpha", 0}}},
               {{{2}, {0}}, 1, {{"alpha", -2}}},  // 2·4/(4 + 4)
               {{{0}, {3}}, 0.8027756377319946, {{"c", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value alpha = a["alpha"], z = scaled_square(a);
           const Value b = max(abs(alpha - 2.0), 1e-7), at_0 = less(abs(alpha), 1e-6);
           const Value shape = where(at_0, 1.0, alpha), log_term = log1p(z / b);
           return where(at_0, log_term, b / shape * expm1(0.5 * shape * log_term));
         }},

    {.id = "cauchy",
     .title = "Cauchy",
     .family = Family::Robust,
     .aliases = {"lorentzian"},
     .inputs = kRealTarget,
     .params = {kScale},
     .facts = {.bounded_gradient = true, .symmetric = true, .zero_at_target = true},
     .scaling = {true, 0},
     .use = "Outliers are gross errors that should hardly count at all.",
     .avoid = "You start far from the solution: the gradient fades with distance.",
     .cite = "Black & Anandan 1996, doi:10.1006/cviu.1996.0006; kornia cauchy_loss: log(1 + (e/c)²/2)",
     .cases = {{{{0}, {0}}, 0},
               {{{1}, {0}}, 0.4054651081081644},
               {{{2}, {0}}, 0.20067069546215124, {{"c", 3}}}},
     .build = [](const LossArgs& a) { return log1p(0.5 * scaled_square(a)); }},

    {.id = "geman_mcclure",
     .title = "Geman–McClure",
     .family = Family::Robust,
     .inputs = kRealTarget,
     .params = {kScale},
     .facts = {.bounded_gradient = true, .symmetric = true, .zero_at_target = true},
     .scaling = {true, 0},
     .use = "Outliers must have no say: the loss levels off at 2.",
     .avoid = "Good samples may look like outliers at the start: they never come back.",
     .cite = "Geman & McClure 1985; kornia: 2z/(z + 4), which is Barron's α = −2",
     .cases = {{{{0}, {0}}, 0}, {{{2}, {0}}, 1}, {{{1}, {0}}, 0.4}, {{{1e4}, {0}}, 1.9999999200000032}},
     .build =
         [](const LossArgs& a) {
           const Value z = scaled_square(a);
           return 2.0 * z / (z + 4.0);
         }},

    {.id = "welsch",
     .title = "Welsch",
     .family = Family::Robust,
     .aliases = {"leclerc", "correntropy"},
     .inputs = kRealTarget,
     .params = {kScale},
     .facts = {.bounded_gradient = true, .symmetric = true, .zero_at_target = true},
     .scaling = {true, 0},
     .use = "Only residuals within a few c should count, with every derivative smooth.",
     .avoid = "Residuals start beyond a few c: their gradient is numerically 0.",
     .cite =
         "Dennis & Welsch 1978, doi:10.1080/03610917808812083; kornia welsch_loss: 1 − exp(−z/2), by expm1",
     .cases = {{{{0}, {0}}, 0},
               {{{2}, {0}}, 0.8646647167633873},
               {{{1e-6}, {0}}, 5e-13, {}, 1, 1e-22},
               {{{1e4}, {0}}, 1}},
     .build = [](const LossArgs& a) { return -expm1(-0.5 * scaled_square(a)); }},

    {.id = "tukey_biweight",
     .title = "Tukey's biweight",
     .family = Family::Robust,
     .aliases = {"bisquare", "tukey"},
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"c",
          4.685,
          {0.1, 20},
          "Residual beyond which a sample has no pull; 4.685 standard deviations is usual.",
          Scale::Log})},
     .facts = {.bounded_gradient = true, .symmetric = true, .zero_at_target = true},
     .scaling = {true, 2},
     .use = "Samples beyond c must have no influence whatever, as in classical robust statistics.",
     .avoid = "You have no good starting point or scale: beyond c there is no gradient.",
     .cite = "Beaton & Tukey 1974, doi:10.1080/00401706.1974.10489171; (c²/6)(1 − (1 − z)³), c²/6 outside",
     .cases = {{{{0}, {0}}, 0},
               {{{9}, {0}}, 3.658204166666666},
               {{{1}, {0}}, 0.38541666666666663, {{"c", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value inside = 1.0 - min(scaled_square(a), 1.0);  // far residuals never reach the cube
           return square(a["c"]) * (1.0 / 6) * (1.0 - inside * square(inside));
         }},

    {.id = "fair",
     .title = "Fair",
     .family = Family::Robust,
     .inputs = kRealTarget,
     .params = {in_target_unit({"c",
                                1.3998,
                                {0.05, 10},
                                "Residual around which it turns from squares to absolute values.",
                                Scale::Log})},
     .facts = {.convex = true, .bounded_gradient = true, .symmetric = true, .zero_at_target = true},
     .scaling = {true, 2},
     .use = "A convex middle way between squares and absolute values with a slow transition.",
     .avoid = "Outliers should lose influence: here they keep a constant pull of c.",
     .cite = "Fair 1974; Rey 1983, doi:10.1007/978-3-642-68849-2; c²(|e|/c − log(1 + |e|/c))",
     .cases = {{{{0}, {0}}, 0},
               {{{1}, {0}}, 0.3068528194400547, {{"c", 1}}},
               {{{0}, {4}}, 3.605550845327561, {{"c", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value r = abs(residual(a)) / a["c"];
           return square(a["c"]) * (r - log1p(r));
         }},

    {.id = "wing",
     .title = "Wing",
     .family = Family::Robust,
     .inputs = kRealTarget,
     .params = {in_target_unit(
                    {"width", 5, {0.5, 20}, "Residual at which the logarithm turns linear.", Scale::Log}),
                in_target_unit({"curvature",
                                0.5,
                                {0.05, 5},
                                "Smaller bends the logarithm more sharply around 0.",
                                Scale::Log})},
     .facts = {.bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 10,
               .kinks = {-5, 0, 5}},
     .scaling = {true, 1},
     .use = "Landmarks and other coordinates in which small errors matter more than their size.",
     .avoid = "Labels are noisy at the scale of the curvature: small errors get the largest gradient.",
     .cite = "Feng et al. 2018, arXiv:1711.06753, eq. 5; segmentation_models.pytorch wing_loss: w·log(1 + "
             "|e|/ε) below w, |e| − C beyond",
     .cases = {{{{0}, {0}}, 0},
               {{{1}, {0}}, 5.493061443340549},
               {{{0}, {7}}, 13.989476363991853},
               {{{1}, {0}}, 1.3862943611198906, {{"width", 2}, {"curvature", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value r = abs(residual(a)), w = a["width"], bend = a["curvature"];
           const Value offset = w - w * log1p(w / bend);
           return where(less(r, w), w * log1p(r / bend), r - offset);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(robust, kEntries);

}  // namespace losscape
