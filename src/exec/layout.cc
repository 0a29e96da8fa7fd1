// SPDX-License-Identifier: Apache-2.0
#include "exec/layout.h"

#include <algorithm>
#include <limits>
#include <map>

#include "error.h"

namespace losscape {

namespace {

constexpr std::int64_t kLanes = 4;

std::int64_t padded(std::int64_t n) { return (n + kLanes - 1) / kLanes * kLanes; }

bool contiguous(const Place& p) { return p.shape.rows() <= 1 || p.row_stride == p.shape.columns(); }

class LayoutPlanner {
 public:
  LayoutPlanner(const Graph& graph, const Schedule& s, const Computed& computed,
                const std::vector<Output>& outputs, const std::vector<Update>& updates)
      : graph_(graph),
        s_(s),
        computed_(computed),
        outputs_(outputs),
        updates_(updates),
        n_(static_cast<size_t>(graph.size())) {
    result_.place.resize(n_);
    result_.materialised.assign(n_, 0);
    result_.exact.assign(n_, 0);
    result_.copied.assign(n_, 0);
    buffers_.resize(n_);
    dense_.assign(n_, 0);
  }

  Layout run() {
    find_materialised();
    place_leaves();
    ask_for_dense_rows();
    decide_views();
    join_concats();
    find_lifetimes();
    overwrite_inputs();
    allocate();
    resolve_views();
    return std::move(result_);
  }

 private:
  // Memory that a node owns. Nodes placed inside another's memory name it as `parent`.
  struct Buffer {
    int parent = -1;
    std::int64_t offset = 0;  // within the parent
    std::int64_t floats = 0;
    int first = std::numeric_limits<int>::max(), last = -1;  // items
    bool owned = false, persistent = false;
  };

  const Node& node(int id) const { return graph_.node(id); }
  Treatment treatment(int id) const { return s_.treatment[static_cast<size_t>(id)]; }
  Place& place(int id) { return result_.place[static_cast<size_t>(id)]; }
  Buffer& buffer(int id) { return buffers_[static_cast<size_t>(id)]; }
  bool is_chain(int id) const { return treatment(id) == Treatment::Chained; }

  void find_materialised() {
    const auto read_by_memory = [&](int id) {
      result_.materialised[static_cast<size_t>(without_alias(graph_, id))] = 1;
    };
    for (const Output& o : outputs_) read_by_memory(o.value.id());
    for (const Update& u : updates_) read_by_memory(u.value.id());
    for (size_t i = 0; i < n_; ++i) {
      const int id = static_cast<int>(i);
      if (treatment(id) == Treatment::Product) {
        const ProductParts parts = product_parts(graph_, s_, id);
        for (int a : node(parts.matmul).args) read_by_memory(a);
        if (parts.bias >= 0) read_by_memory(parts.bias);
      } else if (treatment(id) == Treatment::View || treatment(id) == Treatment::Call) {
        for (int a : node(id).args) read_by_memory(a);
      } else if (is_chain(id)) {
        if (is_reduction(node(id).op)) read_by_memory(id);
        for (int a : node(id).args) {
          const int source = chain_source(graph_, a);
          if (s_.item_of[static_cast<size_t>(source)] != s_.item_of[i]) read_by_memory(source);
        }
      }
    }
  }

  void place_leaves() {
    std::int64_t next = 0;
    for (size_t i = 0; i < n_; ++i) {
      const int id = static_cast<int>(i);
      const Node& n = node(id);
      if (treatment(id) != Treatment::Leaf || n.op == Op::input) continue;
      if (n.op == Op::constant) {
        place(id) = {next, 1, n.shape};
        result_.constants.emplace_back(next++, static_cast<float>(n.number));
        continue;
      }
      const std::int64_t stride = n.shape.size() > 1 ? default_stride(n.shape) : 1;
      if (stride > 1) next = padded(next);
      place(id) = {next, stride, n.shape};
      const std::int64_t columns = n.shape.columns();
      const auto found = computed_.find(id);
      for (std::int64_t k = 0; k < n.shape.size(); ++k) {
        const float v = n.op == Op::iota ? static_cast<float>(k) : found->second[static_cast<size_t>(k)];
        result_.constants.emplace_back(next + k / columns * stride + k % columns, v);
      }
      next += n.shape.rows() * stride;
    }
    next = padded(next);
    for (const Input& in : graph_.inputs()) {  // every input has memory, used or not: callers may set it
      const Shape& s = node(in.node).shape;
      const std::int64_t stride = in.kind == InputKind::Data ? default_stride(s) : std::max(1, s.columns());
      place(in.node) = {next, stride, s};
      next += padded(s.rows() * stride);
    }
    result_.arena_floats = next;
    for (size_t i = 0; i < n_; ++i) {
      if (place(static_cast<int>(i)).offset >= 0) buffers_[i].persistent = true;
    }
  }

