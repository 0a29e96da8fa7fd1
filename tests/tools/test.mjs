// SPDX-License-Identifier: Apache-2.0
// npm test [-- layer …]: sets up, builds and runs every layer of tests, cheapest first, and stops at the first that
// fails. The last line is "N passed, N failed".
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUp } from '../../emscripten/setup.mjs';
import { buildDist, buildSite } from '../../web/tools/build.mjs';
import { buildPreset, buildWasm } from '../../web/tools/cmake.mjs';
import { jobs, main, root, run, runPackage, Stop, seconds } from '../../web/tools/common.mjs';
import { checkLayering } from './layering.mjs';
import { checkSizes } from './sizes.mjs';

const reports = join(root, 'build/reports');
export const tarball = join(root, 'build/package/losscape.tgz');

/** Runs `work`, then takes the tests from the reports it leaves behind, also when it fails. */
async function reported(files, read, work) {
  for (const file of files) rmSync(file, { force: true });
  let failure;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    failure = error;
  }
  const tests = files
    .filter((name) => existsSync(name))
    .flatMap((name) => read(JSON.parse(readFileSync(name, 'utf8'))));
  const count = (wanted) => tests.filter(({ outcome }) => outcome === wanted).length;
  const passed = count('passed');
  const skipped = tests.length - passed - count('failed');
  if (!failure && skipped > 0) failure = new Stop(`${skipped} tests were skipped`);
  if (!failure && passed === 0) failure = new Stop('no test ran');
  return { passed, failed: count('failed'), failure, tests };
}

// What a report says of its tests: name, outcome, seconds.
const ofGoogleTest = ({ testsuites }) =>
  testsuites.flatMap(({ name: suite, testsuite }) =>
    testsuite.map(({ name, result, failures, time }) => ({
      name: `${suite}.${name}`,
      outcome: failures ? 'failed' : result === 'COMPLETED' ? 'passed' : 'skipped',
      seconds: Number.parseFloat(time),
    })),
  );
const ofVitest = ({ testResults }) =>
  testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status, duration = 0 }) => ({
      name: fullName,
      outcome: status,
      seconds: duration / 1000,
    })),
  );

/** The C++ tests of a preset, dealt out to one process a core: a process a test would cost a second each in wasm. */
async function googleTest(preset) {
  await buildPreset(preset, ['losscape_tests']);
  const folder = join(root, 'build', preset);
  const wasm = join(folder, 'losscape_tests.cjs');
  const program = existsSync(wasm) ? [process.execPath, wasm] : [join(folder, 'losscape_tests')];
  const shards = Array.from({ length: Number(jobs) }, (_, index) => ({
    report: join(reports, `${preset}-${index}.json`),
    env: { GTEST_TOTAL_SHARDS: jobs, GTEST_SHARD_INDEX: String(index) },
  }));
  const runShard = ({ report, env }) => {
    const [first, ...rest] = [...program, '--gtest_brief=1', `--gtest_output=json:${report}`];
    return run(`tests ${preset}`, first, rest, { env, failed: `a C++ test failed in the ${preset} build` });
  };
  return reported(
    shards.map(({ report }) => report),
    ofGoogleTest,
    async () => {
      const ended = await Promise.allSettled(shards.map(runShard));
      const failed = ended.find(({ status }) => status === 'rejected');
      if (failed) throw failed.reason;
    },
  );
}

function vitest(project) {
  const report = join(reports, `${project}.json`);
  const args = [
    'run',
    '--project',
    project,
    '--reporter=verbose',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  const failed = `a test of ${project} failed`;
  const work = () => runPackage(`vitest ${project}`, 'vitest/vitest.mjs', args, { failed });
  return reported([report], ofVitest, work);
}

/** A check that counts as one test. */
async function single(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return { passed: 0, failed: 1, failure: error };
  }
  return { passed: 1, failed: 0 };
}

