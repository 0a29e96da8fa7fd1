// SPDX-License-Identifier: Apache-2.0
// The views against a context that writes down what is drawn.
import { describe, expect, test } from 'vitest';
import { originOf, reachOf, ridesOf } from '../../web/element/shape-data.ts';
import type { DataInfo, LaneFrame } from '../../web/engine/types.ts';
import { boundaries, fieldPixels, pull, strongest } from '../../web/views/boundary.ts';
import { drawFitGround, drawFitModel, type FitData, fitScales } from '../../web/views/fit.ts';
import { arrowSamples, arrowScales, nearestSample } from '../../web/views/samples.ts';
import { drawShape, type Panel } from '../../web/views/shape.ts';
import { sharesOf } from '../../web/views/share.ts';
import { drawTerms } from '../../web/views/terms.ts';
import { type Context, laneDashes, type Theme } from '../../web/views/theme.ts';
import { drawThumb } from '../../web/views/thumb.ts';

const theme: Theme = {
  panel: '#ffffff',
  ink: '#000000',
  mute: '#666666',
  line: '#dddddd',
  lanes: ['#0072b2', '#d55e00', '#009e73', '#b0568c'],
  laneInk: ['#00639b', '#b04c00', '#00734f', '#94406f'],
  classes: ['#ff0000', '#0000ff', '#00ff00'],
  tint: 0.5,
  font: 'sans-serif',
  size: 12,
};
const size = { width: 400, height: 300 };

interface Call {
  name: string;
  args: unknown[];
  stroke: string;
  fill: string;
  dash: number[];
}

/** Records calls together with the styles in force. */
function recorder(): { ctx: Context; calls: Call[] } {
  const calls: Call[] = [];
  const styles: Record<string, unknown> = { strokeStyle: '', fillStyle: '' };
  let dash: number[] = [];
  const ctx = new Proxy(styles, {
    get: (_, name: string) =>
      name in styles && typeof styles[name] !== 'function'
        ? styles[name]
        : (...args: unknown[]) => {
            if (name === 'setLineDash') dash = args[0] as number[];
            calls.push({
              name,
              args,
              stroke: String(styles.strokeStyle),
              fill: String(styles.fillStyle),
              dash,
            });
            return name === 'measureText' ? { width: 10 } : undefined;
          },
    set: (_, name: string, value) => {
      styles[name] = value;
      return true;
    },
  });
  return { ctx: ctx as unknown as Context, calls };
}

const fit: FitData = {
  lane: 1,
  x: [0, 1, 2],
  y: [1, 5, 3],
  part: [0, 0, 1],
  outlier: [0, 1, 0],
  input: { name: 'power', unit: 'hp', low: 0, high: 2 },
  target: { name: 'economy', unit: 'mpg', low: 0, high: 6 },
  field: [2, 2, 2],
  predictions: [2, 2, 2],
  gradients: [1, -3, 9],
  arrows: { unit: 3, pixels: 60 },
  active: -1,
};

describe('fit', () => {
  test('arrows stand on the predictions and point against the gradient, for training samples only', () => {
    const { ctx, calls } = recorder();
    drawFitModel(ctx, size, { ...fit, field: undefined }, theme);
    const { x, y } = fitScales(size, theme, fit);
    const shafts = calls.flatMap((call, i) => {
      const next = calls[i + 1];
      return call.name === 'moveTo' && next?.name === 'lineTo' && call.args[0] === next.args[0]
        ? [[call.args, next.args]]
        : [];
    });
    expect(shafts).toEqual([
      [
        [x.at(0), y.at(2)],
        [x.at(0), y.at(2) + 20],
      ],
      [
        [x.at(1), y.at(2)],
        [x.at(1), y.at(2) - 60],
      ],
    ]);
    expect(calls.find(({ name }) => name === 'stroke')?.stroke).toBe(theme.lanes[1]);
  });

  test('the curve wears the colour and the dash of its lane', () => {
    const { ctx, calls } = recorder();
    drawFitModel(ctx, size, fit, theme);
    const last = calls.filter(({ name }) => name === 'stroke').at(-1);
    expect(last?.stroke).toBe(theme.lanes[1]);
    expect(last?.dash).toHaveLength(laneDashes[1]?.length ?? 0);
  });

  test('a curve that is not finite is left out where it is not', () => {
    const { ctx, calls } = recorder();
    drawFitModel(ctx, size, { ...fit, gradients: undefined, field: [1, Number.NaN, 1, 2] }, theme);
    expect(calls.filter(({ name }) => name === 'lineTo')).toHaveLength(1);
  });

  test('training is filled, validation hollow, the axes say their units', () => {
    const { ctx, calls } = recorder();
    drawFitGround(ctx, size, fit, theme);
    const fills = calls.filter(({ name }) => name === 'fill').map(({ fill }) => fill);
    expect(fills).toEqual([theme.mute, theme.ink, theme.panel]);
    const texts = calls.filter(({ name }) => name === 'fillText').map(({ args }) => args[0]);
    expect(texts).toEqual(expect.arrayContaining(['power (hp)', 'economy (mpg)']));
  });
});

