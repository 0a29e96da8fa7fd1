// SPDX-License-Identifier: Apache-2.0
// JavaScript's values as plain data. What they are called and may be is said by who reads them: fields.h.
#pragma once

#include <emscripten/val.h>

#include <string>
#include <vector>

#include "plain.h"

namespace losscape {

using emscripten::val;

inline bool present(const val& v) { return !v.isUndefined() && !v.isNull(); }

/// Array-likes are lists; of an object its own enumerable fields. Throws Error for functions, symbols, big
/// integers and what is nested deeper than any spec.
json::Value value_of(const val& v);

/// Throw Error naming the field.
double number(const val& v, const std::string& field);
std::vector<float> floats_of(const val& v, const std::string& field);
std::vector<double> doubles_of(const val& v, const std::string& field);

}  // namespace losscape
