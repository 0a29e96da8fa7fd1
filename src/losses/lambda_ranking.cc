// SPDX-License-Identifier: Apache-2.0
// Lists to be ordered where the top counts most: pairs weighted by what exchanging them would do to NDCG.
// Ranks come from sorting and carry no gradient. G: gain 2^y − 1 over the best possible DCG, D: discount
// log2(1 + rank).
#include "losses/ranking_pieces.h"

namespace losscape {

namespace {

using namespace lists;

constexpr Parameter kSteepness = {"sigma", 1, {0.1, 10}, "Steepness.", Scale::Log};
constexpr Parameter kDepth = {"k", 1000, {1, 1000}, "Ranks beyond this do not count.", Scale::Log, false, 1};

/// What pairs (i, j) are weighted by: [K, 1, N] beside [1, K, N].
struct Ranked {
  Pairs pairs;
  Value rank_i, rank_j, gain_i, gain_j, counts;

  explicit Ranked(const LossArgs& a) : pairs(a) {
    // The rank is the position in the order, hence the order of the order.
    const Value rank = argsort(argsort(masked_scores(a), 0, true), 0) + 1.0;
    const Value grades = masked_grades(a), gain = exp2(grades) - 1.0,
                place = iota(a.graph(), 2, 0, pairs.k) + 1.0;
    const Value best = where(less_equal(place, a["k"]), sort(gain, 0, true) / log2(place + 1.0), 0.0);
    const Value share = ratio_or_zero(gain, broadcast_to(sum(best, 0), gain.shape()));
    rank_i = pairs.first(rank);
    rank_j = pairs.second(rank);
    gain_i = pairs.first(share);
    gain_j = pairs.second(share);
    counts = less_equal(rank_i, a["k"]) * less_equal(rank_j, a["k"]);
    if (a.has("mask")) counts = counts * pairs.first(a["mask"]) * pairs.second(a["mask"]);
  }
  // |ΔNDCG| of exchanging the two
  Value exchange() const {
    return abs(1.0 / log2(1.0 + rank_i) - 1.0 / log2(1.0 + rank_j)) * abs(gain_i - gain_j);
  }
  // the same by the distance of the two ranks; 0 at distance 0
  Value distance() const {
    const Value apart = abs(rank_i - rank_j), held = max(apart, 1.0);
    return not_equal(apart, 0.0) * abs(1.0 / log2(1.0 + held) - 1.0 / log2(2.0 + held)) *
           abs(gain_i - gain_j);
  }
};

// Σ w·log2(1 + e^{−σΔ}) over the pairs of each list.
Value weighted(const LossArgs& a, const Ranked& r, Value counts, Value weights) {
  const Value each = weights * softplus(-(a["sigma"] * r.pairs.gap)) * (1 / std::log(2));
  return reshape(sum(where(counts, each, 0.0), {0, 1}), Shape{1, r.pairs.n});
}

constexpr LossEntry kEntries[] = {
    {.id = "lambdarank",
     .title = "LambdaRank",
     .family = Family::Ranking,
     .aliases = {"lambda_rank"},
     .inputs = kList,
     .params = {kSteepness, kDepth},
     .use = "NDCG is the metric and lists are graded: the workhorse of learning to rank.",
     .avoid = "Grades are binary and few: softmax ranking is cheaper and as good.",
     .cite = "Burges, Ragno & Le 2006 (NeurIPS 19); Wang et al. 2018, doi:10.1145/3269206.3271784; allRank "
             "lambdaLoss with lambdaRank_scheme: the sum over strict pairs, logarithm to base 2",
     .formula =
         R"(\sum_{y_i > y_j}\Big|\frac{1}{D_i} - \frac{1}{D_j}\Big|\,|G_i - G_j|\,\log_2\big(1 + e^{-\sigma(s_i - s_j)}\big))",
     .gradient_formula =
         R"(s_i:\ -\frac{\sigma}{\ln 2}\sum_j |\Delta\mathrm{NDCG}_{ij}|\,\mathrm{sigmoid}(-\sigma(s_i - s_j)))",
     // the only pair: |1 − 1/log2 3|·1·1
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.36907024642854257},
               {{{0, 1}, {0, 0}, {}}, 0},
               {{{1, 2, 0.5}, {2, 0, 1}, {}}, 0.965088936293752},
               {{{1, 2, 0.5}, {2, 0, 1}, {}}, 0.935706771701819, {{"k", 2}, {"sigma", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Ranked r(a);
           return weighted(a, r, r.counts * r.pairs.counts, r.exchange());
         }},

    {.id = "ndcg_loss1",
     .title = "NDCG-Loss1",
     .family = Family::Ranking,
     .inputs = kList,
     .params = {kSteepness, kDepth},
     .use = "A bound on NDCG that weighs an item by its own gain and rank.",
     .avoid = "You want the tighter bound: NDCG-Loss2.",
     .cite = "Wang et al. 2018, doi:10.1145/3269206.3271784, eq. 13; allRank ndcgLoss1_scheme: every ordered "
             "pair, an item with itself included",
     .formula = R"(\sum_{ij}\frac{G_i}{D_i}\,\log_2\big(1 + e^{-\sigma(s_i - s_j)}\big))",
     .gradient_formula =
         R"(s_i:\ -\frac{\sigma}{\ln 2}\sum_j \frac{G_i}{D_i}\,\mathrm{sigmoid}(-\sigma(s_i - s_j)) - \ldots)",
     .cases = {{{{0, 0}, {1, 0}, {}}, 2},
               {{{0, 1}, {0, 0}, {}}, 0},
               {{{1, 2, 0.5}, {2, 0, 1}, {}}, 2.5347405382841592}},
     .build =
         [](const LossArgs& a) {
           const Ranked r(a);
           return weighted(a, r, r.counts, r.gain_i / log2(1.0 + r.rank_i));
         }},

    {.id = "ndcg_loss2",
     .title = "NDCG-Loss2",
     .family = Family::Ranking,
     .inputs = kList,
     .params = {kSteepness, kDepth},
     .use = "The tightest of the bounds on NDCG: pairs weigh by how far apart their ranks are.",
     .avoid = "Lists are short: LambdaRank behaves alike and is better known.",
     .cite = "Wang et al. 2018, doi:10.1145/3269206.3271784, eq. 17; allRank ndcgLoss2_scheme",
     .formula =
         R"(\sum_{y_i > y_j}\Big|\frac{1}{D_{|r_i - r_j|}} - \frac{1}{D_{|r_i - r_j| + 1}}\Big|\,|G_i - G_j|\,\log_2\big(1 + e^{-\sigma(s_i - s_j)}\big))",
     .gradient_formula = R"(s_i:\ -\frac{\sigma}{\ln 2}\sum_j w_{ij}\,\mathrm{sigmoid}(-\sigma(s_i - s_j)))",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.36907024642854257},
               {{{0, 1}, {0, 0}, {}}, 0},
               {{{1, 2, 0.5}, {2, 0, 1}, {}}, 0.805301840635387}},
     .build =
         [](const LossArgs& a) {
           const Ranked r(a);
           return weighted(a, r, r.counts * r.pairs.counts, r.distance());
         }},

