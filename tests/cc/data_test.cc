// SPDX-License-Identifier: Apache-2.0
#include "data/data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <ostream>
#include <set>

#include "data/split.h"
#include "error.h"
#include "portable_math.h"

namespace losscape {

// Names the entry in the output of tests.
static void PrintTo(const DataEntry& entry, std::ostream* out) { *out << entry.id; }

namespace {

const float kNaN = std::numeric_limits<float>::quiet_NaN();

Knobs defaults_of(const DataEntry& entry, std::uint64_t seed = 1) { return resolved_knobs(entry, {}, seed); }

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::vector<int> class_counts(const DataSet& data) {
  std::vector<int> counts(data.classes, 0);
  if (data.task == Task::Regression) return counts;
  for (float label : data.y) ++counts.at(static_cast<std::size_t>(label));
  return counts;
}

double deviation_of(const std::vector<double>& values) {
  return Standardiser::fit(values, static_cast<int>(values.size())).scale[0];
}

int count_of(const std::vector<std::uint8_t>& flags) {
  return std::accumulate(flags.begin(), flags.end(), 0);
}

/// FNV-1a over all numbers of a set.
std::uint64_t hash_of(const DataSet& data) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::uint32_t word) {
    for (int i = 0; i < 4; ++i) hash = (hash ^ (word >> (8 * i) & 0xff)) * 0x100000001b3;
  };
  for (float value : data.x) add(portable::same_bits<std::uint32_t>(value));
  for (float value : data.y) add(portable::same_bits<std::uint32_t>(value));
  for (std::uint8_t flag : data.outlier) add(flag);
  return hash;
}

// ---- every entry ------------------------------------------------------------------------------------

class EveryDataSet : public testing::TestWithParam<DataEntry> {};
// Tables that come from outside are tested with own data.
std::vector<DataEntry> inside() {
  std::vector<DataEntry> entries;
  for (const DataEntry& entry : data_entries_with_words()) {
    if (!entry.external) entries.push_back(entry);
  }
  return entries;
}
INSTANTIATE_TEST_SUITE_P(Catalogue, EveryDataSet, testing::ValuesIn(inside()),
                         [](const auto& instance) { return std::string(instance.param.id); });

// All knobs at once, so that every line that makes a number takes part.
Knobs all_knobs(const DataEntry& entry) {
  Knobs knobs = defaults_of(entry, 42);
  knobs.samples = 180;
  knobs.noise = 0.25;
  knobs.outliers = 7;
  if (entry.task != Task::Regression) {
    knobs.label_noise = 0.1;
    knobs.imbalance = 0.3;
  }
  return knobs;
}

TEST_P(EveryDataSet, DescribesItselfAndHasTheShapeItSays) {
  const DataEntry& entry = GetParam();
  EXPECT_GT(std::string(entry.title).size(), 2u);
  const std::string help = entry.help;
  EXPECT_TRUE(help.size() > 20 && help.back() == '.') << help;
  EXPECT_EQ(entry.real, *entry.source != 0);
  EXPECT_EQ(entry.real, *entry.licence != 0);

  const DataSet data = make_data(entry, defaults_of(entry));
  EXPECT_EQ(data.task, entry.task);
  EXPECT_EQ(data.n, entry.samples);
  EXPECT_EQ(data.inputs.size(), static_cast<std::size_t>(entry.inputs));
  EXPECT_EQ(data.x.size(), static_cast<std::size_t>(entry.inputs) * data.n);
  EXPECT_EQ(data.y.size(), static_cast<std::size_t>(data.n));
  EXPECT_EQ(data.outlier, std::vector<std::uint8_t>(data.n, 0));
  for (const AxisInfo& axis : data.inputs) EXPECT_FALSE(axis.name.empty());
  EXPECT_FALSE(data.target.name.empty());
  EXPECT_EQ(data.class_names.size(), static_cast<std::size_t>(data.classes));
  EXPECT_EQ(data.classes == 0, data.task == Task::Regression);
  EXPECT_EQ(data.classes == 2, data.task == Task::Binary);
  for (float value : data.x) ASSERT_TRUE(std::isfinite(value));
  for (float value : data.y) ASSERT_TRUE(std::isfinite(value));
  for (std::size_t k = 0; k < data.inputs.size(); ++k) {
    const std::span<const double> input = data.input(k);
    EXPECT_GT(deviation_of({input.begin(), input.end()}), 0.1);
  }
}

