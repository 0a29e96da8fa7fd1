// SPDX-License-Identifier: Apache-2.0
// The contenders that need no Node, measured in a page of Chromium and of Firefox.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { chromiumPath, firefoxPath } from '../../../emscripten/setup.mjs';
import { root } from '../../../web/tools/common.mjs';
import { rows } from './table.mjs';

const types = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves the repository's files at a free port. */
export function serve() {
  const server = createServer((request, response) => {
    const file = join(root, normalize(new URL(request.url, 'http://localhost').pathname));
    if (request.url === '/') return response.setHeader('content-type', 'text/html').end('<!doctype html>');
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.setHeader('content-type', types[extname(file)] ?? 'text/plain');
    return createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export const launch = {
  Chromium: () =>
    chromium.launch({
      executablePath: chromiumPath(),
      chromiumSandbox: false,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    }),
  Firefox: () =>
    puppeteer.launch({
      browser: 'firefox',
      executablePath: firefoxPath(),
      headless: true,
      protocolTimeout: 300_000,
    }),
};

/** Calls `work(argument)`, a function of page.mjs, in each browser; `use(title, result)` gets what it returns. */
export async function eachBrowser(work, argument, use) {
  const server = await serve();
  const address = `http://127.0.0.1:${server.address().port}/`;
  for (const [name, start] of Object.entries(launch)) {
    const browser = await start();
    try {
      const page = await browser.newPage();
      await page.goto(address);
      const call = `import('/tests/bench/lib/page.mjs').then((m) => m[${JSON.stringify(work)}](${JSON.stringify(argument)}))`;
      const version = String(await browser.version()).replace(/^.*\//, '');
      use(`${name} ${version}`, await page.evaluate(call));
    } finally {
      await browser.close();
    }
  }
  server.close();
}

/** The same table as in Node, of the contenders that run in a page. */
export const inBrowsers = (net, targets) =>
  eachBrowser('measureNet', net.name, (where, { entries, seconds }) => {
    console.log(`\n### ${net.title}, ${where}\n`);
    rows(entries, seconds, targets);
  });
