// SPDX-License-Identifier: Apache-2.0
// Signals and their spectra, series compared by alignment. T: time, X: the spectrum of the prediction, Y: of
// the target.
#include "error.h"
#include "ir/grad.h"
#include "ir/linear_algebra.h"
#include "losses/image_pieces.h"

namespace losscape {

namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr std::initializer_list<LossInput> kSignals = {{"prediction", Role::Prediction, Domain::Real, "TN"},
                                                       {"target", Role::Target, Domain::Real, "TN"}};
constexpr Parameter kWindow = {
    "window",   64,   {2, 4096}, "Samples a frame; cut to the signal, a quarter of it a step.",
    Scale::Log, true, 2};
constexpr Parameter kGamma(double value) {
  return {"gamma", value, {0.01, 10}, "Softness of the minimum over alignments.", Scale::Log};
}

// Magnitudes of the frames' spectra, [frequency, frame, N]: periodic Hann window, a step of a quarter of it,
// frames that fit. Powers are held at 1e-7, where logarithms would leave every scale.
Value magnitudes(Value x, int window) {
  Graph& g = *x.graph();
  const int t = x.shape()[0], length = std::min(window, t), step = std::max(1, length / 4);
  const int frames = (t - length) / step + 1;
  const Value at = iota(g, 3, 0, length) + step * iota(g, 3, 1, frames);
  const Value hann = 0.5 - 0.5 * cos(iota(g, 3, 0, length) * (2 * kPi / length));
  const Value signal = take_along(reshape(x, Shape{t, 1, x.shape()[1]}), at, 0);
  const Spectrum s = rfft(hann * signal, 0);
  return max(hypot(s.real, s.imaginary), 3.1622776601683795e-4);
}

Value per_signal(Value v) { return reshape(v, Shape{1, v.shape()[2]}); }

Value spectral_convergence(Value x, Value y) { return per_signal(length(y - x, {0, 1}) / length(y, {0, 1})); }
Value log_magnitude_error(Value x, Value y) { return per_signal(mean(abs(log(x) - log(y)), {0, 1})); }

int window_of(const LossArgs& a) {
  const int window = static_cast<int>(a.number("window"));
  if (window % 2 != 0) fail(a.loss->id, ": window must be even, got ", window);
  return window;
}

// Soft-DTW of costs [T, S, N] → [1, N], one anti-diagonal a step: R_ij = c_ij − γ·log Σ exp(−R/γ) over the
// three cells before (i, j). Cells beyond the border cost 1e30.
Value soft_alignment(Value cost, Value gamma) {
  Graph& g = *cost.graph();
  constexpr double kFar = 1e30;
  const int t = cost.shape()[0], s = cost.shape()[1], n = cost.shape()[2], diagonals = t + s - 1;
  const Value column = iota(g, 3, 1, diagonals) - iota(g, 3, 0, t);  // of row i on diagonal k
  const Value inside = logical_and(greater_equal(column, 0.0), less(column, s));
  const Value skewed = where(inside, take_along(cost, column, 1), kFar);
  const auto on = [&](int k) { return reshape(slice(skewed, 1, k, 1), Shape{t, n}); };
  const auto above = [&](Value r) {  // the cell one row up
    if (t == 1) return 0.0 * r + kFar;
    const Value first = 0.0 * slice(r, 0, 0, 1) + kFar, rest = slice(r, 0, 0, t - 1);
    const Value parts[] = {first, rest};
    return concat(parts, 0);
  };
  Value before = on(0), earlier = 0.0 * before + kFar;
  for (int k = 1; k < diagonals; ++k) {
    const auto scaled = [&](Value r) { return -r / gamma; };
    const Value nearest = logaddexp(logaddexp(scaled(before), scaled(above(before))), scaled(above(earlier)));
    const Value now = on(k) - gamma * nearest;
    earlier = before;
    before = now;
  }
  return slice(before, 0, t - 1, 1);
}

// (x_i − y_j)² of series [T, N] and [S, N] → [T, S, N]
Value square_costs(Value x, Value y) {
  const int t = x.shape()[0], s = y.shape()[0], n = x.shape()[1];
  return square(reshape(x, Shape{t, 1, n}) - reshape(y, Shape{1, s, n}));
}

constexpr LossEntry kEntries[] = {
    {.id = "spectral_amplitude",
     .title = "Spectral amplitude",
     .family = Family::Reconstruction,
     .aliases = {"jukebox", "fft_amplitude"},
     .inputs = image::kImages,
     .use = "Texture and fine detail that pixel losses blur: how much of each frequency there is.",
     .avoid = "Alone: phases, and with them positions, are free.",
     .cite = "Dhariwal et al. 2020, arXiv:2005.00341, section 3.3; MONAI JukeboxLoss, orthonormal transform "
             "over height and width, mean squared difference; gradient 0 at amplitude 0",
     .formula = R"(\overline{(|\mathcal F x| - |\mathcal F y|)^2})",
     .gradient_formula = R"(2\,\mathrm{Re}\,\mathcal F^{*}\Big((|X| - |Y|)\frac{X}{|X|}\Big)\big/HW)",
     // sums and differences of two pixels over √2: (3, −1)/√2 against (1, 1)/√2
     .cases = {{{{1, 2}, {1, 0}}, 1, {}, 1, 1e-9, 1},
               {{{0, 0, 0, 1}, {1, 0, 0, 0}}, 0, {}, 1, 1e-9, 2},
               {{{1, 2, 4, 8, 3, 1}, {0, 0, 0, 0, 0, 0}}, 15.833333333333337, {}, 1, 1e-9, 2},
               {{{1, 2, 4, 8, 3, 1}, {2, 0, 1, 5, 5, 5}}, 4.385791988798111, {}, 1, 1e-9, 2}},
     .build =
         [](const LossArgs& a) {
           Graph& g = a.graph();
           const auto wave = [&](int n, auto f) {
             return f(iota(g, 2, 0, n) * iota(g, 2, 1, n) * (2 * kPi / n)) * (1 / std::sqrt(n));
           };
           const auto cosine_wave = [](Value v) { return cos(v); };
           const auto sine_wave = [](Value v) { return sin(v); };
           const int h = a.prediction.shape()[0], w = a.prediction.shape()[1];
           const Value ch = wave(h, cosine_wave), sh = wave(h, sine_wave), cw = wave(w, cosine_wave),
                       sw = wave(w, sine_wave);
           const auto amplitude = [&](Value x) {
             using image::both_ways;
             return hypot(both_ways(ch, cw, x) - both_ways(sh, sw, x),
                          both_ways(sh, cw, x) + both_ways(ch, sw, x));
           };
           return image::per_image(square(amplitude(a.prediction) - amplitude(a.target)));
         }},

    {.id = "spectral_convergence",
     .title = "Spectral convergence",
     .family = Family::Reconstruction,
     .inputs = kSignals,
     .params = {kWindow},
     .use = "Sound: large components of the spectrogram first.",
     .avoid = "Quiet detail matters: use the logarithm, or both.",
     .cite = "Arık, Jun & Diamos 2018, arXiv:1808.06719, eq. 3: ‖|Y| − |X|‖/‖|Y|‖ over frames, periodic Hann "
             "window, a quarter of it a step",
     .formula = R"(\frac{\big\|\,|Y| - |X|\,\big\|_F}{\big\|\,|Y|\,\big\|_F})",
     .gradient_formula = R"(\frac{|X| - |Y|}{\|\,|Y| - |X|\,\|_F\,\|\,|Y|\,\|_F}\,\partial|X|)",
     .cases = {{{{1, 2, 3, 4}, {1, 2, 3, 4}}, 0},
               {{{0, 2, 0, 0}, {0, 1, 0, 0}}, 1},
               {{{1, 2, 0, 1, 3, 1}, {2, 1, 1, 0, 4, 2}}, 0.354518730301385, {{"window", 4}}}},
     .build =
         [](const LossArgs& a) {
           const int w = window_of(a);
           return spectral_convergence(magnitudes(a.prediction, w), magnitudes(a.target, w));
         }},

    {.id = "log_stft_magnitude",
     .title = "Log spectrogram",
     .family = Family::Reconstruction,
     .inputs = kSignals,
     .params = {kWindow},
     .use = "Sound: quiet components count like loud ones, as for the ear.",
     .avoid = "The signal has silence with noise in it: its logarithm is large and meaningless.",
     .cite = "Arık, Jun & Diamos 2018, arXiv:1808.06719, eq. 4: mean |log|X| − log|Y|| over frames, powers "
             "held at 1e-7, gradient 0 at equality",
     .formula = R"(\overline{\big|\log|X| - \log|Y|\big|})",
     .gradient_formula = R"(\overline{\mathrm{sign}(|X| - |Y|)\,\frac{\partial|X|}{|X|}})",
     .cases = {{{{1, 2, 3, 4}, {1, 2, 3, 4}}, 0},
               {{{0, 2, 0, 0}, {0, 1, 0, 0}}, 0.6931471805599453},
               {{{1, 2, 0, 1, 3, 1}, {2, 1, 1, 0, 4, 2}}, 0.515914954462699, {{"window", 4}}}},
     .build =
         [](const LossArgs& a) {
           const int w = window_of(a);
           return log_magnitude_error(magnitudes(a.prediction, w), magnitudes(a.target, w));
         }},

    {.id = "multi_resolution_stft",
     .title = "Multi-resolution STFT",
     .family = Family::Reconstruction,
     .aliases = {"stft", "multi_resolution_spectral"},
     .inputs = kSignals,
     .params = {{"window",
                 1024,
                 {8, 4096},
                 "Samples of the longest frame; the others have a half and a "
                 "quarter. Cut to the signal.",
                 Scale::Log,
                 true,
                 8}},
     .use = "Waveforms from a vocoder or a separator: no single window decides between time and pitch.",
     .avoid = "Phase matters, as for cancelling echoes.",
     .cite = "Yamamoto, Song & Kim 2020, arXiv:1910.11480, eq. 5–6: the mean over three windows of spectral "
             "convergence + log spectrogram",
     .formula = R"(\frac13\sum_{w}\mathrm{sc}_w + \mathrm{mag}_w)",
     .gradient_formula = R"(\frac13\sum_{w}\partial\,\mathrm{sc}_w + \partial\,\mathrm{mag}_w)",
     .cases = {{{{1, 2, 3, 4}, {1, 2, 3, 4}}, 0},
               {{{1, 2, 0, 1, 3, 1}, {2, 1, 1, 0, 4, 2}}, 1.9520801403108134, {{"window", 8}}},
               {{{1, 2, 0, 1, 3, 1, 2, 2}, {2, 1, 1, 0, 4, 2, 0, 1}}, 2.2602111674321046, {{"window", 8}}}},
     .build =
         [](const LossArgs& a) {
           Value total;
           for (const int shorter : {1, 2, 4}) {
             const int w = std::max(2, window_of(a) / shorter);
             const Value x = magnitudes(a.prediction, w), y = magnitudes(a.target, w);
             const Value part = spectral_convergence(x, y) + log_magnitude_error(x, y);
             total = total ? total + part : part;
           }
           return total / 3.0;
         }},

    {.id = "soft_dtw",
     .title = "Soft dynamic time warping",
     .family = Family::Forecasting,
     .aliases = {"sdtw"},
     .inputs = {{"prediction", Role::Prediction, Domain::Real, "TN"},
                {"target", Role::Target, Domain::Real, "SN"}},
     .params = {kGamma(1)},
     .use = "Series whose shape matters while its timing may slip; they need not be equally long.",
     .avoid = "Timing matters (see DILATE), or a zero is needed at the target: values may be negative.",
     .cite = "Cuturi & Blondel 2017, arXiv:1703.01541, algorithm 1, squared differences; soft-min by "
             "log-sum-exp with the maximum subtracted",
     .formula =
         R"(R_{TS},\ R_{ij} = (x_i - y_j)^2 - \gamma\log\big(e^{-R_{i-1,j}/\gamma} + e^{-R_{i,j-1}/\gamma} + e^{-R_{i-1,j-1}/\gamma}\big))",
     .gradient_formula = R"(2\sum_j A_{ij}(x_i - y_j),\ A = \partial R_{TS}/\partial(x_i - y_j)^2)",
     // one cell; 2 × 2 zeros: −γ·log 3
     .cases = {{{{3}, {1}}, 4},
               {{{0, 0}, {0, 0}}, -1.0986122886681098},
               {{{1, 2, 3}, {2, 2}}, 1.8901357445170075, {{"gamma", 0.1}}},
               {{{1, 2, 3}, {2, 2}}, 1.9890138771133188, {{"gamma", 0.01}}}},
     .build =
         [](const LossArgs& a) { return soft_alignment(square_costs(a.prediction, a.target), a["gamma"]); }},

    {.id = "dilate",
     .title = "Shape and time (DILATE)",
     .family = Family::Forecasting,
     .inputs = kSignals,
     .params = {{"alpha", 0.5, {0, 1}, "Share of the shape term."}, kGamma(0.01)},
     .use = "Forecasts with sudden changes: their shape and, apart from it, how late they come.",
     .avoid = "Long series: the time term needs the derivative of an alignment.",
     .cite = "Le Guen & Thome 2019, arXiv:1909.09020, eq. 3–5, and their code: soft-DTW and Σ A_ij·(i − "
             "j)²/T² with A the derivative of soft-DTW by the costs",
     .formula = R"(\alpha\,\mathrm{sDTW}_\gamma + (1 - \alpha)\sum_{ij} A_{ij}\frac{(i - j)^2}{T^2})",
     .gradient_formula =
         R"(\alpha\,\partial\,\mathrm{sDTW}_\gamma + \frac{1 - \alpha}{T^2}\sum_{ij}(i - j)^2\,\partial A_{ij})",
     .cases = {{{{3}, {1}}, 2},
               {{{0, 0}, {0, 0}}, -0.465972811000722, {{"gamma", 1}}},
               {{{1, 2, 3}, {2, 2, 5}}, 2.3054558548572404, {{"gamma", 0.5}}},
               {{{0, 0, 1}, {0, 1, 1}}, 0.111111111111111}},
     .build =
         [](const LossArgs& a) {
           const Value cost = square_costs(a.prediction, a.target), shape = soft_alignment(cost, a["gamma"]);
           const int t = cost.shape()[0], n = cost.shape()[2];
           const Value off = square((iota(a.graph(), 3, 0, t) - iota(a.graph(), 3, 1, t)) / t);
           const Value late = reshape(sum(grad(shape, cost) * off, {0, 1}), Shape{1, n});
           return a["alpha"] * shape + (1.0 - a["alpha"]) * late;
         }},
};

}  // namespace

LOSSCAPE_LOSSES(signals, kEntries);

}  // namespace losscape
