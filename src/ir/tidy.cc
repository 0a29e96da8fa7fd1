// SPDX-License-Identifier: Apache-2.0
#include "ir/tidy.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "ir/forms.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr size_t kMany = 48;  // factors or terms beyond which an operand is left as it is

// coefficient · Π factor^power
struct Product {
  double coefficient = 1;
  std::vector<std::pair<Value, double>> factors;
};

// coefficient · value each
struct Sum {
  double constant = 0;
  std::vector<std::pair<double, Value>> terms;
};

class Tidier {
 public:
  explicit Tidier(Value root) : graph_(*root.graph()), compounds_(root) {}

  Value run(Value root) {
    std::vector<char> needed(static_cast<size_t>(root.id()) + 1, 0);
    needed.back() = 1;
    for (int id = root.id(); id >= 0; --id) {
      if (!needed[static_cast<size_t>(id)]) continue;
      for (int a : graph_.node(id).args) needed[static_cast<size_t>(a)] = 1;
    }
    for (int id = 0; id <= root.id(); ++id) {
      if (!needed[static_cast<size_t>(id)]) continue;
      const Value v = compounds_.holds(id) ? graph_.value(id) : rebuilt(id);
      done_[id] = broadcast_to(v, graph_.node(id).shape);
    }
    return done_.at(root.id());
  }
  // What took the place of a node; nothing if it was not reached.
  std::optional<Value> successor(int id) const {
    const auto it = done_.find(id);
    return it == done_.end() ? std::nullopt : std::optional(it->second);
  }

 private:
  const Node& node(Value v) const { return graph_.node(v.id()); }
  Value peeled(Value v) const {
    while (node(v).op == Op::broadcast) v = graph_.value(node(v).args[0]);
    return v;
  }
  bool is_constant(Value v) const { return node(v).op == Op::constant; }
  bool is_hot(Value v) const {
    return node(v).op == Op::equal && node(peeled(graph_.value(node(v).args[0]))).op == Op::iota;
  }
  Value arg(Value v, size_t i) const { return graph_.value(node(v).args[i]); }

  Value rebuilt(int id) {
    const Node n = graph_.node(id);
    std::vector<Value> args;
    for (int a : n.args) args.push_back(done_.at(a));
    switch (n.op) {
      case Op::constant:
      case Op::input:
      case Op::iota:
        return graph_.value(id);
      case Op::neg:
      case Op::mul:
      case Op::div:
      case Op::ratio_or_zero:
      case Op::gate:
      case Op::where:
        return of(product_of(n.op, args));
      case Op::add:
      case Op::sub: {
        Sum s;
        collect(args[0], 1, s);
        collect(args[1], n.op == Op::sub ? -1 : 1, s);
        return of(s);
      }
      case Op::sum:
        return summed(args[0], n);
      case Op::broadcast:
        return broadcast_to(args[0], n.shape);
      default:
        break;
    }
    if (info(n.op).elementwise) return graph_.elementwise(n.op, args);
    std::vector<int> ids;
    for (const Value& a : args) ids.push_back(a.id());
    return graph_.structural(n.op, ids, n.shape, n.ints);
  }

  // ---- products ---------------------------------------------------------------------------------------

  Product product_of(Op op, const std::vector<Value>& args) {
    Product p;
    if (op == Op::where || op == Op::gate) {
      const Value condition = op == Op::gate ? greater(args[0], 0.0) : args[0];
      const Value no = op == Op::gate ? graph_.constant(0) : args[2];
      if (is_hot(peeled(condition)) && graph_.is_constant(no.id(), 0)) {  // −[c = y] rather than cases
        collect(args[1], 1, p);
        collect(condition, 1, p);
      } else {
        p.factors.emplace_back(where(condition, args[1], no), 1);
      }
      return p;
    }
    collect(args[0], 1, p);
    if (op == Op::neg) p.coefficient = -p.coefficient;
    if (args.size() > 1) collect(args[1], op == Op::mul ? 1 : -1, p);
    return p;
  }

