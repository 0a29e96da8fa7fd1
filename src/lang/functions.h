// SPDX-License-Identifier: Apache-2.0
// The one table of functions of the language: every elementwise op of ops.def, then compounds over the
// classes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ir/binding.h"

namespace losscape::lang {

/// What a function does with the axis of a vector.
enum class Span : std::uint8_t {
  Elementwise,  ///< scalars and vectors over one axis go together
  Reduce,       ///< vectors to one number
  Along         ///< a vector to a vector
};

struct Function {
  std::string name;  ///< as it is called
  int least, most;   ///< number of arguments
  Span span;
  std::string arguments;  ///< for messages: "x, low, high"
  Notation notation;      ///< Infix, Prefix and Power are written as operators, the rest as calls
  std::string symbol;
  Binding binding;
  Value (*build)(const Function& self, std::span<const Value> args, int axis);
  bool is_op;  ///< one elementwise op and nothing else
  Op op;
};

/// A name may stand in several rows that differ in their number of arguments: max(a, b) and max(v).
std::span<const Function> functions();
/// Row of a function called `name` that takes `count` arguments, −1 if there is none.
int find_function(std::string_view name, int count);
/// Row of the operator with this symbol, −1 if there is none.
int find_operator(std::string_view symbol, Notation notation);
/// Rows of this name, whatever their number of arguments.
bool is_function(std::string_view name);

/// Names that stand for a number in every loss.
struct Constant {
  const char* name;
  double value;
  const char* help;
};
std::span<const Constant> constants();

}  // namespace losscape::lang
