// SPDX-License-Identifier: Apache-2.0
// Writes the real tables of node_modules/vega-datasets as C++ arrays: `node web/tools/tables.mjs <file>`.
// The same package gives the same bytes, and a file that would not change is not touched, so nothing is rebuilt.
import { readFileSync } from 'node:fs';
import { main, Stop, writeIfChanged } from './common.mjs';

const folder = new URL('../../node_modules/vega-datasets/', import.meta.url);
const read = (path) => readFileSync(new URL(path, folder), 'utf8');

/** Number of a name in a list; a name that is not listed is a missing value. */
const numberIn = (names) => (name) => (names.includes(name) ? names.indexOf(name) : null);

const species = ['Adelie', 'Chinstrap', 'Gentoo'];
const sexes = ['FEMALE', 'MALE'];
const speciesNumber = numberIn(species);
const sexNumber = numberIn(sexes);

// The readings stand for the 15th of their month.
const decimalYear = (date) => {
  const [year, month] = date.split('-').map(Number);
  return Number((year + (month - 0.5) / 12).toFixed(3));
};

// One row a table. `licence` is what the package says; src/data/real_sets.cc words it for the reader. If a new version of
// the package says something else the build stops here, so that somebody reads it.
const tables = [
  {
    name: 'Cars',
    file: 'cars.json',
    licence: 'The original was distributed in 1982 for educational and scientific purposes.',
    columns: {
      Horsepower: (row) => row.Horsepower,
      MilesPerGallon: (row) => row.Miles_per_Gallon,
    },
  },
  {
    name: 'Penguins',
    file: 'penguins.json',
    licence: 'CC0 1.0 Universal',
    columns: {
      BillLength: (row) => row['Beak Length (mm)'],
      BillDepth: (row) => row['Beak Depth (mm)'],
      Species: (row) => speciesNumber(row.Species),
    },
    names: { SpeciesNames: species },
  },
  {
    name: 'SexedPenguins',
    file: 'penguins.json',
    licence: 'CC0 1.0 Universal',
    columns: {
      BodyMass: (row) => row['Body Mass (g)'],
      BillDepth: (row) => row['Beak Depth (mm)'],
      Sex: (row) => sexNumber(row.Sex),
    },
    names: { SexNames: sexes.map((name) => name.toLowerCase()) },
  },
  {
    name: 'Co2',
    file: 'co2-concentration.csv',
    licence: 'Creative Commons Attribution 4.0',
    columns: {
      Year: (row) => decimalYear(row.Date),
      Concentration: (row) => (row.CO2 === '' ? null : Number(row.CO2)),
    },
  },
];

/** Rows as objects. The CSV files used here have no quoted fields. */
function rowsOf(file) {
  if (file.endsWith('.json')) return JSON.parse(read(`data/${file}`));
  const [header, ...lines] = read(`data/${file}`).trim().split(/\r?\n/);
  const keys = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [keys[i], value])));
}

function checkLicence({ file, licence }, packageInfo) {
  const resource = packageInfo.resources.find((candidate) => candidate.path === file);
  const said = resource?.licenses?.map((entry) => entry.title ?? entry.name).join('; ');
  if (said !== licence) {
    throw new Stop(`the licence of ${file} in vega-datasets is '${said}', not '${licence}': read it, then change \
web/tools/tables.mjs, src/data/real_sets.cc and web/docs/data.md`);
  }
}

/** Decimals that the numbers of a column have at most. */
const decimalsOf = (values) => Math.max(...values.map((value) => (String(value).split('.')[1] ?? '').length));

/**
 * A column as the steps from one row to the next, in units of its last decimal: half the size of floats, and far easier
 * to compress.
 */
function stepsOf(name, values) {
  const divisor = 10 ** decimalsOf(values);
  const whole = values.map((value) => Math.round(value * divisor));
  const steps = whole.map((value, i) => value - (i === 0 ? 0 : whole[i - 1]));
  const [start, ...rest] = steps;
  if (rest.some((step) => Math.abs(step) > 32767))
    throw new Stop(`column ${name} takes steps too large for 16 bits`);
  return { divisor, start, rest };
}

/** Comma-separated items in lines of at most 120 characters. */
function wrapped(items) {
  const lines = [''];
  for (const item of items) {
    if (lines.at(-1).length + item.length > 116) lines.push('');
    lines[lines.length - 1] += `${item}, `;
  }
  return lines.map((line) => `  ${line.trimEnd()}`).join('\n');
}

function codeOf({ name, file, columns, names = {} }) {
  const rows = rowsOf(file);
  const complete = rows
    .map((row) => Object.values(columns).map((column) => column(row)))
    .filter((values) => {
      if (values.includes(undefined) || values.some(Number.isNaN)) {
        throw new Stop(
          `vega-datasets: a column of table ${name} is not in ${file} any more, or not a number`,
        );
      }
      return !values.includes(null);
    });
  const out = [
    `// ${file}`,
    `constexpr int k${name}Rows = ${complete.length};`,
    `constexpr int k${name}Dropped = ${rows.length - complete.length};`,
  ];
  Object.keys(columns).forEach((column, i) => {
    const id = `k${name}${column}`;
    const { divisor, start, rest } = stepsOf(
      id,
      complete.map((values) => values[i]),
    );
    out.push(
      `constexpr std::int16_t ${id}Steps[] = {\n${wrapped(rest.map(String))}\n};`,
      `constexpr Steps ${id}{${divisor}, ${start}, ${id}Steps};`,
    );
  });
  for (const [list, values] of Object.entries(names)) {
    out.push(
      `constexpr const char* k${name}${list}[] = {${values.map((value) => `"${value}"`).join(', ')}};`,
    );
  }
  return out.join('\n');
}

await main(async () => {
  const target = process.argv[2];
  if (!target) throw new Stop('usage: node web/tools/tables.mjs <file to write>');
  const packageInfo = JSON.parse(read('datapackage.json'));
  for (const table of tables) checkLicence(table, packageInfo);
  const { version } = JSON.parse(read('package.json'));
  const head = `// Written by web/tools/tables.mjs from vega-datasets ${version}.`;
  writeIfChanged(target, [head, ...tables.map(codeOf), ''].join('\n\n'));
});
