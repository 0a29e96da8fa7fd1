// SPDX-License-Identifier: Apache-2.0
// Terms beside the loss of the data: many tasks, parameters and their anchors, curricula, gradients of the
// model. Penalties of a whole parameter vector are one number; w: parameters [P], w*: where they should stay.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kParameters = {
    {"parameters", Role::Prediction, Domain::Real, "P"}};
constexpr std::initializer_list<LossInput> kAnchored = {
    {"parameters", Role::Prediction, Domain::Real, "P"},
    {"anchor", Role::Target, Domain::Real, "P"},
    {"importance", Role::Weight, Domain::NonNegative, "P"}};

constexpr Parameter kStrength(double value, double high = 10) {
  return {"weight", value, {0, high}, "Strength."};
}

Value drift(const LossArgs& a) { return square(a["parameters"] - a["anchor"]); }

constexpr LossEntry kEntries[] = {
    {.id = "weighted_sum",
     .title = "Weighted sum of tasks",
     .family = Family::MultiTask,
     .aliases = {"static_weights"},
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative, "K"},
                {"weights", Role::Weight, Domain::NonNegative, "K"}},
     .result = Result::Batch,
     .facts = {.convex = true},
     .use = "You know what each task is worth.",
     .avoid = "Scales of the losses change during training.",
     .cite = "The definition: Σ w_i·L_i",
     .formula = R"(\sum_i w_i L_i)",
     .gradient_formula = R"(w_i)",
     .cases = {{{{1, 2}, {3, 4}}, 11}, {{{1, 2}, {0, 0}}, 0}, {{{5}, {2}}, 10}},
     .build = [](const LossArgs& a) { return sum(a["weights"] * a["losses"]); }},

    {.id = "uncertainty_weighting",
     .title = "Uncertainty weighting, regression",
     .family = Family::MultiTask,
     .aliases = {"kendall_weighting"},
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative, "K"},
                {"log_variance", Role::Prediction, Domain::Real, "K"}},
     .result = Result::Batch,
     .facts = {.finite_to = 80},
     .use = "Tasks of different scale are trained together: each learns its own weight.",
     .avoid = "A loss can be negative: its weight then runs away.",
     .cite = "Kendall, Gal & Cipolla 2018, arXiv:1705.07115, eq. 7 with s = log σ²: Σ ½e^(−s)·L + ½s",
     .formula = R"(\sum_i \tfrac{1}{2}e^{-s_i}L_i + \tfrac{1}{2}s_i)",
     .gradient_formula = R"(L_i:\ \tfrac{1}{2}e^{-s_i},\ s_i:\ \tfrac{1}{2}(1 - e^{-s_i}L_i))",
     .cases = {{{{1, 2}, {0, 0}}, 1.5}, {{{4}, {1.3862943611198906}}, 1.1931471805599454}, {{{0}, {2}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Value s = a["log_variance"];
           return sum(0.5 * (exp(-s) * a["losses"] + s));
         }},

    {.id = "uncertainty_weighting_classification",
     .title = "Uncertainty weighting, classification",
     .family = Family::MultiTask,
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative, "K"},
                {"log_variance", Role::Prediction, Domain::Real, "K"}},
     .result = Result::Batch,
     .facts = {.finite_to = 80},
     .use = "As uncertainty weighting, for tasks whose loss is a cross-entropy.",
     .avoid = "Squared errors: they have the form with ½.",
     .cite = "Kendall, Gal & Cipolla 2018, arXiv:1705.07115, eq. 10: Σ e^(−s)·L + ½s",
     .formula = R"(\sum_i e^{-s_i}L_i + \tfrac{1}{2}s_i)",
     .gradient_formula = R"(L_i:\ e^{-s_i},\ s_i:\ \tfrac{1}{2} - e^{-s_i}L_i)",
     .cases = {{{{1, 2}, {0, 0}}, 3}, {{{4}, {1.3862943611198906}}, 1.6931471805599454}, {{{0}, {2}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Value s = a["log_variance"];
           return sum(exp(-s) * a["losses"] + 0.5 * s);
         }},

    {.id = "uncertainty_weighting_liebel",
     .title = "Uncertainty weighting, positive",
     .family = Family::MultiTask,
     .aliases = {"automatic_weighted_loss"},
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative, "K"},
                {"scale", Role::Prediction, Domain::Positive, "K"}},
     .result = Result::Batch,
     .use = "As uncertainty weighting, with a total that can never become negative.",
     .avoid = "Scales may pass through 0.",
     .cite = "Liebel & Körner 2018, arXiv:1805.06334, eq. 3: Σ L/(2c²) + log(1 + c²)",
     .formula = R"(\sum_i \frac{L_i}{2c_i^2} + \log(1 + c_i^2))",
     .gradient_formula = R"(c_i:\ -\frac{L_i}{c_i^3} + \frac{2c_i}{1 + c_i^2})",
     .cases = {{{{1, 2}, {1, 1}}, 2.886294361119891},
               {{{8}, {2}}, 2.6094379124341005},
               {{{0}, {1}}, 0.6931471805599453}},
     .build =
         [](const LossArgs& a) {
           const Value c2 = square(a["scale"]);
           return sum(0.5 * a["losses"] / c2 + log1p(c2));
         }},

    {.id = "dynamic_weight_average",
     .title = "Dynamic weight average",
     .family = Family::MultiTask,
     .aliases = {"dwa"},
     .inputs = {{"losses", Role::Prediction, Domain::NonNegative, "K"},
                {"last", Role::Weight, Domain::Positive, "K"},
                {"before", Role::Weight, Domain::Positive, "K"}},
     .result = Result::Batch,
     .params = {{"temperature", 2, {0.1, 20}, "Large makes all weights equal.", Scale::Log}},
     .facts = {.convex = true},
     .use = "Tasks that stopped improving should get more weight, without a second backward pass.",
     .avoid = "Losses are noisy from epoch to epoch.",
     .cite = "Liu, Johns & Davison 2019, arXiv:1803.10704, eq. 7: K·softmax(L(t−1)/L(t−2)/T); give equal "
             "ones for two epochs",
     .formula = R"(\sum_i w_i L_i,\ w = K\,\mathrm{softmax}\Big(\frac{L(t-1)}{T\,L(t-2)}\Big))",
     .gradient_formula = R"(w_i)",
     .cases = {{{{1, 2}, {1, 1}, {1, 1}}, 3},
               {{{1, 0}, {2, 1}, {1, 1}}, 1.2449186624037092},
               {{{1, 0}, {2, 1}, {1, 1}}, 1.4621171572600098, {{"temperature", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value rate = a["last"] / a["before"];
           return sum(softmax(rate / a["temperature"], 0) * a["losses"]) * rate.shape()[0];
         }},

    {.id = "gradnorm",
     .title = "GradNorm",
     .family = Family::MultiTask,
     .inputs = {{"gradient_norms", Role::Prediction, Domain::NonNegative, "K"},
                {"losses", Role::Weight, Domain::Positive, "K"},
                {"first_losses", Role::Weight, Domain::Positive, "K"}},
     .result = Result::Batch,
     .params = {{"alpha", 1.5, {0, 3}, "How strongly slow tasks are favoured."}},
     .facts = {.convex = true, .stops_gradient = true},
     .use = "To train the tasks' weights so that all tasks learn at similar speed.",
     .avoid = "The model has no shared last layer whose gradients could be compared.",
     .cite = "Chen et al. 2018, arXiv:1711.02257, eq. 2: Σ|G_i − Ḡ·r_i^α|, the goal held constant",
     .formula =
         R"(\sum_i |G_i - \bar G r_i^\alpha|,\ r_i = \frac{L_i / L_i(0)}{\frac{1}{K}\sum_j L_j / L_j(0)})",
     .gradient_formula = R"(\mathrm{sign}(G_i - \bar G r_i^\alpha))",
     .cases = {{{{1, 3}, {1, 1}, {1, 1}}, 2},
               {{{2, 2}, {1, 1}, {1, 1}}, 0},
               {{{2, 2}, {1, 3}, {1, 1}}, 2, {{"alpha", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value rate = a["losses"] / a["first_losses"];
           const Value goal = mean(a["gradient_norms"]) * pow(rate / mean(rate), a["alpha"]);
           return sum(abs(a["gradient_norms"] - stop_gradient(goal)));
         }},

    {.id = "geometric_mean",
     .title = "Geometric mean of tasks",
     .family = Family::MultiTask,
     .aliases = {"geometric_loss"},
     .inputs = {{"losses", Role::Prediction, Domain::Positive, "K"}},
     .result = Result::Batch,
     .use = "Relative improvements of all tasks should count the same whatever their scale.",
     .avoid = "A task can reach exactly 0.",
     .cite = "Chennupati et al. 2019, arXiv:1904.08492, eq. 4: (Π L_i)^(1/K), by logarithms",
     .formula = R"(\Big(\prod_i L_i\Big)^{1/K})",
     .gradient_formula = R"(\frac{1}{K L_i}\Big(\prod_j L_j\Big)^{1/K})",
     .cases = {{{{1, 4}}, 2}, {{{5}}, 5}, {{{2, 4, 8}}, 4}},
     .build = [](const LossArgs& a) { return exp(mean(log(a["losses"]))); }},

    {.id = "l1_penalty",
     .title = "L1 penalty",
     .family = Family::Regularisation,
     .aliases = {"lasso"},
     .inputs = kParameters,
     .result = Result::Batch,
     .params = {kStrength(1)},
     .facts = {.convex = true},
     .use = "Weights that are not needed should become exactly 0.",
     .avoid = "Plain gradient steps: they hover around 0; use a proximal step.",
     .cite = "Tibshirani 1996, doi:10.1111/j.2517-6161.1996.tb02080.x; λΣ|w|, gradient 0 at 0",
     .formula = R"(\lambda\sum_i |w_i|)",
     .gradient_formula = R"(\lambda\,\mathrm{sign}(w_i))",
     .cases = {{{{1, -2}}, 3}, {{{0, 0}}, 0}, {{{1, -2}}, 1.5, {{"weight", 0.5}}}},
     .build = [](const LossArgs& a) { return a["weight"] * sum(abs(a["parameters"])); }},

    {.id = "l2_penalty",
     .title = "L2 penalty (weight decay)",
     .family = Family::Regularisation,
     .aliases = {"ridge", "tikhonov"},
     .inputs = kParameters,
     .result = Result::Batch,
     .params = {kStrength(1)},
     .facts = {.convex = true},
     .use = "Weights should stay small; the gradient is λw, as weight_decay adds it.",
     .avoid = "With adaptive optimisers: decoupled decay (AdamW) is not the same.",
     .cite = "Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634; λ/2·Σw², PyTorch's weight_decay "
             "(Keras' L2 has no ½)",
     .formula = R"(\frac{\lambda}{2}\sum_i w_i^2)",
     .gradient_formula = R"(\lambda w_i)",
     .cases = {{{{1, -2}}, 2.5}, {{{0, 0}}, 0}, {{{3}}, 0.45, {{"weight", 0.1}}}},
     .build = [](const LossArgs& a) { return 0.5 * a["weight"] * sum(square(a["parameters"])); }},

    {.id = "elastic_net",
     .title = "Elastic net",
     .family = Family::Regularisation,
     .inputs = kParameters,
     .result = Result::Batch,
     .params = {kStrength(1), {"l1_ratio", 0.5, {0, 1}, "Share of L1."}},
     .facts = {.convex = true},
     .use = "Sparse weights while groups of correlated inputs stay together.",
     .avoid = "One of the two penalties is enough: there is one more number to tune.",
     .cite =
         "Zou & Hastie 2005, doi:10.1111/j.1467-9868.2005.00503.x; scikit-learn: λ(ρΣ|w| + (1 − ρ)/2·Σw²)",
     .formula = R"(\lambda\sum_i \rho|w_i| + \frac{1 - \rho}{2}w_i^2)",
     .gradient_formula = R"(\lambda(\rho\,\mathrm{sign}(w_i) + (1 - \rho)w_i))",
     .cases = {{{{1, -2}}, 2.75}, {{{1, -2}}, 3, {{"l1_ratio", 1}}}, {{{1, -2}}, 2.5, {{"l1_ratio", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value w = a["parameters"], ratio = a["l1_ratio"];
           return a["weight"] * (ratio * sum(abs(w)) + 0.5 * (1.0 - ratio) * sum(square(w)));
         }},

    {.id = "group_lasso",
     .title = "Group lasso",
     .family = Family::Regularisation,
     .inputs = {{"parameters", Role::Prediction, Domain::Real, "DG"}},
     .result = Result::Batch,
     .params = {kStrength(1)},
     .facts = {.convex = true},
     .use = "Whole units or channels should vanish together: a column is a group.",
     .avoid = "Groups overlap.",
     .cite = "Yuan & Lin 2006, doi:10.1111/j.1467-9868.2005.00532.x: λΣ√d·‖w_g‖; gradient 0 at a zero group",
     .formula = R"(\lambda\sqrt{d}\sum_g \|w_g\|)",
     .gradient_formula = R"(\lambda\sqrt{d}\,\frac{w_g}{\|w_g\|})",
     .cases = {{{{3}}, 3}, {{{0}}, 0}, {{{-2}}, 1, {{"weight", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const double d = a["parameters"].shape()[0];
           return a["weight"] * sum(length(a["parameters"])) * std::sqrt(d);
         }},

    {.id = "orthogonality",
     .title = "Orthogonality penalty",
     .family = Family::Regularisation,
     .inputs = {{"parameters", Role::Prediction, Domain::Real, "DG"}},
     .result = Result::Batch,
     .params = {kStrength(1)},
     .use = "Columns of a weight matrix should be orthonormal: steady signals in deep or recurrent nets.",
     .avoid = "The matrix has more columns than rows: they cannot be orthogonal.",
     .cite = "Brock et al. 2017, arXiv:1609.07093, eq. 2: λ‖WᵀW − I‖²_F",
     .formula = R"(\lambda\|W^\top W - I\|_F^2)",
     .gradient_formula = R"(4\lambda\,W(W^\top W - I))",
     .cases = {{{{1}}, 0}, {{{2}}, 9}, {{{0}}, 0.5, {{"weight", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const Value w = a["parameters"], gram = matmul(w, w, true, false);
           const int g = gram.shape()[0];
           return a["weight"] * sum(square(gram - equal(iota(a.graph(), 2, 0, g), iota(a.graph(), 2, 1, g))));
         }},

    {.id = "sparse_kl",
     .title = "Sparse activations, KL",
     .family = Family::Regularisation,
     .aliases = {"sparse_autoencoder"},
     .inputs = {{"activations", Role::Prediction, Domain::Probability, "DN"}},
     .result = Result::Batch,
     .params = {{"rho", 0.05, {0.001, 0.5}, "Mean activation that every unit should have.", Scale::Log}},
     .facts = {.convex = true},
     .use = "Units of a sigmoid layer should fire rarely.",
     .avoid = "Activations are unbounded.",
     .cite = "Ng 2011, Sparse autoencoder, CS294A notes; means kept within [1e-7, 1 − 1e-7]",
     .formula = R"(\sum_d \rho\log\frac{\rho}{\hat\rho_d} + (1-\rho)\log\frac{1-\rho}{1-\hat\rho_d})",
     .gradient_formula = R"(\frac{1}{n}\Big(\frac{1-\rho}{1-\hat\rho_d} - \frac{\rho}{\hat\rho_d}\Big))",
     .cases = {{{{0.05}}, 0}, {{{0.5}}, 0.4946319372140727}, {{{0.25, 0.75}}, 0, {{"rho", 0.5}}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value rho = a["rho"], low = a.graph().constant(1e-7), high = a.graph().constant(1 - 1e-7);
           const Value mean_fire = clamp(mean(a["activations"], 1), low, high);
           return sum(rho * (log(rho) - log(mean_fire)) + (1.0 - rho) * (log1p(-rho) - log1p(-mean_fire)));
         }},

    {.id = "activation_l1",
     .title = "Sparse activations, L1",
     .family = Family::Regularisation,
     .inputs = {{"activations", Role::Prediction, Domain::Real, "DN"}},
     .result = Result::Batch,
     .params = {kStrength(1)},
     .facts = {.convex = true},
     .use = "Codes should be sparse, as in sparse autoencoders over features.",
     .avoid = "The decoder can undo it by scaling: fix the lengths of its columns.",
     .cite = "Olshausen & Field 1996, doi:10.1038/381607a0; the mean of |a|, gradient 0 at 0",
     .formula = R"(\frac{\lambda}{DN}\sum |a_{dn}|)",
     .gradient_formula = R"(\frac{\lambda}{DN}\mathrm{sign}(a_{dn}))",
     .cases = {{{{1, -3}}, 2}, {{{0, 0}}, 0}, {{{4}}, 2, {{"weight", 0.5}}}},
     .build = [](const LossArgs& a) { return a["weight"] * mean(abs(a["activations"])); }},

    {.id = "entropy_bonus",
     .title = "Entropy bonus",
     .family = Family::Regularisation,
     .aliases = {"entropy_regularisation"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"}},
     .params = {kStrength(0.01, 10)},
     .use = "A policy or classifier should not commit too early.",
     .avoid = "The weight is left on to the end: predictions then stay vague.",
     .cite = "Williams & Peng 1991, doi:10.1080/09540099108946587: −λ·H(softmax(z))",
     .formula = R"(\lambda\sum_c p_c\log p_c)",
     .gradient_formula = R"(\lambda\,p_c(\log p_c + H))",
     .cases = {{{{0, 0}}, -0.006931471805599453},
               {{{1000, 0}}, 0},
               {{{0, 0, 0, 0}}, -1.3862943611198906, {{"weight", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0);
           return a["weight"] * sum(exp(log_p) * log_p, 0);
         }},

    {.id = "jacobian_penalty",
     .title = "Jacobian penalty",
     .family = Family::Regularisation,
     .aliases = {"contractive"},
     .inputs = {{"jacobian", Role::Prediction, Domain::Real, "CDN"}},
     .params = {kStrength(1)},
     .facts = {.convex = true},
     .use = "Outputs should not change fast with the input: robustness, contractive autoencoders.",
     .avoid = "Many outputs: a backward pass each; sample directions instead.",
     .cite = "Rifai et al. 2011 (contractive autoencoders); Hoffman, Roberts & Yaida 2019, arXiv:1908.02729: "
             "λ/2·‖J‖²_F a sample",
     .formula = R"(\frac{\lambda}{2}\|J\|_F^2)",
     .gradient_formula = R"(\lambda J)",
     .cases = {{{{3}}, 4.5, {}, 1}, {{{0}}, 0, {}, 1}, {{{3}}, 9, {{"weight", 2}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Value squares = sum(square(a["jacobian"]), {0, 1});
           return 0.5 * a["weight"] * reshape(squares, Shape{1, squares.shape()[2]});
         }},

    {.id = "ewc",
     .title = "Elastic weight consolidation",
     .family = Family::Continual,
     .aliases = {"elastic_weight_consolidation", "online_ewc"},
     .inputs = {{"parameters", Role::Prediction, Domain::Real, "P"},
                {"anchor", Role::Target, Domain::Real, "P"},
                {"fisher", Role::Weight, Domain::NonNegative, "P"}},
     .result = Result::Batch,
     .params = {kStrength(1, 1e6)},
     .facts = {.convex = true},
     .use = "A new task is learned and weights that mattered to old ones should hardly move.",
     .avoid = "Tasks conflict in the same weights.",
     .cite = "Kirkpatrick et al. 2017, arXiv:1612.00796, eq. 3: λ/2·ΣF(w − w*)²; online EWC decays F outside",
     .formula = R"(\frac{\lambda}{2}\sum_i F_i (w_i - w_i^*)^2)",
     .gradient_formula = R"(\lambda F_i (w_i - w_i^*))",
     .cases = {{{{1, 2}, {0, 0}, {1, 1}}, 2.5},
               {{{1, 2}, {1, 2}, {5, 5}}, 0},
               {{{3}, {1}, {2}}, 40, {{"weight", 10}}}},
     .build = [](const LossArgs& a) { return 0.5 * a["weight"] * sum(a["fisher"] * drift(a)); }},

    {.id = "synaptic_intelligence",
     .title = "Synaptic intelligence",
     .family = Family::Continual,
     .aliases = {"si"},
     .inputs = kAnchored,
     .result = Result::Batch,
     .params = {kStrength(0.1, 100)},
     .facts = {.convex = true},
     .use = "As EWC, with importances gathered along the training path at no extra cost.",
     .avoid = "You start from a pretrained model whose path is unknown.",
     .cite = "Zenke, Poole & Ganguli 2017, arXiv:1703.04200, eq. 4: c·Σω(w − w*)², without ½",
     .formula = R"(c\sum_i \omega_i (w_i - w_i^*)^2)",
     .gradient_formula = R"(2c\,\omega_i (w_i - w_i^*))",
     .cases = {{{{1, 2}, {0, 0}, {1, 1}}, 0.5},
               {{{1, 2}, {1, 2}, {5, 5}}, 0},
               {{{3}, {1}, {2}}, 8, {{"weight", 1}}}},
     .build = [](const LossArgs& a) { return a["weight"] * sum(a["importance"] * drift(a)); }},

    {.id = "mas",
     .title = "Memory-aware synapses",
     .family = Family::Continual,
     .inputs = kAnchored,
     .result = Result::Batch,
     .params = {kStrength(1, 100)},
     .facts = {.convex = true},
     .use = "As EWC, with importances from the size of the output's gradient, which needs no labels.",
     .avoid = "Outputs of old tasks may change as long as decisions do not.",
     .cite = "Aljundi et al. 2018, arXiv:1711.09601, eq. 4: λΣΩ(w − w*)²",
     .formula = R"(\lambda\sum_i \Omega_i (w_i - w_i^*)^2)",
     .gradient_formula = R"(2\lambda\,\Omega_i (w_i - w_i^*))",
     .cases = {{{{1, 2}, {0, 0}, {1, 1}}, 5},
               {{{1, 2}, {1, 2}, {5, 5}}, 0},
               {{{3}, {1}, {2}}, 80, {{"weight", 10}}}},
     .build = [](const LossArgs& a) { return a["weight"] * sum(a["importance"] * drift(a)); }},
};

}  // namespace

LOSSCAPE_LOSSES(training, kEntries);

}  // namespace losscape
