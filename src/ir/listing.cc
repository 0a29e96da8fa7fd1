// SPDX-License-Identifier: Apache-2.0
#include "ir/listing.h"

#include <vector>

#include "error.h"
#include "number_text.h"

namespace losscape {

namespace {

std::string operand(const Graph& g, int id) {
  const Node& n = g.node(id);
  if (n.op == Op::constant) return number_text(n.number, 6);
  if (n.op == Op::input) return g.inputs()[static_cast<size_t>(n.input)].name;
  return "%" + std::to_string(id);
}

// What the operands alone leave open: axes, ranges, window sizes.
std::string attributes(const Node& n) {
  if (n.op == Op::matmul || n.ints.empty()) return "";
  std::string s = " {";
  for (size_t i = 0; i < n.ints.size(); ++i) s += (i ? ", " : "") + std::to_string(n.ints[i]);
  return s + "}";
}

}  // namespace

std::string listing(const Graph& g, std::span<const Value> outputs) {
  std::vector<char> needed(static_cast<size_t>(g.size()), 0);
  for (const Value& v : outputs) needed[static_cast<size_t>(v.id())] = 1;
  for (int i = g.size() - 1; i >= 0; --i) {
    if (!needed[static_cast<size_t>(i)]) continue;
    for (int a : g.node(i).args) needed[static_cast<size_t>(a)] = 1;
  }
  std::string out;
  for (int i = 0; i < g.size(); ++i) {
    const Node& n = g.node(i);
    if (!needed[static_cast<size_t>(i)] || n.op == Op::constant) continue;
    if (n.op == Op::input) {
      out += text(operand(g, i), "  ", to_string(n.shape), "\n");
      continue;
    }
    out += text("%", i, " = ", info(n.op).name, "(");
    for (size_t k = 0; k < n.args.size(); ++k) {
      const bool transposed = n.op == Op::matmul && n.ints[k] != 0;
      out += text(k ? ", " : "", operand(g, n.args[k]), transposed ? "ᵀ" : "");
    }
    out += text(")", attributes(n), "  ", to_string(n.shape), "\n");
  }
  return out;
}

}  // namespace losscape
