// SPDX-License-Identifier: Apache-2.0
// Terms around training: federated and transfer anchors, learning without forgetting, explanations,
// curricula, learned and resource-aware losses. L: the loss of a sample.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kAnchored = {{"parameters", Role::Prediction, Domain::Real, "P"},
                                                        {"anchor", Role::Target, Domain::Real, "P"}};
constexpr std::initializer_list<LossInput> kLosses = {{"losses", Role::Prediction, Domain::NonNegative}};

Value drift(const LossArgs& a) { return sum(square(a["parameters"] - a["anchor"])); }

// Lambert's W, w·e^w = x, at max(x, −1/e): the series at the branch point below 0, log(1 + x) above, then
// Halley's steps. The step's denominator is 0 only at W = −1, which the series meets exactly.
Value lambert_w(Value x) {
  constexpr double kE = 2.71828182845904523536;
  const Value p = sqrt(relu(2.0 * (kE * x + 1.0)));
  Value w = where(less(x, 0.0), -1.0 + p * (1.0 - p * (1.0 / 3 - 11.0 / 72 * p)), log1p(relu(x)));
  const Value held = max(x, -1 / kE);
  for (int step = 0; step < 5; ++step) {
    const Value grown = exp(w), error = w * grown - held;
    w = w - ratio_or_zero(error, grown * (w + 1.0) - ratio_or_zero((w + 2.0) * error, 2.0 * w + 2.0));
  }
  return w;
}

