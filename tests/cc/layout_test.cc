// SPDX-License-Identifier: Apache-2.0
// Samples first for callers, last in the core.
#include "losses/layout.h"

#include <gtest/gtest.h>

#include "error.h"

namespace losscape {
namespace {

TEST(Layout, PutsSamplesFirstAndFeaturesLast) {
  const std::pair<const char*, const char*> kDims[] = {
      {"*", "*"},       {"1N", "N"},     {"CN", "NC"}, {"C1", "C"},  {"DN", "ND"},   {"DMN", "NMD"},
      {"CHWN", "NCHW"}, {"1HWN", "NHW"}, {"DC", "CD"}, {"CD", "CD"}, {"DCK", "CKD"}, {"K", "K"}};
  for (const auto& [core, caller] : kDims) EXPECT_EQ(caller_dims(core), caller) << core;
  EXPECT_EQ(caller_axes("1HWN"), (std::vector<int>{-1, 1, 2, 0}));
}

TEST(Layout, TakesTheShapesOfCallers) {
  EXPECT_EQ(core_shape("CN", std::vector<int>{5, 3}), (Shape{3, 5}));
  EXPECT_EQ(core_shape("1N", std::vector<int>{5}), (Shape{1, 5}));
  EXPECT_EQ(core_shape("DMN", std::vector<int>{5, 2, 4}), (Shape{4, 2, 5}));
  EXPECT_EQ(core_shape("*", std::vector<int>{6}), (Shape{1, 6}));
  EXPECT_THROW(core_shape("CN", std::vector<int>{5}), Error);
}

}  // namespace
}  // namespace losscape
