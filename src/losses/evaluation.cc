// SPDX-License-Identifier: Apache-2.0
#include "losses/evaluation.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "exec/plan.h"
#include "ir/grad.h"
#include "ir/shapes.h"
#include "losses/independence.h"
#include "losses/layout.h"

namespace losscape {

namespace {

constexpr int kSmallTurn = kTileFloats;  // one tile of the machine: its fastest way
constexpr std::int64_t kTurnFloats = 1 << 16;

bool pointwise(const LossInput& in) { return std::string_view(in.dims) == "*"; }
bool has_samples(const LossInput& in) { return pointwise(in) || std::string_view(in.dims).back() == 'N'; }

// Of a port: those of the input it belongs to; of losses and weights, samples first.
std::vector<int> axes_of(const Loss& loss, std::string_view port, const Shape& shape) {
  const std::string_view id = port.substr(port.find('.') + 1);
  for (const LossInput& in : loss.inputs) {
    if (id == in.id && port != id && !pointwise(in)) return caller_axes(in.dims);
  }
  return caller_axes(std::string(static_cast<size_t>(std::max(0, shape.rank - 1)), '*') + "N");
}

// Samples of a turn. Few sizes, so that changing numbers of samples find their program.
int capacity_for(int samples, std::int64_t rows, bool is_pointwise) {
  if (is_pointwise) return samples <= kSmallTurn ? kSmallTurn : kTurn;
  const std::int64_t most = std::max<std::int64_t>(16, kTurnFloats / rows);
  int capacity = 16;
  while (capacity < samples && capacity * 2 <= most) capacity *= 2;
  return capacity;
}

}  // namespace

LossProgram::LossProgram(const Loss& loss, std::span<const double> parameters, const LossRequest& request) {
  int samples = 0;
  std::int64_t rows = 1;
  bool turns = loss.result == Result::PerSample, is_pointwise = true;
  for (size_t i = 0; i < loss.inputs.size(); ++i) {
    const auto& shape = request.shapes.at(i);
    if (!shape) continue;
    is_pointwise = is_pointwise && pointwise(loss.inputs[i]);
    if (has_samples(loss.inputs[i])) {
      if (samples == 0) samples = shape->columns();
      rows = std::max(rows, shape->rows());
    } else if (loss.inputs[i].role == Role::Prediction) {
      turns = false;  // its gradient gathers all samples
    }
  }
  turns = turns && samples > 0;
  wants_value_ = (request.wanted & LossRequest::Value) != 0;
  in_turns_ = turns;
  const bool exact = request.double_precision;
  build(loss, parameters, request, turns && !exact ? capacity_for(samples, rows, is_pointwise) : samples);
  if (turns && !in_turns_) build(loss, parameters, request, samples);
  // A chain over samples is told by its length, which is sure where there is no other.
  pointwise_ = is_pointwise && in_turns_;

  if (!request.double_precision) {
    std::vector<Output> outputs;
    for (const auto& [name, v] : outputs_) outputs.push_back({name, v});
    program_ = plan(*graph_, outputs);
    machine_.emplace(*program_);
  } else {
    for (const auto& [name, v] : inputs_) numbers_[name].resize(static_cast<size_t>(v.shape().size()));
    for (const auto& [name, v] : outputs_) results_.emplace_back(static_cast<size_t>(v.shape().size()));
  }
  for (const auto& [name, v] : inputs_) add_port(loss, name, v, false);
  for (const auto& [name, v] : outputs_) add_port(loss, name, v, true);
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (loss.params[i].fixed) continue;
    const std::string name = std::string("loss.") + loss.params[i].id;
    if (machine_)
      machine_->set(name, static_cast<float>(parameters[i]));
    else
      numbers_[name].assign(1, parameters[i]);
  }
  if (machine_) {
    if (program_->has_output("sum")) sum_at_ = machine_->at(program_->output("sum"));
    if (program_->has_output("weight")) weight_at_ = machine_->at(program_->output("weight"));
  }
}

