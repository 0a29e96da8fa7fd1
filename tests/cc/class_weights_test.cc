// SPDX-License-Identifier: Apache-2.0
// Samples that count by their class.
#include <gtest/gtest.h>

#include <cmath>

#include "error.h"
#include "landscape/surface.h"
#include "train/trainer.h"

namespace losscape {
namespace {

Spec spec_of(const std::string& data, const std::string& loss, const std::string& by,
             std::vector<double> given = {}) {
  Spec spec;
  spec.data = data;
  spec.losses = {{loss, {}}};
  spec.losses[0].composite.class_weights = {by, std::move(given)};
  spec.hidden = {6};
  return spec;
}

std::vector<double> sizes_of(const Trainer& trainer) {
  std::vector<double> sizes(static_cast<size_t>(trainer.data().classes));
  for (size_t i = 0; i < trainer.parts().size(); ++i) {
    if (trainer.parts()[i] == 0) ++sizes[static_cast<size_t>(trainer.data().y[i])];
  }
  return sizes;
}

// −log p of the label, by the scores that the run says.
double entropy_of(const std::vector<double>& scores, size_t n, size_t i, size_t label) {
  const size_t rows = scores.size() / n;
  std::vector<double> z;
  for (size_t c = 0; c < rows; ++c) z.push_back(scores[c * n + i]);
  if (rows == 1) z = {0, z[0]};
  double sum = 0;
  for (double v : z) sum += std::exp(v);
  return std::log(sum) - z[label];
}

TEST(ClassWeights, TheLossIsTheWeightedMean) {
  for (const char* data : {"rare", "blobs"}) {
    for (const char* by : {"inverse", "effective", "given"}) {
      const size_t classes = std::string_view(data) == "rare" ? 2 : 3;
      std::vector<double> given;
      if (std::string_view(by) == "given") given.assign({0.5, 2, 7});
      given.resize(given.empty() ? 0 : classes);
      Trainer trainer(spec_of(data, "cross_entropy", by, given));
      trainer.step(80);
      const std::vector<double> sizes = sizes_of(trainer);
      std::vector<double> weights = given;
      for (const double n : sizes) {
        if (!given.empty()) break;
        weights.push_back(std::string_view(by) == "inverse" ? 1 / n : (1 - 0.999) / (1 - std::pow(0.999, n)));
      }
      const Trainer::Samples seen = trainer.samples(0);
      double total = 0, count = 0, most = 0;
      for (const double w : weights) most = std::max(most, w);
      for (size_t i = 0; i < trainer.data().y.size(); ++i) {
        const auto label = static_cast<size_t>(trainer.data().y[i]);
        const double loss = weights[label] * entropy_of(seen.predictions, trainer.data().y.size(), i, label);
        EXPECT_NEAR(static_cast<double>(seen.losses[i]), loss / most, 1e-4 * (1 + loss));
        if (trainer.parts()[i] != 0) continue;
        total += loss;
        count += weights[label];
      }
      EXPECT_NEAR(trainer.status(0).train_loss, total / count, 1e-4 * total / count) << data << " " << by;
    }
  }
}

TEST(ClassWeights, AreInTheGradient) {
  for (const char* loss : {"cross_entropy", "hinge", "sigmoid_focal"}) {
    Trainer trainer(spec_of("rare", loss, "inverse"));
    trainer.step(5);
    const Lane::Differences d = trainer.differences(0, std::vector<int>{0, 3, 7, 11});
    for (size_t i = 0; i < d.analytic.size(); ++i)
      EXPECT_NEAR(d.analytic[i], d.numeric[i], 1e-4 * (1e-3 + std::abs(d.numeric[i]))) << loss;
  }
}

TEST(ClassWeights, LetARareClassBeFound) {
  const auto recall = [](const std::string& by) {
    Spec spec = spec_of("rare", "cross_entropy", by);
    spec.stratify = 1;
    spec.metric = "balanced_accuracy";
    Trainer trainer(spec);
    trainer.step(600);
    return trainer.status(0).validation_metric;
  };
  EXPECT_GT(recall("inverse"), recall("none") + 0.03);
}

TEST(ClassWeights, EqualOnesChangeNothing) {
  Trainer plain(spec_of("blobs", "cross_entropy", "none")),
      same(spec_of("blobs", "cross_entropy", "given", {3, 3, 3}));
  plain.step(100);
  same.step(100);
  EXPECT_NEAR(plain.status(0).train_loss, same.status(0).train_loss, 1e-4);
}

TEST(ClassWeights, GoWithTermsAndSurfaces) {
  Spec spec = spec_of("rare", "cross_entropy", "inverse");
  spec.losses[0].composite.terms = {{"l2", {}, 0.01}};
  Trainer trainer(spec);
  trainer.step(40);
  EXPECT_NEAR(trainer.terms(0)[0].value, trainer.status(0).train_loss, 1e-4);
  SurfaceRequest request;
  request.size = 5;
  request.arrows = 0;
  Surface surface(trainer, 0, request);
  EXPECT_EQ(surface.work(100), 1);
}

TEST(ClassWeights, AreRefusedWithReasons) {
  const auto message = [](const Spec& spec) -> std::string {
    try {
      Trainer trainer(spec);
    } catch (const Error& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_NE(message(spec_of("cars", "mse", "inverse")).find("for classes"), std::string::npos);
  EXPECT_NE(message(spec_of("moons", "dice", "inverse")).find("together"), std::string::npos);
  EXPECT_NE(message(spec_of("blobs", "cross_entropy", "given", {1, 2})).find("each of the 3 classes"),
            std::string::npos);
  EXPECT_NE(message(spec_of("moons", "hinge", "given", {1, NAN})).find("must be in"), std::string::npos);
  EXPECT_NE(message(spec_of("moons", "hinge", "given", {0, 0})).find("all be 0"), std::string::npos);
  EXPECT_NE(message(spec_of("moons", "hinge", "balanced")).find("inverse, effective"), std::string::npos);
}

// Batches made class by class.
TEST(PerClass, ARareClassIsSeenAsOftenAsTheOther) {
  Spec spec;
  spec.data = "rare";
  spec.stratify = 1;
  spec.losses = {{"cross_entropy", {}}, {"cross_entropy", {}}};
  spec.losses[1].composite.class_weights = {"inverse", {}};
  spec.metric = "balanced_accuracy";
  Trainer plain(spec);
  spec.per_class = 4;
  Trainer drawn(spec);
  plain.step(600);
  drawn.step(600);
  EXPECT_GT(drawn.status(0).validation_metric, plain.status(0).validation_metric + 0.03);
  EXPECT_NEAR(drawn.status(0).validation_metric, plain.status(1).validation_metric, 0.1);
  const std::vector<float> there = drawn.lane(0).parameters();
  drawn.seek(37);
  drawn.seek(600);
  EXPECT_EQ(drawn.lane(0).parameters(), there);
}

TEST(PerClass, BatchesHoldGroupsOfOneClass) {
  Spec spec;
  spec.data = "blobs";
  spec.batch_size = 12;
  spec.per_class = 4;
  spec.losses = {{"cross_entropy", {}}};
  Trainer trainer(spec);
  for (int step = 0; step < 40; ++step) {
    trainer.step(1);
    const Lane::BatchSlot slot = trainer.lane(0).batch();
    for (int i = 0; i < 12; ++i) EXPECT_EQ(slot.y[i], slot.y[i - i % 4]) << step;
    // Three classes in turn: each is there once.
    EXPECT_EQ(slot.y[0] + slot.y[4] + slot.y[8], 3) << step;
  }
}

}  // namespace
}  // namespace losscape