    {.id = "ndcg_loss2_plus_plus",
     .title = "NDCG-Loss2++",
     .family = Family::Ranking,
     .aliases = {"ndcg_loss2pp", "lambda_loss"},
     .inputs = kList,
     .params = {kSteepness, kDepth, {"mu", 10, {0, 100}, "Weight of NDCG-Loss2 beside LambdaRank."}},
     .use = "LambdaRank and the tight bound together: the best of the family in its authors' comparison.",
     .avoid = "One more number than you can tune.",
     .cite = "Wang et al. 2018, doi:10.1145/3269206.3271784, eq. 18; allRank ndcgLoss2PP_scheme, μ = 10",
     .formula =
         R"(\sum_{y_i > y_j}(\rho_{ij} + \mu\,\delta_{ij})\,|G_i - G_j|\,\log_2\big(1 + e^{-\sigma(s_i - s_j)}\big))",
     .gradient_formula = R"(s_i:\ -\frac{\sigma}{\ln 2}\sum_j w_{ij}\,\mathrm{sigmoid}(-\sigma(s_i - s_j)))",
     .cases = {{{{0, 0}, {1, 0}, {}}, 4.0597727107139681},
               {{{0, 1}, {0, 0}, {}}, 0},
               {{{1, 2, 0.5}, {2, 0, 1}, {}}, 3.380994458199913, {{"mu", 3}}}},
     .build =
         [](const LossArgs& a) {
           const Ranked r(a);
           return weighted(a, r, r.counts * r.pairs.counts, r.exchange() + a["mu"] * r.distance());
         }},

