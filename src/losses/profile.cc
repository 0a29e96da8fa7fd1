// SPDX-License-Identifier: Apache-2.0
#include "losses/profile.h"

#include <cmath>

#include "exec/plan.h"
#include "ir/grad.h"
#include "ir/reference.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr double kClasses = 3;

/// One sample of a loss with its derivatives, to be evaluated anywhere.
class Probe {
 public:
  explicit Probe(const Loss& loss) : loss_(loss) {
    std::vector<Value> inputs;
    std::vector<double> numbers;
    for (const LossInput& in : loss.inputs) {
      const bool row = std::string_view(in.dims) != "CN";
      inputs.push_back(in.optional ? Value{}
                                   : graph_.input(in.id, Shape{row ? 1 : static_cast<int>(kClasses), 1}));
    }
    for (const Parameter& p : loss.params) {
      numbers.push_back(p.value);
      at_[p.id] = {p.value};
    }
    const Value value = loss.build(loss_args(graph_, loss, inputs, numbers)), x = inputs[0];
    slope_ = grad(value, x);
    direction_ = graph_.input("direction", x.shape());
    bend_ = hessian_vector(value, x, direction_);
  }

  /// Length of the gradient at distance r; the side is +1 or −1 and matters for real targets alone.
  double slope(double r, double side) {
    place(r, side, 1);
    double squares = 0;
    for (double g : evaluate(slope_, at_)) squares += g * g;
    return std::sqrt(squares);
  }
  double worse_slope(double r) {
    const double up = slope(r, 1);
    if (loss_.target != Target::Real) return up;
    const double down = slope(r, -1);
    if (!std::isfinite(up) || !std::isfinite(down)) return std::isfinite(up) ? up : down;
    return std::max(up, down);
  }

  /// Curvature of the expected loss, `away` from where it is asked for.
  double curvature(double away) {
    double total = 0;
    const bool real = loss_.target == Target::Real, classes = loss_.target == Target::Class;
    const std::vector<double> labels = real                             ? std::vector<double>{1}
                                       : classes                        ? std::vector<double>{0, 1, 2}
                                       : loss_.target == Target::Binary ? std::vector<double>{0, 1}
                                                                        : std::vector<double>{-1, 1};
    for (const double label : labels) {
      // Two of the classes against one another: logits (a, −a, 0)/√2.
      const double half = std::sqrt(0.5);
      at_["prediction"] = real      ? std::vector<double>{label + away}
                          : classes ? std::vector<double>{half * away, -half * away, 0}
                                    : std::vector<double>{away};
      at_["target"] = {label};
      const std::vector<double> d = classes ? std::vector<double>{half, -half, 0} : std::vector<double>{1};
      at_["direction"] = d;
      const std::vector<double> bent = evaluate(bend_, at_);
      for (size_t i = 0; i < d.size(); ++i) total += d[i] * bent[i];
    }
    return total / static_cast<double>(labels.size());
  }

 private:
  void place(double r, double side, double target) {
    at_["target"] = {target};
    switch (loss_.target) {
      case Target::Real:
        at_["prediction"] = {target + side * r};
        break;
      case Target::Class:
        at_["target"] = {0};
        at_["prediction"] = {0, r, 0};
        break;
      default:
        at_["prediction"] = {-r};
    }
  }

  const Loss& loss_;
  Graph graph_;
  Value slope_, direction_, bend_;
  ReferenceInputs at_;
};

// Batches of 32 with 8 of everything else.
int instructions_of(const Loss& loss) {
  Graph g;
  std::vector<Value> inputs, by;
  std::vector<double> numbers;
  for (const LossInput& in : loss.inputs) {
    std::vector<int> extents;
    for (const char* d = in.dims; *d; ++d)
      extents.push_back(*d == '*' || *d == 'N' ? 32 : *d >= '0' && *d <= '9' ? *d - '0' : 8);
    inputs.push_back(in.optional ? Value{} : g.input(in.id, Shape(std::span<const int>(extents))));
    if (in.role == Role::Prediction && !in.optional) by.push_back(inputs.back());
  }
  for (const Parameter& p : loss.params) numbers.push_back(p.value);
  const Value value = reduced(loss_args(g, loss, inputs, numbers), Reduction::Mean);
  std::vector<Output> outputs{{"value", value}};
  const std::vector<Value> slopes = grad(value, by);
  for (size_t i = 0; i < slopes.size(); ++i) outputs.push_back({"d" + std::to_string(i), slopes[i]});
  return static_cast<int>(plan(g, outputs).instructions.size());
}

}  // namespace

LossProfile profile_of(const Loss& loss) {
  LossProfile out;
  out.instructions = instructions_of(loss);
  if (loss.target == Target::None) return out;
  out.measured = true;
  Probe probe(loss);
  for (size_t i = 0; i < kDistances.size(); ++i) out.influence[i] = probe.worse_slope(kDistances[i]);
  const double far = out.influence.back(), farther = probe.worse_slope(1e6);
  if (!std::isfinite(far) || !std::isfinite(farther) || farther > 1.1 * far)
    out.limit = Limit::Grows;
  else
    out.limit = farther > 0.9 * far && far > 0 ? Limit::Constant : Limit::Vanishes;
  // Twenty-four distances a decade: a hump between two of them is met within a few per cent of its height.
  for (int step = -144; step <= 144; ++step) {
    const double slope = probe.worse_slope(std::pow(10.0, step / 24.0));
    if (std::isfinite(slope)) out.bound = std::max(out.bound, slope);
    if (loss.target == Target::Real) continue;
    const double right = probe.slope(-std::pow(10.0, step / 24.0), 1);
    if (std::isfinite(right)) out.bound = std::max(out.bound, right);
  }
  if (out.limit == Limit::Grows) out.bound = HUGE_VAL;
  out.curvature = probe.curvature(0);
  out.curvature_at_1 = probe.curvature(1);
  return out;
}

const char* name_of(Limit limit) {
  return limit == Limit::Grows ? "grows" : limit == Limit::Constant ? "constant" : "vanishes";
}

}  // namespace losscape
