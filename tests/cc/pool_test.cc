// SPDX-License-Identifier: Apache-2.0
#include "exec/kernels/pool.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "kernel_buffers.h"

namespace losscape {
namespace {

using namespace kernel_test;

constexpr Pool2d kShapes[] = {
    {.batch = 1},
    {.batch = 16, .channels = 3, .in_h = 8, .in_w = 8, .k_h = 2, .k_w = 2, .stride_h = 2, .stride_w = 2},
    {.batch = 5, .channels = 2, .in_h = 7, .in_w = 9, .k_h = 3, .k_w = 2, .stride_h = 2, .stride_w = 1},
    {.batch = 7, .channels = 2, .in_h = 6, .in_w = 5, .k_h = 3, .k_w = 3, .pad_h = 1, .pad_w = 1},
    {.batch = 3,
     .channels = 1,
     .in_h = 5,
     .in_w = 7,
     .k_h = 4,
     .k_w = 5,
     .stride_h = 3,
     .stride_w = 2,
     .pad_h = 2,
     .pad_w = 3},
    {.batch = 9, .channels = 4, .in_w = 13, .k_w = 3, .stride_w = 2, .pad_w = 1},
    {.batch = 2, .channels = 1, .in_h = 4, .in_w = 4, .k_h = 4, .k_w = 4},
    {.batch = 17, .channels = 1, .in_h = 5, .in_w = 5, .k_h = 1, .k_w = 1, .stride_h = 2, .stride_w = 3},
    {.batch = 6,
     .channels = 2,
     .in_h = 6,
     .in_w = 5,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 2,
     .pad_w = 1,
     .count_include_pad = false},
};

std::string describe(const Pool2d& p) {
  return (testing::Message() << "batch " << p.batch << " ld " << p.ld_batch << " in " << p.channels << "x"
                             << p.in_h << "x" << p.in_w << " kernel " << p.k_h << "x" << p.k_w << " stride "
                             << p.stride_h << "x" << p.stride_w << " pad " << p.pad_h << "x" << p.pad_w)
      .GetString();
}

int inputs(const Pool2d& p) { return p.channels * p.in_h * p.in_w; }
int outputs(const Pool2d& p) { return p.channels * p.out_h() * p.out_w(); }

struct Tensors {
  Matrix x, v, g;  // x and v like the input, g like the output
};

// Values of x come from a few levels, so that windows are full of ties.
Tensors make_tensors(const Pool2d& p) {
  Noise next{static_cast<std::uint32_t>(p.batch * 131 + p.in_w)};
  Tensors t{Matrix::random(inputs(p), p.batch, p.ld_batch, next),
            Matrix::random(inputs(p), p.batch, p.ld_batch, next),
            Matrix::random(outputs(p), p.batch, p.ld_batch, next)};
  for (int i = 0; i < t.x.rows; ++i)
    for (int b = 0; b < p.batch; ++b) t.x.at(i, b) = std::floor(t.x.at(i, b) * 3);
  return t;
}

// Rows of the input inside the window of output row `out`, in row-major order.
std::vector<int> window(const Pool2d& p, int out) {
  const int ox = out % p.out_w(), oy = out / p.out_w() % p.out_h(), c = out / p.out_w() / p.out_h();
  std::vector<int> rows;
  for (int ky = 0; ky < p.k_h; ++ky) {
    for (int kx = 0; kx < p.k_w; ++kx) {
      const int iy = oy * p.stride_h - p.pad_h + ky, ix = ox * p.stride_w - p.pad_w + kx;
      if (iy >= 0 && iy < p.in_h && ix >= 0 && ix < p.in_w) rows.push_back((c * p.in_h + iy) * p.in_w + ix);
    }
  }
  return rows;
}

int argmax(const Pool2d& p, const Matrix& x, int out, int b) {
  int best = -1;
  for (int i : window(p, out)) {
    if (std::isnan(x.at(i, b))) return i;
    if (best < 0 || x.at(i, b) > x.at(best, b)) best = i;
  }
  return best;
}

template <class Check>
void for_each_shape(Check&& check) {
  for (Pool2d shape : kShapes) {
    for (int ld : {shape.batch, padded(shape.batch), padded(shape.batch) + 4}) {
      shape.ld_batch = ld;
      SCOPED_TRACE(describe(shape));
      check(shape, make_tensors(shape));
    }
  }
}

void expect_equal(const Matrix& actual, const Matrix& expected, double tolerance) {
  actual.expect_guards_intact();
  for (int i = 0; i < actual.rows; ++i)
    for (int b = 0; b < actual.columns; ++b)
      ASSERT_NEAR(actual.at(i, b), expected.at(i, b), tolerance) << "row " << i << " sample " << b;
}

// A result with zeros where the reference adds.
Matrix zeros(int rows, const Pool2d& p) {
  Matrix matrix(rows, p.batch, p.ld_batch);
  for (float& value : matrix.values) value = 0;
  return matrix;
}

TEST(Pool, MaxMatchesNaive) {
  for_each_shape([](const Pool2d& p, const Tensors& t) {
    Matrix y(outputs(p), p.batch, p.ld_batch), picked = y, expected = y, expected_picked = y;
    max_pool(p, t.x.data(), y.data());
    max_pool_gather(p, t.x.data(), t.v.data(), picked.data());
    for (int o = 0; o < y.rows; ++o) {
      for (int b = 0; b < p.batch; ++b) {
        const int best = argmax(p, t.x, o, b);
        expected.at(o, b) = t.x.at(best, b);
        expected_picked.at(o, b) = t.v.at(best, b);
      }
    }
    expect_equal(y, expected, 0);
    expect_equal(picked, expected_picked, 0);
  });
}

TEST(Pool, MaxScatterMatchesNaive) {
  for_each_shape([](const Pool2d& p, const Tensors& t) {
    Matrix dx(inputs(p), p.batch, p.ld_batch), expected = zeros(inputs(p), p);
    max_pool_scatter(p, t.x.data(), t.g.data(), dx.data());
    for (int o = 0; o < outputs(p); ++o)
      for (int b = 0; b < p.batch; ++b) expected.at(argmax(p, t.x, o, b), b) += t.g.at(o, b);
    expect_equal(dx, expected, 0);
  });
}

TEST(Pool, AverageMatchesNaive) {
  for_each_shape([](const Pool2d& p, const Tensors& t) {
    Matrix y(outputs(p), p.batch, p.ld_batch), expected = zeros(outputs(p), p);
    Matrix dx(inputs(p), p.batch, p.ld_batch), expected_dx = zeros(inputs(p), p);
    avg_pool(p, t.v.data(), y.data());
    avg_pool_gradient(p, t.g.data(), dx.data());
    for (int o = 0; o < outputs(p); ++o) {
      const std::vector<int> rows = window(p, o);
      const double count = p.count_include_pad ? p.k_h * p.k_w : static_cast<double>(rows.size());
      for (int b = 0; b < p.batch; ++b) {
        double sum = 0;
        for (int i : rows) {
          sum += t.v.at(i, b);
          expected_dx.at(i, b) += static_cast<float>(t.g.at(o, b) / count);
        }
        expected.at(o, b) = static_cast<float>(sum / count);
      }
    }
    expect_equal(y, expected, 1e-6);
    expect_equal(dx, expected_dx, 1e-6);
  });
}

TEST(Pool, GradientsAreAdjoint) {
  for_each_shape([](const Pool2d& p, const Tensors& t) {
    Matrix y(outputs(p), p.batch, p.ld_batch), dx(inputs(p), p.batch, p.ld_batch);
    max_pool_gather(p, t.x.data(), t.v.data(), y.data());
    max_pool_scatter(p, t.x.data(), t.g.data(), dx.data());
    EXPECT_NEAR(y.dot(t.g), dx.dot(t.v), 1e-5 * (1 + y.rows));
    avg_pool(p, t.v.data(), y.data());
    avg_pool_gradient(p, t.g.data(), dx.data());
    EXPECT_NEAR(y.dot(t.g), dx.dot(t.v), 1e-5 * (1 + y.rows));
  });
}

TEST(Pool, NaNInAWindowIsItsResult) {
  const Pool2d p{
      .batch = 5, .ld_batch = 8, .in_h = 4, .in_w = 4, .k_h = 2, .k_w = 2, .stride_h = 2, .stride_w = 2};
  for (int position : {0, 1, 4, 5}) {  // each pixel of the first window
    Tensors t = make_tensors(p);
    t.x.at(position, 3) = kNaN;
    t.v.at(position, 3) = kNaN;
    Matrix y(outputs(p), p.batch, p.ld_batch), mean = y, dx(inputs(p), p.batch, p.ld_batch);
    max_pool(p, t.x.data(), y.data());
    avg_pool(p, t.v.data(), mean.data());
    max_pool_scatter(p, t.x.data(), t.g.data(), dx.data());
    for (int o = 0; o < y.rows; ++o) {
      for (int b = 0; b < p.batch; ++b) {
        EXPECT_EQ(std::isnan(y.at(o, b)), o == 0 && b == 3);
        EXPECT_EQ(std::isnan(mean.at(o, b)), o == 0 && b == 3);
      }
    }
    EXPECT_EQ(dx.at(position, 3), t.g.at(0, 3));
  }
}

TEST(Pool, MaxOfInfinities) {
  const float infinity = std::numeric_limits<float>::infinity();
  const Pool2d p{.batch = 1, .ld_batch = 4, .in_w = 2, .k_w = 2};
  Matrix x(2, 1, 4), y(1, 1, 4);
  x.at(0, 0) = x.at(1, 0) = -infinity;
  max_pool(p, x.data(), y.data());
  EXPECT_EQ(y.at(0, 0), -infinity);
  x.at(1, 0) = infinity;
  max_pool(p, x.data(), y.data());
  EXPECT_EQ(y.at(0, 0), infinity);
}

// The constant holds for g++, clang and wasm: a change of it is a change of every recorded run.
TEST(Pool, BitsAreTheSameOnEveryTarget) {
  BitHash hash;
  for (Pool2d p : kShapes) {
    p.ld_batch = padded(p.batch);
    const Tensors t = make_tensors(p);
    Matrix y(outputs(p), p.batch, p.ld_batch), dx(inputs(p), p.batch, p.ld_batch);
    max_pool(p, t.v.data(), y.data());
    hash.add(y);
    avg_pool(p, t.v.data(), y.data());
    hash.add(y);
    max_pool_scatter(p, t.x.data(), t.g.data(), dx.data());
    hash.add(dx);
    avg_pool_gradient(p, t.g.data(), dx.data());
    hash.add(dx);
  }
  EXPECT_EQ(hash.value, 12191227364507088774u);
}

}  // namespace
}  // namespace losscape
