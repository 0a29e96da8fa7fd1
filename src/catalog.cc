// SPDX-License-Identifier: Apache-2.0
#include "catalog.h"

#include "data/data.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/print.h"
#include "json.h"
#include "layers/sequential.h"
#include "losses/entries.h"
#include "losses/layout.h"
#include "losses/profile.h"
#include "objectives/ports.h"
#include "optim/entries.h"
#include "optim/update_rule.h"
#include "train/metrics.h"
#include "train/metrics/entries.h"
#include "train/spec.h"
#include "train/stopping.h"

namespace losscape {

namespace {

std::array<double, 2> bounds_of(const Parameter& p) { return {accepted(p).low, accepted(p).high}; }

json::Object fields_of(const Parameter& p) {
  return json::Object()
      .add("id", json::text(p.id))
      .add("default", json::number(p.value))
      .add("low", json::number(p.range.low))
      .add("high", json::number(p.range.high))
      .add("log", json::boolean(p.scale == Scale::Log))
      .add("fixed", json::boolean(p.fixed))
      .add("step", json::number(p.step))
      .add("integer", json::boolean(p.step >= 1))
      .add("accepts", p.wide ? json::array(bounds_of(p), json::number) : "null")
      .add("help", json::text(p.help));
}

std::string parameter(const Parameter& p) { return fields_of(p).text(); }

std::string degree(const Scaling& s) { return s.degree == Scaling::kNone ? "null" : json::number(s.degree); }

template <class List>
std::string parameters(const List& list) {
  return json::array(list, parameter);
}
std::string task_name(Task task) { return json::text(name_of(task)); }

const Names& math_names() {
  static const Names kNames{{"prediction", "ŷ"}, {"target", "y"}, {"delta", "δ"},   {"gamma", "γ"},
                            {"alpha", "α"},      {"beta", "β"},   {"epsilon", "ε"}, {"tau", "τ"}};
  return kNames;
}

struct Formulas {
  std::string value, gradient;
};

// The entry's own nodes, for one sample; entries over several elements carry theirs as TeX because a sum has
// no short form in nodes. generate.mjs turns both into MathML.
Formulas formulas(const LossEntry& e, const Loss& loss) {
  if (e.formula) return {e.formula, e.gradient_formula};
  Graph g;
  std::vector<Value> inputs;
  for (const LossInput& in : e.inputs) inputs.push_back(g.input(in.id, Shape{}));
  std::vector<double> numbers;
  for (const Parameter& p : e.params) numbers.push_back(p.value);
  const LossArgs args = loss_args(g, loss, inputs, numbers);
  const Value value = loss.build(args);
  return {to_mathml(value, math_names()), to_mathml(grad(value, inputs[0]), math_names())};
}

std::string facts(const LossFacts& f) {
  return json::Object()
      .add("convex", json::boolean(f.convex))
      .add("bounded_gradient", json::boolean(f.bounded_gradient))
      .add("symmetric", json::boolean(f.symmetric))
      .add("zero_at_target", json::boolean(f.zero_at_target))
      .add("proper", json::boolean(f.proper))
      .add("calibrated", json::boolean(f.calibrated))
      .add("lipschitz", f.lipschitz > 0 ? json::number(f.lipschitz) : "null")
      .add("stops_gradient", json::boolean(f.stops_gradient))
      .add("finite_to", json::number(f.finite_to))
      .add("kinks", json::array(f.kinks, [](double k) { return json::number(k); }))
      .text();
}

std::string profile(const LossProfile& p) {
  const auto measured = [&](std::string value) { return p.measured ? std::move(value) : "null"; };
  return json::Object()
      .add("influence", measured(json::array(p.influence, json::number)))
      .add("limit", measured(json::text(name_of(p.limit))))
      .add("bound", measured(json::number(p.bound)))
      .add("curvature", measured(json::number(p.curvature)))
      .add("curvature_at_1", measured(json::number(p.curvature_at_1)))
      .add("instructions", json::number(p.instructions))
      .text();
}

std::string loss(const Loss* l) {
  const LossEntry& e = entry_of(*l);
  const Formulas f = formulas(e, *l);
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("family", json::text(name_of(e.family)))
      .add("aliases", json::array(e.aliases, [](const char* a) { return json::text(a); }))
      .add("target", json::text(name_of(l->target)))
      .add("tasks", json::array(tasks_of(*l), task_name))
      .add("embeds", json::boolean(embeds(*l)))
      .add("together", json::boolean(compares(*l, Task::Binary) || compares(*l, Task::Multiclass)))
      .add("shifts", json::boolean(l->scaling.shifts))
      .add("degree", degree(l->scaling))
      .add("inputs", json::array(e.inputs, input_json))
      .add("output", json::text(name_of(e.result)))
      .add("params", parameters(e.params))
      .add("use", json::text(e.use))
      .add("avoid", json::text(e.avoid))
      .add("cite", json::text(e.cite))
      .add("facts", facts(e.facts))
      .add("profile", profile(profile_of(*l)))
      .add("formula", json::text(f.value))
      .add("gradient_formula", json::text(f.gradient))
      .text();
}

std::vector<Parameter> with_words(std::vector<Parameter> knobs) {
  for (Parameter& p : knobs) {
    for (const Parameter& known : knob_words()) {
      if (known.id == std::string_view(p.id)) p.help = known.help;
    }
  }
  return knobs;
}

std::string data_set(const DataEntry& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("params", parameters(with_words(knob_parameters(e))))
      .add("task", json::text(name_of(e.task)))
      .add("real", json::boolean(e.real))
      .add("external", json::boolean(e.external))
      .add("source", json::text(e.source))
      .add("licence", json::text(e.licence))
      .add("inputs", json::number(e.inputs))
      .add("image", e.image[0] ? json::array(e.image, json::number) : "null")
      .text();
}

// An activation or an initialiser: a name and a sentence.
template <class Entry>
std::string plain(const Entry& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("params", "[]")
      .text();
}

std::string layer(const LayerEntry& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("cite", json::text(e.cite))
      .add("activated", json::boolean(e.activated))
      .add("params", parameters(e.params))
      .text();
}

std::string described(const Regulariser& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("cite", json::text(e.cite))
      .add("classes_only", json::boolean(e.classes_only))
      .add("params", parameters(e.params))
      .text();
}

std::string balancer(const BalancerEntry& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("cite", json::text(e.cite))
      .add("params", parameters(e.params))
      .text();
}

// The learning rate and weight decay are parameters like the others, with the optimiser's own defaults.
std::string optimizer(const OptimizerEntry* e) {
  std::vector<Parameter> list;
  for (const SpecNumber& setting : settings()) {
    Parameter p = setting.number;
    const std::string_view id = p.id;
    if (id == "learning_rate")
      p.value = e->learning_rate;
    else if (id == "weight_decay" && e->weight_decay > 0)
      p.value = e->weight_decay;
    else if (id == "decoupled_weight_decay" && e->decay == Decay::Decoupled)
      p.value = 1;
    else
      continue;
    list.push_back(p);
  }
  list.insert(list.end(), e->params.begin(), e->params.end());
  return json::Object()
      .add("id", json::text(e->id))
      .add("title", json::text(e->title))
      .add("help", json::text(e->help))
      .add("params", parameters(list))
      .text();
}

std::string schedule(const ScheduleEntry& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("params", parameters(e.params))
      .text();
}

std::string stop(const StopEntry& e) {
  return json::Object()
      .add("id", json::text(e.id))
      .add("title", json::text(e.title))
      .add("help", json::text(e.help))
      .add("cite", json::text(e.cite))
      .add("monitor", json::text(name_of(e.monitor)))
      .add("params", parameters(e.params))
      .text();
}

// Ends of a range that has none print as null.
std::string metric(const MetricEntry* e) {
  const Metric& m = find_metric(e->id);
  std::vector<Task> tasks;
  for (Task task : {Task::Regression, Task::Binary, Task::Multiclass}) {
    if (judges(m, task)) tasks.push_back(task);
  }
  std::vector<std::string> inputs, axes;
  for (const MetricInput& in : m.inputs) {
    if (!in.id) continue;
    inputs.push_back(json::Object()
                         .add("id", json::text(in.id))
                         .add("dims", json::text(in.dims))
                         .add("optional", json::boolean(in.optional))
                         .text());
  }
  for (const char* axis : e->axes) {
    if (axis) axes.push_back(json::text(axis));
  }
  const auto as_it_is = [](const std::string& s) { return s; };
  return json::Object()
      .add("id", json::text(e->id))
      .add("title", json::text(e->title))
      .add("group", json::text(e->group))
      .add("tasks", json::array(tasks, task_name))
      .add("inputs", json::array(inputs, as_it_is))
      .add("higher_is_better", json::boolean(e->higher_is_better))
      .add("in_target_units", json::boolean(e->in_target_units))
      .add("low", json::number(e->range.low))
      .add("high", json::number(e->range.high))
      .add("curves", json::text(!e->curve            ? "none"
                                : e->curve_per_class ? "one a class"
                                                     : "one"))
      .add("params", e->parameter.id ? "[" + parameter(e->parameter) + "]" : "[]")
      .add("axes", json::array(axes, as_it_is))
      .add("definition", json::text(e->definition))
      .add("cite", json::text(e->cite))
      .text();
}

std::string setting(const SpecNumber& s) {
  return fields_of(s.number)
      .add("group", json::text(s.group))
      .add("control", json::text(s.control))
      .add("when", json::text(s.when))
      .text();
}

// The experiment that a page opens with, every field written out.
std::string defaults() {
  Spec s;
  const DataEntry& data = find_data(s.data);
  const auto all = [](std::span<const Parameter> list, ParameterValues& to) {
    for (const Parameter& p : list) {
      std::erase_if(to, [&](const auto& v) { return v.first == p.id; });
      to.emplace_back(p.id, p.value);
    }
  };
  all(knob_parameters(), s.knobs);
  all(knob_parameters(data), s.knobs);
  all(optimizer_options(), s.optimizer_options);
  all(draws(), s.draws);
  s.losses = {{"mse"}, {"huber"}};
  s.learning_rate = find_optimizer(s.optimizer).learning_rate;
  s.metric = metric_of(data.task, s.metric).id;
  return json::text(written(s));
}

}  // namespace

std::string catalog_json() {
  return json::Object()
      .add("losses", json::array(all_losses(), loss))
      .add("data", json::array(data_entries_with_words(), data_set))
      .add("activations", json::array(all_activations(), plain<ActivationEntry>))
      .add("inits", json::array(all_inits(), plain<InitEntry>))
      .add("layers", json::array(all_layers(), layer))
      .add("regularisers", json::array(all_regularisers(), described))
      .add("balancers", json::array(all_balancers(), balancer))
      .add("metrics", json::array(all_metric_entries(), metric))
      .add("optimizers", json::array(optimizer_entries(), optimizer))
      .add("schedules", json::array(schedule_entries(), schedule))
      .add("stops", json::array(stop_entries(), stop))
      .add("settings", json::array(settings(), setting))
      .add("defaults", defaults())
      .text();
}

}  // namespace losscape
