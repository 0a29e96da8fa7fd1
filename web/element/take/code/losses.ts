// SPDX-License-Identifier: Apache-2.0
// Losses of the catalogue in the engine's own language, for those who want them elsewhere. Parameters are those of the
// entry. tests/js/code.test.ts computes every one of them beside the entry that it stands for.
import type { LossId } from '../../../engine/generated/catalog.ts';

export const lossTexts: Partial<Record<LossId, string>> = {
  mse: '(p - y)^2',
  half_squared_error: '(p - y)^2 / 2',
  mae: '|p - y|',
  huber: 'e = |p - y|\nq = min(e, delta)\nq^2 / 2 + delta*(e - q)',
  smooth_l1: 'e = |p - y|\nwhere(e < beta, e^2 / (2*beta), e - beta/2)',
  pseudo_huber: 'delta^2 * (sqrt(1 + ((p - y) / delta)^2) - 1)',
  charbonnier: 'sqrt((p - y)^2 + epsilon^2)',
  log_cosh: 'log_cosh(p - y)',
  quantile: 'max(q*(y - p), (q - 1)*(y - p))',
  expectile: 'where(y - p < 0, 1 - tau, tau) * (p - y)^2',
  epsilon_insensitive: 'relu(|p - y| - epsilon)',
  squared_epsilon_insensitive: 'relu(|p - y| - epsilon)^2',
  binary_cross_entropy_with_logits:
    't = y*(1 - label_smoothing) + label_smoothing/2\npos_weight*t*softplus(-z) + (1 - t)*softplus(z)',
  hinge: 'max(0, 1 - y*z)',
  squared_hinge: 'max(0, 1 - y*z)^2',
  cubed_hinge: 'max(0, 1 - y*z)^3',
  perceptron: 'max(0, -y*z)',
  soft_margin: 'softplus(-y*z)',
  exponential: 'exp(-y*z)',
  cross_entropy: '-(1 - label_smoothing)*log_softmax(z)[y] - label_smoothing*mean(log_softmax(z))',
  poly1_cross_entropy: '-log_softmax(z)[y] + epsilon*(1 - softmax(z)[y])',
  brier: 'sum((softmax(z) - y)^2)',
  softmax_focal:
    'l = log_softmax(z)\nf = (1 - softmax(z))^gamma * l\n-(1 - label_smoothing)*f[y] - label_smoothing*mean(f)',
  generalized_cross_entropy: '(1 - softmax(z)[y]^q) / q',
  mae_probability: 'sum(|softmax(z) - y|)',
};
