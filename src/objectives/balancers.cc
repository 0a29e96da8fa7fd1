// SPDX-License-Identifier: Apache-2.0
// K terms with losses L_i, weights w_i, gradients g_i [P] by θ.
#include "objectives/balancers.h"

#include "error.h"
#include "ir/grad.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr Parameter kRate = {"rate", 0.025, {1e-4, 1}, "How fast the weights are learned.", Scale::Log};

Value total(const std::vector<Value>& weights, const std::vector<Value>& losses, Value penalty) {
  Value sum = penalty;
  for (size_t i = 0; i < losses.size(); ++i) sum = sum + weights[i] * losses[i];
  return sum;
}

Value sum_of(const std::vector<Value>& values) {
  Value sum = values[0];
  for (size_t i = 1; i < values.size(); ++i) sum = sum + values[i];
  return sum;
}

// What a balancer works with: the graph, its states, and the gradients of single terms.
struct Work {
  const BalanceArgs& args;
  Graph& graph;
  size_t terms;
  Balanced out;

  Value state(const std::string& name, float start) {
    out.states.push_back({"state.balance." + name, start});
    return graph.input(out.states.back().name, Shape{}, InputKind::State);
  }
  void next(Value state, Value value) { out.updates.push_back({state, value}); }
  /// One sum of losses with these weights, and its gradient; the weights are held.
  void weigh(const std::vector<Value>& weights) {
    std::vector<Value> held;
    for (const Value& w : weights) held.push_back(stop_gradient(w));
    out.loss = total(held, args.losses, args.penalty);
    out.gradient = flat_gradient(out.loss, args.parameters);
  }
  std::vector<Value> gradients() const {
    std::vector<Value> all;
    for (size_t i = 0; i < terms; ++i)
      all.push_back(args.weights[i] * flat_gradient(args.losses[i], args.parameters));
    return all;
  }
  /// Gradients were combined by hand; those of the penalty are added.
  void combined(Value gradient) {
    out.loss = total(args.weights, args.losses, args.penalty);
    const bool none = graph.is_constant(args.penalty.id(), 0);
    out.gradient = none ? gradient : gradient + flat_gradient(args.penalty, args.parameters);
  }
};

// Kendall, Gal & Cipolla 2018, arXiv:1705.07115, eqs. 7 and 10: L/(2σ²) + log σ, for classes L/σ² + log σ;
// Liebel & Körner 2018, arXiv:1805.06334, eq. 3: ln(1 + σ²) instead, which cannot become negative. s = log
// σ².
void uncertainty(Work& w, bool liebel) {
  const double half = w.args.classes ? 1 : 0.5;
  std::vector<Value> s;
  Value sum = w.args.penalty;
  for (size_t i = 0; i < w.terms; ++i) {
    s.push_back(w.state("log_variance" + std::to_string(i), 0));
    const Value share = half * exp(-s[i]) * w.args.weights[i] * w.args.losses[i];
    sum = sum + share + (liebel ? softplus(s[i]) : 0.5 * s[i]);
  }
  w.out.loss = sum;
  w.out.gradient = flat_gradient(sum, w.args.parameters);
  for (const Value& each : s) w.next(each, each - w.args.values[0] * grad(sum, each));
}

// Liu, Johns & Davison 2019, arXiv:1803.10704, eq. 7: w = K·softmax(L(t − 1)/L(t − 2)/T) with mean losses of
// the last two epochs; all 1 in the first two.
void dynamic_weight_average(Work& w) {
  const Value start = w.graph.input("balance.epoch", Shape{}, InputKind::Scalar);
  w.out.epochs = true;
  const Value count = w.state("count", 0);
  std::vector<Value> share;
  Value ready;
  for (size_t i = 0; i < w.terms; ++i) {
    const std::string n = std::to_string(i);
    const Value sum = w.state("sum" + n, 0), last = w.state("last" + n, 0), before = w.state("before" + n, 0);
    const Value fresh = start * count;  // 0 within an epoch and before the first
    const Value now = where(fresh, sum / where(fresh, count, 1.0), last), then = where(fresh, last, before);
    w.next(sum, where(start, 0.0, sum) + w.args.losses[i]);
    w.next(last, now);
    w.next(before, then);
    if (i == 0) ready = then;
    share.push_back(exp(where(then, now / where(then, then, 1.0), 1.0) / w.args.values[0]));
  }
  w.next(count, where(start, 0.0, count) + 1.0);
  const Value all = sum_of(share);
  std::vector<Value> weights;
  for (size_t i = 0; i < w.terms; ++i)
    weights.push_back(w.args.weights[i] * where(ready, share[i] * (static_cast<double>(w.terms) / all), 1.0));
  w.weigh(weights);
}

