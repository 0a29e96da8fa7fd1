// SPDX-License-Identifier: Apache-2.0
// Shapes: D inputs, O outputs, B samples of a batch, N samples of the data set, P parameters. Samples are the
// last axis.
#include "train/lane.h"

#include <algorithm>
#include <array>

#include "error.h"
#include "exec/plan.h"
#include "ir/chance.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr std::string_view kSliders = "loss.";  // what the names of the loss's parameters begin with

// Calls `work` with every row of what a step reads and writes back: its address and length.
template <class M, class F>
void for_each_state(M& machine, F work) {
  for (const Program::Named& input : machine.program().inputs) {
    if (input.name != "theta" && input.name.compare(0, 6, "state.") != 0) continue;
    auto* row = machine.at(input.place);
    for (std::int64_t r = 0; r < input.place.shape.rows(); ++r, row += input.place.row_stride)
      work(row, input.place.shape.columns());
  }
}

// 1 for every frozen element of θ; nothing where none is.
Value frozen_mask(Graph& g, std::span<const ParameterInfo> declared) {
  std::vector<Value> parts;
  bool any = false;
  for (const ParameterInfo& p : declared) {
    parts.push_back(broadcast_to(g.constant(p.frozen), Shape{static_cast<int>(p.shape.size())}));
    any |= p.frozen;
  }
  return any ? concat(parts, 0) : Value();
}

UpdateChoice update_choice(const Spec& s) {
  return {s.optimizer, s.optimizer_params, s.learning_rate,
          s.schedule,  s.schedule_params,  s.optimizer_options};
}

}  // namespace

Lane::Lane(const Spec& spec, const LossChoice& choice, const DataSet& data, TargetScale target,
           std::span<const float> class_sizes, int batch, int samples)
    : layers_(layers_of(spec)),
      activation_(&find_activation(spec.activation)),
      init_(spec.init.empty() ? std::optional<Init>() : find_init(spec.init).init),
      loss_(loss_of(choice.id, choice.text)),
      text_(choice.text),
      task_(data.task),
      inputs_(static_cast<int>(data.inputs.size())),
      classes_(data.classes),
      outputs_(data.task == Task::Multiclass ? data.classes
                                             : 1 + static_cast<int>(heads_of(*loss_, data.task).size())),
      class_sizes_(class_sizes.begin(), class_sizes.end()),
      scale_(target),
      objective_(*loss_, task_, choice.composite, target.deviation),
      offset_(objective_.shifts() ? 0 : target.mean / target.deviation),
      rule_(update_choice(spec)),
      weight_seed_(seed_of(spec, "weight_draw")),
      batch_seed_(seed_of(spec, "batch_draw")) {
  if (const std::string why = lacking(*loss_, task_); !why.empty()) {
    std::string fits;
    for (const Loss* l : all_losses()) {
      if (lacking(*l, task_).empty()) fits += (fits.empty() ? "" : ", ") + std::string(l->id);
    }
    fail("the loss ", loss_->id, " cannot train on ", name_of(task_), " data: it ", why,
         "; these can: ", fits);
  }
  const std::vector<double> values = resolved(loss_->id, loss_->params, choice.params);
  for (size_t i = 0; i < values.size(); ++i) parameters_.emplace_back(loss_->params[i].id, values[i]);
  measure_parameters();
  plan_training(batch);
  score_ = plan_evaluation(samples, false);
  reset();
}

Value Lane::model(ParameterStore& store, Value x, std::vector<BuiltLayer>* built) const {
  return sequential(store, x, layers_, outputs_, *activation_, init_, built);
}

void Lane::measure_parameters() {
  Graph scratch;
  ParameterStore store(scratch);
  model(store, scratch.input("x", Shape{inputs_, 1}));
  declared_ = store.declared();
  for (const LayerState& s : store.states()) memory_.push_back({s.name, s.start});
  initial_ = initial_parameters(declared_, weight_seed_);
}

// Of a model's outputs those that are compared with labels: one a class, or the first.
Value Lane::response(Value outputs) const {
  return task_ == Task::Regression && outputs_ > 1 ? losscape::slice(outputs, 0, 0, 1) : outputs;
}

// What the run gives losses. They see scores from where 0 is, where they must know that.
Scope Lane::scope_of(Value outputs, Value labels) const {
  const Value scores = response(outputs);
  Scope out{task_, centred() ? scores : scores + offset_, labels, {}, class_sizes_};
  int row = 0;
  for (const std::string_view id : heads_of(*loss_, task_))
    out.heads.push_back({id, losscape::slice(outputs, 0, ++row, 1)});
  return out;
}

