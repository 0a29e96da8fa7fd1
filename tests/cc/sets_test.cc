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

double deviation_of(const std::vector<double>& values) {
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

DataSet clean(const char* id, int samples, std::uint64_t seed = 1) {
  Knobs knobs = defaults_of(find_data(id));
  knobs.noise = 0;
  knobs.samples = samples;
  knobs.seed = seed;
  return make_data(find_data(id), knobs);
}

TEST(Generators, SineTasksDifferBySeedAndHoldWithinOne) {
  std::vector<double> amplitudes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const DataSet data = clean("sine_task", 400, seed);
    // Least squares of y on sin and cos: exact for a sine of any amplitude and phase.
    double ss = 0, cc = 0, sc = 0, ys = 0, yc = 0;
    for (int i = 0; i < data.n; ++i) {
      const double s = std::sin(data.x[i]), c = std::cos(data.x[i]);
      ss += s * s, cc += c * c, sc += s * c, ys += data.y[i] * s, yc += data.y[i] * c;
    }
    const double d = ss * cc - sc * sc, a = (ys * cc - yc * sc) / d, b = (yc * ss - ys * sc) / d;
    for (int i = 0; i < data.n; ++i)
      ASSERT_NEAR(data.y[i], a * std::sin(data.x[i]) + b * std::cos(data.x[i]), 1e-5);
    amplitudes.push_back(std::hypot(a, b));
  }
  const auto [low, high] = std::minmax_element(amplitudes.begin(), amplitudes.end());
  EXPECT_TRUE(*low >= 0.5 && *low < 0.9 && *high <= 2 && *high > 1.6) << *low << " to " << *high;
}

TEST(Generators, HenonFollowsItsRecurrenceInTime) {
  const DataSet data = clean("henon", 500);
  for (int i = 0; i < data.n; ++i) {
    EXPECT_NEAR(data.y[i], 1 - 1.4 * data.x[i] * data.x[i] + 0.3 * data.input(1)[i], 1e-5);
    if (i == 0) continue;
    EXPECT_EQ(data.input(0)[i], data.y[i - 1]);
    EXPECT_EQ(data.input(1)[i], data.input(0)[i - 1]);
  }
}

TEST(Generators, MarkovTextHasTheEntropyItSays) {
  const DataSet data = clean("markov_text", 10000);
  double pairs[5][5] = {}, follows = 0;
  for (int i = 0; i < data.n; ++i) {
    int before = -1, last = -1;
    for (int letter = 0; letter < 5; ++letter) {
      if (data.input(letter)[i] == 1) before = letter;
      if (data.input(5 + letter)[i] == 1) last = letter;
    }
    ASSERT_TRUE(before >= 0 && last >= 0);
    ++pairs[before][last];
    follows += (before + last) % 5 == static_cast<int>(data.y[i]);
  }
  for (const auto& row : pairs) {
    for (double count : row) EXPECT_NEAR(count, 400, 80);
  }
  EXPECT_NEAR(follows / data.n, 0.76, 0.015);
  EXPECT_NEAR(-0.76 * std::log(0.76) - 0.24 * std::log(0.06), 0.884, 5e-4);
}

TEST(Generators, RatingsAreOfRankTwo) {
  const DataSet data = clean("ratings", 10000);
  double stars[12][9];
  std::fill(&stars[0][0], &stars[0][0] + 108, -1);
  for (int i = 0; i < data.n; ++i) {
    int who = -1, film = -1, ones = 0;
    for (int k = 0; k < 21; ++k) {
      if (data.input(k)[i] == 0) continue;
      (k < 12 ? who : film) = k < 12 ? k : k - 12;
      ++ones;
    }
    ASSERT_EQ(ones, 2);
    double& known = stars[who][film];
    if (known >= 0) {
      ASSERT_EQ(known, data.y[i]);
    }
    known = data.y[i];
    ASSERT_TRUE(known >= 1 && known <= 5);
  }
  // Every 3 × 3 minor of what is not cut off vanishes once the mean of 3 is taken away.
  int minors = 0;
  for (int p = 0; p + 2 < 12; ++p) {
    for (int f = 0; f + 2 < 9; ++f) {
      double m[3][3];
      bool inside = true;
      for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
          m[i][j] = stars[p + i][f + j] - 3;
          inside = inside && std::fabs(m[i][j]) < 2;
        }
      }
      if (!inside) continue;
      ++minors;
      EXPECT_NEAR(m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) -
                      m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0]) +
                      m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0]),
                  0, 1e-5);
    }
  }
  EXPECT_GT(minors, 10);
}

TEST(Generators, ShapesAreImagesThatDiffer) {
  const DataSet data = clean("shapes", 300);
  EXPECT_EQ(data.image, (std::array<int, 3>{1, 10, 10}));
  for (int i = 0; i < data.n; ++i) {
    double ink = 0;
    for (int k = 0; k < 100; ++k) {
      const float pixel = data.input(k)[i];
      ASSERT_TRUE(pixel == 0 || pixel == 1);
      ink += pixel;
    }
    EXPECT_TRUE(ink >= 4 && ink <= 60) << ink;
  }
}

TEST(Generators, QubitsDrivingAndDensitiesLieWhereTheyShould) {
  const DataSet qubits = clean("qubits", 1000), driving = clean("driving", 1000);
  for (int i = 0; i < 1000; ++i) {
    const double length = std::hypot(qubits.input(0)[i], std::hypot(qubits.input(1)[i], qubits.input(2)[i]));
    if (qubits.y[i] == 1) {
      EXPECT_NEAR(length, 1, 1e-6);
    } else {
      EXPECT_LE(length, 0.7 + 1e-6);
    }
    const double turn = driving.input(2)[i] - 0.8 * driving.input(0)[i] - 1.2 * driving.input(1)[i];
    EXPECT_NEAR(driving.y[i], std::clamp(turn, -1.0, 1.0), 1e-5);
  }
  for (const char* id : {"gaussian_ring", "gaussian_grid", "swiss_roll"}) {
    const DataSet data = clean(id, 2000);
    double least = 10, most = -10;
    for (int i = 0; i < data.n; ++i) {
      const double x1 = data.input(0)[i], x2 = data.input(1)[i];
      if (data.y[i] == 0) {
        least = std::min({least, x1, x2});
        most = std::max({most, x1, x2});
        continue;
      }
      double from = 10;
      if (std::string(id) == "gaussian_grid") from = std::hypot(x1 - std::round(x1), x2 - std::round(x2));
      if (std::string(id) == "gaussian_ring") {
        for (int k = 0; k < 8; ++k)
          from = std::min(from, std::hypot(x1 - std::cos(kPi / 4 * k), x2 - std::sin(kPi / 4 * k)));
      }
      if (std::string(id) == "swiss_roll") {
        const double radius = std::hypot(x1, x2), along = (2.4 * radius - 1) / 2;
        const double angle = 2 * kPi * (0.75 + 1.5 * along);
        from = std::hypot(x1 - radius * std::cos(angle), x2 - radius * std::sin(angle));
      }
      ASSERT_LT(from, 0.3) << id;
    }
    EXPECT_NEAR(least, -1.3, 0.01);
    EXPECT_NEAR(most, 1.3, 0.01);
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
  std::vector<double> near, far;  // residuals at x < 0.2 and x > 1.8, where the spread is about 0.2 and 2
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
