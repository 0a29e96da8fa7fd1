// SPDX-License-Identifier: Apache-2.0
#include "ir/print.h"

#include <cmath>
#include <cstdio>

namespace losscape {

namespace {

// How tightly a piece of output binds: an operand that binds less than its place asks for gets parentheses.
enum Binding { kLoose = 0, kCompare = 1, kSum = 2, kProduct = 3, kPrefix = 4, kPower = 5, kAtom = 6 };

struct Piece {
  std::string text;
  int binding = kAtom;
};

std::string number_text(double v) {
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  char buffer[32];
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(buffer, sizeof buffer, "%.*g", digits, v);
    if (std::stod(buffer) == v) break;
  }
  return buffer;
}

int binding_of(Op op) {
  switch (op) {
    case Op::add:
    case Op::sub:
      return kSum;
    case Op::mul:
    case Op::div:
    case Op::ratio_or_zero:
      return kProduct;
    case Op::neg:
      return kPrefix;
    case Op::pow:
      return kPower;
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
      return kCompare;
    default:
      return kAtom;
  }
}

// The walk over the graph that both writers share; they differ in how an op's pieces are put together.
template <class Writer>
Piece write(const Graph& g, int id, const Names& names, const Writer& w) {
  const Node& n = g.node(id);
  if (n.op == Op::constant) return w.number(n.number);
  if (n.op == Op::input) {
    const std::string& name = g.inputs()[static_cast<size_t>(n.input)].name;
    const auto it = names.find(name);
    return {w.name(it == names.end() ? name : it->second), kAtom};
  }
  if (n.op == Op::broadcast || n.op == Op::stop_gradient || n.op == Op::reshape)
    return write(g, n.args[0], names, w);
  std::vector<Piece> args;
  for (int a : n.args) args.push_back(write(g, a, names, w));
  // x·x is a square, and a sum starts with what is not negated.
  if (n.op == Op::mul && n.args[0] == n.args[1]) return w.square(args[0]);
  if (n.op == Op::add && g.node(n.args[0]).op == Op::neg)
    return w.join(Op::sub, {args[1], write(g, g.node(n.args[0]).args[0], names, w)});
  if (n.op == Op::mul && g.node(n.args[1]).op == Op::constant) std::swap(args[0], args[1]);
  return w.join(n.op, args);
}

struct TextWriter {
  static Piece number(double v) { return {number_text(v), v < 0 ? kPrefix : kAtom}; }
  static std::string name(const std::string& s) { return s; }
  static std::string in(const Piece& p, int at_least) {
    return p.binding >= at_least ? p.text : "(" + p.text + ")";
  }
  static Piece square(const Piece& p) { return {in(p, kAtom) + " ^ 2", kPower}; }

  static Piece join(Op op, const std::vector<Piece>& a) {
    const OpInfo& i = info(op);
    const int b = binding_of(op);
    if (op == Op::neg) return {"-" + in(a[0], kPrefix), kPrefix};
    if (op == Op::pow) return {in(a[0], kAtom) + " ^ " + in(a[1], kPower), kPower};
    if (b < kAtom && a.size() == 2 && op != Op::ratio_or_zero) {
      const bool ordered = op == Op::sub || op == Op::div;  // a − (b − c) keeps its parentheses
      return {in(a[0], b) + " " + i.symbol + " " + in(a[1], ordered || b == kCompare ? b + 1 : b), b};
    }
    std::string s = std::string(op == Op::logcosh ? "log_cosh" : i.name) + "(";
    for (size_t k = 0; k < a.size(); ++k) s += (k ? ", " : "") + a[k].text;
    return {s + ")", kAtom};
  }
};

struct MathWriter {
  static std::string op(const std::string& s) { return "<mo>" + s + "</mo>"; }
  static std::string row(const std::string& s) { return "<mrow>" + s + "</mrow>"; }
  static Piece number(double v) {
    if (v == M_LN2) return {"<mrow><mi>ln</mi><mn>2</mn></mrow>", kAtom};
    const std::string digits = number_text(std::abs(v));
    if (v < 0) return {row(op("−") + "<mn>" + digits + "</mn>"), kPrefix};
    if (v == 0.5) return {"<mfrac><mn>1</mn><mn>2</mn></mfrac>", kAtom};
    return {"<mn>" + digits + "</mn>", kAtom};
  }
  static std::string name(const std::string& s) { return "<mi>" + s + "</mi>"; }
  static std::string in(const Piece& p, int at_least) {
    return p.binding >= at_least ? p.text : row(op("(") + p.text + op(")"));
  }
  static Piece square(const Piece& p) { return {"<msup>" + in(p, kAtom) + "<mn>2</mn></msup>", kPower}; }
  static Piece call(const std::string& f, const std::string& arguments) {
    return {row(f + op("(") + arguments + op(")")), kAtom};
  }
  static std::string branch(const std::string& value, const std::string& condition) {
    return "<mtr><mtd>" + value + "</mtd><mtd>" + condition + "</mtd></mtr>";
  }
  static Piece cases(const std::string& yes, const std::string& condition, const std::string& no) {
    return {row(op("{") + "<mtable columnalign=\"left\">" +
                branch(yes, row("<mtext>if&#xA0;</mtext>" + condition)) +
                branch(no, "<mtext>otherwise</mtext>") + "</mtable>"),
            kAtom};
  }