TEST_P(EveryDataSet, ClassesAreInRangeAndBalanced) {
  const DataEntry& entry = GetParam();
  if (entry.task == Task::Regression) {
    EXPECT_GT(deviation_of(make_data(entry, defaults_of(entry)).y), 0.1);
    return;
  }
  Knobs knobs = defaults_of(entry);
  knobs.imbalance = 0;
  for (int samples : {10, 11, entry.samples}) {
    knobs.samples = samples;
    const DataSet data = make_data(entry, knobs);
    ASSERT_EQ(data.n, samples);
    for (float label : data.y) ASSERT_TRUE(label >= 0 && label < data.classes && label == std::floor(label));
    const std::vector<int> counts = class_counts(data);
    const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
    if (!entry.real) {
      EXPECT_LE(*high - *low, 1);
    }
    if (samples == entry.samples) {
      EXPECT_GE(*low, data.n / data.classes / 2);
    }
  }
}

TEST_P(EveryDataSet, SameSeedSameBitsOtherSeedOtherBits) {
  const DataEntry& entry = GetParam();
  Knobs knobs = all_knobs(entry);
  const DataSet data = make_data(entry, knobs), again = make_data(entry, knobs);
  EXPECT_EQ(data.x, again.x);
  EXPECT_EQ(data.y, again.y);
  EXPECT_EQ(data.outlier, again.outlier);
  for (std::uint64_t other : {std::uint64_t{43}, knobs.seed | std::uint64_t{1} << 40}) {
    knobs.seed = other;
    EXPECT_NE(hash_of(make_data(entry, knobs)), hash_of(data));
  }
}

// The committed hash holds for g++, clang and WebAssembly: that it does is the test.
TEST_P(EveryDataSet, SameBitsOnEveryTarget) {
  const DataEntry& entry = GetParam();
  const std::uint64_t hash = hash_of(make_data(entry, all_knobs(entry)));
  EXPECT_EQ(hash, entry.fingerprint) << "the fingerprint of " << entry.id << " is now 0x" << std::hex << hash;
}

TEST_P(EveryDataSet, NoiseScalesWithItsKnob) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  knobs.samples = entry.real ? entry.samples : 4000;
  const auto moved = [&](double noise) {
    knobs.noise = 0;
    DataSet clean = make_data(entry, knobs);
    knobs.noise = noise;
    DataSet noisy = make_data(entry, knobs);
    std::vector<double>& from = entry.task == Task::Regression ? clean.y : clean.x;
    std::vector<double>& to = entry.task == Task::Regression ? noisy.y : noisy.x;
    // Noise touches nothing else.
    EXPECT_EQ(entry.task == Task::Regression ? clean.x : clean.y,
              entry.task == Task::Regression ? noisy.x : noisy.y);
    std::vector<double> deviations;  // of each column
    const std::vector<double> scale = Standardiser::fit(from, clean.n).scale;
    for (std::size_t i = 0; i < from.size(); ++i) to[i] -= from[i];
    for (std::size_t column = 0; column < scale.size(); ++column) {
      const auto start = to.begin() + static_cast<std::ptrdiff_t>(column) * clean.n;
      deviations.push_back(deviation_of({start, start + clean.n}) / (entry.real ? scale[column] : 1));
    }
    return deviations;
  };
  const double mean_spread = std::string(entry.id) == "heteroscedastic" ? std::sqrt(0.01 + 0.2 + 4 / 3.0) : 1;
  for (double noise : {0.1, 0.4}) {
    for (double deviation : moved(noise)) EXPECT_NEAR(deviation / mean_spread, noise, 0.12 * noise);
  }
}

TEST_P(EveryDataSet, ExactlySoManyOutliersAreFlaggedAndFarAway) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  const DataSet clean = make_data(entry, knobs);
  for (int outliers : {1, 9, 100}) {
    knobs.outliers = outliers;
    knobs.outlier_distance = 6;
    const DataSet data = make_data(entry, knobs);
    ASSERT_EQ(data.n, clean.n);
    EXPECT_EQ(count_of(data.outlier), std::min(outliers, data.n));
    const std::vector<double> scale = Standardiser::fit(clean.x, clean.n).scale;
    const double target_scale = deviation_of(clean.y);
    for (int i = 0; i < data.n; ++i) {
      double square = 0;
      for (std::size_t k = 0; k < scale.size(); ++k) {
        square += std::pow((data.input(k)[i] - clean.input(k)[i]) / scale[k], 2);
      }
      const bool regression = entry.task == Task::Regression;
      const double moved = regression ? std::fabs(data.y[i] - clean.y[i]) / target_scale : std::sqrt(square);
      EXPECT_NEAR(moved, data.outlier[i] ? 6 : 0, 1e-3);
      if (regression) {
        EXPECT_EQ(square, 0);
      }
      if (!data.outlier[i]) {
        EXPECT_EQ(data.y[i], clean.y[i]);
      }
    }
  }
}

