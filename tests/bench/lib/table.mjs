// SPDX-License-Identifier: Apache-2.0
// One workload as a table: checks that contenders agree, times them in turns, prints times, ratios and targets.
import { measure } from './measure.mjs';

const unit = (seconds) =>
  seconds < 1e-6
    ? `${(seconds * 1e9).toFixed(0)} ns`
    : seconds < 1e-3
      ? `${(seconds * 1e6).toPrecision(3)} µs`
      : `${(seconds * 1e3).toPrecision(3)} ms`;

/** Thrown by a contender's open() when the library cannot do the workload; the message goes into the table. */
export class Cannot extends Error {}

// Contenders in the order given; those that fail to open or to agree say so instead of a time.
async function agreement(entries, steps, tolerance) {
  let expected;
  for (const entry of entries) {
    let contender;
    try {
      contender = await entry.check();
      await contender.seconds(steps + (entry.evaluates ? 0 : 1));
      const result = await contender.result();
      if (entry.reference) expected = result;
      const same = Math.abs(result - expected) <= tolerance * Math.max(1, Math.abs(expected));
      entry.verdict = entry.incomparable ?? (same ? 'yes' : `no: ${result} for ${expected}`);
    } catch (error) {
      entry.cannot = String(error.message ?? error).split('\n')[0];
    } finally {
      contender?.close?.();
    }
  }
}

/**
 * Seconds a step by id. entries: {id, check(), open(), reference?, ours?, evaluates?, incomparable?}, the reference first:
 * check() opens a contender on numbers where all must agree after `steps`, open() one to be timed. An engine that
 * `evaluates` gives the loss after its last step, others the loss before it. Fills in name and verdict or cannot.
 */
export async function measureAll(entries, { steps = 20, tolerance = 1e-3, rounds, sample } = {}) {
  await agreement(entries, steps, tolerance);
  const able = entries.filter((entry) => !entry.cannot);
  const open = [];
  for (const entry of able) {
    const contender = await entry.open();
    open.push(contender);
    entry.name = contender.name;
  }
  const measured = await measure(open, { rounds, sample });
  for (const c of open) c.close?.();
  return Object.fromEntries(able.map((entry, i) => [entry.id, measured[i].seconds]));
}

/** Prints the table and which targets {text, of(seconds by id), least} are reached. */
export function rows(entries, seconds, targets, rate = { unit: 'a step', of: unit }) {
  const ours = seconds[entries.find((e) => e.ours)?.id];
  console.log(`| | ${rate.unit} | ÷ ours | same result |\n|---|---|---|---|`);
  for (const entry of entries) {
    const s = seconds[entry.id];
    console.log(
      entry.cannot
        ? `| ${entry.title ?? entry.id} | – | – | cannot: ${entry.cannot} |`
        : `| ${entry.name} | ${rate.of(s)} | ${(s / ours).toFixed(2)} | ${entry.verdict} |`,
    );
  }
  console.log('');
  for (const { text, of, least } of targets) {
    const value = of(seconds);
    if (Number.isFinite(value))
      console.log(
        `- ${text}: ${value.toFixed(2)}, target ${+least.toFixed(2)}: ${value >= least ? 'reached' : '**not reached**'}`,
      );
  }
}

export async function table(title, entries, { targets = [], rate, ...options } = {}) {
  const seconds = await measureAll(entries, options);
  console.log(`\n### ${title}\n`);
  rows(entries, seconds, targets, rate);
}
