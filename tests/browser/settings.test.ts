// SPDX-License-Identifier: Apache-2.0
// Lanes, losses and settings as a visitor changes them.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { browserFor, poll, type Server, serve, type Tab } from './harness.ts';
import { openAt, pictures, play, shownStep, state, weights } from './playground.ts';

let server: Server;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server.close());

describe.each(browserFor('chromium'))('settings in %s', (_, open) => {
  let tab: Tab;
  beforeEach(async () => {
    tab = await open({ width: 1280, height: 800 });
  });
  afterEach(async () => {
    const { errors } = tab;
    await tab.close();
    expect(errors).toEqual([]);
  });

  test('a moved sample changes the training', async () => {
    const trained = async (hash: string) => {
      await openAt(server, tab, `autoplay=off&${hash}`);
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
    await openAt(server, tab, 'data=carz&sead=3&noise=99&layers=4&autoplay=off');
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
    await openAt(server, tab, 'edits=391:100:20,9999:1:1&autoplay=off');
    const notice = await tab.waitFor(
      () => document.querySelector('loss-playground')?.shadowRoot?.querySelector('.notice')?.textContent,
    );
    expect(notice).toContain('edits');
    expect(await tab.waitFor(shownStep, 0)).toBe('0');
  });

  test('a setting goes into the address and back', async () => {
    await openAt(server, tab, 'autoplay=off');
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

  test('cards are opened and closed, and the run goes on', async () => {
    await openAt(server, tab, 'autoplay=off');
    const cards = () => {
      const root = document.querySelector('loss-playground')?.shadowRoot;
      return [...(root?.querySelectorAll('.charts > .view') ?? [])].map(
        (view) => view.firstElementChild?.localName,
      );
    };
    expect(await tab.evaluate(cards)).toEqual(['losscape-chart', 'losscape-chart', 'losscape-shape']);
    await tab.click('.view-choice button:nth-child(2)');
    await tab.waitFor(() => location.hash.includes('view=fit,loss,shape'));
    expect(await tab.evaluate(cards)).toEqual(['losscape-chart', 'losscape-shape']);
    expect(tab.errors).toEqual([]);
  });

  test('lanes come and go', async () => {
    await openAt(server, tab, 'autoplay=off');
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
    await openAt(server, tab, 'autoplay=off&losses=mse,huber,mae');
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
      await openAt(server, tab, `autoplay=off&data=${data}`);
      for (const button of ['.picker-button', '.add-lane']) {
        await tab.click(button);
        expect(await tab.waitFor(first)).toBe(title);
        await poll(async () => !(await tab.evaluate(covered)));
        await tab.press('Escape');
      }
    }
  });

  test('a loss that needs other data is found, and one click goes to such data', async () => {
    await openAt(server, tab, 'autoplay=off&data=cars');
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

  test('data, weights and order are drawn anew apart', async () => {
    await openAt(server, tab, 'autoplay=off&data=moons&losses=hinge&layers=4');
    const drawn = async () => ({
      data: await tab.evaluate(() =>
        Array.from(document.querySelector<LossPlayground>('loss-playground')!.info!.data.x[0]!),
      ),
      weights: await tab.evaluate(weights, 0),
    });
    const before = await drawn();
    await tab.click('[data-group="chance"] button:nth-of-type(2)');
    await tab.waitFor(() => location.hash.includes('weight_draw=1'));
    await poll(async () => (await drawn()).weights.join() !== before.weights.join());
    expect((await drawn()).data).toEqual(before.data);
    await tab.click('[data-group="chance"] header button');
    await tab.waitFor(() => !location.hash.includes('draw'));
    await poll(async () => (await drawn()).weights.join() === before.weights.join());
  });

  test('a loss is found by typing', async () => {
    await openAt(server, tab, 'autoplay=off');
    await tab.click('.picker-button');
    for (const key of ['p', 'i', 'n', 'b'] as const) await tab.press(key);
    await tab.press('Enter');
    await tab.waitFor(
      () => document.querySelector<LossPlayground>('loss-playground')?.info?.lanes[0]?.loss === 'quantile',
    );
  });

  test('moved to another place of the page the element goes on from its state', async () => {
    await openAt(server, tab, 'autoplay=off&seed=5&data=sine');
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
    await openAt(server, tab, 'learning_rate=10&optimizer=sgd');
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
