// SPDX-License-Identifier: Apache-2.0
// Just enough JSON to read the files of tests/golden.
#pragma once

#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace losscape::testing {

struct Json {
  double number = 0;
  std::string text;
  std::vector<Json> list;
  std::map<std::string, Json> fields;

  const Json& operator[](const std::string& key) const {
    static const Json kNothing;
    const auto it = fields.find(key);
    return it == fields.end() ? kNothing : it->second;
  }
  std::vector<double> numbers() const {
    std::vector<double> out;
    for (const Json& j : list) out.push_back(j.number);
    return out;
  }
};

class JsonReader {
 public:
  explicit JsonReader(const std::string& text) : at_(text.c_str()) {}

  Json read() {
    skip();
    Json out;
    if (*at_ == '[') {
      ++at_;
      while (more(']')) out.list.push_back(read());
    } else if (*at_ == '{') {
      ++at_;
      while (more('}')) {
        const std::string key = string();
        skip();
        if (*at_++ != ':') throw std::runtime_error("a key without a value in golden JSON: " + key);
        out.fields[key] = read();
      }
    } else if (*at_ == '"') {
      out.text = string();
    } else {
      char* end = nullptr;
      out.number = std::strtod(at_, &end);
      if (end == at_)
        throw std::runtime_error("no value in golden JSON at " + std::string(at_).substr(0, 20));
      at_ = end;
    }
    return out;
  }

 private:
  void skip() {
    while (*at_ == ' ' || *at_ == '\n' || *at_ == ',') ++at_;
  }
  bool more(char close) {
    skip();
    if (*at_ != close) return true;
    ++at_;
    return false;
  }
  std::string string() {
    skip();
    std::string out;
    for (++at_; *at_ && *at_ != '"'; ++at_) out += *at_;
    ++at_;
    return out;
  }
  const char* at_;
};

}  // namespace losscape::testing
