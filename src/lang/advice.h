// SPDX-License-Identifier: Apache-2.0
// Which part of a loss is to blame, and its stable replacement. Private to lang/.
#pragma once

#include <functional>
#include <string>

#include "lang/parse.h"

namespace losscape::lang {

struct Advice {
  std::string reason;       ///< "exp(z) overflows"; empty where no part is to blame
  std::string replacement;  ///< "softplus(z)" for `at`; empty where none is known
  Position at;
};

/// About the term that was found not to be finite (−1: none was). `helps` tells whether a loss with a
/// replacement in it does what this one failed at.
Advice advice_for(const ParsedLoss& loss, int culprit, const std::function<bool(const ParsedLoss&)>& helps);

}  // namespace losscape::lang
