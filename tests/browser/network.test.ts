// SPDX-License-Identifier: Apache-2.0
// Samples as pictures and the drawing of the net, in both browsers. Needs site/, which npm test builds.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { formatNumber } from '../../web/views/format.ts';
import { findings } from './axe.ts';
import { browserFor, type Server, serve } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const train = (steps: number) => document.querySelector<LossPlayground>('loss-playground')!.step(steps);
const wide = () => document.documentElement.scrollWidth;

/** The first lane's pictures: their words, the counts below, and how many colours the canvas shows. */
const pictures = () => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-pictures');
  const canvas = part?.querySelector('canvas');
  const counts = part?.querySelector<HTMLElement>('[data-wrong-train]')?.dataset;
  if (!canvas || !counts || canvas.width < 100) return undefined;
  const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
  return {
    words: canvas.getAttribute('aria-label') ?? '',
    range: part?.querySelector('.picture-foot span')?.textContent ?? '',
    wrongTrain: Number(counts.wrongTrain),
    wrongValidation: Number(counts.wrongValidation),
    colors: new Set(new Uint32Array(pixels.buffer)).size,
  };
};

/** Whether the pictures of all lanes are called so. */
const words = (part: string) => {
  const all = document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelectorAll('losscape-pictures canvas');
  return [...(all ?? [])].every((canvas) => canvas.getAttribute('aria-label')?.includes(part));
};

