// SPDX-License-Identifier: Apache-2.0

import { netTable } from './lib/net-table.mjs';
import { adam } from './lib/nets.mjs';

await netTable(adam, [
  { text: 'JavaScript loop ÷ ours', of: (s) => s.loop / s.engine, least: 7 },
  { text: 'fused by hand, native ÷ ours', of: (s) => s.native_hand / s.engine, least: 0.4 },
]);
