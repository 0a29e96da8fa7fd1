// SPDX-License-Identifier: Apache-2.0
#include "exec/kernels/matmul.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "kernel_buffers.h"

namespace losscape {
namespace {

using namespace kernel_test;

struct Case {
  MatmulForm form;
  int m, n, k;
  bool pad;
  bool bias;
};

struct Operands {
  Matrix a, b, c;
  std::vector<float> bias;
};

Operands make_operands(const Case& t) {
  Noise next{t.m * 73856093u + t.n * 19349663u + t.k * 83492791u};
  const auto ld = [&](int columns) { return t.pad ? padded(columns) : columns; };
  const bool tn = t.form == MatmulForm::TN, nt = t.form == MatmulForm::NT;
  const int a_rows = tn ? t.k : t.m, a_columns = tn ? t.m : t.k;
  const int b_rows = nt ? t.n : t.k, b_columns = nt ? t.k : t.n;
  Operands o{Matrix::random(a_rows, a_columns, ld(a_columns), next),
             Matrix::random(b_rows, b_columns, ld(b_columns), next),
             Matrix(t.m, t.n, ld(t.n)),
             {}};
  for (int i = 0; i < t.m; ++i) o.bias.push_back(next());
  return o;
}

void multiply(const Case& t, Operands& o) {
  Scratch scratch(matmul_scratch_floats(t.form, t.m, t.n, t.k));
  const float* a = o.a.data();
  const float* b = o.b.data();
  float* c = o.c.data();
  switch (t.form) {
    case MatmulForm::NN:
      matmul_nn(a, o.a.ld, b, o.b.ld, c, o.c.ld, t.m, t.n, t.k, t.bias ? o.bias.data() : nullptr,
                scratch.data());
      break;
    case MatmulForm::NT:
      matmul_nt(a, o.a.ld, b, o.b.ld, c, o.c.ld, t.m, t.n, t.k, scratch.data());
      break;
    case MatmulForm::TN:
      matmul_tn(a, o.a.ld, b, o.b.ld, c, o.c.ld, t.m, t.n, t.k, scratch.data());
      break;
  }
  scratch.expect_guards_intact();
  o.c.expect_guards_intact();
}

double a_at(const Case& t, const Operands& o, int i, int p) {
  return t.form == MatmulForm::TN ? o.a.at(p, i) : o.a.at(i, p);
}
double b_at(const Case& t, const Operands& o, int p, int j) {
  return t.form == MatmulForm::NT ? o.b.at(j, p) : o.b.at(p, j);
}

// Against the naive double product. The bound is the textbook one, k·ε·Σ|a·b|, for a run of at most
// kMatmulBlock products plus one addition a block.
void check(const Case& t) {
  SCOPED_TRACE(testing::Message() << "form " << static_cast<int>(t.form) << " m " << t.m << " n " << t.n
                                  << " k " << t.k << (t.pad ? " padded" : " tight")
                                  << (t.bias ? " bias" : ""));
  Operands o = make_operands(t);
  multiply(t, o);
  const double length = std::min(t.k, kMatmulBlock) + t.k / kMatmulBlock + 2;
  for (int i = 0; i < t.m; ++i) {
    for (int j = 0; j < t.n; ++j) {
      double sum = t.bias ? o.bias[i] : 0.0, size = std::fabs(sum);
      for (int p = 0; p < t.k; ++p) {
        const double product = a_at(t, o, i, p) * b_at(t, o, p, j);
        sum += product;
        size += std::fabs(product);
      }
      ASSERT_NEAR(o.c.at(i, j), sum, length * 6e-8 * size) << "row " << i << " column " << j;
    }
  }
}

constexpr MatmulForm kForms[] = {MatmulForm::NN, MatmulForm::NT, MatmulForm::TN};

TEST(Matmul, SmallSizesMatchNaive) {
  for (MatmulForm form : kForms)
    for (int m = 1; m <= 9; ++m)
      for (int n = 1; n <= 17; ++n)
        for (int k : {0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17})
          for (bool pad : {false, true})
            check({form, m, n, k, pad, form == MatmulForm::NN && (m + n + k) % 2 == 0});
}

TEST(Matmul, LargeAndOddSizesMatchNaive) {
  const int sizes[][3] = {{33, 31, 37},   {64, 64, 64},  {67, 71, 73},   {31, 257, 255}, {32, 65, 64},
                          {128, 64, 784}, {10, 64, 128}, {128, 784, 64}, {97, 300, 259}, {65, 9, 1031},
                          {35, 13, 4099}, {3, 5, 1024},  {5, 3, 600},    {257, 263, 269}};
  for (MatmulForm form : kForms)
    for (auto [m, n, k] : sizes)
      for (bool pad : {false, true}) check({form, m, n, k, pad, form == MatmulForm::NN && pad});
}

// A leading dimension may be longer than one vector of padding: a block of a wider matrix.
TEST(Matmul, WritesOnlyItsBlockOfAWiderMatrix) {
  for (MatmulForm form : kForms) {
    for (auto [m, n, k] : {std::array{5, 6, 7}, std::array{40, 70, 90}}) {
      const Case t{form, m, n, k, false, false};
      Operands o = make_operands(t);
      Operands wide = make_operands(t);
      wide.c = Matrix(m, n, padded(n) + 4);
      multiply(t, o);
      multiply(t, wide);
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) ASSERT_EQ(o.c.at(i, j), wide.c.at(i, j));
    }
  }
}

TEST(Matmul, NonFiniteInputsReachOnlyTheirOwnRowOrColumn) {
  const float infinity = std::numeric_limits<float>::infinity();
  for (MatmulForm form : kForms) {
    for (auto [m, n, k] : {std::array{5, 9, 6}, std::array{40, 70, 66}}) {
      const Case t{form, m, n, k, true, false};
      Operands o = make_operands(t);
      (form == MatmulForm::TN ? o.a.at(2, 1) : o.a.at(1, 2)) = kNaN;
      (form == MatmulForm::NT ? o.b.at(3, 4) : o.b.at(4, 3)) = infinity;
      multiply(t, o);
      for (int i = 0; i < m; ++i) {
        for (int j = 0; j < n; ++j) {
          const float value = o.c.at(i, j);
          ASSERT_TRUE(i == 1   ? std::isnan(value)
                      : j == 3 ? std::isinf(value)
                               : std::isfinite(value))
              << i << " " << j;
        }
      }
    }
  }
}

// The constant holds for g++, clang and wasm: a change of it is a change of every recorded run.
TEST(Matmul, BitsAreTheSameOnEveryTarget) {
  BitHash hash;
  for (MatmulForm form : kForms) {
    for (auto [m, n, k] :
         {std::array{1, 1, 1}, std::array{4, 10, 2}, std::array{7, 13, 11}, std::array{16, 32, 16},
          std::array{33, 65, 127}, std::array{64, 100, 300}, std::array{6, 7, 530}}) {
      const Case t{form, m, n, k, true, form == MatmulForm::NN};
      Operands o = make_operands(t);
      multiply(t, o);
      hash.add(o.c);
    }
  }
  EXPECT_EQ(hash.value, 17487619680398290789u);
}

}  // namespace
}  // namespace losscape
