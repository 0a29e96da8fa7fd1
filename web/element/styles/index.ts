// SPDX-License-Identifier: Apache-2.0
import { base } from './base.ts';
import { charts } from './charts.ts';
import { controls } from './controls.ts';
import { lane } from './lane.ts';
import { layers } from './layers.ts';
import { layout } from './layout.ts';
import { scrub } from './scrub.ts';
import { setup } from './setup.ts';
import { tokens } from './tokens.ts';
import { transport } from './transport.ts';

export const styles = [tokens, base, layout, controls, lane, charts, setup, layers, scrub, transport];
