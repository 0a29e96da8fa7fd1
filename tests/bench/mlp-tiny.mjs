// SPDX-License-Identifier: Apache-2.0

import { netTable } from './lib/net-table.mjs';
import { tiny } from './lib/nets.mjs';

await netTable(tiny, [
  { text: 'JavaScript loop ÷ ours', of: (s) => s.loop / s.engine, least: 4 },
  { text: 'tfjs ÷ ours', of: (s) => Math.min(s.tfjs_cpu, s.tfjs_wasm) / s.engine, least: 50 },
  { text: 'jax-js ÷ ours', of: (s) => s.jax / s.engine, least: 50 },
  { text: 'fused by hand in wasm ÷ ours', of: (s) => s.hand / s.engine, least: 1 / 3.5 },
]);
