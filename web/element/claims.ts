// SPDX-License-Identifier: Apache-2.0
// The claims of a lesson with what was measured, and a button for each that measures it again in this browser.
import { html, nothing, type PropertyValues } from 'lit';
import type { Verdict } from '../lessons/claims.ts';
import type { Answer, Question } from '../lessons/claims-worker.ts';
import { type Claim, seeds } from '../lessons/form.ts';
import { words } from './claims-words.ts';
import type { Guide } from './guide.ts';
import { define, Part } from './part.ts';

type Check = { verdicts: readonly Verdict[]; failed?: true };

const held = (verdicts: readonly Verdict[], of: 'claim' | 'twin') =>
  verdicts.filter((verdict) => verdict[of].held).length;

class Claims extends Part {
  static override properties = {
    ...Part.properties,
    guide: { attribute: false },
    checks: { state: true },
  };
  declare guide: Guide;
  /** What was found, by number of the claim. */
  declare checks: ReadonlyMap<number, Check>;
  #worker?: Worker;
  /** The claim that is being trained; −1 for none. */
  #asked = -1;

  constructor() {
    super();
    this.checks = new Map();
  }

  protected override willUpdate(changed: PropertyValues) {
    if (!changed.has('guide')) return;
    this.#stop();
    this.checks = new Map();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop() {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#asked = -1;
  }

  #note(claim: number, check: Check) {
    this.checks = new Map(this.checks).set(claim, check);
  }

  #start(claim: number) {
    this.#cancel();
    this.#asked = claim;
    this.#note(claim, { verdicts: [] });
    const fail = () => {
      this.#stop();
      this.#note(claim, { verdicts: [], failed: true });
    };
    try {
      const worker = new Worker(new URL('../lessons/claims-worker.ts', import.meta.url), { type: 'module' });
      this.#worker = worker;
      worker.onerror = fail;
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if ('failed' in data) fail();
        else this.#take(claim, data.verdict);
      };
      worker.postMessage({ lesson: this.guide.id, claim } satisfies Question);
    } catch {
      fail(); // no worker may start here
    }
  }

  #take(claim: number, verdict: Verdict) {
    const verdicts = [...(this.checks.get(claim)?.verdicts ?? []), verdict];
    if (verdicts.length === seeds.length) this.#stop();
    this.#note(claim, { verdicts });
  }

  /** What is half done says nothing and goes. */
  #cancel() {
    const checks = new Map(this.checks);
    checks.delete(this.#asked);
    this.#stop();
    this.checks = checks;
  }

  async #press(claim: number) {
    if (this.#asked === claim) this.#cancel();
    else this.#start(claim);
    // The button that was pressed is another one now.
    await this.updateComplete;
    this.querySelectorAll<HTMLElement>('.claim button')[claim]?.focus();
  }

  protected override render() {
    return html`
      <h3>${words.title}</h3>
      <ul class="claims">${this.guide.lesson.claims.map((claim, i) => this.claim(claim, i))}</ul>
    `;
  }

  private claim(claim: Claim, i: number) {
    const check = this.checks.get(i);
    const running = this.#asked === i;
    const done = check?.verdicts.length ?? 0;
    return html`<li class="claim">
      <span id="claim-${i}" lang="en">${claim.says}</span>
      <span class="faint">${words.measured(claim, seeds.length)}</span>
      <span class="claim-check">
        <button aria-describedby="claim-${i}" title=${words.checkHelp} @click=${() => this.#press(i)}>${running ? words.cancel : words.check}</button>
        ${running ? html`<progress max=${seeds.length} .value=${done} aria-label=${words.checking(done, seeds.length)}></progress>` : nothing}
      </span>
      ${check && done > 0 ? this.table(check.verdicts) : nothing}
      <span role="status">${check && !running ? this.result(check) : ''}</span>
    </li>`;
  }

  private table(verdicts: readonly Verdict[]) {
    return html`<table>
      <thead><tr>${words.heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${verdicts.map(
        ({ seed, claim, twin }) =>
          html`<tr><th scope="row">${seed}</th><td>${words.outcome(claim)}</td><td>${words.outcome(twin)}</td></tr>`,
      )}</tbody>
    </table>`;
  }

  private result({ verdicts, failed }: Check) {
    if (failed) return words.failed;
    return words.verdict(held(verdicts, 'claim'), held(verdicts, 'twin'), seeds.length);
  }
}

define('losscape-claims', Claims);
