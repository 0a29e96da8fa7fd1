// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { words as notice } from '../../web/element/notice-words.ts';

import { catalog } from '../../web/engine/generated/catalog.ts';
import type { ParamInfo } from '../../web/engine/types.ts';
import { type Key, maxLanes, maxLayers, Schema, type State, unitRange } from '../../web/state.ts';
import { denseLayers } from '../../web/state-layers.ts';
import { nearest, numberIn as readNumber } from '../../web/state-text.ts';
import { controlGroups, viewIds } from '../../web/state-view.ts';

const schema = new Schema(catalog);

function rangeOf(key: Key, state = schema.defaults()): ParamInfo {
  const range = schema.field(key).range?.(state);
  if (!range) throw new Error(`${key} has no range`);
  return range;
}

const words = (text: string) => schema.parse(text).problems.map(notice.problem);

const numberIn = ({ low, high }: ParamInfo, integer = false) =>
  integer
    ? fc.integer({ min: low, max: high })
    : fc.double({ min: low, max: high, noNaN: true }).map((value) => value + 0);

const paramsOf = (params: ParamInfo[]) =>
  fc.record(Object.fromEntries(params.map((param) => [param.id, numberIn(param, param.integer)])), {
    requiredKeys: [],
  });

/** Any valid state, by way of the changes a visitor can make. */
const anyState = fc.constantFrom(...catalog.data.map(({ id }) => id)).chain((data) => {
  const base = schema.with(schema.defaults(), { data });
  const numbers = schema.fields.filter((field) => field.range);
  const settings = numbers.map((field) => [
    field.key,
    numberIn(rangeOf(field.key, base), field.type === 'integer'),
  ]);
  const lane = fc
    .constantFrom(...schema.suited(base))
    .chain(({ id, params }) => paramsOf(params).map((values) => ({ id, params: values })));
  const optimizer = fc
    .constantFrom(...catalog.optimizers.map(({ id }) => id))
    .chain((id) => paramsOf(schema.optimizerSliders(id)).map((values) => ({ id, values })));
  const layer = fc.constantFrom(...catalog.layers).chain(({ id, params }) =>
    fc.record({
      id: fc.constant(id),
      params: paramsOf(params),
      activation: fc.constantFrom('', ...catalog.activations.map((each) => each.id)),
      frozen: fc.boolean(),
    }),
  );
  const schedule = fc
    .constantFrom(...catalog.schedules)
    .chain(({ id, params }) => paramsOf(params).map((values) => ({ id, values })));
  const rule = fc
    .constantFrom(...catalog.stops)
    .chain(({ id, params }) => paramsOf(params).map((values) => ({ id, params: values })));
  const inputs = schema.dataEntry(base).inputs;
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
  const edit = fc.record({
    index: fc.nat(9),
    x: fc.array(finite, { minLength: inputs, maxLength: inputs }),
    y: finite,
  });
  return fc
    .record({
      settings: fc.record(Object.fromEntries(settings)),
      losses: fc.array(lane, { minLength: 1, maxLength: maxLanes }),
      activation: fc.constantFrom(...catalog.activations.map(({ id }) => id)),
      layers: fc.oneof(
        fc.array(layer, { maxLength: 5 }),
        fc.array(numberIn(unitRange, true), { maxLength: maxLayers }).map(denseLayers),
      ),
      init: fc.constantFrom('', ...catalog.inits.map(({ id }) => id)),
      optimizer,
      schedule,
      stop: fc.uniqueArray(rule, { selector: ({ id }) => id }),
      edits: fc.uniqueArray(edit, { selector: ({ index }) => index, maxLength: 5 }),
      branch: fc.option(fc.record({ from: fc.nat(2), step: fc.integer({ min: 1, max: 1e6 }) })),
      speed: fc.oneof(fc.double({ min: 0.1, max: 1e5, noNaN: true }), fc.constant(Number.POSITIVE_INFINITY)),
      view: fc.subarray([...viewIds]),
      controls: fc.subarray(Object.keys(controlGroups) as State['controls']),
      hide: fc.subarray(Object.values(controlGroups).flat() as State['hide']),
      height: fc.oneof(
        fc.constantFrom('auto' as const, 'fill' as const),
        fc.integer({ min: 160, max: 8640 }),
      ),
      autoplay: fc.constantFrom(true, false, 'seen' as const),
    })
    .map(({ settings, optimizer, schedule, branch, ...rest }) =>
      schema.with(base, {
        ...rest,
        branches:
          branch && rest.losses.length > branch.from + 1 ? [{ lane: branch.from + 1, ...branch }] : [],
        ...settings,
        optimizer: optimizer.id,
        optimizer_params: optimizer.values as Record<string, number>,
        schedule: schedule.id,
        schedule_params: schedule.values as Record<string, number>,
      } as Partial<State>),
    );
});

