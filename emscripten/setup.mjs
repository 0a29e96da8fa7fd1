// SPDX-License-Identifier: Apache-2.0
// Looks for the programs a task needs and installs what is missing: Debian's packages through apt, npm's through
// `npm ci`. A second run only looks.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, root, run, Stop } from '../web/tools/common.mjs';

const works = (program, args = ['--version']) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;
/** For programs that give no status to go by. */
const starts = (program) => spawnSync(program, ['-help'], { stdio: 'ignore' }).error === undefined;
const firstPath = (...paths) => paths.find((path) => path && existsSync(path));

export const chromiumPath = () =>
  firstPath(process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome');
export const firefoxPath = () =>
  firstPath(process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox');
const eigenFolder = () =>
  firstPath(
    process.env.EIGEN3_INCLUDE_DIR,
    '/usr/include/eigen3',
    '/usr/local/include/eigen3',
    '/opt/homebrew/include/eigen3',
  );
export const googleTestFolder = () =>
  firstPath(process.env.GOOGLETEST_SOURCE_DIR, '/usr/src/googletest', '/usr/local/src/googletest');

function cmakeIsRecent() {
  const [, major, minor] = ask('cmake', ['--version'])?.match(/(\d+)\.(\d+)/) ?? [];
  return Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 25);
}

function sanitizersLink() {
  const program = ['-fsanitize=address,undefined', '-x', 'c++', '-', '-o', '/dev/null'];
  return (
    spawnSync('clang++', program, { input: 'int main() {}', stdio: ['pipe', 'ignore', 'ignore'] }).status ===
    0
  );
}

// what: shown to the user; here: is it there?; debian: packages that bring it.
const build = [
  { what: 'CMake 3.25 or newer', here: cmakeIsRecent, debian: ['cmake'] },
  { what: 'Ninja', here: () => works('ninja'), debian: ['ninja-build'] },
  {
    what: 'Emscripten (an activated emsdk, or em++ on PATH)',
    here: () => works('em++'),
    debian: ['emscripten'],
  },
  { what: 'ccache', here: () => works('ccache'), debian: ['ccache'] },
  {
    what: "Binaryen's wasm-opt and wasm-split",
    here: () => works('wasm-opt') && works('wasm-split'),
    debian: ['binaryen'],
  },
  { what: 'Eigen 3 (or EIGEN3_INCLUDE_DIR)', here: eigenFolder, debian: ['libeigen3-dev'] },
];
const native = [{ what: 'a C++20 compiler as c++', here: () => works('c++'), debian: ['g++'] }];
const chromium = { what: 'Chromium (or CHROMIUM_PATH)', here: chromiumPath, debian: ['chromium'] };
const sanitizers = {
  what: "clang++ with the sanitizers' run time",
  here: sanitizersLink,
  debian: ['clang', 'libclang-rt-14-dev'],
};
const test = [
  ...native,
  sanitizers,
  {
    what: "GoogleTest's sources (or GOOGLETEST_SOURCE_DIR)",
    here: googleTestFolder,
    debian: ['googletest', 'libgtest-dev'],
  },
  chromium,
  { what: 'Firefox ESR (or FIREFOX_PATH)', here: firefoxPath, debian: ['firefox-esr'] },
  { what: 'WebKitWebDriver', here: () => starts('WebKitWebDriver'), debian: ['webkit2gtk-driver'] },
  { what: 'Xvfb', here: () => starts('Xvfb'), debian: ['xvfb'] },
];
const check = [
  { what: 'clang-format', here: () => works('clang-format'), debian: ['clang-format'] },
  { what: 'clang-tidy', here: () => works('clang-tidy'), debian: ['clang-tidy'] },
];
const needs = {
  build,
  test: [...build, ...test],
  check: [...build, ...native, ...check],
  bench: [...build, ...native, chromium],
  fuzz: [...build, sanitizers],
};

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Stop(`Node 20.19 or newer is needed, this is ${process.versions.node}.`);
}

async function installWithApt(packages) {
  const asRoot = process.getuid() === 0;
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!asRoot && !works('sudo')) {
    throw new Stop(`There is no sudo here. As root, run\n  apt-get update && ${command}\nthen try again.`);
  }
  console.log(`   ${asRoot ? '' : 'sudo '}${command}`);
  // sudo asks for its password on the terminal, which `run` does not pass on.
  if (!asRoot && spawnSync('sudo', ['-v'], { stdio: 'inherit' }).status !== 0)
    throw new Stop('sudo was refused');
  const apt = (label, args) => {
    const line = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args];
    const [program, ...rest] = asRoot ? line : ['sudo', ...line];
    return run(label, program, rest);
  };
  await apt('apt-get update', ['update']);
  await apt('apt-get install', ['install', '-y', '--no-install-recommends', ...packages]);
}

async function installPrograms(list) {
  const missing = list.filter((need) => !need.here());
  if (missing.length === 0) return;
  const names = missing.map((need) => `  - ${need.what}`).join('\n');
  const packages = [...new Set(missing.flatMap((need) => need.debian))];
  if (!works('apt-get')) {
    throw new Stop(
      `These are needed and were not found:\n${names}\nThis system has no apt-get, so please install them yourself ` +
        `(Debian's names: ${packages.join(' ')}) and try again.\nEmscripten for any system: ` +
        'https://emscripten.org/docs/getting_started/downloads.html',
    );
  }
  console.log(`── set-up: installing what is missing with apt\n${names}`);
  await installWithApt(packages);
  const still = list.filter((need) => !need.here()).map((need) => need.what);
  if (still.length > 0) throw new Stop(`apt-get ran, but these were not found: ${still.join(', ')}`);
}

/** True when node_modules holds exactly what package-lock.json asks for. */
function nodeModulesMatch() {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' ||
      (present[path] ? present[path].version === version && existsSync(join(root, path)) : optional),
  );
}

async function installNodeModules() {
  if (nodeModulesMatch()) return;
  console.log('── set-up: npm ci');
  const npm = process.env.npm_execpath;
  const [program, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  await run('npm ci', program, [...first, 'ci', '--no-audit', '--no-fund']);
}

/** Makes everything for a task ready: "build", "test", "check" or "bench". */
export async function setUp(task) {
  requireNode();
  await installPrograms(needs[task]);
  await installNodeModules();
}

/** Changes when the toolchain or its settings change: then a build folder is configured afresh. */
export function toolchainStamp(preset) {
  const text = ['CMakePresets.json', 'emscripten/toolchain.cmake'].map((file) =>
    readFileSync(join(root, file)),
  );
  const compiler = preset.startsWith('wasm')
    ? `${ask('em-config', ['EMSCRIPTEN_ROOT'])} ${ask('em++', ['--version'])}`
    : ask(preset === 'asan' ? 'clang++' : 'c++', ['--version']);
  const hash = createHash('sha256').update(Buffer.concat(text));
  return hash.update([compiler, googleTestFolder(), eigenFolder(), root].join('\n')).digest('hex');
}
