// SPDX-License-Identifier: Apache-2.0
// What was changed while a run trained, by step: replayed when the run is taken to another step, so that it
// gets there with the same bits.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "train/spec.h"

namespace losscape {

/// What a lane trains with, as far as it may change while the run goes on.
struct LaneSetup {
  LossChoice loss;
  std::string optimizer;
  ParameterValues optimizer_params;
  double learning_rate = 0;
};

/// Reading keeps what is not given; another optimiser begins with its own defaults.
void fields(Fields& f, LaneSetup& setup);

/// One change, made after `step` steps. Both sides are kept, so that it can be taken back.
struct Change {
  enum class Kind { Slider, Rate, Point, Lane };
  Kind kind = Kind::Lane;
  std::int64_t step = 0;
  int index = 0;                                           ///< of the lane, or of the sample
  std::string id = {};                                     ///< Slider: of the loss's parameter
  double before = 0, after = 0;                            ///< Slider, Rate
  Edit point_before{}, point{};                            ///< Point: x and y of the sample
  std::optional<LaneSetup> setup_before = {}, setup = {};  ///< Lane; a rate of NaN is the one in force
  bool planned = false;                                    ///< part of the spec: never forgotten, nor moved

  /// Whether both set the same thing.
  bool same_thing(const Change& other) const {
    return kind == other.kind && index == other.index && id == other.id;
  }
};

void fields(Fields& f, Change& change);

/// Changes in the order of their steps, and how many of them are in force.
class Journal {
 public:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  const std::vector<Change>& changes() const { return changes_; }
  /// Step of the first change that is not in force.
  std::int64_t next_step() const { return applied_ < changes_.size() ? changes_[applied_].step : kNever; }
  /// The change to put in force on the way to `step`, or null; then the one to take back.
  Change* redo(std::int64_t step);
  Change* undo(std::int64_t step);

  /// Adds a change that is in force. One that sets what a change of the same step set takes its place, so
  /// that a slider in motion leaves one entry a step.
  void add(Change change);
  /// A change that is not in force yet.
  void plan(Change change) { changes_.push_back(std::move(change)); }
  /// Forgets what is not in force, but for what was planned.
  void forget_rest();
  /// All changes in force now count as made before the first step, or as soon as the lane is what they are
  /// for.
  void move_to_start();

 private:
  std::vector<Change> changes_;
  size_t applied_ = 0;
};

}  // namespace losscape
