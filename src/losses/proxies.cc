// SPDX-License-Identifier: Apache-2.0
// Classification by angle: embeddings [D, N] against one vector (proxy, centre) a class [D, C]. cos: [C, N],
// y: class, s: scale. θ + m is formed as cos θ·cos m − sin θ·sin m, so no acos with its infinite slope at 1
// appears.
#include "error.h"
#include "losses/metric_pieces.h"

namespace losscape {

namespace {

using namespace metric;

constexpr std::initializer_list<LossInput> kProxies = {{"embeddings", Role::Prediction, Domain::Real, "DN"},
                                                       {"proxies", Role::Prediction, Domain::Real, "DC"},
                                                       {"target", Role::Target, Domain::Class, "1N"}};
constexpr Parameter kSharpness(double value) {
  return {"scale", value, {0.5, 128}, "Sharpness of the softmax.", Scale::Log};
}

Value angles(const LossArgs& a) { return cosines(a["proxies"], a["embeddings"]); }
Value hot(const LossArgs& a, Value scores) { return one_hot(a.target, 0, scores.shape()[0]); }

// sin from cos; slope 0 at ±1, where the angle itself has none.
Value sine(Value c) { return sqrt(relu(1.0 - square(c))); }

// ψ = (−1)^k·cos mθ − 2k, k = ⌊mθ/π⌋ the half turns of mθ passed: cos θ, made steeper m times and monotonic.
// cos mθ is T_m, a polynomial of cos θ.
Value turned(const LossArgs& a, Value c) {
  constexpr double kPi = 3.14159265358979323846;
  const double times = a.number("m");
  const int m = static_cast<int>(times);
  if (m != times) fail(a.loss->id, ": m must be a whole number, got ", times);
  Value before = 0.0 * c + 1.0, now = c, turns = 0.0 * c;
  for (int i = 1; i < m; ++i) {
    const Value next = 2.0 * c * now - before;
    before = now;
    now = next;
    turns = turns + less_equal(c, std::cos(i * kPi / m));
  }
  const Value sign = 1.0 - 2.0 * (turns - 2.0 * floor(0.5 * turns));
  return sign * now - 2.0 * turns;
}

constexpr Parameter kTimes = {
    "m", 4, {1, 4}, "Whole number that multiplies the angle of the right class.", Scale::Linear, true, 1};

constexpr LossEntry kEntries[] = {
    {.id = "normalized_softmax",
     .title = "Normalised softmax",
     .family = Family::Contrastive,
     .aliases = {"cosine_softmax", "normface"},
     .inputs = kProxies,
     .params = {{"temperature", 0.05, {0.01, 2}, "Divides the cosines.", Scale::Log}},
     .use = "A classifier whose features will be compared by angle.",
     .avoid = "Classes overlap: a margin asks too little here, try one of the margin forms.",
     .cite = "Zhai & Wu 2019, arXiv:1811.12649; cross-entropy of cos/T",
     .formula = R"(-\log\frac{e^{\cos\theta_y / T}}{\sum_c e^{\cos\theta_c / T}})",
     .gradient_formula = R"(\frac{1}{T}\sum_c (p_c - [c = y])\,\partial\cos\theta_c)",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.31326168751822286, {{"temperature", 1}}},
               {{{2, 0}, {1, 0, 0, 1}, {1}}, 2.1269280110429727, {{"temperature", 0.5}}},
               {{{0, 0}, {1, 0, 0, 1}, {1}}, 0.6931471805599453}},
     .build = [](const LossArgs& a) { return -log_probability(angles(a) / a["temperature"], a.target); }},

