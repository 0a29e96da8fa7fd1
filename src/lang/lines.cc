// SPDX-License-Identifier: Apache-2.0
// Lines of a loss, `y in {0, 1}`, `input d`, `delta = 1 in [0.1, 5]`, `r = p - y`, and the names they bring.
#include <algorithm>
#include <cmath>

#include "ir/scalar_kernels.h"
#include "lang/parser.h"

namespace losscape::lang {

namespace {

struct BuiltIn {
  const char* id;
  Role role;
};
constexpr BuiltIn kInputs[] = {{"p", Role::Prediction},   {"z", Role::Prediction}, {"mu", Role::Prediction},
                               {"var", Role::Prediction}, {"y", Role::Target},     {"w", Role::Weight}};

bool is_keyword(std::string_view name) {
  return name == "in" || name == "input" || name == "and" || name == "or" || name == "not";
}

std::string lower(std::string s) {
  for (char& c : s) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return s;
}

// Edit distance says nothing about one or two letters: x would be "near" to y.
std::string nearest(const std::string& wrong, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (lower(name) == lower(wrong)) return name;
  }
  return wrong.size() < 3 ? "" : nearest_id(wrong, names);
}

}  // namespace

Parser::Parser(std::string_view text) : tokens_(tokens_of(text)) {
  bool fresh = true;
  for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (fresh && token.kind == TokenKind::Name && tokens_[i + 1].text == "=")
      defined_on_line_.emplace(token.text, token.at.line);
    fresh = token.kind == TokenKind::LineEnd;
  }
}

ParsedLoss Parser::run() {
  while (peek().kind != TokenKind::End) {
    if (peek().kind == TokenKind::LineEnd) {
      next();
      continue;
    }
    statement();
    end_of_statement();
  }
  if (!has_loss_ && last_is_definition_) {  // the last line may have a name too
    out_.loss = out_.definitions.back().value;
    out_.definitions.pop_back();
    has_loss_ = true;
  }
  if (const Symbol* p = find("p"); p && p->kind != Kind::Input) clues_.p_is_taken = true;
  if (!has_loss_) {
    fail_at(peek().at, out_.terms.empty() && out_.sliders.empty() && out_.inputs.empty()
                           ? "there is no formula yet; type one, for example (p - y)^2"
                           : "the last line must be the loss, for example (p - y)^2");
  }
  return std::move(out_);
}

void Parser::statement() {
  if (has_loss_) {
    fail_at(out_.terms[static_cast<size_t>(out_.loss)].at,
            "only the last line goes without a name; write name = … to use this value below");
  }
  last_is_definition_ = false;
  const Token& token = peek();
  const Token& after = peek(1);
  if (token.kind == TokenKind::Name) {
    if (token.text == "input" && after.kind == TokenKind::Name) return inputs();
    if (after.kind == TokenKind::Name && after.text == "in") return domain();
    if (after.kind == TokenKind::Symbol && after.text == "=") return definition();
  }
  out_.loss = expression(kLoosest);
  has_loss_ = true;
}

void Parser::end_of_statement() {
  const Token& token = peek();
  if (token.kind == TokenKind::LineEnd || token.kind == TokenKind::End) return;
  if (token.text == "=") fail_at(token.at, "expected an operator, got '='; to compare, write ==", "==");
  if (token.text == "in")
    fail_at(token.at, "a range belongs to a line of its own, such as delta = 1 in [0.1, 5]");
  const bool operand = token.kind == TokenKind::Number || token.kind == TokenKind::Name || token.text == "(";
  fail_at(token.at, text("expected an operator or the end of the line, got ", described(token),
                         operand ? "; to multiply, write *" : ""));
}

// ---- names ----------------------------------------------------------------------------------------------

Parser::Symbol* Parser::find(const std::string& name) {
  const auto it = symbols_.find(name);
  return it == symbols_.end() ? nullptr : &it->second;
}

std::span<const char* const> built_in_names() {
  static const std::vector<const char*> kNames = [] {
    std::vector<const char*> names;
    for (const BuiltIn& in : kInputs) names.push_back(in.id);
    names.insert(names.end(), {"k", "C"});
    return names;
  }();
  return kNames;
}

// A built-in input joins the list when it is first used.
Parser::Symbol Parser::use_input(const std::string& name, Position at) {
  if (const Symbol* known = find(name)) return *known;
  for (const BuiltIn& built_in : kInputs) {
    if (name != built_in.id) continue;
    used_.emplace(name, at);
    for (size_t i = 0; i < out_.inputs.size(); ++i) {
      if (out_.inputs[i].id == name) return {Kind::Input, static_cast<int>(i), 0};
    }
    out_.inputs.push_back({.id = name, .role = built_in.role, .at = at});
    return {Kind::Input, static_cast<int>(out_.inputs.size()) - 1, 0};
  }
  return {Kind::Input, -1, 0};
}

