// SPDX-License-Identifier: Apache-2.0
// Timing losses on the visitor's machine, when the visitor asks for it: a button, its progress, a way to stop.
import { html, nothing, type TemplateResult } from 'lit';
import type { LossId } from '../engine/generated/catalog.ts';
import type { Entry } from './losses-query.ts';
import { words } from './losses-words.ts';

type Answer = { id: LossId; nanoseconds: number } | { failed: string };

export class CostRun {
  #worker: Worker | undefined;
  #asked: Entry[] = [];
  #done = 0;
  #failed = '';

  /** `news` is called with an entry whose cost is there, and without one when a run begins or ends. */
  constructor(
    readonly entries: readonly Entry[],
    readonly news: (entry?: Entry) => void,
  ) {}

  get running(): boolean {
    return this.#worker !== undefined;
  }

  start(entries: readonly Entry[]): void {
    this.stop();
    this.#asked = [...entries];
    this.#done = 0;
    this.#failed = '';
    const worker = new Worker(new URL('./cost-worker.ts', import.meta.url), { type: 'module' });
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('failed' in data) this.#fail();
      else this.#take(data.id, data.nanoseconds);
    };
    worker.onerror = () => this.#fail();
    worker.postMessage(this.#asked.map(({ loss }) => loss.id));
    this.news();
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  #fail(): void {
    this.stop();
    this.#failed = words.measureFailed;
    this.news();
  }

  #take(id: LossId, nanoseconds: number): void {
    const entry = this.entries.find(({ loss }) => loss.id === id);
    if (entry) entry.cost = nanoseconds;
    this.#done++;
    if (this.#done === this.#asked.length) this.stop();
    this.news(entry);
  }

  /** The control over the losses that are listed. */
  view(listed: readonly Entry[]): TemplateResult {
    if (this.running) {
      return html`<span class="timing">
        <progress max=${this.#asked.length} .value=${this.#done} aria-label=${words.measuring(this.#done, this.#asked.length)}></progress>
        <button @click=${() => {
          this.stop();
          this.news();
        }}>${words.stop}</button>
      </span>`;
    }
    const said = this.#failed || (this.#done > 0 ? words.measured(this.#done) : '');
    return html`<span class="timing">
      ${said ? html`<span role="status">${said}</span>` : nothing}
      <button class="measure" title=${words.measureHelp} ?disabled=${listed.length === 0} @click=${() => this.start(listed)}>
        ${words.measure(listed.length)}
      </button>
    </span>`;
  }
}