TEST_P(EveryDataSet, FewerOutliersAreASubsetOfMore) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  knobs.outliers = 5;
  const DataSet few = make_data(entry, knobs);
  knobs.outliers = 12;
  const DataSet many = make_data(entry, knobs);
  for (int i = 0; i < few.n; ++i) {
    if (few.outlier[i]) {
      EXPECT_TRUE(many.outlier[i] && many.y[i] == few.y[i]);
    }
  }
}

TEST_P(EveryDataSet, LabelNoiseChangesExactlyItsShare) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  const DataSet clean = make_data(entry, knobs);
  for (double share : {0.1, 0.37, 0.5}) {
    knobs.label_noise = share;
    const DataSet data = make_data(entry, knobs);
    EXPECT_EQ(data.x, clean.x);
    EXPECT_EQ(count_of(data.outlier), 0);
    int changed = 0;
    std::vector<int> arrivals(std::max(1, data.classes), 0);
    for (int i = 0; i < data.n; ++i) {
      if (data.y[i] == clean.y[i]) continue;
      ++changed;
      ++arrivals.at(static_cast<std::size_t>(data.y[i]));
    }
    if (entry.task == Task::Regression) {
      EXPECT_EQ(changed, 0);
    } else {
      EXPECT_EQ(changed, static_cast<int>(std::floor(share * data.n + 0.5)));
      for (int count : arrivals) EXPECT_GT(count, 0);
      for (float label : data.y) ASSERT_TRUE(label >= 0 && label < data.classes);
    }
  }
}

TEST_P(EveryDataSet, ImbalanceLeavesOutItsShareOfEveryClassButTheFirst) {
  const DataEntry& entry = GetParam();
  if (entry.task == Task::Regression) {
    Knobs knobs = defaults_of(entry);
    const std::uint64_t plain = hash_of(make_data(entry, knobs));
    knobs.imbalance = 0.9;
    EXPECT_EQ(hash_of(make_data(entry, knobs)), plain);
    return;
  }
  Knobs knobs = defaults_of(entry);
  knobs.imbalance = 0;
  const DataSet whole = make_data(entry, knobs);
  knobs.imbalance = 0.75;
  const DataSet data = make_data(entry, knobs);
  const std::vector<int> before = class_counts(whole), after = class_counts(data);
  if (!entry.real) {
    EXPECT_EQ(data.n, whole.n);
  }
  const double first = entry.real ? before[0] : data.n / (1 + 0.25 * (data.classes - 1));
  EXPECT_NEAR(after[0], first, 1);
  for (int c = 1; c < data.classes; ++c) EXPECT_NEAR(after[c], 0.25 * (entry.real ? before[c] : first), 1);
  // However strong, no class disappears.
  knobs.imbalance = 0.95;
  if (!entry.real) knobs.samples = 10;
  for (int count : class_counts(make_data(entry, knobs))) EXPECT_GE(count, 1);
}

TEST_P(EveryDataSet, MoreSamplesKeepTheEarlierOnes) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  knobs.imbalance = 0.4;
  const DataSet large = make_data(entry, knobs);
  knobs.samples = large.n / 2;
  const DataSet small = make_data(entry, knobs);
  ASSERT_EQ(small.n, large.n / 2);
  if (entry.real) {  // a subset of the rows, each once, in the order of the table
    int from = 0;
    for (int i = 0; i < small.n; ++i, ++from) {
      const auto same = [&] {
        for (std::size_t k = 0; k < small.inputs.size(); ++k) {
          if (small.input(k)[i] != large.input(k)[from]) return false;
        }
        return small.y[i] == large.y[from];
      };
      while (from < large.n && !same()) ++from;
      ASSERT_LT(from, large.n);
    }
    knobs.samples = 10000;
    EXPECT_EQ(make_data(entry, knobs).x, large.x);
  } else {
    for (int i = 0; i < small.n; ++i) {
      ASSERT_EQ(small.y[i], large.y[i]);
      for (std::size_t k = 0; k < small.inputs.size(); ++k) ASSERT_EQ(small.input(k)[i], large.input(k)[i]);
    }
  }
}

