// SPDX-License-Identifier: Apache-2.0
#include "lang/functions.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "ir/compounds.h"
#include "ir/indexing.h"
#include "ir/shapes.h"

namespace losscape::lang {

namespace {

using Args = std::span<const Value>;

Value build_op(const Function& self, Args args, int /*axis*/) {
  return args[0].graph()->elementwise(self.op, args);
}

Value build_folded(const Function& self, Args args, int /*axis*/) {
  Value out = args[0];
  for (const Value& next : args.subspan(1)) out = out.graph()->elementwise(self.op, std::array{out, next});
  return out;
}

bool is_word(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return std::islower(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

Function row_of(const OpInfo& op, Op id) {
  constexpr const char* kArguments[] = {"", "a", "a, b", "a, b, c"};
  const bool by_symbol = op.notation == Notation::Call && is_word(op.symbol);
  Function f{by_symbol ? op.symbol : op.name,
             op.arity,
             op.arity,
             Span::Elementwise,
             kArguments[op.arity],
             op.notation,
             op.symbol,
             binding_of(op),
             build_op,
             true,
             id};
  // Two ops are written as fractions; only plain division is an operator of the language.
  if (f.notation == Notation::Fraction && id != Op::div) f.notation = Notation::Call;
  return f;
}

Function compound(const char* name, int arity, Span span, const char* arguments,
                  Value (*build)(const Function&, Args, int)) {
  return {name, arity, arity, span, arguments, Notation::Call, name, kAtom, build, false, Op::sum};
}

constexpr const char* kVector = "vector";

std::vector<Function> table() {
  std::vector<Function> out;
  for (size_t i = 0; i < all_ops().size(); ++i) {
    if (all_ops()[i].elementwise) out.push_back(row_of(all_ops()[i], static_cast<Op>(i)));
  }
  // The extremum of more than two is folded from the left.
  for (const Op op : {Op::min, Op::max}) {
    Function f = row_of(info(op), op);
    f.least = 3;
    f.most = 16;
    f.arguments = "a, b, …";
    f.build = build_folded;
    f.is_op = false;
    f.notation = Notation::Call;
    out.push_back(f);
  }
  const auto add = [&](const char* name, int arity, Span span, const char* arguments,
                       Value (*build)(const Function&, Args, int)) {
    out.push_back(compound(name, arity, span, arguments, build));
  };
  using F = const Function&;
  add("sum", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return sum(a[0], axis); });
  add("mean", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return mean(a[0], axis); });
  add("prod", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return prod(a[0], axis); });
  add("max", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return reduce_max(a[0], axis); });
  add("min", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return reduce_min(a[0], axis); });
  add("norm", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return norm(a[0], axis); });
  add("logsumexp", 1, Span::Reduce, kVector, [](F, Args a, int axis) { return logsumexp(a[0], axis); });
  add("dot", 2, Span::Reduce, "vector, vector", [](F, Args a, int axis) { return sum(a[0] * a[1], axis); });
  add("softmax", 1, Span::Along, kVector, [](F, Args a, int axis) { return softmax(a[0], axis); });
  add("log_softmax", 1, Span::Along, kVector, [](F, Args a, int axis) { return log_softmax(a[0], axis); });
  add("cumsum", 1, Span::Along, kVector, [](F, Args a, int axis) { return cumsum(a[0], axis); });
  add("sort", 1, Span::Along, kVector, [](F, Args a, int axis) { return sort(a[0], axis); });
  add("square", 1, Span::Elementwise, "x", [](F, Args a, int) { return a[0] * a[0]; });
  add("stop_gradient", 1, Span::Elementwise, "x", [](F, Args a, int) { return stop_gradient(a[0]); });
  return out;
}

constexpr Constant kConstants[] = {
    {"pi", 3.14159265358979323846, "the ratio of a circle's circumference to its diameter"},
    {"e", 2.71828182845904523536, "the base of natural logarithms"},
    {"eps", 1e-7, "a small number to divide by, Keras's 1e-7"},
};

// Names other libraries use for one of ours.
struct Alias {
  const char *name, *meaning;
};
constexpr Alias kAliases[] = {{"ln", "log"},           {"lse", "logsumexp"},
                              {"sp", "softplus"},      {"power", "pow"},
                              {"sg", "stop_gradient"}, {"detach", "stop_gradient"},
                              {"logcosh", "log_cosh"}, {"logsigmoid", "log_sigmoid"}};

std::string_view meaning_of(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (name == alias.name) return alias.meaning;
  }
  return name;
}

}  // namespace

std::span<const Function> functions() {
  static const std::vector<Function> kTable = table();
  return kTable;
}

int find_function(std::string_view name, int count) {
  const std::string_view wanted = meaning_of(name);
  const auto all = functions();
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == wanted && count >= all[i].least && count <= all[i].most) return static_cast<int>(i);
  }
  return -1;
}

int find_operator(std::string_view symbol, Notation notation) {
  const auto all = functions();
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].notation == notation && all[i].symbol == symbol) return static_cast<int>(i);
  }
  return -1;
}

bool is_function(std::string_view name) {
  const auto all = functions();
  return std::any_of(all.begin(), all.end(), [&](const Function& f) { return f.name == meaning_of(name); });
}

std::span<const Constant> constants() { return kConstants; }

}  // namespace losscape::lang
