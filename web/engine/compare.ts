// SPDX-License-Identifier: Apache-2.0
// What losses cost here and now, beside what the core measured of their shape when the package was built.
import type { Core } from './core.ts';
import { catalog, type LossId } from './generated/catalog.ts';
import { type AnyLoss, listedLoss } from './listed-loss.ts';
import { lossNotes } from './notes.ts';
import { sampleInputs } from './sample-inputs.ts';
import type { LossProfile } from './types.ts';

export interface CompareOptions {
  /** Time spent on each loss; more is steadier. Default 10. */
  milliseconds?: number;
  /** Extent of N, the samples of a batch. Default 4096 for losses of single numbers, 32 for the others. */
  samples?: number;
}

/** A row of a comparison. */
export interface LossComparison {
  id: LossId;
  title: string;
  /** Of one valueAndGradient(), the copying of its arrays included, by number that is differentiated: the best round. */
  nanoseconds: number;
  /** Numbers that were differentiated in each call. */
  elements: number;
  profile: LossProfile;
}

const kRounds = 5;

/** Times losses on one core; see compareLosses(). */
export async function compareOn(
  core: Core,
  ids: readonly LossId[],
  { milliseconds = 10, samples }: CompareOptions = {},
): Promise<LossComparison[]> {
  const notes = await lossNotes();
  const rows: LossComparison[] = [];
  for (const id of ids) {
    const f = listedLoss(core, id) as unknown as AnyLoss;
    try {
      const pointwise = f.inputs.every((input) => input.dims[0] === '*');
      const n = samples ?? (pointwise ? 4096 : 32);
      const { inputs: made, elements } = sampleInputs(f.inputs, n);
      const flat = () => Object.fromEntries(Object.entries(made).map(([name, { data }]) => [name, data]));
      const inputs = pointwise ? flat() : made;
      const run = (times: number) => {
        const start = performance.now();
        for (let i = 0; i < times; ++i) f.valueAndGradient(inputs);
        return performance.now() - start;
      };
      // As many calls a round as fill it; browsers round their clock to 0.1 ms or more.
      run(2);
      let times = 1;
      let took = run(times);
      while (took < milliseconds / (2 * kRounds) && times < 1e6) {
        times *= took > 0 ? Math.min(10, Math.ceil(milliseconds / kRounds / took)) || 2 : 10;
        took = run(times);
      }
      for (let round = 1; round < kRounds; ++round) took = Math.min(took, run(times));
      const title = catalog.losses.find((entry) => entry.id === f.id)?.title ?? id;
      const profile = notes[f.id]?.profile as LossProfile;
      rows.push({
        id: f.id as LossId,
        title,
        nanoseconds: (1e6 * took) / (times * elements),
        elements,
        profile,
      });
    } finally {
      f.dispose();
    }
  }
  return rows;
}
