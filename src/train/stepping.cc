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
  Random random(seed_of(spec_, "batch_draw"), Stream::Shuffle,
                static_cast<std::uint64_t>(step_ / steps_per_epoch_));
  random.shuffle(order_);
  if (spec_.per_class > 0 && !class_sizes_.empty()) draw_by_class(random);
}

// Classes in turn, in an order of each round's own, and of each the next few of its shuffled samples, which
// begin anew at their end.
void Trainer::draw_by_class(Random& random) noexcept {
  const auto class_of = [&](std::uint32_t row) { return static_cast<size_t>(data_.y[row]); };
  std::fill(class_ends_.begin(), class_ends_.end(), 0);
  for (const std::uint32_t row : order_) ++class_ends_[class_of(row)];
  classes_.clear();
  std::uint32_t end = 0;
  for (size_t c = 0; c < class_ends_.size(); ++c) {
    if (class_ends_[c] > 0) classes_.push_back(static_cast<std::uint32_t>(c));
    next_of_[c] = end;
    end += class_ends_[c];
    class_ends_[c] = end;
  }
  for (const std::uint32_t row : order_) by_class_[next_of_[class_of(row)]++] = row;
  size_t turn = classes_.size();
  std::uint32_t from = 0;
  for (size_t i = 0; i < order_.size(); ++i) {
    if (i % static_cast<size_t>(spec_.per_class) == 0) {
      if (turn == classes_.size()) {
        random.shuffle(classes_);
        turn = 0;
      }
      from = classes_[turn++];
    }
    const std::uint32_t first = from == 0 ? 0 : class_ends_[from - 1];
    if (next_of_[from] == class_ends_[from]) next_of_[from] = first;
    order_[i] = by_class_[next_of_[from]++];
  }
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
