// SPDX-License-Identifier: Apache-2.0
// Spec → lanes in lock-step: the same data, initial weights and batches under one to four losses.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "data/data.h"
#include "data/split.h"
#include "random.h"
#include "train/checkpoints.h"
#include "train/journal.h"
#include "train/lane.h"
#include "train/metrics.h"
#include "train/spec.h"
#include "train/stopping.h"

namespace losscape {

/// How a lane stands at a step. Losses are means over the part's samples; NaN where the part is empty.
struct LaneStatus {
  std::int64_t diverged_at = -1;  ///< first step with a non-finite loss; the lane has stopped there
  double train_loss = 0, validation_loss = 0, train_metric = 0, validation_metric = 0;
};

/// The recorded curve, thinned by halves so that it never holds more than kMaxHistory points.
struct History {
  std::vector<std::uint32_t> steps;
  /// A term of a sum: its value over the training samples, without its weight, and the norm of its gradient.
  /// NaN at steps at which it was not measured, or not there; shorter than `steps` where nothing but such
  /// follows.
  struct Term {
    std::string id;
    std::vector<float> value, gradient_norm;
  };
  struct Series {
    std::vector<float> train_loss, validation_loss, train_metric, validation_metric;
    std::vector<Term> terms;  ///< of a lane that minimises more than one loss
  };
  std::vector<Series> lanes;
};
inline constexpr std::array kSeries = {&History::Series::train_loss, &History::Series::validation_loss,
                                       &History::Series::train_metric, &History::Series::validation_metric};
constexpr size_t kMaxHistory = 1000;

class Trainer {
 public:
  /// Throws Error for anything wrong with the spec; afterwards nothing can fail but changes of settings.
  explicit Trainer(const Spec& spec);

  /// Trains `count` steps, or fewer when the last lane meets a rule of spec().stop: how many. Allocates
  /// nothing but in steps that are recorded in the history, looked at by rules, or at which a change is
  /// replayed.
  std::int64_t step(std::int64_t count);
  /// Back to the initial weights; what was changed on the way holds from the start, what came after is
  /// forgotten.
  void reset();

  std::int64_t steps() const { return step_; }
  /// The furthest step of this run; above steps() after a seek to an earlier one.
  std::int64_t head() const { return head_; }
  /// Takes the run to any step, with the same bits as if it had been trained to there: changes on the way are
  /// taken back or made again. Beyond head() it trains on. What is changed at an earlier step replaces what
  /// came after it.
  void seek(std::int64_t to);
  /// Whether at this step the last of the lanes was done, so that step() ended here. It goes on from here
  /// when asked again.
  bool finished() const;
  /// What rules have seen, from the initial weights or the last change of a lane on.
  const Stopping& stopping() const { return stopping_; }
  /// The part of a seek that takes no training: to the nearest state kept before `to`. The step it is at
  /// then.
  std::int64_t rewind(std::int64_t to);
  const std::vector<Change>& changes() const { return journal_.changes(); }
  const Checkpoints& checkpoints() const { return checkpoints_; }

  /// What a file holds of a run besides its spec.
  struct Saved {
    std::int64_t step = 0, head = 0;
    std::vector<Change> changes;  ///< only what was set, not what was there before
    std::vector<float> state;  ///< weights and optimiser state of all lanes at `step`; empty: train to there
    std::vector<std::int64_t> diverged_at;
    History history;
  };
  /// The run as it is; its history and changes up to `last`.
  Saved saved(std::int64_t last) const;
  /// Takes up a saved run of the same spec. Throws Error if it does not belong to it.
  void resume(const Saved& saved);
  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }
  LaneStatus status(size_t lane);
  /// The common judge of all lanes: spec().metric, or the task's own.
  const Metric& metric() const { return *metric_; }
  /// What a lane's present weights make of one part of the samples (0 train, 1 validation).
  Outcome outcome(size_t lane, std::uint8_t part);
  const History& history() const { return history_; }

  /// Per-sample values of a lane now: predictions and gradients [outputs × n] in data units, losses [n].
  struct Samples {
    std::vector<double> predictions;
    std::vector<float> gradients, losses;
    std::vector<float>
        embedding;  ///< [D × n] where the loss compares embeddings; gradients are then by these
  };
  Samples samples(size_t lane);
  /// Values of all units of a lane's model for one sample, and the gradients of that sample's loss by them:
  /// [units of lane.layers(), in order], in the model's own units, in which inputs and targets are
  /// standardised.
  Lane::Trace forward(size_t lane, int sample);
  /// The same with the gradients by the weights, of these samples one after the other.
  void trace(size_t lane, std::span<const size_t> samples,
             const std::function<void(size_t, const Lane::Trace&)>& see);
  /// What the next training step would add to the weights, [P]; the run stays as it is. NaN after
  /// divergence.
  std::vector<float> next_update(size_t lane);
  /// Derivatives of the mean loss of the first (at most 64) training samples by these weights.
  Lane::Differences differences(size_t lane, std::span<const int> weights);
  /// Of each term of a lane's objective over the training part: value unweighted, norm of its gradient by the
  /// weights, weight at this step as scheduled.
  struct TermReport {
    std::string id;
    double value, gradient_norm, weight;
  };
  std::vector<TermReport> terms(size_t lane);
  /// What a lane's model says of other samples: x [samples × inputs], row-major in data units; [samples ×
  /// outputs] like predictions. Throws Error if x holds no whole number of samples or a number that is not
  /// finite.
  std::vector<double> predict(size_t lane, std::span<const double> x);
  /// Model output over the range of the first input (1-D) or the first two (points × points, row 0 at the low
  /// end).
  std::vector<double> field(size_t lane, int points);
  /// At the same places, by how much the lane's model says the numbers may be off, in the target's unit: one
  /// standard deviation, or scale, of its likelihood. Empty where it says nothing of the kind.
  std::vector<float> spread(size_t lane, int points);

