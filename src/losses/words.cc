// SPDX-License-Identifier: Apache-2.0
// The entries with their words. Kept apart from loss.cc: whoever calls this links every word of the
// catalogue.
#include "error.h"
#include "losses/entries.h"

namespace losscape {

std::span<const LossEntry* const> all_loss_entries() {
  static const std::vector<const LossEntry*> kAll = [] {
    std::vector<const LossEntry*> all;
#define LS_FAMILY(name) \
  for (const LossEntry& e : name##_entries()) all.push_back(&e);
#include "losses/families.def"
#undef LS_FAMILY
    return all;
  }();
  return kAll;
}

const LossEntry& entry_of(const Loss& loss) {
  for (const LossEntry* e : all_loss_entries()) {
    if (std::string_view(e->id) == loss.id) return *e;
  }
  fail("there is no entry for the loss ", loss.id);
}

const char* name_of(Family family) {
  switch (family) {
    case Family::Regression:
      return "regression";
    case Family::Robust:
      return "robust regression";
    case Family::Quantile:
      return "quantiles";
    case Family::Count:
      return "counts and rates";
    case Family::Forecasting:
      return "forecasting";
    case Family::Uncertainty:
      return "uncertainty";
    case Family::Classification:
      return "classification";
    case Family::Margin:
      return "margin";
    case Family::Imbalance:
      return "imbalance";
    case Family::NoisyLabels:
      return "noisy labels";
    case Family::Divergence:
      return "divergences";
    case Family::Distillation:
      return "distillation";
    case Family::Similarity:
      return "similarity";
    case Family::Contrastive:
      return "contrastive and metric";
    case Family::Ranking:
      return "ranking";
    case Family::Segmentation:
      return "segmentation";
    case Family::Boxes:
      return "boxes";
    case Family::Reconstruction:
      return "reconstruction";
    case Family::Adversarial:
      return "adversarial";
    case Family::MultiTask:
      return "multi-task";
    case Family::Regularisation:
      return "regularisation";
    case Family::Curriculum:
      return "curriculum";
    case Family::Continual:
      return "continual and federated";
    case Family::Special:
      return "special";
  }
  return "";
}

}  // namespace losscape