describe.each(browserFor('firefox'))('images in %s', (_, open) => {
  test('are pictures with what the model says of them, held by keys and the pointer alike', async () => {
    const tab = await open({ width: 1280, height: 800 });
    try {
      await tab.goto(`${server.url}#data=shapes&autoplay=off`);
      const before = (await tab.waitFor(pictures))!;
      expect(before.colors).toBeGreaterThan(30);
      expect(before.range).toMatch(/^1–\d+ of 300$/);
      await tab.evaluate(train, 150);
      await tab.waitFor((most) => {
        const counts = document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector<HTMLElement>('[data-wrong-train]')?.dataset;
        return Number(counts?.wrongTrain) < most;
      }, before.wrongTrain / 2);
      expect(await tab.waitFor(words, 'Sample 1 of 300')).toBe(true);
      await tab.evaluate(() =>
        document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector<HTMLElement>('losscape-pictures .plot')
          ?.focus(),
      );
      await tab.press('End');
      expect(await tab.waitFor(words, 'Sample 300 of 300')).toBe(true);
      const last = (await tab.waitFor(pictures))!;
      expect(last.range).toMatch(/–300 of 300$/);
      await tab.press('Home');
      await tab.press('ArrowRight');
      expect(await tab.waitFor(words, 'Sample 2 of 300')).toBe(true);
      await tab.click('losscape-pictures [aria-label="Next pictures"]');
      await tab.waitFor((first) => {
        const foot = document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector('.picture-foot span');
        return foot?.textContent !== first;
      }, before.range);
      expect(await findings(tab)).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('fit a narrow screen', async () => {
    const tab = await open({ width: 360, height: 740 });
    try {
      await tab.goto(`${server.url}#data=shapes&autoplay=off`);
      await tab.waitFor(pictures);
      expect(await tab.evaluate(wide)).toBeLessThanOrEqual(360);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});

/** The card of the net: units of its layers, colours on its canvas, and the words below. */
const net = () => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-network');
  const canvas = part?.querySelector('canvas');
  if (!canvas?.dataset.layers || canvas.width < 100) return undefined;
  const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
  return {
    layers: canvas.dataset.layers,
    colors: new Set(new Uint32Array(pixels.buffer)).size,
    words: part?.querySelector('.net-words')?.textContent ?? '',
    tip: part?.querySelector('.tip:not([hidden])')?.textContent?.replace(/\s+/g, ' ').trim() ?? '',
  };
};
const netIs = (layers: string) => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-network');
  return part?.querySelector('canvas')?.dataset.layers === layers;
};
const bias = async (at: number) =>
  (await document.querySelector<LossPlayground>('loss-playground')!.weights(0))[at] ?? Number.NaN;

const focusNet = () =>
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector<HTMLElement>('losscape-network .net-box')
    ?.focus();
const tipHas = (text: string) => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-network');
  return part?.querySelector('.tip:not([hidden])')?.textContent?.replace(/\s+/g, ' ').includes(text);
};
const wordsHave = (text: string) => {
  const part = document.querySelector('loss-playground')?.shadowRoot?.querySelector('losscape-network');
  return part?.querySelector('.net-words')?.textContent?.includes(text);
};

describe.each(browserFor('firefox'))('the net in %s', (_, open) => {
  test('is drawn, changed by buttons and read by keys', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=moons&hidden=6,4&view=fit,network&autoplay=off`);
      const before = (await tab.waitFor(net))!;
      expect(before.layers).toBe('2-6-4-1');
      expect(before.colors).toBeGreaterThan(40);
      await tab.click('losscape-network [aria-label="A unit more in hidden layer 1"]');
      expect(await tab.waitFor(netIs, '2-7-4-1')).toBe(true);
      await tab.click('losscape-network .net-edits .link');
      expect(await tab.waitFor(netIs, '2-7-7-4-1')).toBe(true);
      expect(await tab.evaluate(() => location.hash)).toContain('layers=7,7,4');
      await tab.evaluate(train, 40);
      await tab.evaluate(focusNet);
      await tab.press('ArrowRight');
      // W [7 × 2] comes before b [7]; the keys begin at the first unit of the first hidden layer.
      const wanted = formatNumber(await tab.evaluate(bias, 14));
      await tab.waitFor(tipHas, `bias ${wanted}`);
      expect((await tab.waitFor(net))?.tip).toMatch(/^dense 1 unit 1 output \S+ ∂ℓ\/∂output \S+ bias /);
      expect(await findings(tab)).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('walks a sample through, back, and takes the step that it foretold', async () => {
    const tab = await open({ width: 1280, height: 900 });
    try {
      await tab.goto(`${server.url}#data=moons&hidden=4,3&view=fit,network&autoplay=off`);
      await tab.waitFor(net);
      await tab.evaluate(train, 20);
      await tab.evaluate(focusNet);
      await tab.press('Enter');
      await tab.waitFor(wordsHave, 'Forward. Sample ');
      await tab.press('Enter');
      await tab.waitFor(wordsHave, 'Forward. dense 1 unit 1: ');
      for (let i = 0; i < 3; i++) await tab.press('Enter');
      await tab.waitFor(wordsHave, 'Loss. ');
      await tab.press('Enter');
      await tab.press('Enter');
      await tab.waitFor(wordsHave, 'Back. ∂ℓ/∂ of dense 2 unit 1: ');
      await tab.press('Backspace');
      await tab.waitFor(wordsHave, 'Back. ∂ℓ/∂ of output: ');
      for (let i = 0; i < 4; i++) await tab.press('Enter');
      await tab.waitFor(wordsHave, 'Update. ');
      // The bias of the first unit, and what is said to become of it.
      await tab.press('ArrowRight');
      await tab.waitFor(tipHas, 'dense 1 unit 1');
      const after = / after it (\S+)$/.exec((await tab.waitFor(net))?.tip ?? '')?.[1];
      await tab.click('losscape-network .net-take');
      await tab.waitFor(wordsHave, 'Forward. Sample ');
      // W [4 × 2] comes before b [4].
      expect(formatNumber(await tab.evaluate(bias, 8))).toBe(after);
      await tab.click('losscape-network .net-table summary');
      await tab.waitFor(() =>
        document
          .querySelector('loss-playground')
          ?.shadowRoot?.querySelector('losscape-network .net-table')
          ?.textContent?.includes('Weights into'),
      );
      await tab.click('losscape-network .net-play');
      await tab.waitFor(wordsHave, 'Forward. dense 1 unit 1: ');
      await tab.click('losscape-network .net-play');
      expect(await findings(tab)).toEqual([]);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });

  test('fits a narrow screen, with layers that are not units', async () => {
    const tab = await open({ width: 360, height: 740 });
    try {
      const layers = 'image:height=10:width=10,conv2d:channels=4,max_pool,dense:units=6';
      await tab.goto(`${server.url}#data=shapes&layers=${layers}&view=fit,network&autoplay=off`);
      const drawn = (await tab.waitFor(net))!;
      expect(drawn.layers).toBe('100-100-256-64-6-3');
      expect(drawn.colors).toBeGreaterThan(20);
      expect(await tab.evaluate(wide)).toBeLessThanOrEqual(360);
      expect(tab.errors).toEqual([]);
    } finally {
      await tab.close();
    }
  });
});
