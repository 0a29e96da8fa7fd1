// SPDX-License-Identifier: Apache-2.0
#include "entry.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "error.h"

namespace losscape {

const char* name_of(Task task) {
  switch (task) {
    case Task::Regression:
      return "regression";
    case Task::Binary:
      return "binary";
    case Task::Multiclass:
      return "multiclass";
  }
  return "";
}

Task task_of(std::string_view name, const char* field) {
  for (const Task t : {Task::Regression, Task::Binary, Task::Multiclass}) {
    if (name == name_of(t)) return t;
  }
  fail(field, " must be regression, binary or multiclass, got '", name, "'");
}

static bool on_step(const Parameter& p, double value) {
  const double steps = p.step > 0 ? (value - p.range.low) / p.step : 0;
  return steps == std::floor(steps);
}

std::vector<double> resolved(std::string_view owner, std::span<const Parameter> parameters,
                             const ParameterValues& given) {
  std::vector<double> out;
  std::vector<std::string> ids;
  for (const Parameter& p : parameters) {
    out.push_back(p.value);
    ids.emplace_back(p.id);
  }
  for (const auto& [id, value] : given) {
    const auto it = std::find(ids.begin(), ids.end(), id);
    if (it == ids.end()) {
      const std::string near = nearest_id(id, ids);
      std::string list;
      for (const std::string& known : ids) list += (list.empty() ? "" : ", ") + known;
      fail(owner, " has no parameter '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?",
           ids.empty() ? "; it takes none" : " (it takes " + list + ")");
    }
    const size_t i = static_cast<size_t>(it - ids.begin());
    const Range range = accepted(parameters[i]);
    if (!(value >= range.low && value <= range.high)) {
      fail(owner, ": ", id, " must be in [", range.low, ", ", range.high, "], got ", value);
    }
    if (!on_step(parameters[i], value)) {
      const double low = range.low, step = parameters[i].step;
      if (step == 1) fail(owner, ": ", id, " must be a whole number, got ", value);
      fail(owner, ": ", id, " must be one of ", low, ", ", low + step, ", ", low + 2 * step, " …, got ",
           value);
    }
    out[i] = value;
  }
  return out;
}

void fail_unknown(const char* what, std::string_view id, const std::vector<std::string>& ids) {
  const std::string near = nearest_id(id, ids);
  fail("there is no ", what, " '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?");
}

std::string nearest_id(std::string_view wrong, const std::vector<std::string>& ids) {
  std::string best;
  size_t best_distance = std::max<size_t>(2, wrong.size() / 3) + 1;
  for (const std::string& id : ids) {
    std::vector<size_t> row(id.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (size_t i = 1; i <= wrong.size(); ++i) {
      size_t diagonal = row[0]++;
      for (size_t j = 1; j <= id.size(); ++j) {
        const size_t change = diagonal + (wrong[i - 1] != id[j - 1]);
        diagonal = row[j];
        row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = id;
    }
  }
  return best;
}

}  // namespace losscape
