// SPDX-License-Identifier: Apache-2.0
// Losses typed as people type them against the entries of the catalogue: the same values, gradients and
// curvature.
#include <gtest/gtest.h>

#include "differences.h"
#include "ir/grad.h"
#include "ir/reference.h"
#include "lang/formula.h"
#include "losses/loss.h"

namespace losscape::lang {
namespace {

using losscape::testing::difference;
using losscape::testing::numbers;

// The entry `id` over the same prediction and target, its parameters the typed sliders of the same name.
Value built_in(const char* id, Value prediction, Value target, const ParsedLoss& typed,
               const Ingredients& from) {
  const Loss& loss = find_loss(id);
  LossArgs args =
      loss_args(*prediction.graph(), loss, {prediction, target}, resolved(id, loss.params, {}), "built_in.");
  for (size_t k = 0; k < loss.params.size(); ++k) {
    for (size_t i = 0; i < typed.sliders.size(); ++i) {
      if (typed.sliders[i].id == loss.params[k].id) args.values[k] = from.sliders[i];
    }
  }
  return loss.build(args);
}

struct Pair {
  const char *id, *text;
};
constexpr Pair kPairs[] = {
    {"mse", "(p - y)^2"},
    {"mae", "|p - y|"},
    {"huber", "delta = 1 in [0.01, 10]\ne = p - y\nwhere(|e| <= delta, e^2/2, delta*(|e| - delta/2))"},
    {"log_cosh", "log_cosh(p - y)"},
    {"quantile", "q = 0.8 in [0.01, 0.99]\nmax(q*(y - p), (q - 1)*(y - p))"},
    {"binary_cross_entropy_with_logits", "y in {0, 1}\n-y*log_sigmoid(z) - (1 - y)*log_sigmoid(-z)"},
    {"sigmoid_focal",
     "gamma = 2 in [0, 8]; alpha = 0.25 in [0, 1]\npt = y*p + (1 - y)*(1 - p)\n"
     "-(alpha*y + (1 - alpha)*(1 - y)) * (1 - pt)^gamma * log(pt + 0*z)"},
    {"hinge", "y in {-1, 1}\nmax(0, 1 - y*z)"},
    {"cross_entropy", "logsumexp(z) - z[y]"},
    {"cross_entropy", "y in classes\n-sum(y * log_softmax(z))"},
};

TEST(TypedLosses, AgreeWithTheCatalogue) {
  for (const Pair& pair : kPairs) {
    const int samples = 8;
    Graph g;
    const ParsedLoss typed = parse(pair.text);
    const Ingredients from = ingredients_in(g, typed, 3, samples);
    const bool classes = typed.labels == Labels::Classes;
    const Value prediction =
        from.inputs[static_cast<size_t>(typed.input(typed.labels == Labels::Real ? "p" : "z"))];
    const Value target = from.inputs[static_cast<size_t>(typed.input("y"))];
    const Value mine = build(typed, g, from);
    const Value theirs = built_in(pair.id, prediction, target, typed, from);
    ReferenceInputs in;
    for (const Slider& s : typed.sliders) in[s.id] = {s.value};
    in[typed.labels == Labels::Real ? "p" : "z"] =
        numbers(static_cast<size_t>(prediction.shape().size()), -3, 3, 11);
    in["y"] = numbers(samples, -3, 3, 12);
    for (size_t i = 0; i < samples && typed.labels != Labels::Real; ++i) {
      in["y"][i] = static_cast<double>(i % (classes ? 3 : 2));
      if (typed.labels == Labels::Signed) in["y"][i] = 2 * in["y"][i] - 1;
    }
    in["v"] = numbers(static_cast<size_t>(prediction.shape().size()), -1, 1, 13);
    const Value v = g.input("v", prediction.shape());
    EXPECT_LT(difference(evaluate(mine, in), evaluate(theirs, in)), 1e-12) << pair.id;
    EXPECT_LT(difference(evaluate(grad(mine, prediction), in), evaluate(grad(theirs, prediction), in)), 1e-12)
        << pair.id;
    EXPECT_LT(difference(evaluate(hessian_vector(mine, prediction, v), in),
                         evaluate(hessian_vector(theirs, prediction, v), in)),
              1e-11)
        << pair.id;
  }
}

}  // namespace
}  // namespace losscape::lang