// Lin et al. 2021, arXiv:2111.10603: w = K·softmax of normal numbers, fresh at every step.
void random_weighting(Work& w) {
  w.out.normals = true;
  std::vector<Value> share, weights;
  for (size_t i = 0; i < w.terms; ++i)
    share.push_back(exp(w.graph.input("balance.normal" + std::to_string(i), Shape{}, InputKind::Scalar)));
  const Value all = sum_of(share);
  for (size_t i = 0; i < w.terms; ++i)
    weights.push_back(w.args.weights[i] * share[i] * (static_cast<double>(w.terms) / all));
  w.weigh(weights);
}

// Chen et al. 2018, arXiv:1711.02257: weights descend Σ|G_i − Ḡ·r_i^α|, G_i = v_i‖g_i‖, and keep their sum K.
// All layers count as shared.
void gradnorm(Work& w) {
  const double k = static_cast<double>(w.terms);
  const std::vector<Value> g = w.gradients();
  std::vector<Value> v, norms, ratio;
  for (size_t i = 0; i < w.terms; ++i) {
    const std::string n = std::to_string(i);
    v.push_back(w.state("weight" + n, 1));
    const Value first = w.state("first" + n, 0);
    const Value reference = where(first, first, w.args.losses[i]);
    w.next(first, reference);
    norms.push_back(sqrt(dot(g[i], g[i])));
    ratio.push_back(w.args.losses[i] / reference);
  }
  Value average = v[0] * norms[0];
  for (size_t i = 1; i < w.terms; ++i) average = average + v[i] * norms[i];
  average = average / k;
  const Value rate = sum_of(ratio) / k;
  std::vector<Value> moved;
  for (size_t i = 0; i < w.terms; ++i) {
    const Value off = v[i] * norms[i] - average * pow(ratio[i] / rate, w.graph.constant(w.args.values[0]));
    moved.push_back(max(v[i] - w.args.values[1] * sign(off) * norms[i], w.graph.constant(1e-3)));
  }
  const Value all = sum_of(moved);
  Value gradient = v[0] * g[0];
  for (size_t i = 1; i < w.terms; ++i) gradient = gradient + v[i] * g[i];
  for (size_t i = 0; i < w.terms; ++i) w.next(v[i], moved[i] * (k / all));
  w.combined(gradient);
}

// Yu et al. 2020, arXiv:2001.06782, alg. 1: of each g_i the part against any other is taken away. The others
// come in their order, where the paper draws one.
void pcgrad(Work& w) {
  const std::vector<Value> g = w.gradients();
  Value gradient;
  for (size_t i = 0; i < w.terms; ++i) {
    Value own = g[i];
    for (size_t j = 0; j < w.terms; ++j) {
      if (j == i) continue;
      const Value with = dot(own, g[j]), length = dot(g[j], g[j]);
      const Value against = min(with, w.graph.constant(0)) / where(length, length, 1.0);
      own = own - against * g[j];
    }
    gradient = i == 0 ? own : gradient + own;
  }
  w.combined(gradient);
}

