// SPDX-License-Identifier: Apache-2.0
// Counts, rates and other positive targets. x: predicted rate or its logarithm, y: target.
#include "error.h"
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kLogRate = {{"prediction", Role::Prediction, Domain::Real},
                                                       {"target", Role::Target, Domain::Count}};
constexpr std::initializer_list<LossInput> kRate = {{"prediction", Role::Prediction, Domain::Positive},
                                                    {"target", Role::Target, Domain::Count}};
constexpr std::initializer_list<LossInput> kPositives = {{"prediction", Role::Prediction, Domain::Positive},
                                                         {"target", Role::Target, Domain::Positive}};
constexpr Parameter kFull = {"full",        0,    {0, 1}, "1 adds Stirling's approximation of log y!.",
                             Scale::Linear, true, 1};

// y log y − y + ½ log 2πy for y > 1, else 0: PyTorch's term, which is 0 at y = 1 too.
Value stirling(Value y) {
  constexpr double kLog2Pi = 1.837877066409345483561;
  const Value above = greater(y, 1.0), safe = where(above, y, 1.0), log_y = log(safe);
  return where(above, y * log_y - y + 0.5 * (kLog2Pi + log_y), 0.0);
}

constexpr LossEntry kEntries[] = {
    {.id = "poisson_nll",
     .title = "Poisson likelihood, log-rate",
     .family = Family::Count,
     .aliases = {"poisson"},
     .inputs = kLogRate,
     .params = {kFull},
     .facts = {.convex = true, .finite_to = 80},
     .use = "Counts whose rate the model gives as a logarithm, so it is never negative.",
     .avoid = "Counts vary more than their mean: the negative binomial has a parameter for that.",
     .cite = "PyTorch PoissonNLLLoss(log_input=True): e^x − y·x; overflows single precision at x = 89",
     .cases = {{{{0}, {3}}, 1},
               {{{1}, {2}}, 0.7182818284590451},
               {{{0}, {2}}, 1.6518064846045362, {{"full", 1}}},
               {{{0}, {1}}, 1, {{"full", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value nll = exp(a.prediction) - a.target * a.prediction;
           return a.number("full") != 0 ? nll + stirling(a.target) : nll;
         }},

    {.id = "poisson_nll_rate",
     .title = "Poisson likelihood, rate",
     .family = Family::Count,
     .inputs = kRate,
     .params = {{"epsilon", 1e-8, {1e-10, 1e-2}, "Added to the rate inside the logarithm.", Scale::Log},
                kFull},
     .facts = {.convex = true},
     .use = "The model already gives a positive rate.",
     .avoid = "Rates may reach 0: the gradient there is −y/epsilon; predict the logarithm.",
     .cite = "PyTorch PoissonNLLLoss(log_input=False): x − y·log(x + ε); Keras Poisson with ε = 1e-7",
     .cases = {{{{1}, {3}}, 0.9999999700000003}, {{{2}, {0}}, 2}, {{{0}, {1}}, 18.420680743952367}},
     .build =
         [](const LossArgs& a) {
           const Value nll = a.prediction - a.target * log(a.prediction + a["epsilon"]);
           return a.number("full") != 0 ? nll + stirling(a.target) : nll;
         }},

    {.id = "poisson_deviance",
     .title = "Poisson deviance",
     .family = Family::Count,
     .inputs = kRate,
     .facts = {.convex = true},
     .use = "Counts, scored so that a perfect rate costs 0.",
     .avoid = "The model gives log-rates.",
     .cite = "McCullagh & Nelder 1989, doi:10.1007/978-1-4899-3242-6, table 2.1: 2(y·log(y/x) + x − y); "
             "0·log 0 = 0",
     .cases = {{{{3}, {3}}, 0}, {{{2}, {0}}, 4}, {{{1}, {2}}, 0.7725887222397811}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, y = a.target;
           return 2.0 * (xlogy(y, y) - y * log(x) + x - y);
         }},

    {.id = "gamma_deviance",
     .title = "Gamma deviance",
     .family = Family::Count,
     .aliases = {"itakura_saito"},
     .inputs = kPositives,
     .use = "Positive amounts whose spread grows with their size: claims, durations, spectra.",
     .avoid = "Targets can be 0.",
     .cite = "McCullagh & Nelder 1989, table 2.1: 2(log(x/y) + y/x − 1); half of it is the Itakura–Saito "
             "divergence",
     .cases = {{{{3}, {3}}, 0}, {{{2}, {1}}, 0.3862943611198906}, {{{1}, {2}}, 0.6137056388801094}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, y = a.target;
           return 2.0 * (log(x) - log(y) + (y - x) / x);
         }},

    {.id = "tweedie_deviance",
     .title = "Tweedie deviance",
     .family = Family::Count,
     .inputs = {{"prediction", Role::Prediction, Domain::Positive},
                {"target", Role::Target, Domain::NonNegative}},
     .params = {{"power",
                 1.5,
                 {0, 3},
                 "Variance grows as this power of the mean: 0 squared error, 1 Poisson, 2 gamma.",
                 Scale::Linear,
                 true}},
     .use = "Many exact zeros and otherwise positive amounts, as total claims: a power between 1 and 2.",
     .avoid = "Targets are plain counts or plain positive amounts.",
     .cite = "Jørgensen 1987; scikit-learn mean_tweedie_deviance; powers between 0 and 1 do not exist and "
             "are rejected",
     .cases = {{{{3}, {1}}, 4, {{"power", 0}}},
               {{{1}, {2}}, 0.7725887222397811, {{"power", 1}}},
               {{{1}, {2}}, 0.6137056388801094, {{"power", 2}}},
               {{{4}, {0}}, 8},  // 2·√4/½
               {{{4}, {1}}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, y = a.target;
           const double p = a.number("power");
           if (p > 0 && p < 1) fail("tweedie_deviance: power must be 0 or at least 1, got ", p);
           if (p == 0) return square(x - y);
           if (p == 1) return 2.0 * (xlogy(y, y) - y * log(x) + x - y);
           if (p == 2) return 2.0 * (log(x) - log(y) + (y - x) / x);
           const Value own = pow(y, 2.0 - p) * (1.0 / ((1.0 - p) * (2.0 - p)));
           return 2.0 * (own - y * pow(x, 1.0 - p) * (1.0 / (1.0 - p)) + pow(x, 2.0 - p) * (1.0 / (2.0 - p)));
         }},

    {.id = "negative_binomial_nll",
     .title = "Negative binomial likelihood",
     .family = Family::Count,
     .inputs = {{"prediction", Role::Prediction, Domain::Positive},
                {"target", Role::Target, Domain::Count},
                {"dispersion", Role::Prediction, Domain::Positive}},
     .use = "Counts that vary more than their mean; dispersion r large is Poisson.",
     .avoid = "Dispersions reach thousands: use Poisson, the difference of log-gammas loses digits.",
     .cite = "Hilbe 2011, doi:10.1017/CBO9780511973420, eq. 8.7; mean μ, variance μ + μ²/r",
     // y = 0: −r·log(r/(r + μ)); r = 1, y = 2 is geometric: −log((1/(1 + μ))·(μ/(1 + μ))²)
     .cases = {{{{1}, {0}, {1}}, 0.6931471805599453},
               {{{3}, {2}, {1}}, 1.9616585060234524},
               {{{2}, {0}, {2}}, 1.3862943611198906}},
     .build =
         [](const LossArgs& a) {
           const Value mu = a.prediction, y = a.target, r = a["dispersion"], log_sum = log(r + mu);
           return lgamma(r) + lgamma(y + 1.0) - lgamma(y + r) - r * (log(r) - log_sum) -
                  y * (log(mu) - log_sum);
         }},

    {.id = "exponential_nll",
     .title = "Exponential likelihood",
     .family = Family::Count,
     .aliases = {"waiting_time"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::NonNegative}},
     .facts = {.convex = true, .finite_to = 80},
     .use = "Waiting times, the model giving the logarithm of the rate.",
     .avoid = "The hazard changes with time.",
     .cite = "Negative log-density of Exponential(λ), x = log λ: y·e^x − x",
     .cases = {{{{0}, {3}}, 3}, {{{1}, {0}}, -1}, {{{1}, {2}}, 4.43656365691809}},
     .build = [](const LossArgs& a) { return a.target * exp(a.prediction) - a.prediction; }},

    {.id = "cox_partial_likelihood",
     .title = "Cox partial likelihood",
     .family = Family::Count,
     .aliases = {"cox_ph", "survival"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "1N"},
                {"time", Role::Target, Domain::Positive, "1N"},
                {"event", Role::Target, Domain::Mask, "1N"}},
     .result = Result::Batch,
     .facts = {.convex = true},
     .use = "Survival times of which some are only known to exceed a bound (event = 0).",
     .avoid = "Hazards are not proportional, or the batch holds few events.",
     .cite = "Cox 1972, doi:10.1111/j.2517-6161.1972.tb00899.x, eq. 12, Breslow's ties; mean over events, 0 "
             "if there is none",
     .formula = R"(\frac{1}{n_e}\sum_{i:\,e_i = 1}\Big(\log\sum_{j:\,t_j \ge t_i} e^{x_j} - x_i\Big))",
     .gradient_formula =
         R"(\frac{1}{n_e}\Big(\sum_{i:\,e_i = 1,\,t_i \le t_k} \frac{e^{x_k}}{\sum_{j:\,t_j \ge t_i} e^{x_j}} - e_k\Big))",
     // equal scores, times 1 2 3, all events: (log 3 + log 2 + 0)/3
     .cases = {{{{0, 0, 0}, {1, 2, 3}, {1, 1, 1}}, 0.5972531564093516, {}, 3},
               {{{0, 0, 0}, {1, 2, 3}, {1, 0, 0}}, 1.0986122886681098, {}, 3},
               {{{0, 0, 0}, {1, 2, 3}, {0, 0, 0}}, 0, {}, 3}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, t = a["time"], event = a["event"];
           const int n = x.shape()[1];
           const Value at_risk = greater_equal(t, reshape(t, Shape{n, 1}));  // row i: who is left at t_i
           const Value risk = logsumexp(where(at_risk, x, -1e30), 1);
           return ratio_or_zero(sum(event * (reshape(risk, Shape{1, n}) - x)), sum(event));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(counts, kEntries);

}  // namespace losscape
