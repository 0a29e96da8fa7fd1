// SPDX-License-Identifier: Apache-2.0
// Declared facts of losses are measured, in both directions: a fact that holds but is not declared fails too,
// where sampling can tell.
#include <gtest/gtest.h>

#include <cmath>

#include "built_loss.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::numbers;
using testing::usual_extents;

class FactsOf : public ::testing::TestWithParam<const Loss*> {
 protected:
  const Loss& loss() const { return *GetParam(); }
  const LossEntry& entry() const { return entry_of(loss()); }
  const LossFacts& facts() const { return entry().facts; }

  std::vector<ParameterValues> grid() const {
    std::vector<ParameterValues> out{{}};
    for (const Parameter& p : entry().params) {
      out.push_back({{p.id, p.range.low}});
      out.push_back({{p.id, p.range.high}});
    }
    return out;
  }

  /// A loss of one prediction against one target, and its slope.
  struct Line {
    BuiltLoss b;
    Value slope;
    Line(const Loss& l, const ParameterValues& params)
        : b(l, usual_extents(1), params, Shape{1, 1}), slope(grad(b.value, b.inputs[0])) {}
    double at(Value v, double x, double t) {
      b.in[b.entry.inputs.begin()[0].id] = {x};
      b.in[b.entry.inputs.begin()[1].id] = {t};
      return evaluate(v, b.in)[0];
    }
    double value(double x, double t) { return at(b.value, x, t); }
    double gradient(double x, double t) { return at(slope, x, t); }
  };

  // Logarithms of probabilities far smaller than random ones are, and labels that are all but certain.
  static void steepen(BuiltLoss& b) {
    for (const LossInput& input : b.entry.inputs) {
      if (input.role == Role::Target && input.domain == Domain::Distribution) {
        std::vector<double>& q = b.in[input.id];
        const size_t columns =
            static_cast<size_t>(b.args[input.id].shape().size() / b.args[input.id].shape()[0]);
        for (size_t j = 0; j < columns; ++j) {
          double total = 0;
          for (size_t i = j; i < q.size(); i += columns) total += q[i] = std::pow(q[i], 6);
          for (size_t i = j; i < q.size(); i += columns) q[i] /= total;
        }
      }
      if (input.role != Role::Prediction || input.domain != Domain::LogDistribution) continue;
      for (double& v : b.in[input.id]) v *= 4;
    }
  }

  // vᵀ·H·v of the sum over all predictions together, for a v that moves every third number.
  static double least_bend(BuiltLoss& b, unsigned seed) {
    const std::vector<Value> xs = b.differentiable();
    std::vector<Value> directions;
    for (const Value x : xs) {
      const std::string name = "v." + b.name_of_input(x);
      directions.push_back(b.g.input(name, x.shape()));
      std::vector<double> v = numbers(static_cast<size_t>(x.shape().size()), -1, 1, seed + 40);
      for (size_t i = 0; i < v.size(); ++i) v[i] *= (i + seed) % 3 == 0 || v.size() < 3 ? 1 : 0;
      b.in[name] = v;
    }
    const auto directed = [&](const std::vector<Value>& gradients) {
      Value sum_of_all;
      for (size_t k = 0; k < xs.size(); ++k) {
        const Value part = dot(gradients[k], directions[k]);
        sum_of_all = sum_of_all ? sum_of_all + part : part;
      }
      return sum_of_all;
    };
    const Value along = directed(grad(b.value, xs));
    return evaluate(directed(grad(along, xs)), b.in)[0];
  }

  bool pointwise() const { return loss().target == Target::Real || labelled(); }
  bool labelled() const { return loss().target == Target::Binary || loss().target == Target::Signed; }
};

