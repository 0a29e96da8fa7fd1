// SPDX-License-Identifier: Apache-2.0
// Weights of tests/golden/optim.json, step by step: PyTorch's, and for what it lacks those of the papers'
// formulas. tests/golden/optim.py makes the file.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <set>

#include "optim_net.h"

namespace losscape {
namespace {

using testing::golden_optim;
using testing::Json;
using testing::OptimNet;
using testing::values_of;

double farthest(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return INFINITY;
  double most = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double d = std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i]));
    if (!(d <= most)) most = d;
  }
  return most;
}

std::string words(const Json& fields) {
  std::string out;
  for (const auto& [name, value] : fields.fields) out += " " + name + "=" + std::to_string(value.number);
  return out;
}

UpdateChoice choice_of(const Json& row) {
  const std::string schedule = row["schedule"].text;
  return {row["optimizer"].text,
          values_of(row["params"]),
          row["learning_rate"].number,
          schedule.empty() ? "constant" : schedule,
          values_of(row["schedule_params"]),
          values_of(row["options"])};
}

TEST(GoldenOptimizers, TrajectoriesAgree) {
  const Json& all = golden_optim();
  const std::vector<double> steps = all["steps"].numbers();
  ASSERT_GT(all["cases"].list.size(), 80U);
  double worst = 0, worst_float = 0;
  for (const Json& row : all["cases"].list) {
    SCOPED_TRACE(row["optimizer"].text + words(row["params"]) + words(row["options"]) + " " +
                 row["schedule"].text + words(row["schedule_params"]) + " on " + row["model"].text);
    OptimNet net(all["models"][row["model"].text], choice_of(row));
    const auto exact = net.reference(static_cast<int>(steps.back()));
    const auto single = net.machine(static_cast<int>(steps.back()));
    for (size_t i = 0; i < steps.size(); ++i) {
      const size_t at = static_cast<size_t>(steps[i]) - 1;
      const std::vector<double> expected = row["weights"].list[i].numbers();
      const double apart = farthest(exact[at], expected), apart_float = farthest(single[at], expected);
      EXPECT_LE(apart, 1e-9) << "at step " << steps[i];
      worst = std::max(worst, apart);
      if (steps[i] > 5) continue;
      EXPECT_LE(apart_float, 1e-4) << "single precision at step " << steps[i];
      worst_float = std::max(worst_float, apart_float);
    }
  }
  std::cout << "farthest apart: " << worst << " in double, " << worst_float << " in float\n";
}

TEST(GoldenOptimizers, CoverEveryOptimizerOptionAndSchedule) {
  std::set<std::string> seen;
  for (const Json& row : golden_optim()["cases"].list) {
    seen.insert(row["optimizer"].text);
    seen.insert(row["schedule"].text);
    for (const auto& [name, value] : row["options"].fields) seen.insert(name);
  }
  for (const Optimizer* o : all_optimizers()) EXPECT_TRUE(seen.contains(o->id)) << o->id;
  seen.insert("constant");
  for (const Schedule& s : all_schedules()) EXPECT_TRUE(seen.contains(s.id)) << s.id;
  for (const Parameter& p : optimizer_options()) EXPECT_TRUE(seen.contains(p.id)) << p.id;
}

}  // namespace
}  // namespace losscape
