// SPDX-License-Identifier: Apache-2.0
// Labels of sequences without an alignment, and classes too many for one softmax.
#include "losses/pieces.h"

namespace losscape {

namespace {

// −1e30 stands for −∞: it vanishes in sums of exp and never meets ∞ − ∞.
constexpr double kNever = -1e30;

// v one place further along the first axis, kNever before it.
Value one_later(Value v) {
  const int s = v.shape()[0];
  return pad(slice(v, 0, 0, s - 1), 0, 1, 0) + kNever * less(iota(*v.graph(), 2, 0, s), 1.0);
}

constexpr LossEntry kEntries[] = {
    {.id = "ctc",
     .title = "Connectionist temporal classification",
     .family = Family::Classification,
     .aliases = {"connectionist_temporal_classification"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "CFN"},
                {"target", Role::Target, Domain::Class, "LN"},
                {"mask", Role::Weight, Domain::Mask, "1FN", true}},
     .params = {{"zero_infinity",
                 0,
                 {0, 1},
                 "1: a target too long for its input costs 0 instead of ∞.",
                 Scale::Linear,
                 true},
                {"per_label",
                 0,
                 {0, 1},
                 "1: divided by the number of labels, at least 1.",
                 Scale::Linear,
                 true,
                 1}},
     .use = "Speech, handwriting: labels in order, but nobody says which frame is which.",
     .avoid = "Alignments are known, or there may be more labels than frames.",
     .cite = "Graves et al. 2006, doi:10.1145/1143844.1143891, eq. 5–8, on logits (or log-probabilities: "
             "they are their own log-softmax); class 0 is the blank and ends a target; PyTorch's CTCLoss, "
             "but an impossible target has gradient 0, not NaN; per_label is its mean",
     .formula = R"(-\log\sum_{\pi \in \mathcal B^{-1}(l)}\prod_t p_{t, \pi_t})",
     .gradient_formula = R"(p_{tc} - \frac{1}{p(l)}\sum_{s:\,l'_s = c}\alpha_t(s)\,\beta_t(s))",
     // one frame, one label: −log ½;  two frames, one label: blank-a, a-blank, a-a: −log ¾
     .cases = {{{{0, 0}, {1}, {}}, 0.6931471805599453, {}, 1, 1e-9, 2},
               {{{0, 0, 0, 0}, {1}, {}}, 0.2876820724517809, {}, 1, 1e-9, 2},
               {{{0, 0, 0, 0}, {0}, {}}, 1.3862943611198906, {}, 1, 1e-9, 2},
               {{{0, 0}, {1, 1}, {}}, 0, {{"zero_infinity", 1}}, 1, 1e-9, 2},
               {{{1, 0, 2, 1, 0, 1, 2, 1, 0, 3, 1, 0}, {1, 2}, {}},
                1.3239224345917413,
                {{"per_label", 1}},
                1,
                1e-9,
                3},
               {{{1, 0, 2, 1, 0, 1, 2, 1, 0, 3, 1, 0}, {2, 2, 0}, {}}, 3.100805450421694, {}, 1, 1e-9, 3}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           const Value z = a.prediction, y = a.target;
           const int t = z.shape()[1], n = z.shape()[2], labels = y.shape()[0], states = 2 * labels + 1;
           // States: blank, first label, blank, second label … blank.
           const Value state = iota(g, 2, 0, states), odd = state - 2.0 * floor(0.5 * state);
           const Value label = odd * take_along(y, floor(0.5 * (state - 1.0)), 0);
           const Value two_before = states > 2 ? pad(slice(label, 0, 0, states - 2), 0, 2, 0) : 0.0 * label;
           const Value may_skip = odd * not_equal(label, two_before);
           const Value emitted =
               max(take_along(log_softmax(z, 0), reshape(label, Shape{states, 1, n}), 0), kNever);
           Value alpha = where(equal(state, 0.0), 0.0, kNever) + 0.0 * label;
           for (int k = 0; k < t; ++k) {
             const Value later = one_later(alpha);
             const Value skipped = where(may_skip, one_later(later), kNever);
             const Value next = logaddexp(logaddexp(alpha, later), skipped) +
                                reshape(slice(emitted, 1, k, 1), Shape{states, n});
             alpha =
                 a.has("mask") ? where(reshape(slice(a["mask"], 1, k, 1), Shape{1, n}), next, alpha) : next;
           }
           // The target ends before its first blank.
           const Value length = sum(less(cumsum(equal(y, 0.0), 0), 1.0), 0);
           const Value last = where(greater(length, 0.0), pick(alpha, 2.0 * length - 1.0, 0), kNever);
           const Value total = logaddexp(pick(alpha, 2.0 * length, 0), last);
           const double impossible = a.number("zero_infinity") != 0 ? 0 : HUGE_VAL;
           const Value loss = where(less(total, 0.1 * kNever), impossible, -total);
           return a.number("per_label") != 0 ? loss / max(length, 1.0) : loss;
         }},

