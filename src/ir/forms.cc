// SPDX-License-Identifier: Apache-2.0
#include "ir/forms.h"

#include <algorithm>
#include <set>

#include "ir/compounds.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr double kLong = 60;      // pieces of a formula above which shared parts get names
constexpr double kWorthName = 6;  // pieces that a made-up name must save each time
constexpr int kHigh = 24;         // fractions, roots, calls … within one another before a name cuts them

bool is_invisible(Op op) { return op == Op::broadcast || op == Op::stop_gradient || op == Op::reshape; }

bool flattens(Op op) { return op == Op::add || op == Op::sub || op == Op::mul || op == Op::neg; }

}  // namespace

Forms::Forms(Value root, const std::map<int, std::string>& names)
    : graph_(*root.graph()), root_(root.id()), compounds_(root) {
  root_ = resolved(root_);
  walk();
  name_pieces(names);
}

std::string Forms::name_of(int id) const {
  const auto it = named_.find(id);
  return it == named_.end() ? "" : it->second;
}

int Compounds::visible(int id) const {
  while (is_invisible(graph_.node(id).op)) id = graph_.node(id).args[0];
  return id;
}

int Compounds::resolved(int id) const {
  for (;;) {
    id = visible(id);
    const Node& n = graph_.node(id);
    if (n.op == Op::where && graph_.node(n.args[0]).op == Op::less &&
        is(graph_.node(n.args[0]).args[1], -3.0e38)) {
      id = n.args[2];  // the guarded maximum that compounds shift by
      continue;
    }
    if (n.op == Op::add && n.args[0] == n.args[1]) {  // ½x + ½x
      const Node& half = graph_.node(visible(n.args[0]));
      if (half.op == Op::mul && is(half.args[0], 0.5)) {
        id = half.args[1];
        continue;
      }
    }
    return id;
  }
}

// Builds each compound over every value that has its maximum taken: if the graph already holds it, insertion
// finds the same nodes. So compounds are recognised however compounds.cc writes them.
Compounds::Compounds(Value root) : graph_(*root.graph()) {
  for (int id = 0; id <= root.id(); ++id) {
    const Node n = graph_.node(id);
    if (n.op != Op::reduce_max || n.ints.size() != 1) continue;
    const Value x = graph_.value(n.args[0]);
    const int axis = n.ints[0];
    const Value soft = softmax(x, axis);
    found_[logsumexp(x, axis).id()] = {.form = Form::LogSumExp, .args = {x.id()}};
    found_[log_softmax(x, axis).id()] = {.form = Form::LogSoftmax, .args = {x.id()}};
    found_[soft.id()] = {.form = Form::Softmax, .args = {x.id()}};
    const Node& quotient = graph_.node(soft.id());
    if (quotient.op == Op::div) softmax_[quotient.args[0]] = {soft.id(), resolved(quotient.args[1])};
  }
}

const Shown* Compounds::find(int id) const {
  const auto it = found_.find(id);
  return it == found_.end() ? nullptr : &it->second;
}

const Compounds::Softmax* Compounds::softmax_of(int id) const {
  const auto it = softmax_.find(id);
  return it == softmax_.end() ? nullptr : &it->second;
}

bool Compounds::holds(int id) const {
  const auto total = [&](const auto& entry) { return entry.second.total == id; };
  return found_.contains(id) || softmax_.contains(id) || std::any_of(softmax_.begin(), softmax_.end(), total);
}

// e^(x−max) · (g / Σ) is g · softmax(x): how derivatives come out.
Shown Forms::product_form(const Node& n) const {
  for (int side = 0; side < 2; ++side) {
    const int e = resolved(n.args[static_cast<size_t>(side)]);
    const int other = resolved(n.args[static_cast<size_t>(1 - side)]);
    const Compounds::Softmax* soft = compounds_.softmax_of(e);
    if (!soft || node(other).op != Op::div || resolved(node(other).args[1]) != soft->total) continue;
    const int weight = resolved(node(other).args[0]);
    if (is(weight, 1)) return *compounds_.find(soft->softmax);
    if (is(weight, -1)) return {.form = Form::Apply, .op = Op::neg, .args = {soft->softmax}};
    return {.form = Form::Apply, .op = Op::mul, .args = {weight, soft->softmax}};
  }
  const int a = resolved(n.args[0]), b = resolved(n.args[1]);
  if (a == b) return {.form = Form::Square, .args = {a}};
  // A mean is a sum times one over the count.
  for (const auto& [factor, total] : {std::pair{a, b}, std::pair{b, a}}) {
    if (node(factor).op != Op::constant || node(total).op != Op::sum) continue;
    const Shape &from = node(node(total).args[0]).shape, &to = node(total).shape;
    if (node(factor).number == static_cast<double>(to.size()) / static_cast<double>(from.size()))
      return {.form = Form::Mean, .args = {resolved(node(total).args[0])}};
  }
  if (node(b).op == Op::constant) return {.form = Form::Apply, .op = Op::mul, .args = {b, a}};
  return {.form = Form::Apply, .op = Op::mul, .args = {a, b}};
}