TEST_P(EveryDataSet, RefusesKnobsOutOfRange) {
  const DataEntry& entry = GetParam();
  for (const Parameter& knob : knob_parameters()) {
    for (double wrong : {knob.range.low - 1, knob.range.high + 1, double{kNaN}}) {
      const std::string message = message_of([&] { resolved_knobs(entry, {{knob.id, wrong}}, 1); });
      EXPECT_NE(message.find(text(entry.id, ": ", knob.id, " must be in [", knob.range.low)),
                std::string::npos)
          << message;
    }
  }
  Knobs knobs = defaults_of(entry);
  knobs.samples = 0;
  EXPECT_EQ(message_of([&] { make_data(entry, knobs); }),
            text(entry.id, ": samples must be in [10, 10000], got 0"));
}

TEST(DataSets, OutliersOfClassesAreNotOfTheClassAroundThem) {
  for (const char* id : {"moons", "circles", "blobs", "penguins"}) {
    Knobs knobs = defaults_of(find_data(id));
    const DataSet clean = make_data(find_data(id), knobs);
    knobs.outliers = 20;
    const DataSet data = make_data(find_data(id), knobs);
    const std::vector<double> scale = Standardiser::fit(clean.x, clean.n).scale;
    for (int i = 0; i < data.n; ++i) {
      if (!data.outlier[i]) continue;
      int nearest = -1;
      double best = std::numeric_limits<double>::infinity();
      for (int j = 0; j < data.n; ++j) {
        const double d = std::hypot((clean.input(0)[j] - data.input(0)[i]) / scale[0],
                                    (clean.input(1)[j] - data.input(1)[i]) / scale[1]);
        if (j != i && d < best) {
          best = d;
          nearest = j;
        }
      }
      EXPECT_NE(data.y[i], clean.y[nearest]) << id << " sample " << i;
    }
  }
}

TEST_P(EveryDataSet, PairNoiseMovesExactlyItsShareToTheNextClass) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  const DataSet clean = make_data(entry, knobs);
  knobs.label_noise = 0.1;
  const DataSet symmetric = make_data(entry, knobs);
  knobs.pair_noise = 0.3;
  const DataSet both = make_data(entry, knobs);
  EXPECT_EQ(both.x, clean.x);
  int moved = 0;
  for (int i = 0; i < both.n; ++i) {
    if (both.y[i] == symmetric.y[i]) continue;
    ++moved;
    EXPECT_EQ(symmetric.y[i], clean.y[i]) << "a label must not be changed twice";
    EXPECT_EQ(both.y[i], static_cast<float>((static_cast<int>(clean.y[i]) + 1) % clean.classes));
  }
  EXPECT_EQ(moved, entry.task == Task::Regression ? 0 : static_cast<int>(std::floor(0.3 * both.n + 0.5)));
}

TEST_P(EveryDataSet, MissingValuesTakeTheMeanOfTheOthersOrTheirSampleLeaves) {
  const DataEntry& entry = GetParam();
  Knobs knobs = defaults_of(entry);
  const DataSet whole = make_data(entry, knobs);
  knobs.missing = 0.02;
  const DataSet few = make_data(entry, knobs);
  knobs.missing = 0.1;
  const DataSet filled = make_data(entry, knobs);
  ASSERT_EQ(filled.n, whole.n);
  EXPECT_EQ(filled.y, whole.y);
  EXPECT_EQ(filled.dropped, 0);
  const double cells = static_cast<double>(whole.x.size());
  EXPECT_NEAR(filled.filled / cells, 0.1, 4 * std::sqrt(0.09 / cells));
  EXPECT_LT(few.filled, filled.filled);
  for (std::size_t k = 0; k < whole.inputs.size(); ++k) {
    double sum = 0, count = 0;
    float mean = 0;
    for (int i = 0; i < whole.n; ++i) {
      if (filled.input(k)[i] == whole.input(k)[i]) {
        sum += whole.input(k)[i];
        ++count;
      } else {
        mean = filled.input(k)[i];
      }
    }
    if (count < whole.n) {
      EXPECT_NEAR(mean, sum / count, 1e-4 * (1 + std::fabs(mean)));
    }
  }
  knobs.drop_missing = true;
  if (whole.inputs.size() > 20) {  // hardly any sample has all of them
    knobs.missing = 0.5;
    EXPECT_EQ(message_of([&] { make_data(entry, knobs); }),
              text("drop_missing: of ", whole.n, " samples 0 have all their ", whole.inputs.size(),
                   " inputs; fill them in instead, or lower missing"));
    return;
  }
  const DataSet left = make_data(entry, knobs);
  EXPECT_EQ(left.n + left.dropped, whole.n);
  EXPECT_GT(left.dropped, 0);
  EXPECT_EQ(left.filled, 0);
  int from = 0;  // what is left is as it was, in its order
  for (int i = 0; i < left.n; ++i, ++from) {
    while (from < whole.n && (left.y[i] != whole.y[from] || left.input(0)[i] != whole.input(0)[from])) ++from;
    ASSERT_LT(from, whole.n);
  }
}

