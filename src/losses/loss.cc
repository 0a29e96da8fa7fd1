// SPDX-License-Identifier: Apache-2.0
#include "losses/loss.h"

#include "error.h"
#include "ir/shapes.h"
#include "losses/entries.h"

namespace losscape {

namespace {

/// Extents that the letters of an entry's dims stand for.
class Extents {
 public:
  Extents(const Loss& loss) : loss_(loss) {}

  void check(const LossInput& input, const Shape& shape) {
    const std::string_view dims = input.dims;
    if (dims == "*") {
      if (any_ && *any_ != shape) {
        fail(loss_.id, ": ", input.id, " must have the shape ", to_string(*any_), " of ", any_of_, ", got ",
             to_string(shape));
      }
      any_ = &shape;
      any_of_ = input.id;
      return;
    }
    if (shape.rank != static_cast<int>(dims.size())) wrong(input, shape);
    for (int i = 0; i < shape.rank; ++i) {
      const char dim = dims[static_cast<size_t>(i)];
      if (dim >= '0' && dim <= '9') {
        if (shape[i] != dim - '0') wrong(input, shape);
        continue;
      }
      int& known = extent_[dim - 'A'];
      if (known != 0 && known != shape[i]) {
        fail(loss_.id, ": ", input.id, " has shape ", to_string(shape), ", but ", std::string(1, dim), " is ",
             known, " elsewhere");
      }
      known = shape[i];
    }
  }

 private:
  [[noreturn]] void wrong(const LossInput& input, const Shape& shape) {
    std::string form;
    for (const char* d = input.dims; *d; ++d) form += (form.empty() ? "[" : ", ") + std::string(1, *d);
    fail(loss_.id, ": ", input.id, " must have the shape ", form, "], got ", to_string(shape));
  }

  const Loss& loss_;
  const Shape* any_ = nullptr;
  const char* any_of_ = "";
  int extent_[26] = {};
};

}  // namespace

Value LossArgs::operator[](std::string_view id) const {
  for (size_t i = 0; i < loss->params.size(); ++i) {
    if (loss->params[i].id == id) return values[i];
  }
  for (size_t i = 0; i < loss->inputs.size(); ++i) {
    if (loss->inputs[i].id == id) return inputs[i];
  }
  fail("the loss ", loss->id, " asks for '", id, "', which its entry does not declare");
}

bool LossArgs::has(std::string_view id) const { return static_cast<bool>((*this)[id]); }

double LossArgs::number(std::string_view id) const {
  const Value v = (*this)[id];
  const Node& n = v.graph()->node(v.id());
  if (n.op != Op::constant) fail("the loss ", loss->id, " reads '", id, "' as a number, but it is a slider");
  return n.number;
}

std::span<const Loss* const> all_losses() {
  static const std::vector<const Loss*> kAll = [] {
    std::vector<const Loss*> all;
#define LS_FAMILY(name) \
  for (const Loss& l : name##_losses()) all.push_back(&l);
#include "losses/families.def"
#undef LS_FAMILY
    return all;
  }();
  return kAll;
}

const Loss& find_loss(std::string_view id) {
  std::vector<std::string> names;
  for (const Loss* l : all_losses()) {
    if (l->id == id) return *l;
    names.emplace_back(l->id);
  }
  const std::string near = nearest_id(id, names);
  fail("there is no loss '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

LossArgs loss_args(Graph& graph, const Loss& loss, std::vector<Value> inputs, std::span<const double> numbers,
                   std::string_view prefix) {
  if (inputs.size() > loss.inputs.size())
    fail(loss.id, " takes ", loss.inputs.size(), " inputs, got ", inputs.size());
  inputs.resize(loss.inputs.size());
  LossArgs args{&loss, std::move(inputs), {}};
  Extents extents(loss);
  for (size_t i = 0; i < loss.inputs.size(); ++i) {
    const LossInput& input = loss.inputs[i];
    const Value v = args.inputs[i];
    if (!v) {
      if (!input.optional) fail(loss.id, " needs the input '", input.id, "'");
      continue;
    }
    extents.check(input, v.shape());
    if (std::string_view(input.id) == "prediction") args.prediction = v;
    if (std::string_view(input.id) == "target") args.target = v;
  }
  for (size_t i = 0; i < loss.params.size(); ++i) {
    const Parameter& p = loss.params[i];
    args.values.push_back(p.fixed ? graph.constant(numbers[i])
                                  : graph.input(std::string(prefix) + p.id, Shape{}, InputKind::Scalar));
  }
  return args;
}

Value counted(Value losses, Value weight) { return where(equal(weight, 0.0), 0.0, losses * weight); }

Value for_plain_mean(const LossArgs& args) {
  const Value each = args.loss->build(args);
  if (!args.loss->weight) return each;
  return ratio_or_zero(each, mean(broadcast_to(args.loss->weight(args), each.shape())));
}

Value reduced(const LossArgs& args, Reduction reduction, Value sample_weight) {
  const Loss& loss = *args.loss;
  const Value each = loss.build(args);
  if (reduction == Reduction::None || loss.result == Result::Batch) return each;
  const Value weighed = sample_weight ? counted(each, sample_weight) : each;
  if (reduction == Reduction::Sum) return sum(weighed);
  if (reduction == Reduction::BatchMean) return sum(weighed) * (1.0 / each.shape().columns());
  if (reduction == Reduction::MeanByCount)
    return sum(weighed) * (1.0 / static_cast<double>(each.shape().size()));
  Value weight = loss.weight ? loss.weight(args) : Value{};
  if (sample_weight) weight = weight ? weight * sample_weight : sample_weight;
  if (!weight) return mean(each);
  return ratio_or_zero(sum(weighed), sum(broadcast_to(weight, each.shape())));
}

const char* name_of(Target target) {
  switch (target) {
    case Target::None:
      return "none";
    case Target::Real:
      return "real";
    case Target::Binary:
      return "binary";
    case Target::Signed:
      return "signed";
    case Target::Class:
      return "class";
  }
  return "";
}

const char* name_of(Role role) {
  switch (role) {
    case Role::Prediction:
      return "prediction";
    case Role::Target:
      return "target";
    case Role::Weight:
      return "weight";
  }
  return "";
}

const char* name_of(Domain domain) {
  switch (domain) {
    case Domain::Real:
      return "real";
    case Domain::Binary:
      return "binary";
    case Domain::Signed:
      return "signed";
    case Domain::Class:
      return "class";
    case Domain::NonNegative:
      return "non-negative";
    case Domain::Positive:
      return "positive";
    case Domain::Count:
      return "count";
    case Domain::Probability:
      return "probability";
    case Domain::Distribution:
      return "distribution";
    case Domain::LogDistribution:
      return "log-distribution";
    case Domain::Cosine:
      return "cosine";
    case Domain::Boxes:
      return "boxes";
    case Domain::Grade:
      return "grade";
    case Domain::Mask:
      return "mask";
  }
  return "";
}

const char* name_of(Result result) { return result == Result::Batch ? "batch" : "sample"; }

}  // namespace losscape
