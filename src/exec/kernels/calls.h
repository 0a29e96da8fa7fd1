// SPDX-License-Identifier: Apache-2.0
// The ops that run as one kernel over whole values: what each needs of its operands' layout, and the kernel.
#pragma once

#include <array>

#include "exec/program.h"
#include "ir/graph.h"

namespace losscape {

/// How a call wants an operand to lie. Anything else is copied to scratch memory before.
enum class CallForm : std::uint8_t {
  Any,   ///< the kernel follows the place's stride
  Rows,  ///< rows of whole vectors, as values lie by default
  Tight  ///< no padding between rows
};

struct CallKernel {
  void (*run)(const Call& call, float* arena) noexcept;
  std::array<CallForm, 2> args{CallForm::Any, CallForm::Any};
  CallForm to = CallForm::Rows;
  size_t (*scratch_floats)(const Graph& graph, const Node& node) = nullptr;
};

/// For ops whose OpInfo says `call`.
const CallKernel& call_kernel(Op op) noexcept;

#define LS_UNARY(id, ...)
#define LS_BINARY(id, ...)
#define LS_TERNARY(id, ...)
#define LS_STRUCTURAL(id, ...)
#define LS_CALL(id, rule, kernel) extern const CallKernel kernel;
#include "ir/ops.def"

}  // namespace losscape
