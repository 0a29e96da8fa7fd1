// SPDX-License-Identifier: Apache-2.0
// How nodes are read by people: compounds are found again among their nodes (log_softmax is eight of them),
// shared pieces get names. print.cc writes what stands here.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "ir/graph.h"

namespace losscape {

enum class Form : std::uint8_t {
  Number,
  Input,
  Apply,    ///< an op of ops.def on its operands
  Square,   ///< x·x
  Twice,    ///< x + x
  Index,    ///< 0, 1, 2 … along the axis
  OneHot,   ///< 1 at the position that args[0] names
  Pick,     ///< the element of args[0] that args[1] names
  Element,  ///< element `position` of args[0]
  Sum,
  Mean,
  Largest,
  Smallest,
  Product,
  LogSumExp,
  Softmax,
  LogSoftmax,
  Norm
};

struct Shown {
  Form form{};
  Op op{};
  std::vector<int> args = {};
  double number = 0;
  int position = 0;
};

/// The compounds of compounds.h that a value is made of.
class Compounds {
 public:
  explicit Compounds(Value root);

  struct Softmax {
    int softmax;  ///< the quotient …
    int total;    ///< … of an exponential and this sum
  };
  /// A compound, or the exponential and the sum that a softmax shares with its derivative.
  bool holds(int id) const;
  const Shown* find(int id) const;
  /// Of an exponential e^(x − max).
  const Softmax* softmax_of(int id) const;
  /// The node itself, or what it repeats, reshapes or stops the gradient of.
  int resolved(int id) const;

 private:
  int visible(int id) const;
  bool is(int id, double number) const { return graph_.is_constant(id, number); }

  Graph& graph_;
  std::unordered_map<int, Shown> found_;
  std::unordered_map<int, Softmax> softmax_;
};

/// What is printed for a value: every node with its form, operands before what uses them, and the nodes that
/// are written once under a name. Finding compounds adds nodes to the graph that nothing uses.
class Forms {
 public:
  /// `names` of nodes are used where a node occurs more than once; further names are made up when the whole
  /// grows long.
  Forms(Value root, const std::map<int, std::string>& names);

  int root() const { return root_; }
  const std::vector<int>& order() const { return order_; }
  const Shown& operator[](int id) const { return shown_.at(id); }
  /// Empty where a node is written out in place.
  std::string name_of(int id) const;

 private:
  int resolved(int id) const { return compounds_.resolved(id); }
  Shown form_of(int id) const;
  Shown product_form(const Node& n) const;
  void walk();
  void name_pieces(const std::map<int, std::string>& names);
  bool is(int id, double number) const { return graph_.is_constant(id, number); }
  const Node& node(int id) const { return graph_.node(id); }

  Graph& graph_;
  int root_;
  Compounds compounds_;
  std::unordered_map<int, Shown> shown_;
  std::vector<int> order_;
  std::unordered_map<int, std::string> named_;
};

}  // namespace losscape
