// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "number_text.h"

namespace losscape {

/// A stretch of a visitor's text: 1-based, counted in characters (code points), `length` characters long. All
/// 0 where there is no text.
struct Position {
  int line = 0, column = 0, length = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// The one exception of the library. Only building (parsing, shaping, planning) throws it; stepping cannot
/// fail. `what()` says what was wrong and what would be right.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Position at = {}, std::string suggestion = {})
      : std::runtime_error(message), at(at), suggestion(std::move(suggestion)) {}
  Position at;             ///< in the visitor's text
  std::string suggestion;  ///< what could stand at `at` instead; empty where nothing is near
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
