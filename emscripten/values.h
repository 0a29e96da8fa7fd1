// SPDX-License-Identifier: Apache-2.0
// Plain values out of JavaScript's, with errors that name the field.
#pragma once

#include <emscripten/val.h>

#include <cmath>
#include <string>
#include <vector>

#include "entry.h"
#include "error.h"
#include "train/spec.h"

namespace losscape {

using emscripten::val;

inline bool present(const val& v) { return !v.isUndefined() && !v.isNull(); }

inline double number(const val& v, const std::string& field) {
  if (!v.isNumber()) fail(field, " must be a number, got ", v.typeOf().as<std::string>());
  return v.as<double>();
}

inline int whole(const val& v, const std::string& field) {
  const double d = number(v, field);
  if (!(std::abs(d) <= 2147483647.0) || d != std::floor(d)) fail(field, " must be a whole number, got ", d);
  return static_cast<int>(d);
}

inline std::string word(const val& v, const std::string& field) {
  if (!v.isString()) fail(field, " must be text, got ", v.typeOf().as<std::string>());
  return v.as<std::string>();
}

inline std::vector<float> array(const val& v, const std::string& field) {
  if (!present(v) || !v["length"].isNumber()) fail(field, " must be an array of numbers");
  return emscripten::convertJSArrayToNumberVector<float>(v);
}

inline std::vector<double> doubles_of(const val& v, const std::string& field) {
  if (!present(v) || !v["length"].isNumber()) fail(field, " must be an array of numbers");
  return emscripten::convertJSArrayToNumberVector<double>(v);
}

template <class F>
void each(const val& list, const std::string& field, F work) {
  if (!present(list) || !list["length"].isNumber() || list.isString()) fail(field, " must be a list");
  const int length = list["length"].as<int>();
  for (int i = 0; i < length; ++i) work(list[i], field + "[" + std::to_string(i) + "]");
}

inline std::vector<std::string> keys_of(const val& object) {
  std::vector<std::string> out;
  each(val::global("Object").call<val>("keys", object), "keys",
       [&](const val& k, const std::string&) { out.push_back(k.as<std::string>()); });
  return out;
}

inline ParameterValues parameter_values(const val& object, const std::string& field) {
  ParameterValues out;
  if (!present(object)) return out;
  if (object.typeOf().as<std::string>() != "object") fail(field, " must be an object of numbers");
  for (const std::string& key : keys_of(object))
    out.emplace_back(key, number(object[key], field + "." + key));
  return out;
}

inline LossChoice loss_choice(const val& v, const std::string& field) {
  if (!present(v) || v.typeOf().as<std::string>() != "object")
    fail(field, " must be an object with an id, for example {id: 'huber', params: {delta: 0.5}}");
  LossChoice choice{"typed", parameter_values(v["params"], field + ".params")};
  if (present(v["text"]))
    choice.text = word(v["text"], field + ".text");
  else
    choice.id = word(v["id"], field + ".id");
  Composite& c = choice.composite;
  if (present(v["weight"])) c.weight = number(v["weight"], field + ".weight");
  if (const val by = v["class_weights"]; present(by)) {
    const std::string name = field + ".class_weights";
    c.class_weights.by = by.isArray() ? "given" : word(by, name);
    if (by.isArray()) {
      c.class_weights.given.clear();
      each(by, name,
           [&](const val& w, const std::string& at) { c.class_weights.given.push_back(number(w, at)); });
    }
  }
  if (present(v["balance"])) c.balance = word(v["balance"], field + ".balance");
  c.balance_params = parameter_values(v["balance_params"], field + ".balance_params");
  if (!present(v["terms"])) return choice;
  each(v["terms"], field + ".terms", [&](const val& t, const std::string& name) {
    Term term{word(t["id"], name + ".id"), parameter_values(t["params"], name + ".params")};
    if (present(t["weight"])) term.weight = number(t["weight"], name + ".weight");
    if (present(t["schedule"])) term.schedule = word(t["schedule"], name + ".schedule");
    if (present(t["steps"])) term.steps = whole(t["steps"], name + ".steps");
    c.terms.push_back(term);
  });
  return choice;
}

}  // namespace losscape