  void collect(Value v, double power, Product& p) {
    v = peeled(v);
    const Node n = node(v);
    const bool room = p.factors.size() < kMany;
    if (n.op == Op::constant && std::isfinite(std::pow(n.number, power)) && n.number != 0) {
      p.coefficient *= std::pow(n.number, power);
    } else if (n.op == Op::neg && room && power == std::round(power)) {
      if (std::fmod(power, 2) != 0) p.coefficient = -p.coefficient;
      collect(arg(v, 0), power, p);
    } else if (room && !compounds_.holds(v.id()) &&
               (n.op == Op::mul || n.op == Op::div || n.op == Op::ratio_or_zero)) {
      collect(graph_.value(n.args[0]), power, p);
      collect(graph_.value(n.args[1]), n.op == Op::mul ? power : -power, p);
    } else if (n.op == Op::pow && is_constant(arg(v, 1)) &&
               node(arg(v, 1)).number == std::round(node(arg(v, 1)).number)) {
      collect(graph_.value(n.args[0]), power * graph_.node(n.args[1]).number, p);
    } else {
      const auto same =
          std::find_if(p.factors.begin(), p.factors.end(), [&](const auto& f) { return f.first == v; });
      if (same != p.factors.end())
        same->second += power;
      else
        p.factors.emplace_back(v, power);
    }
  }

  // e^(x − max) over its sum is softmax(x).
  void find_softmax(Product& p) {
    for (auto& [e, power] : p.factors) {
      const auto soft = compounds_.softmax_of(e.id());
      if (!soft || power != 1) continue;
      for (auto& [total, other] : p.factors) {
        if (compounds_.resolved(total.id()) != soft->total || other != -1) continue;
        e = graph_.value(soft->softmax);
        other = 0;
        break;
      }
    }
  }

  // 1 where the factor is a condition that holds, a case that is 0 otherwise: all such are joined by "and".
  Value of(Product p) {
    find_softmax(p);
    Value condition;
    std::vector<std::pair<Value, double>> rest;
    for (const auto& [factor, power] : p.factors) {
      const bool plain = power == 1;
      const bool cases = plain && node(factor).op == Op::where;
      const bool zero_else = cases && graph_.is_constant(node(factor).args[2], 0);
      const bool zero_then =
          cases && graph_.is_constant(node(factor).args[1], 0) && is_condition(arg(factor, 0));
      if (plain && is_condition(factor)) {
        condition = condition ? logical_and(condition, factor) : factor;
      } else if (zero_else || zero_then) {
        const Value c = zero_else ? arg(factor, 0) : opposite(arg(factor, 0));
        condition = condition ? logical_and(condition, c) : c;
        Product inside;
        collect(arg(factor, zero_else ? 1 : 2), 1, inside);
        p.coefficient *= inside.coefficient;
        rest.insert(rest.end(), inside.factors.begin(), inside.factors.end());
      } else {
        rest.emplace_back(factor, power);
      }
    }
    if (condition && rest.empty() && p.coefficient == 1) return condition;
    const Value product = fraction(p.coefficient, rest);
    return condition ? where(condition, product, 0.0) : product;
  }

  Value fraction(double coefficient, const std::vector<std::pair<Value, double>>& factors) {
    Value above, below;
    const auto times = [](Value& to, Value v) { to = to ? to * v : v; };
    const double size = std::abs(coefficient);
    if (size != 1) above = graph_.constant(size);
    for (const auto& [factor, power] : factors) {
      if (power == 0) continue;
      const bool even_root = node(factor).op == Op::sqrt && std::fmod(power, 2) == 0;
      const Value base = even_root ? arg(factor, 0) : factor;
      const double n = std::abs(power) / (even_root ? 2 : 1);
      times(power > 0 ? above : below, n == 1 ? base : pow(base, n));
    }
    if (!above) above = graph_.constant(1);
    const Value v = below ? above / below : above;
    return coefficient < 0 ? -v : v;
  }

  // ---- sums -------------------------------------------------------------------------------------------

  void collect(Value v, double coefficient, Sum& s) {
    v = peeled(v);
    const Node n = node(v);
    if (n.op == Op::constant) {
      s.constant += coefficient * n.number;
    } else if (!compounds_.holds(v.id()) && s.terms.size() < kMany && (n.op == Op::add || n.op == Op::sub)) {
      collect(graph_.value(n.args[0]), coefficient, s);
      collect(graph_.value(n.args[1]), n.op == Op::sub ? -coefficient : coefficient, s);
    } else {
      Product p;
      collect(v, 1, p);
      const double c = coefficient * p.coefficient;
      p.coefficient = 1;
      const Value core = of(p);
      const auto same =
          std::find_if(s.terms.begin(), s.terms.end(), [&](const auto& t) { return t.second == core; });
      if (same != s.terms.end())
        same->first += c;
      else
        s.terms.emplace_back(c, core);
    }
  }

