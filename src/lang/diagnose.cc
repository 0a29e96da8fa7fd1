// SPDX-License-Identifier: Apache-2.0
#include "lang/diagnose.h"

#include <algorithm>
#include <cmath>

#include "lang/advice.h"
#include "lang/kinks.h"
#include "lang/probe.h"
#include "short_sort.h"

namespace losscape::lang {

const char* name_of(Finding finding) {
  constexpr const char* kNames[] = {"no_prediction", "not_finite", "unstable", "unbounded", "no_slope",
                                    "minimum",       "jump",       "kink",     "unused"};
  return kNames[static_cast<size_t>(finding)];
}

namespace {

constexpr double kLargestFloat = 3.4e38;

bool is_finite(const Sample& s) { return std::isfinite(s.value) && std::isfinite(s.slope); }

class Examiner {
 public:
  Examiner(const ParsedLoss& loss, double work) : loss_(loss), prober_(loss, work) {}

  std::vector<Diagnosis> run() {
    unused();
    if (!prober_.depends_on_predictions()) {
      report(Finding::NoPrediction, true,
             "the loss does not contain anything predicted, so there is nothing to train");
      return std::move(found_);
    }
    for (const Line& line : prober_.lines()) {
      const std::vector<Sample> ordinary = prober_.along(line, ordinary_ts(line));
      if (ordinary.empty()) break;
      not_finite(line, ordinary);
      unstable(line, ordinary);
      unbounded(line);
      minimum(line, ordinary);
      count_slopes(ordinary);
    }
    no_slope();
    kinks();
    slider_ends();
    short_sort(found_, [](const Diagnosis& a, const Diagnosis& b) { return a.finding < b.finding; });
    return std::move(found_);
  }

