// SPDX-License-Identifier: Apache-2.0
// Bytes → a text of the loss language. Every byte string gives a text that is nearly always grammatical, so
// that a fuzzer gets past the parser; which functions there are is read from the language's own table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace losscape::fuzz {

/// Choices taken from bytes; zeros when they run out.
class Choices {
 public:
  Choices(const std::uint8_t* data, size_t size) : data_(data), size_(size) {}
  /// 0 … n − 1
  int below(int n) { return n < 2 ? 0 : next() % n; }
  bool spent() const { return at_ >= size_; }

 private:
  int next() { return at_ < size_ ? data_[at_++] : 0; }
  const std::uint8_t* data_;
  size_t size_, at_ = 0;
};

std::string grammatical(Choices& choices);

/// Runs the parser, both printers, the builder, the planner, the machine and the diagnosis on a text. Throws
/// std::logic_error where a promise is broken (round trip, positions). Returns whether the text was read.
bool check_text(const std::string& text);

}  // namespace losscape::fuzz
