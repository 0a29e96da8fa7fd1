// SPDX-License-Identifier: Apache-2.0
// Chains as machine code of the host. A kernel a op loads and stores each intermediate result; here a run of
// simple ops becomes one WebAssembly function that keeps them in registers. The bits are the same: it is the
// same instructions on the same numbers in the same order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "exec/program.h"

namespace losscape {

/// Micros first … first + count − 1 of a chain, which one function of a module replaces.
struct CompiledRun {
  int instruction, first, count;
};

/// A WebAssembly module that imports the memory "m" "m" and exports "0", "1", …: one MicroFn for each run.
struct ChainModule {
  std::string bytes;
  std::vector<CompiledRun> runs;
};

/// All runs of two or more ops that WebAssembly has instructions for; none where a program has no such chain.
ChainModule emit_chains(const Program& program);

/// True for ops that emit_chains writes down itself; the others keep their kernels.
bool has_instructions(Op op);

/// Functions of a module in the table of this one, until destruction.
class HostKernels {
 public:
#ifdef __EMSCRIPTEN__
  static constexpr bool kPossible = true;
#else
  static constexpr bool kPossible = false;
#endif

  /// nullptr where the host compiles nothing: natively, or where it refuses.
  static std::unique_ptr<HostKernels> compile(const ChainModule& module);
  ~HostKernels();
  HostKernels(const HostKernels&) = delete;
  HostKernels& operator=(const HostKernels&) = delete;

  MicroFn operator[](size_t run) const { return kernels_[run]; }

 private:
  HostKernels() = default;
  std::vector<MicroFn> kernels_;
};

}  // namespace losscape
