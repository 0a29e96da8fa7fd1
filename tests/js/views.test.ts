// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { travelOf } from '../../web/element/controls.ts';
import { byFamily, inOrder, matching } from '../../web/element/loss-search.ts';
import { namesOf, shortTitle } from '../../web/element/names.ts';
import { catalog } from '../../web/engine/generated/catalog.ts';
import type { RunInfo } from '../../web/engine/types.ts';
import { Schema } from '../../web/state.ts';
import { evenBox, scalesOf } from '../../web/views/axes.ts';
import { css, diverging, mix, parseColor, viridis } from '../../web/views/color.ts';
import { contour } from '../../web/views/contour.ts';
import { lastFinite, onAxis, shortened, spread, suitsLog, valueRange } from '../../web/views/curves.ts';
import {
  formatCount,
  formatGiven,
  formatNumber,
  formatPercent,
  formatTick,
  roundTo,
} from '../../web/views/format.ts';
import {
  extent,
  linear,
  logRange,
  logTicks,
  niceCeil,
  padded,
  roundUp,
  ticks,
} from '../../web/views/scale.ts';

const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('scales', () => {
  test('invert undoes at', () => {
    fc.assert(
      fc.property(finite, positive, finite, (low, length, value) => {
        const scale = linear([low, low + length], [400, 0]);
        expect(Math.abs(scale.at(scale.invert(value)) - value)).toBeLessThan(
          1e-6 * (1 + Math.abs(value) + Math.abs(low / length)),
        );
      }),
    );
  });

  test('ticks are inside, increasing, and few', () => {
    fc.assert(
      fc.property(finite, positive, fc.integer({ min: 2, max: 12 }), (low, length, count) => {
        fc.pre(length > 1e-6 * Math.abs(low));
        const found = ticks(low, low + length, count);
        expect(found.length).toBeLessThanOrEqual(count + 1);
        for (const [i, tick] of found.entries()) {
          expect(tick).toBeGreaterThanOrEqual(low - 1e-6 * length);
          expect(tick).toBeLessThanOrEqual(low + length * (1 + 1e-6));
          if (i > 0) expect(tick).toBeGreaterThan(found[i - 1] ?? Number.NaN);
        }
      }),
    );
  });

  test('ticks print short', () => {
    expect(ticks(0, 1, 10).map(String)).toEqual([
      '0',
      '0.1',
      '0.2',
      '0.3',
      '0.4',
      '0.5',
      '0.6',
      '0.7',
      '0.8',
      '0.9',
      '1',
    ]);
    expect(ticks(-3, 3, 3)).toEqual([-2, 0, 2]);
  });

  test('logarithmic ticks', () => {
    expect(logTicks(0.05, 2, 6)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
    expect(logTicks(0.01, 10, 7)).toEqual([0.01, 0.03, 0.1, 0.3, 1, 3, 10]);
    expect(logTicks(1e-6, 1, 4)).toEqual([1e-6, 1e-4, 1e-2, 1]);
    expect(logTicks(0, 1, 4)).toEqual([]);
  });

  test('niceCeil and roundUp never go below, and not far above', () => {
    fc.assert(
      fc.property(positive, (value) => {
        expect(niceCeil(value)).toBeGreaterThanOrEqual(value * (1 - 1e-8));
        expect(niceCeil(value)).toBeLessThanOrEqual(value * 2.5 * (1 + 1e-8));
        expect(roundUp(value)).toBeGreaterThanOrEqual(value * (1 - 1e-8));
        expect(roundUp(value)).toBeLessThanOrEqual(value * 1.5 * (1 + 1e-8));
      }),
    );
  });

  test('logRange holds its values in round steps', () => {
    fc.assert(
      fc.property(positive, fc.double({ min: 1, max: 1e4, noNaN: true }), (low, factor) => {
        const [bottom, top] = logRange(low, low * factor);
        expect(bottom).toBeLessThanOrEqual(low * (1 + 1e-8));
        expect(top).toBeGreaterThanOrEqual(low * factor * (1 - 1e-8));
        expect(bottom).toBeLessThan(top);
      }),
    );
    expect(logRange(0.06, 0.9)).toEqual([0.05, 1]);
  });

  test('extent ignores what is not finite', () => {
    expect(extent([Number.NaN, 3, Number.POSITIVE_INFINITY, -1])).toEqual([-1, 3]);
    expect(extent([Number.NaN])).toBeUndefined();
    expect(padded([0, 10], 0.1)).toEqual([-1, 11]);
    expect(padded([4, 4], 0.1)).toEqual([3.5, 4.5]);
  });
});

describe('numbers', () => {
  test.each([
    [0, '0'],
    [0.08134, '0.0813'],
    [-1.5, '−1.50'],
    [12345.6, '12,346'],
    [1e-7, '1.0e-7'.replace('-', '−')],
    [2.5e9, '2.5e9'],
    [Number.NaN, '–'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%d reads %s', (value, text) => expect(formatNumber(value)).toBe(text));

  test('ticks, counts, shares', () => {
    expect([0.5, 1960, 12_000, -20, 1e-5].map(formatTick)).toEqual(['0.5', '1960', '12,000', '−20', '1e−5']);
    expect([1960.25, 12_345, 0.12345].map(formatGiven)).toEqual(['1960.25', '12,345', '0.123']);
    expect(formatCount(1234567)).toBe('1,234,567');
    expect([0.7, 0.055, 0, 1].map(formatPercent)).toEqual(['70 %', '5.5 %', '0 %', '100 %']);
  });

  test('a drag is rounded to what the axis can show', () => {
    expect(roundTo(123.456, 200)).toBe(123);
    expect(roundTo(0.123456, 2)).toBe(0.12);
    expect(roundTo(-0.0001, 2)).toBe(0);
  });
});

describe('colours', () => {
  test.each([
    ['#0072b2', [0, 114, 178]],
    ['#fff', [255, 255, 255]],
    ['rgb(1, 2, 3)', [1, 2, 3]],
    ['rgba(1, 2, 3, 0.5)', [1, 2, 3]],
    ['color(srgb 1 0.5 0)', [255, 127.5, 0]],
  ])('%s', (text, rgb) => expect(parseColor(text)).toEqual(rgb));

  test('mixing meets its ends', () => {
    const [low, middle, high] = [
      [0, 0, 0],
      [100, 100, 100],
      [200, 0, 0],
    ] as const;
    expect(mix(low, high, 0.5)).toEqual([100, 0, 0]);
    expect([-1, 0, 1, 7].map((t) => diverging(low, middle, high, t))).toEqual([low, middle, high, high]);
    expect(css([1.4, 2.6, 3])).toBe('rgb(1, 3, 3)');
  });

  test('viridis grows lighter all the way', () => {
    const light = Array.from({ length: 50 }, (_, i) => viridis(i / 49)).map(
      ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b,
    );
    for (let i = 1; i < light.length; i++) expect(light[i]).toBeGreaterThan(light[i - 1] ?? Number.NaN);
  });
});

describe('contours', () => {
  const grid = (side: number, f: (x: number, y: number) => number) =>
    Float64Array.from({ length: side * side }, (_, k) => f(k % side, Math.floor(k / side)));

  test('of a plane is one straight line from edge to edge', () => {
    const lines = contour(
      grid(9, (x) => x - 3.25),
      9,
      9,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toHaveLength(9);
    for (const [x] of lines[0] ?? []) expect(x).toBeCloseTo(3.25, 10);
  });

  test('of a disc is one ring on the circle', () => {
    const lines = contour(
      grid(41, (x, y) => Math.hypot(x - 20, y - 20) - 12),
      41,
      41,
    );
    expect(lines).toHaveLength(1);
    const ring = lines[0] ?? [];
    expect(ring[0]).toEqual(ring.at(-1));
    for (const [x, y] of ring) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(12, 1);
  });

  test('leaves out what is not finite', () => {
    expect(
      contour(
        grid(5, () => Number.NaN),
        5,
        5,
      ),
    ).toEqual([]);
  });
});

describe('curves', () => {
  const pair = (train: number[], validation: number[] = []) => ({ train, validation });

  test('a loss below 0 has no logarithm', () => {
    expect(suitsLog([pair([0.5, 0, 2])])).toBe(true);
    expect(suitsLog([pair([0.5, -1])])).toBe(false);
    expect(suitsLog([pair([0, 0])])).toBe(false);
  });

  test('the axis is round and one 0 does not stretch it', () => {
    expect(valueRange([pair([0.9, 0.06], [0.3])], true)).toEqual([0.05, 1]);
    expect(valueRange([pair([1, 0, 1e-12])], true)[0]).toBeGreaterThan(1e-6);
    expect(valueRange([pair([-1, 3.2])], false)).toEqual([-1, 4]);
    const [low, high] = valueRange([pair([0.3, 0.3 + 1e-8])], false);
    expect(high - low).toBeGreaterThan(0.002);
    expect(low).toBeLessThan(0.3);
  });

  test('what is not finite is a gap and 0 lies on the foot', () => {
    expect(onAxis([1, Number.NaN, 0], 0.01, true)).toEqual([1, null, 0.01]);
    expect(onAxis([1, Number.POSITIVE_INFINITY, -2], 0.01, false)).toEqual([1, null, -2]);
    expect(lastFinite([3, 2, Number.NaN])).toBe(2);
  });

  test('labels keep their distance, their order and the frame', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 4 }),
        (wanted) => {
          const places = spread(wanted, 30, 0, 200);
          const sorted = [...places].sort((a, b) => a - b);
          for (let i = 1; i < sorted.length; i++)
            expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(30 - 1e-9);
          expect(sorted[0]).toBeGreaterThanOrEqual(0);
          expect(sorted.at(-1)).toBeLessThanOrEqual(200);
          for (const [i, a] of wanted.entries())
            for (const [j, b] of wanted.entries())
              if (a < b) expect(places[i]).toBeLessThan(places[j] ?? Number.NaN);
        },
      ),
    );
    expect(spread([10, 100], 30, 0, 200)).toEqual([10, 100]);
  });

  test('names are cut to fit', () => {
    const measure = (text: string) => text.length * 10;
    expect(shortened('Huber', 60, measure)).toBe('Huber');
    expect(shortened('Binary cross-entropy', 80, measure)).toBe('Binary…');
  });
});