    {.id = "adaptive_log_softmax",
     .title = "Adaptive softmax",
     .family = Family::Classification,
     .aliases = {"adaptive_softmax"},
     .inputs = {{"head", Role::Prediction, Domain::Real, "KN"},
                {"tail", Role::Prediction, Domain::Real, "MN"},
                {"target", Role::Target, Domain::Class, "1N"},
                {"rare_tail", Role::Prediction, Domain::Real, "QN", true}},
     .facts = {.convex = true},
     .use =
         "Vocabularies whose words are sorted by frequency: rare ones live in tails that few samples need.",
     .avoid = "Classes are equally frequent, or few.",
     .cite = "Grave et al. 2017, arXiv:1609.04309; PyTorch AdaptiveLogSoftmaxWithLoss after its projections: "
             "the head has the frequent classes and, last, one logit a tail",
     .formula =
         R"(-\log p^{\text{head}}_y,\ \text{or}\ -\log p^{\text{head}}_{\text{tail}} - \log p^{\text{tail}}_{y - \text{cutoff}})",
     .gradient_formula = R"(p^{\text{head}} - o,\ [y \in \text{tail}]\,(p^{\text{tail}} - o))",
     // head of 2 frequent classes and one tail of 2
     .cases = {{{{0, 0, 0}, {0, 0}, {1}, {}}, 1.0986122886681098},
               {{{0, 0, 0}, {0, 0}, {3}, {}}, 1.791759469228055},
               {{{0, 0, 0, 0}, {0, 0}, {4}, {0, 0, 0}}, 2.4849066497880004}},
     .build =
         [](const LossArgs& a) {
           const bool two = a.has("rare_tail");
           const int frequent = a["head"].shape()[0] - (two ? 2 : 1), first = frequent + a["tail"].shape()[0];
           const Value y = a["target"], head = log_softmax(a["head"], 0);
           const Value in_first = greater_equal(y, frequent), in_second = greater_equal(y, first);
           const Value column =
               two ? where(in_second, frequent + 1, where(in_first, frequent, y)) : min(y, frequent);
           // Outside its range an index picks 0.
           Value out = pick(head, column, 0) + pick(log_softmax(a["tail"], 0), y - frequent, 0);
           if (two) out = out + pick(log_softmax(a["rare_tail"], 0), y - first, 0);
           return -out;
         }},

    {.id = "noise_contrastive_estimation",
     .title = "Noise-contrastive estimation",
     .family = Family::Classification,
     .aliases = {"nce"},
     .inputs = {{"positive", Role::Prediction, Domain::Real, "1N"},
                {"negatives", Role::Prediction, Domain::Real, "KN"},
                {"positive_log_q", Role::Weight, Domain::Real, "1N"},
                {"negative_log_q", Role::Weight, Domain::Real, "KN"}},
     .facts = {.convex = true},
     .use = "Unnormalised models: tell data from K draws of a known noise, and scores become log-densities.",
     .avoid = "Noise is unlike the data: telling them apart is then too easy to teach anything.",
     .cite = "Gutmann & Hyvärinen 2010 (AISTATS 9), eq. 3; Mnih & Teh 2012, arXiv:1206.6426, eq. 8: "
             "logistic regression on s − log(K·q)",
     .formula =
         R"(\mathrm{softplus}(-\Delta^+) + \sum_k \mathrm{softplus}(\Delta^-_k),\ \Delta = s - \log(Kq))",
     .gradient_formula = R"(-\sigma(-\Delta^+),\ \sigma(\Delta^-_k))",
     .cases = {{{{0}, {0}, {0}, {0}}, 1.3862943611198906},
               {{{0}, {0, 0}, {0}, {0, 0}}, 1.9095425048844388},
               {{{1}, {2, -1}, {-2}, {-1, -3}}, 4.043096317943915}},
     .build =
         [](const LossArgs& a) {
           const double log_k = std::log(a["negatives"].shape()[0]);
           return softplus(a["positive_log_q"] + log_k - a["positive"]) +
                  sum(softplus(a["negatives"] - (a["negative_log_q"] + log_k)), 0);
         }},
};

}  // namespace

LOSSCAPE_LOSSES(sequences, kEntries);

}  // namespace losscape
