// SPDX-License-Identifier: Apache-2.0
// C classes, N samples. Two classes have one score whose sign decides, 0 and 1 the numbers of their labels.
#include "objectives/ports.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "error.h"
#include "ir/compounds.h"
#include "ir/shapes.h"

namespace losscape {

namespace {

constexpr int kRegression = 1, kBinary = 2, kMulticlass = 4;
constexpr int kClasses = kBinary | kMulticlass, kAny = kRegression | kClasses;

int bit_of(Task task) {
  return task == Task::Regression ? kRegression : task == Task::Binary ? kBinary : kMulticlass;
}

Value scores(const Scope& s) { return s.scores; }
Value labels(const Scope& s) { return s.labels; }

Value hot(const Scope& s) {
  if (s.hot) return s.hot;
  return s.task == Task::Binary ? s.labels : one_hot(s.labels, 0, s.scores.shape()[0]);
}
Value signs(const Scope& s) { return 2.0 * hot(s) - 1.0; }
Value real_targets(const Scope& s) {
  if (s.task == Task::Regression) return s.labels;
  return s.task == Task::Binary ? signs(s) : hot(s);
}

// One row a class. Half the score against its opposite: softmax then gives what the sigmoid of the score is.
Value score_of_each(const Scope& s) {
  if (s.task != Task::Binary) return s.scores;
  const Value half = 0.5 * s.scores;
  return concat(std::array{-half, half}, 0);
}
Value hot_of_each(const Scope& s) {
  if (s.task != Task::Binary) return hot(s);
  return concat(std::array{1.0 - hot(s), hot(s)}, 0);
}
Value chances(const Scope& s) { return sigmoid(s.scores); }
Value distribution(const Scope& s) { return softmax(score_of_each(s), 0); }
Value log_distribution(const Scope& s) { return log_softmax(score_of_each(s), 0); }
// The cosine of an angle whose tangent is 1 ÷ score.
Value cosines(const Scope& s) {
  const Value z = score_of_each(s);
  return z * rsqrt(z * z + 1.0);
}
Value counts(const Scope& s) {
  std::vector<Value> each;
  for (const float n : s.counts) each.push_back(reshape(s.scores.graph()->constant(n), Shape{1, 1}));
  return concat(each, 0);
}

struct Port {
  Role role;
  Domain domain;
  std::string_view dims;
  int tasks;
  Value (*give)(const Scope&);
};

constexpr Port kPorts[] = {
    {Role::Prediction, Domain::Real, "*", kAny, scores},
    {Role::Prediction, Domain::Real, "CN", kClasses, score_of_each},
    {Role::Prediction, Domain::Probability, "*", kClasses, chances},
    {Role::Prediction, Domain::Distribution, "CN", kClasses, distribution},
    {Role::Prediction, Domain::LogDistribution, "CN", kClasses, log_distribution},
    {Role::Prediction, Domain::Cosine, "CN", kClasses, cosines},
    {Role::Target, Domain::Real, "*", kAny, real_targets},
    {Role::Target, Domain::Binary, "*", kClasses, hot},
    {Role::Target, Domain::Signed, "*", kClasses, signs},
    {Role::Target, Domain::Class, "1N", kClasses, labels},
    {Role::Target, Domain::Binary, "CN", kClasses, hot_of_each},
    {Role::Target, Domain::Distribution, "CN", kClasses, hot_of_each},
    {Role::Weight, Domain::Positive, "C1", kClasses, counts},
};

bool is_letter(char c) { return c >= 'A' && c <= 'Z' && c != 'N' && c != 'P'; }

// Which letter an axis has is the loss's affair, but for N samples and P pixels of one.
bool same_dims(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return x == y || (is_letter(x) && is_letter(y)); });
}

const Port* port_of(const LossInput& wanted, Task task) {
  if (wanted.optional) return nullptr;  // nobody has chosen class weights or masks
  for (const Port& port : kPorts) {
    if (port.role == wanted.role && port.domain == wanted.domain && same_dims(port.dims, wanted.dims) &&
        (port.tasks & bit_of(task)) != 0)
      return &port;
  }
  return nullptr;
}

std::ptrdiff_t needed(const Loss& loss, Role role) {
  return std::count_if(loss.inputs.begin(), loss.inputs.end(),
                       [&](const LossInput& in) { return in.role == role && !in.optional; });
}

}  // namespace

bool takes_classes(const Loss& loss) {
  return std::any_of(loss.inputs.begin(), loss.inputs.end(), [](const LossInput& in) {
    return in.role == Role::Prediction && std::string_view(in.dims) != "*";
  });
}

std::string lacking(const Loss& loss, Task task) {
  if (loss.result == Result::Batch) return "gives one number for a whole batch and none for a sample";
  for (const LossInput& wanted : loss.inputs) {
    if (!wanted.optional && !port_of(wanted, task))
      return text("needs ", wanted.id, " (", name_of(wanted.domain), "), which they do not give");
  }
  if (needed(loss, Role::Prediction) != 1) return "does not compare one prediction";
  return needed(loss, Role::Target) == 1 ? "" : "compares with no target";
}

std::vector<Task> tasks_of(const Loss& loss) {
  std::vector<Task> out;
  for (const Task task : {Task::Regression, Task::Binary, Task::Multiclass}) {
    if (lacking(loss, task).empty()) out.push_back(task);
  }
  return out;
}

std::vector<Value> wired(const Loss& loss, const Scope& scope, double unit) {
  if (const std::string why = lacking(loss, scope.task); !why.empty())
    fail("the loss ", loss.id, " cannot train on ", name_of(scope.task), " data: it ", why);
  std::vector<Value> out;
  for (const LossInput& wanted : loss.inputs) {
    const Port* port = port_of(wanted, scope.task);
    const Value value = port ? port->give(scope) : Value();
    out.push_back(value && unit != 1 ? value * unit : value);
  }
  return out;
}

}  // namespace losscape
