// SPDX-License-Identifier: Apache-2.0
// What is found wrong with typed losses, with its evidence, and that nothing is found where nothing is wrong.
#include "lang/diagnose.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "lang_cases.h"

namespace losscape::lang {
namespace {

std::string all(const std::vector<Diagnosis>& found) {
  std::string out;
  for (const Diagnosis& d : found) out += std::string(name_of(d.finding)) + ": " + d.message + "\n";
  return out;
}

TEST(Diagnosis, NamesTroubleWithEvidenceAndRemedy) {
  const struct {
    const char* text;
    Finding finding;
    bool serious;
    const char* evidence;     // part of the message
    const char* replacement;  // "" for none
  } kCases[] = {
      {"p - y", Finding::Unbounded, true, "as p goes to −∞: it is −100000000 at p = −100000000", ""},
      {"z*y - softplus(z)", Finding::Unbounded, true, "as z goes to −∞", ""},
      {"log(var) + (y - mu)^2/var", Finding::Unbounded, true, "as var goes to 0: it is −18.42 at var = 1e-8",
       ""},
      {"b = 0.5 in [0, 1]\n(p - y)^2 - b*p^2*3", Finding::Unbounded, true, "as p goes to ∞", ""},
      {"b = 0 in [0, 1]\n(p - y)^2 - b*p^2*3", Finding::Unbounded, true, "(with b = 1)", ""},
      {"exp(p) - y*p", Finding::Unbounded, false, "for the negative target −1.5", ""},
      {"|p - y|", Finding::Kink, false, "the slope jumps from −1 to 1 at p = y", ""},
      {"max(0, |p - y| - 1.5)", Finding::Kink, false, "at p = y − 1.5, p = y + 1.5", ""},
      {"y in {-1, 1}\nmax(0, 1 - y*z)", Finding::Kink, false, "from −1 to 0 at y·z = 1", ""},
      {"(p - y)^2 + |p - 3|", Finding::Kink, false, "at p = 3", ""},
      {"[p > y] + (p - y)^2", Finding::Jump, true, "the loss jumps from 0 to 1 at p = y", ""},
      {"y^2", Finding::NoPrediction, true, "does not contain anything predicted", ""},
      {"y^2 + 0*p", Finding::NoPrediction, true, "does not contain anything predicted", ""},
      {"y^2 + p - p", Finding::NoPrediction, true, "the same value whatever is predicted", ""},
      {"y in {-1, 1}\n[y*z < 0]", Finding::NoSlope, true, "the slope is 0 at 164 of 164", ""},
      {"(p - 2*y)^2", Finding::Minimum, false, "for y = 0.7 it is 0.49 at p = y", ""},
      {"softplus((2*y - 1)*z)", Finding::Minimum, true, "the wrong label is favoured", ""},
      {"2*p[y]", Finding::Minimum, true, "the wrong label is favoured", ""},
      {"(log1p(p) - log1p(y))^2", Finding::NotFinite, true,
       "∞ at p = −1, y = 0.7: log1p(p) is the logarithm of 0 or less", ""},
      {"-(y*log(p) + (1 - y)*log(1 - p))", Finding::NotFinite, true, "begin with the line y in {0, 1}", ""},
      {"e = p - y\ne*e/|e|", Finding::NotFinite, true, "NaN at p = 0.7, y = 0.7: e * e / abs(e) divides by 0",
       "ratio_or_zero(e * e, abs(e))"},
      {"log(1 + exp(z)) - z*y", Finding::Unstable, true,
       "∞ at z = 90, y = 1, where it should be 0: exp(z) is not finite", "softplus(z)"},
      {"y in {0, 1}\n-y*log(sigmoid(z)) - (1 - y)*log(1 - sigmoid(z))", Finding::Unstable, true,
       "log(1 - sigmoid(z)) is the logarithm of 0 or less", "log_sigmoid(-z)"},
      {"-log(p[y])", Finding::Unstable, true,
       "the slope comes out as NaN at z[y] = −90, where it should be −1", "log_softmax(z)[y]"},
      {"log(sum(exp(z))) - z[y]", Finding::Unstable, true, "∞ at z[y] = 90", "logsumexp(z)"},
      {"log(cosh(p - y))", Finding::Unstable, true, "should be 90.01: cosh(p - y) is not finite",
       "log_cosh(p - y)"},
      {"(1 - 2*y) / (1 + exp(-z))", Finding::Unstable, true, "the slope comes out as NaN", ""},
      {"y in {-1, 1}\nexp(-y*z)", Finding::Unstable, false,
       "∞ at z = −90, y = 1, where it should be 1.22e+39", ""},
      {"a = 1 in [0, 2]\n(p - y)^2", Finding::Unused, false, "the parameter a is not used", ""},
      {"a = p + 1\nb = a\n(p - y)^2", Finding::Unused, false, "is defined and not used", ""},
  };
  for (const auto& c : kCases) {
    const std::vector<Diagnosis> found = diagnose(parse(c.text));
    const auto it =
        std::find_if(found.begin(), found.end(), [&](const Diagnosis& d) { return d.finding == c.finding; });
    ASSERT_NE(it, found.end()) << c.text << "\n" << all(found);
    EXPECT_NE(it->message.find(c.evidence), std::string::npos) << c.text << "\n" << all(found);
    EXPECT_EQ(it->serious, c.serious) << c.text;
    EXPECT_EQ(it->replacement, c.replacement) << c.text;
  }
}

// A remedy is one: with it in place the finding is gone.
TEST(Diagnosis, RemediesHelp) {
  for (const char* text : {"log(1 + exp(z)) - z*y", "-log(p[y])", "log(sum(exp(z))) - z[y]",
                           "log(cosh(p - y))", "e = p - y\ne*e/|e|"}) {
    ParsedLoss loss = parse(text);
    bool replaced_one = false;
    for (const Diagnosis& d : diagnose(loss)) {
      if (d.replacement.empty()) continue;
      const std::string better = replaced(loss.source, d.at, d.replacement);
      for (const Diagnosis& left : diagnose(parse(better))) EXPECT_NE(left.finding, d.finding) << better;
      replaced_one = true;
    }
    EXPECT_TRUE(replaced_one) << text;
  }
}

TEST(Diagnosis, LeavesSoundLossesAlone) {
  for (const char* text :
       {"(p - y)^2", "log_cosh(p - y)", "hypot(p - y, 0.1)", "softplus(z) - z*y", "w*(p - y)^2",
        "-log_softmax(z)[y]", "logsumexp(z) - z[y]", "y in classes\nsum((p - y)^2)",
        "d = 1 in [0.1, 5]\ne = p - y\nq = clamp(e, -d, d)\nq*e - q^2/2",
        "input y[C]\n-sum(y * log_softmax(z))"}) {
    EXPECT_EQ(all(diagnose(parse(text))), "") << text;
  }
}

TEST(Diagnosis, KnowsTheTypicalLosses) {
  const auto serious = [](const char* name) {
    for (const auto& typed : losscape::testing::kTyped) {
      if (std::string_view(typed.name) != name) continue;
      std::string out;
      for (const Diagnosis& d : diagnose(parse(typed.text)))
        out += d.serious ? std::string(name_of(d.finding)) + " " : "";
      return out;
    }
    return std::string("no such loss");
  };
  for (const char* sound :
       {"huber", "quantile_max", "tukey", "focal", "hinge", "multi_margin", "gce", "triplet", "iou"})
    EXPECT_EQ(serious(sound), "") << sound;
  EXPECT_EQ(serious("poisson_rate"), "not_finite ");
  EXPECT_EQ(serious("bce_probability"), "unstable ");
  EXPECT_EQ(serious("zero_one"), "no_slope jump ");
}

// A text from a link must not hold up the page, however it is made.
TEST(Diagnosis, TakesBoundedWork) {
  std::string wide = "input a[64], b[64], c[64]\ns = sum(a*b*c)\n", logs = "0", squares = "v0 = p - y\n";
  for (int i = 0; i < 60; ++i) wide += "s" + std::to_string(i) + " = sum(sort(a*b) + cumsum(c))\n";
  for (int i = 0; i < 90; ++i) logs += "+log(1+exp(z))";
  for (int i = 1; i < 100; ++i) {
    const std::string before = "v" + std::to_string(i - 1);
    squares += "v" + std::to_string(i) + " = " + before + "*" + before + "\n";
  }
  for (const std::string& text : {wide + "s + s59", logs, squares + "v99", squares + "v99/v98"}) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Diagnosis> found = diagnose(parse(text));
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
    EXPECT_LE(found.size(), 9U);
    EXPECT_LT(taken.count(), 20.0) << text.substr(0, 40);
  }
}

}  // namespace
}  // namespace losscape::lang
