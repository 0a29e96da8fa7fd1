// SPDX-License-Identifier: Apache-2.0
#include "train/checkpoints.h"

#include <algorithm>

namespace losscape {

void Checkpoints::resize(size_t floats) {
  if (floats <= floats_) return;
  floats_ = floats;
  const size_t fit =
      std::clamp(kCheckpointBytes / (sizeof(float) * floats), kMinCheckpoints, kMaxCheckpoints);
  while (count_ > fit) thin();
  slots_.resize(fit);
  for (Checkpoint& slot : slots_) slot.state.resize(floats);
}

void Checkpoints::clear() {
  count_ = 0;
  interval_ = 1;
}

// The first is that of step 0 and stays.
void Checkpoints::thin() noexcept {
  interval_ *= 2;
  size_t kept = 0;
  for (size_t i = 0; i < count_; ++i) {
    if (slots_[i].step % interval_ == 0) std::swap(slots_[kept++], slots_[i]);
  }
  count_ = kept;
}

Checkpoint* Checkpoints::take(std::int64_t step, bool wanted) noexcept {
  while (count_ == slots_.size()) thin();
  if (!wanted && step % interval_ != 0) return nullptr;
  size_t i = count_;
  while (i > 0 && slots_[i - 1].step > step) --i;
  if (i > 0 && slots_[i - 1].step == step) return wanted ? &slots_[i - 1] : nullptr;
  const auto at = slots_.begin() + static_cast<std::ptrdiff_t>(i);
  std::rotate(at, slots_.begin() + static_cast<std::ptrdiff_t>(count_),
              at + static_cast<std::ptrdiff_t>(count_ - i + 1));
  ++count_;
  slots_[i].step = step;
  return &slots_[i];
}

const Checkpoint* Checkpoints::before(std::int64_t step) const {
  const Checkpoint* found = nullptr;
  for (size_t i = 0; i < count_ && slots_[i].step <= step; ++i) found = &slots_[i];
  return found;
}

Checkpoint* Checkpoints::at(std::int64_t step) {
  for (size_t i = 0; i < count_; ++i) {
    if (slots_[i].step == step) return &slots_[i];
  }
  return nullptr;
}

void Checkpoints::forget_after(std::int64_t step) {
  while (count_ > 0 && slots_[count_ - 1].step > step) --count_;
}

void Checkpoints::space_for(std::int64_t steps) {
  while (steps / interval_ + 2 > static_cast<std::int64_t>(slots_.size())) interval_ *= 2;
}

size_t Checkpoints::bytes() const {
  size_t floats = 0;
  for (const Checkpoint& slot : slots_) floats += slot.state.size();
  return floats * sizeof(float);
}

}  // namespace losscape
