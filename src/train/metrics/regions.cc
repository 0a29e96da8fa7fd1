// SPDX-License-Identifier: Apache-2.0
// Masks, outlines and boxes. A box is x₁, y₁, x₂, y₂ with x₁ ≤ x₂ and y₁ ≤ y₂; arrays of boxes hold a row of
// each number.
#include <algorithm>

#include "train/metrics/entries.h"

namespace losscape {
namespace {

struct Overlap {
  double both = 0, either = 0, sum = 0;
};

Overlap overlap(const MetricArgs& a) {
  Overlap o;
  for (size_t i = 0; i < a.n(); ++i) {
    const bool said = a.prediction[i] > 0.5, is = a.target[i] > 0.5;
    o.both += said && is ? 1 : 0;
    o.either += said || is ? 1 : 0;
    o.sum += (said ? 1 : 0) + (is ? 1 : 0);
  }
  return o;
}

struct Box {
  double x1, y1, x2, y2;
};

/// Column i of four rows of length n, the first of them row `from`.
Box box(std::span<const double> rows, size_t n, size_t i, size_t from = 0) {
  const auto at = [&](size_t row) { return rows[(from + row) * n + i]; };
  return {at(0), at(1), at(2), at(3)};
}

double area(const Box& b) { return std::max(0.0, b.x2 - b.x1) * std::max(0.0, b.y2 - b.y1); }

double iou(const Box& a, const Box& b) {
  const double both =
      area({std::max(a.x1, b.x1), std::max(a.y1, b.y1), std::min(a.x2, b.x2), std::min(a.y2, b.y2)});
  const double either = area(a) + area(b) - both;
  return either > 0 ? both / either : 0;
}

/// Largest distance from a point of one set to the nearest of the other; points are [2][n].
double one_way(std::span<const double> from, std::span<const double> to) {
  const size_t n = from.size() / 2, m = to.size() / 2;
  double most = 0;
  for (size_t i = 0; i < n; ++i) {
    double least = kUnbounded;
    for (size_t j = 0; j < m; ++j) {
      const double x = from[i] - to[j], y = from[n + i] - to[m + j];
      least = std::min(least, std::sqrt(x * x + y * y));
    }
    most = std::max(most, least);
  }
  return most;
}

// Rows of detections: image, class, score, box; of truths: image, class, box.
constexpr size_t kDetectionRows = 7, kTruthRows = 6;

/// Area under the precision of one class, made falling, over recall. Each detection, the best score first,
/// takes the truth of its image that it overlaps most and that none took before.
double class_precision(const MetricArgs& a, const std::vector<std::uint32_t>& order, double label) {
  const size_t n = a.prediction.size() / kDetectionRows, m = a.target.size() / kTruthRows;
  double truths = 0, hits = 0;
  for (size_t j = 0; j < m; ++j) truths += a.target[m + j] == label ? 1 : 0;
  std::vector<std::uint8_t> taken(m);
  std::vector<double> recall, precision;
  for (std::uint32_t i : order) {
    if (a.prediction[n + i] != label) continue;
    const Box found = box(a.prediction, n, i, 3);
    size_t best = m;
    double most = a.parameter;
    for (size_t j = 0; j < m; ++j) {
      if (taken[j] || a.target[j] != a.prediction[i] || a.target[m + j] != label) continue;
      const double shared = iou(found, box(a.target, m, j, 2));
      if (shared < most || (best < m && shared == most)) continue;
      most = shared;
      best = j;
    }
    if (best < m) {
      taken[best] = 1;
      ++hits;
    }
    recall.push_back(hits / truths);
    precision.push_back(hits / static_cast<double>(recall.size()));
  }
  double sum = 0, envelope = 0;
  for (size_t k = recall.size(); k-- > 0;) {
    envelope = std::max(envelope, precision[k]);
    sum += (recall[k] - (k > 0 ? recall[k - 1] : 0)) * envelope;
  }
  return sum;
}

double mean_average_precision(const MetricArgs& a) {
  const size_t n = a.prediction.size() / kDetectionRows, m = a.target.size() / kTruthRows;
  const std::vector<std::uint32_t> order = by_falling(a.prediction.subspan(2 * n, n));
  const std::vector<double> labels = falling(a.target.subspan(m, m), true);
  double sum = 0;
  for (double label : labels) sum += class_precision(a, order, label);
  return sum / static_cast<double>(labels.size());
}

constexpr MetricEntry kEntries[] = {
    {.id = "iou",
     .title = "IoU",
     .group = "masks and boxes",
     .form = MetricForm::Other,
     .inputs = {{{"prediction"}, {"target"}, {}}},
     .range = {0, 1},
     .definition =
         "Pixels in both masks as a share of those in either (above 0.5 is in); 0 if both are empty.",
     .cite = "Jaccard 1912; scikit-learn jaccard_score(zero_division=0)",
     .value =
         [](const MetricArgs& a) {
           const Overlap o = overlap(a);
           return o.either > 0 ? o.both / o.either : 0;
         }},
    {.id = "dice",
     .title = "Dice",
     .group = "masks and boxes",
     .form = MetricForm::Other,
     .inputs = {{{"prediction"}, {"target"}, {}}},
     .range = {0, 1},
     .definition = "Twice the pixels in both masks over the sum of their sizes; 0 if both are empty.",
     .cite = "Dice 1945, doi:10.2307/1932409; scikit-learn f1_score(zero_division=0)",
     .value =
         [](const MetricArgs& a) {
           const Overlap o = overlap(a);
           return o.sum > 0 ? 2 * o.both / o.sum : 0;
         }},
    {.id = "hausdorff",
     .title = "Hausdorff distance",
     .group = "masks and boxes",
     .form = MetricForm::Other,
     .inputs = {{{"prediction", "2N"}, {"target", "2M"}, {}}},
     .higher_is_better = false,
     .range = {0, kUnbounded},
     .definition =
         "Largest distance from a point of either outline to the nearest of the other; arrays hold the "
         "row of x, then that of y.",
     .cite = "Huttenlocher et al. 1993, doi:10.1109/34.232073; larger of scipy directed_hausdorff both ways",
     .value =
         [](const MetricArgs& a) {
           return std::max(one_way(a.prediction, a.target), one_way(a.target, a.prediction));
         }},
    {.id = "box_iou",
     .title = "IoU of boxes",
     .group = "masks and boxes",
     .form = MetricForm::Other,
     .inputs = {{{"prediction", "4N"}, {"target", "4N"}, {}}},
     .range = {0, 1},
     .definition =
         "Shared area of predicted and true box as a share of what they cover, averaged over pairs; 0 for "
         "two boxes without area.",
     .cite = "Everingham et al. 2010, doi:10.1007/s11263-009-0275-4",
     .value =
         [](const MetricArgs& a) {
           const size_t n = a.target.size() / 4;
           double sum = 0;
           for (size_t i = 0; i < n; ++i) sum += iou(box(a.prediction, n, i), box(a.target, n, i));
           return sum / static_cast<double>(n);
         }},
    {.id = "mean_average_precision",
     .title = "mAP",
     .group = "masks and boxes",
     .form = MetricForm::Other,
     .inputs = {{{"prediction", "7N"}, {"target", "6M"}, {}}},
     .range = {0, 1},
     .definition =
         "Area under precision, made falling, over recall of the detected boxes, averaged over the classes "
         "that occur. Rows of prediction: image, class, score, x₁, y₁, x₂, y₂; of target the same without "
         "score.",
     .cite = "Everingham et al. 2010, doi:10.1007/s11263-009-0275-4, all points as since VOC 2010; matches "
             "as in COCO",
     .parameter = {"iou", 0.5, {0.01, 1}, "Overlap from which a detection counts."},
     .value = mean_average_precision},
};

}  // namespace

LOSSCAPE_METRICS(regions, kEntries);

}  // namespace losscape
