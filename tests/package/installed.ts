// SPDX-License-Identifier: Apache-2.0
// The packed tarball, installed offline in an empty folder beside the files of tests/package/app. Packs dist/, which
// `npm test` and `npm run build` make.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export function execute(program: string, args: string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The folder, and the tarball in it. */
export function install(): { folder: string; tarball: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'losscape-package-')));
  cpSync(join(root, 'tests/package/app'), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const packed = execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const tarball = join(folder, JSON.parse(packed)[0].filename);
  // Offline: nothing but the tarball may be needed.
  execute('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], folder);
  return { folder, tarball };
}
