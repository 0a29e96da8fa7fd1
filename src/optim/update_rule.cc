// SPDX-License-Identifier: Apache-2.0
#include "optim/update_rule.h"

#include <algorithm>

namespace losscape {

namespace {

constexpr Parameter kWithWords[] = {
    {"weight_decay", 0, {0, 1}, "Pulls every weight towards 0.", Scale::Log},
    counted({"decoupled_weight_decay",
             0,
             {0, 1},
             "1 shrinks the weights by the rate times the decay; 0 adds the decay to the gradient, an L2 "
             "penalty."}),
    {"clip_value", 0, {0, 100}, "Bound of every number of the gradient; 0 is none.", Scale::Log},
    {"clip_norm", 0, {0, 100}, "Bound of the norm of every tensor's gradient; 0 is none.", Scale::Log},
    {"clip_global_norm", 0, {0, 100}, "Bound of the norm of the whole gradient; 0 is none.", Scale::Log},
    counted({"centralize", 0, {0, 1}, "1 takes the mean off the gradients that lead into each unit."}),
    {"ema", 0, {0, 0.9999}, "Judges by a running mean of the weights with this memory; 0 by the weights."},
    counted(
        {"warmup", 0, {0, 1e5}, "Steps over which the rate rises linearly to the schedule's.", Scale::Log}),
};
constexpr auto kOptions = without_words(kWithWords);

Value norm(Value a) { return sqrt(sum(a * a)); }

// PyTorch's clip_grad_norm_: what is shorter stays as it is.
Value clipped_to(Value gradient, Value bound, Value length) {
  return gradient * min(bound / (length + 1e-6), 1.0);
}

}  // namespace

std::span<const Parameter> optimizer_options() { return kOptions; }
std::span<const Parameter> optimizer_option_words() { return kWithWords; }

UpdateRule::UpdateRule(const UpdateChoice& choice)
    : optimizer_(&find_optimizer(choice.optimizer)),
      schedule_(&find_schedule(choice.schedule)),
      numbers_(resolved(optimizer_->id, optimizer_->params, choice.params)),
      schedule_numbers_(resolved(schedule_->id, schedule_->params, choice.schedule_params)),
      settings_{{"learning_rate", choice.learning_rate.value_or(optimizer_->learning_rate)}} {
  std::vector<Parameter> own(std::begin(kOptions), std::end(kOptions));
  own[0].value = optimizer_->weight_decay;
  own[1].value = optimizer_->decay == Decay::Decoupled;
  options_ = resolved("the optimizer", own, choice.options);
  averages_ = option("ema") > 0;
}

double UpdateRule::option(std::string_view id) const {
  for (size_t i = 0; i < std::size(kOptions); ++i) {
    if (kOptions[i].id == id) return options_[i];
  }
  return 0;
}

Value UpdateRule::setting(Graph& graph, const std::string& name, double value) {
  const auto known =
      std::find_if(settings_.begin(), settings_.end(), [&](const auto& s) { return s.first == name; });
  if (known == settings_.end()) settings_.emplace_back(name, value);
  return graph.input(name, Shape{}, InputKind::Scalar);
}

std::vector<Value> UpdateRule::values_of(Graph& graph, const std::string& prefix,
                                         std::span<const Parameter> params, std::span<const double> numbers) {
  std::vector<Value> out;
  for (size_t i = 0; i < params.size(); ++i) {
    out.push_back(params[i].fixed ? graph.constant(numbers[i])
                                  : setting(graph, prefix + params[i].id, numbers[i]));
  }
  return out;
}

Value UpdateRule::bounded(Graph& graph, const Training& training, std::span<const Tensor> tensors, Value g) {
  if (training.frozen) g = where(training.frozen, 0.0, g);
  if (option("centralize") >= 0.5) {
    g = each_tensor(tensors, [&](const Tensor& t) {
      const Value part = t.of(g);
      return t.matrix() ? part - mean(part, 1) : part;
    });
  }
  if (const double most = option("clip_value"); most > 0) {
    const Value bound = setting(graph, "clip_value", most);
    g = clamp(g, -bound, bound);
  }
  if (const double most = option("clip_norm"); most > 0) {
    const Value bound = setting(graph, "clip_norm", most);
    g = each_tensor(tensors, [&](const Tensor& t) { return clipped_to(t.of(g), bound, norm(t.of(g))); });
  }
  if (const double most = option("clip_global_norm"); most > 0)
    g = clipped_to(g, setting(graph, "clip_global_norm", most), norm(g));
  return g;
}

std::vector<Update> UpdateRule::build(Graph& graph, const Training& training, const Elsewhere& elsewhere) {
  settings_.resize(1);
  memory_.clear();
  const Value theta = training.parameters;
  const std::vector<Tensor> tensors = tensors_of(training.tensors);
  Value rate = graph.input("learning_rate", Shape{}, InputKind::Scalar);
  std::vector<Value> values = values_of(graph, "optimizer.", optimizer_->params, numbers_);
  std::vector<Update> updates;
  bool momentum_varies = false;

  ScheduleArgs timing(graph, schedule_->id, schedule_->params,
                      values_of(graph, "schedule.", schedule_->params, schedule_numbers_));
  const double warmup = option("warmup");
  rate_ = {};
  if (std::string_view(schedule_->id) != "constant" || warmup > 0) {
    const Value t = timing.t = timing.scalar_state("schedule_step");
    timing.keep(t, t + 1.0);
    timing.loss = scalar(training.loss);
    const ScheduleStep now = schedule_->build(timing);
    rate = rate * now.factor;
    if (warmup > 0) rate = rate * min((t + 1.0) / setting(graph, "warmup", warmup), 1.0);
    for (size_t i = 0; i < values.size(); ++i) {
      const std::string_view id = optimizer_->params[i].id;
      if (!now.momentum || (id != "momentum" && id != "beta1")) continue;
      values[i] = now.momentum;
      momentum_varies = true;
    }
    rate_ = rate;
    remember(timing.states(), true, updates);
  }

  const double decay = option("weight_decay");
  const bool decoupled = option("decoupled_weight_decay") >= 0.5;
  const bool own = optimizer_->decay == Decay::Own && !decoupled;
  const Value lambda = decay > 0 ? setting(graph, "weight_decay", decay) : Value{};
  const auto treat = [&](Value raw) {
    const Value g = bounded(graph, training, tensors, raw);
    return lambda && !decoupled && !own ? g + lambda * theta : g;
  };
  const LossElsewhere treated([&](Value parameters) { return treat(elsewhere.gradient(parameters)); },
                              [&](Value parameters) { return elsewhere.loss(parameters); });

  OptimizerArgs args(graph, optimizer_->id, optimizer_->params, values);
  args.weights = args.parameters = theta;
  args.raw_gradient = training.gradient;
  args.gradient = treat(training.gradient);
  args.learning_rate = rate;
  args.momentum_varies = momentum_varies;
  args.tensors = tensors;
  args.loss = scalar(training.loss);
  args.elsewhere = &treated;
  if (own) args.weight_decay = lambda;
  if (lambda && decoupled) args.parameters = theta * (1.0 - rate * lambda);
  Value next = optimizer_->build(args);
  if (training.frozen) next = where(training.frozen, theta, next);
  updates.push_back({theta, next});

  // PyTorch's AveragedModel: the first step's weights start the mean.
  if (averages_) {
    const Value before = args.copy_of_weights("ema"), started = args.scalar_state("ema_started");
    const Value kept = setting(graph, "ema", option("ema")) * started;
    args.keep(before, kept * before + (1.0 - kept) * next);
    args.keep(started, graph.constant(1));
  }
  remember(args.states(), false, updates);
  return updates;
}

void UpdateRule::remember(const std::vector<OptimizerState>& states, bool of_schedule,
                          std::vector<Update>& updates) {
  for (const OptimizerState& s : states) {
    const bool known =
        std::any_of(memory_.begin(), memory_.end(), [&](const Memory& m) { return m.name == s.name; });
    if (known) continue;
    memory_.push_back({s.name, s.now.shape().size(), s.start, s.from_parameters, of_schedule});
    updates.push_back({s.now, s.next});
  }
}

void UpdateRule::set_settings(Machine& machine) const {
  for (const auto& [name, value] : settings_) {
    if (machine.program().has_input(name)) machine.set(name, static_cast<float>(value));
  }
}

void UpdateRule::start(Machine& machine, std::span<const float> initial) const {
  set_settings(machine);
  for (const Memory& m : memory_) {
    if (m.from_parameters)
      machine.set(m.name, initial);
    else
      machine.set(m.name, std::vector<float>(static_cast<size_t>(m.size), static_cast<float>(m.start)));
  }
}

void UpdateRule::continue_from(const UpdateRule& other, const Machine& from, Machine& to) const {
  for (const Memory& m : memory_) {
    const bool same = m.of_schedule ? schedule_ == other.schedule_ : optimizer_ == other.optimizer_;
    if (same && from.program().has_input(m.name))
      to.set(m.name, from.get(m.name));
    else if (m.from_parameters)
      to.set(m.name, to.get("theta"));
  }
}

}  // namespace losscape
