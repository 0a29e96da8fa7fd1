// SPDX-License-Identifier: Apache-2.0
// The page in both browsers, as a visitor meets it. Needs site/, which npm test builds.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { plotAxes } from '../../web/element/plot-data.ts';
import type { RunInfo } from '../../web/engine/types.ts';
import { plotBox, scalesOf } from '../../web/views/axes.ts';
import type { Theme } from '../../web/views/theme.ts';
import { findings } from './axe.ts';
import { browsers, openChromium, poll, type Server, serve, type Tab } from './harness.ts';
import { pictures, settled } from './pictures.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

// These run in the page; each must be complete in itself.
const play = () => document.querySelector<LossPlayground>('loss-playground')?.play();
const pause = () => document.querySelector<LossPlayground>('loss-playground')?.pause();
const reset = () => document.querySelector<LossPlayground>('loss-playground')?.reset();
const state = () => document.querySelector<LossPlayground>('loss-playground')!.state;
const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
const weights = async (lane: number) =>
  Array.from(await document.querySelector<LossPlayground>('loss-playground')!.weights(lane));
/** The step shown in the transport, when it has reached `least`. */
const shownStep = (least: number) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const text = root?.querySelector('[data-read="step"] dd')?.textContent ?? '';
  const step = Number(text.replaceAll(',', ''));
  return text !== '' && step >= least ? `${step}` : '';
};
const shownStepIs = (step: number) =>
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector('[data-read="step"] dd')
    ?.textContent?.trim() === String(step);
const shownLosses = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return [...(root?.querySelectorAll('[data-read="train"]') ?? [])].map((each) => Number(each.textContent));
};
const secondLossBelow = (limit: number) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return Number(root?.querySelectorAll('[data-read="train"]')[1]?.textContent) < limit;
};
/** What went wrong so far; that the worker of a page left for another was given up is no mistake. */
const mistakes = (tab: Tab) => tab.errors.filter((error) => !/NS_BINDING_ABORTED|ERR_ABORTED/.test(error));

async function openAt(tab: Tab, hash: string) {
  await tab.goto(`${server.url}#${hash}`);
  await tab.waitFor(ready);
  if (hash.includes('autoplay=off')) await settled(tab);
}

