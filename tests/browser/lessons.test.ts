// SPDX-License-Identifier: Apache-2.0
// The gallery, the lessons beside the playground, and the attribute, in both browsers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/index.ts';
import { seeds, settingsAt } from '../../web/lessons/form.ts';
import { lessonIds, loadLesson } from '../../web/lessons/index.ts';
import { findings } from './axe.ts';
import { browserFor, browsers, openChromium, poll, type Server, serve, type Tab } from './harness.ts';

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
    text: words('.lesson-text'),
    count: words('.lesson-count'),
    open: Boolean(root?.querySelector('.lesson')),
  };
};
const showing = (text: string) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return root?.querySelector('.lesson-text')?.textContent === text;
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
    await tab.click('header.bar nav > a');
    await tab.waitFor(() => document.querySelectorAll('.gallery li a').length > 0);
    expect(await tab.evaluate(cards)).toHaveLength(lessonIds.length);
    await find(tab, 'tukey nowhere');
    expect(await tab.evaluate(cards)).toEqual([]);
    await find(tab, 'huber shrugs');
    expect(await tab.evaluate(cards)).toEqual(['./#lesson=outliers']);
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
    expect((await tab.evaluate(run)).link).toBe(`lesson=outliers:${outliers.steps.length}&seed=5`);
    await tab.evaluate(() => history.back());
    await tab.waitFor((count) => location.hash === `#lesson=outliers:${count}`, outliers.steps.length);
    await tab.evaluate(() => history.back());
    await tab.waitFor(showing, outliers.steps.at(-2)?.text ?? '');
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
    await tab.goto(`${server.url}#lesson=outliers:${outliers.steps.length}`);
    await tab.waitFor(showing, outliers.steps.at(-1)?.text ?? '');
    await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info !== undefined);
    const wide = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect(await tab.evaluate(wide)).toBe(0);
    expect(await findings(tab)).toEqual([]);
    await tab.goto(`${server.url}lessons.html`);
    await tab.waitFor(() => document.querySelectorAll('.gallery li a').length > 0);
    expect(await tab.evaluate(wide)).toBe(0);
    expect(await findings(tab)).toEqual([]);
    await tab.close();
  }
});

test('the gallery finds by words and topic, and its address keeps what was asked', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}lessons.html#q=weights&topic=challenges`);
  await tab.waitFor(() => document.querySelectorAll('.gallery li a').length > 0);
  const some = (await tab.evaluate(cards)).length;
  expect(some).toBeLessThan(lessonIds.length);
  await tab.click('.topics button');
  await tab.waitFor(() => location.hash === '#q=weights');
  expect((await tab.evaluate(cards)).length).toBeGreaterThan(some);
  await find(tab, '');
  await tab.waitFor(() => location.hash === '');
  expect(await tab.evaluate(cards)).toHaveLength(lessonIds.length);
  await tab.waitFor(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.gallery canvas')!;
    const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
    return data.some((value) => value > 0);
  });
  await tab.close();
});

test('a claim is trained where the visitor is, can be given up, and agrees with what was measured', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}#lesson=outliers:${outliers.steps.length}`);
  await tab.waitFor(showing, outliers.steps.at(-1)?.text ?? '');
  const claim = () => {
    const first = document.querySelector('loss-playground')?.shadowRoot?.querySelector('.claim');
    const column = (at: number) =>
      [...(first?.querySelectorAll(`tbody td:nth-child(${at})`) ?? [])].map((cell) => cell.textContent ?? '');
    return {
      running: Boolean(first?.querySelector('progress')),
      here: column(2),
      exchanged: column(3),
      said: first?.querySelector('[role=status]')?.textContent ?? '',
    };
  };
  // Given up as soon as it runs, before a worker can say that it is done.
  await tab.evaluate(
    () =>
      new Promise<void>((given) => {
        const root = document.querySelector('loss-playground')!.shadowRoot!;
        const button = () => root.querySelector<HTMLButtonElement>('.claim button')!;
        new MutationObserver((_, watch) => {
          if (!root.querySelector('.claim progress')) return;
          watch.disconnect();
          button().click();
          given();
        }).observe(root, { childList: true, subtree: true });
        button().click();
      }),
  );
  await poll(async () => !(await tab.evaluate(claim)).running);
  expect(await tab.evaluate(claim)).toEqual({ running: false, here: [], exchanged: [], said: '' });
  await tab.click('.claim button');
  await tab.waitFor(
    () =>
      document.querySelector('loss-playground')?.shadowRoot?.querySelector('.claim [role=status]')
        ?.textContent,
  );
  const { here, exchanged, said } = await tab.evaluate(claim);
  expect(said).toBe(`Holds on ${seeds.length} of ${seeds.length} seeds, exchanged on 0.`);
  const values = here.map((cell) => Number.parseFloat(cell));
  const [low, high] = outliers.claims[0]?.measured ?? [];
  expect(Math.min(...values)).toBeCloseTo(low ?? Number.NaN, 1);
  expect(Math.max(...values)).toBeCloseTo(high ?? Number.NaN, 1);
  for (const cell of here) expect(cell).toContain('holds');
  for (const cell of exchanged) expect(cell).toContain('fails');
  expect(await findings(tab)).toEqual([]);
  await tab.close();
});

