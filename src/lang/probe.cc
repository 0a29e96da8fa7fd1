// SPDX-License-Identifier: Apache-2.0
#include "lang/probe.h"

#include <algorithm>
#include <cmath>

#include "ir/grad.h"
#include "lang/formula.h"

namespace losscape::lang {

namespace {

constexpr int kBatch = 64;   // samples evaluated at once: the interpreter keeps every node's values
constexpr int kClasses = 3;  // where the length of vectors is free
constexpr size_t kMaxLines = 12;

// Elements of all nodes that `value` needs.
double elements_behind(const Graph& graph, Value value) {
  std::vector<char> needed(static_cast<size_t>(value.id()) + 1, 0);
  needed.back() = 1;
  double total = 0;
  for (int i = value.id(); i >= 0; --i) {
    if (!needed[static_cast<size_t>(i)]) continue;
    total += static_cast<double>(graph.node(i).shape.size());
    for (int a : graph.node(i).args) needed[static_cast<size_t>(a)] = 1;
  }
  return total;
}

bool predicted(const LossInput& in) { return in.role == Role::Prediction || in.role == Role::Extra; }

}  // namespace

Prober::Prober(const ParsedLoss& loss, double work) : loss_(loss), left_(work) {
  from_ = ingredients_in(graph_, loss, kClasses, kBatch);
  values_ = build_all(loss, graph_, from_);
  const Value result = values_[static_cast<size_t>(loss.loss)];
  for (const Slider& s : loss.sliders) sliders_.push_back(s.value);
  for (size_t i = 0; i < loss.inputs.size(); ++i) {
    wanted_.emplace_back();
    work_.push_back(0);
    if (!predicted(loss.inputs[i])) continue;
    const Value slope = grad(result, from_.inputs[i]);
    wanted_.back() = {result, slope};
    work_.back() = elements_behind(graph_, result) + elements_behind(graph_, slope);
    std::vector<char> reached(static_cast<size_t>(result.id()) + 1, 0);
    reached.back() = 1;
    for (int id = result.id(); id >= 0; --id) {
      if (!reached[static_cast<size_t>(id)]) continue;
      depends_ = depends_ || id == from_.inputs[i].id();
      for (int a : graph_.node(id).args) reached[static_cast<size_t>(a)] = 1;
    }
  }
  choose_lines();
}

// The first two elements of vectors; for classes these are the right one and a wrong one.
void Prober::choose_lines() {
  std::vector<double> targets{0.7, -1.5, 2.3};
  if (loss_.labels == Labels::Binary) targets = {1, 0};
  if (loss_.labels == Labels::Signed) targets = {1, -1};
  if (loss_.labels == Labels::Classes) targets = {0};
  for (size_t i = 0; i < loss_.inputs.size(); ++i) {
    const LossInput& in = loss_.inputs[i];
    if (!predicted(in)) continue;
    const int extent = in.axis == kScalar ? 1 : from_.inputs[i].shape()[0];
    for (double target : targets) {
      for (int element = 0; element < std::min(extent, 2); ++element) {
        const bool right = loss_.labels == Labels::Classes && in.id == "z" && element == 0;
        if (lines_.size() < kMaxLines) lines_.push_back({static_cast<int>(i), element, target, right});
      }
    }
  }
}

// Unremarkable and unequal values, positive where a name says that it is a variance or a weight.
double Prober::ordinary(const LossInput& in, size_t index, int element, double target) const {
  const double spread = 0.15 * static_cast<double>(index) + 0.3 * element;
  switch (in.role) {
    case Role::Target:
      if (in.axis == kScalar) return target;
      if (loss_.labels == Labels::Classes) return element == static_cast<int>(target) ? 0.8 : 0.1;  // shares
      return loss_.labels == Labels::Real ? target + spread : target;
    case Role::Weight:
      return 1;
    case Role::Prediction:
      if (in.id == "var") return 0.8;
      return in.id == "z" ? 0.4 - spread : target + 0.25 + spread;
    case Role::Extra:
      return 0.6 + spread;
  }
  return 0;
}

ReferenceInputs Prober::inputs_at(const Line& line, const std::vector<double>& ts) const {
  ReferenceInputs out;
  for (size_t i = 0; i < loss_.inputs.size(); ++i) {
    const LossInput& in = loss_.inputs[i];
    const Shape& shape = from_.inputs[i].shape();
    const int rows = shape.rank == 2 ? shape[0] : 1;
    std::vector<double>& v = out[in.id];
    for (int r = 0; r < rows; ++r) {
      for (int c = 0; c < kBatch; ++c) {
        const bool moves = static_cast<int>(i) == line.input && r == line.element;
        v.push_back(moves ? ts[std::min(static_cast<size_t>(c), ts.size() - 1)]
                          : ordinary(in, i, r, line.target));
      }
    }
  }
  // A variance is looked at where the mean is met: that is where it shrinks.
  const LossInput& moving = loss_.inputs[static_cast<size_t>(line.input)];
  if (moving.id == "var" && loss_.input("mu") >= 0) {
    for (double& mu : out["mu"]) mu = line.target;
  }
  for (size_t s = 0; s < sliders_.size(); ++s) out[loss_.sliders[s].id] = {sliders_[s]};
  return out;
}

bool Prober::afford(size_t evaluations) {
  left_ -= static_cast<double>(evaluations);
  return left_ >= 0;
}

std::vector<Sample> Prober::along(const Line& line, const std::vector<double>& ts, Precision precision) {
  std::vector<Sample> out;
  const size_t input = static_cast<size_t>(line.input);
  const size_t batches = (ts.size() + kBatch - 1) / kBatch;
  if (!afford(batches * static_cast<size_t>(work_[input]))) return {};
  for (size_t first = 0; first < ts.size(); first += kBatch) {
    const size_t count = std::min<size_t>(kBatch, ts.size() - first);
    const std::vector<double> part(ts.begin() + static_cast<std::ptrdiff_t>(first),
                                   ts.begin() + static_cast<std::ptrdiff_t>(first + count));
    const auto got = evaluate(graph_, wanted_[input], inputs_at(line, part), precision);
    const size_t row = static_cast<size_t>(line.element) * kBatch;
    for (size_t c = 0; c < count; ++c) out.push_back({part[c], got[0][c], got[1][row + c]});
  }
  return out;
}

int Prober::culprit(const Line& line, double t, Precision precision) {
  if (!afford(static_cast<size_t>(work_[static_cast<size_t>(line.input)]))) return -1;
  const auto got = evaluate(graph_, values_, inputs_at(line, {t}), precision);
  const auto finite = [&](int term) {
    const auto& v = got[static_cast<size_t>(term)];
    return std::all_of(v.begin(), v.end(), [](double x) { return std::isfinite(x); });
  };
  for (size_t i = 0; i < loss_.terms.size(); ++i) {
    const auto& args = loss_.terms[i].args;
    if (!finite(static_cast<int>(i)) && std::all_of(args.begin(), args.end(), finite) &&
        loss_.terms[i].kind != Kind::Definition)
      return static_cast<int>(i);
  }
  return -1;
}

std::string Prober::name_of(const Line& line) const {
  const LossInput& in = loss_.inputs[static_cast<size_t>(line.input)];
  if (in.axis == kScalar) return in.id;
  if (line.right_class) return in.id + "[y]";
  return in.id + "[" + std::to_string(line.element) + "]";
}

}  // namespace losscape::lang
