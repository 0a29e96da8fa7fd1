// SPDX-License-Identifier: Apache-2.0
// Evaluates a visitor's loss along lines in the space of its predictions, in double and in float, with a
// bounded amount of work. Private to lang/: diagnose.h is what others include.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ir/reference.h"
#include "lang/parse.h"

namespace losscape::lang {

/// One prediction (or one element of it) moves, everything else stays.
struct Line {
  int input = -1;            ///< index into ParsedLoss::inputs
  int element = 0;           ///< of a vector
  double target = 0;         ///< every element of y, or the class number
  bool right_class = false;  ///< with Labels::Classes: the element is that of the right class
};

struct Sample {
  double t = 0, value = 0, slope = 0;
};

class Prober {
 public:
  /// `work`: elements of all nodes computed at most.
  Prober(const ParsedLoss& loss, double work);
  /// The same sliders, for a loss that differs in one term.
  Prober(const ParsedLoss& loss, const Prober& like) : Prober(loss, like.left_) { sliders_ = like.sliders_; }

  /// Value and slope along the line where the moving element is t. Empty when the work allowed is used up.
  std::vector<Sample> along(const Line& line, const std::vector<double>& ts,
                            Precision precision = Precision::Double);
  /// Term of the loss that is the first not to be finite there although its arguments are; −1 if there is
  /// none.
  int culprit(const Line& line, double t, Precision precision);
  /// A slider at another value than its default from now on.
  void set(size_t slider, double value) { sliders_[slider] = value; }

  /// How one element is called in messages: "p", "z[y]", "a[0]".
  std::string name_of(const Line& line) const;
  const std::vector<Line>& lines() const { return lines_; }
  /// Structurally, whether anything predicted reaches the loss.
  bool depends_on_predictions() const { return depends_; }

 private:
  void choose_lines();
  ReferenceInputs inputs_at(const Line& line, const std::vector<double>& ts) const;
  double ordinary(const LossInput& in, size_t index, int element, double target) const;
  bool afford(size_t evaluations);

  const ParsedLoss& loss_;
  Graph graph_;
  Ingredients from_;
  std::vector<Value> values_;               // of every term
  std::vector<std::vector<Value>> wanted_;  // by input: loss, gradient
  std::vector<double> work_;                // by input: elements of all nodes behind them
  std::vector<double> sliders_;
  std::vector<Line> lines_;
  double left_;
  bool depends_ = false;
};

}  // namespace losscape::lang
