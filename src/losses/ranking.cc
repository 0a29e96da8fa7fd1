// SPDX-License-Identifier: Apache-2.0
// Lists to be ordered: scores and grades are [K, N], K items a list, N lists; the optional mask has 1 for
// items that are there. Pairs are (i, j) with grade_i > grade_j, Δ = s_i − s_j. A list without a pair costs
// 0.
#include "losses/ranking_pieces.h"

namespace losscape {

namespace {

using namespace lists;

constexpr LossEntry kEntries[] = {
    {.id = "ranknet",
     .title = "RankNet (pairwise logistic)",
     .family = Family::Ranking,
     .aliases = {"pairwise_logistic"},
     .inputs = kWeightedList,
     .params = {{"sigma", 1, {0.1, 10}, "Steepness.", Scale::Log}, kSum},
     .facts = {.convex = true},
     .use = "Lists with grades: every pair in the wrong order pulls.",
     .avoid = "Only the top of the list matters: all pairs count the same here.",
     .cite = "Burges et al. 2005, doi:10.1145/1102351.1102363, eq. 3 for strict pairs; mean over the pairs "
             "of a list as rax, whose item weights those of the pair's better item are",
     .formula = R"(\overline{\mathrm{softplus}(-\sigma(s_i - s_j))}_{y_i > y_j})",
     .gradient_formula = R"(s_i:\ -\overline{\sigma\,\mathrm{sigmoid}(-\sigma(s_i - s_j))})",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.6931471805599453},
               {{{2, 0}, {1, 0}, {}}, 0.1269280110429725},
               {{{1, 2}, {1, 1}, {}}, 0},
               {{{2, 0, 9}, {1, 0, 2}, {1, 1, 0}}, 0.1269280110429725},
               {{{0, 0, 0}, {2, 1, 0}, {}, {3, 1, 5}}, 1.6173434213064188},
               {{{0, 0, 0}, {2, 1, 0}, {}, {3, 1, 5}}, 4.852030263919617, {{"sum", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Pairs p(a);
           return p.reduced(a, softplus(-a["sigma"] * p.gap));
         }},

    {.id = "pairwise_hinge",
     .title = "Pairwise hinge",
     .family = Family::Ranking,
     .aliases = {"ranking_svm"},
     .inputs = kWeightedList,
     .params = {{"margin", 1, {0, 10}, "Lead that the better item must have."}, kSum},
     .facts = {.convex = true},
     .use = "As RankNet, leaving pairs alone that are in order by the margin.",
     .avoid = "You need probabilities that one beats the other.",
     .cite = "Herbrich, Graepel & Obermayer 2000; rax pairwise_hinge_loss; mean over pairs, gradient 0 at "
             "the margin",
     .formula = R"(\overline{\max(0, m - (s_i - s_j))}_{y_i > y_j})",
     .gradient_formula = R"(s_i:\ -\overline{[s_i - s_j < m]})",
     .cases = {{{{0, 0}, {1, 0}, {}}, 1},
               {{{2, 0}, {1, 0}, {}}, 0},
               {{{0, 1, 2}, {2, 1, 0}, {}}, 2.3333333333333335},
               {{{0, 1, 2}, {2, 1, 0}, {}}, 7, {{"sum", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Pairs p(a);
           return p.reduced(a, relu(a["margin"] - p.gap));
         }},

    {.id = "pairwise_soft_zero_one",
     .title = "Pairwise soft zero-one",
     .family = Family::Ranking,
     .inputs = kWeightedList,
     .params = {kSum},
     .use = "A smooth count of pairs in the wrong order; outliers count at most 1.",
     .avoid = "The start is far off: gradients of badly wrong pairs vanish.",
     .cite = "rax pairwise_soft_zero_one_loss: σ(−Δ), mean over pairs",
     .formula = R"(\overline{\mathrm{sigmoid}(-(s_i - s_j))}_{y_i > y_j})",
     .gradient_formula = R"(s_i:\ -\overline{\sigma(\Delta)\sigma(-\Delta)})",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.5},
               {{{2, 0}, {1, 0}, {}}, 0.11920292202211755},
               {{{-1e4, 0}, {1, 0}, {}}, 1}},
     .build =
         [](const LossArgs& a) {
           const Pairs p(a);
           return p.reduced(a, sigmoid(-p.gap));
         }},

    {.id = "pairwise_mse",
     .title = "Pairwise squared error",
     .family = Family::Ranking,
     .inputs = kWeightedList,
     .params = {kSum},
     .facts = {.convex = true},
     .use = "Differences of grades are meaningful and scores should reproduce them.",
     .avoid = "Only the order matters.",
     .cite = "rax pairwise_mse_loss: (Δs − Δy)², mean over all ordered pairs i ≠ j",
     .formula = R"(\overline{((s_i - s_j) - (y_i - y_j))^2}_{i \ne j})",
     .gradient_formula = R"(s_i:\ 4\,\overline{(s_i - s_j) - (y_i - y_j)})",
     .cases = {{{{0, 0}, {1, 0}, {}}, 1}, {{{5, 4}, {1, 0}, {}}, 0}, {{{0, 2}, {1, 0}, {}}, 9}},
     .build =
         [](const LossArgs& a) {
           Pairs p(a);
           p.counts =
               broadcast_to(not_equal(iota(a.graph(), 3, 0, p.k), iota(a.graph(), 3, 1, p.k)), p.gap.shape());
           if (a.has("mask")) p.counts = p.counts * p.first(a["mask"]) * p.second(a["mask"]);
           return p.reduced(a, square(p.gap - (p.first(a.target) - p.second(a.target))));
         }},

    {.id = "listnet",
     .title = "Softmax ranking (ListNet)",
     .family = Family::Ranking,
     .aliases = {"softmax_ranking", "ranking_softmax"},
     .inputs = kList,
     .facts = {.convex = true},
     .use = "A strong, cheap default for graded lists and click data.",
     .avoid = "Lists hold many relevant items of which only the first few are seen.",
     .cite = "Cao et al. 2007, doi:10.1145/1273496.1273513; optax ranking_softmax_loss: −Σ y·log softmax(s), "
             "grades not normalised",
     .formula = R"(-\sum_i y_i\log\frac{e^{s_i}}{\sum_j e^{s_j}})",
     .gradient_formula = R"(\mathrm{softmax}(s)_i\sum_j y_j - y_i)",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.6931471805599453},
               {{{0, 0}, {2, 1}, {}}, 2.0794415416798357},
               {{{0, 0, 5}, {1, 0, 1}, {1, 1, 0}}, 0.6931471805599453},
               {{{1, 2}, {1, 1}, {0, 0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Value grades = masked_grades(a), log_p = log_softmax(masked_scores(a), 0);
           return -sum(where(equal(grades, 0.0), 0.0, grades * log_p), 0);
         }},

    {.id = "listnet_softmax_grades",
     .title = "ListNet, softmax of grades",
     .family = Family::Ranking,
     .inputs = kList,
     .facts = {.convex = true},
     .use = "ListNet as published: both sides are distributions over who comes first.",
     .avoid = "Lists are long and grades coarse: the target is then nearly uniform.",
     .cite = "Cao et al. 2007, doi:10.1145/1273496.1273513, eq. 5; allRank listNet without its 1e-10",
     .formula = R"(-\sum_i \mathrm{softmax}(y)_i\log\mathrm{softmax}(s)_i)",
     .gradient_formula = R"(\mathrm{softmax}(s)_i - \mathrm{softmax}(y)_i)",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.6931471805599453},
               {{{1, 0}, {1, 0}, {}}, 0.5822031088882179},
               {{{3, 0, 5}, {1, 1, 9}, {1, 1, 0}}, 1.548587351573742}},
     .build =
         [](const LossArgs& a) {
           const Value grades = a.has("mask") ? where(a["mask"], a.target, -1e30) : a.target;
           const Value q = softmax(grades, 0), log_p = log_softmax(masked_scores(a), 0);
           return -sum(where(equal(q, 0.0), 0.0, q * log_p), 0);
         }},

    {.id = "poly1_softmax_ranking",
     .title = "Poly-1 softmax ranking",
     .family = Family::Ranking,
     .inputs = kList,
     .params = {{"epsilon", 1, {-1, 6}, "Weight of the first Taylor term."}},
     .use = "As softmax ranking with one number to tune how much good lists still pull.",
     .avoid = "Grades are many-valued.",
     .cite = "Leng et al. 2022, arXiv:2204.12511; rax poly1_softmax_loss: softmax + ε(1 − Σ ȳ·p), ȳ grades "
             "over their sum",
     .formula = R"(-\sum_i y_i\log p_i + \varepsilon\Big(1 - \sum_i \bar y_i p_i\Big))",
     .gradient_formula = R"(p_i\sum_j y_j - y_i - \varepsilon\,p_i(\bar y_i - \sum_j \bar y_j p_j))",
     .cases = {{{{0, 0}, {1, 0}, {}}, 1.1931471805599454},
               {{{0, 0}, {2, 0}, {}}, 1.8862943611198906},
               {{{0, 0}, {1, 0}, {}}, 0.6931471805599453, {{"epsilon", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value grades = masked_grades(a), log_p = log_softmax(masked_scores(a), 0),
                       total = sum(grades, 0);
           const Value share = ratio_or_zero(grades, broadcast_to(total, grades.shape()));
           const Value rest = where(greater(total, 0.0), 1.0 - sum(share * exp(log_p), 0), 0.0);
           return a["epsilon"] * rest - sum(where(equal(grades, 0.0), 0.0, grades * log_p), 0);
         }},

    {.id = "unique_softmax",
     .title = "Unique softmax",
     .family = Family::Ranking,
     .inputs = kList,
     .facts = {.convex = true},
     .use = "Several relevant items a list: each competes with the less relevant only.",
     .avoid = "Grades are large: gains grow as 2^y.",
     .cite = "Zhu & Klabjan 2020, doi:10.1145/3340531.3412078; rax unique_softmax_loss: Σ(2^y − 1)·(lse of i "
             "and all lower − s_i)",
     .formula = R"(\sum_i (2^{y_i} - 1)\Big(\log\Big(e^{s_i} + \sum_{y_j < y_i} e^{s_j}\Big) - s_i\Big))",
     .gradient_formula = R"(\sum_i (2^{y_i} - 1)(q^{(i)}_k - [i = k]))",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.6931471805599453},
               {{{0, 0}, {1, 1}, {}}, 0},
               {{{0, 0, 0}, {2, 1, 0}, {}}, 3.9889840465642745}},
     .build =
         [](const LossArgs& a) {
           const Pairs p(a);
           const Value lower = logsumexp(where(p.counts, p.second(a.prediction), -1e30), 1);
           const Value below = reshape(lower, Shape{p.k, p.n}) - a.prediction;
           return sum((exp2(masked_grades(a)) - 1.0) * softplus(below), 0);
         }},

    {.id = "listmle",
     .title = "ListMLE",
     .family = Family::Ranking,
     .aliases = {"plackett_luce"},
     .inputs = kList,
     .facts = {.convex = true},
     .use = "The whole order is known: its likelihood under the Plackett–Luce model.",
     .avoid = "Grades tie a lot: the order among equals is then arbitrary (as given here).",
     .cite = "Xia et al. 2008, doi:10.1145/1390156.1390306, eq. 9; rax listmle_loss: the sum over positions, "
             "ties in the order given",
     .formula = R"(\sum_k \log\sum_{j \ge k} e^{s_{(j)}} - s_{(k)})",
     .gradient_formula = R"(s_{(j)}:\ \sum_{k \le j}\frac{e^{s_{(j)}}}{\sum_{l \ge k} e^{s_{(l)}}} - 1)",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.6931471805599453},
               {{{0, 0, 0}, {2, 1, 0}, {}}, 1.791759469228055},
               {{{3, 1}, {0, 1}, {}}, 2.1269280110429727},
               {{{0, 0, 7}, {2, 1, 0}, {1, 1, 0}}, 0.6931471805599453}},
     .build =
         [](const LossArgs& a) {
           const Value there = a.has("mask") ? a["mask"] : 0.0 * a.target + 1.0;
           const Value order = argsort(where(there, a.target, -1e30), 0, true);
           const Value s = take_along(a.prediction, order, 0), present = take_along(there, order, 0);
           // the running log-sum-exp from the back, absent items last
           const Value from_back = flip(cumulative_logsumexp(flip(where(present, s, -1e30), 0), 0), 0);
           return sum(where(present, from_back - s, 0.0), 0);
         }},

    {.id = "approx_ndcg",
     .title = "ApproxNDCG",
     .family = Family::Ranking,
     .inputs = kList,
     .params = {{"temperature", 0.1, {0.01, 5}, "Softness of the ranks.", Scale::Log}},
     .use = "NDCG is the metric: ranks are replaced by smooth counts.",
     .avoid = "From scratch with a small temperature: gradients are sparse.",
     .cite = "Qin, Liu & Li 2010, doi:10.1007/s10791-009-9124-x, eq. 11; gain 2^y − 1, discount log2(1 + "
             "rank); 0 without a relevant item",
     .formula =
         R"(-\frac{1}{\mathrm{maxDCG}}\sum_i \frac{2^{y_i} - 1}{\log_2(1 + \hat r_i)},\ \hat r_i = 1 + \sum_{j \ne i}\sigma\Big(\frac{s_j - s_i}{T}\Big))",
     .gradient_formula =
         R"(\frac{1}{\mathrm{maxDCG}}\sum_i \frac{(2^{y_i} - 1)\ln 2}{(1 + \hat r_i)\ln^2(1 + \hat r_i)}\,\partial\hat r_i)",
     .cases = {{{{0, 0}, {1, 0}, {}}, -0.75647079736603},
               {{{100, 0}, {1, 0}, {}}, -1},
               {{{1, 2}, {0, 0}, {}}, 0}},
     .build = [](const LossArgs& a) { return negative_ndcg(a, soft_ranks(a, a.prediction)); }},

    {.id = "approx_mrr",
     .title = "ApproxMRR",
     .family = Family::Ranking,
     .inputs = kList,
     .params = {{"temperature", 0.1, {0.01, 5}, "Softness of the ranks.", Scale::Log}},
     .use = "One relevant item a list and its reciprocal rank is the metric.",
     .avoid = "Several relevant items whose order matters.",
     .cite = "Qin, Liu & Li 2010, doi:10.1007/s10791-009-9124-x; TF-Ranking ApproxMRR: −Σ y/r̂ ÷ Σ y, 0 "
             "without a relevant item",
     .formula = R"(-\frac{\sum_i y_i / \hat r_i}{\sum_i y_i})",
     .gradient_formula = R"(\frac{1}{\sum_j y_j}\sum_i \frac{y_i}{\hat r_i^2}\,\partial\hat r_i)",
     .cases = {{{{0, 0}, {1, 0}, {}}, -0.6666666666666666},
               {{{100, 0}, {1, 0}, {}}, -1},
               {{{1, 2}, {0, 0}, {}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Value rank = soft_ranks(a, a.prediction), grades = masked_grades(a);
           return -ratio_or_zero(sum(grades / rank, 0), sum(grades, 0));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(ranking, kEntries);

}  // namespace losscape
