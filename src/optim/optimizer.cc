// SPDX-License-Identifier: Apache-2.0
#include "optim/optimizer.h"

#include <algorithm>

#include "error.h"
#include "optim/entries.h"

namespace losscape {

Value BuildArgs::operator[](std::string_view id) const {
  for (size_t i = 0; i < params_.size(); ++i) {
    if (params_[i].id == id) return values_[i];
  }
  fail(owner_, " asks for the parameter '", id, "' that its entry does not declare");
}

double BuildArgs::number(std::string_view id) const {
  const Value v = (*this)[id];
  const Node& n = graph_->node(v.id());
  if (n.op != Op::constant) fail(owner_, " reads '", id, "' as a number, but it is a slider");
  return n.number;
}

Value BuildArgs::remember(std::string name, const Shape& shape, double start, bool from_parameters) {
  name.insert(0, "state.");
  const Value now = graph_->input(name, shape, InputKind::State);
  for (const OptimizerState& s : states_) {
    if (s.now == now) return now;
  }
  states_.push_back({std::move(name), now, now, start, from_parameters});
  return now;
}

Value BuildArgs::state(const char* name, const Shape& shape, double start) {
  return remember(name, shape, start, false);
}

Value BuildArgs::scalar_state(const char* name, double start) { return state(name, Shape{}, start); }

void BuildArgs::keep(Value state, Value next) {
  for (OptimizerState& s : states_) {
    if (s.now == state) s.next = next;
  }
}

Value BuildArgs::step() {
  const Value before = scalar_state("step"), now = before + 1.0;
  keep(before, now);
  return now;
}

Value Tensor::of(Value whole) const { return reshape(slice(whole, 0, offset, size()), Shape{rows, columns}); }

std::vector<Tensor> tensors_of(std::span<const Shape> shapes) {
  std::vector<Tensor> out;
  int offset = 0;
  for (const Shape& s : shapes) {
    const int size = static_cast<int>(s.size()), rows = s.rank > 0 ? s[0] : 1;
    out.push_back({offset, rows, size / rows});
    offset += size;
  }
  return out;
}

Value each_tensor(std::span<const Tensor> tensors, Value (*f)(const void*, const Tensor&),
                  const void* context) {
  std::vector<Value> parts;
  for (const Tensor& t : tensors) parts.push_back(reshape(f(context, t), Shape{t.size()}));
  return parts.size() == 1 ? parts[0] : concat(parts, 0);
}

Value OptimizerArgs::running_mean(const char* name, Value beta, Value value) {
  const Value before = per_weight(name), now = beta * before + (1.0 - beta) * value;
  keep(before, now);
  return now;
}

Value OptimizerArgs::of_tensor(const char* name, const Tensor& tensor, const Shape& shape) {
  return remember(name + ("." + std::to_string(tensor.offset)), shape, 0, false);
}

Value OptimizerArgs::per_weight(const char* name, double start) {
  return state(name, parameters.shape(), start);
}

Value OptimizerArgs::copy_of_weights(const char* name) { return remember(name, parameters.shape(), 0, true); }

std::span<const Optimizer* const> all_optimizers() {
  static const std::vector<const Optimizer*> kAll = [] {
    std::vector<const Optimizer*> all;
#define LS_ADD(name) \
  for (const Optimizer& o : name##_optimizers()) all.push_back(&o);
    LOSSCAPE_OPTIMIZER_FILES(LS_ADD)
#undef LS_ADD
    return all;
  }();
  return kAll;
}

namespace {

[[noreturn]] void unknown(const char* what, std::string_view id, const std::vector<std::string>& ids) {
  const std::string near = nearest_id(id, ids);
  fail("there is no ", what, " '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

}  // namespace

const Optimizer& find_optimizer(std::string_view id) {
  std::vector<std::string> ids;
  for (const Optimizer* o : all_optimizers()) {
    if (o->id == id) return *o;
    ids.emplace_back(o->id);
  }
  unknown("optimizer", id, ids);
}

const Schedule& find_schedule(std::string_view id) {
  std::vector<std::string> ids;
  for (const Schedule& s : all_schedules()) {
    if (s.id == id) return s;
    ids.emplace_back(s.id);
  }
  unknown("schedule", id, ids);
}

}  // namespace losscape
