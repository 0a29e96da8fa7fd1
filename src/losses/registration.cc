// SPDX-License-Identifier: Apache-2.0
// Images to be laid over one another, and the displacement fields that do it: [H, W, N], each component of a
// field a sample.
#include "losses/image_pieces.h"

namespace losscape {

namespace {

using namespace image;

constexpr LossEntry kEntries[] = {
    {.id = "local_ncc",
     .title = "Local cross-correlation",
     .family = Family::Reconstruction,
     .aliases = {"lncc", "local_normalized_cross_correlation"},
     .inputs = kImages,
     .use = "Registration across devices: brightness and contrast may differ from place to place.",
     .avoid = "Large flat areas: nothing correlates there.",
     .cite = "Avants et al. 2008, doi:10.1016/j.media.2007.06.004; MONAI "
             "LocalNormalizedCrossCorrelationLoss: minus the squared coefficient over 3 × 3 windows, zeros "
             "around the image, variances held at 1e-5",
     .formula =
         R"(-\overline{\frac{\big(\sum (x - \bar x)(y - \bar y)\big)^2}{\sum (x - \bar x)^2\,\sum (y - \bar y)^2}})",
     .gradient_formula = R"(-\overline{\partial\,\mathrm{cc}^2})",
     .cases = {{{{1, 2, 4, 8}, {1, 2, 4, 8}}, -1, {}, 1, 1e-9, 2},
               {{{1, 2, 4, 8}, {3, 5, 1, 2}}, -0.140289855072464, {}, 1, 1e-9, 2},
               {{{0, 0, 0, 0}, {1, 2, 3, 4}}, 0, {}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           const auto window = [](Value v) { return sum_of_three(sum_of_three(v, 0), 1); };
           const Value x = a.prediction, y = a.target, sx = window(x), sy = window(y);
           const Value cross = window(x * y) - sx * sy / 9.0;
           const Value vx = max(window(square(x)) - square(sx) / 9.0, 1e-5);
           const Value vy = max(window(square(y)) - square(sy) / 9.0, 1e-5);
           return -per_image((cross / vx) * (cross / vy));
         }},

    {.id = "mutual_information",
     .title = "Mutual information",
     .family = Family::Reconstruction,
     .inputs = {{"prediction", Role::Prediction, Domain::Probability, "PN"},
                {"target", Role::Target, Domain::Probability, "PN"}},
     .params =
         {{"bins", 23, {2, 32}, "Grey levels of the histograms, a whole number.", Scale::Linear, true, 1},
          {"sigma_ratio", 0.5, {0.25, 2}, "Width of a grey level's Gaussian in bins.", Scale::Log}},
     .use = "Registration of different kinds of images: one grey level need only predict the other.",
     .avoid = "Few pixels: the joint histogram is then empty almost everywhere.",
     .cite = "Viola & Wells 1997, doi:10.1023/A:1007958904918; MONAI GlobalMutualInformationLoss, Gaussian "
             "Parzen windows on [0, 1], minus the information",
     .formula = R"(-\sum_{ij} p_{ij}\log\frac{p_{ij}}{p_i\,q_j},\ p_{ij} = \overline{w_i(x)\,w_j(y)})",
     .gradient_formula = R"(-\sum_{ij} \log\frac{p_{ij}}{p_i\,q_j}\;\partial p_{ij})",
     .cases = {{{{0, 1, 0, 1}, {0, 1, 0, 1}}, -0.179207608162544, {{"bins", 2}}},
               {{{0, 1, 0, 1}, {0, 0, 1, 1}}, -9.9999995e-08, {{"bins", 2}}},
               {{{0.2, 0.9, 0.4}, {0.1, 0.7, 0.6}}, -1.0761137776732195}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           const int bins = static_cast<int>(a.number("bins")), p = a.prediction.shape()[0],
                     n = a.prediction.shape()[1];
           // How much a pixel belongs to each grey level: [N, bins, P].
           const auto levels = [&](Value v) {
             const Value held = reshape(clamp(v, g.constant(0), g.constant(1)), Shape{1, p, n});
             const Value off = (held * (bins - 1) - iota(g, 3, 0, bins)) / a["sigma_ratio"];
             const int order[] = {2, 0, 1};
             return transpose(softmax(-0.5 * square(off), 0), order);
           };
           const Value x = levels(a.prediction), y = levels(a.target);
           const Value joint = matmul(x, y, false, true) / p,
                       apart = matmul(mean(x, 2), mean(y, 2), false, true);
           const Value information = joint * log((joint + 1e-7) / (apart + 1e-7) + 1e-7);
           return -reshape(sum(information, {1, 2}), Shape{1, n});
         }},

    {.id = "diffusion_regulariser",
     .title = "Diffusion of a field",
     .family = Family::Regularisation,
     .aliases = {"diffusion"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "HWN"}},
     .facts = {.convex = true},
     .use = "A displacement field should be smooth: squared first differences.",
     .avoid = "The true field turns or stretches as a whole: that costs, too.",
     .cite = "Horn & Schunck 1981, doi:10.1016/0004-3702(81)90024-2, the smoothness term; MONAI "
             "DiffusionLoss: central differences inside, the mean",
     .formula = R"(\overline{(\partial_x u)^2 + (\partial_y u)^2})",
     .gradient_formula = R"(-2\,\overline{\Delta u})",
     .cases = {{{{0, 1, 2, 0, 1, 2, 0, 1, 2}}, 1, {}, 1, 1e-9, 3},
               {{{3, 3, 3, 3, 3, 3, 3, 3, 3}}, 0, {}, 1, 1e-9, 3},
               {{{0, 1, 2, 2, 3, 4, 4, 5, 6}}, 5, {}, 1, 1e-9, 3}},
     .build =
         [](const LossArgs& a) {
           const Value u = a.prediction, down = 0.5 * step_along(u, 0, 2), across = 0.5 * step_along(u, 1, 2);
           const int h = down.shape()[0], w = across.shape()[1];
           const Value each = square(slice(down, 1, 1, w)) + square(slice(across, 0, 1, h));
           return per_image(each);
         }},

    {.id = "bending_energy",
     .title = "Bending energy of a field",
     .family = Family::Regularisation,
     .aliases = {"thin_plate"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "HWN"}},
     .facts = {.convex = true},
     .use = "A displacement field may be any affine map for free; what bends it costs.",
     .avoid = "Fields of fewer than five pixels across.",
     .cite = "Rueckert et al. 1999, doi:10.1109/42.796284, eq. 3; MONAI BendingEnergyLoss: central "
             "differences twice, two pixels inside the border, the mean",
     .formula = R"(\overline{(\partial_{xx} u)^2 + (\partial_{yy} u)^2 + 2(\partial_{xy} u)^2})",
     .gradient_formula = R"(2\,\overline{\Delta^2 u})",
     // x²: ∂xx = 2;  x·y: ∂xy = 1
     .cases =
         {{{{0, 1, 4, 9, 16, 0, 1, 4, 9, 16, 0, 1, 4, 9, 16, 0, 1, 4, 9, 16, 0, 1, 4, 9, 16}},
           4,
           {},
           1,
           1e-9,
           5},
          {{{0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0, 2, 4, 6, 8, 0, 3, 6, 9, 12, 0, 4, 8, 12, 16}},
           2,
           {},
           1,
           1e-9,
           5},
          {{{0, 1, 2, 3, 4, 1, 2, 3, 4, 5, 2, 3, 4, 5, 6, 3, 4, 5, 6, 7, 4, 5, 6, 7, 8}}, 0, {}, 1, 1e-9, 5}},
     .build =
         [](const LossArgs& a) {
           const auto down = [](Value v) { return 0.5 * slice(step_along(v, 0, 2), 1, 1, v.shape()[1] - 2); };
           const auto across = [](Value v) {
             return 0.5 * slice(step_along(v, 1, 2), 0, 1, v.shape()[0] - 2);
           };
           const Value d = down(a.prediction), c = across(a.prediction);
           const Value each = square(down(d)) + square(across(c)) + 2.0 * square(across(d));
           return per_image(each);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(registration, kEntries);

}  // namespace losscape
