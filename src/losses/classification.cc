// SPDX-License-Identifier: Apache-2.0
// Losses of scores against labels. x: score (logit), t ∈ {0, 1}, z: C logits, p = softmax(z), y: class.
#include "error.h"
#include "losses/pieces.h"

namespace losscape {

namespace {

constexpr Parameter kSmoothing = {"label_smoothing", 0,
                                  {0, 0.5},          "Share of every label that is spread over all classes.",
                                  Scale::Linear,     true};
constexpr Parameter kBinarySmoothing = {
    "label_smoothing", 0, {0, 0.5}, "Labels move this share of the way towards ½.", Scale::Linear, true};
constexpr Parameter kPoly = {
    "epsilon", 2, {-1, 6}, "Change of the first Taylor coefficient; −1 removes the first term."};
constexpr Parameter kIgnore = {
    "ignore_index", -100, {-1000, 1000}, "Targets of this number do not count.", Scale::Linear, true, 1};

Value smoothed(Value label, double s) { return s == 0 ? label : label * (1.0 - s) + 0.5 * s; }

Value kept(const LossArgs& a) { return not_equal(a.target, a["ignore_index"]); }

// w_y of the kept samples: what PyTorch's mean divides by.
Value class_weight(const LossArgs& a) {
  if (!a.has("class_weights")) return kept(a);
  const Value w = broadcast_to(a["class_weights"], Shape{a["class_weights"].shape()[0], a.target.shape()[1]});
  return pick(w, a.target, 0) * kept(a);
}

// log p against a class: (1 − s)·w_y·nll_y + (s/C)·Σ_c w_c·nll_c of the kept samples. A target that is no
// class picks nothing, so where the ignored number is none of the classes, an ignored sample costs 0 by
// itself.
Value negative_log_likelihood(const LossArgs& a, Value log_p, double smoothing) {
  const Value weighted = a.has("class_weights") ? log_p * a["class_weights"] : log_p;
  const Value own = -pick(weighted, a.target, 0);
  const double ignored = a.number("ignore_index");
  const bool is_class = ignored >= 0 && ignored < log_p.shape()[0];
  if (smoothing == 0) return is_class ? counted(own, kept(a)) : own;
  const Value spread = sum(weighted, 0) * (smoothing / log_p.shape()[0]);
  return counted((1.0 - smoothing) * own - spread, kept(a));
}

constexpr LossEntry kEntries[] = {
    {.id = "binary_cross_entropy_with_logits",
     .title = "Binary cross-entropy",
     .family = Family::Classification,
     .aliases = {"bce", "log_loss", "logistic", "sigmoid_cross_entropy"},
     .inputs = kBinaryTarget,
     .params = {{"pos_weight", 1, {0.01, 100}, "Weight of class 1 against class 0.", Scale::Log, true},
                kBinarySmoothing},
     .facts = {.convex = true, .bounded_gradient = true, .proper = true, .calibrated = true, .lipschitz = 1},
     .use = "Two classes, and the score should become a calibrated probability.",
     .avoid = "Many labels are wrong: a confident mistake costs without bound.",
     .cite = "PyTorch BCEWithLogitsLoss; softplus(x) − x·t, whose gradient is σ(x) − t; smoothing t(1−s) + "
             "s/2 as Keras",
     .cases = {{{{0}, {1}}, 0.6931471805599453},
               {{{2}, {1}}, 0.12692801104297249},
               {{{-1e4}, {1}}, 1e4},
               {{{1e4}, {1}}, 0},
               {{{0}, {1}}, 2.0794415416798357, {{"pos_weight", 3}}},           // 3·ln 2
               {{{2}, {1}}, 0.32692801104297244, {{"label_smoothing", 0.2}}}},  // sp(2) − 2·0.9
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction;
           const double weight = a.number("pos_weight");
           const Value t = smoothed(a.target, a.number("label_smoothing"));
           if (weight == 1) return softplus(x) - x * t;
           return (1.0 - t) * x + (1.0 + (weight - 1.0) * t) * softplus(-x);
         }},

