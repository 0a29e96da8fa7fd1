// SPDX-License-Identifier: Apache-2.0
#include "ir/scalar_kernels.h"

#include "lane_math.h"

namespace losscape {

// The value column of ops.def, compiled for double.
double evaluate_scalar(Op op, const double* args) {
  [[maybe_unused]] const auto T_ = [](double v) { return v; };
  switch (op) {
#define LS_UNARY(id, notation, symbol, value, ...) \
  case Op::id: {                                   \
    const double a = args[0];                      \
    return value;                                  \
  }
#define LS_BINARY(id, notation, symbol, value, ...) \
  case Op::id: {                                    \
    const double a = args[0], b = args[1];          \
    return value;                                   \
  }
#define LS_TERNARY(id, notation, symbol, value, ...)    \
  case Op::id: {                                        \
    const double a = args[0], b = args[1], c = args[2]; \
    return value;                                       \
  }
#define LS_STRUCTURAL(id, ...) \
  case Op::id:            \
    return 0;
#include "ir/ops.def"
  }
  return 0;
}

}  // namespace losscape
