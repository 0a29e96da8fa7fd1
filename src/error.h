// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

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

/// What a message is made of: text or a number.
class TextPart {
 public:
  // Not explicit, since whatever stands in a message is to become a part by itself.
  // NOLINTBEGIN(google-explicit-constructor)
  TextPart(std::string_view text) : kind_(Kind::Text), text_(text) {}
  TextPart(const std::string& text) : TextPart(std::string_view(text)) {}
  TextPart(const char* text) : TextPart(std::string_view(text)) {}
  TextPart(double number) : kind_(Kind::Real), real_(number) {}
  template <std::integral T>
  TextPart(T number) : kind_(Kind::Whole), whole_(static_cast<long long>(number)) {}
  // NOLINTEND(google-explicit-constructor)

  void append_to(std::string& out) const;

 private:
  enum class Kind : unsigned char { Text, Real, Whole } kind_;
  union {
    std::string_view text_;
    double real_;
    long long whole_;
  };
};

std::string joined(std::initializer_list<TextPart> parts);
[[noreturn]] void fail_with(std::initializer_list<TextPart> parts);

/// Joins its arguments into one string: `text("axis ", 3, " of ", 2)`. Streams would add 100 kB to the wasm.
/// Every literal has a type of its own, so that anything that is not inlined here would be a function a call.
template <class... Parts>
[[gnu::always_inline]] inline std::string text(const Parts&... parts) {
  return joined({TextPart(parts)...});
}

template <class... Parts>
[[noreturn, gnu::always_inline]] inline void fail(const Parts&... parts) {
  fail_with({TextPart(parts)...});
}

}  // namespace losscape
