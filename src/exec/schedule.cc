// SPDX-License-Identifier: Apache-2.0
#include "exec/schedule.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace losscape {

bool is_reduction(Op op) { return op == Op::sum || op == Op::reduce_max || op == Op::reduce_min; }

int without_alias(const Graph& graph, int id) {
  while (graph.node(id).op == Op::stop_gradient) id = graph.node(id).args[0];
  return id;
}

int chain_source(const Graph& graph, int id) {
  while (graph.node(id).op == Op::stop_gradient || graph.node(id).op == Op::broadcast)
    id = graph.node(id).args[0];
  return id;
}

ProductParts product_parts(const Graph& graph, const Schedule& s, int id) {
  const Node& n = graph.node(id);
  if (n.op == Op::matmul) return {id, -1};
  const bool first = s.treatment[static_cast<size_t>(n.args[0])] == Treatment::Absorbed;
  return {n.args[first ? 0 : 1], n.args[first ? 1 : 0]};
}

namespace {

class Scheduler {
 public:
  Scheduler(const Graph& graph, const PlanOptions& options)
      : graph_(graph),
        fuse_(options.fuse),
        compute_constants_(options.compute_constants),
        n_(static_cast<size_t>(graph.size())) {
    result_.treatment.assign(n_, Treatment::Unused);
    result_.item_of.assign(n_, -1);
    consumers_.resize(n_);
    level_.assign(n_, 0);
  }

  Schedule run(const std::vector<Output>& outputs, const std::vector<Update>& updates) {
    mark(outputs, updates);
    assign_roles();
    absorb_products();
    assign_levels();
    form_items();
    return std::move(result_);
  }

 private:
  const Node& node(int id) const { return graph_.node(id); }
  Treatment& treatment(int id) { return result_.treatment[static_cast<size_t>(id)]; }
  int& level(int id) { return level_[static_cast<size_t>(id)]; }

  void mark(const std::vector<Output>& outputs, const std::vector<Update>& updates) {
    needed_.assign(n_, 0);
    wanted_.assign(n_, 0);
    const auto want = [&](int id) {
      needed_[static_cast<size_t>(id)] = wanted_[static_cast<size_t>(without_alias(graph_, id))] = 1;
    };
    for (const Output& o : outputs) want(o.value.id());
    for (const Update& u : updates) want(u.value.id());
    find_constants();
    for (int i = static_cast<int>(n_) - 1; i >= 0; --i) {
      if (!needed_[static_cast<size_t>(i)] || folded(i)) continue;
      for (int a : node(i).args) {
        needed_[static_cast<size_t>(a)] = 1;
        consumers_[static_cast<size_t>(a)].push_back(i);
      }
    }
  }

  // What depends on constants only is computed while planning. Repeated elements stay repeated.
  void find_constants() {
    constant_.assign(n_, 0);
    for (size_t i = 0; i < n_; ++i) {
      const Node& n = node(static_cast<int>(i));
      const bool source = n.op == Op::constant || n.op == Op::iota;
      constant_[i] = source || (!n.args.empty() && std::all_of(n.args.begin(), n.args.end(), [&](int a) {
                       return constant_[static_cast<size_t>(a)] != 0;
                     }));
    }
  }

  bool folded(int id) const {
    constexpr std::int64_t kMost = 1 << 16;  // floats a constant may add to the arena
    const Op op = node(id).op;
    if (op == Op::constant || op == Op::iota) return true;
    return compute_constants_ && constant_[static_cast<size_t>(id)] && op != Op::broadcast &&
           op != Op::stop_gradient && node(id).shape.size() <= kMost;
  }

  void assign_roles() {
    for (int i = static_cast<int>(n_) - 1; i >= 0; --i) {
      if (!needed_[static_cast<size_t>(i)]) continue;
      const Op op = node(i).op;
      if (op == Op::input || folded(i)) {
        treatment(i) = Treatment::Leaf;
        if (!node(i).args.empty()) result_.computed.push_back(i);
      } else if (op == Op::stop_gradient)
        treatment(i) = Treatment::Alias;
      else if (op == Op::broadcast)
        treatment(i) = repeats_only(i) ? Treatment::Alias : Treatment::Chained;
      else if (info(op).elementwise || is_reduction(op))
        treatment(i) = Treatment::Chained;
      else if (op == Op::matmul)
        treatment(i) = Treatment::Product;
      else if (info(op).call)
        treatment(i) = Treatment::Call;
      else
        treatment(i) = Treatment::View;
    }
  }

  // True where nobody needs the repeated elements in memory.
  bool repeats_only(int id) const {
    if (wanted_[static_cast<size_t>(id)]) return false;
    return std::all_of(consumers_[static_cast<size_t>(id)].begin(), consumers_[static_cast<size_t>(id)].end(),
                       [&](int c) {
                         if (node(c).op == Op::stop_gradient || node(c).op == Op::broadcast)
                           return repeats_only(c);
                         return info(node(c).op).elementwise || is_reduction(node(c).op);
                       });
  }

