// SPDX-License-Identifier: Apache-2.0
// A sequence of T tasks. `scores` is [T][T]: row i holds the score (higher is better) on each task after
// training on task i.
#include <algorithm>

#include "train/metrics/entries.h"

namespace losscape {
namespace {

size_t tasks(const MetricArgs& a) {
  return static_cast<size_t>(std::sqrt(static_cast<double>(a.prediction.size())) + 0.5);
}

double mean_from(size_t count, double sum) {
  return count > 0 ? sum / static_cast<double>(count) : kNotDefined;
}

double backward_transfer(const MetricArgs& a) {
  const size_t t = tasks(a);
  double sum = 0;
  for (size_t j = 0; j + 1 < t; ++j) sum += a.prediction[(t - 1) * t + j] - a.prediction[j * t + j];
  return mean_from(t - 1, sum);
}

double forward_transfer(const MetricArgs& a) {
  const size_t t = tasks(a);
  double sum = 0;
  for (size_t j = 1; j < t; ++j) sum += a.prediction[(j - 1) * t + j] - a.target[j];
  return mean_from(t - 1, sum);
}

double forgetting(const MetricArgs& a) {
  const size_t t = tasks(a);
  double sum = 0;
  for (size_t j = 0; j + 1 < t; ++j) {
    double best = -kUnbounded;
    for (size_t i = 0; i + 1 < t; ++i) best = std::max(best, a.prediction[i * t + j]);
    sum += best - a.prediction[(t - 1) * t + j];
  }
  return mean_from(t - 1, sum);
}

constexpr MetricEntry kEntries[] = {
    {.id = "backward_transfer",
     .title = "backward transfer",
     .group = "sequences of tasks",
     .form = MetricForm::Other,
     .inputs = {{{"scores", "TT"}, {}, {}}},
     .range = {-kUnbounded, kUnbounded},
     .definition =
         "How much better the earlier tasks are solved at the end than right after their own training; "
         "negative where they were forgotten.",
     .cite = "Lopez-Paz and Ranzato 2017, arXiv:1706.08840, eq. 3",
     .value = backward_transfer},
    {.id = "forward_transfer",
     .title = "forward transfer",
     .group = "sequences of tasks",
     .form = MetricForm::Other,
     .inputs = {{{"scores", "TT"}, {"untrained", "T"}, {}}},
     .range = {-kUnbounded, kUnbounded},
     .definition =
         "How much better each later task is solved just before its training than by an untrained model.",
     .cite = "Lopez-Paz and Ranzato 2017, arXiv:1706.08840, eq. 4",
     .value = forward_transfer},
    {.id = "forgetting",
     .title = "forgetting",
     .group = "sequences of tasks",
     .form = MetricForm::Other,
     .inputs = {{{"scores", "TT"}, {}, {}}},
     .higher_is_better = false,
     .range = {-kUnbounded, kUnbounded},
     .definition = "Best score an earlier task ever had before the last training, less its score after it.",
     .cite = "Chaudhry et al. 2018, arXiv:1801.10112, eq. 3",
     .value = forgetting},
};

}  // namespace

LOSSCAPE_METRICS(continual, kEntries);

}  // namespace losscape
