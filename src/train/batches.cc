// SPDX-License-Identifier: Apache-2.0
#include "train/batches.h"

#include <algorithm>
#include <array>

#include "random.h"

namespace losscape {

Batches::Batches(std::span<const std::uint8_t> parts, int size, std::uint64_t seed) : size_(size) {
  std::array<std::vector<std::uint32_t>, 2> rows;
  for (size_t i = 0; i < parts.size(); ++i) rows[parts[i]].push_back(static_cast<std::uint32_t>(i));
  for (std::vector<std::uint32_t>& of : rows) {
    if (!of.empty()) size_ = std::min(size_, static_cast<int>(of.size()));
  }
  const auto each = static_cast<size_t>(size_);
  for (size_t part = 0; part < rows.size(); ++part) {
    std::vector<std::uint32_t>& of = rows[part];
    Random(seed, Stream::Batches, part).shuffle(of);
    for (size_t at = 0; at < of.size(); at += each) {
      const size_t first = std::min(at, of.size() - each);
      rows_.insert(rows_.end(), of.begin() + static_cast<std::ptrdiff_t>(first),
                   of.begin() + static_cast<std::ptrdiff_t>(first + each));
    }
    if (part == 0) training_ = count();
  }
}

}  // namespace losscape