describe('sliders', () => {
  const ranges = [...catalog.settings, ...catalog.losses.flatMap(({ params }) => params)];

  test.each(ranges.map((range) => [range.id, range] as const))(
    '%s: places give values inside, and values places',
    (_, range) => {
      for (const integer of [true, false]) {
        // Only whole ends make sense of a slider in whole steps.
        const whole = Number.isInteger(range.low) && Number.isInteger(range.high);
        if (integer && !(whole && range.high - range.low >= 2)) continue;
        const travel = travelOf(range, integer);
        expect(travel.value(travel.low)).toBeCloseTo(range.low, 9);
        expect(travel.value(travel.high)).toBeCloseTo(range.high, 9);
        const steps = Math.floor((travel.high - travel.low) / travel.step);
        for (let step = 0; step < steps; step += Math.ceil(steps / 100)) {
          const place = travel.low + step * travel.step;
          const value = travel.value(place);
          expect(value).toBeGreaterThanOrEqual(range.low);
          expect(value).toBeLessThanOrEqual(range.high);
          if (!integer) expect(travel.value(travel.place(value))).toBeCloseTo(value, 9);
        }
      }
    },
  );
});

describe('names', () => {
  test('short titles are abbreviations where the catalogue has them', () => {
    const titles = Object.fromEntries(catalog.losses.map((loss) => [loss.id, shortTitle(loss)]));
    expect(titles).toMatchObject({
      mse: 'MSE',
      huber: 'Huber',
      binary_cross_entropy_with_logits: 'BCE',
      quantile: 'Quantile',
    });
  });

  test('the search knows titles, ids, aliases and families', () => {
    const found = (query: string) => matching(catalog.losses, query).map(({ id }) => id);
    expect(found('pinball')).toEqual(['quantile']);
    expect(found('cross entropy')).toEqual(
      expect.arrayContaining(['binary_cross_entropy_with_logits', 'cross_entropy']),
    );
    expect(found('')).toHaveLength(catalog.losses.length);
    expect(found('no such thing')).toEqual([]);
    const grouped = byFamily(catalog.losses);
    expect(grouped.flatMap(([, losses]) => losses)).toHaveLength(catalog.losses.length);
    expect(new Set(grouped.map(([family]) => family)).size).toBe(grouped.length);
  });
});

