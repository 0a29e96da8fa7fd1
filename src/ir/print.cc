// SPDX-License-Identifier: Apache-2.0
#include "ir/print.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "ir/binding.h"
#include "ir/forms.h"
#include "number_text.h"

namespace losscape {

namespace {

struct Piece {
  std::string text;
  int binding = kAtom;
  int sums = 0;         // sums within one another: each takes an index letter of its own
  bool single = false;  // MathML: one element, no row needed around it
};

struct TextWriter {
  static std::string in(const Piece& p, int at_least) {
    return p.binding >= at_least ? p.text : "(" + p.text + ")";
  }
  static Piece call(const std::string& f, const std::vector<Piece>& a) {
    std::string s = f + "(";
    for (size_t k = 0; k < a.size(); ++k) s += (k > 0 ? ", " : "") + a[k].text;
    return {s + ")"};
  }
  static Piece number(double v) { return {number_text(v), v < 0 ? kPrefix : kAtom}; }
  static Piece name(const std::string& s, bool /*vector*/) { return {s}; }

  static Piece form(const Shown& s, const std::vector<Piece>& a) {
    switch (s.form) {
      case Form::Square:
        return {in(a[0], kAtom) + " ^ 2", kPower};
      case Form::Twice:
        return {"2 * " + in(a[0], kPrefix), kProduct};
      case Form::Index:
        return {"k"};
      case Form::OneHot:
        return call("one_hot", a);
      case Form::Pick:
        return {in(a[0], kAtom) + "[" + a[1].text + "]"};
      case Form::Element:
        return {in(a[0], kAtom) + "[" + std::to_string(s.position) + "]"};
      case Form::Sum:
        return call("sum", a);
      case Form::Mean:
        return call("mean", a);
      case Form::Largest:
        return call("max", a);
      case Form::Smallest:
        return call("min", a);
      case Form::Product:
        return call("prod", a);
      case Form::LogSumExp:
        return call("logsumexp", a);
      case Form::Softmax:
        return call("softmax", a);
      case Form::LogSoftmax:
        return call("log_softmax", a);
      case Form::Norm:
        return call("norm", a);
      default:
        return apply(s.op, a);
    }
  }

  static Piece apply(Op op, const std::vector<Piece>& a) {
    const OpInfo& i = info(op);
    const int b = binding_of(info(op));
    const std::string space = i.symbol == std::string_view("not") ? " " : "";
    if (i.notation == Notation::Prefix) return {i.symbol + space + in(a[0], b), b};
    if (i.notation == Notation::Power) return {in(a[0], kAtom) + " ^ " + in(a[1], kPrefix), b};
    if (b < kAtom && a.size() == 2 && op != Op::ratio_or_zero) {
      const bool ordered =
          op == Op::sub || op == Op::div || b == kCompare;  // a − (b − c) keeps its parentheses
      return {in(a[0], b == kCompare ? b + 1 : b) + " " + i.symbol + " " + in(a[1], ordered ? b + 1 : b), b};
    }
    return call(i.notation == Notation::Call ? i.symbol : i.name, a);
  }

  static std::string whole(const Piece& top, const std::vector<std::pair<Piece, Piece>>& named) {
    std::string out;
    for (const auto& [name, piece] : named) out += name.text + " = " + piece.text + "\n";
    return out + top.text;
  }
};

// In texts of pieces, an indexed name stands between kOpen and kClose, and kIndex for the index alone, until
// it is known which sum they belong to.
constexpr char kOpen = '\x01', kClose = '\x02', kIndex = '\x03';

class MathWriter {
 public:
  explicit MathWriter(bool free_index) : free_index_(free_index) {}

  static std::string op(const std::string& s) { return "<mo>" + s + "</mo>"; }
  static std::string word(const std::string& s) { return "<mi>" + s + "</mi>"; }
  static std::string row(const std::string& s) { return "<mrow>" + s + "</mrow>"; }
  // One element: what msup, mfrac and the like ask of each of their parts.
  static std::string one(const Piece& p) { return p.single ? p.text : row(p.text); }
  static std::string in(const Piece& p, int at_least) { return p.binding >= at_least ? p.text : enclosed(p); }
  static std::string one_in(const Piece& p, int at_least) {
    return p.binding >= at_least ? one(p) : enclosed(p);
  }
  // A condition among numbers is 1 where it holds: Iverson's bracket.
  static std::string enclosed(const Piece& p) {
    const bool condition = p.binding >= kOr && p.binding <= kCompare;
    return row(op(condition ? "[" : "(") + p.text + op(condition ? "]" : ")"));
  }

