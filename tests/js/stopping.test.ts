// SPDX-License-Identifier: Apache-2.0
// Stop rules through npm's session, the worker's runner and the text of a link.
import { describe, expect, it, test } from 'vitest';
import { loadCore } from '../../web/engine/core.ts';
import { catalog } from '../../web/engine/generated/catalog.ts';
import { LossError, type Spec, train } from '../../web/engine/index.ts';
import { Runner } from '../../web/engine/runner.ts';
import type { Tick } from '../../web/engine/types.ts';
import { Schema } from '../../web/state.ts';

const early: Spec = {
  data: 'line',
  samples: 30,
  noise: 1,
  train_fraction: 0.5,
  layers: [32, 32],
  batch_size: 4,
  learning_rate: 0.02,
  losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }],
  stop: [{ id: 'validation', params: { patience: 40 } }],
};

describe('a run with rules', () => {
  it('ends where the last lane is done, says why, goes to the best step and on', async () => {
    using run = await train(early);
    using free = await train({ ...early, stop: [] });
    const steps = run.step(5000);
    expect(steps).toBeLessThan(5000);
    const { step, finished, lanes } = run.frame();
    expect({ step, finished }).toEqual({ step: steps, finished: true });
    expect(Math.max(...lanes.map(({ stopped }) => stopped?.step ?? -1))).toBe(steps);
    for (const [lane, { stopped }] of lanes.entries()) {
      expect(stopped?.rule).toBe('validation');
      expect((stopped?.step ?? 0) - (stopped?.best_step ?? 0)).toBeGreaterThanOrEqual(40);
      run.seek(stopped?.best_step ?? -1);
      free.seek(stopped?.best_step ?? -1);
      expect(Math.fround(run.frame().lanes[lane]?.validation_loss ?? Number.NaN)).toBe(stopped?.best);
      expect(run.weights(lane)).toEqual(free.weights(lane));
    }
    run.seek(steps);
    expect(run.frame().finished).toBe(true);
    expect(run.step(100)).toBe(100);
    free.seek(steps + 100);
    expect(run.weights(0)).toEqual(free.weights(0));
    expect(run.frame()).toMatchObject({
      finished: false,
      lanes: lanes.map(({ stopped }) => ({ stopped })),
    });
  });

  it('comes out of its file as it was', async () => {
    using run = await train(early);
    const steps = run.step(5000);
    using again = await train(run.save());
    expect(again.frame()).toEqual(run.frame());
    again.seek(steps - 30);
    expect(again.step(100)).toBe(30);
  });

  it('rests while it plays, and plays on from there', async () => {
    const ticks: Tick[] = [];
    const runner = new Runner(
      await loadCore(),
      early as never,
      (tick) => ticks.push(tick),
      expect.unreachable,
    );
    runner.play(Number.POSITIVE_INFINITY);
    await expect.poll(() => ticks.at(-1)?.frame.finished).toBe(true);
    const { step } = runner.frame();
    expect(ticks.at(-1)?.steps_per_second).toBe(0);
    using direct = await train(early);
    expect(direct.step(5000)).toBe(step);
    runner.play(Number.POSITIVE_INFINITY);
    await expect.poll(() => runner.frame().step).toBeGreaterThan(step);
    runner.pause();
    expect(await runner.travel(step + 7)).toBe(step + 7);
    runner.reset();
    expect(await runner.travel(step + 7)).toBe(step + 7); // a seek goes past where training ends
    runner.dispose();
  });
});

test.each([
  [[{ id: 'platau' }], "there is no stop rule 'platau'; did you mean 'plateau'?"],
  [[{ id: 'plateau', params: { patience: 0 } }], 'stop: plateau: patience must be in [1, 1000000], got 0'],
  [[{ id: 'target' }, { id: 'target' }], 'stop: target is listed twice; list a rule once'],
  [['plateau'], "stop[0] must be an object, for example {id: 'plateau', params: {patience: 200}}, got text"],
  ['plateau', 'stop must be a list, got text'],
])('%j is refused', async (stop, message) => {
  const opened = train({ losses: [{ id: 'mse' }], stop } as unknown as Spec);
  await expect(opened).rejects.toThrow(new LossError(message));
});

describe('in a link', () => {
  const schema = new Schema(catalog);

  it('rules and what they are given are read and written', () => {
    const text = 'stop=validation:patience=50,target:loss=0.01,divergence';
    const { state, problems } = schema.parse(text);
    expect(problems).toEqual([]);
    expect(state.stop).toEqual([
      { id: 'validation', params: { patience: 50 } },
      { id: 'target', params: { loss: 0.01 } },
      { id: 'divergence', params: {} },
    ]);
    expect(schema.format(state)).toBe(text);
    expect(schema.spec(state).stop).toEqual(state.stop);
  });

  it('what is wrong is said and the rest used', () => {
    const { state, problems } = schema.parse('stop=platau,plateau:patience=0,target');
    expect(state.stop.map(({ id }) => id)).toEqual(['plateau', 'target']);
    expect(problems).toMatchObject([
      { key: 'stop', kind: 'unknown_id', got: 'platau', right: 'plateau' },
      { key: 'stop', kind: 'range', got: 'plateau:patience=0', used: '1' },
    ]);
  });
});

test('ids and parameters that the catalogue does not have do not compile', () => {
  const typed = (_: Spec['stop']) => {};
  typed([{ id: 'plateau', params: { patience: 10, min_delta: 0.1 } }]);
  // @ts-expect-error no such rule
  typed([{ id: 'platau' }]);
  // @ts-expect-error no such parameter
  typed([{ id: 'target', params: { patience: 10 } }]);
  expect(catalog.stops.map(({ monitor }) => monitor)).toContain('validation_loss');
});
