// SPDX-License-Identifier: Apache-2.0
#include "exec/compile.h"

#include <algorithm>
#include <map>

#include "exec/instructions.h"

#ifdef __EMSCRIPTEN__
#include <emscripten.h>
#endif

namespace losscape {

namespace {

using namespace wasm;  // NOLINT(google-build-using-namespace): this file is written in them

// ----------------------------------------------------------------------------

bool simple(const Micro& m) { return m.operands > 0 && has_instructions(m.op); }

// True if somebody after micro `from` reads what the slot holds now.
bool read_later(const Chain& chain, size_t from, std::uint16_t slot) {
  for (size_t k = from; k < chain.micros.size(); ++k) {
    const Micro& m = chain.micros[k];
    if (m.a == slot || (m.operands > 1 && m.b == slot) || (m.operands > 2 && m.c == slot)) return true;
    if (m.to == slot) return false;
  }
  return false;
}

/// Parameters of a MicroFn, which come first among the locals.
enum Parameter : std::uint32_t { kMicro, kSlots, kTile, kParameters };

class RunWriter {
 public:
  RunWriter(const Chain& chain, size_t first, size_t count) : chain_(chain), first_(first), count_(count) {
    for (size_t k = first; k < first + count; ++k) {
      const Micro& m = chain.micros[k];
      for (int i = 0; i < m.operands; ++i) {
        const auto [slot, stride, splat] = operand(m, i);
        if (!written_.count(slot)) (splat ? splat_ : load_).try_emplace(slot, 0);
        if (!written_.count(slot)) pointer(slot, stride);
      }
      written_[m.to] = k;  // the last to write it
    }
    for (const auto& [slot, k] : written_) {
      const bool memory = slot < chain.operands.size();
      if (!memory && !read_later(chain, first + count, slot)) continue;
      stored_[slot] = k;
      pointer(slot, chain.micros[k].to_stride);
    }
    for (auto& [slot, p] : pointers_) p.local = next_local_++;
    rows_ = next_local_++;
    end_ = next_local_++;
    at_ = next_local_++;
    first_vector_ = next_local_;
    for (auto& [slot, local] : splat_) local = next_local_++;
    for (auto& [slot, local] : load_) local = next_local_++;
    results_ = next_local_;
    next_local_ += static_cast<std::uint32_t>(count);
  }

  Bytes function() {
    Bytes code;
    append_unsigned(code, 2);  // kinds of locals
    append_unsigned(code, first_vector_ - kParameters);
    code += '\x7f';  // i32
    append_unsigned(code, next_local_ - first_vector_);
    code += '\x7b';  // v128
    write(code);
    append(code, kEnd);
    Bytes sized;
    append_unsigned(sized, static_cast<std::uint32_t>(code.size()));
    return sized + code;
  }

 private:
  struct Operand {
    std::uint16_t slot;
    std::int32_t stride;
    bool splat;
  };
  static Operand operand(const Micro& m, int i) {
    return i == 0   ? Operand{m.a, m.a_stride, (m.splat & 1) != 0}
           : i == 1 ? Operand{m.b, m.b_stride, (m.splat & 2) != 0}
                    : Operand{m.c, m.c_stride, (m.splat & 4) != 0};
  }

  struct Pointer {
    std::int32_t stride;
    std::uint32_t local;
  };
  void pointer(std::uint16_t slot, std::int32_t stride) { pointers_.try_emplace(slot, Pointer{stride, 0}); }

  static void field(Bytes& code, std::uint32_t base, std::uint32_t offset) {
    append(code, kLocalGet, base);
    append(code, kLoad32, 2);  // alignment
    append_unsigned(code, offset);
  }

