// SPDX-License-Identifier: Apache-2.0
import { charts } from './charts.ts';
import { controls } from './controls.ts';
import { lane } from './lane.ts';
import { layers } from './layers.ts';
import { layout } from './layout.ts';
import { setup } from './setup.ts';
import { tokens } from './tokens.ts';
import { transport } from './transport.ts';

export const styles = [tokens, layout, controls, lane, charts, setup, layers, transport];
