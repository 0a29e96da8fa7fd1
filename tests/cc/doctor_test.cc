// SPDX-License-Identifier: Apache-2.0
// Healthy runs give no findings; each finding has a run that provokes it, and its remedy a run without it.
#include <gtest/gtest.h>

#include <functional>

#include "train/doctor.h"

namespace losscape {
namespace {

Spec spec(const char* data, const char* loss) {
  Spec s;
  s.data = data;
  s.losses = {{loss, {}}};
  return s;
}

std::string found(const Spec& s, std::int64_t steps) {
  Trainer t(s);
  std::string ids;
  for (const std::int64_t part : {steps / 4, steps / 4, steps - 2 * (steps / 4)}) {
    t.step(part);
    ids.clear();
    for (const Finding& f : diagnose(t)) ids += (ids.empty() ? "" : " ") + std::string(f.id);
  }
  return ids;
}

TEST(Doctor, SaysNothingOfHealthyRuns) {
  Spec usual = spec("cars", "mse");
  usual.losses = {{"mse", {}}, {"huber", {}}, {"mae", {}}};
  Spec deep = spec("moons", "binary_cross_entropy_with_logits");
  deep.hidden = {8, 8, 8};
  deep.activation = "relu";
  const Spec healthy[] = {usual,
                          spec("line", "huber"),
                          spec("moons", "hinge"),
                          spec("blobs", "cross_entropy"),
                          spec("circles", "binary_cross_entropy_with_logits"),
                          spec("sine", "mse"),
                          deep};
  for (const Spec& s : healthy) {
    for (const std::int64_t steps : {40, 200, 1000, 3000})
      EXPECT_EQ(found(s, steps), "") << s.data << " after " << steps;
  }
}

struct Case {
  const char* id;
  std::int64_t steps;
  Spec sick;
  std::function<void(Spec&)> remedy;  ///< what the finding proposes, as a change of the spec
  std::string proposed;
};

std::vector<Case> cases() {
  std::vector<Case> out;
  Spec s = spec("cars", "mse");
  s.optimizer = "sgd";
  s.learning_rate = 4;
  out.push_back({"diverged", 400, s, [](Spec& t) { t.learning_rate = 0.4; }, "{\"learning_rate\":0.4}"});
  s = spec("sine", "mse");
  s.activation = "relu";
  s.learning_rate = 1;
  s.seed = 2;
  out.push_back(
      {"dead", 300, s, [](Spec& t) { t.activation = "leaky_relu"; }, "{\"activation\":\"leaky_relu\"}"});
  s = spec("moons", "binary_cross_entropy_with_logits");
  s.hidden = {8, 8, 8, 8, 8, 8};
  s.activation = "sigmoid";
  out.push_back({"vanishing", 20, s, [](Spec& t) { t.activation = "leaky_relu"; },
                 "{\"init\":\"\",\"activation\":\"leaky_relu\"}"});
  s = spec("moons", "binary_cross_entropy_with_logits");
  s.learning_rate = 1e-4;
  out.push_back({"slow", 400, s, [](Spec& t) { t.learning_rate = 1e-3; }, "{\"learning_rate\":0.001}"});
  s = spec("spiral", "binary_cross_entropy_with_logits");
  s.hidden = {};
  out.push_back({"plateau", 1500, s,
                 [](Spec& t) {
                   t.hidden = {16, 16};
                 },
                 "{\"hidden\":[16,16],\"layers\":[]}"});
  s = spec("moons", "binary_cross_entropy_with_logits");
  s.knobs = {{"samples", 30}, {"noise", 0.5}};
  s.hidden = {64, 64};
  out.push_back({"overfitting", 1500, s,
                 [](Spec& t) {
                   t.optimizer_options = {{"weight_decay", 0.1}};
                 },
                 "{\"weight_decay\":0.1}"});
  s = spec("cars", "mse");
  s.learning_rate = 1;
  s.batch_size = 4;
  out.push_back({"unsteady", 400, s, [](Spec& t) { t.learning_rate = 0.2; }, "{\"learning_rate\":0.2}"});
  s = spec("moons", "binary_cross_entropy_with_logits");
  s.knobs = {{"imbalance", 0.6}};
  s.optimizer_options = {{"weight_decay", 1}};
  out.push_back({"collapse", 600, s,
                 [](Spec& t) {
                   t.optimizer_options = {{"weight_decay", 0}};
                 },
                 "{\"weight_decay\":0}"});
  return out;
}

TEST(Doctor, FindsWhatIsWrongAndItsRemedyHelps) {
  for (const Case& c : cases()) {
    Trainer sick(c.sick);
    sick.step(c.steps);
    const std::vector<Finding> findings = diagnose(sick);
    EXPECT_EQ(findings.size(), 1U) << c.id;
    if (findings.empty()) continue;
    EXPECT_STREQ(findings[0].id, c.id);
    EXPECT_EQ(findings[0].remedy, c.proposed) << c.id;
    EXPECT_FALSE(findings[0].evidence.empty());
    Spec cured = c.sick;
    c.remedy(cured);
    Trainer better(cured);
    better.step(c.steps);
    for (const Finding& f : diagnose(better)) EXPECT_STRNE(f.id, c.id);
  }
}

// A line that was nearly right from the start has not moved much, and nothing is wrong with it.
TEST(Doctor, FindsNothingInAModelThatAnswersWell) {
  Spec s = spec("line", "mse");
  s.hidden = {};
  s.losses.push_back({"huber", {{"delta", 0.2}}});
  s.learning_rate = 0.02;
  Trainer t(s);
  t.step(600);
  for (const Finding& f : diagnose(t)) ADD_FAILURE() << f.id << " in lane " << f.lane;
}

TEST(Doctor, PutsLanesThatFailFirst) {
  Spec s = spec("spiral", "binary_cross_entropy_with_logits");
  s.hidden = {};
  s.losses.push_back({"exponential", {}});
  s.branches = {};
  s.learning_rate = 0.01;
  Trainer t(s);
  t.step(1500);
  LaneSetup wild = t.setup(1);
  wild.optimizer = "sgd";
  wild.optimizer_params = {};
  wild.learning_rate = 10;
  t.set_lane(1, wild);
  t.step(300);
  const std::vector<Finding> findings = diagnose(t);
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_TRUE(findings[0].serious);
  EXPECT_EQ(findings[0].lane, 1U);
  EXPECT_STREQ(findings[1].id, "plateau");
}

}  // namespace
}  // namespace losscape
