// SPDX-License-Identifier: Apache-2.0
#include "exec/kernels/conv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "kernel_buffers.h"

namespace losscape {
namespace {

using namespace kernel_test;

// Every axis of variation at least twice, most of them with sizes that divide nothing.
constexpr Conv2d kShapes[] = {
    {.batch = 1, .in_channels = 1, .in_h = 1, .in_w = 1, .out_channels = 1, .k_h = 1, .k_w = 1},
    {.batch = 16, .in_channels = 1, .in_h = 12, .in_w = 12, .out_channels = 8, .k_h = 5, .k_w = 5},
    {.batch = 16, .in_channels = 8, .in_h = 7, .in_w = 7, .out_channels = 16, .k_h = 5, .k_w = 5},
    {.batch = 5,
     .in_channels = 3,
     .in_h = 6,
     .in_w = 7,
     .out_channels = 5,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 1,
     .pad_w = 1},
    {.batch = 9,
     .in_channels = 2,
     .in_h = 9,
     .in_w = 8,
     .out_channels = 7,
     .k_h = 3,
     .k_w = 2,
     .stride_h = 2,
     .stride_w = 3,
     .pad_h = 1,
     .pad_w = 1},
    {.batch = 3,
     .in_channels = 4,
     .in_h = 9,
     .in_w = 11,
     .out_channels = 6,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 2,
     .pad_w = 3,
     .dilation_h = 2,
     .dilation_w = 3},
    {.batch = 7,
     .in_channels = 6,
     .in_h = 5,
     .in_w = 5,
     .out_channels = 9,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 1,
     .pad_w = 1,
     .groups = 3},
    {.batch = 4,
     .in_channels = 5,
     .in_h = 6,
     .in_w = 6,
     .out_channels = 5,
     .k_h = 3,
     .k_w = 3,
     .stride_h = 2,
     .stride_w = 2,
     .pad_h = 1,
     .pad_w = 1,
     .groups = 5},
    {.batch = 2,
     .in_channels = 2,
     .in_h = 8,
     .in_w = 9,
     .out_channels = 3,
     .k_h = 2,
     .k_w = 2,
     .stride_h = 3,
     .stride_w = 4,
     .dilation_h = 2,
     .dilation_w = 2},
    {.batch = 13, .in_channels = 3, .in_h = 1, .in_w = 17, .out_channels = 4, .k_h = 1, .k_w = 5, .pad_w = 2},
    {.batch = 33, .in_channels = 7, .in_h = 3, .in_w = 3, .out_channels = 11, .k_h = 1, .k_w = 1},
    {.batch = 17,
     .in_channels = 1,
     .in_h = 2,
     .in_w = 3,
     .out_channels = 13,
     .k_h = 4,
     .k_w = 5,
     .pad_h = 3,
     .pad_w = 4},
    {.batch = 6,
     .in_channels = 31,
     .in_h = 4,
     .in_w = 4,
     .out_channels = 3,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 1,
     .pad_w = 1},
    {.batch = 8,
     .in_channels = 2,
     .in_h = 20,
     .in_w = 40,
     .out_channels = 19,
     .k_h = 3,
     .k_w = 3,
     .stride_h = 1,
     .stride_w = 2},
    {.batch = 3,
     .in_channels = 2,
     .in_h = 5,
     .in_w = 6,
     .out_channels = 2,
     .k_h = 1,
     .k_w = 1,
     .stride_h = 3,
     .stride_w = 5,
     .pad_h = 2,
     .pad_w = 2},
};

struct Tensors {
  Matrix x, w, y;
};

std::string describe(const Conv2d& c) {
  return (testing::Message() << "batch " << c.batch << " ld " << c.ld_batch << " in " << c.in_channels << "x"
                             << c.in_h << "x" << c.in_w << " out " << c.out_channels << " kernel " << c.k_h
                             << "x" << c.k_w << " stride " << c.stride_h << "x" << c.stride_w << " pad "
                             << c.pad_h << "x" << c.pad_w << " dilation " << c.dilation_h << "x"
                             << c.dilation_w << " groups " << c.groups)
      .GetString();
}

Tensors make_tensors(const Conv2d& c) {
  Noise next{static_cast<std::uint32_t>(c.batch * 31 + c.in_channels * 7 + c.in_w)};
  const int weights = c.in_channels / c.groups * c.k_h * c.k_w;
  return {Matrix::random(c.in_channels * c.in_h * c.in_w, c.batch, c.ld_batch, next),
          Matrix::random(c.out_channels, weights, weights, next),
          Matrix::random(c.out_channels * c.out_h() * c.out_w(), c.batch, c.ld_batch, next)};
}

// Calls visit(x row, w row, w column, y row) for every product of the convolution.
template <class Visit>
void for_each_product(const Conv2d& c, Visit&& visit) {
  const int inputs = c.in_channels / c.groups, outputs = c.out_channels / c.groups;
  for (int o = 0; o < c.out_channels; ++o)
    for (int i = 0; i < inputs; ++i)
      for (int oy = 0; oy < c.out_h(); ++oy)
        for (int ox = 0; ox < c.out_w(); ++ox)
          for (int ky = 0; ky < c.k_h; ++ky)
            for (int kx = 0; kx < c.k_w; ++kx) {
              const int iy = oy * c.stride_h - c.pad_h + ky * c.dilation_h;
              const int ix = ox * c.stride_w - c.pad_w + kx * c.dilation_w;
              if (iy < 0 || iy >= c.in_h || ix < 0 || ix >= c.in_w) continue;
              const int channel = o / outputs * inputs + i;
              visit((channel * c.in_h + iy) * c.in_w + ix, o, (i * c.k_h + ky) * c.k_w + kx,
                    (o * c.out_h() + oy) * c.out_w() + ox);
            }
}

// A sum in double with what its float rounding depends on.
struct Sum {
  double value = 0, size = 0;
  int count = 0;
  void add(double product) {
    value += product;
    size += std::fabs(product);
    ++count;
  }
};

void expect_near(const Matrix& actual, const std::vector<Sum>& expected) {
  for (int i = 0; i < actual.rows; ++i) {
    for (int j = 0; j < actual.columns; ++j) {
      const Sum& sum = expected[static_cast<std::size_t>(i) * actual.columns + j];
      ASSERT_NEAR(actual.at(i, j), sum.value, (std::min(sum.count, 2 * kConvBlock) + 8) * 6e-8 * sum.size)
          << "row " << i << " column " << j;
    }
  }
}

Matrix forward(const Conv2d& c, const Matrix& x, const Matrix& w) {
  Scratch scratch(conv2d_scratch_floats(c));
  Matrix y(c.out_channels * c.out_h() * c.out_w(), c.batch, c.ld_batch);
  conv2d_forward(c, x.data(), w.data(), y.data(), scratch.data());
  scratch.expect_guards_intact();
  y.expect_guards_intact();
  return y;
}

Matrix input_gradient(const Conv2d& c, const Matrix& dy, const Matrix& w) {
  Scratch scratch(conv2d_scratch_floats(c));
  Matrix dx(c.in_channels * c.in_h * c.in_w, c.batch, c.ld_batch);
  conv2d_input_gradient(c, dy.data(), w.data(), dx.data(), scratch.data());
  scratch.expect_guards_intact();
  dx.expect_guards_intact();
  return dx;
}

Matrix weight_gradient(const Conv2d& c, const Matrix& x, const Matrix& dy) {
  Scratch scratch(conv2d_scratch_floats(c));
  const int weights = c.in_channels / c.groups * c.k_h * c.k_w;
  Matrix dw(c.out_channels, weights, weights);
  conv2d_weight_gradient(c, x.data(), dy.data(), dw.data(), scratch.data());
  scratch.expect_guards_intact();
  dw.expect_guards_intact();
  return dw;
}

template <class Check>
void for_each_shape(Check&& check) {
  for (Conv2d shape : kShapes) {
    for (int ld : {shape.batch, padded(shape.batch), padded(shape.batch) + 4}) {
      shape.ld_batch = ld;
      SCOPED_TRACE(describe(shape));
      check(shape, make_tensors(shape));
    }
  }
}

TEST(Conv, ForwardMatchesNaive) {
  for_each_shape([](const Conv2d& c, const Tensors& t) {
    std::vector<Sum> sums(static_cast<std::size_t>(t.y.rows) * c.batch);
    for_each_product(c, [&](int x, int o, int k, int y) {
      for (int b = 0; b < c.batch; ++b)
        sums[static_cast<std::size_t>(y) * c.batch + b].add(static_cast<double>(t.w.at(o, k)) * t.x.at(x, b));
    });
    expect_near(forward(c, t.x, t.w), sums);
  });
}

TEST(Conv, InputGradientMatchesNaive) {
  for_each_shape([](const Conv2d& c, const Tensors& t) {
    std::vector<Sum> sums(static_cast<std::size_t>(t.x.rows) * c.batch);
    for_each_product(c, [&](int x, int o, int k, int y) {
      for (int b = 0; b < c.batch; ++b)
        sums[static_cast<std::size_t>(x) * c.batch + b].add(static_cast<double>(t.w.at(o, k)) * t.y.at(y, b));
    });
    expect_near(input_gradient(c, t.y, t.w), sums);
  });
}

TEST(Conv, WeightGradientMatchesNaive) {
  for_each_shape([](const Conv2d& c, const Tensors& t) {
    std::vector<Sum> sums(static_cast<std::size_t>(t.w.rows) * t.w.columns);
    for_each_product(c, [&](int x, int o, int k, int y) {
      for (int b = 0; b < c.batch; ++b)
        sums[static_cast<std::size_t>(o) * t.w.columns + k].add(static_cast<double>(t.x.at(x, b)) *
                                                                t.y.at(y, b));
    });
    expect_near(weight_gradient(c, t.x, t.y), sums);
  });
}

// ⟨y, w ⋆ x⟩ = ⟨input_gradient(y, w), x⟩ = ⟨weight_gradient(x, y), w⟩
TEST(Conv, TheThreeAreAdjoint) {
  for_each_shape([](const Conv2d& c, const Tensors& t) {
    const double through_forward = forward(c, t.x, t.w).dot(t.y);
    const double size = 1 + std::sqrt(static_cast<double>(t.y.rows) * c.batch * t.w.columns);
    EXPECT_NEAR(input_gradient(c, t.y, t.w).dot(t.x), through_forward, 1e-5 * size);
    EXPECT_NEAR(weight_gradient(c, t.x, t.y).dot(t.w), through_forward, 1e-5 * size);
  });
}

TEST(Conv, BitsDoNotDependOnPadding) {
  for (Conv2d shape : kShapes) {
    shape.ld_batch = padded(shape.batch);
    SCOPED_TRACE(describe(shape));
    const Tensors t = make_tensors(shape);
    Conv2d tight = shape;
    tight.ld_batch = shape.batch;
    const Tensors s = make_tensors(tight);
    BitHash one, two;
    one.add(forward(shape, t.x, t.w));
    one.add(input_gradient(shape, t.y, t.w));
    two.add(forward(tight, s.x, s.w));
    two.add(input_gradient(tight, s.y, s.w));
    EXPECT_EQ(one.value, two.value);
  }
}

TEST(Conv, KnownSize) {
  Conv2d c{.batch = 1,
           .ld_batch = 1,
           .in_channels = 1,
           .in_h = 28,
           .in_w = 11,
           .out_channels = 1,
           .k_h = 5,
           .k_w = 3};
  EXPECT_EQ(c.out_h(), 24);
  EXPECT_EQ(c.out_w(), 9);
  c.stride_h = 2, c.pad_w = 1, c.dilation_w = 2;
  EXPECT_EQ(c.out_h(), 12);
  EXPECT_EQ(c.out_w(), 9);
}

// The constant holds for g++, clang and wasm: a change of it is a change of every recorded run.
TEST(Conv, BitsAreTheSameOnEveryTarget) {
  BitHash hash;
  for (Conv2d shape : kShapes) {
    shape.ld_batch = padded(shape.batch);
    const Tensors t = make_tensors(shape);
    hash.add(forward(shape, t.x, t.w));
    hash.add(input_gradient(shape, t.y, t.w));
    hash.add(weight_gradient(shape, t.x, t.y));
  }
  EXPECT_EQ(hash.value, 9722953043371562224u);
}

}  // namespace
}  // namespace losscape
