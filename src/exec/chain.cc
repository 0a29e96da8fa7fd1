// SPDX-License-Identifier: Apache-2.0
#include "exec/chain.h"

#include <algorithm>
#include <map>
#include <set>

namespace losscape {

namespace {

using Strides = std::array<std::int64_t, kMaxRank>;

constexpr int round_up(int n) { return (n + 3) / 4 * 4; }

// Builds one Chain: collects operands, collapses the iteration space, assigns slots, emits one Micro an op.
class ChainBuilder {
 public:
  ChainBuilder(const Graph& graph, const Schedule& s, const Layout& layout, std::int64_t& arena_floats)
      : graph_(graph), s_(s), layout_(layout), arena_floats_(arena_floats) {}

  Chain build(Item item) {
    item_ = s_.item_of[static_cast<size_t>(item.nodes[0])];
    const Node& first = graph_.node(item.nodes[0]);
    shape_ = is_reduction(first.op) ? graph_.node(first.args[0]).shape : first.shape;
    // Nobody in a chain waits for its reductions. Behind the others they do not part runs of ops that can
    // become one (exec/compile.h). Those of memory stay: another op may write over it.
    std::stable_partition(item.nodes.begin(), item.nodes.end(), [&](int id) {
      return !reduces(id) || !member(chain_source(graph_, node(id).args[0]));
    });
    for (int id : item.nodes) collect(id);
    collapse(item);
    choose_tile();
    last_use(item);
    find_slopes(item);
    for (size_t k = 0; k < item.nodes.size(); ++k) emit(item.nodes[k], static_cast<int>(k));
    chain_.temporaries = temporaries_;
    for (Micro& m : chain_.micros) finish(m);
    return std::move(chain_);
  }

 private:
  const Node& node(int id) const { return graph_.node(id); }
  bool reduces(int id) const { return is_reduction(node(id).op); }
  bool member(int id) const {
    return s_.treatment[static_cast<size_t>(id)] == Treatment::Chained &&
           s_.item_of[static_cast<size_t>(id)] == item_ && !reduces(id);
  }
  bool stored(int id) const { return layout_.materialised[static_cast<size_t>(id)] != 0; }

  // True where whole vectors at the end of a row would run into something else.
  bool exact(int id) const {
    if (layout_.exact[static_cast<size_t>(id)] != 0) return true;
    if (columns() % 4 == 0) return false;
    const auto& stride = chain_.operands[static_cast<size_t>(write_.at(id))].stride;
    for (int d = 0; d + 1 < chain_.rank; ++d) {
      const size_t axis = static_cast<size_t>(d);
      if (chain_.extent[axis] > 1 && stride[axis] < round_up(columns())) return true;
    }
    return false;
  }

  // Memory operands are kept twice while building: by source node for reading, by node for writing.
  void collect(int id) {
    for (int a : node(id).args) {
      const int source = chain_source(graph_, a);
      if (!member(source)) operand(source, read_);
    }
    if (!reduces(id) && stored(id)) operand(id, write_);
    if (reduces(id)) operand(id, write_);
  }

  void operand(int id, std::map<int, int>& table) {
    if (!table.try_emplace(id, static_cast<int>(chain_.operands.size())).second) return;
    const Place& p = layout_.place[static_cast<size_t>(id)];
    chain_.operands.push_back({p.offset, strides_of(p, shape_)});
  }

