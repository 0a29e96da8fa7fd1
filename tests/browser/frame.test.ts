// SPDX-License-Identifier: Apache-2.0
// Two frames of the page in a page of somebody else's, with the snippet of the documentation: each is as high as its
// content, and does what it is asked to.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page as ChromiumPage } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium, poll, type Server, serve, type Tab } from './harness.ts';

const docs = readFileSync(fileURLToPath(new URL('../../web/docs/figures.md', import.meta.url)), 'utf8');
const [, script = '', frame = ''] =
  /```html\n(<script>[\s\S]*?<\/script>)\n(<iframe.*<\/iframe>)\n```/.exec(docs) ?? [];
const folder = mkdtempSync(join(tmpdir(), 'losscape-host-'));
let site: Server;
let host: Server;
beforeAll(async () => {
  site = await serve();
  const first = frame.replace('https://…/', site.url);
  const second = first.replace('losses=mse,huber', 'losses=mae&height=300&view=loss');
  const asGiven = `<iframe src="${site.url}" width="900" height="640"></iframe>`;
  for (const [name, content] of Object.entries({ index: script + first + second, 'as-given': asGiven }))
    writeFileSync(
      join(folder, `${name}.html`),
      `<!doctype html><title>Host</title><link rel="icon" href="data:," />${content}`,
    );
  host = await serve(folder, "script-src 'unsafe-inline'");
});
afterAll(async () => {
  await host.close();
  await site.close();
  rmSync(folder, { recursive: true });
});

// These run in the page; each must be complete in itself.
const heights = () => [...document.querySelectorAll('iframe')].map((frame) => Number(frame.height));
/** Keeps what the frames say, from before they have said anything. */
const listen = () => {
  const heard: { frame: number; data: Record<string, unknown> }[] = [];
  Object.assign(globalThis, { heard });
  addEventListener('message', ({ data, source }) => {
    const frame = [...document.querySelectorAll('iframe')].findIndex((each) => each.contentWindow === source);
    heard.push({ frame, data });
  });
};
type Heard = { heard: { frame: number; data: Record<string, unknown> }[] };
const ask = (frame: number, id: number, call: string, args: unknown) =>
  document
    .querySelectorAll('iframe')
    [frame]!.contentWindow!.postMessage({ losscape: 1, id, call, args }, '*');
const answer = (id: number) => (globalThis as unknown as Heard).heard.find(({ data }) => data.id === id);
const lastStep = (frame: number) =>
  (globalThis as unknown as Heard).heard.findLast(
    (each) => each.frame === frame && each.data.event === 'step',
  )?.data.detail as { step: number } | undefined;

async function open(page = 'index.html') {
  const tab = await openChromium({ width: 1000, height: 1400 });
  await tab.raw.addInitScript(`(${listen})()`);
  await tab.goto(host.url + page);
  const ready = (frame: number) =>
    (globalThis as unknown as Heard).heard.some(
      (each) => each.frame === frame && each.data.event === 'listening',
    );
  const frames = tab.raw.frames().length - 1;
  for (let frame = 0; frame < frames; frame++) await tab.waitFor(ready, frame);
  return tab;
}

const overflow = (tab: Tab<ChromiumPage>) =>
  Promise.all(
    tab.raw
      .frames()
      .slice(1)
      .map((frame) => frame.evaluate('document.documentElement.scrollHeight - innerHeight')),
  );

test('each frame is as high as its content', async () => {
  const tab = await open();
  await poll(async () => {
    const [first = 0, second = 0] = await tab.evaluate(heights);
    return first > 700 && second === 300 && (await overflow(tab)).every((pixels) => pixels === 0);
  });
  // Lower content makes the frame lower.
  await tab.evaluate(ask, 0, 1, 'load', ['losses=mae&height=240&view=loss']);
  await poll(async () => (await tab.evaluate(heights))[0] === 240);
  expect(tab.errors).toEqual([]);
  await tab.close();
});

test('a frame that nobody asks to fit has the height it was given', async () => {
  const tab = await open('as-given.html');
  const inside = await poll(() =>
    tab.raw
      .frames()[1]
      ?.evaluate<number[]>(
        'document.querySelector("loss-playground").info && [document.body.clientHeight, innerHeight]',
      ),
  );
  expect(inside).toEqual([640, 640]);
  await tab.close();
});

test('a frame does what it is asked to, and the other does not', async () => {
  const tab = await open();
  await tab.evaluate(ask, 0, 1, 'seek', [100]);
  expect((await tab.waitFor(answer, 1)).data).toMatchObject({ losscape: 1, id: 1 });
  expect(await tab.evaluate(lastStep, 0)).toMatchObject({ step: 100 });
  expect((await tab.evaluate(lastStep, 1))?.step ?? 0).toBe(0);
  await tab.evaluate(ask, 0, 2, 'undo', []);
  expect((await tab.waitFor(answer, 2)).data.result).toBe(false);
  await tab.evaluate(ask, 1, 3, 'step', [5]);
  expect((await tab.waitFor(answer, 3)).frame).toBe(1);
  expect(await tab.evaluate(lastStep, 1)).toMatchObject({ step: 5 });
  await tab.close();
});

test.each([
  ['seak', [100], 'call: there is no “seak”; try seek'],
  ['connectedCallback', [], 'call: there is no “connectedCallback”'],
  ['seek', 100, 'args must be a list, got 100'],
  ['load', [7], 'load takes the text of a link, got 7'],
  ['seek', [-1], 'seek takes a whole number from 0, got -1'],
])('%s(%j) is refused in words', async (call, args, words) => {
  const tab = await open();
  await tab.evaluate(ask, 0, 1, call, args);
  expect((await tab.waitFor(answer, 1)).data.error).toContain(words);
  await tab.evaluate(ask, 0, 2, 'seek', [7]);
  await tab.waitFor(answer, 2);
  expect(await tab.evaluate(lastStep, 0)).toMatchObject({ step: 7 });
  await tab.close();
});
