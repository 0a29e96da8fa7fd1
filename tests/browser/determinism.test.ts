// SPDX-License-Identifier: Apache-2.0
// The npm package as a page imports it: the weights after 1,000 steps have the bits of the native build, in both browsers.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Spec } from '../../web/engine/types.ts';
import { fingerprint, goldenRuns } from '../golden/runs.ts';
import { browsers, type Server, serve } from './harness.ts';

const golden = JSON.parse(
  readFileSync(new URL('../golden/weights.json', import.meta.url), 'utf8'),
) as Record<string, string[]>;

let server: Server;
beforeAll(async () => {
  server = await serve(fileURLToPath(new URL('../../dist', import.meta.url)));
});
afterAll(() => server.close());

// Runs in the page; must be complete in itself.
const trainedBytes = async (address: string, spec: Spec) => {
  const { train } = (await import(address)) as typeof import('../../web/engine/index.ts');
  const run = await train(spec);
  run.step(1000);
  return spec.losses.map((_, lane) => [...new Uint8Array(run.weights(lane).buffer)]);
};

test.each(Object.entries(browsers))('%s trains to the native bits', async (_, open) => {
  const tab = await open();
  try {
    await tab.goto(`${server.url}index.js`); // shown as text: an empty page of the right origin and policy
    for (const [name, spec] of Object.entries(goldenRuns)) {
      const lanes = await tab.evaluate(trainedBytes, `${server.url}index.js`, spec);
      const weights = lanes.map((bytes) => fingerprint(new Float32Array(new Uint8Array(bytes).buffer)));
      expect(weights, name).toEqual(golden[name]);
    }
  } finally {
    await tab.close();
  }
});
