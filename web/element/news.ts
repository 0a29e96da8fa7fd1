// SPDX-License-Identifier: Apache-2.0
// Who wants to know what of a run. Pictures are drawn once a display frame, and only as many as leave time for the rest of
// the page; numbers for people are written at most eight times a second.

/** change: settings or run replaced. draw: pictures are stale. readout: numbers for people. */
export type Channel = 'change' | 'draw' | 'readout';

const readoutInterval = 125;
/** Milliseconds of drawing in a display frame. What does not fit is drawn in the next, before what has had its turn. */
const drawTime = 9;

export class News {
  #waiting = false;
  /** Pictures that are stale, those first that have been for longest. */
  readonly #stale = new Set<() => void>();
  /** Milliseconds between two drawings of a picture, and when it was drawn last. */
  readonly #paces = new Map<() => void, { every: number; last: number }>();
  #readout?: ReturnType<typeof setTimeout>;
  readonly #listeners = {
    change: new Set<() => void>(),
    draw: new Set<() => void>(),
    readout: new Set<() => void>(),
  };

  /** Calls `listener` whenever there is news, for a picture at most once in `every` milliseconds; returns what ends that. */
  on(channel: Channel, listener: () => void, every = 0): () => void {
    this.#listeners[channel].add(listener);
    if (every > 0) this.#paces.set(listener, { every, last: Number.NEGATIVE_INFINITY });
    return () => {
      this.#listeners[channel].delete(listener);
      this.#stale.delete(listener);
      this.#paces.delete(listener);
    };
  }

  tell(channel: Channel): void {
    if (channel === 'change') for (const listener of this.#listeners.change) listener();
    if (channel === 'draw') {
      for (const listener of this.#listeners.draw) this.#stale.add(listener);
      this.#scheduleDraw();
    }
    if (channel !== 'change') this.#scheduleReadout();
  }

  /** Has all pictures drawn before this returns. */
  drawNow(): void {
    for (const listener of this.#listeners.draw) listener();
  }

  /** Nothing is written any more of what is under way. */
  dispose(): void {
    clearTimeout(this.#readout);
    this.#readout = undefined;
  }

  #scheduleDraw(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame((now) => {
      this.#waiting = false;
      const end = performance.now() + drawTime;
      for (const listener of this.#stale) {
        if (!this.#due(listener, now)) continue;
        this.#stale.delete(listener);
        listener();
        if (performance.now() > end) break;
      }
      if (this.#stale.size > 0) this.#scheduleDraw();
    });
  }

  #due(listener: () => void, now: number): boolean {
    const pace = this.#paces.get(listener);
    if (!pace) return true;
    // A frame's time is not exact: what comes a hair too early is in time.
    if (now - pace.last < pace.every - 4) return false;
    pace.last = now;
    return true;
  }

  #scheduleReadout(): void {
    this.#readout ??= setTimeout(() => {
      this.#readout = undefined;
      for (const listener of this.#listeners.readout) listener();
    }, readoutInterval);
  }
}
