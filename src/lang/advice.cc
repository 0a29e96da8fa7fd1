// SPDX-License-Identifier: Apache-2.0
#include "lang/advice.h"

#include "lang/functions.h"

namespace losscape::lang {

namespace {

constexpr int kMaxCandidates = 8;  // replacements tried: each is parsed, built and evaluated

// Reads the tree with definitions followed to what they stand for.
class Reader {
 public:
  explicit Reader(const ParsedLoss& loss) : loss_(loss) {}

  const Term& term(int i) const { return loss_.terms[static_cast<size_t>(followed(i))]; }
  int followed(int i) const {
    while (loss_.terms[static_cast<size_t>(i)].kind == Kind::Definition)
      i = loss_.definitions[static_cast<size_t>(loss_.terms[static_cast<size_t>(i)].index)].value;
    return i;
  }
  bool is(int i, const char* function) const {
    const Term& t = term(i);
    return t.kind == Kind::Call && functions()[static_cast<size_t>(t.index)].name == function;
  }
  bool is_number(int i, double number) const {
    return term(i).kind == Kind::Number && term(i).number == number;
  }
  int arg(int i, size_t k) const { return term(i).args[k]; }
  std::string text(int i) const { return print(loss_, followed(i)); }

  // The other operand of a commutative pair of which one satisfies `test`; −1 if none does.
  template <class Test>
  int beside(int i, const char* function, Test test) const {
    if (!is(i, function)) return -1;
    if (test(arg(i, 0))) return arg(i, 1);
    return test(arg(i, 1)) ? arg(i, 0) : -1;
  }
  int beside_one(int i) const {
    return beside(i, "add", [&](int a) { return is_number(a, 1); });
  }

  // What σ(·) is taken of, "" if it is none.
  std::string inside_sigmoid(int i) const {
    if (is(i, "sigmoid")) return text(arg(i, 0));
    return term(i).kind == Kind::Probability && loss_.labels != Labels::Classes ? "z" : "";
  }
  std::string inside_softmax(int i) const {
    if (is(i, "softmax")) return text(arg(i, 0));
    return term(i).kind == Kind::Probability && loss_.labels == Labels::Classes ? "z" : "";
  }
  std::string minus(const std::string& s) const {
    const bool plain = s.find_first_of(" -") == std::string::npos;
    return plain ? "-" + s : "-(" + s + ")";
  }

  // A stable way to write log(x).
  std::string stable_log(int x) const {
    if (const int e = beside_one(x); e >= 0 && is(e, "exp")) return "softplus(" + text(arg(e, 0)) + ")";
    if (const std::string s = inside_sigmoid(x); !s.empty()) return "log_sigmoid(" + s + ")";
    if (is(x, "sub") && is_number(arg(x, 0), 1)) {
      if (const std::string s = inside_sigmoid(arg(x, 1)); !s.empty()) return "log_sigmoid(" + minus(s) + ")";
    }
    if (const std::string s = inside_softmax(x); !s.empty()) return "log_softmax(" + s + ")";
    if (term(x).kind == Kind::Pick || term(x).kind == Kind::Element) {
      const std::string s = inside_softmax(arg(x, 0));
      const std::string at = term(x).kind == Kind::Pick ? "y" : std::to_string(term(x).index);
      if (!s.empty()) return "log_softmax(" + s + ")[" + at + "]";
    }
    if (is(x, "sum") && is(arg(x, 0), "exp")) return "logsumexp(" + text(arg(arg(x, 0), 0)) + ")";
    if (is(x, "cosh")) return "log_cosh(" + text(arg(x, 0)) + ")";
    return "";
  }

