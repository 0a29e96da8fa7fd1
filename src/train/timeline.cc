// SPDX-License-Identifier: Apache-2.0
// A run as something to move about in: seeking, changes on the way, saving and taking up again. A step
// depends on nothing but the state before it, the settings in force and the step's number (shuffle() in
// stepping.cc), so that a state, the journal and training give any step with the same bits.
#include <algorithm>
#include <cmath>
#include <limits>

#include "error.h"
#include "short_sort.h"
#include "train/trainer.h"

namespace losscape {

namespace {

// What was recorded up to `step`.
void cut(History& history, std::int64_t step) {
  const auto end = std::upper_bound(history.steps.begin(), history.steps.end(), step);
  const size_t kept = static_cast<size_t>(end - history.steps.begin());
  history.steps.resize(kept);
  for (History::Series& s : history.lanes) {
    for (const auto series : kSeries) (s.*series).resize(kept);
    for (History::Term& t : s.terms) {
      for (auto* of : {&t.value, &t.gradient_norm}) of->resize(std::min(of->size(), kept));
    }
  }
}

}  // namespace

std::int64_t Trainer::step(std::int64_t count) {
  const std::int64_t from = step_;
  train(count, true);
  return step_ - from;
}

void Trainer::train(std::int64_t count, bool to_finish) {
  for (const std::int64_t end = step_ + count; step_ < end; settings_of(step_)) {
    run(std::min(end, journal_.next_step()) - step_, to_finish);
    head_ = std::max(head_, step_);
    if (to_finish && finished()) return settings_of(step_);
  }
}

void Trainer::seek(std::int64_t to) { train(to - rewind(to), false); }

std::int64_t Trainer::rewind(std::int64_t to) {
  if (to < 0) fail("a run has no step ", to, "; its first is 0");
  const Checkpoint& from = *checkpoints_.before(to);
  if (step_ <= to && step_ >= from.step) return step_;
  settings_of(from.step);
  arrive(from);
  return step_;
}

void Trainer::arrive(const Checkpoint& at) {
  const float* state = at.state.data();
  for (size_t k = 0; k < lanes_.size(); ++k) {
    lanes_[k]->restore(state);
    state += lanes_[k]->state_size();
    diverged_at_[k] = at.diverged_at[k];
  }
  stopping_.restore(state);
  step_ = at.step;
  in_epoch_ = step_ % steps_per_epoch_;
  if (in_epoch_ > 0) shuffle();
  schedule_events();
}

void Trainer::keep() noexcept {
  if (step_ == record_at_ && step_ > static_cast<std::int64_t>(history_.steps.back())) record();
  if (step_ == judge_at_) judge();
  if (step_ == save_at_) {
    if (Checkpoint* slot = checkpoints_.take(step_)) save_to(*slot);
  }
  schedule_events();
}

void Trainer::schedule_events() noexcept {
  const std::int64_t apart = step_ < close_ ? interval_ : std::max(interval_, rare_);
  record_at_ = (step_ / apart + 1) * apart;
  save_at_ = checkpoints_.due_after(step_);
  judge_at_ = stopping_.empty() ? Journal::kNever : (step_ / steps_per_epoch_ + 1) * steps_per_epoch_;
  event_at_ = std::min({record_at_, save_at_, judge_at_});
}

size_t Trainer::state_size() const {
  std::int64_t size = 0;
  for (const auto& lane : lanes_) size += lane->state_size();
  return static_cast<size_t>(size) + stopping_.state_size();
}

void Trainer::save_to(Checkpoint& to) const noexcept {
  float* state = to.state.data();
  for (size_t k = 0; k < lanes_.size(); ++k) {
    lanes_[k]->save(state);
    to.weights_at[k] = state - to.state.data() + lanes_[k]->weights_place();
    state += lanes_[k]->state_size();
    to.diverged_at[k] = diverged_at_[k];
  }
  stopping_.save(state);
}

bool Trainer::same_model(const Loss& a, const Loss& b) const {
  const int d = spec_.embedding;
  return outputs_of(a, data_, d) == outputs_of(b, data_, d) &&
         proxies_of(a, d, data_.classes) == proxies_of(b, d, data_.classes);
}

// What lanes begin with. A branch begins as the lane it leaves, takes part in that one's own branching
// before, and changes at its step.
std::vector<LossChoice> Trainer::plan_branches() {
  std::vector<LossChoice> first = spec_.losses;
  std::vector<Change> planned;
  for (const Branch& b : spec_.branches) {
    const size_t k = static_cast<size_t>(b.lane), from = static_cast<size_t>(b.from);
    for (size_t i = 0, n = planned.size(); i < n; ++i) {
      if (planned[i].index != b.from || planned[i].step >= b.step) continue;
      planned.push_back(planned[i]);
      planned.back().index = b.lane;
    }
    const auto loss = [](const LossChoice& choice) { return loss_of(choice.id, choice.text); };
    if (!same_model(*loss(first[from]), *loss(spec_.losses[k])))
      fail("branches: ", spec_.losses[k].id, " and ", first[from].id,
           " need models of different outputs, so none can go on from the other");
    first[k] = first[from];
    Change c{Change::Kind::Lane, b.step, b.lane};
    c.planned = true;
    c.setup = {spec_.losses[k], spec_.optimizer, spec_.optimizer_params,
               b.learning_rate.value_or(std::numeric_limits<double>::quiet_NaN())};
    planned.push_back(std::move(c));
  }
  short_sort(planned, [](const Change& a, const Change& b) { return a.step < b.step; });
  for (Change& c : planned) journal_.plan(std::move(c));
  return first;
}

// ---- changes ----------------------------------------------------------------------------------------

void Trainer::set_loss_parameter(size_t k, std::string_view id, double value) {
  Change c{Change::Kind::Slider, step_, static_cast<int>(k), std::string(id)};
  for (const auto& [name, now] : lane(k).parameter_values()) {
    if (name == id) c.before = now;
  }
  c.after = value;
  change(std::move(c));
}

void Trainer::set_learning_rate(double value) {
  for (size_t k = 0; k < lanes_.size(); ++k) set_rate(k, value);
}

void Trainer::set_rate(size_t k, double value) {
  Change c{Change::Kind::Rate, step_, static_cast<int>(k)};
  c.before = lane(k).learning_rate();
  c.after = value;
  change(std::move(c));
}

void Trainer::move_point(int index, const std::vector<double>& x, std::optional<double> y) {
  Change c{Change::Kind::Point, step_, index};
  c.point = {index, x, y};
  validate_edit(c.point);
  const size_t i = static_cast<size_t>(index);
  c.point_before = {index, {}, data_.y[i]};
  for (size_t d = 0; d < data_.inputs.size(); ++d) c.point_before.x.push_back(data_.input(d)[i]);
  if (x.empty()) c.point.x = c.point_before.x;
  if (!y) c.point.y = c.point_before.y;
  change(std::move(c));
}

const LaneSetup& Trainer::setup(size_t k) const {
  if (k >= lanes_.size()) fail("lane ", k, " does not exist; there are ", lanes_.size());
  return setups_[k];
}

void Trainer::set_lane(size_t k, const LaneSetup& setup) {
  lane(k);
  Change c{Change::Kind::Lane, step_, static_cast<int>(k)};
  c.setup = setup;
  change(std::move(c));
}

// Nothing is forgotten before the change is known to be possible.
void Trainer::change(Change c) {
  const bool same = c.kind == Change::Kind::Point
                        ? c.point.x == c.point_before.x && c.point.y == c.point_before.y
                        : c.kind != Change::Kind::Lane && c.before == c.after;
  put_in_force(c, true);
  if (same) return;
  forget_future();
  watch_anew(c);
  journal_.add(std::move(c));
}

void Trainer::put_in_force(Change& c, bool forward) {
  const size_t k = static_cast<size_t>(c.index);
  LaneSetup next;
  switch (c.kind) {
    case Change::Kind::Point:
      place_point(forward ? c.point : c.point_before);
      return;
    case Change::Kind::Slider: {
      const double value = forward ? c.after : c.before;
      next = setups_[k];
      next.loss.params = lanes_[k]->parameters_with(c.id, value);
      if (!lanes_[k]->set_parameter(c.id, value)) break;
      setups_[k] = std::move(next);
      return;
    }
    case Change::Kind::Rate:
      lanes_[k]->set_learning_rate(forward ? c.after : c.before);
      setups_[k].learning_rate = lanes_[k]->learning_rate();
      return;
    case Change::Kind::Lane:
      if (forward) c.setup_before = setups_[k];
      next = forward ? *c.setup : *c.setup_before;
      break;
  }
  // The new lane is complete before the old one goes: what cannot be built throws here and has changed
  // nothing.
  if (std::isnan(next.learning_rate)) next.learning_rate = lanes_[k]->learning_rate();
  Spec spec = spec_;
  spec.losses = {next.loss};
  spec.branches.clear();
  spec.optimizer = next.optimizer;
  spec.optimizer_params = next.optimizer_params;
  spec.learning_rate = next.learning_rate;
  validate(spec);
  auto made = new_lane(spec, next.loss);
  made->continue_from(*lanes_[k]);
  lanes_[k] = std::move(made);
  next.loss.params = lanes_[k]->parameter_values();
  setups_[k] = std::move(next);
  checkpoints_.resize(state_size());
  // A state is that in which the run leaves its step.
  if (Checkpoint* held = forward && c.step == step_ ? checkpoints_.at(step_) : nullptr) save_to(*held);
}

void Trainer::settings_of(std::int64_t step) {
  while (Change* c = journal_.undo(step)) put_in_force(*c, false);
  while (Change* c = journal_.redo(step)) {
    put_in_force(*c, true);
    watch_anew(*c);
  }
}

void Trainer::forget_future() {
  if (head_ == step_) return;
  head_ = step_;
  journal_.forget_rest();
  checkpoints_.forget_after(step_);
  cut(history_, step_);
}

// ---- files ------------------------------------------------------------------------------------------

Trainer::Saved Trainer::saved(std::int64_t last) const {
  Saved s{step_,   std::min(head_, std::max(last, step_)), {}, std::vector<float>(state_size()), diverged_at_,
          history_};
  float* to = s.state.data();
  for (const auto& lane : lanes_) {
    lane->save(to);
    to += lane->state_size();
  }
  stopping_.save(to);
  for (const Change& c : journal_.changes()) {
    if (c.step <= s.head && !c.planned) s.changes.push_back(c);
  }
  cut(s.history, s.head);
  return s;
}

void Trainer::resume(const Saved& saved) {
  if (!(0 <= saved.step && saved.step <= saved.head))
    fail("a saved run must be at a step from 0 to its last, ", saved.head, ", got ", saved.step);
  if (saved.diverged_at.size() != lanes_.size())
    fail("the saved run has ", saved.diverged_at.size(), " lanes and its spec ", lanes_.size());
  reset();
  // Made in their order, changes find out what was there before.
  for (const Change& c : saved.changes) {
    if (c.step < step_ || c.step > saved.head)
      fail("the changes of the saved run are not in order of their steps");
    step_ = head_ = c.step;
    settings_of(step_);
    const size_t k = static_cast<size_t>(c.index);
    if (c.kind == Change::Kind::Slider) set_loss_parameter(k, c.id, c.after);
    if (c.kind == Change::Kind::Rate) set_rate(k, c.after);
    if (c.kind == Change::Kind::Point) move_point(c.index, c.point.x, c.point.y);
    if (c.kind == Change::Kind::Lane) set_lane(k, *c.setup);
  }
  step_ = 0;
  head_ = saved.head;
  settings_of(0);
  for (size_t k = 0; k < lanes_.size(); ++k) {
    lanes_[k]->reset();
    watch(k);
  }
  save_to(*checkpoints_.take(0, true));
  take_history(saved.history);
  checkpoints_.space_for(head_);
  if (saved.state.empty()) {
    schedule_events();
    seek(saved.step);
    return;
  }
  settings_of(saved.step);
  if (saved.state.size() != state_size())
    fail("the saved run has ", saved.state.size(), " numbers of state and its spec ", state_size());
  Checkpoint now{saved.step, saved.state, {}, {}};
  std::copy(saved.diverged_at.begin(), saved.diverged_at.end(), now.diverged_at.begin());
  arrive(now);
  save_to(*checkpoints_.take(step_, true));
}

void Trainer::take_history(const History& saved) {
  bool whole = !saved.steps.empty() && saved.steps.size() <= kMaxHistory && saved.steps[0] == 0 &&
               saved.steps.back() <= head_ && std::is_sorted(saved.steps.begin(), saved.steps.end()) &&
               saved.lanes.size() == lanes_.size();
  for (const History::Series& s : saved.lanes) {
    for (const auto series : kSeries) whole = whole && (s.*series).size() == saved.steps.size();
  }
  if (!whole) fail("the history of the saved run does not fit its lanes and steps");
  const size_t n = saved.steps.size();
  history_.steps.assign(saved.steps.begin(), saved.steps.end());  // into the memory reserved for it
  for (size_t k = 0; k < lanes_.size(); ++k) {
    for (const auto series : kSeries)
      (history_.lanes[k].*series).assign((saved.lanes[k].*series).begin(), (saved.lanes[k].*series).end());
    history_.lanes[k].terms.clear();
  }
  interval_ = n > 1 ? saved.steps[1] - saved.steps[0] : 1;
}

}  // namespace losscape
