// SPDX-License-Identifier: Apache-2.0
// The fields of a plain struct, named once. A function `void fields(Fields& f, Thing& t)` beside the struct
// says f("weight", t.weight) for each, and read() and written() follow from it:
//
//   Thing thing;
//   read(value, thing, "things[2]");        // throws Error "things[2].weight must be a number, got text"
//   json::text(written(thing));             // {"weight":1}
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "entry.h"
#include "plain.h"

namespace losscape {

class Fields;

/// A function that is called before whoever passes it goes on: two words, where std::function is a class a
/// lambda.
template <class... Arguments>
class Callback {
 public:
  // Not explicit, since a lambda is passed as it is.
  // NOLINTNEXTLINE(google-explicit-constructor)
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, Callback>) Callback(F&& work)
      : to_(const_cast<void*>(static_cast<const void*>(std::addressof(work)))),
        call_([](void* to, Arguments... arguments) {
          (*static_cast<std::remove_reference_t<F>*>(to))(arguments...);
        }) {}
  void operator()(Arguments... arguments) const { call_(to_, arguments...); }

 private:
  void* to_;
  void (*call_)(void*, Arguments...);
};
using EachField = Callback<Fields&>;

template <class T>
concept Described = requires(Fields& f, T& thing) {
  fields(f, thing);
};

class Fields {
 public:
  virtual ~Fields() = default;

  /// What this should have been, for the error that says it is no object: "{id: 'mse'}".
  virtual void such_as(const char* example) = 0;
  virtual bool reading() const = 0;
  /// Reading: whether the field is there. Writing: `now`. What is not there stays as it is, or is not
  /// written.
  virtual bool has(const char* name, bool now) = 0;

  virtual void operator()(const char* name, bool& value) = 0;
  virtual void operator()(const char* name, double& value) = 0;
  virtual void operator()(const char* name, std::string& value) = 0;
  virtual void operator()(const char* name, std::vector<double>& values) = 0;
  virtual void operator()(const char* name, ParameterValues& values) = 0;
  /// A word, or numbers, for which the word is then `of_numbers`.
  virtual void either(const char* name, std::string& word, const char* of_numbers,
                      std::vector<double>& numbers) = 0;
  /// A struct within this one.
  virtual void object(const char* name, EachField each) = 0;
  /// May be given and says nothing.
  virtual void ignored(const char* name) = 0;
  /// A whole number from `low` to `high`.
  virtual void whole(const char* name, double& value, double low, double high) = 0;

  template <std::integral T>
  void operator()(const char* name, T& value) {
    constexpr bool kSigned = std::same_as<T, int>;
    double number = static_cast<double>(value);
    // What counts further than an int counts steps or is a seed: from 0, in 32 bits.
    whole(name, number, kSigned ? -2147483647.0 : 0, kSigned ? 2147483647.0 : 4294967295.0);
    value = static_cast<T>(number);
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& value) {
    if (!has(name, value.has_value())) return;
    if (!value) value.emplace();
    (*this)(name, *value);
  }
  /// A struct within is read anew: what is not given takes its default. So is each item of a list.
  template <Described T>
  void operator()(const char* name, T& thing) {
    object(name, [&](Fields& inner) {
      if (inner.reading()) thing = T{};
      fields(inner, thing);
    });
  }
  template <class T>
  void operator()(const char* name, std::vector<T>& all) {
    list(
        name, all.size(), [&](size_t count) { all.resize(count); },
        [&](Fields& inner, const char* place, size_t i) { inner(place, all[i]); });
  }
  /// A field that may not be left out.
  template <class T>
  void required(const char* name, T& value) {
    if (!has(name, true)) missing(name);
    (*this)(name, value);
  }
  /// Fields named by a list; `values` holds those that differ from it.
  void overlay(std::span<const Parameter> list, ParameterValues& values);

 protected:
  [[noreturn]] virtual void missing(const char* name) = 0;
  virtual void list(const char* name, size_t size, Callback<size_t> resize,
                    Callback<Fields&, const char*, size_t> each) = 0;
};

/// Calls `each` with fields that set what `from` gives. Throws Error naming the field for what is of the
/// wrong kind and for a field that nobody asked for. `name` is what the whole is called: "" for a spec.
void read_fields(const json::Value& from, const std::string& name, EachField each);
/// Calls `each` with fields that collect what they are given.
json::Value written_fields(EachField each);

template <Described T>
void read(const json::Value& from, T& to, const std::string& name = "") {
  read_fields(from, name, [&](Fields& f) { fields(f, to); });
}

template <Described T>
json::Value written(T thing) {
  return written_fields([&](Fields& f) { fields(f, thing); });
}

}  // namespace losscape
