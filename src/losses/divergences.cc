// SPDX-License-Identifier: Apache-2.0
// Divergences between distributions over C outcomes (columns), distillation, and similarity of vectors.
// p: prediction, q: target, m = (p + q)/2. 0·log 0 = 0 everywhere, and a target of 0 hides whatever is there.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kLogAndTarget = {
    {"prediction", Role::Prediction, Domain::LogDistribution, "CN"},
    {"target", Role::Target, Domain::Distribution, "CN"}};
constexpr std::initializer_list<LossInput> kDistributions = {
    {"prediction", Role::Prediction, Domain::Distribution, "CN"},
    {"target", Role::Target, Domain::Distribution, "CN"}};
constexpr std::initializer_list<LossInput> kVectors = {{"prediction", Role::Prediction, Domain::Real, "DN"},
                                                       {"target", Role::Target, Domain::Real, "DN"}};

// w·x where w is not 0, else 0 even where x is infinite.
Value weighted(Value w, Value x) { return where(equal(w, 0.0), 0.0, w * x); }

// Squared distances between the columns of x [D, N] and y [D, M] by differences: a² + b² − 2ab would cancel.
// → [N, M]
Value squared_distances(Value x, Value y) {
  const int d = x.shape()[0], n = x.shape()[1], m = y.shape()[1];
  return reshape(sum(square(reshape(x, Shape{d, n, 1}) - reshape(y, Shape{d, 1, m})), 0), Shape{n, m});
}

