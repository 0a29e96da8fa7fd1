// SPDX-License-Identifier: Apache-2.0
// The language of typed losses: what it reads, what it builds, what it says of mistakes, and that printing is
// the inverse of reading.
#include "lang/parse.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "differences.h"
#include "exec/machine.h"
#include "exec/plan.h"
#include "ir/grad.h"
#include "ir/reference.h"
#include "ir/tidy.h"
#include "lang/diagnose.h"
#include "lang/formula.h"
#include "lang_cases.h"
#include "losses/loss.h"

namespace losscape::lang {
namespace {

using losscape::testing::difference;
using losscape::testing::kTyped;
using losscape::testing::numbers;

// A loss for `samples` samples with labels that suit it and other inputs in (0.1, 0.9).
struct Built {
  Graph g;
  ParsedLoss parsed;
  Ingredients from;
  Value loss;
  ReferenceInputs in;

  explicit Built(std::string_view text, int samples = 5) : parsed(parse(text)) {
    from = ingredients_in(g, parsed, 3, samples);
    loss = build(parsed, g, from);
    for (size_t i = 0; i < from.inputs.size(); ++i) {
      const std::string& id = parsed.inputs[i].id;
      in[id] =
          numbers(static_cast<size_t>(from.inputs[i].shape().size()), 0.1, 0.9, static_cast<unsigned>(3 + i));
      if (id != "y" || parsed.labels == Labels::Real || parsed.inputs[i].axis != kScalar) continue;
      for (size_t k = 0; k < in[id].size(); ++k) {
        in[id][k] = static_cast<double>(k % (parsed.labels == Labels::Classes ? 3 : 2));
        if (parsed.labels == Labels::Signed) in[id][k] = 2 * in[id][k] - 1;
      }
    }
    for (const Slider& s : parsed.sliders) in[s.id] = {s.value};
  }
  Value input(std::string_view id) const { return from.inputs[static_cast<size_t>(parsed.input(id))]; }
};

double value_of(const std::string& expression, double p = 0.7, double y = 0.2) {
  Built b(expression, 1);
  if (b.parsed.input("p") >= 0) b.in["p"] = {p};
  if (b.parsed.input("y") >= 0) b.in["y"] = {y};
  return evaluate(b.loss, b.in)[0];
}

TEST(Language, ReadsNumbersOperatorsAndPrecedence) {
  const struct {
    const char* text;
    double value;
  } kCases[] = {
      {"1 + 2 * 3", 7},
      {"(1 + 2) * 3", 9},
      {"2 - 3 - 4", -5},
      {"2 - (3 - 4)", 3},
      {"24 / 4 / 3", 2},
      {"2 ^ 3 ^ 2", 512},
      {"-2 ^ 2", -4},
      {"(-2) ^ 2", 4},
      {"2 ^ -1", 0.5},
      {"2 ** 3", 8},
      {"- - 2", 2},
      {"+3 - +2", 1},
      {"1_000.5 + .5 + 5.", 1006},
      {"1e-3 * 1E+3", 1},
      {"3²", 9},
      {"2¹⁰", 1024},
      {"-3²", -9},
      {"√9 + 1", 4},
      {"√(8 + 8)", 4},
      {"|2 - |3 - 9||", 4},
      {"2 · 3 × 4 ⋅ 1 ÷ 2 − 1", 11},
      {"1 < 2", 1},
      {"2 ≤ 1", 0},
      {"(2 ≥ 1) + (1 ≠ 1) + (1 == 1) + (1 != 2) + (2 > 3)", 3},
      {"not 1 < 2", 0},
      {"1 < 2 and not 3 < 2", 1},
      {"0 or 1 and 0", 0},
      {"1 or 1 and 0", 1},
      {"2 and 3", 1},
      {"¬0 ∧ (0 ∨ 5)", 1},
      {"!0 && 1", 1},
      {"[3 > 2] * 4", 4},
      {"1 > 2 ? 10 : 2 > 1 ? 20 : 30", 20},
      {"where(0, 1, 2)", 2},
      {"max(1, 5, 3, 2)", 5},
      {"min(4, 2, 3)", 2},
      {"clamp(7, -1, 2)", 2},
      {"square(3) + hypot(3, 4)", 14},
      {"ln(e) + log2(8) + exp(0)", 5},
      {"σ(0) + sigmoid(0)", 1},
      {"round(pi) + floor(π)", 6},
      {"logaddexp(0, 0) - logcosh(0) - log(2)", 0},
      {"eps * 1e7", 1},
      {"(1 +\n 2) * \n 3", 9},
      {"1 + 2 # + 3\n# nothing", 3},
      {"a = 2; b = a * 3\nb + a", 8},
      {"a = 2\nlast = a * 4", 8},
      {"α = 1/4 in [0, 1]\nα", 0.25},
      {"\xEF\xBB\xBF"
       "1 +\t1\r\n",
       2},
      {"x₁ = 3\nx1 + x₁", 6},
      {"norm = 4\nnorm + 1", 5},
      {"e = 1\ne + 1", 2},
      {"w = 3\nw", 3},
      {"ŷ + y\xCC\x82 + y_pred + prediction", 2.8},
      {"target − y_true", 0},
  };
  for (const auto& c : kCases) EXPECT_NEAR(value_of(c.text), c.value, 1e-12) << c.text;
}

TEST(Language, KnowsEveryElementwiseOpByName) {
  int known = 0;
  for (const OpInfo& op : all_ops()) {
    if (!op.elementwise) continue;
    const bool word = op.notation == Notation::Call;
    const std::string arguments = op.arity == 1 ? "0.3" : op.arity == 2 ? "2, 0.3" : "0.3, 0.1, 0.9";
    Graph g;
    const std::string text = std::string(word ? op.symbol : op.name) + "(" + arguments + ")";
    std::vector<Value> args;
    if (op.arity == 2) args.push_back(g.constant(2));
    args.push_back(g.constant(0.3));
    if (op.arity == 3) args.insert(args.end(), {g.constant(0.1), g.constant(0.9)});
    const Value direct = g.elementwise(static_cast<Op>(&op - all_ops().data()), args);
    EXPECT_EQ(value_of(text), evaluate(direct, {})[0]) << text;
    ++known;
  }
  EXPECT_GT(known, 40);
}

TEST(Language, SaysWhereAndWhatWasExpected) {
  const struct {
    const char* text;
    Position at;
    const char* message;
    const char* suggestion;
  } kCases[] = {
      {"", {1, 1, 1}, "there is no formula yet; type one, for example (p - y)^2", ""},
      {"a = 1 in [0, 2]\n", {2, 1, 1}, "the last line must be the loss, for example (p - y)^2", ""},
      {"delta = 1 in [0.1, 5]\ndelat * p", {2, 1, 5}, "unknown name 'delat'; did you mean 'delta'?", "delta"},
      {"δ = 1 in [0.1, 5]\nŷ·Delta", {2, 3, 5}, "unknown name 'Delta'; did you mean 'delta'?", "delta"},
      {"x - y",
       {1, 1, 1},
       "unknown name 'x'; there are y (target), p (prediction), z (scores), w, mu, var, and what lines above "
       "define",
       ""},
      {"sofplus(p)", {1, 1, 7}, "unknown function 'sofplus'; did you mean 'softplus'?", "softplus"},
      {"log * p", {1, 1, 3}, "'log' is a function; write log(…)", ""},
      {"y(p)", {1, 1, 1}, "'y' is not a function; to multiply, write y * (…)", ""},
      {"a = b + 1\nb = 2\na", {1, 5, 1}, "'b' is defined below, on line 2; move that line up", ""},
      {"aa = aa + 1\naa", {1, 6, 2}, "'aa' cannot be part of its own definition", ""},
      {"2p", {1, 2, 1}, "expected an operator between '2' and 'p'; to multiply, write 2 * p", ""},
      {"p y", {1, 3, 1}, "expected an operator or the end of the line, got 'y'; to multiply, write *", ""},
      {"where(y = 1, p, 0)", {1, 9, 1}, "expected ',' or ')' to close the call of where, got '='", ""},
      {"p = y = 1", {1, 7, 1}, "expected an operator, got '='; to compare, write ==", "=="},
      {"(p - y", {1, 7, 1}, "expected ')' to close the '(' of line 1, column 1, got the end of the text", ""},
      {"|p - y\n",
       {2, 1, 1},
       "expected '|' to close the '|' of line 1, column 1, got the end of the text",
       ""},
      {"p - * y", {1, 5, 1}, "expected a number, a name or '(', got '*'", ""},
      {"p -", {1, 4, 1}, "expected a number, a name or '(', got the end of the text", ""},
      {"0 < p < 1", {1, 7, 1}, "comparisons do not chain; write a < b and b < c", ""},
      {"clamp(p, 1)", {1, 1, 11}, "clamp is written clamp(a, b, c); this has 2 arguments", ""},
      {"max()",
       {1, 1, 5},
       "max is written max(a, b) or max(a, b, …) or max(vector); this has 0 arguments",
       ""},
      {"p ? y", {1, 6, 1}, "expected ':' and what holds otherwise, got the end of the text", ""},
      {"y = 3", {1, 1, 1}, "'y' is the target; take another name", ""},
      {"z = 3\nz", {1, 1, 1}, "'z' stands for the scores; take another name", ""},
      {"in = 3", {1, 1, 2}, "'in' is a word of the language; take another name", ""},
      {"a = 1\na = 2\na", {2, 1, 1}, "'a' is already defined on line 1", ""},
      {"a = e * p\ne = 2\na", {2, 1, 1}, "'e' had its built-in meaning on line 1; take another name", ""},
      {"p - y\np + y",
       {1, 1, 5},
       "only the last line goes without a name; write name = … to use this value below",
       ""},
      {"d = 1 in [5, 1]\np", {1, 10, 6}, "a range goes from low to high, got [5, 1]", ""},
      {"d = 7 in [1, 5]\np", {1, 1, 1}, "d starts at 7, outside its range [1, 5]", ""},
      {"d = 1 in [0, 5] log\np", {1, 10, 6}, "a log scale needs a range above 0, got [0, 5]", ""},
      {"d = 1 in 5\np", {1, 10, 1}, "expected '[' and the range, such as [0.1, 5], got '5'", ""},
      {"d = p in [1, 5]\np",
       {1, 5, 1},
       "defaults and ranges are numbers: no inputs, parameters or definitions here",
       ""},
      {"d = 1/0 in [1, 5]\np", {1, 5, 3}, "this must be a finite number, got Infinity", ""},
      {"p in [1, 2]", {1, 1, 1}, "only y has a domain; a parameter is written p = 1 in [0.1, 5]", ""},
      {"y in {0, 2}\nz", {1, 6, 6}, "labels are {0, 1} or {-1, 1}; for more than two write y in classes", ""},
      {"y in Z\nz", {1, 6, 1}, "expected {0, 1}, {-1, 1}, classes or R, got 'Z'", ""},
      {"y in R\nz", {2, 1, 1}, "z is a score for labels, and y is declared to be any number; use p", "p"},
      {"1e999", {1, 1, 5}, "the number 1e999 is too large; the largest is about 1.8e308", ""},
      {"p @ y",
       {1, 3, 1},
       "'@' has no meaning here; names are made of a–z, digits, _ and Greek letters, and # starts a comment",
       ""},
      {"p \x01", {1, 3, 1}, "a control character (code 1) has no meaning here", ""},
      {"ŷ - \xC3(", {1, 5, 1}, "the text is not valid UTF-8 here", ""},
      {"mean((p - y)^2)",
       {1, 1, 15},
       "mean runs along a vector, and its argument is one number a sample; the mean over samples is taken "
       "for you, and "
       "classes need a line: y in classes",
       ""},
      {"log_softmax(z)",
       {1, 1, 14},
       "the loss must be one number a sample, and this is a vector over the classes; take its sum(…) or "
       "mean(…)",
       ""},
      {"input a[D], b[E]\nsum(a * b)", {2, 5, 5}, "a vector over D and one over E do not go together", ""},
      {"input a[4]\na[4]", {2, 1, 4}, "elements are numbered from 0 to 3, got 4", ""},
      {"p[0]", {1, 1, 4}, "this is one number and has no elements", ""},
      {"z[p]",
       {1, 3, 1},
       "expected y, for the element of the right class, or a whole number from 0 to 63, got 'p'",
       ""},
      {"y in {0, 1}\nz[y]", {2, 1, 4}, "[y] picks the element of the right class; y is not a class here", ""},
      {"input a[0]\np",
       {1, 9, 1},
       "expected what the vector runs along: C (the classes), a name such as D, or a whole number from 1 to "
       "64, got '0'",
       ""},
      {"p = y", {1, 5, 1}, "there is no prediction in this loss: p is defined as something else", ""},
  };
  for (const auto& c : kCases) {
    try {
      parse(c.text);
      ADD_FAILURE() << "accepted: " << c.text;
    } catch (const Error& e) {
      EXPECT_STREQ(e.what(), c.message) << c.text;
      EXPECT_EQ(e.suggestion, c.suggestion) << c.text;
      EXPECT_TRUE(e.at == c.at) << c.text << ": at " << e.at.line << ":" << e.at.column << "+" << e.at.length;
    }
  }
}

TEST(Language, SuggestionsRepairTheText) {
  const std::string text = "δ = 1 in [0, 2]\n# ŷ\n|ŷ − y| · detla";
  try {
    parse(text);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(replaced(text, e.at, e.suggestion), "δ = 1 in [0, 2]\n# ŷ\n|ŷ − y| · delta");
    EXPECT_NO_THROW(parse(replaced(text, e.at, e.suggestion)));
  }
}

TEST(Language, RefusesWhatIsTooLarge) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      parse(text);
    } catch (const Error& e) {
      EXPECT_GE(e.at.line, 1);
      return e.what();
    }
    return "accepted";
  };
  const auto times = [](int n, const std::string& s) {
    std::string out;
    for (int i = 0; i < n; ++i) out += s;
    return out;
  };
  const std::string deep = "this is nested more than 64 deep; give an inner part a name on a line of its own";
  EXPECT_EQ(message(times(100, "(") + "p" + times(100, ")")), deep);
  EXPECT_EQ(message(times(1500, "-") + "p"), deep);
  EXPECT_EQ(message(times(1500, "√") + "p"), deep);
  EXPECT_EQ(message(times(500, "not ") + "p"), deep);
  EXPECT_EQ(message(times(500, "p^") + "p"), deep);
  EXPECT_EQ(message(times(300, "p?p:") + "p"), deep);
  EXPECT_EQ(message(times(1500, "|")), deep);
  EXPECT_EQ(message(times(300, "log(")), deep);
  EXPECT_EQ(message(times(30, "(") + "p" + times(30, ")")), "accepted");
  EXPECT_EQ(message(times(299, "p+") + "p"), "accepted");
  EXPECT_EQ(message(times(400, "p+") + "p"), "this loss has more than 600 numbers, names and operations");
  EXPECT_EQ(message(times(2000, "p+") + "p"), "the text has 4001 characters or more; at most 4000 are read");
  EXPECT_EQ(message(std::string(1 << 20, 'p')),
            "the text has 262144 characters or more; at most 4000 are read");
  EXPECT_EQ(message(std::string(40, 'q')), "a name has at most 32 letters, this one has 40");
  std::string sliders, inputs = "input a0";
  for (int i = 0; i < 17; ++i) sliders += "s" + std::to_string(i) + " = 1 in [0, 2]\n";
  for (int i = 1; i < 17; ++i) inputs += ", a" + std::to_string(i);
  EXPECT_EQ(message(sliders + "p"), "a loss has at most 16 parameters");
  EXPECT_EQ(message(inputs + "\np"), "a loss has at most 16 inputs");
}