 private:
  bool has(Finding finding) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const Diagnosis& d) { return d.finding == finding; });
  }
  void report(Finding finding, bool serious, const std::string& message, const Advice& advice = {}) {
    if (!has(finding)) found_.push_back({finding, serious, message + with_, advice.replacement, advice.at});
  }
  const LossInput& input(const Line& line) const { return loss_.inputs[static_cast<size_t>(line.input)]; }
  bool positive(const Line& line) const { return input(line).id == "var"; }
  // "p = 2, y = 0.7"
  std::string place(const Line& line, double t) const {
    const bool target = loss_.input("y") >= 0 && loss_.labels != Labels::Classes;
    return prober_.name_of(line) + " = " + shown(t) + (target ? ", y = " + shown(line.target) : "");
  }

  std::vector<double> ordinary_ts(const Line& line) const {
    std::vector<double> ts{line.target};
    for (double t = -10; t <= 10; t += 0.25) ts.push_back(t);
    if (positive(line)) std::erase_if(ts, [](double t) { return t <= 0; });
    return ts;
  }

  std::vector<Sample> again(const ParsedLoss& other, const Line& line, double t, Precision precision) const {
    if (other.inputs.size() != loss_.inputs.size() || other.sliders.size() != loss_.sliders.size()) return {};
    Prober prober(other, prober_);
    return prober.along(line, {t}, precision);
  }

  void not_finite(const Line& line, const std::vector<Sample>& ordinary) {
    if (has(Finding::NotFinite)) return;
    const auto near = [&](const Sample& a, const Sample& b) {
      return std::abs(a.t - line.target) < std::abs(b.t - line.target);
    };
    std::vector<Sample> bad, good;
    for (const Sample& s : ordinary) (is_finite(s) ? good : bad).push_back(s);
    if (bad.empty()) return;
    const Sample worst = *std::min_element(bad.begin(), bad.end(), near);
    const bool value = !std::isfinite(worst.value);
    const Advice advice = advice_for(loss_, value ? prober_.culprit(line, worst.t, Precision::Double) : -1,
                                     [&](const ParsedLoss& other) {
                                       const auto s = again(other, line, worst.t, Precision::Double);
                                       return s.size() == 1 && is_finite(s[0]);
                                     });
    std::string message = (value ? "the loss is " : "the slope is ") +
                          shown(value ? worst.value : worst.slope) + " at " + place(line, worst.t);
    if (!advice.reason.empty()) message += ": " + advice.reason;
    const auto by_t = [](const Sample& a, const Sample& b) { return a.t < b.t; };
    std::string hint;
    if (!good.empty()) {
      const double low = std::min_element(good.begin(), good.end(), by_t)->t;
      const double high = std::max_element(good.begin(), good.end(), by_t)->t;
      const bool share = low > 0 && high < 1;
      if (loss_.labels == Labels::Real && input(line).id == "p" && share)
        hint = "; if p is meant as a probability, begin with the line y in {0, 1}";
      else if (input(line).role == Role::Prediction && low > -1.1)
        hint = "; a model predicts any number, so make it positive first, for example by exp(" +
               input(line).id + ")";
    }
    report(Finding::NotFinite, input(line).role == Role::Prediction, message + hint, advice);
  }

  // Outwards from ordinary predictions, where float fails first.
  void unstable(const Line& line, const std::vector<Sample>& ordinary) {
    if (has(Finding::Unstable)) return;
    std::vector<double> ts;
    for (double size : {15.0, 20.0, 30.0, 50.0, 90.0, 110.0, 200.0, 500.0, 1e3, 1e4}) {
      for (double sign : {1.0, -1.0}) {
        const bool defined = std::any_of(ordinary.begin(), ordinary.end(),
                                         [&](const Sample& s) { return s.t * sign >= 9 && is_finite(s); });
        if (defined && !(positive(line) && sign < 0)) ts.push_back(sign * size);
      }
    }
    const std::vector<Sample> exact = prober_.along(line, ts),
                              rounded = prober_.along(line, ts, Precision::Float);
    for (size_t i = 0; i < std::min(exact.size(), rounded.size()); ++i) {
      const Sample &d = exact[i], &f = rounded[i];
      const auto differs = [](double a, double b) { return !(std::abs(a - b) <= 0.01 * (1 + std::abs(b))); };
      const bool value = !std::isfinite(f.value) || differs(f.value, d.value);
      if (!value && std::isfinite(f.slope) && !differs(f.slope, d.slope)) continue;
      const bool overflow = !is_finite(f);
      const Advice advice = advice_for(
          loss_, overflow ? prober_.culprit(line, d.t, Precision::Float) : -1, [&](const ParsedLoss& other) {
            const auto s = again(other, line, d.t, Precision::Float);
            return s.size() == 1 && is_finite(s[0]) &&
                   !(is_finite(d) && (differs(s[0].value, d.value) || differs(s[0].slope, d.slope)));
          });
      std::string message = text("in single precision ", value ? "the loss" : "the slope", " comes out as ",
                                 shown(value ? f.value : f.slope), " at ", place(line, d.t));
      if (is_finite(d)) message += ", where it should be " + shown(value ? d.value : d.slope);
      if (!advice.reason.empty()) message += ": " + advice.reason;
      // What is too large for a float in truth is worth knowing, but no fault of the formula's.
      const bool in_reach = !(std::abs(d.value) > kLargestFloat || std::abs(d.slope) > kLargestFloat) ||
                            !advice.replacement.empty();
      return report(Finding::Unstable, in_reach, message, advice);
    }
  }

  // Decades outwards, and decades towards 0 and the target: −∞ is where the steps down do not get smaller.
  void unbounded(const Line& line) {
    if (has(Finding::Unbounded)) return;
    struct Way {
      double centre, sign;
      bool outwards;
    };
    std::vector<Way> ways{{0, 1, true}, {0, -1, true}, {0, 1, false}, {0, -1, false}};
    if (line.target != 0) ways.insert(ways.end(), {{line.target, 1, false}, {line.target, -1, false}});
    for (const Way& way : ways) {
      std::vector<double> ts;
      for (int k = 1; k <= 8; ++k)
        ts.push_back(way.centre + way.sign * std::pow(10.0, way.outwards ? k : -k));
      if (positive(line) && (way.sign < 0 || way.centre != 0)) continue;
      const std::vector<Sample> s = prober_.along(line, ts);
      if (s.empty()) return;
      bool falls = true;
      for (size_t k = 4; k < s.size(); ++k) {
        const double step = s[k - 1].value - s[k].value, before = s[k - 2].value - s[k - 1].value;
        const bool endless = s[k].value == -INFINITY;
        falls =
            falls && (endless || (std::isfinite(step) && step > 1e-3 && before > 0 && step >= 0.8 * before));
      }
      if (!falls) continue;
      const std::string where = way.outwards ? (way.sign > 0 ? "∞" : "−∞") : shown(way.centre);
      const bool negative = loss_.labels == Labels::Real && loss_.input("y") >= 0 && line.target < 0;
      const std::string name = prober_.name_of(line);
      return report(Finding::Unbounded, !negative,
                    text("the loss goes to −∞ as ", name, " goes to ", where, ": it is ",
                         shown(s.back().value), " at ", name, " = ", shown(s.back().t),
                         negative ? ", for the negative target " : " for y = ", shown(line.target)));
    }
  }

  void minimum(const Line& line, const std::vector<Sample>& ordinary) {
    if (has(Finding::Minimum) || has(Finding::Unbounded) || loss_.input("y") < 0) return;
    const LossInput& in = input(line);
    const auto value_at = [&](double t) {
      for (const Sample& s : ordinary) {
        if (s.t == t) return s.value;
      }
      return std::nan("");
    };
    const bool scores = in.id == "z" && in.axis == kScalar;
    if (scores || line.right_class) {
      const bool upwards = line.right_class || line.target > 0;
      const double right = value_at(upwards ? 6 : -6), wrong = value_at(upwards ? -6 : 6);
      if (right <= wrong || !std::isfinite(right) || !std::isfinite(wrong)) return;
      const std::string name = prober_.name_of(line);
      return report(Finding::Minimum, true,
                    text("the wrong label is favoured: the loss is ", shown(right), " at ", name, " = ",
                         upwards ? "6" : "−6", " and ", shown(wrong), " at ", name, " = ",
                         upwards ? "−6" : "6", line.right_class ? "" : " for y = " + shown(line.target)));
    }
    if (loss_.labels != Labels::Real || in.axis != kScalar || (in.id != "p" && in.id != "mu")) return;
    const double here = value_at(line.target);
    const Sample* best = nullptr;
    for (const Sample& s : ordinary) {
      if (std::isfinite(s.value) && (!best || s.value < best->value)) best = &s;
    }
    if (!best || !std::isfinite(here) || here <= best->value + 1e-9 * (1 + std::abs(here))) return;
    report(Finding::Minimum, false,
           text("the loss is not smallest where the target is met: for y = ", shown(line.target), " it is ",
                shown(here), " at ", in.id, " = y and ", shown(best->value), " at ", in.id, " = ",
                shown(best->t)));
  }

  void count_slopes(const std::vector<Sample>& ordinary) {
    for (const Sample& s : ordinary) {
      if (!is_finite(s)) continue;
      ++samples_;
      flat_ += s.slope == 0 ? 1 : 0;
      varies_ = varies_ || std::abs(s.value - ordinary.front().value) > 1e-12;
    }
  }

  void no_slope() {
    if (samples_ == 0 || flat_ < 0.95 * samples_) return;
    if (varies_)
      report(Finding::NoSlope, true,
             text("the slope is 0 at ", flat_, " of ", samples_,
                  " predictions tried: the loss moves in steps, and gradient descent cannot follow steps"));
    else
      report(Finding::NoPrediction, true, "the loss has the same value whatever is predicted");
  }

  void kinks() {
    const Breaks breaks = find_breaks(loss_, prober_);
    if (!breaks.jump.empty()) report(Finding::Jump, true, breaks.jump);
    if (!breaks.kink.empty()) report(Finding::Kink, false, breaks.kink);
  }

  // Sliders reach further than defaults.
  void slider_ends() {
    for (size_t i = 0; i < loss_.sliders.size(); ++i) {
      const Slider& s = loss_.sliders[i];
      for (double end : {s.range.low, s.range.high}) {
        prober_.set(i, end);
        with_ = " (with " + s.id + " = " + shown(end) + ")";
        for (size_t l = 0; l < std::min<size_t>(2, prober_.lines().size()); ++l) {
          const Line& line = prober_.lines()[l];
          const std::vector<Sample> ordinary = prober_.along(line, ordinary_ts(line));
          if (ordinary.empty()) return;
          not_finite(line, ordinary);
          unstable(line, ordinary);
          unbounded(line);
        }
      }
      prober_.set(i, s.value);
    }
  }

  void unused() {
    std::vector<char> reached(loss_.terms.size(), 0), sliders(loss_.sliders.size(), 0),
        definitions(loss_.definitions.size(), 0);
    reached[static_cast<size_t>(loss_.loss)] = 1;
    for (size_t i = loss_.terms.size(); i-- > 0;) {  // what a definition stands for was read before its uses
      const Term& t = loss_.terms[i];
      if (!reached[i]) continue;
      for (int a : t.args) reached[static_cast<size_t>(a)] = 1;
      if (t.kind == Kind::Slider) sliders[static_cast<size_t>(t.index)] = 1;
      if (t.kind == Kind::Definition) {
        definitions[static_cast<size_t>(t.index)] = 1;
        reached[static_cast<size_t>(loss_.definitions[static_cast<size_t>(t.index)].value)] = 1;
      }
    }
    for (size_t i = 0; i < sliders.size(); ++i) {
      const Slider& s = loss_.sliders[i];
      if (!sliders[i])
        report(Finding::Unused, false, "the parameter " + s.id + " is not used", {"", "", s.at});
    }
    for (size_t i = 0; i < definitions.size(); ++i) {
      const Definition& d = loss_.definitions[i];
      if (!definitions[i]) report(Finding::Unused, false, d.id + " is defined and not used", {"", "", d.at});
    }
  }

  const ParsedLoss& loss_;
  Prober prober_;
  std::vector<Diagnosis> found_;
  std::string with_;  // which slider is off its default
  int samples_ = 0, flat_ = 0;
  bool varies_ = false;
};

}  // namespace

std::vector<Diagnosis> diagnose(const ParsedLoss& loss, double work) { return Examiner(loss, work).run(); }

}  // namespace losscape::lang
