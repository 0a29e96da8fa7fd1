// SPDX-License-Identifier: Apache-2.0
// Measures the functions of src/lane_math.h: largest error in ULP against double, the input where it occurs,
// and the time for one vector of four. Prints the table of web/docs/accuracy.md. The argument is the stride
// through the bit patterns of float (default 499; 1 is exhaustive and takes minutes a function), a second one
// picks a function.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "../cc/lane_functions.h"

namespace {

constexpr std::size_t kBlock = 1024;

struct Worst {
  double ulp = 0;
  float a = 0, b = 0;
};

/// The block stays in the first-level cache; the fastest of several samples counts, since machines are
/// shared.
template <class Call>
double nanoseconds_per_vector(Call&& call) {
  double best = 1e9;
  for (int sample = 0; sample < 25; ++sample) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) call();
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count() / (20.0 * kBlock / 4));
  }
  return best;
}

/// Ordinary arguments for timing: [-4, 4], made positive or small by the caller.
std::vector<float> ordinary(float low, float high) {
  std::vector<float> x(kBlock);
  for (std::size_t i = 0; i < kBlock; ++i)
    x[i] = low + (high - low) * static_cast<float>((i * 389) % kBlock) / kBlock;
  return x;
}

template <class Visit>
void for_blocks_of_floats(std::uint64_t stride, Visit&& visit) {
  std::vector<float> x;
  for (std::uint64_t bits = 0; bits < 0x100000000; bits += stride) {
    x.push_back(losscape::float_of_bits(static_cast<std::uint32_t>(bits)));
    if (x.size() == kBlock) {
      visit(x);
      x.clear();
    }
  }
  x.resize(kBlock, 1.0f);
  visit(x);
}

void measure(const losscape::LaneFunction& f, std::uint64_t stride) {
  std::vector<float> y(kBlock);
  Worst worst;
  const auto visit = [&](const std::vector<float>& x) {
    f.run(x.data(), y.data(), kBlock);
    for (std::size_t i = 0; i < kBlock; ++i) {
      const double error = losscape::ulp_error(y[i], f.exact(x[i]));
      if (error > worst.ulp) worst = {error, x[i], 0};
    }
  };
  for_blocks_of_floats(stride, visit);
  for (const float border : f.borders) {
    std::vector<float> x(kBlock);
    for (std::size_t i = 0; i < kBlock; ++i)
      x[i] = losscape::float_of_bits(losscape::bits_of_float(border) + static_cast<std::uint32_t>(i) -
                                     kBlock / 2);
    visit(x);
  }
  const bool unit = std::isnan(f.exact(2.0)) && !std::isnan(f.exact(0.5));
  const std::vector<float> x = std::isnan(f.exact(-0.5)) ? ordinary(0.01f, 4)
                               : unit                    ? ordinary(-1, 1)
                                                         : ordinary(-4, 4);
  const double time = nanoseconds_per_vector([&] { f.run(x.data(), y.data(), kBlock); });
  std::printf("| %s | %.2f | %.2f | %.9g | %.1f |\n", f.name, f.max_ulp, worst.ulp, worst.a, time);
  std::fflush(stdout);
}

void measure(const losscape::LaneFunction2& f, std::uint64_t stride) {
  std::vector<float> y(kBlock), b(kBlock);
  Worst worst;
  std::uint32_t state = 1, block = 0;
  for_blocks_of_floats(stride, [&](std::vector<float>& a) {
    const bool ordinary_pair = block++ % 2 == 0;  // alternately within [-8, 8] and of any size
    for (std::size_t i = 0; i < kBlock; ++i) {
      state = state * 1664525 + 1013904223;
      if (ordinary_pair) a[i] = static_cast<float>(state >> 8) * 0x1p-20f - 8.0f;
      state = state * 1664525 + 1013904223;
      b[i] = ordinary_pair ? static_cast<float>(state >> 8) * 0x1p-20f - 8.0f
                           : losscape::float_of_bits(state ^ (state >> 16));
    }
    f.run(a.data(), b.data(), y.data(), kBlock);
    for (std::size_t i = 0; i < kBlock; ++i) {
      const double error = losscape::lane_error(f, a[i], b[i], y[i]);
      if (error > worst.ulp) worst = {error, a[i], b[i]};
    }
  });
  const std::vector<float> a = ordinary(0.01f, 4), c = ordinary(0.5f, 3);
  const double time = nanoseconds_per_vector([&] { f.run(a.data(), c.data(), y.data(), kBlock); });
  std::printf("| %s | %.2f | %.2f | %.9g, %.9g | %.1f |\n", f.name, f.max_ulp, worst.ulp, worst.a, worst.b,
              time);
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t stride = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 499;
  const std::string_view only = count > 2 ? arguments[2] : "";
  std::printf(
      "| function | bound, ULP | measured, ULP | worst input | ns per 4 lanes "
      "|\n|---|---|---|---|---|\n");
  for (const auto& f : losscape::lane_functions())
    if (only.empty() || only == f.name) measure(f, stride);
  for (const auto& f : losscape::lane_functions2())
    if (only.empty() || only == f.name) measure(f, stride);
}