  std::string replacement(int i) const {
    if (is(i, "log")) return stable_log(arg(i, 0));
    if (is(i, "log1p") && is(arg(i, 0), "exp")) return "softplus(" + text(arg(arg(i, 0), 0)) + ")";
    if (is(i, "div")) return quotient(arg(i, 0), arg(i, 1));
    if (is(i, "mul")) {  // 0 · log 0
      for (size_t k = 0; k < 2; ++k) {
        const int l = arg(i, k), x = arg(i, 1 - k);
        if (is(l, "log") && stable_log(arg(l, 0)).empty())
          return "xlogy(" + text(x) + ", " + text(arg(l, 0)) + ")";
      }
    }
    if (is(i, "sqrt") && is(arg(i, 0), "add")) {
      const int s = arg(i, 0);
      const auto root = [&](int a) -> std::string {
        if (is(a, "pow") && is_number(arg(a, 1), 2)) return text(arg(a, 0));
        return is_number(a, 1) ? "1" : "";
      };
      const std::string a = root(arg(s, 0)), b = root(arg(s, 1));
      if (!a.empty() && !b.empty()) return "hypot(" + a + ", " + b + ")";
    }
    return "";
  }

 private:
  std::string quotient(int a, int b) const {
    if (is(a, "exp") && is(b, "sum") && is(arg(b, 0), "exp") && text(a) == text(arg(b, 0)))
      return "softmax(" + text(arg(a, 0)) + ")";
    if (const int e = beside_one(b); e >= 0 && is(e, "exp")) {
      const int x = arg(e, 0);
      if (is_number(a, 1)) return "sigmoid(" + (is(x, "neg") ? text(arg(x, 0)) : minus(text(x))) + ")";
      if (text(a) == text(e)) return "sigmoid(" + text(x) + ")";
    }
    return "ratio_or_zero(" + text(a) + ", " + text(b) + ")";
  }

  const ParsedLoss& loss_;
};

std::string reason_for(const ParsedLoss& loss, const Reader& reader, int culprit) {
  const std::string what = print(loss, culprit).substr(0, kMaxSuggestion);
  for (const char* f : {"exp", "exp2", "expm1", "cosh", "sinh", "pow", "mul"}) {
    if (reader.is(culprit, f)) return what + " is not finite";
  }
  if (reader.is(culprit, "log") || reader.is(culprit, "log2") || reader.is(culprit, "log1p"))
    return what + " is the logarithm of 0 or less";
  if (reader.is(culprit, "div")) return what + " divides by 0";
  if (reader.is(culprit, "sqrt") || reader.is(culprit, "rsqrt"))
    return what + " is the root of a negative number";
  return what + " is not finite";
}

// A replacement is only proposed if the loss with it reads, and passes where this one failed.
bool tried(const std::string& text, const std::function<bool(const ParsedLoss&)>& helps) {
  try {
    return helps(parse(text));
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

Advice advice_for(const ParsedLoss& loss, int culprit, const std::function<bool(const ParsedLoss&)>& helps) {
  const Reader reader(loss);
  Advice out;
  if (culprit >= 0) {
    out.reason = reason_for(loss, reader, culprit);
    out.at = loss.terms[static_cast<size_t>(culprit)].at;
  }
  // What contains the culprit is looked at from it outwards: log(1 + exp(z)) is repaired at the log.
  int candidates = 0;
  std::vector<char> holds(loss.terms.size(), culprit < 0);
  if (culprit >= 0) holds[static_cast<size_t>(culprit)] = 1;
  for (size_t i = 0; i < loss.terms.size(); ++i) {
    const Term& t = loss.terms[i];
    for (int a : t.args) holds[i] |= holds[static_cast<size_t>(a)];
    if (t.kind == Kind::Definition)
      holds[i] |= holds[static_cast<size_t>(loss.definitions[static_cast<size_t>(t.index)].value)];
    if (!holds[i] || t.kind != Kind::Call) continue;
    const std::string r = reader.replacement(static_cast<int>(i));
    if (r.empty() || ++candidates > kMaxCandidates) continue;
    if (!tried(replaced(loss.source, t.at, r), helps)) continue;
    out.replacement = r;
    out.at = t.at;
    break;
  }
  return out;
}

}  // namespace losscape::lang
