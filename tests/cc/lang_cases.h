// SPDX-License-Identifier: Apache-2.0
// Losses as people type them, used by the tests of the language and as seeds of the fuzzer.
#pragma once

namespace losscape::testing {

struct Typed {
  const char *name, *text;
};

// clang-format off
constexpr Typed kTyped[] = {
    {"mse", "(p - y)^2"},
    {"half_mse",
     "e = ŷ − y\n"
     "e²/2"},
    {"mae", "|p - y|"},
    {"huber",
     "delta = 1 in [0.01, 10] log\n"
     "e = p - y\n"
     "q = clamp(e, -delta, delta)\n"
     "q*e - 0.5*q^2"},
    {"huber_cases",
     "δ = 1 in [0.01, 10]\n"
     "e = p − y\n"
     "|e| ≤ δ ? e²/2 : δ·(|e| − δ/2)"},
    {"smooth_l1",
     "beta = 1 in [0.01, 10]\n"
     "e = abs(p - y)\n"
     "where(e < beta, e^2 / (2*beta), e - beta/2)"},
    {"pseudo_huber",
     "delta = 1 in [0.1, 5]\n"
     "r = (p - y)/delta\n"
     "delta^2 * r^2 / (sqrt(1 + r^2) + 1)"},
    {"charbonnier",
     "eps = 1e-3 in [1e-6, 1] log\n"
     "hypot(p - y, eps)"},
    {"log_cosh", "log_cosh(p - y)"},
    {"quantile",
     "q = 0.5 in [0.01, 0.99]\n"
     "u = y - p\n"
     "where(u < 0, q - 1, q) * u"},
    {"quantile_max",
     "q = 0.9 in [0.01, 0.99]\n"
     "u = y - p\n"
     "max(q*u, (q - 1)*u)"},
    {"expectile",
     "tau = 0.7 in [0.01, 0.99]\n"
     "|tau - [y < p]| * (p - y)^2"},
    {"epsilon_insensitive",
     "tube = 0.1 in [0, 2]\n"
     "max(0, |p - y| - tube)"},
    {"squared_epsilon_insensitive",
     "tube = 0.1 in [0, 2]\n"
     "relu(|p - y| - tube)^2"},
    {"msle", "(log1p(p) - log1p(y))^2"},
    {"mape", "|p - y| / max(|y|, 1e-7)"},
    {"smape", "2*|p - y| / max(|p| + |y|, 1.17e-6)"},
    {"poisson_nll", "exp(p) - y*p"},
    {"poisson_rate", "p - y*log(p + 1e-8)"},
    {"poisson_full",
     "stirling = y*log(y) - y + log(2*pi*y)/2\n"
     "exp(p) - y*p + where(y > 1, stirling, 0)"},
    {"gamma_deviance", "2*(log(p/y) + y/p - 1)"},
    {"poisson_deviance", "2*(xlogy(y, y) - y*log(p) + p - y)"},
    {"tweedie",
     "r = 1.5 in [1.01, 1.99]\n"
     "2*(y^(2 - r)/((1 - r)*(2 - r)) - y*p^(1 - r)/(1 - r) + p^(2 - r)/(2 - r))"},
    {"negative_binomial",
     "r = 2 in [0.1, 100] log\n"
     "m = exp(p)\n"
     "-(lgamma(y + r) - lgamma(r) - lgamma(y + 1) + r*log(r/(r + m)) + y*log(m/(r + m)))"},
    {"barron",
     "a = 1 in [0.01, 1.99]; c = 1 in [0.1, 10] log\n"
     "z1 = ((p - y)/c)^2\n"
     "b = |a - 2|\n"
     "(b/a)*((z1/b + 1)^(a/2) - 1)"},
    {"cauchy",
     "c = 1 in [0.05, 10] log\n"
     "log1p(((p - y)/c)^2 / 2)"},
    {"geman_mcclure",
     "c = 1 in [0.05, 10]\n"
     "r = ((p - y)/c)^2\n"
     "2*r/(r + 4)"},
    {"welsch",
     "c = 1 in [0.05, 10]\n"
     "-expm1(-((p - y)/c)^2/2)"},
    {"tukey",
     "c = 4.685 in [0.1, 20]\n"
     "r = (p - y)/c\n"
     "c^2/6 * (|r| < 1 ? 1 - (1 - r^2)^3 : 1)"},
    {"fair",
     "c = 1.3998 in [0.1, 10]\n"
     "r = |p - y|/c\n"
     "c^2 * (r - log1p(r))"},
    {"wing",
     "width = 5 in [0.1, 20]; curvature = 0.5 in [0.01, 5]\n"
     "e = |p - y|\n"
     "where(e < width, width*log1p(e/curvature), e - width + width*log1p(width/curvature))"},
    {"weighted_mse", "w * (p - y)^2"},
    {"asymmetric",
     "up = 3 in [1, 10]\n"
     "(p > y ? 1 : up) * (p - y)**2"},
    {"both_conditions", "(p - y)^2 * [p > 0 and not (y < 0 or p >= 10)] + |p - y|"},
    {"gaussian_nll", "0.5*(log(max(var, 1e-6)) + (y - mu)^2/max(var, 1e-6))"},
    {"gaussian_logvar",
     "s = log(var)\n"
     "0.5*((y - μ)²·exp(−s) + s)"},
    {"beta_nll",
     "beta = 0.5 in [0, 1]\n"
     "stop_gradient(var^beta) * 0.5*(log(var) + (y - mu)^2/var)"},
    {"laplace_nll",
     "input b\n"
     "log(2*b) + |y - mu|/b"},
    {"student_t",
     "nu = 4 in [1, 100] log\n"
     "input s\n"
     "r = (y - mu)/s\n"
     "lgamma(nu/2) - lgamma((nu + 1)/2) + log(nu*pi)/2 + log(s) + (nu + 1)/2*log1p(r^2/nu)"},
    {"crps_gaussian",
     "s = sqrt(var)\n"
     "t = (y - mu)/s\n"
     "s*(t*erf(t/sqrt(2)) + sqrt(2/pi)*exp(-t^2/2) - 1/sqrt(pi))"},
    {"evidential",
     "input out[4]\n"
     "lam = 1 in [0, 1]\n"
     "g = out[0]; v = out[1]; a = out[2]; b = out[3]\n"
     "om = 2*b*(1 + v)\n"
     "0.5*log(pi/v) - a*log(om) + (a + 0.5)*log((y - g)^2*v + om) + lgamma(a) - lgamma(a + 0.5) + lam*|y - g|*(2*v + a)"},
    {"bce", "softplus(z) - z*y"},
    {"bce_probability",
     "y in {0, 1}\n"
     "-(y*log(p) + (1 - y)*log(1 - p))"},
    {"bce_stable", "max(z, 0) - z*y + log1p(exp(-|z|))"},
    {"focal",
     "gamma = 2 in [0, 8]; alpha = 0.25 in [0, 1]\n"
     "m = z*(2*y - 1)\n"
     "(alpha*y + (1 - alpha)*(1 - y)) * exp(-gamma*softplus(m)) * softplus(-m)"},
    {"hinge",
     "y in {-1, 1}\n"
     "relu(1 - y*z)"},
    {"squared_hinge",
     "y in {-1, 1}\n"
     "relu(1 - y·z)²"},
    {"smoothed_hinge",
     "y in {-1, 1}\n"
     "g = 1 in [0.1, 3]\n"
     "m = y*z\n"
     "m >= 1 ? 0 : m >= 1 - g ? (1 - m)^2/(2*g) : 1 - g/2 - m"},
    {"modified_huber",
     "y in {-1, 1}\n"
     "m = y*z\n"
     "where(m >= -1, relu(1 - m)^2, -4*m)"},
    {"perceptron",
     "y in {-1, 1}\n"
     "relu(-y*z)"},
    {"exponential",
     "y in {-1, 1}\n"
     "exp(-y*z)"},
    {"savage",
     "y in {-1, 1}\n"
     "σ(−y·z)²"},
    {"tangent",
     "y in {-1, 1}\n"
     "(2*atan(y*z) - 1)^2"},
    {"ramp",
     "y in {-1, 1}\n"
     "min(1, max(0, (1 - y*z)/2))"},
    {"zero_one",
     "y in {-1, 1}\n"
     "[y*z < 0]"},
    {"cross_entropy", "-log_softmax(z)[y]"},
    {"cross_entropy_lse", "logsumexp(z) - z[y]"},
    {"cross_entropy_shares",
     "input y[C]\n"
     "-sum(y * log_softmax(z))"},
    {"label_smoothing",
     "s = 0.1 in [0, 1]\n"
     "logp = log_softmax(z)\n"
     "-(1 - s)*logp[y] - s*mean(logp)"},
    {"softmax_focal",
     "gamma = 2 in [0, 8]\n"
     "logp = log_softmax(z)[y]\n"
     "-(1 - exp(logp))^gamma * logp"},
    {"gce",
     "q = 0.7 in [0.01, 1]\n"
     "(1 - exp(q*log_softmax(z)[y]))/q"},
    {"poly1",
     "c = 2 in [-1, 8]\n"
     "-log_softmax(z)[y] + c*(1 - p[y])"},
    {"brier",
     "y in classes\n"
     "sum((p - y)^2)"},
    {"mae_probability", "2*(1 - p[y])"},
    {"multi_margin",
     "m = 1 in [0, 4]\n"
     "sum(where(y, 0, relu(m - z[y] + z)))/C"},
    {"crammer_singer", "max(z + (1 - y)) - z[y]"},
    {"confidence_penalty",
     "beta = 0.1 in [0, 1]\n"
     "logp = log_softmax(z)\n"
     "-logp[y] + beta*sum(p*logp)"},
    {"logit_adjusted",
     "input prior[C]\n"
     "tau = 1 in [0, 3]\n"
     "-log_softmax(z + tau*log(prior))[y]"},
    {"ordinal",
     "y in classes\n"
     "sum(p*|k - k[y]|)"},
    {"jc_tanimoto",
     "y in classes\n"
     "-p[y]/(dot(p, p) + 1 - p[y])"},
    {"jc_cauchy_schwarz", "logsumexp(z) - z[y] + log(norm(p))"},
    {"multilabel",
     "y in {0, 1}\n"
     "input z[L], y[L]\n"
     "mean(softplus(z) - z*y)"},
    {"triplet",
     "input anchor[D], positive[D], negative[D]\n"
     "margin = 1 in [0, 5]\n"
     "max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin)"},
    {"contrastive",
     "input a[D], b[D]\n"
     "margin = 1 in [0, 5]\n"
     "d = norm(a - b)\n"
     "where(y == 1, d^2, relu(margin - d)^2)"},
    {"cosine_distance",
     "input a[D], b[D]\n"
     "1 - dot(a, b)/max(norm(a)*norm(b), 1e-8)"},
    {"iou",
     "input box[4], truth[4]\n"
     "wide = relu(min(box[2], truth[2]) - max(box[0], truth[0]))\n"
     "high = relu(min(box[3], truth[3]) - max(box[1], truth[1]))\n"
     "both = wide*high\n"
     "area = (box[2] - box[0])*(box[3] - box[1])\n"
     "other = (truth[2] - truth[0])*(truth[3] - truth[1])\n"
     "1 - both/(area + other - both + eps)"},
    {"distillation",
     "input teacher[C]\n"
     "T = 2 in [1, 10]\n"
     "t = softmax(teacher/T)\n"
     "T^2 * sum(t*(log_softmax(teacher/T) - log_softmax(z/T)))"},
    {"kl",
     "input p[K], y[K]\n"
     "sum(xlogy(y, y) - xlogy(y, p))"},
    {"listnet",
     "input score[K], relevance[K]\n"
     "-dot(softmax(relevance), log_softmax(score))"},
    {"emd",
     "input p[K], y[K]\n"
     "sum(|cumsum(p - y)|)"},
    {"sorted_l1",
     "input p[K], y[K]\n"
     "mean(|sort(p) - sort(y)|)"},
    {"geometric",
     "input p[K], y[K]\n"
     "(prod(p) - prod(y))^2"},
};
// clang-format on

}  // namespace losscape::testing
