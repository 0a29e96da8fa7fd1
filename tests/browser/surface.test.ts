// SPDX-License-Identifier: Apache-2.0
// The card of the loss surface: fetched when it is opened, worked out again as the run goes on, walked around where there
// is WebGL.
import { expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browsers, serve } from './harness.ts';

// These run in the page; each must be complete in itself.
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const summary = () =>
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector('losscape-surface canvas.surface-map')
    ?.getAttribute('aria-label');
const look = () =>
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector('losscape-surface')
    ?.scrollIntoView({ block: 'center' });
const step = async () => {
  await document.querySelector<LossPlayground>('loss-playground')?.step(60);
};
const settled = () => {
  const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-surface');
  return card?.querySelector('canvas.surface-solid')
    ? 'solid'
    : card?.querySelector<HTMLButtonElement>('button')?.disabled && 'refused';
};
/** How many colours the picture has. */
const colours = () => {
  const canvas = document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector<HTMLCanvasElement>('canvas.surface-map');
  const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  const seen = new Set<number>();
  for (let i = 0; i < data.length; i += 4)
    seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
  return seen.size;
};

test.each(Object.entries(browsers))('%s draws the surface and follows the run', async (name, open) => {
  const server = await serve();
  const tab = await open();
  const asked = (part: string) => server.requested.some((path) => path.includes(`/${part}-`));
  try {
    await tab.goto(`${server.url}#autoplay=off`);
    await tab.waitFor(ready);
    expect(asked('view-surface')).toBe(false);
    await tab.goto(`${server.url}?again#autoplay=off&view=fit,surface`);
    await tab.waitFor(ready);
    expect(asked('view-surface')).toBe(true);
    await tab.waitFor(() =>
      Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-surface')),
    );
    await tab.evaluate(look);
    // A path of one point has no components: random directions, which are those of the weights.
    const first = await tab.waitFor(() => {
      const text = document
        .querySelector('loss-playground')
        ?.shadowRoot?.querySelector('losscape-surface canvas.surface-map')
        ?.getAttribute('aria-label');
      return text?.includes('direction 1') && text;
    });
    expect(first).toContain('Training loss of MSE');
    await tab.evaluate(step);
    await tab.waitFor(() =>
      document
        .querySelector('loss-playground')
        ?.shadowRoot?.querySelector('losscape-surface canvas.surface-map')
        ?.getAttribute('aria-label')
        ?.includes('component 1'),
    );
    const then = await tab.evaluate(summary);
    expect(then).toMatch(/\d %? ?of the path/);
    expect(await tab.evaluate(colours)).toBeGreaterThan(200);

    expect(asked('landscape-solid')).toBe(false);
    await tab.evaluate(() => {
      const card = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-surface');
      card?.querySelector<HTMLButtonElement>('button')?.click();
    });
    const way = await tab.waitFor(settled);
    expect(asked('landscape-solid')).toBe(true);
    if (name === 'chromium') {
      expect(way).toBe('solid');
      // A context that is lost leaves the map, with a word on it; another press makes a new one.
      await tab.evaluate(() => {
        const root = document.querySelector('loss-playground')!.shadowRoot!;
        const canvas = root.querySelector<HTMLCanvasElement>('canvas.surface-solid')!;
        canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext();
      });
      const note = await tab.waitFor(() => {
        const card = document
          .querySelector('loss-playground')!
          .shadowRoot!.querySelector('losscape-surface')!;
        const gone = !card.querySelector('canvas.surface-solid');
        return gone && card.querySelector('.surface-note')!.textContent;
      });
      expect(note).toContain('gave up the 3-D picture');
      expect(await tab.evaluate(colours)).toBeGreaterThan(200);
      await tab.evaluate(() => {
        const card = document
          .querySelector('loss-playground')!
          .shadowRoot!.querySelector('losscape-surface')!;
        card.querySelector<HTMLButtonElement>('button')!.click();
      });
      expect(await tab.waitFor(settled)).toBe('solid');
    }
    // Without WebGL the map stays where it was.
    if (way === 'refused') expect(await tab.evaluate(colours)).toBeGreaterThan(200);
    expect(tab.errors.filter((error) => !/ABORTED|WebGL/.test(error))).toEqual([]);
  } finally {
    await tab.close();
    await server.close();
  }
});
