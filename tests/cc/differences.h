// SPDX-License-Identifier: Apache-2.0
// Central differences in double on the reference interpreter: the judge of every derivative.
#pragma once

#include <cmath>
#include <vector>

#include "ir/grad.h"
#include "ir/reference.h"
#include "ir/shapes.h"

namespace losscape::testing {

/// d(Σ y · weights)/dx by Richardson-extrapolated central differences, one element of x at a time.
inline std::vector<double> numeric_gradient(Value y, std::string_view x, const ReferenceInputs& at,
                                            const std::vector<double>& weights, double h = 1e-4) {
  const auto total = [&](const ReferenceInputs& in) {
    const std::vector<double> v = evaluate(y, in);
    double s = 0;
    for (size_t i = 0; i < v.size(); ++i) s += v[i] * weights[i];
    return s;
  };
  ReferenceInputs in = at;
  std::vector<double>& moved = in.find(x)->second;
  std::vector<double> out(moved.size());
  for (size_t i = 0; i < moved.size(); ++i) {
    const double here = moved[i], step = h * std::max(1.0, std::abs(here));
    const auto slope = [&](double d) {
      moved[i] = here + d;
      const double up = total(in);
      moved[i] = here - d;
      const double down = total(in);
      moved[i] = here;
      return (up - down) / (2 * d);
    };
    out[i] = (4 * slope(step / 2) - slope(step)) / 3;
  }
  return out;
}

/// Deterministic numbers in [low, high] that avoid repeating.
inline std::vector<double> numbers(size_t n, double low, double high, unsigned seed = 1) {
  std::vector<double> out;
  unsigned long long state = 0x9e3779b97f4a7c15ULL * (seed + 1);
  for (size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    out.push_back(low + (high - low) * static_cast<double>(state >> 11) / 9007199254740992.0);
  }
  return out;
}

/// Largest difference relative to the larger of 1 and the expected magnitude.
inline double difference(const std::vector<double>& got, const std::vector<double>& expected) {
  if (got.size() != expected.size()) return INFINITY;
  double worst = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(got[i]) && std::isnan(expected[i])) continue;
    if (got[i] == expected[i]) continue;
    const double d = std::abs(got[i] - expected[i]) / std::max(1.0, std::abs(expected[i]));
    worst = std::isnan(d) ? INFINITY : std::max(worst, d);
  }
  return worst;
}

}  // namespace losscape::testing
