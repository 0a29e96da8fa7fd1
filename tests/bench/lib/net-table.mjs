// SPDX-License-Identifier: Apache-2.0
// The table of a dense net: in Node with natives and peers, then in browsers with what runs there.
import { inBrowsers } from './browsers.mjs';
import { native } from './native.mjs';
import { localEntries } from './nets.mjs';
import { inWasm, losscape } from './setup.mjs';
import { Cannot, table } from './table.mjs';

const convnetLacks = { bce: 'it has no binary cross-entropy and no Adam' };

export async function netTable(net, targets) {
  const { entries, both } = await localEntries(net, losscape, inWasm);
  const add = (id, make, more = {}) => entries.push({ id, ...both(make), ...more });
  if (net.spec) add('native_hand', (n) => native(`${net.name}/hand`, n.all, 'C++ fused by hand, native'));
  else add('native_eigen', (n) => native(`${net.name}/eigen`, n.all, 'Eigen, native'));
  add('native_core', (n) => native(`${net.name}/core`, n.all, 'Losscape core, native'));
  for (const backend of ['cpu', 'wasm']) {
    add(`tfjs_${backend}`, async (n) => (await import('./peers/tfjs.mjs')).net(backend, net, n, net.batch), {
      title: `tfjs ${backend}`,
    });
  }
  add('jax', async (n) => (await import('./peers/jax.mjs')).net(net, n, net.batch), { title: 'jax-js' });
  add(
    'convnet',
    async (n) => {
      if (convnetLacks[net.head]) throw new Cannot(convnetLacks[net.head]);
      return (await import('./peers/convnet.mjs')).net(net, n, net.batch);
    },
    { title: 'convnetjs' },
  );
  add('brain', async (n) => (await import('./peers/brain.mjs')).net(net, n, net.batch), {
    title: 'brain.js',
    incomparable: 'another loss, weights updated each sample',
  });
  await table(`${net.title}, Node ${process.versions.node}`, entries, { targets });
  await inBrowsers(net, targets);
}