  // Gives the open index of a text its letter; an empty one takes it away: softmax(z)_c, not softmax(z_c)_c.
  static std::string bound(const std::string& text, const std::string& index) {
    std::string out;
    for (char c : text) {
      if (c == kOpen) {
        out += index.empty() ? "" : "<msub>";
      } else if (c == kClose) {
        out += index.empty() ? "" : index + "</msub>";
      } else if (c == kIndex) {
        out += index.empty() ? "<mi>k</mi>" : index;
      } else {
        out += c;
      }
    }
    return out;
  }
  static std::string indexed(const std::string& element) { return kOpen + element + kClose; }
  static bool has_index(const Piece& p) { return p.text.find_first_of({kOpen, kIndex}) != std::string::npos; }
  // A formula for one of several elements takes c for itself.
  std::string letter(int sums) const {
    constexpr const char* kLetters[] = {"c", "j", "i", "l"};
    return word(kLetters[std::min(sums + (free_index_ ? 1 : 0), 3)]);
  }

  static Piece number(double v) {
    if (v == M_LN2) return {row(word("ln") + "<mn>2</mn>"), kAtom, 0, true};
    if (v == M_PI) return {word("π"), kAtom, 0, true};
    if (v == M_E) return {word("e"), kAtom, 0, true};
    if (v < 0 || std::signbit(v)) return {op("−") + number(-v).text, kPrefix};
    if (v == 0.5) return {"<mfrac><mn>1</mn><mn>2</mn></mfrac>", kAtom, 0, true};
    if (std::isinf(v)) return {op("∞"), kAtom, 0, true};
    const std::string digits = number_text(v);
    const size_t e = digits.find('e');
    if (e == std::string::npos) return {"<mn>" + digits + "</mn>", kAtom, 0, true};
    const int exponent = std::atoi(digits.c_str() + e + 1);
    const std::string power =
        "<msup><mn>10</mn>" +
        row((exponent < 0 ? op("−") : "") + "<mn>" + std::to_string(std::abs(exponent)) + "</mn>") +
        "</msup>";
    if (digits.substr(0, e) == "1") return {power, kPower, 0, true};
    return {"<mn>" + digits.substr(0, e) + "</mn>" + op("·") + power, kProduct};
  }
  static Piece name(const std::string& s, bool vector) {
    return {vector ? indexed(word(s)) : word(s), kAtom, 0, true};
  }
  static Piece call(const std::string& f, const std::string& arguments) {
    return {row(f + op("(") + arguments + op(")")), kAtom, 0, true};
  }

  Piece form(const Shown& s, const std::vector<Piece>& a) const {
    Piece p = written(s, a);
    for (const Piece& arg : a) p.sums = std::max(p.sums, arg.sums);
    const bool sums = s.form == Form::Sum || s.form == Form::Mean || s.form == Form::Largest ||
                      s.form == Form::Smallest || s.form == Form::Product || s.form == Form::LogSumExp;
    p.sums += sums ? 1 : 0;
    return p;
  }

  std::string whole(const Piece& top, const std::vector<std::pair<Piece, Piece>>& named) const {
    const auto finished = [](const Piece& p) { return bound(p.text, word("c")); };
    std::string out = finished(top);
    for (size_t i = 0; i < named.size(); ++i) {
      out +=
          i == 0 ? "<mspace width=\"1em\"/><mtext>with&#xA0;</mtext>" : op(",") + "<mspace width=\"0.6em\"/>";
      out += finished(named[i].first) + op("=") + finished(named[i].second);
    }
    return "<math>" + row(out) + "</math>";
  }

 private:
  static std::string under(const std::string& symbol, const std::string& index) {
    return "<munder>" + symbol + index + "</munder>";
  }
  Piece over_index(const std::string& symbol, const Piece& body, int at_least) const {
    const std::string index = letter(body.sums);
    return {under(symbol, index) + bound(in(body, at_least), index), kProduct};
  }

