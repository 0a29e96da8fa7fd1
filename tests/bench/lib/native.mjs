// SPDX-License-Identifier: Apache-2.0
// A native contender: a process that waits for the number of steps to run and answers with the seconds they took.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../../web/tools/common.mjs';

export function native(name, numbers, title) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'numbers');
  writeFileSync(file, numbers);
  const child = spawn(join(root, 'build/native/bench/bench_module'), [name, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`the native contender ${name} ended`);
    return Number(value);
  };
  return {
    name: title,
    seconds: (count) => ask(count),
    result: () => ask('result'),
    close() {
      child.stdin.end();
      rmSync(folder, { recursive: true });
    },
  };
}
