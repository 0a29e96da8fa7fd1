// SPDX-License-Identifier: Apache-2.0
// Losses of the margin v = y·x of a score x and a label y of ±1. Where 1 − v = 0 the slope is 0, as PyTorch's
// relu has it; losses that PyTorch defines with clamp count a tie as active, and say so.
#include "losses/pieces.h"

namespace losscape {

namespace {

Value shortfall(const LossArgs& a) { return relu(1.0 - margin(a)); }

constexpr LossEntry kEntries[] = {
    {.id = "hinge",
     .title = "Hinge",
     .family = Family::Margin,
     .aliases = {"svm", "max_margin"},
     .inputs = kSignedTarget,
     .facts = {.convex = true, .bounded_gradient = true, .calibrated = true, .lipschitz = 1, .kinks = {1}},
     .use = "You want a wide margin and do not care for probabilities: samples beyond it stop pulling.",
     .avoid = "You need probabilities, or a gradient for every sample.",
     .cite = "Cortes & Vapnik 1995, doi:10.1007/BF00994018; gradient 0 at the kink, as PyTorch's relu",
     .cases = {{{{0.5}, {1}}, 0.5}, {{{2}, {1}}, 0}, {{{2}, {-1}}, 3}, {{{1}, {1}}, 0}},
     .build = [](const LossArgs& a) { return relu(1.0 - a.prediction * a.target); }},

    {.id = "squared_hinge",
     .title = "Squared hinge",
     .family = Family::Margin,
     .aliases = {"l2_hinge", "l2_svm"},
     .inputs = kSignedTarget,
     .facts = {.convex = true, .calibrated = true},
     .use = "A margin with a smooth edge; its minimiser also orders samples by probability.",
     .avoid = "Labels are noisy: a mislabelled sample pulls in proportion to its distance.",
     .cite = "Lee & Mangasarian 2001, doi:10.1023/A:1011215321374; Keras SquaredHinge",
     .cases = {{{{0.5}, {1}}, 0.25}, {{{2}, {1}}, 0}, {{{2}, {-1}}, 9}},
     .build = [](const LossArgs& a) { return square(shortfall(a)); }},

    {.id = "cubed_hinge",
     .title = "Cubed hinge",
     .family = Family::Margin,
     .aliases = {"hinge3"},
     .inputs = kSignedTarget,
     .facts = {.convex = true, .calibrated = true},
     .use = "Experiments with how hard violations of the margin should be punished.",
     .avoid = "Anything with outliers: it grows as the cube of the distance.",
     .cite = "Janocha & Czarnecki 2017, arXiv:1702.05659, table 1, with margin 1",
     .cases = {{{{0.5}, {1}}, 0.125}, {{{2}, {1}}, 0}, {{{2}, {-1}}, 27}},
     .build =
         [](const LossArgs& a) {
           const Value r = shortfall(a);
           return r * square(r);
         }},

    {.id = "smoothed_hinge",
     .title = "Smoothed hinge",
     .family = Family::Margin,
     .aliases = {"smooth_hinge", "rennie_hinge"},
     .inputs = kSignedTarget,
     .params = {{"gamma", 1, {0.01, 4}, "Length over which the hinge bends.", Scale::Log}},
     .facts = {.convex = true, .bounded_gradient = true, .calibrated = true, .lipschitz = 1},
     .use = "A hinge for methods that need a continuous gradient.",
     .avoid = "You need probabilities.",
     .cite = "Rennie & Srebro 2005; Shalev-Shwartz & Zhang 2013, arXiv:1209.1873, for gamma: Huber's bend on "
             "1 − v",
     .cases = {{{{0.5}, {1}}, 0.125},
               {{{-1}, {1}}, 1.5},
               {{{2}, {1}}, 0},
               {{{0.5}, {1}}, 0.375, {{"gamma", 0.25}}}},  // 1 − 0.25/2 − 0.5
     .build =
         [](const LossArgs& a) {
           const Value gamma = a["gamma"];
           return huberised(shortfall(a), gamma) / gamma;
         }},

    {.id = "modified_huber",
     .title = "Modified Huber",
     .family = Family::Margin,
     .inputs = kSignedTarget,
     .facts = {.convex = true, .bounded_gradient = true, .calibrated = true, .lipschitz = 4},
     .use = "A margin loss that tolerates outliers and still gives probabilities, as in SGD classifiers.",
     .avoid = "You want the plain hinge's sparsity in the gradient near the margin.",
     .cite =
         "Zhang 2004, doi:10.1214/aos/1079120130; scikit-learn SGDClassifier: (1 − v)₊², −4v below v = −1",
     .cases = {{{{0.5}, {1}}, 0.25}, {{{3}, {-1}}, 12}, {{{2}, {1}}, 0}, {{{-1}, {1}}, 4}},
     .build =
         [](const LossArgs& a) {
           const Value r = shortfall(a), q = min(r, 2.0);
           return q * (2.0 * r - q);
         }},

    {.id = "perceptron",
     .title = "Perceptron",
     .family = Family::Margin,
     .inputs = kSignedTarget,
     .facts = {.convex = true, .bounded_gradient = true, .lipschitz = 1, .kinks = {0}},
     .use = "Only mistakes should move the boundary, by the same amount each.",
     .avoid = "You want a margin, or a unique solution: any separating boundary has loss 0, as has x = 0.",
     .cite = "Rosenblatt 1958, doi:10.1037/h0042519; optax perceptron_loss; gradient 0 at v = 0",
     .cases = {{{{0.5}, {1}}, 0}, {{{2}, {-1}}, 2}, {{{0}, {1}}, 0}},
     .build = [](const LossArgs& a) { return relu(-margin(a)); }},

    {.id = "soft_margin",
     .title = "Logistic on ±1 labels",
     .family = Family::Margin,
     .aliases = {"logistic_margin", "logit_margin"},
     .inputs = kSignedTarget,
     .facts = {.convex = true, .bounded_gradient = true, .proper = true, .calibrated = true, .lipschitz = 1},
     .use = "Binary cross-entropy for labels of ±1.",
     .avoid = "Labels are soft or given as 0 and 1: use binary cross-entropy.",
     .cite =
         "PyTorch SoftMarginLoss, but softplus(−v), which does not overflow (PyTorch 1.13: inf at v = −1e4)",
     .cases = {{{{0}, {1}}, 0.6931471805599453}, {{{-1e4}, {1}}, 1e4}, {{{2}, {1}}, 0.12692801104297249}},
     .build = [](const LossArgs& a) { return softplus(-margin(a)); }},

    {.id = "exponential",
     .title = "Exponential",
     .family = Family::Margin,
     .aliases = {"adaboost"},
     .inputs = kSignedTarget,
     .facts = {.convex = true, .calibrated = true, .finite_to = 80},
     .use = "You study boosting: AdaBoost descends this loss.",
     .avoid = "Labels may be wrong: cost grows exponentially, and overflows single precision at v = −89.",
     .cite = "Friedman, Hastie & Tibshirani 2000, doi:10.1214/aos/1016218223; e^(−v)",
     .cases = {{{{0}, {1}}, 1}, {{{1}, {1}}, 0.36787944117144233}, {{{1}, {-1}}, 2.718281828459045}},
     .build = [](const LossArgs& a) { return exp(-margin(a)); }},

    {.id = "savage",
     .title = "Savage",
     .family = Family::Margin,
     .inputs = kSignedTarget,
     .facts = {.bounded_gradient = true, .proper = true, .calibrated = true},
     .use = "Some labels are wrong: a confident mistake stops pulling, and scores remain log-odds.",
     .avoid = "You start far off: bad mistakes get no gradient. Non-convex.",
     .cite = "Masnadi-Shirazi & Vasconcelos 2008; 1/(1 + e^v)², written σ(−v)²",
     .cases = {{{{0}, {1}}, 0.25}, {{{1e4}, {-1}}, 1}, {{{2}, {1}}, 0.014209336618611039}},
     .build = [](const LossArgs& a) { return square(sigmoid(-margin(a))); }},

    {.id = "tangent",
     .title = "Tangent",
     .family = Family::Margin,
     .inputs = kSignedTarget,
     .facts = {.bounded_gradient = true, .calibrated = true},
     .use = "Labels may be wrong, and scores that are right beyond reason should be pulled back.",
     .avoid = "Large margins are welcome: it punishes them.",
     .cite = "Masnadi-Shirazi, Mahadevan & Vasconcelos 2010, doi:10.1109/CVPR.2010.5540136; (2·atan v − 1)²",
     // (2·π/4 − 1)² = (π/2 − 1)²
     .cases = {{{{0}, {1}}, 1}, {{{1}, {1}}, 0.3258084469747855}, {{{1}, {-1}}, 6.608993754334371}},
     .build = [](const LossArgs& a) { return square(2.0 * atan(margin(a)) - 1.0); }},

    {.id = "ramp",
     .title = "Ramp",
     .family = Family::Margin,
     .aliases = {"clipped_hinge"},
     .inputs = kSignedTarget,
     .facts = {.bounded_gradient = true, .calibrated = true, .lipschitz = 0.5, .kinks = {-1, 1}},
     .use = "A hinge in which no sample can cost more than 1, for data with wrong labels.",
     .avoid = "You start from random weights: mistakes beyond v = −1 have no gradient.",
     .cite = "Collobert et al. 2006, doi:10.1145/1143844.1143870; scaled to [0, 1]; gradient 0 at v = 1, "
             "half at v = −1",
     .cases = {{{{0}, {1}}, 0.5}, {{{3}, {-1}}, 1}, {{{2}, {1}}, 0}},
     .build = [](const LossArgs& a) { return min(0.5 * shortfall(a), 1.0); }},

    {.id = "sigmoid_loss",
     .title = "Sigmoid",
     .family = Family::Margin,
     .aliases = {"sigmoid_margin"},
     .inputs = kSignedTarget,
     .facts = {.bounded_gradient = true, .calibrated = true, .lipschitz = 0.25},
     .use =
         "A smooth stand-in for the count of mistakes; symmetric, so uniform label noise does not bias it.",
     .avoid = "You need probabilities, or start far off: saturated samples have no gradient.",
     .cite = "Mason et al. 1999; 1/(1 + e^v), so L(v) + L(−v) = 1",
     .cases = {{{{0}, {1}}, 0.5}, {{{1e4}, {-1}}, 1}, {{{2}, {1}}, 0.11920292202211755}},
     .build = [](const LossArgs& a) { return sigmoid(-margin(a)); }},

    {.id = "zero_one",
     .title = "Zero-one",
     .family = Family::Margin,
     .aliases = {"misclassification"},
     .inputs = kSignedTarget,
     .facts = {.bounded_gradient = true},
     .use = "To measure mistakes, or to see on the page why nobody trains with it.",
     .avoid = "Training: its gradient is 0 wherever it exists.",
     .cite = "The definition; a score of exactly 0 counts as right, as in LossFunctions.jl",
     .cases = {{{{0.5}, {1}}, 0}, {{{2}, {-1}}, 1}, {{{0}, {1}}, 0}},
     .build = [](const LossArgs& a) { return less(margin(a), 0.0); }},

    {.id = "sparsemax_binary",
     .title = "Binary sparsemax",
     .family = Family::Margin,
     .inputs = kSignedTarget,
     .facts = {.convex = true, .bounded_gradient = true, .calibrated = true, .lipschitz = 1},
     .use = "You want probabilities that reach exactly 0 and 1.",
     .avoid = "Confident samples should keep contributing: beyond v = 1 the gradient is 0.",
     .cite = "Martins & Astudillo 2016, arXiv:1602.02068; optax sparsemax_loss (labels there are 0 and 1)",
     .cases = {{{{0}, {1}}, 0.25}, {{{2}, {-1}}, 2}, {{{2}, {1}}, 0}, {{{0.5}, {-1}}, 0.5625}},
     // with r = (1 − v)₊: r²/4 up to r = 2, r − 1 beyond
     .build = [](const LossArgs& a) { return 0.5 * huberised(shortfall(a), a.graph().constant(2)); }},

    {.id = "hinge_embedding",
     .title = "Hinge embedding",
     .family = Family::Contrastive,
     .inputs = {{"distance", Role::Prediction, Domain::NonNegative},
                {"target", Role::Target, Domain::Signed}},
     .params = {{"margin", 1, {0, 10}, "Distance from which a dissimilar pair is far enough apart."}},
     .facts = {.convex = true},
     .use = "Pairs with a distance and a label: +1 should be close, −1 at least margin apart.",
     .avoid = "You have triplets, or distances that may be negative: those of similar pairs are not clipped.",
     .cite = "PyTorch HingeEmbeddingLoss; a tie at the margin is active, as there",
     .cases =
         {{{{0.3}, {1}}, 0.3}, {{{0.3}, {-1}}, 0.7}, {{{2}, {-1}}, 0}, {{{2}, {-1}}, 1, {{"margin", 3}}}},
     .build =
         [](const LossArgs& a) {
           const Value d = a["distance"];
           return where(greater(a.target, 0.0), d, clamp_at_0(a["margin"] - d));
         }},

    {.id = "margin_ranking",
     .title = "Margin ranking",
     .family = Family::Ranking,
     .aliases = {"pairwise_margin"},
     .inputs = {{"first", Role::Prediction, Domain::Real},
                {"second", Role::Prediction, Domain::Real},
                {"target", Role::Target, Domain::Signed}},
     .params = {{"margin", 0, {-1, 10}, "Lead that the better one must have."}},
     .facts = {.convex = true},
     .use = "Pairs of scores of which it is known which should be higher.",
     .avoid = "Whole lists with grades are known: a listwise loss uses more of them.",
     .cite = "PyTorch MarginRankingLoss; a tie is active, even at margin 0",
     .cases = {{{{2}, {1}, {1}}, 0}, {{{2}, {1}, {-1}}, 1}, {{{2}, {1}, {1}}, 0.5, {{"margin", 1.5}}}},
     .build =
         [](const LossArgs& a) { return clamp_at_0(a["margin"] - a.target * (a["first"] - a["second"])); }},
};

}  // namespace

LOSSCAPE_LOSSES(margin, kEntries);

}  // namespace losscape
