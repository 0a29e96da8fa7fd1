// SPDX-License-Identifier: Apache-2.0
// The entries with their words. Kept apart from data.cc: whoever calls this links every word of them.
#include "data/sets.h"

namespace losscape {

std::vector<DataEntry> data_entries_with_words() {
  std::vector<DataEntry> all;
#define LS_DATA_SETS(name) \
  for (const DataEntry& entry : name##_with_words()) all.push_back(entry);
#include "data/sets.def"
#undef LS_DATA_SETS
  return all;
}

}  // namespace losscape