  /// A lane's loss over the samples as a function of its weights, apart from the run. Of samples that are
  /// compared: over the first training batches, at most 16.
  std::unique_ptr<Prepared> slice(size_t lane, SliceOf what);
  /// First step with a non-finite loss; -1 for a lane that trains.
  std::int64_t diverged_at(size_t lane);
  /// Where a lane's judged weights have been: at the kept states before this step, and now unless it
  /// diverged.
  struct Path {
    std::vector<std::uint32_t> steps;
    std::vector<float> weights;  ///< [steps × P]
  };
  Path path(size_t lane);

  /// The loss of one sample against its prediction. Regression: prediction and target in data units. Classes:
  /// a score against the label 0 or 1, or for class losses the logit of class `target` with the other logits
  /// at 0.
  Lane::Curve curve(size_t lane, double low, double high, int points, double target);

  void move_point(int index, const std::vector<double>& x, std::optional<double> y);
  void set_loss_parameter(size_t lane, std::string_view id, double value);
  void set_learning_rate(double value);
  /// From here on the lane trains with another loss, optimiser or rate. Weights go on; so does the state of
  /// the same optimiser, another starts empty.
  void set_lane(size_t lane, const LaneSetup& setup);
  const LaneSetup& setup(size_t lane) const;

  const DataSet& data() const { return data_; }
  const std::vector<std::uint8_t>& parts() const { return parts_; }
  std::pair<double, double> range(size_t column) const {
    return ranges_[column];
  }  ///< of an input; the target is last
  size_t lane_count() const { return lanes_.size(); }
  Lane& lane(size_t i);
  const Spec& spec() const { return spec_; }

 private:
  void count_classes();
  std::vector<float> grid(int points) const;
  void standardise();
  void validate_edit(const Edit& edit) const;
  void place_point(const Edit& edit);
  void run(std::int64_t count, bool to_finish) noexcept;
  void one_step() noexcept;
  void shuffle() noexcept;
  void draw_by_class(Random& random) noexcept;
  void place_batch(size_t lane) noexcept;
  void keep() noexcept;
  bool terms_are_due(size_t lane) const;
  void record_terms(size_t lane);
  void record();
  LaneStatus measure(size_t lane);
  struct Columns {
    std::vector<float> x, y;
  };
  Columns columns(size_t lane, std::span<const std::uint32_t> rows) const;
  Columns batch_columns(size_t lane, size_t batches) const;
  std::array<double, 2> losses_of(const Lane::Scores& scores) const;
  Stopping::Losses losses_of(size_t lane);
  void judge();
  void watch(size_t lane);
  void watch_anew(const Change& change);
  void train(std::int64_t count, bool to_finish);
  std::vector<double> in_units(const std::vector<float>& outputs) const;
  const std::vector<float>& targets(size_t lane) const noexcept {
    return lanes_[lane]->centred() ? y_ : y_from_zero_;
  }
  std::unique_ptr<Lane> new_lane(const Spec& spec, const LossChoice& choice) const;
  Outcome judged(const Lane::Scores& scores, std::uint8_t part) const;

  bool same_model(const Loss& a, const Loss& b) const;
  std::vector<LossChoice> plan_branches();
  void set_rate(size_t lane, double value);
  void change(Change change);
  void put_in_force(Change& change, bool forward);
  void settings_of(std::int64_t step);
  void forget_future();
  void arrive(const Checkpoint& at);
  void take_history(const History& saved);
  void schedule_events() noexcept;
  void save_to(Checkpoint& to) const noexcept;
  size_t state_size() const;

  Spec spec_;
  DataSet data_;
  std::vector<std::uint8_t> parts_;
  std::vector<std::uint32_t> train_rows_, order_;
  std::vector<std::uint32_t> by_class_, class_ends_, classes_, next_of_;  ///< room for drawing class by class
  std::vector<float> class_sizes_;  ///< training samples of each class; empty for regression
  Batches batches_;
  const Metric* metric_ = nullptr;
  bool default_metric_ = true;
  std::vector<double> errors_;  ///< scratch of the metric
  Standardiser input_scale_, target_scale_;
  std::vector<float> x_, y_;        // as the model sees them: [inputs × n], [n]
  std::vector<float> y_from_zero_;  // [n], y over its deviation, for lanes that are not centred
  std::vector<std::pair<double, double>> ranges_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<LaneSetup> setups_;
  std::vector<std::int64_t> diverged_at_;
  int batch_ = 0;
  std::int64_t step_ = 0, in_epoch_ = 0, steps_per_epoch_ = 1;
  History history_;
  Journal journal_;
  Checkpoints checkpoints_;
  Stopping stopping_;
  std::int64_t head_ = 0;
  std::int64_t interval_ = 1;          ///< least distance of recorded steps, a power of two
  std::int64_t close_ = 0, rare_ = 1;  ///< from step close_ on it is at least rare_, a power of two as well
  std::int64_t record_at_ = 1, save_at_ = 1, judge_at_ = 1;
  std::int64_t event_at_ = 1;  ///< the first of them: a step after which run() does more than train
};

}  // namespace losscape
