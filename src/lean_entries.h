// SPDX-License-Identifier: Apache-2.0
// From constant entries with words, the table without them: the core refers to the lean one alone, so that no
// word is in the download.
#pragma once

#include <array>
#include <span>

#include "entry.h"

namespace losscape {

/// The lean table of a list of entries: no word of theirs is reachable from it.
template <class Lean, const auto& kEntries>
struct LeanEntries {
  static constexpr size_t kCount = std::size(kEntries);
  static constexpr size_t parameters_before(size_t entry) {
    size_t n = 0;
    for (size_t i = 0; i < entry; ++i) n += kEntries[i].params.size();
    return n;
  }
  static constexpr auto kParameters = [] {
    std::array<Parameter, parameters_before(kCount) + 1> out{};
    size_t n = 0;
    for (const auto& e : kEntries) {
      for (const Parameter& p : e.params) {
        out[n] = p;
        out[n++].help = nullptr;
      }
    }
    return out;
  }();
  static constexpr auto kLean = [] {
    std::array<Lean, kCount> out{};
    for (size_t i = 0; i < kCount; ++i)
      out[i] = kEntries[i].lean({kParameters.data() + parameters_before(i), kEntries[i].params.size()});
    return out;
  }();
};

}  // namespace losscape
