// SPDX-License-Identifier: Apache-2.0
// What the stage shows, as text to compare.
import { poll, type Tab } from './harness.ts';

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
