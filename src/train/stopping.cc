// SPDX-License-Identifier: Apache-2.0
#include "train/stopping.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "error.h"
#include "lean_entries.h"

namespace losscape {

namespace {

bool improved(Watched& seen, const Look& look, double min_delta) {
  if (!(static_cast<double>(look.loss) < static_cast<double>(seen.best) - min_delta)) return false;
  seen.best = look.loss;
  seen.best_step = static_cast<std::uint32_t>(look.step);
  return true;
}

bool no_improvement(Watched& seen, const Look& look, std::span<const double> values) {
  return !improved(seen, look, values[1]) && static_cast<double>(look.step - seen.best_step) >= values[0];
}

constexpr Parameter patience(double steps) {
  return {"patience", steps, {1, 1e6}, "Steps without improvement that are borne.", Scale::Log, false, 1};
}
constexpr Parameter min_delta(double value) {
  return {"min_delta", value, {0, 1}, "By how much a loss must be lower to be an improvement."};
}

constexpr StopEntry kEntries[] = {
    {.id = "validation",
     .title = "Early stopping",
     .help = "The validation loss has not improved for so many steps.",
     .cite = "Prechelt 1998, Early Stopping – But When?; Keras EarlyStopping(monitor='val_loss')",
     .monitor = Monitor::ValidationLoss,
     .params = {patience(100), min_delta(0)},
     .test = no_improvement},

    {.id = "plateau",
     .title = "Plateau",
     .help = "The training loss has not improved for so many steps.",
     .cite = "Keras EarlyStopping(monitor='loss')",
     .monitor = Monitor::TrainLoss,
     .params = {patience(200), min_delta(1e-4)},
     .test = no_improvement},

    {.id = "target",
     .title = "Target",
     .help = "The training loss is as low as wanted.",
     .cite = "Mattson et al. 2020, arXiv:1910.01500: training ends at a given quality",
     .monitor = Monitor::TrainLoss,
     .params = {{"loss", 0.1, {1e-6, 1000}, "Training loss that is low enough.", Scale::Log}},
     .test =
         [](Watched& seen, const Look& look, std::span<const double> values) {
           improved(seen, look, 0);
           return static_cast<double>(look.loss) <= values[0];
         }},

    {.id = "divergence",
     .title = "Divergence",
     .help = "The training loss is many times what it was at first.",
     .cite = "fastai LRFinder(stop_div), against its first loss",
     .monitor = Monitor::TrainLoss,
     .params = {{"factor", 10, {1.1, 1e6}, "How many times the first loss is too much.", Scale::Log}},
     .test =
         [](Watched& seen, const Look& look, std::span<const double> values) {
           improved(seen, look, 0);
           return static_cast<double>(look.loss) > values[0] * std::abs(static_cast<double>(seen.first));
         }},
};

}  // namespace

const char* name_of(Monitor monitor) {
  return monitor == Monitor::TrainLoss ? "train_loss" : "validation_loss";
}

std::span<const StopRule> all_stop_rules() { return LeanEntries<StopRule, kEntries>::kLean; }
std::span<const StopEntry> stop_entries() { return kEntries; }
const StopRule& find_stop_rule(std::string_view id) { return find_entry(all_stop_rules(), "stop rule", id); }

Stopping::Stopping(std::span<const StopChoice> rules, size_t lanes) : seen_(rules.size() * lanes) {
  for (const StopChoice& choice : rules) {
    const StopRule& rule = find_stop_rule(choice.id);
    for (const Rule& before : rules_) {
      if (before.rule == &rule) fail("stop: ", choice.id, " is listed twice; list a rule once");
    }
    rules_.push_back({&rule, resolved("stop: " + choice.id, rule.params, choice.params)});
  }
}

void Stopping::begin(size_t lane, std::int64_t step, Losses losses) {
  for (size_t i = 0; i < rules_.size(); ++i) {
    const float loss = losses[static_cast<size_t>(rules_[i].rule->monitor)];
    const float best = std::isnan(loss) ? std::numeric_limits<float>::infinity() : loss;
    of(lane)[i] = {loss, best, static_cast<std::uint32_t>(step), Watched::kNever};
  }
}

void Stopping::look(size_t lane, std::int64_t step, Losses losses) {
  if (stopped(lane)) return;
  for (size_t i = 0; i < rules_.size(); ++i) {
    const auto& [rule, values] = rules_[i];
    const Look look{step, losses[static_cast<size_t>(rule->monitor)]};
    if (std::isnan(look.loss) || !rule->test(of(lane)[i], look, values)) continue;
    of(lane)[i].stopped_at = static_cast<std::uint32_t>(step);
    return;
  }
}

const Watched* Stopping::stopped(size_t lane) const {
  const auto begin = seen_.begin() + static_cast<std::ptrdiff_t>(lane * rules_.size());
  const auto end = begin + static_cast<std::ptrdiff_t>(rules_.size());
  const auto met =
      std::find_if(begin, end, [](const Watched& seen) { return seen.stopped_at != Watched::kNever; });
  return met == end ? nullptr : &*met;
}

// Bytes, since a Watched is made of numbers alone; without rules there are none, and nowhere to put them.
void Stopping::save(float* to) const {
  if (!seen_.empty()) std::memcpy(to, seen_.data(), seen_.size() * sizeof(Watched));
}
void Stopping::restore(const float* from) {
  if (!seen_.empty()) std::memcpy(seen_.data(), from, seen_.size() * sizeof(Watched));
}

void fields(Fields& f, StopChoice& choice) {
  f.such_as("{id: 'plateau', params: {patience: 200}}");
  f.required("id", choice.id);
  f("params", choice.params);
}

}  // namespace losscape
