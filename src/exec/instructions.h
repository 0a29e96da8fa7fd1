// SPDX-License-Identifier: Apache-2.0
// WebAssembly instructions as bytes: what chains are compiled to (exec/compile.h).
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "ir/graph.h"

namespace losscape::wasm {

using Bytes = std::string;

inline void append_unsigned(Bytes& to, std::uint32_t v) {
  for (; v >= 128; v >>= 7) to += static_cast<char>(v | 128);
  to += static_cast<char>(v);
}

inline void append_signed(Bytes& to, std::int32_t v) {
  for (; v < -64 || v >= 64; v >>= 7) to += static_cast<char>((v & 127) | 128);
  to += static_cast<char>(v & 127);
}

// Instructions by their number in the specification; those of vectors come after 0xFD.
enum Scalar : std::uint8_t {
  kLoop = 0x03,
  kEnd = 0x0b,
  kBranchIf = 0x0d,
  kReturn = 0x0f,
  kIf = 0x04,
  kLocalGet = 0x20,
  kLocalSet = 0x21,
  kLocalTee = 0x22,
  kLoad32 = 0x28,
  kConst32 = 0x41,
  kFloat32 = 0x43,
  kLess = 0x48,
  kLessEqual = 0x4c,
  kAdd = 0x6a,
  kShiftLeft = 0x74,
};
enum Vector : std::uint8_t {
  kLoad = 0,
  kLoadSplat = 9,
  kStore = 11,
  kSplat = 19,
  kEqual = 0x41,
  kNotEqual = 0x42,
  kLower = 0x43,
  kGreater = 0x44,
  kLowerEqual = 0x45,
  kGreaterEqual = 0x46,
  kAnd = 0x4e,
  kBitselect = 0x52,
  kCeil = 0x67,
  kFloor = 0x68,
  kTrunc = 0x69,
  kNearest = 0x6a,
  kAbs = 0xe0,
  kNeg = 0xe1,
  kSqrt = 0xe3,
  kAddFloats = 0xe4,
  kSub = 0xe5,
  kMul = 0xe6,
  kDiv = 0xe7,
  kMin = 0xe8,
  kMax = 0xe9,
  kPmax = 0xeb,
};

inline void append(Bytes& to, Scalar op) { to += static_cast<char>(op); }
inline void append(Bytes& to, Scalar op, std::uint32_t immediate) {
  append(to, op);
  append_unsigned(to, immediate);
}
inline void append(Bytes& to, Vector op) {
  to += '\xfd';
  append_unsigned(to, op);
}
inline void append_float(Bytes& to, float v) {
  append(to, kFloat32);
  to.append(reinterpret_cast<const char*>(&v), sizeof v);
}

/// Code that leaves one vector on the stack.
struct Code {
  Bytes bytes;
};

/// The op applied to in[0], in[1] …, whose code is short: it may come twice. False if WebAssembly has no
/// instructions for it.
bool code_of(Op op, const std::array<Code, 3>& in, Code& to);

}  // namespace losscape::wasm
