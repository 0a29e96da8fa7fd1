// SPDX-License-Identifier: Apache-2.0
// A permalink trains to the same weights, bit for bit, in every engine as in the native build; so does a net with each
// kind of layer.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import type { Spec } from '../../web/engine/types.ts';
import { fingerprint, goldenRuns } from '../golden/runs.ts';
import { type Server, serve } from './harness.ts';
import { engines } from './webkit.ts';

const golden = JSON.parse(readFileSync(new URL('../golden/weights.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>;

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

function hashOf({ losses, ...rest }: Spec): string {
  const lanes = losses.map(({ id, params = {} }) =>
    [id, ...Object.entries(params).map(([key, value]) => `${key}=${value}`)].join(':'),
  );
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${value}`);
  return [...fields, `losses=${lanes}`, 'autoplay=off'].join('&');
}

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const trainedBytes = async () => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  await playground.step(1000);
  const lanes = playground.info!.lanes.map((_, lane) => playground.weights(lane));
  return (await Promise.all(lanes)).map((weights) => Array.from(new Uint8Array(weights.buffer)));
};

test.each(Object.entries(engines))('%s trains permalinks to the native bits', async (_, open) => {
  for (const [name, spec] of Object.entries(goldenRuns)) {
    const tab = await open();
    try {
      await tab.goto(`${server.url}#${hashOf(spec)}`);
      await tab.waitFor(ready);
      const lanes = await tab.evaluate(trainedBytes);
      const weights = lanes.map((bytes) => fingerprint(new Float32Array(new Uint8Array(bytes).buffer)));
      expect(weights, name).toEqual(golden[name]);
    } finally {
      await tab.close();
    }
  }
});

test.each(Object.entries(engines))('%s trains nets of every kind to the native bits', async (_, open) => {
  const nets = await serve(fileURLToPath(new URL('../../build/wasm/nets', import.meta.url)));
  const tab = await open();
  try {
    await tab.goto(nets.url);
    const text = await tab.waitFor(() => document.body?.textContent?.trim());
    expect(JSON.parse(text!)).toEqual(
      JSON.parse(readFileSync(new URL('../golden/nets.json', import.meta.url), 'utf8')),
    );
    expect(tab.errors).toEqual([]);
  } finally {
    await tab.close();
    await nets.close();
  }
});
