// SPDX-License-Identifier: Apache-2.0
#include "data/own.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "error.h"
#include "train/trainer.h"

namespace losscape {
namespace {

const float kNaN = std::numeric_limits<float>::quiet_NaN();

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(OwnData, BecomesADataSet) {
  const DataSet line = from_columns({.task = Task::Regression, .x = {{1, 2, 3}}, .y = {2, 4, 6.5f}});
  EXPECT_EQ(line.n, 3);
  EXPECT_EQ(line.classes, 0);
  EXPECT_EQ(line.x, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(line.y, (std::vector<double>{2, 4, 6.5f}));
  EXPECT_EQ(line.inputs[0].name, "x1");
  EXPECT_EQ(line.target.name, "y");
  EXPECT_EQ(line.outlier, (std::vector<std::uint8_t>{0, 0, 0}));

  const DataSet classes = from_columns({.task = Task::Multiclass,
                                        .x = {{1, 2, 3}, {4, 5, 6}},
                                        .y = {0, 3, 1},
                                        .input_names = {"height", "weight"},
                                        .target_name = "kind"});
  EXPECT_EQ(classes.classes, 4);
  EXPECT_EQ(classes.class_names, (std::vector<std::string>{"0", "1", "2", "3"}));
  EXPECT_EQ(classes.x, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(classes.inputs[1].name, "weight");
  EXPECT_EQ(classes.target.name, "kind");
  const DataSet binary = from_columns({.task = Task::Binary, .x = {{1, 2}}, .y = {0, 0}});
  EXPECT_EQ(binary.classes, 2);
  EXPECT_EQ(binary.target.name, "class");
}

TEST(OwnData, TakesTheKnobs) {
  OwnColumns own{.task = Task::Regression, .x = {{}}, .y = {}};
  for (int i = 0; i < 20000; ++i) {
    own.x[0].push_back(static_cast<float>(i));
    own.y.push_back(static_cast<float>(i % 7));
  }
  const DataSet data = from_columns(own);
  const DataSet same = with_knobs(data, {.samples = data.n, .noise = 0});
  EXPECT_EQ(same.x, data.x);
  EXPECT_EQ(same.y, data.y);
  const DataSet knobbed = with_knobs(data, {.samples = 500, .noise = 0, .outliers = 4});
  EXPECT_EQ(knobbed.n, 500);
  EXPECT_EQ(std::accumulate(knobbed.outlier.begin(), knobbed.outlier.end(), 0), 4);
  EXPECT_EQ(message_of([&] { with_knobs(data, {.samples = 0}); }), "samples must be at least 1, got 0");
  // An outlier of a constant target moves by the distance itself, and a point at the very centre still moves
  // away.
  const DataSet flat = from_columns({.task = Task::Regression, .x = {{1, 2}}, .y = {5, 5}});
  EXPECT_EQ(
      std::fabs(with_knobs(flat, {.samples = 2, .noise = 0, .outliers = 2, .outlier_distance = 3}).y[0] - 5),
      3);
  const DataSet point = from_columns({.task = Task::Binary, .x = {{1}, {2}}, .y = {0}});
  const DataSet moved = with_knobs(point, {.samples = 1, .noise = 0, .outliers = 1, .outlier_distance = 5});
  EXPECT_NEAR(std::hypot(moved.x[0] - 1, moved.x[1] - 2), 5, 1e-5);
  EXPECT_EQ(moved.y[0], 1);
}

TEST(OwnData, ImbalanceKeepsOneSampleOfASmallClass) {
  const DataSet data = from_columns({.task = Task::Binary, .x = {{1, 2, 3, 4, 5}}, .y = {0, 0, 0, 1, 1}});
  const DataSet thinned = with_knobs(data, {.samples = 5, .noise = 0, .imbalance = 0.95});
  EXPECT_EQ(thinned.y, (std::vector<double>{0, 0, 0, 1}));
}

TEST(OwnData, SaysWhatIsWrongAndWhere) {
  const float inf = std::numeric_limits<float>::infinity();
  const auto two = [](Task task, const std::vector<double>& first, const std::vector<double>& second,
                      const std::vector<double>& y) {
    return OwnColumns{.task = task,
                      .x = {first, second},
                      .y = y,
                      .input_names = {"height", "weight"},
                      .target_name = "kind"};
  };
  const struct {
    OwnColumns own;
    const char* message;
  } cases[] = {
      {{.task = Task::Regression, .x = {}, .y = {1}},
       "own data: there are no inputs; x must hold at least one column"},
      {two(Task::Regression, {}, {}, {}), "own data: there are no samples"},
      {{.task = Task::Regression, .x = {{1}}, .y = {1}, .input_names = {"a", "b"}, .target_name = {}},
       "own data: 2 input names for 1 inputs"},
      {two(Task::Regression, {1, 2}, {1, 2, 3}, {1, 2}),
       "own data: column 'weight' has 3 values, column 'kind' has 2; all columns must have the same length"},
      {two(Task::Regression, {1, 2}, {1, kNaN}, {1, 2}),
       "own data: column 'weight', row 1 is NaN; every value must be a finite number"},
      {two(Task::Regression, {1, 2}, {-kNaN, 1}, {1, 2}),
       "own data: column 'weight', row 0 is NaN; every value must be a finite number"},
      {two(Task::Regression, {inf, 2}, {1, 2}, {1, 2}),
       "own data: column 'height', row 0 is Infinity; every value must be a finite number"},
      {two(Task::Regression, {1, 2}, {1, 2}, {1, -inf}),
       "own data: column 'kind', row 1 is -Infinity; every value must be a finite number"},
      {two(Task::Regression, {1, 2e30f}, {1, 2}, {1, 2}),
       "own data: column 'height', row 1 is 2e+30; values must be within -1e30 and 1e30"},
      {two(Task::Multiclass, {1, 2}, {1, 2}, {1, 0.5f}),
       "own data: class label in column 'kind', row 1 is 0.5; labels must be whole numbers 0, 1, 2 and so "
       "on"},
      {two(Task::Binary, {1, 2}, {1, 2}, {-1, 1}),
       "own data: class label in column 'kind', row 0 is -1; labels must be whole numbers 0, 1, 2 and so on"},
      {two(Task::Binary, {1, 2}, {1, 2}, {0, 2}),
       "own data: class label in column 'kind', row 1 is 2; a binary task has the labels 0 and 1 (use the "
       "task "
       "multiclass for more)"},
      {two(Task::Multiclass, {1, 2}, {1, 2}, {0, 1000}),
       "own data: class label in column 'kind', row 1 is 1000; there can be at most 1000 classes, numbered "
       "from 0"},
      {two(Task::Multiclass, {1, 2}, {1, 2}, {0, 0}),
       "own data: all labels in column 'kind' are 0; a multiclass task needs at least two classes"},
  };
  for (const auto& c : cases) EXPECT_EQ(message_of([&] { from_columns(c.own); }), c.message);

  OwnColumns named = two(Task::Multiclass, {1, 2}, {1, 2}, {0, 1});
  named.class_names = {"a", "b", "c"};
  EXPECT_EQ(from_columns(named).classes, 3) << "a class may be without samples";
  EXPECT_EQ(from_columns(named).class_names[2], "c");
  named.class_names = {"a"};
  EXPECT_EQ(message_of([&] { from_columns(named); }),
            "own data: 1 class names for 2 classes in column 'kind'");
  named.class_names.clear();
  named.image = {1, 2, 1};
  EXPECT_EQ(from_columns(named).image, (std::array<int, 3>{1, 2, 1}));
  named.image = {1, 8, 8};
  EXPECT_EQ(message_of([&] { from_columns(named); }),
            "own data: an image of 1 × 8 × 8 has 64 pixels, but there are 2 inputs");

  OwnColumns large{.task = Task::Regression, .x = {{}}, .y = std::vector<double>(kMaxOwnSamples + 1)};
  large.x[0].resize(kMaxOwnSamples + 1);
  EXPECT_EQ(message_of([&] { from_columns(large); }), "own data: 1000001 samples; at most 1000000 fit");
  large.x[0].pop_back();
  large.y.pop_back();
  EXPECT_EQ(from_columns(large).n, kMaxOwnSamples);
}

// Seconds since 1970 differ by one and stay different.
TEST(OwnData, LargeNumbersKeepTheirDifferences) {
  OwnColumns own{.task = Task::Regression, .x = {{}}};
  for (int i = 0; i < 40; ++i) {
    own.x[0].push_back(1.7e9 + i);
    own.y.push_back(1.7e9 + 2 * i);
  }
  Spec s;
  s.own = own;
  s.hidden = {};
  s.losses = {{"mse", {}}};
  s.optimizer = "sgd";
  s.learning_rate = 0.1;
  s.batch_size = 1024;
  Trainer t(s);
  t.step(400);
  EXPECT_EQ(t.data().x, own.x[0]);
  const std::vector<double> predictions = t.samples(0).predictions;
  for (size_t i = 0; i < predictions.size(); ++i) EXPECT_NEAR(predictions[i], own.y[i], 0.05) << i;
  EXPECT_LT(t.status(0).train_loss, 1e-3);
  EXPECT_LT(t.outcome(0, 1).value(t.metric()), 0.05);
}

}  // namespace
}  // namespace losscape