describe('text and back', () => {
  test('a state survives its text', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const { state: again, problems } = schema.parse(schema.format(state));
        expect(problems).toEqual([]);
        expect(again).toEqual(state);
      }),
    );
  });

  test('the text survives being percent-encoded', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const text = schema.format(state).split('&').map(encodeURIComponent).join('&');
        expect(schema.parse(`#${text}`).state).toEqual(state);
      }),
    );
  });

  test('any text at all gives a valid state', () => {
    const keys = fc.constantFrom(...schema.fields.map(({ key }) => key as string), 'nonsense', '__proto__');
    const pairs = fc.array(fc.tuple(keys, fc.string()));
    fc.assert(
      fc.property(pairs, (list) => {
        const { state } = schema.parse(list.map((pair) => pair.join('=')).join('&'));
        expect(schema.parse(schema.format(state)).state).toEqual(state);
        expect(state.losses.length).toBeGreaterThan(0);
      }),
    );
  });

  test('defaults are left out', () => {
    expect(schema.format(schema.defaults())).toBe('');
    expect(schema.format(schema.with(schema.defaults(), { seed: 7 }))).toBe('seed=7');
  });

  test('is readable', () => {
    for (const text of [
      'data=line&losses=mse,huber:delta=0.5&layers=8,8&seed=7',
      'layers=image:channels=2:height=1:width=1,conv2d:size=1:relu,dense:units=4:frozen&init=he_normal',
    ])
      expect(schema.format(schema.parse(text).state)).toBe(text);
  });

  test('says what is wrong with a layer', () => {
    const { state, problems } = schema.parse('layers=desne,dense:unit=4:relux:frozen');
    expect(state.layers).toEqual([{ id: 'dense', params: {}, activation: '', frozen: true }]);
    expect(problems.map(({ key, kind, right }) => [key, kind, right])).toEqual([
      ['layers', 'unknown_id', 'dense'],
      ['layers', 'unknown_id', 'units'],
      ['layers', 'unknown_id', 'relu'],
    ]);
  });

  test('hidden of older links is read as layers, without a word', () => {
    for (const [text, units] of [
      ['hidden=8,8', [8, 8]],
      ['hidden=0', []],
      ['hidden=3&layers=5', [5]],
    ] as const) {
      const { state, problems } = schema.parse(text);
      expect(problems).toEqual([]);
      expect(state.layers).toEqual(denseLayers(units));
      expect(schema.spec(state)).toMatchObject({ hidden: units, layers: [] });
    }
  });

  test('a parameter with a step has its values only', () => {
    const range = { id: 'p', default: 1, low: 1, high: 2, log: false, step: 1, help: '' };
    const said: (string | undefined)[][] = [];
    const report = (...words: (string | undefined)[]) => said.push(words);
    expect(readNumber('1.6', range, false, report)).toBe(2);
    expect(said).toEqual([['range', '1.6', '{1, 2}', '2']]);
    expect(readNumber('9.7', { ...range, high: 9.9, step: 0.5 }, false, report)).toBe(9.5);
    expect(readNumber('2', range, false, report)).toBe(2);
    expect(said).toHaveLength(2);
  });

  test('no key is an attribute that every element of HTML has', () => {
    const ofHtml =
      'accesskey autocapitalize autocorrect autofocus class contenteditable dir draggable enterkeyhint exportparts hidden id inert inputmode is itemid itemprop itemref itemscope itemtype lang nonce part popover role slot spellcheck style tabindex title translate writingsuggestions';
    const taken = ofHtml.split(' ');
    const keys = [
      'theme',
      'shortcuts',
      'present',
      'lesson',
      ...schema.fields.map(({ key }) => key as string),
    ];
    expect(keys.filter((key) => taken.includes(key))).toEqual([]);
  });

  test('every field of a spec is a row', () => {
    // The short way to say layers.
    const rows = new Set<string>(['hidden', ...schema.fields.map(({ key }) => key)]);
    expect(Object.keys(catalog.defaults).filter((key) => !rows.has(key))).toEqual([]);
  });
});