LossArgs Lane::args_of(const Scope& scope) const {
  std::vector<double> numbers;
  for (const auto& [id, value] : parameters_) numbers.push_back(value);
  return args_in_unit(*loss_, in_unit(*loss_, scale_.deviation), scope, numbers, kSliders);
}

Value Lane::shown_losses(const Scope& scope) const { return objective_.shown(args_of(scope), scope); }

void Lane::plan_training(int batch) {
  Graph g;
  const int count = static_cast<int>(initial_.size());
  const Value x = g.input("x", Shape{inputs_, batch}), y = g.input("y", Shape{1, batch});
  const Value theta = g.input("theta", Shape{count}, InputKind::Parameter);
  ParameterStore store(g, theta, true);
  const auto aim_of = [&](ParameterStore& with) {
    const Scope scope = scope_of(model(with, x), y);
    return objective_.training(args_of(scope), scope, x, with);
  };
  const Balanced aim = aim_of(store);
  const Value loss = aim.loss;
  balance_ = aim.states;

  const Value frozen = frozen_mask(g, declared_);
  const Value gradient = frozen ? where(frozen, 0.0, aim.gradient) : aim.gradient;
  std::vector<Shape> tensors;
  for (const ParameterInfo& p : declared_) tensors.push_back(p.shape);
  const LossElsewhere elsewhere(
      [&](Value parameters) {
        ParameterStore other(g, parameters, true);
        return aim_of(other).gradient;
      },
      [&](Value parameters) {
        ParameterStore other(g, parameters, true);
        return aim_of(other).loss;
      });
  std::vector<Update> updates = rule_.build(g, {theta, gradient, loss, tensors, frozen}, elsewhere);
  updates.insert(updates.end(), aim.updates.begin(), aim.updates.end());
  for (const LayerState& s : store.states()) updates.push_back({s.now, s.next});
  std::vector<Output> outputs{{"loss", loss}, {"gradient", gradient}};
  if (rule_.rate()) outputs.push_back({"rate", rule_.rate()});

  train_ = std::make_unique<Prepared>(plan(g, outputs, updates));
  Machine& m = train_->machine;
  const Place &xs = train_->program.input("x"), &ys = train_->program.input("y");
  slot_ = {m.at(xs), m.at(ys), xs.row_stride, ys.row_stride};
  loss_at_ = m.at(train_->program.output("loss"));
  random_key_at_ = nullptr;
  if (train_->program.has_input("random_key")) random_key_at_ = m.at(train_->program.input("random_key"));
  objective_.attach(m);
}

std::unique_ptr<Prepared> Lane::plan_evaluation(int samples, bool with_gradient) const {
  Graph g;
  const Value x = g.input("x", Shape{inputs_, samples}), y = g.input("y", Shape{1, samples});
  const Value theta = g.input("theta", Shape{static_cast<int>(initial_.size())}, InputKind::Parameter);
  ParameterStore store(g, theta);
  const Value outputs_now = model(store, x);
  const Scope scope = scope_of(outputs_now, y);
  const Value losses = shown_losses(scope), each = mean(losses, 0);
  std::vector<Output> outputs{{"prediction", response(outputs_now)}, {"loss", each}};
  if (loss_->weight && !with_gradient)
    outputs.push_back({"weight", mean(broadcast_to(loss_->weight(args_of(scope)), losses.shape()), 0)});
  if (with_gradient) outputs.push_back({"gradient", grad(each, outputs_now)});
  return std::make_unique<Prepared>(plan(g, outputs));
}

void Lane::reset() {
  Machine& m = train_->machine;
  m.set("theta", initial_);
  rule_.start(m, initial_);
  for (const Memory& s : memory_) m.set(s.name, std::vector<float>(m.get(s.name).size(), s.start));
  for (const Balanced::State& s : balance_) m.set(s.name, s.start);
  set_sliders(m);
}

void Lane::set_sliders(Machine& machine) const {
  objective_.set_parameters(machine);
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (loss_->params[i].fixed) continue;
    const auto& [id, value] = parameters_[i];
    const double there = in_unit_of(loss_->params[i], value, in_unit(*loss_, scale_.deviation));
    machine.set(std::string(kSliders) + id, static_cast<float>(there));
  }
}

Lane::BatchSlot Lane::batch() noexcept { return slot_; }

