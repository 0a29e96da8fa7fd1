// SPDX-License-Identifier: Apache-2.0
// npm run dev [-- --host] [-- --port 8080] [-- --checks]: Vite's server on the sources. The page reloads when it changes, and
// when C++ changes, after the wasm is built again. `--checks` builds wasm with assertions and heap checks (slow).
import { join, sep } from 'node:path';
import { setUp } from '../../emscripten/setup.mjs';
import { step } from './build.mjs';
import { buildWasm } from './cmake.mjs';
import { main, root, Stop } from './common.mjs';
import { serverOptions } from './server-options.mjs';

const preset = process.argv.includes('--checks') ? 'wasm-debug' : 'wasm';
process.argv = process.argv.filter((argument) => argument !== '--checks');

/** Calls `work` after changes settle, never twice at once, and again when something changed meanwhile. */
function settled(work, wait = 100) {
  let timer;
  let running = false;
  let again = false;
  const go = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    await work();
    running = false;
    if (again) {
      again = false;
      go();
    }
  };
  return () => {
    clearTimeout(timer);
    timer = setTimeout(go, wait);
  };
}

async function dev() {
  const { host, port = 5173 } = serverOptions();
  await setUp('build');
  await step('wasm', () => buildWasm({ preset }));
  const { createServer } = await import('vite');
  const server = await createServer({ configFile: join(root, 'vite.config.ts'), server: { host, port } });
  await server.listen();
  server.printUrls();

  const native = [join(root, 'src'), join(root, 'emscripten')];
  const rebuild = settled(async () => {
    try {
      await step('wasm', () => buildWasm({ preset }));
      server.ws.send({ type: 'full-reload' });
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      console.error(error.message);
      const err = { message: "The C++ does not build; the terminal has the compiler's words.", stack: '' };
      server.ws.send({ type: 'error', err });
    }
  });
  server.watcher.add([...native, join(root, 'CMakeLists.txt')]);
  server.watcher.on('all', (_event, file) => {
    if (native.some((folder) => file.startsWith(folder + sep)) || file.endsWith('CMakeLists.txt')) rebuild();
  });
}

await main(dev);
