// SPDX-License-Identifier: Apache-2.0
#include "losses/typed.h"

#include <algorithm>
#include <cctype>

#include "ir/shapes.h"
#include "losses/scaling.h"

namespace losscape {

namespace {

Value build_typed(const LossArgs& a) {
  const auto& loss = static_cast<const TypedLoss&>(*a.loss);
  lang::Ingredients from{.inputs = a.inputs, .sliders = a.values, .axis = 0};
  Shape one = a.inputs[0].shape();
  if (loss.parsed.is_vector()) one[0] = 1;
  for (Value& in : from.inputs) {
    if (!in) in = broadcast_to(a.graph().constant(1), one);  // the weight of the sample
  }
  return lang::build(loss.parsed, a.graph(), from);
}

Target target_of(const lang::ParsedLoss& loss) {
  int needed = 0;
  for (const lang::LossInput& in : loss.inputs) needed += in.role != lang::Role::Weight;
  const int y = loss.input("y"), score = loss.input(loss.labels == lang::Labels::Real ? "p" : "z");
  if (needed != 2 || y < 0 || score < 0) return Target::None;
  if (loss.labels == lang::Labels::Classes) {
    const int classes = loss.inputs[static_cast<size_t>(score)].axis;
    const bool numbered = loss.inputs[static_cast<size_t>(y)].axis == lang::kScalar;
    return numbered && loss.axes.size() == 1 && classes == 0 ? Target::Class : Target::None;
  }
  if (loss.is_vector()) return Target::None;
  if (loss.labels == lang::Labels::Real) return Target::Real;
  return loss.labels == lang::Labels::Binary ? Target::Binary : Target::Signed;
}

Role role_of(lang::Role role) {
  if (role == lang::Role::Target) return Role::Target;
  return role == lang::Role::Weight ? Role::Weight : Role::Prediction;
}

Domain domain_of(const lang::ParsedLoss& loss, const lang::LossInput& in) {
  if (in.id == "var") return Domain::Positive;
  if (in.role == lang::Role::Weight) return Domain::NonNegative;
  if (in.role != lang::Role::Target) return Domain::Real;
  switch (loss.labels) {
    case lang::Labels::Binary:
      return Domain::Binary;
    case lang::Labels::Signed:
      return Domain::Signed;
    case lang::Labels::Classes:
      return in.axis == lang::kScalar ? Domain::Class : Domain::Distribution;
    case lang::Labels::Real:
      break;
  }
  return Domain::Real;
}

// The first letter of the axis where it is free, otherwise the next free one. N counts samples.
std::vector<char> letters_of(const std::vector<lang::Axis>& axes) {
  std::vector<char> out;
  for (const lang::Axis& axis : axes) {
    const int first = std::toupper(static_cast<unsigned char>(axis.name[0]));
    char letter = first >= 'A' && first <= 'Z' ? static_cast<char>(first) : 'D';
    while (letter == 'N' || std::find(out.begin(), out.end(), letter) != out.end())
      letter = letter == 'Z' ? 'A' : static_cast<char>(letter + 1);
    out.push_back(letter);
  }
  return out;
}

}  // namespace

TypedLoss::TypedLoss(std::string_view text) : Loss{}, parsed(lang::parse(text)) {
  const std::vector<char> letters = letters_of(parsed.axes);
  for (const lang::LossInput& in : parsed.inputs) {
    const char first = in.axis == lang::kScalar ? '1' : letters[static_cast<size_t>(in.axis)];
    dims_.push_back({first, 'N', '\0'});
  }
  for (size_t i = 0; i < parsed.inputs.size(); ++i) {
    const lang::LossInput& in = parsed.inputs[i];
    inputs_.push_back({in.id.c_str(), role_of(in.role), domain_of(parsed, in),
                       parsed.is_vector() ? dims_[i].data() : "*", in.role == lang::Role::Weight});
  }
  for (const lang::Slider& s : parsed.sliders)
    params_.push_back({s.id.c_str(), s.value, s.range, nullptr, s.scale});
  id = "typed";
  target = target_of(parsed);
  result = Result::PerSample;
  inputs = inputs_;
  params = params_;
  build = build_typed;
  if (target != Target::Real) return;
  const MeasuredScaling measured = measured_scaling(*this);
  scaling = measured.scaling;
  for (size_t i = 0; i < params_.size(); ++i) params_[i].unit = measured.unit[i];
}

}  // namespace losscape
