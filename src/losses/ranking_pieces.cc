// SPDX-License-Identifier: Apache-2.0
#include "losses/ranking_pieces.h"

namespace losscape::lists {

Pairs::Pairs(const LossArgs& a) : k(a.prediction.shape()[0]), n(a.prediction.shape()[1]) {
  gap = first(a.prediction) - second(a.prediction);
  counts = greater(first(a.target), second(a.target));
  if (a.has("mask")) counts = counts * first(a["mask"]) * second(a["mask"]);
}

Value Pairs::reduced(const LossArgs& a, Value each) const {
  if (a.has("item_weights")) each = first(a["item_weights"]) * each;
  const Value total = sum(where(counts, each, 0.0), {0, 1});
  return reshape(a.number("sum") != 0 ? total : ratio_or_zero(total, sum(counts, {0, 1})), Shape{1, n});
}

Value masked_scores(const LossArgs& a) {
  return a.has("mask") ? where(a["mask"], a.prediction, -1e30) : a.prediction;
}
Value masked_grades(const LossArgs& a) { return a.has("mask") ? a.target * a["mask"] : a.target; }

Value soft_ranks(const LossArgs& a, Value scores) {
  const int k = scores.shape()[0], n = scores.shape()[1];
  const Value gap = reshape(scores, Shape{1, k, n}) - reshape(scores, Shape{k, 1, n});
  const Value others = not_equal(iota(a.graph(), 3, 0, k), iota(a.graph(), 3, 1, k));
  Value ahead = others * sigmoid(gap / a["temperature"]);
  if (a.has("mask")) ahead = ahead * reshape(a["mask"], Shape{1, k, n});
  return 1.0 + reshape(sum(ahead, 1), Shape{k, n});
}

Value negative_ndcg(const LossArgs& a, Value ranks) {
  const Value gain = exp2(masked_grades(a)) - 1.0;
  const Value best = sort(gain, 0, true) / log2(iota(a.graph(), 2, 0, ranks.shape()[0]) + 2.0);
  return -ratio_or_zero(sum(gain / log2(1.0 + ranks), 0), sum(best, 0));
}

}  // namespace losscape::lists
