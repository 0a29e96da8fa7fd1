// SPDX-License-Identifier: Apache-2.0
// Curves of the catalogue page: every loss has one, and its slope is the slope of what is drawn.
import { beforeAll, describe, expect, it } from 'vitest';
import type { Core } from '../../web/engine/core.ts';
import { catalog, type LossId, load, lossNotes } from '../../web/engine/index.ts';
import { curveOf } from '../../web/engine/loss-curve.ts';

let core: Core;
beforeAll(async () => {
  core = await load();
});

describe('curveOf', () => {
  it.each(catalog.losses.map(({ id }) => id as LossId))(
    '%s has a finite curve with its own slope',
    async (id) => {
      const { facts } = (await lossNotes())[id]!;
      const { x, value, gradient } = curveOf(core, id);
      expect(value).toHaveLength(x.length);
      expect(gradient).toHaveLength(x.length);
      const finite = Array.from(value).filter(Number.isFinite);
      expect(finite.length).toBeGreaterThan(0.9 * x.length);
      if (facts.stops_gradient) return;
      const size = Math.max(...Array.from(gradient, Math.abs).filter(Number.isFinite), 1e-3);
      let agree = 0;
      for (let i = 1; i + 1 < x.length; i++) {
        const slope = (value[i + 1]! - value[i - 1]!) / (x[i + 1]! - x[i - 1]!);
        const around = [gradient[i - 1]!, gradient[i]!, gradient[i + 1]!];
        const slack = 0.03 * size;
        if (slope > Math.min(...around) - slack && slope < Math.max(...around) + slack) agree++;
      }
      // Ranking losses jump where items change places.
      expect(agree).toBeGreaterThan(0.65 * (x.length - 2));
    },
  );

  it('moves with a parameter, and counts from the target', () => {
    const { axis, x, gradient } = curveOf(core, 'huber', { delta: 0.5 });
    expect(axis).toBe('residual');
    expect(gradient[x.length - 1]).toBeCloseTo(0.5, 6);
    expect(gradient[(x.length - 1) / 2]).toBe(0);
    expect(curveOf(core, 'cross_entropy').axis).toBe('class');
    expect(curveOf(core, 'hinge').axis).toBe('margin');
  });
});
