// SPDX-License-Identifier: Apache-2.0
#include "landscape/axes.h"

#include <algorithm>
#include <cmath>

#include "error.h"
#include "ir/dense.h"
#include "random.h"

namespace losscape {

namespace {

constexpr int kPrincipalProducts = 40;
/// What is left of a vector after orthogonalising, as a share of its length, below which it is rounding.
constexpr double kNothingLeft = 1e-9;

void add_scaled(Direction& to, double factor, const Direction& of) {
  for (size_t i = 0; i < to.size(); ++i) to[i] += factor * of[i];
}

void scale_to(Direction& v, double length) {
  const double now = std::sqrt(dot(v, v));
  for (double& e : v) e *= length / now;
}

Direction random_direction(size_t size, std::uint64_t seed, std::uint64_t index) {
  Random random(seed, Stream::Axes, index);
  Direction out(size);
  for (double& e : out) e = random.normal();
  return out;
}

// Scales each filter of d to its length in theta; 0 where training leaves it.
void normalise(Direction& d, std::span<const ParameterInfo> declared, std::span<const float> theta) {
  for (const ParameterInfo& p : declared) {
    const auto size = static_cast<size_t>(p.shape.size());
    const bool rows = p.shape.rank > 1 && static_cast<size_t>(p.shape[0]) < size;
    const size_t length = rows ? size / static_cast<size_t>(p.shape[0]) : size;
    for (size_t at = static_cast<size_t>(p.offset), end = at + size; at < end; at += length) {
      double drawn = 0, wanted = 0;
      for (size_t i = at; i < at + length; ++i) {
        drawn += d[i] * d[i];
        wanted += static_cast<double>(theta[i]) * static_cast<double>(theta[i]);
      }
      const double factor = p.frozen ? 0 : std::sqrt(wanted / drawn);
      for (size_t i = at; i < at + length; ++i) d[i] *= factor;
    }
  }
}

}  // namespace

double dot(const Direction& a, const Direction& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

Plane random_plane(std::span<const ParameterInfo> declared, std::span<const float> theta,
                   std::uint64_t seed) {
  Plane out;
  for (size_t axis = 0; axis < 2; ++axis) {
    out[axis] = random_direction(theta.size(), seed, axis);
    normalise(out[axis], declared, theta);
  }
  const double length = dot(out[0], out[0]);
  if (!(length > 0))
    fail("all weights are 0, and so is any direction normalised by them: train a step first, or look along ",
         "the principal components");
  add_scaled(out[1], -dot(out[0], out[1]) / length, out[0]);
  if (!(dot(out[1], out[1]) > kNothingLeft * length))
    fail("a surface needs two weights that train, this model has one");
  scale_to(out[1], std::sqrt(length));
  return out;
}

// ---- Lanczos ----------------------------------------------------------------------------------------

Lanczos::Lanczos(size_t size, int most, std::uint64_t seed)
    : size_(size), most_(std::min(most, static_cast<int>(size))), seed_(seed) {
  extend({}, 0);
}

// Twice, since once leaves rounding that grows.
void Lanczos::orthogonalise(Direction& v) const {
  for (int pass = 0; pass < 2; ++pass) {
    for (const Direction& b : basis_) add_scaled(v, -dot(v, b), b);
  }
}

// `next` as the following vector of the basis; a fresh random one where the matrix leads nowhere else.
void Lanczos::extend(Direction next, double scale) {
  double length = next.empty() ? 0 : std::sqrt(dot(next, next));
  if (!(length > kNothingLeft * scale)) {
    length = 0;
    next = random_direction(size_, seed_, 16 + basis_.size());
    orthogonalise(next);
  }
  if (!basis_.empty()) beside_.push_back(length);
  scale_to(next, 1);
  basis_.push_back(std::move(next));
}

void Lanczos::answer(const Direction& product) {
  Direction next = product;
  diagonal_.push_back(dot(next, basis_.back()));
  const double scale = std::sqrt(dot(next, next));
  orthogonalise(next);
  if (static_cast<int>(diagonal_.size()) < most_) extend(std::move(next), scale);
}

std::vector<Lanczos::Pair> Lanczos::largest(size_t count) const {
  const size_t n = diagonal_.size();
  std::vector<double> t(n * n), vectors(n * n);
  for (size_t i = 0; i < n; ++i) {
    t[i * n + i] = diagonal_[i];
    if (i + 1 < n) t[i * n + i + 1] = t[(i + 1) * n + i] = beside_[i];
  }
  small_dense::eigh(t.data(), vectors.data(), static_cast<int>(n));
  std::vector<Pair> out;
  for (size_t c = n; c-- > 0 && out.size() < count;) {
    Pair pair{t[c * n + c], Direction(size_)};
    for (size_t i = 0; i < n; ++i) add_scaled(pair.vector, vectors[i * n + c], basis_[i]);
    const auto by_size = [](double a, double b) { return std::abs(a) < std::abs(b); };
    scale_to(pair.vector, *std::max_element(pair.vector.begin(), pair.vector.end(), by_size) < 0 ? -1 : 1);
    out.push_back(std::move(pair));
  }
  return out;
}

// ---- principal components ---------------------------------------------------------------------------

Principal principal_plane(std::span<const float> trajectory, size_t parameters, std::uint64_t seed) {
  const size_t count = trajectory.size() / parameters;
  Direction mean(parameters);
  const auto each = [&](auto work) {
    for (size_t t = 0; t < count; ++t) work(trajectory.subspan(t * parameters, parameters));
  };
  each([&](std::span<const float> at) {
    for (size_t i = 0; i < parameters; ++i)
      mean[i] += static_cast<double>(at[i]) / static_cast<double>(count);
  });
  Principal out{};
  each([&](std::span<const float> at) {
    for (size_t i = 0; i < parameters; ++i)
      out.total += (static_cast<double>(at[i]) - mean[i]) * (static_cast<double>(at[i]) - mean[i]);
  });
  out.total /= static_cast<double>(count);
  // Products with the covariance, never the covariance itself.
  Lanczos lanczos(parameters, kPrincipalProducts, seed);
  while (!lanczos.done()) {
    const Direction& v = lanczos.ask();
    Direction product(parameters);
    each([&](std::span<const float> at) {
      double along = 0;
      for (size_t i = 0; i < parameters; ++i) along += (static_cast<double>(at[i]) - mean[i]) * v[i];
      along /= static_cast<double>(count);
      for (size_t i = 0; i < parameters; ++i) product[i] += along * (static_cast<double>(at[i]) - mean[i]);
    });
    lanczos.answer(product);
  }
  std::vector<Lanczos::Pair> pairs = lanczos.largest(2);
  for (size_t axis = 0; axis < 2; ++axis) {
    out.plane[axis] = std::move(pairs[axis].vector);
    out.variance[axis] = std::max(0.0, pairs[axis].value);
  }
  return out;
}

}  // namespace losscape
