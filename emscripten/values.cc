// SPDX-License-Identifier: Apache-2.0
#include "values.h"

#include <emscripten.h>

#include "error.h"

// The alternatives of json::Value in their order; 7: none of them. One look at an array, however long.
// clang-format off: it takes === for two operators
EM_JS(int, losscape_kind, (emscripten::EM_VAL handle), {
  var v = Emval.toValue(handle);
  if (v === undefined || v === null) return 0;
  var kind = ['boolean', 'number', 'string', 'object'].indexOf(typeof v);
  if (kind < 0) return 7;
  if (kind < 3) return kind + 1;
  if (typeof v.length !== 'number') return 6;
  return Array.prototype.every.call(v, function(item) { return typeof item === 'number'; }) ? 4 : 5;
});
// clang-format on

namespace losscape {

namespace {

constexpr int kDeepest = 12;

json::Value value_at(const val& v, int depth) {
  using json::Value;
  if (depth > kDeepest) fail("a value is nested more than ", kDeepest, " deep");
  switch (losscape_kind(v.as_handle())) {
    case 0:
      return {};
    case 1:
      return {v.as<bool>()};
    case 2:
      return {v.as<double>()};
    case 3:
      return {v.as<std::string>()};
    case 4:
      return {emscripten::convertJSArrayToNumberVector<double>(v)};
    case 5: {
      Value::List all;
      const int length = v["length"].as<int>();
      for (int i = 0; i < length; ++i) all.push_back(value_at(v[i], depth + 1));
      return {std::move(all)};
    }
    case 6: {
      Value::Object all;
      const val keys = val::global("Object").call<val>("keys", v);
      const int length = keys["length"].as<int>();
      for (int i = 0; i < length; ++i) {
        const std::string key = keys[i].as<std::string>();
        all.push_back({key, value_at(v[key], depth + 1)});
      }
      return {std::move(all)};
    }
    default:
      fail("plain values only: numbers, texts, lists and objects, got a ", v.typeOf().as<std::string>());
  }
}

void check_array(const val& v, const std::string& field) {
  if (!present(v) || !v["length"].isNumber()) fail(field, " must be an array of numbers");
}

}  // namespace

json::Value value_of(const val& v) { return value_at(v, 0); }

double number(const val& v, const std::string& field) {
  if (!v.isNumber()) fail(field, " must be a number, got ", v.typeOf().as<std::string>());
  return v.as<double>();
}

std::vector<float> floats_of(const val& v, const std::string& field) {
  check_array(v, field);
  return emscripten::convertJSArrayToNumberVector<float>(v);
}

std::vector<double> doubles_of(const val& v, const std::string& field) {
  check_array(v, field);
  return emscripten::convertJSArrayToNumberVector<double>(v);
}

}  // namespace losscape
