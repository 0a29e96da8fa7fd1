// SPDX-License-Identifier: Apache-2.0
// Values and gradients of tests/golden/losses.json: PyTorch's where it has the loss, else those of the
// textbook formula under PyTorch's autograd. tests/golden/losses.py makes the file.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "built_loss.h"
#include "golden_json.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::difference;
using testing::Json;
using testing::JsonReader;

const Json& golden() {
  static const Json kAll = [] {
    std::ifstream file("tests/golden/losses.json");
    std::stringstream text;
    text << file.rdbuf();
    return JsonReader(text.str()).read();
  }();
  return kAll;
}

TEST(GoldenLosses, ValuesAndGradientsAgree) {
  ASSERT_GT(golden().list.size(), 50U);
  for (const Json& row : golden().list) {
    SCOPED_TRACE(row["loss"].text + " (" + row["source"].text + ")");
    std::map<std::string, std::pair<Shape, std::vector<double>>> given;
    for (const auto& [name, input] : row["inputs"].fields) {
      std::vector<int> extents;
      for (double d : input["shape"].numbers()) extents.push_back(static_cast<int>(d));
      given[name] = {Shape(std::span<const int>(extents)), input["values"].numbers()};
    }
    ParameterValues params;
    for (const auto& [name, value] : row["params"].fields) params.emplace_back(name, value.number);
    BuiltLoss b(find_loss(row["loss"].text), given, params);
    EXPECT_LT(difference(evaluate(b.value, b.in), row["value"].numbers()), 1e-10);
    for (const auto& [name, gradient] : row["gradient"].fields) {
      const Value slope = grad(b.value, b.args[name]);
      EXPECT_LT(difference(evaluate(slope, b.in), gradient.numbers()), 1e-9) << "by " << name;
    }
  }
}

// Differences of the value cannot judge a loss that holds part of itself constant; autograd can.
TEST(GoldenLosses, CoverEveryLossThatStopsGradients) {
  for (const LossEntry* e : all_loss_entries()) {
    if (!e->facts.stops_gradient) continue;
    bool covered = false;
    for (const Json& row : golden().list)
      covered = covered || (row["loss"].text == e->id && !row["gradient"].fields.empty());
    EXPECT_TRUE(covered) << e->id;
  }
}

}  // namespace
}  // namespace losscape
