// SPDX-License-Identifier: Apache-2.0
#include "train/journal.h"

#include <array>
#include <utility>

#include "optim/optimizer.h"

namespace losscape {

Change* Journal::redo(std::int64_t step) {
  return applied_ < changes_.size() && changes_[applied_].step <= step ? &changes_[applied_++] : nullptr;
}

Change* Journal::undo(std::int64_t step) {
  return applied_ > 0 && changes_[applied_ - 1].step > step ? &changes_[--applied_] : nullptr;
}

void Journal::forget_rest() {
  size_t kept = applied_;
  for (size_t i = applied_; i < changes_.size(); ++i) {
    if (!changes_[i].planned) continue;
    if (i != kept) changes_[kept] = std::move(changes_[i]);
    ++kept;
  }
  changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(kept), changes_.end());
}

void Journal::add(Change change) {
  size_t at = applied_;
  while (at > 0 && changes_[at - 1].step > change.step) --at;
  for (size_t i = at; i-- > 0 && changes_[i].step == change.step;) {
    Change& earlier = changes_[i];
    // What is set before a lane changes belongs to another loss.
    if (earlier.kind == Change::Kind::Lane || change.kind == Change::Kind::Lane) break;
    if (!earlier.same_thing(change)) continue;
    change.before = earlier.before;
    change.point_before = std::move(earlier.point_before);
    changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(i));
    --at, --applied_;
    break;
  }
  changes_.insert(changes_.begin() + static_cast<std::ptrdiff_t>(at), std::move(change));
  ++applied_;
}

void Journal::move_to_start() {
  forget_rest();
  std::vector<Change> all = std::move(changes_);
  const size_t in_force = applied_;
  changes_.clear();
  applied_ = 0;
  std::array<std::int64_t, kMaxLanes> since{};  // the step of the last planned change of a lane
  for (size_t i = 0; i < all.size(); ++i) {
    Change& c = all[i];
    if (i >= in_force) {
      plan(std::move(c));
      continue;
    }
    const bool of_lane = c.kind != Change::Kind::Point;
    if (c.planned)
      since[static_cast<size_t>(c.index)] = c.step;
    else
      c.step = of_lane ? since[static_cast<size_t>(c.index)] : 0;
    add(std::move(c));
  }
}

void fields(Fields& f, LaneSetup& setup) {
  f.such_as("{loss: {id: 'mae'}, learning_rate: 0.01}");
  f("loss", setup.loss);
  const std::string before = setup.optimizer;
  f("optimizer", setup.optimizer);
  if (setup.optimizer != before) {
    setup.optimizer_params.clear();
    setup.learning_rate = find_optimizer(setup.optimizer).learning_rate;
  }
  f("optimizer_params", setup.optimizer_params);
  f("learning_rate", setup.learning_rate);
}

void fields(Fields& f, Change& change) {
  using Kind = Change::Kind;
  f.required("step", change.step);
  if (f.has("sample", change.kind == Kind::Point)) {
    change.kind = Kind::Point;
    change.point.y = change.point.y.value_or(0);
    f("sample", change.index);
    f.required("x", change.point.x);
    f.required("y", *change.point.y);
    change.point.index = change.index;
    return;
  }
  f.required("lane", change.index);
  if (f.has("param", change.kind == Kind::Slider)) {
    change.kind = Kind::Slider;
    f("param", change.id);
    f.required("value", change.after);
  } else if (f.has("loss", change.kind == Kind::Lane)) {
    if (!change.setup) change.setup.emplace();
    fields(f, *change.setup);
  } else {
    change.kind = Kind::Rate;
    f.required("learning_rate", change.after);
  }
}

}  // namespace losscape
