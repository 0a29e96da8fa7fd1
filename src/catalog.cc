// SPDX-License-Identifier: Apache-2.0
#include "catalog.h"

#include "data/data.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/print.h"
#include "json.h"
#include "layers/model.h"
#include "losses/loss.h"
#include "optim/optimizer.h"
#include "train/spec.h"

namespace losscape {

namespace {

std::string parameter(const Parameter& p) {
  return json::object({{"id", json::text(p.id)},
                       {"default", json::number(p.value)},
                       {"low", json::number(p.range.low)},
                       {"high", json::number(p.range.high)},
                       {"log", json::boolean(p.scale == Scale::Log)},
                       {"help", json::text(p.help)}});
}

std::string parameters(const std::vector<Parameter>& list) { return json::array(list, parameter); }
std::string task_name(Task task) { return json::text(name_of(task)); }

const Names& math_names() {
  static const Names kNames{{"prediction", "ŷ"}, {"target", "y"}, {"delta", "δ"},
                            {"gamma", "γ"},      {"alpha", "α"},  {"beta", "β"}};
  return kNames;
}

struct Formulas {
  std::string value, gradient;
};

// The entry's own nodes, for one sample; class losses carry theirs as words of mathematics because a sum over
// classes has no short form in nodes.
Formulas formulas(const LossEntry& e) {
  if (e.formula) return {e.formula, e.gradient_formula};
  Graph g;
  LossArgs args{g.input("prediction", Shape{}), g.input("target", Shape{}), 0, &e.params, {}};
  for (const Parameter& p : e.params) args.values.push_back(g.input(p.id, Shape{}, InputKind::Scalar));
  const Value loss = e.build(args);
  return {to_mathml(loss, math_names()), to_mathml(grad(loss, args.prediction), math_names())};
}

std::string loss(const LossEntry& e) {
  const Formulas f = formulas(e);
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"family", json::text(name_of(e.family))},
                       {"aliases", json::array(e.aliases, [](const char* a) { return json::text(a); })},
                       {"target", json::text(name_of(e.target))},
                       {"tasks", json::array(tasks_of(e.target), task_name)},
                       {"params", parameters(e.params)},
                       {"use", json::text(e.use)},
                       {"avoid", json::text(e.avoid)},
                       {"cite", json::text(e.cite)},
                       {"facts", json::object({{"convex", json::boolean(e.facts.convex)},
                                               {"bounded_gradient", json::boolean(e.facts.bounded_gradient)},
                                               {"symmetric", json::boolean(e.facts.symmetric)},
                                               {"zero_at_target", json::boolean(e.facts.zero_at_target)}})},
                       {"formula", json::text(f.value)},
                       {"gradient_formula", json::text(f.gradient)}});
}

std::string data_set(const DataEntry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"params", parameters(knob_parameters(e))},
                       {"task", json::text(name_of(e.task))},
                       {"real", json::boolean(e.real)},
                       {"source", json::text(e.source)},
                       {"licence", json::text(e.licence)},
                       {"inputs", json::number(e.inputs)}});
}

std::string activation(const ActivationEntry& e) {
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"params", "[]"}});
}

// The learning rate is a parameter like the others, with the optimiser's own default.
std::string optimizer(const OptimizerEntry& e) {
  std::vector<Parameter> list;
  for (Parameter p : settings()) {
    if (std::string_view(p.id) != "learning_rate") continue;
    p.value = e.learning_rate;
    list.push_back(p);
  }
  list.insert(list.end(), e.params.begin(), e.params.end());
  return json::object({{"id", json::text(e.id)},
                       {"title", json::text(e.title)},
                       {"help", json::text(e.help)},
                       {"params", parameters(list)}});
}

std::string defaults() {
  const Spec s;
  const DataEntry& data = find_data(s.data);
  std::vector<std::pair<std::string_view, std::string>> fields{{"data", json::text(s.data)}};
  for (const Parameter& p : knob_parameters()) fields.emplace_back(p.id, json::number(p.value));
  for (const Parameter& p : knob_parameters(data)) {
    for (auto& [key, value] : fields) {
      if (key == p.id) value = json::number(p.value);
    }
  }
  const std::vector<LossChoice> race{{"mse", {}}, {"huber", {}}};
  fields.insert(fields.end(),
                {{"train_fraction", json::number(s.train_fraction)},
                 {"hidden", json::array(s.hidden, [](int units) { return json::number(units); })},
                 {"activation", json::text(s.activation)},
                 {"losses", json::array(race,
                                        [](const LossChoice& c) {
                                          return json::object({{"id", json::text(c.id)}});
                                        })},
                 {"optimizer", json::text(s.optimizer)},
                 {"learning_rate", json::number(find_optimizer(s.optimizer).learning_rate)},
                 {"optimizer_params", "{}"},
                 {"batch_size", json::number(s.batch_size)},
                 {"seed", json::number(static_cast<double>(s.seed))}});
  return json::object(fields);
}

}  // namespace

std::string catalog_json() {
  std::vector<Parameter> all = settings();
  all.insert(all.end(), knob_parameters().begin(), knob_parameters().end());
  return json::object({{"losses", json::array(all_losses(), loss)},
                       {"data", json::array(data_entries(), data_set)},
                       {"activations", json::array(all_activations(), activation)},
                       {"optimizers", json::array(all_optimizers(), optimizer)},
                       {"settings", parameters(all)},
                       {"defaults", defaults()}});
}

}  // namespace losscape
