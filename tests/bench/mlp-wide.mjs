// SPDX-License-Identifier: Apache-2.0

import { netTable } from './lib/net-table.mjs';
import { wide } from './lib/nets.mjs';

const peers = ['tfjs_cpu', 'tfjs_wasm', 'jax', 'convnet', 'brain'];
await netTable(wide, [
  {
    text: 'best npm peer ÷ ours',
    of: (s) => Math.min(...peers.map((id) => s[id] ?? Infinity)) / s.core,
    least: 1.5,
  },
  { text: 'Eigen, native ÷ ours', of: (s) => s.native_eigen / s.core, least: 0.8 },
]);