void Parser::unknown(const Token& name, bool called) {
  const std::string quoted = "'" + name.shown.substr(0, kMaxSuggestion) + "'";
  const auto later = defined_on_line_.find(name.text);
  if (!called && later != defined_on_line_.end()) {
    fail_at(name.at, later->second == name.at.line
                         ? text(quoted, " cannot be part of its own definition")
                         : text(quoted, " is defined below, on line ", later->second, "; move that line up"));
  }
  if (!called && is_function(name.text))
    fail_at(name.at, text(quoted, " is a function; write ", name.text, "(…)"));
  std::vector<std::string> names, variables;
  for (const auto& [known, symbol] : symbols_) variables.push_back(known);
  for (const Constant& constant : constants()) variables.emplace_back(constant.name);
  for (const BuiltIn& input : kInputs) variables.emplace_back(input.id);
  variables.insert(variables.end(), {"k", "C"});
  if (called && std::find(variables.begin(), variables.end(), name.text) != variables.end())
    fail_at(name.at, text(quoted, " is not a function; to multiply, write ", name.text, " * (…)"));
  for (const Function& f : functions()) names.push_back(f.name);
  const std::string near = nearest(name.text, called ? names : variables);
  if (!near.empty())
    fail_at(name.at, text("unknown ", called ? "function " : "name ", quoted, "; did you mean '", near, "'?"),
            near);
  fail_at(name.at, called ? text("unknown function ", quoted)
                          : text("unknown name ", quoted,
                                 "; there are y (target), p (prediction), z (scores), w, mu, var, and what "
                                 "lines above define"));
}

// Built-in names may be taken over, except y and z, and unless they were used before: one name, one meaning.
void Parser::check_free(const Token& name) {
  const std::string quoted = "'" + name.shown + "'";
  if (name.kind != TokenKind::Name) fail_at(name.at, text("expected a name, got ", described(name)));
  if (is_keyword(name.text)) fail_at(name.at, text(quoted, " is a word of the language; take another name"));
  if (name.text == "y" || name.text == "z")
    fail_at(name.at, text(quoted, name.text == "y" ? " is the target" : " stands for the scores",
                          "; take another name"));
  if (const Symbol* known = find(name.text))
    fail_at(name.at, text(quoted, " is already defined on line ", known->line));
  const auto before = used_.find(name.text);
  if (before != used_.end())
    fail_at(name.at,
            text(quoted, " had its built-in meaning on line ", before->second.line, "; take another name"));
}

// ---- lines ----------------------------------------------------------------------------------------------

// input a, b[D], box[4]
void Parser::inputs() {
  next();
  do {
    const Token name = next();
    const auto built_in = std::find_if(std::begin(kInputs), std::end(kInputs),
                                       [&](const BuiltIn& i) { return name.text == i.id; });
    const bool extra = built_in == std::end(kInputs);
    const bool fixed = name.text == "y" || name.text == "z";
    if (!fixed || find(name.text) || used_.contains(name.text)) check_free(name);
    LossInput input{
        .id = name.text, .role = extra ? Role::Extra : built_in->role, .declared = true, .at = name.at};
    if (accept("[")) {
      const Token axis = next();
      const bool whole = axis.kind == TokenKind::Number && axis.number == std::floor(axis.number) &&
                         axis.number >= 1 && axis.number <= kMaxExtent;
      if (axis.kind != TokenKind::Name && !whole)
        fail_at(
            axis.at,
            text("expected what the vector runs along: C (the classes), a name such as D, or a whole number "
                 "from 1 to ",
                 kMaxExtent, ", got ", described(axis)));
      const int extent = whole ? static_cast<int>(axis.number) : 0;
      const std::string id = whole ? std::to_string(extent) : axis.text;
      const auto known =
          std::find_if(out_.axes.begin(), out_.axes.end(), [&](const Axis& a) { return a.name == id; });
      input.axis = static_cast<int>(known - out_.axes.begin());
      if (known == out_.axes.end()) out_.axes.push_back({id, extent});
      expect("]", "']'");
    }
    if (out_.inputs.size() >= kMaxInputs)
      fail_at(name.at, text("a loss has at most ", kMaxInputs, " inputs"));
    symbols_[name.text] = {Kind::Input, static_cast<int>(out_.inputs.size()), name.at.line};
    out_.inputs.push_back(std::move(input));
  } while (accept(","));
}

