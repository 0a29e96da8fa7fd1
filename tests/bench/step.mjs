// SPDX-License-Identifier: Apache-2.0
// node tests/bench/step.mjs: a training step of the engine beside a hand-written JavaScript loop, in Node and Chromium.
// Needs dist/ (npm run build -- dist).
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { compare } from './lib/step-loop.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const types = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
};

const server = createServer((request, response) => {
  const file = join(root, normalize(new URL(request.url, 'http://localhost').pathname));
  if (request.url === '/') return response.setHeader('content-type', 'text/html').end('<!doctype html>');
  if (!existsSync(file)) return response.writeHead(404).end();
  response.setHeader('content-type', types[extname(file)] ?? 'text/plain');
  return createReadStream(file).pipe(response);
});

const print = (where, r) =>
  console.log(
    `| ${where} | ${r.engine.toFixed(0)} | ${Math.round(1e9 / r.engine).toLocaleString('en')} | ${r.byHand.toFixed(0)} | ${r.ratio.toFixed(2)} |`,
  );

console.log(
  '| 2-4-2-1 tanh, squared error, SGD, batch 10 | engine ns | engine steps/s | JS loop ns | ratio |',
);
console.log('|---|---|---|---|---|');
print(`Node ${process.versions.node}`, await compare(await import(join(root, 'dist/index.js'))));

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-sync',
  ],
});
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const result = await page.evaluate(async () => {
  const { compare } = await import('/tests/bench/lib/step-loop.mjs');
  return compare(await import('/dist/index.js'));
});
print(`Chromium ${browser.version()}`, result);
await browser.close();
server.close();
