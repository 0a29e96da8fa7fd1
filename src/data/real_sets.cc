// SPDX-License-Identifier: Apache-2.0
// Small tables of real measurements. web/tools/tables.mjs takes the numbers from the vega-datasets package at
// build time; rows with a missing value are left out and counted. Sources and licences in full:
// web/docs/data.md.
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "data/sets.h"

namespace losscape {
namespace {

/// A column of a table: the first number and the steps to the next ones, in units of 1 / divisor.
struct Steps {
  int divisor, start;
  const std::int16_t* steps;

  std::vector<double> numbers(int rows) const {
    std::vector<double> out;
    int now = start;
    for (int i = 0; i < rows; ++i) {
      out.push_back(static_cast<float>(static_cast<double>(now) / divisor));
      if (i + 1 < rows) now += steps[i];
    }
    return out;
  }
};

#include "tables.inc"

struct Column {
  AxisInfo axis;
  const Steps& values;
};

DataSet table(Task task, int rows, const std::vector<Column>& inputs, const Column& target,
              const std::vector<std::string>& class_names = {}) {
  DataSet data{.task = task,
               .classes = static_cast<int>(class_names.size()),
               .target = target.axis,
               .class_names = class_names,
               .n = rows,
               .y = target.values.numbers(rows)};
  for (const Column& input : inputs) {
    data.inputs.push_back(input.axis);
    const std::vector<double> numbers = input.values.numbers(rows);
    data.x.insert(data.x.end(), numbers.begin(), numbers.end());
  }
  data.outlier.resize(rows);
  return data;
}

constexpr DataEntry kSets[] = {
    {.id = "cars",
     .title = "Cars: power and economy",
     .help = "Fuel economy of cars of 1970 to 1982 against their horsepower, a curve under uneven noise.",
     .task = Task::Regression,
     .real = true,
     .source = "E. Ramos and D. Donoho for the 1983 ASA Data Exposition; StatLib archive "
               "(lib.stat.cmu.edu/datasets/cars.desc)",
     .licence = "No formal licence: distributed in 1982 for educational and scientific purposes",
     .dropped = kCarsDropped,
     .samples = kCarsRows,
     .fingerprint = 0x97c1edfa1acd0ded,
     .build =
         [](const Knobs&) {
           return table(Task::Regression, kCarsRows, {{{"power", "hp"}, kCarsHorsepower}},
                        {{"economy", "mpg"}, kCarsMilesPerGallon});
         }},
    {.id = "co2",
     .title = "CO₂ at Mauna Loa",
     .help = "Monthly CO₂ in the air of Mauna Loa, 1958 to 2020: a bent trend with a yearly wave on it.",
     .task = Task::Regression,
     .real = true,
     .source = "C. D. Keeling et al., Scripps CO2 Program, Scripps Institution of Oceanography "
               "(scrippsco2.ucsd.edu); "
               "dates turned into decimal years",
     .licence = "CC BY 4.0",
     .dropped = kCo2Dropped,
     .samples = kCo2Rows,
     .fingerprint = 0xeeb6605945463afc,
     .build =
         [](const Knobs&) {
           return table(Task::Regression, kCo2Rows, {{{"time", "year"}, kCo2Year}},
                        {{"CO₂", "ppm"}, kCo2Concentration});
         }},
    {.id = "penguins",
     .title = "Penguins: species",
     .help = "Three species of penguins by the length and depth of the bill.",
     .task = Task::Multiclass,
     .real = true,
     .source = "K. Gorman, T. Williams and W. Fraser 2014 (doi:10.1371/journal.pone.0090081), Palmer "
               "Station LTER; "
               "palmerpenguins of A. Horst",
     .licence = "CC0 1.0",
     .dropped = kPenguinsDropped,
     .inputs = 2,
     .samples = kPenguinsRows,
     .fingerprint = 0x5ec3d76a0a7779e9,
     .build =
         [](const Knobs&) {
           return table(
               Task::Multiclass, kPenguinsRows,
               {{{"bill length", "mm"}, kPenguinsBillLength}, {{"bill depth", "mm"}, kPenguinsBillDepth}},
               {{"species", ""}, kPenguinsSpecies},
               {std::begin(kPenguinsSpeciesNames), std::end(kPenguinsSpeciesNames)});
         }},
    {.id = "penguin_sex",
     .title = "Penguins: sex",
     .help = "Female or male penguins by body mass and bill depth; the three species make the border bend.",
     .task = Task::Binary,
     .real = true,
     .source = "K. Gorman, T. Williams and W. Fraser 2014 (doi:10.1371/journal.pone.0090081), Palmer "
               "Station LTER; "
               "palmerpenguins of A. Horst",
     .licence = "CC0 1.0",
     .dropped = kSexedPenguinsDropped,
     .inputs = 2,
     .samples = kSexedPenguinsRows,
     .fingerprint = 0xf4855212bc5e11d7,
     .build =
         [](const Knobs&) {
           return table(Task::Binary, kSexedPenguinsRows,
                        {{{"body mass", "g"}, kSexedPenguinsBodyMass},
                         {{"bill depth", "mm"}, kSexedPenguinsBillDepth}},
                        {{"sex", ""}, kSexedPenguinsSex},
                        {std::begin(kSexedPenguinsSexNames), std::end(kSexedPenguinsSexNames)});
         }},
    {.id = "digits",
     .title = "Handwritten digits",
     .help =
         "Digits written by 13 people, eight by eight pixels of 17 shades: the images that losses of several "
         "classes are tried on first.",
     .task = Task::Multiclass,
     .real = true,
     .source =
         "E. Alpaydin and C. Kaynak 1998, Optical Recognition of Handwritten Digits, UCI Machine Learning "
         "Repository (doi:10.24432/C50P49), its test part as in scikit-learn",
     .licence = "CC BY 4.0",
     .inputs = 64,
     .samples = 1797,
     .external = true,
     .image = {1, 8, 8},
     .build = nullptr},
};

}  // namespace

LOSSCAPE_DATA_SETS(real_sets, kSets);

}  // namespace losscape
