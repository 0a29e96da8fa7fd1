// SPDX-License-Identifier: Apache-2.0
// What can be asked of a run besides its curve: answered by one program for a single sample, which costs
// nothing until somebody asks.
#include <algorithm>
#include <cmath>
#include <limits>

#include "error.h"
#include "exec/plan.h"
#include "ir/grad.h"
#include "ir/reference.h"
#include "ir/shapes.h"
#include "train/trainer.h"

namespace losscape {

namespace {

Shape without_samples(const Shape& s) {
  return Shape(std::span(s.extent.data(), static_cast<size_t>(s.rank - 1)));
}

// Row-major [rows, n], of which column i.
std::vector<float> column_of(const std::vector<float>& all, size_t n, size_t i) {
  std::vector<float> out;
  for (; i < all.size(); i += n) out.push_back(all[i]);
  return out;
}

}  // namespace

const std::vector<Lane::Layer>& Lane::layers() {
  if (built_.empty()) plan_trace();
  return built_;
}

void Lane::plan_trace() {
  Graph g;
  const Value x = g.input("x", Shape{inputs_, 1}), seed = g.input("seed", Shape{outputs_, 1});
  ParameterStore store(g, g.input("theta", Shape{weights()}, InputKind::Parameter));
  std::vector<BuiltLayer> built{{"input", nullptr, x}};
  const Value prediction = model(store, x, &built);

  std::vector<Value> values, by = store.values();
  for (const BuiltLayer& layer : built) {
    built_.push_back({layer.name, layer.after, without_samples(layer.value.shape()), {}});
    for (const ParameterInfo& p : declared_) {
      if (p.name.compare(0, layer.name.size() + 1, layer.name + ".") == 0)
        built_.back().parameters.push_back(&p);
    }
    values.push_back(reshape(layer.value, Shape{static_cast<int>(layer.value.shape().size())}));
    by.push_back(layer.value);
  }
  const std::vector<Value> gradients = grad(sum(seed * prediction), by);
  std::vector<Value> by_weights, by_values;
  for (size_t i = 0; i < gradients.size(); ++i) {
    std::vector<Value>& to = i < store.values().size() ? by_weights : by_values;
    to.push_back(reshape(gradients[i], Shape{static_cast<int>(gradients[i].shape().size())}));
  }
  trace_ = std::make_unique<Prepared>(plan(g, {{"values", concat(values, 0)},
                                               {"gradients", concat(by_values, 0)},
                                               {"by_weights", concat(by_weights, 0)}}));
}

void Lane::trace(std::span<const float> x, std::span<const float> seed, Trace& out) {
  if (!trace_) plan_trace();
  take_over(*trace_);
  Machine& m = trace_->machine;
  m.set("x", x);
  m.set("seed", seed);
  m.run();
  m.get("values", out.values);
  m.get("gradients", out.gradients);
  m.get("by_weights", out.by_weights);
}

// The step is taken and taken back: everything it carries over is in the state, but for the rate that is
// shown.
std::vector<float> Lane::update_of(std::int64_t number, bool first_of_epoch) {
  std::vector<float> state(static_cast<size_t>(state_size())), update = parameters();
  save(state.data());
  float* rate = rule_.rate() ? train_->machine.at(train_->program.output("rate")) : nullptr;
  const float rate_before = rate ? *rate : 0;
  begin_step(number, first_of_epoch);
  step(number);
  const std::vector<float> after = parameters();
  for (size_t i = 0; i < update.size(); ++i) update[i] = after[i] - update[i];
  restore(state.data());
  if (rate) *rate = rate_before;
  return update;
}

Lane::Differences Lane::differences(const std::vector<float>& x, const std::vector<float>& y,
                                    std::span<const int> asked) const {
  constexpr double kReach = 1e-5;  // truncation ~1e-10 and rounding ~1e-11, far below float
  Graph g;
  const int n = static_cast<int>(y.size());
  const Value in = g.input("x", Shape{inputs_, n}), labels = g.input("y", Shape{1, n});
  ParameterStore store(g, g.input("theta", Shape{weights()}, InputKind::Parameter));
  const Scope scope = scope_of(model(store, in), labels, store);
  Value losses = shown_losses(scope);
  if (const Value weight = objective_.plain() ? objective_.weight(args_of(scope), scope) : Value())
    losses = ratio_or_zero(losses, mean(broadcast_to(weight, losses.shape())));
  const Value loss = mean(losses);
  Prepared prepared(plan(g, {{"gradient", flat_gradient(loss, store.values())}, {"loss", loss}}));
  run_on(prepared, x, y);
  ReferenceInputs values;
  for (const Input& input : g.inputs()) {
    std::vector<double>& to = values[input.name];
    if (!prepared.program.has_input(input.name)) {
      to.resize(static_cast<size_t>(g.node(input.node).shape.size()));
      continue;
    }
    for (float v : prepared.machine.get(input.name)) to.push_back(static_cast<double>(v));
  }
  const std::vector<float> gradient = prepared.machine.get("gradient");
  Differences out;
  for (int weight : asked) {
    double& at = values["theta"][static_cast<size_t>(weight)];
    const double here = at;
    at = here + kReach;
    const double above = losscape::evaluate(loss, values).at(0);
    at = here - kReach;
    const double below = losscape::evaluate(loss, values).at(0);
    at = here;
    out.analytic.push_back(static_cast<double>(gradient[static_cast<size_t>(weight)]));
    out.numeric.push_back((above - below) / (2 * kReach));
  }
  return out;
}

Lane::Trace Trainer::forward(size_t k, int sample) {
  const size_t i = static_cast<size_t>(sample);
  if (sample < 0 || sample >= data_.n)
    fail("there is no sample ", sample, "; samples are numbered 0 to ", data_.n - 1);
  Lane::Trace out;
  trace(k, std::span(&i, 1), [&](size_t, const Lane::Trace& seen) { out = seen; });
  return out;
}

void Trainer::trace(size_t k, std::span<const size_t> samples,
                    const std::function<void(size_t, const Lane::Trace&)>& see) {
  Lane& asked = lane(k);
  const size_t n = static_cast<size_t>(data_.n);
  const Lane::Evaluation e = asked.evaluate(x_, targets(k));
  Lane::Trace out;
  for (size_t i : samples) {
    asked.trace(column_of(x_, n, i), column_of(e.gradients, n, i), out);
    see(i, out);
  }
}

std::vector<double> Trainer::predict(size_t k, std::span<const double> x) {
  Lane& asked = lane(k);
  const size_t inputs = data_.inputs.size(), n = x.size() / inputs;
  if (n == 0 || n * inputs != x.size())
    fail("x must hold ", inputs, inputs == 1 ? " number" : " numbers", " a sample, got ", x.size());
  std::vector<float> scaled(x.size());
  for (size_t i = 0; i < x.size(); ++i) {
    const size_t sample = i / inputs, d = i % inputs;
    if (!std::isfinite(x[i])) fail("x[", sample, "][", d, "] must be a finite number");
    scaled[d * n + sample] = static_cast<float>((x[i] - input_scale_.mean[d]) / input_scale_.scale[d]);
  }
  const std::vector<double> by_output =
      in_units(asked.predict(scaled, static_cast<int>(n), {x_, targets(k)}));
  const size_t outputs = by_output.size() / n;
  std::vector<double> out(by_output.size());
  for (size_t i = 0; i < out.size(); ++i) out[i] = by_output[i % outputs * n + i / outputs];
  return out;
}

std::vector<float> Trainer::next_update(size_t k) {
  Lane& asked = lane(k);
  if (diverged_at_[k] >= 0)
    return std::vector<float>(static_cast<size_t>(asked.weights()), std::numeric_limits<float>::quiet_NaN());
  if (in_epoch_ == 0) shuffle();
  place_batch(k);
  return asked.update_of(step_, in_epoch_ == 0);
}

Lane::Differences Trainer::differences(size_t k, std::span<const int> weights) {
  Lane& asked = lane(k);
  if (asked.compares()) {
    const Columns batch = batch_columns(k, 1);
    return asked.differences(batch.x, batch.y, weights);
  }
  const Columns first = columns(k, std::span(train_rows_).first(std::min<size_t>(64, train_rows_.size())));
  return asked.differences(first.x, first.y, weights);
}

Trainer::Columns Trainer::columns(size_t k, std::span<const std::uint32_t> rows) const {
  const size_t n = static_cast<size_t>(data_.n);
  Columns out;
  for (size_t d = 0; d < data_.inputs.size(); ++d) {
    for (const std::uint32_t row : rows) out.x.push_back(x_[d * n + row]);
  }
  for (const std::uint32_t row : rows) out.y.push_back(targets(k)[row]);
  return out;
}

Trainer::Columns Trainer::batch_columns(size_t k, size_t batches) const {
  std::vector<std::uint32_t> rows;
  for (size_t i = 0; i < batches; ++i) rows.insert(rows.end(), batches_[i].begin(), batches_[i].end());
  return columns(k, rows);
}

}  // namespace losscape