  // Drops axes of extent 1, runs over row padding where everything has the same, and joins axes that every
  // operand crosses evenly: most chains become one row.
  void collapse(const Item& item) {
    std::vector<int> extent;
    std::vector<int> axes;
    for (int a = 0; a < shape_.rank; ++a) {
      if (shape_[a] == 1) continue;
      axes.push_back(a);
      extent.push_back(shape_[a]);
    }
    for (ChainOperand& o : chain_.operands) {
      Strides kept{};
      for (size_t k = 0; k < axes.size(); ++k) kept[k] = o.stride[static_cast<size_t>(axes[k])];
      o.stride = kept;
    }
    const bool may_cover_padding = std::none_of(item.nodes.begin(), item.nodes.end(), [&](int id) {
      return reduces(id) || layout_.exact[static_cast<size_t>(id)] != 0;
    });
    if (extent.size() >= 2 && may_cover_padding) cover_padding(extent);
    for (size_t k = extent.size(); k-- > 1;) {
      const bool even =
          std::all_of(chain_.operands.begin(), chain_.operands.end(),
                      [&](const ChainOperand& o) { return o.stride[k - 1] == o.stride[k] * extent[k]; });
      if (!even) continue;
      for (ChainOperand& o : chain_.operands) {
        o.stride[k - 1] = o.stride[k];
        std::copy(o.stride.begin() + static_cast<std::ptrdiff_t>(k) + 1, o.stride.end(),
                  o.stride.begin() + static_cast<std::ptrdiff_t>(k));
        o.stride.back() = 0;
      }
      extent[k - 1] *= extent[k];
      extent.erase(extent.begin() + static_cast<std::ptrdiff_t>(k));
    }
    const size_t missing = extent.size() < 2 ? 2 - extent.size() : 0;
    for (ChainOperand& o : chain_.operands)
      std::rotate(o.stride.begin(), o.stride.end() - static_cast<std::ptrdiff_t>(missing), o.stride.end());
    extent.insert(extent.begin(), missing, 1);
    chain_.rank = static_cast<int>(extent.size());
    std::copy(extent.begin(), extent.end(), chain_.extent.begin());
  }

  void cover_padding(std::vector<int>& extent) {
    const size_t c = extent.size() - 1;
    std::int64_t width = 0;
    for (const ChainOperand& o : chain_.operands) {
      if (o.stride[c] == 0 && o.stride[c - 1] == 0) continue;
      if (o.stride[c] != 1 || (width && o.stride[c - 1] != width)) return;
      width = o.stride[c - 1];
    }
    if (width > extent[c] && width == round_up(extent[c])) extent[c] = static_cast<int>(width);
  }

  int rows() const { return chain_.extent[static_cast<size_t>(chain_.rank - 2)]; }
  int columns() const { return chain_.extent[static_cast<size_t>(chain_.rank - 1)]; }
  std::int64_t row_stride(int slot) const {
    return chain_.operands[static_cast<size_t>(slot)].stride[static_cast<size_t>(chain_.rank - 2)];
  }
  std::int64_t column_stride(int slot) const {
    return chain_.operands[static_cast<size_t>(slot)].stride[static_cast<size_t>(chain_.rank - 1)];
  }

  void choose_tile() {
    chain_.tile_columns = std::min(kTileFloats, round_up(columns()));
    chain_.tile_rows = std::max(1, std::min(rows(), kTileFloats / chain_.tile_columns));
  }

  void last_use(const Item& item) {
    for (size_t k = 0; k < item.nodes.size(); ++k) {
      last_use_[item.nodes[k]] = static_cast<int>(k);
      for (int a : node(item.nodes[k]).args) last_use_[chain_source(graph_, a)] = static_cast<int>(k);
    }
  }

  // A function and its derivative in one chain, as a loss and its gradient have them, are computed together:
  // slope_[function] is the node of the derivative, and `skipped_` are nodes that only led to it.
  void find_slopes(const Item& item) {
    std::map<int, int> softplus_of, uses;  // by argument; by node, within the chain
    for (int id : item.nodes)
      for (int a : node(id).args) ++uses[chain_source(graph_, a)];
    for (int id : item.nodes) {
      const Node& n = node(id);
      if (n.op == Op::softplus) softplus_of[chain_source(graph_, n.args[0])] = id;
      if (n.op == Op::sigmoid && !stored(id)) {  // comes before its turn, so it must not overwrite anything
        const auto it = softplus_of.find(chain_source(graph_, n.args[0]));
        if (it != softplus_of.end()) slope_[it->second] = id;
      }
      if (n.op == Op::sub && is_one(n.args[0]) && !(stored(id) && exact(id))) {
        const int square = chain_source(graph_, n.args[1]);
        if (!member(square) || node(square).op != Op::mul || stored(square) || uses[square] != 1) continue;
        const int h = chain_source(graph_, node(square).args[0]);
        if (chain_source(graph_, node(square).args[1]) != h || !member(h) || node(h).op != Op::tanh) continue;
        if (node(h).shape != n.shape || (stored(id) && overwrites(id))) continue;
        slope_[h] = id;
        skipped_.insert(square);
      }
    }
  }

