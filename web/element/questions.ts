// SPDX-License-Identifier: Apache-2.0
// Asks a run what goes on inside its lanes, again and again while it trains, at a share of the time.
import type { Experiment, Run } from './experiment.ts';

/** Milliseconds between two answers at least, and the share of the time that they may take from training. */
const usualInterval = 500;
const effort = 0.15;

interface Asking<Answer> {
  /** Which lanes are of interest. */
  lanes(): number[];
  question(run: Run, lane: number): Promise<Answer>;
  /** Receives the answers, in the order of the lanes. */
  taken(answers: Answer[]): void;
  /** Receives why there are none. */
  failed?(why: unknown): void;
  interval?: number;
}

export class Questions<Answer> {
  #next = 0;
  #asking = false;
  #timer?: ReturnType<typeof setTimeout>;

  constructor(
    readonly experiment: Experiment,
    readonly asking: Asking<Answer>,
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
    const { lanes, question, taken, failed, interval = usualInterval } = this.asking;
    const { info } = this.experiment;
    this.#asking = true;
    const start = performance.now();
    const questions = lanes().map((lane) => this.experiment.ask((run) => question(run, lane)));
    // A run that ended meanwhile says nothing; its successor is asked in turn.
    const answers = await Promise.all(questions).catch((why) => {
      if (info === this.experiment.info) failed?.(why);
      return [];
    });
    const end = performance.now();
    this.#asking = false;
    this.#next = end + Math.max(interval, (end - start) / effort);
    const there = answers.flatMap((each) => each ?? []);
    if (questions.length > 0 && there.length === questions.length) taken(there);
  }
}
