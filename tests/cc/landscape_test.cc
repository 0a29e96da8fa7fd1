// SPDX-License-Identifier: Apache-2.0
// Slices through weight space against closed forms, and against what the trainer itself says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "error.h"
#include "landscape/surface.h"
#include "random.h"

namespace losscape {
namespace {

// A line with a slope and an intercept: the loss is a quadratic of two weights.
Spec line() {
  Spec s;
  s.data = "line";
  s.hidden = {};
  s.losses = {{"mse", {}}};
  s.knobs = {{"samples", 60}};
  s.seed = 3;
  return s;
}

Spec net() {
  Spec s;
  s.data = "moons";
  s.hidden = {6, 4};
  s.losses = {{"binary_cross_entropy_with_logits", {}}, {"sigmoid_focal", {}}};
  s.knobs = {{"samples", 90}};
  return s;
}

void finish(Surface& s) {
  while (s.work(50) < 1) continue;
}

// Mean of (w x + b − y)² over the training part with its Hessian [xx, x, 1].
struct Quadratic {
  std::vector<double> x, y;
  double variance;  // of the target: the model's numbers are without its unit, the loss has it squared
  explicit Quadratic(const Trainer& t) {
    const DataSet& d = t.data();
    const auto xs = Standardiser::fit(d.x, d.n, t.parts()).transform(d.x, d.n);
    const Standardiser target = Standardiser::fit(d.y, d.n, t.parts());
    const auto ys = target.transform(d.y, d.n);
    variance = target.scale[0] * target.scale[0];
    for (size_t i = 0; i < xs.size(); ++i) {
      if (t.parts()[i] != 0) continue;
      x.push_back(static_cast<double>(xs[i]));
      y.push_back(static_cast<double>(ys[i]));
    }
  }
  double value(double w, double b) const {
    double sum = 0;
    for (size_t i = 0; i < x.size(); ++i) sum += (w * x[i] + b - y[i]) * (w * x[i] + b - y[i]);
    return variance * sum / static_cast<double>(x.size());
  }
  std::array<double, 2> gradient(double w, double b) const {
    std::array<double, 2> sum{};
    for (size_t i = 0; i < x.size(); ++i) {
      const double e = 2 * variance * (w * x[i] + b - y[i]) / static_cast<double>(x.size());
      sum[0] += e * x[i];
      sum[1] += e;
    }
    return sum;
  }
};

TEST(Landscape, QuadraticIsTheClosedFormWithItsGradient) {
  Trainer t(line());
  const Quadratic exact(t);
  t.step(20);
  for (Directions axes : {Directions::Random, Directions::Principal, Directions::Curvature}) {
    Surface s(t, 0, {.directions = axes, .size = 9, .arrows = 4});
    finish(s);
    const auto theta = t.lane(0).parameters();
    const auto at = [&](double i, double j) {
      const double x = s.scales()[0].first + i * s.scales()[0].step,
                   y = s.scales()[1].first + j * s.scales()[1].step;
      std::array<double, 2> w{};
      for (size_t p = 0; p < 2; ++p)
        w[p] = static_cast<double>(theta[p]) + x * s.plane()[0][p] + y * s.plane()[1][p];
      return w;
    };
    for (size_t i = 0; i < 81; ++i) {
      const auto [w, b] = at(static_cast<double>(i % 9), static_cast<double>(i / 9));
      const double value = exact.value(w, b);
      EXPECT_NEAR(static_cast<double>(s.losses()[i]), value, 1e-5 * (1 + value)) << i;
    }
    for (size_t i = 0; i < 16; ++i) {
      const auto [w, b] = at((static_cast<double>(i % 4) + 0.5) * 2, (static_cast<double>(i / 4) + 0.5) * 2);
      const std::array<double, 2> g = exact.gradient(w, b);
      for (size_t axis = 0; axis < 2; ++axis) {
        const Direction& d = s.plane()[axis];
        const double expected = -(g[0] * d[0] + g[1] * d[1]) / (d[0] * d[0] + d[1] * d[1]);
        EXPECT_NEAR(static_cast<double>(s.descents()[axis * 16 + i]), expected,
                    1e-4 * (1 + std::abs(expected)));
      }
    }
  }
}

TEST(Landscape, CentreIsTheTrainLossBitForBit) {
  std::vector<Spec> specs{line(), net(), net(), net()};
  specs[2].optimizer_options = {{"ema", 0.9}};
  specs[3].losses[0].composite = {.weight = 0.5, .terms = {{"sigmoid_focal", {}, 0.7}, {"l2", {}, 0.01}}};
  for (size_t i = 0; i < specs.size(); ++i) {
    Trainer t(specs[i]);
    t.step(25);
    const auto expected = static_cast<float>(t.status(0).train_loss);
    for (Directions axes : {Directions::Random, Directions::Principal, Directions::Curvature}) {
      Surface s(t, 0, {.directions = axes, .size = 7, .arrows = 0});
      finish(s);
      const size_t centre = static_cast<size_t>(s.scales()[1].here * 7 + s.scales()[0].here);
      EXPECT_EQ(s.losses()[centre], expected) << i << " " << static_cast<int>(axes);
      EXPECT_NE(s.losses()[(centre + 1) % 49], expected);
    }
  }
}

TEST(Landscape, TracksEndWhereTheLaneIsAndSharesAddUp) {
  Trainer t(line());
  t.step(40);
  Surface s(t, 0, {.directions = Directions::Principal, .size = 5, .arrows = 0});
  const Surface::Track& track = s.tracks()[0];
  ASSERT_EQ(track.steps.size(), 41U);
  EXPECT_EQ(track.steps.back(), 40U);
  EXPECT_EQ(track.x.back(), 0.0F);
  EXPECT_EQ(track.y.back(), 0.0F);
  EXPECT_LT(track.x.front(), 0.0F) << "a path runs from left to right";
  EXPECT_GE(s.scales()[0].share, s.scales()[1].share);
  EXPECT_NEAR(s.scales()[0].share + s.scales()[1].share, 1, 1e-6) << "two weights lie in one plane";
  for (size_t axis = 0; axis < 2; ++axis) {
    const Surface::Scale& scale = s.scales()[axis];
    EXPECT_NEAR(scale.first + scale.here * scale.step, 0, 1e-12);
    for (float v : axis == 0 ? track.x : track.y) {
      EXPECT_GE(v, scale.first);
      EXPECT_LE(v, scale.first + 4 * scale.step);
    }
  }
  // Distances in the plane are distances of the weights.
  const Trainer::Path path = t.path(0);
  const double dw = static_cast<double>(path.weights[0]) - static_cast<double>(path.weights[80]),
               db = static_cast<double>(path.weights[1]) - static_cast<double>(path.weights[81]);
  EXPECT_NEAR(std::hypot(track.x[0], track.y[0]), std::hypot(dw, db), 1e-5);
}

// The layout of a kept state changes with the optimiser; the weights in it are found all the same.
TEST(Landscape, PathGoesOnOverAChangeOfOptimiser) {
  Trainer t(net());
  t.step(10);
  const auto there = t.lane(0).parameters();
  LaneSetup next = t.setup(0);
  next.optimizer = "sgd";
  next.optimizer_params = {};
  t.set_lane(0, next);
  t.step(10);
  const Trainer::Path path = t.path(0);
  ASSERT_EQ(path.steps.size(), 21U);
  const auto at = path.weights.begin() + static_cast<std::ptrdiff_t>(10 * there.size());
  EXPECT_EQ(std::vector<float>(at, at + static_cast<std::ptrdiff_t>(there.size())), there);
  EXPECT_TRUE(std::equal(path.weights.end() - static_cast<std::ptrdiff_t>(there.size()), path.weights.end(),
                         t.lane(0).parameters().begin()));
  t.seek(5);
  EXPECT_EQ(t.path(0).steps.back(), 5U);
}

TEST(Landscape, PrincipalPlaneOfAMadeTrajectory) {
  constexpr size_t kParameters = 50, kSteps = 30;
  Direction u(kParameters), v(kParameters);
  u[3] = 0.6, u[7] = 0.8, v[20] = 1;
  std::vector<float> trajectory;
  for (size_t t = 0; t < kSteps; ++t) {
    const double a = static_cast<double>(t) - 14.5, b = t % 2 == 0 ? 2 : -2;
    for (size_t i = 0; i < kParameters; ++i)
      trajectory.push_back(static_cast<float>(5 + a * u[i] + b * v[i]));
  }
  const Principal found = principal_plane(trajectory, kParameters, 1);
  // The variance of 0 … 29 is (30² − 1)/12; a and b hardly go together.
  EXPECT_NEAR(found.variance[0], 899.0 / 12, 0.05);
  EXPECT_NEAR(found.variance[1], 4, 0.05);
  EXPECT_NEAR(found.total, 899.0 / 12 + 4, 1e-3);
  EXPECT_NEAR(std::abs(dot(found.plane[0], u)), 1, 1e-3);
  EXPECT_NEAR(std::abs(dot(found.plane[1], v)), 1, 1e-3);
  EXPECT_NEAR(dot(found.plane[0], found.plane[1]), 0, 1e-9);
}

TEST(Landscape, LanczosFindsTheEndsOfASpectrum) {
  for (const std::vector<double>& values : {std::vector<double>{9, 9, 1, 0, -4}, {-3, -1, -2}, {0, 0}}) {
    Lanczos l(values.size(), 40, 5);
    while (!l.done()) {
      Direction product = l.ask();
      for (size_t i = 0; i < product.size(); ++i) product[i] *= values[i];
      l.answer(product);
    }
    std::vector<double> sorted = values;
    std::sort(sorted.rbegin(), sorted.rend());
    const auto pairs = l.largest(2);
    for (size_t k = 0; k < 2; ++k) {
      EXPECT_NEAR(pairs[k].value, sorted[k], 1e-9);
      for (size_t i = 0; i < values.size(); ++i)
        EXPECT_NEAR(values[i] * pairs[k].vector[i], sorted[k] * pairs[k].vector[i], 1e-7);
    }
    EXPECT_NEAR(dot(pairs[0].vector, pairs[1].vector), 0, 1e-9);
  }
}

TEST(Landscape, EigenvaluesOfAKnownHessian) {
  Spec spec = line();
  const Trainer plain(spec);
  for (int i = 0; i < 12; ++i)
    spec.edits.push_back({i, {40}, {}});  // off the scale, so that its mean is not 0
  Trainer t(spec);
  const DataSet& before = plain.data();
  const auto x = Standardiser::fit(before.x, before.n, plain.parts()).transform(t.data().x, t.data().n);
  double mean = 0, square = 0, count = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (t.parts()[i] != 0) continue;
    mean += static_cast<double>(x[i]);
    square += static_cast<double>(x[i]) * static_cast<double>(x[i]);
    count += 1;
  }
  mean /= count, square /= count;
  ASSERT_GT(mean, 0.5);
  // 2·[[mean x², mean x], [mean x, 1]], times the target's variance
  const double unit = Standardiser::fit(before.y, before.n, plain.parts()).scale[0], variance = unit * unit;
  const double root = std::hypot(square - 1, 2 * mean);
  Surface s(t, 0, {.directions = Directions::Curvature, .size = 3, .arrows = 0});
  finish(s);
  EXPECT_NEAR(s.scales()[0].eigenvalue, variance * (square + 1 + root), 1e-4 * variance * square);
  EXPECT_NEAR(s.scales()[1].eigenvalue, variance * (square + 1 - root), 1e-4 * variance * square);
}

TEST(Landscape, RandomDirectionsHaveTheLengthOfEachFilter) {
  Spec spec = net();
  spec.layers = {{"dense", {{"units", 6}}, "", true}, {"dense", {{"units", 4}}, "", false}};
  Trainer t(spec);
  t.step(30);
  const auto theta = t.lane(0).judged();
  const auto declared = t.lane(0).declared();
  const Plane a = random_plane(declared, theta, 7), again = random_plane(declared, theta, 7),
              other = random_plane(declared, theta, 8);
  EXPECT_EQ(a[0], again[0]);
  EXPECT_NE(a[0], other[0]);
  EXPECT_NEAR(dot(a[0], a[1]), 0, 1e-9);
  EXPECT_NEAR(dot(a[0], a[0]), dot(a[1], a[1]), 1e-9);
  size_t frozen = 0;
  for (const ParameterInfo& p : declared) {
    const auto size = static_cast<size_t>(p.shape.size());
    const size_t length = p.shape[0] < p.shape.size() ? size / static_cast<size_t>(p.shape[0]) : size;
    for (size_t f = 0; f < size; f += length) {
      double drawn = 0, weights = 0;
      for (size_t i = static_cast<size_t>(p.offset) + f; i < static_cast<size_t>(p.offset) + f + length;
           ++i) {
        drawn += a[0][i] * a[0][i];
        weights += static_cast<double>(theta[i]) * static_cast<double>(theta[i]);
      }
      EXPECT_NEAR(drawn, p.frozen ? 0 : weights, 1e-9 * (1 + weights)) << p.name;
    }
    frozen += p.frozen;
  }
  EXPECT_EQ(frozen, 2U) << "one layer is frozen: weight and bias";
}

TEST(Landscape, TheRunGoesOnMeanwhile) {
  Trainer t(net()), still(net());
  t.step(30);
  still.step(30);
  Surface a(t, 1, {.directions = Directions::Principal, .size = 9, .arrows = 3}),
      b(still, 1, {.directions = Directions::Principal, .size = 9, .arrows = 3});
  while (a.work(7) < 1) t.step(3);
  finish(b);
  EXPECT_EQ(a.losses(), b.losses());
  EXPECT_EQ(a.descents(), b.descents());
  EXPECT_EQ(a.tracks().size(), 2U);
  still.step(t.steps() - still.steps());
  EXPECT_EQ(t.lane(1).parameters(), still.lane(1).parameters()) << "looking around changes nothing";
}

TEST(Landscape, SaysWhatIsWrong) {
  const auto message = [](Trainer& t, const SurfaceRequest& request) -> std::string {
    try {
      Surface s(t, 0, request);
      finish(s);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  Trainer fresh(line());
  EXPECT_NE(message(fresh, {.directions = Directions::Principal}).find("has not moved yet"),
            std::string::npos);
  EXPECT_NE(message(fresh, {.size = 2}).find("size must be in [3, 101], got 2"), std::string::npos);
  EXPECT_NE(message(fresh, {.span = 0}).find("span must be in"), std::string::npos);
  Spec wild = line();
  wild.optimizer = "sgd";
  wild.learning_rate = 10;
  Trainer lost(wild);
  lost.step(4000);
  ASSERT_GE(lost.diverged_at(0), 0);
  EXPECT_NE(message(lost, {}).find("diverged at step"), std::string::npos);
  lost.seek(3);
  EXPECT_EQ(message(lost, {}), "") << "before it diverged there is a surface";
}

}  // namespace
}  // namespace losscape
