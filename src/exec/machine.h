// SPDX-License-Identifier: Apache-2.0
// The arena of one program and the loop that runs it.
#pragma once

#include <memory>
#include <span>

#include "exec/compile.h"
#include "exec/program.h"

namespace losscape {

/// Owns the memory of one run of a program. `run()` cannot fail, allocates nothing and calls nothing outside
/// the core, but for one time in a browser: when a program has run for about as long as compiling takes.
class Machine {
 public:
  /// Inputs start at zero. `program` must outlive the machine.
  explicit Machine(const Program& program);
  Machine(Machine&&) noexcept = default;
  Machine& operator=(Machine&&) noexcept = default;

  void run() noexcept;

  /// From now on chains whose rows are `extent` long compute their first `columns` (1 … extent) only; all
  /// else runs in full. For programs whose columns know nothing of each other.
  void limit_columns(int extent, int columns) noexcept;

  /// Copies row-major unpadded values into an input. Throws if the name or the number of elements does not
  /// fit.
  void set(std::string_view input, std::span<const float> values);
  void set(std::string_view input, float value) { set(input, std::span(&value, 1)); }
  /// Row-major unpadded copy of an output or input.
  std::vector<float> get(std::string_view name) const;
  void get(std::string_view name, std::vector<float>& out) const;
  float get_scalar(std::string_view name) const { return get(name).at(0); }

  /// The arena at a place: rows `place.row_stride` apart. For callers that move whole batches.
  float* at(const Place& place) noexcept { return arena() + place.offset; }
  const float* at(const Place& place) const noexcept { return arena() + place.offset; }

  /// Replaces runs of simple ops by code of the host (exec/compile.h). False where the host compiles nothing
  /// or the program has nothing to compile; then all goes on as before.
  bool compile();
  bool compiled() const { return kernels_ != nullptr; }

  /// Calls of kernels after which a new machine compiles by itself, since they take about as long as
  /// compiling; 0: never. For tests and measurements to change.
  static inline std::int64_t hot_calls = HostKernels::kPossible ? 20'000 : 0;

  const Program& program() const { return *program_; }
  /// A machine of the same program with the same memory.
  Machine twin() const;
  /// Seconds one run of each instruction takes, averaged over `repeats` runs in a row: clocks are too coarse
  /// for a single one. Memory is not what a run of the program would leave behind, so profile a twin.
  std::vector<double> profile(int repeats);

 private:
  struct Resolved;
  using Runner = void (*)(Machine&, Resolved&) noexcept;
  struct Resolved {  // an instruction with addresses instead of offsets
    Runner run = nullptr;
    const Instruction* instruction = nullptr;
    std::span<const Micro> micros;
    std::vector<Micro> compiled;  // in the place of the program's
    std::vector<float*> slots;  // chains: memory operands, then temporaries; products: a, b, c, bias, scratch
    std::vector<float> temporaries;
    bool one_tile = false;
    Tile tile{};
  };
  void run_chain(Resolved& r) noexcept;
  void compile_quietly() noexcept;
  static Runner runner_of(const Resolved& r) noexcept;
  float* arena() const noexcept;

  const Program* program_;
  std::vector<float> memory_;
  std::vector<Resolved> resolved_;
  std::unique_ptr<HostKernels> kernels_;
  std::int64_t runs_until_hot_ = 0;  // 0: compiled, or never will be
};

}  // namespace losscape
