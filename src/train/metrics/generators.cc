// SPDX-License-Identifier: Apache-2.0
// Generated points of the plane against real ones; arrays hold the row of x, then that of y.
#include <algorithm>

#include "train/metrics/entries.h"

namespace losscape {
namespace {

struct Cloud {
  std::span<const double> rows;
  size_t n() const { return rows.size() / 2; }
};

double squared_distance(const Cloud& a, size_t i, const Cloud& b, size_t j) {
  const double x = a.rows[i] - b.rows[j], y = a.rows[a.n() + i] - b.rows[b.n() + j];
  return x * x + y * y;
}

/// Median of the squared distances between different points of both clouds together.
double median_square(const Cloud& a, const Cloud& b) {
  std::vector<double> all;
  const auto collect = [&](const Cloud& from, const Cloud& to, bool same) {
    for (size_t i = 0; i < from.n(); ++i) {
      for (size_t j = same ? i + 1 : 0; j < to.n(); ++j) all.push_back(squared_distance(from, i, to, j));
    }
  };
  collect(a, a, true);
  collect(b, b, true);
  collect(a, b, false);
  return falling(all)[(all.size() - 1) / 2];
}

double mean_kernel(const Cloud& a, const Cloud& b, double square) {
  double sum = 0;
  for (size_t i = 0; i < a.n(); ++i) {
    for (size_t j = 0; j < b.n(); ++j) sum += std::exp(-squared_distance(a, i, b, j) / (2 * square));
  }
  return sum / (static_cast<double>(a.n()) * static_cast<double>(b.n()));
}

double mmd(const MetricArgs& args) {
  const Cloud a{args.prediction}, b{args.target};
  const double square = args.parameter > 0 ? args.parameter * args.parameter : median_square(a, b);
  if (!(square > 0)) return kNotDefined;
  return std::max(0.0, mean_kernel(a, a, square) + mean_kernel(b, b, square) - 2 * mean_kernel(a, b, square));
}

double coverage(const MetricArgs& args) {
  const Cloud made{args.prediction}, real{args.target};
  const auto k = static_cast<size_t>(args.parameter);
  if (real.n() <= k) return kNotDefined;
  double covered = 0;
  std::vector<double> near;
  for (size_t i = 0; i < real.n(); ++i) {
    near.clear();
    for (size_t j = 0; j < real.n(); ++j) {
      if (j != i) near.push_back(squared_distance(real, i, real, j));
    }
    const double radius = falling(near)[near.size() - k];
    double least = kUnbounded;
    for (size_t j = 0; j < made.n(); ++j) least = std::min(least, squared_distance(real, i, made, j));
    covered += least <= radius ? 1 : 0;
  }
  return covered / static_cast<double>(real.n());
}

constexpr std::array<MetricInput, 3> kClouds = {{{"prediction", "2N"}, {"target", "2M"}, {}}};

constexpr MetricEntry kEntries[] = {
    {.id = "mmd",
     .title = "MMD²",
     .group = "generators",
     .form = MetricForm::Other,
     .inputs = kClouds,
     .higher_is_better = false,
     .range = {0, 2},
     .definition =
         "Squared distance of the mean embeddings of generated and real points under a Gaussian kernel "
         "(the biased estimate, which is never negative); 0 only for equal clouds.",
     .cite = "Gretton et al. 2012, JMLR 13:723–773, eq. 5; bandwidth by the median distance as in section 8",
     .parameter = {"bandwidth", 0, {0, 1e6}, "Width of the kernel; 0 is the median distance between points."},
     .value = mmd},
    {.id = "coverage",
     .title = "coverage",
     .group = "generators",
     .form = MetricForm::Other,
     .inputs = kClouds,
     .range = {0, 1},
     .definition =
         "Share of the real points that have a generated one no farther than their k-th nearest real "
         "neighbour: falls when modes are missing.",
     .cite = "Naeem et al. 2020, arXiv:2002.09797, eq. 10",
     .parameter = {"k", 5, {1, 1000}, "Which nearest neighbour gives the radius."},
     .value = coverage},
};

}  // namespace

LOSSCAPE_METRICS(generators, kEntries);

}  // namespace losscape