void LossProgram::build(const Loss& loss, std::span<const double> parameters, const LossRequest& request,
                        int capacity) {
  graph_ = std::make_unique<Graph>();
  inputs_.clear();
  outputs_.clear();
  capacity_ = capacity;
  Graph& g = *graph_;
  std::vector<Value> values, sampled;
  std::vector<std::pair<std::string, Value>> predictions;
  for (size_t i = 0; i < loss.inputs.size(); ++i) {
    const LossInput& in = loss.inputs[i];
    if (!request.shapes[i]) {
      values.emplace_back();
      continue;
    }
    Shape shape = *request.shapes[i];
    if (in_turns_ && has_samples(in) && shape.rank > 0) shape[shape.rank - 1] = capacity;
    const Value v = g.input(text("in.", in.id), shape);
    values.push_back(v);
    inputs_.emplace_back(text("in.", in.id), v);
    if (has_samples(in)) sampled.push_back(v);
    if (in.role == Role::Prediction) predictions.emplace_back(in.id, v);
  }
  const LossArgs args = loss_args(g, loss, values, parameters, "loss.");
  const Value each = loss.build(args);
  rows_ = each.shape().rows();

  Value weights;
  if (request.weighted && loss.result == Result::PerSample) {
    Shape shape = each.shape();
    for (int d = 0; d + 1 < shape.rank; ++d) shape[d] = 1;
    weights = g.input("weights", shape);
    inputs_.emplace_back("weights", weights);
    sampled.push_back(weights);
  }
  const Value own = loss.weight ? loss.weight(args) : Value{};
  Value weight = own && weights ? own * weights : own ? own : weights;
  if (weight) weight = broadcast_to(weight, each.shape());
  weighs_ = static_cast<bool>(weight);
  const Value weighed = weights ? counted(each, weights) : each;

  std::vector<Value> xs;
  for (const auto& [id, v] : predictions) xs.push_back(v);
  Value differentiated = weighed;
  if (in_turns_) {
    for (const Value& x : xs) in_turns_ = in_turns_ && !(own && depends_on(g, std::span(&own, 1), x));
    const Value scale = g.input("scale", Shape{}, InputKind::Scalar);
    inputs_.emplace_back("scale", scale);
    differentiated = weighed * scale;
  } else {
    differentiated = reduced(args, request.reduction, weights);
  }
  std::vector<Value> slopes;
  if (request.wanted & (LossRequest::Gradient | LossRequest::Product)) slopes = grad(differentiated, xs);
  if (in_turns_ && weights) {  // the gradient of a sample of no weight is 0 even where its loss is not finite
    for (size_t k = 0; k < slopes.size(); ++k) {
      Shape row = xs[k].shape();
      for (int d = 0; d + 1 < row.rank; ++d) row[d] = 1;
      slopes[k] = where(equal(reshape(weights, row), 0.0), 0.0, slopes[k]);
    }
  }
  if (request.wanted & LossRequest::Gradient) {
    for (size_t k = 0; k < xs.size(); ++k) outputs_.emplace_back("d." + predictions[k].first, slopes[k]);
  }
  if (request.wanted & LossRequest::Product) {
    Value along;
    for (size_t k = 0; k < xs.size(); ++k) {
      const Value v = g.input("v." + predictions[k].first, xs[k].shape());
      inputs_.emplace_back("v." + predictions[k].first, v);
      if (has_samples(loss.inputs[0])) sampled.push_back(v);
      const Value part = slopes[k] * v;
      along = along && along.shape() == part.shape() ? along + part : along ? sum(along) + sum(part) : part;
    }
    const std::vector<Value> products = grad(along, xs);
    for (size_t k = 0; k < xs.size(); ++k) outputs_.emplace_back("hv." + predictions[k].first, products[k]);
  }
  if (in_turns_) {
    std::vector<Value> roots{each};
    for (const auto& [name, v] : outputs_) roots.push_back(v);
    if (weight) roots.push_back(weight);
    in_turns_ = by_sample(g, roots, sampled);
    if (!in_turns_) return;  // the caller builds again, for all samples at once
  }
  if ((request.wanted & LossRequest::Each) != 0) outputs_.emplace_back("each", each);
  if (!wants_value_) return;
  if (!in_turns_) {
    const Value value = differentiated;
    outputs_.emplace_back("sum", value.shape().size() == 1 ? value : sum(value));
    return;
  }
  // Chains over one row can be cut anywhere, so that totals come out of the program; other totals are taken
  // from the losses.
  summed_ = !request.double_precision && each.shape() == Shape{1, capacity} &&
            std::all_of(loss.inputs.begin(), loss.inputs.end(), pointwise) &&
            std::any_of(sampled.begin(), sampled.end(),
                        [&](Value s) { return depends_on(g, std::span(&each, 1), s); });
  outputs_.emplace_back("sum", summed_ ? sum(weighed) : weighed);
  if (weight) outputs_.emplace_back("weight", summed_ ? sum(weight) : weight);
}

void LossProgram::add_port(const Loss& loss, const std::string& name, Value v, bool output) {
  const Shape& shape = v.shape();
  const std::vector<int> extents(shape.extent.begin(), shape.extent.begin() + shape.rank);
  Port port{
      name,  nullptr, shape.rows(), shape.columns(), shape.columns(), extents, axes_of(loss, name, shape),
      output};
  if (machine_) {
    const Place& place = output ? program_->output(name) : program_->input(name);
    port.at = machine_->at(place);
    port.stride = place.row_stride;
  } else if (output) {
    const auto it =
        std::find_if(outputs_.begin(), outputs_.end(), [&](const auto& o) { return o.first == name; });
    port.at = results_[static_cast<size_t>(it - outputs_.begin())].data();
  } else {
    port.at = numbers_.find(name)->second.data();
  }
  ports_.push_back(port);
}

// Over the first `samples` columns of an output, in four lanes whose order never changes.
double LossProgram::total(const char* name, int samples) const {
  const Port& port =
      *std::find_if(ports_.begin(), ports_.end(), [&](const Port& p) { return p.output && p.name == name; });
  double lanes[4] = {};
  for (std::int64_t r = 0; r < port.rows; ++r) {
    for (int c = 0; c < samples; ++c) {
      const std::int64_t at = r * port.stride + c;
      lanes[c % 4] += machine_ ? static_cast<double>(static_cast<const float*>(port.at)[at])
                               : static_cast<const double*>(port.at)[at];
    }
  }
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

double LossProgram::run(int samples) {
  if (machine_) {
    if (pointwise_ && samples != limit_) {
      machine_->limit_columns(capacity_, samples);
      limit_ = samples;
    }
    machine_->run();
  } else {
    std::vector<Value> wanted;
    for (const auto& [name, v] : outputs_) wanted.push_back(v);
    const auto computed = evaluate(*graph_, wanted, numbers_, Precision::Double);
    for (size_t i = 0; i < computed.size(); ++i)
      std::copy(computed[i].begin(), computed[i].end(), results_[i].begin());
  }
  weight_ = static_cast<double>(rows_ * samples);
  if (!wants_value_) return std::nan("");
  if (summed_) {
    if (weight_at_) weight_ = static_cast<double>(*weight_at_);
    return static_cast<double>(*sum_at_);
  }
  if (!in_turns_) return total("sum", 1);
  if (weighs_) weight_ = total("weight", samples);
  return total("sum", samples);
}

}  // namespace losscape
