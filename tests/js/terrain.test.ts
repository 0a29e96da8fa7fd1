// SPDX-License-Identifier: Apache-2.0
// Landscapes of two numbers and the races down them, through the npm package.
import { describe, expect, it } from 'vitest';
import { catalog, LossError, terrain, terrains } from '../../web/engine/index.ts';

describe('terrain', () => {
  it.each(terrains)('$id has its minima where it says, and no lower place in view', async (entry) => {
    const land = await terrain(entry.text);
    const { value, by_x, by_y } = land.at(
      entry.minima.map(([x]) => x),
      entry.minima.map(([, y]) => y),
    );
    const [first] = land.at([entry.start[0]], [entry.start[1]]).value;
    for (const i of entry.minima.keys()) {
      expect(value[i]).toBeCloseTo(entry.lowest, 4);
      // Ackley's slope jumps at its minimum.
      expect(Math.hypot(by_x[i] ?? 1, by_y[i] ?? 1)).toBeLessThan(0.01);
    }
    const across = (range: readonly [number, number], i: number) =>
      range[0] + ((range[1] - range[0]) * i) / 40;
    const x = Array.from({ length: 41 ** 2 }, (_, i) => across(entry.x, i % 41));
    const y = Array.from({ length: 41 ** 2 }, (_, i) => across(entry.y, Math.floor(i / 41)));
    expect(Math.min(...land.at(x, y).value)).toBeGreaterThan(entry.lowest - 1e-4);
    const down = land.descend({ id: 'sgd', learning_rate: entry.rate }, entry.start, 300);
    expect(down.diverged).toBe(false);
    expect(down.value.at(-1)).toBeLessThan(first ?? 0);
    const stride = land.descend({ id: 'adam', learning_rate: entry.stride }, entry.start, 300);
    expect(stride.value.at(-1)).toBeLessThan(first ?? 0);
  });

  it('takes every optimiser of the catalogue', async () => {
    const bowl = await terrain('x^2 + y^2');
    for (const { id } of catalog.optimizers) {
      const { value } = bowl.descend({ id }, [1.5, -1], 100);
      expect([id, (value.at(-1) ?? 9) < 3.25]).toEqual([id, true]);
    }
  });

  it('steps as the rule says, and tells divergence', async () => {
    const line = await terrain('3 * x + x * y');
    const { x, y } = line.descend({ id: 'sgd', learning_rate: 0.5 }, [1, 2], 1);
    expect([...x, ...y]).toEqual([1, 1 - 0.5 * 5, 2, 2 - 0.5]);
    const steep = await terrain('x^4 + y^4');
    const gone = steep.descend({ id: 'sgd', learning_rate: 1 }, [3, 3], 50);
    expect(gone.diverged).toBe(true);
    expect(gone.value.every(Number.isFinite)).toBe(true);
  });

  it('says what is wrong, and where', async () => {
    const failure = await terrain('x^2 +\n 3 * yy').catch((error: LossError) => error);
    expect(failure).toBeInstanceOf(LossError);
    expect(failure).toMatchObject({ line: 2, column: 6 });
    const bowl = await terrain('x^2 + y^2');
    expect(() => bowl.descend({ id: 'adem' }, [0, 0], 10)).toThrow(/adam/);
    expect(() => bowl.descend({ id: 'adam' }, [0, 0], 0)).toThrow(/steps/);
    expect(() => bowl.at([1], [1, 2])).toThrow(/equally long/);
  });
});