describe.each(Object.entries(browsers))('the page in %s', (_, open) => {
  let tab: Tab;
  beforeEach(async () => {
    tab = await open({ width: 1280, height: 800 });
  });
  afterEach(async () => {
    const errors = mistakes(tab);
    await tab.close();
    expect(errors).toEqual([]);
  });

  test('something is already training, and two losses part', async () => {
    await tab.goto(server.url);
    await tab.waitFor(shownStep, 150);
    const [mse = 0, huber = 0] = await tab.evaluate(shownLosses);
    expect(mse).toBeGreaterThan(0);
    expect(huber).toBeGreaterThan(0);
    await poll(async () => {
      const [first, second] = await tab.evaluate(pictures);
      return first !== second;
    });
  });

  test('play: the losses fall and the pictures change', async () => {
    await openAt(tab, 'autoplay=off');
    const before = await tab.evaluate(shownLosses);
    const still = await settled(tab);
    expect(before).toHaveLength(2);
    expect(still).toHaveLength(7);
    await tab.click('.play');
    await tab.waitFor(shownStep, 120);
    await tab.evaluate(pause);
    const moved = await settled(tab);
    const after = await tab.evaluate(shownLosses);
    for (const [lane, loss] of before.entries()) expect(after[lane]).toBeLessThan(0.8 * loss);
    for (const [i, picture] of still.entries()) expect(moved[i]).not.toBe(picture);
  });

  test('reset returns to the same weights, a new seed does not', async () => {
    await openAt(tab, 'autoplay=off');
    const initial = await tab.evaluate(weights, 1);
    expect(initial.length).toBeGreaterThan(10);
    expect(await tab.evaluate(weights, 0)).toEqual(initial);
    await tab.evaluate(play);
    await tab.waitFor(shownStep, 60);
    await tab.evaluate(pause);
    expect(await tab.evaluate(weights, 1)).not.toEqual(initial);
    await tab.evaluate(reset);
    await tab.waitFor(shownStepIs, 0);
    expect(await tab.evaluate(weights, 1)).toEqual(initial);
    await tab.click('[part="seed"]');
    await tab.waitFor(() =>
      document.querySelector<LossPlayground>('loss-playground')?.permalink.includes('seed='),
    );
    await settled(tab);
    expect(await tab.evaluate(weights, 1)).not.toEqual(initial);
  });

  test('a sample is dragged: the data, the state and the address follow', async () => {
    await openAt(tab, 'autoplay=off');
    const sample = 5;
    const { info, canvas } = await tab.evaluate(() => {
      const element = document.querySelector<LossPlayground>('loss-playground')!;
      const { data } = element.info!;
      const picture = element.shadowRoot!.querySelector('losscape-plot canvas')!.getBoundingClientRect();
      const { left, top, width, height } = picture;
      const plain = {
        ...data,
        x: data.x.map((column) => [...column]),
        y: [...data.y],
        part: [],
        outlier: [],
      };
      return { info: { data: plain }, canvas: { left, top, width, height } };
    });
    const axes = plotAxes(info as unknown as RunInfo);
    const scales = scalesOf(plotBox(canvas, { size: 12 } as Theme), axes.x, axes.y);
    const x = canvas.left + scales.x.at(info.data.x[0]?.[sample] ?? 0);
    const y = canvas.top + scales.y.at(info.data.y[sample] ?? 0);
    const { mouse } = tab.raw;
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 20, y - 40, { steps: 4 });
    await mouse.move(x + 30, y - 60, { steps: 4 });
    await mouse.up();
    await tab.waitFor(() => location.hash.includes('edits='));
    const { edits } = await tab.evaluate(state);
    expect(edits).toHaveLength(1);
    // Another sample may lie exactly below the pointer; what counts is that the one taken is now at the pointer.
    const [edit] = edits;
    const place = [canvas.left + scales.x.at(edit?.x[0] ?? 0), canvas.top + scales.y.at(edit?.y ?? 0)];
    expect(Math.hypot((place[0] ?? 0) - x - 30, (place[1] ?? 0) - y + 60)).toBeLessThan(6);
    const held = await tab.evaluate(
      (index) => document.querySelector<LossPlayground>('loss-playground')!.info!.data.y[index],
      edit?.index ?? 0,
    );
    expect(held).toBeCloseTo(edit?.y ?? 0, 3);
  });

  test('a sample is moved by keys', async () => {
    await openAt(tab, 'autoplay=off&data=line');
    await tab.evaluate(() => {
      document.querySelector('loss-playground')!.shadowRoot!.querySelector<HTMLElement>('.plot')!.focus();
    });
    const y = () => [...document.querySelector<LossPlayground>('loss-playground')!.info!.data.y];
    const before = await tab.evaluate(y);
    await tab.press('Home');
    await tab.press('PageDown');
    await tab.press('ArrowUp');
    await tab.press('ArrowUp');
    await settled(tab);
    const after = await tab.evaluate(y);
    expect(after[1]).toBeGreaterThan(before[1] ?? Number.NaN);
    expect(after.filter((value, i) => value !== before[i])).toHaveLength(1);
    expect(await tab.evaluate(() => document.querySelector('loss-playground')!.permalink)).toContain(
      'edits=1:',
    );
    expect(await tab.waitFor(shownStep, 0)).toBe('0');
  });

  test('a moved sample changes the training', async () => {
    const trained = async (hash: string) => {
      await openAt(tab, `autoplay=off&${hash}`);
      await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(50));
      return tab.evaluate(weights, 0);
    };
    const plain = await trained('seed=3');
    await tab.goto('about:blank');
    expect(await trained('seed=3')).toEqual(plain);
    await tab.goto('about:blank');
    expect(await trained('seed=3&edits=0:120:90,1:150:90,2:130:90,3:100:90')).not.toEqual(plain);
  });

  test('a broken address says what was wrong and the rest works', async () => {
    await openAt(tab, 'data=carz&sead=3&noise=99&layers=4&autoplay=off');
    const notice = await tab.waitFor(
      () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.notice')?.textContent,
    );
    expect(notice).toMatch(/data: there is no “carz”; did you mean cars\?/);
    expect(notice).toMatch(/“sead” is not a setting; did you mean seed\?/);
    expect(notice).toMatch(/noise must be in \[0, 1\], got 99; using 1/);
    expect(await tab.evaluate(state)).toMatchObject({
      data: 'cars',
      noise: 1,
      layers: [{ id: 'dense', params: { units: 4 } }],
    });
    await tab.click('.play');
    await tab.waitFor(shownStep, 10);
  });

  test('what the engine alone can judge is repaired too', async () => {
    await openAt(tab, 'edits=391:100:20,9999:1:1&autoplay=off');
    const notice = await tab.waitFor(
      () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.notice')?.textContent,
    );
    expect(notice).toContain('edits');
    expect(await tab.waitFor(shownStep, 0)).toBe('0');
  });

  test('a setting goes into the address and back', async () => {
    await openAt(tab, 'autoplay=off');
    await tab.evaluate(() => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      const moons = [...root.querySelectorAll<HTMLInputElement>('.thumb input')].find((each) =>
        /moons/i.test(each.ariaLabel ?? ''),
      );
      moons?.click();
    });
    await tab.waitFor(() => location.hash.includes('data=moons'));
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.data.id === 'moons',
    );
    expect((await tab.evaluate(state)).losses).toHaveLength(2);
    await tab.evaluate(() => history.back());
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.data.id === 'cars',
    );
  });

  test('a slider of a loss acts on the run as it trains', async () => {
    await openAt(tab, 'losses=mse,huber&autoplay=off');
    await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')!.step(20));
    await tab.waitFor(shownStep, 20);
    await settled(tab);
    const [, before = 0] = await tab.evaluate(shownLosses);
    await tab.evaluate(() => {
      const slider = document
        .querySelector('loss-playground')!
        .shadowRoot!.querySelector<HTMLInputElement>('.lane-form input[aria-label="delta"]')!;
      slider.value = slider.min;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await tab.waitFor(() => location.hash.includes('huber:delta=0.01'));
    await tab.waitFor(secondLossBelow, 0.2 * before);
    expect(await tab.evaluate(shownStep, 20)).toBe('20');
  });

  test('cards are opened and closed, and the run goes on', async () => {
    await openAt(tab, 'autoplay=off');
    const cards = () => {
      const root = document.querySelector('loss-playground')?.shadowRoot;
      return [...(root?.querySelectorAll('.charts > .view') ?? [])].map(
        (view) => view.firstElementChild?.localName,
      );
    };
    expect(await tab.evaluate(cards)).toEqual(['losscape-chart', 'losscape-chart', 'losscape-shape']);
    await tab.click('.view-choice button:nth-child(2)');
    await tab.waitFor(() => location.hash.includes('view=loss,shape'));
    expect(await tab.evaluate(cards)).toEqual(['losscape-chart', 'losscape-shape']);
    expect(tab.errors).toEqual([]);
  });

  test('lanes come and go', async () => {
    await openAt(tab, 'autoplay=off');
    await tab.click('.add-lane');
    expect((await tab.evaluate(state)).losses).toHaveLength(2);
    await tab.press('Enter');
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.lanes.length === 3,
    );
    expect(await tab.evaluate(weights, 2)).toEqual(await tab.evaluate(weights, 0));
    await tab.click('.lane-head > .tiny:not(.take)');
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.lanes.length === 2,
    );
    expect((await tab.evaluate(state)).losses.map(({ id }) => id)).not.toContain('mse');
  });

  test('curves keep the names and the number of the lanes while it plays', async () => {
    /** What a chart says to a screen reader, made from the names and curves it has just drawn. */
    const said = () => {
      const root = document.querySelector('loss-playground')?.shadowRoot;
      return [...(root?.querySelectorAll('losscape-chart canvas') ?? [])].map(
        (each) => each.getAttribute('aria-label') ?? '',
      );
    };
    const drawn = () => {
      const root = document.querySelector('loss-playground')?.shadowRoot;
      const charts = root?.querySelectorAll<HTMLCanvasElement>('losscape-chart canvas') ?? [];
      return [...charts].map((each) => each.toDataURL());
    };
    /** The charts name these lanes, each by a number, and no other; and they go on being drawn. */
    const follows = async (names: string[]) => {
      const form = new RegExp(`: ${names.map((name) => `${name} [^, ]+`).join(', ')}$`);
      await poll(async () => {
        const labels = await tab.evaluate(said);
        return labels.length === 2 && labels.every((label) => form.test(label));
      });
      const before = await tab.evaluate(drawn);
      await poll(async () => (await tab.evaluate(drawn)).every((picture, i) => picture !== before[i]));
    };
    await openAt(tab, 'autoplay=off&losses=mse,huber,mae');
    await tab.evaluate(play);
    await tab.waitFor(shownStep, 20);
    await follows(['MSE', 'Huber', 'MAE']);
    await tab.click('.lane-head > .tiny:not(.take)');
    await follows(['Huber', 'MAE']);
    const load = (hash: string) => document.querySelector<LossPlayground>('loss-playground')!.load(hash);
    await tab.evaluate(load, 'losses=mse,huber,mae,log_cosh');
    await tab.evaluate(play);
    await follows(['MSE', 'Huber', 'MAE', 'Log-cosh']);
    await tab.evaluate(load, 'data=moons&losses=bce,hinge');
    await tab.evaluate(play);
    await follows(['BCE', 'Hinge']);
    expect(tab.errors).toEqual([]);
  });

  test('the list of losses begins with the usual one, and none of it lies under the transport', async () => {
    const covered = () => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      const list = root.querySelector('.options')!.getBoundingClientRect();
      const popup = root.querySelector('.popup')!.getBoundingClientRect();
      const transport = root.querySelector('losscape-transport')!.getBoundingClientRect();
      return list.height < 90 || popup.bottom > Math.min(transport.top, innerHeight) || popup.top < 0;
    };
    const first = () =>
      document.querySelector('loss-playground')!.shadowRoot!.querySelector('.option-title')?.textContent;
    const usual = { cars: 'Squared error', moons: 'Binary cross-entropy', penguins: 'Cross-entropy' };
    for (const [data, title] of Object.entries(usual)) {
      await tab.goto('about:blank');
      await openAt(tab, `autoplay=off&data=${data}`);
      for (const button of ['.picker-button', '.add-lane']) {
        await tab.click(button);
        expect(await tab.waitFor(first)).toBe(title);
        await poll(async () => !(await tab.evaluate(covered)));
        await tab.press('Escape');
      }
    }
  });

  test('a loss that needs other data is found, and one click goes to such data', async () => {
    await openAt(tab, 'autoplay=off&data=cars');
    await tab.click('.picker-button');
    for (const key of ['h', 'i', 'n', 'g', 'e'] as const) await tab.press(key);
    const words = await tab.waitFor(
      () =>
        document.querySelector('loss-playground')!.shadowRoot!.querySelector('.elsewhere .option-use')
          ?.textContent,
    );
    expect(words).toMatch(/two classes/);
    await tab.click('.elsewhere button');
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.data.task === 'binary',
    );
    expect((await tab.evaluate(state)).losses[0]?.id).toMatch(/hinge/);
  });

  test('a loss is found by typing', async () => {
    await openAt(tab, 'autoplay=off');
    await tab.click('.picker-button');
    for (const key of ['p', 'i', 'n', 'b'] as const) await tab.press(key);
    await tab.press('Enter');
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.lanes[0]?.loss === 'quantile',
    );
  });

  test('keys: space, arrow, R, N, digits, ?', async () => {
    await openAt(tab, 'autoplay=off');
    await tab.press('ArrowRight');
    await tab.waitFor(shownStepIs, 1);
    await tab.press(' ');
    await tab.waitFor(shownStep, 20);
    await tab.press(' ');
    await tab.waitFor(() => !document.querySelector<LossPlayground>('loss-playground')?.playing);
    await tab.press('r');
    await tab.waitFor(shownStepIs, 0);
    await tab.press('n');
    await tab.waitFor(() => location.hash.includes('seed='));
    await tab.press('2');
    await tab.waitFor(() =>
      Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('.lane.chosen.edge-2')),
    );
    await tab.press('?');
    await tab.waitFor(
      () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('dialog')?.open,
    );
  });

  test('moved to another place of the page the element goes on from its state', async () => {
    await openAt(tab, 'autoplay=off&seed=5&data=sine');
    await tab.evaluate(() => {
      const place = document.createElement('div');
      document.querySelector('main')!.append(place);
      place.append(document.querySelector('loss-playground')!);
      document.querySelector<LossPlayground>('loss-playground')!.play();
    });
    await tab.waitFor(shownStep, 20);
    expect(await tab.evaluate(state)).toMatchObject({ seed: 5, data: 'sine' });
    const still = (await tab.evaluate(pictures)).join();
    await poll(async () => (await tab.evaluate(pictures)).join() !== still);
  });

  test('a lane that diverges stays, says so, and offers the remedy', async () => {
    await openAt(tab, 'learning_rate=10&optimizer=sgd');
    const words = await tab.waitFor(
      () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.diverged')?.textContent,
    );
    expect(words).toMatch(/^diverged at step \d+$/);
    await tab.click('.remedy-button');
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.state.learning_rate === 1,
    );
  });
});

