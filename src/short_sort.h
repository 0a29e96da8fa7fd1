// SPDX-License-Identifier: Apache-2.0
// A stable sort in a few hundred bytes of code; each use of std::stable_sort is four thousand.
#pragma once

#include <algorithm>
#include <vector>

namespace losscape {

/// Puts a short list in order, equals as they were; moves grow with the square of its length.
template <class T, class Less>
void short_sort(std::vector<T>& list, Less less) {
  for (auto at = list.begin(); at != list.end(); ++at)
    std::rotate(std::upper_bound(list.begin(), at, *at, less), at, at + 1);
}

}  // namespace losscape
