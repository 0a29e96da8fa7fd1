// SPDX-License-Identifier: Apache-2.0
#include "random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <vector>

#include "portable_math.h"

namespace losscape {
namespace {

// Random123's tests/kat_vectors: counter and key all zeros, all ones, and the first digits of pi.
TEST(Philox, KnownAnswers) {
  struct Case {
    PhiloxCounter counter;
    PhiloxKey key;
    PhiloxCounter answer;
  };
  const Case cases[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (const Case& c : cases) EXPECT_EQ(philox4x32_10(c.counter, c.key), c.answer);
}

TEST(Random, WordsAreThePhiloxBlocksOfItsKeyAndCounter) {
  Random random(0x0123456789abcdef, Stream::Shuffle, 0xfedcba9876543210);
  for (std::uint32_t block = 0; block < 3; ++block) {
    const PhiloxCounter expected =
        philox4x32_10({block, 0x76543210, 0xfedcba98, static_cast<std::uint32_t>(Stream::Shuffle)},
                      {0x89abcdef, 0x01234567});
    for (std::uint32_t word : expected) EXPECT_EQ(random.bits(), word);
  }
}

TEST(Random, SeedStreamAndIndexAllMatter) {
  const std::tuple<std::uint64_t, Stream, std::uint64_t> keys[] = {
      {1, Stream::Data, 0},  {2, Stream::Data, 0}, {1ull << 32 | 1, Stream::Data, 0},
      {1, Stream::Noise, 0}, {1, Stream::Data, 1}, {1, Stream::Data, 1ull << 32},
  };
  std::set<std::uint32_t> firsts;
  for (const auto& [seed, stream, index] : keys) firsts.insert(Random(seed, stream, index).bits());
  EXPECT_EQ(firsts.size(), std::size(keys));
  EXPECT_EQ(Random(1, Stream::Data, 1).bits(), Random(1, Stream::Data, 1).bits());
}

// FNV-1a, 64 bits, over the bytes of each word from the lowest.
struct Hash {
  std::uint64_t value = 0xcbf29ce484222325;
  void add(std::uint64_t word) {
    for (int i = 0; i < 8; ++i) value = (value ^ (word >> (8 * i) & 0xff)) * 0x100000001b3;
  }
};

// The same constants hold for g++, clang and WebAssembly: that they do is the test.
TEST(Random, SameBitsOnEveryTarget) {
  Hash uniform, floats, normal, below, permutation;
  Random random(2024, Stream::Data, 7);
  for (int i = 0; i < 10000; ++i) {
    uniform.add(portable::same_bits<std::uint64_t>(random.uniform()));
    floats.add(portable::same_bits<std::uint32_t>(random.uniform_float()));
    normal.add(portable::same_bits<std::uint64_t>(random.normal()));
    below.add(random.below(static_cast<std::uint32_t>(i) * 400000 + 1));
  }
  for (std::uint32_t i : random.permutation(1000)) permutation.add(i);
  EXPECT_EQ(uniform.value, 0xe484d2b9c5c2e44fu);
  EXPECT_EQ(floats.value, 0xdfd54479dba23878u);
  EXPECT_EQ(normal.value, 0x3c00bc95f6aa944au);
  EXPECT_EQ(below.value, 0xde3c770b31b1db7au);
  EXPECT_EQ(permutation.value, 0x7154b95fd54fe169u);
}

TEST(PortableMath, SameBitsOnEveryTarget) {
  Hash logs, circles, normals;
  for (int i = 1; i < 20000; ++i) {
    const double x = i / 20000.0;
    logs.add(portable::same_bits<std::uint64_t>(portable::log(x * x * x)));
    circles.add(portable::same_bits<std::uint64_t>(portable::sin_turns(7 * x - 3)));
    circles.add(portable::same_bits<std::uint64_t>(portable::cos_turns(7 * x - 3)));
    normals.add(portable::same_bits<std::uint64_t>(portable::inverse_normal(x * x * x * x)));
  }
  EXPECT_EQ(logs.value, 0xec58c2c433442ab6u);
  EXPECT_EQ(circles.value, 0x297e4de220c9be60u);
  EXPECT_EQ(normals.value, 0xcc15c14379cc10feu);
}

TEST(PortableMath, KeepsItsStatedBounds) {
  Random random(5, Stream::Data);
  double log_error = 0, circle_error = 0, normal_error = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = std::exp(random.uniform(-600, 600)), near_one = random.uniform(0.5, 2);
    for (double v : {x, near_one}) {
      const double exact = std::log(v);
      log_error = std::max(log_error, std::fabs(portable::log(v) - exact) / std::max(1.0, std::fabs(exact)));
    }
    // sin 2 pi u is compared where 2 pi u itself is exact enough: |u| <= 1.
    const double u = random.uniform(-0.5, 0.5), angle = 6.283185307179586476925L * u;
    circle_error = std::max(circle_error, std::fabs(portable::sin_turns(u) - std::sin(angle)));
    circle_error = std::max(circle_error, std::fabs(portable::cos_turns(u) - std::cos(angle)));
    // Phi(z) should be p again: the error in z is the error in p over the density.
    const double p = 0.5 * std::exp(-random.uniform(0, 36)), z = portable::inverse_normal(p);
    const double density = 0.3989422804014327 * std::exp(-0.5 * z * z);
    const double error = (0.5 * std::erfc(-z * 0.7071067811865476) - p) / density;
    normal_error = std::max(normal_error, std::fabs(error) / std::max(1.0, std::fabs(z)));
  }
  EXPECT_LE(log_error, 3e-16);
  EXPECT_LE(circle_error, 1e-15);
  EXPECT_LE(normal_error, 2e-15);
  EXPECT_EQ(portable::log(1), 0);
  EXPECT_EQ(portable::inverse_normal(0.5), 0);
  for (int quarter = -8; quarter <= 8; ++quarter) {
    const double expected[] = {0, 1, 0, -1};
    EXPECT_EQ(portable::sin_turns(0.25 * quarter), expected[quarter & 3]);
    EXPECT_EQ(portable::cos_turns(0.25 * quarter), expected[(quarter + 1) & 3]);
  }
  EXPECT_NEAR(portable::sin_turns(100000 + 1.0 / 12), 0.5, 1e-10);
}

// Kolmogorov-Smirnov distance of a sample from the uniform distribution on [0, 1].
double distance_from_uniform(std::vector<double> sample) {
  std::sort(sample.begin(), sample.end());
  double distance = 0;
  const double n = static_cast<double>(sample.size());
  for (std::size_t i = 0; i < sample.size(); ++i) {
    distance = std::max({distance, (i + 1) / n - sample[i], sample[i] - i / n});
  }
  return distance;
}

constexpr int kDraws = 100000;
// Exceeded by chance once in a thousand seeds; the seeds here are fixed.
const double kFarFromUniform = 1.95 / std::sqrt(double{kDraws});

TEST(Random, UniformIsUniform) {
  Random random(3, Stream::Data);
  std::vector<double> doubles, floats;
  double neighbours = 0, previous = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double u = random.uniform();
    neighbours += (u - 0.5) * (previous - 0.5);
    previous = u;
    doubles.push_back(u);
    floats.push_back(random.uniform_float());
    ASSERT_TRUE(u >= 0 && u < 1 && floats.back() >= 0 && floats.back() < 1);
  }
  EXPECT_LT(distance_from_uniform(doubles), kFarFromUniform);
  EXPECT_LT(distance_from_uniform(floats), kFarFromUniform);
  // Neighbours are uncorrelated: the correlation has a standard error of 1/sqrt(n).
  EXPECT_LT(std::fabs(neighbours / kDraws * 12), 3.3 / std::sqrt(double{kDraws}));
}

TEST(Random, SequencesOfNeighbouringSeedsAndIndicesAreUniformToo) {
  std::vector<double> by_index, by_seed;
  for (int i = 0; i < kDraws; ++i) {
    by_index.push_back(Random(1, Stream::Noise, i).uniform());
    by_seed.push_back(Random(i, Stream::Noise).uniform());
  }
  EXPECT_LT(distance_from_uniform(by_index), kFarFromUniform);
  EXPECT_LT(distance_from_uniform(by_seed), kFarFromUniform);
}

TEST(Random, NormalHasTheMomentsAndTheShapeOfANormal) {
  Random random(4, Stream::Noise);
  double moment[5] = {};
  std::vector<double> shares;
  for (int i = 0; i < kDraws; ++i) {
    const double z = random.normal();
    for (int k = 1; k <= 4; ++k) moment[k] += std::pow(z, k) / kDraws;
    shares.push_back(0.5 * std::erfc(-z / std::sqrt(2.0)));
  }
  // 3.3 standard errors: variances of z, z^2, z^3, z^4 are 1, 2, 15, 96.
  const double errors = 3.3 / std::sqrt(double{kDraws});
  EXPECT_NEAR(moment[1], 0, errors);
  EXPECT_NEAR(moment[2], 1, errors * std::sqrt(2.0));
  EXPECT_NEAR(moment[3], 0, errors * std::sqrt(15.0));
  EXPECT_NEAR(moment[4], 3, errors * std::sqrt(96.0));
  EXPECT_LT(distance_from_uniform(shares), kFarFromUniform);
}

TEST(Random, BernoulliIsTrueInItsShare) {
  Random random(6, Stream::Data);
  int never = 0, always = 0, sometimes = 0;
  for (int i = 0; i < kDraws; ++i) {
    never += random.bernoulli(0);
    always += random.bernoulli(1);
    sometimes += random.bernoulli(0.3);
  }
  EXPECT_EQ(never, 0);
  EXPECT_EQ(always, kDraws);
  EXPECT_NEAR(sometimes / double{kDraws}, 0.3, 3.3 * std::sqrt(0.21 / kDraws));
}

TEST(Random, BelowIsUnbiased) {
  // Without rejection every third number below 3 * 2^30 would come twice as often as the others.
  const std::uint32_t n = 3u << 30;
  Random random(7, Stream::Data);
  int remainder[3] = {}, small[6] = {};
  for (int i = 0; i < 30000; ++i) {
    const std::uint32_t drawn = random.below(n);
    ASSERT_LT(drawn, n);
    ++remainder[drawn % 3];
  }
  for (int count : remainder) EXPECT_NEAR(count, 10000, 3.3 * std::sqrt(30000 * 2 / 9.0));
  for (int i = 0; i < 60000; ++i) ++small[random.below(6)];
  for (int count : small) EXPECT_NEAR(count, 10000, 3.3 * std::sqrt(60000 * 5 / 36.0));
  EXPECT_EQ(random.below(1), 0u);
}

TEST(Random, PermutationsAreEquallyLikely) {
  std::vector<int> counts(24, 0);
  for (int i = 0; i < 24000; ++i) {
    std::vector<std::uint32_t> order = Random(8, Stream::Shuffle, i).permutation(4);
    int rank = 0;  // of the order among all 24
    for (int a = 0; a < 4; ++a) {
      int smaller_after = 0;
      for (int b = a + 1; b < 4; ++b) smaller_after += order[b] < order[a];
      rank = rank * (4 - a) + smaller_after;
    }
    std::sort(order.begin(), order.end());
    ASSERT_EQ(order, (std::vector<std::uint32_t>{0, 1, 2, 3}));
    ++counts[rank];
  }
  double chi_square = 0;
  for (int count : counts) chi_square += (count - 1000.0) * (count - 1000.0) / 1000;
  EXPECT_LT(chi_square, 49.7);  // 23 degrees of freedom, one in a thousand
  EXPECT_TRUE(Random(1, Stream::Split).permutation(0).empty());
  EXPECT_EQ(Random(1, Stream::Split).permutation(1), std::vector<std::uint32_t>{0});
}

}  // namespace
}  // namespace losscape