describe('samples', () => {
  test('the nearest within reach, or none', () => {
    expect(nearestSample([0, 10, 12], [0, 0, 0], 11.4, 3, 12)).toBe(2);
    expect(nearestSample([0, 10, 12], [0, 0, 0], 50, 50, 12)).toBe(-1);
    expect(nearestSample([Number.NaN], [0], 0, 0, 12)).toBe(-1);
  });

  test('one arrow scale for all lanes but those that would not be seen, blind to what is not finite', () => {
    const large = [0.4, Number.POSITIVE_INFINITY];
    const shared = { unit: 1, pixels: 60 };
    expect(arrowScales([[0.2, -0.9], large], 60)).toEqual([shared, shared]);
    expect(arrowScales([[0.2, -0.9], [0.01]], 60)).toEqual([shared, { unit: 0.01, pixels: 60 }]);
    expect(arrowScales([[0, 0], large], 60)).toEqual([undefined, { unit: 0.4, pixels: 60 }]);
  });

  test('many samples get few arrows, but every outlier keeps one', () => {
    const n = 1000;
    const part = Array.from({ length: n }, (_, i) => i % 2);
    const outlier = Array.from({ length: n }, (_, i) => (i === 502 ? 1 : 0));
    const chosen = arrowSamples(part, outlier, 100);
    expect(chosen.length).toBeLessThanOrEqual(101);
    expect(chosen).toContain(502);
    expect(chosen.every((i) => part[i] === 0)).toBe(true);
  });
});

describe('boundary', () => {
  const target = { name: 'y', unit: '', low: 0, high: 1 };
  const pixels = (task: 'binary' | 'multiclass' | 'regression', field: number[], side = 2) => {
    const data = new Uint8ClampedArray(4 * side * side);
    fieldPixels(data, { task, side, target, field }, theme);
    return Array.from({ length: side * side }, (_, i) => Array.from(data.slice(4 * i, 4 * i + 3)));
  };

  test('two classes meet in the ground colour, the first row of the field is the lowest', () => {
    const [, , lowLeft, lowRight] = pixels('binary', [0, 20, -20, -20]);
    expect(lowLeft).toEqual([255, 255, 255]);
    expect(lowRight).toEqual([128, 128, 255]);
    expect(pixels('binary', [0, 20, -20, -20])[0]).toEqual([255, 128, 128]);
  });

  test('a score that is not finite is left blank', () => {
    expect(pixels('binary', [Number.NaN, 1, 1, 1])[2]).toEqual([255, 255, 255]);
  });

  test('several classes: the strongest and how sure', () => {
    const field = [9, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9];
    expect(strongest(field, 1, 4).label).toBe(1);
    expect(strongest(field, 1, 4).share).toBeCloseTo(1, 3);
    expect(strongest([0, 0, 0], 0, 1).share).toBeCloseTo(1 / 3, 10);
  });

  test('borders of three classes are drawn once', () => {
    const side = 31;
    const cells = side * side;
    const thirds = [
      [0, 1],
      [-0.87, -0.5],
      [0.87, -0.5],
    ];
    const field = Float64Array.from({ length: 3 * cells }, (_, i) => {
      const cell = i % cells;
      const [a = 0, b = 0] = thirds[Math.floor(i / cells)] ?? [];
      return a * ((cell % side) - 15) + b * (Math.floor(cell / side) - 15);
    });
    const points = boundaries(field, side).flat();
    const seen = new Set(points.map(([x, y]) => `${x.toFixed(3)} ${y.toFixed(3)}`));
    expect(points.length).toBeGreaterThan(20);
    expect(points.length - seen.size).toBeLessThan(3);
  });

  test('a ring shows the pull on the score of the true class', () => {
    const y = [0, 1];
    expect(pull({ task: 'binary', y, gradients: [0.3, -0.4] }, 1)).toBe(0.4);
    expect(pull({ task: 'multiclass', y, gradients: [1, 2, 3, -4] }, 1)).toBe(4);
  });
});