  void write(Bytes& code) {
    for (const auto& [slot, p] : pointers_) {
      field(code, kSlots, slot * 4U);
      append(code, kLocalSet, p.local);
    }
    field(code, kTile, offsetof(Tile, rows));
    append(code, kLocalSet, rows_);
    field(code, kTile, offsetof(Tile, vectors));
    append(code, kConst32);
    append_signed(code, 4);
    append(code, kShiftLeft);
    append(code, kLocalSet, end_);
    // if (rows <= 0) return
    append(code, kLocalGet, rows_);
    append(code, kConst32);
    append_signed(code, 0);
    append(code, kLessEqual);
    open(code, kIf);
    append(code, kReturn);
    append(code, kEnd);
    open(code, kLoop);
    for (const auto& [slot, local] : splat_) {
      append(code, kLocalGet, pointers_.at(slot).local);
      append(code, kLoadSplat);
      memory(code, 0);
      append(code, kLocalSet, local);
    }
    append(code, kConst32);
    append_signed(code, 0);
    append(code, kLocalSet, at_);
    // Several vectors in one turn: the host checks its stack in every one.
    const std::uint32_t together = count_ <= 6 ? 4 : 2;
    while_before_end(code, together);
    while_before_end(code, 1);
    for (const auto& [slot, p] : pointers_) {
      if (p.stride == 0) continue;
      append(code, kLocalGet, p.local);
      append(code, kConst32);
      append_signed(code, p.stride * 4);
      append(code, kAdd);
      append(code, kLocalSet, p.local);
    }
    append(code, kLocalGet, rows_);
    append(code, kConst32);
    append_signed(code, -1);
    append(code, kAdd);
    append(code, kLocalTee, rows_);
    append(code, kBranchIf, 0);
    append(code, kEnd);
  }

  static void open(Bytes& code, Scalar block) {
    append(code, block);
    code += '\x40';  // leaves nothing on the stack
  }

  static void memory(Bytes& code, std::uint32_t offset) {
    append_unsigned(code, 2);  // alignment: 4 bytes
    append_unsigned(code, offset);
  }

  // `vectors` at a time as long as so many are left.
  void while_before_end(Bytes& code, std::uint32_t vectors) {
    const auto some_left = [&] {  // at + (vectors − 1)·16 < end
      append(code, kLocalGet, at_);
      append(code, kConst32);
      append_signed(code, static_cast<std::int32_t>(16 * (vectors - 1)));
      append(code, kAdd);
      append(code, kLocalGet, end_);
      append(code, kLess);
    };
    some_left();
    open(code, kIf);
    open(code, kLoop);
    for (std::uint32_t v = 0; v < vectors; ++v) body(code, 16 * v);
    append(code, kLocalGet, at_);
    append(code, kConst32);
    append_signed(code, static_cast<std::int32_t>(16 * vectors));
    append(code, kAdd);
    append(code, kLocalSet, at_);
    some_left();
    append(code, kBranchIf, 0);
    append(code, kEnd);
    append(code, kEnd);
  }

  void address(Bytes& code, std::uint16_t slot) const {
    append(code, kLocalGet, pointers_.at(slot).local);
    append(code, kLocalGet, at_);
    append(code, kAdd);
  }

  void body(Bytes& code, std::uint32_t offset) {
    std::map<std::uint16_t, std::uint32_t> value;  // local that holds what the slot holds
    for (const auto& [slot, local] : load_) {
      address(code, slot);
      append(code, kLoad);
      memory(code, offset);
      append(code, kLocalSet, local);
      value[slot] = local;
    }
    for (size_t k = first_; k < first_ + count_; ++k) {
      const Micro& m = chain_.micros[k];
      std::array<Code, 3> in;
      for (int i = 0; i < m.operands; ++i) {
        const auto [slot, stride, splat] = operand(m, i);
        append(in[static_cast<size_t>(i)].bytes, kLocalGet, splat ? splat_.at(slot) : value.at(slot));
      }
      Code to;
      code_of(m.op, in, to);
      code += to.bytes;
      const auto result = results_ + static_cast<std::uint32_t>(k - first_);
      append(code, kLocalSet, result);
      value[m.to] = result;
      const auto store = stored_.find(m.to);
      if (store == stored_.end() || store->second != k) continue;
      address(code, m.to);
      append(code, kLocalGet, result);
      append(code, kStore);
      memory(code, offset);
    }
  }

