// SPDX-License-Identifier: Apache-2.0
#include "grammar.h"

#include "lang/functions.h"

namespace losscape::fuzz {

namespace {

using lang::Function;
using lang::Span;

class Writer {
 public:
  explicit Writer(Choices& choices) : c_(choices) {}

  std::string run() {
    std::string out;
    const char* kDomains[] = {"", "", "y in {0, 1}\n", "y ∈ {−1, 1}\n", "y in classes\n", "y in R\n"};
    const int domain = c_.below(6);
    classes_ = domain == 4 || c_.below(4) == 0;
    out += kDomains[domain];
    if (c_.below(3) == 0) {
      out += c_.below(2) == 0 ? "input a[D], b[D], s\n" : "input a[4], b[4], s\n";
      vectors_ = {"a", "b"};
      scalars_.emplace_back("s");
    }
    if (classes_) {
      vectors_ = {"z", "p", "k"};
      scalars_.insert(scalars_.end(), {"z[y]", "C"});
    }
    if (domain == 2 || domain == 3) scalars_.emplace_back("z");
    if (!classes_) scalars_.insert(scalars_.end(), {"p", "y"});
    if (c_.below(4) == 0) scalars_.insert(scalars_.end(), {"mu", "var", "w"});
    for (int i = c_.below(3); i > 0; --i) {
      const std::string name = "q" + std::to_string(i);
      out += name + " = " + number() + " in [0, " + number() + " + 1e6]" +
             (c_.below(2) == 0 ? "" : "  # slider") + "\n";
      scalars_.push_back(name);
    }
    for (int i = c_.below(4); i > 0; --i) {
      const std::string name = "d" + std::to_string(i);
      const bool vector = !vectors_.empty() && c_.below(2) == 0;
      out += name + " = " + expression(5, vector) + (c_.below(4) == 0 ? " ; " : "\n");
      (vector ? vectors_ : scalars_).push_back(name);
    }
    return out + expression(7, false);
  }

 private:
  std::string number() {
    const char* kNumbers[] = {"0", "1", "2", "0.5", "3", "1e-3", ".25", "1_000", "7", "1e30", "4e-320", "π"};
    return kNumbers[c_.below(12)];
  }
  std::string name(const std::vector<std::string>& from) {
    return from.empty() ? number() : from[static_cast<size_t>(c_.below(static_cast<int>(from.size())))];
  }

  std::string expression(int depth, bool vector) {
    vector = vector && !vectors_.empty();
    if (depth <= 0 || c_.spent()) return vector ? name(vectors_) : leaf();
    const auto sub = [&](bool v) { return expression(depth - 1, v); };
    switch (c_.below(14)) {
      case 0:
      case 1:
        return vector ? name(vectors_) : leaf();
      case 2:
        return "(" + sub(vector) + ")";
      case 3:
        return (c_.below(2) == 0 ? "-" : "not ") + sub(vector);
      case 4:
      case 5:
      case 6:
      case 7: {
        const char* kOperators[] = {"+", "-",    " * ", "/",     "^",    " < ", "<=", " > ",
                                    "≥", " == ", "≠",   " and ", " or ", "·",   "**"};
        return sub(vector) + kOperators[c_.below(15)] + sub(vector && c_.below(2) == 0);
      }
      case 8:
        return sub(vector) + " ? " + sub(vector) + " : " + sub(false);
      case 9:
        return "|" + sub(vector) + "|";
      case 10:
        return (c_.below(2) == 0 ? "√" : "") + ("(" + sub(vector)) + ")" + (c_.below(2) == 0 ? "²" : "³");
      default:
        return call(depth, vector);
    }
  }

  std::string leaf() { return c_.below(3) == 0 ? number() : name(scalars_); }

  std::string call(int depth, bool vector) {
    const auto all = lang::functions();
    const Function& f = all[static_cast<size_t>(c_.below(static_cast<int>(all.size())))];
    std::string out = f.name + "(";
    for (int i = 0; i < f.least; ++i) {
      const bool v = f.span == Span::Elementwise ? vector && (i == 0 || c_.below(2) == 0) : true;
      out += (i > 0 ? ", " : "") + expression(depth - 1, v);
    }
    return out + ")";
  }

  Choices& c_;
  bool classes_ = false;
  std::vector<std::string> scalars_, vectors_;
};

}  // namespace

std::string grammatical(Choices& choices) { return Writer(choices).run(); }

}  // namespace losscape::fuzz
