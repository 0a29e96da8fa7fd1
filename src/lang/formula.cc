// SPDX-License-Identifier: Apache-2.0
#include "lang/formula.h"

#include "ir/grad.h"
#include "ir/tidy.h"

namespace losscape::lang {

namespace {

// How names are written in mathematics.
Names math_names(const ParsedLoss& loss) {
  Names names{{"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"},  {"delta", "δ"}, {"eps", "ε"},
              {"zeta", "ζ"},  {"eta", "η"},   {"theta", "θ"},  {"kappa", "κ"}, {"lambda", "λ"},
              {"mu", "μ"},    {"nu", "ν"},    {"xi", "ξ"},     {"rho", "ρ"},   {"sigma", "σ"},
              {"tau", "τ"},   {"phi", "φ"},   {"chi", "χ"},    {"psi", "ψ"},   {"omega", "ω"},
              {"Delta", "Δ"}, {"Gamma", "Γ"}, {"Lambda", "Λ"}, {"Omega", "Ω"}, {"Phi", "Φ"},
              {"Psi", "Ψ"},   {"Theta", "Θ"}};
  if (loss.labels == Labels::Real) names["p"] = "ŷ";
  return names;
}

}  // namespace

Ingredients ingredients_in(Graph& graph, const ParsedLoss& loss, int classes, int samples) {
  Ingredients out;
  for (const LossInput& in : loss.inputs) {
    Shape shape{samples};
    if (loss.is_vector()) {
      const int extent = in.axis == kScalar ? 1 : loss.axes[static_cast<size_t>(in.axis)].extent;
      shape = Shape{in.axis != kScalar && extent == 0 ? classes : extent, samples};
    }
    out.inputs.push_back(graph.input(in.id, shape));
  }
  for (const Slider& s : loss.sliders) out.sliders.push_back(graph.input(s.id, Shape{}, InputKind::Scalar));
  return out;
}

Formulas formulas(const ParsedLoss& loss) {
  Graph graph;
  Ingredients from = ingredients_in(graph, loss, 3, 1);
  for (const Axis& axis : loss.axes) {
    // An axis may be called like an input; its length is another thing.
    const bool named = axis.extent == 0;
    from.counts.push_back(named ? graph.input("length of " + axis.name, Shape{}, InputKind::Scalar)
                                : graph.constant(axis.extent));
  }
  const std::vector<Value> values = build_all(loss, graph, from);
  const Value result = values[static_cast<size_t>(loss.loss)];
  PieceNames pieces;
  for (const Definition& d : loss.definitions)
    pieces.emplace(values[static_cast<size_t>(d.value)].id(), d.id);
  Names names = math_names(loss);
  for (const Axis& axis : loss.axes) names.emplace("length of " + axis.name, axis.name);
  Formulas out{to_mathml(result, names, pieces), {}};
  for (size_t i = 0; i < loss.inputs.size(); ++i) {
    const LossInput& in = loss.inputs[i];
    if (in.role != Role::Prediction && in.role != Role::Extra) continue;
    const Tidied slope = tidied(grad(result, from.inputs[i]), pieces);
    out.gradients.emplace_back(in.id, to_mathml(slope.value, names, slope.pieces));
  }
  return out;
}

}  // namespace losscape::lang
