// SPDX-License-Identifier: Apache-2.0
// The words of the card of the net, fetched with it.
import { formatCount } from '../views/format.ts';

export const words = {
  layer: (at: number, count: number, kind: string) =>
    at === 0 ? 'input' : at === count - 1 ? 'output' : `${kind.replaceAll('_', ' ')} ${at}`,
  unit: (unit: number, layer: string) => `${layer} unit ${unit}`,
  weightFrom: (from: string, to: string) => `${from} → ${to}`,
  weight: 'weight',
  bias: 'bias',
  input: 'input',
  output: 'output',
  gradient: '∂ℓ/∂output',
  byWeight: '∂ℓ/∂w of the sample',
  change: 'next step Δ',
  after: 'after it',
  key: (widest: string, update: boolean) =>
    `${update ? 'what the next step adds, ' : ''}dashed below 0, the widest ${widest}`,
  keys: 'The net. Left and right choose a layer, up and down a unit, with Shift one of the weights into it. Enter goes a step on, Backspace one back.',
  lane: 'Lane whose net is drawn',
  edit: 'Change the model',
  previous: 'Layer before',
  next: 'Layer after',
  fewer: (layer: number) => `A unit less in hidden layer ${layer}`,
  more: (layer: number) => `A unit more in hidden layer ${layer}`,
  units: (units: number) => `${formatCount(units)} ${units === 1 ? 'unit' : 'units'}`,
  insert: 'Add a layer after',
  remove: 'Remove layer',
  walk: 'Step by step',
  walkHelp: 'Follow the held sample through the net and its gradient back, then take the step',
  halt: 'Halt',
  back: 'Back',
  on: 'On',
  takeStep: 'Take this step',
  all: (sample: string) => `${sample}: what each unit gives out, in standardised units.`,
  forwardInput: (sample: string, values: string) => `Forward. ${sample} goes in, standardised: ${values}.`,
  forward: (unit: string, sum: string, activation: string, value: string) =>
    `Forward. ${unit}: ${sum}${activation ? `, after ${activation}` : ''} = ${value}.`,
  forwardOther: (layer: string, values: string) => `Forward. ${layer} gives out ${values}.`,
  lossAt: (facts: string) => `Loss. ${facts}.`,
  backward: (unit: string, sum: string, value: string) => `Back. ∂ℓ/∂ of ${unit}: ${sum} = ${value}.`,
  backwardOther: (layer: string, values: string) => `Back. ∂ℓ/∂ of ${layer}: ${values}.`,
  update: (weight: string, before: string, change: string, after: string) =>
    `Update. ${weight}: ${before} ${change} → ${after}.`,
  updateOther: 'Update. The next training step changes the weights.',
  rest: (count: number) => `… (${count} more)`,
  heads: ['Layer', 'Shape', 'Activation', 'Output for the sample', '∂ℓ/∂output'],
  weightHeads: ['Weight', 'Value', '∂ℓ/∂w', 'Δ', 'After'],
  weightsInto: (layer: string) => `Weights into ${layer}`,
};
