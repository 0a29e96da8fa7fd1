// SPDX-License-Identifier: Apache-2.0
// What was changed on the way through a run. With the state it began with that is the run itself, so a link can say it.
import type { Schema, State } from '../state.ts';

/** What a run takes on the way without starting over. */
export const changeable = ['losses', 'learning_rate', 'edits'] as const;
export type Changeable = (typeof changeable)[number];
export type Settings = Pick<State, Changeable>;

/** After `step` steps `key` became this. */
export interface Turn<K extends Changeable = Changeable> {
  step: number;
  key: K;
  value: State[K];
}

const settingsOf = ({ losses, learning_rate, edits }: Settings): Settings => ({
  losses,
  learning_rate,
  edits,
});

export class Trail {
  #start?: Settings;
  /** In the order of their steps. */
  #turns: Turn[] = [];

  begin(state: Settings): void {
    this.#start = settingsOf(state);
    this.#turns = [];
  }

  /** A change that is in force. Where it differs from what was, all that came after is no more. */
  note(schema: Schema, turn: Turn): void {
    if (!this.#start || !differs(schema, turn.key, this.at(turn.step), turn.value)) return;
    this.#turns = this.#turns.filter(
      ({ step, key }) => step < turn.step || (step === turn.step && key !== turn.key),
    );
    if (turn.step > 0) this.#turns.push(turn);
    else this.#start = { ...this.#start, [turn.key]: turn.value };
  }

  /** What is in force after so many steps; undefined before the run has begun. */
  at(step: number): Settings | undefined {
    if (!this.#start) return undefined;
    const now = { ...this.#start };
    for (const turn of this.until(step)) Object.assign(now, { [turn.key]: turn.value });
    return now;
  }

  until(step: number): readonly Turn[] {
    return this.#turns.filter((turn) => turn.step <= step);
  }

  /** The run begins anew with what is in force now. */
  settle(step: number): void {
    const now = this.at(step);
    if (now) this.begin(now);
  }

  /** The run has got another lane, here and in all that was before. */
  extend(lane: State['losses'][number]): void {
    const more = <S extends Pick<State, 'losses'>>(of: S): S => ({ ...of, losses: [...of.losses, lane] });
    if (this.#start) this.#start = more(this.#start);
    this.#turns = this.#turns.map((turn) =>
      turn.key === 'losses' ? { ...turn, value: [...(turn.value as State['losses']), lane] } : turn,
    );
  }

  /** The run up to a step as the text of a URL hash: `learning_rate@100=0.01&at=250`. */
  text(schema: Schema, state: State, step: number): string {
    const begun = schema.format({ ...state, ...this.#start });
    const turns = this.until(step).map(
      ({ step: at, key, value }) => `${key}@${at}=${schema.field(key).format(value as never)}`,
    );
    return [begun || `data=${state.data}`, ...turns, `at=${step}`].join('&');
  }
}

/** Whether the settings have another value there. */
export function differs<K extends Changeable>(
  schema: Schema,
  key: K,
  settings: Settings | undefined,
  value: State[K],
): boolean {
  const { format } = schema.field(key);
  return settings === undefined || format(settings[key] as never) !== format(value as never);
}