// ---- the list and the knobs -------------------------------------------------------------------------

TEST(DataSets, IdsAreUniqueAndFound) {
  std::set<std::string> ids;
  for (const DataEntry& entry : data_entries()) {
    EXPECT_TRUE(ids.insert(entry.id).second) << entry.id;
    EXPECT_EQ(&find_data(entry.id), &entry);
    EXPECT_EQ(std::string(entry.help) + entry.source + entry.licence, "")
        << "words must stay out of the core";
  }
  EXPECT_EQ(message_of([] { find_data("moon"); }).substr(0, 56),
            "there is no data set 'moon'; did you mean 'moons'? (ther");
  const std::string unlike = message_of([] { find_data("qqqqqqqq"); });
  EXPECT_EQ(unlike.find("did you mean"), std::string::npos);
  for (const std::string& id : ids) EXPECT_NE(unlike.find(id), std::string::npos);
}

TEST(Knobs, ListAndStructAgree) {
  const std::vector<std::string> expected = {"samples",          "noise",       "outliers",
                                             "outlier_distance", "label_noise", "imbalance",
                                             "pair_noise",       "missing",     "drop_missing"};
  std::vector<std::string> ids;
  for (const Parameter& knob : knob_parameters()) {
    ids.emplace_back(knob.id);
    EXPECT_TRUE(knob.value >= knob.range.low && knob.value <= knob.range.high) << knob.id;
  }
  EXPECT_EQ(ids, expected);
}

TEST(Knobs, CountsAreWhole) {
  for (const char* count : {"samples", "outliers", "drop_missing"})
    EXPECT_THROW(resolved_knobs(find_data("moons"), {{count, 0.5}}, 9), Error) << count;
}

TEST(Knobs, GivenValuesReplaceTheDefaultsOfTheEntry) {
  const DataEntry& moons = find_data("moons");
  const Knobs knobs = resolved_knobs(moons,
                                     {{"samples", 51},
                                      {"outliers", 3},
                                      {"outlier_distance", 2.5},
                                      {"label_noise", 0.2},
                                      {"imbalance", 0.4}},
                                     9);
  EXPECT_EQ(knobs.samples, 51);
  EXPECT_EQ(knobs.noise, moons.noise);
  EXPECT_EQ(knobs.outliers, 3);
  EXPECT_EQ(knobs.outlier_distance, 2.5);
  EXPECT_EQ(knobs.label_noise, 0.2);
  EXPECT_EQ(knobs.imbalance, 0.4);
  EXPECT_EQ(knobs.seed, 9u);
  EXPECT_EQ(resolved_knobs(find_data("cars"), {}, 1).samples, 392);
  EXPECT_EQ(resolved_knobs(find_data("cars"), {}, 1).noise, 0);
  const std::string message = message_of([&] { resolved_knobs(moons, {{"outlier", 1}}, 1); });
  EXPECT_EQ(message.substr(0, 63), "moons has no parameter 'outlier'; did you mean 'outliers'? (it ");
}

TEST(Knobs, AnEntryShowsThoseThatMatterWithItsOwnDefaults) {
  const auto shown = [](const char* id) {
    std::map<std::string, double> values;
    for (const Parameter& knob : knob_parameters(find_data(id))) values[knob.id] = knob.value;
    return values;
  };
  EXPECT_EQ(shown("cars"), (std::map<std::string, double>{{"samples", 392},
                                                          {"noise", 0},
                                                          {"outliers", 0},
                                                          {"outlier_distance", 4},
                                                          {"missing", 0},
                                                          {"drop_missing", 0}}));
  const auto blobs = shown("blobs");
  EXPECT_EQ(blobs.size(), 9u);
  EXPECT_EQ(shown("rare").at("imbalance"), 0.95);
  EXPECT_EQ(blobs.at("noise"), 0.35);
  EXPECT_EQ(blobs.at("label_noise"), 0);
}

}  // namespace
}  // namespace losscape
