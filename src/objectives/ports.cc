// SPDX-License-Identifier: Apache-2.0
// C classes, N samples, D numbers of an embedding. Two classes have one score whose sign decides, 0 and 1 the
// numbers of their labels.
#include "objectives/ports.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

#include "error.h"
#include "ir/compounds.h"
#include "ir/indexing.h"
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

// The batch as one picture whose pixels are the samples, [C, N, 1], or as one list, [N, 1].
Value as_pixels(Value v) { return reshape(v, Shape{v.shape()[0], v.shape()[1], 1}); }
Value as_list(Value v) { return reshape(v, Shape{v.shape()[1], 1}); }
Value pixel_chances(const Scope& s) {
  return as_pixels(s.task == Task::Binary ? sigmoid(s.scores) : softmax(s.scores, 0));
}
Value pixel_scores(const Scope& s) { return as_pixels(s.scores); }
Value pixel_hot(const Scope& s) { return as_pixels(hot(s)); }
Value listed_scores(const Scope& s) { return as_list(s.scores); }
Value listed_chances(const Scope& s) { return as_list(sigmoid(s.scores)); }
Value listed_labels(const Scope& s) { return as_list(s.labels); }

// Whom a sample meets: of those of its class or of the others the next one in the batch, which begins anew
// at its end. It meets itself where the batch holds none of them.
Value partners(const Scope& s, bool same) {
  Graph& g = *s.scores.graph();
  const int n = s.scores.shape()[1];
  const Value own = iota(g, 2, 0, n), ahead = iota(g, 2, 1, n) - own;  // of row i: j − i
  const Value steps = where(greater(ahead, 0.0), ahead, ahead + static_cast<double>(n));
  const Value alike = equal(reshape(s.labels, Shape{n, 1}), s.labels);
  const Value itself = equal(ahead, 0.0);
  const Value chosen = same ? alike : logical_or(1.0 - alike, itself);
  const Value row = argmin(where(chosen, steps, 2.0 * n), 1);  // itself is n steps away
  return take_along(s.scores, reshape(row, Shape{1, n}), 1);
}
Value positives(const Scope& s) { return partners(s, true); }
Value negatives(const Scope& s) { return partners(s, false); }
// Every other sample of a batch is paired with one of its class, the rest with one of another.
Value is_odd(const Scope& s) {
  const Value i = iota(*s.scores.graph(), 2, 1, s.scores.shape()[1]);
  return i - 2.0 * floor(i * 0.5);
}
Value seconds(const Scope& s) { return where(is_odd(s), negatives(s), positives(s)); }
Value pair_signs(const Scope& s) { return 1.0 - 2.0 * is_odd(s); }
Value proxies(const Scope& s) { return s.proxies; }

enum class Of : std::uint8_t {
  Sample,     // one of many, each by itself
  Batch,      // all of them together
  Embedding,  // a place and not scores
  Meeting     // places of samples that the batch brings together
};

struct Port {
  Role role;
  Domain domain;
  std::string_view dims;
  int tasks;
  Value (*give)(const Scope&);
  Of of = Of::Sample;
  std::string_view id = {};  // any, if empty
};

// An output of a model as what a loss wants beside the prediction; `unit` is what the numbers are multiplied
// by.
constexpr double kLeast = 1e-3;  // nothing is ever known better than this part of the target's deviation
Value width(Value raw, double unit) { return (softplus(raw) + kLeast) * unit; }
Value square_of_width(Value raw, double unit) { return (softplus(raw) + kLeast * kLeast) * (unit * unit); }
Value log_square_of_width(Value raw, double unit) { return raw + 2 * std::log(unit); }
Value positive(Value raw, double) { return softplus(raw) + kLeast; }
Value above_one(Value raw, double) { return softplus(raw) + 1.0; }

struct HeadPort {
  std::string_view id;
  Domain domain;
  Value (*link)(Value raw, double unit);
};

