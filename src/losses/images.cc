// SPDX-License-Identifier: Apache-2.0
// Losses between images [H, W, N]; a colour image is its channels as samples. L: the range of pixel values.
#include "error.h"
#include "ir/windows.h"
#include "losses/image_pieces.h"

namespace losscape {

namespace {

using namespace image;

constexpr Parameter kDataRange = {
    "data_range", 1, {0.01, 65535}, "Difference of the largest and smallest possible pixel.", Scale::Log};
constexpr Parameter kWindow = {"window",      11,   {3, 33}, "Pixels across a window, odd; cut to the image.",
                               Scale::Linear, true, 2};
constexpr Parameter kSigma = {
    "sigma", 1.5, {0.5, 8}, "Width of the window's Gaussian in pixels.", Scale::Log};

struct Likeness {
  Value luminance, structure;  // [W', H', N]
};

// SSIM's two factors where the window fits. Variances are taken about each image's own mean, which changes
// nothing but how much cancels in E[x²] − E[x]².
Likeness likeness(const LossArgs& a, Value x, Value y) {
  Graph& g = a.graph();
  const int h = x.shape()[0], w = x.shape()[1], window = static_cast<int>(a.number("window"));
  if (window % 2 == 0) fail(a.loss->id, ": window must be odd, got ", window);
  const int half = (std::min({window, h, w}) - 1) / 2;
  const Value down = gaussian(g, h, half, a["sigma"], true), across = gaussian(g, w, half, a["sigma"], true);
  const auto filtered = [&](Value v) { return both_ways(down, across, v); };
  const auto centre = [](Value v) { return stop_gradient(mean(v, {0, 1})); };
  const Value x0 = centre(x), y0 = centre(y), xs = x - x0, ys = y - y0, mx = filtered(xs), my = filtered(ys);
  const Value vx = relu(filtered(square(xs)) - square(mx)), vy = relu(filtered(square(ys)) - square(my));
  const Value cov = filtered(xs * ys) - mx * my, range = square(a["data_range"]);
  const Value px = mx + x0, py = my + y0, c1 = 1e-4 * range, c2 = 9e-4 * range;
  return {(2.0 * px * py + c1) / (square(px) + square(py) + c1), (2.0 * cov + c2) / (vx + vy + c2)};
}

Value halved(Value v) {
  const Shape s = v.shape();
  const Value out = avg_pool(reshape(v, Shape{1, s[0], s[1], s[2]}), 2, 2);
  return reshape(out, Shape{s[0] / 2, s[1] / 2, s[2]});
}

constexpr LossEntry kEntries[] = {
    {.id = "psnr",
     .title = "Peak signal-to-noise ratio",
     .family = Family::Reconstruction,
     .aliases = {"peak_signal_to_noise_ratio"},
     .inputs = kImages,
     .params = {kDataRange},
     .use = "PSNR is what will be reported: each image counts by the logarithm of its error.",
     .avoid = "Some images are nearly perfect already: the logarithm then gives them all the gradient.",
     .cite = "Minus the PSNR as kornia's psnr_loss, 10·log₁₀(MSE/L²); held at −100 dB, where MSE = 0 would "
             "give −∞",
     .formula = R"(10\log_{10}\frac{\frac{1}{HW}\sum_i e_i^2}{L^2})",
     .gradient_formula = R"(\frac{20}{\ln 10}\,\frac{e_i}{\sum_j e_j^2})",
     .cases = {{{{0.1, 0.1}, {0, 0}}, -20, {}, 1, 1e-9, 1},
               {{{1, 0, 0, 0}, {0, 0, 0, 0}}, -6.020599913279624, {}, 1, 1e-9, 2},
               {{{1, 2}, {1, 2}}, -100},
               {{{255}, {0}}, 0, {{"data_range", 255}}}},
     .build =
         [](const LossArgs& a) {
           return (10 / std::log(10)) * log(max(per_image(square(residual(a) / a["data_range"])), 1e-10));
         }},

    {.id = "ssim",
     .title = "Structural similarity",
     .family = Family::Reconstruction,
     .aliases = {"dssim", "structural_similarity"},
     .inputs = kImages,
     .params = {kWindow, kSigma, kDataRange},
     .use = "Images should look alike: local brightness, contrast and structure instead of pixels.",
     .avoid = "Exact intensities matter, or images are not aligned.",
     .cite = "Wang et al. 2004, doi:10.1109/TIP.2003.819861, eq. 13; 1 − the mean over windows that fit, "
             "Gaussian 11 × 11 with σ 1.5, K₁ = .01, K₂ = .03 as MONAI (kornia pads and halves)",
     .formula =
         R"(1 - \overline{\frac{(2\mu_x\mu_y + C_1)(2\sigma_{xy} + C_2)}{(\mu_x^2 + \mu_y^2 + C_1)(\sigma_x^2 + \sigma_y^2 + C_2)}})",
     .gradient_formula = R"(-\overline{\partial(l \cdot cs)})",
     .cases =
         {{{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}, 0, {}, 1, 1e-9, 3},
          {{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 0, 0, 0, 0, 0, 0, 0, 0}}, 0.999999999415295, {}, 1, 1e-9, 3},
          {{{0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1}, {0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2}},
           0.039915314238271,
           {},
           1,
           1e-9,
           3},
          {{{0.5}, {0.5}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Likeness s = likeness(a, a.prediction, a.target);
           return 1.0 - per_image(s.luminance * s.structure);
         }},

    {.id = "ms_ssim",
     .title = "Multi-scale structural similarity",
     .family = Family::Reconstruction,
     .inputs = kImages,
     .params = {{"scales",
                 5,
                 {1, 5},
                 "Scales, each half the size of the one before; as many as fit.",
                 Scale::Linear,
                 true},
                kWindow,
                kSigma,
                kDataRange},
     .use = "As SSIM, for likeness at any viewing distance: coarse structure counts as well as fine.",
     .avoid = "Images are small: windows then cover most of them at every scale but the first.",
     .cite = "Wang, Simoncelli & Bovik 2003, doi:10.1109/ACSSC.2003.1292216, eq. 7 with its five exponents, "
             "scaled to sum to 1 where fewer scales fit (the smallest has 2 pixels); factors held at 1e-6, "
             "as negative ones have no power",
     .formula = R"(1 - \overline{l\,cs}_M^{\;\beta_M}\prod_{j<M}\overline{cs}_j^{\;\beta_j})",
     .gradient_formula = R"(-\mathrm{MS}\,\sum_j \beta_j\,\partial\log\overline{cs}_j)",
     .cases = {{{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}, 0, {}, 1, 1e-9, 3},
               {{{0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1},
                 {0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2, 0.8, 0.2}},
                0.039915314238271,
                {},
                1,
                1e-9,
                3},
               {{{0.1, 0.5, 0.2, 0.9, 0.4, 0.3, 0.8, 0.1, 0.7, 0.6, 0.2, 0.5, 0.3, 0.9, 0.1, 0.4},
                 {0.2, 0.4, 0.3, 0.8, 0.4, 0.2, 0.9, 0.1, 0.6, 0.6, 0.3, 0.4, 0.2, 0.9, 0.2, 0.5}},
                0.011794693893931,
                {{"window", 3}},
                1,
                1e-9,
                4}},
     .build =
         [](const LossArgs& a) {
           constexpr double kPower[] = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
           const int wanted = static_cast<int>(a.number("scales"));
           Value x = a.prediction, y = a.target;
           int scales = 1;
           for (int side = std::min(x.shape()[0], x.shape()[1]); side >= 4 && scales < wanted; side /= 2)
             ++scales;
           double total = 0;
           for (int j = 0; j < scales; ++j) total += kPower[j];
           Value log_likeness;
           for (int j = 0; j < scales; ++j) {
             if (j > 0) {
               x = halved(x);
               y = halved(y);
             }
             const Likeness s = likeness(a, x, y);
             const Value factor = per_image(j + 1 < scales ? s.structure : s.luminance * s.structure);
             const Value term = (kPower[j] / total) * log(max(factor, 1e-6));
             log_likeness = log_likeness ? log_likeness + term : term;
           }
           return -expm1(log_likeness);
         }},

    {.id = "ms_ssim_l1",
     .title = "MS-SSIM and L1",
     .family = Family::Reconstruction,
     .aliases = {"mix_loss"},
     .inputs = kImages,
     .params = {{"alpha", 0.84, {0, 1}, "Share of MS-SSIM."}, kDataRange},
     .use = "Restoration: MS-SSIM for what the eye sees, L1 so that brightness and colour do not drift.",
     .avoid = "Borders matter: zeros around the image enter the windows there.",
     .cite = "Zhao et al. 2017, doi:10.1109/TCI.2016.2644865, eq. 12, α = .84; kornia MS_SSIMLoss with "
             "compensation 1: Gaussians of σ = ½, 1, 2, 4, 8 at full size, luminance and L1 at the widest",
     .formula =
         R"(\overline{\alpha\Big(1 - l_8\prod_\sigma cs_\sigma\Big) + (1 - \alpha)\,G_8 * \frac{|e|}{L}})",
     .gradient_formula =
         R"(-\alpha\,\overline{\partial(l_8\textstyle\prod cs_\sigma)} + \frac{1 - \alpha}{L}\,\overline{G_8}\,\mathrm{sign}(e))",
     .cases = {{{{0.5, 0.5, 0.5, 0.5}, {0.5, 0.5, 0.5, 0.5}}, 0, {}, 1, 1e-9, 2},
               {{{0.1, 0.9, 0.1, 0.9}, {0.2, 0.8, 0.2, 0.8}}, 0.071010980826971, {}, 1, 1e-9, 2},
               {{{0.1, 0.9, 0.1, 0.9}, {0.2, 0.8, 0.2, 0.8}},
                0.000534400031145,
                {{"alpha", 0}, {"data_range", 2}},
                1,
                1e-9,
                2}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           const Value x = a.prediction, y = a.target, range = square(a["data_range"]), c1 = 1e-4 * range,
                       c2 = 9e-4 * range;
           Value product, luminance, l1;
           for (const double sigma : {0.5, 1.0, 2.0, 4.0, 8.0}) {
             const Value s = g.constant(sigma);
             const Value down = gaussian(g, x.shape()[0], 16, s, false),
                         across = gaussian(g, x.shape()[1], 16, s, false);
             const auto filtered = [&](Value v) { return both_ways(down, across, v); };
             const Value mx = filtered(x), my = filtered(y), both = square(mx) + square(my);
             const Value cov = filtered(x * y) - mx * my, spread = filtered(square(x) + square(y)) - both;
             const Value cs = (2.0 * cov + c2) / (relu(spread) + c2);
             product = product ? product * cs : cs;
             luminance = (2.0 * mx * my + c1) / (both + c1);
             l1 = filtered(abs(x - y));
           }
           return per_image(a["alpha"] * (1.0 - luminance * product) +
                            (1.0 - a["alpha"]) * l1 / a["data_range"]);
         }},

    {.id = "total_variation",
     .title = "Total variation",
     .family = Family::Reconstruction,
     .aliases = {"tv"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "HWN"}},
     .params = {{"isotropic",
                 0,
                 {0, 1},
                 "1: the length of each pixel's gradient, so that diagonals cost no more.",
                 Scale::Linear,
                 true}},
     .facts = {.convex = true},
     .use = "Added to a data term: removes noise and keeps edges.",
     .avoid = "Smooth shading matters: it turns slopes into stairs.",
     .cite = "Rudin, Osher & Fatemi 1992, doi:10.1016/0167-2789(92)90242-F; kornia total_variation, the sum "
             "over an image, gradient 0 in flat areas; isotropic over pixels with both neighbours",
     .formula = R"(\sum_{ij} |x_{i+1,j} - x_{ij}| + |x_{i,j+1} - x_{ij}|)",
     .gradient_formula = R"(\sum_{k \in \text{neighbours}} \mathrm{sign}(x_{ij} - x_k))",
     .cases = {{{{1, 3, 2, 2}}, 4, {}, 1, 1e-9, 2},
               {{{5, 5, 5, 5}}, 0, {}, 1, 1e-9, 2},
               {{{0, 3, 4, 9}}, 5, {{"isotropic", 1}}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           const Value down = step_along(a.prediction, 0), across = step_along(a.prediction, 1);
           const int h = down.shape()[0], w = across.shape()[1], n = down.shape()[2];
           const auto total = [&](Value v) { return reshape(sum(v, {0, 1}), Shape{1, n}); };
           if (a.number("isotropic") == 0) return total(abs(down)) + total(abs(across));
           return total(hypot(slice(down, 1, 0, w), slice(across, 0, 0, h)));
         }},

    {.id = "inverse_depth_smoothness",
     .title = "Edge-aware smoothness",
     .family = Family::Reconstruction,
     .aliases = {"edge_aware_smoothness"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "HWN"},
                {"image", Role::Target, Domain::Real, "CHWN"}},
     .facts = {.convex = true},
     .use = "Depth or flow without labels: smooth where the image is, free to jump at its edges.",
     .avoid = "Texture is strong: its edges are taken for those of the depth.",
     .cite = "Godard, Mac Aodha & Brostow 2017, arXiv:1609.03677, eq. 3; kornia "
             "inverse_depth_smoothness_loss; gradient 0 at equality",
     .formula =
         R"(\overline{|\partial_x d|\,e^{-\overline{|\partial_x I|}_c}} + \overline{|\partial_y d|\,e^{-\overline{|\partial_y I|}_c}})",
     .gradient_formula = R"(\pm\tfrac{1}{n}\,e^{-\overline{|\partial I|}_c})",
     .cases = {{{{1, 3, 2, 2}, {0, 0, 0, 0}}, 2, {}, 1, 1e-9, 2},
               {{{1, 3, 2, 2}, {0, 1, 0, 1}}, 1.3678794411714423, {}, 1, 1e-9, 2},
               {{{4, 4, 4, 4}, {0, 1, 2, 7}}, 0, {}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           const auto along = [&](int axis) {
             const Value d = step_along(a.prediction, axis);
             const Value edge = mean(abs(step_along(a["image"], axis + 1)), 0);
             return per_image(abs(d) * exp(-reshape(edge, d.shape())));
           };
           return along(0) + along(1);
         }},

    {.id = "pyramid_l1",
     .title = "Pyramid L1",
     .family = Family::Reconstruction,
     .aliases = {"multi_resolution_l1"},
     .inputs = kImages,
     .params = {{"levels",
                 3,
                 {1, 6},
                 "Levels, each half the size of the one before; as many as fit.",
                 Scale::Linear,
                 true}},
     .facts = {.convex = true},
     .use = "Coarse errors should cost at every size, not only pixel by pixel.",
     .avoid = "Only fine detail is to be restored.",
     .cite = "Mean absolute error summed over 2 × 2 average pooled levels, as in multi-scale training since "
             "Mathieu, Couprie & LeCun 2016, arXiv:1511.05440; gradient 0 at equality",
     .formula = R"(\sum_l \overline{|\downarrow_{2^l}\! e|})",
     .gradient_formula = R"(\sum_l \tfrac{1}{HW}\,\mathrm{sign}(\downarrow_{2^l}\! e))",
     .cases = {{{{1, 3, 2, 2}, {0, 0, 0, 0}}, 4, {}, 1, 1e-9, 2},
               {{{1, -1, 1, -1}, {0, 0, 0, 0}}, 1, {}, 1, 1e-9, 2},
               {{{1, -1, 1, -1}, {0, 0, 0, 0}}, 1, {{"levels", 1}}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           Value e = residual(a), total = per_image(abs(e));
           for (int l = 1; l < a.number("levels") && std::min(e.shape()[0], e.shape()[1]) >= 2; ++l) {
             e = halved(e);
             total = total + per_image(abs(e));
           }
           return total;
         }},

    {.id = "multi_scale",
     .title = "Multi-scale squared error",
     .family = Family::Reconstruction,
     .aliases = {"multi_scale_mse"},
     .inputs = kImages,
     .params = {{"scales",
                 4,
                 {1, 6},
                 "Gaussians of width 0, 1, 2, 4, 8 and 16 pixels, as many as this.",
                 Scale::Linear,
                 true}},
     .facts = {.convex = true},
     .use = "Registration and restoration: blurred copies pull from far, the sharp one at the end.",
     .avoid = "Images are much smaller than the widest blur.",
     .cite = "MONAI MultiScaleLoss around the mean squared error, Gaussian kernels cut at 3σ, zeros around "
             "the image; mean over scales",
     .formula = R"(\overline{\;\overline{(G_\sigma * e)^2}\;}_{\sigma = 0, 1, 2, 4 \ldots})",
     .gradient_formula = R"(\overline{\tfrac{2}{HW}\,G_\sigma^\top * G_\sigma * e}_\sigma)",
     .cases = {{{{1, 3, 2, 2}, {0, 0, 0, 0}}, 4.5, {{"scales", 1}}, 1, 1e-9, 2},
               {{{1, 3, 2, 2}, {0, 0, 0, 0}}, 1.316052332818913, {}, 1, 1e-9, 2},
               {{{1, 3, 2, 2}, {1, 3, 2, 2}}, 0, {}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           const Value e = residual(a);
           const int scales = static_cast<int>(a.number("scales"));
           Value total = per_image(square(e));
           for (int s = 1, sigma = 1; s < scales; ++s, sigma *= 2) {
             const auto blur = [&](int axis) {
               return gaussian(g, e.shape()[axis], 3 * sigma, g.constant(sigma), false);
             };
             total = total + per_image(square(both_ways(blur(0), blur(1), e)));
           }
           return total / scales;
         }},
};

}  // namespace

LOSSCAPE_LOSSES(images, kEntries);

}  // namespace losscape
