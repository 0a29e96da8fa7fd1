// SPDX-License-Identifier: Apache-2.0
// npm start [-- --host] [-- --port 8080]: sets up, builds and serves the site. `--host` opens it to the local network.
import { setUp } from '../../emscripten/setup.mjs';
import { buildSite, step } from './build.mjs';
import { buildWasm } from './cmake.mjs';
import { main, root } from './common.mjs';
import { serverOptions } from './server-options.mjs';

async function start() {
  const { host, port = 4173 } = serverOptions();
  await setUp('build');
  await step('wasm', () => buildWasm());
  await step('site', buildSite);
  const { preview } = await import('vite');
  const server = await preview({ root, configFile: `${root}/vite.config.ts`, preview: { host, port } });
  console.log('Losscape is at');
  server.printUrls();
  if (!host)
    console.log('  (npm start -- --host shows it to phones and others on this network; Ctrl-C ends it)');
}

await main(start);
