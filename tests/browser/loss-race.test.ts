// SPDX-License-Identifier: Apache-2.0
// <loss-race> on the documentation page: what it draws, says and refuses, and that it trains only while it is in view.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findings } from './axe.ts';
import { openChromium, poll, type Server, serve, type Tab, type TabOptions } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const step = () => Number(/at=(\d+)$/.exec(document.querySelector('loss-race')!.moment)?.[1] ?? 0);
const label = () => document.querySelector('loss-race')?.shadowRoot?.querySelector('canvas')?.ariaLabel ?? '';
const matches = (form: string) =>
  new RegExp(form).test(
    document.querySelector('loss-race')?.shadowRoot?.querySelector('canvas')?.ariaLabel ?? '',
  );
const begins = (text: string) =>
  document.querySelector('loss-race')?.shadowRoot?.querySelector('canvas')?.ariaLabel?.startsWith(text);
const playing = () => document.querySelector('loss-race')!.playing;
const set = (name: string, value: string) => document.querySelector('loss-race')!.setAttribute(name, value);
const show = () => document.querySelector('loss-race')!.scrollIntoView({ block: 'center' });
const leave = () => scrollTo(0, 0);
const ready = () => Boolean(document.querySelector('loss-race')?.info);

async function open(options: TabOptions = {}) {
  const tab = await openChromium({ height: 600, ...options });
  await tab.goto(`${server.url}docs.html`);
  await tab.waitFor(ready);
  return tab;
}

/** Waits until the run has gone some steps further. */
async function runsOn(tab: Tab) {
  const from = await tab.evaluate(step);
  await poll(async () => (await tab.evaluate(step)) > from + 50);
}

test.each(['light', 'dark'] as const)(
  'draws the race of its losses and says how it stands, %s',
  async (colorScheme) => {
    const tab = await open({ colorScheme });
    await tab.evaluate(show);
    await runsOn(tab);
    await tab.waitFor(matches, '^Loss, validation, step [1-9]\\d*: MSE [\\d.e−]+, Huber [\\d.e−]+$');
    await tab.evaluate(() => document.querySelector('loss-race')!.pause());
    expect(await findings(tab)).toEqual([]);
    expect(tab.errors).toEqual([]);
    await tab.close();
  },
);

test('trains while it is in view, and only then', async () => {
  const tab = await open();
  expect(await tab.evaluate(step)).toBe(0);
  await tab.evaluate(show);
  await runsOn(tab);
  await tab.evaluate(leave);
  let last = -1;
  await poll(async () => {
    const before = last;
    last = await tab.evaluate(step);
    return last === before;
  });
  expect(await tab.evaluate(playing)).toBe(true);
  await tab.evaluate(show);
  await runsOn(tab);
  await tab.close();
});

test('loads nothing of the playground that it does not show', async () => {
  const tab = await open();
  const tags = ['losscape-setup', 'losscape-lane', 'losscape-plot', 'losscape-transport', 'losscape-stage'];
  const known = (all: string[]) => all.filter((tag) => customElements.get(tag));
  expect(await tab.evaluate(known, ['losscape-chart', ...tags])).toEqual(['losscape-chart']);
  await tab.close();
});

test('is driven by its buttons, its bar and keys', async () => {
  const tab = await open();
  await tab.evaluate(show);
  await runsOn(tab);
  await tab.click('loss-race .play');
  await tab.waitFor(() => !document.querySelector('loss-race')!.playing);
  await tab.click('loss-race [part="reset"]');
  await poll(async () => (await tab.evaluate(step)) === 0);
  await tab.press('ArrowRight');
  await poll(async () => (await tab.evaluate(step)) === 1);
  await tab.evaluate(() => document.querySelector('loss-race')!.seek(300));
  await tab.waitFor(
    () => document.querySelector('loss-race')!.shadowRoot!.querySelector('input')!.max === '300',
  );
  await tab.evaluate(() => {
    const bar = document.querySelector('loss-race')!.shadowRoot!.querySelector('input')!;
    bar.value = '120';
    bar.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await poll(async () => (await tab.evaluate(step)) === 120);
  await tab.waitFor(() =>
    document.querySelector('loss-race')!.shadowRoot!.querySelector('.step')!.textContent!.includes('120'),
  );
  await tab.close();
});

test('follows its attributes and properties', async () => {
  const tab = await open();
  await tab.evaluate(set, 'autoplay', 'off');
  await tab.evaluate(() => document.querySelector('loss-race')!.seek(50));
  await tab.waitFor(begins, 'Loss, validation, step 50');
  await tab.evaluate(set, 'show', 'metric');
  await tab.waitFor(begins, 'median |error|, validation, step 50');
  await tab.evaluate(() => {
    document.querySelector('loss-race')!.state = { metric: 'root_mean_squared_error' };
  });
  await tab.waitFor(begins, 'RMSE, validation');
  await tab.evaluate(set, 'losses', 'mae,cauchy,tukey');
  await poll(async () => (await tab.evaluate(label)).includes('Cauchy'));
  await tab.close();
});

test.each([
  ['show', 'los', 'show: there is no “los”; did you mean loss?; using loss'],
  ['losses', 'hubr', 'losses: there is no “hubr”; did you mean huber?'],
  ['seed', '-1', 'seed must be in'],
])('%s="%s" is refused in words, and the race goes on', async (name, value, words) => {
  const tab = await open();
  const warned: string[] = [];
  tab.raw.on('console', (message) => message.type() === 'warning' && warned.push(message.text()));
  await tab.evaluate(() => {
    document.addEventListener('error', (event) => {
      document.body.dataset.said = (event as unknown as CustomEvent).detail.message;
    });
  });
  await tab.evaluate(set, name, value);
  await tab.waitFor((text) => document.body.dataset.said?.startsWith(text), words);
  await poll(() => warned.some((each) => each.startsWith(`<loss-race> ${words}`)));
  const told = (text: string) =>
    document.querySelector('loss-race')!.shadowRoot!.querySelector('.notice')?.textContent?.includes(text);
  await tab.waitFor(told, words);
  await tab.evaluate(show);
  await runsOn(tab);
  await tab.close();
});

test('waits for its button where less motion is asked for', async () => {
  const tab = await openChromium();
  await tab.raw.emulateMedia({ reducedMotion: 'reduce' });
  await tab.goto(`${server.url}docs.html`);
  await tab.waitFor(ready);
  await tab.evaluate(show);
  expect(await tab.evaluate(playing)).toBe(false);
  await tab.click('loss-race .play');
  await runsOn(tab);
  await tab.close();
});

test('figures are light on paper, and as before afterwards', async () => {
  const tab = await open({ colorScheme: 'dark' });
  const grounds = () =>
    [...document.querySelectorAll('loss-race, loss-curve')].map(
      (each) => getComputedStyle(each).backgroundColor,
    );
  const dark = await tab.evaluate(grounds);
  await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await tab.evaluate(grounds)).toEqual(['rgb(255, 255, 255)', 'rgb(255, 255, 255)']);
  await tab.evaluate(() => dispatchEvent(new Event('afterprint')));
  await poll(async () => (await tab.evaluate(grounds)).join() === dark.join());
  expect(dark).not.toContain('rgb(255, 255, 255)');
  await tab.close();
});
