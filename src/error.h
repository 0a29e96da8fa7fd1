// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <stdexcept>
#include <string>
#include <string_view>

#include "number_text.h"

namespace losscape {

/// The one exception of the library. Only building (parsing, shaping, planning) throws it; stepping cannot
/// fail. `what()` says what was wrong and what would be right; `column` is 1-based in the visitor's text, 0
/// where none.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, int column = 0) : std::runtime_error(message), column(column) {}
  int column;
};

namespace detail {

inline void append(std::string& to, std::string_view part) { to += part; }
template <std::integral T>
void append(std::string& to, T part) {
  to += std::to_string(part);
}
inline void append(std::string& to, double part) { to += number_text(part, 6); }

}  // namespace detail

/// Joins its arguments into one string: `text("axis ", 3, " of ", 2)`. Streams would add 100 kB to the wasm.
template <class... Parts>
std::string text(const Parts&... parts) {
  std::string out;
  (detail::append(out, parts), ...);
  return out;
}

template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  throw Error(text(parts...));
}

}  // namespace losscape
