// SPDX-License-Identifier: Apache-2.0
// The words of the card of the layers, fetched with it.
import { formatNumber, formatTick } from '../views/format.ts';

export type Kind = 'weights' | 'gradients' | 'activations';

export const words = {
  title: 'Layers and their gradients',
  note: 'now, over the training samples',
  kind: 'Numbers that the histograms show',
  kinds: { weights: 'weights', gradients: 'gradients', activations: 'activations' } satisfies Record<
    Kind,
    string
  >,
  layer: (name: string, units: number) =>
    `${name.replaceAll('_', ' ')}, ${units} ${units === 1 ? 'unit' : 'units'}`,
  output: 'output',
  heads: [
    { title: 'Lane', help: '' },
    { title: '‖w‖', help: 'Norm of the layer’s weights and biases' },
    { title: '‖∂L/∂w‖', help: 'Norm of the gradient of the mean training loss by them' },
    { title: '‖Δw‖', help: 'Norm of what the next step changes' },
    {
      title: '‖Δw‖ ÷ ‖w‖',
      help: 'About 0.001 is common; far above it training swings, far below it hardly moves',
    },
    { title: 'dead', help: 'Units that are 0 for every training sample, after an activation that can die' },
    { title: 'saturated', help: 'Units at a bound of their activation for every training sample' },
  ],
  units: (count: number, all: number) => `${count} of ${all}`,
  histogram: (layer: string, kind: Kind, low: number, high: number) =>
    `Histogram of the ${kind} of ${layer}, from ${formatTick(Number(low.toPrecision(2)))} to ${formatTick(Number(high.toPrecision(2)))}, a line a lane`,
  noise: (name: string, scale: number) =>
    Number.isNaN(scale)
      ? `${name}: the gradient is lost in the noise`
      : `${name}: noise and gradient weigh the same in batches of ${formatNumber(scale, 2)}`,
  noiseTitle: 'Gradient noise scale',
  noiseHelp: 'Larger batches than this make little difference to a step (McCandlish et al. 2018)',
};
