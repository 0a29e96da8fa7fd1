// SPDX-License-Identifier: Apache-2.0
#include "exec/plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "error.h"
#include "exec/chain.h"
#include "exec/machine.h"

namespace losscape {

namespace {

using Strides = std::array<std::int64_t, kMaxRank>;

Product product(const Graph& graph, const Schedule& s, const Layout& layout, int item, int id) {
  const ProductParts parts = product_parts(graph, s, id);
  const Node& m = graph.node(parts.matmul);
  const Place &a = layout.place[static_cast<size_t>(without_alias(graph, m.args[0]))],
              &b = layout.place[static_cast<size_t>(without_alias(graph, m.args[1]))],
              &c = layout.place[static_cast<size_t>(id)];
  Product p;
  p.form = m.ints[0] ? MatmulForm::TN : m.ints[1] ? MatmulForm::NT : MatmulForm::NN;
  const int rank = m.shape.rank;
  p.m = m.shape[rank - 2];
  p.n = m.shape[rank - 1];
  p.k = a.shape[rank - (m.ints[0] ? 2 : 1)];
  for (int i = 0; i + 2 < rank; ++i) p.batch *= m.shape[i];
  p.a_batch = a.row_stride * a.shape[rank - 2];
  p.b_batch = b.row_stride * b.shape[rank - 2];
  p.c_batch = c.row_stride * p.m;
  p.a = a.offset;
  p.b = b.offset;
  p.c = c.offset;
  p.a_stride = a.row_stride;
  p.b_stride = b.row_stride;
  p.c_stride = c.row_stride;
  if (parts.bias >= 0) p.bias = layout.place[static_cast<size_t>(without_alias(graph, parts.bias))].offset;
  p.scratch = std::max<std::int64_t>(0, layout.scratch[static_cast<size_t>(item)]);
  return p;
}

Move move(const Place& from, const Place& to, const Shape& block) {
  Move m;
  m.rank = block.rank;
  for (int a = 0; a < block.rank; ++a) m.extent[static_cast<size_t>(a)] = block[a];
  m.from = from.offset;
  m.to = to.offset;
  m.from_stride = strides_of(from, from.shape);
  m.to_stride = strides_of(to, to.shape);
  return m;
}

// The call, after copies of the operands that do not lie as it needs them.
std::vector<Instruction> call(const Graph& graph, const Layout& layout, int item, int id,
                              const std::string& label) {
  const Node& n = graph.node(id);
  const CallKernel& kernel = call_kernel(n.op);
  std::vector<Instruction> out;
  Call c{.run = kernel.run, .args = {}, .to = layout.place[static_cast<size_t>(id)], .ints = n.ints};
  c.scratch = std::max<std::int64_t>(0, layout.scratch[static_cast<size_t>(item)]);
  for (size_t k = 0; k < n.args.size(); ++k) {
    const Place& from = layout.place[static_cast<size_t>(without_alias(graph, n.args[k]))];
    c.args[k] = from;
    if (ready_for_call(from, kernel.args[k])) continue;
    c.args[k].offset = c.scratch;
    c.args[k].row_stride =
        kernel.args[k] == CallForm::Tight ? std::max(1, from.shape.columns()) : default_stride(from.shape);
    c.scratch += staged_floats(from.shape, kernel.args[k]);
    out.push_back({move(from, c.args[k], from.shape), "copy " + to_string(from.shape) + " for " + label});
  }
  out.push_back({std::move(c), label});
  return out;
}

// Rearrangements that are no view: transpose, flip, inner slices, pad, concat, reshape across padding.
std::vector<Move> moves(const Graph& graph, const Layout& layout, int id) {
  const Node& n = graph.node(id);
  const Place& to = layout.place[static_cast<size_t>(id)];
  const auto source = [&](size_t k) -> const Place& {
    return layout.place[static_cast<size_t>(without_alias(graph, n.args[k]))];
  };
  switch (n.op) {
    case Op::transpose: {
      Move m = move(source(0), to, n.shape);
      const Strides from = m.from_stride;
      for (int a = 0; a < n.shape.rank; ++a)
        m.from_stride[static_cast<size_t>(a)] = from[static_cast<size_t>(n.ints[static_cast<size_t>(a)])];
      return {m};
    }
    case Op::flip: {
      Move m = move(source(0), to, n.shape);
      std::int64_t& stride = m.from_stride[static_cast<size_t>(n.ints[0])];
      m.from += (n.shape[n.ints[0]] - 1) * stride;
      stride = -stride;
      return {m};
    }
    case Op::slice: {
      Move m = move(source(0), to, n.shape);
      m.from += n.ints[1] * m.from_stride[static_cast<size_t>(n.ints[0])];
      return {m};
    }
    case Op::pad: {
      Move m = move(source(0), to, source(0).shape);
      m.to += n.ints[1] * m.to_stride[static_cast<size_t>(n.ints[0])];
      m.zero_offset = to.offset;
      m.zero_count = to.shape.rows() * to.row_stride;
      return {m};
    }
    case Op::reshape: {  // the target is dense: write the source's rows one after the other
      const Place rows{source(0).offset, source(0).row_stride,
                       Shape{static_cast<int>(source(0).shape.rows()), source(0).shape.columns()}};
      const Place dense{to.offset, std::max(1, rows.shape.columns()), rows.shape};
      return {move(rows, dense, rows.shape)};
    }
    case Op::concat: {
      std::vector<Move> out;
      std::int64_t start = 0;
      for (size_t k = 0; k < n.args.size(); ++k) {
        Move m = move(source(k), to, source(k).shape);
        const std::int64_t stride = m.to_stride[static_cast<size_t>(n.ints[0])];
        m.to += start * stride;
        start += source(k).shape[n.ints[0]];
        if (m.to != source(k).offset) out.push_back(m);  // written in place already
      }
      return out;
    }
    default:
      return {};
  }
}

std::string label_of(const Graph& graph, const Schedule& s, const Item& item) {
  const int id = item.nodes[0];
  if (item.chain) {
    std::string names;
    for (int member : item.nodes) {
      if (names.size() < 60)
        names += std::string(names.empty() ? "" : " ") + info(graph.node(member).op).name;
      else if (names.back() != '~')
        names += " ~";
    }
    const Node& n = graph.node(id);
    return names + " " + to_string(is_reduction(n.op) ? graph.node(n.args[0]).shape : n.shape);
  }
  if (s.treatment[static_cast<size_t>(id)] == Treatment::Product) {
    const ProductParts p = product_parts(graph, s, id);
    const Node& m = graph.node(p.matmul);
    return text("matmul ", to_string(graph.node(m.args[0]).shape), m.ints[0] ? "ᵀ" : "", "·",
                to_string(graph.node(m.args[1]).shape), m.ints[1] ? "ᵀ" : "", p.bias >= 0 ? " + bias" : "");
  }
  const Node& n = graph.node(id);
  std::string label = std::string(info(n.op).name) + " " + to_string(n.shape);
  if (info(n.op).call) {
    for (size_t k = 0; k < n.args.size(); ++k)
      label += (k ? ", " : " of ") + to_string(graph.node(n.args[k]).shape);
  }
  return label;
}

// What follows from constants, by a program of its own.
Computed compute(Graph& graph, const std::vector<int>& nodes) {
  Computed out;
  if (nodes.empty()) return out;
  std::vector<Output> outputs;
  for (int id : nodes) outputs.push_back({std::to_string(id), graph.value(id)});
  const Program program = plan(graph, outputs, {}, {.compute_constants = false});
  Machine machine(program);
  machine.run();
  for (int id : nodes) out[id] = machine.get(std::to_string(id));
  return out;
}

}  // namespace

Program plan(Graph& graph, const std::vector<Output>& outputs, const std::vector<Update>& updates,
             const PlanOptions& options) {
  for (const Update& u : updates) {
    if (graph.node(u.input.id()).op != Op::input)
      fail("an update writes to an input, got ", info(graph.node(u.input.id()).op).name);
    if (u.input.shape() != u.value.shape()) {
      fail("an update of shape ", to_string(u.value.shape()), " does not fit its input of shape ",
           to_string(u.input.shape()));
    }
  }
  const Schedule s = schedule(graph, outputs, updates, options);
  const Layout layout = lay_out(graph, s, compute(graph, s.computed), outputs, updates);

  Program program;
  program.constants = layout.constants;
  program.arena_floats = layout.arena_floats;
  for (size_t k = 0; k < s.items.size(); ++k) {
    const Item& item = s.items[k];
    const int id = item.nodes[0];
    if (item.chain) {
      program.instructions.push_back(
          {build_chain(graph, s, layout, item, program.arena_floats), label_of(graph, s, item)});
      for (int member : item.nodes) program.fused_away += !layout.materialised[static_cast<size_t>(member)];
    } else if (s.treatment[static_cast<size_t>(id)] == Treatment::Product) {
      program.instructions.push_back(
          {product(graph, s, layout, static_cast<int>(k), id), label_of(graph, s, item)});
    } else if (s.treatment[static_cast<size_t>(id)] == Treatment::Call) {
      for (Instruction& i : call(graph, layout, static_cast<int>(k), id, label_of(graph, s, item)))
        program.instructions.push_back(std::move(i));
    } else if (layout.copied[static_cast<size_t>(id)]) {
      for (Move& m : moves(graph, layout, id)) program.instructions.push_back({m, label_of(graph, s, item)});
    }
  }
  for (const Layout::Writeback& w : layout.writebacks) {
    const Place &from = layout.place[static_cast<size_t>(w.value)],
                &to = layout.place[static_cast<size_t>(w.input)];
    program.instructions.push_back({move(from, to, to.shape), "write back " + to_string(to.shape)});
  }
  for (const Input& in : graph.inputs())
    program.inputs.push_back({in.name, layout.place[static_cast<size_t>(in.node)]});
  for (const Output& o : outputs)
    program.outputs.push_back({o.name, layout.place[static_cast<size_t>(o.value.id())]});
  program.arena_floats += 4;  // kernels may read up to three floats past the end

  const std::int64_t bytes = program.arena_floats * static_cast<std::int64_t>(sizeof(float));
  if (bytes > options.memory_limit) {
    fail("this experiment needs ", bytes >> 20, " MiB of working memory; the limit is ",
         options.memory_limit >> 20, " MiB: use fewer samples, a smaller batch or fewer units");
  }
  return program;
}

}  // namespace losscape