  // A reshape that changes the last axis needs rows without padding; so does a value stored row on row in a
  // vector.
  void ask_for_dense_rows() {
    for (size_t i = 0; i < n_; ++i) {
      const Node& n = node(static_cast<int>(i));
      if (treatment(static_cast<int>(i)) != Treatment::View || n.op != Op::reshape) continue;
      const int source = without_alias(graph_, n.args[0]);
      if (node(source).shape.columns() != n.shape.columns() && can_be_dense(source))
        dense_[static_cast<size_t>(source)] = 1;
    }
  }

  // Reductions that keep their innermost axis store whole vectors, so their rows keep their padding.
  bool can_be_dense(int id) const {
    if (treatment(id) == Treatment::Product) return true;
    if (treatment(id) == Treatment::Call) return call_kernel(node(id).op).to == CallForm::Tight;
    if (!is_chain(id)) return false;
    const Node& n = node(id);
    if (!is_reduction(n.op)) return true;
    const Shape& from = node(n.args[0]).shape;
    int innermost = from.rank - 1;
    while (innermost >= 0 && from[innermost] == 1) --innermost;
    return innermost < 0 || std::find(n.ints.begin(), n.ints.end(), innermost) != n.ints.end();
  }

  void decide_views() {
    for (size_t i = 0; i < n_; ++i) {
      const int id = static_cast<int>(i);
      const Node& n = node(id);
      const Treatment r = treatment(id);
      if (r == Treatment::Call && call_kernel(n.op).to == CallForm::Tight) dense_[i] = 1;
      const bool stored =
          r == Treatment::Product || r == Treatment::Call || (is_chain(id) && result_.materialised[i]);
      if (stored) {
        own(id, dense_[i] ? std::max(1, n.shape.columns()) : default_stride(n.shape));
        result_.exact[i] = dense_[i] && n.shape.columns() % kLanes != 0 && n.shape.rows() > 1;
      } else if (r == Treatment::View) {
        if (!view(id)) {
          own(id, n.op == Op::reshape ? std::max(1, n.shape.columns()) : default_stride(n.shape));
          result_.copied[i] = 1;
        }
      }
    }
  }

  void own(int id, std::int64_t stride) {
    place(id) = {0, stride, node(id).shape};
    buffer(id).owned = true;
    buffer(id).floats = padded(node(id).shape.rows() * stride);
  }

  bool view(int id) {
    const Node& n = node(id);
    if (n.op != Op::reshape && n.op != Op::slice) return false;
    const int source = without_alias(graph_, n.args[0]);
    const Place& from = place(source);
    std::int64_t start = 0, stride = from.row_stride;
    if (n.op == Op::reshape) {
      if (contiguous(from))
        stride = std::max(1, n.shape.columns());
      else if (n.shape.columns() != from.shape.columns())
        return false;
    } else {
      const int axis = n.ints[0];
      for (int a = 0; a < axis; ++a) {
        if (from.shape[a] != 1) {
          if (axis != from.shape.rank - 1)
            return false;  // a block inside each row block: not one run of rows
        }
      }
      start = n.ints[1] *
              (axis == from.shape.rank - 1 ? 1 : strides_of(from, from.shape)[static_cast<size_t>(axis)]);
      if (axis == from.shape.rank - 1 && from.shape.rows() <= 1) stride = std::max(1, n.shape.columns());
      if (axis != from.shape.rank - 1 && n.shape.rows() <= 1) stride = std::max(1, n.shape.columns());
    }
    // Chains run along the innermost axis that is longer than 1 and read it with stride 1.
    if (n.shape.columns() == 1 && n.shape.rows() > 1 && stride != 1) return false;
    place(id) = {0, stride, n.shape};
    buffer(id).parent = source;
    buffer(id).offset = start;
    return true;
  }

  int owner_of(int id) const {
    while (buffers_[static_cast<size_t>(id)].parent >= 0) id = buffers_[static_cast<size_t>(id)].parent;
    return id;
  }

