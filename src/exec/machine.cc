// SPDX-License-Identifier: Apache-2.0
#include "exec/machine.h"

#include <algorithm>
#include <cstring>

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#else
#include <chrono>
#endif

#include "error.h"
#include "number_text.h"

namespace losscape {

namespace {

constexpr std::uintptr_t kAlignment = 64;

const Place* find(const std::vector<Program::Named>& list, std::string_view name) {
  for (const Program::Named& n : list) {
    if (n.name == name) return &n.place;
  }
  return nullptr;
}

[[noreturn]] void unknown(const char* what, std::string_view name, const std::vector<Program::Named>& list) {
  std::string known;
  for (const Program::Named& n : list) known += (known.empty() ? "" : ", ") + n.name;
  fail("this program has no ", what, " '", name, "' (it has ", known, ")");
}

}  // namespace

const Place& Program::input(std::string_view name) const {
  const Place* p = find(inputs, name);
  if (!p) unknown("input", name, inputs);
  return *p;
}

const Place& Program::output(std::string_view name) const {
  const Place* p = find(outputs, name);
  if (!p) unknown("output", name, outputs);
  return *p;
}

bool Program::has_input(std::string_view name) const { return find(inputs, name) != nullptr; }
bool Program::has_output(std::string_view name) const { return find(outputs, name) != nullptr; }

std::string Program::dump(std::span<const double> seconds) const {
  double total = 0;
  for (double t : seconds) total += t;
  std::string out = text(instructions.size(), " instructions, ", arena_floats * 4, " bytes");
  if (!seconds.empty()) out += text(", ", number_text(total * 1e9, 3), " ns");
  out += "\n";
  for (size_t i = 0; i < instructions.size(); ++i) {
    out += text("  ", i, "  ", instructions[i].label);
    if (i < seconds.size())
      out += text("  ", number_text(seconds[i] * 1e9, 3), " ns, ", number_text(100 * seconds[i] / total, 2),
                  " %");
    out += "\n";
  }
  return out;
}

float* Machine::arena() const noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(memory_.data());
  return reinterpret_cast<float*>((address + kAlignment - 1) / kAlignment * kAlignment);
}

Machine::Machine(const Program& program) : program_(&program) {
  memory_.assign(static_cast<size_t>(program.arena_floats) + kAlignment / sizeof(float), 0.0F);
  for (const auto& [offset, value] : program.constants) arena()[offset] = value;
  resolved_.resize(program.instructions.size());
  std::int64_t calls = 0;  // of kernels in a run
  for (size_t i = 0; i < resolved_.size(); ++i) {
    Resolved& r = resolved_[i];
    r.instruction = &program.instructions[i];
    const auto* c = std::get_if<Chain>(&r.instruction->what);
    if (!c) {
      if (const auto* p = std::get_if<Product>(&r.instruction->what)) {
        r.slots = {arena() + p->a, arena() + p->b, arena() + p->c, p->bias >= 0 ? arena() + p->bias : nullptr,
                   arena() + p->scratch};
      }
      r.run = runner_of(r);
      continue;
    }
    const size_t rank = static_cast<size_t>(c->rank);
    const int rows = c->extent[rank - 2], columns = c->extent[rank - 1];
    r.one_tile = rows > 0 && rows <= c->tile_rows && columns > 0 && columns <= c->tile_columns;
    for (size_t d = 0; d + 2 < rank; ++d) r.one_tile = r.one_tile && c->extent[d] == 1;
    r.tile = {rows, (columns + 3) / 4, columns};
    const size_t each = static_cast<size_t>(c->tile_rows) * static_cast<size_t>(c->tile_columns);
    r.temporaries.resize(each * static_cast<size_t>(c->temporaries) + 4);
    for (const ChainOperand& o : c->operands) r.slots.push_back(arena() + o.offset);
    for (int t = 0; t < c->temporaries; ++t)
      r.slots.push_back(r.temporaries.data() + static_cast<size_t>(t) * each);
    r.micros = c->micros;
    r.run = runner_of(r);
    std::int64_t tiles =
        (rows + c->tile_rows - 1) / c->tile_rows * ((columns + c->tile_columns - 1) / c->tile_columns);
    for (size_t d = 0; d + 2 < rank; ++d) tiles *= c->extent[d];
    calls += tiles * static_cast<std::int64_t>(c->micros.size());
  }
  if (hot_calls > 0) runs_until_hot_ = 1 + hot_calls / std::max<std::int64_t>(calls, 1);
}

