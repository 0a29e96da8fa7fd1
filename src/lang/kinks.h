// SPDX-License-Identifier: Apache-2.0
// Where a loss has no derivative: its slope or its value jumps. Private to lang/.
#pragma once

#include <string>

#include "lang/probe.h"

namespace losscape::lang {

struct Breaks {
  std::string jump, kink;  ///< sentences with the evidence; empty where none was found
};

/// Halves the intervals of a grid towards whatever jumps within them; what still jumps at a width of 1e-12 is
/// a break.
Breaks find_breaks(const ParsedLoss& loss, Prober& prober);

/// A number for people: four digits, a real minus sign.
std::string shown(double v);

}  // namespace losscape::lang
