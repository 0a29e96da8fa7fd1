// SPDX-License-Identifier: Apache-2.0
// The training loss of a lane over a plane through its weights, worked out a few points at a time.
#pragma once

#include <memory>
#include <optional>

#include "landscape/axes.h"
#include "train/trainer.h"

namespace losscape {

enum class Directions : std::uint8_t {
  Random,     ///< random_plane: coordinate 1 is as far as the weights are long
  Principal,  ///< principal_plane of the lane's trajectory: coordinates are distances
  Curvature   ///< eigenvectors of the largest eigenvalues of the loss's Hessian: coordinates are distances
};

struct SurfaceRequest {
  Directions directions = Directions::Random;
  int size = 31;           ///< points an axis, 3 to 101
  int arrows = 11;         ///< descents an axis, 0 to 51
  double span = 1;         ///< how much is seen, 0.01 to 100: 1 is the trajectory, or ± the weights' length
  std::uint64_t seed = 1;  ///< of random directions
};

/// Takes what it needs from the trainer when it is made; the run may go on meanwhile.
class Surface {
 public:
  /// Throws Error for a request out of range, a lane that diverged, a trajectory that has not moved, a model
  /// of fewer than two weights.
  Surface(Trainer& trainer, size_t lane, const SurfaceRequest& request);

  /// Works out up to `count` pieces, each a loss, a gradient or a product with the Hessian over all samples.
  /// The share that is done: 1 at the end.
  double work(int count);

  /// Coordinates of column or row i are first + i · step; `here` is the one at the lane's weights, where the
  /// coordinate is 0.
  struct Scale {
    double first = 0, step = 0;
    int here = 0;
    double eigenvalue = 0;  ///< of the Hessian, for Directions::Curvature
    double share = 0;       ///< of the variance of the lane's trajectory along this axis; 0 where it stood
  };
  const std::array<Scale, 2>& scales() const { return scales_; }
  const SurfaceRequest& request() const { return request_; }
  /// [size × size], row 0 at the lowest second coordinate; not finite where the loss is not.
  const std::vector<float>& losses() const { return losses_; }
  /// [2 × arrows × arrows]: first the change of the first coordinate, then of the second, if the weights went
  /// along the negative gradient of the loss by its length. At the middles of equal cells.
  const std::vector<float>& descents() const { return descents_; }
  /// Of each lane: steps, then both coordinates of its weights' projection to the plane.
  struct Track {
    std::vector<std::uint32_t> steps;
    std::vector<float> x, y;
  };
  const std::vector<Track>& tracks() const { return tracks_; }
  const Plane& plane() const { return plane_; }

 private:
  void choose(Plane plane);
  void fit_to_tracks();
  void piece();
  void set_theta(Prepared& program, double x, double y);
  float loss_at(double x, double y);

  SurfaceRequest request_;
  size_t lane_;
  std::vector<std::uint8_t> parts_;
  std::vector<float> theta_, moved_, scratch_, weights_;
  std::vector<Trainer::Path> paths_;
  Plane plane_;
  std::array<Scale, 2> scales_;
  std::unique_ptr<Prepared> losses_of_, gradient_of_, product_of_;
  std::optional<Lanczos> lanczos_;
  std::vector<float> losses_, descents_;
  std::vector<Track> tracks_;
  size_t done_ = 0, total_ = 0;
};

}  // namespace losscape
