// SPDX-License-Identifier: Apache-2.0
// What tests do with the playground of a page and read off it. Functions for tab.evaluate() run in the page: each must be
// complete in itself.
import type { LossPlayground } from '../../web/element/loss-playground.ts';
import { poll, type Server, type Tab } from './harness.ts';

export const play = () => document.querySelector<LossPlayground>('loss-playground')?.play();
export const pause = () => document.querySelector<LossPlayground>('loss-playground')?.pause();
export const reset = () => document.querySelector<LossPlayground>('loss-playground')?.reset();
export const state = () => document.querySelector<LossPlayground>('loss-playground')!.state;
export const ready = () => Boolean(document.querySelector<LossPlayground>('loss-playground')?.info);
export const weights = async (lane: number) =>
  Array.from(await document.querySelector<LossPlayground>('loss-playground')!.weights(lane));
/** The step shown in the transport, when it has reached `least`. */
export const shownStep = (least: number) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  const text = root?.querySelector('[data-read="step"] dd')?.textContent ?? '';
  const step = Number(text.replaceAll(',', ''));
  return text !== '' && step >= least ? `${step}` : '';
};
export const shownStepIs = (step: number) =>
  document
    .querySelector('loss-playground')
    ?.shadowRoot?.querySelector('[data-read="step"] dd')
    ?.textContent?.trim() === String(step);
export const shownLosses = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return [...(root?.querySelectorAll('[data-read="train"]') ?? [])].map((each) => Number(each.textContent));
};
export const secondLossBelow = (limit: number) => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return Number(root?.querySelectorAll('[data-read="train"]')[1]?.textContent) < limit;
};

/** Opens the page at an address and, where it stands still, waits until it is drawn. */
export async function openAt(server: Server, tab: Tab, hash: string) {
  await tab.goto(`${server.url}#${hash}`);
  await tab.waitFor(ready);
  if (hash.includes('autoplay=off')) await settled(tab);
}

/** Everything drawn: one text a canvas of the stage. */
export const pictures = () => {
  const root = document.querySelector('loss-playground')?.shadowRoot;
  return [...(root?.querySelectorAll<HTMLCanvasElement>('losscape-stage canvas') ?? [])].map((each) =>
    each.toDataURL(),
  );
};
/** Two animation frames, after which what was asked for is drawn. */
const frames = () =>
  new Promise<void>((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 50))),
  );

/** Waits until nothing more is drawn, and returns what stands there. */
export function settled(tab: Tab): Promise<string[]> {
  let last = '';
  return poll(async () => {
    await tab.evaluate(frames);
    const now = await tab.evaluate(pictures);
    const before = last;
    last = now.join();
    return last === before ? now : undefined;
  });
}
