// SPDX-License-Identifier: Apache-2.0
// What a language model gave to the text that came: natural logarithms of probabilities, one a token.
#include "train/metrics/entries.h"

namespace losscape {
namespace {

double sum_of(std::span<const double> values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum;
}

constexpr MetricEntry kEntries[] = {
    {.id = "perplexity",
     .title = "perplexity",
     .group = "language",
     .form = MetricForm::Other,
     .inputs = {{{"log_probability"}, {}, {}}},
     .higher_is_better = false,
     .range = {1, kUnbounded},
     .definition =
         "As many equally likely tokens would be as hard to guess: e to the mean of −log p of those that "
         "came.",
     .cite = "Jelinek, Mercer, Bahl and Baker 1977, doi:10.1121/1.2016299",
     .value =
         [](const MetricArgs& a) {
           return std::exp(-sum_of(a.prediction) / static_cast<double>(a.prediction.size()));
         }},
    {.id = "bits_per_character",
     .title = "bits per character",
     .group = "language",
     .form = MetricForm::Other,
     .inputs = {{{"log_probability"}, {"characters", "N", true}, {}}},
     .higher_is_better = false,
     .range = {0, kUnbounded},
     .definition =
         "Bits that the text would take with a code made from the model, a character; `characters` is how "
         "many each token has, one if left out.",
     .cite = "Graves 2013, arXiv:1308.0850, section 3",
     .value =
         [](const MetricArgs& a) {
           const double characters =
               a.target.empty() ? static_cast<double>(a.prediction.size()) : sum_of(a.target);
           return characters > 0 ? -sum_of(a.prediction) / 0.69314718055994531 / characters : kNotDefined;
         }},
};

}  // namespace

LOSSCAPE_METRICS(language, kEntries);

}  // namespace losscape
