// SPDX-License-Identifier: Apache-2.0
// The samples of each part in batches that stay, for what looks at several samples together: its value of a
// part is the mean over these.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace losscape {

class Batches {
 public:
  Batches() = default;
  /// Batches of `size` samples, or of as many as the smaller part has, in an order drawn from the seed. The
  /// last one of a part is filled up with samples of the one before.
  Batches(std::span<const std::uint8_t> parts, int size, std::uint64_t seed);

  int size() const { return size_; }
  size_t count() const { return rows_.size() / static_cast<size_t>(size_); }
  /// The first batches are those of part 0.
  size_t count_of_training() const { return training_; }
  std::span<const std::uint32_t> operator[](size_t i) const {
    return std::span(rows_).subspan(i * static_cast<size_t>(size_), static_cast<size_t>(size_));
  }

 private:
  int size_ = 1;
  size_t training_ = 0;
  std::vector<std::uint32_t> rows_;
};

}  // namespace losscape