  // True where a value is written over an input that the chain reads.
  bool overwrites(int id) const {
    const std::int64_t to = chain_.operands[static_cast<size_t>(write_.at(id))].offset;
    return std::any_of(read_.begin(), read_.end(), [&](const auto& entry) {
      return chain_.operands[static_cast<size_t>(entry.second)].offset == to;
    });
  }

  bool is_one(int id) const {
    const Node& n = node(chain_source(graph_, id));
    return n.op == Op::constant && n.number == 1;
  }

  // Temporary slots are numbered from kTemporary until the count of memory operands is known.
  static constexpr int kTemporary = 1 << 14;

  int take_temporary() {
    if (free_.empty()) return kTemporary + temporaries_++;
    const int slot = free_.back();
    free_.pop_back();
    return slot;
  }

  int slot_of(int source) const {
    if (const auto it = value_.find(source); it != value_.end()) return it->second;
    return read_.at(source);
  }

  Run run_of(int slot) const {
    return slot < kTemporary && column_stride(slot) == 0 && columns() > 1 ? Run::Splat : Run::Contiguous;
  }

  int spread(int slot) {  // repeated columns written out, for kernels that read whole vectors
    if (run_of(slot) == Run::Contiguous) return slot;
    const int to = take_temporary();
    chain_.micros.push_back({.run = copy_kernel(Run::Splat),
                             .to = slot_id(to),
                             .a = slot_id(slot),
                             .op = Op::broadcast,
                             .operands = 1,
                             .splat = 1});
    return to;
  }

  static std::uint16_t slot_id(int slot) { return static_cast<std::uint16_t>(slot); }

  void emit(int id, int position) {
    const Node& n = node(id);
    if (value_.count(id) || skipped_.count(id)) return retire(id, position);
    std::array<int, 3> a{};
    std::array<Run, 3> run{Run::Contiguous, Run::Contiguous, Run::Contiguous};
    std::vector<int> spread_out;
    for (size_t k = 0; k < n.args.size(); ++k) {
      a[k] = slot_of(chain_source(graph_, n.args[k]));
    }
    const bool swap = n.args.size() == 2 && commutes(n.op) && run_of(a[0]) == Run::Splat;
    if (swap) std::swap(a[0], a[1]);
    bool splat_before = false;
    for (size_t k = 0; k < n.args.size(); ++k) {
      const bool splat = run_of(a[k]) == Run::Splat && n.op != Op::broadcast;
      const bool both = n.args.size() == 2 && splat_before;
      if (splat && (reduces(id) || both || !takes_splat(n.op, static_cast<int>(k)))) {
        a[k] = spread(a[k]);
        spread_out.push_back(a[k]);
      }
      run[k] = run_of(a[k]);
      splat_before = run[k] == Run::Splat;
    }
    if (reduces(id)) {
      emit_reduction(id, a[0]);
      release(spread_out, n, position);
      return;
    }
    const auto slope = slope_.find(id);
    if (slope != slope_.end()) {  // not in an operand's slot, which may be read again
      const int second = slope->second;
      value_[second] = stored(second) && !exact(second) ? write_.at(second) : take_temporary();
    }
    // Operands whose last use this is may give their slot to the result: kernels read an element before
    // writing it.
    release(spread_out, n, position);
    const bool direct = stored(id) && !exact(id);
    const int to = direct ? write_.at(id) : take_temporary();
    Micro m{
        .run = n.op == Op::broadcast ? copy_kernel(run[0]) : elementwise_kernel(n.op, run[0], run[1], run[2]),
        .to = slot_id(to),
        .a = slot_id(a[0]),
        .b = slot_id(a[1]),
        .c = slot_id(a[2]),
        .op = n.op,
        .operands = static_cast<std::uint8_t>(n.args.size())};
    for (size_t k = 0; k < n.args.size(); ++k)
      m.splat = static_cast<std::uint8_t>(m.splat | (run[k] == Run::Splat ? 1U << k : 0U));
    if (slope != slope_.end()) {
      m.run = with_slope_kernel(n.op);
      m.operands = 0;
      m.c = slot_id(value_[slope->second]);
    }
    chain_.micros.push_back(m);
    value_[id] = to;
    if (stored(id) && exact(id))
      chain_.micros.push_back({.run = store_exact_kernel(), .to = slot_id(write_.at(id)), .a = slot_id(to)});
    if (last_use_[id] == position && to >= kTemporary) free_.push_back(to);
  }