test('a page leads through a lesson, and hears where it is', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}#lesson=outliers:9`);
  await tab.waitFor(showing, outliers.steps.at(-1)?.text ?? '');
  const count = outliers.steps.length;
  const notice = await tab.waitFor(
    () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.notice')?.textContent,
  );
  expect(notice).toContain(`lesson must be in [1, ${count}], got 9; using ${count}`);
  const led = await tab.evaluate(() => {
    const playground = document.querySelector<LossPlayground>('loss-playground')!;
    const heard: unknown[] = [];
    const said: string[] = [];
    playground.addEventListener('lessonstep', (event) => heard.push((event as CustomEvent).detail));
    playground.gotoStep(2);
    for (const work of [
      () => playground.gotoStep(0),
      () => {
        playground.load('data=line');
        playground.gotoStep(1);
      },
    ])
      try {
        work();
      } catch (error) {
        said.push((error as Error).message);
      }
    return { heard, said };
  });
  expect(led.heard).toEqual([{ lesson: 'outliers', step: 2, count }]);
  expect(led.said[0]).toBe(`step must be in [1, ${count}], got 0`);
  expect(led.said[1]).toMatch(/needs an open lesson/);
  await tab.close();
});

/** Of the playground, what cannot be seen of a selector's elements counts as missing. */
const seen = (selector: string) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return [...(root?.querySelectorAll(selector) ?? [])]
    .filter((each) => each.checkVisibility())
    .map((each) => each.textContent?.trim() ?? '');
};

test('paper has all words of a lesson, its claims with their numbers, and its pictures, and no controls', async () => {
  const tab = await openChromium({ colorScheme: 'dark' });
  await tab.goto(`${server.url}#lesson=outliers:2`);
  await tab.waitFor(showing, outliers.steps[1]?.text ?? '');
  await tab.waitFor(() =>
    document
      .querySelector('loss-playground')
      ?.shadowRoot?.adoptedStyleSheets.some(({ cssRules }) =>
        [...cssRules].some(
          (rule) =>
            rule instanceof CSSMediaRule &&
            rule.conditionText === 'print' &&
            rule.cssText.includes('losscape-setup'),
        ),
      ),
  );
  expect(await tab.evaluate(seen, '.lesson-paper')).toEqual([]);
  expect(await tab.evaluate(seen, '.claim > span')).toEqual([]);
  await tab.raw.emulateMedia({ media: 'print' });
  await tab.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await tab.evaluate(seen, '.lesson-paper li')).toEqual(outliers.steps.map(({ text }) => text));
  const claims = (await tab.evaluate(seen, '.claim > span')).join('\n');
  for (const { says } of outliers.claims) expect(claims).toContain(says);
  expect(claims.match(/Measured on 5 seeds/g)).toHaveLength(outliers.claims.length);
  expect(await tab.evaluate(seen, 'losscape-lane canvas')).not.toEqual([]);
  expect(await tab.evaluate(seen, 'input, button:not(.picker-button), .transport-buttons select')).toEqual(
    [],
  );
  await tab.close();
});

test('a step says which it is and where its run has come to rest', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}#lesson=outliers`);
  await tab.waitFor(showing, outliers.steps[0]?.text ?? '');
  await tab.click('.lesson .primary');
  await tab.click('.lesson .primary');
  const said = await tab.waitFor((text) => {
    const root = document.querySelector('loss-playground')?.shadowRoot;
    const region = root?.querySelector('.lesson [aria-live="polite"]')?.textContent ?? '';
    return region.includes(text) && region;
  }, outliers.steps[2]?.text ?? '');
  expect(said).toContain(`Step 3 of ${outliers.steps.length}`);
  await tab.waitFor(() =>
    document
      .querySelector('loss-playground')
      ?.shadowRoot?.querySelector('.live')
      ?.textContent?.startsWith('Step 1,500.'),
  );
  await tab.close();
});

test.each([
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
])('the plot that a step is about comes into sight at $width × $height', async (size) => {
  const race = await loadLesson('race');
  const tab = await browsers.chromium(size);
  await tab.goto(`${server.url}#lesson=race`);
  await tab.waitFor(showing, race.steps[0]?.text ?? '');
  await tab.waitFor(() => document.querySelector<LossPlayground>('loss-playground')?.info !== undefined);
  for (const { text, shows } of race.steps.slice(1)) {
    await tab.click('.lesson .primary');
    await tab.waitFor(showing, text);
    await tab.waitFor((view) => {
      const root = document.querySelector('loss-playground')?.shadowRoot;
      const box = (selector: string) => root?.querySelector(selector)?.getBoundingClientRect();
      const card = box(`[data-view="${view}"]`);
      const lesson = box('losscape-lesson');
      const above = lesson && lesson.width === innerWidth ? lesson.bottom : 0;
      const below = box('losscape-transport')?.top ?? 0;
      return card && card.height > 0 && card.top >= above && card.bottom <= below;
    }, shows ?? 'fit');
  }
  await tab.close();
});

test('the focus goes along into the next lesson, and out of it', async () => {
  const tab = await browsers.chromium();
  await tab.goto(`${server.url}#lesson=outliers:${outliers.steps.length}`);
  await tab.waitFor(showing, outliers.steps.at(-1)?.text ?? '');
  const focused = (selector: string) => {
    const root = document.querySelector('loss-playground')?.shadowRoot;
    return root?.activeElement?.matches(selector) ?? false;
  };
  const press = async (selector: string) => {
    await tab.evaluate(
      (which) =>
        document.querySelector('loss-playground')?.shadowRoot?.querySelector<HTMLElement>(which)?.focus(),
      selector,
    );
    await tab.press('Enter');
  };
  // The next lesson is known a moment after the last step of this one.
  await tab.waitFor(() =>
    document.querySelector('loss-playground')?.shadowRoot?.querySelector('.lesson .primary[title]'),
  );
  await press('.lesson .primary');
  await tab.waitFor(showing, (await loadLesson('fuel')).steps[0]?.text ?? '');
  await tab.waitFor(focused, '.lesson-words');
  await press('.lesson .tiny');
  await tab.waitFor(focused, '.play');
  await tab.close();
});
