// SPDX-License-Identifier: Apache-2.0
// What the steps of a lane take, over its latest measurements. A browser's clock ticks in a tenth of a millisecond, so that one
// measurement of an instruction says 0 or 50 nanoseconds where 20 would be right: their mean is, their median is not.
import type { LayerShape } from '../engine/answers.ts';
import type { ProgramReport } from '../engine/types.ts';
import { type CostPart, partsOf } from '../views/cost.ts';
import { niceCeil } from '../views/scale.ts';

/** Measurements that a mean is of, and how many there must be before a run at rest is asked no more. */
const kept = 30;
const enough = 10;

/** What a tick of the clock can make of a measurement, in nanoseconds. */
const tick = 200;

export interface LaneCost {
  bytes: number;
  fusedAway: number;
  parts: readonly CostPart[];
  labels: readonly string[];
  /** Of each instruction. */
  nanoseconds: readonly number[];
  total: number;
}

export const keyOf = ({ phase, layers }: CostPart) => [phase, ...layers].join(' ');

export const sumOf = ({ nanoseconds }: LaneCost, { instructions }: CostPart) =>
  instructions.reduce((sum, k) => sum + (nanoseconds[k] ?? 0), 0);

/** The mean, to which what a busy moment of the device made of one measurement counts no more than a few times the usual. */
export function steady(values: readonly number[]): number {
  const usual = values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const most = 4 * usual + tick;
  return values.reduce((sum, value) => sum + Math.min(value, most), 0) / Math.max(1, values.length);
}

/** The latest measurements of one lane; another program begins anew. */
export class Measurements {
  #program = '';
  #times: number[][] = [];

  get enough(): boolean {
    return this.#times.length >= enough;
  }

  add({ bytes, fused_away, instructions }: ProgramReport, layers: readonly LayerShape[]): LaneCost {
    const labels = instructions.map(({ label }) => label);
    const program = JSON.stringify([bytes, labels, layers.map(({ name }) => name)]);
    if (program !== this.#program) this.#times = [];
    this.#program = program;
    this.#times = [...this.#times, instructions.map(({ nanoseconds }) => nanoseconds)].slice(-kept);
    const nanoseconds = labels.map((_, k) => steady(this.#times.map((each) => each[k] ?? 0)));
    const total = nanoseconds.reduce((sum, each) => sum + each, 0);
    return { bytes, fusedAway: fused_away, parts: partsOf(labels, layers), labels, nanoseconds, total };
  }
}

/** Parts of all lanes, each once: those that only a later lane has stand where that lane has them. */
export function allParts(lanes: readonly LaneCost[]): CostPart[] {
  const all: CostPart[] = [];
  for (const { parts } of lanes) {
    let at = 0;
    for (const part of parts) {
      const there = all.findIndex((each) => keyOf(each) === keyOf(part));
      if (there < 0) all.splice(at, 0, part);
      at = (there < 0 ? at : there) + 1;
    }
  }
  return all;
}

/** What a full bar means: a round number, so that bars keep their length while times waver. */
export const fullBar = (lanes: readonly LaneCost[]): number =>
  niceCeil(Math.max(1, ...lanes.flatMap((lane) => lane.parts.map((part) => sumOf(lane, part)))));
