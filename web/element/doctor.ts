// SPDX-License-Identifier: Apache-2.0
// The doctor's line above the stage: what is wrong with the run, by which numbers, and a button that changes it. Fetched
// once the run is open; the line's room is kept before.
import { html, nothing } from 'lit';
import type { Finding, Spec } from '../engine/types.ts';
import type { Key, State } from '../state.ts';
import { laneKey } from './controls.ts';
import { words } from './doctor-words.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { doctor as styles } from './styles/doctor.ts';

/** Milliseconds between two looks while the run plays, and the share of the time they may take from training. */
const interval = 1000;
const effort = 0.1;
/** Steps before health is spoken of. */
const early = 20;

const signOf = ({ id, lane }: Finding) => `${lane} ${id}`;

class Doctor extends Part {
  static override styles = styles;
  static override properties = {
    ...Part.properties,
    findings: { state: true },
    open: { state: true },
  };
  declare findings: readonly Finding[];
  /** Whether all findings are shown. */
  declare open: boolean;
  #seen = new Set<string>();
  #next = 0;
  #looking = false;
  #wake?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.findings = [];
    this.open = false;
  }

  protected override subscribe() {
    return [
      ...super.subscribe(),
      this.experiment.on('readout', () => this.visit()),
      () => clearTimeout(this.#wake),
    ];
  }

  protected override attached() {
    this.visit();
  }

  // The last look comes after the run has come to rest, whatever the interval.
  private visit() {
    const wait = this.#next - performance.now();
    clearTimeout(this.#wake);
    if (this.#looking || wait > 0) this.#wake = setTimeout(() => this.visit(), Math.max(wait, 50));
    else this.examine();
  }

  private async examine() {
    const { experiment } = this;
    const start = performance.now();
    this.#looking = true;
    // A run that ended meanwhile says nothing; its successor is asked in turn.
    const found = await experiment.ask((run) => run.findings()).catch(() => undefined);
    this.#looking = false;
    this.#next = performance.now() + Math.max(interval, (performance.now() - start) / effort);
    if (found) this.take(found);
  }

  // While numbers move, what is seen once may be chance; seen twice it is said.
  private take(found: readonly Finding[]) {
    const sure = (each: Finding) =>
      !this.experiment.playing || each.id === 'diverged' || this.#seen.has(signOf(each));
    this.findings = found.filter(sure);
    this.#seen = new Set(found.map(signOf));
    if (this.findings.length < 2) this.open = false;
  }

  protected override render() {
    const [first, ...rest] = this.findings;
    const state = first ? (first.serious ? 'serious' : 'finding') : this.learning ? 'fine' : 'calm';
    return html`<section class="doctor" part="doctor" aria-label=${words.doctor} data-state=${state} data-finding=${first?.id ?? ''} @keydown=${this.key}>
      ${first ? nothing : html`<span class="sign"></span>`}
      <p class="doctor-words" role="status">${first ? this.sentence(first) : this.health}</p>
      ${first ? this.remedy(first) : nothing}
      ${
        rest.length > 0
          ? html`<button class="link" aria-expanded=${this.open} title=${words.moreHelp} @click=${this.toggle}>${words.more(rest.length)}</button>`
          : nothing
      }
      ${
        this.open && rest.length > 0
          ? html`<ul class="doctor-rest">${rest.map((each) => html`<li><p>${this.sentence(each)}</p>${this.remedy(each)}</li>`)}</ul>`
          : nothing
      }
    </section>`;
  }

  private get health() {
    const { frame, state } = this.experiment;
    if (!frame || frame.step < early) return words.waiting;
    return this.learning ? words.fine(state.losses.length) : words.calm;
  }

  /** Whether every lane's training loss is below where it began. */
  private get learning(): boolean {
    const { frame, history } = this.experiment;
    if (!frame || !history || frame.step < early) return false;
    return frame.lanes.every((lane, i) => lane.train_loss < (history.lanes[i]?.train_loss[0] ?? Number.NaN));
  }

  private sentence(finding: Finding) {
    const text = words.finding(finding);
    return html`${laneKey(finding.lane)}<b>${namesOf(this.experiment)[finding.lane]}</b> ${text}`;
  }

  private remedy(finding: Finding) {
    const { schema, state } = this.experiment;
    const patch = schema.fromSpec(finding.remedy as Partial<Spec>);
    const next = schema.with(state, patch);
    const changed = (Object.keys(patch) as Key[]).filter((key) => {
      const field = schema.field(key);
      return field.format(state[key]) !== field.format(next[key]);
    });
    // Of what is proposed, what says something: an empty list of layers only makes room for the others.
    const changes = changed
      .map((key) => ({ label: strings.label(key), value: this.shownValue(key, next) }))
      .filter(({ value }) => value !== '');
    if (changes.length === 0) return nothing;
    return html`<button class="remedy-button" title=${words.remedyHelp} @click=${() => this.apply(patch)}>${words.remedy(changes)}</button>`;
  }

  private shownValue(key: Key, next: State): string {
    const { schema } = this.experiment;
    const title = schema.catalog.activations.find(
      ({ id }) => key === 'activation' && id === next.activation,
    )?.title;
    return title ?? schema.field(key).format(next[key]);
  }

  private async apply(patch: Partial<State>) {
    const { experiment } = this;
    this.findings = [];
    this.open = false;
    this.#seen.clear();
    experiment.change(patch);
    await experiment.opened;
    await experiment.restart();
    experiment.play();
  }

  private toggle() {
    this.open = !this.open;
  }

  private key(event: KeyboardEvent) {
    if (event.key !== 'Escape' || !this.open) return;
    this.open = false;
    this.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    event.preventDefault();
  }
}

define('losscape-doctor', Doctor);
