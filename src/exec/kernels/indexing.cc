// SPDX-License-Identifier: Apache-2.0
// Running sums, orders, gathers and scatters along one axis, and random numbers. Elements are visited in a
// fixed order, so sums have the same bits on every target.
#include <algorithm>

#include "exec/kernels/calls.h"
#include "exec/layout.h"
#include "ir/chance.h"

namespace losscape {

namespace {

using Strides = std::array<std::int64_t, kMaxRank>;

// Calls f(offsets of one element in up to three values) for every element of a shape, in row-major order.
template <size_t N, class F>
void walk(const Shape& shape, const std::array<Strides, N>& strides, F f) noexcept {
  if (shape.size() == 0) return;
  std::array<std::int32_t, kMaxRank> at{};
  std::array<std::int64_t, N> offset{};
  for (;;) {
    f(offset);
    int axis = shape.rank - 1;
    for (; axis >= 0; --axis) {
      const size_t a = static_cast<size_t>(axis);
      for (size_t k = 0; k < N; ++k) offset[k] += strides[k][a];
      if (++at[a] < shape[axis]) break;
      for (size_t k = 0; k < N; ++k) offset[k] -= strides[k][a] * shape[axis];
      at[a] = 0;
    }
    if (axis < 0) return;
  }
}

Shape without(Shape shape, int axis) {
  shape[axis] = 1;
  return shape;
}

bool selects(float index, int extent) noexcept { return index > -1.0F && index < static_cast<float>(extent); }

// Rows of samples are summed side by side when the axis is not the last.
void cumsum_run(const Call& c, float* m) noexcept {
  const int axis = c.ints[0], extent = c.to.shape[axis];
  const Strides from = strides_of(c.args[0], c.to.shape), to = strides_of(c.to, c.to.shape);
  const std::int64_t from_step = from[static_cast<size_t>(axis)], to_step = to[static_cast<size_t>(axis)];
  const bool back = c.ints[1] != 0;
  walk<2>(without(c.to.shape, axis), {from, to}, [&](const auto& o) {
    const float* a = m + c.args[0].offset + o[0] + (back ? (extent - 1) * from_step : 0);
    float* y = m + c.to.offset + o[1] + (back ? (extent - 1) * to_step : 0);
    float total = 0;
    for (int k = 0; k < extent; ++k) {
      *y = total += *a;
      a += back ? -from_step : from_step;
      y += back ? -to_step : to_step;
    }
  });
}

// Merge sort from the bottom up: stable, and no memory but two runs of indices in scratch.
void argsort_run(const Call& c, float* m) noexcept {
  const int axis = c.ints[0], n = c.to.shape[axis];
  const bool descending = c.ints[1] != 0;
  const Strides from = strides_of(c.args[0], c.to.shape), to = strides_of(c.to, c.to.shape);
  const std::int64_t from_step = from[static_cast<size_t>(axis)], to_step = to[static_cast<size_t>(axis)];
  walk<2>(without(c.to.shape, axis), {from, to}, [&](const auto& o) {
    const float* a = m + c.args[0].offset + o[0];
    const auto before = [&](float i, float j) {  // is a[j] to come before a[i]?
      const float x = a[static_cast<std::int64_t>(i) * from_step],
                  y = a[static_cast<std::int64_t>(j) * from_step];
      const bool less_y = x != x ? y == y : y < x, less_x = y != y ? x == x : x < y;
      return descending ? less_x : less_y;
    };
    float *run = m + c.scratch, *next = run + n;
    for (int i = 0; i < n; ++i) run[i] = static_cast<float>(i);
    for (int width = 1; width < n; width *= 2) {
      for (int start = 0; start < n; start += 2 * width) {
        const int middle = std::min(start + width, n), end = std::min(start + 2 * width, n);
        int i = start, j = middle;
        for (int k = start; k < end; ++k) {
          const bool right = i == middle || (j < end && before(run[i], run[j]));
          next[k] = right ? run[j++] : run[i++];
        }
      }
      std::swap(run, next);
    }
    float* y = m + c.to.offset + o[1];
    for (int i = 0; i < n; ++i) y[i * to_step] = run[i];
  });
}

size_t argsort_scratch(const Graph&, const Node& n) { return 2 * static_cast<size_t>(n.shape[n.ints[0]]); }

void take_along_run(const Call& c, float* m) noexcept {
  const size_t axis = static_cast<size_t>(c.ints[0]);
  const Place &a = c.args[0], &index = c.args[1];
  Strides from = strides_of(a, c.to.shape);
  const std::int64_t step = c.ints[0] == a.shape.rank - 1 ? 1 : strides_of(a, a.shape)[axis];
  from[axis] = 0;
  const int extent = a.shape[c.ints[0]];
  walk<3>(c.to.shape, {from, strides_of(index, c.to.shape), strides_of(c.to, c.to.shape)},
          [&](const auto& o) {
            const float k = m[index.offset + o[1]];
            m[c.to.offset + o[2]] =
                selects(k, extent) ? m[a.offset + o[0] + static_cast<std::int64_t>(k) * step] : 0.0F;
          });
}

void scatter_add_run(const Call& c, float* m) noexcept {
  const size_t axis = static_cast<size_t>(c.ints[0]);
  const Place &values = c.args[0], &index = c.args[1];
  const Shape& shape = values.shape;
  Strides to = strides_of(c.to, shape);
  const std::int64_t step = c.ints[0] == c.to.shape.rank - 1 ? 1 : strides_of(c.to, c.to.shape)[axis];
  to[axis] = 0;
  const int extent = c.to.shape[c.ints[0]];
  std::fill_n(m + c.to.offset, c.to.shape.rows() * c.to.row_stride, 0.0F);
  walk<3>(shape, {strides_of(values, shape), strides_of(index, shape), to}, [&](const auto& o) {
    const float k = m[index.offset + o[1]];
    if (selects(k, extent))
      m[c.to.offset + o[2] + static_cast<std::int64_t>(k) * step] += m[values.offset + o[0]];
  });
}

void random_run(const Call& c, float* m) noexcept {
  const std::span<const float, 8> key(m + c.args[0].offset, 8);
  const size_t count = static_cast<size_t>(c.to.shape.size());
  draw(c.ints, key, {m + c.to.offset, count});
}

}  // namespace

const CallKernel kCumsum{cumsum_run};
const CallKernel kArgsort{argsort_run, {CallForm::Any, CallForm::Any}, CallForm::Rows, argsort_scratch};
const CallKernel kTakeAlong{take_along_run};
const CallKernel kScatterAdd{scatter_add_run};
const CallKernel kRandom{random_run, {CallForm::Tight, CallForm::Any}, CallForm::Tight};

}  // namespace losscape
