// SPDX-License-Identifier: Apache-2.0
// Expressions. Each rule returns the index of the term it added; arguments stand before what uses them.
#include "lang/parse.h"

#include <algorithm>
#include <cmath>

#include "lang/parser.h"

namespace losscape::lang {

Position joined(Position first, Position last) {
  if (first.line != last.line || last.column < first.column) return first;
  return {first.line, first.column, last.column + last.length - first.column};
}

/// Counts how deep the rules call one another: the stack of a worker is small.
struct Parser::Nesting {
  explicit Nesting(Parser& parser) : parser(parser) {
    if (++parser.depth_ > kMaxDepth) {
      fail_at(parser.peek().at, text("this is nested more than ", kMaxDepth,
                                     " deep; give an inner part a name on a line of its own"));
    }
  }
  ~Nesting() { --parser.depth_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  Parser& parser;
};

// ---- tokens ---------------------------------------------------------------------------------------------

void Parser::fail_at(Position at, const std::string& message, const std::string& suggestion) {
  throw Error(message, at, suggestion);
}

std::string Parser::described(const Token& token) {
  if (token.kind == TokenKind::End) return "the end of the text";
  if (token.kind == TokenKind::LineEnd && token.text == "\n") return "the end of the line";
  return "'" + token.shown.substr(0, kMaxSuggestion) + "'";
}

// Inside brackets a line may end anywhere.
const Token& Parser::peek(size_t ahead) {
  if (brackets_ > 0) skip_line_ends();
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

const Token& Parser::next() {
  const Token& token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool Parser::is(const char* text) {
  const Token& token = peek();
  return (token.kind == TokenKind::Symbol || token.kind == TokenKind::Name) && token.text == text;
}

bool Parser::accept(const char* text) {
  if (!is(text)) return false;
  next();
  return true;
}

void Parser::expect(const char* text, const std::string& what) {
  if (accept(text)) return;
  fail_at(peek().at, losscape::text("expected ", what, ", got ", described(peek())));
}

void Parser::skip_line_ends() {
  while (tokens_[at_].kind == TokenKind::LineEnd && tokens_[at_].text == "\n") ++at_;
}

// ---- terms ----------------------------------------------------------------------------------------------

int Parser::add(Term term) {
  if (out_.terms.size() >= kMaxTerms)
    fail_at(term.at, text("this loss has more than ", kMaxTerms, " numbers, names and operations"));
  out_.terms.push_back(std::move(term));
  return static_cast<int>(out_.terms.size()) - 1;
}

int Parser::add_call(int function, std::vector<int> args, Position at) {
  const Span span = functions()[static_cast<size_t>(function)].span;
  clues_.along = clues_.along || span == Span::Along;
  clues_.reduces = clues_.reduces || span == Span::Reduce;
  return add({.kind = Kind::Call, .index = function, .args = std::move(args), .at = at});
}

// ---- rules ----------------------------------------------------------------------------------------------

int Parser::expression(Binding least) {
  const Nesting nesting(*this);
  int left = operand();
  bool compared = false;
  for (;;) {
    const Token token = peek();
    const Position start = out_.terms[static_cast<size_t>(left)].at;
    if (token.kind == TokenKind::Symbol && token.text == "?" && least == kLoosest) {
      left = choice(left);
      continue;
    }
    int function = -1;
    if (token.kind == TokenKind::Symbol || token.kind == TokenKind::Name) {
      for (const Notation notation : {Notation::Infix, Notation::Fraction, Notation::Power}) {
        if (function < 0) function = find_operator(token.text, notation);
      }
    }
    if (function < 0) return left;
    const Binding binding = functions()[static_cast<size_t>(function)].binding;
    if (binding < least) return left;
    if (binding == kCompare && compared) fail_at(token.at, "comparisons do not chain; write a < b and b < c");
    compared = binding == kCompare;
    next();
    // Exponents group to the right and may start with a sign; all else groups to the left.
    const int right = expression(binding == kPower ? kPrefix : static_cast<Binding>(binding + 1));
    left = add_call(function, {left, right}, joined(start, out_.terms[static_cast<size_t>(right)].at));
  }
}

// c ? a : b
int Parser::choice(int condition) {
  const Position start = out_.terms[static_cast<size_t>(condition)].at;
  next();
  const int yes = expression(kLoosest);
  expect(":", "':' and what holds otherwise");
  const int no = expression(kLoosest);
  return add_call(find_function("where", 3), {condition, yes, no},
                  joined(start, out_.terms[static_cast<size_t>(no)].at));
}

int Parser::operand() {
  skip_line_ends();  // a line that ends in an operator goes on in the next
  const Token token = peek();
  if (accept("+")) return expression(kPrefix);
  for (const char* sign : {"-", "not"}) {
    if (!is(sign)) continue;
    next();
    const int function = find_operator(sign, Notation::Prefix);
    const int of = expression(functions()[static_cast<size_t>(function)].binding);
    return add_call(function, {of}, joined(token.at, out_.terms[static_cast<size_t>(of)].at));
  }
  return postfix(primary());
}

int Parser::postfix(int base) {
  for (;;) {
    const Token token = peek();
    const Position start = out_.terms[static_cast<size_t>(base)].at;
    if (is("ⁿ")) {
      double exponent = 0;
      Position end = token.at;
      while (is("ⁿ")) {  // x¹⁰
        end = peek().at;
        exponent = 10 * exponent + next().number;
      }
      const int number = add({.kind = Kind::Number, .number = exponent, .at = joined(token.at, end)});
      base = add_call(find_function("pow", 2), {base, number}, joined(start, end));
    } else if (is("[")) {
      base = index_of(base);
    } else {
      return base;
    }
  }
}

// v[y], the element of the right class, or v[2], counted from 0.
int Parser::index_of(int base) {
  const Position start = out_.terms[static_cast<size_t>(base)].at;
  next();
  const Token what = next();
  const Position end = peek().at;
  if (what.kind == TokenKind::Name && what.text == "y") {
    use_input("y", what.at);
    if (!clues_.picks) clues_.first_pick = joined(start, end);
    clues_.picks = true;
    expect("]", "']'");
    return add({.kind = Kind::Pick, .args = {base}, .at = joined(start, end)});
  }
  if (what.kind == TokenKind::Number && what.number == std::floor(what.number) && what.number < kMaxExtent) {
    expect("]", "']'");
    return add({.kind = Kind::Element,
                .index = static_cast<int>(what.number),
                .args = {base},
                .at = joined(start, end)});
  }
  fail_at(what.at, text("expected y, for the element of the right class, or a whole number from 0 to ",
                        kMaxExtent - 1, ", got ", described(what)));
}

int Parser::bracketed(const char* close, const std::string& what) {
  const Token open = next();
  ++brackets_;
  const int inside = expression(kLoosest);
  expect(close, text(what, " to close the ", described(open), " of line ", open.at.line, ", column ",
                     open.at.column));
  const Token end = tokens_[at_ - 1];
  --brackets_;
  if (out_.terms[static_cast<size_t>(inside)].at.line == end.at.line)
    out_.terms[static_cast<size_t>(inside)].at = joined(open.at, end.at);
  return inside;
}

int Parser::primary() {
  const Token token = peek();
  if (token.kind == TokenKind::Number) {
    next();
    const Token& after = peek();
    if (after.kind == TokenKind::Number || (after.kind == TokenKind::Name && after.at.line == token.at.line &&
                                            after.at.column == token.at.column + token.at.length)) {
      fail_at(after.at,
              text("expected an operator between '", token.shown, "' and ", described(after),
                   "; to multiply, write ", token.shown, " * ", after.shown.substr(0, kMaxSuggestion)));
    }
    return add({.kind = Kind::Number, .number = token.number, .at = token.at});
  }
  if (token.kind == TokenKind::Name && token.text != "in" && token.text != "input" && token.text != "and" &&
      token.text != "or") {
    next();
    return is("(") ? call(token) : variable(token);
  }
  if (is("(")) return bracketed(")", "')'");
  if (is("[")) return bracketed("]", "']'");
  if (is("|")) {
    const int inside = bracketed("|", "'|'");
    return add_call(find_function("abs", 1), {inside}, out_.terms[static_cast<size_t>(inside)].at);
  }
  if (is("‖")) {
    const int inside = bracketed("‖", "'‖'");
    return add_call(find_function("norm", 1), {inside}, out_.terms[static_cast<size_t>(inside)].at);
  }
  if (is("√")) {
    const Nesting nesting(*this);
    next();
    const int inside = postfix(primary());
    return add_call(find_function("sqrt", 1), {inside},
                    joined(token.at, out_.terms[static_cast<size_t>(inside)].at));
  }
  fail_at(token.at, text("expected a number, a name or '(', got ", described(token)));
}

int Parser::call(const Token& name) {
  if (!is_function(name.text)) unknown(name, true);
  next();
  ++brackets_;
  std::vector<int> args;
  if (!is(")")) {
    do {
      args.push_back(expression(kLoosest));
    } while (accept(","));
  }
  const Position end = peek().at;
  expect(")", text("',' or ')' to close the call of ", name.text));
  --brackets_;
  const int count = static_cast<int>(args.size());
  const int function = find_function(name.text, count);
  if (function < 0) {
    std::string forms;
    for (const Function& f : functions()) {
      if (find_function(name.text, f.least) >= 0 &&
          &functions()[static_cast<size_t>(find_function(name.text, f.least))] == &f)
        forms += (forms.empty() ? "" : " or ") + f.name + "(" + f.arguments + ")";
    }
    fail_at(joined(name.at, end), text(name.text, " is written ", forms, "; this has ", count,
                                       count == 1 ? " argument" : " arguments"));
  }
  return add_call(function, std::move(args), joined(name.at, end));
}

int Parser::variable(const Token& name) {
  if (Symbol* known = find(name.text))
    return add({.kind = known->kind, .index = known->index, .at = name.at});
  if (name.text == "k" || name.text == "C") {
    if (!clues_.class_names) clues_.first_class_name = name.at;
    clues_.class_names = true;
    used_.emplace(name.text, name.at);
    return add({.kind = name.text == "k" ? Kind::ClassIndex : Kind::ClassCount, .at = name.at});
  }
  for (size_t i = 0; i < constants().size(); ++i) {
    if (name.text != constants()[i].name) continue;
    used_.emplace(name.text, name.at);
    return add({.kind = Kind::Constant, .index = static_cast<int>(i), .at = name.at});
  }
  const Symbol input = use_input(name.text, name.at);
  if (input.index < 0) unknown(name, false);
  return add({.kind = input.kind, .index = input.index, .at = name.at});
}

}  // namespace losscape::lang
