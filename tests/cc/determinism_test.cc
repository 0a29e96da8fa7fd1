// SPDX-License-Identifier: Apache-2.0
// The same spec and seed give the same bits everywhere: the weights after 1,000 steps have the fingerprints
// of tests/golden/weights.json on every compiler, in wasm under Node (tests/js) and in browsers
// (tests/browser).
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "nets.h"
#include "train/trainer.h"

namespace losscape {
namespace {

struct GoldenRun {
  const char* name;
  Spec spec;
};

std::vector<GoldenRun> runs() {
  Spec tiny;
  tiny.data = "moons";
  tiny.hidden = {4, 2};
  tiny.batch_size = 10;
  tiny.optimizer = "sgd";
  tiny.learning_rate = 0.1;
  tiny.losses = {{"mse", {}}};
  Spec relu = tiny;
  relu.data = "spiral";
  relu.hidden = {16, 16, 16};
  relu.activation = "relu";
  relu.batch_size = 32;
  relu.optimizer = "adam";
  relu.learning_rate = 0.01;
  relu.losses = {{"binary_cross_entropy_with_logits", {}}, {"sigmoid_focal", {}}, {"hinge", {}}};
  Spec classes = relu;
  classes.data = "penguins";
  classes.activation = "sigmoid";
  classes.optimizer = "momentum";
  classes.losses = {{"cross_entropy", {}}};
  Spec robust = tiny;
  robust.data = "cars";
  robust.losses = {{"huber", {{"delta", 0.5}}}, {"log_cosh", {}}, {"quantile", {{"q", 0.9}}}, {"mae", {}}};
  robust.knobs = {{"outliers", 5}};
  return {{"tiny", tiny}, {"relu", relu}, {"classes", classes}, {"robust", robust}};
}

std::string golden(const char* name) {
  std::ifstream file(std::string("tests/golden/") + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(Determinism, WeightsAfterAThousandStepsHaveTheirFingerprints) {
  const std::string expected = golden("weights.json");
  ASSERT_FALSE(expected.empty());
  for (const GoldenRun& run : runs()) {
    Trainer t(run.spec);
    t.step(1000);
    std::string line = std::string("\"") + run.name + "\": [";
    for (size_t k = 0; k < t.lane_count(); ++k) {
      EXPECT_EQ(t.status(k).diverged_at, -1);
      line += std::string(k ? ", " : "") + "\"" + testing::fingerprint(t.lane(k).parameters()) + "\"";
    }
    EXPECT_NE(expected.find(line + "]"), std::string::npos) << "weights.json does not hold " << line << "]";
  }
}

class NetDeterminism : public ::testing::TestWithParam<size_t> {};

TEST_P(NetDeterminism, WeightsAfterAThousandStepsHaveTheirFingerprint) {
  const testing::Net& net = testing::nets()[GetParam()];
  const testing::NetResult result = testing::train(net, 1000);
  EXPECT_LT(result.last_loss, 0.5F * result.first_loss) << "it should learn";
  const std::string line = testing::net_line(net, result.fingerprint);
  EXPECT_NE(golden("nets.json").find(line), std::string::npos) << "nets.json does not hold " << line;
}

INSTANTIATE_TEST_SUITE_P(Nets, NetDeterminism, ::testing::Range(size_t{0}, testing::nets().size()),
                         [](const auto& p) { return testing::nets()[p.param].name; });

}  // namespace
}  // namespace losscape
