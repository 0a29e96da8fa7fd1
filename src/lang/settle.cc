// SPDX-License-Identifier: Apache-2.0
// What only the whole text tells: what y is, hence what p is, and what every term runs along.
#include <algorithm>

#include "lang/parser.h"
#include "short_sort.h"

namespace losscape::lang {

const char* name_of(Labels labels) {
  constexpr const char* kNames[] = {"real", "binary", "signed", "classes"};
  return kNames[static_cast<size_t>(labels)];
}

const char* name_of(Role role) {
  constexpr const char* kNames[] = {"prediction", "target", "weight", "extra"};
  return kNames[static_cast<size_t>(role)];
}

int ParsedLoss::input(std::string_view id) const {
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

ParsedLoss parse(std::string_view text) {
  Parser parser(text);
  ParsedLoss loss = parser.run();
  settle(loss, parser.clues());
  loss.source = text;
  // Aliases are short and canonical names long, so a text within the limits may print beyond them. What is
  // read must print to what can be read.
  try {
    Parser(print(loss)).run();
  } catch (const Error& e) {
    throw Error(std::string("written out with full names, ") + e.what(), {1, 1, 1});
  }
  return loss;
}

std::string replaced(std::string_view source, Position at, std::string_view by) {
  size_t byte = 0;
  const auto skip_character = [&] {
    ++byte;
    while (byte < source.size() && (static_cast<unsigned char>(source[byte]) & 0xC0) == 0x80) ++byte;
  };
  for (int line = 1; line < at.line && byte < source.size(); ++line)
    byte = std::min(source.find('\n', byte), source.size() - 1) + 1;
  for (int column = 1; column < at.column && byte < source.size(); ++column) skip_character();
  const size_t begin = byte;
  for (int i = 0; i < at.length && byte < source.size(); ++i) skip_character();
  return std::string(source.substr(0, begin)) + std::string(by) + std::string(source.substr(byte));
}

namespace {

class Settler {
 public:
  Settler(ParsedLoss& loss, const Clues& clues) : loss_(loss), clues_(clues) {}

  void run() {
    choose_labels();
    check_labels();
    complete_inputs();
    sort_inputs();
    for (Term& term : loss_.terms) term.axis = axis_of(term);
    const Term& result = loss_.terms[static_cast<size_t>(loss_.loss)];
    if (result.axis != kScalar)
      throw Error(text("the loss must be one number a sample, and this is a vector over ",
                       axis_name(result.axis), "; take its sum(…) or mean(…)"),
                  result.at);
  }

 private:
  int axis_index(std::string_view name) const {
    for (size_t i = 0; i < loss_.axes.size(); ++i) {
      if (loss_.axes[i].name == name) return static_cast<int>(i);
    }
    return kScalar;
  }
  std::string axis_name(int axis) const {
    const std::string& name = loss_.axes[static_cast<size_t>(axis)].name;
    return name == "C" ? "the classes" : name;
  }
  LossInput* input(std::string_view id) {
    const int i = loss_.input(id);
    return i < 0 ? nullptr : &loss_.inputs[static_cast<size_t>(i)];
  }

  // Undeclared, y is what the rest of the text makes sense with.
  void choose_labels() {
    if (loss_.labels_declared) return;
    const bool vectors = !loss_.axes.empty(), scores = input("z") != nullptr;
    const bool classes = axis_index("C") != kScalar || clues_.picks || clues_.class_names ||
                         (!vectors && (clues_.along || (scores && clues_.reduces)));
    loss_.labels = classes ? Labels::Classes : scores ? Labels::Binary : Labels::Real;
  }

  void check_labels() {
    const LossInput* p = input("p");
    if (loss_.labels == Labels::Real) {
      if (const LossInput* z = input("z"))
        throw Error("z is a score for labels, and y is declared to be any number; use p", z->at, "p");
    } else if (p && p->declared) {
      throw Error("p is made from the scores z where y is a label; declare z instead", p->at, "z");
    }
    const LossInput* y = input("y");
    if (clues_.picks && (loss_.labels != Labels::Classes || y->axis != kScalar))
      throw Error(loss_.labels == Labels::Classes
                      ? "[y] picks the element of the right class; here y is declared as a vector of shares, "
                        "so use dot(…, y)"
                      : "[y] picks the element of the right class; y is not a class here",
                  clues_.first_pick);
    if (loss_.labels == Labels::Classes && axis_index("C") == kScalar) loss_.axes.push_back({"C", 0});
    if (clues_.class_names && axis_index("C") == kScalar)
      throw Error("k and C number the classes, and nothing here runs over classes", clues_.first_class_name);
  }

  // The model's output and the target are there even where the text forgets them, unless it declares inputs
  // of its own.
  void complete_inputs() {
    const bool labels = loss_.labels != Labels::Real;
    const auto has = [&](Role role) {
      return std::any_of(loss_.inputs.begin(), loss_.inputs.end(),
                         [&](const LossInput& i) { return i.role == role; });
    };
    const bool own = has(Role::Extra);
    const bool scores = loss_.labels == Labels::Classes || (labels && input("p"));
    const char* prediction = labels ? "z" : "p";
    if (!labels && clues_.p_is_taken && !has(Role::Prediction) && !own)
      throw Error("there is no prediction in this loss: p is defined as something else",
                  loss_.terms[static_cast<size_t>(loss_.loss)].at);
    if (!input(prediction) && (scores || (!has(Role::Prediction) && !own)))
      loss_.inputs.push_back({.id = prediction, .role = Role::Prediction, .at = {}});
    if (!input("y") && (!own || loss_.labels_declared))
      loss_.inputs.push_back({.id = "y", .role = Role::Target, .at = {}});
    if (loss_.labels == Labels::Classes && !input("z")->declared) input("z")->axis = axis_index("C");
  }

  // z, var, p, mu first, then target, weight and what the text declares; p made from z is no input.
  void sort_inputs() {
    const std::vector<LossInput> before = loss_.inputs;
    const bool derived = loss_.labels != Labels::Real;
    std::vector<LossInput>& after = loss_.inputs;
    if (derived) std::erase_if(after, [](const LossInput& i) { return i.id == "p"; });
    short_sort(after, [](const LossInput& a, const LossInput& b) {
      const bool own = a.role == Role::Extra;  // in the order of their declaration
      return a.role != b.role ? a.role < b.role : !own && a.id > b.id;
    });
    for (Term& term : loss_.terms) {
      if (term.kind != Kind::Input) continue;
      const std::string& id = before[static_cast<size_t>(term.index)].id;
      if (derived && id == "p") {
        term.kind = Kind::Probability;
        term.index = loss_.input("z");
      } else {
        term.index = loss_.input(id);
      }
    }
  }

  int axis_of(const Term& term) const {
    switch (term.kind) {
      case Kind::Input:
      case Kind::Probability: {
        const LossInput& in = loss_.inputs[static_cast<size_t>(term.index)];
        return in.id == "y" && loss_.labels == Labels::Classes ? axis_index("C") : in.axis;
      }
      case Kind::ClassIndex:
        return axis_index("C");
      case Kind::Definition:
        return axis_at(loss_.definitions[static_cast<size_t>(term.index)].value);
      case Kind::Call:
        return axis_of_call(term);
      case Kind::Pick:
        if (axis_at(term.args[0]) != axis_index("C"))
          throw Error("only a vector over the classes can be picked from by [y]", term.at);
        return kScalar;
      case Kind::Element: {
        const int axis = axis_at(term.args[0]);
        if (axis == kScalar) throw Error("this is one number and has no elements", term.at);
        const int extent = loss_.axes[static_cast<size_t>(axis)].extent;
        if (extent > 0 && term.index >= extent)
          throw Error(text("elements are numbered from 0 to ", extent - 1, ", got ", term.index), term.at);
        return kScalar;
      }
      default:
        return kScalar;
    }
  }

  int axis_of_call(const Term& term) const {
    const Function& f = functions()[static_cast<size_t>(term.index)];
    int axis = kScalar;
    for (int a : term.args) {
      const int other = axis_at(a);
      if (other == kScalar) continue;
      if (axis != kScalar && axis != other)
        throw Error(text("a vector over ", axis_name(axis), " and one over ", axis_name(other),
                         " do not go together"),
                    term.at);
      axis = other;
    }
    if (f.span == Span::Elementwise) return axis;
    if (axis == kScalar) {
      throw Error(
          text(f.name, " runs along a vector, and its argument is one number a sample",
               loss_.is_vector()
                   ? ""
                   : "; the mean over samples is taken for you, and classes need a line: y in classes"),
          term.at);
    }
    return f.span == Span::Reduce ? kScalar : axis;
  }

  int axis_at(int term) const { return loss_.terms[static_cast<size_t>(term)].axis; }

  ParsedLoss& loss_;
  const Clues& clues_;
};

}  // namespace

void settle(ParsedLoss& loss, const Clues& clues) { Settler(loss, clues).run(); }

}  // namespace losscape::lang
