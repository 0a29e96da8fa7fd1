// SPDX-License-Identifier: Apache-2.0
import { controls } from './controls.ts';
import { lane } from './lane.ts';
import { layout } from './layout.ts';
import { panels } from './panels.ts';
import { tokens } from './tokens.ts';

export const styles = [tokens, layout, controls, lane, panels];
