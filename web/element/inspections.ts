// SPDX-License-Identifier: Apache-2.0
// Asks a run what goes on inside its lanes, again and again while it trains, at a share of the time.
import type { Inspection } from '../engine/types.ts';
import type { Experiment } from './experiment.ts';

/** Milliseconds between two answers at least, and the share of the time that they may take from training. */
const interval = 500;
const effort = 0.15;

export class Inspections {
  #next = 0;
  #asking = false;
  #timer?: ReturnType<typeof setTimeout>;

  /** `lanes` says which are of interest; `taken` receives their inspections, in that order. */
  constructor(
    readonly experiment: Experiment,
    readonly lanes: () => number[],
    readonly taken: (seen: Inspection[]) => void,
  ) {}

  /** There may be news. The last call is made up for, so that what is shown is where the run came to rest. */
  readonly stir = (): void => {
    const wait = this.#next - performance.now();
    clearTimeout(this.#timer);
    if (this.#asking || wait > 0) this.#timer = setTimeout(this.stir, Math.max(wait, 50));
    else this.ask();
  };

  end(): void {
    clearTimeout(this.#timer);
  }

  private async ask() {
    this.#asking = true;
    const start = performance.now();
    const questions = this.lanes().map((lane) => this.experiment.ask((run) => run.inspect(lane)));
    // A run that ended meanwhile says nothing; its successor is asked in turn.
    const seen = await Promise.all(questions).catch(() => []);
    const end = performance.now();
    this.#asking = false;
    this.#next = end + Math.max(interval, (end - start) / effort);
    const there = seen.flatMap((each) => each ?? []);
    if (there.length === questions.length) this.taken(there);
  }
}
