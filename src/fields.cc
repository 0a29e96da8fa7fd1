// SPDX-License-Identifier: Apache-2.0
#include "fields.h"

#include <algorithm>
#include <cmath>

#include "error.h"

namespace losscape {

namespace {

using json::Value;

const char* kind_of(const Value& v) {
  constexpr const char* kKinds[] = {"nothing", "true or false", "a number", "text",
                                    "numbers", "a list",        "an object"};
  return kKinds[v.is.index()];
}

class Reader final : public Fields {
 public:
  Reader(const Value& from, std::string name) : from_(from), name_(std::move(name)) {}

  void such_as(const char* example) override {
    if (!std::holds_alternative<Value::Object>(from_.is))
      fail(name_.empty() ? "a spec" : name_, " must be an object, for example ", example, ", got ",
           kind_of(from_));
  }
  bool reading() const override { return true; }
  bool has(const char* name, bool) override { return !at(name).nothing(); }
  void operator()(const char* name, bool& value) override { take(name, value, "true or false"); }
  void operator()(const char* name, double& value) override { take(name, value, "a number"); }
  void operator()(const char* name, std::string& value) override { take(name, value, "text"); }
  void operator()(const char* name, std::vector<double>& values) override {
    const Value& v = at(name);
    if (const auto* empty = std::get_if<Value::List>(&v.is); empty && empty->empty()) return values.clear();
    take(name, values, "an array of numbers");
  }
  void operator()(const char* name, ParameterValues& values) override {
    const Value& v = at(name);
    if (v.nothing()) return;
    const Value::Object* given = std::get_if<Value::Object>(&v.is);
    if (!given) fail(place(name), " must be an object of numbers, got ", kind_of(v));
    values.clear();
    for (const auto& [id, number] : *given) {
      if (number.nothing()) continue;
      const double* d = std::get_if<double>(&number.is);
      if (!d) fail(place(name), ".", id, " must be a number, got ", kind_of(number));
      values.emplace_back(id, *d);
    }
  }
  void whole(const char* name, double& value, double low, double high) override {
    take(name, value, "a number");
    if (!(value >= low && value <= high) || value != std::floor(value)) {
      if (low < 0) fail(place(name), " must be a whole number, got ", value);
      fail(place(name), " must be a whole number from ", low, " to ", text_of(high), ", got ", value);
    }
  }

  void either(const char* name, std::string& word, const char* of_numbers,
              std::vector<double>& numbers) override {
    if (std::holds_alternative<std::string>(at(name).is)) return (*this)(name, word);
    (*this)(name, numbers);
    word = of_numbers;
  }
  void object(const char* name, EachField each) override {
    if (const Value& v = at(name); !v.nothing()) read_fields(v, place(name), each);
  }
  void ignored(const char* name) override { at(name); }

  /// Throws for what is there and nobody asked for.
  void finish() const {
    const Value::Object* given = std::get_if<Value::Object>(&from_.is);
    if (!given) return;
    for (const auto& [key, value] : *given) {
      if (value.nothing() || std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
      const std::string near = nearest_id(key, asked_);
      fail(name_.empty() ? "a spec" : name_, " has no field '", key, "'",
           near.empty() ? "" : "; did you mean '" + near + "'?");
    }
  }

 private:
  void missing(const char* name) override { fail(place(name), " must be given"); }
  void list(const char* name, size_t, Callback<size_t> resize,
            Callback<Fields&, const char*, size_t> each) override {
    const Value& v = at(name);
    if (v.nothing()) return;
    const Value::Numbers* row = std::get_if<Value::Numbers>(&v.is);
    const Value::List* all = std::get_if<Value::List>(&v.is);
    if (!row && !all) fail(place(name), " must be a list, got ", kind_of(v));
    const size_t count = row ? row->size() : all->size();
    resize(0);
    resize(count);
    for (size_t i = 0; i < count; ++i) {
      // An item is read as the one field of an object.
      const std::string item = "[" + std::to_string(i) + "]";
      const Value only{Value::Object{{item, row ? Value{(*row)[i]} : (*all)[i]}}};
      Reader inside(only, place(name));
      if (only[item].nothing()) inside.missing(item.c_str());
      each(inside, item.c_str(), i);
    }
  }

  static std::string text_of(double whole_number) {
    return std::to_string(static_cast<long long>(whole_number));
  }
  std::string place(const std::string& name) const {
    return name_.empty() || name.starts_with('[') ? name_ + name : name_ + "." + name;
  }
  const Value& at(const char* name) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) asked_.emplace_back(name);
    return from_[name];
  }
  template <class T>
  void take(const char* name, T& to, const char* wanted) {
    const Value& v = at(name);
    if (v.nothing()) return;
    const T* given = std::get_if<T>(&v.is);
    if (!given) fail(place(name), " must be ", wanted, ", got ", kind_of(v));
    to = *given;
  }

  const Value& from_;
  const std::string name_;
  std::vector<std::string> asked_;
};

class Writer final : public Fields {
 public:
  Value::Object out;

  void such_as(const char*) override {}
  bool reading() const override { return false; }
  bool has(const char*, bool now) override { return now; }
  void operator()(const char* name, bool& value) override { add(name, value); }
  void operator()(const char* name, double& value) override { add(name, value); }
  void operator()(const char* name, std::string& value) override { add(name, value); }
  void operator()(const char* name, std::vector<double>& values) override { add(name, values); }
  void operator()(const char* name, ParameterValues& values) override {
    Value::Object all;
    for (const auto& [id, number] : values) all.push_back({id, {number}});
    add(name, std::move(all));
  }
  void either(const char* name, std::string& word, const char* of_numbers,
              std::vector<double>& numbers) override {
    word == of_numbers ? add(name, numbers) : add(name, word);
  }
  void object(const char* name, EachField each) override { out.push_back({name, written_fields(each)}); }
  void ignored(const char*) override {}
  void whole(const char* name, double& value, double, double) override { add(name, value); }

 private:
  void missing(const char*) override { std::abort(); }
  void list(const char* name, size_t size, Callback<size_t>,
            Callback<Fields&, const char*, size_t> each) override {
    Value::List all;
    for (size_t i = 0; i < size; ++i) {
      Writer one;
      each(one, "", i);
      all.push_back(std::move(one.out[0].value));
    }
    add(name, std::move(all));
  }
  template <class T>
  void add(const char* name, T value) {
    out.push_back({name, {std::move(value)}});
  }
};

}  // namespace

void Fields::overlay(std::span<const Parameter> list, ParameterValues& values) {
  for (const Parameter& p : list) {
    auto it = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == p.id; });
    if (!has(p.id, it != values.end())) continue;
    if (it == values.end()) it = values.insert(it, {p.id, p.value});
    (*this)(p.id, it->second);
  }
}

void read_fields(const Value& from, const std::string& name, EachField each) {
  Reader reader(from, name);
  each(reader);
  reader.finish();
}

Value written_fields(EachField each) {
  Writer writer;
  each(writer);
  return {std::move(writer.out)};
}

}  // namespace losscape
