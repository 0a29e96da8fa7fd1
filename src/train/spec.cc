// SPDX-License-Identifier: Apache-2.0
#include "train/spec.h"

#include <array>
#include <type_traits>
#include <variant>

#include "error.h"
#include "losses/choice.h"
#include "optim/update_rule.h"
#include "train/metrics.h"

namespace losscape {

namespace {

constexpr Parameter kDraws[] = {
    counted({"data_draw",
             0,
             {0, 999999},
             "Which drawing of the data and of what validates, other things equal."}),
    counted({"weight_draw", 0, {0, 999999}, "Which drawing of the first weights, other things equal."}),
    counted({"batch_draw",
             0,
             {0, 999999},
             "Which drawing of the order of the samples, and of what random layers do, other things equal."}),
};
constexpr auto kPlainDraws = without_words(kDraws);

}  // namespace

std::span<const Parameter> draws() { return kPlainDraws; }

std::uint64_t seed_of(const Spec& spec, std::string_view draw) {
  for (const auto& [id, value] : spec.draws) {
    // Seeds have 32 bits.
    if (id == draw) return spec.seed ^ (static_cast<std::uint64_t>(value) << 32);
  }
  return spec.seed;
}

namespace {

using Member =
    std::variant<int Spec::*, double Spec::*, std::uint64_t Spec::*, std::optional<double> Spec::*>;

/// A number that is a member of Spec, which says its default.
struct Number {
  SpecNumber setting;
  Member member;
};

// A row here, its member in spec.h and its title in web/element/strings.ts: whatever reads, checks, writes,
// documents or shows a spec follows.
constexpr Number kNumbers[] = {
    {{{"train_fraction", 0, {0.1, 0.95}, "Share of the samples trained on; the rest validates."},
      "data",
      "slider"},
     &Spec::train_fraction},
    {{{"stratify", 0, {0, 1}, "Parts each class alike, so that a rare one is on both sides."},
      "data",
      "slider",
      "classes"},
     &Spec::stratify},
    {{{"embedding", 0, {1, 64}, "Numbers that a sample becomes under losses that compare embeddings."},
      "model",
      "slider",
      "embeddings"},
     &Spec::embedding},
    {{{"learning_rate", 0.01, {1e-5, 10}, "Length of a step along the gradient.", Scale::Log},
      "optimizer",
      "slider"},
     &Spec::learning_rate},
    {{{"batch_size", 0, {1, 1024}, "Samples a step looks at.", Scale::Log}, "optimizer", "slider"},
     &Spec::batch_size},
    {{{"per_class",
       0,
       {0, 64},
       "Samples of one class that come together into a batch, all classes alike often and rare ones "
       "again and again; 0: as they come."},
      "optimizer",
      "more",
      "classes"},
     &Spec::per_class},
    {{{"seed", 0, {0, 4294967295.0}, "Same seed, same data, weights, batches and curves."},
      "transport",
      "none"},
     &Spec::seed},
};
constexpr auto kPlainNumbers = [] {
  std::array<Number, std::size(kNumbers)> out{};
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = kNumbers[i];
    out[i].setting.number.help = nullptr;
    // What is counted in whole numbers is an integer in Spec.
    const Member& member = kNumbers[i].member;
    if (std::holds_alternative<int Spec::*>(member) || std::holds_alternative<std::uint64_t Spec::*>(member))
      out[i].setting.number.step = 1;
  }
  return out;
}();

// Without words, with the defaults of Spec.
const std::vector<Number>& numbers() {
  static const std::vector<Number> kAll = [] {
    std::vector<Number> all(kPlainNumbers.begin(), kPlainNumbers.end());
    const Spec plain;
    for (auto& [setting, member] : all) {
      double& value = setting.number.value;
      const auto take = [&](auto Spec::*m) {
        if constexpr (std::is_arithmetic_v<std::decay_t<decltype(plain.*m)>>)
          value = static_cast<double>(plain.*m);
      };
      std::visit(take, member);
    }
    return all;
  }();
  return kAll;
}

}  // namespace

std::vector<SpecNumber> settings() {
  std::vector<SpecNumber> all;
  for (const Parameter& p : knob_words()) all.push_back({p, "data", "slider"});
  for (const Number& n : numbers()) all.push_back(n.setting);
  for (const Parameter& p : optimizer_option_words()) all.push_back({p, "optimizer", "more"});
  for (const Parameter& p : kDraws) all.push_back({p, "chance", "draw"});
  for (const Number& n : kNumbers) {
    for (SpecNumber& s : all) {
      if (std::string_view(s.number.id) == n.setting.number.id) s.number.help = n.setting.number.help;
    }
  }
  return all;
}

void check_setting(const char* owner, const char* id, double value) {
  std::vector<Parameter> all;
  for (const Number& n : numbers()) all.push_back(n.setting.number);
  resolved(owner, all, {{id, value}});
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
    if (b.learning_rate) check_setting("the branch", "learning_rate", *b.learning_rate);
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
  for (const auto& [setting, member] : numbers()) {
    const char* id = setting.number.id;
    const auto check = [&](auto Spec::*m) {
      if constexpr (std::is_arithmetic_v<std::decay_t<decltype(spec.*m)>>)
        check_setting("the experiment", id, static_cast<double>(spec.*m));
      else if (spec.*m)
        check_setting("the experiment", id, *(spec.*m));
    };
    std::visit(check, member);
  }
  resolved("the experiment", draws(), spec.draws);
}

void fields(Fields& f, LossChoice& choice) {
  f.such_as("{id: 'huber', params: {delta: 0.5}}");
  if (f.has("text", !choice.text.empty())) {
    f("text", choice.text);
    choice.id = "typed";
    f.ignored("id");
  } else {
    f.required("id", choice.id);
  }
  f("params", choice.params);
  fields(f, choice.composite);
}

void fields(Fields& f, Edit& edit) {
  f.such_as("{index: 3, y: 2.5}");
  f.required("index", edit.index);
  f("x", edit.x);
  f("y", edit.y);
}

void fields(Fields& f, Branch& branch) {
  f.such_as("{lane: 1, from: 0, step: 200}");
  f.required("lane", branch.lane);
  f.required("from", branch.from);
  f.required("step", branch.step);
  f("learning_rate", branch.learning_rate);
}

void fields(Fields& f, Spec& spec) {
  f.such_as("{losses: [{id: 'mse'}]}");
  f("data", spec.data);
  f("own", spec.own);
  f.overlay(knob_parameters(), spec.knobs);
  f("hidden", spec.hidden);
  f("layers", spec.layers);
  f("activation", spec.activation);
  f("init", spec.init);
  f("losses", spec.losses);
  f("optimizer", spec.optimizer);
  f("optimizer_params", spec.optimizer_params);
  f("schedule", spec.schedule);
  f("schedule_params", spec.schedule_params);
  f.overlay(optimizer_options(), spec.optimizer_options);
  f.overlay(draws(), spec.draws);
  for (const auto& [setting, member] : numbers()) {
    const char* id = setting.number.id;
    std::visit([&](auto Spec::*m) { f(id, spec.*m); }, member);
  }
  f("edits", spec.edits);
  f("metric", spec.metric);
  f("branches", spec.branches);
  f("stop", spec.stop);
}

}  // namespace losscape
