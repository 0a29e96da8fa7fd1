// SPDX-License-Identifier: Apache-2.0
// Directions through weight space that a slice of the loss is taken along. Shapes: P parameters, T steps of a
// trajectory.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "layers/initial.h"

namespace losscape {

using Direction = std::vector<double>;  ///< [P]
using Plane = std::array<Direction, 2>;

/// Two random directions that are orthogonal and equally long. The entries of each filter (a row of a matrix,
/// the weights into a channel; a bias or a norm's scale as a whole) are normal and scaled to the length of
/// the filter in θ: Li, Xu, Taylor, Studer & Goldstein 2018, arXiv:1712.09913, § 4. Frozen parameters stay.
/// Throws Error where θ is all zero.
Plane random_plane(std::span<const ParameterInfo> declared, std::span<const float> theta, std::uint64_t seed);

/// The largest eigenvalues of a symmetric matrix that is known by its products alone: Lanczos with full
/// reorthogonalisation (Golub & Van Loan, Matrix Computations, § 10.3.3). Begins from vectors drawn from the
/// seed.
class Lanczos {
 public:
  /// `most`: products asked for, which bounds how well close eigenvalues are told apart.
  Lanczos(size_t size, int most, std::uint64_t seed);
  bool done() const { return basis_.size() == diagonal_.size(); }
  int products() const { return most_; }
  /// The vector whose product is wanted next, unless done.
  const Direction& ask() const { return basis_.back(); }
  void answer(const Direction& product);

  struct Pair {
    double value;
    Direction vector;  ///< of length 1, its largest component positive
  };
  /// The `count` largest eigenvalues with their vectors, largest first.
  std::vector<Pair> largest(size_t count) const;

 private:
  void orthogonalise(Direction& v) const;
  void extend(Direction next, double scale);

  size_t size_;
  int most_;
  std::uint64_t seed_;
  std::vector<Direction> basis_;
  std::vector<double> diagonal_, beside_;
};

/// Orthonormal directions in which a trajectory [T × P] spread most, about its mean, with the variance along
/// each and in total.
struct Principal {
  Plane plane;
  std::array<double, 2> variance;
  double total;
};
Principal principal_plane(std::span<const float> trajectory, size_t parameters, std::uint64_t seed);

double dot(const Direction& a, const Direction& b);

}  // namespace losscape