// The value at the middle of a segment lies on or below the chord, and no direction bends down: on random
// segments and directions, for every parameter.
TEST_P(FactsOf, Convexity) {
  bool bent_down = false;
  for (const ParameterValues& params : grid()) {
    std::unique_ptr<BuiltLoss> built;
    try {
      built = std::make_unique<BuiltLoss>(loss(), usual_extents(4), params, Shape{1, 4});
    } catch (const Error&) {
      continue;
    }
    BuiltLoss& b = *built;
    for (unsigned seed = 0; seed < 24; ++seed) {
      const double reach = seed % 3 == 0 ? 8 : seed % 3 == 1 ? 2.5 : 0.3;
      b.fill(-reach, reach, 3 * seed);
      if (seed % 4 == 2) steepen(b);
      bent_down = bent_down || (!facts().stops_gradient && least_bend(b, seed) < -1e-7);
      const ReferenceInputs one = b.in;
      b.fill(-reach, reach, 3 * seed + 1);
      if (seed % 4 == 2) steepen(b);
      ReferenceInputs other = b.in, middle = b.in;
      for (const LossInput& input : entry().inputs) {
        const auto it = one.find(input.id);
        if (it == one.end()) continue;
        for (size_t i = 0; i < it->second.size(); ++i) {
          if (input.role == Role::Prediction) {
            // opposite points find double wells
            if (seed % 4 == 3 && input.domain == Domain::Real) other[input.id][i] = -it->second[i];
            middle[input.id][i] = 0.5 * (it->second[i] + other[input.id][i]);
          } else {
            middle[input.id][i] = other[input.id][i] = it->second[i];
          }
        }
      }
      const std::vector<double> low = evaluate(b.value, one), high = evaluate(b.value, other),
                                mid = evaluate(b.value, middle);
      for (size_t i = 0; i < mid.size(); ++i) {
        const double chord = 0.5 * (low[i] + high[i]);
        bent_down = bent_down || mid[i] > chord + 1e-9 * std::max(1.0, std::abs(chord));
      }
    }
  }
  EXPECT_EQ(!bent_down, facts().convex) << loss().id << (bent_down ? " bends down" : " looks convex");
}

TEST_P(FactsOf, BoundsOfTheSlope) {
  if (!pointwise()) return;
  Line line(loss(), {});
  double widest = 0, near = 0;
  const double far = std::min(facts().finite_to, 1e6);
  for (const double t : loss().target == Target::Real     ? std::vector<double>{0.7}
                        : loss().target == Target::Binary ? std::vector<double>{0, 1}
                                                          : std::vector<double>{-1, 1}) {
    for (double x = -far; x <= far; x += far / 10) widest = std::max(widest, std::abs(line.gradient(x, t)));
    for (double x : {t - 1e-6, t + 1e-6}) near = std::max(near, std::abs(line.gradient(x, t)));
    for (double x = -50; x <= 50; x += 0.25) near = std::max(near, std::abs(line.gradient(x, t)));
  }
  const bool bounded = widest <= near * 1.05 + 1e-9;  // a bound may be approached slowly
  EXPECT_EQ(bounded, facts().bounded_gradient)
      << loss().id << ": |slope| " << near << " near, " << widest << " far";
  if (facts().lipschitz > 0) {
    EXPECT_LE(std::max(widest, near), facts().lipschitz * (1 + 1e-9)) << loss().id;
    EXPECT_GT(std::max(widest, near), facts().lipschitz * 0.98) << loss().id;
  }
}

// The gradient over the C logits of one sample, its Euclidean length.
TEST_P(FactsOf, BoundsOfTheClassGradient) {
  if (loss().target != Target::Class) return;
  BuiltLoss b(loss(), usual_extents(1), {}, Shape{1, 1}, true);
  const Value slope = grad(b.value, b.inputs[0]);
  double widest = 0, near = 0;
  for (int y = 0; y < 3; ++y) {
    for (int c = 0; c < 3; ++c) {
      for (const double x :
           {-1e6, -1e5, -50.0, -8.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 8.0, 50.0, 1e5, 1e6}) {
        b.in["target"] = {static_cast<double>(y)};
        b.in["prediction"] = {0.1, 0.2, -0.1};
        b.in["prediction"][static_cast<size_t>(c)] = x;
        double squares = 0;
        for (double v : evaluate(slope, b.in)) squares += v * v;
        (std::abs(x) <= 50 ? near : widest) = std::max(std::abs(x) <= 50 ? near : widest, std::sqrt(squares));
      }
    }
  }
  EXPECT_EQ(widest <= near * 1.05 + 1e-9, facts().bounded_gradient)
      << loss().id << ": |slope| " << near << " near, " << widest << " far";
  if (facts().lipschitz > 0) {
    EXPECT_LE(std::max(widest, near), facts().lipschitz * (1 + 1e-9)) << loss().id;
    EXPECT_GT(std::max(widest, near), facts().lipschitz * 0.98) << loss().id;
  }
}

