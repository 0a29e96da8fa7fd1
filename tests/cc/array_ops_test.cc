// SPDX-License-Identifier: Apache-2.0
// Ops with kernels of their own, and what is built from them: derivatives to second order, machine against
// reference, values worked out by hand.
#include <Eigen/Dense>
#include <numeric>

#include "cases.h"
#include "error.h"
#include "ir/chance.h"
#include "ir/compounds.h"
#include "ir/dense.h"
#include "ir/indexing.h"
#include "ir/linear_algebra.h"
#include "ir/windows.h"

namespace losscape {
namespace {

using testing::Case;
using testing::difference;
using testing::expect_derivatives;
using testing::expect_machine_agrees;
using testing::numbers;

// x [4, 6] as two channels of 3 × 2 pixels, two samples.
Value image(Value x) { return reshape(x, Shape{2, 3, 2, 2}); }
// Numbers that are not all alike, from constants.
Value pattern(Graph& g, const Shape& shape) {
  const Value line = iota(g, 1, 0, static_cast<int>(shape.size()));
  return reshape(sin(line * 1.7 + 0.3), shape);
}
// A well-conditioned positive definite 4 × 4 matrix.
Value definite(Graph& g, Value x) {
  return 0.3 * matmul(x, x, false, true) +
         2.0 * equal(iota(g, 2, 0, 4), iota(g, 2, 1, 4)) * (1.0 + iota(g, 2, 0, 4));
}
Value square(Graph& g, Value x) {
  return slice(x, 1, 0, 4) + 3.0 * equal(iota(g, 2, 0, 4), iota(g, 2, 1, 4));
}

const Case kCases[] = {
    {"cumsum_rows", [](Graph&, Value x) { return cumsum(x * x, 0) * x; }},
    {"cumsum_columns_reverse", [](Graph&, Value x) { return exp(0.3 * cumsum(x, 1, true)); }},
    {"cumprod", [](Graph&, Value x) { return cumprod(x + 0.5, 1); }},
    {"cumulative_logsumexp", [](Graph&, Value x) { return cumulative_logsumexp(3.0 * x, 0); }},
    {"prod", [](Graph&, Value x) { return prod(x + 0.2, 1) * prod(x, 0); }},
    {"variance", [](Graph&, Value x) { return variance(x * x, 1) * x; }},
    {"standard_deviation", [](Graph&, Value x) { return standard_deviation(x, 0, 1); }},
    {"sort", [](Graph&, Value x) { return sort(x * x, 1) * x; }},
    {"sort_descending", [](Graph&, Value x) { return sort(sin(x), 0, true) * x; }},
    {"top_k", [](Graph&, Value x) { return exp(top_k(x, 1, 3)); }},
    {"take_along", [](Graph& g, Value x) { return take_along(x * x, floor(iota(g, 2, 1, 6) * 0.7), 0) * x; }},
    {"embedding",
     [](Graph& g, Value x) {
       const Value table = reshape(sin(x), Shape{6, 4, 1}), words = floor(iota(g, 3, 2, 5) * 1.3);
       return take_along(table, words, 0) * 2.0;
     }},
    {"scatter_add",
     [](Graph& g, Value x) {
       return exp(scatter_add(x, floor(iota(g, 2, 0, 4) * 0.6), 0, Shape{3, 6}));
     }},
    {"scatter_collect",
     [](Graph& g, Value x) {
       return sin(scatter_add(x * x, floor(iota(g, 2, 1, 6) * 0.5) + 0.0 * iota(g, 2, 0, 4), 1, Shape{1, 3}));
     }},
    {"flip", [](Graph&, Value x) { return flip(x, 0) * flip(x * x, 1); }},
    {"tile", [](Graph&, Value x) { return exp(tile(x, 1, 3)); }},
    {"stack",
     [](Graph&, Value x) {
       return exp(stack(std::array{x, x * x}, 1));
     }},
    {"logsumexp_all", [](Graph&, Value x) { return logsumexp(4.0 * x, Axes::all()); }},
    {"batched_nn",
     [](Graph&, Value x) {
       return matmul(reshape(x, Shape{2, 4, 3}), reshape(sin(x), Shape{2, 3, 4}));
     }},
    {"batched_nt",
     [](Graph&, Value x) {
       return matmul(reshape(x, Shape{2, 2, 2, 3}), reshape(x * x, Shape{2, 2, 2, 3}), false, true);
     }},
    {"batched_tn",
     [](Graph&, Value x) {
       return matmul(reshape(x, Shape{2, 4, 3}), reshape(sin(x), Shape{2, 4, 3}), true);
     }},
    {"batched_tt",
     [](Graph&, Value x) {
       return matmul(reshape(x, Shape{2, 4, 3}), reshape(sin(x), Shape{2, 3, 4}), true, true);
     }},
    {"conv2d",
     [](Graph& g, Value x) {
       return tanh(conv2d(image(x), pattern(g, Shape{3, 2, 2, 2}), {.pad_h = 1, .pad_w = 1}));
     }},
    {"conv2d_of_weights",
     [](Graph& g, Value x) {
       return tanh(conv2d(pattern(g, Shape{2, 5, 4, 3}), reshape(x, Shape{3, 2, 2, 2}), {.stride_h = 2}));
     }},
    {"conv2d_both",
     [](Graph&, Value x) {
       return conv2d(image(x), reshape(x * x, Shape{3, 2, 2, 2}), {.pad_w = 1, .dilation_h = 2});
     }},
    {"conv2d_groups",
     [](Graph& g, Value x) {
       return sin(conv2d(image(x), pattern(g, Shape{4, 1, 2, 2}), {.stride_w = 2, .pad_h = 1, .groups = 2}));
     }},
    {"conv1d",
     [](Graph&, Value x) {
       return conv1d(reshape(x, Shape{2, 6, 2}), reshape(x, Shape{4, 2, 3}), {.pad_w = 1});
     }},
    {"conv_transpose2d",
     [](Graph& g, Value x) {
       return tanh(
           conv_transpose2d(image(x), pattern(g, Shape{2, 3, 2, 2}), {.stride_h = 2, .stride_w = 2}, 1));
     }},
    {"max_pool", [](Graph&, Value x) { return exp(max_pool(image(x), 2, 2, {.pad_h = 1})); }},
    {"avg_pool",
     [](Graph&, Value x) { return exp(avg_pool(image(x), 2, 2, {.pad_h = 1, .count_include_pad = false})); }},
    {"upsample_nearest", [](Graph&, Value x) { return exp(upsample_nearest(image(x), 2, 3)); }},
    {"rfft",
     [](Graph&, Value x) {
       const Spectrum s = rfft(x, 1);
       return s.real * s.real + s.imaginary * s.imaginary;
     }},
    {"solve", [](Graph& g, Value x) { return solve(square(g, x), sin(x)); }},
    {"inverse", [](Graph& g, Value x) { return inverse(square(g, x)); }},
    {"cholesky", [](Graph& g, Value x) { return cholesky(definite(g, x)); }},
    {"log_det", [](Graph& g, Value x) { return log_det(definite(g, x)); }},
    {"eigenvalues", [](Graph& g, Value x) { return exp(0.3 * eigh(definite(g, x)).values); }},
    {"eigenvectors", [](Graph& g, Value x) { return eigh(definite(g, x)).vectors; }},
    {"clamp",
     [](Graph&, Value x) { return clamp(x * x, x.graph()->constant(0.2), x.graph()->constant(0.8)) * x; }},
    {"random",
     [](Graph& g, Value x) {
       const Value key = random_key(g);
       return x * x * random_normal(key, Shape{4, 6}, 3) +
              random_bernoulli(key, g.constant(0.5), Shape{4, 6}, 4) * x;
     }},
    {"batch_norm",
     [](Graph&, Value x) {
       const Value away = x - mean(x, 1);
       return tanh(away * rsqrt(variance(x, 1) + 1e-3)) * x;
     }},
    {"attention",  // two heads over three positions, width 2, samples last
     [](Graph&, Value x) {
       const Value q = reshape(x, Shape{2, 2, 3, 1, 2}), k = reshape(sin(x), Shape{2, 2, 1, 3, 2});
       const Value weights = softmax(sum(q * k, 1) * 0.7, 3);
       return sum(weights * reshape(x * x, Shape{2, 2, 1, 3, 2}), 3);
     }},
};

class ArrayOp : public ::testing::TestWithParam<Case> {};

TEST_P(ArrayOp, FirstAndSecondOrderAgreeWithDifferences) { expect_derivatives(GetParam()); }
TEST_P(ArrayOp, MachineAgreesWithReferenceFusedAndNot) { expect_machine_agrees(GetParam()); }

INSTANTIATE_TEST_SUITE_P(ArrayOps, ArrayOp, ::testing::ValuesIn(kCases),
                         [](const auto& p) { return p.param.name; });

std::vector<float> run(Value y, const std::vector<std::pair<std::string, std::vector<float>>>& inputs = {}) {
  const Program program = plan(*y.graph(), {{"y", y}});
  Machine machine(program);
  for (const auto& [name, values] : inputs) machine.set(name, values);
  machine.run();
  return machine.get("y");
}

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

TEST(Order, IsStableAndPutsNanLast) {
  Graph g;
  const Value x = g.input("x", Shape{6});
  const std::vector<float> at{2, kNan, 1, 2, -1, 1};
  EXPECT_EQ(run(argsort(x, 0), {{"x", at}}), (std::vector<float>{4, 2, 5, 0, 3, 1}));
  EXPECT_EQ(run(argsort(x, 0, true), {{"x", at}}), (std::vector<float>{1, 0, 3, 2, 5, 4}));
  const std::vector<float> ties{2, 5, 1, 5, 1, 1};
  EXPECT_EQ(run(argmax(x, 0), {{"x", ties}}), (std::vector<float>{1}));
  EXPECT_EQ(run(argmin(x, 0), {{"x", ties}}), (std::vector<float>{2}));
  EXPECT_EQ(run(top_k(x, 0, 3), {{"x", ties}}), (std::vector<float>{5, 5, 2}));
}

TEST(Order, AgreesWithReferenceOnLongLines) {
  Graph g;
  const Value x = g.input("x", Shape{3, 257});
  const auto at = numbers(3 * 257, -1, 1);
  std::vector<float> rounded;
  for (double d : at) rounded.push_back(static_cast<float>(std::round(d * 50)));  // with many ties
  for (int axis : {0, 1}) {
    const Value order = argsort(x, axis);
    const auto got = run(order, {{"x", rounded}});
    const auto expected = evaluate(order, {{"x", {rounded.begin(), rounded.end()}}});
    EXPECT_EQ(std::vector<double>(got.begin(), got.end()), expected);
  }
}

TEST(Indexing, OutOfRangeAndNanSelectNothing) {
  Graph g;
  const Value x = g.input("x", Shape{3}), index = g.input("i", Shape{4});
  const std::vector<float> at{10, 20, 30}, where_to{2, -1, 3, kNan};
  EXPECT_EQ(run(take_along(x, index, 0), {{"x", at}, {"i", where_to}}), (std::vector<float>{30, 0, 0, 0}));
  const Value values = g.input("v", Shape{4});
  EXPECT_EQ(run(scatter_add(values, index, 0, Shape{3}), {{"v", {1, 2, 4, 8}}, {"i", {1, 1, 7, kNan}}}),
            (std::vector<float>{0, 3, 0}));
}

TEST(Products, AreExactAtZeros) {
  Graph g;
  const Value x = g.input("x", Shape{4});
  const ReferenceInputs one_zero{{"x", {2, 0, 3, 5}}}, two_zeros{{"x", {2, 0, 0, 5}}};
  EXPECT_EQ(evaluate(grad(prod(x, 0), x), one_zero), (std::vector<double>{0, 30, 0, 0}));
  EXPECT_EQ(evaluate(grad(prod(x, 0), x), two_zeros), (std::vector<double>{0, 0, 0, 0}));
  EXPECT_EQ(evaluate(cumprod(x, 0), one_zero), (std::vector<double>{2, 0, 0, 0}));
  EXPECT_EQ(evaluate(grad(cumprod(x, 0), x), one_zero), (std::vector<double>{1, 2 + 6 + 30, 0, 0}));
}

TEST(Windows, ConvolutionOfAKnownImage) {
  Graph g;
  const Value x = g.input("x", Shape{1, 3, 3, 1}), w = g.input("w", Shape{1, 1, 2, 2});
  const auto y = run(conv2d(x, w), {{"x", {1, 2, 3, 4, 5, 6, 7, 8, 9}}, {"w", {1, 0, 0, -1}}});
  EXPECT_EQ(y, (std::vector<float>{-4, -4, -4, -4}));
  EXPECT_EQ(run(max_pool(x, 2, 2, {}), {{"x", {1, 2, 3, 4, 5, 6, 7, 8, 9}}}),
            (std::vector<float>{5, 6, 8, 9}));
}

TEST(Windows, SayWhatDoesNotFit) {
  Graph g;
  const Value x = g.input("x", Shape{3, 4, 4, 2});
  const auto message = [](auto build) {
    try {
      build();
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_NE(message([&] {
              conv2d(x, g.input("w", Shape{2, 2, 3, 3}));
            }).find("2 input channels, the image 3"),
            std::string::npos);
  EXPECT_NE(message([&] {
              conv2d(x, g.input("v", Shape{2, 3, 5, 5}));
            }).find("does not fit an image of 4 × 4"),
            std::string::npos);
  EXPECT_NE(message([&] {
              conv2d(x, g.input("u", Shape{2, 3, 3, 3}), {.groups = 2});
            }).find("groups (2)"),
            std::string::npos);
  EXPECT_NE(message([&] {
              max_pool(x, 2, 2, {.stride_h = 1, .stride_w = 1, .pad_h = 2});
            }).find("less than the window"),
            std::string::npos);
}

TEST(Dense, SingularAndIndefiniteGiveNonFiniteNumbers) {
  Graph g;
  const Value a = g.input("a", Shape{2, 2});
  for (float v : run(cholesky(a), {{"a", {1, 2, 2, 1}}})) EXPECT_TRUE(std::isnan(v));
  const auto x = run(inverse(a), {{"a", {1, 2, 2, 4}}});
  EXPECT_FALSE(std::isfinite(x[0]));
  EXPECT_EQ(run(inverse(a), {{"a", {4, 0, 0, 2}}}), (std::vector<float>{0.25, 0, 0, 0.5}));
}

// Eigen, an independent implementation, is the judge.
TEST(Dense, AgreesWithEigen) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  for (int n : {1, 2, 3, 7, 20, 64}) {
    const auto raw = numbers(static_cast<size_t>(n * n), -1, 1, static_cast<unsigned>(n));
    const Matrix a = Eigen::Map<const Matrix>(raw.data(), n, n);
    const Matrix symmetric = a + a.transpose(), definite = a * a.transpose() + Matrix::Identity(n, n);

    Matrix used = a, b = Matrix::Identity(n, n);
    small_dense::solve(used.data(), b.data(), n, n);
    EXPECT_LT((b - a.inverse()).norm(), 1e-10 * (1 + b.norm())) << n;

    Matrix l = definite;
    small_dense::cholesky(l.data(), n);
    EXPECT_LT((l - Matrix(definite.llt().matrixL())).norm(), 1e-12 * (1 + l.norm())) << n;

    Matrix d = symmetric, v(n, n);
    small_dense::eigh(d.data(), v.data(), n);
    const Eigen::SelfAdjointEigenSolver<Matrix> solver(symmetric);
    EXPECT_LT((d.diagonal() - solver.eigenvalues()).norm(), 1e-12 * (1 + symmetric.norm())) << n;
    EXPECT_LT((symmetric * v - v * d.diagonal().asDiagonal()).norm(), 1e-12 * (1 + symmetric.norm())) << n;
    EXPECT_LT((v.transpose() * v - Matrix::Identity(n, n)).norm(), 1e-12 * n) << n;
    for (int j = 0; j < n; ++j) {
      Eigen::Index at = 0;
      v.col(j).cwiseAbs().maxCoeff(&at);
      EXPECT_GT(v(at, j), 0);
    }
  }
}

TEST(Dense, EigenvectorsOfEqualEigenvaluesAreOrthonormal) {
  double a[9] = {2, 0, 0, 0, 2, 0, 0, 0, -1}, v[9];
  small_dense::eigh(a, v, 3);
  EXPECT_EQ((std::vector<double>{a[0], a[4], a[8]}), (std::vector<double>{-1, 2, 2}));
  double zero[4] = {0, 0, 0, 0}, w[4];
  small_dense::eigh(zero, w, 2);
  EXPECT_EQ((std::vector<double>{w[0], w[1], w[2], w[3]}), (std::vector<double>{1, 0, 0, 1}));
}

TEST(Dense, SolvesWithManyRightHandSides) {
  Graph g;
  const Value a = g.input("a", Shape{2, 2}), b = g.input("b", Shape{2, 100});
  std::vector<float> right(200);
  std::iota(right.begin(), right.end(), 0.0F);
  const auto x = run(solve(a, b), {{"a", {0, 1, 2, 0}}, {"b", right}});
  for (size_t j = 0; j < 100; ++j) {
    EXPECT_EQ(x[j], right[100 + j] / 2);
    EXPECT_EQ(x[100 + j], right[j]);
  }
}

TEST(Chance, IsAFunctionOfSeedStepAndStream) {
  Graph g;
  const Value key = random_key(g), y = random_normal(key, Shape{4, 250}, 1);
  const Value other = random_normal(key, Shape{4, 250}, 2), flat = random_uniform(key, Shape{4000}, 3);
  const Program program = plan(g, {{"y", y}, {"other", other}, {"flat", flat}});
  Machine machine(program);
  const auto sample = [&](std::uint64_t seed, std::uint64_t step, const char* name) {
    machine.set("random_key", random_key_values(seed, step));
    machine.run();
    return machine.get(name);
  };
  const auto first = sample(1, 0, "y");
  EXPECT_EQ(first, sample(1, 0, "y"));
  EXPECT_NE(first, sample(1, 1, "y"));
  EXPECT_NE(first, sample(2, 0, "y"));
  EXPECT_NE(first, sample(std::uint64_t{1} << 50, 0, "y"));
  EXPECT_NE(first, sample(1, 0, "other"));
  double mean = 0, square = 0;
  for (float v : first)
    mean += static_cast<double>(v) / 1000, square += static_cast<double>(v) * static_cast<double>(v) / 1000;
  EXPECT_NEAR(mean, 0, 0.1);  // three standard errors
  EXPECT_NEAR(square, 1, 0.15);
  double total = 0;
  for (float v : sample(1, 0, "flat")) {
    EXPECT_GE(v, 0);
    EXPECT_LT(v, 1);
    total += static_cast<double>(v) / 4000;
  }
  EXPECT_NEAR(total, 0.5, 0.015);
}

TEST(Constants, AreComputedWhilePlanning) {
  Graph g;
  const Value x = g.input("x", Shape{8});
  const Value wave = cos(iota(g, 1, 0, 8) * 0.5);
  const Program program = plan(g, {{"y", x * wave}});
  EXPECT_EQ(program.instructions.size(), 1u) << program.dump();
  Machine machine(program);
  machine.set("x", std::vector<float>(8, 2.0F));
  machine.run();
  EXPECT_FLOAT_EQ(machine.get("y")[3], static_cast<float>(2 * std::cos(1.5)));
}

// A part written in place is stored in whole vectors, which must not reach past its rows.
TEST(Concat, PartsOfOneColumnStayWithinTheirRows) {
  Graph g;
  const auto filled = [&](double v, int rows) { return broadcast_to(g.constant(v), Shape{rows, 1}); };
  const Value first = filled(7, 1), rest = filled(7, 2), parts[] = {first, rest}, joined = -concat(parts, 0);
  const Value late = pad(filled(1, 1), 0, 2, 0);
  const Program program = plan(g, {{"joined", joined}, {"late", late}}, {}, {.compute_constants = false});
  Machine machine(program);
  machine.run();
  EXPECT_EQ(machine.get("late"), (std::vector<float>{0, 0, 1}));
  EXPECT_EQ(machine.get("joined"), (std::vector<float>{-7, -7, -7}));
}

}  // namespace
}  // namespace losscape
