// SPDX-License-Identifier: Apache-2.0
// Typed losses as lanes of a run and in the state.
import { describe, expect, it } from 'vitest';
import { catalog, LossError, train } from '../../web/engine/index.ts';
import type { SpecLoss } from '../../web/engine/spec.ts';
import { readTyped, replacedText, typedCurve } from '../../web/engine/typed.ts';
import { Schema } from '../../web/state.ts';

const spec = { data: 'line', samples: 60, outliers: 4 } as const;

describe('a lane with a typed loss', () => {
  it('trains to the same weights as the built-in loss with the same graph', async () => {
    using run = await train({ ...spec, losses: [{ id: 'mse' }, { text: '(p - y)*(p - y)' }] });
    run.step(100);
    expect(run.weights(1)).toEqual(run.weights(0));
    expect(run.info().lanes[1]).toMatchObject({ loss: 'typed', text: '(p - y)*(p - y)', params: {} });
  });

  it('has sliders that move while it trains', async () => {
    const text = 'q = 0.5 in [0.01, 0.99]\nmax(q*(y - p), (q - 1)*(y - p))';
    using run = await train({
      ...spec,
      losses: [
        { text, params: { q: 0.9 } },
        { text, params: { q: 0.9 } },
      ],
    });
    run.step(50);
    run.setLossParam(1, 'q', 0.1);
    run.step(50);
    expect(run.weights(1)).not.toEqual(run.weights(0));
    expect(run.info().lanes.map(({ params }) => params.q)).toEqual([0.9, 0.1]);
    expect(() => run.setLossParam(1, 'q', 2)).toThrow(/q must be in \[0.01, 0.99\]/);
    const curve = run.curve(0, -2, 2, 5, 0);
    // Slopes are in units of the data; their ratio is that of q and 1 − q.
    expect((curve.gradient[0] ?? 0) / (curve.gradient[4] ?? 0)).toBeCloseTo(-9, 4);
  });

  it('trains on labels, weighs every sample alike, and comes back from a saved run', async () => {
    const losses: SpecLoss[] = [
      { text: 'w*(softplus(z) - z*y)' },
      { id: 'binary_cross_entropy_with_logits' },
    ];
    using run = await train({ data: 'moons', losses });
    run.step(40);
    const [typed, built] = run.frame().lanes;
    expect(typed?.train_loss).toBeCloseTo(built?.train_loss ?? 0, 4);
    using again = await train(run.save());
    expect(again.weights(0)).toEqual(run.weights(0));
    using classes = await train({
      data: 'penguins',
      losses: [{ text: '-log_softmax(z)[y]' }, { id: 'cross_entropy' }],
    });
    classes.step(40);
    const lanes = classes.frame().lanes;
    expect(lanes[0]?.train_loss).toBeCloseTo(lanes[1]?.train_loss ?? 0, 4);
  });

  it('is refused with the place of the mistake, or where data cannot serve it', async () => {
    const refused = (text: string) => train({ ...spec, losses: [{ text }] }).catch((error: unknown) => error);
    const error = await refused('log_csh(p - y)');
    expect(error).toBeInstanceOf(LossError);
    expect(error).toMatchObject({ line: 1, column: 1, length: 7, suggestion: 'log_cosh' });
    expect((error as Error).message).toMatch(/^losses\[0\]\.text, line 1, column 1: /);
    expect(String(await refused('softplus(z) - z*y'))).toMatch(/cannot train on regression data/);
  });
});

describe('a typed loss in the state', () => {
  const text = 'delta = 1 in [0.1, 5]  # a: b, 50 %; c & d ~\nwhere(|p-y| < delta, (p-y)^2/2, delta*|p-y|)';

  it('comes back from the text of the URL, read or not', async () => {
    const schema = new Schema(catalog);
    const state = schema.with(schema.defaults(), {
      losses: [
        { id: 'mse', params: {} },
        { id: 'typed', text, params: { delta: 0.5 } },
      ],
    });
    expect(schema.parse(schema.format(state))).toEqual({ state, problems: [] });
    schema.learn(text, await readTyped(text));
    expect(schema.parse(schema.format(state))).toEqual({ state, problems: [] });
    expect(schema.loss('typed', text)).toMatchObject({
      title: expect.stringMatching(/^where/),
      tasks: expect.any(Array),
    });
    const far = schema.with(state, { losses: [{ id: 'typed', text, params: { delta: 99 } }] });
    expect(far.losses[0]?.params).toEqual({ delta: 5 });
  });

  it('is readable where it is short', () => {
    const schema = new Schema(catalog);
    const state = schema.defaults({ losses: [{ id: 'typed', text: '(p - y)^2', params: {} }] });
    expect(schema.format(state)).toBe('losses=typed~(p - y)^2');
  });

  it('leaves with data that it cannot train on', async () => {
    const schema = new Schema(catalog);
    const own = 'softplus(z) - z*y';
    schema.learn(own, await readTyped(own));
    const losses = [{ id: 'typed', text: own, params: {} }];
    const moons = schema.with(schema.defaults(), { data: 'moons', losses });
    expect(schema.with(moons, { data: 'circles' }).losses).toEqual(losses);
    expect(schema.with(moons, { data: 'line' }).losses.map(({ id }) => id)).not.toContain('typed');
  });
});

describe('the editor', () => {
  it('draws value and slope of what is typed', async () => {
    const info = await readTyped('delta = 1 in [0.1, 5]\ndelta*(p - y)^2', 12e6);
    const curve = await typedCurve(info, { delta: 2 }, 1, [-1, 3], 5);
    expect([...(curve?.value ?? [])]).toEqual([8, 2, 0, 2, 8]);
    expect([...(curve?.gradient ?? [])]).toEqual([-8, -4, 0, 4, 8]);
    const classes = await typedCurve(await readTyped('-log_softmax(z)[y]'), {}, 1, [0, 2], 3);
    expect(classes?.gradient[0]).toBeCloseTo(-2 / 3, 5);
    expect(await typedCurve(await readTyped('input b\n|y - mu|/b'), {}, 0, [0, 1])).toBeUndefined();
  });

  it('puts suggestions where they belong', async () => {
    expect(await replacedText('a = p - y\nlgo(a)', { line: 2, column: 1, length: 3 }, 'log')).toBe(
      'a = p - y\nlog(a)',
    );
  });
});
