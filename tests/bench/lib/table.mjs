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
      entry.verdict = entry.incomparable ?? (Math.abs(result - expected) <= tolerance * Math.max(1, Math.abs(expected)) ? 'yes' : `no: ${result} for ${expected}`);
    } catch (error) {
      entry.cannot = String(error.message ?? error).split('\n')[0];
    } finally {
      contender?.close?.();
    }
  }
}

/**
 * entries: {id, check(), open(), reference?, evaluates?, incomparable?}, the reference first. targets: {text, of(seconds by id), at
 * least}: the ratio must reach it. Returns seconds by id.
 */
export async function table(title, entries, { targets = [], steps = 20, tolerance = 1e-3, rounds, sample, rate } = {}) {
  await agreement(entries, steps, tolerance);
  const open = [];
  for (const entry of entries) {
    if (entry.cannot) continue;
    const contender = await entry.open();
    open.push({ ...contender, id: entry.id, name: contender.name });
    entry.name = contender.name;
  }
  const measured = await measure(open, { rounds, sample });
  for (const c of open) c.close?.();
  const seconds = Object.fromEntries(open.map((c, i) => [c.id, measured[i].seconds]));
  const ours = seconds[entries.find((e) => e.ours)?.id];
  console.log(`\n### ${title}\n`);
  console.log(`| | ${rate ? rate.unit : 'a step'} | ÷ ours | same result |\n|---|---|---|---|`);
  for (const entry of entries) {
    if (entry.cannot) {
      console.log(`| ${entry.title ?? entry.id} | – | – | cannot: ${entry.cannot} |`);
      continue;
    }
    const s = seconds[entry.id];
    console.log(`| ${entry.title ?? entry.name} | ${rate ? rate.of(s) : unit(s)} | ${(s / ours).toFixed(2)} | ${entry.verdict} |`);
  }
  console.log('');
  for (const { text, of, least } of targets) {
    const value = of(seconds);
    if (Number.isFinite(value))
      console.log(`- ${text}: ${value.toFixed(2)}, target ${least}: ${value >= least ? 'reached' : '**not reached**'}`);
  }
  return seconds;
}
