// SPDX-License-Identifier: Apache-2.0
// Writing JSON: a value is its text. Numbers print so that they read back the same; NaN and infinity become
// null.
#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "number_text.h"

namespace losscape::json {

inline std::string text(std::string_view s) {
  std::string out = "\"";
  for (char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      constexpr char kHex[] = "0123456789abcdef";
      out += std::string("\\u00") + kHex[c >> 4] + kHex[c & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

inline std::string number(double v) { return std::isfinite(v) ? number_text(v) : "null"; }

inline std::string boolean(bool b) { return b ? "true" : "false"; }

template <class List, class F>
std::string array(const List& list, F each) {
  std::string out;
  for (const auto& item : list) out += (out.empty() ? "" : ",") + each(item);
  return "[" + out + "]";
}

/// An object field by field.
class Object {
 public:
  /// `value` is JSON.
  Object& add(std::string_view key, const std::string& value);
  std::string text() { return std::move(out_.empty() ? out_ = "{}" : out_ += '}'); }

 private:
  std::string out_;
};

}  // namespace losscape::json