describe('repair', () => {
  const numeric = schema.fields.filter((field) => field.range && field.key !== 'speed');

  test.each(numeric.map((field) => [field.key]))('%s is brought into its range', (key) => {
    const { low, high } = rangeOf(key);
    const below = schema.parse(`${key}=${low - 1}`);
    const above = schema.parse(`${key}=${high * 2 + 1}`);
    expect(below.state[key]).toBe(low);
    expect(above.state[key]).toBe(high);
    expect(below.problems).toMatchObject([{ key, kind: 'range' }]);
    // Few values stand in braces.
    expect(notice.problem(above.problems[0] as never).replace(/\{(.*?)\}/, '[$1]')).toContain(
      `${key} must be in [${low}, ${high}], got`,
    );
  });

  test.each([
    ['sead=3', '“sead” is not a setting; did you mean seed?'],
    ['learning_rate=fast', 'learning_rate must be a number in [0.00001, 10], got “fast”; using 0.01'],
    ['seed=1&seed=2', 'seed is given twice; using 1, not 2'],
    ['losses=hubber', 'losses: there is no “hubber”; did you mean huber?'],
    ['losses=huber:dleta=1', 'losses: there is no “huber:dleta”; did you mean delta?'],
    ['losses=quantile:q=9', 'losses must be in [0.01, 0.99], got quantile:q=9; using 0.99'],
    ['losses=huber:delta=-9', 'losses must be in [1e-8, 10000000], got huber:delta=-9; using 1e-8'],
    ['losses=mse,mae,huber,log_cosh,quantile', 'losses: at most 4, got 5; using mse, mae, huber, log_cosh'],
    ['edits=3', 'edits must look like index:x:y, got “3”'],
    ['autoplay=perhaps', 'autoplay must look like on, off, seen, got “perhaps”; using on'],
  ])('%s is answered by: %s', (text, message) => {
    expect(words(text).map((word) => word.replace('1e-05', '0.00001').replace('1e-5', '0.00001'))).toEqual([
      message,
    ]);
  });

  test('the valid rest is kept', () => {
    const { state } = schema.parse('data=nowhere&seed=12&layers=4,oops&noise=0.2');
    expect(state).toMatchObject({ data: catalog.defaults.data, seed: 12, noise: 0.2 });
    expect(state.layers).toEqual(denseLayers([4]));
  });

  test('a loss that cannot train on the data is named with those that can', () => {
    const { state, problems } = schema.parse('data=line&losses=cross_entropy,mae');
    expect(state.losses.map(({ id }) => id)).toEqual(['mae']);
    expect(problems).toMatchObject([{ key: 'losses', kind: 'task', got: 'cross_entropy' }]);
  });

  test('aliases mean their loss', () => {
    expect(schema.parse('losses=L1,pinball').state.losses.map(({ id }) => id)).toEqual(['mae', 'quantile']);
  });
});