  // Parts of a concat along the outermost axis that are used as a whole are written where they will lie.
  void join_concats() {
    std::map<int, int> uses;
    for (size_t i = 0; i < n_; ++i) {
      if (treatment(static_cast<int>(i)) != Treatment::View || node(static_cast<int>(i)).op != Op::concat)
        continue;
      for (int part : node(static_cast<int>(i)).args) ++uses[owner_of(without_alias(graph_, part))];
    }
    for (size_t i = 0; i < n_; ++i) {
      const int id = static_cast<int>(i);
      if (treatment(id) != Treatment::View || node(id).op != Op::concat || node(id).ints[0] != 0) continue;
      const Place whole = place(id);
      std::int64_t start = 0;
      for (int part : node(id).args) {
        const int view = without_alias(graph_, part), owner = owner_of(view);
        const Shape& shape = node(view).shape;
        const std::int64_t floats = whole.shape.rank == 1 ? shape[0] : shape.rows() * whole.row_stride;
        Buffer& b = buffer(owner);
        const bool all_of_it =
            node(owner).shape.size() == shape.size() && b.owned && !b.persistent && uses[owner] == 1;
        // One number a row lies without padding: whole vectors at the end of a part would reach into the
        // next.
        const bool dense = whole.shape.rank == 1 || whole.shape.columns() == 1;
        if (all_of_it && (!dense || can_be_dense(owner)) && !result_.copied[static_cast<size_t>(owner)]) {
          b.owned = false;
          b.parent = id;
          b.offset = start;
          if (dense) {
            place(owner).row_stride = std::max(1, node(owner).shape.columns());
            result_.exact[static_cast<size_t>(owner)] =
                node(owner).shape.columns() != 1 || !is_reduction(node(owner).op);
            if (owner != view) place(view).row_stride = std::max(1, shape.columns());
          }
        }
        start += floats;
      }
    }
  }

  void use(int id, int item) {
    Buffer& b = buffer(owner_of(without_alias(graph_, id)));
    b.first = std::min(b.first, item);
    b.last = std::max(b.last, item);
  }

  void find_lifetimes() {
    for (size_t k = 0; k < s_.items.size(); ++k) {
      const int item = static_cast<int>(k);
      for (int id : s_.items[k].nodes) {
        use(id, item);
        const int reader = treatment(id) == Treatment::Product ? product_parts(graph_, s_, id).matmul : id;
        for (int a : node(reader).args) {
          const int source = is_chain(id) ? chain_source(graph_, a) : without_alias(graph_, a);
          if (s_.item_of[static_cast<size_t>(source)] != item) use(source, item);
        }
        if (treatment(id) == Treatment::Product && product_parts(graph_, s_, id).bias >= 0)
          use(product_parts(graph_, s_, id).bias, item);
      }
    }
    const int end = static_cast<int>(s_.items.size());
    for (const Output& o : outputs_) use(o.value.id(), end);
  }

  // A chain may write an updated value straight over its input if every other reader is done, and within the
  // chain the old value is read no later than the new one is written (element by element, so equal layouts
  // are required).
  void overwrite_inputs() {
    const int end = static_cast<int>(s_.items.size());
    for (const Update& u : updates_) {
      const int input = u.input.id(), value = without_alias(graph_, u.value.id());
      if (can_overwrite(input, value)) {
        Buffer& b = buffer(value);
        b.owned = false;
        b.parent = input;
        b.offset = 0;
        place(value).row_stride = place(input).row_stride;
      } else if (value != input) {
        use(value, end);
        result_.writebacks.push_back({input, value});
      }
    }
  }

  bool can_overwrite(int input, int value) {
    if (!is_chain(value) || is_reduction(node(value).op) || !buffer(value).owned) return false;
    if (node(input).shape != node(value).shape || node(input).shape.rows() > 1) return false;
    const int item = s_.item_of[static_cast<size_t>(value)];
    if (buffer(input).last > item) return false;
    for (int id : s_.items[static_cast<size_t>(item)].nodes) {
      for (int a : node(id).args) {
        const int source = chain_source(graph_, a);
        if (owner_of(source) != input) continue;
        if (id > value || source != input || node(id).shape != node(value).shape) return false;
      }
    }
    return true;
  }

