// SPDX-License-Identifier: Apache-2.0
// What every entry of the catalogue has in common: losses, data sets, activations, optimisers.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace losscape {

struct Range {
  double low, high;
};

enum class Scale { Linear, Log };  ///< how a slider moves

/// A numeric parameter of an entry or setting of an experiment: becomes a typed option, a slider and a URL
/// key.
struct Parameter {
  const char* id;
  double value;  ///< default
  Range range;   ///< closed
  const char* help;
  Scale scale = Scale::Linear;
  bool fixed = false;  ///< part of the program's shape: a change plans it anew instead of moving a slider
  double step = 0;     ///< its values are low, low + step, …; 0: any in the range
  bool unit = false;   ///< a length on the target's axis: it has the target's unit
  bool wide = false;   ///< values a million times beyond the range are accepted
};

/// A count: whole numbers only.
constexpr Parameter counted(Parameter p) {
  p.step = 1;
  return p;
}

/// A list without its words. What the core refers to is in the download; only the catalogue needs the words.
template <size_t N>
constexpr std::array<Parameter, N> without_words(const Parameter (&list)[N]) {
  std::array<Parameter, N> out{};
  for (size_t i = 0; i < N; ++i) {
    out[i] = list[i];
    out[i].help = nullptr;
  }
  return out;
}

/// A parameter in the unit of the target, such as the residual at which a loss bends. Targets may be counted
/// in grams or in tons, so that its range is one for targets that vary by about 1.
constexpr Parameter in_target_unit(Parameter p) {
  p.unit = true;
  p.wide = true;
  return p;
}

constexpr Range accepted(const Parameter& p) {
  const double beyond = p.wide ? 1e6 : 1;
  return {p.range.low / beyond, p.range.high * beyond};
}

using ParameterValues = std::vector<std::pair<std::string, double>>;

enum class Task { Regression, Binary, Multiclass };
const char* name_of(Task task);
/// The reverse; throws naming `field`.
Task task_of(std::string_view name, const char* field);

/// Defaults overlaid with `given`, in the order of `parameters`. Throws for an unknown id, a value out of
/// range, a fraction where whole numbers are wanted, or NaN; the message names `owner`, the id, the range and
/// the value.
std::vector<double> resolved(std::string_view owner, std::span<const Parameter> parameters,
                             const ParameterValues& given);

/// The listed id closest to `wrong` by edit distance, for "did you mean"; empty if nothing is near.
std::string nearest_id(std::string_view wrong, const std::vector<std::string>& ids);

/// Throws "there is no <what> '<id>'" with the nearest of the ids that exist.
[[noreturn]] void fail_unknown(const char* what, std::string_view id, const std::vector<std::string>& ids);

/// The entry with this id; throws for an unknown one. `what` is the kind of entry, in words.
template <class Entry>
const Entry& find_entry(std::span<const Entry> entries, const char* what, std::string_view id) {
  std::vector<std::string> ids;
  for (const Entry& e : entries) {
    if (e.id == id) return e;
    ids.emplace_back(e.id);
  }
  fail_unknown(what, id, ids);
}

}  // namespace losscape
