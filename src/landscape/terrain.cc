// SPDX-License-Identifier: Apache-2.0
#include "landscape/terrain.h"

#include <array>
#include <cmath>

#include "error.h"
#include "exec/machine.h"
#include "exec/plan.h"
#include "ir/grad.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

// Both are inputs like any other, so that y is no label; a line of their own keeps columns what they are.
constexpr std::string_view kInputs = "input x; input y\n";

lang::ParsedLoss parsed(std::string_view text) {
  lang::ParsedLoss out;
  try {
    out = lang::parse(std::string(kInputs).append(text));
  } catch (const Error& e) {
    Position at = e.at;
    at.line -= at.line > 0;
    throw Error(e.what(), at, e.suggestion);
  }
  for (const lang::LossInput& in : out.inputs) {
    if (in.id != "x" && in.id != "y")
      fail("a landscape is a function of x and y; this one needs '", in.id, "' too");
    if (in.axis != lang::kScalar) fail("'", in.id, "' is one number here, not a vector");
  }
  return out;
}

}  // namespace

Terrain::Terrain(std::string_view text) : function_(parsed(text)) {}

Value Terrain::build(Graph& graph, Value x, Value y) const {
  lang::Ingredients from;
  for (const lang::LossInput& in : function_.inputs) from.inputs.push_back(in.id == "x" ? x : y);
  for (const lang::Slider& s : function_.sliders) from.sliders.push_back(graph.constant(s.value));
  return broadcast_to(lang::build(function_, graph, from), x.shape());
}

Terrain::Heights Terrain::at(std::span<const float> x, std::span<const float> y) const {
  if (x.size() != y.size() || x.empty())
    fail("x and y must be equally long and not empty, got ", x.size(), " and ", y.size());
  Graph g;
  const Shape all{static_cast<int>(x.size())};
  const std::array<Value, 2> place{g.input("x", all), g.input("y", all)};
  const Value value = build(g, place[0], place[1]);
  const std::vector<Value> slopes = grad(value, place);
  const Program program = plan(g, {{"value", value}, {"by_x", slopes[0]}, {"by_y", slopes[1]}});
  Machine m(program);
  if (program.has_input("x")) m.set("x", x);
  if (program.has_input("y")) m.set("y", y);
  m.run();
  return {m.get("value"), m.get("by_x"), m.get("by_y")};
}

Descent Terrain::descend(const UpdateChoice& optimizer, float x, float y, int steps) const {
  if (steps < 1 || steps > kMostDescentSteps)
    fail("steps must be in [1, ", kMostDescentSteps, "], got ", steps);
  UpdateRule rule(optimizer);
  Graph g;
  const Shape two{2};
  const Value theta = g.input("theta", two, InputKind::Parameter);
  const auto value_at = [&](Value at) { return scalar(build(g, slice(at, 0, 0, 1), slice(at, 0, 1, 1))); };
  const auto gradient_at = [&](Value at) { return grad(value_at(at), at); };
  const LossElsewhere elsewhere(gradient_at, value_at);
  const Value value = value_at(theta);
  const std::vector<Update> updates =
      rule.build(g, {theta, gradient_at(theta), value, std::span(&two, 1)}, elsewhere);
  const Program program = plan(g, {{"value", value}}, updates);
  Machine m(program);
  const std::array<float, 2> start{x, y};
  m.set("theta", start);
  rule.start(m, start);

  Descent out;
  const float* now = m.at(program.input("theta"));
  const float* height = m.at(program.output("value"));
  for (int i = 0; i <= steps; ++i) {
    const float px = now[0], py = now[1];
    m.run();  // also where the last place's value comes from
    out.diverged = !(std::isfinite(px) && std::isfinite(py) && std::isfinite(*height));
    if (out.diverged) break;
    out.x.push_back(px);
    out.y.push_back(py);
    out.value.push_back(*height);
  }
  return out;
}

}  // namespace losscape
