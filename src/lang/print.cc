// SPDX-License-Identifier: Apache-2.0
// The syntax tree as text again. Pieces are put together from the leaves up, so deep trees need no stack.
#include "lang/functions.h"
#include "lang/parse.h"
#include "number_text.h"

namespace losscape::lang {

namespace {

struct Piece {
  std::string text;
  Binding binding = kAtom;
};

std::string in(Piece&& p, int at_least) {
  return p.binding >= at_least ? std::move(p.text) : "(" + p.text + ")";
}

std::string leaf(const ParsedLoss& loss, const Term& term) {
  switch (term.kind) {
    case Kind::Number:
      return number_text(term.number);
    case Kind::Constant:
      return constants()[static_cast<size_t>(term.index)].name;
    case Kind::Input:
      return loss.inputs[static_cast<size_t>(term.index)].id;
    case Kind::Probability:
      return "p";
    case Kind::ClassIndex:
      return "k";
    case Kind::ClassCount:
      return "C";
    case Kind::Slider:
      return loss.sliders[static_cast<size_t>(term.index)].id;
    case Kind::Definition:
      return loss.definitions[static_cast<size_t>(term.index)].id;
    default:
      return "";
  }
}

Piece call(const Term& term, std::vector<Piece>& pieces) {
  const Function& f = functions()[static_cast<size_t>(term.index)];
  const auto arg = [&](size_t i) { return std::move(pieces[static_cast<size_t>(term.args[i])]); };
  const Binding b = f.binding;
  switch (f.notation) {
    case Notation::Prefix:
      return {f.symbol + (f.symbol == "not" ? " " : "") + in(arg(0), b), b};
    case Notation::Power:
      return {in(arg(0), kAtom) + " ^ " + in(arg(1), kPrefix), b};
    case Notation::Infix:
    case Notation::Fraction:
      // All group to the left; comparisons do not group at all.
      return {in(arg(0), b == kCompare ? b + 1 : b) + " " + f.symbol + " " + in(arg(1), b + 1), b};
    default: {
      std::string s = f.name + "(";
      for (size_t i = 0; i < term.args.size(); ++i) s += (i > 0 ? ", " : "") + arg(i).text;
      return {s + ")", kAtom};
    }
  }
}

std::string domain_text(Labels labels) {
  switch (labels) {
    case Labels::Real:
      return "R";
    case Labels::Binary:
      return "{0, 1}";
    case Labels::Signed:
      return "{-1, 1}";
    case Labels::Classes:
      return "classes";
  }
  return "";
}

}  // namespace

std::string print(const ParsedLoss& loss, int term) {
  std::vector<char> needed(static_cast<size_t>(term) + 1, 0);
  needed[static_cast<size_t>(term)] = 1;
  for (size_t i = needed.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (int a : loss.terms[i].args) needed[static_cast<size_t>(a)] = 1;
  }
  std::vector<Piece> pieces(needed.size());  // every term is the argument of one other, so pieces move
  for (size_t i = 0; i < pieces.size(); ++i) {
    if (!needed[i]) continue;
    const Term& t = loss.terms[i];
    if (t.kind == Kind::Call) {
      pieces[i] = call(t, pieces);
    } else if (t.kind == Kind::Pick || t.kind == Kind::Element) {
      const std::string what = t.kind == Kind::Pick ? "y" : std::to_string(t.index);
      pieces[i] = {in(std::move(pieces[static_cast<size_t>(t.args[0])]), kAtom) + "[" + what + "]", kAtom};
    } else {
      pieces[i] = {leaf(loss, t), kAtom};
    }
  }
  return pieces.back().text;
}

std::string print(const ParsedLoss& loss) {
  std::string out;
  if (loss.labels_declared) out += "y in " + domain_text(loss.labels) + "\n";
  for (const LossInput& i : loss.inputs) {
    if (!i.declared) continue;
    out += "input " + i.id;
    if (i.axis != kScalar) out += "[" + loss.axes[static_cast<size_t>(i.axis)].name + "]";
    out += "\n";
  }
  for (const Slider& s : loss.sliders) {
    out += s.id + " = " + number_text(s.value) + " in [" + number_text(s.range.low) + ", " +
           number_text(s.range.high) + "]" + (s.scale == Scale::Log ? " log" : "") + "\n";
  }
  for (const Definition& d : loss.definitions) out += d.id + " = " + print(loss, d.value) + "\n";
  return out + print(loss, loss.loss) + "\n";
}

}  // namespace losscape::lang
