// SPDX-License-Identifier: Apache-2.0
// Losses of pairs, triplets and two views of a batch of embeddings [D, N]. s: cosines, d: distances.
#include "error.h"
#include "losses/metric_pieces.h"

namespace losscape {

namespace {

using namespace metric;

constexpr Parameter kSwap = {
    "swap", 0, {0, 1}, "1 takes the nearer of anchor and positive to the negative.", Scale::Linear, true, 1};

constexpr LossEntry kEntries[] = {
    {.id = "contrastive",
     .title = "Contrastive pairs (Hadsell)",
     .family = Family::Contrastive,
     .aliases = {"contrastive_hadsell", "siamese"},
     .inputs = {{"first", Role::Prediction, Domain::Real, "DN"},
                {"second", Role::Prediction, Domain::Real, "DN"},
                {"target", Role::Target, Domain::Binary, "1N"}},
     .params = {{"margin", 1, {0.01, 10}, "Distance from which a dissimilar pair is far enough apart."},
                kDistance},
     .use = "Pairs are labelled similar (0) or dissimilar (1), as in a siamese network.",
     .avoid = "Negatives are plentiful: losses over the batch use them all.",
     .cite =
         "Hadsell, Chopra & LeCun 2006, doi:10.1109/CVPR.2006.100, eq. 4; y = 1 is DISSIMILAR (1 is similar "
         "in sentence-transformers); the squares are of whichever distance; gradient 0 at equal points",
     .formula = R"(\tfrac{1}{2}(1 - y)D^2 + \tfrac{1}{2}y\max(0, m - D)^2)",
     .gradient_formula = R"((1 - y)(a - b) - y\max(0, m - D)\frac{a - b}{D})",
     .cases = {{{{3, 4}, {0, 0}, {0}}, 12.5},
               {{{3, 4}, {0, 0}, {1}}, 0},
               {{{0.3, 0.4}, {0, 0}, {1}}, 0.125},
               {{{0, 0}, {0, 0}, {1}}, 0.5},
               {{{1, 1}, {0, 0}, {0}}, 2, {{"distance", 1}}},
               {{{0.3, 0.4}, {0, 0}, {1}}, 0.28125, {{"distance", 1}}},
               {{{3, 4}, {4, 3}, {1}}, 0.4608, {{"distance", 2}}}},
     .build =
         [](const LossArgs& a) {
           const double kind = a.number("distance");
           if (kind != 0) {
             const Value d =
                 kind == 1 ? sum(square(a["first"] - a["second"]), 0) : 1.0 - cosine(a["first"], a["second"]);
             return 0.5 * ((1.0 - a.target) * square(d) + a.target * square(relu(a["margin"] - d)));
           }
           const Value gap = a["first"] - a["second"], y = a.target;
           return 0.5 * sum(square(sqrt(1.0 - y) * gap), 0) +
                  0.5 * y * square(relu(a["margin"] - length(gap)));
         }},

    {.id = "triplet_margin",
     .title = "Triplet margin",
     .family = Family::Contrastive,
     .aliases = {"triplet"},
     .inputs = {{"anchor", Role::Prediction, Domain::Real, "DN"},
                {"positive", Role::Prediction, Domain::Real, "DN"},
                {"negative", Role::Prediction, Domain::Real, "DN"}},
     .params = {{"margin", 1, {0, 10}, "How much nearer the positive must be."},
                {"epsilon", 1e-6, {0, 1e-2}, "Added to every coordinate's difference, as PyTorch does."},
                {"p", 2, {1, 2}, "Norm: 1 or 2.", Scale::Linear, true, 1},
                kSwap},
     .use = "Only comparisons are known: this is more like that than like the other.",
     .avoid = "Triplets are drawn at random: most are satisfied and teach nothing; mine hard ones.",
     .cite = "Balntas et al. 2016 and PyTorch TripletMarginLoss; a tie is active",
     .formula = R"(\max(0,\ d(a, p) - d(a, n) + m))",
     .gradient_formula = R"(a:\ \frac{a - p}{d(a, p)} - \frac{a - n}{d(a, n)})",
     .cases = {{{{0, 0}, {3, 4}, {0, 1}}, 5, {{"epsilon", 0}}},
               {{{0, 0}, {0, 1}, {3, 4}}, 0},
               {{{0, 0}, {3, 4}, {1, 1}}, 6, {{"epsilon", 0}, {"p", 1}}},
               {{{1, 1}, {1, 1}, {1, 1}}, 1}},
     .build =
         [](const LossArgs& a) {
           const double p = a.number("p");
           if (p != 1 && p != 2) fail("triplet_margin: p must be 1 or 2, got ", p);
           const auto distance = [&](Value x, Value y) {
             const Value gap = x - y + a["epsilon"];
             return p == 1 ? sum(abs(gap), 0) : length(gap);
           };
           const Value near = distance(a["anchor"], a["positive"]);
           Value far = distance(a["anchor"], a["negative"]);
           if (a.number("swap") != 0) far = min(far, distance(a["positive"], a["negative"]));
           return clamp_at_0(near - far + a["margin"]);
         }},

    {.id = "triplet_cosine",
     .title = "Triplet margin, cosine distance",
     .family = Family::Contrastive,
     .aliases = {"triplet_margin_with_distance"},
     .inputs = {{"anchor", Role::Prediction, Domain::Real, "DN"},
                {"positive", Role::Prediction, Domain::Real, "DN"},
                {"negative", Role::Prediction, Domain::Real, "DN"}},
     .params = {{"margin", 1, {0, 2}, "How much nearer the positive must be."}, kSwap},
     .use = "Triplets in which only directions count.",
     .avoid = "Lengths carry meaning.",
     .cite = "PyTorch TripletMarginWithDistanceLoss with 1 − cos, swap too; a tie is active",
     .formula = R"(\max(0,\ \cos(a, n) - \cos(a, p) + m))",
     .gradient_formula = R"([\text{active}]\,(\partial\cos(a, n) - \partial\cos(a, p)))",
     .cases = {{{{1, 0}, {1, 0}, {0, 1}}, 0},
               {{{1, 0}, {0, 1}, {1, 0}}, 2},
               {{{3, 4}, {4, 3}, {0, 1}}, 0.34, {{"margin", 0.5}}},
               {{{4, 3}, {3, 4}, {0, 1}}, 0.34, {{"margin", 0.5}, {"swap", 1}}}},
     .build =
         [](const LossArgs& a) {
           Value far = cosine(a["anchor"], a["negative"]);
           if (a.number("swap") != 0) far = max(far, cosine(a["positive"], a["negative"]));
           return clamp_at_0(far - cosine(a["anchor"], a["positive"]) + a["margin"]);
         }},

    {.id = "info_nce",
     .title = "InfoNCE",
     .family = Family::Contrastive,
     .inputs = kPair,
     .params = {kTemperature(0.07)},
     .use = "Two views a sample: each should find its partner among the batch.",
     .avoid = "Batches are small, or hold many true partners under other names.",
     .cite = "van den Oord, Li & Vinyals 2018, arXiv:1807.03748, eq. 4; cosines over T, one direction",
     .formula = R"(-\log\frac{e^{s_{ii}/T}}{\sum_j e^{s_{ij}/T}})",
     .gradient_formula = R"(\frac{1}{T}\sum_j (p_{ij} - [i = j])\,\partial s_{ij})",
     .cases = {{{{1, 0}, {1, 0}}, 0},
               {{{1, 0, 0, 1}, {1, 0, 0, 1}}, 0.6265233750364457, {{"temperature", 1}}, 2},
               {{{1, 0, 0, 1}, {0, 1, 1, 0}}, 4.253856022085945, {{"temperature", 0.5}}, 2}},
     .build =
         [](const LossArgs& a) {
           return diagonal_cross_entropy(cosines(a["first"], a["second"]) / a["temperature"]);
         }},

    {.id = "clip",
     .title = "Symmetric InfoNCE (CLIP)",
     .family = Family::Contrastive,
     .inputs = kPair,
     .params = {kTemperature(0.07)},
     .use = "Two kinds of data describe the same thing, such as images and captions.",
     .avoid = "One side has many equal partners in a batch.",
     .cite = "Radford et al. 2021, arXiv:2103.00020, figure 3: the mean of both directions",
     .formula =
         R"(-\frac{1}{2}\log\frac{e^{s_{ii}/T}}{\sum_j e^{s_{ij}/T}} - \frac{1}{2}\log\frac{e^{s_{ii}/T}}{\sum_j e^{s_{ji}/T}})",
     .gradient_formula = R"(\frac{1}{2T}\sum_j (p_{ij} + q_{ij} - 2[i = j])\,\partial s_{ij})",
     .cases = {{{{1, 0}, {1, 0}}, 0},
               {{{1, 0, 0, 1}, {1, 0, 0, 1}}, 0.6265233750364457, {{"temperature", 1}}, 2},
               {{{1, 1, 0, 0}, {1, 0, 0, 1}}, 1.506408868078168, {{"temperature", 1}}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value scores = cosines(a["first"], a["second"]) / a["temperature"];
           return 0.5 * (diagonal_cross_entropy(scores) + diagonal_cross_entropy(transpose(scores)));
         }},

    {.id = "nt_xent",
     .title = "NT-Xent (SimCLR)",
     .family = Family::Contrastive,
     .aliases = {"simclr", "ntxent"},
     .inputs = kPair,
     .result = Result::Batch,
     .params = {kTemperature(0.5)},
     .use =
         "Self-supervised learning from two augmentations of each sample, all 2N views against each other.",
     .avoid = "Batches are small: negatives run out.",
     .cite = "Chen et al. 2020, arXiv:2002.05709, eq. 1; mean over the 2N views, the maximum taken off "
             "before exp",
     .formula = R"(-\frac{1}{2N}\sum_{i}\log\frac{e^{s_{i,i^+}/T}}{\sum_{j \ne i} e^{s_{ij}/T}})",
     .gradient_formula = R"(\frac{1}{2NT}\sum_j (p_{ij} - [j = i^+])\,\partial s_{ij})",
     .cases = {{{{1, 0}, {1, 0}}, 0},
               {{{1, 0, 0, 1}, {1, 0, 0, 1}}, 0.5514447139320511, {{"temperature", 1}}, 2},
               {{{1, 1, 0, 0}, {1, 1, 0, 0}}, 1.0986122886681098, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const int n = a["first"].shape()[1];
           const Value views[] = {a["first"], a["second"]};
           const Value all = concat(views, 1), scores = cosines(all, all) / a["temperature"];
           const Value i = iota(a.graph(), 2, 0, 2 * n), j = iota(a.graph(), 2, 1, 2 * n);
           const Value partner = equal(abs(i - j), static_cast<double>(n));
           return mean(lse_where(not_equal(i, j), scores) - rows(where(partner, scores, 0.0)));
         }},

    {.id = "n_pairs",
     .title = "N-pairs",
     .family = Family::Contrastive,
     .inputs = kPair,
     .params = {{"l2", 0, {0, 1}, "Weight of the squared lengths."}},
     .use = "One pair a class in the batch: each anchor sees the positives of all others as negatives.",
     .avoid = "Several pairs share a class.",
     .cite = "Sohn 2016 (NeurIPS 29), eq. 6: cross-entropy of a·pᵀ, not normalised, plus l2·(‖a‖² + ‖p‖²)",
     .formula = R"(\log\sum_j e^{a_i \cdot p_j} - a_i \cdot p_i + \lambda(\|a_i\|^2 + \|p_i\|^2))",
     .gradient_formula = R"(a_i:\ \sum_j (q_{ij} - [i = j])\,p_j + 2\lambda a_i)",
     .cases = {{{{1, 0}, {1, 0}}, 0},
               {{{1, 0, 0, 1}, {1, 0, 0, 1}}, 0.6265233750364457, {}, 2},
               {{{1, 0}, {2, 0}}, 5, {{"l2", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value x = a["first"], y = a["second"];
           return diagonal_cross_entropy(matmul(x, y, true, false)) +
                  a["l2"] * (sum(square(x), 0) + sum(square(y), 0));
         }},

    {.id = "simsiam",
     .title = "SimSiam",
     .family = Family::Contrastive,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "DN"},
                {"target", Role::Prediction, Domain::Real, "DN"}},
     .facts = {.stops_gradient = true},
     .use = "Self-supervision without negatives: a predictor's output against the other view's projection.",
     .avoid = "Without the predictor head: it collapses.",
     .cite = "Chen & He 2021, arXiv:2011.10566, eq. 1–2: −cos(p, stop(z)); use it in both directions",
     .formula = R"(-\frac{p \cdot \mathrm{sg}(z)}{\|p\|\|z\|})",
     .gradient_formula = R"(-\frac{\hat z - (\hat p \cdot \hat z)\,\hat p}{\|p\|})",
     .cases = {{{{1, 0}, {2, 0}}, -1}, {{{1, 0}, {0, 3}}, 0}, {{{3, 4}, {4, 3}}, -0.96}},
     .build = [](const LossArgs& a) { return -cosine(a.prediction, stop_gradient(a.target)); }},

    {.id = "byol",
     .title = "BYOL",
     .family = Family::Contrastive,
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "DN"},
                {"target", Role::Prediction, Domain::Real, "DN"}},
     .facts = {.stops_gradient = true},
     .use = "As SimSiam, against a slowly moving average of the network.",
     .avoid = "Without the moving average or the predictor.",
     .cite = "Grill et al. 2020, arXiv:2006.07733, eq. 2: ‖p̂ − ẑ‖² = 2 − 2cos, z held constant",
     .formula = R"(2 - 2\frac{p \cdot \mathrm{sg}(z)}{\|p\|\|z\|})",
     .gradient_formula = R"(-2\frac{\hat z - (\hat p \cdot \hat z)\,\hat p}{\|p\|})",
     .cases = {{{{1, 0}, {2, 0}}, 0}, {{{1, 0}, {0, 3}}, 2}, {{{3, 4}, {4, 3}}, 0.08}},
     .build = [](const LossArgs& a) { return 2.0 - 2.0 * cosine(a.prediction, stop_gradient(a.target)); }},

    {.id = "alignment_uniformity",
     .title = "Alignment and uniformity",
     .family = Family::Contrastive,
     .inputs = kPair,
     .result = Result::Batch,
     .params = {{"weight", 1, {0, 10}, "Weight of uniformity."},
                {"t", 2, {0.1, 10}, "Sharpness of uniformity.", Scale::Log}},
     .use = "To see and steer the two goals of contrastive learning apart.",
     .avoid = "Batches of one: nothing to be uniform with.",
     .cite = "Wang & Isola 2020, arXiv:2005.10242, eq. 6–7 on normalised embeddings; uniformity of both "
             "views averaged over pairs i < j",
     .formula =
         R"(\overline{\|a_i - b_i\|^2} + \frac{\lambda}{2}\sum_{v}\log\overline{e^{-t\|v_i - v_j\|^2}})",
     .gradient_formula = R"(\frac{2}{N}(a_i - b_i) - \lambda t\sum_j q_{ij}(a_i - a_j))",
     .cases = {{{{1, 0}, {0, 1}}, 2},
               {{{1, 0, 0, 1}, {1, 0, 0, 1}}, -4, {}, 2},
               {{{1, -1, 0, 0}, {1, -1, 0, 0}}, -4, {{"t", 1}}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value x = unit(a["first"]), y = unit(a["second"]);
           const int n = x.shape()[1];
           const Value align = mean(sum(square(x - y), 0));
           if (n < 2) return align;
           const auto spread = [&](Value v) {
             const Value near = where(diagonal(a.graph(), n), kNever, -a["t"] * square_gaps(v, v));
             return scalar(logsumexp(reshape(near, Shape{n * n}), 0)) - std::log(n * (n - 1.0));
           };
           return scalar(align) + 0.5 * a["weight"] * (spread(x) + spread(y));
         }},

    {.id = "barlow_twins",
     .title = "Barlow Twins",
     .family = Family::Contrastive,
     .inputs = kPair,
     .result = Result::Batch,
     .params = {{"weight", 5e-3, {0, 1}, "Weight of the decorrelation."}},
     .use = "Self-supervision without negatives or stop-gradients: features agree across views and differ "
            "from one another.",
     .avoid = "Batches are small: correlations are noise; a batch of one has none.",
     .cite = "Zbontar et al. 2021, arXiv:2103.03230, eq. 1; deviations over N; a constant feature has "
             "correlation 0",
     .formula = R"(\sum_d (1 - C_{dd})^2 + \lambda\sum_{d \ne e} C_{de}^2)",
     .gradient_formula =
         R"(-2(1 - C_{dd})\,\partial C_{dd} + 2\lambda\sum_{e \ne d} C_{de}\,\partial C_{de})",
     .cases = {{{{1, -1}, {2, -2}}, 0, {}, 2}, {{{1, -1}, {-1, 1}}, 4, {}, 2}, {{{1, 1}, {2, 3}}, 1, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const auto standardised = [](Value v) { return unit(v - mean(v, 1), 1); };
           const Value x = standardised(a["first"]), y = standardised(a["second"]);
           const int d = x.shape()[0];
           const Value c = matmul(x, y, false, true), own = diagonal(a.graph(), d);
           return sum(own * square(1.0 - c)) + a["weight"] * sum((1.0 - own) * square(c));
         }},

    {.id = "vicreg",
     .title = "VICReg",
     .family = Family::Contrastive,
     .inputs = kPair,
     .result = Result::Batch,
     .params = {{"invariance", 25, {0, 100}, "Weight of agreement."},
                {"variance", 25, {0, 100}, "Weight of keeping deviations above 1."},
                {"covariance", 1, {0, 100}, "Weight of decorrelation."},
                {"epsilon", 1e-4, {1e-8, 1e-1}, "Inside the root of the variance.", Scale::Log}},
     .use = "As Barlow Twins, with each goal's weight in your hand and each view on its own.",
     .avoid = "Batches are small.",
     .cite = "Bardes, Ponce & LeCun 2022, arXiv:2105.04906, eq. 1–6: both views' variance and covariance "
             "terms added; N − 1 (at least 1)",
     .formula =
         R"(\lambda\,\overline{(a - b)^2} + \mu\sum_v \overline{\max(0, 1 - \sqrt{\mathrm{var} + \varepsilon})} + \frac{\nu}{D}\sum_v\sum_{d \ne e}\mathrm{cov}_{de}^2)",
     .gradient_formula = R"(\frac{2\lambda}{ND}(a - b) + \ldots)",
     // one feature, views equal: var of (1, −1) over N − 1 is 2
     .cases = {{{{1, -1}, {1, -1}}, 0, {}, 2},
               {{{1, -1}, {3, 1}}, 100, {}, 2},
               {{{0, 0}, {0, 0}}, 49.5, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value x = a["first"], y = a["second"];
           const int d = x.shape()[0], n = x.shape()[1];
           const auto spread = [&](Value v) {
             const Value centred = v - mean(v, 1);
             const Value cov = matmul(centred, centred, false, true) * (1.0 / std::max(1, n - 1));
             const Value own = diagonal(a.graph(), d), deviation = sqrt(sum(own * cov, 1) + a["epsilon"]);
             return a["variance"] * mean(relu(1.0 - deviation)) +
                    a["covariance"] * sum((1.0 - own) * square(cov)) * (1.0 / d);
           };
           return a["invariance"] * mean(square(x - y)) + spread(x) + spread(y);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(contrastive, kEntries);

}  // namespace losscape
