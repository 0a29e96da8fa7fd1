// SPDX-License-Identifier: Apache-2.0
#include "data/data.h"

#include <array>
#include <cmath>
#include <utility>

#include "data/sets.h"
#include "error.h"

namespace losscape {
namespace {

/// A knob: what is shown of it, its field, and whether it matters to a set.
struct Knob {
  Parameter parameter;
  double (*get)(const Knobs&);
  void (*set)(Knobs&, double);
  bool (*matters)(const DataEntry&);
};

int rounded(double count) { return static_cast<int>(std::floor(count + 0.5)); }
bool always(const DataEntry&) { return true; }
bool has_classes(const DataEntry& entry) { return entry.task != Task::Regression; }

constexpr Knobs defaults;
constexpr Knob kWithWords[] = {
    {counted({"samples",
              static_cast<double>(defaults.samples),
              {10, 10000},
              "number of samples; of a real table at most its rows",
              Scale::Log}),
     [](const Knobs& knobs) { return static_cast<double>(knobs.samples); },
     [](Knobs& knobs, double value) { knobs.samples = rounded(value); }, always},
    {{"noise",
      defaults.noise,
      {0, 1},
      "standard deviation of the noise, in units of the set's natural scale"},
     [](const Knobs& knobs) { return knobs.noise; },
     [](Knobs& knobs, double value) { knobs.noise = value; },
     always},
    {counted(
         {"outliers", static_cast<double>(defaults.outliers), {0, 100}, "how many samples become outliers"}),
     [](const Knobs& knobs) { return static_cast<double>(knobs.outliers); },
     [](Knobs& knobs, double value) { knobs.outliers = rounded(value); }, always},
    {{"outlier_distance",
      defaults.outlier_distance,
      {0, 20},
      "how far outliers are moved, in standard deviations"},
     [](const Knobs& knobs) { return knobs.outlier_distance; },
     [](Knobs& knobs, double value) { knobs.outlier_distance = value; },
     always},
    {{"label_noise", defaults.label_noise, {0, 0.5}, "share of labels replaced by another class"},
     [](const Knobs& knobs) { return knobs.label_noise; },
     [](Knobs& knobs, double value) { knobs.label_noise = value; },
     has_classes},
    {{"imbalance", defaults.imbalance, {0, 0.95}, "share of every class but the first that is left out"},
     [](const Knobs& knobs) { return knobs.imbalance; },
     [](Knobs& knobs, double value) { knobs.imbalance = value; },
     has_classes},
    {{"pair_noise", defaults.pair_noise, {0, 0.5}, "share of labels replaced by the next class"},
     [](const Knobs& knobs) { return knobs.pair_noise; },
     [](Knobs& knobs, double value) { knobs.pair_noise = value; },
     has_classes},
    {{"missing", defaults.missing, {0, 0.5}, "share of input values that are missing"},
     [](const Knobs& knobs) { return knobs.missing; },
     [](Knobs& knobs, double value) { knobs.missing = value; },
     always},
    {counted({"drop_missing",
              0,
              {0, 1},
              "1 leaves samples with a missing value out, 0 fills in the mean of the input"}),
     [](const Knobs& knobs) { return knobs.drop_missing ? 1.0 : 0.0; },
     [](Knobs& knobs, double value) { knobs.drop_missing = value >= 0.5; }, always},
};
constexpr auto kKnobs = [] {
  std::array<Knob, std::size(kWithWords)> out{};
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = kWithWords[i];
    out[i].parameter.help = nullptr;
  }
  return out;
}();

}  // namespace

const std::vector<DataEntry>& data_entries() {
  static const std::vector<DataEntry> entries = [] {
    std::vector<DataEntry> all;
#define LS_DATA_SETS(name) \
  for (const DataEntry& entry : name()) all.push_back(entry);
#include "data/sets.def"
#undef LS_DATA_SETS
    return all;
  }();
  return entries;
}

const DataEntry& find_data(std::string_view id) {
  std::vector<std::string> ids;
  for (const DataEntry& entry : data_entries()) {
    if (entry.id == id) return entry;
    ids.emplace_back(entry.id);
  }
  const std::string near = nearest_id(id, ids);
  std::string list;
  for (const std::string& known : ids) list += (list.empty() ? "" : ", ") + known;
  fail("there is no data set '", id, "'", near.empty() ? "" : "; did you mean '" + near + "'?",
       " (there are ", list, ")");
}

std::vector<Parameter> knob_words() {
  std::vector<Parameter> all;
  for (const Knob& knob : kWithWords) all.push_back(knob.parameter);
  return all;
}

const std::vector<Parameter>& knob_parameters() {
  static const std::vector<Parameter> parameters = [] {
    std::vector<Parameter> all;
    for (const Knob& knob : kKnobs) all.push_back(knob.parameter);
    return all;
  }();
  return parameters;
}

std::vector<Parameter> knob_parameters(const DataEntry& entry) {
  const Knobs defaults = resolved_knobs(entry, {}, 0);
  std::vector<Parameter> parameters;
  for (const Knob& knob : kKnobs) {
    if (!knob.matters(entry)) continue;
    parameters.push_back(knob.parameter);
    parameters.back().value = knob.get(defaults);
  }
  return parameters;
}

Knobs resolved_knobs(const DataEntry& entry, const ParameterValues& given, std::uint64_t seed) {
  std::vector<Parameter> parameters = knob_parameters();
  for (Parameter& parameter : parameters) {
    if (parameter.id == std::string_view("samples")) parameter.value = entry.samples;
    if (parameter.id == std::string_view("noise")) parameter.value = entry.noise;
    if (parameter.id == std::string_view("imbalance")) parameter.value = entry.imbalance;
  }
  const std::vector<double> values = resolved(entry.id, parameters, given);
  Knobs knobs;
  for (std::size_t i = 0; i < values.size(); ++i) kKnobs[i].set(knobs, values[i]);
  knobs.seed = seed;
  return knobs;
}

Knobs own_knobs(const DataSet& table, const ParameterValues& given, std::uint64_t seed) {
  std::vector<Parameter> parameters = knob_parameters();
  for (Parameter& parameter : parameters) {
    const double n = table.n;
    if (parameter.id == std::string_view("samples")) parameter = {"samples", n, {1, n}, nullptr};
    if (parameter.id == std::string_view("noise")) parameter.value = 0;
  }
  const std::vector<double> values = resolved("own data", parameters, given);
  Knobs knobs;
  for (std::size_t i = 0; i < values.size(); ++i) kKnobs[i].set(knobs, values[i]);
  knobs.seed = seed;
  return knobs;
}

DataSet make_data(const DataEntry& entry, const Knobs& knobs) {
  ParameterValues values;
  for (const Knob& knob : kKnobs) values.emplace_back(knob.parameter.id, knob.get(knobs));
  resolved(entry.id, knob_parameters(), values);  // throws where a knob is out of range
  if (entry.external) fail("data: the table ", entry.id, " is not in the core; pass its columns as own");
  DataSet data = entry.build(knobs);
  return entry.real ? with_knobs(data, knobs) : spoiled(std::move(data), knobs);
}

}  // namespace losscape
