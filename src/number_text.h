// SPDX-License-Identifier: Apache-2.0
// Numbers as text, written alike on every target: as JavaScript's String(v) writes them.
#pragma once

#include <string>

namespace losscape {

/// The shortest decimal that reads back as `v`: 0.1, 1e-7, 1e+21, NaN, Infinity. With `digits` > 0, of `v`
/// rounded to that many significant digits.
std::string number_text(double v, int digits = 0);

/// The double nearest to a decimal such as 12, .5, 5. or 1e-3 (the caller has checked its form); infinity
/// where it is too large.
double number_of(const std::string& decimal);

}  // namespace losscape