void Machine::run_chain(Resolved& r) noexcept {
  const Chain& c = *std::get_if<Chain>(&r.instruction->what);
  for (const Chain::Fill& f : c.fills) {
    if (f.wide)
      std::fill_n(reinterpret_cast<double*>(arena() + f.offset), f.count, static_cast<double>(f.value));
    else
      std::fill_n(arena() + f.offset, f.count, f.value);
  }
  if (r.one_tile) {
    for (const Micro& m : r.micros) m.run(m, r.slots.data(), r.tile);
  } else {
    const size_t outer_rank = static_cast<size_t>(c.rank) - 2;
    const int rows = c.extent[outer_rank], columns = r.tile.columns;
    std::array<std::int32_t, kMaxRank> at{};
    std::int64_t blocks = rows > 0 && columns > 0 ? 1 : 0;
    for (size_t d = 0; d < outer_rank; ++d) blocks *= c.extent[d];
    for (std::int64_t b = 0; b < blocks; ++b) {
      for (int row = 0; row < rows; row += c.tile_rows) {
        for (int column = 0; column < columns; column += c.tile_columns) {
          for (size_t k = 0; k < c.operands.size(); ++k) {
            const ChainOperand& o = c.operands[k];
            std::int64_t offset = o.offset + row * o.stride[outer_rank] + column * o.stride[outer_rank + 1];
            for (size_t d = 0; d < outer_rank; ++d) offset += at[d] * o.stride[d];
            r.slots[k] = arena() + offset;
          }
          const int width = std::min(c.tile_columns, columns - column);
          const Tile tile{std::min(c.tile_rows, rows - row), (width + 3) / 4, width};
          for (const Micro& m : r.micros) m.run(m, r.slots.data(), tile);
        }
      }
      for (size_t d = outer_rank; d-- > 0;) {
        if (++at[d] < c.extent[d]) break;
        at[d] = 0;
      }
    }
  }
  for (const Chain::Narrow& n : c.narrows) {
    const double* from = reinterpret_cast<const double*>(arena() + n.from);
    for (std::int64_t i = 0; i < n.count; ++i) arena()[n.to + i] = static_cast<float>(from[i]);
  }
}

namespace {

void run_product(const Product& p, int matrix, float* arena) noexcept {
  const float *a = arena + p.a + matrix * p.a_batch, *b = arena + p.b + matrix * p.b_batch,
              *bias = p.bias >= 0 ? arena + p.bias : nullptr;
  float *c = arena + p.c + matrix * p.c_batch, *scratch = arena + p.scratch;
  switch (p.form) {
    case MatmulForm::NN:
      matmul_nn(a, p.a_stride, b, p.b_stride, c, p.c_stride, p.m, p.n, p.k, bias, scratch);
      break;
    case MatmulForm::NT:
      matmul_nt(a, p.a_stride, b, p.b_stride, c, p.c_stride, p.m, p.n, p.k, scratch);
      break;
    case MatmulForm::TN:
      matmul_tn(a, p.a_stride, b, p.b_stride, c, p.c_stride, p.m, p.n, p.k, scratch);
      break;
  }
}

void run_move(const Move& m, float* arena) noexcept {
  if (m.zero_count) std::fill_n(arena + m.zero_offset, m.zero_count, 0.0F);
  if (m.rank == 0) {
    arena[m.to] = arena[m.from];
    return;
  }
  const size_t last = static_cast<size_t>(m.rank) - 1;
  const bool whole_rows = m.from_stride[last] == 1 && m.to_stride[last] == 1;
  std::int64_t rows = 1;
  for (size_t d = 0; d < last; ++d) rows *= m.extent[d];
  std::array<std::int32_t, kMaxRank> at{};
  for (std::int64_t r = 0; r < rows; ++r) {
    const float* from = arena + m.from;
    float* to = arena + m.to;
    for (size_t d = 0; d < last; ++d) {
      from += at[d] * m.from_stride[d];
      to += at[d] * m.to_stride[d];
    }
    if (whole_rows) {
      std::memmove(to, from, static_cast<size_t>(m.extent[last]) * sizeof(float));
    } else {
      for (int i = 0; i < m.extent[last]; ++i) to[i * m.to_stride[last]] = from[i * m.from_stride[last]];
    }
    for (size_t d = last; d-- > 0;) {
      if (++at[d] < m.extent[d]) break;
      at[d] = 0;
    }
  }
}

}  // namespace