float Lane::step(std::int64_t number) noexcept {
  if (random_key_at_) {
    const std::array<float, 8> key = random_key_values(batch_seed_, static_cast<std::uint64_t>(number));
    std::copy(key.begin(), key.end(), random_key_at_);
  }
  train_->machine.run();
  return *loss_at_;
}

// What training has learned so far, for another program of the same model.
void Lane::take_over(Prepared& to) const {
  const float* theta = train_->machine.at(train_->program.input(rule_.judged()));
  std::copy_n(theta, initial_.size(), to.machine.at(to.program.input("theta")));
  for (const Memory& s : memory_) {
    if (to.program.has_input(s.name)) to.machine.set(s.name, train_->machine.get(s.name));
  }
  if (random_key_at_ && to.program.has_input("random_key"))
    to.machine.set("random_key", std::span<const float>(random_key_at_, 8));
}

void Lane::run_on(Prepared& program, const std::vector<float>& x, const std::vector<float>& y) const {
  Machine& m = program.machine;
  take_over(program);
  m.set("x", x);
  m.set("y", y);
  set_sliders(m);
  m.run();
}

const Lane::Scores& Lane::score(const std::vector<float>& x, const std::vector<float>& y) {
  run_on(*score_, x, y);
  score_->machine.get("prediction", scores_.predictions);
  score_->machine.get("loss", scores_.losses);
  if (loss_->weight) score_->machine.get("weight", scores_.weights);
  return scores_;
}

Lane::Evaluation Lane::evaluate(const std::vector<float>& x, const std::vector<float>& y) {
  if (!evaluate_) evaluate_ = plan_evaluation(static_cast<int>(y.size()), true);
  run_on(*evaluate_, x, y);
  const Machine& m = evaluate_->machine;
  return {m.get("prediction"), m.get("gradient"), m.get("loss")};
}

void Lane::plan_prediction(int points) {
  if (predict_ && predict_points_ == points) return;
  Graph g;
  const Value in = g.input("x", Shape{inputs_, points});
  ParameterStore store(g, g.input("theta", Shape{static_cast<int>(initial_.size())}, InputKind::Parameter));
  const Value out = model(store, in);
  std::vector<Output> outputs{{"prediction", response(out)}};
  if (const Value spread = spread_of(scope_of(out, {}), scale_.deviation))
    outputs.push_back({"spread", spread});
  predict_ = std::make_unique<Prepared>(plan(g, outputs));
  predict_points_ = points;
}

std::vector<float> Lane::predict(const std::vector<float>& x, int points) {
  plan_prediction(points);
  take_over(*predict_);
  predict_->machine.set("x", x);
  predict_->machine.run();
  return predict_->machine.get("prediction");
}

std::vector<float> Lane::spread(const std::vector<float>& x, int points) {
  plan_prediction(points);
  const std::vector<Program::Named>& given = predict_->program.outputs;
  if (std::none_of(given.begin(), given.end(), [](const auto& o) { return o.name == "spread"; })) return {};
  predict(x, points);
  return predict_->machine.get("spread");
}

std::vector<float> Lane::terms(const std::vector<float>& x, const std::vector<float>& y,
                               const std::vector<std::uint8_t>& parts) {
  if (!terms_) {
    Graph g;
    const int n = static_cast<int>(y.size());
    const Value in = g.input("x", Shape{inputs_, n}), labels = g.input("y", Shape{1, n});
    ParameterStore store(g, g.input("theta", Shape{static_cast<int>(initial_.size())}, InputKind::Parameter));
    const Scope scope = scope_of(model(store, in), labels);
    const Value share = g.input("share", Shape{1, n});
    terms_ = std::make_unique<Prepared>(
        plan(g, {{"terms", objective_.report(args_of(scope), scope, in, store, share)}}));
  }
  terms_->machine.set("share", shares(x, y, parts));
  run_on(*terms_, x, y);
  return terms_->machine.get("terms");
}

std::vector<float> Lane::shares(const std::vector<float>& x, const std::vector<float>& y,
                                const std::vector<std::uint8_t>& parts) {
  const std::vector<float>* weights = loss_->weight ? &score(x, y).weights : nullptr;
  double total = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == 0) total += weights ? static_cast<double>((*weights)[i]) : 1;
  }
  const float each = total > 0 ? static_cast<float>(1 / total) : 0;
  std::vector<float> out;
  for (const std::uint8_t part : parts) out.push_back(part == 0 ? each : 0);
  return out;
}

