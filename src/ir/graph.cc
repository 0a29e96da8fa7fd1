// SPDX-License-Identifier: Apache-2.0
#include "ir/graph.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "simd.h"

namespace losscape {

namespace {

constexpr std::uint64_t key_of(std::string_view name) {
  std::uint64_t h = 0xcbf29ce484222325ULL;  // FNV-1a
  for (char c : name) h = (h ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  return h;
}

constexpr OpInfo kOps[] = {
#define LS_UNARY(id, notation, symbol, ...) {#id, 1, true, Notation::notation, symbol, key_of(#id)},
#define LS_BINARY(id, notation, symbol, ...) {#id, 2, true, Notation::notation, symbol, key_of(#id)},
#define LS_TERNARY(id, notation, symbol, ...) {#id, 3, true, Notation::notation, symbol, key_of(#id)},
#define LS_STRUCTURAL(id, ...) {#id, 0, false, Notation::Call, #id, key_of(#id)},
#define LS_CALL(id, ...) {#id, 0, false, Notation::Call, #id, key_of(#id), true},
#include "ir/ops.def"
};

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
  return hash;
}

bool commutes(Op op) { return op == Op::add || op == Op::mul; }

bool same(const Node& a, const Node& b) {
  const bool args = a.args == b.args || (commutes(a.op) && a.args[0] == b.args[1] && a.args[1] == b.args[0]);
  return a.op == b.op && args && a.ints == b.ints && a.shape == b.shape && a.input == b.input &&
         bit_cast<std::uint64_t>(a.number) == bit_cast<std::uint64_t>(b.number);
}

// Arithmetic on plain numbers is done when a node is added; everything else while planning. Returns false for
// ops it leaves alone.
bool fold(Op op, const std::array<double, 3>& x, double& y) {
  const auto [a, b, c] = x;
  switch (op) {
    case Op::neg:
      return y = -a, true;
    case Op::abs:
      return y = std::fabs(a), true;
    case Op::sqrt:
      return y = std::sqrt(a), true;
    case Op::add:
      return y = a + b, true;
    case Op::sub:
      return y = a - b, true;
    case Op::mul:
      return y = a * b, true;
    case Op::div:
      return y = a / b, true;
    case Op::ratio_or_zero:
      return y = b == 0 ? 0 : a / b, true;
    case Op::less:
      return y = a < b, true;
    case Op::less_equal:
      return y = a <= b, true;
    case Op::equal:
      return y = a == b, true;
    case Op::not_equal:
      return y = a != b, true;
    case Op::where:
      return y = a != 0 ? b : c, true;
    default:
      return false;
  }
}

}  // namespace

const OpInfo& info(Op op) { return kOps[static_cast<size_t>(op)]; }
std::span<const OpInfo> all_ops() { return kOps; }

std::array<Interval, 3> domain(Op op) {
  switch (op) {
#define LS_UNARY(id, notation, symbol, value, da, ...) \
  case Op::id:                                         \
    return {{__VA_ARGS__}};
#define LS_BINARY(id, notation, symbol, value, da, db, ...) \
  case Op::id:                                              \
    return {{__VA_ARGS__}};
#define LS_TERNARY(id, notation, symbol, value, da, db, dc, ...) \
  case Op::id:                                                   \
    return {{__VA_ARGS__}};
#define LS_STRUCTURAL(id, ...) \
  case Op::id:                 \
    break;
#include "ir/ops.def"
  }
  fail(info(op).name, " is no elementwise op");
}

Shape::Shape(std::initializer_list<int> extents) : Shape(std::span(extents.begin(), extents.size())) {}

Shape::Shape(std::span<const int> extents) {
  if (extents.size() > kMaxRank) fail("a value has at most ", kMaxRank, " axes, got ", extents.size());
  for (int e : extents) {
    if (e < 0) fail("an extent must be 0 or more, got ", e);
    extent[static_cast<size_t>(rank++)] = e;
  }
}

std::int64_t Shape::size() const {
  std::int64_t n = 1;
  for (int i = 0; i < rank; ++i) n *= extent[static_cast<size_t>(i)];
  return n;
}

std::string to_string(const Shape& shape) {
  std::string s = "[";
  for (int i = 0; i < shape.rank; ++i) s += (i ? ", " : "") + std::to_string(shape[i]);
  return s + "]";
}

Shape broadcast_shape(const Shape& a, const Shape& b) {
  if (a.rank == 0) return b;
  if (b.rank == 0) return a;
  Shape out = a;
  bool fits = a.rank == b.rank;
  for (int i = 0; fits && i < a.rank; ++i) {
    if (a[i] == 1) out[i] = b[i];
    fits = a[i] == b[i] || a[i] == 1 || b[i] == 1;
  }
  if (!fits) {
    fail("shapes ", to_string(a), " and ", to_string(b),
         " do not go together: ranks must be equal and each axis equal or 1");
  }
  return out;
}

std::uint64_t Graph::key_of(const Node& n) const {
  std::uint64_t h = mix(0, info(n.op).key);
  if (commutes(n.op)) {
    const std::uint64_t a = node(n.args[0]).key, b = node(n.args[1]).key;
    h = mix(mix(h, std::min(a, b)), std::max(a, b));
  } else {
    for (int a : n.args) h = mix(h, node(a).key);
  }
  for (int i : n.ints) h = mix(h, static_cast<std::uint64_t>(i) + 7);
  for (int i = 0; i < n.shape.rank; ++i) h = mix(h, static_cast<std::uint64_t>(n.shape[i]) + 11);
  if (n.op == Op::input) {
    for (char c : inputs_[static_cast<size_t>(n.input)].name) h = mix(h, static_cast<std::uint64_t>(c));
  }
  return mix(h, bit_cast<std::uint64_t>(n.number));
}

Value Graph::add(Node n) {
  n.key = key_of(n);
  auto [first, last] = by_key_.equal_range(n.key);
  for (auto it = first; it != last; ++it) {
    if (same(nodes_[static_cast<size_t>(it->second)], n)) return value(it->second);
  }
  for (int a : n.args) n.depth = std::max(n.depth, node(a).depth + 1);
  by_key_.emplace(n.key, size());
  n.graph = this;
  n.id = size();
  nodes_.push_back(std::move(n));
  return value(size() - 1);
}

Value Graph::input(std::string_view name, const Shape& shape, InputKind kind) {
  for (const Input& in : inputs_) {
    if (in.name != name) continue;
    if (node(in.node).shape != shape || in.kind != kind) {
      fail("input '", name, "' exists with shape ", to_string(node(in.node).shape), ", asked for ",
           to_string(shape));
    }
    return value(in.node);
  }
  Node n{.op = Op::input, .shape = shape};
  n.input = static_cast<int>(inputs_.size());
  inputs_.push_back({std::string(name), kind, size()});
  return add(std::move(n));
}

Value Graph::constant(double number) { return add({.op = Op::constant, .number = number}); }

bool Graph::is_constant(int id, double number) const {
  const Node& n = node(id);
  if (n.op == Op::broadcast) return is_constant(n.args[0], number);
  return n.op == Op::constant && n.number == number;
}

Value Graph::structural(Op op, std::vector<int> args, const Shape& shape, std::vector<std::int32_t> ints) {
  return add({.op = op, .shape = shape, .args = std::move(args), .ints = std::move(ints)});
}

// Identities that hold for every finite operand. They keep derivative graphs as small as a person would write
// them.
Value Graph::simplified(Op op, std::span<const Value> args, const Shape& shape) {
  const auto is = [&](size_t i, double number) { return is_constant(args[i].id(), number); };
  const auto full = [&](size_t i) { return args[i].shape() == shape; };
  const auto number = [&](double v) {
    const Value c = constant(v);
    return shape.rank == 0 ? c : structural(Op::broadcast, {c.id()}, shape);
  };
  switch (op) {
    case Op::add:
      if (is(0, 0) && full(1)) return args[1];
      if (is(1, 0) && full(0)) return args[0];
      if (node(args[1].id()).op == Op::neg)
        return elementwise(Op::sub, std::array{args[0], value(node(args[1].id()).args[0])});
      if (node(args[0].id()).op == Op::neg)
        return elementwise(Op::sub, std::array{args[1], value(node(args[0].id()).args[0])});
      break;
    case Op::sub:
      if (is(1, 0) && full(0)) return args[0];
      if (is(0, 0) && full(1)) return elementwise(Op::neg, std::array{args[1]});
      if (args[0] == args[1]) return number(0);
      if (node(args[1].id()).op == Op::neg)
        return elementwise(Op::add, std::array{args[0], value(node(args[1].id()).args[0])});
      break;
    case Op::mul:
      if (is(0, 0) || is(1, 0)) return number(0);
      if (is(0, 1) && full(1)) return args[1];
      if (is(1, 1) && full(0)) return args[0];
      if (is(0, -1) && full(1)) return elementwise(Op::neg, std::array{args[1]});
      if (is(1, -1) && full(0)) return elementwise(Op::neg, std::array{args[0]});
      break;
    case Op::div:
      if (is(1, 1) && full(0)) return args[0];
      if (is(0, 0)) return number(0);
      break;
    case Op::ratio_or_zero:
    case Op::gate:
      if (is(op == Op::gate ? 1 : 0, 0)) return number(0);
      break;
    case Op::pow:
      if (is(1, 1) && full(0)) return args[0];
      if (is(1, 2)) return elementwise(Op::mul, std::array{args[0], args[0]});
      if (is(1, 0)) return number(1);
      if (is(1, 0.5)) return elementwise(Op::sqrt, std::array{args[0]});
      break;
    case Op::neg:
      if (node(args[0].id()).op == Op::neg) return value(node(args[0].id()).args[0]);
      break;
    case Op::where:
      if (args[1] == args[2] && full(1)) return args[1];
      break;
    default:
      break;
  }
  return {};
}

Value Graph::elementwise(Op op, std::span<const Value> given) {
  std::vector<Value> args(given.begin(), given.end());
  Shape shape;
  for (const Value& a : args) {
    if (a.graph() != this) fail("operands of ", info(op).name, " belong to different graphs");
    shape = broadcast_shape(shape, a.shape());
  }
  // An explicit broadcast adds nothing where another operand already has the full shape.
  for (size_t i = 0; i < args.size(); ++i) {
    const Node& n = node(args[i].id());
    if (n.op != Op::broadcast) continue;
    Shape others;
    for (size_t j = 0; j < args.size(); ++j)
      others = broadcast_shape(others, j == i ? node(n.args[0]).shape : args[j].shape());
    if (others == shape) args[i] = value(n.args[0]);
  }
  bool all_constant = true;
  std::array<double, 3> numbers{};
  for (size_t i = 0; i < args.size(); ++i) {
    const Node& n = node(args[i].id());
    all_constant = all_constant && n.op == Op::constant;
    numbers[i] = n.number;
  }
  if (double folded = 0; all_constant && fold(op, numbers, folded)) return constant(folded);
  // Work on repeated elements is done once, before they are repeated.
  Shape distinct;
  std::vector<Value> peeled = args;
  for (Value& a : peeled) {
    if (node(a.id()).op == Op::broadcast) a = value(node(a.id()).args[0]);
    distinct = broadcast_shape(distinct, a.shape());
  }
  if (distinct != shape) return structural(Op::broadcast, {elementwise(op, peeled).id()}, shape);
  if (Value v = simplified(op, args, shape)) return v;

  Node n{.op = op, .shape = shape};
  for (const Value& a : args) n.args.push_back(a.id());
  return add(std::move(n));
}

#define LS_UNARY(id, ...) \
  Value id(Value a) { return a.graph()->elementwise(Op::id, std::array{a}); }
#define LS_BINARY(id, ...)                                                                \
  Value id(Value a, Value b) { return a.graph()->elementwise(Op::id, std::array{a, b}); } \
  Value id(Value a, double b) { return id(a, a.graph()->constant(b)); }                   \
  Value id(double a, Value b) { return id(b.graph()->constant(a), b); }
#define LS_TERNARY(id, ...) \
  Value id(Value a, Value b, Value c) { return a.graph()->elementwise(Op::id, std::array{a, b, c}); }
#define LS_STRUCTURAL(id, ...)
#include "ir/ops.def"

Value where(Value c, Value a, double b) { return where(c, a, c.graph()->constant(b)); }
Value where(Value c, double a, Value b) { return where(c, c.graph()->constant(a), b); }
Value where(Value c, double a, double b) { return where(c, c.graph()->constant(a), c.graph()->constant(b)); }

}  // namespace losscape