    {.id = "pairwise_quantile",
     .title = "Pairwise quantile",
     .family = Family::Ranking,
     .aliases = {"pairwise_qr"},
     .inputs = kWeightedList,
     .params =
         {{"tau", 0.5, {0.01, 0.99}, "Above ½ leads that are too small cost more than leads too large."},
          kSum},
     .facts = {.convex = true},
     .use = "Differences of grades are meaningful, some are wrong, and one side of the error costs more.",
     .avoid = "Only the order matters.",
     .cite =
         "Koenker & Bassett 1978, doi:10.2307/1913643, on u = Δy − Δs; mean over strict pairs as the "
         "other pairwise losses (over all ordered pairs the two sides would cancel to |u|/2); at equality "
         "the mean of both slopes",
     .formula = R"(\overline{\max(\tau u, (\tau - 1)u)}_{y_i > y_j},\ u = (y_i - y_j) - (s_i - s_j))",
     .gradient_formula = R"(s_i:\ -\overline{\tau - [u < 0]})",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.5},
               {{{3, 0}, {1, 0}, {}}, 0.2, {{"tau", 0.9}}},
               {{{0, 1, 2}, {2, 1, 0}, {}}, 1.3333333333333333}},
     .build =
         [](const LossArgs& a) {
           const Pairs p(a);
           const Value u = p.first(a.target) - p.second(a.target) - p.gap;
           return p.reduced(a, (a["tau"] - 0.5) * u + 0.5 * abs(u));
         }},

    {.id = "gumbel_approx_ndcg",
     .title = "Gumbel ApproxNDCG",
     .family = Family::Ranking,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "KN"},
                {"target", Role::Target, Domain::Grade, "KN"},
                {"noise", Role::Target, Domain::Real, "KN"},
                {"mask", Role::Weight, Domain::Mask, "KN", true}},
     .params = {{"temperature", 0.1, {0.01, 5}, "Softness of the ranks.", Scale::Log},
                {"noise_scale", 1, {0, 5}, "How much the noise moves scores."}},
     .use = "As ApproxNDCG, on scores with Gumbel noise: orders near the present one are tried, too.",
     .avoid = "Lists are long and noise large: gradients get noisy.",
     .cite = "Bruch et al. 2020, doi:10.1145/3336191.3371844, eq. 8; TF-Ranking GumbelApproxNDCG; the noise "
             "−log(−log u) is given",
     .formula = R"(\mathrm{ApproxNDCG}(s + \beta g))",
     .gradient_formula = R"(\partial\,\mathrm{ApproxNDCG}(s + \beta g))",
     .cases = {{{{0, 0}, {1, 0}, {0, 0}, {}}, -0.75647079736603},
               {{{0, 0}, {1, 0}, {100, 0}, {}}, -1},
               {{{1, 0}, {1, 0}, {0, 1}, {}}, -0.75647079736603}},
     .build =
         [](const LossArgs& a) {
           return negative_ndcg(a, soft_ranks(a, a.prediction + a["noise_scale"] * a["noise"]));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(lambda_ranking, kEntries);

}  // namespace losscape
