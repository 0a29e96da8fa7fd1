// SPDX-License-Identifier: Apache-2.0
// Optimisers, schedules and options through the npm package's own door: the same bits as the native build, rates as
// scheduled, errors that say what would be right.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { travelOf } from '../../web/element/controls.ts';
import { type Core, loadCore } from '../../web/engine/core.ts';
import { catalog } from '../../web/engine/generated/catalog.ts';
import { Session } from '../../web/engine/session.ts';
import type { Spec } from '../../web/engine/types.ts';

let core: Core;
const open: Session[] = [];
const session = (spec: Partial<Spec>) => {
  const run = new Session(core, { losses: [{ id: 'mse' }], ...spec });
  open.push(run);
  return run;
};

beforeAll(async () => {
  core = await loadCore({ wasmBinary: readFileSync('web/engine/generated/core.wasm') });
});
afterAll(() => {
  for (const run of open) run.dispose();
});

/** FNV-1a over the bits, as tests/cc/nets.h has it. */
function fingerprint(values: Float32Array): string {
  let h = 0xcbf29ce484222325n;
  for (const byte of new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    h = ((h ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return h.toString(16).padStart(16, '0');
}

describe('optimizers', () => {
  const golden = JSON.parse(readFileSync('tests/golden/optimizers.json', 'utf8')) as Record<string, string>;

  test.each(catalog.optimizers.map(({ id }) => id))(
    '%s ends on the bits of the native build',
    (optimizer) => {
      const run = session({
        data: 'blobs',
        losses: [{ id: 'cross_entropy' }],
        hidden: [6, 5],
        optimizer,
        schedule: 'one_cycle',
        clip_norm: 0.5,
        weight_decay: 0.001,
      });
      run.step(300);
      expect(fingerprint(run.weights(0))).toBe(golden[optimizer]);
    },
  );

  test('every parameter of every entry is taken', () => {
    for (const { id, params } of catalog.optimizers) {
      const own = params.filter((param) => !catalog.settings.some((setting) => setting.id === param.id));
      const run = session({
        optimizer: id,
        optimizer_params: Object.fromEntries(own.map((p) => [p.id, p.default])),
      });
      run.step(3);
      expect(Number.isFinite(run.frame().lanes[0]?.train_loss), id).toBe(true);
    }
    for (const { id, params } of catalog.schedules) {
      const run = session({
        schedule: id,
        schedule_params: Object.fromEntries(params.map((p) => [p.id, p.default])),
      });
      run.step(3);
      expect(Number.isFinite(run.frame().lanes[0]?.train_loss), id).toBe(true);
    }
  });

  test('frames tell the scheduled rate', () => {
    const run = session({
      learning_rate: 0.1,
      schedule: 'step',
      schedule_params: { step_size: 4, gamma: 0.5 },
    });
    const rates = Array.from({ length: 9 }, () => {
      run.step(1);
      return run.frame().lanes[0]?.learning_rate;
    });
    const expected = [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025];
    expected.forEach((rate, step) => {
      expect(rates[step]).toBeCloseTo(rate, 7);
    });
    run.setLearningRate(0.4);
    run.step(1);
    expect(run.frame().lanes[0]?.learning_rate).toBeCloseTo(0.1, 7);
  });

  test.each([
    [{ schedule: 'cosin' }, "there is no schedule 'cosin'; did you mean 'cosine'?"],
    [{ schedule: 'cosine', schedule_params: { totl: 3 } }, "did you mean 'total'"],
    [{ clip_norm: -1 }, 'clip_norm must be in [0, 100], got -1'],
    [{ clip_nrm: 1 }, "a spec has no field 'clip_nrm'; did you mean 'clip_norm'?"],
    [{ optimizer: 'adam', optimizer_params: { beta3: 0.9 } }, "did you mean 'beta1'"],
  ])('%j is refused with what would be right', (spec, message) => {
    expect(() => session(spec as Partial<Spec>)).toThrow(message);
  });
});

test('a logarithmic slider that starts at 0 reaches 0, its end, and keeps the places between', () => {
  const range = { id: 'clip', default: 0, low: 0, high: 100, log: true, help: '' };
  const travel = travelOf(range, false);
  expect(travel.value(travel.low)).toBe(0);
  expect(travel.place(0)).toBe(travel.low);
  expect(travel.value(travel.high)).toBe(100);
  for (const value of [0.001, 0.05, 1, 37, 100])
    expect(travel.value(travel.place(value))).toBeCloseTo(value, 6);
});
