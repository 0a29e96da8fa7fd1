// SPDX-License-Identifier: Apache-2.0
// States of a run at evenly spaced steps, thinned by halves: any earlier step is reached by training from the
// nearest one before it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "train/spec.h"

namespace losscape {

/// States kept of one run: at most 256, and at most 16 MB of them unless four take more.
constexpr size_t kMaxCheckpoints = 256, kMinCheckpoints = 4;
constexpr size_t kCheckpointBytes = size_t{16} << 20;

/// Everything that steps change, as it was when the run left `step`.
struct Checkpoint {
  std::int64_t step;
  std::vector<float> state;  ///< of all lanes, one after the other
  std::array<std::int64_t, kMaxLanes> diverged_at;
  std::array<std::int64_t, kMaxLanes> weights_at;  ///< in `state`: each lane's judged weights
};

/// Memory is taken when it is made or resized; nothing else allocates.
class Checkpoints {
 public:
  /// Room for states of `floats` numbers; never less than before. What is held stays, thinned where fewer
  /// fit.
  void resize(size_t floats);
  void clear();
  /// The next step after `step` at which a state is wanted.
  std::int64_t due_after(std::int64_t step) const { return (step / interval_ + 1) * interval_; }
  /// The slot to write the state of `step` to; null where none is wanted or one is held. `wanted` takes one
  /// at any step.
  Checkpoint* take(std::int64_t step, bool wanted = false) noexcept;
  /// The last one at or before `step`, or null.
  const Checkpoint* before(std::int64_t step) const;
  Checkpoint* at(std::int64_t step);
  void forget_after(std::int64_t step);
  /// Spaces states so that those of a run of `steps` fit.
  void space_for(std::int64_t steps);

  size_t count() const { return count_; }
  const Checkpoint& operator[](size_t i) const { return slots_[i]; }  ///< by step, i < count()
  /// Memory of all slots.
  size_t bytes() const;

 private:
  void thin() noexcept;

  std::vector<Checkpoint> slots_;  // the first count_ are held, by step
  size_t count_ = 0;
  size_t floats_ = 1;  // of a slot
  std::int64_t interval_ = 1;
};

}  // namespace losscape
