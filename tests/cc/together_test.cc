// SPDX-License-Identifier: Apache-2.0
// Losses of samples together: they see batches, and a part's value is the mean over batches that stay.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "error.h"
#include "landscape/surface.h"
#include "objectives/ports.h"
#include "train/trainer.h"

namespace losscape {
namespace {

Spec spec_of(const std::string& data, const std::string& id) {
  Spec spec;
  spec.data = data;
  spec.losses = {{id, {}}};
  spec.hidden = {8};
  return spec;
}

TEST(Batches, HoldEverySampleOfTheirPart) {
  std::vector<std::uint8_t> parts;
  for (int i = 0; i < 53; ++i) parts.push_back(i % 3 == 0);
  const Batches batches(parts, 8, 5);
  EXPECT_EQ(batches.size(), 8);
  EXPECT_EQ(batches.count_of_training(), 5u);  // 35 samples
  EXPECT_EQ(batches.count(), 8u);              // and 18
  std::set<std::uint32_t> seen;
  for (size_t i = 0; i < batches.count(); ++i) {
    std::set<std::uint32_t> rows(batches[i].begin(), batches[i].end());
    EXPECT_EQ(rows.size(), 8u);
    for (const std::uint32_t row : rows) EXPECT_EQ(parts[row] == 0, i < batches.count_of_training());
    seen.insert(rows.begin(), rows.end());
  }
  EXPECT_EQ(seen.size(), parts.size());
  EXPECT_EQ(Batches(std::vector<std::uint8_t>{0, 0, 0, 1, 1}, 16, 1).size(), 2);
  EXPECT_EQ(Batches(std::vector<std::uint8_t>{0, 0, 0}, 2, 1).count(), 2u);
}

TEST(Together, TheRootIsOfTheMeanOverABatch) {
  Spec spec = spec_of("cars", "rmse");
  Trainer trainer(spec);
  trainer.step(40);
  const Trainer::Samples seen = trainer.samples(0);
  const DataSet& data = trainer.data();
  const Batches batches(trainer.parts(), spec.batch_size, spec.seed);
  double total = 0, count = 0;
  std::vector<double> of(static_cast<size_t>(data.n));
  for (size_t b = 0; b < batches.count(); ++b) {
    double squares = 0;
    for (const std::uint32_t row : batches[b]) squares += std::pow(seen.predictions[row] - data.y[row], 2);
    for (const std::uint32_t row : batches[b]) of[row] = std::sqrt(squares / batches.size());
  }
  for (size_t i = 0; i < of.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(seen.losses[i]), of[i], 1e-4 * of[i]);
    if (trainer.parts()[i] == 0) total += of[i], ++count;
  }
  EXPECT_NEAR(trainer.status(0).train_loss, total / count, 1e-4 * total / count);
  EXPECT_TRUE(trainer.curve(0, 0, 50, 11, 20).value.empty());
}

// A mean over batches has the mean of their gradients.
TEST(Together, GradientsOfSamplesAddUpToTheBatch) {
  for (const auto& [data, id] : {std::pair{"cars", "rmse"},
                                 {"moons", "dice"},
                                 {"moons", "ranknet"},
                                 {"blobs", "supcon"},
                                 {"blobs", "triplet_margin"}}) {
    Trainer trainer(spec_of(data, id));
    trainer.step(5);
    std::vector<int> weights;
    for (int i = 0; i < std::min(12, trainer.lane(0).weights()); ++i) weights.push_back(i);
    const Lane::Differences d = trainer.differences(0, weights);
    const Batches batches(trainer.parts(), 16, 1);
    std::vector<size_t> rows(batches[0].begin(), batches[0].end());
    std::vector<double> sum(weights.size());
    trainer.trace(0, rows, [&](size_t, const Lane::Trace& trace) {
      for (size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(trace.by_weights[i]) / 16;
    });
    double largest = 1e-3;
    for (double v : d.analytic) largest = std::max(largest, std::abs(v));
    for (size_t i = 0; i < sum.size(); ++i) {
      EXPECT_NEAR(d.analytic[i], d.numeric[i], 2e-4 * largest) << id << " " << i;
      // Both in the model's numbers, but for the unit of the loss.
      EXPECT_NEAR(sum[i], d.analytic[i], 2e-4 * largest) << id << " " << i;
    }
  }
}

double reached(const std::string& data, const std::string& id, int steps, const char* metric = "accuracy") {
  Spec spec = spec_of(data, id);
  spec.batch_size = 32;
  spec.metric = metric;
  Trainer trainer(spec);
  trainer.step(steps);
  EXPECT_EQ(trainer.status(0).diverged_at, -1) << id;
  return trainer.status(0).validation_metric;
}

TEST(Together, EmbeddingsLearnToTellClassesApart) {
  for (const char* id : {"triplet_margin", "contrastive", "supcon", "multi_similarity", "proxy_nca",
                         "arcface", "subcenter_arcface", "batch_hard_triplet", "cosine_embedding"}) {
    EXPECT_GT(reached("blobs", id, 600), 0.9) << id;
    if (std::string_view(id) != "subcenter_arcface") EXPECT_GT(reached("moons", id, 600), 0.85) << id;
  }
}

TEST(Together, OverlapsSeparateTwoClasses) {
  for (const char* id : {"dice", "jaccard", "bce_dice", "dice_cross_entropy", "mcc"})
    EXPECT_GT(reached("moons", id, 800), 0.85) << id;
}

// Their scores have no zero: only the order counts.
TEST(Together, ListsPutOneClassAboveTheOther) {
  for (const char* id : {"ranknet", "pairwise_hinge", "lambdarank", "listnet", "approx_ndcg"})
    EXPECT_GT(reached("moons", id, 800, "roc_auc"), 0.95) << id;
}

// The class of the nearest mean, by the embedding that the page draws.
TEST(Together, AnEmbeddingBelongsToTheNearestMean) {
  for (const char* id : {"triplet_margin", "supcon"}) {
    Spec spec = spec_of("blobs", id);
    spec.embedding = 3;
    Trainer trainer(spec);
    trainer.step(100);
    const Trainer::Samples seen = trainer.samples(0);
    const size_t n = static_cast<size_t>(trainer.data().n);
    const auto classes = static_cast<size_t>(trainer.data().classes);
    ASSERT_EQ(seen.embedding.size(), 3 * n);
    ASSERT_EQ(seen.gradients.size(), 3 * n);
    ASSERT_EQ(seen.predictions.size(), classes * n);
    std::vector<std::array<double, 3>> place(n);
    for (size_t i = 0; i < n; ++i) {
      double length = 0;
      for (size_t d = 0; d < 3; ++d) length += std::pow(static_cast<double>(seen.embedding[d * n + i]), 2);
      for (size_t d = 0; d < 3; ++d)  // supcon looks at directions
        place[i][d] = static_cast<double>(seen.embedding[d * n + i]) / (id[0] == 's' ? std::sqrt(length) : 1);
    }
    std::vector<std::array<double, 3>> mean(classes);
    std::vector<double> count(classes);
    for (size_t i = 0; i < n; ++i) {
      if (trainer.parts()[i] != 0) continue;
      const auto c = static_cast<size_t>(trainer.data().y[i]);
      for (size_t d = 0; d < 3; ++d) mean[c][d] += place[i][d];
      ++count[c];
    }
    for (size_t i = 0; i < n; ++i) {
      size_t nearest = 0, said = 0;
      double least = 1e30;
      for (size_t c = 0; c < classes; ++c) {
        double square = 0;
        for (size_t d = 0; d < 3; ++d) square += std::pow(place[i][d] - mean[c][d] / count[c], 2);
        if (square < least) least = square, nearest = c;
        if (seen.predictions[c * n + i] > seen.predictions[said * n + i]) said = c;
      }
      EXPECT_EQ(nearest, said) << id << " " << i;
    }
    std::vector<double> x{trainer.data().x[0], trainer.data().x[n]};
    const std::vector<double> scores = trainer.predict(0, x);
    for (size_t c = 0; c < classes; ++c) EXPECT_NEAR(scores[c], seen.predictions[c * n], 1e-4) << id;
  }
}

TEST(Together, SeekGivesTheSameBits) {
  Trainer one(spec_of("blobs", "triplet_margin"));
  one.step(300);
  const std::vector<float> there = one.lane(0).parameters();
  one.seek(40);
  one.seek(300);
  EXPECT_EQ(one.lane(0).parameters(), there);
}

TEST(Together, SurfaceIsOfBatches) {
  for (const char* id : {"supcon", "dice", "proxy_nca"}) {
    Trainer trainer(spec_of("moons", id));
    trainer.step(30);
    SurfaceRequest request;
    request.size = 5;
    request.arrows = 3;
    Surface surface(trainer, 0, request);
    EXPECT_EQ(surface.work(1000), 1) << id;
  }
}

TEST(Together, TermsAreOfBatches) {
  Spec spec = spec_of("moons", "dice");
  spec.losses[0].composite.terms = {{"binary_cross_entropy_with_logits", {}, 0.5}};
  Trainer trainer(spec);
  trainer.step(30);
  const auto terms = trainer.terms(0);
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_GT(terms[0].value, 0);
  EXPECT_LT(terms[0].value, 1);
  EXPECT_GT(terms[0].gradient_norm, 0);
  spec.losses[0].composite.terms = {{"supcon", {}, 0.5}};
  EXPECT_THROW(Trainer{spec}, Error);
  spec.losses = {{"supcon", {}}};
  spec.losses[0].composite.terms = {{"confidence", {}, 0.5}};
  EXPECT_THROW(Trainer{spec}, Error);
}

TEST(Together, WhatASingleSampleHasStaysOfTheSample) {
  for (const char* id : {"cross_entropy", "arcface", "mse"})
    EXPECT_FALSE(compares(find_loss(id), Task::Binary));
  for (const char* id : {"rmse", "dice", "ranknet", "triplet_margin", "supcon"})
    EXPECT_TRUE(compares(find_loss(id), Task::Binary)) << id;
  EXPECT_TRUE(embeds(find_loss("center")));
  EXPECT_FALSE(embeds(find_loss("dice")));
}

}  // namespace
}  // namespace losscape
