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
  explicit Pairs(const LossArgs& a);
  Value first(Value v) const { return reshape(v, Shape{k, 1, n}); }
  Value second(Value v) const { return reshape(v, Shape{1, k, n}); }
  // Mean or sum over the pairs of each list, each times the weight of its better item: the mean divides by
  // their count whatever they weigh, as rax.
  Value reduced(const LossArgs& a, Value each) const;
};

Value masked_scores(const LossArgs& a);
Value masked_grades(const LossArgs& a);

/// Ranks 1 + Σ σ((s_j − s_i)/T) over the other items. [K, N]
Value soft_ranks(const LossArgs& a, Value scores);

/// −Σ gain/log2(1 + rank) ÷ the best possible; gain 2^y − 1; 0 without a relevant item. → [1, N]
Value negative_ndcg(const LossArgs& a, Value ranks);

}  // namespace losscape::lists
