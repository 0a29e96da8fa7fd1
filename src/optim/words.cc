// SPDX-License-Identifier: Apache-2.0
// The optimisers with their words. Kept apart from optimizer.cc: whoever calls this links every word of them.
#include "optim/entries.h"

namespace losscape {

std::vector<const OptimizerEntry*> optimizer_entries() {
  std::vector<const OptimizerEntry*> all;
#define LS_ADD(name) \
  for (const OptimizerEntry& e : name##_optimizer_entries()) all.push_back(&e);
  LOSSCAPE_OPTIMIZER_FILES(LS_ADD)
#undef LS_ADD
  return all;
}

}  // namespace losscape
