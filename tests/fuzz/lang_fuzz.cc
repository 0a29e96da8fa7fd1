// SPDX-License-Identifier: Apache-2.0
// libFuzzer target. A first byte below 128 makes the rest raw text, otherwise choices for the grammar.
#include "grammar.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  if (size == 0) return 0;
  if (data[0] < 128) {
    losscape::fuzz::check_text(std::string(reinterpret_cast<const char*>(data), size));
  } else {
    losscape::fuzz::Choices choices(data + 1, size - 1);
    losscape::fuzz::check_text(losscape::fuzz::grammatical(choices));
  }
  return 0;
}
