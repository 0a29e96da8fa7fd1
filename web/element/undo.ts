// SPDX-License-Identifier: Apache-2.0
// The way back: what was, what is, and what an undo took away. It knows nothing of what it keeps.

/** Changes of the same thing closer together than this, in milliseconds, are one movement and one step back. */
export const movement = 1500;
const most = 200;

export class Past<Entry> {
  #back: Entry[] = [];
  #forward: Entry[] = [];
  #now?: Entry;
  #what = '';
  #at = Number.NEGATIVE_INFINITY;

  get empty(): boolean {
    return this.#now === undefined;
  }

  get canUndo(): boolean {
    return this.#back.length > 0;
  }

  get canRedo(): boolean {
    return this.#forward.length > 0;
  }

  /** What is now. `what` names what was changed if it may be one of a row of changes, and is empty otherwise. */
  note(entry: Entry, what = '', at = performance.now()): void {
    const same = what !== '' && what === this.#what && at - this.#at < movement;
    if (this.#now !== undefined && !same) this.#back = [...this.#back, this.#now].slice(-most);
    this.#forward = [];
    this.#now = entry;
    this.#what = what;
    this.#at = at;
  }

  /** What is now has become another without a change of the visitor's, such as a repair. */
  amend(entry: Entry): void {
    this.#now = entry;
  }

  undo(): Entry | undefined {
    return this.#go(this.#back, this.#forward);
  }

  redo(): Entry | undefined {
    return this.#go(this.#forward, this.#back);
  }

  #go(from: Entry[], to: Entry[]): Entry | undefined {
    const entry = from.pop();
    if (entry === undefined || this.#now === undefined) return undefined;
    to.push(this.#now);
    this.#now = entry;
    this.#what = '';
    return entry;
  }
}
