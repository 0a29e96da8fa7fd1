// SPDX-License-Identifier: Apache-2.0
// The graph: append-only, hash-consed, simplified on insertion. A loss, a layer, an optimiser and a visitor's
// expression all add nodes to it; derivatives are nodes too (grad.h). The sample axis is the last axis.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace losscape {

enum class Op : std::uint8_t {
#define LS_UNARY(id, ...) id,
#define LS_BINARY(id, ...) id,
#define LS_TERNARY(id, ...) id,
#define LS_STRUCTURAL(id, ...) id,
#include "ir/ops.def"
};

enum class Notation : std::uint8_t { Prefix, Infix, Call, Fence, Power, Fraction, Root, Exponential, Cases };

/// What ops.def says of one op.
struct OpInfo {
  const char* name;
  int arity;         ///< number of operands; 0 for structural ops, whose operands the node itself counts
  bool elementwise;  ///< same value at every element independently, operands broadcast
  Notation notation;
  const char* symbol;
  std::uint64_t key;  ///< of the name, so that a new op changes the key of no other
  bool call = false;  ///< runs as a kernel over whole values
};
struct Interval {
  double low = -2, high = 2;
};
/// Where the operands of an elementwise op may lie so that it and its derivatives are finite and smooth.
std::array<Interval, 3> domain(Op op);
const OpInfo& info(Op op);
std::span<const OpInfo> all_ops();

constexpr int kMaxRank = 6;

/// Extents of a value, outermost first. Rank 0 is a scalar.
struct Shape {
  std::array<std::int32_t, kMaxRank> extent{};
  int rank = 0;

  Shape() = default;
  Shape(std::initializer_list<int> extents);
  explicit Shape(std::span<const int> extents);

  int operator[](int axis) const { return extent[axis]; }
  int& operator[](int axis) { return extent[axis]; }
  std::int64_t size() const;
  int columns() const { return rank == 0 ? 1 : extent[rank - 1]; }  ///< extent of the last axis
  std::int64_t rows() const { return columns() == 0 ? 0 : size() / columns(); }
  friend bool operator==(const Shape&, const Shape&) = default;
};
std::string to_string(const Shape& shape);

/// Shape of an elementwise result: a scalar goes with anything, otherwise ranks are equal and each axis is
/// equal or 1. Throws Error for anything else, so that (3) against (3, 1) never becomes (3, 3).
Shape broadcast_shape(const Shape& a, const Shape& b);

class Graph;
struct Node;

/// A node of a graph, as cheap to pass as a pointer. A default-constructed Value is "nothing": the zero
/// gradient.
class Value {
 public:
  Value() = default;
  explicit Value(const Node* node) : node_(node) {}

  explicit operator bool() const { return node_ != nullptr; }
  Graph* graph() const;
  int id() const;  ///< position in the graph, in order of insertion
  const Shape& shape() const;
  friend bool operator==(const Value&, const Value&) = default;

 private:
  const Node* node_ = nullptr;
};

/// Where an input's memory comes from; the trainer and the printer treat the kinds differently.
enum class InputKind : std::uint8_t { Data, Parameter, State, Scalar };

struct Node {
  Graph* graph = nullptr;
  int id = -1;
  Op op{};
  Shape shape{};
  std::vector<int> args{};
  std::vector<std::int32_t> ints{};  ///< axes, ranges, permutation, transposition flags; meaning by op
  double number = 0;                 ///< value of a constant
  int input = -1;                    ///< index into Graph::inputs()
  int depth = 0;                     ///< longest way from a leaf
  /// What the node is, whatever the order of insertion. C++ leaves the order in which operands are evaluated
  /// to the compiler, so ids differ between compilers; anything that decides an order of arithmetic must go
  /// by (depth, key).
  std::uint64_t key = 0;
};

struct Input {
  std::string name;
  InputKind kind{};
  int node = -1;
};

inline Graph* Value::graph() const { return node_->graph; }
inline int Value::id() const { return node_->id; }
inline const Shape& Value::shape() const { return node_->shape; }

class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Named memory of the program. Throws if the name is taken by another shape or kind; otherwise the same
  /// node.
  Value input(std::string_view name, const Shape& shape, InputKind kind = InputKind::Data);
  Value constant(double number);
  /// Adds (or finds) an elementwise node; broadcasts, folds constants and drops identities.
  Value elementwise(Op op, std::span<const Value> args);
  /// Adds (or finds) a structural node whose shape the caller has checked (shape_ops.cc).
  Value structural(Op op, std::vector<int> args, const Shape& shape, std::vector<std::int32_t> ints = {});

  const Node& node(int id) const { return nodes_[static_cast<size_t>(id)]; }
  int size() const { return static_cast<int>(nodes_.size()); }
  const std::vector<Input>& inputs() const { return inputs_; }
  Value value(int id) const { return Value(&node(id)); }
  /// True where the node is a constant equal to `number` at every element.
  bool is_constant(int id, double number) const;

 private:
  Value add(Node node);
  std::uint64_t key_of(const Node& node) const;
  Value simplified(Op op, std::span<const Value> args, const Shape& shape);

  std::deque<Node> nodes_;  // references to nodes and their shapes stay valid while the graph grows
  std::vector<Input> inputs_;
  std::unordered_multimap<std::uint64_t, int> by_key_;
};

// One function an elementwise op: Value tanh(Value), Value max(Value, Value) …
#define LS_UNARY(id, ...) Value id(Value a);
#define LS_BINARY(id, ...) Value id(Value a, Value b);
#define LS_TERNARY(id, ...) Value id(Value a, Value b, Value c);
#define LS_STRUCTURAL(id, ...)
#include "ir/ops.def"

// The same with plain numbers in any place but all of them.
#define LS_UNARY(id, ...)
#define LS_BINARY(id, ...)     \
  Value id(Value a, double b); \
  Value id(double a, Value b);
#define LS_TERNARY(id, ...)
#define LS_STRUCTURAL(id, ...)
#include "ir/ops.def"
Value where(Value condition, Value a, double b);
Value where(Value condition, double a, Value b);
Value where(Value condition, double a, double b);

inline Value operator-(Value a) { return neg(a); }
inline Value operator+(Value a, Value b) { return add(a, b); }
inline Value operator-(Value a, Value b) { return sub(a, b); }
inline Value operator*(Value a, Value b) { return mul(a, b); }
inline Value operator/(Value a, Value b) { return div(a, b); }
inline Value operator+(Value a, double b) { return add(a, b); }
inline Value operator-(Value a, double b) { return sub(a, b); }
inline Value operator*(Value a, double b) { return mul(a, b); }
inline Value operator/(Value a, double b) { return div(a, b); }
inline Value operator+(double a, Value b) { return add(a, b); }
inline Value operator-(double a, Value b) { return sub(a, b); }
inline Value operator*(double a, Value b) { return mul(a, b); }
inline Value operator/(double a, Value b) { return div(a, b); }

}  // namespace losscape
