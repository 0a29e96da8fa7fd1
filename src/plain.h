// SPDX-License-Identifier: Apache-2.0
// Plain data on the way in or out: what JSON can say. Nothing in here knows whose data it is.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace losscape::json {

struct Field;

/// Nothing stands for null and for what was left out. Numbers in a row are one piece, however many there are.
struct Value {
  using Numbers = std::vector<double>;
  using List = std::vector<Value>;
  using Object = std::vector<Field>;

  std::variant<std::monostate, bool, double, std::string, Numbers, List, Object> is;

  bool nothing() const { return is.index() == 0; }
  /// The value of that name; nothing where there is none, or where this is no object.
  const Value& operator[](std::string_view key) const;
};

struct Field {
  std::string name;
  Value value;
};

/// Its JSON. Numbers that are not finite become null, as in JSON.stringify().
std::string text(const Value& value);

}  // namespace losscape::json