// Every instruction is run through its pointer: otherwise wasm-opt inlines all kinds into run(), and V8
// compiles that one giant late and with spills.
Machine::Runner Machine::runner_of(const Resolved& r) noexcept {
  static constexpr Runner kRunners[] = {
      [](Machine& m, Resolved& one) noexcept { m.run_chain(one); },
      [](Machine& m, Resolved& one) noexcept {
        const Product& p = *std::get_if<Product>(&one.instruction->what);
        for (int i = 0; i < p.batch; ++i) run_product(p, i, m.arena());
      },
      [](Machine& m, Resolved& one) noexcept {
        run_move(*std::get_if<Move>(&one.instruction->what), m.arena());
      },
      [](Machine& m, Resolved& one) noexcept {
        const Call& c = *std::get_if<Call>(&one.instruction->what);
        c.run(c, m.arena());
      },
  };
  // One product, its addresses known: most of what a small net does.
  static constexpr Runner kProducts[] = {
      [](Machine&, Resolved& one) noexcept {
        const Product& p = *std::get_if<Product>(&one.instruction->what);
        matmul_nn(one.slots[0], p.a_stride, one.slots[1], p.b_stride, one.slots[2], p.c_stride, p.m, p.n, p.k,
                  one.slots[3], one.slots[4]);
      },
      [](Machine&, Resolved& one) noexcept {
        const Product& p = *std::get_if<Product>(&one.instruction->what);
        matmul_nt(one.slots[0], p.a_stride, one.slots[1], p.b_stride, one.slots[2], p.c_stride, p.m, p.n, p.k,
                  one.slots[4]);
      },
      [](Machine&, Resolved& one) noexcept {
        const Product& p = *std::get_if<Product>(&one.instruction->what);
        matmul_tn(one.slots[0], p.a_stride, one.slots[1], p.b_stride, one.slots[2], p.c_stride, p.m, p.n, p.k,
                  one.slots[4]);
      },
  };
  if (const Product* p = std::get_if<Product>(&r.instruction->what); p && p->batch == 1)
    return kProducts[static_cast<size_t>(p->form)];
  const Chain* c = std::get_if<Chain>(&r.instruction->what);
  if (c && r.one_tile && c->fills.empty() && c->narrows.empty()) {  // nothing to find out in each run
    return [](Machine&, Resolved& one) noexcept {
      for (const Micro& m : one.micros) m.run(m, one.slots.data(), one.tile);
    };
  }
  return kRunners[r.instruction->what.index()];
}

void Machine::run() noexcept {
  if (runs_until_hot_ > 0 && --runs_until_hot_ == 0) compile_quietly();
  for (Resolved& r : resolved_) r.run(*this, r);
}

void Machine::compile_quietly() noexcept {
  try {
    compile();
  } catch (
      ...) {  // no memory, or the half of the core that compiles could not be fetched: all goes on as before
  }
}

bool Machine::compile() {
  runs_until_hot_ = 0;
  const ChainModule module = emit_chains(*program_);
  kernels_ = HostKernels::compile(module);
  if (!kernels_) return false;
  for (size_t i = 0; i < module.runs.size(); ++i) {
    const auto& [instruction, first, count] = module.runs[i];
    Resolved& r = resolved_[static_cast<size_t>(instruction)];
    const auto& micros = std::get<Chain>(r.instruction->what).micros;
    if (r.compiled.empty()) r.compiled = micros;
    r.compiled[static_cast<size_t>(first)].run = (*kernels_)[i];
    for (int k = 1; k < count; ++k) r.compiled[static_cast<size_t>(first + k)].run = nullptr;
  }
  for (Resolved& r : resolved_) {
    if (r.compiled.empty()) continue;
    std::erase_if(r.compiled, [](const Micro& m) { return !m.run; });
    r.micros = r.compiled;
  }
  return true;
}

void Machine::limit_columns(int extent, int columns) noexcept {
  for (Resolved& r : resolved_) {
    const auto* c = std::get_if<Chain>(&r.instruction->what);
    if (!c || c->extent[static_cast<size_t>(c->rank) - 1] != extent) continue;
    r.tile.vectors = (columns + 3) / 4;
    r.tile.columns = columns;
  }
}

void Machine::set(std::string_view input, std::span<const float> values) {
  const Place& p = program_->input(input);
  if (static_cast<std::int64_t>(values.size()) != p.shape.size()) {
    fail("input '", input, "' has shape ", to_string(p.shape), ", so it takes ", p.shape.size(),
         " numbers, got ", values.size());
  }
  const std::int64_t columns = p.shape.columns();
  for (std::int64_t r = 0; r < p.shape.rows(); ++r)
    std::copy_n(values.data() + r * columns, columns, at(p) + r * p.row_stride);
}

std::vector<float> Machine::get(std::string_view name) const {
  std::vector<float> out;
  get(name, out);
  return out;
}

void Machine::get(std::string_view name, std::vector<float>& out) const {
  const Place* p = find(program_->outputs, name);
  if (!p) p = find(program_->inputs, name);
  if (!p) unknown("output", name, program_->outputs);
  out.resize(static_cast<size_t>(p->shape.size()));
  const std::int64_t columns = p->shape.columns();
  for (std::int64_t r = 0; r < p->shape.rows(); ++r)
    std::copy_n(at(*p) + r * p->row_stride, columns, out.data() + r * columns);
}

Machine Machine::twin() const {
  Machine m(*program_);
  std::copy_n(arena(), program_->arena_floats, m.arena());
  return m;
}

namespace {

// Seconds from some start. (In wasm std::chrono brings printf along: its clock may throw a system_error.)
double now() noexcept {
#ifdef __EMSCRIPTEN__
  return emscripten_get_now() * 1e-3;
#else
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
#endif
}

}  // namespace

std::vector<double> Machine::profile(int repeats) {
  std::vector<double> seconds;
  for (Resolved& r : resolved_) {
    const double start = now();
    for (int k = 0; k < repeats; ++k) r.run(*this, r);
    seconds.push_back((now() - start) / repeats);
  }
  return seconds;
}

}  // namespace losscape
