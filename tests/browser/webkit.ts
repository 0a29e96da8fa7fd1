// SPDX-License-Identifier: Apache-2.0
// WebKitGTK, driven by plain WebDriver requests on a screen of its own. One tab at a time: there is one session a
// language and file of tests, and what it stores lasts as long. WebDriver tells nothing of the console, so errors are
// gathered by a script put into the page once it has been navigated to.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll } from 'vitest';
import { browsers, poll, type Tab, type TabOptions, waitLimit } from './harness.ts';

/** Sends one WebDriver command of the session, `actions` or `execute/async`, and returns its value. */
export type WebDriver = (path: string, body?: object) => Promise<unknown>;

export interface WebKitOptions extends TabOptions {
  /** The language of the system, as in the variable LANG. */
  lang?: string;
}

const children: ChildProcess[] = [];
const sessions = new Map<string, Promise<WebDriver>>();
let screen: Promise<string> | undefined;

afterAll(async () => {
  for (const session of sessions.values()) await session.then((send) => send('')).catch(() => {});
  for (const child of children.splice(0)) child.kill();
  sessions.clear();
  screen = undefined;
});

/** Its name for DISPLAY; the server chooses a free one and says which. */
function openScreen(): Promise<string> {
  const server = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(server);
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.stdout.once('data', (number) => resolve(`:${String(number).trim()}`));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function request(url: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
    signal: AbortSignal.timeout(2 * waitLimit),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`WebDriver ${url}: ${JSON.stringify(value)}`);
  return value;
}

async function startSession(lang: string): Promise<WebDriver> {
  screen ??= openScreen();
  const env = {
    ...process.env,
    DISPLAY: await screen,
    LANG: lang,
    LC_ALL: lang,
    GDK_BACKEND: 'x11',
    // Its sandbox needs name spaces that containers do not give; the pages are our own.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  };
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], { env, stdio: 'ignore' });
  children.push(driver);
  const root = `http://127.0.0.1:${port}`;
  await poll(() => request(`${root}/status`, 'GET').catch(() => undefined));
  // Without more capabilities it starts the browser that comes with it.
  const { sessionId } = (await request(`${root}/session`, 'POST', { capabilities: {} })) as {
    sessionId: string;
  };
  const send: WebDriver = (path, body) =>
    path === ''
      ? request(`${root}/session/${sessionId}`, 'DELETE')
      : request(`${root}/session/${sessionId}/${path}`, body ? 'POST' : 'GET', body);
  await send('timeouts', { script: waitLimit, pageLoad: waitLimit });
  return send;
}

/** Runs in the page: keeps what goes wrong from now on where `errors` can be read. */
function gatherErrors(): void {
  const page = globalThis as { gathered?: string[] };
  if (page.gathered) return;
  const gathered: string[] = [];
  page.gathered = gathered;
  addEventListener('error', (event) => gathered.push(event.message ?? 'a resource failed'), true);
  addEventListener('unhandledrejection', (event) => gathered.push(String(event.reason)));
  const { error } = console;
  console.error = (...words) => {
    gathered.push(words.join(' '));
    error(...words);
  };
}

/** Runs in the page: the middle of the element, also in open shadow roots, once it is in view. */
function middleOf(selector: string): [x: number, y: number] | undefined {
  const find = (root: Document | ShadowRoot): Element | undefined => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const inside = shadowRoot && find(shadowRoot);
      if (inside) return inside;
    }
    return undefined;
  };
  const element = find(document);
  element?.scrollIntoView({ block: 'nearest' });
  const box = element?.getBoundingClientRect();
  return box?.width ? [box.left + box.width / 2, box.top + box.height / 2] : undefined;
}

// The private-use characters WebDriver has for keys that write nothing.
const keys: Record<string, string> = {
  Enter: '\uE007',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
};

/** Presses at the first place, moves over the others and lets go at the last. */
export function drag(send: WebDriver, places: readonly (readonly [x: number, y: number])[]) {
  const moves = places.map(([x, y]) => ({
    type: 'pointerMove',
    duration: 0,
    x: Math.round(x),
    y: Math.round(y),
  }));
  const [first, ...rest] = moves;
  const actions = [first, { type: 'pointerDown', button: 0 }, ...rest, { type: 'pointerUp', button: 0 }];
  return send('actions', {
    actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
  });
}

export async function openWebKit(options: WebKitOptions = {}): Promise<Tab<WebDriver>> {
  const { width = 1280, height = 800, lang = 'en_US.UTF-8' } = options;
  const session = sessions.get(lang) ?? startSession(lang);
  sessions.set(lang, session);
  const send = await session;
  const errors: string[] = [];
  const evaluate = async (work: unknown, ...args: unknown[]) => {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${work})(...${JSON.stringify(args)}))
        .then((value) => done(JSON.stringify({ value, gathered: globalThis.gathered?.splice(0) })),
              (error) => done(JSON.stringify({ error: String(error) })));`;
    const answer = JSON.parse((await send('execute/async', { script, args: [] })) as string);
    errors.push(...(answer.gathered ?? []));
    if (answer.error) throw new Error(answer.error);
    return answer.value;
  };
  await send('url', { url: 'about:blank' });
  // The size of a window is that with its tool bar, and while it changes neither can be relied upon.
  await poll(async () => {
    const [across, up] = await evaluate(() => [innerWidth, innerHeight]);
    if (across === width && up === height) return true;
    const rect = (await send('window/rect')) as { width: number; height: number };
    await send('window/rect', { width: rect.width + width - across, height: rect.height + height - up });
    return false;
  });
  return {
    browser: 'webkit',
    raw: send,
    errors,
    async goto(url) {
      await send('url', { url });
      await evaluate(gatherErrors);
    },
    evaluate: evaluate as Tab['evaluate'],
    waitFor: (work, ...args) => poll(() => evaluate(work, ...args)),
    async click(selector) {
      await drag(send, [await poll(() => evaluate(middleOf, selector) as Promise<[number, number]>)]);
    },
    async press(key) {
      const value = keys[key] ?? key;
      const actions = [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ];
      await send('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    screenshot: async () => Buffer.from((await send('screenshot')) as string, 'base64'),
    close: async () => {
      await send('url', { url: 'about:blank' });
    },
  };
}

/** Every engine there is; `browsers` are those that the whole of the tests runs in. */
export const engines = { ...browsers, webkit: openWebKit };