constexpr LossEntry kEntries[] = {
    {.id = "fedprox",
     .title = "FedProx",
     .family = Family::Continual,
     .inputs = kAnchored,
     .result = Result::Batch,
     .params = {{"weight", 0.1, {0, 10}, "Strength μ."}},
     .facts = {.convex = true},
     .use = "Clients with different data train apart and should not drift from the shared model.",
     .avoid = "All clients see the same distribution.",
     .cite = "Li et al. 2020, arXiv:1812.06127, eq. 2: μ/2·‖w − w_g‖²",
     .formula = R"(\frac{\mu}{2}\|w - w_g\|^2)",
     .gradient_formula = R"(\mu (w - w_g))",
     .cases = {{{{1, 2}, {0, 0}}, 0.25}, {{{1, 2}, {1, 2}}, 0}, {{{3}, {1}}, 2, {{"weight", 1}}}},
     .build = [](const LossArgs& a) { return 0.5 * a["weight"] * drift(a); }},

    {.id = "l2_sp",
     .title = "L2 towards a starting point",
     .family = Family::Continual,
     .inputs = kAnchored,
     .result = Result::Batch,
     .params = {{"weight", 0.01, {0, 10}, "Strength."}},
     .facts = {.convex = true},
     .use = "Fine-tuning: weights should stay near the pretrained ones rather than near 0.",
     .avoid = "The pretrained task is unrelated.",
     .cite = "Li, Grandvalet & Davoine 2018, arXiv:1802.01483, eq. 2: λ/2·‖w − w⁰‖²",
     .formula = R"(\frac{\lambda}{2}\|w - w^0\|^2)",
     .gradient_formula = R"(\lambda (w - w^0))",
     .cases = {{{{1, 2}, {0, 0}}, 0.025}, {{{1, 2}, {1, 2}}, 0}, {{{3}, {1}}, 2, {{"weight", 1}}}},
     .build = [](const LossArgs& a) { return 0.5 * a["weight"] * drift(a); }},

    {.id = "lwf",
     .title = "Learning without forgetting",
     .family = Family::Continual,
     .aliases = {"learning_without_forgetting"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"old", Role::Prediction, Domain::Real, "KN"},
                {"teacher", Role::Target, Domain::Real, "KN"}},
     .params = {{"weight", 1, {0, 10}, "Weight of remembering."},
                {"temperature", 2, {0.5, 20}, "Of the remembered distributions.", Scale::Log}},
     .facts = {.convex = true},
     .use =
         "New classes without the old data: outputs of the old classes should stay what the old model said.",
     .avoid = "New inputs look nothing like the old ones.",
     .cite = "Li & Hoiem 2017, arXiv:1606.09282, eq. 3: CE on the new classes + λ·T²·KL on the old",
     .formula =
         R"(\mathrm{CE}(z, y) + \lambda T^2\,\mathrm{KL}(\mathrm{softmax}(t/T)\,\|\,\mathrm{softmax}(o/T)))",
     .gradient_formula =
         R"(z_c:\ p_c - [c = y],\ o_k:\ \lambda T(\mathrm{softmax}(o/T)_k - \mathrm{softmax}(t/T)_k))",
     .cases = {{{{0, 0}, {0}, {1, 2}, {1, 2}}, 0.6931471805599453},
               {{{0, 0}, {0}, {0, 0}, {1e4, 0}}, 3.4657359027997265},
               {{{0, 0}, {0}, {0, 0}, {1e4, 0}}, 0.6931471805599453, {{"weight", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value t = a["temperature"];
           const Value now = log_softmax(a["old"] / t, 0), then = log_softmax(a["teacher"] / t, 0);
           const Value kept = sum(where(equal(exp(then), 0.0), 0.0, exp(then) * (then - now)), 0);
           return a["weight"] * square(t) * kept - log_probability(a.prediction, a.target);
         }},

    {.id = "right_for_right_reasons",
     .title = "Right for the right reasons",
     .family = Family::Regularisation,
     .aliases = {"rrr"},
     .inputs = {{"gradient", Role::Prediction, Domain::Real, "DN"},
                {"mask", Role::Weight, Domain::Mask, "DN"}},
     .params = {{"weight", 10, {0, 1000}, "Strength.", Scale::Linear}},
     .facts = {.convex = true},
     .use =
         "Inputs marked by the mask must not explain the decision: shortcuts, watermarks, protected traits.",
     .avoid = "Networks of relu only with hard masks: second derivatives vanish almost everywhere.",
     .cite = "Ross, Hughes & Doshi-Velez 2017, arXiv:1703.03717, eq. 1: λΣ(A∘∂Σlog p/∂x)², the gradient "
             "taken from the graph",
     .formula = R"(\lambda\sum_d (A_d\, g_d)^2,\ g = \frac{\partial}{\partial x}\sum_c \log p_c)",
     .gradient_formula = R"(2\lambda A_d^2 g_d)",
     .cases = {{{{1, 2}, {1, 0}}, 10}, {{{1, 2}, {0, 0}}, 0}, {{{1, 2}, {1, 1}}, 5, {{"weight", 1}}}},
     .build = [](const LossArgs& a) { return a["weight"] * sum(square(a["mask"] * a["gradient"]), 0); }},

    {.id = "attribution_smoothness",
     .title = "Smooth attributions",
     .family = Family::Regularisation,
     .aliases = {"attribution_prior"},
     .inputs = {{"gradient", Role::Prediction, Domain::Real, "DN"}},
     .params = {{"weight", 1, {0, 100}, "Strength."}},
     .facts = {.convex = true},
     .use = "Neighbouring inputs should matter about equally: time steps, pixels, positions.",
     .avoid = "Inputs have no order.",
     .cite = "Erion et al. 2021, arXiv:1906.10670, the pixel prior in one dimension: λΣ|g_{d+1} − g_d|; "
             "gradient 0 at equality",
     .formula = R"(\lambda\sum_d |g_{d+1} - g_d|)",
     .gradient_formula = R"(\lambda(\mathrm{sign}(g_d - g_{d-1}) - \mathrm{sign}(g_{d+1} - g_d)))",
     .cases = {{{{1, 3, 2}}, 3}, {{{4, 4, 4}}, 0}, {{{1, 3, 2}}, 6, {{"weight", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value g = a["gradient"];
           const int d = g.shape()[0];
           return a["weight"] * sum(abs(slice(g, 0, 1, d - 1) - slice(g, 0, 0, d - 1)), 0);
         }},

    {.id = "self_paced_hard",
     .title = "Self-paced, hard",
     .family = Family::Curriculum,
     .aliases = {"self_paced"},
     .inputs = kLosses,
     .params = {{"age",
                 1,
                 {0.01, 20},
                 "Samples with a loss below this take part; it grows during training.",
                 Scale::Log}},
     .use = "Start with easy samples and let harder ones in as the model matures.",
     .avoid = "Hard samples are the rare class you need.",
     .cite = "Kumar, Packer & Koller 2010; min over v of v·L − λ·v: L − λ below λ, else 0; a tie does not "
             "take part",
     .cases = {{{{0.25}}, -0.75}, {{{1}}, 0}, {{{3}}, 0}, {{{3}}, -2, {{"age", 5}}}},
     .build =
         [](const LossArgs& a) {
           const Value l = a["losses"], age = a["age"];
           return where(less(l, age), l - age, 0.0);
         }},

    {.id = "self_paced_linear",
     .title = "Self-paced, linear",
     .family = Family::Curriculum,
     .inputs = kLosses,
     .params = {{"age", 1, {0.01, 20}, "Loss from which a sample does not take part.", Scale::Log}},
     .use = "As hard self-pacing, with weights that fade from 1 to 0.",
     .avoid = "Hard samples are the rare class you need.",
     .cite = "Jiang et al. 2014, doi:10.1145/2647868.2654918: min over v of v·L + λ(v²/2 − v), which is "
             "−λ/2·max(0, 1 − L/λ)²; its "
             "slope is the weight v",
     .cases = {{{{0.5}}, -0.125}, {{{1}}, 0}, {{{3}}, 0}, {{{0}}, -2.5, {{"age", 5}}}},
     .build =
         [](const LossArgs& a) {
           const Value age = a["age"];
           return -0.5 * age * square(relu(1.0 - a["losses"] / age));
         }},

    {.id = "superloss",
     .title = "SuperLoss",
     .family = Family::Curriculum,
     .inputs = kLosses,
     .params = {{"tau", 0.6931471805599453, {-5, 10}, "Loss that separates easy from hard, such as log C."},
                {"strength", 1, {0.05, 10}, "Large leaves all samples alike.", Scale::Log}},
     .facts = {.stops_gradient = true},
     .use =
         "A curriculum on top of any loss without bookkeeping: hard samples fade, easy ones are emphasised.",
     .avoid = "Hard samples are the rare class you need.",
     .cite = "Castells, Weinzaepfel & Revaud 2020 (NeurIPS 33), eq. 2–5: (L − τ)σ + λ·log²σ, σ = "
             "exp(−W(½max(−2/e, (L − τ)/λ))) "
             "held constant, W Lambert's function",
     .formula =
         R"((L - \tau)\,\sigma + \lambda\log^2\sigma,\ \sigma = \exp\Big(-W\Big(\tfrac{1}{2}\max\Big(-\tfrac{2}{e}, \tfrac{L - \tau}{\lambda}\Big)\Big)\Big))",
     .gradient_formula = R"(\sigma)",
     // L = τ: σ = 1;  β = 2e: W(e) = 1, σ = 1/e: 2e/e + 1;  β = −2/e: σ = e: −2 + 1
     .cases = {{{{0.5}}, 0, {{"tau", 0.5}}},
               {{{5.43656365691809}}, 3, {{"tau", 0}}},
               {{{0}}, -1, {{"tau", 0.7357588823428847}}, 1, 1e-6}},
     .build =
         [](const LossArgs& a) {
           const Value off = a["losses"] - a["tau"], lambda = a["strength"];
           const Value log_sigma = stop_gradient(-lambert_w(0.5 * off / lambda));
           return off * exp(log_sigma) + lambda * square(log_sigma);
         }},

    {.id = "baikal",
     .title = "Baikal",
     .family = Family::Special,
     .inputs = {{"prediction", Role::Prediction, Domain::Distribution, "CN"},
                {"target", Role::Target, Domain::Distribution, "CN"}},
     .facts = {.convex = true},
     .use =
         "To look at a loss that evolution found, and why its pull towards a middle confidence regularises.",
     .avoid = "Probabilities may reach 0: 1/p explodes.",
     .cite = "Gonzalez & Miikkulainen 2020, arXiv:1905.11528, eq. 3: −(1/C)Σ(log p_c − y_c/p_c)",
     .formula = R"(-\frac{1}{C}\sum_c \Big(\log p_c - \frac{y_c}{p_c}\Big))",
     .gradient_formula = R"(-\frac{1}{C}\Big(\frac{1}{p_c} + \frac{y_c}{p_c^2}\Big))",
     .cases = {{{{0.5, 0.5}, {1, 0}}, 1.6931471805599454},
               {{{0.5, 0.5}, {0, 0}}, 0.6931471805599453},
               {{{1}, {1}}, 1}},
     .build = [](const LossArgs& a) { return mean(a.target / a.prediction - log(a.prediction), 0); }},

    {.id = "expected_latency",
     .title = "Expected latency",
     .family = Family::Special,
     .aliases = {"latency_aware_nas"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "KN"},
                {"latency", Role::Weight, Domain::Positive, "K1"}},
     .params = {{"weight", 1, {0, 10}, "Strength."}},
     .use = "A choice between operations is learned and slow ones should be chosen only if they pay.",
     .avoid = "Latencies do not add up: parallel or cached operations.",
     .cite = "Cai, Zhu & Han 2019, arXiv:1812.00332, eq. 5: λΣ softmax(a)·latency",
     .formula = R"(\lambda\sum_k \mathrm{softmax}(a)_k\,\ell_k)",
     .gradient_formula = R"(\lambda\,p_k(\ell_k - \sum_j p_j\ell_j))",
     .cases = {{{{0, 0}, {1, 3}}, 2}, {{{1000, 0}, {1, 3}}, 1}, {{{0, 0}, {1, 3}}, 1, {{"weight", 0.5}}}},
     .build =
         [](const LossArgs& a) { return a["weight"] * sum(softmax(a.prediction, 0) * a["latency"], 0); }},

    {.id = "latency_weighted",
     .title = "Latency-weighted",
     .family = Family::Special,
     .aliases = {"fbnet"},
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative},
                {"latency", Role::Prediction, Domain::Positive}},
     .params = {{"alpha", 0.2, {0.01, 10}, "Overall size.", Scale::Log},
                {"beta", 0.6, {0.1, 2}, "How much latency matters."}},
     .use = "An architecture search should trade error for latency by ratio rather than by difference.",
     .avoid = "Latency comes below 1 in the unit used: its logarithm is then held at 1e-6.",
     .cite = "Wu et al. 2019, arXiv:1812.03443, eq. 2: L·α·log(latency)^β",
     .cases = {{{{2}, {2.718281828459045}}, 0.4},
               {{{1}, {54.598150033144236}}, 1.6, {{"alpha", 0.4}, {"beta", 1}}},
               {{{0}, {10}}, 0}},
     .build =
         [](const LossArgs& a) {
           return a["losses"] * (a["alpha"] * pow(max(log(a["latency"]), 1e-6), a["beta"]));
         }},

    {.id = "flops_penalty",
     .title = "Expected cost of gates",
     .family = Family::Special,
     .aliases = {"energy_regulariser"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "P"},
                {"cost", Role::Weight, Domain::Positive, "P"}},
     .result = Result::Batch,
     .params = {{"weight", 1, {0, 10}, "Strength."}},
     .use = "Gates of channels or blocks are learned and the expected share of the full cost should fall.",
     .avoid = "Gates are free of cost differences: L1 does the same.",
     .cite = "No standard form exists; the share λΣσ(g)f/Σf, as in Louizos, Welling & Kingma 2018, "
             "arXiv:1712.01312, with costs for counts",
     .formula = R"(\lambda\frac{\sum_i \sigma(g_i) f_i}{\sum_i f_i})",
     .gradient_formula = R"(\lambda\,\sigma'(g_i)\frac{f_i}{\sum_j f_j})",
     .cases = {{{{0, 0}, {1, 3}}, 0.5}, {{{1e4, -1e4}, {1, 3}}, 0.25}, {{{0}, {7}}, 1, {{"weight", 2}}}},
     .build =
         [](const LossArgs& a) {
           return a["weight"] * sum(sigmoid(a.prediction) * a["cost"]) / sum(a["cost"]);
         }},

    {.id = "quantum_infidelity",
     .title = "Quantum infidelity",
     .family = Family::Special,
     .aliases = {"state_infidelity"},
     .inputs = {{"real", Role::Prediction, Domain::Real, "DN"},
                {"imaginary", Role::Prediction, Domain::Real, "DN"},
                {"target_real", Role::Target, Domain::Real, "DN"},
                {"target_imaginary", Role::Target, Domain::Real, "DN"}},
     .use = "Amplitudes of a state should match a target up to their common phase.",
     .avoid = "States are mixed.",
     .cite = "Jozsa 1994, doi:10.1080/09500349414552171: 1 − |⟨ψ|φ⟩|², both sides normalised; 1 for a zero "
             "vector",
     .formula = R"(1 - \frac{|\langle\psi|\varphi\rangle|^2}{\|\psi\|^2\|\varphi\|^2})",
     .gradient_formula =
         R"(-\frac{2\,\mathrm{Re}(\overline{\langle\psi|\varphi\rangle}\,\partial\langle\psi|\varphi\rangle)}{\|\psi\|^2\|\varphi\|^2} + \ldots)",
     .cases = {{{{1, 0}, {0, 0}, {1, 0}, {0, 0}}, 0},
               {{{1, 0}, {0, 0}, {0, 3}, {0, 0}}, 1},
               {{{1, 1}, {0, 0}, {0, 0}, {2, 0}}, 0.5}},
     .build =
         [](const LossArgs& a) {
           const Value x = a["real"], y = a["imaginary"], u = a["target_real"], v = a["target_imaginary"];
           const Value own[] = {x, y}, other[] = {u, v}, turned[] = {v, -u};
           const Value psi = unit(concat(own, 0));
           return 1.0 - square(sum(psi * unit(concat(other, 0)), 0)) -
                  square(sum(psi * unit(concat(turned, 0)), 0));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(training_terms, kEntries);

}  // namespace losscape
