// SPDX-License-Identifier: Apache-2.0
// How fresh weights are drawn.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/graph.h"

namespace losscape {

enum class Init : std::uint8_t {
  Zeros,
  Ones,
  Quarter,        ///< 1/4, PyTorch's first slope of PReLU
  GlorotUniform,  ///< Glorot & Bengio 2010, eq. 16: ±√(6 / (fan_in + fan_out))
  HeUniform,      ///< He et al. 2015, eq. 10 as a uniform distribution: ±√(6 / fan_in)
  LecunUniform,   ///< LeCun et al. 1998, § 4.6: variance 1 / fan_in, ±√(3 / fan_in)
  FanInUniform,   ///< ±1 / √fan_in, PyTorch's default for recurrent layers and biases
  Normal,         ///< mean 0, variance 1: embeddings
  Orthogonal,     ///< Saxe et al. 2014: orthonormal rows, or columns where there are fewer
  GlorotNormal,   ///< standard deviation √(2 / (fan_in + fan_out))
  HeNormal,       ///< standard deviation √(2 / fan_in)
  LecunNormal,    ///< standard deviation √(1 / fan_in)
  Sparse          ///< Martens 2010, § 5: fifteen normal weights into a unit, the others 0
};

struct ParameterInfo {
  std::string name;  ///< "dense1.weight"
  Shape shape;
  Init init;
  int fan_in, fan_out;
  int offset;           ///< into θ
  bool frozen = false;  ///< training leaves it as it is
};

/// A way of drawing weights that an experiment can ask for.
struct InitEntry {
  const char* id;
  const char* title;
  const char* help;
  Init init;
};
std::span<const InitEntry> all_inits();
const InitEntry& find_init(std::string_view id);

/// Initial θ, a function of the seed and the declared parameters only.
std::vector<float> initial_parameters(std::span<const ParameterInfo> declared, std::uint64_t seed);

}  // namespace losscape
