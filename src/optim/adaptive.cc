// SPDX-License-Identifier: Apache-2.0
// Adam and its kin. g: gradient, m: its running mean, v: the running mean of its squares, t: number of the
// step.
#include "optim/entries.h"

namespace losscape {

namespace {

// β₁ᵗ, kept as a product; of the present β₁ where the schedule moves it, as PyTorch has it.
Value beta1_power(OptimizerArgs& a) {
  if (a.momentum_varies) return pow(a["beta1"], a.step());
  const Value before = a.scalar_state("beta1_power", 1), now = before * a["beta1"];
  a.keep(before, now);
  return now;
}

}  // namespace

Moments moments(OptimizerArgs& a) {
  const Value b2 = a["beta2"], g = a.gradient;
  const Value power2 = a.scalar_state("beta2_power", 1);
  const Value m = a.running_mean("mean", a["beta1"], g), v = a.running_mean("square", b2, g * g);
  const Value p1 = beta1_power(a), p2 = power2 * b2;
  a.keep(power2, p2);
  return {m, v, 1.0 - p1, rsqrt(1.0 - p2)};
}

Value adam_step(OptimizerArgs& a) {
  const Moments k = moments(a);
  const Value step = a.learning_rate / k.mean_weight;
  return a.parameters - step * k.mean / (sqrt(k.square) * k.square_root + a.number("epsilon"));
}

namespace {

constexpr double kLog096 = -0.040821994520255166;  // log 0.96

constexpr OptimizerEntry kEntries[] = {
    {.id = "adam",
     .title = "Adam",
     .help = "Each weight gets a step of about the learning rate, whatever its gradient's scale.",
     .cite = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 1; PyTorch Adam",
     .learning_rate = 0.01,
     .params = {kBeta1, kBeta2, epsilon_of(1e-8)},
     .build = adam_step},

    {.id = "amsgrad",
     .title = "AMSGrad",
     .help = "Adam that never forgets the largest gradients, so that its steps do not grow again.",
     .cite = "Reddi, Kale & Kumar 2018, arXiv:1904.09237; PyTorch Adam(amsgrad=True)",
     .learning_rate = 0.01,
     .params = {kBeta1, kBeta2, epsilon_of(1e-8)},
     .build =
         [](OptimizerArgs& a) {
           const Moments k = moments(a);
           const Value before = a.per_weight("largest_square"), largest = max(before, k.square);
           a.keep(before, largest);
           const Value step = a.learning_rate / k.mean_weight;
           return a.parameters - step * k.mean / (sqrt(largest) * k.square_root + a.number("epsilon"));
         }},

    {.id = "adamw",
     .title = "AdamW",
     .help = "Adam with weight decay that its scaling does not touch.",
     .cite = "Loshchilov & Hutter 2019, arXiv:1711.05101, algorithm 2; PyTorch AdamW",
     .learning_rate = 0.01,
     .weight_decay = 0.01,
     .decay = Decay::Decoupled,
     .params = {kBeta1, kBeta2, epsilon_of(1e-8)},
     .build = adam_step},

    {.id = "adamax",
     .title = "Adamax",
     .help = "Adam that divides by the largest recent gradient instead of a mean.",
     .cite = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 2; PyTorch Adamax",
     .learning_rate = 0.01,
     .params = {kBeta1, kBeta2, epsilon_of(1e-8)},
     .build =
         [](OptimizerArgs& a) {
           const Value g = a.gradient, largest = a.per_weight("largest");
           const Value m = a.running_mean("mean", a["beta1"], g);
           const Value u = max(a["beta2"] * largest, abs(g) + a.number("epsilon"));
           a.keep(largest, u);
           return a.parameters - a.learning_rate / (1.0 - beta1_power(a)) * m / u;
         }},

    {.id = "nadam",
     .title = "NAdam",
     .help = "Adam with Nesterov's look ahead.",
     .cite = "Dozat 2016, openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ; PyTorch NAdam",
     .learning_rate = 0.01,
     .params = {kBeta1,
                kBeta2,
                {"momentum_decay", 0.004, {0, 0.1}, "How fast the look ahead reaches its full size."},
                epsilon_of(1e-8)},
     .build =
         [](OptimizerArgs& a) {
           const Moments k = moments(a);
           const Value t = a.step(), scale = kLog096 * a["momentum_decay"];
           const Value mu = a["beta1"] * (1.0 - 0.5 * exp(t * scale));
           const Value mu_next = a["beta1"] * (1.0 - 0.5 * exp((t + 1.0) * scale));
           const Value before = a.scalar_state("mu_product", 1), product = before * mu;
           a.keep(before, product);
           const Value root = sqrt(k.square) * k.square_root + a.number("epsilon");
           const Value now = a.learning_rate * (1.0 - mu) / (1.0 - product);
           const Value ahead = a.learning_rate * mu_next / (1.0 - product * mu_next);
           return a.parameters - (now * a.gradient + ahead * k.mean) / root;
         }},

    {.id = "radam",
     .title = "RAdam",
     .help = "Adam that starts as plain momentum until its estimate of the variance can be trusted.",
     .cite = "Liu et al. 2020, arXiv:1908.03265, algorithm 2; PyTorch RAdam",
     .learning_rate = 0.01,
     .params = {kBeta1, kBeta2, epsilon_of(1e-8)},
     .build =
         [](OptimizerArgs& a) {
           // ρ_t = ρ_∞ − 2tβ₂ᵗ/(1 − β₂ᵗ) loses all digits in single precision while t is small. The same is
           // 2Q/S − 1 with S = Σ β₂ʲ and Q = Σ (j + 1)β₂ʲ over j < t.
           const Value b2 = a["beta2"];
           const Value power = a.scalar_state("beta2_power", 1);
           const Value sum_before = a.scalar_state("power_sum"), rising = a.scalar_state("rising_sum");
           const Value s = sum_before + power, q = rising + a.step() * power;
           a.keep(sum_before, s);
           a.keep(rising, q);
           const Moments k = moments(a);
           const Value rho_end = 2.0 / (1.0 - b2) - 1.0, rho = 2.0 * q / s - 1.0;
           const Value trusted = greater(rho, 5.0), safe = where(trusted, rho, 6.0);
           const Value rectified =
               sqrt((safe - 4.0) * (safe - 2.0) * rho_end / ((rho_end - 4.0) * (rho_end - 2.0) * safe));
           // β₂ below 0.6 makes ρ_∞ fall below 5: then it is never trusted.
           const Value adaptive = rectified / ((sqrt(k.square) + a.number("epsilon")) * k.square_root);
           return a.parameters - a.learning_rate / k.mean_weight * k.mean * where(trusted, adaptive, 1.0);
         }},

    {.id = "lion",
     .title = "Lion",
     .help = "Only the sign of a mixed momentum counts: every weight moves by the rate, up or down.",
     .cite = "Chen et al. 2023, arXiv:2302.06675, algorithm 2",
     .learning_rate = 0.001,
     .decay = Decay::Decoupled,
     .params = {{"beta1", 0.9, {0, 0.999}, "Share of the memory in the step."},
                {"beta2", 0.99, {0, 0.9999}, "Memory of the gradient."}},
     .build =
         [](OptimizerArgs& a) {
           const Value b1 = a["beta1"], b2 = a["beta2"], g = a.gradient, m = a.per_weight("mean");
           a.keep(m, b2 * m + (1.0 - b2) * g);
           return a.parameters - a.learning_rate * sign(b1 * m + (1.0 - b1) * g);
         }},
};

}  // namespace

LOSSCAPE_OPTIMIZERS(adaptive, kEntries);

}  // namespace losscape