    {.id = "cosface",
     .title = "CosFace",
     .family = Family::Contrastive,
     .aliases = {"lmcl", "am_softmax"},
     .inputs = kProxies,
     .params = {{"margin", 0.35, {0, 1}, "Taken off the cosine of the right class."}, kSharpness(64)},
     .use = "Face or product recognition: classes should be separated by a fixed cosine.",
     .avoid = "Training starts from scratch with many classes: begin with margin 0.",
     .cite = "Wang et al. 2018, arXiv:1801.09414, eq. 4; cross-entropy of s(cos − m·o)",
     .formula =
         R"(-\log\frac{e^{s(\cos\theta_y - m)}}{e^{s(\cos\theta_y - m)} + \sum_{c \ne y} e^{s\cos\theta_c}})",
     .gradient_formula = R"(s\sum_c (p_c - [c = y])\,\partial\cos\theta_c)",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.4200553357027152, {{"scale", 1}}},
               {{{1, 0}, {1, 0, 0, 1}, {1}}, 2.765043561776591, {{"scale", 2}}},
               {{{3, 0}, {1, 0, 0, 1}, {0}}, 0.31326168751822286, {{"scale", 1}, {"margin", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value c = angles(a);
           return -log_probability(a["scale"] * (c - a["margin"] * hot(a, c)), a.target);
         }},

    {.id = "arcface",
     .title = "ArcFace",
     .family = Family::Contrastive,
     .aliases = {"additive_angular_margin"},
     .inputs = kProxies,
     .params = {{"margin", 0.5, {0, 1.5}, "Added to the angle of the right class, in radians."},
                kSharpness(64)},
     .use = "Recognition with a margin in angle, even over the whole sphere.",
     .avoid = "Labels are noisy: use sub-centres.",
     .cite =
         "Deng et al. 2019, arXiv:1801.07698, eq. 3; beyond θ + m = π the value goes on as cos θ − m·sin m",
     .formula =
         R"(-\log\frac{e^{s\cos(\theta_y + m)}}{e^{s\cos(\theta_y + m)} + \sum_{c \ne y} e^{s\cos\theta_c}})",
     .gradient_formula =
         R"(\frac{\partial\cos(\theta + m)}{\partial\cos\theta} = \frac{\sin(\theta + m)}{\sin\theta})",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.34768544486725067, {{"scale", 1}}},
               {{{1, 0}, {1, 0, 0, 1}, {1}}, 1.6846238285827935, {{"scale", 1}}},
               {{{-1, 0}, {1, 0, 0, 1}, {0}}, 1.4939419953583308, {{"scale", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value c = angles(a), m = a["margin"];
           const Value turned = where(greater(c, -cos(m)), c * cos(m) - sine(c) * sin(m), c - m * sin(m));
           return -log_probability(a["scale"] * where(hot(a, c), turned, c), a.target);
         }},

    {.id = "subcenter_arcface",
     .title = "Sub-centre ArcFace",
     .family = Family::Contrastive,
     .inputs = {{"embeddings", Role::Prediction, Domain::Real, "DN"},
                {"proxies", Role::Prediction, Domain::Real, "DCK"},
                {"target", Role::Target, Domain::Class, "1N"}},
     .params = {{"margin", 0.5, {0, 1.5}, "Added to the angle of the right class, in radians."},
                kSharpness(64)},
     .use = "Noisy recognition data: each class has several centres, and wrong labels gather at minor ones.",
     .avoid = "Data are clean: one centre keeps classes tighter.",
     .cite = "Deng et al. 2020, doi:10.1007/978-3-030-58621-8_43: ArcFace on the best of K centres; ties "
             "share the gradient",
     .formula = R"(\mathrm{ArcFace\ with\ } \cos\theta_c = \max_k \cos\theta_{c, k})",
     .gradient_formula = R"(\mathrm{as\ ArcFace,\ through\ the\ best\ centre})",
     .cases = {{{{1, 0}, {1, 0, 0, 0, 0, 1, 1, 0}, {0}}, 0.34768544486725067, {{"scale", 1}}, 1, 1e-9, 2},
               {{{1, 0}, {1, 0, 0, 0, 0, 1, 1, 0}, {1}}, 1.6846238285827935, {{"scale", 1}}, 1, 1e-9, 2},
               {{{1, 0}, {1, 0, 0, 0, 0, 1, 1, 0}, {0}},
                0.31326168751822286,
                {{"scale", 1}, {"margin", 0}},
                1,
                1e-9,
                2}},
     .build =
         [](const LossArgs& a) {
           const Shape& s = a["proxies"].shape();
           const int n = a["embeddings"].shape()[1];
           const Value flat = reshape(a["proxies"], Shape{s[0], s[1] * s[2]});
           const Value all = reshape(cosines(flat, a["embeddings"]), Shape{s[1], s[2], n});
           const Value c = reshape(reduce_max(all, 1), Shape{s[1], n}), m = a["margin"];
           const Value turned = where(greater(c, -cos(m)), c * cos(m) - sine(c) * sin(m), c - m * sin(m));
           return -log_probability(a["scale"] * where(hot(a, c), turned, c), a.target);
         }},

    {.id = "sphereface",
     .title = "SphereFace",
     .family = Family::Contrastive,
     .aliases = {"a_softmax"},
     .inputs = kProxies,
     .params = {kTimes},
     .use = "To compare with the first of the angular margins.",
     .avoid = "Anything new: ArcFace and CosFace train more steadily.",
     .cite = "Liu et al. 2017, arXiv:1704.08063, eq. 7: ‖e‖·((−1)^k·cos mθ − 2k), k = ⌊mθ/π⌋, Chebyshev "
             "polynomials for cos mθ",
     .formula =
         R"(-\log\frac{e^{\|e\|\psi(\theta_y)}}{e^{\|e\|\psi(\theta_y)} + \sum_{c \ne y} e^{\|e\|\cos\theta_c}},\ \psi = (-1)^k\cos(m\theta) - 2k)",
     .gradient_formula = R"(\psi' = (-1)^k m\, U_{m-1}(\cos\theta))",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.31326168751822286},
               {{{1, 0}, {1, 0, 0, 1}, {1}}, 1.3132616875182228, {{"m", 1}}},
               {{{2, 0}, {1, 0, 0, 1}, {1}}, 4.0181499279178094, {{"m", 2}}}},
     .build =
         [](const LossArgs& a) {
           const Value c = angles(a);
           return -log_probability(length(a["embeddings"]) * where(hot(a, c), turned(a, c), c), a.target);
         }},

