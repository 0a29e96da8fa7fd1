// SPDX-License-Identifier: Apache-2.0
// Opens the browsers on a folder served under the policy the site promises to work under, and collects what
// goes wrong in them. Chromium is driven by Playwright, Firefox by Puppeteer over WebDriver BiDi (Playwright
// cannot drive the distribution's Firefox), WebKit in webkit.ts; `Tab` is what all can do, `raw` is the library's own page. A file of
// tests starts each browser once; a tab is a context of its own, so nothing is stored from one to the next.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser as Chromium, type Page as ChromiumPage, chromium } from 'playwright-core';
import puppeteer, { type Browser as Firefox, type Page as FirefoxPage, type KeyInput } from 'puppeteer-core';
import { afterAll } from 'vitest';
import { chromiumPath, firefoxPath } from '../../emscripten/setup.mjs';

export const siteFolder = fileURLToPath(new URL('../../site', import.meta.url));
export const contentSecurityPolicy = "script-src 'self' 'wasm-unsafe-eval'";

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

export interface Server {
  /** Address of the folder, ends with a slash. */
  url: string;
  /** Paths asked for so far. */
  requested: string[];
  close(): Promise<void>;
}

/** Serves a folder on a free port of this machine. */
export async function serve(folder = siteFolder, policy = contentSecurityPolicy): Promise<Server> {
  const requested: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    requested.push(pathname);
    const file = normalize(
      join(folder, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : ''),
    );
    try {
      if (!file.startsWith(folder + sep)) throw new Error('outside the folder');
      const body = await readFile(file);
      const type = contentTypes[extname(file)] ?? 'application/octet-stream';
      response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    requested,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Tab<Raw = ChromiumPage | FirefoxPage> {
  browser: 'chromium' | 'firefox' | 'webkit';
  raw: Raw;
  /** Console errors, uncaught exceptions and failed requests so far, one line each. */
  errors: string[];
  goto(url: string): Promise<void>;
  /** Runs the function in the page; arguments and result cross as JSON. */
  evaluate<A extends unknown[], R>(work: (...args: A) => R | Promise<R>, ...args: A): Promise<R>;
  /** Waits until the function returns something truthy in the page, and returns it. */
  waitFor<A extends unknown[], R>(work: (...args: A) => R, ...args: A): Promise<NonNullable<Awaited<R>>>;
  click(selector: string): Promise<void>;
  press(key: KeyInput): Promise<void>;
  screenshot(): Promise<Uint8Array>;
  close(): Promise<void>;
}

export interface TabOptions {
  width?: number;
  height?: number;
  colorScheme?: 'light' | 'dark';
  /** A phone's screen, which fingers touch and nothing hovers over; in Chromium only. */
  touch?: boolean;
}

/** A condition may take this long on a machine that is busy with something else, in milliseconds. */
export const waitLimit = 120_000;

// The libraries' own waiting evaluates text in the page, which the policy forbids.
export async function poll<R>(look: () => R | Promise<R>): Promise<NonNullable<R>> {
  for (const end = Date.now() + waitLimit; Date.now() < end; ) {
    const found = await look();
    if (found) return found as NonNullable<R>;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing truthy within ${waitLimit / 1000} s`);
}

/** A request that a page gave up, as it was left or had changed its mind, is no mistake. */
function noteFailure(errors: string[], url: string, text = ''): void {
  if (!/ABORTED/.test(text)) errors.push(`${url} ${text}`);
}

const started = new Map<string, Promise<Chromium | Firefox>>();
afterAll(async () => {
  for (const browser of started.values()) await (await browser).close();
  started.clear();
});

/** Starts a browser at the first call with this key, and gives the same one to later calls. */
function once<B extends Chromium | Firefox>(key: string, start: () => Promise<B>): Promise<B> {
  const browser = (started.get(key) as Promise<B> | undefined) ?? start();
  started.set(key, browser);
  return browser;
}

const startChromium = () =>
  chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    // The sandbox refuses to run as root, and containers run as root; the pages are our own.
    chromiumSandbox: false,
    timeout: waitLimit,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
  });

/** Chromium through Playwright: CSS selectors reach into open shadow roots. */
export async function openChromium(options: TabOptions = {}): Promise<Tab<ChromiumPage>> {
  const { width = 1280, height = 800, colorScheme = 'light', touch = false } = options;
  const browser = await once('chromium', startChromium);
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    hasTouch: touch,
    isMobile: touch,
  });
  context.setDefaultTimeout(waitLimit);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('requestfailed', (request) => noteFailure(errors, request.url(), request.failure()?.errorText));
  // Playwright passes on one argument, ours come as a list.
  const call = (work: (...args: never[]) => unknown, args: unknown[]) =>
    `(${work})(...${JSON.stringify(args)})`;
  return {
    browser: 'chromium',
    raw: page,
    errors,
    async goto(url) {
      await page.goto(url);
    },
    evaluate: (work, ...args) => page.evaluate(call(work, args)),
    waitFor: (work, ...args) => poll(() => page.evaluate(call(work, args))),
    click: (selector) => page.click(selector, { timeout: waitLimit }),
    press: (key) => page.keyboard.press(key),
    screenshot: () => page.screenshot(),
    close: () => context.close(),
  };
}

const startFirefox = (colorScheme: 'light' | 'dark') =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath: firefoxPath(),
    headless: true,
    defaultViewport: null,
    timeout: waitLimit,
    protocolTimeout: 2 * waitLimit,
    extraPrefsFirefox: {
      'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
      'datareporting.policy.dataSubmissionEnabled': false,
      'app.update.enabled': false,
    },
  });

/** Firefox through Puppeteer: `pierce/` before a CSS selector reaches into open shadow roots, `click` does it itself. */
export async function openFirefox(options: TabOptions = {}): Promise<Tab<FirefoxPage>> {
  const { width = 1280, height = 800, colorScheme = 'light' } = options;
  const browser = await once(`firefox ${colorScheme}`, () => startFirefox(colorScheme));
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(waitLimit);
  // Firefox before 150 or so sets the size and then does not know the screen orientation that Puppeteer sends along.
  await page.setViewport({ width, height }).catch((error) => {
    if (!/setScreenOrientationOverride/.test(String(error))) throw error;
  });
  await poll(() => page.evaluate((wanted) => innerWidth === wanted, width));
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('requestfailed', (request) => noteFailure(errors, request.url(), request.failure()?.errorText));
  return {
    browser: 'firefox',
    raw: page,
    errors,
    async goto(url) {
      await page.goto(url);
    },
    evaluate: (work, ...args) => page.evaluate(work as never, ...args) as never,
    waitFor: (work, ...args) => poll(() => page.evaluate(work as never, ...args)),
    async click(selector) {
      const target = await page.waitForSelector(`pierce/${selector}`, { timeout: waitLimit, visible: true });
      await target?.click();
    },
    press: (key) => page.keyboard.press(key),
    screenshot: () => page.screenshot(),
    close: () => context.close(),
  };
}

export const browsers = { chromium: openChromium, firefox: openFirefox };

/** Browsers to test in what does not depend on the engine: the one named, or every one with EVERY_BROWSER set. */
export const browserFor = (name: keyof typeof browsers) =>
  Object.entries(browsers).filter(([each]) => each === name || process.env.EVERY_BROWSER);