  const Chain& chain_;
  size_t first_, count_;
  std::map<std::uint16_t, Pointer> pointers_;
  std::map<std::uint16_t, std::uint32_t> load_, splat_;  // slot → local
  std::map<std::uint16_t, size_t> written_, stored_;     // slot → micro
  std::uint32_t next_local_ = kParameters, first_vector_ = 0, rows_ = 0, end_ = 0, at_ = 0, results_ = 0;
};

void append_section(Bytes& to, char id, std::uint32_t count, const Bytes& content) {
  Bytes section;
  append_unsigned(section, count);
  section += content;
  to += id;
  append_unsigned(to, static_cast<std::uint32_t>(section.size()));
  to += section;
}

}  // namespace

bool has_instructions(Op op) {
  Code to;
  return code_of(op, {}, to);
}

ChainModule emit_chains(const Program& program) {
  ChainModule module;
  Bytes functions, types, exports;
  for (size_t i = 0; i < program.instructions.size(); ++i) {
    const auto* chain = std::get_if<Chain>(&program.instructions[i].what);
    if (!chain) continue;
    const size_t size = chain->micros.size();
    for (size_t k = 0; k < size;) {
      size_t end = k;
      while (end < size && simple(chain->micros[end])) ++end;
      if (end - k >= 2) {
        const std::string name = std::to_string(module.runs.size());
        append_unsigned(exports, static_cast<std::uint32_t>(name.size()));
        exports += name + '\0';  // a function
        append_unsigned(exports, static_cast<std::uint32_t>(module.runs.size()));
        types += '\0';
        functions += RunWriter(*chain, k, end - k).function();
        module.runs.push_back({static_cast<int>(i), static_cast<int>(k), static_cast<int>(end - k)});
      }
      k = std::max(end, k + 1);
    }
  }
  if (module.runs.empty()) return module;
  const auto count = static_cast<std::uint32_t>(module.runs.size());
  module.bytes.assign("\0asm\1\0\0\0", 8);
  append_section(module.bytes, 1, 1, {"\x60\x03\x7f\x7f\x7f\x00", 6});  // (i32, i32, i32) → ()
  append_section(module.bytes, 2, 1, {"\x01m\x01m\x02\x00\x00", 7});    // the memory
  append_section(module.bytes, 3, count, types);
  append_section(module.bytes, 7, count, exports);
  append_section(module.bytes, 10, count, functions);
  return module;
}

#ifdef __EMSCRIPTEN__

// clang-format off
EM_JS(int, losscape_compile, (const char* bytes, int length, int* to, int count), {
  try {
    var module = new WebAssembly.Module(HEAPU8.slice(bytes, bytes + length));
    var kernels = new WebAssembly.Instance(module, { 'm': { 'm': wasmMemory } }).exports;
    var free = losscape_compile.free || (losscape_compile.free = []);
    for (var i = 0; i < count; ++i) {
      var place = free.length ? free.pop() : wasmTable.grow(1);
      wasmTable.set(place, kernels[i]);
      HEAP32[(to >> 2) + i] = place;
    }
    return 1;
  } catch (error) {
    return 0;
  }
});
EM_JS(void, losscape_release, (int place), {
  wasmTable.set(place, null);
  losscape_compile.free.push(place);
});
// clang-format on

std::unique_ptr<HostKernels> HostKernels::compile(const ChainModule& module) {
  if (module.runs.empty()) return nullptr;
  std::unique_ptr<HostKernels> made(new HostKernels);
  made->kernels_.resize(module.runs.size());
  static_assert(sizeof(MicroFn) == sizeof(int));
  if (!losscape_compile(module.bytes.data(), static_cast<int>(module.bytes.size()),
                        reinterpret_cast<int*>(made->kernels_.data()),
                        static_cast<int>(module.runs.size()))) {
    made->kernels_.clear();
    return nullptr;
  }
  return made;
}

HostKernels::~HostKernels() {
  for (MicroFn kernel : kernels_) losscape_release(static_cast<int>(reinterpret_cast<std::intptr_t>(kernel)));
}

#else

std::unique_ptr<HostKernels> HostKernels::compile(const ChainModule&) { return nullptr; }
HostKernels::~HostKernels() = default;

#endif

}  // namespace losscape
