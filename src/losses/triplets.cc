// SPDX-License-Identifier: Apache-2.0
// Losses over triplets and rankings of a labelled batch of embeddings [D, N]: every anchor a with every
// positive p and negative n. s: cosines, d: distances of normalised embeddings. 0 where no triplet is left.
#include "ir/linear_algebra.h"
#include "losses/metric_pieces.h"

namespace losscape {

namespace {

using namespace metric;

constexpr double kDegree = 3.14159265358979323846 / 180;

// [N, N] → [anchor, positive, 1] and [anchor, 1, negative]
Value by_positive(Value v) { return reshape(v, Shape{v.shape()[0], v.shape()[1], 1}); }
Value by_negative(Value v) { return reshape(v, Shape{v.shape()[0], 1, v.shape()[1]}); }

// log(1 + Σ_N exp) of [anchor, positive, negative], the mean over what is above 0.
Value softplus_over_negatives(const Batch& b, Value score) {
  const Value all = logsumexp(where(by_negative(b.other), score, kNever), 2);
  return mean_of_positive(by_positive(b.same) * softplus(all));
}

constexpr LossEntry kEntries[] = {
    {.id = "tuplet_margin",
     .title = "Tuplet margin",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"margin", 5.73, {0, 45}, "Angle in degrees by which positives are relieved."},
                {"scale", 64, {1, 128}, "Sharpness.", Scale::Log}},
     .use = "Hard positives should not decide alone: they are relieved by an angle before they compete.",
     .avoid = "Few negatives a batch.",
     .cite =
         "Yu & Tao 2019 (ICCV, Deep metric learning with tuplet margin loss), eq. 3; "
         "pytorch-metric-learning: mean over positive pairs above 0; the angle by cos θ·cos m + sin θ·sin "
         "m, so no acos",
     .formula = R"(\overline{\log\Big(1 + \sum_N e^{s(\cos\theta_{an} - \cos(\theta_{ap} - m))}\Big)}_{>0})",
     .gradient_formula =
         R"(s\sum_N q_n\Big(\partial\cos\theta_{an} - \frac{\sin(\theta_{ap} - m)}{\sin\theta_{ap}}\,\partial\cos\theta_{ap}\Big))",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.314607928359142, {{"scale", 1}}, 3},
               {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.364087184859592, {{"scale", 2}, {"margin", 30}}, 3},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value c = cosines(b.e, b.e), m = kDegree * a["margin"];
           const Value eased = c * cos(m) + sqrt(relu(1.0 - square(c))) * sin(m);
           return softplus_over_negatives(b, a["scale"] * (by_negative(c) - by_positive(eased)));
         }},

    {.id = "angular",
     .title = "Angular",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"angle", 40, {10, 60}, "Bound on the angle at the negative, in degrees."}},
     .use = "Triplets judged by the angle at the negative: no distance scale to tune.",
     .avoid = "Alone on hard data: it is usually added to n-pairs.",
     .cite =
         "Wang et al. 2017, arXiv:1708.01682, eq. 8; pytorch-metric-learning: normalised embeddings, mean "
         "over positive pairs above 0 rather than a division by the batch",
     .formula =
         R"(\overline{\log\Big(1 + \sum_N e^{4\tan^2\!\alpha\,(a + p)\cdot n - 2(1 + \tan^2\!\alpha)\,a\cdot p}\Big)}_{>0})",
     .gradient_formula =
         R"(\sum_N q_n\big(4\tan^2\!\alpha\,\partial((a + p)\cdot n) - 2(1 + \tan^2\!\alpha)\,\partial(a\cdot p)\big))",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0.032565452371465, {}, 3},
               {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 1.1711006659477776, {{"angle", 45}}, 3},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value c = cosines(b.e, b.e), t = square(tan(kDegree * a["angle"]));
           const Value both = by_negative(c) + reshape(c, Shape{1, b.n, b.n});
           return softplus_over_negatives(b, 4.0 * t * both - 2.0 * (1.0 + t) * by_positive(c));
         }},

    {.id = "margin_based",
     .title = "Margin based (Wu)",
     .family = Family::Contrastive,
     .aliases = {"margin_loss"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"margin", 0.2, {0, 1}, "Half the gap between positives and negatives."},
                {"beta", 1.2, {0, 2}, "Distance of the boundary between them."}},
     .use = "A fixed boundary for all pairs: simpler than triplets, more relaxed than the contrastive loss.",
     .avoid = "Pairs are not sampled by distance: easy negatives are all inactive.",
     .cite = "Wu et al. 2017, arXiv:1706.07567, eq. 4; pytorch-metric-learning: sums over all triplets "
             "divided by the count of active terms; beta given rather than learned",
     .formula =
         R"(\frac{\sum_{apn} (d_{ap} - \beta + m)_+ + (\beta - d_{an} + m)_+}{\#\{\text{terms} > 0\}})",
     .gradient_formula = R"(\pm\frac{1}{\#}\,\partial d)",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0, {}, 3},
               {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.318799616655385, {{"beta", 0.8}}, 3},
               {{{1, 0, 0, 1}, {0, 1}}, 0, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value d = chords(b.e), m = a["margin"], beta = a["beta"];
           const Value far = relu(d - beta + m), near = relu(beta - d + m);
           // A pair stands in as many triplets as its anchor has partners of the other kind.
           const Value p = b.same * rows(b.other), n = b.other * rows(b.same);
           return ratio_or_zero(sum(p * far + n * near), sum(p * greater(far, 0.0) + n * greater(near, 0.0)));
         }},

    {.id = "pnp",
     .title = "Negatives before positives",
     .family = Family::Contrastive,
     .aliases = {"penalizing_negatives_before_positives"},
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"variant",
                 0,
                 {0, 4},
                 "f(R): 0 R, 1 log(1 + R), 2 (1 + R)log(1 + R), 3 (bR − log(1 + bR))/b², "
                 "4 1 − (1 + R)^−α.",
                 Scale::Linear,
                 true},
                {"temperature", 0.01, {0.005, 1}, "Softness of the counts.", Scale::Log},
                {"b", 2, {0.1, 10}, "Of variant 3."},
                {"alpha", 1, {0.1, 10}, "Of variant 4."}},
     .use = "Retrieval where every negative ranked before a positive should cost, smoothly counted.",
     .avoid = "From scratch with a small temperature: gradients are sparse.",
     .cite = "Li et al. 2021, arXiv:2102.04640, eq. 7–12; pytorch-metric-learning PNPLoss: the anchor counts "
             "as its own positive; σ is not cut off at ±50",
     .formula =
         R"(\frac1N\sum_a\overline{f(R_{ap})}_{p \in P_a \cup \{a\}},\ R_{ap} = \sum_N\sigma\Big(\frac{s_{an} - s_{ap}}{T}\Big))",
     .gradient_formula =
         R"(\overline{f'(R)\,\textstyle\sum_N\frac{\sigma'}{T}(\partial s_{an} - \partial s_{ap})})",
     .cases =
         {{{{1, 1, 1, 0, 0, 0}, {0, 0, 1}}, 0.666666666666667, {}, 3},
          {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.327586727229773, {{"temperature", 0.5}, {"variant", 1}}, 3},
          {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.479947396911937, {{"temperature", 0.5}, {"variant", 2}}, 3},
          {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.057738337188516, {{"temperature", 0.5}, {"variant", 3}}, 3},
          {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}},
           0.273333225169175,
           {{"temperature", 0.5}, {"variant", 4}},
           3}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const Value s = cosines(b.e, b.e);
           const Value before = sigmoid((by_negative(s) - by_positive(s)) / a["temperature"]);
           const Value r = reshape(sum(by_negative(b.other) * before, 2), Shape{b.n, b.n});
           const int variant = static_cast<int>(a.number("variant"));
           const Value grown = log1p(variant == 3 ? a["b"] * r : r);
           const Value f = variant == 0   ? r
                           : variant == 1 ? grown
                           : variant == 2 ? (1.0 + r) * grown
                           : variant == 3 ? (a["b"] * r - grown) / square(a["b"])
                                          : -expm1(-a["alpha"] * grown);
           const Value own = 1.0 - b.other;
           return mean(rows(own * f) / rows(own));
         }},

    {.id = "fast_ap",
     .title = "FastAP",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"bins",
                 10,
                 {2, 50},
                 "Bins of the squared distances 0 … 4, a whole number.",
                 Scale::Linear,
                 true,
                 1}},
     .use = "Average precision of retrieval is the metric: it is approximated by histograms of distances.",
     .avoid = "Batches hold few samples a class: precision is then coarse.",
     .cite = "Cakir et al. 2019 (CVPR, Deep metric learning to rank), eq. 7–9; pytorch-metric-learning: "
             "normalised embeddings, 0/0 bins skipped, mean over anchors with a positive",
     .formula = R"(1 - \frac{1}{N^+}\sum_r \frac{h^+_r H^+_r}{H_r})",
     .gradient_formula = R"(-\frac{1}{N^+}\sum_r \partial\frac{h^+_r H^+_r}{H_r})",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, 0, {}, 3},
               {{{1, 0, 1, 0, 1, 0}, {0, 0, 1}}, 0.500000000000001, {}, 3},
               {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.275, {{"bins", 4}}, 3}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const int nodes = static_cast<int>(a.number("bins")) + 1;
           const double width = 4.0 / (nodes - 1);
           const Value d = by_positive(square_gaps(unit(b.e), unit(b.e)));  // [anchor, other, node]
           const Value pulse = relu(1.0 - abs(d - width * iota(a.graph(), 3, 2, nodes)) / width);
           const Value hits = sum(pulse * by_positive(b.same), 1),
                       all = sum(pulse * by_positive(b.same + b.other), 1);
           const Value precision = ratio_or_zero(hits * cumsum(hits, 2), cumsum(all, 2));
           const Value count = rows(b.same);
           return mean_where(greater(count, 0.0),
                             1.0 - ratio_or_zero(reshape(sum(precision, 2), Shape{b.n, 1}), count));
         }},

    {.id = "dynamic_soft_margin",
     .title = "Dynamic soft margin",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params =
         {{"bins", 10, {2, 50}, "Bins of d⁺ − d⁻ between −2 and 2, a whole number.", Scale::Linear, true, 1}},
     .facts = {.stops_gradient = true},
     .use = "No margin to tune: each triplet weighs by how many of the batch are easier than it.",
     .avoid = "Small batches: the distribution is then a few spikes.",
     .cite = "Zhang & Rusinkiewicz 2019 (ICCV, Learning local descriptors with a CDF-based dynamic soft "
             "margin), eq. 4; pytorch-metric-learning with momentum 1: the distribution is the batch's own "
             "and carries no gradient",
     .formula = R"(\overline{\mathrm{CDF}(d_{ap} - d_{an})\,(d_{ap} - d_{an})})",
     .gradient_formula = R"(\overline{\mathrm{CDF}(\cdot)\,(\partial d_{ap} - \partial d_{an})})",
     .cases = {{{{1, 1, 0, 0, 0, 1}, {0, 0, 1}}, -0.757359312880715, {}, 3},
               {{{1, 0, 1, 0, 1, 0}, {0, 0, 1}}, 0.517766952966369, {}, 3},
               {{{1, 0.6, 0, 0, 0.8, 1}, {0, 0, 1}}, 0.046284073991415, {{"bins", 4}}, 3}},
     .build =
         [](const LossArgs& a) {
           const Batch b(a);
           const int nodes = static_cast<int>(a.number("bins")) + 1, n = b.n;
           const Value d = chords(b.e);
           const Value gap = by_positive(d) - by_negative(d),
                       counts = by_positive(b.same) * by_negative(b.other);
           const Value at = reshape((stop_gradient(gap) + 2.0) * ((nodes - 1) / 4.0), Shape{1, n, n, n});
           const Value node = iota(a.graph(), 4, 0, nodes);
           const Value members = reshape(counts, Shape{1, n, n, n}) * relu(1.0 - abs(at - node));
           const Value share = ratio_or_zero(sum(members, {1, 2, 3}), sum(members));
           const Value easier = reshape(sum(share * less_equal(node, at), 0), Shape{n, n, n});
           return mean_where(counts, easier * gap);
         }},

    {.id = "instance",
     .title = "Instance",
     .family = Family::Contrastive,
     .inputs = kLabelled,
     .result = Result::Batch,
     .params = {{"gamma", 64, {1, 128}, "Sharpness.", Scale::Log}},
     .use = "Every sample, or every small group, is a class of its own.",
     .avoid = "Labels are not 0, 1, 2 … in order of appearance: a label names a column of the batch here.",
     .cite =
         "Zheng et al. 2020, arXiv:1711.05535, eq. 5; pytorch-metric-learning InstanceLoss: cross-entropy "
         "of γ·cos over the batch, the diagonal stays",
     .formula = R"(-\frac1N\sum_i\log\frac{e^{\gamma s_{i, y_i}}}{\sum_j e^{\gamma s_{ij}}})",
     .gradient_formula = R"(\frac{\gamma}{N}\sum_{ij}(q_{ij} - [j = y_i])\,\partial s_{ij})",
     .cases = {{{{1, 0, 0, 1}, {0, 1}}, 0.313261687518223, {{"gamma", 1}}, 2},
               {{{1, 0, 0, 1}, {0, 0}}, 0.813261687518223, {{"gamma", 1}}, 2},
               {{{1, 0.6, 0, 0.8}, {0, 1}}, 0.03995333316243, {{"gamma", 8}}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value e = a["embeddings"];
           return -mean(log_probability(a["gamma"] * cosines(e, e), a["labels"]));
         }},

    {.id = "manifold",
     .title = "Manifold similarity",
     .family = Family::Contrastive,
     .inputs = {{"embeddings", Role::Prediction, Domain::Real, "DN"},
                {"proxies", Role::Prediction, Domain::Real, "DK"},
                {"labels", Role::Target, Domain::Class, "1N"}},
     .result = Result::Batch,
     .params = {{"alpha", 0.8, {0.05, 0.95}, "Share of similarity that a random walk passes on."},
                {"margin", 5e-4, {0, 0.1}, "Lead that the own proxy should have."}},
     .use = "Few labels: likeness spreads along chains of neighbours before samples are compared to proxies.",
     .avoid = "Large batches: a linear system of all samples and proxies is solved (at most 256 together).",
     .cite = "Aziere & Todorovic 2019 (CVPR, Ensemble deep manifold similarity learning using hard proxies), "
             "eq. 1 and 4; pytorch-metric-learning ManifoldLoss, intrinsic, with the proxies given; a row of "
             "similarities that sums to 0 passes nothing on",
     .formula =
         R"(\overline{\log\Big(1 + \sum_{k \ne y} e^{F_{ik} - F_{iy} + m}\Big)},\ F = (1 - \alpha)(I - \alpha D^{-\frac12} S D^{-\frac12})^{-1})",
     .gradient_formula = R"(\overline{\textstyle\sum_{k \ne y} q_k\,(\partial F_{ik} - \partial F_{iy})})",
     .cases = {{{{1, 0, 0, 1}, {1, 0, 0, 1}, {0, 1}}, 0.646899626964764, {}, 2},
               {{{1, 0.6, 0, 0.8}, {1, 0, 0, 1}, {0, 1}}, 0.675460051024505, {}, 2},
               {{{1, 0.6, 0, 0.8}, {1, 0, 0, 1}, {1, 0}},
                0.775947586515425,
                {{"alpha", 0.5}, {"margin", 0.1}},
                2}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           const Value both[] = {a["embeddings"], a["proxies"]};
           const int n = both[0].shape()[1], k = both[1].shape()[1], m = n + k;
           const Value e = concat(both, 1), s = cosines(e, e), eye = diagonal(g, m);
           const Value degree = ratio_or_zero(0.0 * rows(s) + 1.0, sqrt(abs(rows(s))));
           const Value walk = s * degree * transpose(degree) * (1.0 - eye);
           const Value alpha = a["alpha"],
                       reached = (1.0 - alpha) * solve(eye - alpha * walk, slice(eye, 1, n, k));
           const Value scores = transpose(slice(reached, 0, 0, n));  // [K, N]
           return mean(softplus(a["margin"] - class_margin(scores, a["labels"])));
         }},
};

}  // namespace

LOSSCAPE_LOSSES(triplets, kEntries);

}  // namespace losscape
