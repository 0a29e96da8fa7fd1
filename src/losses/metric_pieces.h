// SPDX-License-Identifier: Apache-2.0
// Pieces of the losses over embeddings [D, N]: distances by differences (a² + b² − 2ab would cancel),
// cosines, and who belongs together in a labelled batch.
#pragma once

#include "losses/pieces.h"

namespace losscape::metric {

inline constexpr std::initializer_list<LossInput> kPair = {{"first", Role::Prediction, Domain::Real, "DN"},
                                                           {"second", Role::Prediction, Domain::Real, "DN"}};
inline constexpr std::initializer_list<LossInput> kLabelled = {
    {"embeddings", Role::Prediction, Domain::Real, "DN"}, {"labels", Role::Target, Domain::Class, "1N"}};
constexpr Parameter kTemperature(double value) {
  return {"temperature",
          value,
          {0.01, 5},
          "Divides the similarities: small looks at the nearest only.",
          Scale::Log};
}

// −1e30 stands for −∞: it vanishes in sums of exp and never meets ∞ − ∞.
constexpr double kNever = -1e30;

// 1 on the diagonal of [n, n].
inline Value diagonal(Graph& g, int n) { return equal(iota(g, 2, 0, n), iota(g, 2, 1, n)); }

// [D, N]² → [N, N]: Σ (x_i − y_j)²
inline Value square_gaps(Value x, Value y) {
  const int d = x.shape()[0], n = x.shape()[1], m = y.shape()[1];
  return reshape(sum(square(reshape(x, Shape{d, n, 1}) - reshape(y, Shape{d, 1, m})), 0), Shape{n, m});
}

// [D, N]² → [N, N]: ‖x_i − y_j‖
inline Value gaps(Value x, Value y) {
  const int d = x.shape()[0], n = x.shape()[1], m = y.shape()[1];
  return reshape(length(reshape(x, Shape{d, n, 1}) - reshape(y, Shape{d, 1, m})), Shape{n, m});
}

// Distances of normalised embeddings.
inline Value chords(Value e) {
  const Value u = unit(e);
  return sqrt(square_gaps(u, u));
}

inline Value cosines(Value x, Value y) { return matmul(unit(x), unit(y), true, false); }

constexpr Parameter kDistance = {
    "distance", 0, {0, 2}, "0 Euclidean, 1 its square, 2 one minus the cosine.", Scale::Linear, true, 1};

/// Who belongs together in a labelled batch; rows are anchors.
struct Batch {
  int n;
  Value e, same, other;
  explicit Batch(const LossArgs& a) : n(a["embeddings"].shape()[1]), e(a["embeddings"]) {
    const Value row = reshape(a["labels"], Shape{n, 1});
    other = not_equal(row, a["labels"]);
    same = (1.0 - other) * (1.0 - diagonal(a.graph(), n));
  }
};

inline Value rows(Value v) { return sum(v, 1); }

// log Σ exp over the chosen ones of each row; kNever where none is chosen.
inline Value lse_where(Value chosen, Value v) { return logsumexp(where(chosen, v, kNever), 1); }

inline Value mean_where(Value counts, Value each) {
  return ratio_or_zero(sum(where(counts, each, 0.0)), sum(counts));
}

// The mean over what is above 0, as pytorch-metric-learning's AvgNonZeroReducer.
inline Value mean_of_positive(Value each) { return ratio_or_zero(sum(each), sum(greater(each, 0.0))); }

// Cross-entropy of rows of scores [N, N] whose right column is the diagonal. → [1, N]
inline Value diagonal_cross_entropy(Value scores) {
  const int n = scores.shape()[0];
  const Value own = rows(log_softmax(scores, 1) * diagonal(*scores.graph(), n));
  return -reshape(own, Shape{1, n});
}

}  // namespace losscape::metric
