// SPDX-License-Identifier: Apache-2.0
// What the trainer does at every step; the only part of src/train that is compiled for speed
// (CMakeLists.txt).
#include <algorithm>
#include <cmath>

#include "random.h"
#include "train/trainer.h"

namespace losscape {

// Called through a table: wasm-opt would inline a step into this loop, and since V8 replaces the code of a
// function only when it is called again, a long run would stay in its baseline code.
void Trainer::run(std::int64_t count, bool to_finish) noexcept {
  using Step = void (*)(Trainer&) noexcept;
  static constexpr Step kSteps[] = {
      [](Trainer& t) noexcept { t.one_step(); },
      [](Trainer& t) noexcept {
        t.one_step();
        t.keep();
      },
  };
  for (const std::int64_t end = step_ + count; step_ < end;) {
    const bool event = step_ + 1 == event_at_;
    kSteps[event](*this);
    if (event && to_finish && finished()) return;
  }
}

// Every epoch is a fresh order drawn from (seed, epoch) alone, so that a run can be taken up at any step.
void Trainer::shuffle() noexcept {
  std::copy(train_rows_.begin(), train_rows_.end(), order_.begin());
  Random(seed_of(spec_, "batch_draw"), Stream::Shuffle, static_cast<std::uint64_t>(step_ / steps_per_epoch_))
      .shuffle(order_);
}

void Trainer::place_batch(size_t k) noexcept {
  const std::uint32_t* rows = order_.data() + in_epoch_ * batch_;
  const size_t inputs = data_.inputs.size(), n = static_cast<size_t>(data_.n);
  const Lane::BatchSlot slot = lanes_[k]->batch();
  for (size_t d = 0; d < inputs; ++d) {
    const float* from = x_.data() + d * n;
    float* to = slot.x + static_cast<std::int64_t>(d) * slot.x_stride;
    for (int b = 0; b < batch_; ++b) to[b] = from[rows[b]];
  }
  const float* y = targets(k).data();
  for (int b = 0; b < batch_; ++b) slot.y[b] = y[rows[b]];
}

void Trainer::one_step() noexcept {
  if (in_epoch_ == 0) shuffle();
  for (size_t k = 0; k < lanes_.size(); ++k) {
    if (diverged_at_[k] >= 0) continue;
    place_batch(k);
    lanes_[k]->begin_step(step_, in_epoch_ == 0);
    if (!std::isfinite(lanes_[k]->step(step_))) diverged_at_[k] = step_ + 1;
  }
  ++step_;
  if (++in_epoch_ == steps_per_epoch_) in_epoch_ = 0;
}

}  // namespace losscape