  // W·X + b with one b a row: the product starts its sums from b instead of 0.
  void absorb_products() {
    if (!fuse_) return;
    for (int i = 0; i < static_cast<int>(n_); ++i) {
      if (treatment(i) != Treatment::Chained || node(i).op != Op::add) continue;
      for (int side : {0, 1}) {
        const int product = node(i).args[static_cast<size_t>(side)],
                  bias = node(i).args[static_cast<size_t>(1 - side)];
        const Node& p = node(product);
        const bool plain =
            p.op == Op::matmul && p.ints[0] == 0 && p.ints[1] == 0 && treatment(product) == Treatment::Product;
        const Shape column{p.shape.rank == 2 ? p.shape[0] : 0, 1};
        if (!plain || node(bias).shape != column || p.shape[1] == 1) continue;
        if (consumers_[static_cast<size_t>(product)].size() != 1 || wanted_[static_cast<size_t>(product)])
          continue;
        if (treatment(bias) == Treatment::Alias) continue;
        treatment(product) = Treatment::Absorbed;
        treatment(i) = Treatment::Product;
        break;
      }
    }
  }

  // A chain runs at a level; at each level chains run first, then everything else. What a chain reads from
  // another kind of instruction, or from a reduction, must be complete one level earlier.
  int ready_for_chain(int id) {
    id = chain_source(graph_, id);
    switch (treatment(id)) {
      case Treatment::Leaf:
        return 0;
      case Treatment::Chained:
        return level(id) + (is_reduction(node(id).op) ? 1 : 0);
      default:
        return level(id) + 1;
    }
  }

  int ready_for_others(int id) {
    id = without_alias(graph_, id);
    return treatment(id) == Treatment::Leaf ? 0 : level(id);
  }

  void assign_levels() {
    for (int i = 0; i < static_cast<int>(n_); ++i) {
      int at = treatment(i) == Treatment::View ? -1 : 0;  // what only rearranges leaves is there before level 0
      if (treatment(i) == Treatment::Chained) {
        for (int a : node(i).args) at = std::max(at, ready_for_chain(a));
      } else if (treatment(i) == Treatment::Product) {
        const ProductParts parts = product_parts(graph_, result_, i);
        for (int a : node(parts.matmul).args) at = std::max(at, ready_for_others(a));
        if (parts.bias >= 0) at = std::max(at, ready_for_others(parts.bias));
      } else if (treatment(i) == Treatment::Call) {
        for (int a : node(i).args) at = std::max(at, ready_for_others(a));
      } else if (treatment(i) == Treatment::View) {
        for (int a : node(i).args) {
          if (treatment(without_alias(graph_, a)) != Treatment::Leaf) at = std::max(at, ready_for_others(a));
        }
      }
      level(i) = at;
    }
  }

  const Shape& iteration_shape(int id) const {
    return is_reduction(node(id).op) ? node(node(id).args[0]).shape : node(id).shape;
  }

  void form_items() {
    // Within a level a smaller iteration space may feed a larger one, never the other way round.
    using Key = std::tuple<int, int, std::int64_t, int, std::vector<int>, int>;
    std::map<Key, Item> items;
    for (int i = 0; i < static_cast<int>(n_); ++i) {
      const Treatment r = treatment(i);
      if (r != Treatment::Chained && r != Treatment::Product && r != Treatment::View && r != Treatment::Call) continue;
      const bool chain = r == Treatment::Chained;
      Key key{level(i), chain ? 0 : 1, 0, 0, {}, i};
      if (chain && fuse_) {
        const Shape& s = iteration_shape(i);
        key = {level(i), 0, s.size(), s.rank, std::vector<int>(s.extent.begin(), s.extent.begin() + s.rank),
               0};
      }
      if (!fuse_) key = {0, 0, 0, 0, {}, i};
      Item& item = items[key];
      item.nodes.push_back(i);
      item.chain = chain;
    }
    for (auto& [key, item] : items) {
      for (Item& part : split(std::move(item))) {
        for (int id : part.nodes)
          result_.item_of[static_cast<size_t>(id)] = static_cast<int>(result_.items.size());
        result_.items.push_back(std::move(part));
      }
    }
  }

  // Chains that share nothing run together while they are small (one instruction is cheaper than two); large
  // ones run apart, so that a tile's operands stay in the first-level cache.
  std::vector<Item> split(Item item) const {
    constexpr std::int64_t kSmall = 4096;
    if (!item.chain || item.nodes.size() == 1 || iteration_shape(item.nodes[0]).size() <= kSmall)
      return {std::move(item)};
    std::map<int, int> leader;  // union-find over nodes and the memory they read
    const auto find = [&](int x) {
      leader.try_emplace(x, x);
      while (leader[x] != x) x = leader[x] = leader[leader[x]];
      return x;
    };
    for (int id : item.nodes) {
      for (int a : node(id).args) {
        if (node(chain_source(graph_, a)).shape.size() > 1) leader[find(id)] = find(chain_source(graph_, a));
      }
    }
    std::map<int, Item> parts;
    for (int id : item.nodes) {
      Item& part = parts[find(id)];
      part.chain = true;
      part.nodes.push_back(id);
    }
    std::vector<Item> out;
    for (auto& [root, part] : parts) out.push_back(std::move(part));
    std::sort(out.begin(), out.end(), [](const Item& a, const Item& b) { return a.nodes[0] < b.nodes[0]; });
    return out;
  }

  const Graph& graph_;
  bool fuse_, compute_constants_;
  size_t n_;
  Schedule result_;
  std::vector<char> needed_, wanted_, constant_;
  std::vector<std::vector<int>> consumers_;
  std::vector<int> level_;
};

}  // namespace

Schedule schedule(const Graph& graph, const std::vector<Output>& outputs, const std::vector<Update>& updates,
                  const PlanOptions& options) {
  return Scheduler(graph, options).run(outputs, updates);
}

}  // namespace losscape
