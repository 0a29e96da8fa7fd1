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

std::string parameter(const Parameter& p) {
  return json::object({{"id", json::text(p.id)},
                       {"default", json::number(p.value)},
                       {"low", json::number(p.range.low)},
                       {"high", json::number(p.range.high)},
                       {"log", json::boolean(p.scale == Scale::Log)},
                       {"fixed", json::boolean(p.fixed)},
                       {"step", json::number(p.step)},
                       {"integer", json::boolean(p.step >= 1)},
                       {"accepts", p.wide ? json::array(bounds_of(p), json::number) : "null"},
                       {"help", json::text(p.help)}});
}

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
  return json::object({{"convex", json::boolean(f.convex)},
                       {"bounded_gradient", json::boolean(f.bounded_gradient)},
                       {"symmetric", json::boolean(f.symmetric)},
                       {"zero_at_target", json::boolean(f.zero_at_target)},
                       {"proper", json::boolean(f.proper)},
                       {"calibrated", json::boolean(f.calibrated)},
                       {"lipschitz", f.lipschitz > 0 ? json::number(f.lipschitz) : "null"},
                       {"stops_gradient", json::boolean(f.stops_gradient)},
                       {"finite_to", json::number(f.finite_to)},
                       {"kinks", json::array(f.kinks, [](double k) { return json::number(k); })}});
}

std::string profile(const LossProfile& p) {
  const auto measured = [&](std::string value) { return p.measured ? std::move(value) : "null"; };
  return json::object({{"influence", measured(json::array(p.influence, json::number))},
                       {"limit", measured(json::text(name_of(p.limit)))},
                       {"bound", measured(json::number(p.bound))},
                       {"curvature", measured(json::number(p.curvature))},
                       {"curvature_at_1", measured(json::number(p.curvature_at_1))},
                       {"instructions", json::number(p.instructions)}});
}

std::string loss(const Loss* l) {
  const LossEntry& e = entry_of(*l);
  const Formulas f = formulas(e, *l);
  return json::object(
      {{"id", json::text(e.id)},
       {"title", json::text(e.title)},
       {"family", json::text(name_of(e.family))},
       {"aliases", json::array(e.aliases, [](const char* a) { return json::text(a); })},
       {"target", json::text(name_of(l->target))},
       {"tasks", json::array(tasks_of(*l), task_name)},
       {"embeds", json::boolean(embeds(*l))},
       {"together", json::boolean(compares(*l, Task::Binary) || compares(*l, Task::Multiclass))},
       {"shifts", json::boolean(l->scaling.shifts)},
       {"degree", degree(l->scaling)},
       {"inputs", json::array(e.inputs, input_json)},
       {"output", json::text(name_of(e.result))},
       {"params", parameters(e.params)},
       {"use", json::text(e.use)},
       {"avoid", json::text(e.avoid)},
       {"cite", json::text(e.cite)},
       {"facts", facts(e.facts)},
       {"profile", profile(profile_of(*l))},
       {"formula", json::text(f.value)},
       {"gradient_formula", json::text(f.gradient)}});
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
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"params", parameters(with_words(knob_parameters(e)))},
                       {"task", json::text(name_of(e.task))},
                       {"real", json::boolean(e.real)},
                       {"external", json::boolean(e.external)},
                       {"source", json::text(e.source)},
                       {"licence", json::text(e.licence)},
                       {"inputs", json::number(e.inputs)},
                       {"image", e.image[0] ? json::array(e.image, json::number) : "null"}});
}

// An activation or an initialiser: a name and a sentence.
template <class Entry>
std::string plain(const Entry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"params", "[]"}});
}

std::string layer(const LayerEntry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"cite", json::text(e.cite)},
                       {"activated", json::boolean(e.activated)},
                       {"params", parameters(e.params)}});
}

std::string described(const Regulariser& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"cite", json::text(e.cite)},
                       {"classes_only", json::boolean(e.classes_only)},
                       {"params", parameters(e.params)}});
}

std::string balancer(const BalancerEntry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"cite", json::text(e.cite)},
                       {"params", parameters(e.params)}});
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
  return json::object({{"id", json::text(e->id)},
                       {"title", json::text(e->title)},
                       {"help", json::text(e->help)},
                       {"params", parameters(list)}});
}

std::string schedule(const ScheduleEntry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"params", parameters(e.params)}});
}

std::string stop(const StopEntry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"cite", json::text(e.cite)},
                       {"monitor", json::text(name_of(e.monitor))},
                       {"params", parameters(e.params)}});
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
    inputs.push_back(json::object({{"id", json::text(in.id)},
                                   {"dims", json::text(in.dims)},
                                   {"optional", json::boolean(in.optional)}}));
  }
  for (const char* axis : e->axes) {
    if (axis) axes.push_back(json::text(axis));
  }
  const auto as_it_is = [](const std::string& s) { return s; };
  return json::object({{"id", json::text(e->id)},
                       {"title", json::text(e->title)},
                       {"group", json::text(e->group)},
                       {"tasks", json::array(tasks, task_name)},
                       {"inputs", json::array(inputs, as_it_is)},
                       {"higher_is_better", json::boolean(e->higher_is_better)},
                       {"in_target_units", json::boolean(e->in_target_units)},
                       {"low", json::number(e->range.low)},
                       {"high", json::number(e->range.high)},
                       {"curves", json::text(!e->curve            ? "none"
                                             : e->curve_per_class ? "one a class"
                                                                  : "one")},
                       {"params", e->parameter.id ? "[" + parameter(e->parameter) + "]" : "[]"},
                       {"axes", json::array(axes, as_it_is)},
                       {"definition", json::text(e->definition)},
                       {"cite", json::text(e->cite)}});
}

std::string setting(const SpecNumber& s) {
  const std::string number = parameter(s.number);
  return number.substr(0, number.size() - 1) + "," +
         json::object({{"group", json::text(s.group)},
                       {"control", json::text(s.control)},
                       {"when", json::text(s.when)}})
             .substr(1);
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
  return json::object({{"losses", json::array(all_losses(), loss)},
                       {"data", json::array(data_entries_with_words(), data_set)},
                       {"activations", json::array(all_activations(), plain<ActivationEntry>)},
                       {"inits", json::array(all_inits(), plain<InitEntry>)},
                       {"layers", json::array(all_layers(), layer)},
                       {"regularisers", json::array(all_regularisers(), described)},
                       {"balancers", json::array(all_balancers(), balancer)},
                       {"metrics", json::array(all_metric_entries(), metric)},
                       {"optimizers", json::array(optimizer_entries(), optimizer)},
                       {"schedules", json::array(schedule_entries(), schedule)},
                       {"stops", json::array(stop_entries(), stop)},
                       {"settings", json::array(settings(), setting)},
                       {"defaults", defaults()}});
}

}  // namespace losscape
