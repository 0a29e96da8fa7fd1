// SPDX-License-Identifier: Apache-2.0
// Autoencoders with a latent distribution, and denoising without clean targets. μ, s = log σ²: what the
// encoder says, [K, N].
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr LossInput kMean = {"mu", Role::Prediction, Domain::Real, "KN"};
constexpr LossInput kLogVariance = {"log_variance", Role::Prediction, Domain::Real, "KN"};
constexpr LossInput kReconstruction = {"prediction", Role::Prediction, Domain::Real, "DN"};
constexpr LossInput kOriginal = {"target", Role::Target, Domain::Real, "DN"};
constexpr LossInput kBinaryOriginal = {"target", Role::Target, Domain::Binary, "DN"};

// KL(N(μ, σ²) ‖ N(0, 1)), summed over the latent space; e^s − 1 − s by expm1, exact near s = 0.
Value latent_divergence(const LossArgs& a) {
  const Value s = a["log_variance"];
  return 0.5 * sum(square(a["mu"]) + (expm1(s) - s), 0);
}

constexpr LossEntry kEntries[] = {
    {.id = "gaussian_kl",
     .title = "Gaussian latent divergence",
     .family = Family::Reconstruction,
     .aliases = {"vae_kl", "kl_to_standard_normal"},
     .inputs = {kMean, kLogVariance},
     .facts = {.convex = true, .finite_to = 80},
     .use = "The part of a variational bound that keeps codes near a standard normal.",
     .avoid = "Alone: it is 0 for codes that say nothing.",
     .cite = "Kingma & Welling 2014, arXiv:1312.6114, appendix B, with the sign of a loss",
     .formula = R"(\tfrac12\sum_k \mu_k^2 + e^{s_k} - 1 - s_k)",
     .gradient_formula = R"(\mu_k,\ \tfrac12(e^{s_k} - 1))",
     .cases = {{{{0, 0}, {0, 0}}, 0}, {{{1, 2}, {0, 0}}, 2.5}, {{{0}, {1}}, 0.3591409142295225}},
     .build = latent_divergence},

    {.id = "vae_elbo",
     .title = "Variational bound, binary data",
     .family = Family::Reconstruction,
     .aliases = {"elbo", "negative_elbo"},
     .inputs = {kReconstruction, kBinaryOriginal, kMean, kLogVariance},
     .facts = {.convex = true, .finite_to = 80},
     .use = "A variational autoencoder whose data are bits or grey levels in 0 … 1.",
     .avoid = "Data are real numbers: use the Gaussian form.",
     .cite = "Kingma & Welling 2014, arXiv:1312.6114, eq. 10; cross-entropy on logits and divergence, both "
             "summed over features (a mean over features would change their balance)",
     .formula = R"(\sum_d \mathrm{BCE}(x_d, t_d) + \tfrac12\sum_k \mu_k^2 + e^{s_k} - 1 - s_k)",
     .gradient_formula = R"(\sigma(x_d) - t_d,\ \mu_k,\ \tfrac12(e^{s_k} - 1))",
     .cases = {{{{0, 0}, {1, 0}, {0}, {0}}, 1.3862943611198906},
               {{{0, 0}, {1, 0}, {2}, {0}}, 3.3862943611198906},
               {{{100}, {1}, {0}, {1}}, 0.3591409142295225}},
     .build =
         [](const LossArgs& a) {
           return sum(softplus(a.prediction) - a.prediction * a.target, 0) + latent_divergence(a);
         }},

    {.id = "vae_gaussian",
     .title = "Variational bound, real data",
     .family = Family::Reconstruction,
     .aliases = {"gaussian_elbo"},
     .inputs = {kReconstruction, kOriginal, kMean, kLogVariance},
     .params =
         {{"noise", 1, {0.01, 10}, "Standard deviation of the data around the reconstruction.", Scale::Log}},
     .facts = {.convex = true, .finite_to = 80},
     .use = "A variational autoencoder on real numbers; noise sets how much codes may cost.",
     .avoid = "Data are bits.",
     .cite = "Kingma & Welling 2014, arXiv:1312.6114, eq. 10 with a Gaussian decoder of fixed variance, its "
             "constant left out",
     .formula = R"(\frac{1}{2\sigma^2}\sum_d (x_d - t_d)^2 + \tfrac12\sum_k \mu_k^2 + e^{s_k} - 1 - s_k)",
     .gradient_formula = R"(\frac{x_d - t_d}{\sigma^2},\ \mu_k,\ \tfrac12(e^{s_k} - 1))",
     .cases = {{{{1, 2}, {0, 0}, {0}, {0}}, 2.5},
               {{{1, 2}, {0, 0}, {2}, {0}}, 4.5},
               {{{1, 2}, {0, 0}, {0}, {0}}, 10, {{"noise", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           return 0.5 * sum(square((a.prediction - a.target) / a["noise"]), 0) + latent_divergence(a);
         }},

    {.id = "beta_vae",
     .title = "β-VAE",
     .family = Family::Reconstruction,
     .inputs = {kReconstruction, kOriginal, kMean, kLogVariance},
     .params = {{"beta", 4, {0, 100}, "Weight of the divergence."}},
     .facts = {.convex = true, .finite_to = 80},
     .use = "Codes whose coordinates each mean one thing, at the price of blurrier reconstructions.",
     .avoid = "You need a bound on the likelihood: only beta = 1 is one.",
     .cite = "Higgins et al. 2017 (ICLR, beta-VAE), eq. 4; squared error and divergence summed over features",
     .formula = R"(\sum_d (x_d - t_d)^2 + \frac{\beta}{2}\sum_k \mu_k^2 + e^{s_k} - 1 - s_k)",
     .gradient_formula = R"(2(x_d - t_d),\ \beta\mu_k,\ \tfrac{\beta}{2}(e^{s_k} - 1))",
     .cases = {{{{1, 2}, {0, 0}, {0}, {0}}, 5},
               {{{1, 2}, {0, 0}, {2}, {0}}, 13},
               {{{0}, {0}, {2}, {0}}, 2, {{"beta", 1}}}},
     .build =
         [](const LossArgs& a) {
           return sum(square(a.prediction - a.target), 0) + a["beta"] * latent_divergence(a);
         }},

    {.id = "sure",
     .title = "Stein's unbiased risk",
     .family = Family::Reconstruction,
     .aliases = {"stein_unbiased_risk"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "PN"},
                {"noisy", Role::Target, Domain::Real, "PN"},
                {"perturbed", Role::Prediction, Domain::Real, "PN"},
                {"probe", Role::Target, Domain::Signed, "PN"}},
     .params = {{"noise", 0.1, {0.001, 10}, "Standard deviation of the noise in the data.", Scale::Log},
                {"epsilon", 0.01, {1e-4, 1}, "How far the probe moves the data.", Scale::Log}},
     .facts = {.convex = true},
     .use = "Denoising with noisy images only: the squared error to the clean ones, estimated without them.",
     .avoid = "The noise is not Gaussian, or its size is not known.",
     .cite = "Stein 1981, doi:10.1214/aos/1176345632, with the divergence by one probe, Ramani, Blu & Unser "
             "2008, doi:10.1109/TIP.2008.2001404, eq. 12; MONAI's multiplies the two terms instead of adding "
             "them",
     .formula =
         R"(\frac1P\|f(y) - y\|^2 - \sigma^2 + \frac{2\sigma^2}{\varepsilon P}\,b^\top\big(f(y + \varepsilon b) - f(y)\big))",
     .gradient_formula =
         R"(\frac2P(f(y) - y) - \frac{2\sigma^2}{\varepsilon P}\,b,\ \frac{2\sigma^2}{\varepsilon P}\,b)",
     // the identity: 0 − σ² + 2σ² = σ²;  a constant: the mean square less σ²
     .cases = {{{{1, 2}, {1, 2}, {1.01, 1.99}, {1, -1}}, 0.01},
               {{{0, 0}, {1, 2}, {0, 0}, {1, -1}}, 2.49},
               {{{0}, {1}, {0.5}, {1}}, 1.75, {{"noise", 0.5}, {"epsilon", 0.25}}}},
     .build =
         [](const LossArgs& a) {
           const Value f = a.prediction, v = square(a["noise"]);
           const Value spread = a["probe"] * (a["perturbed"] - f) / a["epsilon"];
           return mean(square(f - a["noisy"]) + 2.0 * v * spread, 0) - v;
         }},
};

}  // namespace

LOSSCAPE_LOSSES(latent, kEntries);

}  // namespace losscape
