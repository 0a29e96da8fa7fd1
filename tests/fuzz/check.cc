// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <stdexcept>

#include "exec/machine.h"
#include "exec/plan.h"
#include "grammar.h"
#include "ir/grad.h"
#include "ir/print.h"
#include "lang/diagnose.h"
#include "lang/formula.h"

namespace losscape::fuzz {

namespace {

using namespace lang;

constexpr size_t kLongest = size_t{1}
                            << 20;  // of a formula: far above what 600 terms need, far below a blow-up
constexpr double kWork = 1e5;       // of the diagnosis: the interpreter is slow under sanitizers

void promise(bool kept, const char* what, const std::string& text) {
  if (!kept) throw std::logic_error(std::string("broken promise: ") + what + "\n" + text);
}

std::optional<Value> built(const ParsedLoss& loss, Graph& graph, const Ingredients& from) {
  try {
    return build(loss, graph, from);
  } catch (const Error&) {
    return std::nullopt;  // an element beyond the end of a vector of free length
  }
}

void run(const ParsedLoss& loss) {
  Graph graph;
  const Ingredients from = ingredients_in(graph, loss, 3, 5);
  const Value result = build(loss, graph, from);
  std::vector<Output> outputs{{"loss", result}};
  for (size_t i = 0; i < from.inputs.size(); ++i) {
    if (loss.inputs[i].role == Role::Prediction)
      outputs.push_back({loss.inputs[i].id, grad(result, from.inputs[i])});
  }
  const Program program = plan(graph, outputs);
  Machine machine(program);
  for (const Program::Named& input : program.inputs)
    machine.set(input.name, std::vector<float>(static_cast<size_t>(input.place.shape.size()), 0.5F));
  machine.run();
}

}  // namespace

bool check_text(const std::string& text) {
  ParsedLoss loss;
  try {
    loss = parse(text);
  } catch (const Error& e) {
    promise(e.at.line >= 1 && e.at.column >= 1 && e.at.length >= 1, "an error says where", text);
    promise(e.what()[0] != '\0', "an error says what", text);
    if (!e.suggestion.empty())
      promise(replaced(text, e.at, e.suggestion) != text, "a suggestion changes the text", text);
    return false;
  }
  const std::string printed = print(loss);
  const ParsedLoss again = parse(printed);
  promise(print(again) == printed, "printing is a fixed point", text);
  Graph graph;
  const Ingredients from = ingredients_in(graph, loss, 3, 5);
  const std::optional<Value> first = built(loss, graph, from),
                             second = built(again, graph, ingredients_in(graph, again, 3, 5));
  promise(first.has_value() == second.has_value(), "the printed text builds when the text does", text);
  if (!first) return true;
  promise(*first == *second, "the printed text builds the same graph", text);
  promise(to_text(*first).size() < kLongest, "text stays short", text);
  for (const auto& [id, formula] : formulas(loss).gradients)
    promise(formula.size() < kLongest, "formulas stay short", text);
  run(loss);
  for (const Diagnosis& d : diagnose(loss, kWork)) promise(!d.message.empty(), "a finding has words", text);
  return true;
}

}  // namespace losscape::fuzz
