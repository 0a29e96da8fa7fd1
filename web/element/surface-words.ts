// SPDX-License-Identifier: Apache-2.0
// The words of the loss surface, fetched with it.
import { formatCount, formatNumber, formatPercent } from '../views/format.ts';

export const words = {
  title: 'Loss surface',
  lane: 'Lane whose loss is drawn',
  directionsLabel: 'Directions through weight space',
  directions: {
    principal: 'along the path',
    random: 'random directions',
    curvature: 'most curved directions',
  },
  work: 'Surface being worked out',
  axis: (
    kind: 'principal' | 'random' | 'curvature',
    n: number,
    share: number | undefined,
    eigenvalue: number,
  ) =>
    [
      { principal: `component ${n}`, random: `direction ${n}`, curvature: `eigenvector ${n}` }[kind],
      ...(kind === 'curvature' ? [`curvature ${formatNumber(eigenvalue)}`] : []),
      ...(share === undefined ? [] : [`${formatPercent(share)} of the path`]),
    ].join(' · '),
  at: (loss: string) => `training loss here ${loss}`,
  key: 'training loss over the weights; arrows point downhill; ring start, dot now',
  solid: '3-D',
  solidHelp: 'Walk around the surface',
  noSolid: 'This browser has no WebGL',
  lostSolid: 'The graphics card gave up the 3-D picture. This map shows the same; press 3-D to try again.',
  solidKey:
    'drag or arrow keys to walk around, + and − to come near; height is the training loss, about logarithmic',
  solidSummary: (map: string) => `${map} Arrow keys walk around it.`,
  diverged: (step: number) =>
    `This lane diverged at step ${formatCount(step)}: there is no finite loss around it. Scrub back to see what led there.`,
  summary: (name: string, [x, y]: [string, string], now: string, low: string, high: string) =>
    `Training loss of ${name} over its weights: ${now} now, ${low} to ${high} in view. Across: ${x}. Up: ${y}.`,
};
