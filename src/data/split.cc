// SPDX-License-Identifier: Apache-2.0
#include "data/split.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "random.h"

namespace losscape {

std::vector<std::uint8_t> split(const DataSet& data, double train_fraction, std::uint64_t seed,
                                bool stratified) {
  if (!(train_fraction >= 0 && train_fraction <= 1)) {
    fail("train_fraction must be in [0, 1], got ", train_fraction);
  }
  const bool by_class = stratified && data.task != Task::Regression;
  const auto stratum = [&](std::size_t i) { return by_class ? static_cast<std::size_t>(data.y[i]) : 0; };
  std::vector<int> left(by_class ? data.classes : 1);  // of each stratum that still go to training
  for (int i = 0; i < data.n; ++i) ++left[stratum(i)];
  for (int& n : left) {
    const int wanted = static_cast<int>(std::floor(train_fraction * n + 0.5));
    n = n < 2 ? n : std::clamp(wanted, 1, n - 1);
  }
  std::vector<std::uint8_t> part(data.n, 1);
  for (const std::uint32_t i : Random(seed, Stream::Split).permutation(data.n)) {
    if (left[stratum(i)]-- > 0) part[i] = 0;
  }
  return part;
}

Standardiser Standardiser::fit(const std::vector<double>& values, int n,
                               const std::vector<std::uint8_t>& part) {
  std::vector<std::size_t> rows;
  for (int i = 0; i < n; ++i) {
    if (part.empty() || part[i] == 0) rows.push_back(i);
  }
  if (rows.empty()) fail("standardising needs at least one sample in the training part");
  Standardiser standard;
  for (std::size_t start = 0; start < values.size(); start += n) {
    const double count = static_cast<double>(rows.size()), first = values[start + rows[0]];
    // Deviations from the first value: a constant column then has deviation exactly 0, whatever the value.
    double sum = 0, squares = 0;
    for (std::size_t row : rows) sum += values[start + row] - first;
    const double mean = sum / count;
    for (std::size_t row : rows) {
      const double deviation = values[start + row] - first - mean;
      squares += deviation * deviation;
    }
    const double deviation = std::sqrt(squares / count);
    standard.mean.push_back(first + mean);
    standard.scale.push_back(deviation > 0 ? deviation : 1);
  }
  return standard;
}

std::vector<float> Standardiser::transform(const std::vector<double>& values, int n) const {
  std::vector<float> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t column = i / n;
    out[i] = static_cast<float>((values[i] - mean[column]) / scale[column]);
  }
  return out;
}

std::vector<double> Standardiser::inverse(const std::vector<float>& values, int n) const {
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t column = i / n;
    out[i] = mean[column] + scale[column] * static_cast<double>(values[i]);
  }
  return out;
}

}  // namespace losscape