  // A node that came as a slope or is skipped: only gives back what nobody reads any more.
  void retire(int id, int position) {
    release({}, node(id), position);
    const auto it = value_.find(id);
    if (it != value_.end() && last_use_[id] == position && it->second >= kTemporary)
      free_.push_back(it->second);
  }

  void release(const std::vector<int>& spread_out, const Node& n, int position) {
    for (int slot : spread_out) free_.push_back(slot);
    std::vector<int> done;
    for (int arg : n.args) {
      const int source = chain_source(graph_, arg);
      const auto it = value_.find(source);
      if (it == value_.end() || it->second < kTemporary || last_use_[source] != position) continue;
      if (std::find(done.begin(), done.end(), it->second) != done.end()) continue;
      done.push_back(it->second);
      free_.push_back(it->second);
    }
  }

  void emit_reduction(int id, int source) {
    const int to = write_.at(id);
    const bool by_columns = column_stride(to) == 0 || columns() == 1;
    const bool by_rows = row_stride(to) == 0;
    bool fold = (by_columns && columns() > chain_.tile_columns) || (by_rows && rows() > chain_.tile_rows);
    for (int d = 0; d + 2 < chain_.rank; ++d) {
      fold = fold || chain_.operands[static_cast<size_t>(to)].stride[static_cast<size_t>(d)] == 0;
    }
    const Op op = node(id).op;
    const bool wide = fold && by_columns && op == Op::sum;
    if (fold) {
      const Place& p = layout_.place[static_cast<size_t>(id)];
      const std::int64_t count = p.shape.rows() * p.row_stride;
      const float start = op == Op::sum ? 0.0F : op == Op::reduce_max ? -__builtin_inff() : __builtin_inff();
      std::int64_t at = p.offset;
      if (wide) {  // totals over many tiles are kept in double
        at = (arena_floats_ + 1) / 2 * 2;
        arena_floats_ = at + 2 * count;
        ChainOperand& o = chain_.operands[static_cast<size_t>(to)];
        o.offset = at;
        for (auto& stride : o.stride) stride *= 2;
        chain_.narrows.push_back({at, p.offset, count});
      }
      chain_.fills.push_back({at, count, start, wide});
    }
    chain_.micros.push_back({.run = reduce_kernel({op, by_columns, by_rows, fold, wide}),
                             .to = slot_id(to),
                             .a = slot_id(source)});
  }

  // Slots and row strides become final once every operand is known.
  void finish(Micro& m) const {
    const auto settle = [&](std::uint16_t& slot, std::int32_t& stride) {
      if (slot >= kTemporary) {
        slot = static_cast<std::uint16_t>(slot - kTemporary + static_cast<int>(chain_.operands.size()));
        stride = chain_.tile_columns;
      } else {
        stride = static_cast<std::int32_t>(row_stride(slot));
      }
    };
    settle(m.to, m.to_stride);
    settle(m.a, m.a_stride);
    settle(m.b, m.b_stride);
    settle(m.c, m.c_stride);
  }

  const Graph& graph_;
  const Schedule& s_;
  const Layout& layout_;
  std::int64_t& arena_floats_;
  int item_ = -1;
  Shape shape_;
  Chain chain_;
  std::map<int, int> read_, write_, value_, last_use_, slope_;
  std::set<int> skipped_;
  std::vector<int> free_;
  int temporaries_ = 0;
};

}  // namespace

Chain build_chain(const Graph& graph, const Schedule& schedule, const Layout& layout, const Item& item,
                  std::int64_t& arena_floats) {
  return ChainBuilder(graph, schedule, layout, arena_floats).build(item);
}

}  // namespace losscape
