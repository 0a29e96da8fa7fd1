// SPDX-License-Identifier: Apache-2.0
// Losses over the pairs of a labelled batch of embeddings [D, N]. s: cosines, d: distances of normalised
// embeddings, P and N: an anchor's positives and negatives. 0 where there is no pair to judge.
#include "losses/metric_pieces.h"

namespace losscape {

namespace {

using namespace metric;

constexpr LossEntry kEntries[] = {
    {.id = "lifted_structure",
     .title = "Lifted structure",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"margin", 1, {0.1, 2}, "Distance that negatives should keep."}},
     .use = "Each positive pair should be compared with all negatives of both its ends at once.",
     .avoid = "Batches hold few classes: the same negatives are counted again and again.",
     .cite =
         "Song et al. 2016, arXiv:1511.06452, eq. 4; normalised embeddings as in pytorch-metric-learning, "
         "½ of the mean over positive pairs",
     .formula =
         R"(\tfrac12\,\overline{\max\Big(0,\ d_{ij} + \log\big(\textstyle\sum_{N_i} e^{m - d_{ik}} + \sum_{N_j} e^{m - d_{jl}}\big)\Big)^2}_{ij \in P})",
     .gradient_formula = R"(\overline{J_{ij}\,(\partial d_{ij} - \textstyle\sum_k q_k\,\partial d_k)})",
     // d = 0 within the pair, √2 to the one negative of each: log 2 + 1 − √2 < 0; with m = 2 it is above
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.038901981677404, {}, 3},
               {{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.817835599864254, {{"margin", 2}}, 3},
               {{{1, 0, -1, 0, 1, 0}, {0, 0, 1}}, 1.040471758173674, {}, 3},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value d = chords(b.e), far = lse_where(b.other, a["margin"] - d);
           return 0.5 * mean_where(b.same, square(relu(d + logaddexp(far, transpose(far)))));
         }},

    {.id = "generalized_lifted_structure",
     .title = "Generalised lifted structure",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"margin", 1, {0.1, 2}, "Distance that negatives should keep."}},
     .use = "As lifted structure, with all positives of an anchor in one soft maximum: one term an anchor.",
     .avoid = "Classes hold many samples a batch: their soft maximum then never gets small.",
     .cite = "Hermans, Beyer & Leibe 2017, arXiv:1703.07737, eq. 8; normalised embeddings as in "
             "pytorch-metric-learning, mean over anchors with positives and negatives",
     .formula = R"(\overline{\max\Big(0,\ \log\textstyle\sum_P e^{d_{ap}} + \log\sum_N e^{m - d_{an}}\Big)})",
     .gradient_formula =
         R"([\text{active}]\big(\textstyle\sum_P q_p\,\partial d_{ap} - \sum_N q_n\,\partial d_{an}\big))",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.585786437626905, {{"margin", 2}}, 3},
               {{{1, 0, -1, 0, 1, 0}, {0, 0, 1}}, 0.707106781186548, {}, 3},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value d = chords(b.e);
           const Value valid = logical_and(greater(rows(b.same), 0.0), greater(rows(b.other), 0.0));
           return mean_where(valid, relu(lse_where(b.same, d) + lse_where(b.other, a["margin"] - d)));
         }},

    {.id = "nt_xent_labelled",
     .title = "NT-Xent with labels",
     .family = Family::Contrastive,
     .aliases = {"supervised_nt_xent"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {kTemperature(0.07)},
     .use = "Labels are there and positives should not compete with one another, as they do in supcon.",
     .avoid = "Batches hold no two samples of a class.",
     .cite = "Chen et al. 2020, arXiv:2002.05709, eq. 1 as pytorch-metric-learning and optax generalise it: "
             "each positive against the negatives of its anchor, mean over positive pairs",
     .formula = R"(\overline{-\log\frac{e^{s_{ap}/T}}{e^{s_{ap}/T} + \sum_N e^{s_{an}/T}}})",
     .gradient_formula = R"(\frac1T\Big((q_p - 1)\,\partial s_{ap} + \sum_N q_n\,\partial s_{an}\Big))",
     .cases = {{{{1, 1, 1, 0, 0, 0}, {0, 0, 1}}, 0.693147180559945, {}, 3},
               {{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.313261687518223, {{"temperature", 1}}, 3},
               {{{1, 0, -1, 0, 1, 0}, {0, 0, 1}}, 0.410037595801459, {{"temperature", 0.5}}, 3},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value s = cosines(b.e, b.e) / a["temperature"];
           return mean_where(b.same, softplus(lse_where(b.other, s) - s));
         }},

    {.id = "intra_pair_variance",
     .title = "Intra-pair variance",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"positive_slack", 0.01, {0, 0.5}, "Share of the mean that positives may lie below it."},
                {"negative_slack", 0.01, {0, 0.5}, "Share of the mean that negatives may lie above it."}},
     .use = "Added to another metric loss: pairs should be alike in similarity, not just good on average.",
     .avoid = "Alone: it says nothing about which pairs should be near.",
     .cite = "Yu & Tao 2019 (ICCV, Deep metric learning with tuplet margin loss), section 3.3; "
             "pytorch-metric-learning: each sum divided by its count of positive terms, gradient through the "
             "means too",
     .formula =
         R"(\overline{\max(0, (1 - \varepsilon)\mu_P - s_p)^2}_{>0} + \overline{\max(0, s_n - (1 + \varepsilon)\mu_N)^2}_{>0})",
     .gradient_formula =
         R"(2u_p((1 - \varepsilon)\,\partial\mu_P - \partial s_p) + 2u_n(\partial s_n - (1 + \varepsilon)\,\partial\mu_N))",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0, {}, 3},
               {{{1, 1, 0.6, 0, 0, 0.8}, {0, 0, 0}}, 0.015876, {}, 3},
               {{{1, 0.6, 0, 0, 0.8, 1}, {0, 1, 2}}, 0.044844444444444, {{"negative_slack", 0.1}}, 3},
               {{{1, 0}, {0}}, 0}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value s = cosines(b.e, b.e);
           const Value low = (1.0 - a["positive_slack"]) * mean_where(b.same, s) - s;
           const Value high = s - (1.0 + a["negative_slack"]) * mean_where(b.other, s);
           return mean_of_positive(b.same * square(relu(low))) +
                  mean_of_positive(b.other * square(relu(high)));
         }},

    {.id = "snr_contrastive",
     .title = "Signal-to-noise contrastive",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"positive_margin", 0, {0, 2}, "Noise-to-signal ratio that equal labels may keep."},
                {"negative_margin", 1, {0, 4}, "Ratio that different labels must have."}},
     .use = "Embeddings are seen as signals and a partner as the same signal with noise.",
     .avoid = "Symmetry matters: the ratio of a to b is not that of b to a.",
     .cite = "Yuan et al. 2019, arXiv:1904.02616, eq. 4, without its regulariser; pytorch-metric-learning "
             "SNRDistance: var(a − b)/var(a) over features, normalised embeddings; 0 where var(a) is 0",
     .formula =
         R"(\overline{\max(0, d^+ - m_+)}_{>0} + \overline{\max(0, m_- - d^-)}_{>0},\ d = \frac{\mathrm{var}(a - b)}{\mathrm{var}(a)})",
     .gradient_formula = R"(\pm\frac{1}{n_{>0}}\,\partial d)",
     // (1, 0) and (0, 1): a − b = (1, −1): ½·… the factors of unbiased variances cancel: 4
     .cases = {{{{1, 0, 0, 1}, {0, 0}}, 4, {}, 2},
               {{{1, 0.8, 0, 0.6}, {0, 1}}, 0.36, {}, 2},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const int d = b.e.shape()[0];
           const Value u = unit(b.e), one = reshape(u, Shape{d, b.n, 1});
           const Value noise = variance(one - reshape(u, Shape{d, 1, b.n}), 0), signal = variance(one, 0);
           const Value ratio =
               reshape(ratio_or_zero(noise, broadcast_to(signal, noise.shape())), Shape{b.n, b.n});
           return mean_of_positive(b.same * relu(ratio - a["positive_margin"])) +
                  mean_of_positive(b.other * relu(a["negative_margin"] - ratio));
         }},

    {.id = "threshold_consistent_margin",
     .title = "Threshold-consistent margin",
     .family = Family::Contrastive,
     .aliases = {"tcm"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"positive_margin", 0.9, {-1, 1}, "Similarity that positives should reach."},
                {"negative_margin", 0.5, {-1, 1}, "Similarity that negatives should stay below."},
                {"positive_weight", 1, {0, 10}, "Weight of positives."},
                {"negative_weight", 1, {0, 10}, "Weight of negatives."}},
     .use = "Added to another metric loss when one threshold must serve all classes.",
     .avoid = "Thresholds are set class by class anyway.",
     .cite = "Zhang et al. 2024, arXiv:2307.04047, eq. 4; pytorch-metric-learning: means over the pairs "
             "beyond their threshold",
     .formula =
         R"(\lambda_+\,\overline{(m_+ - s^+)}_{s^+ \le m_+} + \lambda_-\,\overline{(s^- - m_-)}_{s^- \ge m_-})",
     .gradient_formula = R"(-\frac{\lambda_+}{n_+},\ \frac{\lambda_-}{n_-})",
     .cases = {{{{1, 0.6, 0, 0.8}, {0, 0}}, 0.3, {}, 2},
               {{{1, 0.6, 0, 0.8}, {0, 1}}, 0.1, {}, 2},
               {{{1, 1, 0, 0}, {0, 0}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value s = cosines(b.e, b.e), low = a["positive_margin"] - s, high = s - a["negative_margin"];
           return a["positive_weight"] * mean_where(b.same * greater_equal(low, 0.0), low) +
                  a["negative_weight"] * mean_where(b.other * greater_equal(high, 0.0), high);
         }},

    {.id = "ranked_list",
     .title = "Ranked list",
     .family = Family::Contrastive,
     .aliases = {"rll"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"alpha", 1.2, {0.5, 2}, "Distance that negatives should keep."},
                {"margin", 0.4, {0, 1}, "How much nearer than that positives should be."},
                {"negative_temperature", 10, {0, 20}, "How much the worst negatives weigh."},
                {"positive_temperature", 0, {0, 20}, "How much the worst positives weigh."},
                {"balance", 0.5, {0, 1}, "Share of the negatives in the loss."}},
     .use =
         "Positives should lie within a ball and negatives outside it, without crushing a class to a point.",
     .avoid = "Few negatives a batch: their weighting has nothing to choose from.",
     .cite = "Wang et al. 2019, arXiv:1903.03238, eq. 5–8; pytorch-metric-learning: weights are "
             "differentiated too, mean over anchors, 0 for an empty side",
     .formula =
         R"((1 - \lambda)\frac{\sum_P w_p (d_p - \alpha + m)_+}{\sum_P w_p} + \lambda\frac{\sum_N w_n (\alpha - d_n)_+}{\sum_N w_n},\ w = e^{T\,\text{violation}})",
     .gradient_formula = R"(\pm\frac{w_j}{\sum w}\,(1 + T(v_j - \bar v))\,\partial d_j)",
     .cases = {{{{1, 0, 0, 1}, {0, 0}}, 0.307106781186548, {}, 2},
               {{{1, 0.6, 0, 0.8}, {0, 1}}, 0.152786404500042, {}, 2},
               {{{1, 0.6, -1, 0, 0.8, 0}, {0, 1, 0}}, 0.501857603000028, {{"positive_temperature", 1}}, 3}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value d = chords(b.e);
           // The violations' mean under weights exp(T·violation), as a softmax so that it cannot overflow.
           const auto side = [](Value members, Value violation, Value temperature) {
             const Value counts = members * greater(violation, 0.0);
             const Value w = softmax(where(counts, temperature * violation, kNever), 1) * counts;
             return sum(w * relu(violation), 1);
           };
           const Value far = side(b.same, d - (a["alpha"] - a["margin"]), a["positive_temperature"]);
           const Value near = side(b.other, a["alpha"] - d, a["negative_temperature"]);
           return mean((1.0 - a["balance"]) * far + a["balance"] * near);
         }},

    {.id = "histogram",
     .title = "Histogram",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"bins",
                 100,
                 {2, 200},
                 "Bins between the cosines −1 and 1, a whole number.",
                 Scale::Linear,
                 true,
                 1}},
     .use = "No margin to tune: the chance that a random negative pair is more alike than a positive one.",
     .avoid = "Small batches: histograms are then a few spikes.",
     .cite = "Ustinova & Lempitsky 2016, arXiv:1611.00822, eq. 4; linear assignment to bins + 1 nodes, so "
             "that a similarity of 1 falls on the last; 0 without a pair of either kind",
     .formula = R"(\sum_r h^-_r \sum_{q \le r} h^+_q)",
     .gradient_formula =
         R"(\partial s_{ij}:\ \pm\frac{1}{\Delta\,n}\big(\text{cumulative of the other histogram}\big))",
     // positive pair at 1, negatives at 0: no overlap; the other way round: full overlap
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0, {}, 3},
               {{{1, 1, 0, 0, 0, 1}, {0, 1, 0}}, 1, {}, 3},
               {{{1, 1, 0.6, 0, 0, 0.8}, {0, 1, 0}}, 0.92, {{"bins", 4}}, 3}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const int nodes = static_cast<int>(a.number("bins")) + 1;
           const double width = 2.0 / (nodes - 1);
           const Value s = reshape(cosines(b.e, b.e), Shape{1, b.n, b.n});
           const Value at = iota(a.graph(), 3, 0, nodes) * width - 1.0;
           const Value pulse = relu(1.0 - abs(s - at) / width);
           const auto share = [&](Value members) {
             const Value m = reshape(members, Shape{1, b.n, b.n});
             return ratio_or_zero(sum(pulse * m, {1, 2}), sum(m, {1, 2}));
           };
           return sum(share(b.other) * cumsum(share(b.same), 0));
         }},

    {.id = "range",
     .title = "Range",
     .family = Family::Contrastive,
     .aliases = {"range_loss"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"margin", 1, {0, 10}, "Squared distance that the two nearest class centres should keep."},
                {"intra_weight", 1, {0, 10}, "Weight of the spread within classes."},
                {"inter_weight", 1, {0, 10}, "Weight of the centres' distance."}},
     .use = "Long-tailed classes: only the widest pairs of a class and the two nearest centres pull.",
     .avoid = "Alone: it is meant beside a classification loss.",
     .cite = "Zhang et al. 2017, arXiv:1611.08976, eq. 5–7: the harmonic mean of each class's two largest "
             "squared distances, summed over classes, and the nearest two centres; ties share the gradient",
     .formula =
         R"(\alpha\sum_c \frac{2}{1/D_1^c + 1/D_2^c} + \beta\,\max\big(0,\ m - \min_{a \ne b}\|\mu_a - \mu_b\|^2\big))",
     .gradient_formula =
         R"(\alpha\,\tfrac{2 D_2^2\,\partial D_1 + 2 D_1^2\,\partial D_2}{(D_1 + D_2)^2} - \beta\,[\text{active}]\,\partial\|\mu_a - \mu_b\|^2)",
     // 0, 1, 3 of one class: D = 9, 4: 2·36/13
     .cases = {{{{0, 1, 3}, {0, 0, 0}}, 5.538461538461538, {}, 3},
               {{{0, 1, 3, 1.5}, {0, 0, 0, 1}}, 6.510683760683761, {}, 4},
               {{{0, 0.5}, {0, 1}}, 1.5, {{"inter_weight", 2}}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const int n = b.n;
           Graph& g = a.graph();
           const Value own = 1.0 - b.other, size = rows(own), d = gaps(b.e, b.e);
           // For each sample the pairs i < j of its class: [N, N·N].
           const Value pairs = reshape(own, Shape{n, n, 1}) * reshape(own, Shape{n, 1, n}) *
                               less(iota(g, 3, 1, n), iota(g, 3, 2, n));
           const Value all = reshape(pairs * reshape(d, Shape{1, n, n}), Shape{n, n * n});
           const Value widest = n > 1 ? top_k(all, 1, 2) : 0.0 * all;
           const Value first = slice(widest, 1, 0, 1), second = n > 1 ? slice(widest, 1, 1, 1) : first;
           // 2·d₁²d₂²/(d₁² + d₂²), divided before it is squared
           const Value mean_gap = first * ratio_or_zero(second, hypot(first, second));
           const Value spread = sum(2.0 * square(mean_gap) / size);
           const Value centres = matmul(b.e, own, false, true) / reshape(size, Shape{1, n});
           const Value nearest = reduce_min(where(b.other, square_gaps(centres, centres), 1e30));
           return a["intra_weight"] * spread + a["inter_weight"] * scalar(relu(a["margin"] - nearest));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(pairs, kEntries);

}  // namespace losscape
