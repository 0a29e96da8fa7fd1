// SPDX-License-Identifier: Apache-2.0
#include "data/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "error.h"

namespace losscape {
namespace {

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

DataSet of_size(int n) {
  DataSet data{.n = n};
  data.x.resize(n);
  data.y.resize(n);
  return data;
}

TEST(Split, TakesItsShareByChanceAndLeavesNoPartEmpty) {
  for (int n : {1, 2, 3, 10, 1000}) {
    for (double fraction : {0.0, 0.25, 0.8, 1.0}) {
      const std::vector<std::uint8_t> part = split(of_size(n), fraction, 5);
      ASSERT_EQ(part.size(), static_cast<std::size_t>(n));
      const int train = n - std::accumulate(part.begin(), part.end(), 0);
      const int wanted = static_cast<int>(std::floor(fraction * n + 0.5));
      EXPECT_EQ(train, n == 1 ? 1 : std::clamp(wanted, 1, n - 1));
    }
  }
  EXPECT_EQ(split(of_size(1000), 0.7, 5), split(of_size(1000), 0.7, 5));
  EXPECT_NE(split(of_size(1000), 0.7, 5), split(of_size(1000), 0.7, 6));
  // A larger training part contains the smaller one, and the split does not follow the order of the samples.
  const auto small = split(of_size(1000), 0.3, 5), large = split(of_size(1000), 0.6, 5);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(small[i] == 1 || large[i] == 0);
  EXPECT_NEAR(std::accumulate(small.begin(), small.begin() + 500, 0), 350, 35);
  for (double wrong : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(message_of([&] { split(of_size(4), wrong, 1); }),
              text("train_fraction must be in [0, 1], got ", wrong));
  }
}

TEST(Split, PartsEachClassAlikeWhereAsked) {
  DataSet data = of_size(203);
  data.task = Task::Multiclass;
  data.classes = 4;  // of 150, 50, 2 and 1 samples
  for (int i = 0; i < data.n; ++i) data.y[i] = i < 150 ? 0 : i < 200 ? 1 : i < 202 ? 2 : 3;
  bool differs = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto train_of = [&](const std::vector<std::uint8_t>& part) {
      std::vector<int> count(4);
      for (int i = 0; i < data.n; ++i) count[static_cast<std::size_t>(data.y[i])] += part[i] == 0;
      return count;
    };
    EXPECT_EQ(train_of(split(data, 0.7, seed, true)), (std::vector<int>{105, 35, 1, 1}));
    differs |= train_of(split(data, 0.7, seed)) != std::vector<int>{105, 35, 1, 1};
  }
  EXPECT_TRUE(differs);
  data.task = Task::Regression;
  EXPECT_EQ(split(data, 0.7, 1, true), split(data, 0.7, 1));
}

TEST(Standardiser, MakesTheTrainingPartMeanZeroDeviationOne) {
  const DataEntry& entry = find_data("penguins");
  const DataSet data = make_data(entry, resolved_knobs(entry, {}, 1));
  const std::vector<std::uint8_t> part = split(data, 0.7, 1);
  const Standardiser standard = Standardiser::fit(data.x, data.n, part);
  ASSERT_EQ(standard.mean.size(), 2u);
  const std::vector<float> z = standard.transform(data.x, data.n);
  for (std::size_t column = 0; column < 2; ++column) {
    double sum = 0, squares = 0, count = 0;
    for (int i = 0; i < data.n; ++i) {
      if (part[i] != 0) continue;
      const double value = z[column * data.n + i];
      sum += value;
      squares += value * value;
      ++count;
    }
    EXPECT_NEAR(sum / count, 0, 1e-6);
    EXPECT_NEAR(squares / count, 1, 1e-5);
  }
  // Fitted on the training part alone: all samples would give another mean.
  EXPECT_NE(Standardiser::fit(data.x, data.n).mean, standard.mean);
  const std::vector<double> back = standard.inverse(z, data.n);
  for (std::size_t i = 0; i < back.size(); ++i) EXPECT_NEAR(back[i], data.x[i], 1e-6 * std::fabs(data.x[i]));
}

TEST(Standardiser, ConstantColumnsAreOnlyShifted) {
  const std::vector<double> values = {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f,
                                      1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f, 1e6f};
  const Standardiser standard = Standardiser::fit(values, 7);
  EXPECT_EQ(standard.scale, (std::vector<double>{1, 1}));
  EXPECT_EQ(standard.transform(values, 7), std::vector<float>(14, 0.0f));
  EXPECT_EQ(standard.inverse(standard.transform(values, 7), 7), values);
  EXPECT_EQ(message_of([&] {
              Standardiser::fit({1, 2}, 2, {1, 1});
            }),
            "standardising needs at least one sample in the training part");
}

}  // namespace
}  // namespace losscape
