// SPDX-License-Identifier: Apache-2.0
// What the knobs do to samples that are there already. Means and standard deviations are over all samples
// given, the latter with divisor n, and 1 where a column is constant.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "data/sets.h"
#include "data/split.h"
#include "error.h"

namespace losscape {
namespace {

using Indices = std::vector<std::uint32_t>;

int share_of(int n, double share) { return static_cast<int>(std::floor(share * n + 0.5)); }

DataSet with_rows(const DataSet& data, Indices rows) {
  std::sort(rows.begin(), rows.end());
  DataSet out = data;
  out.n = static_cast<int>(rows.size());
  out.x.clear();
  out.y.clear();
  out.outlier.clear();
  for (std::size_t k = 0; k < data.inputs.size(); ++k) {
    for (std::uint32_t row : rows) out.x.push_back(data.input(k)[row]);
  }
  for (std::uint32_t row : rows) {
    out.y.push_back(data.y[row]);
    out.outlier.push_back(data.outlier[row]);
  }
  return out;
}

/// Leaves out rows of every class but the first, then rows of any class until `samples` are left.
DataSet with_rows_left_out(const DataSet& data, const Knobs& knobs) {
  const double kept_share = data.task == Task::Regression ? 1 : 1 - knobs.imbalance;
  std::vector<int> quota(std::max(1, data.classes), 0);
  const auto class_of = [&](std::uint32_t row) {
    return data.classes == 0 ? 0 : static_cast<int>(data.y[row]);
  };
  for (int i = 0; i < data.n; ++i) ++quota[class_of(i)];
  for (std::size_t c = 1; c < quota.size(); ++c) {
    if (quota[c] > 0) quota[c] = std::max(1, share_of(quota[c], kept_share));
  }
  Indices rows;
  for (std::uint32_t row : Random(knobs.seed, Stream::Rows).permutation(data.n)) {
    if (quota[class_of(row)]-- > 0) rows.push_back(row);
  }
  if (rows.size() > static_cast<std::size_t>(knobs.samples)) rows.resize(knobs.samples);
  return with_rows(data, std::move(rows));
}

double held(const DataSet& data, double value) {
  return data.exact ? value : static_cast<double>(static_cast<float>(value));
}

/// Adds noise.normal() × scale of the column.
void add_noise(DataSet& data, const Knobs& knobs) {
  if (knobs.noise == 0) return;
  std::vector<double>& values = data.task == Task::Regression ? data.y : data.x;
  const std::vector<double> scale = Standardiser::fit(values, data.n).scale;
  for (int i = 0; i < data.n; ++i) {
    Random noise(knobs.seed, Stream::Noise, i);
    for (std::size_t column = 0; column < scale.size(); ++column) {
      double& value = values[column * data.n + i];
      value = held(data, value + knobs.noise * scale[column] * noise.normal());
    }
  }
}

/// A class other than `label`, every one equally likely.
double other_class(const DataSet& data, double label, Random& random) {
  const std::uint32_t drawn = random.below(data.classes - 1);
  return drawn + (drawn >= static_cast<std::uint32_t>(label));
}

void change_labels(DataSet& data, const Knobs& knobs) {
  if (data.classes < 2) return;
  const Indices order = Random(knobs.seed, Stream::LabelNoise).permutation(data.n);
  for (int k = 0; k < share_of(data.n, knobs.label_noise); ++k) {
    Random random(knobs.seed, Stream::LabelNoise, std::uint64_t{order[k]} + 1);
    data.y[order[k]] = other_class(data, data.y[order[k]], random);
  }
  // The samples after those, so that neither kind of noise undoes the other.
  const int from = share_of(data.n, knobs.label_noise);
  const int to = std::min(data.n, from + share_of(data.n, knobs.pair_noise));
  for (int k = from; k < to; ++k) {
    double& label = data.y[order[k]];
    label = label + 1 < data.classes ? label + 1 : 0;
  }
}

/// Flags of the values that are missing, [inputs][n]; a larger share keeps those of a smaller one.
std::vector<std::uint8_t> missing_values(const DataSet& data, const Knobs& knobs) {
  std::vector<std::uint8_t> missing(data.x.size());
  for (int i = 0; i < data.n; ++i) {
    Random random(knobs.seed, Stream::Missing, i);
    for (std::size_t k = 0; k < data.inputs.size(); ++k)
      missing[k * data.n + i] = random.bernoulli(knobs.missing) ? 1 : 0;
  }
  return missing;
}

void fill_in(DataSet& data, const std::vector<std::uint8_t>& missing) {
  const std::size_t n = static_cast<std::size_t>(data.n);
  for (std::size_t start = 0; start < data.x.size(); start += n) {
    double sum = 0, count = 0;
    for (std::size_t i = start; i < start + n; ++i) {
      if (missing[i]) continue;
      sum += data.x[i];
      ++count;
    }
    for (std::size_t i = start; i < start + n; ++i) {
      if (!missing[i]) continue;
      data.x[i] = count > 0 ? held(data, sum / count) : 0;
      ++data.filled;
    }
  }
}

void take_away(DataSet& data, const Knobs& knobs) {
  if (knobs.missing == 0) return;
  const std::vector<std::uint8_t> missing = missing_values(data, knobs);
  if (!knobs.drop_missing) {
    fill_in(data, missing);
    return;
  }
  Indices whole;
  for (int i = 0; i < data.n; ++i) {
    bool complete = true;
    for (std::size_t k = 0; k < data.inputs.size(); ++k) complete = complete && !missing[k * data.n + i];
    if (complete) whole.push_back(static_cast<std::uint32_t>(i));
  }
  if (whole.size() < 2) {
    fail("drop_missing: of ", data.n, " samples ", whole.size(), " have all their ", data.inputs.size(),
         " inputs; fill them in instead, or lower missing");
  }
  const int before = data.n;
  data = with_rows(data, std::move(whole));
  data.dropped = before - data.n;
}

/// Moves targets by plus or minus the distance.
void move_targets(DataSet& data, const Indices& chosen, const Knobs& knobs) {
  const double step = knobs.outlier_distance * Standardiser::fit(data.y, data.n).scale[0];
  for (std::uint32_t i : chosen) {
    Random random(knobs.seed, Stream::Outliers, std::uint64_t{i} + 1);
    data.y[i] = held(data, data.y[i] + (random.bernoulli(0.5) ? step : -step));
  }
}

/// Sample of `z` ([inputs][n], standardised) nearest to `place`, other than `self`.
int nearest(const std::vector<float>& z, int n, const std::vector<double>& place, int self) {
  int best = self;
  double best_square = std::numeric_limits<double>::infinity();
  for (int i = 0; i < n; ++i) {
    double square = 0;
    for (std::size_t k = 0; k < place.size(); ++k) {
      const double difference = z[k * n + i] - place[k];
      square += difference * difference;
    }
    if (i != self && square < best_square) {
      best = i;
      best_square = square;
    }
  }
  return best;
}

/// Moves points straight away from the centre and gives them a class that does not belong there, which is the
/// point of an outlier of a class: far away and wrong.
void move_points(DataSet& data, const Indices& chosen, const Knobs& knobs) {
  const Standardiser standard = Standardiser::fit(data.x, data.n);
  const std::vector<float> z = standard.transform(data.x, data.n);
  const std::vector<double> labels = data.y;
  std::vector<double> place(data.inputs.size());
  for (std::uint32_t i : chosen) {
    Random random(knobs.seed, Stream::Outliers, std::uint64_t{i} + 1);
    double square = 0;
    for (std::size_t k = 0; k < place.size(); ++k) square += double{z[k * data.n + i]} * z[k * data.n + i];
    const double radius = std::sqrt(square);
    for (std::size_t k = 0; k < place.size(); ++k) {
      const double from = z[k * data.n + i];
      // A sample at the very centre has no direction of its own: it leaves along the diagonal.
      const double direction = radius > 0 ? from / radius : 1 / std::sqrt(static_cast<double>(place.size()));
      place[k] = from + knobs.outlier_distance * direction;
      data.input(k)[i] = held(data, standard.mean[k] + standard.scale[k] * place[k]);
    }
    data.y[i] = other_class(data, labels[nearest(z, data.n, place, static_cast<int>(i))], random);
  }
}

}  // namespace

DataSet spoiled(DataSet data, const Knobs& knobs) {
  change_labels(data, knobs);
  Indices chosen = Random(knobs.seed, Stream::Outliers).permutation(data.n);
  chosen.resize(std::min(knobs.outliers, data.n));
  if (data.task == Task::Regression) {
    move_targets(data, chosen, knobs);
  } else {
    move_points(data, chosen, knobs);
  }
  for (std::uint32_t i : chosen) data.outlier[i] = 1;
  take_away(data, knobs);
  return data;
}

DataSet with_knobs(const DataSet& table, const Knobs& knobs) {
  if (knobs.samples < 1) fail("samples must be at least 1, got ", knobs.samples);
  DataSet data = with_rows_left_out(table, knobs);
  add_noise(data, knobs);
  return spoiled(std::move(data), knobs);
}

}  // namespace losscape
