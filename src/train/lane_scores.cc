// SPDX-License-Identifier: Apache-2.0
// What a lane makes of samples under its present weights. Shapes: N samples of the data set, B of a batch, D
// numbers of an embedding, C classes.
#include <algorithm>
#include <array>
#include <cmath>

#include "error.h"
#include "exec/plan.h"
#include "ir/compounds.h"
#include "ir/grad.h"
#include "ir/reference.h"
#include "ir/shapes.h"
#include "losses/pieces.h"
#include "random.h"
#include "train/lane.h"

namespace losscape {

// Of an embedding what its loss looks at.
Value Lane::direction(Value embedding) const { return directional_ ? unit(embedding) : embedding; }

// Of a model's outputs those that are compared with labels: one a class, or the first. An embedding belongs
// to the class with the nearest mean [D, C]: its score is −‖e − μ‖² but for what is the same for all classes.
Value Lane::response(Value outputs, Value means) const {
  if (!embeds_)
    return task_ == Task::Regression && outputs_ > 1 ? losscape::slice(outputs, 0, 0, 1) : outputs;
  const Value lengths = reshape(sum(square(means), 0), Shape{classes_, 1});
  const Value scores = 2.0 * matmul(means, direction(outputs), true, false) - lengths;
  if (task_ != Task::Binary) return scores;
  return losscape::slice(scores, 0, 1, 1) - losscape::slice(scores, 0, 0, 1);
}

bool Lane::ignores_length() const {
  constexpr int kSamples = 4;
  const auto loss_at = [&](double times, std::uint64_t draw) {
    Graph g;
    ParameterStore store(g);
    model(store, g.input("x", Shape{inputs_, kSamples}));
    const Value labels = g.input("labels", Shape{1, kSamples});
    const Scope scope = scope_of(g.input("e", Shape{outputs_, kSamples}), labels, store);
    const Value loss = mean(loss_->build(args_of(scope)));
    ReferenceInputs values;
    Random random(0, Stream::Check, draw);
    for (const Input& input : g.inputs()) {
      for (std::int64_t i = 0; i < g.node(input.node).shape.size(); ++i)
        values[input.name].push_back(random.normal() * (input.name == "e" ? times : 1));
    }
    values["labels"] = {0, 1, 0, 1};
    for (const auto& [id, value] : parameters_) {
      const auto given = values.find(std::string(kSliders) + id);
      if (given != values.end()) given->second = {value};
    }
    return losscape::evaluate(loss, values).at(0);
  };
  for (std::uint64_t draw = 0; draw < 3; ++draw) {
    const double here = loss_at(1, draw);
    if (std::abs(loss_at(3, draw) - here) > 1e-9 * (1 + std::abs(here))) return false;
  }
  return true;
}

// Samples of the data set. Losses only where each has one of its own.
std::unique_ptr<Prepared> Lane::plan_evaluation(bool with_gradient) const {
  Graph g;
  const Value x = g.input("x", Shape{inputs_, samples_}), y = g.input("y", Shape{1, samples_});
  ParameterStore store(g, g.input("theta", Shape{weights()}, InputKind::Parameter));
  const Value said = model(store, x);
  std::vector<Output> outputs;
  if (embeds_) {
    const Value of = one_hot(y, 0, classes_) * g.input("trained", Shape{1, samples_});
    const Value sizes = reshape(max(sum(of, 1), 1.0), Shape{1, classes_});
    const Value means = matmul(direction(said), of, false, true) / sizes;
    outputs = {{"prediction", response(said, means)}, {"means", means}, {"embedding", said}};
  } else {
    outputs = {{"prediction", response(said, {})}};
  }
  if (!compares_) {
    const Scope scope = scope_of(said, y, store);
    const Value losses = shown_losses(scope), each = mean(losses, 0);
    outputs.push_back({"loss", each});
    const Value weight = objective_.weight(args_of(scope), scope);
    if (weight && !with_gradient)
      outputs.push_back({"weight", mean(broadcast_to(weight, losses.shape()), 0)});
    if (with_gradient) outputs.push_back({"gradient", grad(each, said)});
  }
  return std::make_unique<Prepared>(plan(g, outputs));
}

// Samples that are compared, B of them: their loss, and B times its gradient by the outputs.
std::unique_ptr<Prepared> Lane::plan_batch(bool with_gradient) const {
  Graph g;
  const int n = batches_.size();
  const Value x = g.input("x", Shape{inputs_, n}), y = g.input("y", Shape{1, n});
  ParameterStore store(g, g.input("theta", Shape{weights()}, InputKind::Parameter));
  const Value said = model(store, x), losses = shown_losses(scope_of(said, y, store));
  std::vector<Output> outputs{{"loss", losses}};
  if (with_gradient) outputs.push_back({"gradient", grad(losses, said)});
  return std::make_unique<Prepared>(plan(g, outputs));
}

void Lane::by_batches(Prepared& program, const std::vector<float>& x, const std::vector<float>& y,
                      const SeeBatch& see) const {
  Machine& m = program.machine;
  take_over(program);
  set_sliders(m);
  std::vector<float> inputs, labels;
  for (size_t i = 0; i < batches_.count(); ++i) {
    const std::span<const std::uint32_t> rows = batches_[i];
    inputs.clear();
    labels.clear();
    for (size_t d = 0; d < static_cast<size_t>(inputs_); ++d) {
      for (const std::uint32_t row : rows) inputs.push_back(x[d * y.size() + row]);
    }
    for (const std::uint32_t row : rows) labels.push_back(y[row]);
    m.set("x", inputs);
    m.set("y", labels);
    m.run();
    see(i, rows);
  }
}

// Whether samples count differently in the mean.
bool Lane::weighs() const {
  const std::vector<Program::Named>& given = score_->program.outputs;
  return std::any_of(given.begin(), given.end(), [](const auto& o) { return o.name == "weight"; });
}

const Lane::Scores& Lane::score(const std::vector<float>& x, const std::vector<float>& y) {
  run_on(*score_, x, y);
  score_->machine.get("prediction", scores_.predictions);
  if (embeds_) score_->machine.get("embedding", scores_.embedding);
  if (!compares_) {
    score_->machine.get("loss", scores_.losses);
    if (weighs()) score_->machine.get("weight", scores_.weights);
    return scores_;
  }
  if (!batch_) batch_ = plan_batch(false);
  scores_.losses.resize(y.size());
  by_batches(*batch_, x, y, [&](size_t, std::span<const std::uint32_t> rows) {
    const float loss = *batch_->machine.at(batch_->program.output("loss"));
    for (const std::uint32_t row : rows) scores_.losses[row] = loss;
  });
  return scores_;
}

Lane::Evaluation Lane::evaluate(const std::vector<float>& x, const std::vector<float>& y) {
  if (!evaluate_) evaluate_ = compares_ ? plan_batch(true) : plan_evaluation(true);
  const Machine& m = evaluate_->machine;
  if (!compares_) {
    run_on(*evaluate_, x, y);
    return {m.get("prediction"), m.get("gradient"), m.get("loss")};
  }
  const Scores& scores = score(x, y);
  Evaluation out{scores.predictions, std::vector<float>(static_cast<size_t>(outputs_) * y.size()),
                 scores.losses};
  std::vector<float> gradient;
  by_batches(*evaluate_, x, y, [&](size_t, std::span<const std::uint32_t> rows) {
    m.get("gradient", gradient);
    for (size_t i = 0; i < gradient.size(); ++i)
      out.gradients[i / rows.size() * y.size() + rows[i % rows.size()]] = gradient[i];
  });
  return out;
}

void Lane::plan_prediction(int points) {
  if (predict_ && predict_points_ == points) return;
  Graph g;
  const Value in = g.input("x", Shape{inputs_, points});
  ParameterStore store(g, g.input("theta", Shape{weights()}, InputKind::Parameter));
  const Value out = model(store, in);
  const Value means = embeds_ ? g.input("means", Shape{outputs_, classes_}) : Value();
  std::vector<Output> outputs{{"prediction", response(out, means)}};
  if (const Value spread = spread_of(scope_of(out, {}, store), scale_.deviation))
    outputs.push_back({"spread", spread});
  predict_ = std::make_unique<Prepared>(plan(g, outputs));
  predict_points_ = points;
}

std::vector<float> Lane::predict(const std::vector<float>& x, int points, const Known& known) {
  plan_prediction(points);
  if (embeds_) {
    run_on(*score_, known.x, known.y);
    predict_->machine.set("means", score_->machine.get("means"));
  }
  take_over(*predict_);
  predict_->machine.set("x", x);
  predict_->machine.run();
  return predict_->machine.get("prediction");
}

std::vector<float> Lane::spread(const std::vector<float>& x, int points) {
  plan_prediction(points);
  const std::vector<Program::Named>& given = predict_->program.outputs;
  if (std::none_of(given.begin(), given.end(), [](const auto& o) { return o.name == "spread"; })) return {};
  take_over(*predict_);
  predict_->machine.set("x", x);
  predict_->machine.run();
  return predict_->machine.get("spread");
}

std::vector<float> Lane::terms(const std::vector<float>& x, const std::vector<float>& y,
                               const std::vector<std::uint8_t>& parts) {
  if (!terms_) {
    Graph g;
    const int n = compares_ ? batches_.size() : samples_;
    const Value in = g.input("x", Shape{inputs_, n}), labels = g.input("y", Shape{1, n});
    ParameterStore store(g, g.input("theta", Shape{weights()}, InputKind::Parameter));
    const Scope scope = scope_of(model(store, in), labels, store);
    const Value share = g.input("share", Shape{1, n});
    terms_ = std::make_unique<Prepared>(
        plan(g, {{"terms", objective_.report(args_of(scope), scope, in, store, share)}}));
  }
  Machine& m = terms_->machine;
  if (!compares_) {
    m.set("share", shares(x, y, parts));
    run_on(*terms_, x, y);
    return m.get("terms");
  }
  m.set("share", std::vector<float>(static_cast<size_t>(batches_.size()), 1.0F / batches_.size()));
  std::vector<float> out, now;
  by_batches(*terms_, x, y, [&](size_t i, std::span<const std::uint32_t>) {
    if (i >= batches_.count_of_training()) return;
    m.get("terms", now);
    out.resize(now.size());
    for (size_t t = 0; t < now.size(); ++t)
      out[t] += now[t] / static_cast<float>(batches_.count_of_training());
  });
  return out;
}

std::vector<float> Lane::shares(const std::vector<float>& x, const std::vector<float>& y,
                                const std::vector<std::uint8_t>& parts) {
  const std::vector<float>* weights = weighs() ? &score(x, y).weights : nullptr;
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
  if (compares_ || embeds_) return {};
  if (!curve_ || curve_points_ != points) {
    Graph g;
    const Value p = g.input("p", Shape{1, points}), t = g.input("t", Shape{1, 1}, InputKind::Scalar);
    const Value labels = broadcast_to(t, Shape{1, points});
    const bool by_class = task_ == Task::Multiclass && objective_.by_class();
    Value outputs = by_class ? where(one_hot(t, 0, classes_), p, 0.0) : p;
    if (task_ == Task::Regression && outputs_ > 1)
      outputs = concat(std::array{p, broadcast_to(g.constant(0), Shape{outputs_ - 1, points})}, 0);
    Scope scope = scope_of(outputs, labels, ParameterStore(g));
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

}  // namespace losscape