describe('shares of the gradient', () => {
  test('of training samples by the length of their gradient, outliers first', () => {
    // Two outputs, five samples: lengths 5, 1, 2, 0 and a validation sample.
    const gradients = [3, 1, 0, 0, 9, 4, 0, -2, 0, 9];
    const shares = sharesOf(gradients, [0, 0, 0, 0, 1], [0, 0, 1, 0, 1]);
    expect(shares?.order).toEqual([2, 0, 1, 3]);
    expect([...(shares?.share ?? [])]).toEqual([2 / 8, 5 / 8, 1 / 8, 0]);
    expect(shares).toMatchObject({ outliers: 1, ofOutliers: 2 / 8, ofTopTenth: 5 / 8 });
    expect(sharesOf([0, 0], [0, 0], [0, 0])).toBeUndefined();
    expect(sharesOf([Number.NaN, 1], [0, 0], [0, 0])).toBeUndefined();
  });
});

describe('shape', () => {
  const base = {
    id: 'd',
    title: 'D',
    target: { name: 'y', unit: '', low: 0, high: 1 },
    inputs: [],
    x: [],
    image: null,
    filled: 0,
    dropped: 0,
  };
  const lane = (values: Partial<LaneFrame>) => values as LaneFrame;

  test('residuals of regression, of training samples only', () => {
    const data: DataInfo = {
      ...base,
      task: 'regression',
      classes: [],
      y: Float64Array.of(1, 2, 3),
      part: Uint8Array.of(0, 1, 0),
      outlier: new Uint8Array(3),
    };
    const ride = ridesOf(
      data,
      lane({
        predictions: Float64Array.of(4, 4, 4),
        gradients: Float32Array.of(3, 2, 1),
        losses: Float32Array.of(9, 4, 1),
      }),
    );
    expect(Array.from(ride?.x ?? [])).toEqual([3, Number.NaN, 1]);
    expect(originOf(data)).toEqual({ target: 2, prediction: 2 });
  });

  test('margins of two classes: the gradient turns with the sign', () => {
    const data: DataInfo = {
      ...base,
      task: 'binary',
      classes: ['a', 'b'],
      y: Float64Array.of(0, 1),
      part: new Uint8Array(2),
      outlier: new Uint8Array(2),
    };
    const ride = ridesOf(
      data,
      lane({
        predictions: Float64Array.of(-2, 3),
        gradients: Float32Array.of(0.5, -0.5),
        losses: Float32Array.of(1, 1),
      }),
    );
    expect(Array.from(ride?.x ?? [])).toEqual([2, 3]);
    expect(Array.from(ride?.gradient ?? [])).toEqual([-0.5, -0.5]);
  });

  test('of several classes cross-entropy is a curve over the true score less the others together', () => {
    const data: DataInfo = {
      ...base,
      task: 'multiclass',
      classes: ['a', 'b', 'c'],
      y: Float64Array.of(1),
      part: new Uint8Array(1),
      outlier: new Uint8Array(1),
    };
    const scores = [0.3, 1.2, -0.7];
    const loss = Math.log(scores.reduce((sum, z) => sum + Math.exp(z), 0)) - 1.2;
    const ride = ridesOf(
      data,
      lane({
        predictions: Float64Array.from(scores),
        gradients: new Float32Array(3),
        losses: Float32Array.of(loss),
      }),
    );
    const margin = ride?.x[0] ?? Number.NaN;
    expect(Math.log1p(Math.exp(-margin))).toBeCloseTo(loss, 6);
    // What the engine is asked for puts the other scores at 0.
    const z = margin + originOf(data).prediction;
    expect(Math.log(Math.exp(z) + 2) - z).toBeCloseTo(loss, 6);
  });

  test('the axis has room, and does not follow every wobble', () => {
    const ride = (most: number) => [{ x: [-most, 0.1], value: [], gradient: [] }];
    const reach = reachOf(ride(4.2), 0);
    expect(reach).toBeGreaterThanOrEqual(4.2);
    expect(reachOf(ride(3), reach)).toBe(reach);
    expect(reachOf(ride(0.5), reach)).toBeLessThan(reach);
    expect(reachOf([undefined], 7)).toBe(7);
  });

  const shape = {
    lanes: [{ lane: 0, x: [-1, 0, 1], value: [1, 0, 1], gradient: [-1, 0, 1] }],
    low: -1,
    high: 1,
    title: 'residual',
    value: 'loss',
    gradient: 'slope',
    selected: 0,
    active: -1,
  };

  test('one panel has all of the height, and the axis its title below the last', () => {
    const tops = (show: Panel[]) => {
      const { ctx, calls } = recorder();
      drawShape(ctx, size, { ...shape, show }, theme);
      const texts = calls.filter(({ name }) => name === 'fillText');
      return Object.fromEntries(texts.map(({ args }) => [args[0], args[2]])) as Record<string, number>;
    };
    const value = tops(['value']);
    expect(value).not.toHaveProperty('slope');
    expect(tops(['gradient']).slope).toBe(value.loss);
    const { loss = 0, slope = 0, residual = 0 } = tops(['gradient', 'value']);
    expect(slope).toBeLessThan(loss);
    expect(loss).toBeLessThan(residual);
  });

  test('both panels are drawn, the lane pointed out stays strong', () => {
    const { ctx, calls } = recorder();
    drawShape(ctx, size, shape, theme);
    const texts = calls.filter(({ name }) => name === 'fillText').map(({ args }) => args[0]);
    expect(texts).toEqual(expect.arrayContaining(['loss', 'slope', 'residual']));
    expect(calls.filter(({ name, stroke }) => name === 'stroke' && stroke === theme.lanes[0])).toHaveLength(
      2,
    );
  });
});

