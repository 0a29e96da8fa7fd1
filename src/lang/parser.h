// SPDX-License-Identifier: Apache-2.0
// Tokens → syntax tree, by precedence climbing. Private to lang/: parse.h is what others include.
#pragma once

#include <map>

#include "lang/functions.h"
#include "lang/parse.h"
#include "lang/tokens.h"

namespace losscape::lang {

/// What the text alone cannot tell until its end, gathered on the way.
struct Clues {
  bool picks = false;        ///< v[y]
  bool class_names = false;  ///< k or C
  bool along = false;        ///< softmax and its like
  bool reduces = false;      ///< sum and its like
  bool p_is_taken = false;   ///< by a definition or parameter
  Position first_pick, first_class_name;
};

class Parser {
 public:
  explicit Parser(std::string_view text);
  /// The tree with names resolved; labels, axes and the order of inputs are settled by settle().
  ParsedLoss run();
  const Clues& clues() const { return clues_; }

 private:
  struct Nesting;
  struct Symbol {
    Kind kind;
    int index;
    int line;  // of its definition; 0 for what is built in
  };

  // Tokens.
  const Token& peek(size_t ahead = 0);
  const Token& next();
  bool is(const char* text);
  bool accept(const char* text);
  void expect(const char* text, const std::string& what);
  void skip_line_ends();
  [[noreturn]] static void fail_at(Position at, const std::string& message,
                                   const std::string& suggestion = "");
  static std::string described(const Token& token);

  // Lines.
  void statement();
  void end_of_statement();
  void inputs();
  void domain();
  void definition();
  void slider(const Token& name, int value);
  double constant_value(int term, Position at);
  void check_free(const Token& name);

  // Expressions; each gives the index of a term.
  int expression(Binding least);
  int operand();
  int postfix(int base);
  int index_of(int base);
  int primary();
  int bracketed(const char* close, const std::string& what);
  int call(const Token& name);
  int variable(const Token& name);
  int choice(int condition);
  int add(Term term);
  int add_call(int function, std::vector<int> args, Position at);

  // Names.
  Symbol* find(const std::string& name);
  Symbol use_input(const std::string& name, Position at);
  [[noreturn]] void unknown(const Token& name, bool called);

  std::vector<Token> tokens_;
  size_t at_ = 0;
  int brackets_ = 0, depth_ = 0;
  bool has_loss_ = false;
  bool last_is_definition_ = false;
  ParsedLoss out_;
  Clues clues_;
  std::map<std::string, Symbol, std::less<>> symbols_;
  std::map<std::string, Position, std::less<>> used_;        // built-in names that were used, where first
  std::map<std::string, int, std::less<>> defined_on_line_;  // of the whole text, for what is used too early
};

/// Decides what y is and what every term runs along; throws for what does not go together.
void settle(ParsedLoss& loss, const Clues& clues);

/// The two positions and what lies between, if they are on one line.
Position joined(Position first, Position last);

}  // namespace losscape::lang