Lane::Curve Lane::curve(double low, double high, int points, double target) {
  if (points < 2 || points > 10000) fail("a curve needs 2 to 10000 points, got ", points);
  if (!(low < high)) fail("a curve runs from a lower to a higher prediction, got ", low, " to ", high);
  if (!curve_ || curve_points_ != points) {
    Graph g;
    const Value p = g.input("p", Shape{1, points}), t = g.input("t", Shape{1, 1}, InputKind::Scalar);
    const Value labels = broadcast_to(t, Shape{1, points});
    const bool by_class = task_ == Task::Multiclass && objective_.by_class();
    Value outputs = by_class ? where(one_hot(t, 0, classes_), p, 0.0) : p;
    if (task_ == Task::Regression && outputs_ > 1)
      outputs = concat(std::array{p, broadcast_to(g.constant(0), Shape{outputs_ - 1, points})}, 0);
    Scope scope = scope_of(outputs, labels);
    if (!by_class) scope.hot = labels;  // of one score against the rest
    const Value each = mean(objective_.shown(args_of(scope), scope), 0);
    const Value slope = grad(each, p);
    curve_ = std::make_unique<Prepared>(
        plan(g, {{"value", each}, {"gradient", slope}, {"curvature", grad(slope, p)}}));
    curve_points_ = points;
  }
  Curve out;
  for (int i = 0; i < points; ++i)
    out.prediction.push_back(static_cast<float>(low + (high - low) * i / (points - 1)));
  Machine& m = curve_->machine;
  set_sliders(m);
  m.set("p", out.prediction);
  m.set("t", static_cast<float>(target + offset_));
  m.run();
  out.value = m.get("value");
  out.gradient = m.get("gradient");
  out.curvature = m.get("curvature");
  return out;
}

std::vector<double> Lane::profile() const {
  constexpr double kSeconds = 0.02;
  constexpr int kMost = 2000;
  Machine twin = train_->machine.twin();
  double once = 1e-9;
  for (double t : twin.profile(1)) once += t;
  return train_->machine.twin().profile(std::clamp(static_cast<int>(kSeconds / once), 1, kMost));
}

ParameterValues Lane::parameters_with(std::string_view id, double value) const {
  ParameterValues changed = parameters_;
  const auto it = std::find_if(changed.begin(), changed.end(), [&](const auto& p) { return p.first == id; });
  if (it == changed.end())
    changed.emplace_back(id, value);
  else
    it->second = value;
  resolved(loss_->id, loss_->params, changed);  // throws for an unknown id or a value out of range
  return changed;
}

bool Lane::set_parameter(std::string_view id, double value) {
  ParameterValues changed = parameters_with(id, value);
  if (std::any_of(loss_->params.begin(), loss_->params.end(),
                  [&](const Parameter& p) { return p.fixed && p.id == id; }))
    return false;
  parameters_ = std::move(changed);
  set_sliders(train_->machine);
  return true;
}

std::int64_t Lane::state_size() const {
  std::int64_t size = 0;
  for_each_state(train_->machine, [&](const float*, std::int64_t count) { size += count; });
  return size;
}

void Lane::save(float* to) const noexcept {
  const Machine& machine = train_->machine;
  for_each_state(machine, [&](const float* row, std::int64_t count) { to = std::copy_n(row, count, to); });
}

void Lane::restore(const float* from) noexcept {
  for_each_state(train_->machine, [&](float* row, std::int64_t count) {
    std::copy_n(from, count, row);
    from += count;
  });
}

void Lane::continue_from(const Lane& other) {
  if (other.outputs_ != outputs_)
    fail("the loss ", loss_->id, " needs a model of ", outputs_, " outputs and cannot go on from one of ",
         other.outputs_);
  train_->machine.set("theta", other.parameters());
  for (const Memory& s : memory_) train_->machine.set(s.name, other.train_->machine.get(s.name));
  for (const Balanced::State& s : balance_) {
    const Program& before = other.train_->program;
    if (before.has_input(s.name)) train_->machine.set(s.name, other.train_->machine.get(s.name));
  }
  rule_.continue_from(other.rule_, other.train_->machine, train_->machine);
}

double Lane::rate() const {
  const Machine& m = train_->machine;
  const bool scheduled = rule_.rate() && m.get_scalar("state.schedule_step") > 0;
  return scheduled ? static_cast<double>(m.get_scalar("rate")) : rule_.learning_rate();
}

void Lane::set_learning_rate(double value) {
  resolved("the experiment", settings(), {{"learning_rate", value}});
  rule_.set_learning_rate(value);
  train_->machine.set("learning_rate", static_cast<float>(value));
}

}  // namespace losscape
