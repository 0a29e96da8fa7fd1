// SPDX-License-Identifier: Apache-2.0
#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "error.h"
#include "random.h"

namespace losscape {

namespace {

// Recording looks at all samples and must not cost more than a tenth of training, beyond the first steps of
// small data, which are recorded one by one.
constexpr double kForward = 1.0 / 3, kRecording = 0.1;  // a forward pass costs a third of a training step's
constexpr int kSmall = 4096, kCloseWork = 400'000;      // samples; samples looked at in those first steps

}  // namespace

Trainer::Trainer(const Spec& spec) : spec_(spec), stopping_(spec.stop, spec.losses.size()) {
  validate(spec_);
  const std::uint64_t seed = seed_of(spec_, "data_draw");
  if (spec_.own) {
    data_ = from_columns(*spec_.own);
    if (!spec_.knobs.empty()) data_ = with_knobs(data_, own_knobs(data_, spec_.knobs, seed));
  } else {
    const DataEntry& entry = find_data(spec_.data);
    data_ = make_data(entry, resolved_knobs(entry, spec_.knobs, seed));
  }
  metric_ = &metric_of(data_.task, spec_.metric);
  default_metric_ = metric_ == &metric_of(data_.task, "");
  parts_ = split(data_, spec_.train_fraction, seed, spec_.stratify != 0);
  for (int i = 0; i < data_.n; ++i) {
    if (parts_[static_cast<size_t>(i)] == 0) train_rows_.push_back(static_cast<std::uint32_t>(i));
  }
  standardise();
  for (const Edit& e : spec_.edits) {
    validate_edit(e);
    place_point(e);
  }
  count_classes();
  by_class_.resize(train_rows_.size());
  class_ends_.resize(class_sizes_.size());
  next_of_.resize(class_sizes_.size());
  classes_.reserve(class_sizes_.size());
  batch_ = std::min(spec_.batch_size, static_cast<int>(train_rows_.size()));
  batches_ = Batches(parts_, batch_, seed_of(spec_, "batch_draw"));
  steps_per_epoch_ = static_cast<std::int64_t>(train_rows_.size()) / batch_;
  const double steps_of_ten = data_.n * kForward / batch_ / kRecording;
  rare_ = std::int64_t{1} << static_cast<int>(std::ceil(std::log2(std::max(1.0, steps_of_ten))));
  close_ = data_.n <= kSmall ? kCloseWork / data_.n : 0;
  for (const LossChoice& choice : plan_branches()) {
    lanes_.push_back(new_lane(spec_, choice));
    setups_.push_back({choice, spec_.optimizer, spec_.optimizer_params, lanes_.back()->learning_rate()});
    setups_.back().loss.params = lanes_.back()->parameter_values();
  }
  checkpoints_.resize(state_size());
  history_.lanes.resize(lanes_.size());
  history_.steps.reserve(kMaxHistory);
  for (History::Series& s : history_.lanes) {
    for (const auto series : kSeries) (s.*series).reserve(kMaxHistory);
  }
  reset();
}

std::unique_ptr<Lane> Trainer::new_lane(const Spec& spec, const LossChoice& choice) const {
  const Lane::TargetScale target{target_scale_.mean[0], target_scale_.scale[0]};
  return std::make_unique<Lane>(spec, choice,
                                Lane::Material{data_, parts_, batches_, class_sizes_, target, batch_});
}

// As the run begins: labels changed on the way leave them. A class that is not there counts as one sample, so
// that losses which divide by it stay finite.
void Trainer::count_classes() {
  if (data_.task == Task::Regression) return;
  class_sizes_.assign(static_cast<size_t>(data_.classes), 0);
  for (const std::uint32_t row : train_rows_) ++class_sizes_[static_cast<size_t>(data_.y[row])];
  for (float& size : class_sizes_) size = std::max(size, 1.0F);
}

// Fitted on the training part as it was generated; points moved later keep the same scale.
void Trainer::standardise() {
  input_scale_ = Standardiser::fit(data_.x, data_.n, parts_);
  x_ = input_scale_.transform(data_.x, data_.n);
  if (data_.task == Task::Regression) {
    target_scale_ = Standardiser::fit(data_.y, data_.n, parts_);
    y_ = target_scale_.transform(data_.y, data_.n);
    y_from_zero_ = Standardiser{{0}, target_scale_.scale}.transform(data_.y, data_.n);
  } else {
    target_scale_ = {{0}, {1}};
    y_.assign(data_.y.begin(), data_.y.end());
  }
  ranges_.clear();
  const auto range_of = [](std::span<const double> v) {
    const auto [low, high] = std::minmax_element(v.begin(), v.end());
    const double margin = *high > *low ? 0.05 * (*high - *low) : 1;
    return std::pair{*low - margin, *high + margin};
  };
  const DataSet& seen = data_;
  for (size_t i = 0; i < seen.inputs.size(); ++i) ranges_.push_back(range_of(seen.input(i)));
  ranges_.push_back(range_of(seen.y));
}

void Trainer::reset() {
  journal_.move_to_start();
  settings_of(0);
  for (auto& lane : lanes_) lane->reset();
  diverged_at_.assign(lanes_.size(), -1);
  head_ = step_ = in_epoch_ = 0;
  for (size_t k = 0; k < lanes_.size(); ++k) watch(k);
  interval_ = 1;
  history_.steps.clear();
  for (History::Series& s : history_.lanes) {
    for (const auto series : kSeries) (s.*series).clear();
    s.terms.clear();
  }
  checkpoints_.clear();
  order_ = train_rows_;
  record();
  save_to(*checkpoints_.take(0));
  schedule_events();
}

Lane& Trainer::lane(size_t i) {
  if (i >= lanes_.size()) fail("lane ", i, " does not exist; there are ", lanes_.size());
  return *lanes_[i];
}

// Mean losses of the parts; NaN where one is empty.
std::array<double, 2> Trainer::losses_of(const Lane::Scores& e) const {
  std::array<double, 2> total{}, count{};
  for (size_t i = 0; i < e.losses.size(); ++i) {
    total[parts_[i]] += static_cast<double>(e.losses[i]);
    count[parts_[i]] += e.weights.empty() ? 1 : static_cast<double>(e.weights[i]);
  }
  const auto part_mean = [&](size_t part) {
    return count[part] > 0 ? total[part] / count[part] : std::numeric_limits<double>::quiet_NaN();
  };
  return {part_mean(0), part_mean(1)};
}

LaneStatus Trainer::measure(size_t k) {
  const Lane::Scores& e = lanes_[k]->score(x_, targets(k));
  LaneStatus s;
  s.diverged_at = diverged_at_[k];
  const auto [train, validation] = losses_of(e);
  s.train_loss = train;
  s.validation_loss = validation;
  if (default_metric_) {
    const double unit = data_.task == Task::Regression ? target_scale_.scale[0] : 1;
    s.train_metric = unit * default_metric(data_.task, e.predictions, y_, parts_, 0, errors_);
    s.validation_metric = unit * default_metric(data_.task, e.predictions, y_, parts_, 1, errors_);
  } else {
    s.train_metric = judged(e, 0).value(*metric_);
    s.validation_metric = judged(e, 1).value(*metric_);
  }
  return s;
}

// As the history has them.
Stopping::Losses Trainer::losses_of(size_t k) {
  const auto [train, validation] = losses_of(lanes_[k]->score(x_, targets(k)));
  return {static_cast<float>(train), static_cast<float>(validation)};
}

void Trainer::judge() {
  for (size_t k = 0; k < lanes_.size(); ++k) {
    if (diverged_at_[k] < 0 && !stopping_.stopped(k)) stopping_.look(k, step_, losses_of(k));
  }
}

void Trainer::watch(size_t k) {
  if (!stopping_.empty()) stopping_.begin(k, step_, losses_of(k));
}

// What was seen before a change is of another loss, rate or data.
void Trainer::watch_anew(const Change& c) {
  if (stopping_.empty()) return;
  for (size_t k = 0; k < lanes_.size(); ++k) {
    if (c.kind == Change::Kind::Point || c.index == static_cast<int>(k)) watch(k);
  }
  if (Checkpoint* held = c.step == step_ ? checkpoints_.at(step_) : nullptr) save_to(*held);
}

bool Trainer::finished() const {
  if (stopping_.empty() || in_epoch_ > 0) return false;
  std::int64_t last = 0;
  for (size_t k = 0; k < lanes_.size(); ++k) {
    const Watched* stop = stopping_.stopped(k);
    if (diverged_at_[k] < 0 && !stop) return false;
    last = std::max(last, diverged_at_[k] < 0 ? std::int64_t{stop->stopped_at} : diverged_at_[k]);
  }
  return last > step_ - steps_per_epoch_;
}

Outcome Trainer::judged(const Lane::Scores& scores, std::uint8_t part) const {
  return {data_.task, in_units(scores.predictions), data_.y, parts_, part};
}

Outcome Trainer::outcome(size_t k, std::uint8_t part) { return judged(lane(k).score(x_, targets(k)), part); }

LaneStatus Trainer::status(size_t k) {
  lane(k);
  return measure(k);
}

void Trainer::record() {
  if (history_.steps.size() == kMaxHistory) {  // keep every other point and record half as often from here on
    std::vector<size_t> kept;
    do {
      interval_ *= 2;
      kept.clear();
      for (size_t i = 0; i < history_.steps.size(); ++i) {
        if (history_.steps[i] % interval_ == 0) kept.push_back(i);
      }
    } while (kept.size() == kMaxHistory);
    const auto thin = [&](auto& v) {
      size_t n = 0;
      for (; n < kept.size() && kept[n] < v.size(); ++n) v[n] = v[kept[n]];
      v.resize(n);
    };
    thin(history_.steps);
    for (History::Series& s : history_.lanes) {
      for (const auto series : kSeries) thin(s.*series);
      for (History::Term& t : s.terms) {
        thin(t.value);
        thin(t.gradient_norm);
      }
    }
    if (step_ % interval_ != 0) return;
  }
  history_.steps.push_back(static_cast<std::uint32_t>(step_));
  for (size_t k = 0; k < lanes_.size(); ++k) {
    const LaneStatus s = measure(k);
    History::Series& series = history_.lanes[k];
    series.train_loss.push_back(static_cast<float>(s.train_loss));
    series.validation_loss.push_back(static_cast<float>(s.validation_loss));
    series.train_metric.push_back(static_cast<float>(s.train_metric));
    series.validation_metric.push_back(static_cast<float>(s.validation_metric));
    if (terms_are_due(k)) record_terms(k);
  }
}

// Measuring K terms goes K times through all samples and back. Eight steps an octave show their curves; on
// large data only those that keep to the share of recording.
bool Trainer::terms_are_due(size_t k) const {
  const double terms = static_cast<double>(lanes_[k]->objective().term_count());
  if (terms < 2 || diverged_at_[k] >= 0) return false;
  int octave = 0;
  while ((step_ >> octave) >= 16) ++octave;
  if ((step_ >> octave) << octave != step_) return false;
  const double count = 8.0 * octave + static_cast<double>(step_ >> octave), samples = count * terms * data_.n;
  return samples <= kCloseWork || samples / batch_ <= kRecording * static_cast<double>(step_);
}

void Trainer::record_terms(size_t k) {
  std::vector<History::Term>& known = history_.lanes[k].terms;
  std::vector<History::Term> now;
  for (const TermReport& report : terms(k)) {
    const auto it =
        std::find_if(known.begin(), known.end(), [&](const auto& t) { return t.id == report.id; });
    History::Term& term = now.emplace_back(it == known.end() ? History::Term{} : std::move(*it));
    if (it != known.end()) it->id.clear();  // another of the same name is another term
    term.id = report.id;
    for (const auto& [series, value] :
         {std::pair(&term.value, report.value), std::pair(&term.gradient_norm, report.gradient_norm)}) {
      series->resize(history_.steps.size() - 1, std::numeric_limits<float>::quiet_NaN());
      series->push_back(static_cast<float>(value));
    }
  }
  known = std::move(now);
}

// Outputs of a model in the data's units; scores of classes have none.
std::vector<double> Trainer::in_units(const std::vector<float>& outputs) const {
  if (data_.task != Task::Regression) return {outputs.begin(), outputs.end()};
  return target_scale_.inverse(outputs, static_cast<int>(outputs.size()));
}

Trainer::Samples Trainer::samples(size_t k) {
  Lane::Evaluation e = lane(k).evaluate(x_, targets(k));
  if (lane(k).embeds())
    return {in_units(e.predictions), std::move(e.gradients), std::move(e.losses),
            lane(k).score(x_, targets(k)).embedding};
  e.gradients.resize(e.predictions.size());
  for (float& g : e.gradients) g = static_cast<float>(static_cast<double>(g) / target_scale_.scale[0]);
  return {in_units(e.predictions), std::move(e.gradients), std::move(e.losses), {}};
}

std::vector<Trainer::TermReport> Trainer::terms(size_t k) {
  const std::vector<float> numbers = lane(k).terms(x_, targets(k), parts_);
  const std::vector<std::string> ids = lane(k).objective().ids();
  const Composite& composite = setups_[k].loss.composite;
  std::vector<TermReport> out;
  for (size_t i = 0; i < ids.size(); ++i) {
    out.push_back({ids[i], static_cast<double>(numbers[i]), static_cast<double>(numbers[ids.size() + i]),
                   i == 0 ? composite.weight : weight_at(composite.terms[i - 1], step_)});
  }
  return out;
}

// Standardised inputs over the ranges of the first two, the others at their means: [inputs × points], or
// [inputs × points²].
std::vector<float> Trainer::grid(int points) const {
  if (points < 2 || points > 400) fail("a field needs 2 to 400 points an axis, got ", points);
  const size_t inputs = data_.inputs.size();
  const int total = inputs == 1 ? points : points * points;
  std::vector<float> x(inputs * static_cast<size_t>(total), 0.0F);  // 0 is the mean of a standardised input
  const auto at = [&](size_t d, int i) {
    const auto [low, high] = ranges_[d];
    return static_cast<float>((low + (high - low) * i / (points - 1) - input_scale_.mean[d]) /
                              input_scale_.scale[d]);
  };
  for (int i = 0; i < total; ++i) {
    x[static_cast<size_t>(i)] = at(0, i % points);
    if (inputs > 1) x[static_cast<size_t>(total + i)] = at(1, i / points);
  }
  return x;
}

std::vector<double> Trainer::field(size_t k, int points) {
  const std::vector<float> x = grid(points);
  return in_units(lane(k).predict(x, static_cast<int>(x.size() / data_.inputs.size()), {x_, targets(k)}));
}

std::vector<float> Trainer::spread(size_t k, int points) {
  const std::vector<float> x = grid(points);
  return lane(k).spread(x, static_cast<int>(x.size() / data_.inputs.size()));
}

Lane::Curve Trainer::curve(size_t k, double low, double high, int points, double target) {
  const double mean = target_scale_.mean[0], scale = target_scale_.scale[0];
  Lane::Curve c = lane(k).curve((low - mean) / scale, (high - mean) / scale, points, (target - mean) / scale);
  const auto in_data_units = [](std::vector<float>& values, double factor, double shift) {
    for (float& v : values) v = static_cast<float>(static_cast<double>(v) * factor + shift);
  };
  in_data_units(c.prediction, scale, mean);
  in_data_units(c.gradient, 1 / scale, 0);
  in_data_units(c.curvature, 1 / (scale * scale), 0);
  return c;
}

void Trainer::validate_edit(const Edit& edit) const {
  const size_t inputs = data_.inputs.size();
  if (edit.index < 0 || edit.index >= data_.n)
    fail("there is no sample ", edit.index, "; samples are numbered 0 to ", data_.n - 1);
  if (!edit.x.empty() && edit.x.size() != inputs)
    fail("sample ", edit.index, " has ", inputs, " inputs, got ", edit.x.size());
  for (double v : edit.x) {
    if (!std::isfinite(v)) fail("sample ", edit.index, ": an input must be a finite number");
  }
  if (edit.y && !std::isfinite(*edit.y)) fail("sample ", edit.index, ": the target must be a finite number");
  if (edit.y && data_.task != Task::Regression &&
      (*edit.y < 0 || *edit.y >= data_.classes || *edit.y != std::floor(*edit.y))) {
    fail("sample ", edit.index, ": the class must be a whole number from 0 to ", data_.classes - 1, ", got ",
         *edit.y);
  }
}

void Trainer::place_point(const Edit& edit) {
  const size_t i = static_cast<size_t>(edit.index), n = static_cast<size_t>(data_.n);
  for (size_t d = 0; d < edit.x.size(); ++d) {
    data_.input(d)[i] = edit.x[d];
    x_[d * n + i] = static_cast<float>((edit.x[d] - input_scale_.mean[d]) / input_scale_.scale[d]);
  }
  if (!edit.y) return;
  data_.y[i] = *edit.y;
  const double y = *edit.y, scale = target_scale_.scale[0];
  y_[i] = static_cast<float>((y - target_scale_.mean[0]) / scale);
  if (!y_from_zero_.empty()) y_from_zero_[i] = static_cast<float>(y / scale);
}

}  // namespace losscape
