// SPDX-License-Identifier: Apache-2.0
#include "ir/windows.h"

#include "error.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

int steps(int in, int pad, int dilation, int k, int stride) {
  return (in + 2 * pad - dilation * (k - 1) - 1) / stride + 1;
}

void check(const char* what, const WindowSizes& s) {
  const Window& w = s.window;
  if (w.stride_h < 1 || w.stride_w < 1 || w.dilation_h < 1 || w.dilation_w < 1)
    fail(what, ": strides and dilations must be 1 or more");
  if (w.pad_h < 0 || w.pad_w < 0) fail(what, ": padding must be 0 or more");
  if (s.k_h < 1 || s.k_w < 1) fail(what, ": the window must be at least 1 × 1, got ", s.k_h, " × ", s.k_w);
  const int reach_h = w.dilation_h * (s.k_h - 1) + 1, reach_w = w.dilation_w * (s.k_w - 1) + 1;
  if (s.in_h + 2 * w.pad_h < reach_h || s.in_w + 2 * w.pad_w < reach_w) {
    fail(what, ": a window of ", reach_h, " × ", reach_w, " does not fit an image of ", s.in_h, " × ", s.in_w,
         " with padding ", w.pad_h, " × ", w.pad_w);
  }
}

void check_image(const char* what, Value x) {
  if (x.shape().rank != 4)
    fail(what, " takes images [channels, height, width, samples], got ", to_string(x.shape()));
}

Value convolve(Op op, Value a, Value b, const Shape& shape, const WindowSizes& s) {
  return a.graph()->structural(op, {a.id(), b.id()}, shape, s.ints());
}

Value pooled(Op op, std::vector<int> args, Graph& graph, const Shape& shape, const WindowSizes& s) {
  return graph.structural(op, std::move(args), shape, s.ints());
}

Shape with_extent(Shape shape, int h, int w) {
  shape[1] = h;
  shape[2] = w;
  return shape;
}

Value pool(Op op, const char* what, Value x, int k_h, int k_w, Window window) {
  check_image(what, x);
  if (window.stride_h == 0) window.stride_h = k_h;
  if (window.stride_w == 0) window.stride_w = k_w;
  const WindowSizes s{window, x.shape()[1], x.shape()[2], k_h, k_w};
  check(what, s);
  if (window.groups != 1 || window.dilation_h != 1 || window.dilation_w != 1)
    fail(what, " has neither groups nor dilation");
  if (window.pad_h >= k_h || window.pad_w >= k_w) fail(what, ": padding must be less than the window");
  return pooled(op, {x.id()}, *x.graph(), with_extent(x.shape(), s.out_h(), s.out_w()), s);
}

}  // namespace

std::vector<std::int32_t> WindowSizes::ints() const {
  return {window.stride_h,
          window.stride_w,
          window.pad_h,
          window.pad_w,
          window.dilation_h,
          window.dilation_w,
          window.groups,
          window.count_include_pad,
          in_h,
          in_w,
          k_h,
          k_w};
}

WindowSizes WindowSizes::of(const Node& n) {
  const auto& i = n.ints;
  return {{i[0], i[1], i[2], i[3], i[4], i[5], i[6], i[7] != 0}, i[8], i[9], i[10], i[11]};
}

int WindowSizes::out_h() const { return steps(in_h, window.pad_h, window.dilation_h, k_h, window.stride_h); }
int WindowSizes::out_w() const { return steps(in_w, window.pad_w, window.dilation_w, k_w, window.stride_w); }

Value conv2d(Value x, Value w, const Window& window) {
  check_image("conv2d", x);
  const Shape &image = x.shape(), &kernel = w.shape();
  if (kernel.rank != 4)
    fail("conv2d takes a kernel [out, in / groups, height, width], got ", to_string(kernel));
  const WindowSizes s{window, image[1], image[2], kernel[2], kernel[3]};
  check("conv2d", s);
  if (window.groups < 1 || image[0] % window.groups != 0 || kernel[0] % window.groups != 0)
    fail("conv2d: groups (", window.groups, ") must divide ", image[0], " input and ", kernel[0],
         " output channels");
  if (kernel[1] != image[0] / window.groups)
    fail("conv2d: the kernel has ", kernel[1], " input channels, the image ", image[0], " in ", window.groups,
         " groups");
  return convolve(Op::conv2d, x, w, Shape{kernel[0], s.out_h(), s.out_w(), image[3]}, s);
}

