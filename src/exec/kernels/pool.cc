// SPDX-License-Identifier: Apache-2.0
#include "exec/kernels/pool.h"

#include <algorithm>
#include <cstddef>

#include "simd.h"

namespace losscape {
namespace {

using std::ptrdiff_t;

// The part of one window that lies inside the input.
struct Window {
  ptrdiff_t input;   // offset of its first pixel
  ptrdiff_t output;  // offset of the output pixel
  int rows, columns;
};

template <class Visit>
LOSSCAPE_INLINE void for_each_window(const Pool2d& pool, Visit&& visit) {
  const ptrdiff_t ld = pool.ld_batch;
  const int out_h = pool.out_h(), out_w = pool.out_w();
  Window win{};
  for (int c = 0; c < pool.channels; ++c) {
    for (int oy = 0; oy < out_h; ++oy) {
      const int top = oy * pool.stride_h - pool.pad_h;
      const int y0 = std::max(top, 0);
      win.rows = std::min(top + pool.k_h, pool.in_h) - y0;
      for (int ox = 0; ox < out_w; ++ox, win.output += ld) {
        const int left = ox * pool.stride_w - pool.pad_w;
        const int x0 = std::max(left, 0);
        win.columns = std::min(left + pool.k_w, pool.in_w) - x0;
        win.input = ((static_cast<ptrdiff_t>(c) * pool.in_h + y0) * pool.in_w + x0) * ld;
        visit(win);
      }
    }
  }
}

// Calls visit(offset) for the window's pixels in row-major order.
template <class Visit>
LOSSCAPE_INLINE void for_each_pixel(const Pool2d& pool, const Window& win, Visit&& visit) {
  const ptrdiff_t row_step = static_cast<ptrdiff_t>(pool.in_w) * pool.ld_batch;
  ptrdiff_t row = win.input;
  for (int y = 0; y < win.rows; ++y, row += row_step)
    for (int x = 0; x < win.columns; ++x) visit(row + static_cast<ptrdiff_t>(x) * pool.ld_batch);
}

// The lanes of one batch row: which may be written.
struct Row {
  int batch;
  bool whole;

  Row(int batch, int ld) : batch(batch), whole(ld >= (batch + 3) / 4 * 4) {}
  LOSSCAPE_INLINE void store_lanes(float* row, int b, f32x4 value) const {
    if (whole || batch - b >= 4)
      store(row + b, value);
    else
      store_partial(row + b, value, batch - b);
  }
};

void clear(const Row& row, ptrdiff_t rows, int ld, float* values) {
  for (ptrdiff_t i = 0; i < rows; ++i, values += ld)
    for (int b = 0; b < row.batch; b += 4) row.store_lanes(values, b, splat(0.0f));
}

// Lanes where `value` takes over from `best`: it is larger, or it is the first NaN.
LOSSCAPE_INLINE i32x4 beats(f32x4 value, f32x4 best) { return ~(value <= best) & (best == best); }

LOSSCAPE_INLINE f32x4 divisor(const Pool2d& pool, const Window& win) {
  return splat(static_cast<float>(pool.count_include_pad ? pool.k_h * pool.k_w : win.rows * win.columns));
}

}  // namespace

void max_pool(const Pool2d& pool, const float* x, float* y) noexcept {
  const Row row(pool.batch, pool.ld_batch);
  for_each_window(pool, [&](const Window& win) {
    for (int b = 0; b < pool.batch; b += 4) {
      f32x4 best = load(x + win.input + b);
      for_each_pixel(pool, win, [&](ptrdiff_t at) {
        const f32x4 value = load(x + at + b);
        best = select(beats(value, best), value, best);
      });
      row.store_lanes(y + win.output, b, best);
    }
  });
}

void max_pool_scatter(const Pool2d& pool, const float* x, const float* g, float* dx) noexcept {
  const Row row(pool.batch, pool.ld_batch);
  clear(row, static_cast<ptrdiff_t>(pool.channels) * pool.in_h * pool.in_w, pool.ld_batch, dx);
  for_each_window(pool, [&](const Window& win) {
    for (int b = 0; b < pool.batch; b += 4) {
      f32x4 best = load(x + win.input + b);
      i32x4 winner = splat_int(0), position = splat_int(0);
      for_each_pixel(pool, win, [&](ptrdiff_t at) {
        const f32x4 value = load(x + at + b);
        const i32x4 taken = beats(value, best);
        best = select(taken, value, best);
        winner = select(taken, position, winner);
        position += splat_int(1);
      });
      const f32x4 gradient = load(g + win.output + b);
      position = splat_int(0);
      for_each_pixel(pool, win, [&](ptrdiff_t at) {
        const f32x4 share = float_from_bits(bits_of(gradient) & (position == winner));
        row.store_lanes(dx + at, b, load(dx + at + b) + share);
        position += splat_int(1);
      });
    }
  });
}

void max_pool_gather(const Pool2d& pool, const float* x, const float* v, float* y) noexcept {
  const Row row(pool.batch, pool.ld_batch);
  for_each_window(pool, [&](const Window& win) {
    for (int b = 0; b < pool.batch; b += 4) {
      f32x4 best = load(x + win.input + b), picked = load(v + win.input + b);
      for_each_pixel(pool, win, [&](ptrdiff_t at) {
        const f32x4 value = load(x + at + b);
        const i32x4 taken = beats(value, best);
        best = select(taken, value, best);
        picked = select(taken, load(v + at + b), picked);
      });
      row.store_lanes(y + win.output, b, picked);
    }
  });
}

void avg_pool(const Pool2d& pool, const float* x, float* y) noexcept {
  const Row row(pool.batch, pool.ld_batch);
  for_each_window(pool, [&](const Window& win) {
    for (int b = 0; b < pool.batch; b += 4) {
      f32x4 sum = splat(0.0f);
      for_each_pixel(pool, win, [&](ptrdiff_t at) { sum += load(x + at + b); });
      row.store_lanes(y + win.output, b, sum / divisor(pool, win));
    }
  });
}

void avg_pool_gradient(const Pool2d& pool, const float* g, float* dx) noexcept {
  const Row row(pool.batch, pool.ld_batch);
  clear(row, static_cast<ptrdiff_t>(pool.channels) * pool.in_h * pool.in_w, pool.ld_batch, dx);
  for_each_window(pool, [&](const Window& win) {
    for (int b = 0; b < pool.batch; b += 4) {
      const f32x4 share = load(g + win.output + b) / divisor(pool, win);
      for_each_pixel(pool, win,
                     [&](ptrdiff_t at) { row.store_lanes(dx + at, b, load(dx + at + b) + share); });
    }
  });
}

}  // namespace losscape
