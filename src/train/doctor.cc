// SPDX-License-Identifier: Apache-2.0
#include "train/doctor.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "json.h"
#include "short_sort.h"
#include "train/inspection.h"

namespace losscape {

namespace {

constexpr size_t kFewest = 40;           // points of the curve below which nothing is said of its course
constexpr std::int64_t kPatience = 200;  // steps before lack of progress counts
constexpr int kLooked = 32;              // samples sent through the layers

constexpr double kBlownUp = 4;                  // times the first loss
constexpr double kDead = 0.6;                   // share of a layer's units
constexpr double kFlow = 1000;                  // between the first and the last layer
constexpr double kLearned = 0.5;                // share of the first loss below which flow is no trouble
constexpr double kRises = 0.4, kSwing = 0.1;    // shares of steps, and of the loss
constexpr double kWorse = 1.3, kWorseBy = 0.1;  // validation over its best; share of the first loss
constexpr double kExplained = 0.7;  // share of a constant model's errors below which one is of use
constexpr double kUnmoved = 0.85;   // share of the first loss that is hardly progress
constexpr double kFalling = 0.002, kRest = 0.3;  // fall over the second half; share of rises in it
constexpr double kAlmostAll = 0.95;              // of the labels in one class: then predicting it is right

struct Course {
  std::vector<double> train, validation;
  std::vector<std::int64_t> steps;
  double first() const { return train.front(); }
};

Course course_of(const Trainer& t, size_t lane) {
  Course c;
  const History& h = t.history();
  for (size_t i = 0; i < h.steps.size() && h.steps[i] <= t.steps(); ++i) {
    c.steps.push_back(h.steps[i]);
    c.train.push_back(static_cast<double>(h.lanes[lane].train_loss[i]));
    c.validation.push_back(static_cast<double>(h.lanes[lane].validation_loss[i]));
  }
  return c;
}

double mean_of(const std::vector<double>& v, size_t from, size_t to) {
  double sum = 0;
  for (size_t i = from; i < to; ++i) sum += v[i];
  return sum / static_cast<double>(to - from);
}

double late(const std::vector<double>& v) {
  return mean_of(v, v.size() - std::max<size_t>(v.size() / 10, 1), v.size());
}

// What the run looks like now, and what may be said of it.
struct Patient {
  Trainer& trainer;
  size_t lane;
  Course course;
  double rate;
  Inspection seen;

