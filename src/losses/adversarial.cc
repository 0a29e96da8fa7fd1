// SPDX-License-Identifier: Apache-2.0
// Losses of critics and generators. real, fake: the critic's scores (logits); a generator's loss sees only
// the fakes. Penalties take the critic's gradient by its input, which the graph itself provides, so their own
// gradient is second order.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kCritic = {{"real", Role::Prediction, Domain::Real},
                                                      {"fake", Role::Prediction, Domain::Real}};
constexpr std::initializer_list<LossInput> kGenerator = {{"fake", Role::Prediction, Domain::Real}};
constexpr std::initializer_list<LossInput> kInputGradient = {
    {"gradient", Role::Prediction, Domain::Real, "DN"}};

constexpr LossEntry kEntries[] = {
    {.id = "gan_discriminator",
     .title = "GAN critic, minimax",
     .family = Family::Adversarial,
     .aliases = {"minimax_discriminator", "vanilla_gan"},
     .inputs = kCritic,
     .facts = {.convex = true},
     .use = "The critic of a GAN: cross-entropy of real against fake.",
     .avoid = "The critic wins easily: its gradients to the generator then vanish in the minimax form.",
     .cite = "Goodfellow et al. 2014, arXiv:1406.2661, eq. 1, on logits: sp(−r) + sp(f)",
     .cases = {{{{0}, {0}}, 1.3862943611198906}, {{{2}, {-1}}, 0.4401896985611954}, {{{-1e4}, {1e4}}, 2e4}},
     .build = [](const LossArgs& a) { return softplus(-a["real"]) + softplus(a["fake"]); }},

    {.id = "gan_generator_minimax",
     .title = "GAN generator, minimax",
     .family = Family::Adversarial,
     .aliases = {"saturating_generator"},
     .inputs = kGenerator,
     .use = "To see why nobody trains with it.",
     .avoid = "Training: where the critic is sure, the gradient is 0.",
     .cite = "Goodfellow et al. 2014, arXiv:1406.2661, eq. 1: −sp(f) = log(1 − D)",
     .cases = {{{{0}}, -0.6931471805599453}, {{{2}}, -2.1269280110429727}, {{{-1e4}}, 0}},
     .build = [](const LossArgs& a) { return -softplus(a["fake"]); }},

    {.id = "gan_generator",
     .title = "GAN generator, non-saturating",
     .family = Family::Adversarial,
     .aliases = {"non_saturating_generator"},
     .inputs = kGenerator,
     .facts = {.convex = true},
     .use = "The generator of a GAN: strong gradients exactly when the critic rejects.",
     .avoid = "The critic is a Wasserstein one.",
     .cite = "Goodfellow et al. 2014, arXiv:1406.2661, section 3: sp(−f) = −log D",
     .cases = {{{{0}}, 0.6931471805599453}, {{{2}}, 0.1269280110429725}, {{{-1e4}}, 1e4}},
     .build = [](const LossArgs& a) { return softplus(-a["fake"]); }},

    {.id = "lsgan_discriminator",
     .title = "Least-squares GAN, critic",
     .family = Family::Adversarial,
     .aliases = {"lsgan"},
     .inputs = kCritic,
     .params = {{"fake_label", 0, {-1, 1}, "Score the critic should give to fakes."},
                {"real_label", 1, {0, 1}, "Score it should give to real samples."}},
     .facts = {.convex = true},
     .use = "Fakes on the right side but far from the border should still move.",
     .avoid = "Scores need to be probabilities.",
     .cite = "Mao et al. 2017, arXiv:1611.04076, eq. 2 with a = 0, b = 1: ½(r − b)² + ½(f − a)²",
     .cases = {{{{1}, {0}}, 0}, {{{0}, {1}}, 1}, {{{1}, {1}}, 2, {{"fake_label", -1}}}},
     .build =
         [](const LossArgs& a) {
           return 0.5 * square(a["real"] - a["real_label"]) + 0.5 * square(a["fake"] - a["fake_label"]);
         }},

    {.id = "lsgan_generator",
     .title = "Least-squares GAN, generator",
     .family = Family::Adversarial,
     .inputs = kGenerator,
     .params = {{"target_label", 1, {-1, 1}, "Score the generator wants."}},
     .facts = {.convex = true},
     .use = "With the least-squares critic.",
     .avoid = "With any other critic.",
     .cite = "Mao et al. 2017, arXiv:1611.04076, eq. 2 with c = 1: ½(f − c)²",
     .cases = {{{{1}}, 0}, {{{0}}, 0.5}, {{{3}}, 4.5, {{"target_label", 0}}}},
     .build = [](const LossArgs& a) { return 0.5 * square(a["fake"] - a["target_label"]); }},

    {.id = "wgan_critic",
     .title = "Wasserstein critic",
     .family = Family::Adversarial,
     .aliases = {"wgan"},
     .inputs = kCritic,
     .facts = {.convex = true},
     .use =
         "With a Lipschitz critic (clipped or penalised) the loss estimates a distance that can be watched.",
     .avoid = "Alone: without a bound on the critic it runs to −∞.",
     .cite = "Arjovsky, Chintala & Bottou 2017, arXiv:1701.07875, algorithm 1: f − r",
     .cases = {{{{0}, {0}}, 0}, {{{2}, {-1}}, -3}, {{{-1}, {4}}, 5}},
     .build = [](const LossArgs& a) { return a["fake"] - a["real"]; }},

    {.id = "wgan_generator",
     .title = "Wasserstein generator",
     .family = Family::Adversarial,
     .inputs = kGenerator,
     .facts = {.convex = true},
     .use = "With the Wasserstein or hinge critic.",
     .avoid = "With a cross-entropy critic.",
     .cite = "Arjovsky, Chintala & Bottou 2017, arXiv:1701.07875, algorithm 1: −f",
     .cases = {{{{0}}, 0}, {{{2}}, -2}, {{{-3}}, 3}},
     .build = [](const LossArgs& a) { return -a["fake"]; }},

    {.id = "wgan_gp",
     .title = "Gradient penalty",
     .family = Family::Adversarial,
     .aliases = {"gradient_penalty"},
     .inputs = kInputGradient,
     .params = {{"weight", 10, {0, 100}, "Strength."},
                {"norm", 1, {0, 10}, "Length that the gradient should have."}},
     .use = "The critic should be 1-Lipschitz: its gradient at points between real and fake should have "
            "length 1.",
     .avoid = "Steps must be cheap: its gradient needs second derivatives of the critic.",
     .cite = "Gulrajani et al. 2017, arXiv:1704.00028, eq. 3: λ(‖∇D‖ − 1)²; subgradient 0 at a zero gradient",
     .formula = R"(\lambda (\|\nabla D(\hat x)\| - 1)^2)",
     .gradient_formula = R"(2\lambda (\|g\| - 1)\frac{g}{\|g\|})",
     .cases = {{{{3, 4}}, 160}, {{{0.6, 0.8}}, 0}, {{{0, 0}}, 10}, {{{3, 4}}, 16, {{"weight", 1}}}},
     .build = [](const LossArgs& a) { return a["weight"] * square(length(a["gradient"]) - a["norm"]); }},

    {.id = "wgan_lp",
     .title = "One-sided gradient penalty",
     .family = Family::Adversarial,
     .inputs = kInputGradient,
     .params = {{"weight", 10, {0, 100}, "Strength."},
                {"norm", 1, {0, 10}, "Length from which on it is penalised."}},
     .facts = {.convex = true},
     .use = "As the gradient penalty, leaving gradients below 1 alone, as the theory asks.",
     .avoid = "Steps must be cheap.",
     .cite = "Petzka, Fischer & Lukovnikov 2018, arXiv:1709.08894, eq. 8: λ·max(0, ‖∇D‖ − 1)²",
     .formula = R"(\lambda \max(0, \|\nabla D(\hat x)\| - 1)^2)",
     .gradient_formula = R"(2\lambda \max(0, \|g\| - 1)\frac{g}{\|g\|})",
     .cases = {{{{3, 4}}, 160}, {{{0.3, 0.4}}, 0}, {{{0, 0}}, 0}},
     .build =
         [](const LossArgs& a) { return a["weight"] * square(relu(length(a["gradient"]) - a["norm"])); }},

    {.id = "r1_penalty",
     .title = "R1 penalty",
     .family = Family::Adversarial,
     .aliases = {"r1", "r2_penalty"},
     .inputs = kInputGradient,
     .params = {{"weight", 10, {0, 100}, "Strength γ."}},
     .facts = {.convex = true},
     .use =
         "The critic's gradient at real samples (R2: at fakes) should vanish, which makes training converge.",
     .avoid = "Steps must be cheap: second order.",
     .cite = "Mescheder, Geiger & Nowozin 2018, arXiv:1801.04406, eq. 9: γ/2·‖∇D‖²",
     .formula = R"(\frac{\gamma}{2}\|\nabla D(x)\|^2)",
     .gradient_formula = R"(\gamma\, g)",
     .cases = {{{{3, 4}}, 125}, {{{0, 0}}, 0}, {{{1, 1}}, 1, {{"weight", 1}}}},
     .build = [](const LossArgs& a) { return 0.5 * a["weight"] * sum(square(a["gradient"]), 0); }},

    {.id = "gan_hinge",
     .title = "Hinge GAN, critic",
     .family = Family::Adversarial,
     .aliases = {"hinge_discriminator"},
     .inputs = kCritic,
     .facts = {.convex = true},
     .use = "Large-scale image GANs, with the Wasserstein generator's loss.",
     .avoid = "Scores need to be probabilities.",
     .cite = "Lim & Ye 2017, arXiv:1705.02894; Miyato et al. 2018: max(0, 1 − r) + max(0, 1 + f), gradient 0 "
             "at the margins",
     .cases = {{{{0}, {0}}, 2}, {{{2}, {-3}}, 0}, {{{-1}, {0.5}}, 3.5}},
     .build = [](const LossArgs& a) { return relu(1.0 - a["real"]) + relu(1.0 + a["fake"]); }},

    {.id = "relativistic_discriminator",
     .title = "Relativistic average GAN, critic",
     .family = Family::Adversarial,
     .aliases = {"ragan"},
     .inputs = kCritic,
     .facts = {.convex = true},
     .use = "The critic should say that real samples are more real than the average fake, not real as such.",
     .avoid = "Batches are small: the averages are noise.",
     .cite = "Jolicoeur-Martineau 2018, arXiv:1807.00734, eq. 6–7: sp(−(r − f̄)) + sp(f − r̄); averages over "
             "the whole batch carry gradients",
     .formula = R"(\mathrm{softplus}(-(r_i - \bar f)) + \mathrm{softplus}(f_i - \bar r))",
     .gradient_formula = R"(r_i:\ -\sigma(\bar f - r_i) - \frac{1}{n}\sum_j \sigma(f_j - \bar r))",
     .cases = {{{{0}, {0}}, 1.3862943611198906},
               {{{2}, {-1}}, 0.09717470314748412},
               {{{1, 3}, {0, 0}}, 0.6157050611779099, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value real = a["real"], fake = a["fake"];
           return softplus(mean(fake) - real) + softplus(fake - mean(real));
         }},

    {.id = "relativistic_generator",
     .title = "Relativistic average GAN, generator",
     .family = Family::Adversarial,
     .inputs = kCritic,
     .facts = {.convex = true},
     .use = "With the relativistic critic: roles of real and fake exchanged.",
     .avoid = "With any other critic.",
     .cite = "Jolicoeur-Martineau 2018, arXiv:1807.00734, eq. 6–7: sp(−(f − r̄)) + sp(r − f̄)",
     .formula = R"(\mathrm{softplus}(-(f_i - \bar r)) + \mathrm{softplus}(r_i - \bar f))",
     .gradient_formula = R"(f_i:\ -\sigma(\bar r - f_i) - \frac{1}{n}\sum_j \sigma(r_j - \bar f))",
     .cases = {{{{0}, {0}}, 1.3862943611198906},
               {{{2}, {-1}}, 6.097174703147484},
               {{{1, 3}, {0, 0}}, 8.61570506117791, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value real = a["real"], fake = a["fake"];
           return softplus(mean(real) - fake) + softplus(real - mean(fake));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(adversarial, kEntries);

}  // namespace losscape