  // First fit by start of life; every buffer is a whole number of vectors.
  void allocate() {
    struct Block {
      int first, last;
      std::int64_t begin, floats;
    };
    std::vector<Block> placed;
    const auto put = [&](int first, int last, std::int64_t floats) {
      std::vector<const Block*> alive;
      for (const Block& b : placed) {
        if (b.first <= last && first <= b.last) alive.push_back(&b);
      }
      std::sort(alive.begin(), alive.end(),
                [](const Block* a, const Block* b) { return a->begin < b->begin; });
      std::int64_t at = temporaries_begin_;
      for (const Block* b : alive) {
        if (b->begin - at >= floats) break;
        at = std::max(at, b->begin + b->floats);
      }
      placed.push_back({first, last, at, floats});
      result_.arena_floats = std::max(result_.arena_floats, at + floats);
      return at;
    };
    temporaries_begin_ = result_.arena_floats;
    const int end = static_cast<int>(s_.items.size());
    std::vector<int> order;
    for (size_t i = 0; i < n_; ++i) {
      if (buffers_[i].owned && !buffers_[i].persistent && buffers_[i].last >= 0)
        order.push_back(static_cast<int>(i));
    }
    std::sort(order.begin(), order.end(), [&](int a, int b) {
      return buffer(a).first != buffer(b).first ? buffer(a).first < buffer(b).first : a < b;
    });
    for (int id : order) {
      place(id).offset =
          put(std::max(0, buffer(id).first), std::min(end, buffer(id).last), buffer(id).floats);
    }
    result_.scratch.assign(s_.items.size(), -1);
    for (size_t k = 0; k < s_.items.size(); ++k) {
      const int id = s_.items[k].nodes[0];
      if (treatment(id) == Treatment::Call) {
        const std::int64_t floats = call_scratch(id);
        if (floats) result_.scratch[k] = put(static_cast<int>(k), static_cast<int>(k), floats);
      }
      if (treatment(id) != Treatment::Product) continue;
      const Node& m = node(product_parts(graph_, s_, id).matmul);
      const MatmulForm form = m.ints[0] ? MatmulForm::TN : m.ints[1] ? MatmulForm::NT : MatmulForm::NN;
      const int rank = m.shape.rank, inner = node(m.args[0]).shape[rank - (m.ints[0] ? 2 : 1)];
      const size_t floats = matmul_scratch_floats(form, m.shape[rank - 2], m.shape[rank - 1], inner);
      if (floats)
        result_.scratch[k] =
            put(static_cast<int>(k), static_cast<int>(k), padded(static_cast<std::int64_t>(floats)));
    }
  }

  // Room for operands that must be copied first, then for the kernel.
  std::int64_t call_scratch(int id) {
    const Node& n = node(id);
    const CallKernel& kernel = call_kernel(n.op);
    std::int64_t floats = 0;
    for (size_t k = 0; k < n.args.size(); ++k) {
      const Place& p = place(without_alias(graph_, n.args[k]));
      if (!ready_for_call(p, kernel.args[k])) floats += staged_floats(p.shape, kernel.args[k]);
    }
    return floats +
           (kernel.scratch_floats ? padded(static_cast<std::int64_t>(kernel.scratch_floats(graph_, n))) : 0);
  }

  void resolve_views() {
    for (size_t i = 0; i < n_; ++i) {
      int id = static_cast<int>(i);
      if (buffers_[i].parent < 0) continue;
      std::int64_t offset = 0;
      while (buffer(id).parent >= 0) {
        offset += buffer(id).offset;
        id = buffer(id).parent;
      }
      result_.place[i].offset = result_.place[static_cast<size_t>(id)].offset + offset;
    }
    for (size_t i = 0; i < n_; ++i) {
      if (treatment(static_cast<int>(i)) == Treatment::Alias)
        result_.place[i] = place(without_alias(graph_, static_cast<int>(i)));
    }
  }

  const Graph& graph_;
  const Schedule& s_;
  const Computed& computed_;
  const std::vector<Output>& outputs_;
  const std::vector<Update>& updates_;
  size_t n_;
  Layout result_;
  std::vector<Buffer> buffers_;
  std::vector<char> dense_;
  std::int64_t temporaries_begin_ = 0;
};

}  // namespace

// Single columns stay dense; everything else gets rows of whole vectors.
std::int64_t default_stride(const Shape& s) { return s.columns() == 1 ? 1 : padded(s.columns()); }

std::int64_t staged_floats(const Shape& shape, CallForm form) {
  return padded(form == CallForm::Tight ? shape.size() : shape.rows() * default_stride(shape));
}

bool ready_for_call(const Place& p, CallForm form) {
  return form == CallForm::Any ||
         (form == CallForm::Tight ? contiguous(p) : p.row_stride == default_stride(p.shape));
}

std::array<std::int64_t, kMaxRank> strides_of(const Place& place, const Shape& shape) {
  std::array<std::int64_t, kMaxRank> out{};
  if (place.shape.rank == 0) return out;
  std::int64_t stride = place.row_stride;
  for (int axis = shape.rank - 1; axis >= 0; --axis) {
    const int extent = place.shape[axis];
    const bool last = axis == shape.rank - 1;
    out[static_cast<size_t>(axis)] = extent == 1 && shape[axis] != 1 ? 0 : (last ? 1 : stride);
    if (!last) stride *= extent;
  }
  return out;
}

Layout lay_out(const Graph& graph, const Schedule& s, const Computed& computed,
               const std::vector<Output>& outputs, const std::vector<Update>& updates) {
  return LayoutPlanner(graph, s, computed, outputs, updates).run();
}

}  // namespace losscape