  bool settled() const { return course.train.size() >= kFewest; }
  double rises() const {
    const size_t from = course.train.size() / 2;
    size_t count = 0;
    for (size_t i = from + 1; i < course.train.size(); ++i) count += course.train[i] > course.train[i - 1];
    return static_cast<double>(count) / static_cast<double>(course.train.size() - from - 1);
  }
};

std::string rate_of(double rate) {
  const double digits = std::pow(10, std::floor(std::log10(rate)) - 1);  // two of them
  return json::Object()
      .add("learning_rate", json::number(std::clamp(std::round(rate / digits) * digits, 1e-5, 10.0)))
      .text();
}

bool finding(const Patient& p, Finding& f, const char* id, bool serious,
             std::vector<std::pair<const char*, double>> evidence, std::string remedy) {
  f = {id, p.lane, p.trainer.steps(), serious, std::move(evidence), std::move(remedy)};
  return true;
}

bool blown_up(const Patient& p, Finding& f) {
  const double first = p.course.first(), now = late(p.course.train);
  if (p.course.train.size() < 8 || !(first > 0) || !(now > kBlownUp * first)) return false;
  return finding(p, f, "diverging", true, {{"first", first}, {"now", now}}, rate_of(p.rate / 10));
}

bool dead(const Patient& p, Finding& f) {
  for (size_t l = 0; l + 1 < p.seen.layers.size(); ++l) {
    const LayerReport& r = p.seen.layers[l];
    if (r.dead < 2 || r.dead < kDead * r.units) continue;
    return finding(p, f, "dead", r.dead == r.units,
                   {{"layer", static_cast<double>(l + 1)}, {"dead", r.dead}, {"units", r.units}},
                   json::Object().add("activation", json::text("leaky_relu")).text());
  }
  return false;
}

bool badly_conducted(const Patient& p, Finding& f) {
  if (p.seen.layers.size() < 4) return false;
  const double first = p.seen.layers.front().flow, last = p.seen.layers[p.seen.layers.size() - 2].flow;
  const double ratio = first / last;
  if (ratio > kFlow) {
    return finding(p, f, "exploding", true, {{"ratio", ratio}},
                   json::Object().add("init", json::text("")).add("activation", json::text("tanh")).text());
  }
  const bool left = p.course.first() > 0 && late(p.course.train) > kLearned * p.course.first();
  if (!(ratio < 1 / kFlow) || !left) return false;
  return finding(
      p, f, "vanishing", true, {{"ratio", ratio}},
      json::Object().add("init", json::text("")).add("activation", json::text("leaky_relu")).text());
}

bool collapsed(const Patient& p, Finding& f) {
  Trainer& t = p.trainer;
  const DataSet& data = t.data();
  if (data.task == Task::Regression || t.steps() < kPatience) return false;
  const std::vector<double> outputs = t.samples(p.lane).predictions;
  const size_t n = static_cast<size_t>(data.n), classes = outputs.size() / n;
  const auto predicted = [&](size_t i) {
    if (classes == 1) return outputs[i] > 0 ? 1 : 0;
    size_t best = 0;
    for (size_t c = 1; c < classes; ++c) best = outputs[c * n + i] > outputs[best * n + i] ? c : best;
    return static_cast<int>(best);
  };
  const int first = predicted(0);
  double labelled = 0;
  for (size_t i = 0; i < n; ++i) {
    if (predicted(i) != first) return false;
    labelled += static_cast<int>(data.y[i]) == first;
  }
  const double share = labelled / static_cast<double>(n);
  if (share > kAlmostAll) return false;
  const auto decays = std::any_of(t.spec().optimizer_options.begin(), t.spec().optimizer_options.end(),
                                  [](const auto& o) { return o.first == "weight_decay" && o.second > 0; });
  return finding(p, f, "collapse", true, {{"class", first}, {"share", share}},
                 decays ? json::Object().add("weight_decay", json::number(0)).text() : rate_of(p.rate * 10));
}

bool unsteady(const Patient& p, Finding& f) {
  const std::vector<double>& loss = p.course.train;
  const size_t from = loss.size() / 2;
  double swing = 0;
  for (size_t i = from + 1; i < loss.size(); ++i) swing += std::abs(loss[i] - loss[i - 1]);
  const double level = std::abs(mean_of(loss, from, loss.size()));
  const double relative = swing / static_cast<double>(loss.size() - from - 1) / std::max(level, 1e-12);
  // Swings of a loss that is next to nothing by now hurt nobody.
  const bool matters = level > 0.05 * std::abs(p.course.first());
  if (!p.settled() || p.rises() < kRises || relative < kSwing || !matters) return false;
  return finding(p, f, "unsteady", false, {{"rises", p.rises()}, {"swing", relative}}, rate_of(p.rate / 5));
}

bool overfitted(const Patient& p, Finding& f) {
  const Course& c = p.course;
  const auto least = std::min_element(c.validation.begin(), c.validation.end());
  const size_t best = static_cast<size_t>(least - c.validation.begin());
  const double now = late(c.validation);
  if (!p.settled() || !(*least > 0) || !(now > kWorse * *least) ||
      !(now > *least + kWorseBy * c.validation.front()) || !(late(c.train) < c.train[best]))
    return false;
  return finding(p, f, "overfitting", false,
                 {{"best_step", static_cast<double>(c.steps[best])}, {"best", *least}, {"now", now}},
                 json::Object().add("weight_decay", json::number(0.1)).text());
}

// A model that began close to its answer need not move: residuals are well below those of a constant.
bool answers_well(const Patient& p) {
  Trainer& t = p.trainer;
  if (t.data().task != Task::Regression) return false;
  const std::vector<double> predictions = t.samples(p.lane).predictions;
  const std::vector<double>& y = t.data().y;
  const double mean = std::accumulate(y.begin(), y.end(), 0.0) / static_cast<double>(y.size());
  double left = 0, spread = 0;
  for (size_t i = 0; i < y.size(); ++i) {
    left += std::abs(predictions[i] - y[i]);
    spread += std::abs(y[i] - mean);
  }
  return left < kExplained * spread;
}

bool unmoved(const Patient& p, Finding& f) {
  const std::vector<double>& loss = p.course.train;
  const double first = p.course.first(), now = late(loss);
  if (!p.settled() || p.trainer.steps() < kPatience || !(first > 0) || now < kUnmoved * first) return false;
  if (answers_well(p)) return false;
  const double middle = loss[loss.size() / 2];
  const bool falls = (middle - now) / first > kFalling && p.rises() < kRest;
  return falls ? finding(p, f, "slow", false, {{"first", first}, {"now", now}}, rate_of(p.rate * 10))
               : finding(p, f, "plateau", false, {{"first", first}, {"now", now}},
                         json::Object().add("hidden", "[16,16]").add("layers", "[]").text());
}

}  // namespace

std::vector<Finding> diagnose(Trainer& t) {
  constexpr bool (*kRules[])(const Patient&, Finding&) = {blown_up, dead,       badly_conducted, collapsed,
                                                          unsteady, overfitted, unmoved};
  std::vector<Finding> out;
  for (size_t k = 0; k < t.lane_count(); ++k) {
    const double rate = t.lane(k).learning_rate();
    if (const std::int64_t at = t.status(k).diverged_at; at >= 0) {
      out.push_back({"diverged", k, at, true, {{"rate", rate}}, rate_of(rate / 10)});
      continue;
    }
    if (t.steps() == 0) continue;
    const Patient patient{t, k, course_of(t, k), rate, inspect(t, k, kLooked)};
    Finding f{};
    if (std::any_of(std::begin(kRules), std::end(kRules), [&](auto rule) { return rule(patient, f); }))
      out.push_back(std::move(f));
  }
  short_sort(out, [](const Finding& a, const Finding& b) { return a.serious && !b.serious; });
  return out;
}

}  // namespace losscape