TEST_P(FactsOf, SymmetryAndZero) {
  if (entry().inputs.size() < 2 || entry().result == Result::Batch) return;
  for (const LossInput& input : entry().inputs) {
    if (std::string_view(input.dims) != "*" || (!pointwise() && input.domain != Domain::NonNegative)) return;
  }
  if (labelled() || entry().inputs.begin()[1].domain == Domain::Signed || entry().inputs.size() > 2) return;
  bool symmetric = true, zero = true;
  for (const ParameterValues& params : grid()) {
    Line line(loss(), params);
    for (const double r : {0.1, 0.9, 1.3})
      symmetric = symmetric && std::abs(line.value(1.5 + r, 1.5) - line.value(1.5 - r, 1.5)) < 1e-9;
    zero = zero && line.value(1.5, 1.5) == 0;
  }
  EXPECT_EQ(symmetric, facts().symmetric) << loss().id;
  EXPECT_EQ(zero, facts().zero_at_target) << loss().id;
}

TEST_P(FactsOf, Kinks) {
  if (!pointwise()) return;
  Line line(loss(), {});
  const bool real = loss().target == Target::Real;
  const double target = real ? 0.7234 : 1;
  const auto jump = [&](double at) {
    const double x = real ? target + at : at;
    return std::abs(line.gradient(x + 1e-9, target) - line.gradient(x - 1e-9, target));
  };
  for (const double k : facts().kinks) EXPECT_GT(jump(k), 1e-3) << loss().id << " has no kink at " << k;
  for (int i = -120; i <= 120; ++i) {
    const double at = 0.05 * i;
    bool declared = false;
    for (const double k : facts().kinks) declared = declared || std::abs(k - at) < 1e-6;
    if (!declared) {
      EXPECT_LT(jump(at), 1e-4) << loss().id << " has a kink at " << at;
    }
  }
}

// Where class 1 has probability q, the expected slope is 0 at the score whose link gives q.
TEST_P(FactsOf, Propriety) {
  if (labelled()) {
    Line line(loss(), {});
    const double no = loss().target == Target::Binary ? 0 : -1;
    bool proper = true;
    for (const double q : {0.1, 0.35, 0.5, 0.8}) {
      const double x = std::log(q / (1 - q));
      const auto slope = [&](double at) {
        return q * line.gradient(at, 1) + (1 - q) * line.gradient(at, no);
      };
      proper = proper && std::abs(slope(x)) < 1e-9 && slope(x + 0.5) > 1e-6;
    }
    EXPECT_EQ(proper, facts().proper) << loss().id;
  }
  if (loss().target == Target::Class) {
    BuiltLoss b(loss(), usual_extents(1), {}, Shape{1, 1}, true);
    const Value slope = grad(b.value, b.inputs[0]);
    const std::vector<double> q{0.2, 0.5, 0.3};
    b.in["prediction"] = {std::log(q[0]), std::log(q[1]), std::log(q[2])};
    std::vector<double> expected(3, 0.0);
    for (size_t y = 0; y < 3; ++y) {
      b.in["target"] = {static_cast<double>(y)};
      const std::vector<double> g = evaluate(slope, b.in);
      for (size_t c = 0; c < 3; ++c) expected[c] += q[y] * g[c];
    }
    const double worst = std::max({std::abs(expected[0]), std::abs(expected[1]), std::abs(expected[2])});
    b.in["prediction"][0] += 0.5;  // a gradient that is 0 everywhere proves nothing
    double beside = 0;
    for (double g : evaluate(slope, b.in)) beside += std::abs(g);
    EXPECT_EQ(worst < 1e-9 && beside > 1e-6, facts().proper) << loss().id;
  }
  if (loss().target == Target::Real) {  // the mean of 0 (3 in 4) and 2 (1 in 4) is 0.5
    Line line(loss(), {});
    EXPECT_EQ(std::abs(0.75 * line.gradient(0.5, 0) + 0.25 * line.gradient(0.5, 2)) < 1e-9, facts().proper)
        << loss().id;
  }
}

TEST_P(FactsOf, Calibration) {
  if (!labelled()) return;
  Line line(loss(), {});
  const double no = loss().target == Target::Binary ? 0 : -1;
  bool calibrated = true;
  for (const double q : {0.6, 0.8, 0.95}) {
    double above = INFINITY, below = INFINITY;
    for (int i = -400; i <= 400; ++i) {
      const double x = 0.05 * i, risk = q * line.value(x, 1) + (1 - q) * line.value(x, no);
      double& best = x > 0 ? above : below;
      best = std::min(best, risk);
    }
    calibrated = calibrated && above < below - 1e-12;
  }
  EXPECT_EQ(calibrated, facts().calibrated) << loss().id;
}

std::vector<const Loss*> list() { return {all_losses().begin(), all_losses().end()}; }
INSTANTIATE_TEST_SUITE_P(Losses, FactsOf, ::testing::ValuesIn(list()),
                         [](const auto& p) { return p.param->id; });

}  // namespace
}  // namespace losscape