    {.id = "binary_cross_entropy",
     .title = "Binary cross-entropy of probabilities",
     .family = Family::Classification,
     .aliases = {"bce_probabilities"},
     .inputs = {{"prediction", Role::Prediction, Domain::Probability},
                {"target", Role::Target, Domain::Binary}},
     .params = {kBinarySmoothing},
     .facts = {.convex = true},
     .use = "The model ends in a probability that you cannot take back to a logit.",
     .avoid = "The logit is at hand: the version with logits is exact at every score.",
     .cite =
         "PyTorch BCELoss: logarithms end at −100, but the gradient there is 0 here (PyTorch 1.13: −1e12); "
         "smoothing t(1−s) + s/2 as Keras",
     .cases = {{{{0.5}, {1}}, 0.6931471805599453},
               {{{0.25}, {0}}, 0.2876820724517809},
               {{{0}, {1}}, 100},
               {{{1}, {1}}, 0},
               {{{0.25}, {1}}, 1.2764331322530795, {{"label_smoothing", 0.2}}}},  // −(0.9 ln ¼ + 0.1 ln ¾)
     .build =
         [](const LossArgs& a) {
           const auto log_from_minus_100 = [](Value p) {
             const Value inside = greater(p, 0.0);
             return where(inside, max(log(where(inside, p, 1.0)), -100.0), -100.0);
           };
           const Value p = a.prediction, t = smoothed(a.target, a.number("label_smoothing"));
           return -(t * log_from_minus_100(p) + (1.0 - t) * log_from_minus_100(1.0 - p));
         }},

    {.id = "multilabel_soft_margin",
     .title = "Multi-label cross-entropy",
     .family = Family::Classification,
     .aliases = {"multi_label_bce"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Binary, "CN"},
                {"class_weights", Role::Weight, Domain::Positive, "C1", true},
                {"pos_weight", Role::Weight, Domain::Positive, "C1", true}},
     .facts = {.convex = true},
     .use = "Several labels may hold at once; each class is its own yes-or-no question.",
     .avoid = "Exactly one class is right: softmax cross-entropy uses that.",
     .cite =
         "PyTorch MultiLabelSoftMarginLoss: the mean over classes, one loss a sample; pos_weight, of what is "
         "present in each class, as in BCEWithLogitsLoss",
     .formula =
         R"(\frac{1}{C}\sum_c w_c\,\big(v_c t_c\,\mathrm{softplus}(-x_c) + (1 - t_c)\,\mathrm{softplus}(x_c)\big))",
     .gradient_formula = R"(\frac{w_c}{C}\big((1 - t_c)\,\sigma(x_c) - v_c t_c\,\sigma(-x_c)\big))",
     .cases = {{{{0, 0}, {1, 0}, {}}, 0.6931471805599453},
               {{{2, -2}, {1, 0}, {}}, 0.12692801104297249},
               {{{0, 0}, {1, 0}, {1, 3}}, 1.3862943611198906},
               {{{0, 0}, {1, 0}, {}, {3, 9}}, 1.3862943611198906}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction, t = a.target;
           const Value each = a.has("pos_weight")
                                  ? a["pos_weight"] * t * softplus(-x) + (1.0 - t) * softplus(x)
                                  : softplus(x) - x * t;
           return mean(a.has("class_weights") ? each * a["class_weights"] : each, 0);
         }},

    {.id = "cross_entropy",
     .title = "Cross-entropy",
     .family = Family::Classification,
     .aliases = {"softmax_cross_entropy", "categorical_cross_entropy", "negative_log_likelihood",
                 "label_smoothing"},
     .inputs = kWeightedClassTarget,
     .params = {kSmoothing, kIgnore},
     .facts = {.convex = true, .bounded_gradient = true, .proper = true, .lipschitz = 1.4142135623730951},
     .use = "Several classes of which exactly one is right; scores become probabilities by softmax.",
     .avoid =
         "Several labels may hold at once (use binary cross-entropy per class), or many labels are wrong.",
     .cite = "PyTorch CrossEntropyLoss with class indices, mean = Σ w_y·l ÷ Σ w_y over kept samples (0 if "
             "none is "
             "kept, where PyTorch gives NaN); (z − max) − log Σ, stable at logits of 1e8",
     .formula = R"(\log\sum_c e^{z_c} - z_y)",
     .gradient_formula = R"(\mathrm{softmax}(z)_c - [c = y])",
     .cases = {{{{0, 0}, {0}, {}}, 0.6931471805599453},
               {{{2, 1, 0}, {0}, {}}, 0.40760596444438013},
               {{{1e8, 1e8}, {1}, {}}, 0.6931471805599453},
               {{{1000, 0}, {1}, {}}, 1000},
               {{{2, 1, 0}, {0}, {2, 1, 1}}, 0.8152119288887603},
               {{{2, 1, 0}, {0}, {}},
                0.7076059644443802,
                {{"label_smoothing", 0.3}}},  // .7·l₀ + .1·(l₀+l₁+l₂) = l₀ + .3
               {{{2, 1, 0}, {-100}, {}}, 0, {{"label_smoothing", 0.3}}},
               {{{2, 1, 0}, {0}, {}}, 0, {{"ignore_index", 0}}},
               {{{2, 0, 1, 0, 0, 0}, {0, 1}, {}}, 1.0986122886681098, {{"ignore_index", 0}}, 2}},
     .build =
         [](const LossArgs& a) {
           return negative_log_likelihood(a, log_softmax(a.prediction, 0), a.number("label_smoothing"));
         },
     .weight = class_weight},