constexpr LossEntry kEntries[] = {
    {.id = "kl_divergence",
     .title = "Kullback–Leibler divergence",
     .family = Family::Divergence,
     .aliases = {"kl", "relative_entropy"},
     .inputs = kLogAndTarget,
     .facts = {.convex = true},
     .use = "The target is a distribution and the model gives log-probabilities.",
     .avoid = "The model should find one mode of several: this direction covers all of them.",
     .cite = "Kullback & Leibler 1951, doi:10.1214/aoms/1177729694; PyTorch KLDivLoss, one loss a sample, so "
             "that mean is its "
             "batchmean (its own mean divides by elements, which is not the divergence)",
     .formula = R"(\sum_c q_c(\log q_c - x_c))",
     .gradient_formula = R"(-q_c)",
     .cases = {{{{-0.6931471805599453, -0.6931471805599453}, {0.5, 0.5}}, 0},
               {{{-0.6931471805599453, -0.6931471805599453}, {1, 0}}, 0.6931471805599453},
               {{{-1.3862943611198906, -0.2876820724517809}, {0.5, 0.5}}, 0.14384103622589042}},
     .build =
         [](const LossArgs& a) {
           return negative_entropy(a.target) - sum(weighted(a.target, a.prediction), 0);
         }},

    {.id = "kl_divergence_log_target",
     .title = "KL divergence, log-target",
     .family = Family::Divergence,
     .inputs = {{"prediction", Role::Prediction, Domain::LogDistribution, "CN"},
                {"target", Role::Target, Domain::LogDistribution, "CN"}},
     .facts = {.convex = true},
     .use = "Both sides are at hand as log-probabilities, as between two models.",
     .avoid = "The target is a plain distribution.",
     .cite =
         "PyTorch KLDivLoss(log_target=True), one loss a sample; a target of −∞ contributes 0 (PyTorch: NaN)",
     .formula = R"(\sum_c e^{q_c}(q_c - x_c))",
     .gradient_formula = R"(-e^{q_c})",
     .cases = {{{{-0.6931471805599453, -0.6931471805599453}, {-0.6931471805599453, -0.6931471805599453}}, 0},
               {{{-1.3862943611198906, -0.2876820724517809}, {-0.6931471805599453, -0.6931471805599453}},
                0.14384103622589042},
               {{{-0.6931471805599453, -0.6931471805599453}, {0, -1e30}}, 0.6931471805599453}},
     .build = [](const LossArgs& a) { return sum(weighted(exp(a.target), a.target - a.prediction), 0); }},

    {.id = "reverse_kl_divergence",
     .title = "Reverse KL divergence",
     .family = Family::Divergence,
     .aliases = {"mode_seeking_kl"},
     .inputs = {{"prediction", Role::Prediction, Domain::LogDistribution, "CN"},
                {"target", Role::Target, Domain::LogDistribution, "CN"}},
     .use = "The model should settle on one mode of the target rather than spread over all.",
     .avoid = "The target has zeros where the model puts weight: it is infinite there.",
     .cite = "Minka 2005, Divergence measures and message passing, section 2: KL(p‖q) with x = log p",
     .formula = R"(\sum_c e^{x_c}(x_c - q_c))",
     .gradient_formula = R"(e^{x_c}(x_c - q_c + 1))",
     .cases = {{{{-0.6931471805599453, -0.6931471805599453}, {-0.6931471805599453, -0.6931471805599453}}, 0},
               {{{-0.6931471805599453, -0.6931471805599453}, {-1.3862943611198906, -0.2876820724517809}},
                0.14384103622589042},
               {{{0, -1e30}, {-0.6931471805599453, -0.6931471805599453}}, 0.6931471805599453}},
     .build = [](const LossArgs& a) { return sum(weighted(exp(a.prediction), a.prediction - a.target), 0); }},

    {.id = "kl_divergence_probabilities",
     .title = "KL divergence of probabilities",
     .family = Family::Divergence,
     .aliases = {"kl_divergence_probs", "kullback_leibler_divergence"},
     .inputs = kDistributions,
     .params = {{"epsilon", 1e-7, {1e-12, 1e-2}, "Probabilities are kept at least this large.", Scale::Log}},
     .facts = {.convex = true},
     .use = "The model ends in probabilities.",
     .avoid = "Log-probabilities are at hand: clipping ends gradients.",
     .cite = "Keras KLDivergence: both sides clipped to [1e-7, 1], nothing normalised",
     .formula = R"(\sum_c \hat q_c \log\frac{\hat q_c}{\hat p_c})",
     .gradient_formula = R"(-\frac{\hat q_c}{\hat p_c})",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{0.25, 0.75}, {0.5, 0.5}}, 0.14384103622589042},
               {{{0, 1}, {1, 0}}, 16.118094039148755}},
     .build =
         [](const LossArgs& a) {
           const Value low = a["epsilon"], one = a.graph().constant(1);
           const Value p = clamp(a.prediction, low, one), q = clamp(a.target, low, one);
           return sum(q * (log(q) - log(p)), 0);
         }},

    {.id = "generalized_kl",
     .title = "Generalised KL (I-divergence)",
     .family = Family::Divergence,
     .aliases = {"i_divergence", "csiszar"},
     .inputs = kLogAndTarget,
     .facts = {.convex = true},
     .use = "Masses that need not sum to 1: histograms, spectra, non-negative factorisation.",
     .avoid = "Both sides are normalised: the extra terms cancel.",
     .cite = "Csiszár 1991, doi:10.1214/aos/1176348385; optax generalized_kl_divergence: Σ q(log q − x) + "
             "e^x − q",
     .formula = R"(\sum_c q_c(\log q_c - x_c) + e^{x_c} - q_c)",
     .gradient_formula = R"(e^{x_c} - q_c)",
     .cases = {{{{0, 0}, {1, 1}}, 0},
               {{{0, 0}, {0, 0}}, 2},
               {{{0.6931471805599453}, {1}}, 0.3068528194400547}},
     .build =
         [](const LossArgs& a) {
           const Value own = negative_entropy(a.target) - sum(weighted(a.target, a.prediction), 0);
           return own + sum(exp(a.prediction) - a.target, 0);
         }},

    {.id = "js_divergence",
     .title = "Jensen–Shannon divergence",
     .family = Family::Divergence,
     .aliases = {"jensen_shannon"},
     .inputs = kDistributions,
     .facts = {.convex = true},
     .use = "A symmetric divergence that stays finite, at most log 2, when supports differ.",
     .avoid = "Distributions hardly overlap: the gradient is then nearly 0.",
     .cite = "Lin 1991, doi:10.1109/18.61115, eq. 3.1; ½KL(p‖m) + ½KL(q‖m)",
     .formula = R"(\frac{1}{2}\sum_c p_c\log\frac{p_c}{m_c} + q_c\log\frac{q_c}{m_c})",
     .gradient_formula = R"(\frac{1}{2}\log\frac{p_c}{m_c})",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{1, 0}, {0, 1}}, 0.6931471805599453},
               {{{1, 0}, {0.5, 0.5}}, 0.21576155433883565}},
     .build =
         [](const LossArgs& a) {
           const Value p = a.prediction, q = a.target, m = 0.5 * (p + q);
           return 0.5 * (negative_entropy(p) + negative_entropy(q)) - negative_entropy(m);
         }},

    {.id = "jeffreys",
     .title = "Jeffreys divergence",
     .family = Family::Divergence,
     .aliases = {"symmetric_kl"},
     .inputs = kDistributions,
     .params = {{"epsilon", 1e-7, {1e-12, 1e-2}, "Probabilities are kept at least this large.", Scale::Log}},
     .facts = {.convex = true},
     .use = "Both directions of KL at once.",
     .avoid = "Zeros occur: its value there is set by epsilon.",
     .cite = "Jeffreys 1946, doi:10.1098/rspa.1946.0056: Σ(p − q)·log(p/q)",
     .formula = R"(\sum_c (p_c - q_c)\log\frac{p_c}{q_c})",
     .gradient_formula = R"(\log\frac{p_c}{q_c} + 1 - \frac{q_c}{p_c})",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{0.25, 0.75}, {0.5, 0.5}}, 0.2746530721670274},
               {{{0.75, 0.25}, {0.25, 0.75}}, 1.0986122886681098}},
     .build =
         [](const LossArgs& a) {
           const Value p = max(a.prediction, a["epsilon"]), q = max(a.target, a["epsilon"]);
           return sum((p - q) * (log(p) - log(q)), 0);
         }},

    {.id = "squared_hellinger",
     .title = "Squared Hellinger distance",
     .family = Family::Divergence,
     .aliases = {"hellinger"},
     .inputs = kDistributions,
     .facts = {.convex = true},
     .use = "A bounded, symmetric divergence that needs no logarithm.",
     .avoid = "Probabilities of exactly 0 must be able to grow: the root's slope there is taken as 0.",
     .cite = "Hellinger 1909, doi:10.1515/crll.1909.136.210; ½Σ(√p − √q)²",
     .formula = R"(\frac{1}{2}\sum_c (\sqrt{p_c} - \sqrt{q_c})^2)",
     .gradient_formula = R"(\frac{1}{2}\Big(1 - \sqrt{q_c / p_c}\Big))",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{1, 0}, {0, 1}}, 1},
               {{{0.25, 0.75}, {0.25, 0.25}}, 0.06698729810778066}},
     .build = [](const LossArgs& a) { return 0.5 * sum(square(sqrt(a.prediction) - sqrt(a.target)), 0); }},

    {.id = "bhattacharyya",
     .title = "Bhattacharyya distance",
     .family = Family::Divergence,
     .inputs = kDistributions,
     .params =
         {{"epsilon", 1e-12, {1e-30, 1e-2}, "Least overlap, for distributions without any.", Scale::Log}},
     .facts = {.convex = true},
     .use = "The overlap of two distributions on a logarithmic scale.",
     .avoid = "They may not overlap at all: the gradient ends there.",
     .cite = "Bhattacharyya 1946; −log Σ√(pq)",
     .formula = R"(-\log\sum_c \sqrt{p_c q_c})",
     .gradient_formula = R"(-\frac{1}{2}\frac{\sqrt{q_c / p_c}}{\sum_k \sqrt{p_k q_k}})",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{1, 0}, {0.5, 0.5}}, 0.34657359027997264},
               {{{0.25, 0.75}, {0.75, 0.25}}, 0.14384103622589053}},
     .build =
         [](const LossArgs& a) {
           return -log(max(sum(sqrt(a.prediction) * sqrt(a.target), 0), a["epsilon"]));
         }},

    {.id = "total_variation_distance",
     .title = "Total variation distance",
     .family = Family::Divergence,
     .inputs = kDistributions,
     .facts = {.convex = true},
     .use = "The largest difference in probability that any event can have.",
     .avoid = "You need a smooth optimum.",
     .cite = "Levin & Peres 2017, Markov Chains and Mixing Times, proposition 4.2: ½Σ|p − q|; gradient 0 at "
             "equality",
     .formula = R"(\frac{1}{2}\sum_c |p_c - q_c|)",
     .gradient_formula = R"(\frac{1}{2}\mathrm{sign}(p_c - q_c))",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0}, {{{1, 0}, {0, 1}}, 1}, {{{0.25, 0.75}, {0.5, 0.5}}, 0.25}},
     .build = [](const LossArgs& a) { return 0.5 * sum(abs(a.prediction - a.target), 0); }},

    {.id = "wasserstein_1d",
     .title = "Earth mover's distance in one dimension",
     .family = Family::Divergence,
     .aliases = {"emd", "wasserstein_1"},
     .inputs = kDistributions,
     .facts = {.convex = true},
     .use = "Outcomes have an order and being off by one is better than by five: grades, ages, histograms.",
     .avoid = "Outcomes have no order.",
     .cite = "Vallender 1974, doi:10.1137/1118101: Σ|CDF_p − CDF_q| over all but the last outcome, whose "
             "rounding must not "
             "leak into the gradient",
     .formula = R"(\sum_{c < C}\Big|\sum_{k \le c} p_k - q_k\Big|)",
     .gradient_formula = R"(\sum_{c \le j < C} \mathrm{sign}\Big(\sum_{k \le j} p_k - q_k\Big))",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{1, 0, 0}, {0, 0, 1}}, 2},
               {{{0.5, 0, 0.5}, {0.25, 0.5, 0.25}}, 0.5}},
     .build =
         [](const LossArgs& a) {
           const Value gap = a.prediction - a.target;
           return sum(abs(cumsum(slice(gap, 0, 0, gap.shape()[0] - 1), 0)), 0);
         }},

    {.id = "cramer_distance",
     .title = "Squared Cramér distance",
     .family = Family::Divergence,
     .aliases = {"ranked_probability_score", "squared_emd"},
     .inputs = kDistributions,
     .facts = {.convex = true},
     .use = "Ordered outcomes with a smooth optimum: the score of forecasts in ordered categories.",
     .avoid = "Outcomes have no order.",
     .cite = "Epstein 1969, doi:10.1175/1520-0450(1969)008<0985:ASSFPF>2.0.CO;2: Σ(CDF_p − CDF_q)²",
     .formula = R"(\sum_{c < C}\Big(\sum_{k \le c} p_k - q_k\Big)^2)",
     .gradient_formula = R"(2\sum_{c \le j < C}\sum_{k \le j} (p_k - q_k))",
     .cases = {{{{0.5, 0.5}, {0.5, 0.5}}, 0},
               {{{1, 0, 0}, {0, 0, 1}}, 2},
               {{{0.5, 0, 0.5}, {0.25, 0.5, 0.25}}, 0.125}},
     .build =
         [](const LossArgs& a) {
           const Value gap = a.prediction - a.target;
           return sum(square(cumsum(slice(gap, 0, 0, gap.shape()[0] - 1), 0)), 0);
         }},

    {.id = "distillation",
     .title = "Knowledge distillation",
     .family = Family::Distillation,
     .aliases = {"hinton_kd", "soft_targets"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"teacher", Role::Target, Domain::Real, "CN"}},
     .params = {{"temperature",
                 2,
                 {0.5, 20},
                 "Softens both distributions; gradients are rescaled by its square.",
                 Scale::Log}},
     .facts = {.convex = true},
     .use = "A small model should imitate a large one, including which mistakes are near misses.",
     .avoid = "The teacher is no better than the labels.",
     .cite = "Hinton, Vinyals & Dean 2015, arXiv:1503.02531, section 2: T²·KL(softmax(t/T)‖softmax(z/T))",
     .formula = R"(T^2\,\mathrm{KL}(\mathrm{softmax}(t/T)\,\|\,\mathrm{softmax}(z/T)))",
     .gradient_formula = R"(T\,(\mathrm{softmax}(z/T)_c - \mathrm{softmax}(t/T)_c))",
     .cases = {{{{1, 2}, {1, 2}}, 0},
               {{{0, 0}, {1e4, 0}}, 2.772588722239781},
               {{{0, 0}, {1.0986122886681098, 0}}, 0.13081203594113697, {{"temperature", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value t = a["temperature"];
           const Value student = log_softmax(a.prediction / t, 0), teacher = log_softmax(a["teacher"] / t, 0);
           return square(t) * sum(weighted(exp(teacher), teacher - student), 0);
         }},

    {.id = "cosine_similarity",
     .title = "Negative cosine similarity",
     .family = Family::Similarity,
     .aliases = {"cosine_proximity"},
     .inputs = kVectors,
     .use = "Only the direction of a vector matters: embeddings, word vectors.",
     .avoid = "Lengths carry meaning.",
     .cite =
         "Keras CosineSimilarity: −cos, from −1 to 1; value and gradient 0 for a zero vector (PyTorch: 1e8)",
     .formula = R"(-\frac{a \cdot b}{\|a\|\|b\|})",
     .gradient_formula = R"(-\frac{\hat b - (\hat a \cdot \hat b)\,\hat a}{\|a\|})",
     .cases =
         {{{{1, 0}, {2, 0}}, -1}, {{{1, 0}, {0, 3}}, 0}, {{{3, 4}, {4, 3}}, -0.96}, {{{0, 0}, {4, 3}}, 0}},
     .build = [](const LossArgs& a) { return -cosine(a.prediction, a.target); }},

    {.id = "cosine_distance",
     .title = "Cosine distance",
     .family = Family::Similarity,
     .inputs = kVectors,
     .use = "As negative cosine similarity, with 0 for equal directions.",
     .avoid = "Lengths carry meaning.",
     .cite = "optax cosine_distance: 1 − cos; 1 for a zero vector",
     .formula = R"(1 - \frac{a \cdot b}{\|a\|\|b\|})",
     .gradient_formula = R"(-\frac{\hat b - (\hat a \cdot \hat b)\,\hat a}{\|a\|})",
     .cases = {{{{1, 0}, {2, 0}}, 0}, {{{1, 0}, {0, 3}}, 1}, {{{3, 4}, {-3, -4}}, 2}},
     .build = [](const LossArgs& a) { return 1.0 - cosine(a.prediction, a.target); }},

    {.id = "cosine_embedding",
     .title = "Cosine embedding",
     .family = Family::Similarity,
     .inputs = {{"first", Role::Prediction, Domain::Real, "DN"},
                {"second", Role::Prediction, Domain::Real, "DN"},
                {"target", Role::Target, Domain::Signed, "1N"}},
     .params = {{"margin", 0, {-1, 1}, "Cosine that dissimilar pairs may keep."}},
     .use = "Pairs labelled similar (+1) or dissimilar (−1), compared by angle.",
     .avoid = "You have many negatives a positive: a contrastive loss uses them together.",
     .cite = "PyTorch CosineEmbeddingLoss; a tie is active; gradient 0 at a zero vector (PyTorch: 1e6)",
     .formula = R"(\begin{cases} 1 - \cos & y = 1 \\ \max(0, \cos - m) & y = -1 \end{cases})",
     .gradient_formula = R"(\mp\frac{\hat b - (\hat a \cdot \hat b)\,\hat a}{\|a\|})",
     .cases = {{{{3, 4}, {4, 3}, {1}}, 0.04},
               {{{3, 4}, {4, 3}, {-1}}, 0.96},
               {{{3, 4}, {4, 3}, {-1}}, 0.46, {{"margin", 0.5}}}},
     .build =
         [](const LossArgs& a) {
           const Value c = cosine(a["first"], a["second"]);
           return where(greater(a.target, 0.0), 1.0 - c, clamp_at_0(c - a["margin"]));
         }},

    {.id = "mmd_rbf",
     .title = "Maximum mean discrepancy",
     .family = Family::Similarity,
     .aliases = {"mmd"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "DN"},
                {"target", Role::Target, Domain::Real, "DM"}},
     .result = Result::Batch,
     .params = {{"bandwidth", 1, {0.05, 20}, "Distance over which two samples count as near.", Scale::Log}},
     .use = "Two sets of samples should come from one distribution, without a critic.",
     .avoid = "Sets are large (cost is quadratic) or the bandwidth is unknown.",
     .cite = "Gretton et al. 2012, JMLR 13, eq. 5 (biased, never negative); k = exp(−‖x − y‖²/(2σ²))",
     .formula = R"(\overline{k(x, x')} + \overline{k(y, y')} - 2\,\overline{k(x, y)})",
     .gradient_formula =
         R"(\frac{2}{\sigma^2}\Big(\frac{1}{NM}\sum_j k_{ij}(x_i - y_j) - \frac{1}{N^2}\sum_j k_{ij}(x_i - x_j)\Big))",
     .cases = {{{{1}, {1}}, 0},
               {{{0}, {1}}, 0.7869386805747332},
               {{{0}, {2}}, 0.7869386805747332, {{"bandwidth", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, y = a.target, scale = -0.5 / square(a["bandwidth"]);
           const auto kernel = [&](Value u, Value v) { return mean(exp(scale * squared_distances(u, v))); };
           return kernel(x, x) + kernel(y, y) - 2.0 * kernel(x, y);
         }},

    {.id = "coral_domain",
     .title = "Correlation alignment (CORAL)",
     .family = Family::Similarity,
     .aliases = {"deep_coral"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "DN"},
                {"target", Role::Target, Domain::Real, "DM"}},
     .result = Result::Batch,
     .use = "Features of two domains should have the same covariance.",
     .avoid = "Batches are smaller than the number of features.",
     .cite = "Sun & Saenko 2016, arXiv:1607.01719, eq. 1–3: ‖C_x − C_y‖²_F/(4D²), covariances over N − 1 (0 "
             "for one sample)",
     .formula = R"(\frac{1}{4D^2}\|\mathrm{cov}(x) - \mathrm{cov}(y)\|_F^2)",
     .gradient_formula = R"(\frac{1}{D^2 (N - 1)}(\mathrm{cov}(x) - \mathrm{cov}(y))(x - \bar x))",
     // D = 1: var of (0, 2) is 2, of (0, 4) is 8: 36/4
     .cases = {{{{0, 2}, {0, 4}}, 9, {}, 2}, {{{0, 2}, {5, 7}}, 0, {}, 2}, {{{0, 2}, {1, 1}}, 1, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const auto covariance = [](Value v) {
             const Value centred = v - mean(v, 1);
             return matmul(centred, centred, false, true) * (1.0 / std::max(1, v.shape()[1] - 1));
           };
           const double d = a.prediction.shape()[0];
           return sum(square(covariance(a.prediction) - covariance(a.target))) * (0.25 / (d * d));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(divergences, kEntries);

}  // namespace losscape