  Piece written(const Shown& s, const std::vector<Piece>& a) const {
    switch (s.form) {
      case Form::Square:
        return {"<msup>" + one_in(a[0], kAtom) + "<mn>2</mn></msup>", kPower, 0, true};
      case Form::Twice:
        return {"<mn>2</mn>" + op("&#x2062;") + in(a[0], a[0].binding == kPrefix ? kPower : kProduct),
                kProduct};
      case Form::Index:
        return {std::string(1, kIndex), kAtom, 0, true};
      case Form::OneHot:
        return {row(op("[") + kIndex + op("=") + a[0].text + op("]")), kAtom, 0, true};
      case Form::Pick:
        return {bound(a[0].text, one(a[1])), a[0].binding, 0, a[0].single};
      case Form::Element:
        return {bound(a[0].text, "<mn>" + std::to_string(s.position) + "</mn>"), a[0].binding, 0,
                a[0].single};
      case Form::Sum:
        return over_index(op("∑"), a[0], kProduct);
      case Form::Mean:
        return over_index(word("mean"), a[0], kAtom);
      case Form::Largest:
        return over_index(word("max"), a[0], kAtom);
      case Form::Smallest:
        return over_index(word("min"), a[0], kAtom);
      case Form::Product:
        return over_index(op("∏"), a[0], kPower);
      case Form::LogSumExp: {
        const std::string index = letter(a[0].sums);
        return {
            word("log") + under(op("∑"), index) + "<msup><mi>e</mi>" + bound(one(a[0]), index) + "</msup>",
            kProduct};
      }
      case Form::Softmax:
        return {indexed(call(word("softmax"), bound(a[0].text, "")).text), kAtom, 0, true};
      case Form::LogSoftmax:
        return {word("log") + indexed(call(word("softmax"), bound(a[0].text, "")).text), kProduct};
      case Form::Norm:
        return {row(op("‖") + bound(a[0].text, "") + op("‖")), kAtom, 0, true};
      default:
        return apply(s.op, a);
    }
  }

  static std::string branch(const std::string& value, const std::string& condition) {
    return "<mtr><mtd>" + value + "</mtd><mtd>" + condition + "</mtd></mtr>";
  }
  static Piece cases(const std::string& yes, const std::string& condition, const std::string& no) {
    return {
        row(op("{") + "<mtable columnalign=\"left\">" + branch(yes, "<mtext>if&#xA0;</mtext>" + condition) +
            branch(no, "<mtext>otherwise</mtext>") + "</mtable>"),
        kLoosest, 0, true};
  }
  static Piece infix(const Piece& a, const std::string& sign, const Piece& b, int binding, int right) {
    return {in(a, binding) + op(sign) + in(b, right), binding};
  }
  static Piece comparison(const Piece& a, const std::string& sign, const Piece& b) {
    return {in(a, kSum) + op(sign) + in(b, kSum), kCompare};
  }

