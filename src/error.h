// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace losscape {

/// The one exception of the library. Only building (parsing, shaping, planning) throws it; stepping cannot fail.
/// `what()` says what was wrong and what would be right; `column` is 1-based in the visitor's text, 0 where none.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, int column = 0) : std::runtime_error(message), column(column) {}
  int column;
};

/// Joins its arguments into one string: `text("axis ", 3, " of ", 2)`.
template <class... Parts>
std::string text(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  throw Error(text(parts...));
}

}  // namespace losscape