    {.id = "cross_entropy_soft_targets",
     .title = "Cross-entropy with soft targets",
     .family = Family::Classification,
     .aliases = {"soft_target_cross_entropy", "categorical_crossentropy_probabilities"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Distribution, "CN"},
                {"class_weights", Role::Weight, Domain::Positive, "C1", true}},
     .facts = {.convex = true},
     .use = "Labels are distributions: mixed images, averaged annotators, a teacher's probabilities.",
     .avoid = "Labels are single classes: indices are smaller and faster.",
     .cite = "PyTorch CrossEntropyLoss with probabilities, but 0·(−∞) = 0 for a masked logit as in optax's "
             "safe_ form; the "
             "mean divides by the samples whatever the class weights",
     .formula = R"(-\sum_c w_c q_c \log \mathrm{softmax}(z)_c)",
     .gradient_formula = R"(p_c \sum_k w_k q_k - w_c q_c)",
     .cases = {{{{0, 0}, {0.5, 0.5}, {}}, 0.6931471805599453},
               {{{2, 1, 0}, {1, 0, 0}, {}}, 0.40760596444438013},
               {{{2, 1, 0}, {0.5, 0, 0.5}, {2, 1, 1}}, 1.6114089466665704}},  // 2·.5·l₀ + .5·(l₀ + 2)
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0);
           const Value part = where(equal(a.target, 0.0), 0.0, a.target * log_p);
           return -sum(a.has("class_weights") ? part * a["class_weights"] : part, 0);
         }},

    {.id = "nll",
     .title = "Negative log-likelihood",
     .family = Family::Classification,
     .aliases = {"nll_loss"},
     .inputs = {{"prediction", Role::Prediction, Domain::LogDistribution, "CN"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"class_weights", Role::Weight, Domain::Positive, "C1", true}},
     .params = {kSmoothing, kIgnore},
     .facts = {.convex = true},
     .use = "The model already gives log-probabilities.",
     .avoid =
         "It gives logits: nothing checks that the input is normalised, and the loss then has no minimum.",
     .cite = "PyTorch NLLLoss; mean = Σ w_y·l ÷ Σ w_y over kept samples",
     .formula = R"(-w_y x_y)",
     .gradient_formula = R"(-w_y [c = y])",
     .cases = {{{{-0.5, -1}, {0}, {}}, 0.5},
               {{{-0.5, -1}, {1}, {2, 3}}, 3},
               {{{-0.5, -1}, {-100}, {}}, 0},
               {{{-0.5, -1}, {0}, {}}, 0.55, {{"label_smoothing", 0.2}}}},  // .8·.5 + .1·(.5 + 1)
     .build =
         [](const LossArgs& a) {
           return negative_log_likelihood(a, a.prediction, a.number("label_smoothing"));
         },
     .weight = class_weight},

    {.id = "cross_entropy_probabilities",
     .title = "Cross-entropy of probabilities",
     .family = Family::Classification,
     .aliases = {"cross_entropy_probs", "nll_probs", "sparse_categorical_crossentropy"},
     .inputs = {{"prediction", Role::Prediction, Domain::Distribution, "CN"},
                {"target", Role::Target, Domain::Class, "1N"}},
     .params = {{"epsilon", 1e-7, {1e-12, 1e-3}, "Probabilities are kept this far from 0 and 1.", Scale::Log},
                kSmoothing},
     .use = "The model ends in a softmax that cannot be moved into the loss.",
     .avoid = "Logits are at hand: clipping ends the gradient of confident mistakes.",
     .cite =
         "Keras SparseCategoricalCrossentropy(from_logits=False): rows are rescaled to sum 1, then clipped",
     .formula = R"(-\log \mathrm{clip}(p_y / \sum_c p_c,\ \varepsilon,\ 1 - \varepsilon))",
     .gradient_formula = R"(\frac{1}{\sum_k p_k} - \frac{[c = y]}{p_y})",
     .cases = {{{{0.25, 0.75}, {0}}, 1.3862943611198906},
               {{{1, 3}, {1}}, 0.2876820724517809},
               {{{0, 1}, {0}}, 16.11809565095832},
               {{{1, 3}, {1}}, 0.39754330131859184, {{"label_smoothing", 0.2}}}},  // −(0.9 ln ¾ + 0.1 ln ¼)
     .build =
         [](const LossArgs& a) {
           const Value low = a["epsilon"];
           const auto log_share = [&](Value p) {
             return log(clamp(p / sum(a.prediction, 0), low, 1.0 - low));
           };
           const Value own = -log_share(pick(a.prediction, a.target, 0));
           const double s = a.number("label_smoothing");
           return s == 0 ? own
                         : (1.0 - s) * own - sum(log_share(a.prediction), 0) * (s / a.prediction.shape()[0]);
         }},

    {.id = "linear_cross_entropy",
     .title = "Linear layer with cross-entropy",
     .family = Family::Classification,
     .aliases = {"fused_linear_cross_entropy"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "DN"},
                {"weights", Role::Prediction, Domain::Real, "CD"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"bias", Role::Prediction, Domain::Real, "C1", true}},
     .facts = {},
     .use = "The last layer and its loss are one expression, so that the planner may fuse them.",
     .avoid = "You need the logits for anything else.",
     .cite = "PyTorch linear_cross_entropy: cross-entropy of W·x + b",
     .formula = R"(\log\sum_c e^{z_c} - z_y,\ z = Wx + b)",
     .gradient_formula = R"(W^\top(\mathrm{softmax}(z) - o))",
     // W = I: as cross_entropy of (2, 1, 0)
     .cases = {{{{2, 1, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0}, {}}, 0.40760596444438013},
               {{{0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0}, {2, 1, 0}}, 0.40760596444438013},
               {{{1}, {2, 2}, {1}, {}}, 0.6931471805599453}},
     .build =
         [](const LossArgs& a) {
           const Value z = matmul(a["weights"], a.prediction);
           return -log_probability(a.has("bias") ? z + a["bias"] : z, a.target);
         }},

    {.id = "poly1_cross_entropy",
     .title = "Poly-1 cross-entropy",
     .family = Family::Classification,
     .aliases = {"polyloss", "poly_loss"},
     .inputs = kClassTarget,
     .params = {kPoly},
     .facts = {.bounded_gradient = true},
     .use = "One number to tune how much already good samples still pull.",
     .avoid = "You need calibrated probabilities.",
     .cite = "Leng et al. 2022, arXiv:2204.12511; optax poly_loss_cross_entropy: CE + ε(1 − p_y)",
     .formula = R"(-\log p_y + \varepsilon(1 - p_y))",
     .gradient_formula = R"((1 + \varepsilon p_y)(p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}}, 1.6931471805599454},
               {{{0, 0}, {0}}, 0.1931471805599453, {{"epsilon", -1}}},
               {{{1000, 0}, {1}}, 1002}},
     .build =
         [](const LossArgs& a) {
           const Value m = class_margin(a.prediction, a.target);
           return softplus(-m) + a["epsilon"] * sigmoid(-m);
         }},

    {.id = "poly1_cross_entropy_soft_targets",
     .title = "Poly-1 cross-entropy with soft targets",
     .family = Family::Classification,
     .aliases = {"poly_loss_soft_targets"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CN"},
                {"target", Role::Target, Domain::Distribution, "CN"}},
     .params = {kPoly},
     .use = "Poly-1 where labels are distributions: smoothed, mixed or voted.",
     .avoid = "Labels are single classes: indices are smaller and faster.",
     .cite = "Leng et al. 2022, arXiv:2204.12511; optax poly_loss_cross_entropy: CE + ε(1 − Σ q·p), which at "
             "q = p "
             "is not least for ε ≠ 0",
     .formula = R"(-\sum_c q_c \log p_c + \varepsilon\Big(1 - \sum_c q_c p_c\Big))",
     .gradient_formula = R"(p_c - q_c - \varepsilon\,p_c\Big(q_c - \sum_k q_k p_k\Big))",
     // ln 2 + 2·½;  ½·l₀ + ½·(l₀ + 2) − (½p₀ + ½p₂) + 1 of (2, 1, 0)
     .cases = {{{{0, 0}, {0.5, 0.5}}, 1.6931471805599454},
               {{{0, 0}, {1, 0}}, 0.1931471805599453, {{"epsilon", -1}}},
               {{{1000, 0}, {0, 1}}, 1002},
               {{{2, 1, 0}, {0.5, 0, 0.5}}, 2.0299701999717787, {{"epsilon", 1}}}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0), q = a.target;
           return a["epsilon"] * (1.0 - sum(q * exp(log_p), 0)) -
                  sum(where(equal(q, 0.0), 0.0, q * log_p), 0);
         }},

    {.id = "brier",
     .title = "Brier score",
     .family = Family::Classification,
     .aliases = {"multiclass_brier", "quadratic_score"},
     .inputs = kClassTarget,
     .facts = {.bounded_gradient = true, .proper = true},
     .use = "Calibration matters and a confident mistake should cost a bounded amount.",
     .avoid = "The start is far off: the gradient vanishes for confident mistakes.",
     .cite =
         "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2; Σ over all classes, not halved",
     .formula = R"(\sum_c (p_c - [c = y])^2)",
     .gradient_formula = R"(2 p_c\big((p_c - o_c) - \sum_k p_k (p_k - o_k)\big))",
     .cases = {{{{0, 0}, {0}}, 0.5}, {{{1000, 0}, {1}}, 2}, {{{0, 0, 0, 0}, {2}}, 0.75}},
     .build =
         [](const LossArgs& a) {
           const Value p = softmax(a.prediction, 0);
           return sum(square(p - one_hot(a.target, 0, p.shape()[0])), 0);
         }},

    {.id = "confidence_penalty",
     .title = "Cross-entropy with confidence penalty",
     .family = Family::Classification,
     .aliases = {"negative_entropy_penalty"},
     .inputs = kClassTarget,
     .params = {{"beta", 0.1, {0, 1}, "Reward for entropy of the prediction."}},
     .facts = {.bounded_gradient = true},
     .use = "Predictions should stay modest, without touching the labels.",
     .avoid = "Probabilities must be honest: the reward biases them towards uniform.",
     .cite = "Pereyra et al. 2017, arXiv:1701.06548, section 3; CE − β·H(p)",
     .formula = R"(-\log p_y - \beta H(p))",
     .gradient_formula = R"(p_c - o_c + \beta p_c(\log p_c + H))",
     .cases = {{{{0, 0}, {0}}, 0.6238324625039508},
               {{{0, 0}, {0}}, 0, {{"beta", 1}}},
               {{{1000, 0}, {1}}, 1000}},
     .build =
         [](const LossArgs& a) {
           const Value log_p = log_softmax(a.prediction, 0);
           return a["beta"] * sum(exp(log_p) * log_p, 0) - pick(log_p, a.target, 0);
         }},

    {.id = "perplexity",
     .title = "Perplexity",
     .family = Family::Classification,
     .inputs = kClassTarget,
     .result = Result::Batch,
     .params = {kIgnore},
     .facts = {.convex = true, .finite_to = 80},
     .use = "To report a language model: the number of equally likely words it is as unsure as.",
     .avoid = "Training: it overflows where cross-entropy passes 88, and cross-entropy has the same optimum.",
     .cite = "Jelinek et al. 1977, doi:10.1121/1.2016299; exp of the mean over kept tokens",
     .formula = R"(\exp\Big(\frac{1}{n}\sum_i -\log p_{y_i}\Big))",
     .gradient_formula = R"(\frac{\mathrm{ppl}}{n}(p_c - [c = y]))",
     .cases = {{{{0, 0}, {0}}, 2}, {{{0, 0, 0, 0}, {3}}, 4}, {{{0, 5, 0, 5}, {0, -100}}, 2, {}, 2}},
     .build =
         [](const LossArgs& a) {
           const Value own = counted(-log_probability(a.prediction, a.target), kept(a));
           return exp(ratio_or_zero(sum(own), sum(kept(a))));
         }},

    {.id = "ordinal_cross_entropy",
     .title = "Ordinal cross-entropy",
     .family = Family::Classification,
     .aliases = {"coral", "cumulative_bce"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "KN"},
                {"target", Role::Target, Domain::Grade, "1N"}},
     .facts = {.convex = true},
     .use = "Classes have an order: an output a threshold says whether the label lies above it.",
     .avoid = "Classes have no order, or thresholds may not contradict one another (share the weights as "
              "CORAL does).",
     .cite = "Cao, Mirjalili & Raschka 2020, arXiv:1901.07884, eq. 4: Σ_k BCE(x_k, [y > k]) over K = C − 1 "
             "thresholds",
     .formula = R"(\sum_k \mathrm{softplus}(x_k) - x_k\,[y > k])",
     .gradient_formula = R"(\sigma(x_k) - [y > k])",
     .cases = {{{{0, 0}, {1}}, 1.3862943611198906},
               {{{1e4, -1e4}, {1}}, 0},
               {{{2, -2}, {2}}, 2.253856022085945}},
     .build =
         [](const LossArgs& a) {
           const Value x = a.prediction;
           const Value above = greater(a.target, iota(a.graph(), 2, 0, x.shape()[0]));
           return sum(softplus(x) - x * above, 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(classification, kEntries);

}  // namespace losscape
