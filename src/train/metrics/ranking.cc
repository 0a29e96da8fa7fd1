// SPDX-License-Identifier: Apache-2.0
// Lists ordered by score. `query` says which list an item belongs to; without it all are one list.
#include "train/metrics/entries.h"

namespace losscape {
namespace {

/// One list, best score first.
struct Ranked {
  std::vector<double> score, relevance;
};

/// Mean over the queries of a function of the list, NaN leaving a query out.
double over_queries(const MetricArgs& a, double (*judge)(const Ranked&, size_t k)) {
  const std::vector<std::uint32_t> order = by_falling(a.prediction);
  std::vector<double> queries = falling(a.other, true);
  if (queries.empty()) queries.push_back(0);
  double sum = 0, count = 0;
  for (double query : queries) {
    Ranked list;
    for (std::uint32_t i : order) {
      if (!a.other.empty() && a.other[i] != query) continue;
      list.score.push_back(a.prediction[i]);
      list.relevance.push_back(a.target[i]);
    }
    const double value = judge(list, static_cast<size_t>(a.parameter));
    if (std::isnan(value)) continue;
    sum += value;
    ++count;
  }
  return count > 0 ? sum / count : kNotDefined;
}

double discount(size_t rank, size_t k) {
  return rank < k ? 0.69314718055994531 / std::log(static_cast<double>(rank) + 2) : 0;
}

/// Items of equal score share the mean of their gains.
double discounted_gain(const Ranked& list, size_t k) {
  double sum = 0;
  for (size_t i = 0; i < list.score.size();) {
    double gain = 0, discounts = 0;
    const size_t start = i;
    for (; i < list.score.size() && list.score[i] == list.score[start]; ++i) {
      gain += list.relevance[i];
      discounts += discount(i, k);
    }
    sum += gain / static_cast<double>(i - start) * discounts;
  }
  return sum;
}

double ndcg(const Ranked& list, size_t k) {
  const std::vector<double> best = falling(list.relevance);
  double ideal = 0;
  for (size_t i = 0; i < best.size(); ++i) ideal += best[i] * discount(i, k);
  return ideal > 0 ? discounted_gain(list, k) / ideal : 0;
}

double reciprocal_rank(const Ranked& list, size_t) {
  for (size_t i = 0; i < list.relevance.size(); ++i) {
    if (list.relevance[i] > 0) return 1 / static_cast<double>(i + 1);
  }
  return 0;
}

double recall_at(const Ranked& list, size_t k) {
  double found = 0, all = 0;
  for (size_t i = 0; i < list.relevance.size(); ++i) {
    if (!(list.relevance[i] > 0)) continue;
    ++all;
    if (i < k) ++found;
  }
  return all > 0 ? found / all : kNotDefined;
}

constexpr std::array<MetricInput, 3> kLists = {{{"prediction"}, {"target"}, {"query", "N", true}}};
constexpr Parameter kCutOff = {"k", 10, {1, 1e6}, "Places of the list that count."};

constexpr MetricEntry kEntries[] = {
    {.id = "ndcg",
     .title = "NDCG@k",
     .group = "ranking",
     .form = MetricForm::Other,
     .inputs = kLists,
     .range = {0, 1},
     .definition =
         "Relevance found in the first k places, discounted by the logarithm of the place, as a share of "
         "the best order's; equal scores share their places, and a query without relevance counts 0.",
     .cite = "Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418; scikit-learn ndcg_score",
     .parameter = kCutOff,
     .value = [](const MetricArgs& a) { return over_queries(a, ndcg); }},
    {.id = "mean_reciprocal_rank",
     .title = "MRR",
     .group = "ranking",
     .form = MetricForm::Other,
     .inputs = kLists,
     .range = {0, 1},
     .definition =
         "One over the place of the first relevant item (target above 0), averaged over queries; 0 where "
         "nothing is relevant. Equal scores stay in the order given.",
     .cite = "Voorhees 1999, TREC-8 question answering track",
     .value = [](const MetricArgs& a) { return over_queries(a, reciprocal_rank); }},
    {.id = "recall_at_k",
     .title = "recall@k",
     .group = "ranking",
     .form = MetricForm::Other,
     .inputs = kLists,
     .range = {0, 1},
     .definition =
         "Share of the relevant items (target above 0) that are in the first k places, averaged over the "
         "queries that have any. Equal scores stay in the order given.",
     .cite = "Manning, Raghavan and Schütze 2008, Introduction to Information Retrieval, section 8.4",
     .parameter = kCutOff,
     .value = [](const MetricArgs& a) { return over_queries(a, recall_at); }},
};

}  // namespace

LOSSCAPE_METRICS(ranking, kEntries);

}  // namespace losscape
