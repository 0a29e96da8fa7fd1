// SPDX-License-Identifier: Apache-2.0
// Masks and boxes where overlap degenerates: nothing predicted, nothing there, a perfect fit, a box without
// height, width or both. In single precision, as everything trains.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "built_loss.h"
#include "exec/machine.h"
#include "exec/plan.h"

namespace losscape {
namespace {

using testing::BuiltLoss;
using testing::usual_extents;

struct Outcome {
  std::vector<float> value, gradient;
};

Outcome run(BuiltLoss& b) {
  const Program program = plan(b.g, {{"loss", b.value}, {"slope", grad(b.value, b.args.prediction)}});
  Machine machine(program);
  for (const auto& [name, v] : b.in) machine.set(name, std::vector<float>(v.begin(), v.end()));
  machine.run();
  return {machine.get("loss"), machine.get("slope")};
}

void expect_finite(const BuiltLoss& b, const Outcome& r, const char* where) {
  for (float v : r.value) EXPECT_TRUE(std::isfinite(v)) << b.loss.id << " " << where << ": " << v;
  for (float v : r.gradient) EXPECT_TRUE(std::isfinite(v)) << b.loss.id << " " << where << ": slope " << v;
}

std::vector<ParameterValues> ends(const Loss& loss) {
  std::vector<ParameterValues> out{{}};
  for (const Parameter& p : loss.params) {
    out.push_back({{p.id, p.range.low}});
    out.push_back({{p.id, p.range.high}});
  }
  return out;
}

bool compares_masks(const LossEntry& e) {
  return e.family == Family::Segmentation && e.inputs.size() > 1 &&
         e.inputs.begin()[0].domain == Domain::Probability && e.inputs.begin()[1].domain == Domain::Binary;
}

TEST(Overlap, OfMasksIsDefinedEverywhere) {
  int seen = 0;
  for (const LossEntry* e : all_loss_entries()) {
    if (!compares_masks(*e)) continue;
    ++seen;
    for (const ParameterValues& params : ends(find_loss(e->id))) {
      BuiltLoss b(find_loss(e->id), usual_extents(2), params, Shape{1, 1}, true);
      b.fill(0, 1);
      std::vector<double>&p = b.in["prediction"], &t = b.in["target"];
      const std::vector<double> mask = t;
      p = mask;
      const Outcome perfect = run(b);
      expect_finite(b, perfect, "at a perfect fit");
      // Matthews' ε is added to each of the four counts; less smoothing above than below leaves a rest.
      const bool exact = params.empty() || params[0].first != "smooth_above" || params[0].second == 1;
      if (exact && std::string_view(e->id) != "mcc") {
        for (float v : perfect.value) EXPECT_NEAR(v, 0, 1e-6) << e->id << " at a perfect fit";
      }
      for (const bool there : {false, true}) {
        for (const double level : {0.0, 1.0}) {
          std::fill(p.begin(), p.end(), level);
          if (there) {
            t = mask;
          } else {
            std::fill(t.begin(), t.end(), 0.0);
          }
          expect_finite(b, run(b), there ? "of a flat prediction" : "of an empty mask");
        }
      }
    }
    // Nothing predicted: the default loss pulls the object's pixels up.
    BuiltLoss b(find_loss(e->id), usual_extents(1), {}, Shape{1, 1}, true);
    b.fill(0, 1);
    for (double& v : b.in["prediction"]) v = 0;
    const Outcome nothing = run(b);
    const auto least = std::min_element(nothing.gradient.begin(), nothing.gradient.end());
    EXPECT_LT(*least, 0) << e->id << " leaves an empty prediction alone";
    EXPECT_EQ(b.in["target"][static_cast<size_t>(least - nothing.gradient.begin())], 1) << e->id;
  }
  EXPECT_GE(seen, 12);
}

TEST(Overlap, OfBoxesRepairsWhatHasCollapsed) {
  const std::vector<double> target{0, 0, 2, 2};
  int seen = 0;
  for (const LossEntry* e : all_loss_entries()) {
    if (e->family != Family::Boxes || e->inputs.begin()[0].domain != Domain::Boxes) continue;
    ++seen;
    const auto at = [&](std::vector<double> p) {
      return BuiltLoss(find_loss(e->id),
                       {{"prediction", {Shape{4, 1}, std::move(p)}}, {"target", {Shape{4, 1}, target}}}, {});
    };
    for (const std::vector<double>& p : std::vector<std::vector<double>>{{0, 1, 2, 1},
                                                                         {0.5, 0.5, 1.5, 0.5},
                                                                         {1, 0, 1, 2},
                                                                         {0, 0, 2, 0},
                                                                         {0.5, 0.2, 0.5, 0.8},
                                                                         {1, 1, 1, 1},
                                                                         {0.3, 1.2, 0.3, 1.2}}) {
      BuiltLoss here = at(p);
      const Outcome r = run(here);
      expect_finite(here, r, "without area");
      double steepest = 0;
      for (float g : r.gradient) steepest = std::max(steepest, std::abs(static_cast<double>(g)));
      ASSERT_GT(steepest, 0) << e->id;
      std::vector<double> next = p;
      for (size_t i = 0; i < 4; ++i) next[i] -= 0.01 / steepest * static_cast<double>(r.gradient[i]);
      EXPECT_GT(next[2], next[0]) << e->id;
      EXPECT_GT(next[3], next[1]) << e->id;
      EXPECT_LT(at(next).total(), at(p).total()) << e->id;
    }
    for (const std::vector<double>& p :
         std::vector<std::vector<double>>{{3, 3, 3, 3}, {2, 2, 0, 0}, {2, 2, 2, 2}, {5, 0, 5, 2}}) {
      BuiltLoss b = at(p);
      expect_finite(b, run(b), "outside");
    }
  }
  EXPECT_EQ(seen, 6);
}

TEST(Overlap, OfBoxesInSpaceRepairsWhatHasCollapsed) {
  const std::vector<double> target{0, 0, 0, 2, 2, 2};
  for (const char* id : {"iou", "log_iou", "giou", "diou", "eiou"}) {
    const auto at = [&](std::vector<double> p) {
      return BuiltLoss(find_loss(id),
                       {{"prediction", {Shape{6, 1}, std::move(p)}}, {"target", {Shape{6, 1}, target}}}, {});
    };
    for (const std::vector<double>& p : std::vector<std::vector<double>>{
             {0, 0, 1, 2, 2, 1}, {0.5, 0.5, 1, 0.5, 0.5, 1.5}, {1, 0.2, 0.3, 1, 0.2, 0.3}}) {
      BuiltLoss here = at(p);
      const Outcome r = run(here);
      expect_finite(here, r, "without volume");
      double steepest = 0;
      for (float g : r.gradient) steepest = std::max(steepest, std::abs(static_cast<double>(g)));
      ASSERT_GT(steepest, 0) << id;
      std::vector<double> next = p;
      for (size_t i = 0; i < 6; ++i) next[i] -= 0.01 / steepest * static_cast<double>(r.gradient[i]);
      for (size_t i = 0; i < 3; ++i) EXPECT_GT(next[i + 3], next[i]) << id;
      EXPECT_LT(at(next).total(), at(p).total()) << id;
    }
  }
  EXPECT_THROW(
      BuiltLoss(find_loss("iou"),
                {{"prediction", {Shape{5, 1}, {0, 0, 0, 1, 1}}}, {"target", {Shape{5, 1}, {0, 0, 0, 1, 1}}}},
                {}),
      Error);
  EXPECT_THROW(BuiltLoss(find_loss("ciou"),
                         {{"prediction", {Shape{6, 1}, target}}, {"target", {Shape{6, 1}, target}}}, {}),
               Error);
}

}  // namespace
}  // namespace losscape
