// SPDX-License-Identifier: Apache-2.0
// A visitor's text as tokens. Every spelling that means the same becomes one: δ and delta, · and *, ≤ and <=.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "error.h"

namespace losscape::lang {

/// More is refused before anything is read. Texts come from links, so all work is bounded by these.
constexpr int kMaxCharacters = 4000;
constexpr int kMaxNameLength = 32;

enum class TokenKind : std::uint8_t { Number, Name, Symbol, LineEnd, End };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text;   ///< canonical: "delta" for δ, "<=" for ≤, "ⁿ" for ²
  double number = 0;  ///< of a number or superscript
  Position at;
  std::string shown;  ///< as the visitor typed it
};

/// Ends with a token End. Throws Error with a position for what is no UTF-8, no known character, no number, a
/// name or a text too long.
std::vector<Token> tokens_of(std::string_view text);

}  // namespace losscape::lang
