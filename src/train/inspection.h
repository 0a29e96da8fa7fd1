// SPDX-License-Identifier: Apache-2.0
// What goes on inside a lane at its present step, layer by layer and sample by sample. Computed when somebody
// asks; a run that is not asked pays nothing.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "train/trainer.h"

namespace losscape {

/// Counts over kBins equal bins from low to high; numbers that are not finite are left out.
struct Histogram {
  static constexpr int kBins = 24;
  double low = 0, high = 0;
  std::array<int, kBins> counts{};
};

/// Norms are Euclidean, over all parameters of the layer.
struct LayerReport {
  std::string name;
  double weight_norm = 0;
  double gradient_norm = 0;  ///< of the mean loss of the training part, as shown: without regularisers
  double update_norm = 0;    ///< of what the next training step changes; NaN for a lane that diverged
  double flow = 0;  ///< root mean square of the gradients of samples' losses by what comes out of the layer
  int units = 0;
  int dead = 0;       ///< units that are 0 for every training sample, after an activation that can die
  int saturated = 0;  ///< units within 1 % of a bound of their activation for every training sample
  Histogram weights, gradients, activations;
};

struct Inspection {
  std::vector<LayerReport> layers;  ///< all but the input
  /// ‖∇ℓᵢ‖ of each sample's own loss by all weights, [n]; and what part it is of their sum over the training
  /// part, 0 for samples of the other.
  std::vector<float> norms, shares;
  double gradient_norm = 0;  ///< of the mean over the training part
  /// Samples a batch needs until noise and gradient weigh the same: tr Σ / ‖∇L‖², both unbiased (McCandlish
  /// et al. 2018, arXiv:1812.06162, B_simple). NaN where the gradient is lost in the noise.
  double noise_scale = 0;
};

/// `most`: training samples that are looked at, evenly chosen, 0 for all; norms and shares are of all samples
/// or, with a bound, empty.
Inspection inspect(Trainer& trainer, size_t lane, int most = 0);

/// A weight's derivative by the program that trains (float) and by central differences of the double
/// reference, of the mean loss of at most 64 training samples.
struct CheckedWeight {
  std::string parameter;  ///< "dense1.weight"
  int index;              ///< within it, row-major
  double analytic, numeric;
};
/// `count` weights drawn by seed and step. At a kink of loss or activation the two may differ.
std::vector<CheckedWeight> check_gradient(Trainer& trainer, size_t lane, int count = 10);

}  // namespace losscape
