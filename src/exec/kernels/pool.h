// SPDX-License-Identifier: Apache-2.0
// Pooling, with its gradients.
//
//   x, dx  [channels, in_h, in_w, batch]
//   y, g   [channels, out_h, out_w, batch]
//
// The batch is the last axis and lanes run over it; its rows are ld_batch floats apart on both sides. Lanes
// beyond the batch hold anything, NaN included, and never reach a result. When ld_batch >= round_up(batch, 4)
// they are overwritten in outputs; otherwise nothing beyond the batch is. Up to 3 floats past an array's end
// must be readable. Outputs must not overlap inputs. One dimension: in_h = k_h = 1.
#pragma once

namespace losscape {

struct Pool2d {
  int batch = 1, ld_batch = 1;
  int channels = 1, in_h = 1, in_w = 1;
  int k_h = 1, k_w = 1;
  int stride_h = 1, stride_w = 1;
  int pad_h = 0, pad_w = 0;       // on each side, less than the kernel, so that every window meets the input
  bool count_include_pad = true;  // average: divide by k_h · k_w even where the window leaves the input

  int out_h() const noexcept { return (in_h + 2 * pad_h - k_h) / stride_h + 1; }
  int out_w() const noexcept { return (in_w + 2 * pad_w - k_w) / stride_w + 1; }
};

// y = largest element of each window; padding never wins. A NaN in the window is the result.
void max_pool(const Pool2d& pool, const float* x, float* y) noexcept;

// Gradient of max_pool with respect to x: dx = g added at the window's maximum, zero elsewhere. The first
// maximum in row-major order wins ties, and the first NaN wins over numbers, as for the value.
void max_pool_scatter(const Pool2d& pool, const float* x, const float* g, float* dx) noexcept;

// y = v at the position of each window's maximum of x; v is shaped like x. The adjoint of max_pool_scatter in
// g.
void max_pool_gather(const Pool2d& pool, const float* x, const float* v, float* y) noexcept;

// y = mean of each window.
void avg_pool(const Pool2d& pool, const float* x, float* y) noexcept;

// dx = g spread evenly over each window.
void avg_pool_gradient(const Pool2d& pool, const float* g, float* dx) noexcept;

}  // namespace losscape
