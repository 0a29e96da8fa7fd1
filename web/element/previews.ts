// SPDX-License-Identifier: Apache-2.0
// A few samples of every data set for its stamp, made here one after the other once the visitor's own run is under way: so
// little needs no worker.
import { coreHere } from '../engine/remote.ts';
import type { Schema } from '../state.ts';
import type { ThumbData } from '../views/thumb.ts';

const samples = 80;
const known = new Map<string, ThumbData>();
let underWay: Promise<void> | undefined;

export const preview = (id: string) => known.get(id);

const idle = () =>
  new Promise<void>((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: 200 });
    else setTimeout(resolve, 100);
  });

/** Fetches what is missing, calling `news` after each. Shared by all playgrounds of the page. */
export function fetchPreviews(schema: Schema, news: () => void): Promise<void> {
  underWay ??= fetchAll(schema, news);
  return underWay.then(news);
}

const stampOf = async (id: string): Promise<ThumbData | undefined> =>
  id === 'digits' ? (await import('./digits-stamp.ts')).digitsStamp : undefined;

async function fetchAll(schema: Schema, news: () => void): Promise<void> {
  const [core, { Session }] = await Promise.all([coreHere(), import('../engine/session.ts')]);
  for (const { id, external } of schema.catalog.data) {
    await idle();
    if (external) {
      const stamp = await stampOf(id); // no stamp is worth the download of the whole table
      if (stamp) known.set(id, stamp);
      news();
      continue;
    }
    const state = schema.with(schema.defaults(), { data: id, samples, outliers: 0, layers: [] });
    const run = new Session(core, schema.spec(state));
    const { data } = run.info();
    run.dispose();
    known.set(id, { task: data.task, x: data.x, y: data.y, image: data.image });
    news();
  }
}
