// SPDX-License-Identifier: Apache-2.0
#include "data/sets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "data/split.h"

namespace losscape {
namespace {

Knobs defaults_of(const DataEntry& entry) { return resolved_knobs(entry, {}, 1); }

double deviation_of(const std::vector<float>& values) {
  return Standardiser::fit(values, static_cast<int>(values.size())).scale[0];
}

// How far a clean sample is from where its class (or target) says it must lie; 0 inside an area.
struct Truth {
  const char* id;
  double (*distance)(double x1, double x2, double y);
};
const double kPi = 3.14159265358979;
const Truth kTruths[] = {
    {"line", [](double x, double, double y) { return std::fabs(y - (0.8 * x + 0.2)); }},
    {"sine", [](double x, double, double y) { return std::fabs(y - std::sin(x)); }},
    {"step", [](double x, double, double y) { return std::fabs(y - (x < 0 ? -1 : 1)); }},
    {"heteroscedastic", [](double x, double, double y) { return std::fabs(y - x); }},
    {"plane", [](double x1, double x2, double y) { return std::fabs(y - (0.7 * x1 - 0.4 * x2 + 0.1)); }},
    {"moons",
     [](double x1, double x2, double y) {
       const double upper = std::fabs(std::hypot(x1, x2) - 1) + (x2 < -1e-6);
       const double lower = std::fabs(std::hypot(x1 - 1, x2 - 0.5) - 1) + (x2 > 0.5 + 1e-6);
       return y == 0 ? upper : lower;
     }},
    {"circles",
     [](double x1, double x2, double y) { return std::fabs(std::hypot(x1, x2) - (y == 0 ? 1 : 0.5)); }},
    {"xor",
     [](double x1, double x2, double y) {
       const bool inside = std::max(std::fabs(x1), std::fabs(x2)) <= 1;
       return (x1 * x2 > 0) == (y == 0) && inside ? 0.0 : 1.0;
     }},
    {"gaussians",
     [](double x1, double x2, double y) {
       const double centre = y == 0 ? -1 : 1;
       return std::hypot(x1 - centre, x2 - centre);
     }},
    {"spiral",
     [](double x1, double x2, double y) {
       const double radius = std::hypot(x1, x2), along = (radius - 0.05) / 0.95;
       const double angle = 2 * kPi * (1.75 * along + 0.5 * y);
       return std::hypot(x1 - radius * std::cos(angle), x2 - radius * std::sin(angle));
     }},
    {"checkerboard",
     [](double x1, double x2, double y) {
       const int column = static_cast<int>(std::floor(2 * x1 + 2)),
                 row = static_cast<int>(std::floor(2 * x2 + 2));
       const bool inside = std::min(column, row) >= 0 && std::max(column, row) < 4;
       return (column + row) % 2 == y && inside ? 0.0 : 1.0;
     }},
    {"rings", [](double x1, double x2, double y) { return std::fabs(std::hypot(x1, x2) - (y + 1) / 3); }},
    {"blobs",
     [](double x1, double x2, double y) {
       const double angle = kPi / 2 + 2 * kPi / 3 * y;
       return std::hypot(x1 - std::cos(angle), x2 - std::sin(angle));
     }},
};

TEST(Generators, CleanSamplesLieWhereTheirClassSays) {
  for (const Truth& truth : kTruths) {
    Knobs knobs = defaults_of(find_data(truth.id));
    knobs.noise = 0;
    const DataSet data = make_data(find_data(truth.id), knobs);
    for (int i = 0; i < data.n; ++i) {
      const double x2 = data.inputs.size() > 1 ? data.input(1)[i] : 0;
      ASSERT_LT(truth.distance(data.input(0)[i], x2, data.y[i]), 1e-5) << truth.id << " sample " << i;
    }
  }
}

TEST(Generators, FillTheirRange) {
  const auto range_of = [](const char* id, int input) {
    Knobs knobs = defaults_of(find_data(id));
    knobs.samples = 5000;
    knobs.noise = 0;
    const DataSet data = make_data(find_data(id), knobs);
    const auto [low, high] = std::minmax_element(data.input(input).begin(), data.input(input).end());
    return std::pair<float, float>(*low, *high);
  };
  const struct {
    const char* id;
    int input;
    double low, high;
  } cases[] = {{"line", 0, -1, 1},           {"sine", 0, -3.14159, 3.14159},
               {"heteroscedastic", 0, 0, 2}, {"plane", 1, -1, 1},
               {"moons", 0, -1, 2},          {"moons", 1, -0.5, 1},
               {"circles", 1, -1, 1},        {"xor", 0, -1, 1},
               {"checkerboard", 1, -1, 1},   {"rings", 0, -1, 1}};
  for (const auto& c : cases) {
    const auto [low, high] = range_of(c.id, c.input);
    EXPECT_NEAR(low, c.low, 0.01) << c.id;
    EXPECT_NEAR(high, c.high, 0.01) << c.id;
  }
}

TEST(Generators, GrowingNoiseGrows) {
  Knobs knobs = defaults_of(find_data("heteroscedastic"));
  knobs.samples = 10000;
  knobs.noise = 0.5;
  const DataSet data = make_data(find_data("heteroscedastic"), knobs);
  std::vector<float> near, far;  // residuals at x < 0.2 and x > 1.8, where the spread is about 0.2 and 2
  for (int i = 0; i < data.n; ++i) {
    if (data.x[i] < 0.2f) near.push_back(data.y[i] - data.x[i]);
    if (data.x[i] > 1.8f) far.push_back(data.y[i] - data.x[i]);
  }
  EXPECT_NEAR(deviation_of(near), 0.1, 0.012);
  EXPECT_NEAR(deviation_of(far), 1.0, 0.08);
}

std::vector<int> class_counts(const DataSet& data) {
  std::vector<int> counts(data.classes, 0);
  if (data.task == Task::Regression) return counts;
  for (float label : data.y) ++counts.at(static_cast<std::size_t>(label));
  return counts;
}

TEST(RealTables, RowsKeptAndDroppedAddUpToTheSource) {
  const struct {
    const char* id;
    int kept, dropped;
    std::vector<int> classes;
  } tables[] = {{"cars", 392, 14, {}},
                {"co2", 741, 0, {}},
                {"penguins", 342, 2, {151, 68, 123}},
                {"penguin_sex", 333, 11, {165, 168}}};
  for (const auto& expected : tables) {
    const DataEntry& entry = find_data(expected.id);
    const DataSet data = make_data(entry, defaults_of(entry));
    EXPECT_EQ(data.n, expected.kept);
    EXPECT_EQ(entry.dropped, expected.dropped);
    EXPECT_EQ(class_counts(data), expected.classes);
  }
  const DataSet penguins = make_data(find_data("penguins"), defaults_of(find_data("penguins")));
  EXPECT_EQ(penguins.class_names, (std::vector<std::string>{"Adelie", "Chinstrap", "Gentoo"}));
  EXPECT_EQ(penguins.input(0)[0], 39.1f);
  EXPECT_EQ(penguins.input(1)[0], 18.7f);
  const DataSet co2 = make_data(find_data("co2"), defaults_of(find_data("co2")));
  EXPECT_EQ(co2.x.front(), 1958.208f);
  EXPECT_EQ(co2.y.back(), 416.18f);
  EXPECT_TRUE(std::is_sorted(co2.x.begin(), co2.x.end()));
}

}  // namespace
}  // namespace losscape
