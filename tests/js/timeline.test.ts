// SPDX-License-Identifier: Apache-2.0
// Seek, branch, save and load of npm's session, and the slices of the worker's runner.
import { describe, expect, it } from 'vitest';
import { loadCore } from '../../web/engine/core.ts';
import { LossError, type Session, type Spec, train } from '../../web/engine/index.ts';
import { openRun } from '../../web/engine/remote.ts';
import { withBranch } from '../../web/engine/run-file.ts';
import { Runner } from '../../web/engine/runner.ts';
import type { Tick } from '../../web/engine/types.ts';

const race: Spec = {
  data: 'line',
  samples: 60,
  outliers: 4,
  losses: [{ id: 'mse' }, { id: 'huber', params: { delta: 0.5 } }],
};

const bothWeights = (run: Session) => [run.weights(0), run.weights(1)];

async function changed(): Promise<Session> {
  const run = await train(race);
  run.step(100);
  run.setLossParam(1, 'delta', 0.1);
  run.step(50);
  run.movePoint(7, [3], 9);
  run.setLearningRate(0.02);
  run.step(350);
  return run;
}

const failure = async (text: string): Promise<string> => {
  try {
    (await train(text)).dispose();
  } catch (error) {
    expect(error).toBeInstanceOf(LossError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('a run as a timeline', () => {
  it('seeks back and forth to the numbers of training', async () => {
    using run = await changed();
    const end = bothWeights(run);
    const info = run.info();
    expect(run.seek(120)).toBe(120);
    expect(run.frame()).toMatchObject({ step: 120, head: 500 });
    expect(run.info().data.y[7]).not.toBe(info.data.y[7]);
    expect(run.info().lanes[1]?.params.delta).toBe(0.1);
    using direct = await train(race);
    direct.step(100);
    direct.setLossParam(1, 'delta', 0.1);
    direct.step(20);
    expect(bothWeights(run)).toEqual(bothWeights(direct));
    run.seek(500);
    expect(bothWeights(run)).toEqual(end);
    expect(run.info().data.y).toEqual(info.data.y);
    expect(run.history().steps).toHaveLength(501);
    expect(() => run.seek(-1)).toThrow(/from 0/);
    expect(() => run.seek(1.5)).toThrow(LossError);
  });

  it('branches without touching the run', async () => {
    using run = await changed();
    const end = bothWeights(run);
    using branch = run.branch(200, {
      0: { loss: { id: 'mae' } },
      1: { optimizer: 'sgd', learning_rate: 0.3 },
    });
    expect(bothWeights(run)).toEqual(end);
    expect(run.frame()).toMatchObject({ step: 500, head: 500 });
    expect(branch.frame()).toMatchObject({ step: 200, head: 200 });
    expect(branch.history().steps.at(-1)).toBe(200);
    expect(branch.info().lanes.map((lane) => lane.loss)).toEqual(['mae', 'huber']);
    const start = bothWeights(branch);
    run.seek(200);
    expect(bothWeights(run)).toEqual(start);
    branch.step(100);
    run.step(100);
    expect(branch.weights(0)).not.toEqual(run.weights(0));
    expect(branch.weights(1)).not.toEqual(run.weights(1));
    branch.seek(150);
    run.seek(150);
    expect(bothWeights(branch)).toEqual(bothWeights(run));
    expect(branch.info().lanes[0]?.loss).toBe('mse');
    using same = run.branch(150);
    same.step(350);
    run.seek(500);
    expect(bothWeights(same)).toEqual(bothWeights(run));
    expect(() => run.branch(501)).toThrow(/0 to 500, got 501/);
    expect(() => run.branch(10, { 0: { loss: { id: 'hubert' } } })).toThrow(/huber/);
  });

  it('is saved as text and goes on from it, in both directions', async () => {
    using run = await changed();
    run.seek(320);
    const text = run.save();
    expect(run.frame().step).toBe(320);
    using loaded = await train(text);
    expect(loaded.frame()).toEqual(run.frame());
    expect(loaded.history()).toEqual(run.history());
    for (const step of [700, 90, 320, 151, 500]) {
      expect(loaded.seek(step)).toBe(step);
      run.seek(step);
      expect(bothWeights(loaded)).toEqual(bothWeights(run));
    }
    expect(loaded.save()).toBe(run.save());
  });

  it('saves data of the user with it', async () => {
    const x = Float32Array.from({ length: 40 }, (_, i) => i / 7);
    using run = await train({
      own: { x: [x], y: x.map((v) => v * 2), task: 'regression' },
      losses: [{ id: 'mse' }],
    });
    run.step(30);
    using loaded = await train(run.save());
    run.step(10);
    loaded.step(10);
    expect(loaded.weights(0)).toEqual(run.weights(0));
    expect(loaded.info().data.x).toEqual(run.info().data.x);
  });

  it('plans branches in the spec, and takes up a run with one more', async () => {
    using run = await changed();
    const spec: Spec = {
      ...race,
      losses: [...race.losses, { id: 'mae' }],
      branches: [{ lane: 2, from: 1, step: 300 }],
    };
    using more = await train(withBranch(run.save(300), spec, 1));
    expect(more.frame()).toMatchObject({ step: 300, head: 300 });
    run.seek(300);
    expect([0, 1].map((lane) => more.weights(lane))).toEqual(bothWeights(run));
    expect(more.weights(2)).toEqual(more.weights(1));
    expect(more.history().lanes[2]).toEqual(more.history().lanes[1]);
    expect(more.info().lanes.map(({ loss }) => loss)).toEqual(['mse', 'huber', 'mae']);
    more.step(100);
    expect(more.weights(2)).not.toEqual(more.weights(1));
    more.seek(120);
    run.seek(120);
    expect(more.weights(2)).toEqual(run.weights(1));
    expect(await failure(JSON.stringify({ losscape: 1 }))).toMatch(/history/);
    await expect(train({ ...spec, branches: [{ lane: 0, from: 0, step: 3 }] })).rejects.toThrow(
      /after the first/,
    );
    await expect(train({ ...spec, branches: [{ lane: 2, from: 2, step: 3 }] })).rejects.toThrow(/before it/);
    await expect(train({ ...spec, branches: [{ lane: 1, from: 0, step: 0 }] })).rejects.toThrow(/from 1 to/);
  });

  it('says what is wrong with a file', async () => {
    using run = await train(race);
    run.step(10);
    const text = run.save();
    const file = JSON.parse(text);
    const changedFile = (patch: object) => failure(JSON.stringify({ ...file, ...patch }));
    expect(await failure(text)).toBe('accepted');
    expect(await failure(text.slice(0, -30))).toMatch(/cut off/);
    expect(await failure('{}')).toMatch(/no saved run/);
    expect(await changedFile({ losscape: 2 })).toMatch(/format 2.*up to 1/);
    expect(await changedFile({ state: '!' })).toMatch(/state is not/);
    expect(await changedFile({ state: btoa('\0\0\0\0') })).toMatch(/numbers of state/);
    expect(await changedFile({ spec: { ...race, hidden: [3] } })).toMatch(/numbers of state/);
    expect(await changedFile({ spec: { ...race, losses: [{ id: 'mse' }] } })).toMatch(/lanes/);
    expect(await changedFile({ step: 11 })).toMatch(/10, got 11/);
    expect(await changedFile({ changes: [{ step: 3, lane: 0, param: 'delta', value: 1 }] })).toMatch(/delta/);
    expect(await changedFile({ history: undefined })).toMatch(/history/);
  });
});

describe('seeks of a runner', () => {
  const runner = async (ticks: Tick[] = []) =>
    new Runner(await loadCore(), race, (tick) => ticks.push(tick), expect.unreachable);

  it('arrive in slices, and another call ends them where they are', async () => {
    const ticks: Tick[] = [];
    using run = await runner(ticks);
    const far = 3_000_000;
    const long = run.travel(far);
    const short = run.travel(50);
    expect(await long).toBeLessThan(far);
    expect(await short).toBe(50);
    expect(ticks.at(-1)?.frame.step).toBe(50);
    const paused = run.travel(far);
    setTimeout(() => run.pause(), 60);
    const at = await paused;
    expect(at).toBeGreaterThan(50);
    expect(at).toBeLessThan(far);
    expect(run.frame().step).toBe(at);
    using direct = await train(race);
    direct.step(at);
    expect(bothWeights(run)).toEqual(bothWeights(direct));
  });

  it('work through promises too, with branches', async () => {
    const run = await openRun(race);
    await run.step(200);
    expect(await run.seek(40)).toBe(40);
    const branch = await run.branch(100, { 0: { loss: { id: 'mae' } } });
    expect(await branch.frame()).toMatchObject({ step: 100, head: 100 });
    expect(await run.frame()).toMatchObject({ step: 40, head: 200 });
    await expect(run.branch(10, { 3: {} })).rejects.toThrow(/lane 3/);
    run.dispose();
    branch.dispose();
  });
});
