// SPDX-License-Identifier: Apache-2.0
// Lessons have the form of one, and each of their steps can be trained and linked to.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { catalog, train } from '../../web/engine/index.ts';
import { rows } from '../../web/lessons/coverage.ts';
import { differences, type Lesson, settingsAt, textOf, topics } from '../../web/lessons/form.ts';
import { lessonIds, loadLesson, nextLesson } from '../../web/lessons/index.ts';
import { Schema } from '../../web/state.ts';
import { denseLayers } from '../../web/state-layers.ts';

const schema = new Schema(catalog);
const lessons = await Promise.all(lessonIds.map(async (id) => ({ id, lesson: await loadLesson(id) })));
const stepNumbers = ({ steps }: Lesson) => Array.from({ length: steps.length + 1 }, (_, at) => at);

it('lists every lesson, and each leads to the next', () => {
  const folder = fileURLToPath(new URL('../../web/lessons', import.meta.url));
  const files = readdirSync(folder).map((name) => name.replace('.ts', ''));
  const others = ['form', 'coverage', 'index', 'claims', 'claims-worker'];
  expect(files.filter((name) => !others.includes(name)).sort()).toEqual([...lessonIds].sort());
  const next = lessonIds.map(nextLesson);
  expect(next.slice(0, -1)).toEqual(lessonIds.slice(1));
  expect(next.at(-1)).toBeUndefined();
});

it('tells which rows of what the playground covers no lesson has', () => {
  const covered = new Set<string>(lessons.flatMap(({ lesson }) => lesson.covers));
  const bare = Object.entries(rows).filter(([id]) => !covered.has(id));
  console.info(
    `no lesson has ${bare.length} of ${Object.keys(rows).length} rows:\n${bare.map((row) => row.join(' ')).join('\n')}`,
  );
  expect(covered.size + bare.length).toBe(Object.keys(rows).length);
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
      if (step?.shows) expect(state.view, step.text).toContain(step.shows);
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
