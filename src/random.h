// SPDX-License-Identifier: Apache-2.0
// Random numbers that are a pure function of (seed, stream, index, position): Philox4x32-10 of Salmon,
// Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405.
// The same bits on every target.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "portable_math.h"

namespace losscape {

/// What the numbers are for, so that drawing more for one purpose changes nothing elsewhere. The values are
/// part of what a seed means: append, never renumber.
enum class Stream : std::uint32_t {
  Data = 1,        ///< places of generated samples, index = sample
  Noise = 2,       ///< noise on samples, index = sample
  Outliers = 3,    ///< which samples (index 0) and how (index = sample + 1)
  LabelNoise = 4,  ///< which samples (index 0) and which class (index = sample + 1)
  Rows = 5,        ///< which rows of a table are taken
  Split = 6,       ///< training against validation
  Weights = 7,     ///< initial weights, index = layer
  Shuffle = 8,     ///< order of the samples, index = epoch
  Dropout = 9,     ///< masks, index = step
  Balance = 11,    ///< weights of the terms of a loss, index = step
  Nodes = 10,      ///< random nodes of a graph, index = step · 2^20 + stream of the node
  Missing = 11,    ///< which inputs of a sample are missing, index = sample
  Axes = 12,       ///< directions of a slice through weight space, index = number of the direction
  Check = 13,      ///< weights whose gradient is checked, index = step
  Batches = 14,    ///< which samples are looked at together when a part is measured, index = part
};

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Ten rounds of Philox4x32: a bijection of the counter for each key.
inline PhiloxCounter philox4x32_10(PhiloxCounter counter, PhiloxKey key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0],
                        b = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
               static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// A sequence of 2^34 words for each (seed, stream, index); sequences never overlap. Copying it copies its
/// position.
class Random {
 public:
  Random(std::uint64_t seed, Stream stream, std::uint64_t index = 0)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{0, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
                 static_cast<std::uint32_t>(stream)} {}

  /// 32 random bits.
  std::uint32_t bits() {
    if (used_ == 4) {
      words_ = philox4x32_10(counter_, key_);
      ++counter_[0];
      used_ = 0;
    }
    return words_[used_++];
  }

  /// Uniform on [0, 1), a multiple of 2^-53.
  double uniform() { return static_cast<double>(bits64() >> 11) * 0x1p-53; }
  /// Uniform on [0, 1), a multiple of 2^-24: never rounds up to 1.
  float uniform_float() { return static_cast<float>(bits() >> 8) * 0x1p-24f; }
  /// Uniform between low and high.
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Standard normal, of magnitude at most 8.3. One draw of two words each, so the n-th is reached without
  /// the others.
  double normal() {
    // Half a step off zero keeps p inside (0, 1) and the distribution symmetric; 52 bits leave room for the
    // half.
    return portable::inverse_normal((static_cast<double>(bits64() >> 12) + 0.5) * 0x1p-52);
  }

  /// True with the given probability; never for 0, always for 1.
  bool bernoulli(double probability) { return uniform() < probability; }

  /// Uniform on 0 .. n-1, exactly; n >= 1. Lemire 2019, doi:10.1145/3230636.
  std::uint32_t below(std::uint32_t n) {
    std::uint64_t product = std::uint64_t{bits()} * n;
    if (static_cast<std::uint32_t>(product) < n) {
      const std::uint32_t rejected = (0u - n) % n;  // 2^32 mod n
      while (static_cast<std::uint32_t>(product) < rejected) product = std::uint64_t{bits()} * n;
    }
    return static_cast<std::uint32_t>(product >> 32);
  }

  /// Reorders in place, every order equally likely (Fisher-Yates). Allocates nothing.
  void shuffle(std::span<std::uint32_t> values) {
    for (std::size_t i = values.size(); i > 1; --i) {
      std::swap(values[i - 1], values[below(static_cast<std::uint32_t>(i))]);
    }
  }

  /// 0 .. n-1 in random order.
  std::vector<std::uint32_t> permutation(std::uint32_t n) {
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0u);
    shuffle(order);
    return order;
  }

 private:
  std::uint64_t bits64() {
    const std::uint64_t low = bits();
    return low | std::uint64_t{bits()} << 32;
  }

  PhiloxKey key_;
  PhiloxCounter counter_, words_{};
  int used_ = 4;
};

}  // namespace losscape
