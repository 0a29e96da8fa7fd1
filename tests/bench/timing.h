// SPDX-License-Identifier: Apache-2.0
// What the benchmarks share: the clock, samples long enough to read it, and operands.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace bench {

inline constexpr int kSamples = 12;
inline constexpr double kSampleSeconds = 0.01;

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Seconds of `count` calls.
template <class Call>
double seconds(Call&& call, long count) {
  const double start = now();
  for (long i = 0; i < count; ++i) call();
  return now() - start;
}

// Calls that make one sample long enough to time. They also warm up: V8 replaces its baseline code meanwhile.
template <class Call>
long calibrate(Call&& call) {
  long count = 1;
  while (seconds(call, count) < kSampleSeconds) count *= 2;
  return count;
}

// Values in [-0.5, 0.5), with 16 bytes of slack behind them.
inline std::vector<float> random_floats(std::size_t count, unsigned seed) {
  std::vector<float> values(count + 4);
  for (float& value : values) {
    seed = seed * 1664525u + 1013904223u;
    value = static_cast<float>(seed >> 8) / (1 << 24) - 0.5f;
  }
  return values;
}

}  // namespace bench