// Every block of the page reads, and is sound but for the one that is there to be warned about.
TEST(Language, ReadsTheExamplesOfItsPage) {
  std::ifstream page("web/docs/write-a-loss.md");
  std::string line, block;
  bool inside = false;
  int blocks = 0;
  while (std::getline(page, line)) {
    if (line == "```loss") {
      inside = true;
      block.clear();
    } else if (inside && line == "```") {
      inside = false;
      ++blocks;
      EXPECT_NO_THROW(parse(block)) << block;
      bool serious = false;
      for (const Diagnosis& d : diagnose(parse(block))) serious = serious || d.serious;
      EXPECT_EQ(serious, block.find("infinite") != std::string::npos) << block;
    } else if (inside) {
      block += line + "\n";
    }
  }
  EXPECT_GE(blocks, 10);
}

class EveryTyped : public ::testing::TestWithParam<size_t> {
 protected:
  static const char* text() { return kTyped[GetParam()].text; }
};

// Same graph: the same names bring the same nodes, so one graph holds the loss once.
TEST_P(EveryTyped, PrintsBackToTheSameGraph) {
  Built b(text());
  const std::string printed = print(b.parsed);
  const ParsedLoss again = parse(printed);
  EXPECT_EQ(print(again), printed);
  const Ingredients from = ingredients_in(b.g, again, 3, 5);
  EXPECT_EQ(build(again, b.g, from).id(), b.loss.id()) << printed;
}