// Liu et al. 2021, arXiv:2110.14048, alg. 1: d = g0 + √φ/‖g_w‖·g_w, φ = c²‖g0‖², where g_w = x·g1 + (1 −
// x)·g2 minimises F(x) = g_w·g0 + √φ‖g_w‖ and g0 is the mean. F is convex: its slope is halved in on.
void cagrad(Work& w) {
  if (w.terms != 2) fail("the balancer cagrad takes two losses, got ", w.terms);
  constexpr int kHalvings = 24;
  const std::vector<Value> g = w.gradients();
  const Value a = dot(g[0], g[0]), b = dot(g[0], g[1]), c = dot(g[1], g[1]);
  const Value zero = w.graph.constant(0), tiny = w.graph.constant(1e-30);
  const Value root = w.args.values[0] * 0.5 * sqrt(max(a + 2.0 * b + c, zero));
  const auto squared = [&](const Value& x) {
    return x * x * a + 2.0 * x * (1.0 - x) * b + (1.0 - x) * (1.0 - x) * c;
  };
  Value low = zero, high = w.graph.constant(1);
  for (int i = 0; i < kHalvings; ++i) {
    const Value x = 0.5 * (low + high);
    const Value slope = 0.5 * (a - c) + root * (x * (a - 2.0 * b + c) + b - c) / sqrt(max(squared(x), tiny));
    low = where(less(slope, 0.0), x, low);
    high = where(less(slope, 0.0), high, x);
  }
  const Value x = 0.5 * (low + high), scale = root / sqrt(max(squared(x), tiny));
  // The paper's d follows the mean; the sum, which fixed weights follow, is twice it.
  w.combined(2.0 * ((0.5 + scale * x) * g[0] + (0.5 + scale * (1.0 - x)) * g[1]));
}

}  // namespace

std::span<const BalancerEntry> all_balancers() {
  static const std::vector<BalancerEntry> kAll = {
      {"fixed", "Fixed weights", "The sum of the terms as weighted.", "", {}},
      {"uncertainty",
       "Uncertainty weighting",
       "Each term gets a learned variance: L/(2σ²) + log σ.",
       "Kendall, Gal & Cipolla 2018, arXiv:1705.07115",
       {kRate}},
      {"uncertainty_liebel",
       "Uncertainty weighting, positive",
       "L/(2σ²) + ln(1 + σ²), never below 0.",
       "Liebel & Körner 2018, arXiv:1805.06334",
       {kRate}},
      {"dwa",
       "Dynamic weight average",
       "What improved least over the last epochs gets more weight.",
       "Liu, Johns & Davison 2019, arXiv:1803.10704",
       {{"temperature", 2, {0.1, 20}, "Large makes all weights equal.", Scale::Log}}},
      {"gradnorm",
       "GradNorm",
       "Weights are learned so that all terms train at similar speed.",
       "Chen et al. 2018, arXiv:1711.02257",
       {{"alpha", 1.5, {0, 3}, "How strongly slow terms are favoured."}, kRate}},
      {"pcgrad",
       "PCGrad",
       "Gradients that point against each other are projected.",
       "Yu et al. 2020, arXiv:2001.06782",
       {}},
      {"cagrad",
       "CAGrad",
       "The step that helps the worse-off of two terms, near their mean.",
       "Liu et al. 2021, arXiv:2110.14048",
       {{"c", 0.4, {0, 1}, "How far from the mean gradient."}}},
      {"random",
       "Random weighting",
       "Fresh random weights at every step.",
       "Lin et al. 2021, arXiv:2111.10603",
       {}},
  };
  return kAll;
}

const BalancerEntry& find_balancer(std::string_view id) {
  std::vector<std::string> ids;
  for (const BalancerEntry& e : all_balancers()) {
    if (e.id == id) return e;
    ids.emplace_back(e.id);
  }
  const std::string near = nearest_id(id, ids);
  fail("there is no balancer '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

Value flat_gradient(Value y, std::span<const Value> parameters) {
  std::vector<Value> flat;
  for (const Value& part : grad(y, parameters))
    flat.push_back(reshape(part, Shape{static_cast<int>(part.shape().size())}));
  return concat(flat, 0);
}

Balanced balance(const BalancerEntry& entry, const BalanceArgs& args) {
  Work w{args, *args.losses.at(0).graph(), args.losses.size(), {}};
  const std::string_view id = entry.id;
  if (id == "uncertainty" || id == "uncertainty_liebel")
    uncertainty(w, id != "uncertainty");
  else if (id == "dwa")
    dynamic_weight_average(w);
  else if (id == "random")
    random_weighting(w);
  else if (id == "gradnorm")
    gradnorm(w);
  else if (id == "pcgrad")
    pcgrad(w);
  else if (id == "cagrad")
    cagrad(w);
  else
    w.weigh(args.weights);
  return std::move(w.out);
}

}  // namespace losscape