  static Piece apply(Op o, const std::vector<Piece>& a) {
    switch (o) {
      case Op::neg:
        return {op("−") + in(a[0], kProduct), kPrefix};
      case Op::add:
        return infix(a[0], "+", a[1], kSum, kSum);
      case Op::sub:
        return infix(a[0], "−", a[1], kSum, kProduct);
      case Op::mul:
        return infix(a[0], "&#x2062;", a[1], kProduct, a[1].binding == kPrefix ? kPower : kProduct);
      case Op::div:
      case Op::ratio_or_zero:
        return {"<mfrac>" + one(a[0]) + one(a[1]) + "</mfrac>", kAtom, 0, true};
      case Op::pow:
        return {"<msup>" + one_in(a[0], kAtom) + one(a[1]) + "</msup>", kPower, 0, true};
      case Op::exp:
        return {"<msup><mi>e</mi>" + one(a[0]) + "</msup>", kPower, 0, true};
      case Op::exp2:
        return {"<msup><mn>2</mn>" + one(a[0]) + "</msup>", kPower, 0, true};
      case Op::sqrt:
        return {"<msqrt>" + a[0].text + "</msqrt>", kAtom, 0, true};
      case Op::rsqrt:
        return {"<mfrac><mn>1</mn><msqrt>" + a[0].text + "</msqrt></mfrac>", kAtom, 0, true};
      case Op::cbrt:
        return {"<mroot>" + one(a[0]) + "<mn>3</mn></mroot>", kAtom, 0, true};
      case Op::abs:
        return {row(op("|") + a[0].text + op("|")), kAtom, 0, true};
      case Op::floor:
        return {row(op("⌊") + a[0].text + op("⌋")), kAtom, 0, true};
      case Op::relu:
        return call(word("max"), "<mn>0</mn>" + op(",") + a[0].text);
      case Op::sigmoid:
        return call(word("σ"), a[0].text);
      case Op::logcosh:
        return {word("log") + word("cosh") + in(a[0], kAtom), kProduct};
      case Op::log_sigmoid:
        return {word("log") + call(word("σ"), a[0].text).text, kProduct};
      case Op::log1p:
        return call(word("log"), "<mn>1</mn>" + op("+") + in(a[0], kProduct));
      case Op::expm1:
        return {"<msup><mi>e</mi>" + one(a[0]) + "</msup>" + op("−") + "<mn>1</mn>", kSum};
      case Op::xlogy:
        return {in(a[0], kProduct) + op("&#x2062;") + call(word("log"), a[1].text).text, kProduct};
      case Op::where:
        return cases(a[1].text, a[0].text, a[2].text);
      case Op::gate:
        return cases(a[1].text, in(a[0], kSum) + op("&gt;") + "<mn>0</mn>", "<mn>0</mn>");
      case Op::less:
        return comparison(a[0], "&lt;", a[1]);
      case Op::less_equal:
        return comparison(a[0], "≤", a[1]);
      case Op::greater:
        return comparison(a[0], "&gt;", a[1]);
      case Op::greater_equal:
        return comparison(a[0], "≥", a[1]);
      case Op::equal:
        return {row(op("[") + a[0].text + op("=") + a[1].text + op("]")), kAtom, 0, true};
      case Op::not_equal:
        return {row(op("[") + a[0].text + op("≠") + a[1].text + op("]")), kAtom, 0, true};
      default:
        break;
    }
    const OpInfo& i = info(o);
    const int b = binding_of(info(o));
    if (i.notation == Notation::Infix) return infix(a[0], i.symbol, a[1], b, b);
    if (i.notation == Notation::Prefix) return {op(i.symbol) + in(a[0], b), b};
    std::string arguments;
    for (size_t k = 0; k < a.size(); ++k) arguments += (k > 0 ? op(",") : "") + a[k].text;
    return call(word(i.symbol), arguments);
  }

  bool free_index_;
};

// Puts the pieces of every node together, operands first.
template <class Writer>
std::string assemble(const Graph& g, const Forms& forms, const Names& names, const Writer& w) {
  std::map<int, Piece> pieces;
  std::vector<std::pair<Piece, Piece>> named;
  for (int id : forms.order()) {
    const Shown& s = forms[id];
    const bool vector = g.node(id).shape.size() > 1;
    Piece p;
    if (s.form == Form::Number) {
      p = w.number(s.number);
    } else if (s.form == Form::Input) {
      const std::string& name = g.inputs()[static_cast<size_t>(g.node(id).input)].name;
      const auto it = names.find(name);
      p = w.name(it == names.end() ? name : it->second, vector);
    } else {
      std::vector<Piece> args;
      for (int a : s.args) args.push_back(pieces.at(a));
      p = w.form(s, args);
    }
    const std::string name = forms.name_of(id);
    if (!name.empty()) {
      const auto it = names.find(name);
      Piece short_form = w.name(it == names.end() ? name : it->second, vector);
      named.emplace_back(short_form, std::move(p));
      p = std::move(short_form);
    }
    pieces[id] = std::move(p);
  }
  return w.whole(pieces.at(forms.root()), named);
}

}  // namespace

std::string to_text(Value v, const Names& names, const PieceNames& pieces) {
  return assemble(*v.graph(), Forms(v, pieces), names, TextWriter{});
}

std::string to_mathml(Value v, const Names& names, const PieceNames& pieces) {
  const bool free_index = v.shape().size() > 1;
  const Forms forms(v, pieces);
  return assemble(*v.graph(), forms, names, MathWriter(free_index));
}

}  // namespace losscape
