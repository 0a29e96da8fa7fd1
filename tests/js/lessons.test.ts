// SPDX-License-Identifier: Apache-2.0
// Lessons keep their word: each trains, each claim holds on all its seeds, and fails on none of them by accident.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalog, type RunMethods, train } from '../../web/engine/index.ts';
import { rows } from '../../web/lessons/coverage.ts';
import {
  type Claim,
  defaultSeeds,
  differences,
  type Lesson,
  type Measured,
  type Settings,
  settingsAt,
  textOf,
  topics,
} from '../../web/lessons/form.ts';
import { lessonIds, loadLesson, nextLesson } from '../../web/lessons/index.ts';
import { Schema } from '../../web/state.ts';
import { denseLayers } from '../../web/state-layers.ts';

const schema = new Schema(catalog);
const lessons = await Promise.all(lessonIds.map(async (id) => ({ id, lesson: await loadLesson(id) })));
const stepNumbers = ({ steps }: Lesson) => Array.from({ length: steps.length + 1 }, (_, at) => at);

function measured(run: RunMethods): Measured {
  const reading = (lane: number, id?: string) =>
    run.metrics(lane).find((each) => each.id === (id ?? run.info().metric.id));
  const predictions = run.frame({ samples: true }).lanes.map((lane) => lane.predictions);
  return {
    run,
    metric: (lane, id) => reading(lane, id)?.validation ?? Number.NaN,
    trainMetric: (lane, id) => reading(lane, id)?.train ?? Number.NaN,
    prediction: (lane, index) => predictions[lane]?.[index] ?? Number.NaN,
  };
}

async function value(claim: Claim, settings: Settings, seed: number): Promise<number> {
  const open: Awaited<ReturnType<typeof train>>[] = [];
  try {
    for (const over of claim.runs ?? [{}]) {
      const text = textOf({ ...settings, ...over, seed: String(seed) });
      const run = await train(schema.spec(schema.parse(text).state));
      open.push(run);
      run.step(claim.steps);
    }
    return claim.measure(...open.map(measured));
  } finally {
    for (const run of open) run.dispose();
  }
}

/** The claim with what it is about exchanged. */
function twinOf(claim: Claim, settings: Settings): [Claim, Settings] {
  if (claim.twin) return [claim, { ...settings, ...claim.twin }];
  if (claim.runs) return [{ ...claim, runs: claim.runs.toReversed() }, settings];
  return [claim, { ...settings, losses: (settings.losses ?? '').split(',').reverse().join(',') }];
}

const inside = (number: number, [low, high]: Claim['between']) => number >= low && number <= high;

it('lists every lesson, and each leads to the next', () => {
  const folder = fileURLToPath(new URL('../../web/lessons', import.meta.url));
  const files = readdirSync(folder).map((name) => name.replace('.ts', ''));
  const others = ['form', 'coverage', 'index'];
  expect(files.filter((name) => !others.includes(name)).sort()).toEqual([...lessonIds].sort());
  const next = lessonIds.map(nextLesson);
  expect(next.slice(0, -1)).toEqual(lessonIds.slice(1));
  expect(next.at(-1)).toBeUndefined();
});

describe.each(lessons)('lesson $id', ({ lesson }) => {
  it('has the form of a lesson', () => {
    expect(Object.keys(topics)).toContain(lesson.topic);
    for (const row of lesson.covers) expect(Object.keys(rows)).toContain(row);
    expect(lesson.steps.length).toBeGreaterThanOrEqual(3);
    expect(lesson.steps.length).toBeLessThanOrEqual(6);
    expect(lesson.question).toMatch(/^[^.?!]+\?$/);
    expect(lesson.claims.length).toBeGreaterThan(0);
    expect(lesson.tries.length).toBeGreaterThan(0);
    for (const { doi } of lesson.references) if (doi) expect(doi).toMatch(/^10\.\d{4,}\/\S+$/);
    for (const { text, do: doing } of lesson.steps) {
      const sentences = text.split(/(?<=[.?!:])\s/).length;
      expect(sentences, text).toBeGreaterThanOrEqual(2);
      expect(text.length, text).toBeLessThan(420);
      if (doing?.seek !== undefined && doing.play !== undefined)
        expect(doing.play).toBeGreaterThan(doing.seek);
    }
    for (const { at = 0 } of lesson.claims) expect(stepNumbers(lesson)).toContain(at);
  });

  it('has steps whose settings are valid, change something or train, and survive a link', async () => {
    for (const at of stepNumbers(lesson)) {
      const settings = settingsAt(lesson, at);
      const { state, problems } = schema.parse(textOf(settings));
      expect(problems).toEqual([]);
      expect(differences(schema, settings, state)).toEqual({});
      const step = lesson.steps[at - 1];
      if (step) expect(Boolean(step.set ?? step.do), step.text).toBe(true);
      using run = await train(schema.spec(state));
      for (const lane of [step?.do?.point?.lane ?? 0, 0]) expect(run.info().lanes[lane]).toBeDefined();
      if (step?.do?.point?.sample) expect(run.info().data.y[step.do.point.sample]).toBeDefined();
    }
  });

  it('diverges only where it says so', async () => {
    let diverged = false;
    for (const at of stepNumbers(lesson)) {
      using run = await train(schema.spec(schema.parse(textOf(settingsAt(lesson, at))).state));
      run.step(Math.min(100, lesson.steps[at - 1]?.do?.play ?? 50));
      diverged ||= run.frame().lanes.some(({ status }) => status === 'diverged');
    }
    expect(diverged).toBe(lesson.diverges ?? false);
  });

  it.each(lesson.claims)(
    '$says',
    async (claim) => {
      const settings = settingsAt(lesson, claim.at ?? 0);
      const seeds = claim.seeds ?? defaultSeeds;
      expect(seeds.length).toBeGreaterThanOrEqual(3);
      const [twin, swapped] = twinOf(claim, settings);
      for (const seed of seeds) {
        const held = await value(claim, settings, seed);
        expect(inside(held, claim.between), `seed ${seed}: ${held} must be in ${claim.between}`).toBe(true);
        const lost = await value(twin, swapped, seed);
        expect(
          inside(lost, claim.between),
          `seed ${seed}: ${lost}, exchanged, must not be in ${claim.between}`,
        ).toBe(false);
      }
    },
    60_000,
  );
});

describe('what a visitor changed in a lesson', () => {
  it('is what a link writes over its settings', async () => {
    const lesson = await loadLesson('outliers');
    const settings = settingsAt(lesson, 2);
    const { state } = schema.parse(textOf(settings));
    for (const patch of [
      { data: 'circles', samples: state.samples },
      { layers: denseLayers([8]), seed: 7 },
      { edits: [] },
    ]) {
      const other = schema.with(state, patch);
      const given = differences(schema, settings, other);
      expect(schema.parse(textOf({ ...settings, ...given })).state).toEqual(other);
      expect(Object.keys(given)).not.toHaveLength(0);
      for (const key of Object.keys(patch)) if (key !== 'samples') expect(Object.keys(given)).toContain(key);
    }
  });
});
