// SPDX-License-Identifier: Apache-2.0
// Pieces of the losses over images [H, W, N] and signals. Filters and transforms are matrices applied along
// each axis, so that sizes, borders and derivatives need no code of their own.
#pragma once

#include <cmath>

#include "losses/pieces.h"

namespace losscape::image {

inline constexpr std::initializer_list<LossInput> kImages = {
    {"prediction", Role::Prediction, Domain::Real, "HWN"}, {"target", Role::Target, Domain::Real, "HWN"}};

/// a·X·bᵀ of every image: x [H, W, N], a [H', H], b [W', W] → [W', H', N], width first.
inline Value both_ways(Value a, Value b, Value x) {
  const int w = x.shape()[1], n = x.shape()[2], h = a.shape()[0];
  const Value down = reshape(matmul(a, reshape(x, Shape{x.shape()[0], w * n})), Shape{h, w, n});
  const int order[] = {1, 0, 2};
  const Value across = matmul(b, reshape(transpose(down, order), Shape{w, h * n}));
  return reshape(across, Shape{b.shape()[0], h, n});
}

/// A filter along an axis of extent `in`: 2·half + 1 Gaussian weights that sum to 1. With `valid` only where
/// they all fit, [in − 2·half, in]; else zeros surround the image, [in, in].
inline Value gaussian(Graph& g, int in, int half, Value sigma, bool valid) {
  const int out = valid ? in - 2 * half : in;
  const Value off = iota(g, 2, 1, in) - iota(g, 2, 0, out) - (valid ? half : 0);
  const auto bell = [&](Value d) { return exp(-0.5 * square(d / sigma)); };
  return where(less_equal(abs(off), half), bell(off) / scalar(sum(bell(iota(g, 1, 0, 2 * half + 1) - half))),
               0.0);
}

/// The sum of each element and its two neighbours along an axis; zeros beyond the border.
inline Value sum_of_three(Value v, int axis) {
  const int n = v.shape()[axis];
  if (n == 1) return v;
  return v + pad(slice(v, axis, 0, n - 1), axis, 1, 0) + pad(slice(v, axis, 1, n - 1), axis, 0, 1);
}

/// v[i + step] − v[i] along an axis.
inline Value step_along(Value v, int axis, int step = 1) {
  const int n = v.shape()[axis];
  return slice(v, axis, step, n - step) - slice(v, axis, 0, n - step);
}

/// The mean over each image: [.., .., N] → [1, N].
inline Value per_image(Value v) { return reshape(mean(v, {0, 1}), Shape{1, v.shape()[2]}); }

}  // namespace losscape::image