    {.id = "large_margin_softmax",
     .title = "Large-margin softmax",
     .family = Family::Contrastive,
     .aliases = {"l_softmax"},
     .inputs = kProxies,
     .params = {kTimes},
     .use = "As SphereFace, where lengths of the class vectors should matter, too.",
     .avoid = "Anything new: ArcFace and CosFace train more steadily.",
     .cite =
         "Liu et al. 2016, arXiv:1612.02295, eq. 5: ‖w_c‖‖e‖·ψ(θ) for the right class, ‖w_c‖‖e‖·cos θ for "
         "the others; ψ by Chebyshev polynomials",
     .formula =
         R"(-\log\frac{e^{\|w_y\|\|e\|\psi(\theta_y)}}{e^{\|w_y\|\|e\|\psi(\theta_y)} + \sum_{c \ne y} e^{\|w_c\|\|e\|\cos\theta_c}},\ \psi = (-1)^k\cos(m\theta) - 2k)",
     .gradient_formula = R"(\psi' = (-1)^k m\, U_{m-1}(\cos\theta))",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.31326168751822286},
               {{{1, 0}, {2, 0, 0, 1}, {1}}, 2.1269280110429727, {{"m", 1}}},
               {{{2, 1}, {1, 0, 0, 1}, {1}}, 3.376408195430815, {{"m", 2}}},
               {{{2, 1}, {1, 0, 3, 1}, {1}}, 8.84618086203652}},
     .build =
         [](const LossArgs& a) {
           const Value c = angles(a), proxy = length(a["proxies"]);
           const Value lengths = length(a["embeddings"]) * reshape(proxy, Shape{c.shape()[0], 1});
           return -log_probability(lengths * where(hot(a, c), turned(a, c), c), a.target);
         }},

    {.id = "proxy_nca",
     .title = "Proxy-NCA",
     .family = Family::Contrastive,
     .inputs = kProxies,
     .params = {{"scale", 1, {0.1, 64}, "Multiplies squared distances.", Scale::Log}},
     .use = "Metric learning without mining: one proxy stands for a class.",
     .avoid = "Relations between samples matter: each sees proxies only.",
     .cite = "Movshovitz-Attias et al. 2017, arXiv:1703.07464; pytorch-metric-learning: normalised, the "
             "positive stays in the denominator",
     .formula = R"(-\log\frac{e^{-s\|\hat e - \hat w_y\|^2}}{\sum_c e^{-s\|\hat e - \hat w_c\|^2}})",
     .gradient_formula = R"(-2s\sum_c (p_c - [c = y])(\hat e - \hat w_c)\,\partial\hat e)",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.1269280110429725},
               {{{3, 0}, {1, 0, 0, 1}, {1}}, 2.1269280110429727},
               {{{1, 1}, {1, 0, 0, 1}, {0}}, 0.6931471805599453, {{"scale", 5}}}},
     .build =
         [](const LossArgs& a) {
           return -log_probability(-a["scale"] * square_gaps(unit(a["proxies"]), unit(a["embeddings"])),
                                   a.target);
         }},

    {.id = "proxy_anchor",
     .title = "Proxy-Anchor",
     .family = Family::Contrastive,
     .inputs = kProxies,
     .result = Result::Batch,
     .params = {{"alpha", 32, {1, 128}, "Sharpness.", Scale::Log},
                {"margin", 0.1, {0, 1}, "Of cosines, on both sides."}},
     .use = "Fast metric learning: proxies are anchors and see all samples of the batch at once.",
     .avoid = "Many thousand classes: every proxy takes part in every step.",
     .cite = "Kim et al. 2020, arXiv:2003.13911, eq. 4: positive terms ÷ proxies with a positive, negative "
             "terms ÷ C",
     .formula =
         R"(\frac{1}{|P^+|}\sum_{c \in P^+}\log\Big(1 + \sum_{y_i = c} e^{-\alpha(s_{ci} - m)}\Big) + \frac{1}{C}\sum_c \log\Big(1 + \sum_{y_i \ne c} e^{\alpha(s_{ci} + m)}\Big))",
     .gradient_formula =
         R"(-\frac{\alpha}{|P^+|}h^+_{ci}\,\partial s_{ci},\ \frac{\alpha}{C}h^-_{ci}\,\partial s_{ci})",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.7133522047688732, {{"alpha", 1}}},
               {{{1, 0}, {1, 0, 0, 1}, {1}}, 1.95068052926594, {{"alpha", 2}}},
               {{{1, 0}, {1, 0, 0, 1}, {0}}, 0.6598352777981955, {{"alpha", 1}, {"margin", 0}}}},
     .build =
         [](const LossArgs& a) {
           const Value s = angles(a), own = hot(a, s), alpha = a["alpha"], m = a["margin"];
           const Value pull = softplus(lse_where(own, -alpha * (s - m)));
           const Value push = softplus(lse_where(1.0 - own, alpha * (s + m)));
           return mean_where(greater(rows(own), 0.0), pull) + mean(push);
         }},

    {.id = "soft_triple",
     .title = "SoftTriple",
     .family = Family::Contrastive,
     .inputs = {{"embeddings", Role::Prediction, Domain::Real, "DN"},
                {"proxies", Role::Prediction, Domain::Real, "DCK"},
                {"target", Role::Target, Domain::Class, "1N"}},
     .params = {{"gamma", 0.1, {0.02, 2}, "Softness of the choice among a class's centres.", Scale::Log},
                {"scale", 20, {1, 64}, "Sharpness over classes.", Scale::Log},
                {"margin", 0.01, {0, 1}, "Taken off the right class."}},
     .use = "Classes have several modes, such as one object from many sides.",
     .avoid = "Classes are compact.",
     .cite = "Qian et al. 2019, arXiv:1909.05235, eq. 6–7, without the merging of centres",
     .formula =
         R"(-\log\mathrm{softmax}(\lambda(S - m\,o))_y,\ S_c = \sum_k \frac{e^{s_{ck}/\gamma}}{\sum_j e^{s_{cj}/\gamma}}\,s_{ck})",
     .gradient_formula = R"(\lambda\sum_c (p_c - [c = y])\,\partial S_c)",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0.3159609474567208, {{"scale", 1}}, 1, 1e-9, 2},
               {{{1, 0}, {1, 0, 0, 1}, {1}}, 1.3205820887436108, {{"scale", 1}}, 1, 1e-9, 2},
               {{{1, 0}, {1, 0, 0, 1}, {0}}, 0.31326168751822286, {{"scale", 1}, {"margin", 0}}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           const Shape& s = a["proxies"].shape();
           const int n = a["embeddings"].shape()[1];
           const Value flat = reshape(a["proxies"], Shape{s[0], s[1] * s[2]});
           const Value all = reshape(cosines(flat, a["embeddings"]), Shape{s[1], s[2], n});
           const Value score = reshape(sum(softmax(all / a["gamma"], 1) * all, 1), Shape{s[1], n});
           return -log_probability(a["scale"] * (score - a["margin"] * hot(a, score)), a.target);
         }},

    {.id = "p2s_grad",
     .title = "P2SGrad",
     .family = Family::Contrastive,
     .inputs = kProxies,
     .use = "Angular softmax without a scale or margin to tune.",
     .avoid = "You need probabilities.",
     .cite = "Zhang et al. 2019, arXiv:1905.02479; Wang & Yamagishi 2021, arXiv:2103.11326, eq. 5 as a "
             "squared error: mean over classes",
     .formula = R"(\frac{1}{C}\sum_c (\cos\theta_c - [c = y])^2)",
     .gradient_formula = R"(\frac{2}{C}\sum_c (\cos\theta_c - [c = y])\,\partial\cos\theta_c)",
     .cases = {{{{1, 0}, {1, 0, 0, 1}, {0}}, 0},
               {{{1, 0}, {1, 0, 0, 1}, {1}}, 1},
               {{{3, 4}, {1, 0, 0, 1}, {0}}, 0.4}},
     .build =
         [](const LossArgs& a) {
           const Value c = angles(a);
           return mean(square(c - hot(a, c)), 0);
         }},

    {.id = "center",
     .title = "Centre loss",
     .family = Family::Contrastive,
     .aliases = {"center_loss"},
     .inputs = kProxies,
     .facts = {.convex = true},
     .use = "Beside cross-entropy: features of a class should lie close together.",
     .avoid = "Alone: everything collapses to one point.",
     .cite = "Wen et al. 2016, doi:10.1007/978-3-319-46478-7_31, eq. 2: ½‖e − c_y‖²; here the centres learn "
             "from the same gradient",
     .formula = R"(\tfrac{1}{2}\|e - c_y\|^2)",
     .gradient_formula = R"(e - c_y)",
     .cases = {{{{3, 4}, {0, 1, 0, 1}, {0}}, 12.5},
               {{{1, 1}, {0, 1, 0, 1}, {1}}, 0},
               {{{2, 0}, {0, 1, 0, 1}, {1}}, 1}},
     .build =
         [](const LossArgs& a) {
           return 0.5 * pick(square_gaps(a["proxies"], a["embeddings"]), a.target, 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(proxies, kEntries);

}  // namespace losscape