test('axes that measure alike have one scale, inside the room there is', () => {
  const side = fc.double({ min: 0.4, max: 1, noNaN: true });
  fc.assert(
    fc.property(side, side, side, side, (across, up, width, height) => {
      const room = { left: 40, top: 20, right: 40 + 500 * width, bottom: 20 + 500 * height };
      const x = { name: 'a', unit: '', low: 0, high: across };
      const y = { name: 'b', unit: '', low: -up, high: 0 };
      const box = evenBox(room, x, y);
      const scales = scalesOf(box, x, y);
      const slope = (scale: (value: number) => number) => Math.abs(scale(0.1) - scale(0));
      expect(slope(scales.x.at)).toBeCloseTo(slope(scales.y.at), 6);
      expect(box.left).toBeGreaterThanOrEqual(room.left - 1e-9);
      expect(box.right).toBeLessThanOrEqual(room.right + 1e-9);
      expect(box.bottom).toBeLessThanOrEqual(room.bottom + 1e-9);
      expect(evenBox(room, x, { ...y, unit: 'mm' })).toEqual(room);
    }),
  );
});

test('the list of losses begins with the usual one and holds all that suit', () => {
  const schema = new Schema(catalog);
  const usual = {
    regression: 'mse',
    binary: 'binary_cross_entropy_with_logits',
    multiclass: 'cross_entropy',
  };
  for (const { id, task } of catalog.data) {
    const list = inOrder(schema, { data: id });
    expect(list[0]?.id, id).toBe(usual[task]);
    expect(new Set(list)).toEqual(new Set(schema.suited({ data: id })));
    expect(byFamily(list)[0]?.[1][0]).toBe(list[0]);
  }
});

test('names are those of the run that is drawn, not of the one being opened', () => {
  const schema = new Schema(catalog);
  const { state } = schema.parse('losses=mse,huber');
  const lane = (loss: string) => ({ loss, text: '', params: {} });
  const run = (...losses: string[]) => ({ lanes: losses.map(lane) }) as unknown as RunInfo;
  expect(namesOf({ schema, state, info: run('mse', 'huber') })).toEqual(['MSE', 'Huber']);
  expect(namesOf({ schema, state, info: run('huber', 'mae', 'mse') })).toEqual(['Huber', 'MAE', 'MSE']);
});