describe('changes', () => {
  const state = schema.defaults();

  test('another task brings losses made for it, and the way back the default ones', () => {
    const moons = schema.with(state, { data: 'moons' });
    const targets = moons.losses.map(({ id }) => schema.loss(id).target);
    expect(targets).toHaveLength(2);
    expect(targets).not.toContain('real');
    expect(schema.with(moons, { data: state.data }).losses).toEqual(state.losses);
  });

  test('what was set by hand stays when the data changes', () => {
    const mine = schema.with(state, { losses: [{ id: 'quantile', params: { q: 0.9 } }], noise: 0.4 });
    expect(schema.with(mine, { data: 'sine' })).toMatchObject({ losses: mine.losses, noise: 0.4 });
  });

  test('moved samples belong to their data', () => {
    const moved = schema.with(state, { edits: [{ index: 3, x: [100], y: 50 }] });
    expect(schema.with(moved, { seed: 5 }).edits).toEqual(moved.edits);
    expect(schema.with(moved, { data: 'sine' }).edits).toEqual([]);
  });

  test('another optimiser brings its own learning rate', () => {
    for (const { id, params } of catalog.optimizers) {
      const own = params.find((param) => param.id === 'learning_rate');
      expect(schema.with(schema.with(state, { learning_rate: 3 }), { optimizer: id }).learning_rate).toBe(
        id === state.optimizer ? 3 : own?.default,
      );
    }
  });

  test('another optimiser brings its own weight decay, another schedule no parameters of the last', () => {
    const decayed = schema.with(state, { optimizer: 'adamw' });
    expect(decayed).toMatchObject({ weight_decay: 0.01, decoupled_weight_decay: 1 });
    expect(schema.format(decayed)).toBe('optimizer=adamw');
    expect(schema.with(decayed, { optimizer: 'sgd' })).toMatchObject({
      weight_decay: 0,
      decoupled_weight_decay: 0,
    });
    const stepped = schema.parse('schedule=step&schedule_params=gamma=0.5,step_size=20').state;
    expect(stepped.schedule_params).toEqual({ gamma: 0.5, step_size: 20 });
    expect(schema.with(stepped, { schedule: 'cosine' }).schedule_params).toEqual({});
  });

  test('plots stand in the order given, and a wrong one is named', () => {
    const { state, problems } = schema.parse('view=shape,loss,shap');
    expect(state.view).toEqual(['shape', 'loss']);
    expect(problems).toEqual([
      { key: 'view', kind: 'unknown_id', got: 'shap', right: 'shape', used: 'shape,loss' },
    ]);
    // Where nothing is known the usual is shown, not nothing.
    expect(schema.parse('view=fitt').state.view).toEqual(schema.defaults().view);
    expect(schema.format({ ...state, view: [] })).toBe('view=none');
  });

  test('controls and height are named like every other setting when they are wrong', () => {
    expect(words('hide=scrubb,race')).toEqual([
      'hide: there is no “scrubb”; did you mean scrub?; using race',
    ]);
    expect(words('controls=transport,knobs')[0]).toMatch(
      /^controls: there is no “knobs”; .*; using transport$/,
    );
    expect(words('height=tall')).toEqual(['height must look like 360, fill, auto, got “tall”; using auto']);
    expect(words('height=12')).toEqual(['height must be in [160, 8640], got 12; using 160']);
    expect(schema.parse('height=360px&hide=&controls=none').state).toMatchObject({
      height: 360,
      hide: [],
      controls: [],
    });
  });

  test('reset puts back what it names and nothing else', () => {
    const changed = schema.with(state, { noise: 0.7, seed: 9 });
    expect(schema.reset(changed, ['noise'])).toEqual(schema.with(state, { seed: 9 }));
  });

  test('a spec holds no setting of the page', () => {
    const spec = schema.spec(state);
    expect(spec).not.toHaveProperty('speed');
    for (const key of ['autoplay', 'view', 'controls', 'hide', 'height'])
      expect(spec).not.toHaveProperty(key);
    expect(spec.losses).toEqual(state.losses);
  });
});

test('nearest finds what was meant and gives up on the rest', () => {
  expect(nearest('hubr', ['mse', 'huber'])).toBe('huber');
  expect(nearest('zzzzzz', ['mse', 'huber'])).toBe('');
});
