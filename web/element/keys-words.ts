// SPDX-License-Identifier: Apache-2.0
// The words of the list of keys, fetched with it.

export const words = {
  title: 'Keys',
  keys: [
    ['Space', 'play or pause'],
    ['→ ←', 'one step on or back'],
    ['R', 'reset: the same weights again'],
    ['N', 'new seed'],
    ['1 – 4', 'point out a lane, again to let it go'],
    ['P', 'presentation: large type, full screen; Escape ends it'],
    ['T', 'take it away: code, history, link'],
    ['Ctrl Z', 'undo; with Shift redo'],
    ['?', 'this list'],
  ] as readonly (readonly [key: string, what: string])[],
  inPlot: 'With a plot focused: Page Up and Page Down choose a sample, arrows move it.',
  shortcuts: 'Single-key shortcuts',
  close: 'Close',
};
