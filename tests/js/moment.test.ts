// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { momentOf } from '../../web/element/moment.ts';
import { Trail } from '../../web/element/trail.ts';
import { catalog } from '../../web/engine/generated/catalog.ts';
import { Schema } from '../../web/state.ts';

const schema = new Schema(catalog);
const { state } = schema.parse('data=cars&losses=huber,mse');
const rate = (step: number, value: number) => ({ step, key: 'learning_rate' as const, value });

describe('the moment in a link', () => {
  test('is taken out of the text, changes in the order of their steps', () => {
    const { rest, step, turns, problems } = momentOf(
      'data=cars&learning_rate%40200=0.02&losses@100=huber:delta=2,mse&at=500&seed=3',
    );
    expect(rest).toBe('data=cars&seed=3');
    expect(step).toBe(500);
    expect(turns).toEqual([
      { step: 100, key: 'losses', text: 'huber:delta=2,mse' },
      { step: 200, key: 'learning_rate', text: '0.02' },
    ]);
    expect(problems).toEqual([]);
  });

  test('is the last change where no step is given, and the start where nothing is', () => {
    expect(momentOf('learning_rate@70=0.1').step).toBe(70);
    expect(momentOf('data=cars')).toEqual({ rest: 'data=cars', step: 0, turns: [], problems: [] });
  });

  test('leaves what no run takes on the way to those who know what is wrong with it', () => {
    const { rest, problems } = momentOf('seed@3=4&learning_rate@soon=1');
    expect(rest).toBe('seed@3=4');
    expect(problems).toMatchObject([{ key: 'learning_rate@soon', kind: 'not_a_number', got: 'soon' }]);
  });
});

describe('what was changed on the way', () => {
  test('is said with the state that the run began with, up to the step asked for', () => {
    const trail = new Trail();
    trail.begin(state);
    trail.note(schema, rate(100, 0.02));
    trail.note(schema, rate(150, 0.05));
    const now = { ...state, learning_rate: 0.05 };
    expect(trail.text(schema, now, 120)).toBe('losses=huber,mse&learning_rate@100=0.02&at=120');
    expect(trail.at(99)?.learning_rate).toBe(state.learning_rate);
    expect(trail.at(150)?.learning_rate).toBe(0.05);
  });

  test('is gone from where something else is done instead', () => {
    const trail = new Trail();
    trail.begin(state);
    trail.note(schema, rate(100, 0.02));
    trail.note(schema, rate(150, 0.05));
    trail.note(schema, rate(120, 0.02)); // is so already
    expect(trail.until(1000)).toHaveLength(2);
    trail.note(schema, rate(120, 0.03));
    expect(trail.until(1000)).toEqual([rate(100, 0.02), rate(120, 0.03)]);
  });

  test('holds from the start when the run begins anew', () => {
    const trail = new Trail();
    trail.begin(state);
    trail.note(schema, rate(100, 0.02));
    trail.note(schema, rate(150, 0.05));
    trail.settle(120);
    expect(trail.at(0)?.learning_rate).toBe(0.02);
    expect(trail.until(1000)).toEqual([]);
  });

  test('knows a lane that came later', () => {
    const trail = new Trail();
    trail.begin(state);
    trail.note(schema, {
      step: 5,
      key: 'losses',
      value: schema.parse('losses=huber:delta=3,mse').state.losses,
    });
    trail.extend({ id: 'mae', params: {} });
    expect(trail.at(9)?.losses.map(({ id }) => id)).toEqual(['huber', 'mse', 'mae']);
    expect(trail.at(0)?.losses).toHaveLength(3);
  });
});