TEST_P(EveryTyped, HasDifferentiableNodesThatTheMachineRuns) {
  Built b(text());
  std::vector<Output> outputs{{"loss", b.loss}};
  std::vector<Value> wanted{b.loss};
  for (size_t i = 0; i < b.parsed.inputs.size(); ++i) {
    if (b.parsed.inputs[i].role != Role::Prediction) continue;
    wanted.push_back(grad(b.loss, b.from.inputs[i]));
    outputs.push_back({"d" + b.parsed.inputs[i].id, wanted.back()});
  }
  const Program program = plan(b.g, outputs);
  Machine machine(program);
  for (auto& [name, v] : b.in) {
    const std::vector<float> f(v.begin(), v.end());
    v.assign(f.begin(), f.end());
    if (program.has_input(name)) machine.set(name, f);
  }
  machine.run();
  const auto expected = evaluate(b.g, wanted, b.in);
  for (size_t k = 0; k < outputs.size(); ++k) {
    const auto got = machine.get(outputs[k].name);
    EXPECT_LT(difference({got.begin(), got.end()}, expected[k]), 3e-5) << outputs[k].name;
  }
}

// What is printed for a derivative is the derivative, away from kinks.
TEST_P(EveryTyped, HasDerivativesThatStayThemselvesWhenTidied) {
  Built b(text());
  for (size_t i = 0; i < b.from.inputs.size(); ++i) {
    const Value slope = grad(b.loss, b.from.inputs[i]);
    EXPECT_LT(difference(evaluate(tidied(slope).value, b.in), evaluate(slope, b.in)), 1e-9)
        << b.parsed.inputs[i].id;
  }
}