constexpr HeadPort kHeads[] = {
    {"scale", Domain::Positive, width},
    {"variance", Domain::NonNegative, square_of_width},
    {"variance", Domain::Positive, square_of_width},
    {"log_variance", Domain::Real, log_square_of_width},
    {"freedom", Domain::Positive, above_one},
    {"nu", Domain::Positive, positive},
    {"alpha", Domain::Positive, above_one},
    {"beta", Domain::Positive, square_of_width},
};

const HeadPort* head_of(const LossInput& wanted, Task task) {
  if (task != Task::Regression || wanted.role != Role::Prediction || std::string_view(wanted.dims) != "*")
    return nullptr;
  for (const HeadPort& head : kHeads) {
    if (head.id == wanted.id && head.domain == wanted.domain) return &head;
  }
  return nullptr;
}

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
    {Role::Prediction, Domain::Probability, "CPN", kClasses, pixel_chances, Of::Batch},
    {Role::Prediction, Domain::Real, "CPN", kClasses, pixel_scores, Of::Batch},
    {Role::Target, Domain::Binary, "CPN", kClasses, pixel_hot, Of::Batch},
    {Role::Prediction, Domain::Probability, "PN", kBinary, listed_chances, Of::Batch},
    {Role::Prediction, Domain::Real, "PN", kBinary, listed_scores, Of::Batch},
    {Role::Target, Domain::Binary, "PN", kBinary, listed_labels, Of::Batch},
    {Role::Target, Domain::Grade, "CN", kBinary, listed_labels, Of::Batch},
    {Role::Prediction, Domain::Real, "CN", kClasses, scores, Of::Embedding, "embeddings"},
    {Role::Prediction, Domain::Real, "CN", kClasses, scores, Of::Meeting, "anchor"},
    {Role::Prediction, Domain::Real, "CN", kClasses, positives, Of::Meeting, "positive"},
    {Role::Prediction, Domain::Real, "CN", kClasses, negatives, Of::Meeting, "negative"},
    {Role::Prediction, Domain::Real, "CN", kClasses, scores, Of::Meeting, "first"},
    {Role::Prediction, Domain::Real, "CN", kClasses, seconds, Of::Meeting, "second"},
    {Role::Target, Domain::Binary, "1N", kClasses, is_odd, Of::Meeting, "target"},
    {Role::Target, Domain::Signed, "1N", kClasses, pair_signs, Of::Meeting, "target"},
    {Role::Prediction, Domain::Real, "CC", kClasses, proxies, Of::Embedding, "proxies"},
    {Role::Prediction, Domain::Real, "CCC", kClasses, proxies, Of::Embedding, "proxies"},
};
// The prediction of a loss of lists, which looks like one score a class.
constexpr Port kListed = {Role::Prediction, Domain::Real, "CN", kBinary, listed_scores, Of::Batch};

bool is_letter(char c) { return c >= 'A' && c <= 'Z' && c != 'N' && c != 'P'; }

// Which letter an axis has is the loss's affair, but for N samples and P pixels of one.
bool same_dims(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return x == y || (is_letter(x) && is_letter(y)); });
}

bool ranks(const Loss& loss) {
  return std::any_of(loss.inputs.begin(), loss.inputs.end(), [](const LossInput& in) {
    return in.domain == Domain::Grade && same_dims("CN", in.dims);
  });
}

const Port* port_of(const Loss& loss, const LossInput& wanted, Task task) {
  // Nobody has chosen class weights or masks.
  if (wanted.optional || head_of(wanted, task)) return nullptr;
  if (wanted.role == Role::Prediction && ranks(loss))
    return (kListed.tasks & bit_of(task)) ? &kListed : nullptr;
  const auto fits = [&](const Port& port) {
    return port.role == wanted.role && port.domain == wanted.domain && same_dims(port.dims, wanted.dims) &&
           (port.tasks & bit_of(task)) != 0;
  };
  const Port* found = nullptr;
  for (const Port& port : kPorts) {
    if (fits(port) && (port.id == wanted.id || (port.id.empty() && !found))) found = &port;
  }
  return found;
}

