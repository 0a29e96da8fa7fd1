// SPDX-License-Identifier: Apache-2.0
#include "layers/initial.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "entry.h"
#include "random.h"

namespace losscape {

namespace {

constexpr InitEntry kInits[] = {
    {"glorot", "Glorot", "Uniform; keeps the variance of signals and of gradients (Glorot & Bengio 2010).",
     Init::GlorotUniform},
    {"glorot_normal", "Glorot, normal", "The same variance from a normal distribution.", Init::GlorotNormal},
    {"he", "He", "Uniform with twice the variance, for units that are zero half the time (He et al. 2015).",
     Init::HeUniform},
    {"he_normal", "He, normal", "The same variance from a normal distribution.", Init::HeNormal},
    {"lecun", "LeCun", "Uniform, variance one over the number of inputs (LeCun et al. 1998).",
     Init::LecunUniform},
    {"lecun_normal", "LeCun, normal", "The same variance from a normal distribution; goes with SELU.",
     Init::LecunNormal},
    {"orthogonal", "Orthogonal", "Rows at right angles and of length 1 (Saxe et al. 2014).",
     Init::Orthogonal},
    {"sparse", "Sparse", "Fifteen normal weights into a unit, the others zero (Martens 2010).", Init::Sparse},
    {"normal", "Normal", "Mean 0, variance 1 whatever the number of inputs: too much for most nets.",
     Init::Normal},
    {"zeros", "Zeros", "All units alike for ever: shows why weights start at random.", Init::Zeros},
};

// Half width of the uniform distribution; 0 for the other kinds.
double bound_of(const ParameterInfo& p) {
  switch (p.init) {
    case Init::GlorotUniform:
      return std::sqrt(6.0 / (p.fan_in + p.fan_out));
    case Init::HeUniform:
      return std::sqrt(6.0 / p.fan_in);
    case Init::LecunUniform:
      return std::sqrt(3.0 / p.fan_in);
    case Init::FanInUniform:
      return std::sqrt(1.0 / p.fan_in);
    default:
      return 0;
  }
}

// Standard deviation of the normal distribution; 0 for the other kinds.
double deviation_of(const ParameterInfo& p) {
  switch (p.init) {
    case Init::Normal:
      return 1;
    case Init::GlorotNormal:
      return std::sqrt(2.0 / (p.fan_in + p.fan_out));
    case Init::HeNormal:
      return std::sqrt(2.0 / p.fan_in);
    case Init::LecunNormal:
      return std::sqrt(1.0 / p.fan_in);
    default:
      return 0;
  }
}

// The first axis of the shape counts the units.
std::vector<double> sparse(const Shape& shape, Random& random) {
  constexpr size_t kWeights = 15;
  const size_t units = static_cast<size_t>(shape[0]), inputs = static_cast<size_t>(shape.size()) / units;
  std::vector<double> out(units * inputs);
  std::vector<size_t> order(inputs);
  for (size_t u = 0; u < units; ++u) {
    std::iota(order.begin(), order.end(), size_t{0});
    for (size_t i = 0; i < std::min(kWeights, inputs); ++i) {
      std::swap(order[i], order[i + random.below(static_cast<std::uint32_t>(inputs - i))]);
      out[u * inputs + order[i]] = random.normal();
    }
  }
  return out;
}

// Gram–Schmidt, twice for accuracy, on normal vectors: a uniformly distributed orthonormal set. The first
// axis of the shape counts the rows.
std::vector<double> orthonormal(const Shape& shape, Random& random) {
  const size_t rows = static_cast<size_t>(shape[0]), columns = static_cast<size_t>(shape.size()) / rows;
  const size_t vectors = std::min(rows, columns), length = std::max(rows, columns);
  std::vector<double> v(vectors * length);
  for (double& x : v) x = random.normal();
  for (size_t i = 0; i < vectors; ++i) {
    double* a = v.data() + i * length;
    for (int pass = 0; pass < 2; ++pass) {
      for (size_t j = 0; j < i; ++j) {
        const double* b = v.data() + j * length;
        double along = 0;
        for (size_t k = 0; k < length; ++k) along += a[k] * b[k];
        for (size_t k = 0; k < length; ++k) a[k] -= along * b[k];
      }
    }
    double square = 0;
    for (size_t k = 0; k < length; ++k) square += a[k] * a[k];
    for (size_t k = 0; k < length; ++k) a[k] /= std::sqrt(square);
  }
  if (rows <= columns) return v;
  std::vector<double> turned(v.size());
  for (size_t i = 0; i < vectors; ++i) {
    for (size_t k = 0; k < length; ++k) turned[k * vectors + i] = v[i * length + k];
  }
  return turned;
}

}  // namespace

std::span<const InitEntry> all_inits() { return kInits; }

const InitEntry& find_init(std::string_view id) { return find_entry(all_inits(), "initialiser", id); }

std::vector<float> initial_parameters(std::span<const ParameterInfo> declared, std::uint64_t seed) {
  std::vector<float> out;
  std::uint64_t index = 0;
  for (const ParameterInfo& p : declared) {
    Random random(seed, Stream::Weights, index++);
    if (p.init == Init::Orthogonal || p.init == Init::Sparse) {
      for (double v : p.init == Init::Sparse ? sparse(p.shape, random) : orthonormal(p.shape, random))
        out.push_back(static_cast<float>(v));
      continue;
    }
    const double bound = bound_of(p), deviation = deviation_of(p);
    const double rest = p.init == Init::Ones ? 1 : p.init == Init::Quarter ? 0.25 : 0;
    for (std::int64_t i = 0; i < p.shape.size(); ++i) {
      const double v = bound > 0       ? random.uniform(-bound, bound)
                       : deviation > 0 ? deviation * random.normal()
                                       : rest;
      out.push_back(static_cast<float>(v));
    }
  }
  return out;
}

}  // namespace losscape
