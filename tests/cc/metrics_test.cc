// SPDX-License-Identifier: Apache-2.0
// Metrics against tests/golden/metrics.json: scikit-learn's values where it has the metric, else those of the
// definition. tests/golden/metrics.py makes the file.
#include "train/metrics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

#include "error.h"
#include "golden_json.h"
#include "train/metrics/entries.h"
#include "train/trainer.h"

namespace losscape {
namespace {

using testing::Json;
using testing::JsonReader;

const std::vector<Json>& golden() {
  static const Json kAll = [] {
    std::ifstream file("tests/golden/metrics.json");
    std::stringstream text;
    text << file.rdbuf();
    return JsonReader(text.str()).read();
  }();
  return kAll.list;
}

double number(const Json& json) {
  if (json.text == "nan") return std::numeric_limits<double>::quiet_NaN();
  return json.text == "inf" ? std::numeric_limits<double>::infinity() : json.number;
}

void expect_same(double got, double expected, const char* what) {
  if (std::isfinite(expected)) {
    EXPECT_NEAR(got, expected, 1e-12 * (1 + std::abs(expected))) << what;
  } else if (std::isnan(expected)) {
    EXPECT_TRUE(std::isnan(got)) << what << " is " << got;
  } else {
    EXPECT_EQ(got, expected) << what;
  }
}

struct Given {
  std::array<std::vector<double>, 3> arrays;
  MetricInputs inputs;
  ParameterValues params;
};

void read(Given& given, const Metric& metric, const Json& row) {
  size_t found = 0;
  for (size_t i = 0; i < 3; ++i) {
    if (!metric.inputs[i].id) continue;
    for (const Json& v : row["inputs"][metric.inputs[i].id].list) given.arrays[i].push_back(number(v));
    given.inputs[i] = given.arrays[i];
    found += !given.arrays[i].empty();
  }
  EXPECT_EQ(found, row["inputs"].fields.size()) << "an input of a name that the metric does not have";
  for (const auto& [id, value] : row["params"].fields) given.params.emplace_back(id, value.number);
}

TEST(Metrics, AgreeWithGoldenValuesAndCurves) {
  ASSERT_GT(golden().size(), 200U);
  for (const Json& row : golden()) {
    SCOPED_TRACE(row["metric"].text + " (" + row["source"].text + "), " + row["about"].text);
    const Metric& metric = find_metric(row["metric"].text);
    Given given;
    read(given, metric, row);
    expect_same(evaluate_metric(metric, given.inputs, given.params), number(row["value"]), "value");
    if (row["curve"].fields.empty()) continue;
    const MetricCurve curve = metric_curve(metric, given.inputs, given.params);
    for (const auto& [axis, values] : {std::pair{"x", &curve.x}, {"y", &curve.y}, {"z", &curve.z}}) {
      const std::vector<Json>& expected = row["curve"][axis].list;
      ASSERT_EQ(values->size(), expected.size()) << axis;
      for (size_t i = 0; i < expected.size(); ++i) expect_same((*values)[i], number(expected[i]), axis);
    }
  }
}

TEST(Metrics, EveryEntryIsWordedAndHasGoldenValuesInItsRange) {
  std::set<std::string> ids;
  for (const MetricEntry* e : all_metric_entries()) {
    SCOPED_TRACE(e->id);
    EXPECT_TRUE(ids.insert(e->id).second);
    const std::string definition = e->definition;
    EXPECT_TRUE(definition.size() > 30 && definition.back() == '.') << definition;
    EXPECT_GT(std::string(e->cite).size(), 8U);
    EXPECT_LT(e->range.low, e->range.high);
    EXPECT_EQ(e->curve != nullptr, e->axes[0] && e->axes[1] && e->axes[2]);
    if (e->parameter.id) {
      EXPECT_GE(e->parameter.value, e->parameter.range.low);
      EXPECT_LE(e->parameter.value, e->parameter.range.high);
      EXPECT_GT(std::string(e->parameter.help).size(), 10U);
    }
    EXPECT_EQ(find_metric(e->id).value, e->value);
    EXPECT_EQ(find_metric(e->id).parameter.help, nullptr) << "words must stay out of the lean table";
    int cases = 0;
    for (const Json& row : golden()) {
      if (row["metric"].text != e->id) continue;
      ++cases;
      const double value = number(row["value"]);
      EXPECT_TRUE(std::isnan(value) || (value >= e->range.low - 1e-12 && value <= e->range.high + 1e-12))
          << value;
    }
    EXPECT_GE(cases, 1);
  }
  EXPECT_EQ(ids.size(), all_metrics().size());
}

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Metrics, RefuseInputsThatDoNotFit) {
  const std::vector<double> three{1, 0, 1}, two{1, 0}, four{0, 1, 0, 1}, wrong{0, 1.5, 1};
  const auto message = [](const char* id, const MetricInputs& inputs, const ParameterValues& params = {}) {
    return message_of([&] { evaluate_metric(find_metric(id), inputs, params); });
  };
  EXPECT_EQ(message("r2", {three, two, {}}),
            "r2: target must hold 3 numbers, as many as the other inputs ask for, got 2");
  EXPECT_EQ(message("r2", {three, {}, {}}), "r2 needs target, an array that is not empty");
  EXPECT_EQ(message("accuracy", {wrong, three, {}}),
            "accuracy: prediction[1] must be a class number 0, 1, 2 and so on, got 1.5");
  EXPECT_EQ(message("log_loss", {three, two, {}}),
            "log_loss: prediction must hold rows of the same length as target, got 3 numbers");
  EXPECT_EQ(message("interval_coverage", {three, three, {}}),
            "interval_coverage: prediction must hold 2 rows of the same length, got 3 numbers");
  EXPECT_EQ(message("forgetting", {three, {}, {}}),
            "forgetting: scores must be a square of numbers, got 3 of them");
  EXPECT_EQ(message("brier", {four, std::vector<double>{0, 2}, {}}),
            "brier: target holds the class 2, but prediction has numbers of 2 classes");
  EXPECT_EQ(message("ndcg", {three, three, {}}, {{"k", 0}}), "ndcg: k must be in [1, 1000000], got 0");
  EXPECT_EQ(message_of([] { find_metric("roc_au"); }),
            "there is no metric 'roc_au'; did you mean 'roc_auc'?");
  EXPECT_EQ(message_of([&] { metric_curve(find_metric("r2"), {three, three, {}}, {}); }), "r2 has no curve");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> unknown{1, nan, 0};
  EXPECT_TRUE(std::isnan(evaluate_metric(find_metric("roc_auc"), {unknown, three, {}}, {})));
}

// ---- metrics of runs ----------------------------------------------------------------------------------

Spec spec_on(const char* data, const char* loss, const char* metric) {
  Spec s;
  s.data = data;
  s.losses = {{loss, {}}};
  s.metric = metric;
  return s;
}

TEST(Metrics, EveryMetricOfARunIsWhatItsArraysGive) {
  for (const auto& [data, loss] : {std::pair{"cars", "mse"},
                                   {"moons", "binary_cross_entropy_with_logits"},
                                   {"penguins", "cross_entropy"}}) {
    Trainer t(spec_on(data, loss, ""));
    t.step(150);
    const DataSet& d = t.data();
    const std::vector<double> predictions = t.samples(0).predictions;
    const size_t n = static_cast<size_t>(d.n), rows = predictions.size() / n;
    std::vector<double> scores, labels, classes, probabilities;
    std::vector<size_t> kept;
    for (size_t i = 0; i < n; ++i) {
      if (t.parts()[i] == 1) kept.push_back(i);
    }
    const auto output = [&](size_t c, size_t i) { return static_cast<double>(predictions[c * n + i]); };
    for (size_t c = 0; c < rows; ++c) {
      for (size_t i : kept) {
        scores.push_back(output(c, i));
        double total = 0;
        for (size_t k = 0; k < rows; ++k) total += std::exp(output(k, i));
        probabilities.push_back(rows == 1 ? 1 / (1 + std::exp(-output(0, i)))
                                          : std::exp(output(c, i)) / total);
      }
    }
    for (size_t i : kept) {
      labels.push_back(static_cast<double>(d.y[i]));
      size_t best = 0;
      for (size_t c = 1; c < rows; ++c) best = output(c, i) > output(best, i) ? c : best;
      classes.push_back(rows == 1 ? output(0, i) > 0 : static_cast<double>(best));
    }
    int judged = 0;
    for (const Metric* m : all_metrics()) {
      if (!judges(*m, d.task)) {
        EXPECT_EQ(message_of([&, d = data, l = loss] { Trainer(spec_on(d, l, m->id)); }).substr(0, 8),
                  "metric: ");
        continue;
      }
      SCOPED_TRACE(std::string(data) + " " + m->id);
      ++judged;
      const std::vector<double>& given = m->form == MetricForm::Labels          ? classes
                                         : m->form == MetricForm::Probabilities ? probabilities
                                                                                : scores;
      const double expected = evaluate_metric(*m, {given, labels, {}}, {});
      EXPECT_NEAR(t.outcome(0, 1).value(*m), expected, 2e-6 * (1 + std::abs(expected)));
      Trainer chosen(spec_on(data, loss, m->id));
      chosen.step(150);
      EXPECT_EQ(&chosen.metric(), m);
      EXPECT_NEAR(chosen.status(0).validation_metric, expected, 2e-6 * (1 + std::abs(expected)));
      EXPECT_EQ(chosen.history().lanes[0].validation_metric.back(),
                static_cast<float>(chosen.status(0).validation_metric));
      if (!m->curve) {
        EXPECT_EQ(message_of([&] { t.outcome(0, 1).curve(*m); }), std::string(m->id) + " has no curve");
        continue;
      }
      const size_t curves = m->curve_per_class ? rows : 1;
      for (size_t c = 0; c < curves; ++c) {
        std::vector<double> one(given.begin(), given.end()), is = labels;
        if (curves > 1) {
          one.assign(given.begin() + static_cast<std::ptrdiff_t>(c * kept.size()),
                     given.begin() + static_cast<std::ptrdiff_t>((c + 1) * kept.size()));
          for (double& v : is) v = v == static_cast<double>(c) ? 1 : 0;
        }
        const MetricCurve expected_curve = metric_curve(*m, {one, is, {}}, {});
        const MetricCurve curve = t.outcome(0, 1).curve(*m, c);
        ASSERT_EQ(curve.x.size(), expected_curve.x.size());
        for (size_t i = 0; i < curve.x.size(); ++i) {
          EXPECT_NEAR(curve.x[i], expected_curve.x[i], 1e-6);
          EXPECT_NEAR(curve.y[i], expected_curve.y[i], 1e-6);
        }
      }
    }
    EXPECT_GE(judged, 6);
  }
}

TEST(Metrics, DivergedAndEmptyPartsAreNotANumber) {
  const std::vector<double> predictions{1, std::numeric_limits<float>::infinity()}, labels{1, 2};
  const std::vector<std::uint8_t> parts{0, 1};
  const Metric& r2 = find_metric("mean_absolute_error");
  EXPECT_EQ(Outcome(Task::Regression, predictions, labels, parts, 0).value(r2), 0);
  EXPECT_TRUE(std::isnan(Outcome(Task::Regression, predictions, labels, parts, 1).value(r2)));
  EXPECT_TRUE(std::isnan(Outcome(Task::Regression, predictions, labels, parts, 2).value(r2)));
}

}  // namespace
}  // namespace losscape
