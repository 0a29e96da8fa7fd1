// SPDX-License-Identifier: Apache-2.0
// Convolution and pooling. Images are [channels, height, width, samples]; in one dimension the height is 1.
// Each derivative is another op of the same family, so that any order exists.
#pragma once

#include <span>

#include "ir/graph.h"

namespace losscape {

/// How a window moves over an image. Zeros surround the image by pad_* on each side.
struct Window {
  int stride_h = 1, stride_w = 1;
  int pad_h = 0, pad_w = 0;
  int dilation_h = 1, dilation_w = 1;  ///< convolution only
  int groups = 1;                      ///< convolution only; divides both channel counts
  bool count_include_pad = true;       ///< average pooling: divide by the whole window at the border, too
};

/// Cross-correlation as in every deep-learning library: x [C, H, W, N], w [K, C / groups, h, w] → [K, H', W',
/// N] with H' = (H + 2·pad_h − dilation_h·(h − 1) − 1) / stride_h + 1.
Value conv2d(Value x, Value w, const Window& window = {});
/// x [C, L, N], w [K, C / groups, l] → [K, L', N]; the window's *_w fields apply.
Value conv1d(Value x, Value w, const Window& window = {});
/// The adjoint of conv2d by its image: y [K, H', W', N], w [K, C / groups, h, w] → [C, H, W, N] with
/// H = (H' − 1)·stride_h − 2·pad_h + dilation_h·(h − 1) + 1 + extra_h (what PyTorch calls output_padding, <
/// stride).
Value conv_transpose2d(Value y, Value w, const Window& window = {}, int extra_h = 0, int extra_w = 0);

/// Windows k_h × k_w; a stride of 0 means the window's own size. The first of equal maxima takes the
/// gradient.
Value max_pool(Value x, int k_h, int k_w, Window window = {.stride_h = 0, .stride_w = 0});
Value avg_pool(Value x, int k_h, int k_w, Window window = {.stride_h = 0, .stride_w = 0});
/// Every pixel becomes factor_h × factor_w equal ones.
Value upsample_nearest(Value x, int factor_h, int factor_w);

/// What the ints of a convolution or pooling node say: the window and the sizes the shapes alone leave open.
struct WindowSizes {
  Window window;
  int in_h, in_w, k_h, k_w;

  std::vector<std::int32_t> ints() const;
  static WindowSizes of(const Node& node);
  int out_h() const;
  int out_w() const;
};

/// Vector-Jacobian products of this family's ops, in operand order.
std::vector<Value> window_rule(const Node& node, std::span<const Value> args, Value y, Value g);

}  // namespace losscape