Shown Forms::form_of(int id) const {
  if (const Shown* compound = compounds_.find(id)) {
    Shown s = *compound;
    s.args[0] = resolved(s.args[0]);
    return s;
  }
  const Node& n = node(id);
  const auto arg = [&](size_t i) { return resolved(n.args[i]); };
  switch (n.op) {
    case Op::constant:
      return {.form = Form::Number, .number = n.number};
    case Op::input:
      return {.form = Form::Input};
    case Op::iota:
      return {.form = Form::Index};
    case Op::mul:
      return product_form(n);
    case Op::add: {
      const int a = arg(0), b = arg(1);
      if (a == b) return {.form = Form::Twice, .args = {a}};
      if (node(a).op == Op::neg)
        return {.form = Form::Apply, .op = Op::sub, .args = {b, resolved(node(a).args[0])}};
      if (node(b).op == Op::neg)
        return {.form = Form::Apply, .op = Op::sub, .args = {a, resolved(node(b).args[0])}};
      break;
    }
    case Op::equal:
      if (node(arg(0)).op == Op::iota) return {.form = Form::OneHot, .args = {arg(1)}};
      break;
    case Op::sum: {
      const Node& body = node(arg(0));
      const bool chosen =
          body.op == Op::where && is(body.args[2], 0) && node(resolved(body.args[0])).op == Op::equal;
      if (chosen) {
        const Node& hot = node(resolved(body.args[0]));
        if (node(resolved(hot.args[0])).op == Op::iota)
          return {.form = Form::Pick, .args = {resolved(body.args[1]), resolved(hot.args[1])}};
      }
      return {.form = Form::Sum, .args = {arg(0)}};
    }
    case Op::reduce_max:
      return {.form = Form::Largest, .args = {arg(0)}};
    case Op::reduce_min:
      return {.form = Form::Smallest, .args = {arg(0)}};
    case Op::slice:
      if (n.ints[2] == 1) return {.form = Form::Element, .args = {arg(0)}, .position = n.ints[1]};
      break;
    case Op::sqrt: {
      const Node& of = node(arg(0));
      if (of.op != Op::sum) break;
      const Node& square = node(resolved(of.args[0]));
      if (square.op == Op::mul && resolved(square.args[0]) == resolved(square.args[1]))
        return {.form = Form::Norm, .args = {resolved(square.args[0])}};
      break;
    }
    default:
      break;
  }
  Shown s{.form = Form::Apply, .op = n.op};
  for (size_t i = 0; i < n.args.size(); ++i) s.args.push_back(arg(i));
  return s;
}

// Operands before what uses them, without recursion: graphs may be deep.
void Forms::walk() {
  std::vector<int> open{root_};
  std::set<int> done;
  while (!open.empty()) {
    const int id = open.back();
    const auto [it, fresh] = shown_.try_emplace(id);
    if (fresh) {
      it->second = form_of(id);
      const std::vector<int> args = it->second.args;
      for (int a : args) {
        if (!shown_.contains(a)) open.push_back(a);
      }
    } else {
      open.pop_back();
      if (done.insert(id).second) order_.push_back(id);
    }
  }
}

void Forms::name_pieces(const std::map<int, std::string>& names) {
  std::unordered_map<int, int> uses;
  std::unordered_map<int, double> weight;
  for (int id : order_) {
    double w = 1;
    for (int a : shown_.at(id).args) {
      ++uses[a];
      w += weight[a];
    }
    weight[id] = std::min(w, 1e15);
  }
  const bool grows_long = weight[root_] > kLong;

  std::map<int, std::string> given;  // by what is shown for them; the first name wins
  std::set<std::string> taken;
  for (const auto& [id, name] : names) given.emplace(resolved(id), name);
  for (const auto& [id, name] : given) taken.insert(name);
  for (const Input& input : graph_.inputs()) taken.insert(input.name);
  std::vector<std::string> fresh;
  for (const char* letter : {"s", "t", "u", "v", "r", "q", "a", "b", "g", "h", "m", "n"})
    fresh.emplace_back(letter);
  size_t next = 0;
  const auto new_name = [&] {
    for (;; ++next) {
      const std::string name =
          next < fresh.size() ? fresh[next] : "s" + std::to_string(next - fresh.size() + 1);
      if (taken.insert(name).second) return name;
    }
  };

  std::unordered_map<int, int> height;
  for (int id : order_) {
    const Shown& s = shown_.at(id);
    double w = 1;
    int h = 0;
    for (int a : s.args) {
      w += named_.contains(a) ? 1 : weight[a];
      h = std::max(h, named_.contains(a) ? 0 : height[a]);
    }
    weight[id] = w;  // as it will be written
    height[id] = h + (s.form == Form::Apply && flattens(s.op) ? 0 : 1);
    if (id == root_ || s.args.empty()) continue;
    const auto known = given.find(id);
    if (known != given.end() && uses[id] > 1 && w > 2) {
      named_[id] = known->second;
    } else if ((grows_long && uses[id] > 1 && w >= kWorthName) || height[id] >= kHigh) {
      named_[id] = known != given.end() ? known->second : new_name();
    }
  }
}

}  // namespace losscape