Value conv1d(Value x, Value w, const Window& window) {
  const Shape &in = x.shape(), &k = w.shape();
  if (in.rank != 3 || k.rank != 3)
    fail("conv1d takes [channels, length, samples] and [out, in / groups, length], got ", to_string(in),
         " and ", to_string(k));
  Window flat = window;
  flat.stride_h = flat.dilation_h = 1;
  flat.pad_h = 0;
  const Value y =
      conv2d(reshape(x, Shape{in[0], 1, in[1], in[2]}), reshape(w, Shape{k[0], k[1], 1, k[2]}), flat);
  return reshape(y, Shape{y.shape()[0], y.shape()[2], y.shape()[3]});
}

Value conv_transpose2d(Value y, Value w, const Window& window, int extra_h, int extra_w) {
  check_image("conv_transpose2d", y);
  const Shape &image = y.shape(), &kernel = w.shape();
  if (kernel.rank != 4 || kernel[0] != image[0])
    fail("conv_transpose2d takes a kernel [", image[0], ", out / groups, height, width], got ",
         to_string(kernel));
  if (extra_h < 0 || extra_w < 0 || extra_h >= window.stride_h || extra_w >= window.stride_w)
    fail("conv_transpose2d: extra rows and columns must be less than the stride");
  const auto grown = [](int out, int stride, int pad, int dilation, int k, int extra) {
    return (out - 1) * stride - 2 * pad + dilation * (k - 1) + 1 + extra;
  };
  const WindowSizes s{window,
                      grown(image[1], window.stride_h, window.pad_h, window.dilation_h, kernel[2], extra_h),
                      grown(image[2], window.stride_w, window.pad_w, window.dilation_w, kernel[3], extra_w),
                      kernel[2], kernel[3]};
  check("conv_transpose2d", s);
  return convolve(Op::conv2d_input, y, w, Shape{kernel[1] * window.groups, s.in_h, s.in_w, image[3]}, s);
}

Value max_pool(Value x, int k_h, int k_w, Window window) {
  return pool(Op::max_pool, "max_pool", x, k_h, k_w, window);
}
Value avg_pool(Value x, int k_h, int k_w, Window window) {
  return pool(Op::avg_pool, "avg_pool", x, k_h, k_w, window);
}

Value upsample_nearest(Value x, int factor_h, int factor_w) {
  check_image("upsample_nearest", x);
  if (factor_h < 1 || factor_w < 1) fail("upsample_nearest: factors must be 1 or more");
  const Shape& s = x.shape();
  const Value apart = reshape(x, Shape{s[0], s[1], 1, s[2], 1, s[3]});
  return reshape(broadcast_to(apart, Shape{s[0], s[1], factor_h, s[2], factor_w, s[3]}),
                 Shape{s[0], s[1] * factor_h, s[2] * factor_w, s[3]});
}

std::vector<Value> window_rule(const Node& n, std::span<const Value> args, Value, Value g) {
  const WindowSizes s = WindowSizes::of(n);
  const Value a = args[0], b = args.size() > 1 ? args[1] : Value{};
  Graph& graph = *a.graph();
  switch (n.op) {
    case Op::conv2d:
      return {convolve(Op::conv2d_input, g, b, a.shape(), s),
              convolve(Op::conv2d_weight, a, g, b.shape(), s)};
    case Op::conv2d_input:  // of (y, w)
      return {convolve(Op::conv2d, g, b, a.shape(), s), convolve(Op::conv2d_weight, g, a, b.shape(), s)};
    case Op::conv2d_weight:  // of (x, y)
      return {convolve(Op::conv2d_input, b, g, a.shape(), s), convolve(Op::conv2d, a, g, b.shape(), s)};
    case Op::max_pool:
      return {pooled(Op::max_pool_scatter, {a.id(), g.id()}, graph, a.shape(), s)};
    case Op::max_pool_scatter:  // of (x, values)
      return {Value{}, pooled(Op::max_pool_gather, {a.id(), g.id()}, graph, b.shape(), s)};
    case Op::max_pool_gather:  // of (x, v)
      return {Value{}, pooled(Op::max_pool_scatter, {a.id(), g.id()}, graph, a.shape(), s)};
    case Op::avg_pool:
      return {pooled(Op::avg_pool_spread, {g.id()}, graph, a.shape(), s)};
    case Op::avg_pool_spread:
      return {pooled(Op::avg_pool, {g.id()}, graph, a.shape(), s)};
    default:
      fail(info(n.op).name, " has no rule here");
  }
}

}  // namespace losscape