  bool is_condition(Value v) const {
    const Op op = node(v).op;
    return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal ||
           op == Op::logical_and;
  }

  Value opposite(Value condition) const {
    const Value a = arg(condition, 0), b = arg(condition, 1);
    switch (node(condition).op) {
      case Op::less:
        return greater_equal(a, b);
      case Op::less_equal:
        return greater(a, b);
      case Op::greater:
        return less_equal(a, b);
      case Op::greater_equal:
        return less(a, b);
      default:
        return logical_not(condition);
    }
  }

  // [a < b] + ½[a = b], how the derivative of min and max comes out, is [a < b] but for ties.
  void drop_ties(Sum& s) {
    for (auto& [half, tie] : s.terms) {
      if (node(tie).op != Op::equal || is_hot(tie)) continue;
      for (const auto& [c, step] : s.terms) {
        if (node(step).op != Op::less || half != 0.5 * c) continue;
        const bool pair = (arg(step, 0) == arg(tie, 0) && arg(step, 1) == arg(tie, 1)) ||
                          (arg(step, 0) == arg(tie, 1) && arg(step, 1) == arg(tie, 0));
        if (pair) half = 0;
      }
    }
  }

  // Which comparison a condition is, and whether it is the first or the opposite one, ties aside.
  struct Side {
    int a, b;
    bool direct;
    bool same_pair(const Side& other) const { return a == other.a && b == other.b; }
  };
  Side side_of(Value condition) const {
    const Node& n = node(condition);
    const bool below = n.op == Op::less || n.op == Op::less_equal;
    if (!below && n.op != Op::greater && n.op != Op::greater_equal) return {condition.id(), -1, true};
    const int low = n.args[below ? 0 : 1], high = n.args[below ? 1 : 0];
    return low < high ? Side{low, high, true} : Side{high, low, false};
  }

  struct Cases {
    Value condition, yes, no;
  };
  std::optional<Cases> cases_of(Value v) const {
    if (node(v).op == Op::where) return Cases{arg(v, 0), arg(v, 1), arg(v, 2)};
    if (is_condition(v)) return Cases{v, graph_.constant(1), graph_.constant(0)};
    return std::nullopt;
  }

  // Cases of one condition become one case distinction.
  void join_cases(Sum& s) {
    for (size_t i = 0; i < s.terms.size(); ++i) {
      auto& [c, v] = s.terms[i];
      const std::optional<Cases> first = cases_of(v);
      if (c == 0 || !first) continue;
      const Side side = side_of(first->condition);
      Sum yes, no;
      collect(first->yes, c, yes);
      collect(first->no, c, no);
      bool joined = false;
      for (size_t k = i + 1; k < s.terms.size(); ++k) {
        auto& [other, w] = s.terms[k];
        const std::optional<Cases> next = cases_of(w);
        if (other == 0 || !next || !side_of(next->condition).same_pair(side)) continue;
        const bool direct = side_of(next->condition).direct == side.direct;
        collect(next->yes, other, direct ? yes : no);
        collect(next->no, other, direct ? no : yes);
        other = 0;
        joined = true;
      }
      if (!joined) continue;
      const Value value = where(first->condition, of(yes), of(no));
      c = 1;
      v = value;
    }
  }

  Value of(Sum s) {
    drop_ties(s);
    join_cases(s);
    std::erase_if(s.terms, [](const auto& t) { return t.first == 0; });
    if (s.constant == 0 && s.terms.size() > 1 && s.terms.size() < kMany) {
      Product common = shared(s);
      if (common.coefficient != 1 || !common.factors.empty()) {
        common.factors.emplace_back(ordered(s), 1);
        return of(common);
      }
    }
    return ordered(s);
  }

