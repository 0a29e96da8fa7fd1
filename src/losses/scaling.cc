// SPDX-License-Identifier: Apache-2.0
#include "losses/scaling.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ir/reference.h"

namespace losscape {

namespace {

double power(double base, int exponent) {
  double out = 1;
  for (int i = 0; i < exponent; ++i) out *= base;
  return out;
}

// The loss of single samples in double.
class Probe {
 public:
  explicit Probe(const Loss& loss) : loss_(loss) {
    std::vector<Value> inputs;
    for (const LossInput& input : loss.inputs)
      inputs.push_back(input.optional ? Value() : graph_.input(input.id, Shape{1, kPoints}));
    value_ = loss.build(loss_args(graph_, loss, inputs, numbers()));
  }

  using Values = std::vector<double>;
  // At the points p, y of which p and y are each multiplied by `a` and moved by `b`, and the parameters of
  // `unit` multiplied by `a`.
  Values at(double a, double b, const std::vector<bool>& unit) const {
    // Residuals of both signs, near and far, targets of both signs.
    static constexpr std::array<double, kPoints> kTargets = {1.3, 1.3, 0.4, 2.7, -0.8, -2.1, 3.6, -0.3};
    static constexpr std::array<double, kPoints> kPredictions = {1.1, 2.9, 0.37, -6.1, -0.83, 1.7, 3.2, -0.9};
    ReferenceInputs in;
    const auto moved = [&](const auto& from) {
      Values out;
      for (double v : from) out.push_back(a * v + b);
      return out;
    };
    in[loss_.inputs[0].id] = moved(kPredictions);
    in[loss_.inputs[1].id] = moved(kTargets);
    for (size_t i = 0; i < loss_.params.size(); ++i) {
      const Parameter& p = loss_.params[i];
      if (!p.fixed) in[p.id] = {p.value * (unit[i] ? a : 1)};
    }
    return evaluate(value_, in);
  }

  static constexpr int kPoints = 8;

 private:
  std::vector<double> numbers() const {
    std::vector<double> out;
    for (const Parameter& p : loss_.params) out.push_back(p.value);
    return out;
  }

  const Loss& loss_;
  Graph graph_;
  Value value_;
};

bool same(const std::vector<double>& a, const std::vector<double>& b, double factor) {
  for (size_t i = 0; i < a.size(); ++i) {
    const double wanted = factor * a[i];
    if (!(std::abs(b[i] - wanted) <= 1e-9 * std::max(std::abs(wanted), 1e-3))) return false;
  }
  return true;
}

}  // namespace

InUnit in_unit(const Loss& loss, double deviation) {
  if (loss.scaling.degree == Scaling::kNone) return {deviation, 1, 1, 1 / deviation};
  return {1, 1 / deviation, power(deviation, loss.scaling.degree), 1};
}

MeasuredScaling measured_scaling(const Loss& loss) {
  constexpr int kMostDegree = 4;
  constexpr size_t kMostSliders = 6;
  const size_t count = loss.params.size();
  const std::vector<bool> none(count, false);
  const Probe probe(loss);
  const std::vector<double> plain = probe.at(1, 0, none);
  MeasuredScaling out{
      {same(plain, probe.at(1, 0.7, none), 1) && same(plain, probe.at(1, -1.9, none), 1), Scaling::kNone},
      none};
  if (count > kMostSliders) return out;
  // Fewest parameters first: one that scales the loss alone has no unit.
  std::vector<unsigned> choices(size_t{1} << count);
  for (unsigned i = 0; i < choices.size(); ++i) choices[i] = i;
  std::sort(choices.begin(), choices.end(), [](unsigned a, unsigned b) {
    const int in_a = __builtin_popcount(a), in_b = __builtin_popcount(b);
    return in_a != in_b ? in_a < in_b : a < b;
  });
  for (const unsigned choice : choices) {
    std::vector<bool> unit(count);
    for (size_t i = 0; i < count; ++i) unit[i] = (choice >> i & 1U) != 0 && !loss.params[i].fixed;
    const std::vector<double> twice = probe.at(2, 0, unit), third = probe.at(1.0 / 3, 0, unit);
    for (int degree = 0; degree <= kMostDegree; ++degree) {
      if (!same(plain, twice, power(2, degree)) || !same(plain, third, 1 / power(3, degree))) continue;
      out.scaling.degree = static_cast<std::int8_t>(degree);
      out.unit = unit;
      return out;
    }
  }
  return out;
}

}  // namespace losscape
