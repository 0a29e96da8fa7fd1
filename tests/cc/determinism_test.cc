// SPDX-License-Identifier: Apache-2.0
// The same spec and seed give the same bits everywhere: the weights after 1,000 steps have the fingerprints
// of tests/golden/weights.json on every compiler, in wasm under Node (tests/js) and in browsers
// (tests/browser).
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "simd.h"
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

std::string fingerprint(const std::vector<float>& values) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (float v : values) {
    const std::uint32_t word = bit_cast<std::uint32_t>(v);
    for (int byte = 0; byte < 4; ++byte) h = (h ^ ((word >> (8 * byte)) & 255)) * 0x100000001b3ULL;
  }
  char hex[20];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(h));
  return hex;
}

TEST(Determinism, WeightsAfterAThousandStepsHaveTheirFingerprints) {
  std::ifstream file(LOSSCAPE_GOLDEN_DIR "/weights.json");
  const std::string golden((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  ASSERT_FALSE(golden.empty());
  for (const GoldenRun& run : runs()) {
    Trainer t(run.spec);
    t.step(1000);
    std::string line = std::string("\"") + run.name + "\": [";
    for (size_t k = 0; k < t.lane_count(); ++k) {
      EXPECT_EQ(t.status(k).diverged_at, -1);
      line += std::string(k ? ", " : "") + "\"" + fingerprint(t.lane(k).parameters()) + "\"";
    }
    EXPECT_NE(golden.find(line + "]"), std::string::npos) << "weights.json does not hold " << line << "]";
  }
}

}  // namespace
}  // namespace losscape
