// SPDX-License-Identifier: Apache-2.0
// The built page in Chromium: how soon it trains, how much of the main thread four lanes take, and what playing on
// adds to its memory.
import { readFileSync } from 'node:fs';
import { launch, serve } from './lib/browsers.mjs';

const fourLanes = 'data=moons&losses=soft_margin,hinge,sigmoid_focal,squared_hinge&layers=8,8';
const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const server = await serve();
const browser = await launch.Chromium();

/** A new tab on the page, once it has trained a step; `notes` are what the page wrote down of itself. */
async function open(hash) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const notes = { load: 0, step: 0, frames: [], tasks: [] };
    Object.assign(globalThis, { notes });
    addEventListener('load', () => {
      notes.load = performance.now();
    });
    document.addEventListener('step', () => {
      notes.step ||= performance.now();
    });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) notes.tasks.push(duration);
    }).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now) => {
      notes.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/site/index.html#${hash}`);
  while (!(await page.evaluate('notes.step'))) await rest(20);
  return { context, page };
}

console.log('| page | |\n|---|---|');
const starts = [];
for (let i = 0; i < 5; i++) {
  const { context, page } = await open('');
  starts.push(await page.evaluate('notes.step'));
  await context.close();
}
console.log(
  `| address → first trained step, median of 5 | ${starts.sort((a, b) => a - b)[2].toFixed(0)} ms |`,
);

const { page } = await open(`${fourLanes}&speed=2000`);
const devtools = await page.context().newCDPSession(page);
// Time of the processor in the page's thread, so that what else the machine does does not count.
await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
const busy = async () => {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value;
};
const whole = await browser.newBrowserCDPSession();
/** MB of the page's own objects, and of its process with the training worker. */
const used = async () => {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  const resident = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1024);
  return { objects: usedSize / 2 ** 20, process: Math.max(...resident) };
};
// By then the history is as long as it ever gets, the stamps are drawn and the late parts are there.
await rest(15_000);
const before = await used();
await page.evaluate('notes.frames = []; notes.tasks = []');
const began = await busy();
await rest(20_000);
const spent = (await busy()) - began;
const { frames, tasks } = await page.evaluate('notes');
const after = await used();
console.log(`| four lanes of 2-8-8-1: main thread busy | ${(100 * (spent / 20)).toFixed(0)} % |`);
console.log(
  `| frames a second, longest task | ${(frames.length / 20).toFixed(1)}, ${Math.max(0, ...tasks).toFixed(0)} ms |`,
);
console.log(`| objects after 15 s, 35 s | ${before.objects.toFixed(1)}, ${after.objects.toFixed(1)} MB |`);
console.log(`| process after 15 s, 35 s | ${before.process.toFixed(0)}, ${after.process.toFixed(0)} MB |`);
await browser.close();
server.close();
