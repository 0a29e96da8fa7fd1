// SPDX-License-Identifier: Apache-2.0
#include "objectives/objective.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "ir/compounds.h"
#include "ir/shapes.h"
#include "portable_math.h"
#include "random.h"

namespace losscape {

namespace {

constexpr std::array<std::string_view, 4> kSchedules = {"constant", "linear", "cosine", "warm_up"};
constexpr Range kWeights = {-1e6, 1e6};

// [1, N], whatever shape the loss gives its samples.
Value by_sample(Value losses) { return losses.shape().rank > 1 ? mean(losses, 0) : losses; }

// Weights as matrices [out, rest]; biases, and what scales and shifts, are left alone.
std::vector<Value> matrices(const ParameterStore& store) {
  std::vector<Value> out;
  for (size_t i = 0; i < store.values().size(); ++i) {
    const ParameterInfo& p = store.declared()[i];
    const bool bias = p.name.size() >= 4 && p.name.compare(p.name.size() - 4, 4, "bias") == 0;
    if (bias || p.init == Init::Zeros || p.init == Init::Ones || p.shape.rank < 2) continue;
    out.push_back(
        reshape(store.values()[i], Shape{p.shape[0], static_cast<int>(p.shape.size() / p.shape[0])}));
  }
  return out;
}

// A likelihood in another unit is another by a constant, which asks for no shorter steps.
InUnit unit_of(const Loss& loss, Task task, double deviation) {
  InUnit unit = in_unit(loss, deviation);
  if (!heads_of(loss, task).empty()) unit.training = 1;
  return unit;
}

Value times(Value v, double factor) { return factor == 1 ? v : v * factor; }

}  // namespace

namespace {

std::vector<double> weights_of_classes(const Loss& main, Task task, const ClassWeights& choice,
                                       std::span<const float> sizes) {
  constexpr double kBeta = 0.999;
  if (choice.by == "none") return {};
  if (task == Task::Regression) fail("class_weights are for classes, not for ", name_of(task), " data");
  if (compares(main, task))
    fail("class_weights weigh samples one by one, and ", main.id, " looks at them together");
  std::vector<double> out;
  if (choice.by == "given") {
    out = choice.given;
    if (out.size() != sizes.size())
      fail("class_weights needs a number for each of the ", sizes.size(), " classes, got ", out.size());
    for (const double w : out) {
      if (!(w >= 0 && w <= kWeights.high))
        fail("a number of class_weights must be in [0, ", kWeights.high, "], got ", w);
    }
  } else if (choice.by == "inverse" || choice.by == "effective") {
    for (const float size : sizes) {
      const double n = static_cast<double>(size);
      out.push_back(choice.by == "inverse" ? 1 / n : (1 - kBeta) / -std::expm1(n * std::log(kBeta)));
    }
  } else {
    fail("class_weights must be none, inverse, effective or a number for each class, got '", choice.by, "'");
  }
  const double most = *std::max_element(out.begin(), out.end());
  if (!(most > 0)) fail("class_weights must not all be 0");
  for (double& w : out) w /= most;
  return out;
}

}  // namespace

double in_unit_of(const Parameter& parameter, double value, const InUnit& unit) {
  return parameter.unit ? value * unit.parameter : value;
}

LossArgs args_in_unit(const Loss& loss, const InUnit& unit, const Scope& scope,
                      std::span<const double> numbers, std::string_view prefix) {
  std::vector<double> values;
  for (size_t i = 0; i < numbers.size(); ++i) values.push_back(in_unit_of(loss.params[i], numbers[i], unit));
  return loss_args(*scope.scores.graph(), loss, wired(loss, scope, unit.input), values, prefix);
}

double weight_at(const Term& term, std::int64_t step) noexcept {
  const double t = std::min(1.0, static_cast<double>(step) / term.steps);
  if (term.schedule == "linear") return term.weight * (1 - t);
  if (term.schedule == "cosine") return term.weight * 0.5 * (1 + portable::cos_turns(0.5 * t));
  if (term.schedule == "warm_up")
    return term.weight * std::min(1.0, static_cast<double>(step + 1) / term.steps);
  return term.weight;
}

Objective::Objective(const Loss& main, Task task, const Composite& composite, double deviation,
                     std::span<const float> class_sizes)
    : main_(&main),
      task_(task),
      main_unit_(unit_of(main, task, deviation)),
      factor_(main_unit_.training / main_unit_.value),
      main_weight_(composite.weight),
      plain_(composite.terms.empty() && composite.weight == 1),
      class_weights_(weights_of_classes(main, task, composite.class_weights, class_sizes)),
      balancer_(&find_balancer(composite.balance)) {
  balancer_values_ = resolved(balancer_->id, balancer_->params, composite.balance_params);
  if (composite.terms.size() > kMaxTerms)
    fail("a loss may have at most ", kMaxTerms, " terms more, got ", composite.terms.size());
  const auto in_range = [](const std::string& id, double weight) {
    if (!(weight >= kWeights.low && weight <= kWeights.high))
      fail("the weight of ", id, " must be in [", kWeights.low, ", ", kWeights.high, "], got ", weight);
  };
  in_range(main.id, main_weight_);
  for (const Term& term : composite.terms) {
    Other other{term, nullptr, find_regulariser(term.id), {}};
    in_range(term.id, term.weight);
    if (std::find(kSchedules.begin(), kSchedules.end(), term.schedule) == kSchedules.end())
      fail("the schedule of ", term.id, " must be constant, linear, cosine or warm_up, got '", term.schedule,
           "'");
    if (term.steps < 1) fail("the schedule of ", term.id, " must take 1 step or more, got ", term.steps);
    if (other.regulariser) {
      other.values = resolved(term.id, other.regulariser->params, term.params);
      if (other.regulariser->classes_only && (task == Task::Regression || embeds(main)))
        fail("the term ", term.id, " is for scores of classes, not for ",
             embeds(main) ? "embeddings" : text(name_of(task), " data"));
    } else {
      other.loss = &find_loss(term.id);
      other.values = resolved(term.id, other.loss->params, term.params);
      other.unit = unit_of(*other.loss, task, deviation);
      if (const std::string why = lacking(*other.loss, task); !why.empty())
        fail("the term ", term.id, " cannot train on ", name_of(task), " data: it ", why);
      if (embeds(*other.loss) != embeds(main))
        fail("the term ", term.id, " looks at ", embeds(main) ? "scores" : "embeddings", " and ", main.id,
             " at ", embeds(main) ? "embeddings" : "scores", "; both have to look at the same");
    }
    others_.push_back(std::move(other));
  }
}

std::vector<std::string> Objective::ids() const {
  std::vector<std::string> out{main_->id};
  for (const Other& other : others_) out.push_back(other.term.id);
  return out;
}

LossArgs Objective::args_of(size_t i, const Scope& scope) const {
  const Other& other = others_[i];
  return args_in_unit(*other.loss, other.unit, scope, other.values, prefix(i));
}

Value Objective::of_each(const Loss& loss, Value losses, const Scope& scope) const {
  if (!losscape::compares(loss, task_)) return losses;
  return broadcast_to(scalar(mean(losses)), Shape{1, scope.scores.shape().columns()});
}

Value Objective::losses_of(size_t i, const Scope& scope) const {
  const Loss& loss = *others_[i].loss;
  return times(by_sample(of_each(loss, loss.build(args_of(i, scope)), scope)), others_[i].unit.value);
}

Value Objective::main_losses(const LossArgs& args, const Scope& scope) const {
  const Value each = times(of_each(*main_, main_->build(args), scope), main_unit_.value);
  const Value by_class = class_weight(scope);
  return by_class ? counted(each, by_class) : each;
}

// [1, N], by the label.
Value Objective::class_weight(const Scope& scope) const {
  if (class_weights_.empty()) return {};
  Graph& g = *scope.scores.graph();
  if (task_ == Task::Binary)
    return class_weights_[0] + (class_weights_[1] - class_weights_[0]) * scope.labels;
  std::vector<Value> rows;
  for (const double w : class_weights_) rows.push_back(reshape(g.constant(w), Shape{1, 1}));
  return pick(concat(rows, 0), scope.labels, 0);
}

Value Objective::weight(const LossArgs& main_args, const Scope& scope) const {
  const Value by_class = class_weight(scope);
  if (!main_->weight || compares()) return by_class;
  const Value own = main_->weight(main_args);
  return by_class ? own * by_class : own;
}

bool Objective::compares() const {
  return losscape::compares(*main_, task_) ||
         std::any_of(others_.begin(), others_.end(), [&](const Other& other) {
           return other.loss && losscape::compares(*other.loss, task_);
         });
}

bool Objective::shifts() const {
  const auto moves = [&](const Loss* loss) {
    return loss && task_ == Task::Regression && !loss->scaling.shifts;
  };
  return !moves(main_) &&
         std::none_of(others_.begin(), others_.end(), [&](const Other& other) { return moves(other.loss); });
}

bool Objective::by_class() const {
  return takes_classes(*main_) || std::any_of(others_.begin(), others_.end(), [](const Other& other) {
           return other.loss && takes_classes(*other.loss);
         });
}

Value Objective::penalty_of(const Other& other, Value main, Value scores, Value x,
                            const ParameterStore& store) const {
  const std::vector<Value> weights = matrices(store);
  return other.regulariser->build({weights, x, scores, main, task_, other.values});
}

Value Objective::shown(const LossArgs& main_args, const Scope& scope) const {
  if (plain_) return main_losses(main_args, scope);
  Value sum = main_weight_ * by_sample(main_losses(main_args, scope));
  for (size_t i = 0; i < others_.size(); ++i) {
    if (others_[i].loss) sum = sum + others_[i].term.weight * losses_of(i, scope);
  }
  return sum;
}

Balanced Objective::training(const LossArgs& main_args, const Scope& scope, Value x,
                             const ParameterStore& store) const {
  Graph& g = *x.graph();
  Value main = times(for_plain_mean(main_args), main_unit_.training);
  if (!class_weights_.empty()) {
    const Value each = main_losses(main_args, scope);
    main = times(ratio_or_zero(each, mean(broadcast_to(weight(main_args, scope), each.shape()))),
                 main_unit_.training / main_unit_.value);
  }
  if (plain_) {
    Balanced plain;
    plain.loss = mean(main);
    for (const Value& penalty : store.penalties()) plain.loss = plain.loss + times(mean(penalty), factor_);
    plain.gradient = flat_gradient(plain.loss, store.values());
    return plain;
  }
  BalanceArgs args;
  args.losses = {scalar(mean(main))};
  args.weights = {g.constant(main_weight_)};
  args.penalty = g.constant(0);
  for (const Value& each : store.penalties())
    args.penalty = args.penalty + times(scalar(mean(each)), factor_);
  args.parameters = store.values();
  args.values = balancer_values_;
  args.classes = task_ != Task::Regression;
  for (size_t i = 0; i < others_.size(); ++i) {
    const Value weight = g.input(prefix(i) + "weight", Shape{}, InputKind::Scalar);
    if (others_[i].loss) {
      const Value each = for_plain_mean(args_of(i, scope));
      args.losses.push_back(scalar(mean(times(each, others_[i].unit.value * factor_))));
      args.weights.push_back(weight);
    } else {
      const Value penalty = penalty_of(others_[i], main_losses(main_args, scope), scope.scores, x, store);
      args.penalty = args.penalty + weight * times(penalty, factor_);
    }
  }
  return balance(*balancer_, args);
}

Value Objective::report(const LossArgs& main_args, const Scope& scope, Value x, const ParameterStore& store,
                        Value share) const {
  const Value main = main_losses(main_args, scope);
  std::vector<Value> terms{scalar(sum(by_sample(main) * share))};
  for (size_t i = 0; i < others_.size(); ++i) {
    terms.push_back(others_[i].loss ? scalar(sum(losses_of(i, scope) * share))
                                    : penalty_of(others_[i], main, scope.scores, x, store));
  }
  std::vector<Value> rows;
  for (const Value& term : terms) rows.push_back(reshape(term, Shape{1}));
  for (const Value& term : terms) {
    const Value gradient = flat_gradient(term, store.values());
    rows.push_back(reshape(sqrt(dot(gradient, gradient)), Shape{1}));
  }
  return concat(rows, 0);
}

void Objective::set_parameters(Machine& machine) const {
  for (size_t i = 0; i < others_.size(); ++i) {
    if (!others_[i].loss) continue;
    for (size_t p = 0; p < others_[i].values.size(); ++p) {
      const std::string name = prefix(i) + others_[i].loss->params[p].id;
      const double value = in_unit_of(others_[i].loss->params[p], others_[i].values[p], others_[i].unit);
      if (machine.program().has_input(name)) machine.set(name, static_cast<float>(value));
    }
  }
}

void Objective::attach(Machine& machine) {
  const auto find = [&](const std::string& name) {
    return machine.program().has_input(name) ? machine.at(machine.program().input(name)) : nullptr;
  };
  for (size_t i = 0; i < others_.size(); ++i) weights_[i] = find(prefix(i) + "weight");
  for (size_t i = 0; i < normals_.size(); ++i) normals_[i] = find("balance.normal" + std::to_string(i));
  epoch_ = find("balance.epoch");
}

void Objective::begin_step(std::int64_t step, bool first_of_epoch, std::uint64_t seed) noexcept {
  for (size_t i = 0; i < others_.size(); ++i) {
    if (weights_[i]) *weights_[i] = static_cast<float>(weight_at(others_[i].term, step));
  }
  if (epoch_) *epoch_ = first_of_epoch ? 1.0F : 0.0F;
  if (!normals_[0]) return;
  Random random(seed, Stream::Balance, static_cast<std::uint64_t>(step));
  for (float* at : normals_) {
    if (at) *at = static_cast<float>(random.normal());
  }
}

void fields(Fields& f, Term& term) {
  f.such_as("{id: 'l2', weight: 0.01}");
  f.required("id", term.id);
  f("params", term.params);
  f("weight", term.weight);
  f("schedule", term.schedule);
  f("steps", term.steps);
}

void fields(Fields& f, Composite& composite) {
  f("weight", composite.weight);
  if (f.has("class_weights", composite.class_weights.by != "none"))
    f.either("class_weights", composite.class_weights.by, "given", composite.class_weights.given);
  f("balance", composite.balance);
  f("balance_params", composite.balance_params);
  f("terms", composite.terms);
}

}  // namespace losscape
