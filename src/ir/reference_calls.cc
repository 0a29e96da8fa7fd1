// SPDX-License-Identifier: Apache-2.0
#include "ir/reference_calls.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ir/chance.h"
#include "ir/dense.h"
#include "ir/windows.h"

namespace losscape {

namespace {

// ---- along an axis ----------------------------------------------------------------------------------

// Calls f(position of element 0, distance between elements) for every line of a shape along an axis.
template <class F>
void for_each_line(const Shape& shape, int axis, F f) {
  Shape lines = shape;
  lines[axis] = 1;
  std::int64_t step = 1;
  for (int i = shape.rank - 1; i > axis; --i) step *= shape[i];
  if (shape.size() == 0) return;
  for_each_index(lines, [&](size_t, const Index& at) { f(position(shape, at), static_cast<size_t>(step)); });
}

Tensor running_sum(const Node& n, const Tensor& a) {
  Tensor out(a.size());
  const size_t extent = static_cast<size_t>(n.shape[n.ints[0]]);
  for_each_line(n.shape, n.ints[0], [&](size_t first, size_t step) {
    double total = 0;
    for (size_t k = 0; k < extent; ++k) {
      const size_t i = first + step * (n.ints[1] ? extent - 1 - k : k);
      out[i] = total += a[i];
    }
  });
  return out;
}

Tensor order(const Node& n, const Tensor& a) {
  Tensor out(a.size());
  const size_t extent = static_cast<size_t>(n.shape[n.ints[0]]);
  for_each_line(n.shape, n.ints[0], [&](size_t first, size_t step) {
    std::vector<size_t> by(extent);
    std::iota(by.begin(), by.end(), size_t{0});
    const auto less = [](double x, double y) { return std::isnan(y) ? !std::isnan(x) : x < y; };
    std::sort(by.begin(), by.end(), [&](size_t p, size_t q) {
      double x = a[first + p * step], y = a[first + q * step];
      if (n.ints[1]) std::swap(x, y);
      return less(x, y) || (!less(y, x) && p < q);
    });
    for (size_t k = 0; k < extent; ++k) out[first + k * step] = static_cast<double>(by[k]);
  });
  return out;
}

bool selects(double index, int extent) { return index > -1 && index < extent; }

Tensor taken(const Node& n, const ReferenceArg& a, const ReferenceArg& index) {
  Tensor out(static_cast<size_t>(n.shape.size()));
  for_each_index(n.shape, [&](size_t i, Index at) {
    const double k = (*index.values)[position(*index.shape, at)];
    if (!selects(k, (*a.shape)[n.ints[0]])) return;
    at[static_cast<size_t>(n.ints[0])] = static_cast<int>(k);
    out[i] = (*a.values)[position(*a.shape, at)];
  });
  return out;
}

Tensor scattered(const Node& n, const ReferenceArg& values, const ReferenceArg& index) {
  Tensor out(static_cast<size_t>(n.shape.size()));
  for_each_index(*values.shape, [&](size_t i, Index at) {
    const double k = (*index.values)[position(*index.shape, at)];
    if (!selects(k, n.shape[n.ints[0]])) return;
    at[static_cast<size_t>(n.ints[0])] = static_cast<int>(k);
    out[position(n.shape, at)] += (*values.values)[i];
  });
  return out;
}

// ---- windows ----------------------------------------------------------------------------------------

// Calls f(x index, w index, y index) for every product a convolution adds up.
template <class F>
void for_each_product(const Shape& x, const Shape& w, const Shape& y, const WindowSizes& s, F f) {
  const int in = w[1], out_per_group = y[0] / s.window.groups;
  for_each_index(y, [&](size_t at_y, const Index& o) {
    for (int c = 0; c < in; ++c) {
      for (int i = 0; i < w[2]; ++i) {
        for (int j = 0; j < w[3]; ++j) {
          const int row = o[1] * s.window.stride_h - s.window.pad_h + i * s.window.dilation_h;
          const int column = o[2] * s.window.stride_w - s.window.pad_w + j * s.window.dilation_w;
          if (row < 0 || row >= x[1] || column < 0 || column >= x[2]) continue;
          const Index from{o[0] / out_per_group * in + c, row, column, o[3]}, kernel{o[0], c, i, j};
          f(position(x, from), position(w, kernel), at_y);
        }
      }
    }
  });
}

Tensor convolved(const Node& n, const ReferenceArg& a, const ReferenceArg& b) {
  Tensor out(static_cast<size_t>(n.shape.size()));
  const WindowSizes s = WindowSizes::of(n);
  const Tensor &p = *a.values, &q = *b.values;
  if (n.op == Op::conv2d)
    for_each_product(*a.shape, *b.shape, n.shape, s,
                     [&](size_t x, size_t w, size_t y) { out[y] += p[x] * q[w]; });
  else if (n.op == Op::conv2d_input)
    for_each_product(n.shape, *b.shape, *a.shape, s,
                     [&](size_t x, size_t w, size_t y) { out[x] += p[y] * q[w]; });
  else
    for_each_product(*a.shape, n.shape, *b.shape, s,
                     [&](size_t x, size_t w, size_t y) { out[w] += p[x] * q[y]; });
  return out;
}

// Calls f(y position, positions in x of its window).
template <class F>
void for_each_window(const Shape& x, const Shape& y, const WindowSizes& s, F f) {
  for_each_index(y, [&](size_t at_y, const Index& o) {
    std::vector<size_t> inside;
    for (int i = 0; i < s.k_h; ++i) {
      for (int j = 0; j < s.k_w; ++j) {
        const int row = o[1] * s.window.stride_h - s.window.pad_h + i;
        const int column = o[2] * s.window.stride_w - s.window.pad_w + j;
        if (row >= 0 && row < x[1] && column >= 0 && column < x[2])
          inside.push_back(position(x, {o[0], row, column, o[3]}));
      }
    }
    f(at_y, inside);
  });
}

Tensor pooled(const Node& n, const std::vector<ReferenceArg>& args) {
  Tensor out(static_cast<size_t>(n.shape.size()));
  const WindowSizes s = WindowSizes::of(n);
  const Tensor& a = *args[0].values;
  const bool spread = n.op == Op::avg_pool_spread, scatter = n.op == Op::max_pool_scatter;
  const Shape &x = spread ? n.shape : *args[0].shape, &y = spread    ? *args[0].shape
                                                           : scatter ? *args[1].shape
                                                                     : n.shape;
  for_each_window(x, y, s, [&](size_t at, const std::vector<size_t>& inside) {
    const double count = s.window.count_include_pad ? s.k_h * s.k_w : static_cast<double>(inside.size());
    if (n.op == Op::avg_pool) {
      for (size_t i : inside) out[at] += a[i] / count;
    } else if (spread) {
      for (size_t i : inside) out[i] += a[at] / count;
    } else {
      size_t best = inside[0];
      for (size_t i : inside) {
        if (!std::isnan(a[best]) && (a[i] > a[best] || std::isnan(a[i]))) best = i;
      }
      if (scatter)
        out[best] += (*args[1].values)[at];
      else
        out[at] = n.op == Op::max_pool ? a[best] : (*args[1].values)[best];
    }
  });
  return out;
}

// ---- dense ------------------------------------------------------------------------------------------

Tensor symmetric(const Tensor& a, size_t n) {
  Tensor out(n * n);
  for (size_t i = 0; i < n; ++i) {
    for (size_t j = 0; j < n; ++j) out[i * n + j] = 0.5 * (a[i * n + j] + a[j * n + i]);
  }
  return out;
}

Tensor solved(Tensor a, Tensor b, int n) {
  small_dense::solve(a.data(), b.data(), n, static_cast<int>(b.size()) / n);
  return b;
}

Tensor factored(Tensor a, int n) {
  small_dense::cholesky(a.data(), n);
  return a;
}

Tensor decomposed(Tensor a, size_t n) {
  Tensor out((n + 1) * n);
  small_dense::eigh(a.data(), out.data() + n, static_cast<int>(n));
  for (size_t i = 0; i < n; ++i) out[i] = a[i * n + i];
  return out;
}

Tensor drawn(const Node& n, const Tensor& key) {
  std::array<float, 8> words{};
  std::copy(key.begin(), key.end(), words.begin());
  std::vector<float> out(static_cast<size_t>(n.shape.size()));
  draw(n.ints, words, out);
  return {out.begin(), out.end()};
}

}  // namespace

Tensor reference_call(const Node& n, const std::vector<ReferenceArg>& args) {
  const Tensor& a = *args[0].values;
  switch (n.op) {
    case Op::cumsum:
      return running_sum(n, a);
    case Op::argsort:
      return order(n, a);
    case Op::take_along:
      return taken(n, args[0], args[1]);
    case Op::scatter_add:
      return scattered(n, args[0], args[1]);
    case Op::random:
      return drawn(n, a);
    case Op::conv2d:
    case Op::conv2d_input:
    case Op::conv2d_weight:
      return convolved(n, args[0], args[1]);
    case Op::solve:
      return solved(a, *args[1].values, (*args[0].shape)[0]);
    case Op::cholesky:
      return factored(symmetric(a, static_cast<size_t>(n.shape[0])), n.shape[0]);
    case Op::eigh:
      return decomposed(symmetric(a, static_cast<size_t>(n.shape[1])), static_cast<size_t>(n.shape[1]));
    default:
      return pooled(n, args);
  }
}

}  // namespace losscape
