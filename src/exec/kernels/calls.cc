// SPDX-License-Identifier: Apache-2.0
#include "exec/kernels/calls.h"

#include "exec/kernels/conv.h"
#include "exec/kernels/pool.h"

namespace losscape {

namespace {

Conv2d geometry(std::span<const std::int32_t> ints, const Shape& x, const Shape& w, std::int64_t ld) {
  return {.batch = x[3],
          .ld_batch = static_cast<int>(ld),
          .in_channels = x[0],
          .in_h = x[1],
          .in_w = x[2],
          .out_channels = w[0],
          .k_h = w[2],
          .k_w = w[3],
          .stride_h = ints[0],
          .stride_w = ints[1],
          .pad_h = ints[2],
          .pad_w = ints[3],
          .dilation_h = ints[4],
          .dilation_w = ints[5],
          .groups = ints[6]};
}

Pool2d pooling(const Call& c, const Place& x) {
  const auto& i = c.ints;
  return {.batch = x.shape[3],
          .ld_batch = static_cast<int>(x.row_stride),
          .channels = x.shape[0],
          .in_h = i[8],
          .in_w = i[9],
          .k_h = i[10],
          .k_w = i[11],
          .stride_h = i[0],
          .stride_w = i[1],
          .pad_h = i[2],
          .pad_w = i[3],
          .count_include_pad = i[7] != 0};
}

size_t forward_scratch(const Graph& g, const Node& n) {
  return conv2d_scratch_floats(
      geometry(n.ints, g.node(n.args[0]).shape, g.node(n.args[1]).shape, (n.shape[3] + 3) / 4 * 4));
}
size_t input_scratch(const Graph& g, const Node& n) {
  return conv2d_scratch_floats(geometry(n.ints, n.shape, g.node(n.args[1]).shape, (n.shape[3] + 3) / 4 * 4));
}
size_t weight_scratch(const Graph& g, const Node& n) {
  const Shape& x = g.node(n.args[0]).shape;
  return conv2d_scratch_floats(geometry(n.ints, x, n.shape, (x[3] + 3) / 4 * 4));
}

void conv2d_run(const Call& c, float* m) noexcept {
  const auto& [x, w] = c.args;
  conv2d_forward(geometry(c.ints, x.shape, w.shape, x.row_stride), m + x.offset, m + w.offset,
                 m + c.to.offset, m + c.scratch);
}
void conv2d_input_run(const Call& c, float* m) noexcept {
  const auto& [y, w] = c.args;
  conv2d_input_gradient(geometry(c.ints, c.to.shape, w.shape, y.row_stride), m + y.offset, m + w.offset,
                        m + c.to.offset, m + c.scratch);
}
void conv2d_weight_run(const Call& c, float* m) noexcept {
  const auto& [x, y] = c.args;
  conv2d_weight_gradient(geometry(c.ints, x.shape, c.to.shape, x.row_stride), m + x.offset, m + y.offset,
                         m + c.to.offset, m + c.scratch);
}
void max_pool_run(const Call& c, float* m) noexcept {
  max_pool(pooling(c, c.args[0]), m + c.args[0].offset, m + c.to.offset);
}
void max_pool_scatter_run(const Call& c, float* m) noexcept {
  max_pool_scatter(pooling(c, c.args[0]), m + c.args[0].offset, m + c.args[1].offset, m + c.to.offset);
}
void max_pool_gather_run(const Call& c, float* m) noexcept {
  max_pool_gather(pooling(c, c.args[0]), m + c.args[0].offset, m + c.args[1].offset, m + c.to.offset);
}
void avg_pool_run(const Call& c, float* m) noexcept {
  avg_pool(pooling(c, c.args[0]), m + c.args[0].offset, m + c.to.offset);
}
void avg_pool_spread_run(const Call& c, float* m) noexcept {
  avg_pool_gradient(pooling(c, c.to), m + c.args[0].offset, m + c.to.offset);
}

constexpr std::array<CallForm, 2> kImages{CallForm::Rows, CallForm::Rows};
constexpr std::array<CallForm, 2> kImageAndWeights{CallForm::Rows, CallForm::Tight};

}  // namespace

const CallKernel kConv2d{conv2d_run, kImageAndWeights, CallForm::Rows, forward_scratch};
const CallKernel kConv2dInput{conv2d_input_run, kImageAndWeights, CallForm::Rows, input_scratch};
const CallKernel kConv2dWeight{conv2d_weight_run, kImages, CallForm::Tight, weight_scratch};
const CallKernel kMaxPool{max_pool_run, kImages};
const CallKernel kMaxPoolScatter{max_pool_scatter_run, kImages};
const CallKernel kMaxPoolGather{max_pool_gather_run, kImages};
const CallKernel kAvgPool{avg_pool_run, kImages};
const CallKernel kAvgPoolSpread{avg_pool_spread_run, kImages};

const CallKernel& call_kernel(Op op) noexcept {
  switch (op) {
#define LS_UNARY(id, ...) \
  case Op::id:            \
    break;
#define LS_BINARY(id, ...) LS_UNARY(id)
#define LS_TERNARY(id, ...) LS_UNARY(id)
#define LS_STRUCTURAL(id, ...) LS_UNARY(id)
#define LS_CALL(id, rule, kernel) \
  case Op::id:                    \
    return kernel;
#include "ir/ops.def"
  }
  __builtin_unreachable();  // the planner asks for calls only
}

}  // namespace losscape