let built;
/** What the JavaScript layers stand on; built once, whichever layer comes first. */
const build = (what) => {
  built ??= { wasm: buildWasm, site: buildSite, dist: buildDist, done: {} };
  built.done[what] ??= (what === 'wasm' ? Promise.resolve() : build('wasm')).then(() => built[what]());
  return built.done[what];
};

const layers = {
  layering: () => single(checkLayering),
  native: () => googleTest('native'),
  asan: () => googleTest('asan'),
  wasm: () => googleTest('wasm'),
  types: () =>
    single(async () => {
      await build('wasm');
      await runPackage('tsc', 'typescript/bin/tsc', ['--noEmit']);
    }),
  js: async () => {
    await build('wasm');
    return vitest('js');
  },
  lessons: async () => {
    await build('wasm');
    return vitest('lessons');
  },
  package: async () => {
    await build('dist');
    return vitest('package');
  },
  publint: async () => {
    if (!existsSync(tarball)) throw new Stop('the layer `package` packs what this one reads; run it first');
    return single(() => runPackage('publint', 'publint/src/cli.js', ['run', tarball, '--strict']));
  },
  attw: async () => {
    if (!existsSync(tarball)) throw new Stop('the layer `package` packs what this one reads; run it first');
    const args = [
      tarball,
      '--profile',
      'esm-only',
      '--no-definitely-typed',
      '--exclude-entrypoints',
      './core.wasm',
    ];
    return single(() => runPackage('attw', '@arethetypeswrong/cli/dist/index.js', args));
  },
  sizes: async () => {
    await build('dist');
    await build('site');
    return single(checkSizes);
  },
  browser: async () => {
    await build('site');
    await buildPreset('wasm', ['losscape_nets']);
    return vitest('browser');
  },
};

/** Layers that keep one core busy run beside the one before them. */
const beside = new Set(['lessons']);

/** Runs a layer; one that could not run at all (it does not build, say) counts as one failure. */
async function outcomeOf(name) {
  const since = performance.now();
  console.log(`── ${name}`);
  let result;
  try {
    result = await layers[name]();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    result = { passed: 0, failed: 0, failure: error };
  }
  if (result.failure && result.failed === 0) result.failed = 1;
  const took = seconds(since);
  console.log(`   ${name}: ${result.passed} passed, ${result.failed} failed in ${took}`);
  return { ...result, name, took };
}

async function test() {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !layers[name]);
  if (unknown.length > 0) {
    throw new Stop(`no layer called ${unknown.join(', ')}; there are ${Object.keys(layers).join(', ')}`);
  }
  const start = performance.now();
  await setUp('test');
  console.log(`── set-up: ready in ${seconds(start)}`);
  const total = { passed: 0, failed: 0 };
  const took = [];
  const slow = [];
  let stopped;
  const rounds = [];
  for (const name of Object.keys(layers)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    if (beside.has(name) && rounds.length > 0) rounds.at(-1).push(name);
    else rounds.push([name]);
  }
  for (const round of rounds) {
    for (const result of await Promise.all(round.map(outcomeOf))) {
      const { name, failure } = result;
      total.passed += result.passed;
      total.failed += result.failed;
      took.push(`${name} ${result.took}`);
      for (const each of result.tests ?? []) slow.push({ ...each, layer: name });
      if (failure)
        stopped ??= `Stopped at \`${name}\`: ${failure.message}\nThis layer alone: npm test -- ${name}`;
    }
    if (stopped) break;
  }
  slow.sort((a, b) => b.seconds - a.seconds);
  console.log('── the slowest tests');
  for (const { layer, name, seconds } of slow.slice(0, 10)) {
    console.log(`   ${seconds.toFixed(1).padStart(5)} s  ${layer}: ${name.slice(0, 100)}`);
  }
  console.log(`── all in ${seconds(start)}: ${took.join(', ')}`);
  if (stopped) console.error(`\n${stopped}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main(test);
