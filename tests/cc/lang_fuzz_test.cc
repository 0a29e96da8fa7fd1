// SPDX-License-Identifier: Apache-2.0
// The fuzzer's checks on a fixed set of generated and damaged texts; `npm run fuzz` searches for more.
#include <gtest/gtest.h>

#include "fuzz/grammar.h"
#include "lang_cases.h"

namespace losscape::fuzz {
namespace {

// A plain generator suffices: the texts only have to be the same everywhere.
struct Bytes {
  std::uint32_t state;
  std::uint8_t next() {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::uint8_t>(state >> 24);
  }
};

TEST(Fuzz, GeneratedTextsKeepTheirPromises) {
  constexpr int kTexts = 600;
  int read = 0;
  for (std::uint32_t seed = 0; seed < kTexts; ++seed) {
    Bytes bytes{seed * 2654435761U};
    std::vector<std::uint8_t> data(20 + seed % 100);
    for (std::uint8_t& b : data) b = bytes.next();
    Choices choices(data.data(), data.size());
    read += check_text(grammatical(choices)) ? 1 : 0;
  }
  EXPECT_GT(read, kTexts / 4) << "the grammar should mostly write what can be read";
}

TEST(Fuzz, DamagedTextsAreReadOrRefused) {
  int refused = 0;
  Bytes bytes{7};
  const std::string kPieces[] = {"(", ")", "|",  "[", "]", "\n",   ";", "²", "^", "-",
                                 ",", "=", "in", "?", ":", "\xC3", "σ", "y", "9e"};
  for (const auto& typed : losscape::testing::kTyped) {
    for (int i = 0; i < 6; ++i) {
      std::string text = typed.text;
      const size_t at = bytes.next() % text.size();
      if (i % 2 == 0) text.erase(at, 1 + bytes.next() % 3);
      if (i % 3 != 0) text.insert(std::min(at, text.size()), kPieces[bytes.next() % std::size(kPieces)]);
      refused += check_text(text) ? 0 : 1;
    }
  }
  EXPECT_GT(refused, 50);
}

}  // namespace
}  // namespace losscape::fuzz
