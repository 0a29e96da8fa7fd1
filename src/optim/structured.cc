// SPDX-License-Identifier: Apache-2.0
// Optimisers that see weights as tensors: each has a norm, rows and columns. R rows, C columns; biases have
// one column.
#include "optim/entries.h"

namespace losscape {

namespace {

Value norm(Value whole) { return sqrt(sum(whole * whole)); }
Value root_mean_square(Value whole) { return sqrt(mean(whole * whole)); }

// ---- Adafactor --------------------------------------------------------------------------------------

/// Memory of one tensor that takes this share of what is fresh; also what is kept.
Value remembered(OptimizerArgs& a, const char* name, const Tensor& t, Value fresh, Value value) {
  const Value before = a.of_tensor(name, t, value.shape()), now = before + fresh * (value - before);
  a.keep(before, now);
  return now;
}

Value adafactor(OptimizerArgs& a) {
  constexpr double kFloor = 1.1920928955078125e-7 * 1.1920928955078125e-7;  // ε₁², ε₁ that of float
  const Value t = a.step(), fresh = pow(t, a["beta2_decay"]);
  const Value rate = min(a.learning_rate, rsqrt(t));
  return a.parameters - a.each_tensor([&](const Tensor& tensor) {
    const Value w = tensor.of(a.weights), g = tensor.of(a.gradient), square = g * g;
    Value variance;
    if (tensor.matrix()) {
      const Value rows = remembered(a, "rows", tensor, fresh, mean(square, 1));
      const Value columns = remembered(a, "columns", tensor, fresh, mean(square, 0));
      variance = rows * columns / max(mean(rows), 1.1920928955078125e-7);
    } else {
      variance = remembered(a, "square", tensor, fresh, square);
    }
    const Value step = rsqrt(max(variance, kFloor)) * g;
    const Value size = max(root_mean_square(w), a.number("epsilon2")) * rate;
    return size / max(root_mean_square(step) / a["d"], 1.0) * step;
  });
}

// ---- Muon -------------------------------------------------------------------------------------------

/// Five Newton–Schulz steps towards U·Vᵀ of G = U·S·Vᵀ; singular values end between about 0.7 and 1.2.
Value orthogonalised(Value g) {
  constexpr double a = 3.4445, b = -4.7750, c = 2.0315;
  const bool tall = g.shape()[0] > g.shape()[1];
  Value x = (tall ? transpose(g) : g) / max(norm(g), 1e-7);
  for (int i = 0; i < 5; ++i) {
    const Value square = matmul(x, x, false, true);
    x = a * x + matmul(b * square + c * matmul(square, square), x);
  }
  return tall ? transpose(x) : x;
}

Value muon(OptimizerArgs& a) {
  constexpr double kVectorBeta1 = 0.9, kVectorBeta2 = 0.95, kVectorEpsilon = 1e-10;
  const Value mu = a["momentum"], before = a.per_weight("velocity"), g = a.gradient;
  const Value v = before + (1.0 - mu) * (g - before);
  a.keep(before, v);
  const Value ahead = g + mu * (v - g);
  const Value power1 = a.scalar_state("beta1_power", 1), power2 = a.scalar_state("beta2_power", 1);
  const Value p1 = power1 * kVectorBeta1, p2 = power2 * kVectorBeta2;
  a.keep(power1, p1);
  a.keep(power2, p2);
  return a.parameters - a.learning_rate * a.each_tensor([&](const Tensor& t) {
    if (t.matrix()) {
      const double stretch = t.rows > t.columns ? static_cast<double>(t.rows) / t.columns : 1;
      return sqrt(a.graph().constant(stretch)) * orthogonalised(t.of(ahead));
    }
    const Value part = t.of(g), one = a.graph().constant(1);
    const Value m = remembered(a, "mean", t, one * (1 - kVectorBeta1), part);
    const Value s = remembered(a, "square", t, one * (1 - kVectorBeta2), part * part);
    return a["vector_rate"] * (m / (1.0 - p1)) / (sqrt(s / (1.0 - p2)) + kVectorEpsilon);
  });
}

constexpr OptimizerEntry kEntries[] = {
    {.id = "lamb",
     .title = "LAMB",
     .help = "Adam whose step in each tensor is as long as the rate's share of that tensor's norm. For large "
             "batches.",
     .cite = "You et al. 2020, arXiv:1904.00962, algorithm 2, with Adam's bias corrections",
     .learning_rate = 0.02,
     .weight_decay = 0.01,
     .decay = Decay::Own,
     .params = {kBeta1, kBeta2, epsilon_of(1e-6)},
     .build =
         [](OptimizerArgs& a) {
           const Moments k = moments(a);
           Value step = k.mean / k.mean_weight / (sqrt(k.square) * k.square_root + a.number("epsilon"));
           if (a.weight_decay) step = step + a.weight_decay * a.weights;
           return a.parameters - a.learning_rate * a.each_tensor([&](const Tensor& t) {
             const Value w = norm(t.of(a.weights)), r = norm(t.of(step));
             const Value both = greater(w, 0.0) * greater(r, 0.0);
             return where(both, w / r, 1.0) * t.of(step);
           });
         }},

    {.id = "adafactor",
     .title = "Adafactor",
     .help = "Remembers squared gradients by rows and columns only; steps scale with the weights themselves.",
     .cite = "Shazeer & Stern 2018, arXiv:1804.04235, algorithms 4 and 5; PyTorch 2.5 Adafactor, kernels as "
             "matrices",
     .learning_rate = 0.05,
     .decay = Decay::Decoupled,
     .params =
         {{"beta2_decay", -0.8, {-2, -0.01}, "New squares count as the step's number to this power."},
          {"d", 1, {0.1, 10}, "Steps whose root mean square is above this are scaled down to it."},
          {"epsilon2", 1e-3, {1e-6, 1}, "Least size that a tensor is taken to have.", Scale::Log, true}},
     .build = adafactor},

    {.id = "muon",
     .title = "Muon",
     .help =
         "Makes the step of every weight matrix orthogonal, so that all its directions move alike; biases "
         "take Adam.",
     .cite =
         "Jordan et al. 2024, kellerjordan.github.io/posts/muon; PyTorch 2.9 Muon, with the author's Adam "
         "for vectors",
     .learning_rate = 0.02,
     .decay = Decay::Decoupled,
     .params =
         {{"momentum", 0.95, {0, 0.999}, "Memory of the gradient."},
          {"vector_rate", 0.5, {0.001, 10}, "Rate of biases as a share of the learning rate.", Scale::Log}},
     .build = muon},
};

}  // namespace

LOSSCAPE_OPTIMIZERS(structured, kEntries);

}  // namespace losscape
