// SPDX-License-Identifier: Apache-2.0
// Spec → lanes in lock-step: the same data, initial weights and batches under one to four losses.
#pragma once

#include <memory>
#include <vector>

#include "data/data.h"
#include "data/split.h"
#include "train/lane.h"
#include "train/metrics.h"
#include "train/spec.h"

namespace losscape {

/// How a lane stands at a step. Losses are means over the part's samples; NaN where the part is empty.
struct LaneStatus {
  std::int64_t diverged_at = -1;  ///< first step with a non-finite loss; the lane has stopped there
  double train_loss = 0, validation_loss = 0, train_metric = 0, validation_metric = 0;
};

/// The recorded curve, thinned by halves so that it never holds more than kMaxHistory points.
struct History {
  std::vector<std::uint32_t> steps;
  struct Series {
    std::vector<float> train_loss, validation_loss, train_metric, validation_metric;
  };
  std::vector<Series> lanes;
};
constexpr size_t kMaxHistory = 1000;

class Trainer {
 public:
  /// Throws Error for anything wrong with the spec; afterwards nothing can fail but changes of settings.
  explicit Trainer(const Spec& spec);

  /// Trains `count` steps. Allocates nothing but in steps that are recorded in the history.
  void step(std::int64_t count) noexcept;
  void reset();

  std::int64_t steps() const { return step_; }
  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }
  LaneStatus status(size_t lane);
  const History& history() const { return history_; }

  /// Per-sample values of a lane now: predictions and gradients [outputs × n] in data units, losses [n].
  Lane::Evaluation samples(size_t lane);
  /// Model output over the range of the first input (1-D) or the first two (points × points, row 0 at the low
  /// end).
  std::vector<float> field(size_t lane, int points);

  /// The loss of one sample against its prediction. Regression: prediction and target in data units. Classes:
  /// a score against the label 0 or 1, or for class losses the logit of class `target` with the other logits
  /// at 0.
  Lane::Curve curve(size_t lane, double low, double high, int points, double target);

  void move_point(int index, const std::vector<float>& x, std::optional<float> y);
  void set_loss_parameter(size_t lane, std::string_view id, double value);
  void set_learning_rate(double value);

  const DataSet& data() const { return data_; }
  const std::vector<std::uint8_t>& parts() const { return parts_; }
  std::pair<double, double> range(size_t column) const {
    return ranges_[column];
  }  ///< of an input; the target is last
  size_t lane_count() const { return lanes_.size(); }
  Lane& lane(size_t i);
  const Spec& spec() const { return spec_; }

 private:
  void standardise();
  void apply(const Edit& edit);
  void one_step() noexcept;
  void shuffle() noexcept;
  void record();
  LaneStatus measure(size_t lane);

  Spec spec_;
  DataSet data_;
  std::vector<std::uint8_t> parts_;
  std::vector<std::uint32_t> train_rows_, order_;
  std::vector<double> errors_;  ///< scratch of the metric
  Standardiser input_scale_, target_scale_;
  std::vector<float> x_, y_;  // as the model sees them: [inputs × n], [n]
  std::vector<std::pair<double, double>> ranges_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::int64_t> diverged_at_;
  int batch_ = 0;
  std::int64_t step_ = 0, in_epoch_ = 0, steps_per_epoch_ = 1, interval_ = 1, record_at_ = 1;
  History history_;
};

}  // namespace losscape