describe('accessibility and room', () => {
  const views = [
    ['regression', 'autoplay=off'],
    ['two classes, a problem reported', 'autoplay=off&data=moons&sead=1'],
    ['terms of a loss', 'losses=mse+0.1*l2+0.5*mae:schedule=linear@pcgrad,mae&autoplay=off'],
    ['four lanes, diverged', 'learning_rate=10&optimizer=sgd&losses=mse,mae,huber:delta=0.5,quantile'],
  ] as const;

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each(views)('%s: axe finds nothing', async (_, hash) => {
      const tab = await openChromium({ colorScheme, width: 1280, height: 900 });
      await openAt(tab, hash);
      if (hash.includes('10'))
        await tab.waitFor(() =>
          Boolean(document.querySelector('loss-playground')?.shadowRoot?.querySelector('.remedy-button')),
        );
      expect(await findings(tab)).toEqual([]);
      await tab.close();
    });

    test('picker, keys, phone and the reference page: axe finds nothing', async () => {
      const tab = await openChromium({ colorScheme, width: 360, height: 740 });
      await openAt(tab, 'autoplay=off');
      await tab.click('.setup-toggle');
      expect(await findings(tab)).toEqual([]);
      await tab.click('.setup-toggle');
      await tab.click('.picker-button');
      expect(await findings(tab)).toEqual([]);
      await tab.press('Escape');
      await tab.evaluate(() => document.querySelector<LossPlayground>('loss-playground')?.showKeys());
      expect(await findings(tab)).toEqual([]);
      await tab.goto(`${server.url}docs.html`);
      await tab.waitFor(() => Boolean(document.querySelector('#settings table')));
      expect(await findings(tab)).toEqual([]);
      expect(mistakes(tab)).toEqual([]);
      await tab.close();
    });
  });

  test.each([320, 360, 768, 1024, 1280, 1920])(
    'at %d pixels nothing is wider than the page',
    async (width) => {
      const tab = await openChromium({ width, height: 800 });
      await openAt(tab, 'autoplay=off&losses=mse,huber,quantile');
      const wide = await tab.evaluate(() => {
        const root = document.querySelector('loss-playground')!.shadowRoot!;
        const parts = [
          ...root.querySelectorAll<HTMLElement>('.card, .setup-section, losscape-transport, .key, .remedy'),
        ];
        return parts
          .filter(
            (each) =>
              each.getBoundingClientRect().right > innerWidth + 0.5 ||
              each.scrollWidth > each.clientWidth + 1,
          )
          .map((each) => each.className || each.localName);
      });
      expect(wide).toEqual([]);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await tab.close();
    },
  );

  test('on a phone no loss of the list lies under the transport', async () => {
    const tab = await openChromium({ width: 360, height: 740 });
    await openAt(tab, 'autoplay=off&losses=mse,huber,mae');
    for (const button of ['losscape-lane:nth-child(3) .picker-button', '.add-lane']) {
      await tab.click(button);
      await poll(() =>
        tab.evaluate(() => {
          const root = document.querySelector('loss-playground')!.shadowRoot!;
          const popup = root.querySelector('.popup')?.getBoundingClientRect();
          const transport = root.querySelector('losscape-transport')!.getBoundingClientRect();
          return popup && popup.bottom <= transport.top && popup.top >= 0;
        }),
      );
      await tab.press('Escape');
    }
    await tab.close();
  });

  test('without a pointer that hovers the help of a parameter is one tap away', async () => {
    const tab = await openChromium({ width: 360, height: 740, touch: true });
    await openAt(tab, 'autoplay=off&losses=huber');
    const shown = () => {
      const root = document.querySelector('loss-playground')!.shadowRoot!;
      const help = root.querySelector<HTMLElement>('.lane-form .slider-help');
      return help?.checkVisibility() ? help.textContent : '';
    };
    expect(await tab.evaluate(shown)).toBe('');
    await tab.click('.lane-form .hint');
    expect(await tab.waitFor(shown)).toMatch(/quadratic turns linear/);
    await tab.close();
  });

  test('with reduced motion nothing starts by itself', async () => {
    const tab = await openChromium();
    await tab.raw.emulateMedia({ reducedMotion: 'reduce' });
    await tab.goto(server.url);
    await tab.waitFor(ready);
    await settled(tab);
    expect(await tab.waitFor(shownStep, 0)).toBe('0');
    await tab.click('[part="step"]');
    await tab.waitFor(shownStepIs, 1);
    await tab.close();
  });

  test('a table twin: the held sample in numbers can be typed', async () => {
    const tab = await openChromium();
    await openAt(tab, 'autoplay=off&data=line');
    const field = tab.raw.locator('.fields input').nth(1);
    await field.fill('3.5');
    await field.press('Enter');
    await tab.waitFor(() => location.hash.includes(':3.5'));
    await tab.close();
  });
});