bool any_port(const Loss& loss, Task task, bool (*is)(Of)) {
  return std::any_of(loss.inputs.begin(), loss.inputs.end(), [&](const LossInput& in) {
    const Port* port = port_of(loss, in, task);
    return port && is(port->of);
  });
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

bool embeds(const Loss& loss) {
  return any_port(loss, Task::Multiclass, [](Of of) { return of == Of::Embedding || of == Of::Meeting; });
}

bool compares(const Loss& loss, Task task) {
  return loss.result == Result::Batch ||
         any_port(loss, task, [](Of of) { return of == Of::Batch || of == Of::Meeting; });
}

Shape proxies_of(const Loss& loss, int embedding, int classes) {
  constexpr int kCentres = 3;  // of a class, where a loss has several
  for (const LossInput& in : loss.inputs) {
    if (std::string_view(in.id) != "proxies") continue;
    if (std::string_view(in.dims).size() == 2) return Shape{embedding, classes};
    return Shape{embedding, classes, kCentres};
  }
  return Shape{};
}

std::string lacking(const Loss& loss, Task task) {
  for (const LossInput& wanted : loss.inputs) {
    if (!wanted.optional && !port_of(loss, wanted, task) && !head_of(wanted, task))
      return text("needs ", wanted.id, " (", name_of(wanted.domain), "), which they do not give");
  }
  if (!embeds(loss)) {
    const auto predicted = needed(loss, Role::Prediction) - std::ssize(heads_of(loss, task));
    if (predicted != 1) return "does not compare one prediction";
  }
  const bool meets = std::any_of(loss.inputs.begin(), loss.inputs.end(),
                                 [](const LossInput& in) { return std::string_view(in.id) == "negative"; });
  return meets || needed(loss, Role::Target) == 1 ? "" : "compares with no target";
}

std::vector<Task> tasks_of(const Loss& loss) {
  std::vector<Task> out;
  for (const Task task : {Task::Regression, Task::Binary, Task::Multiclass}) {
    if (lacking(loss, task).empty()) out.push_back(task);
  }
  return out;
}

std::vector<std::string_view> heads_of(const Loss& loss, Task task) {
  std::vector<std::string_view> out;
  for (const LossInput& wanted : loss.inputs) {
    if (head_of(wanted, task)) out.push_back(wanted.id);
  }
  return out;
}

namespace {

Value raw_of(const Scope& scope, std::string_view id) {
  for (const Scope::Head& head : scope.heads) {
    if (head.id == id) return head.raw;
  }
  return {};
}

}  // namespace

Value spread_of(const Scope& scope, double unit) {
  if (const Value raw = raw_of(scope, "scale")) return width(raw, unit);
  if (const Value raw = raw_of(scope, "variance")) return sqrt(square_of_width(raw, unit));
  if (const Value raw = raw_of(scope, "log_variance")) return exp(0.5 * log_square_of_width(raw, unit));
  return {};
}

std::vector<Value> wired(const Loss& loss, const Scope& scope, double unit) {
  if (const std::string why = lacking(loss, scope.task); !why.empty())
    fail("the loss ", loss.id, " cannot train on ", name_of(scope.task), " data: it ", why);
  std::vector<Value> out;
  for (const LossInput& wanted : loss.inputs) {
    if (const HeadPort* head = head_of(wanted, scope.task)) {
      const Value raw = raw_of(scope, wanted.id);
      if (!raw) fail(loss.id, " needs ", wanted.id, ", which the model of the main loss does not predict");
      out.push_back(head->link(raw, unit));
      continue;
    }
    const Port* port = port_of(loss, wanted, scope.task);
    const Value value = port ? port->give(scope) : Value();
    out.push_back(value && unit != 1 ? value * unit : value);
  }
  return out;
}

}  // namespace losscape
