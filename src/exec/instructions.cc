// SPDX-License-Identifier: Apache-2.0
#include "exec/instructions.h"

namespace losscape::wasm {

namespace {

// An op whose row asks for a function that no instruction computes does not compile for Code, and so has
// none.
struct Mask {
  Bytes bytes;
};

__attribute__((noinline)) Bytes join(const Bytes& a, const Bytes& b, Vector op) {
  Bytes to = a + b;
  append(to, op);
  return to;
}

Code T_(float v) {
  Bytes to;
  append_float(to, v);
  append(to, kSplat);
  return {to};
}

#define LS_INSTRUCTION(result, name, operand, op) \
  [[maybe_unused]] result name(const operand& a, const operand& b) { return {join(a.bytes, b.bytes, op)}; }
LS_INSTRUCTION(Code, operator+, Code, kAddFloats)
LS_INSTRUCTION(Code, operator-, Code, kSub)
LS_INSTRUCTION(Code, operator*, Code, kMul)
LS_INSTRUCTION(Code, operator/, Code, kDiv)
LS_INSTRUCTION(Code, min, Code, kMin)
LS_INSTRUCTION(Code, max, Code, kMax)
LS_INSTRUCTION(Code, pmax, Code, kPmax)
LS_INSTRUCTION(Mask, operator<, Code, kLower)
LS_INSTRUCTION(Mask, operator<=, Code, kLowerEqual)
LS_INSTRUCTION(Mask, operator>, Code, kGreater)
LS_INSTRUCTION(Mask, operator>=, Code, kGreaterEqual)
LS_INSTRUCTION(Mask, operator==, Code, kEqual)
LS_INSTRUCTION(Mask, operator!=, Code, kNotEqual)
#undef LS_INSTRUCTION

#define LS_INSTRUCTION(name, op) \
  [[maybe_unused]] Code name(const Code& a) { return {join(a.bytes, {}, op)}; }
LS_INSTRUCTION(operator-, kNeg)
LS_INSTRUCTION(abs, kAbs)
LS_INSTRUCTION(sqrt, kSqrt)
LS_INSTRUCTION(floor, kFloor)
LS_INSTRUCTION(ceil, kCeil)
LS_INSTRUCTION(trunc, kTrunc)
LS_INSTRUCTION(round_even, kNearest)
#undef LS_INSTRUCTION

Code select(const Mask& mask, const Code& a, const Code& b) {
  return {join(a.bytes + b.bytes, mask.bytes, kBitselect)};
}
Code truth(const Mask& mask) { return {join(mask.bytes, T_(1).bytes, kAnd)}; }
[[maybe_unused]] Code less(const Code& a, const Code& b) { return truth(a < b); }
[[maybe_unused]] Code less_equal(const Code& a, const Code& b) { return truth(a <= b); }
[[maybe_unused]] Code greater(const Code& a, const Code& b) { return truth(a > b); }
[[maybe_unused]] Code greater_equal(const Code& a, const Code& b) { return truth(a >= b); }
[[maybe_unused]] Code equal(const Code& a, const Code& b) { return truth(a == b); }
[[maybe_unused]] Code not_equal(const Code& a, const Code& b) { return truth(a != b); }

#define LS_UNARY(id, notation, symbol, value, ...)                      \
  template <class T>                                                    \
  bool id##_code([[maybe_unused]] const T& a, [[maybe_unused]] T& to) { \
    if constexpr (requires { value; })                                  \
      return to = value, true;                                          \
    else                                                                \
      return false;                                                     \
  }
#define LS_BINARY(id, notation, symbol, value, ...)                                                  \
  template <class T>                                                                                 \
  bool id##_code([[maybe_unused]] const T& a, [[maybe_unused]] const T& b, [[maybe_unused]] T& to) { \
    if constexpr (requires { value; })                                                               \
      return to = value, true;                                                                       \
    else                                                                                             \
      return false;                                                                                  \
  }
#define LS_TERNARY(id, notation, symbol, value, ...)                                                    \
  template <class T>                                                                                    \
  bool id##_code([[maybe_unused]] const T& a, [[maybe_unused]] const T& b, [[maybe_unused]] const T& c, \
                 [[maybe_unused]] T& to) {                                                              \
    if constexpr (requires { value; })                                                                  \
      return to = value, true;                                                                          \
    else                                                                                                \
      return false;                                                                                     \
  }
#define LS_STRUCTURAL(id, ...)
#include "ir/ops.def"

}  // namespace

bool code_of(Op op, const std::array<Code, 3>& in, Code& to) {
  switch (op) {
#define LS_UNARY(id, ...) \
  case Op::id:            \
    return id##_code(in[0], to);
#define LS_BINARY(id, ...) \
  case Op::id:             \
    return id##_code(in[0], in[1], to);
#define LS_TERNARY(id, ...) \
  case Op::id:              \
    return id##_code(in[0], in[1], in[2], to);
#define LS_STRUCTURAL(id, ...) \
  case Op::id:            \
    break;
#include "ir/ops.def"
  }
  if (op != Op::broadcast) return false;  // repeated columns written out
  to = in[0];
  return true;
}

}  // namespace losscape::wasm
