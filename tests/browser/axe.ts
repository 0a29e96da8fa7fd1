// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Tab } from './harness.ts';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { target: unknown[]; failureSummary: string }[] }[] }>;
}

/** What axe objects to in the page, one text each: rule, element, reason. */
export async function findings(tab: Tab): Promise<string[]> {
  // As text for the page's debugger, which its policy on scripts does not hold for.
  await (tab.raw as { evaluate(text: string): Promise<unknown> }).evaluate(`${await source};undefined`);
  return tab.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)}: ${failureSummary}`),
    );
  });
}
