// SPDX-License-Identifier: Apache-2.0
// Pieces of the losses over lists to be ordered: scores and grades are [K, N], K items a list, N lists; the
// optional mask has 1 for items that are there.
#pragma once

#include "losses/pieces.h"

namespace losscape::lists {

inline constexpr std::initializer_list<LossInput> kList = {
    {"prediction", Role::Prediction, Domain::Real, "KN"},
    {"target", Role::Target, Domain::Grade, "KN"},
    {"mask", Role::Weight, Domain::Mask, "KN", true}};
/// Of the losses over pairs.
inline constexpr std::initializer_list<LossInput> kWeightedList = {
    {"prediction", Role::Prediction, Domain::Real, "KN"},
    {"target", Role::Target, Domain::Grade, "KN"},
    {"mask", Role::Weight, Domain::Mask, "KN", true},
    {"item_weights", Role::Weight, Domain::NonNegative, "KN", true}};
constexpr Parameter kSum = {
    "sum", 0, {0, 1}, "1 adds a list's pairs up instead of averaging them.", Scale::Linear, true, 1};
/// All pairs of a list: [K, K, N], the better item along the first axis.
struct Pairs {
  int k, n;
  Value gap, counts;  // Δ, and 1 where the pair is one
  explicit Pairs(const LossArgs& a) : k(a.prediction.shape()[0]), n(a.prediction.shape()[1]) {
    gap = first(a.prediction) - second(a.prediction);
    counts = greater(first(a.target), second(a.target));
    if (a.has("mask")) counts = counts * first(a["mask"]) * second(a["mask"]);
  }
  Value first(Value v) const { return reshape(v, Shape{k, 1, n}); }
  Value second(Value v) const { return reshape(v, Shape{1, k, n}); }
  // Mean or sum over the pairs of each list, each times the weight of its better item: the mean divides by
  // their count whatever they weigh, as rax.
  Value reduced(const LossArgs& a, Value each) const {
    if (a.has("item_weights")) each = first(a["item_weights"]) * each;
    const Value total = sum(where(counts, each, 0.0), {0, 1});
    return reshape(a.number("sum") != 0 ? total : ratio_or_zero(total, sum(counts, {0, 1})), Shape{1, n});
  }
};

inline Value masked_scores(const LossArgs& a) {
  return a.has("mask") ? where(a["mask"], a.prediction, -1e30) : a.prediction;
}
inline Value masked_grades(const LossArgs& a) { return a.has("mask") ? a.target * a["mask"] : a.target; }

/// Ranks 1 + Σ σ((s_j − s_i)/T) over the other items. [K, N]
inline Value soft_ranks(const LossArgs& a, Value scores) {
  const int k = scores.shape()[0], n = scores.shape()[1];
  const Value gap = reshape(scores, Shape{1, k, n}) - reshape(scores, Shape{k, 1, n});
  const Value others = not_equal(iota(a.graph(), 3, 0, k), iota(a.graph(), 3, 1, k));
  Value ahead = others * sigmoid(gap / a["temperature"]);
  if (a.has("mask")) ahead = ahead * reshape(a["mask"], Shape{1, k, n});
  return 1.0 + reshape(sum(ahead, 1), Shape{k, n});
}

/// −Σ gain/log2(1 + rank) ÷ the best possible; gain 2^y − 1; 0 without a relevant item. → [1, N]
inline Value negative_ndcg(const LossArgs& a, Value ranks) {
  const Value gain = exp2(masked_grades(a)) - 1.0;
  const Value best = sort(gain, 0, true) / log2(iota(a.graph(), 2, 0, ranks.shape()[0]) + 2.0);
  return -ratio_or_zero(sum(gain / log2(1.0 + ranks), 0), sum(best, 0));
}

}  // namespace losscape::lists
