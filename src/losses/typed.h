// SPDX-License-Identifier: Apache-2.0
// A loss that a visitor typed, in the form of an entry: whatever takes a Loss takes it.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "lang/parse.h"
#include "losses/loss.h"

namespace losscape {

/// Its id is "typed". Sliders are its parameters; `w` is an input that may be left out, which counts as 1;
/// inputs that the text declares are differentiated by, like predictions. With vectors, dims have a letter
/// for each axis ([C, N]), and what is one number a sample has [1, N].
struct TypedLoss : Loss {
  /// Throws Error with the place in the text.
  explicit TypedLoss(std::string_view text);
  TypedLoss(const TypedLoss&) = delete;  // the parts of Loss point into the object
  TypedLoss& operator=(const TypedLoss&) = delete;

  lang::ParsedLoss parsed;

 private:
  std::vector<std::array<char, 3>> dims_;
  std::vector<LossInput> inputs_;
  std::vector<Parameter> params_;
};

}  // namespace losscape
