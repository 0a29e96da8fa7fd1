// SPDX-License-Identifier: Apache-2.0
// Rates of the convolution and its two gradients in GFLOP/s, from one source for the native and the wasm
// program. Products with the zeros of the padding are not counted.
#include <algorithm>
#include <cstdio>
#include <vector>

#include "exec/kernels/conv.h"
#include "timing.h"

namespace {

using losscape::Conv2d;

constexpr Conv2d kShapes[] = {
    // Two layers of a small digit classifier.
    {.batch = 16,
     .ld_batch = 16,
     .in_channels = 1,
     .in_h = 28,
     .in_w = 28,
     .out_channels = 8,
     .k_h = 5,
     .k_w = 5},
    {.batch = 16,
     .ld_batch = 16,
     .in_channels = 8,
     .in_h = 12,
     .in_w = 12,
     .out_channels = 16,
     .k_h = 5,
     .k_w = 5},
    // Padding, stride, one channel a group, one dimension, and a batch that does not fill its vectors.
    {.batch = 16,
     .ld_batch = 16,
     .in_channels = 16,
     .in_h = 14,
     .in_w = 14,
     .out_channels = 16,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 1,
     .pad_w = 1},
    {.batch = 16,
     .ld_batch = 16,
     .in_channels = 16,
     .in_h = 14,
     .in_w = 14,
     .out_channels = 32,
     .k_h = 3,
     .k_w = 3,
     .stride_h = 2,
     .stride_w = 2,
     .pad_h = 1,
     .pad_w = 1},
    {.batch = 16,
     .ld_batch = 16,
     .in_channels = 16,
     .in_h = 14,
     .in_w = 14,
     .out_channels = 16,
     .k_h = 3,
     .k_w = 3,
     .pad_h = 1,
     .pad_w = 1,
     .groups = 16},
    {.batch = 16, .ld_batch = 16, .in_channels = 8, .in_w = 64, .out_channels = 16, .k_w = 5, .pad_w = 2},
    {.batch = 10,
     .ld_batch = 12,
     .in_channels = 1,
     .in_h = 28,
     .in_w = 28,
     .out_channels = 8,
     .k_h = 5,
     .k_w = 5},
    {.batch = 64,
     .ld_batch = 64,
     .in_channels = 8,
     .in_h = 12,
     .in_w = 12,
     .out_channels = 16,
     .k_h = 5,
     .k_w = 5},
};

int valid_taps(int outputs, int size, int kernel, int stride, int pad, int dilation) {
  int count = 0;
  for (int o = 0; o < outputs; ++o)
    for (int k = 0; k < kernel; ++k) {
      const int at = o * stride - pad + k * dilation;
      count += at >= 0 && at < size;
    }
  return count;
}

double flops(const Conv2d& c) {
  return 2.0 * c.batch * c.out_channels * (c.in_channels / c.groups) *
         valid_taps(c.out_h(), c.in_h, c.k_h, c.stride_h, c.pad_h, c.dilation_h) *
         valid_taps(c.out_w(), c.in_w, c.k_w, c.stride_w, c.pad_w, c.dilation_w);
}

template <class Call>
double rate(const Conv2d& c, Call&& call) {
  const long count = bench::calibrate(call);
  double best = 1e9;
  for (int i = 0; i < bench::kSamples; ++i) best = std::min(best, bench::seconds(call, count));
  return flops(c) * static_cast<double>(count) / best * 1e-9;
}

}  // namespace

int main() {
  std::printf(
      "batch  input       output      kernel stride groups  forward  input gradient  weight gradient\n");
  for (const Conv2d& c : kShapes) {
    std::vector<float> x = bench::random_floats(std::size_t(c.in_channels) * c.in_h * c.in_w * c.ld_batch, 1);
    std::vector<float> w =
        bench::random_floats(std::size_t(c.out_channels) * (c.in_channels / c.groups) * c.k_h * c.k_w, 2);
    std::vector<float> y =
        bench::random_floats(std::size_t(c.out_channels) * c.out_h() * c.out_w() * c.ld_batch, 3);
    std::vector<float> scratch(losscape::conv2d_scratch_floats(c) + 4);
    const double weight_gradient =
        rate(c, [&] { conv2d_weight_gradient(c, x.data(), y.data(), w.data(), scratch.data()); });
    const double input_gradient =
        rate(c, [&] { conv2d_input_gradient(c, y.data(), w.data(), x.data(), scratch.data()); });
    const double forward = rate(c, [&] { conv2d_forward(c, x.data(), w.data(), y.data(), scratch.data()); });
    std::printf("%5d  %2dx%2dx%2d  %4dx%2dx%2d  %4dx%d %6d %6d %8.1f %15.1f %16.1f\n", c.batch, c.in_channels,
                c.in_h, c.in_w, c.out_channels, c.out_h(), c.out_w(), c.k_h, c.k_w, c.stride_w, c.groups,
                forward, input_gradient, weight_gradient);
  }
}
