// SPDX-License-Identifier: Apache-2.0
// Recommendation and sampled negatives: the score of what was chosen against scores of what was not.
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr std::initializer_list<LossInput> kPair = {{"positive", Role::Prediction, Domain::Real},
                                                    {"negative", Role::Prediction, Domain::Real}};
constexpr std::initializer_list<LossInput> kWithNegatives = {
    {"positive", Role::Prediction, Domain::Real, "1N"}, {"negatives", Role::Prediction, Domain::Real, "KN"}};

constexpr LossEntry kEntries[] = {
    {.id = "bpr",
     .title = "Bayesian personalised ranking",
     .family = Family::Ranking,
     .inputs = kPair,
     .facts = {.convex = true},
     .use = "Recommendation from implicit feedback: what was chosen should outscore what was not.",
     .avoid = "Ratings are explicit.",
     .cite = "Rendle et al. 2009, arXiv:1205.2618: −log σ(x⁺ − x⁻), by softplus",
     .cases = {{{{0}, {0}}, 0.6931471805599453}, {{{2}, {0}}, 0.1269280110429725}, {{{0}, {1e4}}, 1e4}},
     .build = [](const LossArgs& a) { return softplus(a["negative"] - a["positive"]); }},

    {.id = "top1",
     .title = "TOP1",
     .family = Family::Ranking,
     .inputs = kPair,
     .use = "Session-based recommendation: the ranking and the size of negative scores at once.",
     .avoid = "Scores may be large for good reasons: σ(x²) pulls negatives to 0.",
     .cite = "Hidasi et al. 2016, arXiv:1511.06939, section 3.3: σ(x⁻ − x⁺) + σ((x⁻)²)",
     .cases = {{{{0}, {0}}, 1}, {{{2}, {1}}, 1}, {{{-1}, {-2}}, 1.2509552114079034}},
     .build =
         [](const LossArgs& a) {
           return sigmoid(a["negative"] - a["positive"]) + sigmoid(square(a["negative"]));
         }},

    {.id = "adaptive_hinge",
     .title = "Adaptive hinge",
     .family = Family::Ranking,
     .inputs = kWithNegatives,
     .facts = {.convex = true},
     .use = "Of several sampled negatives only the hardest should pull.",
     .avoid = "Negatives may be unseen positives: the hardest is then the likeliest mistake.",
     .cite = "Spotlight adaptive_hinge_loss: max(0, max x⁻ − x⁺ + 1); ties share the gradient",
     .formula = R"(\max(0,\ 1 + \max_k x^-_k - x^+))",
     .gradient_formula = R"([\text{active}]\,([k = k^*],\ -1))",
     .cases = {{{{0}, {0, -1}}, 1}, {{{3}, {0, 1}}, 0}, {{{1}, {2, 0.5}}, 2}},
     .build = [](const LossArgs& a) { return relu(1.0 + reduce_max(a["negatives"], 0) - a["positive"]); }},

    {.id = "warp",
     .title = "WARP (weighted approximate rank)",
     .family = Family::Ranking,
     .aliases = {"weighted_approximate_rank_pairwise"},
     .inputs = kWithNegatives,
     .params = {{"margin", 1, {0, 10}, "Lead that the chosen item must have."}},
     .use = "The top of the list is what counts: a badly ranked choice pulls harder than a nearly right one.",
     .avoid = "Ties at the margin are common: the rank, and with it the weight, jumps.",
     .cite = "Weston, Bengio & Usunier 2011 (IJCAI), eq. 3 with Φ(r) = Σ 1/k over all given negatives rather "
             "than a sampled estimate: Φ(r) times the mean hinge of the r that violate the margin",
     .formula =
         R"(\frac{\Phi(r)}{r}\sum_k \max(0, m - s^+ + s^-_k),\ r = \#\{k: s^-_k > s^+ - m\},\ \Phi(r) = \sum_{j=1}^r \tfrac1j)",
     .gradient_formula = R"(s^+:\ -\Phi(r),\ s^-_k:\ \tfrac{\Phi(r)}{r}[\text{violates}])",
     // one of two violates by 1;  both by 1 and 2: 1.5·3/2
     .cases = {{{{0}, {0, -3}}, 1},
               {{{0}, {0, 1}}, 2.25},
               {{{5}, {0, 1}}, 0},
               {{{0}, {0, 1}}, 3.75, {{"margin", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value over = a["negatives"] - (a["positive"] - a["margin"]),
                       rank = sum(greater(over, 0.0), 0);
           // Harmonic numbers: Σ_{j ≤ r} 1/j over the K that r can be.
           const Value place = iota(a.graph(), 2, 0, over.shape()[0]) + 1.0;
           const Value phi = sum(less_equal(place, rank) / place, 0);
           return ratio_or_zero(phi * sum(relu(over), 0), rank);
         }},

    {.id = "skip_gram",
     .title = "Skip-gram with negative sampling",
     .family = Family::Ranking,
     .aliases = {"sgns", "negative_sampling"},
     .inputs = kWithNegatives,
     .facts = {.convex = true},
     .use = "Word or item embeddings: a true neighbour against a few random ones.",
     .avoid = "You need normalised probabilities.",
     .cite = "Mikolov et al. 2013, arXiv:1310.4546, eq. 4: −log σ(s⁺) − Σ log σ(−s⁻)",
     .formula = R"(\mathrm{softplus}(-s^+) + \sum_k \mathrm{softplus}(s^-_k))",
     .gradient_formula = R"(-\sigma(-s^+),\ \sigma(s^-_k))",
     .cases = {{{{0}, {0, 0}}, 2.0794415416798357},
               {{{2}, {-1}}, 0.4401896985611954},
               {{{-1e4}, {-1e4}}, 1e4}},
     .build = [](const LossArgs& a) { return softplus(-a["positive"]) + sum(softplus(a["negatives"]), 0); }},

    {.id = "sampled_softmax",
     .title = "Sampled softmax",
     .family = Family::Ranking,
     .aliases = {"sampled_softmax_logq"},
     .inputs = {{"positive", Role::Prediction, Domain::Real, "1N"},
                {"negatives", Role::Prediction, Domain::Real, "KN"},
                {"positive_log_q", Role::Weight, Domain::Real, "1N"},
                {"negative_log_q", Role::Weight, Domain::Real, "KN"}},
     .facts = {.convex = true},
     .use = "Very many classes: a few are drawn, and how likely each was is corrected for.",
     .avoid = "Draws may hit the positive: mask those first.",
     .cite = "Jean et al. 2015, arXiv:1412.2007, eq. 8: cross-entropy of s − log q over the positive and the "
             "draws",
     .formula = R"(\log\Big(e^{s^+ - \log q^+} + \sum_k e^{s^-_k - \log q^-_k}\Big) - (s^+ - \log q^+))",
     .gradient_formula = R"(p^+ - 1,\ p^-_k)",
     .cases = {{{{0}, {0, 0}, {0}, {0, 0}}, 1.0986122886681098},
               {{{2}, {0}, {0}, {1}}, 0.04858735157374206},
               {{{0}, {1e4}, {0}, {0}}, 1e4}},
     .build =
         [](const LossArgs& a) {
           const Value own = a["positive"] - a["positive_log_q"];
           return softplus(logsumexp(a["negatives"] - a["negative_log_q"], 0) - own);
         }},

    {.id = "weighted_mf",
     .title = "Weighted matrix factorisation",
     .family = Family::Ranking,
     .aliases = {"implicit_als"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real},
                {"count", Role::Target, Domain::Count},
                {"confidence", Role::Weight, Domain::NonNegative, "*", true}},
     .params = {{"alpha", 40, {0, 200}, "How fast confidence grows with the count."}},
     .facts = {.convex = true},
     .use = "Implicit feedback with counts: seen means liked, more often more surely.",
     .avoid = "Only the order of items matters.",
     .cite = "Hu, Koren & Volinsky 2008, doi:10.1109/ICDM.2008.22, eq. 3: c(x − [r > 0])² with c = 1 + αr, "
             "or the "
             "confidence that is given",
     .cases = {{{{0}, {0}, {}}, 0},
               {{{0}, {1}, {}}, 41},
               {{{0.5}, {2}, {}}, 0.75, {{"alpha", 1}}},
               {{{0.5}, {2}, {7}}, 1.75}},
     .build =
         [](const LossArgs& a) {
           const Value r = a["count"];
           const Value confidence = a.has("confidence") ? a["confidence"] : 1.0 + a["alpha"] * r;
           return confidence * square(a.prediction - greater(r, 0.0));
         }},

    {.id = "logistic_mf",
     .title = "Logistic matrix factorisation",
     .family = Family::Ranking,
     .inputs = {{"prediction", Role::Prediction, Domain::Real}, {"count", Role::Target, Domain::Count}},
     .params = {{"alpha", 1, {0, 100}, "Weight of what was seen."}},
     .facts = {.convex = true},
     .use = "Implicit feedback with counts and scores that are log-odds.",
     .avoid = "Counts are heavy-tailed: take their logarithm first.",
     .cite = "Johnson 2014, Logistic matrix factorization for implicit feedback data, eq. 2: (1 + αr)·sp(x) "
             "− αr·x",
     .cases = {{{{0}, {0}}, 0.6931471805599453},
               {{{0}, {1}}, 1.3862943611198906},
               {{{2}, {3}}, 2.5077120441718908}},
     .build =
         [](const LossArgs& a) {
           const Value weight = a["alpha"] * a["count"];
           return (1.0 + weight) * softplus(a.prediction) - weight * a.prediction;
         }},

    {.id = "cosine_contrastive",
     .title = "Cosine contrastive",
     .family = Family::Ranking,
     .aliases = {"ccl"},
     .inputs = {{"positive", Role::Prediction, Domain::Cosine, "1N"},
                {"negatives", Role::Prediction, Domain::Cosine, "KN"}},
     .params = {{"margin", 0.5, {-1, 1}, "Cosine that negatives may keep."},
                {"weight", 1, {0, 300}, "Weight of the negatives."}},
     .facts = {.convex = true},
     .use = "Recommendation with many negatives of which only those too near should count.",
     .avoid = "Scores are not cosines.",
     .cite =
         "Mao et al. 2021, arXiv:2109.12613, eq. 3: 1 − x⁺ + (w/K)Σ max(0, x⁻ − m); gradient 0 at the margin",
     .formula = R"(1 - x^+ + \frac{w}{K}\sum_k \max(0, x^-_k - m))",
     .gradient_formula = R"(-1,\ \frac{w}{K}[x^-_k > m])",
     .cases = {{{{1}, {0, 0}}, 0},
               {{{0.5}, {1, 0}}, 0.75},
               {{{1}, {1, 1}}, 2, {{"margin", 0}, {"weight", 2}}}},
     .build =
         [](const LossArgs& a) {
           return 1.0 - a["positive"] + a["weight"] * mean(relu(a["negatives"] - a["margin"]), 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(recommendation, kEntries);

}  // namespace losscape
