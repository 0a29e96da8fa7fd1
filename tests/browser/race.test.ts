// SPDX-License-Identifier: Apache-2.0
// The card of the optimiser race: fetched when it is opened, worked out by the core, started from where somebody points.
import { expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browserFor, serve } from './harness.ts';

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const values = () => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  return [...(card?.querySelectorAll('.race-table tbody tr') ?? [])].map((row) =>
    [...row.children].map((cell) => cell.textContent?.trim() ?? ''),
  );
};
const raced = () => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  return /\d/.test(card?.querySelector('.race-table tbody tr td')?.textContent ?? '');
};
const show = (step: number) => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  const scrub = card?.querySelector<HTMLInputElement>('.race-play input');
  if (!scrub) return;
  scrub.value = String(step);
  scrub.dispatchEvent(new Event('input'));
};
const type = (text: string) => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  const input = card?.querySelector<HTMLInputElement>('.race-text input');
  if (!input) return;
  input.value = text;
  input.dispatchEvent(new Event('change'));
};
const pressed = (key: string) => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  card?.querySelector('canvas')?.dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));
};
/** Presses and lets go in the middle of the picture. */
const drop = () => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  const canvas = card?.querySelector('canvas');
  const box = canvas?.getBoundingClientRect();
  if (!canvas || !box) return;
  canvas.setPointerCapture = () => {};
  const at = { clientX: box.x + box.width / 2, clientY: box.y + box.height / 2, button: 0, pointerId: 1 };
  canvas.dispatchEvent(new PointerEvent('pointerdown', at));
  canvas.dispatchEvent(new PointerEvent('pointerup', at));
};
const playing = () => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-race');
  return card?.querySelector('.race-play button')?.getAttribute('aria-pressed');
};

test.each(browserFor('chromium'))('%s races optimisers', async (_, open) => {
  const server = await serve();
  const tab = await open({ width: 1280, height: 1000 });
  try {
    await tab.goto(`${server.url}#autoplay=off`);
    await tab.waitFor(ready);
    expect(server.requested.some((path) => path.includes('/view-race-'))).toBe(false);
    await tab.goto(`${server.url}?again#autoplay=off&view=fit,race`);
    await tab.waitFor(raced);
    const number = (text = '') => Number(text.replace('−', '-'));
    // All begin in one place; Rosenbrock's function there is 24.2.
    for (const [, x, y, value] of await tab.evaluate(values)) {
      expect([number(x), number(y)]).toEqual([-1.2, 1]);
      expect(number(value)).toBeCloseTo(24.2, 3);
    }
    await tab.evaluate(show, 300);
    const ends = (await tab.evaluate(values)).map(([, , , value]) => number(value));
    expect(ends).toHaveLength(3);
    for (const value of ends) expect(value).toBeLessThan(4);
    expect(new Set(ends).size).toBe(3);

    // One step of gradient descent on a function of one's own, by hand: 2 − 0.02 · ∂/∂y (x² + y²) = 2 − 0.08.
    await tab.evaluate(type, 'x^2 + y^2');
    await tab.evaluate(show, 1);
    const [first] = await tab.evaluate(values);
    expect([number(first?.[1]), number(first?.[2])]).toEqual([-1.92, 1.92]);
    await tab.evaluate(pressed, 'ArrowRight');
    await tab.evaluate(show, 0);
    expect(number((await tab.evaluate(values))[0]?.[1])).toBeCloseTo(-1.88, 6);
    await tab.evaluate(drop);
    expect(await tab.evaluate(playing)).toBe('true');
    await tab.evaluate(show, 0);
    expect(await tab.evaluate(playing)).toBe('false');
    const [dropped] = await tab.evaluate(values);
    expect(Math.abs(number(dropped?.[1]))).toBeLessThan(0.4);
    expect(Math.abs(number(dropped?.[2]))).toBeLessThan(0.4);

    await tab.evaluate(type, 'x^2 + oops');
    const said = await tab.waitFor(
      () =>
        document.querySelector('loss-playground')?.shadowRoot?.querySelector('.race-help[role=alert]')
          ?.textContent,
    );
    expect(said).toContain('oops');
    expect(tab.errors.filter((error) => !error.includes('ABORTED'))).toEqual([]);
  } finally {
    await tab.close();
    await server.close();
  }
});
