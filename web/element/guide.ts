// SPDX-License-Identifier: Apache-2.0
// Leads through a lesson: brings the experiment to the settings of a step and does what the step does. The visitor may
// touch everything meanwhile; the next step is as the lesson says again.
import { differences, type Lesson, type Settings, type Step, settingsAt, textOf } from '../lessons/form.ts';
import { isLesson, type LessonId, lessonIds, loadLesson } from '../lessons/index.ts';
import { hint, type Problem } from '../state-text.ts';
import type { Experiment } from './experiment.ts';

/** `a=1&b=2` → settings; a key that is not of the state is left to the state's own parser, which reports it. */
const settingsOf = (text: string): Settings =>
  Object.fromEntries(
    text
      .split('&')
      .filter(Boolean)
      .map((pair) => {
        const [key = '', ...value] = pair.split('=');
        return [key, decoded(value.join('='))];
      }),
  );

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function report(experiment: Experiment, problem: Problem): void {
  experiment.problems = [...experiment.problems, problem];
  experiment.redraw();
}

export class Guide {
  /** Number of the step, from 1. */
  at = 0;
  #turn = 0;

  private constructor(
    readonly experiment: Experiment,
    readonly id: LessonId,
    readonly lesson: Lesson,
  ) {}

  /** Loads `outliers` or `outliers:3`. Undefined, and a problem of the experiment, where there is no such lesson. */
  static async open(experiment: Experiment, name: string, over: string): Promise<Guide | undefined> {
    const [id = '', step = ''] = name.split(':');
    if (!isLesson(id)) {
      experiment.load(over);
      report(experiment, {
        key: 'lesson',
        kind: 'unknown_id',
        got: id,
        right: hint(id, lessonIds),
        used: '',
      });
      return undefined;
    }
    const guide = new Guide(experiment, id, await loadLesson(id));
    const at = step ? Number(step) : 1;
    if (guide.has(at)) guide.#begin(at, settingsOf(over));
    else {
      const used = Math.min(guide.count, Math.max(1, Math.floor(at) || 1));
      guide.#begin(used, settingsOf(over));
      report(experiment, { key: 'lesson', kind: 'range', got: step, right: guide.range, used: String(used) });
    }
    return guide;
  }

  get count(): number {
    return this.lesson.steps.length;
  }

  has(at: number): boolean {
    return Number.isInteger(at) && at >= 1 && at <= this.count;
  }

  /** Of its steps, in words. */
  get range(): string {
    return `[1, ${this.count}]`;
  }

  get step(): Step {
    return this.lesson.steps[this.at - 1] as Step;
  }

  get last(): boolean {
    return this.at === this.count;
  }

  /** The state as the text of a URL's hash: the lesson, its step, and what the visitor changed. */
  get permalink(): string {
    const { experiment, lesson, at, id } = this;
    const over = textOf(differences(experiment.schema, settingsAt(lesson, at), experiment.state));
    return [`lesson=${id}${at > 1 ? `:${at}` : ''}`, over].filter(Boolean).join('&');
  }

  /** To a step, as the lesson has it. */
  go(at: number): void {
    this.#begin(at, {});
    this.experiment.emit('statechange', { state: this.experiment.state, merge: false });
    this.announce();
  }

  /** Tells the page where the lesson is. */
  announce(): void {
    this.experiment.emit('lessonstep', { lesson: this.id, step: this.at, count: this.count });
  }

  /** Nothing that was begun goes on. */
  leave(): void {
    this.#turn++;
  }

  #begin(at: number, over: Settings): void {
    this.at = at;
    this.#enter(textOf({ ...settingsAt(this.lesson, at), ...over }), ++this.#turn);
  }

  async #enter(text: string, turn: number): Promise<void> {
    const { experiment, step } = this;
    const { seek, play, point } = step.do ?? {};
    experiment.pause();
    experiment.load(text);
    await experiment.opened;
    // From the start is a new run: what was moved on the way in another step has no part in it.
    if (seek === 0 && turn === this.#turn) await experiment.open();
    if (turn !== this.#turn) return;
    if (seek) await experiment.scrub(seek);
    if (play && turn === this.#turn) await this.#playTo(play, turn);
    if (point && turn === this.#turn) experiment.point(point);
  }

  /** Plays to a step; at once where motion is not wanted. Whoever pauses on the way has the last word. */
  async #playTo(step: number, turn: number): Promise<void> {
    const { experiment } = this;
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const left = step - (experiment.frame?.step ?? 0);
    if (left <= 0) return experiment.scrub(step);
    if (calm) return experiment.step(left);
    experiment.play();
    await new Promise<void>((resolve) => {
      const ends = [experiment.on('draw', () => look()), experiment.on('change', () => look())];
      const look = () => {
        const there = (experiment.frame?.step ?? 0) >= step;
        if (!there && experiment.playing && turn === this.#turn) return;
        for (const end of ends) end();
        if (there && turn === this.#turn) experiment.scrub(step).then(resolve);
        else resolve();
      };
    });
  }
}
