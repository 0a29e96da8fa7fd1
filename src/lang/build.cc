// SPDX-License-Identifier: Apache-2.0
// Syntax tree → nodes. Terms stand after their arguments, so one pass over them suffices.
#include "ir/compounds.h"
#include "ir/shapes.h"
#include "lang/functions.h"
#include "lang/parse.h"

namespace losscape::lang {

namespace {

class Builder {
 public:
  Builder(const ParsedLoss& loss, Graph& graph, const Ingredients& from)
      : loss_(loss), graph_(graph), from_(from) {
    if (from.inputs.size() != loss.inputs.size() || from.sliders.size() != loss.sliders.size())
      fail("this loss takes ", loss.inputs.size(), " inputs and ", loss.sliders.size(), " parameters, got ",
           from.inputs.size(), " and ", from.sliders.size());
    extents_.resize(loss.axes.size());
    for (size_t a = 0; a < loss.axes.size(); ++a) extents_[a] = loss.axes[a].extent;
    for (size_t i = 0; i < loss.inputs.size(); ++i) fit(loss.inputs[i], from.inputs[i].shape());
  }

  std::vector<Value> run() {
    values_.reserve(loss_.terms.size());
    for (const Term& term : loss_.terms) values_.push_back(located(term));
    Value& result = values_[static_cast<size_t>(loss_.loss)];
    result = broadcast_to(result, out_);
    return std::move(values_);
  }

 private:
  // Vectors over one axis have one extent, numbers have extent 1 there.
  void fit(const LossInput& in, Shape shape) {
    if (!loss_.is_vector()) {
      out_ = broadcast_shape(out_, shape);
      return;
    }
    const int axis = normalised_axis(from_.axis, shape.rank);
    if (in.axis == kScalar) {
      if (shape[axis] != 1)
        fail("input '", in.id, "' is one number a sample: extent 1 along axis ", axis, ", got ",
             to_string(shape));
    } else {
      int& extent = extents_[static_cast<size_t>(in.axis)];
      const Axis& named = loss_.axes[static_cast<size_t>(in.axis)];
      if (shape[axis] < 1 || (extent > 0 && extent != shape[axis]))
        fail("input '", in.id, "' runs along ", named.name, " = ", std::max(extent, 1), ", got ",
             to_string(shape));
      extent = shape[axis];
    }
    shape[axis] = 1;
    out_ = broadcast_shape(out_, shape);
  }

  Value located(const Term& term) const {
    try {
      return value_of(term);
    } catch (const Error& e) {
      throw Error(e.what(), term.at);
    }
  }

  Value at(int term) const { return values_[static_cast<size_t>(term)]; }
  int class_axis() const {
    for (size_t a = 0; a < loss_.axes.size(); ++a) {
      if (loss_.axes[a].name == "C") return static_cast<int>(a);
    }
    return kScalar;
  }
  int class_extent() const { return extents_[static_cast<size_t>(class_axis())]; }
  Value count(int axis) const {
    const size_t a = static_cast<size_t>(axis);
    return from_.counts.empty() ? graph_.constant(extents_[a]) : from_.counts[a];
  }
  int rank() const { return from_.inputs.empty() ? 1 : from_.inputs[0].shape().rank; }

  Value value_of(const Term& term) const {
    switch (term.kind) {
      case Kind::Number:
        return graph_.constant(term.number);
      case Kind::Constant:
        return graph_.constant(constants()[static_cast<size_t>(term.index)].value);
      case Kind::Input: {
        const Value in = from_.inputs[static_cast<size_t>(term.index)];
        const LossInput& what = loss_.inputs[static_cast<size_t>(term.index)];
        const bool class_number = what.id == "y" && loss_.labels == Labels::Classes && what.axis == kScalar;
        return class_number ? one_hot(in, from_.axis, class_extent()) : in;
      }
      case Kind::Probability: {
        const Value scores = from_.inputs[static_cast<size_t>(term.index)];
        return loss_.labels == Labels::Classes ? softmax(scores, from_.axis) : sigmoid(scores);
      }
      case Kind::ClassIndex:
        return iota(graph_, rank(), from_.axis, class_extent());
      case Kind::ClassCount:
        return count(class_axis());
      case Kind::Slider:
        return from_.sliders[static_cast<size_t>(term.index)];
      case Kind::Definition:
        return at(loss_.definitions[static_cast<size_t>(term.index)].value);
      case Kind::Call: {
        std::vector<Value> args;
        for (int a : term.args) args.push_back(at(a));
        const Function& f = functions()[static_cast<size_t>(term.index)];
        if (f.name == "mean" && !from_.counts.empty())
          return sum(args[0], from_.axis) / count(loss_.terms[static_cast<size_t>(term.args[0])].axis);
        return f.build(f, args, from_.axis);
      }
      case Kind::Pick:
        return pick(at(term.args[0]), from_.inputs[static_cast<size_t>(loss_.input("y"))], from_.axis);
      case Kind::Element:
        return slice(at(term.args[0]), from_.axis, term.index, 1);
    }
    return {};
  }

  const ParsedLoss& loss_;
  Graph& graph_;
  const Ingredients& from_;
  std::vector<int> extents_;
  Shape out_;
  std::vector<Value> values_;
};

}  // namespace

std::vector<Value> build_all(const ParsedLoss& loss, Graph& graph, const Ingredients& from) {
  return Builder(loss, graph, from).run();
}

Value build(const ParsedLoss& loss, Graph& graph, const Ingredients& from) {
  return build_all(loss, graph, from)[static_cast<size_t>(loss.loss)];
}

}  // namespace losscape::lang
