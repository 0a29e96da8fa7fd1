// SPDX-License-Identifier: Apache-2.0
#include "losses/metric_pieces.h"

namespace losscape::metric {

namespace {

// [D, N]² → [D, N, N]: x_i − y_j
Value differences(Value x, Value y) {
  const int d = x.shape()[0];
  return reshape(x, Shape{d, x.shape()[1], 1}) - reshape(y, Shape{d, 1, y.shape()[1]});
}
Value flat(Value v) { return reshape(v, Shape{v.shape()[1], v.shape()[2]}); }

}  // namespace

Value diagonal(Graph& g, int n) { return equal(iota(g, 2, 0, n), iota(g, 2, 1, n)); }

Value square_gaps(Value x, Value y) { return flat(sum(square(differences(x, y)), 0)); }

Value gaps(Value x, Value y) { return flat(length(differences(x, y))); }

Value chords(Value e) {
  const Value u = unit(e);
  return sqrt(square_gaps(u, u));
}

Value cosines(Value x, Value y) { return matmul(unit(x), unit(y), true, false); }

Batch::Batch(const LossArgs& a) : n(a["embeddings"].shape()[1]), e(a["embeddings"]) {
  const Value row = reshape(a["labels"], Shape{n, 1});
  other = not_equal(row, a["labels"]);
  same = (1.0 - other) * (1.0 - diagonal(a.graph(), n));
}

Value rows(Value v) { return sum(v, 1); }

Value lse_where(Value chosen, Value v) { return logsumexp(where(chosen, v, kNever), 1); }

Value mean_where(Value counts, Value each) {
  return ratio_or_zero(sum(where(counts, each, 0.0)), sum(counts));
}

Value mean_of_positive(Value each) { return ratio_or_zero(sum(each), sum(greater(each, 0.0))); }

Value diagonal_cross_entropy(Value scores) {
  const int n = scores.shape()[0];
  const Value own = rows(log_softmax(scores, 1) * diagonal(*scores.graph(), n));
  return -reshape(own, Shape{1, n});
}

}  // namespace losscape::metric