// y in {0, 1} | {-1, 1} | classes | R
void Parser::domain() {
  const Token name = next();
  next();
  if (name.text != "y")
    fail_at(name.at, text("only y has a domain; a parameter is written ", name.text, " = 1 in [0.1, 5]"));
  if (out_.labels_declared) fail_at(name.at, "the domain of y is already given above");
  const Token what = peek();
  if (accept("{")) {
    const bool negative = accept("-");
    const Token low = next();
    expect(",", "','");
    const Token high = next();
    const Token close = peek();
    expect("}", "'}'");
    const bool numbers = low.kind == TokenKind::Number && high.kind == TokenKind::Number && high.number == 1;
    if (!numbers || low.number != (negative ? 1 : 0))
      fail_at(joined(what.at, close.at),
              "labels are {0, 1} or {-1, 1}; for more than two write y in classes");
    out_.labels = negative ? Labels::Signed : Labels::Binary;
  } else if (accept("classes")) {
    out_.labels = Labels::Classes;
  } else if (accept("R")) {
    out_.labels = Labels::Real;
  } else {
    fail_at(what.at, text("expected {0, 1}, {-1, 1}, classes or R, got ", described(what)));
  }
  out_.labels_declared = true;
}

void Parser::definition() {
  const Token name = next();
  check_free(name);
  next();
  const size_t before = out_.terms.size();
  const int value = expression(kLoosest);
  if (is("in")) {
    slider(name, value);
    out_.terms.resize(before);  // its default is a number now
    return;
  }
  symbols_[name.text] = {Kind::Definition, static_cast<int>(out_.definitions.size()), name.at.line};
  out_.definitions.push_back({name.text, value, name.at});
  last_is_definition_ = true;
}

// … in [low, high], then perhaps `log`
void Parser::slider(const Token& name, int value) {
  next();
  Slider s{.id = name.text, .at = name.at};
  s.value = constant_value(value, out_.terms[static_cast<size_t>(value)].at);
  const Token open = peek();
  expect("[", "'[' and the range, such as [0.1, 5]");
  ++brackets_;
  const auto bound = [&] {
    const int term = expression(kLoosest);
    return constant_value(term, out_.terms[static_cast<size_t>(term)].at);
  };
  s.range.low = bound();
  expect(",", "',' and the upper end of the range");
  s.range.high = bound();
  const Token close = peek();
  expect("]", "']' to close the range");
  --brackets_;
  const Position range = joined(open.at, close.at);
  if (accept("log")) s.scale = Scale::Log;
  if (!(s.range.low < s.range.high))
    fail_at(range, text("a range goes from low to high, got [", s.range.low, ", ", s.range.high, "]"));
  if (s.scale == Scale::Log && s.range.low <= 0)
    fail_at(range, text("a log scale needs a range above 0, got [", s.range.low, ", ", s.range.high, "]"));
  if (!(s.value >= s.range.low && s.value <= s.range.high))
    fail_at(name.at, text(name.text, " starts at ", s.value, ", outside its range [", s.range.low, ", ",
                          s.range.high, "]"));
  if (out_.sliders.size() >= kMaxSliders)
    fail_at(name.at, text("a loss has at most ", kMaxSliders, " parameters"));
  symbols_[name.text] = {Kind::Slider, static_cast<int>(out_.sliders.size()), name.at.line};
  out_.sliders.push_back(std::move(s));
}

// Evaluates numbers, constants and ops of them.
double Parser::constant_value(int term, Position at) {
  std::vector<double> values(static_cast<size_t>(term) + 1);
  std::vector<char> needed(static_cast<size_t>(term) + 1, 0);
  needed[static_cast<size_t>(term)] = 1;
  for (int i = term; i >= 0; --i) {
    if (!needed[static_cast<size_t>(i)]) continue;
    for (int a : out_.terms[static_cast<size_t>(i)].args) needed[static_cast<size_t>(a)] = 1;
  }
  for (int i = 0; i <= term; ++i) {
    if (!needed[static_cast<size_t>(i)]) continue;
    const Term& t = out_.terms[static_cast<size_t>(i)];
    double& value = values[static_cast<size_t>(i)];
    if (t.kind == Kind::Number) {
      value = t.number;
    } else if (t.kind == Kind::Constant) {
      value = constants()[static_cast<size_t>(t.index)].value;
    } else if (t.kind == Kind::Call && functions()[static_cast<size_t>(t.index)].is_op) {
      std::array<double, 3> args{};
      for (size_t k = 0; k < t.args.size(); ++k) args[k] = values[static_cast<size_t>(t.args[k])];
      value = evaluate_scalar(functions()[static_cast<size_t>(t.index)].op, args.data());
    } else {
      fail_at(t.at, "defaults and ranges are numbers: no inputs, parameters or definitions here");
    }
  }
  const double value = values[static_cast<size_t>(term)];
  if (!std::isfinite(value)) fail_at(at, text("this must be a finite number, got ", value));
  return value;
}

}  // namespace losscape::lang
