// SPDX-License-Identifier: Apache-2.0
// The forward pass and the input gradient are one loop: every destination pixel gathers from a list of taps,
// (source offset, weight offset) pairs. Neighbouring pixels that see the whole kernel share a list, so the
// inner loop is flat, has no bounds to test and is the matrix product's: four channels × eight samples in
// registers. The weight gradient keeps its sums in lanes over the batch and adds the lanes up at the end.
#include "exec/kernels/conv.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "simd.h"

namespace losscape {
namespace {

using std::ptrdiff_t;

constexpr int kBlockChannels = 4;

constexpr int round_up(int value, int step) { return (value + step - 1) / step * step; }

// ---- gathering: forward pass and input gradient

// One axis seen from the destination: which source coordinate each tap of the kernel reads.
struct Axis {
  int source, destination, kernel;
  int stride, pad, dilation;
  bool transposed;  // the input gradient: source is y, destination is x

  // Destinations this far apart read through the same taps, sources source_step() apart.
  int destination_step() const { return transposed ? stride : 1; }
  int source_step() const { return transposed ? 1 : stride; }
};

struct AxisTap {
  std::int32_t kernel, source;
};

struct Tap {
  std::int32_t source, weight;  // floats from the pixel's group, from the block's weights
};

// Lists the taps that hit the source for destination d, and returns how many. run: how many destinations, one
// destination_step() apart and starting here, have this list shifted by source_step().
int list_taps(const Axis& axis, int d, AxisTap* taps, int* run) {
  int count = 0, highest = -1;
  bool clipped = false;
  for (int k = 0; k < axis.kernel; ++k) {
    int at =
        axis.transposed ? d + axis.pad - k * axis.dilation : d * axis.stride - axis.pad + k * axis.dilation;
    if (axis.transposed) {
      if (at % axis.stride != 0) continue;
      at /= axis.stride;
    }
    if (at < 0 || at >= axis.source) {
      clipped = true;
      continue;
    }
    taps[count++] = {k, at};
    highest = std::max(highest, at);
  }
  const int left = (axis.destination - 1 - d) / axis.destination_step() + 1;
  *run = clipped      ? 1
         : count == 0 ? left
                      : std::min(left, (axis.source - 1 - highest) / axis.source_step() + 1);
  return count;
}

// Pixels of one destination row that share their taps, for up to kBlockChannels channels.
struct Strip {
  const Tap* taps;
  int count;
  const float* source;
  ptrdiff_t source_step;  // from one pixel to the next
  const float* weights;   // [tap][kBlockChannels]
  float* destination;
  ptrdiff_t destination_step;
  ptrdiff_t plane;  // from one destination channel to the next
  int pixels, batch;
  bool whole;  // lanes beyond the batch may be written
};

// Of the last vector `last` lanes are written.
template <int kChannels, int kVectors>
LOSSCAPE_INLINE void tile(const Tap* taps, int count, const float* source, const float* weights,
                          float* destination, ptrdiff_t plane, bool add, int last) {
  f32x4 sum[kChannels][kVectors];
  for (int c = 0; c < kChannels; ++c)
    for (int v = 0; v < kVectors; ++v) sum[c][v] = splat(0.0f);
  for (int t = 0; t < count; ++t) {
    const float* const from = source + taps[t].source;
    const float* const weight = weights + taps[t].weight;
    f32x4 value[kVectors];
    for (int v = 0; v < kVectors; ++v) value[v] = load(from + 4 * v);
    for (int c = 0; c < kChannels; ++c) {
      const f32x4 factor = splat(weight[c]);
      for (int v = 0; v < kVectors; ++v) sum[c][v] += factor * value[v];
    }
  }
  if (add)
    for (int c = 0; c < kChannels; ++c)
      for (int v = 0; v < kVectors; ++v) sum[c][v] = load(destination + c * plane + 4 * v) + sum[c][v];
  for (int c = 0; c < kChannels; ++c, destination += plane) {
    for (int v = 0; v + 1 < kVectors; ++v) store(destination + 4 * v, sum[c][v]);
    if (last == 4)
      store(destination + 4 * (kVectors - 1), sum[c][kVectors - 1]);
    else
      store_partial(destination + 4 * (kVectors - 1), sum[c][kVectors - 1], last);
  }
}

// One pixel's tile, the taps in blocks of kConvBlock.
template <int kChannels, int kVectors>
LOSSCAPE_INLINE void pixel(const Strip& s, const float* source, float* destination, int last) {
  int t = 0;
  do {  // once even without taps, which writes zeros
    tile<kChannels, kVectors>(s.taps + t, std::min(kConvBlock, s.count - t), source, s.weights, destination,
                              s.plane, t > 0, last);
    t += kConvBlock;
  } while (t < s.count);
}

template <int kChannels>
[[gnu::noinline]] void strip(const Strip& s) noexcept {
  const auto last = [&](int b) { return s.whole ? 4 : std::min(4, s.batch - b); };
  const float* source = s.source;
  float* destination = s.destination;
  for (int i = 0; i < s.pixels; ++i, source += s.source_step, destination += s.destination_step) {
    int b = 0;
    // Few channels need more samples to keep the adder busy: a sum waits three cycles for its predecessor.
    if constexpr (kChannels <= 2)
      for (; b + 12 < s.batch; b += 16) pixel<kChannels, 4>(s, source + b, destination + b, last(b + 12));
    for (; b + 4 < s.batch; b += 8) pixel<kChannels, 2>(s, source + b, destination + b, last(b + 4));
    if (b < s.batch) pixel<kChannels, 1>(s, source + b, destination + b, last(b));
  }
}

// By number of channels. A table and not a switch: wasm-opt moves a function with one caller into it, and V8
// allocates registers badly, and late, in the giant that results.
constexpr void (*kStrips[])(const Strip&) noexcept = {nullptr, strip<1>, strip<2>, strip<3>, strip<4>};
static_assert(std::size(kStrips) == kBlockChannels + 1);

struct Gather {
  Axis h, w;
  int source_channels, destination_channels;  // of one group
  int groups, batch, ld_batch;
};

// weights: [group][block of destination channels][source channel][k_h][k_w][kBlockChannels]
void gather(const Gather& g, const float* source, const float* weights, float* destination,
            Tap* taps) noexcept {
  const ptrdiff_t source_plane = static_cast<ptrdiff_t>(g.h.source) * g.w.source * g.ld_batch;
  const int kernel = g.h.kernel * g.w.kernel;
  const ptrdiff_t block_weights = static_cast<ptrdiff_t>(g.source_channels) * kernel * kBlockChannels;
  AxisTap* const rows = reinterpret_cast<AxisTap*>(taps + g.source_channels * kernel);
  AxisTap* const columns = rows + g.h.kernel;
  Strip s{};
  s.taps = taps;
  s.plane = static_cast<ptrdiff_t>(g.h.destination) * g.w.destination * g.ld_batch;
  s.source_step = static_cast<ptrdiff_t>(g.w.source_step()) * g.ld_batch;
  s.destination_step = static_cast<ptrdiff_t>(g.w.destination_step()) * g.ld_batch;
  s.batch = g.batch;
  s.whole = g.ld_batch >= round_up(g.batch, 4);

  const auto one_run = [&](int row, int row_count, int column) {
    const int column_count = list_taps(g.w, column, columns, &s.pixels);
    s.count = 0;
    for (int c = 0; c < g.source_channels; ++c)
      for (int y = 0; y < row_count; ++y)
        for (int x = 0; x < column_count; ++x)
          taps[s.count++] = {
              ((c * g.h.source + rows[y].source) * g.w.source + columns[x].source) * g.ld_batch,
              ((c * g.h.kernel + rows[y].kernel) * g.w.kernel + columns[x].kernel) * kBlockChannels};
    s.source = source;
    s.weights = weights;
    s.destination = destination + (static_cast<ptrdiff_t>(row) * g.w.destination + column) * g.ld_batch;
    for (int group = 0; group < g.groups; ++group, s.source += g.source_channels * source_plane) {
      for (int c = 0; c < g.destination_channels; c += kBlockChannels) {
        const int channels = std::min(kBlockChannels, g.destination_channels - c);
        kStrips[channels](s);
        s.weights += block_weights;
        s.destination += channels * s.plane;
      }
    }
  };

  for (int row = 0; row < g.h.destination; ++row) {
    int unused;
    const int row_count = list_taps(g.h, row, rows, &unused);
    const int step = g.w.destination_step();
    for (int first = 0; first < std::min(step, g.w.destination); ++first)
      for (int column = first; column < g.w.destination; column += s.pixels * step)
        one_run(row, row_count, column);
  }
}

// Weights of one pass in gather's order; lanes beyond the last channel are not written and not read.
template <bool kTransposed>
void pack_weights(const Conv2d& conv, const float* w, float* packed) noexcept {
  const int kernel = conv.k_h * conv.k_w;
  const int inputs = conv.in_channels / conv.groups, outputs = conv.out_channels / conv.groups;
  const int sources = kTransposed ? outputs : inputs, destinations = kTransposed ? inputs : outputs;
  for (int group = 0; group < conv.groups; ++group, w += static_cast<ptrdiff_t>(outputs) * inputs * kernel) {
    for (int d = 0; d < destinations; d += kBlockChannels) {
      const int channels = std::min(kBlockChannels, destinations - d);
      for (int s = 0; s < sources; ++s) {
        for (int k = 0; k < kernel; ++k, packed += kBlockChannels) {
          for (int c = 0; c < channels; ++c) {
            const int output = kTransposed ? s : d + c, input = kTransposed ? d + c : s;
            packed[c] = w[(static_cast<ptrdiff_t>(output) * inputs + input) * kernel + k];
          }
        }
      }
    }
  }
}

std::size_t packed_floats(const Conv2d& conv, int sources, int destinations) {
  return static_cast<std::size_t>(conv.groups) * round_up(destinations, kBlockChannels) * sources * conv.k_h *
         conv.k_w;
}

// ---- weight gradient

// Output rows [y0, y1) and columns [x0, x1) whose tap lands inside the input, and where.
struct Window {
  const float* x;   // input at the first output of the window, first input channel of the block
  const float* dy;  // output gradient there, first output channel of the block
  ptrdiff_t x_row, x_pixel, x_plane;
  ptrdiff_t dy_row, dy_pixel, dy_plane;
  int rows, pixels, samples;
};

LOSSCAPE_INLINE f32x4 masked(f32x4 value, i32x4 mask) { return float_from_bits(bits_of(value) & mask); }

// dw[o][i] += Σ dy · x over the window, for kOut × kIn channels; dw_out floats between output channels, dw_in
// between input channels.
template <int kOut, int kIn>
[[gnu::noinline]] void weight_tile(const Window& win, float* dw, ptrdiff_t dw_out, ptrdiff_t dw_in) noexcept {
  f32x4 sum[kOut][kIn];
  for (int o = 0; o < kOut; ++o)
    for (int i = 0; i < kIn; ++i) sum[o][i] = splat(0.0f);
  const i32x4 tail = tail_mask(win.samples % 4);
  for (int row = 0; row < win.rows; ++row) {
    for (int pixel = 0; pixel < win.pixels; ++pixel) {
      const float* x = win.x + row * win.x_row + pixel * win.x_pixel;
      const float* dy = win.dy + row * win.dy_row + pixel * win.dy_pixel;
      int left = win.samples;
      for (; left >= 4; left -= 4, x += 4, dy += 4) {
        f32x4 value[kIn];
        for (int i = 0; i < kIn; ++i) value[i] = load(x + i * win.x_plane);
        for (int o = 0; o < kOut; ++o) {
          const f32x4 factor = load(dy + o * win.dy_plane);
          for (int i = 0; i < kIn; ++i) sum[o][i] += factor * value[i];
        }
      }
      if (left > 0) {  // both sides are masked: zero times a NaN from the padding is a NaN
        f32x4 value[kIn];
        for (int i = 0; i < kIn; ++i) value[i] = masked(load(x + i * win.x_plane), tail);
        for (int o = 0; o < kOut; ++o) {
          const f32x4 factor = masked(load(dy + o * win.dy_plane), tail);
          for (int i = 0; i < kIn; ++i) sum[o][i] += factor * value[i];
        }
      }
    }
  }
  for (int o = 0; o < kOut; ++o)
    for (int i = 0; i < kIn; ++i) dw[o * dw_out + i * dw_in] += hsum(sum[o][i]);
}

// By number of output channels (1 to 4, then 8) and input channels; a table for kStrips' reason.
using WeightTile = void (*)(const Window&, float*, ptrdiff_t, ptrdiff_t) noexcept;
constexpr int kWide = kBlockChannels + 1;
constexpr WeightTile kWeightTiles[][3] = {{},
                                          {nullptr, weight_tile<1, 1>, weight_tile<1, 2>},
                                          {nullptr, weight_tile<2, 1>, weight_tile<2, 2>},
                                          {nullptr, weight_tile<3, 1>, weight_tile<3, 2>},
                                          {nullptr, weight_tile<4, 1>, weight_tile<4, 2>},
                                          {nullptr, weight_tile<2 * kBlockChannels, 1>, nullptr}};

// All channel pairs of one group for one tap.
void weight_channels(Window win, float* dw, int outputs, int inputs, int kernel) noexcept {
  const ptrdiff_t dw_out = static_cast<ptrdiff_t>(inputs) * kernel, dw_in = kernel;
  const float* const first_x = win.x;
  for (int o = 0; o < outputs;) {
    // With one input channel there is nothing to pair, so twice the output channels share its loads.
    const bool wide = inputs == 1 && outputs - o >= 2 * kBlockChannels;
    const int count = wide ? 2 * kBlockChannels : std::min(kBlockChannels, outputs - o);
    win.x = first_x;
    for (int i = 0; i < inputs; i += 2, win.x += 2 * win.x_plane)
      kWeightTiles[wide ? kWide : count][std::min(2, inputs - i)](win, dw + o * dw_out + i * dw_in, dw_out,
                                                                  dw_in);
    win.dy += count * win.dy_plane;
    o += count;
  }
}

// Outputs [*first, *last) whose tap at `offset` from the window's start lies in [0, size).
void valid_outputs(int outputs, int size, int stride, int offset, int* first, int* last) {
  *first = offset >= 0 ? 0 : std::min(outputs, (-offset + stride - 1) / stride);
  *last = offset >= size ? 0 : std::min(outputs, (size - 1 - offset) / stride + 1);
  *last = std::max(*first, *last);
}

}  // namespace

std::size_t conv2d_scratch_floats(const Conv2d& conv) noexcept {
  const int inputs = conv.in_channels / conv.groups, outputs = conv.out_channels / conv.groups;
  const std::size_t packed =
      std::max(packed_floats(conv, inputs, outputs), packed_floats(conv, outputs, inputs));
  const std::size_t taps = static_cast<std::size_t>(std::max(inputs, outputs)) * conv.k_h * conv.k_w;
  return packed + 2 * (taps + conv.k_h + conv.k_w);
}

void conv2d_forward(const Conv2d& conv, const float* x, const float* w, float* y, float* scratch) noexcept {
  const int inputs = conv.in_channels / conv.groups, outputs = conv.out_channels / conv.groups;
  pack_weights<false>(conv, w, scratch);
  gather({.h = {conv.in_h, conv.out_h(), conv.k_h, conv.stride_h, conv.pad_h, conv.dilation_h, false},
          .w = {conv.in_w, conv.out_w(), conv.k_w, conv.stride_w, conv.pad_w, conv.dilation_w, false},
          .source_channels = inputs,
          .destination_channels = outputs,
          .groups = conv.groups,
          .batch = conv.batch,
          .ld_batch = conv.ld_batch},
         x, scratch, y, reinterpret_cast<Tap*>(scratch + packed_floats(conv, inputs, outputs)));
}

void conv2d_input_gradient(const Conv2d& conv, const float* dy, const float* w, float* dx,
                           float* scratch) noexcept {
  const int inputs = conv.in_channels / conv.groups, outputs = conv.out_channels / conv.groups;
  pack_weights<true>(conv, w, scratch);
  gather({.h = {conv.out_h(), conv.in_h, conv.k_h, conv.stride_h, conv.pad_h, conv.dilation_h, true},
          .w = {conv.out_w(), conv.in_w, conv.k_w, conv.stride_w, conv.pad_w, conv.dilation_w, true},
          .source_channels = outputs,
          .destination_channels = inputs,
          .groups = conv.groups,
          .batch = conv.batch,
          .ld_batch = conv.ld_batch},
         dy, scratch, dx, reinterpret_cast<Tap*>(scratch + packed_floats(conv, outputs, inputs)));
}

void conv2d_weight_gradient(const Conv2d& conv, const float* x, const float* dy, float* dw, float*) noexcept {
  const int inputs = conv.in_channels / conv.groups, outputs = conv.out_channels / conv.groups;
  const int out_h = conv.out_h(), out_w = conv.out_w(), kernel = conv.k_h * conv.k_w;
  const ptrdiff_t ld = conv.ld_batch;
  std::fill_n(dw, static_cast<ptrdiff_t>(conv.out_channels) * inputs * kernel, 0.0f);

  Window win{};
  win.x_row = conv.stride_h * conv.in_w * ld;
  win.x_pixel = conv.stride_w * ld;
  win.x_plane = conv.in_h * conv.in_w * ld;
  win.dy_row = out_w * ld;
  win.dy_pixel = ld;
  win.dy_plane = out_h * out_w * ld;
  // Output pixels that follow each other without padding between them are one long batch.
  const bool joined = conv.stride_w == 1 && conv.ld_batch == conv.batch;
  const int row_vectors = out_w * ((conv.batch + 3) / 4);
  const int block_rows = std::max(1, kConvBlock / row_vectors);

  for (int block = 0; block < out_h; block += block_rows) {
    for (int ky = 0; ky < conv.k_h; ++ky) {
      const int offset_y = ky * conv.dilation_h - conv.pad_h;
      int y0, y1;
      valid_outputs(out_h, conv.in_h, conv.stride_h, offset_y, &y0, &y1);
      y0 = std::max(y0, block);
      y1 = std::min(y1, block + block_rows);
      for (int kx = 0; kx < conv.k_w; ++kx) {
        const int offset_x = kx * conv.dilation_w - conv.pad_w;
        int x0, x1;
        valid_outputs(out_w, conv.in_w, conv.stride_w, offset_x, &x0, &x1);
        if (y0 >= y1 || x0 >= x1) continue;
        win.rows = y1 - y0;
        win.pixels = joined ? 1 : x1 - x0;
        win.samples = joined ? (x1 - x0) * conv.batch : conv.batch;
        for (int group = 0; group < conv.groups; ++group) {
          win.x = x + group * inputs * win.x_plane +
                  ((y0 * conv.stride_h + offset_y) * conv.in_w + x0 * conv.stride_w + offset_x) * ld;
          win.dy = dy + group * outputs * win.dy_plane + (y0 * out_w + x0) * ld;
          weight_channels(win,
                          dw + static_cast<ptrdiff_t>(group) * outputs * inputs * kernel + ky * conv.k_w + kx,
                          outputs, inputs, kernel);
        }
      }
    }
  }
}

}  // namespace losscape
