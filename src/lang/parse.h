// SPDX-License-Identifier: Apache-2.0
// The language in which visitors write a loss of their own; web/docs/write-a-loss.md describes it. A text is
// read once into a ParsedLoss, which builds its nodes into any graph, prints itself (print.h, formula.h) and
// is examined by diagnose.h. Everything is bounded: texts come from links.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "entry.h"
#include "error.h"
#include "ir/graph.h"

namespace losscape::lang {

constexpr int kMaxDepth = 64;   ///< of nesting: brackets, signs, exponents, choices
constexpr int kMaxTerms = 600;  ///< numbers, names and operations
constexpr int kMaxSliders = 16;
constexpr int kMaxInputs = 16;
constexpr int kMaxExtent = 64;      ///< of a vector declared with a number, as in `input box[4]`
constexpr int kMaxSuggestion = 40;  ///< characters of a piece of text quoted in a message

/// What y is. Decides what p is: with Real the prediction as it leaves the model, otherwise a probability
/// made of the scores z.
enum class Labels : std::uint8_t {
  Real,    ///< any number
  Binary,  ///< 0 or 1 (shares between are allowed); p = sigmoid(z)
  Signed,  ///< −1 or +1; p = sigmoid(z), the probability of +1
  Classes  ///< the number of one of C classes, read as a vector of 0 and 1; p = softmax(z)
};
const char* name_of(Labels labels);

enum class Role : std::uint8_t { Prediction, Target, Weight, Extra };
const char* name_of(Role role);

/// What vectors run along. `extent` 0: any, the same for all vectors over this axis.
struct Axis {
  std::string name;  ///< "C" for the classes, otherwise as declared: "D", "4"
  int extent = 0;
};

constexpr int kScalar = -1;  ///< in place of an axis: one number a sample

/// Something the caller supplies when building.
struct LossInput {
  std::string id;
  Role role{};
  int axis = kScalar;     ///< index into ParsedLoss::axes
  bool declared = false;  ///< by an `input` line
  Position at;
};

/// A parameter that becomes a slider: `delta = 1 in [0.1, 5] log`.
struct Slider {
  std::string id;
  double value = 0;
  Range range{};
  Scale scale = Scale::Linear;
  Position at;
};

struct Definition {
  std::string id;
  int value = -1;  ///< index into ParsedLoss::terms
  Position at;
};

enum class Kind : std::uint8_t {
  Number,       ///< `number`
  Constant,     ///< constants()[index]
  Input,        ///< inputs[index]
  Probability,  ///< p where there are labels
  ClassIndex,   ///< k: 0, 1, … C−1 over the classes
  ClassCount,   ///< C
  Slider,       ///< sliders[index]
  Definition,   ///< definitions[index]
  Call,         ///< functions()[index] of args
  Pick,         ///< args[0] at the right class: z[y]
  Element       ///< args[0] at position `index`: box[2]
};

/// A node of the syntax tree; its arguments stand before it.
struct Term {
  Kind kind{};
  int index = -1;
  double number = 0;
  std::vector<int> args = {};
  Position at;
  int axis = kScalar;  ///< what its value runs along
};

struct ParsedLoss {
  std::string source;  ///< as it was typed; positions refer to it
  Labels labels = Labels::Real;
  bool labels_declared = false;
  std::vector<Axis> axes;
  std::vector<LossInput>
      inputs;  ///< what the text uses, and always the prediction and the target it speaks of
  std::vector<Slider> sliders;
  std::vector<Definition> definitions;
  std::vector<Term> terms;
  int loss = -1;  ///< index into terms

  int input(std::string_view id) const;  ///< index into inputs, −1 if not used
  bool is_vector() const { return !axes.empty(); }
};

/// Throws Error with a position, what was expected and, where a name is near, a suggestion.
ParsedLoss parse(std::string_view text);

/// Names that stand for something in every loss without being declared: inputs, then k and C.
std::span<const char* const> built_in_names();

/// `source` with what stands at `at` replaced: applies a suggestion of an Error or the replacement of a
/// diagnosis.
std::string replaced(std::string_view source, Position at, std::string_view by);

/// What a loss is built from. With scalars only, inputs may have any one shape and the loss has it too (a
/// pointwise loss). With vectors, an input over an axis has that axis at `axis`, all others have extent 1
/// there; y of Labels::Classes holds class numbers and has extent 1. The loss then has extent 1 at `axis`.
struct Ingredients {
  std::vector<Value> inputs;   ///< in the order of ParsedLoss::inputs
  std::vector<Value> sliders;  ///< in the order of ParsedLoss::sliders, rank 0
  int axis = 0;
  std::vector<Value> counts =
      {};  ///< what stands for the length of each of ParsedLoss::axes; empty: the numbers
};

/// Adds the loss of every sample to `graph`. Throws Error where shapes do not fit or an element does not
/// exist.
Value build(const ParsedLoss& loss, Graph& graph, const Ingredients& from);
/// The same, giving the Value of every term.
std::vector<Value> build_all(const ParsedLoss& loss, Graph& graph, const Ingredients& from);

/// The text in canonical form: parse(print(x)) builds the same graph as x, and printing it again gives the
/// same text.
std::string print(const ParsedLoss& loss);
/// One term of it.
std::string print(const ParsedLoss& loss, int term);

}  // namespace losscape::lang
