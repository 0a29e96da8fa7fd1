// SPDX-License-Identifier: Apache-2.0
// How tightly what is written holds together; printers and the parser go by the same order.
#pragma once

#include <cstdint>

#include "ir/graph.h"

namespace losscape {

/// An operand that binds less than its place asks for gets parentheses.
enum Binding : std::uint8_t { kLoosest, kOr, kAnd, kNot, kCompare, kSum, kProduct, kPrefix, kPower, kAtom };

/// From the notation and symbol of the op's row.
Binding binding_of(const OpInfo& op);

}  // namespace losscape
