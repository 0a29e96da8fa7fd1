// SPDX-License-Identifier: Apache-2.0
// Trains what claims are about and says whether they held: for the test that keeps lessons honest and for the visitor who
// asks.
import { catalog, type RunMethods, type Session, train } from '../engine/index.ts';
import { Schema } from '../state.ts';
import { type Claim, type Lesson, type Measured, type Settings, settingsAt, textOf } from './form.ts';

export interface Outcome {
  value: number;
  held: boolean;
}

/** What one seed says of a claim, and of the claim with what it compares exchanged. */
export interface Verdict {
  seed: number;
  claim: Outcome;
  twin: Outcome;
}

export const inside = (value: number, [low, high]: Claim['between']) => value >= low && value <= high;

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

/** The claim with what it is about exchanged. */
function twinOf(claim: Claim, settings: Settings): [Claim, Settings] {
  if (claim.twin) return [claim, { ...settings, ...claim.twin }];
  if (claim.runs) return [{ ...claim, runs: claim.runs.toReversed() }, settings];
  return [claim, { ...settings, losses: (settings.losses ?? '').split(',').reverse().join(',') }];
}

/** The runs of a lesson's claims on one seed; claims about the same training share them. */
export class Trained {
  readonly #schema = new Schema(catalog);
  readonly #runs = new Map<string, Session>();

  constructor(
    readonly lesson: Lesson,
    readonly seed: number,
  ) {}

  async check(claim: Claim): Promise<Verdict> {
    const settings = settingsAt(this.lesson, claim.at ?? 0);
    return {
      seed: this.seed,
      claim: await this.#outcome(claim, settings),
      twin: await this.#outcome(...twinOf(claim, settings)),
    };
  }

  dispose(): void {
    for (const run of this.#runs.values()) run.dispose();
    this.#runs.clear();
  }

  async #outcome(claim: Claim, settings: Settings): Promise<Outcome> {
    const runs: Session[] = [];
    for (const over of claim.runs ?? [{}]) runs.push(await this.#run({ ...settings, ...over }));
    // A claim before may have taken a run elsewhere.
    for (const run of runs) run.seek(claim.steps);
    const value = claim.measure(...runs.map(measured));
    return { value, held: inside(value, claim.between) };
  }

  async #run(settings: Settings): Promise<Session> {
    const { state } = this.#schema.parse(textOf({ ...settings, seed: String(this.seed) }));
    const spec = this.#schema.spec(state);
    const key = JSON.stringify(spec);
    const run = this.#runs.get(key) ?? (await train(spec));
    this.#runs.set(key, run);
    return run;
  }
}
