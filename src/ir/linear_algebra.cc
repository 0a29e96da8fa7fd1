// SPDX-License-Identifier: Apache-2.0
#include "ir/linear_algebra.h"

#include <array>
#include <numbers>

#include "error.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

void check_square(const char* what, Value a) {
  const Shape& s = a.shape();
  if (s.rank != 2 || s[0] != s[1] || s[0] < 1 || s[0] > kMaxDense)
    fail(what, " takes a square matrix of 1 … ", kMaxDense, " rows, got ", to_string(s));
}

Value rows(Graph& g, int n) { return iota(g, 2, 0, n); }
Value columns(Graph& g, int n) { return iota(g, 2, 1, n); }
Value symmetric_part(Value a) { return 0.5 * (a + transpose(a)); }

// S with S·Y = M, from the right: (Yᵀ⁻¹·Mᵀ)ᵀ.
Value solve_right(Value m, Value y) { return transpose(solve(transpose(y), transpose(m))); }

}  // namespace

Value solve(Value a, Value b) {
  check_square("solve", a);
  if (b.shape().rank != 2 || b.shape()[0] != a.shape()[0])
    fail("solve: a right-hand side of ", a.shape()[0], " rows is needed, got ", to_string(b.shape()));
  return a.graph()->structural(Op::solve, {a.id(), b.id()}, b.shape());
}

Value inverse(Value a) {
  check_square("inverse", a);
  const int n = a.shape()[0];
  return solve(a, equal(rows(*a.graph(), n), columns(*a.graph(), n)));
}

Value cholesky(Value a) {
  check_square("cholesky", a);
  return a.graph()->structural(Op::cholesky, {a.id()}, a.shape());
}

Value log_det(Value a) {
  const Value factor = cholesky(a);
  const int n = a.shape()[0];
  const Value diagonal = equal(rows(*a.graph(), n), columns(*a.graph(), n));
  return 2.0 * scalar(sum(log(where(diagonal, factor, 1.0))));
}

Eigenpairs eigh(Value a) {
  check_square("eigh", a);
  const int n = a.shape()[0];
  const Value both = a.graph()->structural(Op::eigh, {a.id()}, Shape{n + 1, n});
  return {slice(both, 0, 0, 1), slice(both, 0, 1, n)};
}

Spectrum rfft(Value signal, int axis) {
  const Shape& s = signal.shape();
  axis = normalised_axis(axis, s.rank);
  const int n = s[axis], half = n / 2 + 1;
  if (n < 1) fail("rfft of an empty signal");
  // The axis moves to the front so that the transform is one product.
  std::vector<int> order{axis};
  for (int i = 0; i < s.rank; ++i) {
    if (i != axis) order.push_back(i);
  }
  const Value front = transpose(signal, order);
  const Value flat = reshape(front, Shape{n, static_cast<int>(s.size() / n)});
  Graph& g = *signal.graph();
  // k·t is reduced by whole turns before it becomes an angle: exact in floats.
  const Value kt = rows(g, half) * columns(g, n), turns = floor(kt / static_cast<double>(n));
  const Value angle = (kt - turns * static_cast<double>(n)) * (2 * std::numbers::pi / n);
  Shape out = front.shape();
  out[0] = half;
  std::vector<int> back(order.size());
  for (size_t i = 0; i < order.size(); ++i) back[static_cast<size_t>(order[i])] = static_cast<int>(i);
  const auto part = [&](Value matrix) { return transpose(reshape(matmul(matrix, flat), out), back); };
  return {part(cos(angle)), part(-sin(angle))};
}

std::vector<Value> dense_rule(const Node& n, std::span<const Value> args, Value y, Value g) {
  Graph& graph = *y.graph();
  const int size = args[0].shape()[0];
  const Value i = rows(graph, size), j = columns(graph, size);
  if (n.op == Op::solve) {
    const Value b = solve(transpose(args[0]), g);
    return {-matmul(b, y, false, true), b};
  }
  if (n.op ==
      Op::cholesky) {  // Murray 2016, "Differentiation of the Cholesky decomposition", arXiv:1602.07527
    const Value lower = where(less_equal(j, i), g, 0.0);
    const Value product = matmul(y, lower, true, false);
    const Value halved = where(less(j, i), product, where(equal(i, j), 0.5 * product, 0.0));
    return {symmetric_part(solve_right(solve(transpose(y), halved), y))};
  }
  if (n.op != Op::eigh) fail(info(n.op).name, " has no rule here");
  // dA = V (diag(dλ) + F ∘ VᵀdV) Vᵀ with F_ij = 1 / (λ_j − λ_i)
  const Value values = slice(y, 0, 0, 1), vectors = slice(y, 0, 1, size);
  const Value gap = values - transpose(values);
  const Value turned = matmul(vectors, slice(g, 0, 1, size), true, false);
  const Value inner = where(equal(i, j), slice(g, 0, 0, 1), ratio_or_zero(turned, gap));
  return {symmetric_part(matmul(matmul(vectors, inner), vectors, false, true))};
}

}  // namespace losscape
