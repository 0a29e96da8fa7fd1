// SPDX-License-Identifier: Apache-2.0
#include "train/spec.h"

#include "error.h"
#include "losses/choice.h"
#include "optim/update_rule.h"
#include "train/metrics.h"

namespace losscape {

const std::vector<Parameter>& draws() {
  static const std::vector<Parameter> kAll = {
      {"data_draw",
       0,
       {0, 999999},
       "Which drawing of the data and of what validates, other things equal.",
       Scale::Linear,
       false,
       1},
      {"weight_draw",
       0,
       {0, 999999},
       "Which drawing of the first weights, other things equal.",
       Scale::Linear,
       false,
       1},
      {"batch_draw",
       0,
       {0, 999999},
       "Which drawing of the order of the samples, and of what random layers do, other things equal.",
       Scale::Linear,
       false,
       1},
  };
  return kAll;
}

std::uint64_t seed_of(const Spec& spec, std::string_view draw) {
  for (const auto& [id, value] : spec.draws) {
    // Seeds have 32 bits.
    if (id == draw) return spec.seed ^ (static_cast<std::uint64_t>(value) << 32);
  }
  return spec.seed;
}

const std::vector<Parameter>& settings() {
  static const std::vector<Parameter> kAll = {
      {"learning_rate", 0.01, {1e-5, 10}, "Length of a step along the gradient.", Scale::Log},
      {"batch_size", 16, {1, 1024}, "Samples a step looks at.", Scale::Log},
      {"per_class",
       0,
       {0, 64},
       "Samples of one class that come together into a batch, all classes alike often and rare ones again "
       "and "
       "again; 0: as they come.",
       Scale::Linear,
       true,
       1},
      {"train_fraction", 0.7, {0.1, 0.95}, "Share of the samples trained on; the rest validates."},
      {"stratify",
       0,
       {0, 1},
       "Parts each class alike, so that a rare one is on both sides.",
       Scale::Linear,
       true,
       1},
      {"embedding",
       2,
       {1, 64},
       "Numbers that a sample becomes under losses that compare embeddings.",
       Scale::Linear,
       true,
       1},
      {"seed", 1, {0, 4294967295.0}, "Same seed, same data, weights, batches and curves."},
  };
  return kAll;
}

std::vector<LayerChoice> layers_of(const Spec& spec) {
  return spec.layers.empty() ? dense_layers(spec.hidden) : spec.layers;
}

void validate(const Spec& spec) {
  if (spec.losses.empty()) fail("losses must name at least one loss, for example mse");
  if (spec.losses.size() > kMaxLanes)
    fail("losses must name at most ", kMaxLanes, " losses, got ", spec.losses.size());
  for (size_t k = 0; k < spec.losses.size(); ++k) {
    const LossChoice& choice = spec.losses[k];
    try {
      const auto loss = loss_of(choice.id, choice.text);
      resolved(loss->id, loss->params, choice.params);
    } catch (const Error& e) {
      if (choice.text.empty()) throw;
      const std::string line = e.at.line ? text(", line ", e.at.line, ", column ", e.at.column) : "";
      throw Error(text("losses[", k, "].text", line, ": ", e.what()), e.at, e.suggestion);
    }
  }
  int last = 0;
  for (const Branch& b : spec.branches) {
    if (b.lane <= last || b.lane >= static_cast<int>(spec.losses.size()))
      fail("branches: each must be of a lane after the first and after that of the branch before, got ",
           b.lane);
    if (b.from < 0 || b.from >= b.lane)
      fail("branches: lane ", b.lane, " must leave a lane before it, got ", b.from);
    if (b.step < 1 || b.step > kLastStep)
      fail("branches: the step must be from 1 to ", kLastStep, ", got ", b.step);
    if (b.learning_rate) resolved("the branch", settings(), {{"learning_rate", *b.learning_rate}});
    last = b.lane;
  }
  if (spec.hidden.size() > kMaxLayers)
    fail("hidden must list at most ", kMaxLayers, " layers, got ", spec.hidden.size());
  for (int units : spec.hidden) {
    if (units < 1 || units > kMaxUnits)
      fail("hidden: a layer must have 1 to ", kMaxUnits, " units, got ", units);
  }
  if (!spec.metric.empty()) find_metric(spec.metric);
  if (spec.layers.size() > kMaxListedLayers)
    fail("layers must list at most ", kMaxListedLayers, " layers, got ", spec.layers.size());
  validate(spec.layers);
  find_activation(spec.activation);
  if (!spec.init.empty()) find_init(spec.init);
  const Optimizer& optimizer = find_optimizer(spec.optimizer);
  resolved(optimizer.id, optimizer.params, spec.optimizer_params);
  const Schedule& schedule = find_schedule(spec.schedule);
  resolved(schedule.id, schedule.params, spec.schedule_params);
  resolved("the optimizer", optimizer_options(), spec.optimizer_options);
  Stopping(spec.stop, 0);
  ParameterValues given{{"batch_size", spec.batch_size}, {"train_fraction", spec.train_fraction},
                        {"stratify", spec.stratify},     {"embedding", spec.embedding},
                        {"per_class", spec.per_class},   {"seed", static_cast<double>(spec.seed)}};
  if (spec.learning_rate) given.emplace_back("learning_rate", *spec.learning_rate);
  resolved("the experiment", settings(), given);
  resolved("the experiment", draws(), spec.draws);
}

}  // namespace losscape