describe('a stamp of images', () => {
  test('shows the first four, pixel by pixel, in the colours of their classes', () => {
    const { ctx, calls } = recorder();
    const x = [0, 1, 2, 3, 4, 5].map((k) => [k, 5 - k, 0, 7, 9]);
    drawThumb(
      ctx,
      { width: 100, height: 100 },
      { task: 'multiclass', x, y: [0, 1, 2, 0, 1], image: [1, 2, 3] },
      theme,
    );
    const squares = calls.filter(({ name }) => name === 'fillRect');
    expect(squares).toHaveLength(4 * 6);
    expect(new Set(squares.map(({ fill }) => fill))).toEqual(new Set(theme.classes));
    const places = squares.map(({ args }) =>
      args
        .slice(0, 2)
        .map((at) => Math.round(at as number))
        .join(),
    );
    expect(new Set(places).size).toBe(24);
    for (const { args } of squares)
      for (const at of args.slice(0, 2) as number[]) expect(at >= 8 && at <= 92).toBe(true);
  });
});

describe('the terms of a sum', () => {
  const drawn = (values: readonly (readonly number[])[]) => {
    const { ctx, calls } = recorder();
    const terms = values.map((value, i) => ({ name: `term ${i}`, value, gradient_norm: [1, 0.1, 0.01] }));
    const panels = [{ lane: 0, title: '', terms }];
    const names = { value: 'value', gradient_norm: 'norm' };
    drawTerms(
      ctx,
      { width: 600, height: 320 },
      { steps: [0, 50, 100], panels, names, stepAxis: 'step' },
      theme,
    );
    return calls
      .filter(({ name }) => name === 'fillText')
      .map(({ args }) => args as [string, number, number]);
  };
  const ticksOf = (texts: [string, number, number][]) => {
    const left = Math.min(...texts.filter(([text]) => /^[−\d]/.test(text)).map(([, x]) => x));
    return texts.filter(([, x]) => x === left).sort(([, , a], [, , b]) => a - b);
  };

  test('have ticks that do not lie on one another, of the values themselves', () => {
    const ticks = ticksOf(
      drawn([
        [10, 1, 0.1],
        [3, 2, 1],
      ]),
    );
    for (const [i, [, , y]] of ticks.entries()) {
      if (i > 0) expect(y - (ticks[i - 1]?.[2] ?? 0)).toBeGreaterThan(theme.size);
    }
    expect(ticks.map(([text]) => text)).toEqual(['10', '1', '0.1', '1', '0.1', '0.01']);
  });

  test('have an axis through 0 where one is below it', () => {
    const ticks = ticksOf(
      drawn([
        [10, 1, 0.1],
        [-3, -2, -1],
      ]),
    ).map(([text]) => text);
    expect(ticks.some((text) => text.startsWith('−') || text.startsWith('-'))).toBe(true);
    expect(ticks).toContain('0');
  });

  test('end in their names and last numbers, over what was not measured', () => {
    const texts = drawn([
      [10, 1, Number.NaN],
      [3, 2, 1],
    ]).map(([text]) => text);
    expect(texts.filter((text) => text.startsWith('term'))).toHaveLength(4);
    expect(texts).toContain('1.00');
  });
});
