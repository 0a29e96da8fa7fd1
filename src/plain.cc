// SPDX-License-Identifier: Apache-2.0
#include "plain.h"

#include "json.h"

namespace losscape::json {

const Value& Value::operator[](std::string_view key) const {
  static const Value kNothing;
  if (const Object* fields = std::get_if<Object>(&is)) {
    for (const auto& [name, value] : *fields) {
      if (name == key) return value;
    }
  }
  return kNothing;
}

Object& Object::add(std::string_view key, const std::string& value) {
  out_ += out_.empty() ? '{' : ',';
  out_ += json::text(key);
  out_ += ':';
  out_ += value;
  return *this;
}

std::string text(const Value& value) {
  if (const bool* b = std::get_if<bool>(&value.is)) return boolean(*b);
  if (const double* d = std::get_if<double>(&value.is)) return number(*d);
  if (const std::string* s = std::get_if<std::string>(&value.is)) return text(*s);
  if (const Value::Numbers* row = std::get_if<Value::Numbers>(&value.is)) return array(*row, number);
  if (const Value::List* list = std::get_if<Value::List>(&value.is))
    return array(*list, [](const Value& v) { return text(v); });
  const Value::Object* fields = std::get_if<Value::Object>(&value.is);
  if (!fields) return "null";
  Object out;
  for (const auto& [name, v] : *fields) out.add(name, text(v));
  return out.text();
}

}  // namespace losscape::json
