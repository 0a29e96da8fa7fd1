// SPDX-License-Identifier: Apache-2.0
// The gallery, the lessons beside the playground, and the attribute, in both browsers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/index.ts';
import { settingsAt } from '../../web/lessons/form.ts';
import { lessonIds, loadLesson } from '../../web/lessons/index.ts';
import { findings } from './axe.ts';
import { browserFor, browsers, type Server, serve, type Tab } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

const outliers = await loadLesson('outliers');

const panel = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const words = (selector: string) =>
    root?.querySelector(selector)?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  return {
    title: words('.lesson h2'),
    text: words('.lesson-words > p'),
    count: words('.lesson-count'),
    open: Boolean(root?.querySelector('.lesson')),
  };
};
const showing = (text: string) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return root?.querySelector('.lesson-words > p')?.textContent === text;
};
const cards = () => [...document.querySelectorAll('.gallery li a')].map((card) => card.getAttribute('href'));
const run = () => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const step = playground.shadowRoot?.querySelector('.live')?.textContent ?? '';
  return {
    hash: location.hash,
    losses: playground.state.losses,
    edits: playground.state.edits.length,
    playing: playground.playing,
    link: playground.permalink,
    step,
  };
};
const arrived = (step: string) => {
  const playground = document.querySelector<LossPlayground>('loss-playground')!;
  const shown =
    playground.shadowRoot?.querySelector('losscape-transport')?.textContent?.replace(/\s+/g, '') ?? '';
  return !playground.playing && shown.includes(`step${step}`);
};
/** What a tab that is closed or left cuts off is not an error of the page. */
const real = (tab: Tab) => tab.errors.filter((error) => !/NS_BINDING_ABORTED|ERR_ABORTED/.test(error));

async function find(tab: Tab, words: string) {
  await tab.evaluate((text) => {
    const input = document.querySelector<HTMLInputElement>('.gallery input')!;
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, words);
}

describe.each(browserFor('chromium'))('lessons in %s', (_, open) => {
  test('from the gallery through all steps of a lesson, back, and out of it', async () => {
    const tab = await open({ width: 1280, height: 900 });
    await tab.goto(`${server.url}#autoplay=off`);
    await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info !== undefined);
    await tab.click('header.bar nav button:not(.square)');
    await tab.waitFor(() => document.querySelectorAll('.gallery li a').length > 0);
    expect(await tab.evaluate(cards)).toHaveLength(lessonIds.length);
    await find(tab, 'tukey nowhere');
    expect(await tab.evaluate(cards)).toEqual([]);
    await find(tab, 'huber shrugs');
    expect(await tab.evaluate(cards)).toEqual(['#lesson=outliers']);
    await tab.click('.gallery li a');
    for (const [i, { text, do: doing }] of outliers.steps.entries()) {
      await tab.waitFor(showing, text);
      expect((await tab.evaluate(panel)).count).toContain(`${i + 1} of ${outliers.steps.length}`);
      if (doing?.play && i > 0) await tab.waitFor(arrived, doing.play.toLocaleString('en-US'));
      const { hash, edits } = await tab.evaluate(run);
      expect(hash).toBe(`#lesson=outliers${i > 0 ? `:${i + 1}` : ''}`);
      const wanted = settingsAt(outliers, i + 1).edits?.split(',').length ?? 0;
      expect(edits).toBe(wanted);
      if (i + 1 < outliers.steps.length) await tab.click('.lesson .primary');
    }
    // What the visitor changes is written over the lesson, and a link brings both back.
    await tab.evaluate(() => {
      document.querySelector<LossPlayground>('loss-playground')!.state = { seed: 5 };
    });
    expect((await tab.evaluate(run)).link).toBe('lesson=outliers:4&seed=5');
    await tab.evaluate(() => history.back());
    await tab.waitFor(() => location.hash === '#lesson=outliers:4');
    await tab.evaluate(() => history.back());
    await tab.waitFor(showing, outliers.steps[2]?.text ?? '');
    await tab.click('.lesson .tiny');
    await tab.waitFor(() => !document.querySelector('loss-playground')?.shadowRoot?.querySelector('.lesson'));
    const left = await tab.evaluate(run);
    expect(left.hash).not.toContain('lesson=');
    expect(left.hash).toContain('data=line');
    expect(left.edits).toBe(5);
    const errors = real(tab);
    await tab.close();
    expect(errors).toEqual([]);
  });

  test('every lesson opens by its link and shows its last step', async () => {
    const tab = await open({ width: 1280, height: 900 });
    for (const id of lessonIds) {
      const lesson = await loadLesson(id);
      await tab.goto('about:blank');
      await tab.goto(`${server.url}#lesson=${id}:${lesson.steps.length}`);
      await tab.waitFor(showing, lesson.steps.at(-1)?.text ?? '');
      await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info !== undefined);
      const problems = await tab.evaluate(
        () =>
          document.querySelector('loss-playground')?.shadowRoot?.querySelector('.notice')?.textContent ?? '',
      );
      expect(problems, id).toBe('');
    }
    const errors = real(tab);
    await tab.close();
    expect(errors).toEqual([]);
  });
});

test('a lesson that is not there is reported, and the playground opens', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}#lesson=outlier&autoplay=off`);
  const words = await tab.waitFor(
    () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.notice')?.textContent,
  );
  expect(words).toContain('did you mean outliers?');
  await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info !== undefined);
  await tab.close();
});

test('the attribute opens a lesson, and others change it', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}#autoplay=off`);
  await tab.evaluate(() => {
    document.querySelector('loss-playground')?.remove();
    const playground = document.createElement('loss-playground');
    playground.setAttribute('lesson', 'outliers');
    playground.setAttribute('losses', 'mae');
    playground.setAttribute('seed', '7');
    document.body.append(playground);
  });
  await tab.waitFor(showing, outliers.steps[0]?.text ?? '');
  const { link, losses } = await tab.evaluate(run);
  expect(losses).toEqual([{ id: 'mae', params: {} }]);
  expect(link).toBe('lesson=outliers&losses=mae&seed=7');
  await tab.close();
});

test('on a phone, light and dark, nothing sticks out and axe finds nothing', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const tab = await browsers.chromium({ width: 360, height: 740, colorScheme });
    await tab.goto(`${server.url}#lesson=outliers:4`);
    await tab.waitFor(showing, outliers.steps.at(-1)?.text ?? '');
    await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info !== undefined);
    const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await tab.evaluate(wide)).toBe(0);
    expect(await findings(tab)).toEqual([]);
    await tab.click('header.bar nav button:not(.square)');
    await tab.waitFor(() => document.querySelectorAll('.gallery li a').length > 0);
    expect(
      await tab.evaluate(() => document.querySelector('.gallery .cards')!.scrollWidth - innerWidth),
    ).toBeLessThanOrEqual(0);
    expect(await findings(tab)).toEqual([]);
    await tab.close();
  }
});
