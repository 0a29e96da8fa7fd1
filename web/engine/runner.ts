// SPDX-License-Identifier: Apache-2.0
// The training loop: a session that plays on its own. It runs in a worker, or in short slices on the main thread where
// no worker can be had; training rate and frame rate are separate.
import type { Core } from './core.ts';
import { Session } from './session.ts';
import type { FrameRequest, LaneChange, Spec, Tick } from './types.ts';

/** Milliseconds of training between two looks at the clock for messages. */
const kSlice = 8;
/** At most one tick a display frame. */
const kFrame = 1000 / 60;
/** Milliseconds after which a seek that is under way shows where it is. */
const kSeekTick = 100;

export class Runner extends Session {
  readonly #ontick: (tick: Tick) => void;
  readonly #onerror: (message: string) => void;
  #rate = 0;
  #owed = 0;
  #last = 0;
  #lastTick = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: FrameRequest = {};
  #window: { time: number; step: number }[] = [];
  #steps = 0;
  #stepsPerMs = 1;
  /** Ends the seek under way where it is. */
  #stop?: () => void;

  constructor(
    core: Core,
    spec: Spec | string,
    ontick: (tick: Tick) => void,
    onerror: (message: string) => void,
  ) {
    super(core, spec);
    this.#ontick = ontick;
    this.#onerror = onerror;
  }

  /** What the frames of ticks hold; a tick follows at once. */
  request(request: FrameRequest): void {
    this.#request = request;
    this.#tick();
  }

  /** Trains at about `rate` steps a second until pause(). */
  play(rate: number): void {
    if (!(rate > 0)) throw new RangeError(`steps per second must be above 0, got ${rate}`);
    const playing = this.#rate > 0;
    this.#rate = rate;
    if (!playing && !this.#stop) this.#start();
  }

  #start(): void {
    this.#owed = 1;
    this.#last = performance.now();
    this.#window = [{ time: this.#last, step: this.#steps }];
    this.#loop();
  }

  pause(): void {
    this.#rate = 0;
    this.#stop?.();
    clearTimeout(this.#timer);
    this.#tick();
  }

  /**
   * seek() in slices: another seek, a step, a reset or a pause ends it where it is. Training that played goes on from
   * there.
   */
  travel(step: number): Promise<number> {
    this.#stop?.();
    clearTimeout(this.#timer);
    let at = super.rewind(step);
    let ticked = performance.now();
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(this.#timer);
        this.#stop = undefined;
        this.#tick();
        if (this.#rate > 0) this.#start();
        resolve(at);
      };
      const slice = () => {
        try {
          at += this.#train(step - at, performance.now() + kSlice, (count) => {
            super.seek(this.position().step + count);
            return count;
          });
        } catch (error) {
          this.#stop = undefined;
          reject(error as Error);
          return;
        }
        if (at >= step) {
          finish();
          return;
        }
        if (performance.now() - ticked > kSeekTick) {
          this.#tick();
          ticked = performance.now();
        }
        this.#timer = setTimeout(slice, 0);
      };
      this.#stop = finish;
      slice();
    });
  }

  /** Up to `most` steps by `go`, but none begun after `end` or where stop rules end the run; how many. */
  #train(most: number, end: number, go: (count: number) => number): number {
    let done = 0;
    let finished = false;
    while (!finished && most - done >= 1 && performance.now() < end) {
      const chunk = Math.max(1, Math.min(Math.floor(most - done), Math.floor(this.#stepsPerMs)));
      const start = performance.now();
      const steps = go(chunk);
      const took = Math.max(performance.now() - start, 0.005);
      this.#stepsPerMs = 0.8 * this.#stepsPerMs + 0.2 * (steps / took);
      done += steps;
      finished = this.position().finished;
    }
    return done;
  }

  override step(count = 1): number {
    this.#stop?.();
    const done = super.step(count);
    this.#steps += done;
    if (this.#rate === 0) this.#tick();
    return done;
  }

  override reset(): void {
    this.#stop?.();
    super.reset();
    this.#owed = 0;
    this.#tick();
  }

  override setLossParam(lane: number, id: string, value: number): number {
    return this.#shown(super.setLossParam(lane, id, value));
  }

  override setLane(lane: number, change: LaneChange): number {
    return this.#shown(super.setLane(lane, change));
  }

  override movePoint(index: number, x: number[], y: number): number {
    return this.#shown(super.movePoint(index, x, y));
  }

  #shown(step: number): number {
    if (this.#rate === 0) this.#tick();
    return step;
  }

  override dispose(): void {
    this.#rate = 0;
    this.#stop = undefined;
    clearTimeout(this.#timer);
    super.dispose();
  }

  #loop = (): void => {
    if (this.#rate === 0) return;
    try {
      const now = performance.now();
      // Steps owed to the wanted rate since the last turn; a pause of the thread is not made up for.
      this.#owed += Math.min((now - this.#last) / 1000, 0.1) * this.#rate;
      this.#last = now;
      const done = this.#train(this.#owed, now + kSlice, (count) => super.step(count));
      this.#owed -= done;
      this.#steps += done;
      if (done > 0 && this.position().finished) {
        this.pause();
        return;
      }
      if (this.#owed > 1 && this.#rate !== Number.POSITIVE_INFINITY) this.#owed = 1;
      if (performance.now() - this.#lastTick >= kFrame) this.#tick();
      const wait = this.#owed >= 1 ? 0 : Math.min(kFrame, ((1 - this.#owed) * 1000) / this.#rate);
      this.#timer = setTimeout(this.#loop, wait);
    } catch (error) {
      this.#rate = 0;
      this.#onerror((error as Error).message);
    }
  };

  #tick(): void {
    this.#lastTick = performance.now();
    this.#window.push({ time: this.#lastTick, step: this.#steps });
    while (this.#window.length > 2 && this.#lastTick - (this.#window[0]?.time ?? 0) > 1000)
      this.#window.shift();
    const first = this.#window[0];
    const elapsed = first ? (this.#lastTick - first.time) / 1000 : 0;
    this.#ontick({
      frame: this.frame(this.#request),
      history: this.history(),
      steps_per_second: this.#rate > 0 && first && elapsed > 0 ? (this.#steps - first.step) / elapsed : 0,
    });
  }
}
