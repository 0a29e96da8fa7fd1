// SPDX-License-Identifier: Apache-2.0
// Timing contenders of one workload against each other: all warm up, then take turns, and the median of their rounds
// counts. Runs in Node and in a page. A contender is {name, seconds(count), result(), close?()}.

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** A contender of this thread out of a function, async or not, that runs `count` steps. */
export const local = (name, run, result, close) => ({
  name,
  seconds(count) {
    const start = performance.now();
    const since = () => (performance.now() - start) / 1000;
    const running = run(count);
    return running instanceof Promise ? running.then(since) : since();
  },
  result,
  close,
});

// Steps that fill a sample. Goes on until samples stop getting faster, at least `patience` of them: V8 compiles what is
// hot in the background, late on a busy machine, and a run's history is recorded more rarely as it goes on.
async function calibrate(contender, sample, patience) {
  let count = 1;
  let best = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; unchanged < patience; ) {
    const took = await contender.seconds(count);
    if (took < sample / 2) {
      count *= 2;
      continue;
    }
    unchanged = took / count > 0.95 * best ? unchanged + 1 : 0;
    best = Math.min(best, took / count);
    count = Math.max(1, Math.round(sample / best));
  }
  return count;
}

/** Seconds a step of each contender: the median of `rounds` samples of about `sample` seconds, taken in turns. */
export async function measure(contenders, { rounds = 9, sample = 0.04, patience = 4 } = {}) {
  const counts = [];
  for (const c of contenders) counts.push(await calibrate(c, sample, patience));
  const times = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, c] of contenders.entries()) times[i].push((await c.seconds(counts[i])) / counts[i]);
  }
  return contenders.map((c, i) => ({ name: c.name, seconds: median(times[i]) }));
}
