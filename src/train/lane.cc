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

Lane::Lane(const Spec& spec, const LossChoice& choice, const Material& material)
    : layers_(layers_of(spec)),
      activation_(&find_activation(spec.activation)),
      init_(spec.init.empty() ? std::optional<Init>() : find_init(spec.init).init),
      loss_(loss_of(choice.id, choice.text)),
      text_(choice.text),
      task_(material.data.task),
      compares_(false),
      embeds_(losscape::embeds(*loss_)),
      inputs_(static_cast<int>(material.data.inputs.size())),
      classes_(material.data.classes),
      outputs_(outputs_of(*loss_, material.data, spec.embedding)),
      samples_(material.data.n),
      batches_(material.batches),
      class_sizes_(material.class_sizes.begin(), material.class_sizes.end()),
      scale_(material.target),
      objective_(*loss_, task_, choice.composite, scale_.deviation, class_sizes_),
      offset_(objective_.shifts() ? 0 : scale_.mean / scale_.deviation),
      rule_(update_choice(spec)),
      weight_seed_(seed_of(spec, "weight_draw")),
      batch_seed_(seed_of(spec, "batch_draw")) {
  if (const std::string why = lacking(*loss_, task_); !why.empty()) {
    constexpr int kNamed = 12;
    std::string fits;
    int count = 0;
    for (const Loss* l : all_losses()) {
      if (!lacking(*l, task_).empty() || ++count > kNamed) continue;
      fits += (fits.empty() ? "" : ", ") + std::string(l->id);
    }
    if (count > kNamed) fits += losscape::text(" and ", count - kNamed, " more");
    fail("the loss ", loss_->id, " cannot train on ", name_of(task_), " data: it ", why,
         "; these can: ", fits);
  }
  compares_ = objective_.compares();
  const std::vector<double> values = resolved(loss_->id, loss_->params, choice.params);
  for (size_t i = 0; i < values.size(); ++i) parameters_.emplace_back(loss_->params[i].id, values[i]);
  measure_parameters();
  if (embeds_) {
    for (const std::uint8_t part : material.parts) trained_.push_back(part == 0 ? 1.0F : 0.0F);
    directional_ = ignores_length();
  }
  plan_training(material.batch);
  score_ = plan_evaluation(false);
  reset();
}

int outputs_of(const Loss& loss, const DataSet& data, int embedding) {
  if (embeds(loss)) return embedding;
  return data.task == Task::Multiclass ? data.classes
                                       : 1 + static_cast<int>(heads_of(loss, data.task).size());
}

// The places of classes that a loss learns come last.
Value Lane::model(ParameterStore& store, Value x, std::vector<BuiltLayer>* built) const {
  const Value out = sequential(store, x, layers_, outputs_, *activation_, init_, built);
  const Shape proxies = proxies_of(*loss_, outputs_, classes_);
  if (proxies.rank > 0) store.declare("proxies", proxies, Init::GlorotUniform, outputs_, classes_);
  return out;
}

void Lane::measure_parameters() {
  Graph scratch;
  ParameterStore store(scratch);
  model(store, scratch.input("x", Shape{inputs_, 1}));
  declared_ = store.declared();
  for (const LayerState& s : store.states()) memory_.push_back({s.name, s.start});
  initial_ = initial_parameters(declared_, weight_seed_);
}

// What the run gives losses. They see scores from where 0 is, where they must know that.
Scope Lane::scope_of(Value outputs, Value labels, const ParameterStore& store) const {
  const Value scores = embeds_ ? outputs : response(outputs, {});
  Scope out{task_, centred() ? scores : scores + offset_, labels, {}, class_sizes_};
  int row = 0;
  for (const std::string_view id : heads_of(*loss_, task_))
    out.heads.push_back({id, losscape::slice(outputs, 0, ++row, 1)});
  if (proxies_of(*loss_, outputs_, classes_).rank > 0) out.proxies = store.values().back();
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
    const Scope scope = scope_of(model(with, x), y, with);
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
    const std::string name = std::string(kSliders) + id;
    if (machine.program().has_input(name)) machine.set(name, static_cast<float>(there));
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
  if (program.program.has_input("trained")) m.set("trained", trained_);
  set_sliders(m);
  m.run();
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
  if (other.outputs_ != outputs_ || other.weights() != weights())
    fail("the loss ", loss_->id, " needs a model of ", outputs_, " outputs and ", weights(),
         " weights and cannot go on from one of ", other.outputs_, " and ", other.weights());
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
  check_setting("the experiment", "learning_rate", value);
  rule_.set_learning_rate(value);
  train_->machine.set("learning_rate", static_cast<float>(value));
}

}  // namespace losscape
