// SPDX-License-Identifier: Apache-2.0
#include "ir/binding.h"

#include <string_view>

namespace losscape {

Binding binding_of(const OpInfo& op) {
  const std::string_view symbol = op.symbol;
  switch (op.notation) {
    case Notation::Prefix:
      return symbol == "not" ? kNot : kPrefix;
    case Notation::Power:
      return kPower;
    case Notation::Fraction:
      return kProduct;
    case Notation::Infix:
      if (symbol == "or") return kOr;
      if (symbol == "and") return kAnd;
      if (symbol == "+" || symbol == "-") return kSum;
      return symbol == "*" ? kProduct : kCompare;
    default:
      return kAtom;
  }
}

}  // namespace losscape
