// SPDX-License-Identifier: Apache-2.0
#include "lang/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "number_text.h"

namespace losscape::lang {

namespace {

struct Spelling {
  char32_t character;
  const char* text;
};

constexpr Spelling kGreek[] = {
    {U'α', "alpha"}, {U'β', "beta"},  {U'γ', "gamma"}, {U'δ', "delta"},  {U'ε', "eps"},   {U'ϵ', "eps"},
    {U'ζ', "zeta"},  {U'η', "eta"},   {U'θ', "theta"}, {U'ϑ', "theta"},  {U'κ', "kappa"}, {U'λ', "lambda"},
    {U'μ', "mu"},    {U'µ', "mu"},    {U'ν', "nu"},    {U'ξ', "xi"},     {U'π', "pi"},    {U'ρ', "rho"},
    {U'τ', "tau"},   {U'φ', "phi"},   {U'ϕ', "phi"},   {U'χ', "chi"},    {U'ψ', "psi"},   {U'ω', "omega"},
    {U'σ', "sigma"}, {U'Δ', "Delta"}, {U'Γ', "Gamma"}, {U'Λ', "Lambda"}, {U'Ω', "Omega"}, {U'Φ', "Phi"},
    {U'Ψ', "Psi"},   {U'Θ', "Theta"}, {U'ŷ', "p"},     {U'ℝ', "R"},      {U'Σ', "sum"},   {U'∑', "sum"},
    {U'∏', "prod"},  {U'Π', "prod"},
};

// Also what a text editor or a copied formula makes of the plain characters.
constexpr Spelling kSymbols[] = {
    {U'−', "-"}, {U'–', "-"},  {U'·', "*"},  {U'⋅', "*"},  {U'×', "*"}, {U'∗', "*"}, {U'÷', "/"}, {U'∕', "/"},
    {U'⁄', "/"}, {U'≤', "<="}, {U'≥', ">="}, {U'≠', "!="}, {U'√', "√"}, {U'‖', "‖"}, {U'∥', "‖"}, {U'∣', "|"},
};

constexpr Spelling kWords[] = {{U'∧', "and"}, {U'∨', "or"}, {U'¬', "not"}, {U'!', "not"}, {U'∈', "in"}};

constexpr char32_t kSuperscripts[] = {U'⁰', U'¹', U'²', U'³', U'⁴', U'⁵', U'⁶', U'⁷', U'⁸', U'⁹'};

// Names that mean the same as one of ours.
struct Alias {
  const char *name, *meaning;
};
constexpr Alias kAliases[] = {{"prediction", "p"}, {"y_pred", "p"}, {"y_hat", "p"},
                              {"target", "y"},     {"y_true", "y"}, {"logits", "z"}};

template <class Table>
const char* spelling(const Table& table, char32_t c) {
  for (const Spelling& s : table) {
    if (s.character == c) return s.text;
  }
  return nullptr;
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_subscript(char32_t c) { return c >= U'₀' && c <= U'₉'; }
bool is_space(char32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F ||
         c == 0xFEFF;
}
constexpr char32_t kHat = 0x302;  // combines with the letter before it

struct Character {
  char32_t code;
  size_t begin, end;  // bytes
};

// One more code point of UTF-8, strictly: no overlong forms, no surrogates.
Character next_character(std::string_view text, size_t at, Position here) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  if (first < 0x80) return {first, at, at + 1};
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t code = first & (0x3F >> more);
  bool good = first >= 0xC2 && first <= 0xF4 && at + static_cast<size_t>(more) < text.size();
  for (int i = 1; good && i <= more; ++i) {
    const unsigned char b = byte(at + static_cast<size_t>(i));
    good = (b & 0xC0) == 0x80;
    code = code << 6 | (b & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0x80, 0x800, 0x10000};
  good = good && code >= kLeast[more] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  if (!good) throw Error("the text is not valid UTF-8 here", here);
  return {code, at, at + static_cast<size_t>(more) + 1};
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {
    Position here{1, 1, 1};
    // The limit counts bytes first, so that a megabyte is not decoded to be refused.
    if (text.size() > size_t{4} * kMaxCharacters) too_long(text.size() / 4);
    for (size_t at = 0; at < text.size();) {
      characters_.push_back(next_character(text, at, here));
      at = characters_.back().end;
      const bool line_end = characters_.back().code == '\n';
      here = line_end ? Position{here.line + 1, 1, 1} : Position{here.line, here.column + 1, 1};
    }
    if (characters_.size() > kMaxCharacters) too_long(characters_.size());
  }

  std::vector<Token> run() {
    while (at_ < characters_.size()) {
      const char32_t c = code();
      if (is_space(c)) {
        advance(1);
      } else if (c == '#') {
        while (at_ < characters_.size() && code() != '\n') advance(1);
      } else if (c == '\n' || c == ';') {
        take(TokenKind::LineEnd, 1, c == ';' ? ";" : "\n");
        if (c == '\n') ++line_, column_ = 1;
      } else if (is_digit(c) || (c == '.' && is_digit(code(1)))) {
        number();
      } else if (is_letter(c) || spelling(kGreek, c) != nullptr) {
        name();
      } else {
        symbol();
      }
    }
    const int after = tokens_.empty() ? column_ : std::max(1, column_);
    tokens_.push_back({TokenKind::End, "", 0, {line_, after, 1}, "the end of the text"});
    return std::move(tokens_);
  }

 private:
  [[noreturn]] static void too_long(size_t characters) {
    throw Error(losscape::text("the text has ", characters, " characters or more; at most ", kMaxCharacters,
                               " are read"),
                {1, 1, 1});
  }

  char32_t code(size_t ahead = 0) const {
    return at_ + ahead < characters_.size() ? characters_[at_ + ahead].code : 0;
  }
  std::string_view shown(size_t count) const {
    const size_t begin = characters_[at_].begin;
    return text_.substr(begin, characters_[at_ + count - 1].end - begin);
  }
  Position here(size_t count) const { return {line_, column_, static_cast<int>(count)}; }
  void advance(size_t count) {
    at_ += count;
    column_ += static_cast<int>(count);
  }
  void take(TokenKind kind, size_t count, std::string text, double number = 0) {
    tokens_.push_back({kind, std::move(text), number, here(count), std::string(shown(count))});
    advance(count);
  }

  // 12, 0.5, .5, 1e-3, 1_000: underscores stand between digits.
  void number() {
    std::string digits;
    size_t n = 0;
    const auto run = [&] {
      while (is_digit(code(n)) ||
             (code(n) == '_' && n > 0 && is_digit(code(n - 1)) && is_digit(code(n + 1)))) {
        if (code(n) != '_') digits += static_cast<char>(code(n));
        ++n;
      }
    };
    run();
    if (code(n) == '.') {
      digits += '.';
      ++n;
      run();
    }
    if ((code(n) == 'e' || code(n) == 'E') &&
        (is_digit(code(n + 1)) || ((code(n + 1) == '-' || code(n + 1) == '+') && is_digit(code(n + 2))))) {
      digits += 'e';
      ++n;
      if (!is_digit(code(n))) digits += static_cast<char>(code(n++));
      run();
    }
    const double value = number_of(digits);
    if (!std::isfinite(value))
      throw Error(losscape::text("the number ", shown(n), " is too large; the largest is about 1.8e308"),
                  here(n));
    take(TokenKind::Number, n, digits, value);
  }

  void name() {
    std::string text;
    size_t n = 0;
    for (;; ++n) {
      const char32_t c = code(n);
      if (const char* greek = spelling(kGreek, c)) {
        text += greek;
      } else if (is_letter(c) || is_digit(c)) {
        text += static_cast<char>(c);
      } else if (is_subscript(c)) {
        text += static_cast<char>('0' + (c - U'₀'));
      } else if (c == kHat && text == "y") {
        text = "p";
      } else {
        break;
      }
    }
    if (text.size() > kMaxNameLength)
      throw Error(
          losscape::text("a name has at most ", kMaxNameLength, " letters, this one has ", text.size()),
          here(n));
    for (const Alias& alias : kAliases) {
      if (text == alias.name) text = alias.meaning;
    }
    // σ(x) is the logistic function; σ alone is a name.
    if (text == "sigma" && n == 1 && code(1) == '(') text = "sigmoid";
    take(TokenKind::Name, n, text);
  }

  void symbol() {
    const char32_t c = code();
    const char32_t second = code(1);
    for (size_t digit = 0; digit < std::size(kSuperscripts); ++digit) {
      if (c == kSuperscripts[digit]) return take(TokenKind::Symbol, 1, "ⁿ", static_cast<double>(digit));
    }
    if (const char* text = spelling(kSymbols, c)) return take(TokenKind::Symbol, 1, text);
    const auto pair = [&](char32_t a, char32_t b) { return c == a && second == b; };
    if (pair('*', '*')) return take(TokenKind::Symbol, 2, "^");
    if (pair('<', '=') || pair('>', '=') || pair('=', '=') || pair('!', '='))
      return take(TokenKind::Symbol, 2, std::string(shown(2)));
    if (pair('&', '&')) return take(TokenKind::Name, 2, "and");
    if (const char* word = spelling(kWords, c)) return take(TokenKind::Name, 1, word);
    if (c < 0x80 &&
        std::string_view("+-*/^()[]{}|,=<>?:").find(static_cast<char>(c)) != std::string_view::npos)
      return take(TokenKind::Symbol, 1, std::string(1, static_cast<char>(c)));
    if (c < 0x20 || c == 0x7F)
      throw Error(losscape::text("a control character (code ", static_cast<int>(c), ") has no meaning here"),
                  here(1));
    throw Error(
        losscape::text(
            "'", shown(1),
            "' has no meaning here; names are made of a–z, digits, _ and Greek letters, and # starts a "
            "comment"),
        here(1));
  }

  std::string_view text_;
  std::vector<Character> characters_;
  size_t at_ = 0;
  int line_ = 1, column_ = 1;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) { return Lexer(text).run(); }

}  // namespace losscape::lang
