// SPDX-License-Identifier: Apache-2.0
// Shapes: D inputs, O outputs, B samples of a batch, N samples of the data set, P parameters. Samples are the
// last axis.
#include "train/lane.h"

#include <algorithm>

#include "error.h"
#include "exec/plan.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "optim/optimizer.h"

namespace losscape {

namespace {

constexpr std::string_view kSliders = "loss.";  // what the names of the loss's parameters begin with

}  // namespace

Lane::Lane(const Spec& spec, const LossChoice& choice, const DataSet& data, int batch, int samples)
    : hidden_(spec.hidden),
      activation_(&find_activation(spec.activation)),
      loss_(&find_loss(choice.id)),
      task_(data.task),
      inputs_(static_cast<int>(data.inputs.size())),
      classes_(data.classes),
      outputs_(data.task == Task::Multiclass ? data.classes : 1),
      optimizer_(&find_optimizer(spec.optimizer)),
      seed_(spec.seed),
      batch_(batch),
      samples_(samples) {
  const std::vector<Task> tasks = tasks_of(loss_->target);
  if (std::find(tasks.begin(), tasks.end(), task_) == tasks.end()) {
    std::string fits;
    for (const Loss* l : all_losses()) {
      const std::vector<Task> other = tasks_of(l->target);
      if (std::find(other.begin(), other.end(), task_) != other.end())
        fits += (fits.empty() ? "" : ", ") + std::string(l->id);
    }
    fail("the loss ", loss_->id, " cannot train on ", name_of(task_), " data; these can: ", fits);
  }
  const std::vector<double> values = resolved(loss_->id, loss_->params, choice.params);
  for (size_t i = 0; i < values.size(); ++i) parameters_.emplace_back(loss_->params[i].id, values[i]);
  optimizer_values_ = resolved(optimizer_->id, optimizer_->params, spec.optimizer_params);
  learning_rate_ = spec.learning_rate.value_or(optimizer_->learning_rate);
  measure_parameters();
  plan_training(batch);
  score_ = plan_evaluation(samples, false);
  reset();
}

Value Lane::model(ParameterStore& store, Value x) const {
  return multilayer_perceptron(store, x, hidden_, outputs_, *activation_);
}

void Lane::measure_parameters() {
  Graph scratch;
  ParameterStore store(scratch);
  model(store, scratch.input("x", Shape{inputs_, 1}));
  declared_ = store.declared();
  initial_ = initial_parameters(declared_, seed_);
}

// Labels of the data in the form the loss asks for. Binary data give scores of one output whose sign decides,
// so real targets are ±1; several classes give one output a class, compared one against the rest.
Value Lane::target_for_loss(Graph&, Value y) const {
  const Target target = loss_->target;
  if (task_ == Task::Regression || target == Target::Class) return y;
  if (task_ == Task::Binary) return target == Target::Binary ? y : 2.0 * y - 1.0;
  const Value hot = one_hot(y, 0, classes_);
  return target == Target::Signed ? 2.0 * hot - 1.0 : hot;
}

Value Lane::sample_losses(Graph& graph, Value prediction, Value target) const {
  std::vector<double> numbers;
  for (const auto& [id, value] : parameters_) numbers.push_back(value);
  return loss_->build(loss_args(graph, *loss_, {prediction, target}, numbers, kSliders));
}

void Lane::plan_training(int batch) {
  Graph g;
  const int count = static_cast<int>(initial_.size());
  const Value x = g.input("x", Shape{inputs_, batch}), y = g.input("y", Shape{1, batch});
  const Value theta = g.input("theta", Shape{count}, InputKind::Parameter);
  ParameterStore store(g, theta);
  // Labels ±1 are made where the batch is gathered, with y_scale and y_shift.
  const Value target = task_ == Task::Binary ? y : target_for_loss(g, y);
  const Value loss = mean(sample_losses(g, model(store, x), target));

  std::vector<Value> flat;
  for (const Value& part : grad(loss, store.values()))
    flat.push_back(reshape(part, Shape{static_cast<int>(part.shape().size())}));
  OptimizerArgs args{
      theta, concat(flat, 0), g.input("learning_rate", Shape{}, InputKind::Scalar), &optimizer_->params, {},
      {}};
  for (const Parameter& p : optimizer_->params)
    args.values.push_back(g.input("optimizer." + std::string(p.id), Shape{}, InputKind::Scalar));
  for (const StateInfo& s : optimizer_->states) {
    args.state.push_back(
        g.input("state." + std::string(s.name), s.scalar ? Shape{} : Shape{count}, InputKind::State));
  }
  const OptimizerStep next = optimizer_->build(args);
  std::vector<Update> updates{{theta, next.parameters}};
  for (size_t i = 0; i < next.state.size(); ++i) updates.push_back({args.state[i], next.state[i]});

  train_ = std::make_unique<Prepared>(plan(g, {{"loss", loss}, {"gradient", args.gradient}}, updates));
  Machine& m = train_->machine;
  const Place &xs = train_->program.input("x"), &ys = train_->program.input("y");
  const bool signs = task_ == Task::Binary && loss_->target != Target::Binary;
  slot_ = {m.at(xs), m.at(ys), xs.row_stride, ys.row_stride, signs ? 2.0F : 1.0F, signs ? -1.0F : 0.0F};
  loss_at_ = m.at(train_->program.output("loss"));
}

std::unique_ptr<Prepared> Lane::plan_evaluation(int samples, bool with_gradient) const {
  Graph g;
  const Value x = g.input("x", Shape{inputs_, samples}), y = g.input("y", Shape{1, samples});
  const Value theta = g.input("theta", Shape{static_cast<int>(initial_.size())}, InputKind::Parameter);
  ParameterStore store(g, theta);
  const Value prediction = model(store, x);
  const Value each = mean(sample_losses(g, prediction, target_for_loss(g, y)), 0);
  std::vector<Output> outputs{{"prediction", prediction}, {"loss", each}};
  if (with_gradient) outputs.push_back({"gradient", grad(each, prediction)});
  return std::make_unique<Prepared>(plan(g, outputs));
}

void Lane::reset() {
  Machine& m = train_->machine;
  m.set("theta", initial_);
  m.set("learning_rate", static_cast<float>(learning_rate_));
  for (size_t i = 0; i < optimizer_->params.size(); ++i) {
    m.set("optimizer." + std::string(optimizer_->params[i].id), static_cast<float>(optimizer_values_[i]));
  }
  for (const StateInfo& s : optimizer_->states) {
    m.set("state." + std::string(s.name),
          std::vector<float>(s.scalar ? 1 : initial_.size(), static_cast<float>(s.start)));
  }
  set_sliders(m);
}

void Lane::set_sliders(Machine& machine) const {
  for (size_t i = 0; i < parameters_.size(); ++i) {
    if (loss_->params[i].fixed) continue;
    const auto& [id, value] = parameters_[i];
    machine.set(std::string(kSliders) + id, static_cast<float>(value));
  }
}

Lane::BatchSlot Lane::batch() noexcept { return slot_; }

float Lane::step() noexcept {
  train_->machine.run();
  return *loss_at_;
}

void Lane::run_on(Prepared& program, const std::vector<float>& x, const std::vector<float>& y) const {
  Machine& m = program.machine;
  const float* theta = train_->machine.at(train_->program.input("theta"));
  std::copy_n(theta, initial_.size(), m.at(program.program.input("theta")));
  m.set("x", x);
  m.set("y", y);
  set_sliders(m);
  m.run();
}

const Lane::Scores& Lane::score(const std::vector<float>& x, const std::vector<float>& y) {
  run_on(*score_, x, y);
  score_->machine.get("prediction", scores_.predictions);
  score_->machine.get("loss", scores_.losses);
  return scores_;
}

Lane::Evaluation Lane::evaluate(const std::vector<float>& x, const std::vector<float>& y) {
  if (!evaluate_) evaluate_ = plan_evaluation(static_cast<int>(y.size()), true);
  run_on(*evaluate_, x, y);
  const Machine& m = evaluate_->machine;
  return {m.get("prediction"), m.get("gradient"), m.get("loss")};
}

std::vector<float> Lane::predict(const std::vector<float>& x, int points) {
  if (!predict_ || predict_points_ != points) {
    Graph g;
    const Value in = g.input("x", Shape{inputs_, points});
    ParameterStore store(g, g.input("theta", Shape{static_cast<int>(initial_.size())}, InputKind::Parameter));
    predict_ = std::make_unique<Prepared>(plan(g, {{"prediction", model(store, in)}}));
    predict_points_ = points;
  }
  predict_->machine.set("theta", parameters());
  predict_->machine.set("x", x);
  predict_->machine.run();
  return predict_->machine.get("prediction");
}

Lane::Curve Lane::curve(double low, double high, int points, double target) {
  if (points < 2 || points > 10000) fail("a curve needs 2 to 10000 points, got ", points);
  if (!(low < high)) fail("a curve runs from a lower to a higher prediction, got ", low, " to ", high);
  const bool by_class = loss_->target == Target::Class;
  if (!curve_ || curve_points_ != points) {
    Graph g;
    const Value p = g.input("p", Shape{1, points}), t = g.input("t", Shape{1, 1}, InputKind::Scalar);
    const Shape all{by_class ? std::max(2, classes_) : 1, points};
    const Value prediction = by_class ? where(one_hot(t, 0, all[0]), p, 0.0) : p;
    // As in training: a label of 0 or 1 becomes ±1 where the loss wants a sign, or a real number for two
    // classes.
    const bool plain = task_ == Task::Regression || by_class || loss_->target == Target::Binary ||
                       (task_ == Task::Multiclass && loss_->target == Target::Real);
    const Value label = plain ? t : 2.0 * t - 1.0;
    const Value each = sample_losses(g, prediction, broadcast_to(label, Shape{1, points}));
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
  m.set("t", static_cast<float>(target));
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

void Lane::set_parameter(std::string_view id, double value) {
  ParameterValues changed = parameters_;
  const auto it = std::find_if(changed.begin(), changed.end(), [&](const auto& p) { return p.first == id; });
  if (it == changed.end())
    changed.emplace_back(id, value);
  else
    it->second = value;
  resolved(loss_->id, loss_->params, changed);  // throws for an unknown id or a value out of range
  parameters_ = changed;
  const bool fixed = std::any_of(loss_->params.begin(), loss_->params.end(),
                                 [&](const Parameter& p) { return p.fixed && p.id == id; });
  if (fixed) replan();
  set_sliders(train_->machine);
}

// A fixed parameter shapes the program itself: plan anew and carry weights and optimiser state over.
void Lane::replan() {
  const std::unique_ptr<Prepared> before = std::move(train_);
  plan_training(batch_);
  score_ = plan_evaluation(samples_, false);
  evaluate_.reset();  // made again when asked for
  curve_.reset();
  reset();
  Machine& m = train_->machine;
  m.set("theta", before->machine.get("theta"));
  for (const StateInfo& s : optimizer_->states) {
    const std::string name = "state." + std::string(s.name);
    m.set(name, before->machine.get(name));
  }
}

void Lane::set_learning_rate(double value) {
  resolved("the experiment", settings(), {{"learning_rate", value}});
  learning_rate_ = value;
  train_->machine.set("learning_rate", static_cast<float>(value));
}

}  // namespace losscape
