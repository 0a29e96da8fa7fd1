// SPDX-License-Identifier: Apache-2.0
// Two-dimensional convolution (cross-correlation, as in every deep-learning library) and its two gradients.
//
//   x  [in_channels, in_h, in_w, batch]
//   w  [out_channels, in_channels / groups, k_h, k_w]       tight
//   y  [out_channels, out_h, out_w, batch]
//
// The batch is the last axis and lanes run over it; its rows are ld_batch floats apart, in y as in x. Lanes
// beyond the batch hold anything, NaN included, and never reach a result. When ld_batch >= round_up(batch, 4)
// they are overwritten in outputs; otherwise nothing beyond the batch is. Up to 3 floats past an array's end
// must be readable. Outputs must not overlap inputs.
//
// The three are closed under differentiation: each is linear in both of its inputs, and the derivative with
// respect to either is another of the three. A one-dimensional convolution has in_h = k_h = stride_h =
// dilation_h = 1 and pad_h = 0.
//
// Sums run over the kernel in the order channel, row, column (forward and input gradient: cut into blocks of
// kConvBlock whose sums are added; weight gradient: in blocks of whole output rows), fixed by the shape
// alone, so results are the same bits on every target.
#pragma once

#include <cstddef>

namespace losscape {

struct Conv2d {
  int batch = 1, ld_batch = 1;
  int in_channels = 1, in_h = 1, in_w = 1;
  int out_channels = 1, k_h = 1, k_w = 1;
  int stride_h = 1, stride_w = 1;
  int pad_h = 0, pad_w = 0;  // zeros on each side
  int dilation_h = 1, dilation_w = 1;
  int groups = 1;  // divides in_channels and out_channels

  // Both must be at least 1.
  int out_h() const noexcept { return (in_h + 2 * pad_h - dilation_h * (k_h - 1) - 1) / stride_h + 1; }
  int out_w() const noexcept { return (in_w + 2 * pad_w - dilation_w * (k_w - 1) - 1) / stride_w + 1; }
};

// Longest run of products added into one accumulator by the forward pass and the input gradient.
inline constexpr int kConvBlock = 256;

// Floats of scratch that suffice for any of the three.
std::size_t conv2d_scratch_floats(const Conv2d& conv) noexcept;

// y = w ⋆ x
void conv2d_forward(const Conv2d& conv, const float* x, const float* w, float* y, float* scratch) noexcept;

// dx = ∂⟨dy, w ⋆ x⟩ / ∂x: a transposed convolution of dy.
void conv2d_input_gradient(const Conv2d& conv, const float* dy, const float* w, float* dx,
                           float* scratch) noexcept;

// dw = ∂⟨dy, w ⋆ x⟩ / ∂w: summed over the batch.
void conv2d_weight_gradient(const Conv2d& conv, const float* x, const float* dy, float* dw,
                            float* scratch) noexcept;

}  // namespace losscape
