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
Value diagonal(Graph& g, int n);

// [D, N]² → [N, N]: Σ (x_i − y_j)², and its root ‖x_i − y_j‖
Value square_gaps(Value x, Value y);
Value gaps(Value x, Value y);
// Distances of normalised embeddings.
Value chords(Value e);
Value cosines(Value x, Value y);

constexpr Parameter kDistance = {
    "distance", 0, {0, 2}, "0 Euclidean, 1 its square, 2 one minus the cosine.", Scale::Linear, true, 1};

/// Who belongs together in a labelled batch; rows are anchors.
struct Batch {
  int n;
  Value e, same, other;
  explicit Batch(const LossArgs& a);
};

Value rows(Value v);

// log Σ exp over the chosen ones of each row; kNever where none is chosen.
Value lse_where(Value chosen, Value v);

Value mean_where(Value counts, Value each);

// The mean over what is above 0, as pytorch-metric-learning's AvgNonZeroReducer.
Value mean_of_positive(Value each);

// Cross-entropy of rows of scores [N, N] whose right column is the diagonal. → [1, N]
Value diagonal_cross_entropy(Value scores);

}  // namespace losscape::metric
