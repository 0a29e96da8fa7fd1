// SPDX-License-Identifier: Apache-2.0
// What every tool needs: the repository's root, running a program with quiet progress, and failing with
// words instead of a stack trace. No dependencies: these scripts run before `npm ci`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const jobs = String(availableParallelism());
export const generatedFolder = join(root, 'web/engine/generated');

/** A failure the user can act on: printed without a stack trace. */
export class Stop extends Error {}

export const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** Runs a script's main function; a Stop ends it with its message and exit code 1. */
export async function main(run) {
  try {
    await run();
  } catch (error) {
    console.error(`\n${error instanceof Stop ? error.message : error.stack}`);
    process.exit(1);
  }
}

/** The program's standard output, or undefined when it is missing or fails. */
export function ask(program, args = []) {
  const result = spawnSync(program, args, { encoding: 'utf8', cwd: root });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

export function writeIfChanged(path, content) {
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return true;
}

/**
 * Runs a program and returns its standard output. While it runs, a terminal shows its last line and a log shows a
 * sign of life every 20 s. When it fails, its output is printed (the last 150 lines) and a Stop is thrown.
 */
export function run(label, program, args, { env = {}, cwd = root, failed } = {}) {
  const start = performance.now();
  const terminal = process.stdout.isTTY;
  const width = () => (process.stdout.columns ?? 80) - 1;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let printed = '';
    const lastLine = () =>
      output
        .trimEnd()
        .split(/[\r\n]/)
        .at(-1) ?? '';
    const clear = () => terminal && process.stdout.write('\r\x1b[K');
    const onData = (data) => {
      output += data;
      const line = `   ${label}: ${lastLine().replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')}`;
      if (terminal) process.stdout.write(`\r\x1b[K${line.slice(0, width())}`);
    };
    child.stdout.setEncoding('utf8').on('data', (data) => {
      printed += data;
      onData(data);
    });
    child.stderr.setEncoding('utf8').on('data', onData);
    const life = setInterval(() => {
      if (!terminal) console.log(`   … ${label} (${seconds(start)}) ${lastLine().slice(0, 90)}`);
    }, 20_000);
    const end = (fail) => {
      clearInterval(life);
      clear();
      if (fail) {
        console.error(output.trimEnd().split('\n').slice(-150).join('\n'));
        reject(Object.assign(new Stop(failed ?? `${label} failed: ${fail}`), { output }));
      } else {
        resolve(printed);
      }
    };
    child.on('error', (error) => end(error.code === 'ENOENT' ? `${program} is not on PATH` : error.message));
    child.on('close', (code, signal) =>
      end(code === 0 ? undefined : `\`${program} ${args.join(' ')}\` ended with ${code ?? signal}`),
    );
  });
}

/** Runs a script of a package in node_modules with this Node. */
export const runPackage = (label, script, args, options) =>
  run(label, process.execPath, [join(root, 'node_modules', script), ...args], options);
