// SPDX-License-Identifier: Apache-2.0
// Composite losses: the text of the URL, and training with them from JavaScript.
import { describe, expect, it } from 'vitest';
import { words as notice } from '../../web/element/notice-words.ts';

import { catalog } from '../../web/engine/generated/catalog.ts';
import { train } from '../../web/engine/index.ts';
import { Schema } from '../../web/state.ts';

const schema = new Schema(catalog);
const lanes = (text: string) => schema.parse(`data=line&losses=${text}`);
const words = (text: string) => lanes(text).problems.map(notice.problem).join();

describe('the text of a composite loss', () => {
  it('is read and written back', () => {
    for (const text of [
      'mse+0.1*l2',
      '2*huber:delta=0.5+mae',
      'mse+0.3*mae:schedule=linear:steps=500+0.01*elastic_net:l1_ratio=0.9@pcgrad',
      'mse+mae:schedule=warm_up@dwa:temperature=4,mae',
      'mse+-0.5*jacobian',
    ]) {
      const { state, problems } = lanes(text);
      expect(problems).toEqual([]);
      expect(schema.format(state)).toBe(`data=line&losses=${text}`);
    }
    expect(lanes('mse+0.1*l2').state.losses).toEqual([
      { id: 'mse', params: {}, terms: [{ id: 'l2', weight: 0.1 }] },
    ]);
    expect(lanes('mse+1e+2*l2').state.losses[0]?.terms).toEqual([{ id: 'l2', weight: 100 }]);
    expect(schema.format(lanes('1*mse+1*l2@fixed').state)).toBe('data=line&losses=mse+l2');
  });

  it('says what it leaves out', () => {
    expect(words('mse+l3')).toMatch(/l3/);
    expect(words('mse+confidence')).toMatch(/confidence/);
    expect(words('mse+x*l2')).toMatch(/“x”/);
    expect(words('mse+l2:schedule=cosin')).toMatch(/cosine/);
    expect(words('mse+mae@pcgrat')).toMatch(/pcgrad/);
    expect(words('mse+elastic_net:l1_ratio=3')).toMatch(/\[0, 1\]/);
    expect(lanes('mse+l3@pcgrat').state.losses).toEqual([{ id: 'mse', params: {} }]);
  });
});

describe('training with one', () => {
  it('has a curve of each term, which a saved run goes on with', async () => {
    const { state } = lanes('mse+0.01*l2,mae');
    using run = await train(schema.spec(state));
    run.step(64);
    const { steps, lanes: curves } = run.history();
    expect(curves.map(({ terms }) => terms?.map(({ id }) => id))).toEqual([['mse', 'l2'], undefined]);
    const now = run.frame({ terms: true }).lanes[0]?.terms ?? [];
    for (const [i, { value, gradient_norm }] of (curves[0]?.terms ?? []).entries()) {
      expect([value.length, gradient_norm.length]).toEqual([steps.length, steps.length]);
      expect(value[steps.indexOf(64)]).toBe(Math.fround(now[i]?.value ?? 0));
      expect(gradient_norm[steps.indexOf(64)]).toBe(Math.fround(now[i]?.gradient_norm ?? 0));
    }
    using again = await train(run.save());
    again.step(16);
    const kept = again.history();
    expect(kept.steps.length).toBeGreaterThan(steps.length);
    expect(kept.lanes[0]?.terms?.[1]?.value[kept.steps.indexOf(80)]).toBeGreaterThan(0);
  });

  it('reports its terms, seeks and is saved', async () => {
    const { state } = lanes('mse+0.5*mae+0.01*l2:schedule=warm_up:steps=100@uncertainty,mse');
    using run = await train(schema.spec(state));
    run.step(49);
    const [terms, plain] = run.frame({ terms: true }).lanes.map((lane) => lane.terms);
    expect(terms?.map(({ id, weight }) => [id, weight])).toEqual([
      ['mse', 1],
      ['mae', 0.5],
      ['l2', 0.005],
    ]);
    for (const term of terms ?? []) {
      expect(term.value).toBeGreaterThan(0);
      expect(term.gradient_norm).toBeGreaterThan(0);
    }
    expect(plain).toHaveLength(1);
    expect(run.frame().lanes[0]?.terms).toBeUndefined();
    const there = run.weights(0);
    expect(there).not.toEqual(run.weights(1));
    run.step(100);
    expect(run.seek(49)).toBe(49);
    expect(run.weights(0)).toEqual(there);
    run.setLane(1, { loss: { id: 'mae', terms: [{ id: 'l1', weight: 0.02 }], balance: 'random' } });
    run.step(30);
    using loaded = await train(run.save());
    loaded.seek(60);
    run.seek(60);
    expect(loaded.weights(1)).toEqual(run.weights(1));
    await expect(train({ losses: [{ id: 'mse', terms: [{ id: 'l2', steps: 0 }] }] })).rejects.toThrow(
      /1 step/,
    );
    // @ts-expect-error there is no such balancer
    await expect(train({ losses: [{ id: 'mse', balance: 'pcgrat' }] })).rejects.toThrow(/pcgrad/);
  });
});

describe('class weights of a loss', () => {
  const read = (losses: string, data = 'rare') => {
    const { state, problems } = schema.parse(`data=${data}&losses=${losses}`);
    return { weights: state.losses.map((loss) => loss.class_weights), problems, text: schema.format(state) };
  };

  it('are read, written and trained with', async () => {
    const { weights, problems, text } = read(
      'cross_entropy:class_weights=inverse,cross_entropy:class_weights=1/50+0.01*l2,cross_entropy:class_weights=none',
    );
    expect(problems).toEqual([]);
    expect(weights).toEqual(['inverse', [1, 50], undefined]);
    expect(schema.format(schema.parse(text).state)).toBe(text);
    expect(text).toContain('cross_entropy:class_weights=1/50+0.01*l2');
    using run = await train({
      data: 'rare',
      stratify: 1,
      losses: [{ id: 'cross_entropy' }, { id: 'cross_entropy', class_weights: 'inverse' }],
    });
    run.step(600);
    const [plain, weighted] = [0, 1].map(
      (lane) => run.metrics(lane).find(({ id }) => id === 'balanced_accuracy')?.validation ?? 0,
    );
    expect(weighted).toBeGreaterThan((plain ?? 1) + 0.03);
    using again = await train(run.save());
    expect(again.weights(1)).toEqual(run.weights(1));
    expect(again.frame().lanes[1]?.train_loss).toBeCloseTo(run.frame().lanes[1]?.train_loss ?? 0, 6);
  });

  it('are refused where they say nothing', async () => {
    expect(read('hinge:class_weights=balanced').problems[0]).toMatchObject({ kind: 'form' });
    expect(read('hinge:class_weights=0/0').problems[0]).toMatchObject({ kind: 'form' });
    expect(read('dice:class_weights=inverse').problems).toHaveLength(1);
    expect(read('mse:class_weights=inverse', 'cars').problems).toHaveLength(1);
    const refused = train({ data: 'cars', losses: [{ id: 'mse', class_weights: 'inverse' }] });
    await expect(refused).rejects.toThrow(/for classes/);
  });
});
