// SPDX-License-Identifier: Apache-2.0
#include "lang/kinks.h"

#include <algorithm>
#include <cmath>

#include "number_text.h"

namespace losscape::lang {

std::string shown(double v) {
  if (std::isnan(v)) return "NaN";
  const std::string sign = v < 0 ? "−" : "";
  if (std::isinf(v)) return sign + "∞";
  return (v == 0 ? "" : sign) + number_text(std::abs(v), 4);
}

namespace {

constexpr int kHalvings = 36;   // 0.25 → 4e-12
constexpr double kSteep = 1e6;  // a slope beyond this is a pole, not a kink
constexpr size_t kLinesOfKinks = 6;

struct Break {
  double t, before, after;  // slopes, or values of a jump
};

struct Found {
  std::vector<Break> jumps, kinks;
};

double change(const Sample& a, const Sample& b) {
  const double c = std::abs(b.slope - a.slope) + std::abs(b.value - a.value);
  return std::isfinite(c) ? c : 0;
}

Found along(const Line& line, Prober& prober) {
  std::vector<double> ts;
  for (double t = -10.0137; t <= 10.25; t += 0.25)
    ts.push_back(t);  // off the round numbers where kinks like to be
  const std::vector<Sample> grid = prober.along(line, ts);
  Found out;
  if (grid.empty()) return out;
  std::vector<Sample> low(grid.begin(), grid.end() - 1), high(grid.begin() + 1, grid.end());
  for (int round = 0; round < kHalvings; ++round) {
    std::vector<double> middle;
    for (size_t i = 0; i < low.size(); ++i) middle.push_back(0.5 * (low[i].t + high[i].t));
    const std::vector<Sample> m = prober.along(line, middle);
    if (m.empty()) return out;
    for (size_t i = 0; i < low.size(); ++i)
      (change(low[i], m[i]) > change(m[i], high[i]) ? high : low)[i] = m[i];
  }
  for (size_t i = 0; i < low.size(); ++i) {
    const Sample &a = low[i], &b = high[i];
    const auto jumps = [](double x, double y, double tolerance) {
      return std::isfinite(x) && std::isfinite(y) &&
             std::abs(y - x) > tolerance * (1 + std::max(std::abs(x), std::abs(y)));
    };
    if (std::max(std::abs(a.slope), std::abs(b.slope)) > kSteep) continue;
    if (jumps(a.value, b.value, 1e-6))
      out.jumps.push_back({b.t, a.value, b.value});
    else if (jumps(a.slope, b.slope, 1e-4))
      out.kinks.push_back({b.t, a.slope, b.slope});
  }
  return out;
}

// "p = y", "p = y ± 1", "y·z = 1", "p = 0": what is common to the breaks for two targets.
std::string location(const std::vector<Break>& one, const std::vector<Break>& two, const Line& first,
                     const Line& second, const std::string& name, Labels labels) {
  const auto agree = [&](auto f) {
    if (one.size() != two.size()) return false;
    std::vector<double> a, b;
    for (const Break& k : one) a.push_back(f(k.t, first.target));
    for (const Break& k : two) b.push_back(f(k.t, second.target));
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    for (size_t i = 0; i < a.size(); ++i) {
      if (std::abs(a[i] - b[i]) > 1e-6) return false;
    }
    return true;
  };
  const auto list = [&](auto f) {
    std::string s;
    for (size_t i = 0; i < std::min<size_t>(one.size(), 4); ++i)
      s += (s.empty() ? "" : ", ") + f(std::abs(one[i].t - std::round(one[i].t * 1e6) / 1e6) < 1e-9
                                           ? std::round(one[i].t * 1e6) / 1e6
                                           : one[i].t);
    return s + (one.size() > 4 ? ", …" : "");
  };
  if (agree([](double t, double) { return t; }))
    return list([&](double t) { return name + " = " + shown(t); });
  const bool product = agree([](double t, double y) { return t * y; });
  if (labels == Labels::Real && agree([](double t, double y) { return t - y; })) {
    return list([&](double t) {
      const double d = std::round((t - first.target) * 1e6) / 1e6;
      return name + " = y" + (d == 0 ? "" : (d > 0 ? " + " : " − ") + shown(std::abs(d)));
    });
  }
  if (product)
    return list(
        [&](double t) { return "y·" + name + " = " + shown(std::round(t * first.target * 1e6) / 1e6); });
  return list([&](double t) { return name + " = " + shown(t); }) + " for y = " + shown(first.target);
}

}  // namespace

Breaks find_breaks(const ParsedLoss& loss, Prober& prober) {
  Breaks out;
  const std::vector<Line>& lines = prober.lines();
  for (size_t i = 0; i < std::min(lines.size(), kLinesOfKinks); ++i) {
    if (!out.jump.empty() && !out.kink.empty()) break;
    const Found here = along(lines[i], prober);
    if (here.jumps.empty() && here.kinks.empty()) continue;
    // The same element with another target tells whether the place moves with y.
    const auto other = std::find_if(lines.begin(), lines.end(), [&](const Line& l) {
      return l.input == lines[i].input && l.element == lines[i].element && l.target != lines[i].target;
    });
    const Line& second = other == lines.end() ? lines[i] : *other;
    const Found there = other == lines.end() ? here : along(second, prober);
    const std::string name = prober.name_of(lines[i]);
    const auto sentence = [&](const std::vector<Break>& a, const std::vector<Break>& b, const char* what) {
      // Beside a jump to 1, 1e-23 is 0.
      const double tiny = 1e-9 * std::max(std::abs(a[0].before), std::abs(a[0].after));
      const auto clean = [&](double v) { return shown(std::abs(v) < tiny ? 0 : v); };
      return text(what, " jumps from ", clean(a[0].before), " to ", clean(a[0].after), " at ",
                  location(a, b, lines[i], second, name, loss.labels));
    };
    if (out.jump.empty() && !here.jumps.empty())
      out.jump = sentence(here.jumps, there.jumps, "not continuous: the loss");
    if (out.kink.empty() && !here.kinks.empty())
      out.kink = sentence(here.kinks, there.kinks, "not differentiable: the slope");
  }
  return out;
}

}  // namespace losscape::lang
