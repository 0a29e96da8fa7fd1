// SPDX-License-Identifier: Apache-2.0
// Predictions that come with their own uncertainty: a distribution, an ensemble, an interval. e: residual,
// v: variance, s: scale or log-variance as named.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr double kHalfLog2Pi = 0.918938533204672741780;
constexpr double kLogPi = 1.144729885849400174143;
constexpr double kLog2 = 0.693147180559945309417;

constexpr LossEntry kEntries[] = {
    {.id = "gaussian_nll",
     .title = "Gaussian likelihood",
     .family = Family::Uncertainty,
     .aliases = {"normal_nll"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"variance", Role::Prediction, Domain::NonNegative}},
     .params = {{"epsilon", 1e-6, {1e-12, 1}, "Least variance.", Scale::Log},
                {"full", 0, {0, 1}, "1 adds the constant ½ log 2π.", Scale::Linear, true, 1}},
     .use = "The noise differs from sample to sample and the model should say how much.",
     .avoid = "Variances may collapse on easy samples: beta-NLL or a log-variance is steadier.",
     .cite = "Nix & Weigend 1994, doi:10.1109/ICNN.1994.374138; PyTorch GaussianNLLLoss, but below epsilon "
             "the variance "
             "gets no gradient (PyTorch 1.13 passes −5e11 through the clamp)",
     .cases = {{{{1}, {0}, {1}}, 0.5},
               {{{2}, {0}, {4}}, 1.1931471805599454},
               {{{1}, {1}, {1}}, 0.9189385332046727, {{"full", 1}}},
               {{{1}, {0}, {0}}, 499993.092244721}},
     .build =
         [](const LossArgs& a) {
           // a variance at or below the floor is the floor itself, a constant
           const Value v = where(greater(a["variance"], a["epsilon"]), a["variance"], a["epsilon"]);
           const Value nll = 0.5 * (log(v) + square(residual(a)) / v);
           return a.number("full") != 0 ? nll + kHalfLog2Pi : nll;
         }},

    {.id = "heteroscedastic_gaussian",
     .title = "Gaussian likelihood, log-variance",
     .family = Family::Uncertainty,
     .aliases = {"kendall_gal", "gaussian_nll_log_variance"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"log_variance", Role::Prediction, Domain::Real}},
     .params = {{"limit", 20, {1, 40}, "Log-variances count within ± this."}},
     .use = "The model predicts log σ², which may be any number, so no variance is ever negative or 0.",
     .avoid = "The mean fits badly at first: a large variance then excuses the error (use beta-NLL).",
     .cite = "Kendall & Gal 2017, arXiv:1703.04977, eq. 8: ½(e^(−s)·e² + s)",
     .cases = {{{{1}, {0}, {0}}, 0.5},
               {{{2}, {0}, {1.3862943611198906}}, 1.1931471805599454},
               {{{0}, {0}, {-1e4}}, -10}},
     .build =
         [](const LossArgs& a) {
           const Value s = clamp(a["log_variance"], -a["limit"], a["limit"]);
           return 0.5 * (exp(-s) * square(residual(a)) + s);
         }},

    {.id = "beta_nll",
     .title = "Beta-NLL",
     .family = Family::Uncertainty,
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"variance", Role::Prediction, Domain::Positive}},
     .params = {{"beta", 0.5, {0, 1}, "0 is the likelihood; at 1 the mean learns as from squared error."}},
     .facts = {.stops_gradient = true},
     .use =
         "Mean and variance are learned together and the mean must not be starved where variance is large.",
     .avoid = "You need a likelihood that can be compared between models.",
     .cite =
         "Seitzer et al. 2022, arXiv:2203.09168, eq. 6: v^β·½(log v + e²/v), the weight v^β without gradient",
     .cases = {{{{1}, {0}, {1}}, 0.5},
               {{{2}, {0}, {4}}, 2.386294361119891},
               {{{2}, {0}, {4}}, 1.1931471805599454, {{"beta", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value v = a["variance"];
           return stop_gradient(exp(a["beta"] * log(v))) * (0.5 * (log(v) + square(residual(a)) / v));
         }},

    {.id = "laplace_nll",
     .title = "Laplace likelihood",
     .family = Family::Uncertainty,
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"scale", Role::Prediction, Domain::Positive}},
     .use = "Noise with heavier tails than normal, its width predicted with the median.",
     .avoid = "Scales can reach 0: the likelihood is then unbounded.",
     .cite = "Negative log-density of Laplace(m, b): log 2b + |e|/b",
     .cases = {{{{1}, {1}, {0.5}}, 0},
               {{{3}, {1}, {1}}, 2.6931471805599454},
               {{{0}, {6}, {2}}, 4.386294361119891}},
     .build = [](const LossArgs& a) { return kLog2 + log(a["scale"]) + abs(residual(a)) / a["scale"]; }},

    {.id = "student_t_nll",
     .title = "Student-t likelihood",
     .family = Family::Uncertainty,
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"scale", Role::Prediction, Domain::Positive},
                {"freedom", Role::Prediction, Domain::Positive}},
     .use = "Outliers are expected and the model should say how heavy the tails are.",
     .avoid = "Few samples: degrees of freedom are then hardly determined.",
     .cite = "Lange, Little & Taylor 1989, doi:10.1080/01621459.1989.10478852; log1p of (e/s)²/ν",
     // ν = 1 is Cauchy: log(π·s·(1 + (e/s)²))
     .cases = {{{{0}, {0}, {1}, {1}}, 1.1447298858494002},
               {{{3}, {1}, {2}, {1}}, 2.5310242469692907},
               {{{1}, {0}, {1}, {3}}, 1.5762529945270711}},
     .build =
         [](const LossArgs& a) {
           const Value s = a["scale"], nu = a["freedom"], half = 0.5 * (nu + 1.0);
           return lgamma(0.5 * nu) - lgamma(half) + 0.5 * (log(nu) + kLogPi) + log(s) +
                  half * log1p(square(residual(a) / s) / nu);
         }},

    {.id = "logistic_nll",
     .title = "Logistic likelihood",
     .family = Family::Uncertainty,
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"scale", Role::Prediction, Domain::Positive}},
     .use = "A smooth density with tails between normal and Laplace.",
     .avoid = "Scales can reach 0.",
     .cite =
         "Negative log-density of Logistic(m, s): z + 2·softplus(−z) + log s, z = e/s, which is even in z",
     .cases = {{{{0}, {0}, {1}}, 1.3862943611198906},
               {{{2}, {0}, {1}}, 2.2538560220859454},
               {{{0}, {2}, {2}}, 2.319670555596391}},
     .build =
         [](const LossArgs& a) {
           const Value z = residual(a) / a["scale"];
           return softplus(z) + softplus(-z) + log(a["scale"]);
         }},

    {.id = "evidential_regression",
     .title = "Evidential regression",
     .family = Family::Uncertainty,
     .aliases = {"normal_inverse_gamma", "nig"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"nu", Role::Prediction, Domain::Positive},
                {"alpha", Role::Prediction, Domain::Positive},
                {"beta", Role::Prediction, Domain::Positive}},
     .params = {{"weight", 1, {0, 10}, "Weight of the penalty on confident errors."}},
     .use = "One network should tell noise in the data from its own ignorance without sampling.",
     .avoid = "You rely on the split between the two: its calibration is disputed.",
     .cite =
         "Amini et al. 2020, arXiv:1910.02600, eq. 8–10; alpha above 1 (softplus + 1 in the authors' code)",
     // ν = α = β = 1, e = 0: Ω = 4: ½log π − log 4 + 1.5·log 4 + lgΓ(1) − lgΓ(1.5)
     .cases = {{{{0}, {0}, {1}, {1}, {1}}, 1.3862943611198908},
               {{{1}, {0}, {1}, {2}, {1}}, 5.53868813129725},
               {{{1}, {0}, {1}, {2}, {1}}, 1.53868813129725, {{"weight", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value nu = a["nu"], alpha = a["alpha"], e = residual(a);
           const Value omega = 2.0 * a["beta"] * (1.0 + nu);
           const Value nll = 0.5 * (kLogPi - log(nu)) - alpha * log(omega) +
                             (alpha + 0.5) * log(square(e) * nu + omega) + lgamma(alpha) -
                             lgamma(alpha + 0.5);
           return nll + a["weight"] * abs(e) * (2.0 * nu + alpha);
         }},

    {.id = "evidential_classification",
     .title = "Evidential classification",
     .family = Family::Uncertainty,
     .aliases = {"edl", "dirichlet_evidence"},
     .inputs = kClassTarget,
     .params = {{"weight",
                 1,
                 {0, 1},
                 "Weight of the pull of wrong evidence to none, grown from 0 during training."}},
     .facts = {.bounded_gradient = true},
     .use = "The model should be able to say that it has seen nothing like this.",
     .avoid = "Evidence starts negative everywhere: relu then gives no gradient.",
     .cite = "Sensoy et al. 2018, arXiv:1806.01768, eq. 5 and the KL of section 4; evidence = relu(z)",
     .formula =
         R"(\sum_c (o_c - \bar p_c)^2 + \frac{\bar p_c(1 - \bar p_c)}{S + 1} + \lambda\,\mathrm{KL}(\mathrm{Dir}(\tilde\alpha)\,\|\,\mathrm{Dir}(1)))",
     .gradient_formula =
         R"([z_c > 0]\,\frac{\partial}{\partial \alpha_c}(\ldots),\ \alpha = \max(0, z) + 1,\ \bar p = \alpha / S)",
     // no evidence, C = 2: p = ½: 2·(¼ + ¼/3); the KL of Dir(1) is 0
     .cases = {{{{0, 0}, {0}}, 0.6666666666666666},
               {{{-5, -5}, {1}}, 0.6666666666666666},
               {{{8, 0}, {0}}, 0.03636363636363636}},
     .build =
         [](const LossArgs& a) {
           const int classes = a.prediction.shape()[0];
           const Value hot = one_hot(a.target, 0, classes), alpha = relu(a.prediction) + 1.0,
                       total = sum(alpha, 0);
           const Value p = alpha / total;
           const Value fit = sum(square(hot - p) + p * (1.0 - p) / (total + 1.0), 0);
           const Value wrong = where(hot, 1.0, alpha), all = sum(wrong, 0);
           const Value kl = lgamma(all) - lgamma(a.graph().constant(classes)) - sum(lgamma(wrong), 0) +
                            sum((wrong - 1.0) * (digamma(wrong) - digamma(all)), 0);
           return fit + a["weight"] * kl;
         }},

    {.id = "crps_gaussian",
     .title = "CRPS of a normal forecast",
     .family = Family::Uncertainty,
     .aliases = {"continuous_ranked_probability_score"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real},
                {"scale", Role::Prediction, Domain::Positive}},
     .facts = {.convex = true},
     .use = "Probabilistic forecasts in the unit of the data, less harsh on outliers than a likelihood.",
     .avoid = "The forecast is not normal (use the ensemble form).",
     .cite = "Gneiting et al. 2005, doi:10.1175/MWR2904.1, eq. 5: s[ζ·erf(ζ/√2) + 2φ(ζ) − 1/√π]",
     .cases = {{{{0}, {0}, {1}}, 0.23369497725510915},
               {{{1}, {0}, {1}}, 0.6024413576276163},
               {{{0}, {4}, {2}}, 2.9055836433718065}},
     .build =
         [](const LossArgs& a) {
           constexpr double kInverseRoot2 = 0.707106781186547524401,
                            kTwoOverRoot2Pi = 0.797884560802865355880;
           constexpr double kInverseRootPi = 0.564189583547756286948;
           const Value s = a["scale"], z = residual(a) / s;
           return s * (z * erf(z * kInverseRoot2) + kTwoOverRoot2Pi * exp(-0.5 * square(z)) - kInverseRootPi);
         }},

    {.id = "crps_ensemble",
     .title = "CRPS of an ensemble",
     .family = Family::Uncertainty,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "MN"},
                {"target", Role::Target, Domain::Real, "1N"}},
     .params = {{"fair",
                 0,
                 {0, 1},
                 "1 divides the spread by M(M − 1): unbiased in the ensemble's size.",
                 Scale::Linear,
                 true}},
     .use = "The forecast is a handful of samples and should be both close and spread enough.",
     .avoid = "The ensemble has hundreds of members: cost grows with its square.",
     .cite = "Gneiting & Raftery 2007, doi:10.1198/016214506000001437, eq. 21: mean|x_i − y| − Σ|x_i − "
             "x_j|/(2M²)",
     .formula = R"(\frac{1}{M}\sum_i |x_i - y| - \frac{1}{2M^2}\sum_{i,j}|x_i - x_j|)",
     .gradient_formula = R"(\frac{\mathrm{sign}(x_i - y)}{M} - \frac{1}{M^2}\sum_j \mathrm{sign}(x_i - x_j))",
     .cases = {{{{0, 2}, {1}}, 0.5}, {{{3}, {1}}, 2}, {{{0, 2}, {1}}, 0, {{"fair", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction;
           const int m = x.shape()[0], n = x.shape()[1];
           const Value gaps = abs(reshape(x, Shape{m, 1, n}) - reshape(x, Shape{1, m, n}));
           const Value spread = reshape(sum(gaps, {0, 1}), Shape{1, n});
           const double pairs = a.number("fair") != 0 ? m * std::max(1, m - 1) : m * m;
           return mean(abs(x - a.target), 0) - spread * (0.5 / pairs);
         }},

    {.id = "energy_score",
     .title = "Energy score",
     .family = Family::Uncertainty,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "DMN"},
                {"target", Role::Target, Domain::Real, "DN"}},
     .use = "An ensemble of vectors: CRPS in several dimensions.",
     .avoid = "Dependence between the coordinates is what matters most: the score is dull to it.",
     .cite = "Gneiting & Raftery 2007, doi:10.1198/016214506000001437, eq. 22 with β = 1; gradient 0 between "
             "equal members",
     .formula = R"(\frac{1}{M}\sum_i \|x_i - y\| - \frac{1}{2M^2}\sum_{i,j}\|x_i - x_j\|)",
     .gradient_formula =
         R"(\frac{x_i - y}{M\|x_i - y\|} - \frac{1}{M^2}\sum_j \frac{x_i - x_j}{\|x_i - x_j\|})",
     // one dimension, members 0 and 2 against 1: as crps_ensemble
     .cases = {{{{3, 4}, {0, 0}}, 5}, {{{0}, {-2}}, 2}, {{{1, 1, 1}, {1, 1, 1}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction;
           const int d = x.shape()[0], m = x.shape()[1], n = x.shape()[2];
           const Value off = x - reshape(a.target, Shape{d, 1, n});
           const Value gaps = reshape(x, Shape{d, m, 1, n}) - reshape(x, Shape{d, 1, m, n});
           const Value spread = reshape(sum(length(gaps), {0, 1, 2}), Shape{1, n});
           return reshape(mean(length(off), {0, 1}), Shape{1, n}) - spread * (0.5 / (m * m));
         }},

    {.id = "mixture_density_nll",
     .title = "Mixture of normals",
     .family = Family::Uncertainty,
     .aliases = {"mdn"},
     .inputs = {{"logits", Role::Prediction, Domain::Real, "KN"},
                {"mean", Role::Prediction, Domain::Real, "KN"},
                {"log_scale", Role::Prediction, Domain::Real, "KN"},
                {"target", Role::Target, Domain::Real, "1N"}},
     .params = {{"floor", -7, {-20, 2}, "Least log of a scale: no component may shrink onto one sample."}},
     .facts = {.finite_to = 80},
     .use = "The target may have several separate values for one input.",
     .avoid = "It has one: the components then compete for nothing.",
     .cite = "Bishop 1994, Mixture density networks, eq. 22–24; log domain throughout",
     .formula = R"(-\log\sum_k \pi_k \mathcal{N}(y; \mu_k, s_k))",
     .gradient_formula =
         R"(\mu_k:\ -r_k\frac{y - \mu_k}{s_k^2},\ r_k = \frac{\pi_k\mathcal N_k}{\sum_j \pi_j\mathcal N_j})",
     .cases = {{{{0}, {0}, {0}, {0}}, 0.9189385332046727},
               {{{0, 0}, {1, 1}, {0, 0}, {0}}, 1.4189385332046727},
               {{{0, 0}, {-1, 1}, {0, 0}, {0}}, 1.4189385332046727}},
     .build =
         [](const LossArgs& a) {
           const Value s = max(a["log_scale"], a["floor"]);
           const Value z = (a.target - a["mean"]) * exp(-s);
           return kHalfLog2Pi - logsumexp(log_softmax(a["logits"], 0) - s - 0.5 * square(z), 0);
         }},

    {.id = "interval_score",
     .title = "Interval score (Winkler)",
     .family = Family::Uncertainty,
     .aliases = {"winkler"},
     .inputs = {{"low", Role::Prediction, Domain::Real},
                {"high", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Real}},
     .params = {{"alpha", 0.1, {0.01, 0.9}, "Share of samples allowed outside: 0.1 for a 90 % interval."}},
     .facts = {.convex = true},
     .use = "A central prediction interval should be as narrow as its coverage allows.",
     .avoid = "Both ends need not be quantiles of one distribution.",
     .cite = "Winkler 1972, doi:10.1080/01621459.1972.10481224; Gneiting & Raftery 2007, eq. 43",
     .cases = {{{{0}, {2}, {1}}, 2}, {{{0}, {2}, {3}}, 22}, {{{0}, {2}, {-1}}, 6, {{"alpha", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const Value low = a["low"], high = a["high"], y = a["target"];
           return high - low + (2.0 / a["alpha"]) * (relu(low - y) + relu(y - high));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(uncertainty, kEntries);

}  // namespace losscape
