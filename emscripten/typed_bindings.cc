// SPDX-License-Identifier: Apache-2.0
// The language of typed losses, for editors and for losses on arrays.
#include <emscripten/bind.h>

#include "boundary.h"
#include "json.h"
#include "lang/diagnose.h"
#include "lang/formula.h"
#include "lang/functions.h"
#include "losses/layout.h"
#include "losses/typed.h"
#include "objectives/ports.h"
#include "values.h"

namespace losscape {

namespace {

std::string parameter(const Parameter& p) {
  return json::Object()
      .add("id", json::text(p.id))
      .add("default", json::number(p.value))
      .add("low", json::number(p.range.low))
      .add("high", json::number(p.range.high))
      .add("log", json::boolean(p.scale == Scale::Log))
      .add("help", json::text(""))
      .text();
}

std::string warning(const lang::Diagnosis& d) {
  return json::Object()
      .add("finding", json::text(lang::name_of(d.finding)))
      .add("serious", json::boolean(d.serious))
      .add("message", json::text(d.message))
      .add("replacement", json::text(d.replacement))
      .add("line", json::number(d.at.line))
      .add("column", json::number(d.at.column))
      .add("length", json::number(d.at.length))
      .text();
}

// TypedLossInfo of web/engine/types.ts. `work` bounds the search for warnings; 0 leaves it out.
std::string describe_loss(std::string text, double work) {
  return guarded(std::string(), [&] {
    const TypedLoss loss(text);
    const lang::Formulas f = lang::formulas(loss.parsed);
    const auto slope = [](const auto& g) {
      return json::Object().add("input", json::text(g.first)).add("formula", json::text(g.second)).text();
    };
    std::vector<lang::Diagnosis> warnings;
    if (work > 0) warnings = lang::diagnose(loss.parsed, work);
    return json::Object()
        .add("text", json::text(lang::print(loss.parsed)))
        .add("labels", json::text(lang::name_of(loss.parsed.labels)))
        .add("target", json::text(name_of(loss.target)))
        .add("tasks", json::array(tasks_of(loss), [](Task t) { return json::text(name_of(t)); }))
        .add("shifts", json::boolean(loss.scaling.shifts))
        .add("degree", loss.scaling.degree == Scaling::kNone ? "null" : json::number(loss.scaling.degree))
        .add("inputs", json::array(loss.inputs, input_json))
        .add("params", json::array(loss.params, parameter))
        .add("formula", json::text(f.value))
        .add("gradients", json::array(f.gradients, slope))
        .add("warnings", json::array(warnings, warning))
        .text();
  });
}

// LossWords of web/engine/types.ts: every name that the language knows.
std::string loss_words() {
  const auto word = [](std::string_view name, std::string_view arguments, std::string_view help) {
    return json::Object()
        .add("name", json::text(name))
        .add("arguments", json::text(arguments))
        .add("help", json::text(help))
        .text();
  };
  std::vector<std::string> words;
  for (const char* name : lang::built_in_names()) words.push_back(word(name, "", ""));
  for (const lang::Constant& c : lang::constants()) words.push_back(word(c.name, "", c.help));
  for (const lang::Function& f : lang::functions()) {
    if (f.notation != Notation::Infix && f.notation != Notation::Prefix)
      words.push_back(word(f.name, f.arguments, ""));
  }
  return json::array(words, [](const std::string& s) { return s; });
}

// A visitor's text with a suggestion put where it belongs.
std::string replaced_text(std::string text, int line, int column, int length, std::string by) {
  return lang::replaced(text, {line, column, length}, by);
}

}  // namespace

EMSCRIPTEN_BINDINGS(typed) {
  emscripten::function("describe_loss", &describe_loss);
  emscripten::function("loss_words", &loss_words);
  emscripten::function("replaced_text", &replaced_text);
}

}  // namespace losscape
