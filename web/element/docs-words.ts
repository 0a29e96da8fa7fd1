// SPDX-License-Identifier: Apache-2.0
// The words of the tables of the documentation.
import type { Field } from '../state.ts';

export const words = {
  settingHeads: ['Key', 'Values', 'Default'],
  layerHeads: ['Layer', 'What it does, and its parameters'],
  stopHeads: ['Rule', 'When a lane is done, and its parameters'],
  dataHeads: ['Data', 'What it is'],
  forms: {
    losses:
      'one to four losses with parameters: mse,huber:delta=0.5; sums: mse+0.1*l2, mse+0.5*mae:schedule=linear:steps=500@pcgrad; typed~ begins one of your own: typed~(p-y)^2',
    layers:
      'hidden layers in order, a number being a dense layer: 8,8; 0 for none; conv2d:channels=4:relu,dense:units=16:frozen',
    params: 'parameters of the optimiser: momentum=0.8',
    points: 'moved samples: index:x:y',
    branches: 'lanes that leave another: lane:from:step, or lane:from:step:learning_rate, counted from 0',
    stops: 'rules that end training, with parameters: validation:patience=50,target:loss=0.01',
    number: 'steps a second, or max',
    flag: 'on, off',
  } as Partial<Record<Field['type'], string>>,
};