  // Takes what all terms have as factors out of them.
  Product shared(Sum& s) {
    std::vector<Product> terms;
    for (const auto& [c, v] : s.terms) {
      terms.emplace_back();
      collect(v, 1, terms.back());
      terms.back().coefficient *= c;
    }
    Product common;
    const double size = std::abs(terms[0].coefficient);
    const auto same_size = [&](const Product& p) { return std::abs(p.coefficient) == size; };
    if (std::all_of(terms.begin(), terms.end(), same_size)) common.coefficient = size;
    for (const auto& factor : terms[0].factors) {
      if (factor.second != 0 && std::all_of(terms.begin(), terms.end(), [&](const Product& p) {
            return std::find(p.factors.begin(), p.factors.end(), factor) != p.factors.end();
          }))
        common.factors.push_back(factor);
    }
    if (common.coefficient == 1 && common.factors.empty()) return common;
    s.terms.clear();
    for (Product& p : terms) {
      const double c = p.coefficient / common.coefficient;
      p.coefficient = 1;
      std::erase_if(p.factors, [&](const auto& f) {
        return std::find(common.factors.begin(), common.factors.end(), f) != common.factors.end();
      });
      const Value core = of(p);
      if (is_constant(core))
        s.constant += c * node(core).number;
      else
        s.terms.emplace_back(c, core);
    }
    return common;
  }

  Value ordered(const Sum& s) {
    Value out;
    const auto plus = [&](double c, Value v) {
      if (c == 0) return;
      Product p;
      collect(v, 1, p);
      const bool taken = c * p.coefficient < 0;
      p.coefficient = std::abs(c * p.coefficient);
      const Value term = of(p);
      out = !out ? (taken ? -term : term) : taken ? out - term : out + term;
    };
    // What is added stands before what is taken away.
    for (const auto& [c, v] : s.terms) {
      if (c > 0) plus(c, v);
    }
    if (s.constant > 0 || !std::isfinite(s.constant))
      out = out ? out + s.constant : graph_.constant(s.constant);
    for (const auto& [c, v] : s.terms) {
      if (c < 0 || std::isnan(c)) plus(c, v);
    }
    if (s.constant < 0 && std::isfinite(s.constant))
      out = out ? out - (-s.constant) : graph_.constant(s.constant);
    return out ? out : graph_.constant(0);
  }

  // Σ along axes: what does not vary along them stands before it, and Σ [c = y] is 1.
  Value summed(Value body, const Node& n) {
    Product p, inside, outside;
    collect(body, 1, p);
    find_softmax(p);
    outside.coefficient = p.coefficient;
    for (const auto& [factor, power] : p.factors) {
      if (power == 0) continue;
      const Shape& shape = factor.shape();
      const bool varies = std::any_of(n.ints.begin(), n.ints.end(),
                                      [&](int axis) { return shape.rank > axis && shape[axis] != 1; });
      (varies ? inside : outside).factors.emplace_back(factor, power);
    }
    const auto& left = inside.factors;
    if (left.empty()) return done_sum(body, n);
    if (left.size() == 1 && left[0].second == 1 && is_hot(left[0].first)) return of(outside);
    // The element of the right class is chosen, not multiplied, so that it is recognised.
    const auto hot = std::find_if(inside.factors.begin(), inside.factors.end(),
                                  [&](const auto& f) { return f.second == 1 && is_hot(f.first); });
    Value term;
    if (hot != inside.factors.end()) {
      const Value condition = hot->first;
      inside.factors.erase(hot);
      term = where(condition, of(inside), 0.0);
    } else {
      term = of(inside);
    }
    const Value total = graph_.structural(Op::sum, {broadcast_to(term, body.shape()).id()}, n.shape, n.ints);
    outside.factors.emplace_back(total, 1);
    return of(outside);
  }
  Value done_sum(Value body, const Node& n) {
    Axes axes{};
    axes.list.assign(n.ints.begin(), n.ints.end());
    return sum(body, axes);
  }

  Graph& graph_;
  Compounds compounds_;
  std::unordered_map<int, Value> done_;
};

}  // namespace

Tidied tidied(Value v, const PieceNames& pieces) {
  Tidier tidier(v);
  Tidied out{tidier.run(v), {}};
  for (const auto& [id, name] : pieces) {
    if (const auto value = tidier.successor(id)) out.pieces.emplace(value->id(), name);
  }
  return out;
}

}  // namespace losscape
