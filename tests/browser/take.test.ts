// SPDX-License-Identifier: Apache-2.0
// What the page shows can be taken away: pictures of every card as PNG and SVG, their numbers as CSV.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { findings } from './axe.ts';
import { openChromium, poll, type Server, serve, type Tab } from './harness.ts';
import { settled } from './playground.ts';

let server: Server;
let tab: Tab<import('playwright-core').Page>;
beforeAll(async () => {
  server = await serve();
  tab = await openChromium({ width: 1280, height: 900 });
  await tab.goto(`${server.url}#autoplay=off&data=moons&losses=hinge,mse&view=fit,loss,metric,shape,network`);
  await tab.waitFor(() => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info));
  await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(40));
  // The charts have curves once they name what these have come to.
  await tab.waitFor(() => {
    const root = document.querySelector('loss-playground')!.shadowRoot!;
    const charts = [...root.querySelectorAll('losscape-chart canvas')];
    return (
      charts.length === 2 && charts.every((each) => /Hinge \d/.test(each.getAttribute('aria-label') ?? ''))
    );
  });
  await settled(tab);
});
afterAll(async () => {
  const { errors } = tab;
  await tab.close();
  await server.close();
  expect(errors).toEqual([]);
});

/** What is saved by a choice of the menu of a card. */
async function saved(card: number, choice: RegExp): Promise<{ name: string; bytes: Buffer }> {
  const { raw } = tab;
  await raw.locator('.take').nth(card).click();
  const coming = raw.waitForEvent('download');
  await raw.locator('.take-menu button').filter({ hasText: choice }).click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: await readFile((await download.path()) as string) };
}

const cards = ['hinge', 'mse', 'loss', 'metric', 'shape', 'network'];

describe.each(cards.map((name, i) => [name, i] as const))('the card %s', (_, card) => {
  test('as SVG: well-formed, with words and lines', async () => {
    const { name, bytes } = await saved(card, /SVG/);
    expect(name).toMatch(/^losscape-.*step-40\.svg$/);
    const text = bytes.toString();
    const read = await tab.evaluate((svg: string) => {
      const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
      const count = (tag: string) => parsed.querySelectorAll(tag).length;
      return {
        broken: count('parsererror'),
        texts: count('text'),
        paths: count('path'),
        images: count('image'),
      };
    }, text);
    expect(read.broken).toBe(0);
    expect(read.texts).toBeGreaterThan(3);
    expect(read.paths).toBeGreaterThan(3);
    // Only the model's picture over the plane is made of pixels.
    expect(read.images).toBe(card < 2 ? 1 : 0);
    expect(text).not.toContain('NaN');
  });

  test('as PNG: twice the size, and not of one colour', async () => {
    const { bytes } = await saved(card, /PNG/);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    const colours = await tab.evaluate(async (base64: string) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const ctx = canvas.getContext('2d')!;
      ctx.drawImage(image, 0, 0);
      const { data } = ctx.getImageData(0, 0, image.width, image.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }, bytes.toString('base64'));
    expect(colours).toBeGreaterThan(20);
  });

  test('as CSV: numbers below names', async () => {
    const { bytes } = await saved(card, /CSV/);
    const [head = '', ...rows] = bytes.toString().trim().split('\n');
    expect(rows.length).toBeGreaterThan(2);
    const columns = head.split(',').length;
    for (const row of rows.filter((each) => !each.includes('"')))
      expect(row.split(',')).toHaveLength(columns);
  });
});

test('the table of a curve is the history of the run', async () => {
  const { bytes } = await saved(2, /CSV/);
  const rows = bytes.toString().trim().split('\n');
  expect(rows[0]).toMatch(/^step,1 .* train loss,1 .* validation loss,2 /);
  const shown = await tab.evaluate(() =>
    [...document.querySelector('loss-playground')!.shadowRoot!.querySelectorAll('[data-read="train"]')].map(
      (each) => Number(each.textContent),
    ),
  );
  const [step, first, , second] = (rows.at(-1) ?? '').split(',').map(Number);
  expect(step).toBe(40);
  expect(first).toBeCloseTo(shown[0] ?? Number.NaN, 2);
  expect(second).toBeCloseTo(shown[1] ?? Number.NaN, 2);
});

test('the menu is left by Escape, and the focus is where it was', async () => {
  await tab.raw.locator('.take').nth(2).focus();
  await tab.press('Enter');
  await tab.raw.locator('.take-menu button').first().waitFor();
  await tab.press('Escape');
  await tab.raw.locator('.take-menu').waitFor({ state: 'detached' });
  const focused = await tab.evaluate(
    () => document.querySelector('loss-playground')!.shadowRoot!.activeElement?.className,
  );
  expect(focused).toContain('take');
});

describe.each([
  [1280, 'light'],
  [360, 'dark'],
] as const)('the dialog at %i pixels, %s', (width, colorScheme) => {
  test('holds code, embedding and a link, by keyboard, and axe finds nothing', async () => {
    const own = await openChromium({ width, height: 800, colorScheme });
    try {
      await own.goto(`${server.url}#autoplay=off&data=moons&losses=hinge&view=fit,loss`);
      await own.waitFor(() => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info));
      await own.press('t');
      const dialog = own.raw.locator('dialog.taking');
      await dialog.waitFor();
      const texts = () => dialog.locator('pre').allTextContents();
      const [pytorch = '', element = '', link = ''] = await texts();
      expect(pytorch).toContain(
        'def hinge_1(z, y):\n    return torch.maximum(torch.tensor(float(0)), 1 - y * z)',
      );
      expect(pytorch).toContain('torch.optim.Adam(net.parameters(), lr=rate, betas=(0.9, 0.999), eps=1e-8)');
      expect(element).toContain('<loss-playground data="moons" losses="hinge');
      expect(new URL(link).hash).toContain('data=moons');
      await dialog.getByRole('button', { name: 'JAX' }).press('Enter');
      await poll(async () => (await texts())[0]?.includes('optax.adam(rate, b1=0.9'));
      await dialog.getByRole('button', { name: 'Losscape' }).press('Enter');
      await poll(async () => (await texts())[0]?.includes('losses: [{id: "hinge"'));
      const coming = own.raw.waitForEvent('download');
      await dialog.getByRole('button', { name: 'JSON' }).press('Enter');
      const file = JSON.parse(await readFile((await (await coming).path()) as string, 'utf8'));
      expect(file).toMatchObject({ steps: [0], lanes: [{ loss: { id: 'hinge' }, status: 'running' }] });
      expect(await dialog.locator('.qr path').getAttribute('d')).toMatch(/^M0 0h1v1h-1zM1 0/);
      expect(await findings(own)).toEqual([]);
      expect(await own.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
      await own.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    } finally {
      await own.close();
    }
  });
});