  static Piece join(Op o, const std::vector<Piece>& a) {
    const int b = binding_of(o);
    switch (o) {
      case Op::neg:
        return {row(op("−") + in(a[0], kProduct)), kPrefix};
      case Op::add:
        return {row(in(a[0], kSum) + op("+") + in(a[1], kSum)), kSum};
      case Op::sub:
        return {row(in(a[0], kSum) + op("−") + in(a[1], kProduct)), kSum};
      case Op::mul:
        return {row(in(a[0], kProduct) + op("&#x2062;") + in(a[1], kProduct)), kProduct};
      case Op::div:
      case Op::ratio_or_zero:
        return {"<mfrac>" + a[0].text + a[1].text + "</mfrac>", kAtom};
      case Op::pow:
        return {"<msup>" + in(a[0], kAtom) + a[1].text + "</msup>", kPower};
      case Op::exp:
        return {"<msup><mi>e</mi>" + a[0].text + "</msup>", kPower};
      case Op::sqrt:
        return {"<msqrt>" + a[0].text + "</msqrt>", kAtom};
      case Op::abs:
        return {row(op("|") + a[0].text + op("|")), kAtom};
      case Op::floor:
        return {row(op("⌊") + a[0].text + op("⌋")), kAtom};
      case Op::relu:
        return call("<mi>max</mi>", "<mn>0</mn>" + op(",") + a[0].text);
      case Op::sigmoid:
        return call("<mi>σ</mi>", a[0].text);
      case Op::logcosh:
        return {row("<mi>log</mi><mi>cosh</mi>" + in(a[0], kAtom)), kProduct};
      case Op::log_sigmoid:
        return {row("<mi>log</mi>" + call("<mi>σ</mi>", a[0].text).text), kProduct};
      case Op::where:
        return cases(a[1].text, a[0].text, a[2].text);
      case Op::gate:
        return cases(a[1].text, row(in(a[0], kSum) + op("&gt;") + "<mn>0</mn>"), "<mn>0</mn>");
      case Op::less:
        return {row(in(a[0], kSum) + op("&lt;") + in(a[1], kSum)), b};
      case Op::less_equal:
        return {row(in(a[0], kSum) + op("≤") + in(a[1], kSum)), b};
      case Op::greater:
        return {row(in(a[0], kSum) + op("&gt;") + in(a[1], kSum)), b};
      case Op::greater_equal:
        return {row(in(a[0], kSum) + op("≥") + in(a[1], kSum)), b};
      case Op::equal:
        return {row(op("[") + a[0].text + op("=") + a[1].text + op("]")), kAtom};
      case Op::not_equal:
        return {row(op("[") + a[0].text + op("≠") + a[1].text + op("]")), kAtom};
      default:
        break;
    }
    std::string arguments;
    for (size_t k = 0; k < a.size(); ++k) arguments += (k ? op(",") : "") + a[k].text;
    return call(std::string("<mi>") + info(o).symbol + "</mi>", arguments);
  }
};

}  // namespace

std::string to_text(Value v, const Names& names) {
  return write(*v.graph(), v.id(), names, TextWriter{}).text;
}

std::string to_mathml(Value v, const Names& names) {
  return "<math>" + MathWriter::row(write(*v.graph(), v.id(), names, MathWriter{}).text) + "</math>";
}

}  // namespace losscape
