// SPDX-License-Identifier: Apache-2.0
// Rules that say when a lane has trained enough. They look at its losses at the end of every epoch, as the
// callbacks of Keras do, and change nothing about training.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "fields.h"

namespace losscape {

/// A rule of a spec.
struct StopChoice {
  std::string id = {};
  ParameterValues params = {};
};

void fields(Fields& f, StopChoice& choice);

/// What a rule has seen of the loss that it monitors, in one lane.
struct Watched {
  static constexpr std::uint32_t kNever = 0xFFFFFFFF;
  float first, best;
  std::uint32_t best_step;
  std::uint32_t stopped_at;  ///< or kNever
};

/// A loss at the end of an epoch.
struct Look {
  std::int64_t step;
  float loss;
};

enum class Monitor { TrainLoss, ValidationLoss };
const char* name_of(Monitor monitor);

/// Takes note of a look and says whether the lane is done; `values` are those of the parameters.
using StopTest = bool (*)(Watched& seen, const Look& look, std::span<const double> values);

struct StopRule {
  std::string_view id;
  Monitor monitor;
  std::span<const Parameter> params;
  StopTest test;
};
std::span<const StopRule> all_stop_rules();
const StopRule& find_stop_rule(std::string_view id);

struct StopEntry {
  const char* id;
  const char* title;
  const char* help;
  const char* cite;
  Monitor monitor;
  std::initializer_list<Parameter> params;
  StopTest test;

  constexpr StopRule lean(std::span<const Parameter> without_words) const {
    return {id, monitor, without_words, test};
  }
};
/// The entries with their words. Not for the core.
std::span<const StopEntry> stop_entries();

/// The rules of a run and what they have seen of its lanes.
class Stopping {
 public:
  /// Throws Error for a rule that does not exist or is listed twice, and for a parameter out of range.
  Stopping(std::span<const StopChoice> rules, size_t lanes);

  bool empty() const { return rules_.empty(); }
  /// Mean losses of a lane, of training and of validation; NaN is not judged.
  using Losses = std::array<float, 2>;
  /// Watches a lane from here on.
  void begin(size_t lane, std::int64_t step, Losses losses);
  void look(size_t lane, std::int64_t step, Losses losses);

  /// What the rule that a lane has met had seen by then; null while it trains.
  const Watched* stopped(size_t lane) const;
  /// The number of that rule.
  size_t rule_of(const Watched* stop) const {
    return static_cast<size_t>(stop - seen_.data()) % rules_.size();
  }

  /// What was seen as part of a run's state: so many numbers.
  size_t state_size() const { return seen_.size() * (sizeof(Watched) / sizeof(float)); }
  void save(float* to) const;
  void restore(const float* from);

 private:
  struct Rule {
    const StopRule* rule;
    std::vector<double> values;
  };
  Watched* of(size_t lane) { return seen_.data() + lane * rules_.size(); }

  std::vector<Rule> rules_;
  std::vector<Watched> seen_;  ///< [lanes × rules]
};

}  // namespace losscape
