// SPDX-License-Identifier: Apache-2.0
// Regression losses of the residual e = prediction − target, and errors relative to the target.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kNonNegatives = {
    {"prediction", Role::Prediction, Domain::NonNegative}, {"target", Role::Target, Domain::NonNegative}};

// √ of a mean, 0 for a perfect fit with gradient 0 there (autograd's 0/0 would be NaN).
Value root(Value mean_square) { return sqrt(mean_square); }

constexpr LossEntry kEntries[] = {
    {.id = "mse",
     .title = "Squared error",
     .family = Family::Regression,
     .aliases = {"L2", "quadratic", "squared_error", "mean_squared_error"},
     .inputs = kRealTarget,
     .facts = {.convex = true, .symmetric = true, .zero_at_target = true, .proper = true},
     .scaling = {true, 2},
     .use = "Noise is roughly normal and you want the conditional mean.",
     .avoid = "A few samples may be far off: one residual of 10 pulls as hard as ten residuals of 1.",
     .cite = "Gauss 1809, Theoria motus; PyTorch MSELoss",
     .cases = {{{{3}, {1}}, 4}, {{{-1.5}, {-1.5}}, 0}, {{{0}, {1e-3}}, 1e-6}},
     .build = [](const LossArgs& a) { return residual(a) * residual(a); }},

    {.id = "half_squared_error",
     .title = "Half squared error",
     .family = Family::Regression,
     .aliases = {"l2_loss", "half_mse"},
     .inputs = kRealTarget,
     .facts = {.convex = true, .symmetric = true, .zero_at_target = true, .proper = true},
     .scaling = {true, 2},
     .use = "Squared error whose gradient is the residual itself, as optimisation texts write it.",
     .avoid = "You compare learning rates with a library whose squared error has no ½: all steps are halved.",
     .cite = "optax l2_loss; scikit-learn HalfSquaredError",
     .cases = {{{{3}, {1}}, 2}, {{{-1.5}, {-1.5}}, 0}, {{{0}, {0.5}}, 0.125}},
     .build = [](const LossArgs& a) { return 0.5 * square(residual(a)); }},

    {.id = "rmse",
     .title = "Root mean squared error",
     .family = Family::Regression,
     .aliases = {"root_mean_squared_error"},
     .inputs = kRealTarget,
     .result = Result::Batch,
     .facts = {.convex = true},
     .use = "You want the error in the target's unit and a step length that does not grow with the error.",
     .avoid =
         "Batches are small: the root ties all samples together, so the mean over batches is not the whole.",
     .cite = "pytorch-forecasting RMSE; here value and gradient are 0 for a perfect fit, where autograd "
             "gives NaN",
     .formula = R"(\sqrt{\frac{1}{n}\sum_i (\hat y_i - y_i)^2})",
     .gradient_formula = R"(\frac{\hat y_i - y_i}{n\,\mathrm{rmse}})",
     // √((1² + 7²)/2) = 5; a perfect fit; √((3²)/1) = 3
     .cases = {{{{1, 7}, {0, 0}}, 5, {}, 2}, {{{2, 2}, {2, 2}}, 0, {}, 2}, {{{3}, {0}}, 3}},
     .build = [](const LossArgs& a) { return root(mean(square(residual(a)))); }},

    {.id = "mae",
     .title = "Absolute error",
     .family = Family::Robust,
     .aliases = {"L1", "absolute_error", "mean_absolute_error"},
     .inputs = kRealTarget,
     .facts = {.convex = true,
               .bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 1,
               .kinks = {0}},
     .scaling = {true, 1},
     .use = "You want the conditional median, or outliers must not pull more than anybody else.",
     .avoid = "You need a smooth approach to the optimum: the gradient keeps its size until it flips sign.",
     .cite = "Boscovich 1757; PyTorch L1Loss, whose gradient at 0 is 0",
     .cases = {{{{3}, {1}}, 2}, {{{0.25}, {1}}, 0.75}, {{{2}, {2}}, 0}},
     .build = [](const LossArgs& a) { return abs(residual(a)); }},

    {.id = "huber",
     .title = "Huber",
     .family = Family::Robust,
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"delta",
          1.0,
          {0.01, 10},
          "Residual at which the quadratic turns linear, and the bound of the gradient.",
          Scale::Log})},
     .facts = {.convex = true,
               .bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 1},
     .scaling = {true, 2},
     .use = "Most residuals are normal and some are outliers: quadratic near 0, linear beyond delta.",
     .avoid =
         "You cannot say what an ordinary residual is; delta must be on the scale of the target's noise.",
     .cite = "Huber 1964, doi:10.1214/aoms/1177703732; PyTorch HuberLoss",
     .formula = R"(\begin{cases} \frac{1}{2}e^2 & \text{if } |e| \le \delta \\)"
                R"( \delta(|e| - \frac{\delta}{2}) & \text{otherwise} \end{cases},\ e = \hat y - y)",
     .gradient_formula = R"(\max(-\delta, \min(\hat y - y, \delta)))",
     .cases =
         {{{{0.5}, {0}}, 0.125}, {{{3}, {0}}, 2.5}, {{{0}, {2}}, 0.875, {{"delta", 0.5}}}, {{{1}, {0}}, 0.5}},
     .build =
         [](const LossArgs& a) {
           // q = e held within [−δ, δ];  q·e − q²/2
           const Value e = residual(a), q = max(min(e, a["delta"]), -a["delta"]);
           return q * e - 0.5 * (q * q);
         }},

    {.id = "smooth_l1",
     .title = "Smooth L1",
     .family = Family::Robust,
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"beta", 1, {0, 10}, "Residual at which the quadratic turns linear; 0 is the absolute error."})},
     .facts = {.convex = true,
               .bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 1},
     .scaling = {true, 1},
     .use = "Box regression, or wherever slopes should stay within ±1 whatever the width of the bend.",
     .avoid = "You think of it as Huber: the value is Huber's divided by beta, so only beta = 1 agrees.",
     .cite =
         "Girshick 2015, arXiv:1504.08083, eq. 3; PyTorch SmoothL1Loss, but with slope 0 at beta = 0, e = 0 "
         "(PyTorch 1.13: −1)",
     .cases = {{{{0.5}, {0}}, 0.125},
               {{{3}, {0}}, 2.5},
               {{{0}, {2}}, 1.75, {{"beta", 0.5}}},  // 2 − 0.25
               {{{-0.25}, {0}}, 0.25, {{"beta", 0}}},
               {{{1}, {1}}, 0, {{"beta", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value e = residual(a), beta = a["beta"];
           const Value bent = ratio_or_zero(huberised(e, beta), broadcast_to(beta, e.shape()));
           return where(greater(beta, 0.0), bent, abs(e));
         }},

    {.id = "pseudo_huber",
     .title = "Pseudo-Huber",
     .family = Family::Robust,
     .aliases = {"smooth_huber"},
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"delta", 1, {0.01, 10}, "Residual around which the curve straightens.", Scale::Log})},
     .facts = {.convex = true,
               .bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 1},
     .scaling = {true, 2},
     .use = "Huber's shape with derivatives of every order, for second-order methods.",
     .avoid = "Residuals inside the bend must count exactly as squares: it is softer than Huber there.",
     .cite = "Charbonnier et al. 1997, doi:10.1109/83.551699; Barron 2019, α = 1, times δ². Written "
             "δ·e²/(√(e² + δ²) + δ), which does not cancel near 0",
     .cases = {{{{0}, {0}}, 0},
               {{{1}, {0}}, 0.41421356237309503},  // √2 − 1
               {{{0}, {3}}, 4, {{"delta", 4}}},    // 16·(√(1 + 9/16) − 1) = 16·¼
               {{{1e-6}, {0}}, 5e-13, {}, 1, 1e-22}},
     .build =
         [](const LossArgs& a) {
           const Value e = residual(a), d = a["delta"];
           return d * (e * (e / (hypot(e, d) + d)));
         }},

    {.id = "charbonnier",
     .title = "Charbonnier",
     .family = Family::Robust,
     .aliases = {"generalised_l1", "l1_l2"},
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"epsilon", 1e-3, {1e-6, 1}, "Width of the rounded tip, and the value at the target.", Scale::Log})},
     .facts = {.convex = true, .bounded_gradient = true, .symmetric = true, .lipschitz = 1},
     .scaling = {true, 1},
     .use = "Image restoration: the absolute error with its tip rounded off.",
     .avoid = "A loss must be 0 for a perfect prediction: this one is epsilon there.",
     .cite = "Charbonnier et al. 1994, doi:10.1109/ICIP.1994.413553; √(e² + ε²)",
     .cases = {{{{0}, {0}}, 1e-3}, {{{0.75}, {0}}, 1.25, {{"epsilon", 1}}}, {{{4}, {1}}, 3.000000166666662}},
     .build = [](const LossArgs& a) { return hypot(residual(a), a["epsilon"]); }},

    {.id = "log_cosh",
     .title = "Log-cosh",
     .family = Family::Robust,
     .aliases = {"logcosh"},
     .inputs = kRealTarget,
     .facts = {.convex = true,
               .bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 1},
     .scaling = {true},
     .use = "You want Huber's behaviour without a kink in the second derivative and without a parameter.",
     .avoid = "Residuals are much larger or smaller than 1: its bend sits at 1, whatever your units.",
     .cite = "Keras LogCosh; stable form |e| + log(1 + exp(−2|e|)) − log 2",
     .cases = {{{{0}, {0}}, 0}, {{{1}, {0}}, 0.43378083048302444}, {{{90}, {0}}, 89.30685281944005}},
     .build = [](const LossArgs& a) { return logcosh(residual(a)); }},

    {.id = "quantile",
     .title = "Quantile (pinball)",
     .family = Family::Quantile,
     .aliases = {"pinball", "check_loss"},
     .inputs = kRealTarget,
     .params =
         {{"q", 0.5, {0.01, 0.99}, "The quantile that is predicted: 0.9 lies above nine samples in ten."}},
     .facts =
         {.convex = true, .bounded_gradient = true, .zero_at_target = true, .lipschitz = 0.5, .kinks = {0}},
     .scaling = {true, 1},
     .use = "You want a bound rather than a centre: train 0.1 and 0.9 for a band.",
     .avoid = "Data are so few that the quantile you ask for is hardly ever seen.",
     .cite = "Koenker & Bassett 1978, doi:10.2307/1913643; gradient −q at 0 as in scikit-learn",
     .cases =
         {{{{0}, {2}}, 1}, {{{0}, {2}}, 1.8, {{"q", 0.9}}}, {{{2}, {0}}, 0.2, {{"q", 0.9}}}, {{{1}, {1}}, 0}},
     // u = y − x;  q·u where u ≥ 0, (q − 1)·u where u < 0. Written with a selection so that the kink has
     // one side.
     .build =
         [](const LossArgs& a) {
           const Value u = a.target - a.prediction, q = a["q"];
           return where(less(u, 0.0), q - 1.0, q) * u;
         }},

    {.id = "multi_quantile",
     .title = "Several quantiles at once",
     .family = Family::Quantile,
     .aliases = {"quantile_band"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "QN"},
                {"target", Role::Target, Domain::Real, "1N"},
                {"levels", Role::Weight, Domain::Probability, "Q1"}},
     .facts = {.convex = true},
     .use = "One model predicts a whole band: an output a quantile, each with its own level.",
     .avoid = "Bands must not cross: nothing here forbids the 0.1 quantile to lie above the 0.9 quantile.",
     .cite =
         "pytorch-forecasting QuantileLoss, which doubles it; here the plain sum over quantiles of Koenker & "
         "Bassett 1978",
     .formula = R"(\sum_k \max(q_k (y - \hat y_k),\ (q_k - 1)(y - \hat y_k)))",
     .gradient_formula = R"([\hat y_k > y] - q_k)",
     // y = 1: .1·max(1, …) for ŷ = 0 → 0.1·1; ŷ = 3, q = .9: (−.1)(−2) = 0.2
     .cases = {{{{0, 3}, {1}, {0.1, 0.9}}, 0.3}, {{{1, 1}, {1}, {0.1, 0.9}}, 0}, {{{-1}, {1}, {0.5}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Value u = a.target - a.prediction, q = a["levels"];
           return sum(where(less(u, 0.0), q - 1.0, q) * u, 0);
         }},

    {.id = "expectile",
     .title = "Expectile",
     .family = Family::Quantile,
     .aliases = {"asymmetric_least_squares"},
     .inputs = kRealTarget,
     .params = {{"tau", 0.5, {0.01, 0.99}, "Weight of predicting too little; too much gets 1 − tau."}},
     .facts = {.convex = true, .zero_at_target = true, .proper = true},
     .scaling = {true, 2},
     .use = "A bound that also feels how far samples lie beyond it, smooth enough for second-order methods.",
     .avoid = "You need a share of samples below the prediction: that is a quantile, not an expectile.",
     .cite = "Newey & Powell 1987, doi:10.2307/1911031, eq. 2.4; tau = ½ is half the squared error",
     .cases = {{{{0}, {2}}, 2}, {{{0}, {2}}, 3.6, {{"tau", 0.9}}}, {{{2}, {0}}, 0.4, {{"tau", 0.9}}}},
     .build =
         [](const LossArgs& a) {
           const Value e = residual(a), tau = a["tau"];
           return where(greater(e, 0.0), 1.0 - tau, tau) * square(e);
         }},

    {.id = "epsilon_insensitive",
     .title = "Epsilon-insensitive",
     .family = Family::Robust,
     .aliases = {"svr", "l1_epsilon_insensitive"},
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"epsilon", 0.1, {0, 5}, "Half the width of the tube in which errors are free."})},
     .facts = {.convex = true,
               .bounded_gradient = true,
               .symmetric = true,
               .zero_at_target = true,
               .lipschitz = 1,
               .kinks = {-0.1, 0.1}},
     .scaling = {true, 1},
     .use = "Errors below a known tolerance do not matter, as in support vector regression.",
     .avoid = "You want the best fit inside the tolerance too: there the gradient is 0.",
     .cite = "Vapnik 1995, doi:10.1007/978-1-4757-3264-1, ch. 6; gradient 0 at the tube's edge",
     .cases = {{{{0.05}, {0}}, 0}, {{{0}, {1.1}}, 1}, {{{2}, {0}}, 0.5, {{"epsilon", 1.5}}}},
     .build = [](const LossArgs& a) { return relu(abs(residual(a)) - a["epsilon"]); }},

    {.id = "squared_epsilon_insensitive",
     .title = "Squared epsilon-insensitive",
     .family = Family::Regression,
     .aliases = {"l2_epsilon_insensitive"},
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"epsilon", 0.1, {0, 5}, "Half the width of the tube in which errors are free."})},
     .facts = {.convex = true, .symmetric = true, .zero_at_target = true},
     .scaling = {true, 2},
     .use = "A tolerance as in support vector regression, with a smooth entry into the tube.",
     .avoid = "There are outliers: beyond the tube it grows as a square.",
     .cite = "LossFunctions.jl L2EpsilonInsLoss; max(0, |e| − ε)²",
     .cases = {{{{0.05}, {0}}, 0}, {{{0}, {2.1}}, 4}, {{{2}, {0}}, 0.25, {{"epsilon", 1.5}}}},
     .build = [](const LossArgs& a) { return square(relu(abs(residual(a)) - a["epsilon"])); }},

    {.id = "msle",
     .title = "Squared logarithmic error",
     .family = Family::Regression,
     .aliases = {"mean_squared_logarithmic_error"},
     .inputs = kNonNegatives,
     .facts = {.zero_at_target = true},
     .use = "Targets span orders of magnitude and ratios matter: 10 for 20 is as wrong as 1000 for 2000.",
     .avoid = "Predictions can fall to −1 or below, where the logarithm ends; predict the logarithm instead.",
     .cite = "Keras MeanSquaredLogarithmicError (which clips negative predictions, we do not); written with "
             "log1p",
     // (ln 2)²; 0; (ln 3 − ln 2)² = ln(1.5)²
     .cases = {{{{1}, {0}}, 0.4804530139182014}, {{{5}, {5}}, 0}, {{{2}, {1}}, 0.1644019538879166}},
     .build = [](const LossArgs& a) { return square(log1p(a.prediction) - log1p(a.target)); }},

    {.id = "rmsle",
     .title = "Root mean squared logarithmic error",
     .family = Family::Regression,
     .aliases = {"root_mean_squared_logarithmic_error"},
     .inputs = kNonNegatives,
     .result = Result::Batch,
     .use = "Competitions score it, or you want a typical ratio rather than its square.",
     .avoid = "Batches are small or predictions may be negative.",
     .cite = "The root of the mean of msle; 0 with gradient 0 for a perfect fit",
     .formula = R"(\sqrt{\frac{1}{n}\sum_i (\ln(1+\hat y_i) - \ln(1+y_i))^2})",
     .gradient_formula = R"(\frac{\ln(1+\hat y_i) - \ln(1+y_i)}{n\,(1+\hat y_i)\,\mathrm{rmsle}})",
     .cases = {{{{1}, {0}}, 0.6931471805599453},
               {{{4, 4}, {4, 4}}, 0, {}, 2},
               {{{3, 0}, {0, 3}}, 1.3862943611198906, {}, 2}},
     .build = [](const LossArgs& a) { return root(mean(square(log1p(a.prediction) - log1p(a.target)))); }},

    {.id = "mape",
     .title = "Absolute percentage error",
     .family = Family::Forecasting,
     .aliases = {"mean_absolute_percentage_error"},
     .inputs = kRealTarget,
     .params = {in_target_unit(
         {"epsilon", 1.17e-6, {1e-8, 1}, "Least size of a target in the denominator.", Scale::Log})},
     .facts =
         {.convex = true, .bounded_gradient = true, .symmetric = true, .zero_at_target = true, .kinks = {0}},
     .scaling = {false, 0},
     .use = "Errors are judged as shares of the target, and every target is well away from 0.",
     .avoid = "Targets come near 0: one of them then outweighs everything else.",
     .cite =
         "torchmetrics MeanAbsolutePercentageError: a fraction, |e| / max(|y|, ε); Keras multiplies by 100",
     .cases = {{{{3}, {2}}, 0.5}, {{{-1}, {4}}, 1.25}, {{{1}, {0}}, 2, {{"epsilon", 0.5}}}},
     .build = [](const LossArgs& a) { return abs(residual(a)) / max(abs(a.target), a["epsilon"]); }},

    {.id = "smape",
     .title = "Symmetric absolute percentage error",
     .family = Family::Forecasting,
     .aliases = {"symmetric_mape"},
     .inputs = kRealTarget,
     .params = {in_target_unit({"epsilon", 1.17e-6, {1e-8, 1}, "Least denominator.", Scale::Log})},
     .facts = {.bounded_gradient = true, .zero_at_target = true, .kinks = {0}},
     .scaling = {false, 0},
     .use = "Forecasts are compared across series of very different size and a bounded score is wanted.",
     .avoid = "The sign matters: predicting the wrong sign costs 2 however far off, with no gradient.",
     .cite = "Makridakis 1993, doi:10.1016/0169-2070(93)90079-3; torchmetrics, range 0 to 2",
     .cases = {{{{3}, {1}}, 1}, {{{-1}, {1}}, 2}, {{{0}, {0}}, 0}},
     .build =
         [](const LossArgs& a) {
           return 2.0 * abs(residual(a)) / max(abs(a.prediction) + abs(a.target), a["epsilon"]);
         }},

    {.id = "wmape",
     .title = "Weighted absolute percentage error",
     .family = Family::Forecasting,
     .aliases = {"weighted_mape", "mad_mean_ratio"},
     .inputs = kRealTarget,
     .result = Result::Batch,
     .params = {{"epsilon", 1.17e-6, {1e-8, 1}, "Least denominator.", Scale::Log}},
     .facts = {.convex = true},
     .use = "A percentage over a whole series in which single zeros must not explode.",
     .avoid = "Small series matter as much as large ones: large targets dominate the ratio.",
     .cite = "torchmetrics WeightedMeanAbsolutePercentageError: Σ|e| / max(Σ|y|, ε)",
     .formula = R"(\frac{\sum_i |\hat y_i - y_i|}{\max(\sum_i |y_i|, \varepsilon)})",
     .gradient_formula = R"(\frac{\mathrm{sign}(\hat y_i - y_i)}{\max(\sum_i |y_i|, \varepsilon)})",
     .cases = {{{{1, 3}, {2, 2}}, 0.5, {}, 2},
               {{{0, 0}, {0, 0}}, 0, {}, 2},
               {{{1}, {0}}, 2, {{"epsilon", 0.5}}}},
     .build =
         [](const LossArgs& a) { return sum(abs(residual(a))) / max(sum(abs(a.target)), a["epsilon"]); }},

    {.id = "mase",
     .title = "Absolute scaled error",
     .family = Family::Forecasting,
     .aliases = {"mean_absolute_scaled_error"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "HN"},
                {"target", Role::Target, Domain::Real, "HN"},
                {"history", Role::Target, Domain::Real, "TN"}},
     .params = {{"season",
                 1,
                 {1, 64},
                 "Steps of the naive forecast that the error is compared with.",
                 Scale::Linear,
                 true},
                {"epsilon", 1e-6, {1e-8, 1}, "Least scale, for a constant history.", Scale::Log}},
     .facts = {.convex = true},
     .use = "Series of different scale are trained together, each judged against its own naive forecast.",
     .avoid = "A history is constant or shorter than the season: the scale then means nothing.",
     .cite = "Hyndman & Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001, eq. 1: the scale is the "
             "history's alone",
     .formula = R"(\frac{\frac{1}{H}\sum_h |\hat y_h - y_h|}{\frac{1}{T-m}\sum_{t>m} |x_t - x_{t-m}|})",
     .gradient_formula = R"(\frac{\mathrm{sign}(\hat y_h - y_h)}{H \cdot \mathrm{scale}})",
     // history 1, 3, 2: scale (2 + 1)/2 = 1.5;  season 2: |2 − 1| = 1
     .cases = {{{{4}, {1}, {1, 3, 2}}, 2},
               {{{4}, {1}, {1, 3, 2}}, 3, {{"season", 2}}},
               {{{1, 1}, {0, 3}, {0, 1, 0}}, 1.5}},
     .build =
         [](const LossArgs& a) {
           const Value history = a["history"];
           const int m = static_cast<int>(a.number("season")), t = history.shape()[0];
           const Value naive = slice(history, 0, m, t - m) - slice(history, 0, 0, t - m);
           return mean(abs(residual(a)), 0) / max(mean(abs(naive), 0), a["epsilon"]);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(regression, kEntries);

}  // namespace losscape
