// SPDX-License-Identifier: Apache-2.0
// Losses over a labelled batch of embeddings [D, N]. Anchors without a partner are dropped; 0 where none is
// left. s: cosines, d: distances, P and N: an anchor's positives and negatives.
#include "losses/metric_pieces.h"

namespace losscape {

namespace {

using namespace metric;

constexpr LossEntry kEntries[] = {
    {.id = "contrastive_pairs",
     .title = "Contrastive over a batch",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"positive_margin", 0, {0, 2}, "Distance that equal labels may keep."},
                {"negative_margin", 1, {0, 2}, "Distance that different labels must have."},
                kDistance},
     .use = "A labelled batch: every pair in it is used.",
     .avoid = "Labels are many and batches small: hardly any positive pair.",
     .cite = "pytorch-metric-learning ContrastiveLoss: normalised embeddings, each sum divided by its count "
             "of positive terms; with CosineSimilarity its margins are cosines, here 1 minus those",
     .formula = R"(\overline{\max(0, d^+ - m_+)}_{>0} + \overline{\max(0, m_- - d^-)}_{>0})",
     .gradient_formula = R"(\pm\frac{1}{n_{>0}}\,\partial d)",
     // unit circle: (1,0), (0,1) equal labels: d = √2
     .cases = {{{{1, 0, 0, 1}, {0, 0}}, 1.4142135623730951, {}, 2},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2},
               {{{2, 3, 0, 0}, {0, 1}}, 1, {}, 2},
               {{{1, 0, 0, 1}, {0, 0}}, 2, {{"distance", 1}}, 2},
               {{{4, 3, 3, 4}, {0, 1}}, 0.96, {{"distance", 2}}, 2},
               {{{1, 0}, {0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const double kind = a.number("distance");
           const Value d = kind == 0   ? chords(b.e)
                           : kind == 1 ? square(chords(b.e))
                                       : 1.0 - cosines(b.e, b.e);
           return mean_of_positive(b.same * relu(d - a["positive_margin"])) +
                  mean_of_positive(b.other * relu(a["negative_margin"] - d));
         }},

    {.id = "batch_hard_triplet",
     .title = "Batch-hard triplet",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"margin",
                 0.2,
                 {0, 10},
                 "How much nearer the farthest positive must be than the nearest negative."}},
     .use = "Re-identification: of each anchor only the hardest positive and negative of the batch count.",
     .avoid = "Labels are noisy: the hardest ones are then the wrong ones.",
     .cite = "Hermans, Beyer & Leibe 2017, arXiv:1703.07737, eq. 5; mean over anchors that have both; ties "
             "share the gradient",
     .formula = R"(\overline{\max(0,\ \max_P d - \min_N d + m)})",
     .gradient_formula = R"([\text{active}]\,(\partial d_{p^*} - \partial d_{n^*}))",
     // one dimension: 0, 1 of class 0, 3 of class 1: anchors 0: 1 − 3 + .2, 1: 1 − 2 + .2
     .cases = {{{{0, 1, 3}, {0, 0, 1}}, 0, {}, 3},
               {{{0, 1, 3}, {0, 0, 1}}, 0.5, {{"margin", 2}}, 3},  // (0 + 1)/2
               {{{0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value d = gaps(b.e, b.e);
           const Value far = reduce_max(where(b.same, d, 0.0), 1),
                       near = reduce_min(where(b.other, d, 1e30), 1);
           const Value valid = logical_and(greater(rows(b.same), 0.0), greater(rows(b.other), 0.0));
           return mean_where(valid, relu(far - where(valid, near, 0.0) + a["margin"]));
         }},

    {.id = "supcon",
     .title = "Supervised contrastive",
     .family = Family::Contrastive,
     .aliases = {"supervised_contrastive"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {kTemperature(0.1),
                {"similarity",
                 0,
                 {0, 1},
                 "0 cosine, 1 minus the distance of the normalised embeddings.",
                 Scale::Linear,
                 true,
                 1}},
     .use = "Labels are there: all samples of a class attract one another.",
     .avoid = "Classes hold one sample a batch.",
     .cite = "Khosla et al. 2020, arXiv:2004.11362, eq. 2 (mean outside the logarithm); mean over anchors "
             "with a partner; similarity 1 as pytorch-metric-learning's SupConLoss with LpDistance",
     .formula = R"(-\frac{1}{|P_i|}\sum_{p \in P_i}\log\frac{e^{s_{ip}/T}}{\sum_{j \ne i} e^{s_{ij}/T}})",
     .gradient_formula = R"(\frac{1}{T}\sum_j \Big(p_{ij} - \frac{[j \in P_i]}{|P_i|}\Big)\,\partial s_{ij})",
     .cases =
         {{{{1, 1, 0, 0}, {0, 0}}, 0, {}, 2},
          {{{1, 1, 1, 0, 0, 0}, {0, 0, 1}}, 0.6931471805599453, {}, 3},
          {{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.21762172158174373, {{"similarity", 1}, {"temperature", 1}}, 3},
          {{{1, 0}, {0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value likeness = a.number("similarity") != 0 ? -chords(b.e) : cosines(b.e, b.e);
           const Value scores = likeness / a["temperature"], partners = rows(b.same);
           const Value own = ratio_or_zero(rows(b.same * scores), partners);
           return mean_where(greater(partners, 0.0), lse_where(1.0 - diagonal(a.graph(), b.n), scores) - own);
         }},

    {.id = "circle",
     .title = "Circle",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params =
         {{"margin", 0.4, {0, 1}, "Relaxation: similarities aim at 1 − m within and m between classes."},
          {"gamma", 80, {1, 256}, "Sharpness.", Scale::Log}},
     .facts = {.stops_gradient = true},
     .use = "Similarities far from their goal should be pulled harder than those nearly there.",
     .avoid = "Few pairs a batch.",
     .cite = "Sun et al. 2020, arXiv:2002.10857, eq. 6; pytorch-metric-learning: the weights carry no "
             "gradient, mean over anchors above 0",
     .formula =
         R"(\mathrm{softplus}\Big(\log\sum_P e^{-\gamma a_p (s_p - 1 + m)} + \log\sum_N e^{\gamma a_n (s_n - m)}\Big),\ a_p = [1 + m - s_p]_+,\ a_n = [s_n + m]_+)",
     .gradient_formula = R"(\sigma(\cdot)\,\gamma\,(-a_p q_p\,\partial s_p + a_n q_n\,\partial s_n))",
     // three equal vectors, labels 0 0 1: s = 1: P: −γ·m·m, N: γ·(1 + m)(1 − m)
     .cases = {{{{1, 1, 1, 0, 0, 0}, {0, 0, 1}}, 1.0898667349636622, {{"gamma", 1}}, 3},
               {{{1, 1, -1, 0, 0, 0}, {0, 0, 1}}, 0.6163437730407397, {{"gamma", 1}}, 3},
               {{{1, 0}, {0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value s = cosines(b.e, b.e), m = a["margin"], gamma = a["gamma"];
           const Value pull = -gamma * stop_gradient(relu(1.0 + m - s)) * (s - 1.0 + m);
           const Value push = gamma * stop_gradient(relu(s + m)) * (s - m);
           const Value valid = logical_and(greater(rows(b.same), 0.0), greater(rows(b.other), 0.0));
           const Value both = lse_where(b.same, pull) + lse_where(b.other, push);
           return mean_of_positive(where(valid, softplus(where(valid, both, 0.0)), 0.0));
         }},

    {.id = "multi_similarity",
     .title = "Multi-similarity",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"alpha", 2, {0.1, 20}, "Sharpness for positives.", Scale::Log},
                {"beta", 50, {0.1, 100}, "Sharpness for negatives.", Scale::Log},
                {"base", 0.5, {-1, 1}, "Similarity at which a pair is neither good nor bad."}},
     .use = "Deep metric learning with pairs weighted by how they compare with all others of their anchor.",
     .avoid = "No miner at hand and batches are huge: easy pairs drown the rest.",
     .cite = "Wang et al. 2019, arXiv:1904.06627, eq. 15, without its miner; mean over all anchors",
     .formula =
         R"(\frac{1}{\alpha}\log\Big(1 + \sum_P e^{-\alpha(s - \lambda)}\Big) + \frac{1}{\beta}\log\Big(1 + \sum_N e^{\beta(s - \lambda)}\Big))",
     .gradient_formula =
         R"(-\frac{e^{-\alpha(s_p - \lambda)}}{1 + \sum_P e^{\ldots}}\,\partial s_p + \frac{e^{\beta(s_n - \lambda)}}{1 + \sum_N e^{\ldots}}\,\partial s_n)",
     .cases = {{{{1, 1, 0, 0}, {0, 0}}, 0.15663084375911143, {}, 2},
               {{{1, 1, 0, 0}, {0, 1}}, 0.5000000000002778, {}, 2},
               {{{1, 0}, {0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value s = cosines(b.e, b.e) - a["base"];
           const Value pull = softplus(lse_where(b.same, -a["alpha"] * s)) / a["alpha"];
           return mean(pull + softplus(lse_where(b.other, a["beta"] * s)) / a["beta"]);
         }},

    {.id = "nca",
     .title = "Neighbourhood components",
     .family = Family::Contrastive,
     .aliases = {"neighbourhood_components_analysis"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"scale", 1, {0.01, 50}, "Multiplies squared distances.", Scale::Log}},
     .use = "A nearest-neighbour classifier will use the embedding.",
     .avoid = "Batches hold one sample a class.",
     .cite = "Goldberger et al. 2005 (NeurIPS 17), log form; mean over anchors with a partner",
     .formula = R"(-\log\frac{\sum_P e^{-s d^2}}{\sum_{j \ne i} e^{-s d^2}})",
     .gradient_formula = R"(s\sum_j (q^P_{ij} - q_{ij})\,\partial d_{ij}^2)",
     .cases = {{{{0, 1}, {0, 0}}, 0, {}, 2},
               {{{0, 0, 0}, {0, 0, 1}}, 0.6931471805599453, {}, 3},
               {{{0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value near = -a["scale"] * square_gaps(b.e, b.e), valid = greater(rows(b.same), 0.0);
           const Value own = where(valid, lse_where(b.same, near), 0.0);
           return mean_where(valid, lse_where(1.0 - diagonal(a.graph(), b.n), near) - own);
         }},

};

}  // namespace

LOSSCAPE_LOSSES(metric, kEntries);

}  // namespace losscape