TEST_P(EveryTyped, HasFormulas) {
  const Formulas f = formulas(parse(text()));
  std::vector<std::string> all{f.value};
  for (const auto& [id, formula] : f.gradients) all.push_back(formula);
  EXPECT_GE(all.size(), 2U);
  for (const std::string& m : all) {
    EXPECT_EQ(m.rfind("<math>", 0), 0U);
    EXPECT_LT(m.size(), 20000U);
    std::vector<std::string> open;  // elements are closed in order
    for (size_t at = m.find('<'); at != std::string::npos; at = m.find('<', at + 1)) {
      const std::string tag = m.substr(at + 1, m.find_first_of(" >", at) - at - 1);
      if (m[m.find('>', at) - 1] == '/') continue;
      if (tag[0] != '/') {
        open.push_back(tag);
        continue;
      }
      ASSERT_FALSE(open.empty()) << m;
      EXPECT_EQ(open.back(), tag.substr(1)) << m;
      open.pop_back();
    }
    EXPECT_TRUE(open.empty());
    for (char c : m) EXPECT_FALSE(static_cast<unsigned char>(c) < 0x20) << "an index was left open: " << m;
  }
}

std::vector<size_t> all_typed() {
  std::vector<size_t> out(std::size(kTyped));
  for (size_t i = 0; i < out.size(); ++i) out[i] = i;
  return out;
}
INSTANTIATE_TEST_SUITE_P(Typed, EveryTyped, ::testing::ValuesIn(all_typed()),
                         [](const auto& p) { return kTyped[p.param].name; });

}  // namespace
}  // namespace losscape::lang
