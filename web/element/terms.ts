// SPDX-License-Identifier: Apache-2.0
// What a lane minimises besides its loss: other losses and regularisers as weighted terms, and how they share the
// gradient. Fetched when it is opened, or when a link has terms.
import { html, nothing, type TemplateResult } from 'lit';
import type { BalancerInfo, LossTerm, ParamInfo, TermFrame } from '../engine/types.ts';
import { type LaneLoss, type Schema, type State, unitRange } from '../state.ts';
import { type Composite, classWeights, schedules, weighsClasses } from '../state-terms.ts';
import { inUnit } from '../state-text.ts';
import { knob, select, slider, targetSpread } from './controls.ts';
import { icons } from './icons.ts';
import { byFamily } from './loss-search.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { terms as styles } from './styles/terms.ts';
import { words } from './terms-words.ts';

const weightRange: ParamInfo = {
  ...unitRange,
  id: 'weight',
  default: 1,
  low: 0,
  high: 100,
  integer: false,
  help: words.weightHelp,
};
const stepsRange: ParamInfo = { ...unitRange, id: 'steps', default: 1000, low: 1, high: 100_000 };
/** What a new term counts: a regulariser as strong as a loss would leave nothing of the fit. */
const firstWeight = { regulariser: 0.01, loss: 0.5 };
const mostTerms = 8;
/** Share of the time that measuring terms may take from training. */
const effort = 0.2;

interface Candidate {
  id: string;
  title: string;
  params: ParamInfo[];
}

/** What can be added to a lane's loss: groups of regularisers and of losses with the same kind of target. */
export function candidates(schema: Schema, state: State, lane: LaneLoss): [string, Candidate[]][] {
  const { target } = schema.loss(lane.id, lane.text);
  const regression = schema.dataEntry(state).task === 'regression';
  const regularisers = schema.catalog.regularisers.filter((each) => !(regression && each.classes_only));
  const losses = schema.suited(state).filter((loss) => loss.target === target);
  return [[words.model, regularisers], ...byFamily(losses)];
}

/** How many losses, regularisers apart, a balancer has to share the gradient between. */
export const shared = (schema: Schema, { terms = [] }: Composite) =>
  1 + terms.filter(({ id }) => !schema.catalog.regularisers.some((each) => each.id === id)).length;

/** Balancers for so many losses: CAGrad is made for two. */
export const balancersFor = (schema: Schema, losses: number): BalancerInfo[] =>
  schema.catalog.balancers.filter(
    ({ id }) => id === 'fixed' || (losses > 1 && (id !== 'cagrad' || losses === 2)),
  );

class Terms extends Part {
  static override styles = styles;
  static override properties = { ...Part.properties, lane: { type: Number }, reading: { state: true } };
  declare lane: number;
  declare reading: TermFrame[] | undefined;
  #next = 0;
  #timer?: ReturnType<typeof setTimeout>;

  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('readout', () => this.measure())];
  }

  protected override attached() {
    this.measure();
  }

  private get choice(): LaneLoss | undefined {
    return this.experiment.state.losses[this.lane];
  }

  // Takes the gradient of every term over all samples, so how often depends on how long that takes. The last call is made
  // up for, so that what is shown is where the run came to rest.
  private async measure() {
    const start = performance.now();
    clearTimeout(this.#timer);
    if (!this.choice?.terms || !this.isConnected) return;
    if (start < this.#next) {
      this.#timer = setTimeout(() => this.measure(), this.#next - start);
      return;
    }
    this.#next = start + 1000;
    try {
      const frame = await this.experiment.frameOf({ terms: true });
      const took = performance.now() - start;
      this.#next = performance.now() + took / effort;
      this.reading = frame?.lanes[this.lane]?.terms;
    } catch {
      this.reading = undefined; // the run was replaced meanwhile
    }
  }

  protected override render() {
    const { choice } = this;
    if (!choice || choice.text) return nothing;
    const { schema } = this.experiment;
    const { title } = schema.loss(choice.id);
    const { terms = [] } = choice;
    return html`${
      terms.length > 0
        ? html`<ul class="terms" aria-label=${words.terms(title)}>
            <li class="term">${this.head(title, 0)}
              <div class="term-controls">${this.weight(title, choice.weight ?? 1, (weight) => this.put({ weight }, true))}</div>
            </li>
            ${terms.map((term, index) => this.term(term, index))}
          </ul>`
        : nothing
    }
    <div class="terms-end">${this.adder(title, terms.length)} ${this.classes(choice)} ${this.balance(choice)}</div>`;
  }

  // Readings of another list of terms say nothing about this one.
  private read(index: number): TermFrame | undefined {
    const count = 1 + (this.choice?.terms?.length ?? 0);
    return this.reading?.length === count ? this.reading[index] : undefined;
  }

  private head(title: string, index: number, remove: TemplateResult | typeof nothing = nothing) {
    const now = this.read(index);
    const read = (id: string, number = Number.NaN) =>
      html`<div><dt>${id}</dt><dd data-read=${id}>${words.reading(number)}</dd></div>`;
    return html`<b class="term-title" title=${title}>${index > 0 ? '+ ' : ''}${title}</b>
      <dl class="term-reading" title=${words.readHelp}>
        ${read(words.value, now?.value)} ${read(words.slope, now?.gradient_norm)}
      </dl>
      ${remove}`;
  }

  private term(term: LossTerm, index: number) {
    const { schema } = this.experiment;
    const { id, params = {}, weight = 1, schedule = 'constant', steps = stepsRange.default } = term;
    const entry: Candidate = schema.catalog.regularisers.find((each) => each.id === id) ?? schema.loss(id);
    const { title } = entry;
    const set = (change: Partial<LossTerm>, merge = false) =>
      this.putTerm(index, { ...term, ...change }, merge);
    const remove = html`<button class="tiny" aria-label=${words.remove(title)} title=${words.remove(title)} @click=${() => this.putTerm(index)}>${icons.cross}</button>`;
    return html`<li class="term">${this.head(title, index + 1, remove)}
      <div class="term-controls">
        ${this.weight(title, weight, (value) => set({ weight: value }, true))}
        ${entry.params.map((range) =>
          knob({
            range: inUnit(range, targetSpread(this.experiment.info)),
            value: params[range.id] ?? range.default,
            label: strings.param(range.id),
            name: words.paramOf(range.id.replaceAll('_', ' '), title),
            input: (value) => set({ params: { ...params, [range.id]: value } }, true),
          }),
        )}
        <select aria-label=${words.scheduleOf(title)} @change=${(event: Event) =>
          set({ schedule: (event.target as HTMLSelectElement).value as LossTerm['schedule'] })}>
          ${schedules.map((each) => html`<option value=${each} ?selected=${each === schedule}>${words.schedules[each]}</option>`)}
        </select>
        ${
          schedule === 'constant'
            ? nothing
            : html`${slider({
                range: stepsRange,
                integer: true,
                value: steps,
                label: words.steps,
                name: words.stepsOf(title),
                input: (value) => set({ steps: value }, true),
              })}
              <span class="term-now">${words.now(this.read(index + 1)?.weight)}</span>`
        }
      </div>
    </li>`;
  }

  private weight(title: string, value: number, input: (weight: number) => void) {
    return slider({ range: weightRange, value, label: words.weight, name: words.weightOf(title), input });
  }

  private adder(title: string, count: number) {
    const { schema, state } = this.experiment;
    const { choice } = this;
    if (!choice || count >= mostTerms) return nothing;
    return html`<select class="add-term" aria-label=${words.addLabel(title)} @change=${this.add}>
      <option value="" selected>${words.add}</option>
      ${candidates(schema, state, choice).map(
        ([group, entries]) =>
          html`<optgroup label=${group}>${entries.map(({ id, title: name }) => html`<option value=${id}>${name}</option>`)}</optgroup>`,
      )}
    </select>`;
  }

  private add(event: Event) {
    const field = event.target as HTMLSelectElement;
    const id = field.value;
    field.value = '';
    if (!id) return;
    const { regularisers } = this.experiment.schema.catalog;
    const weight = regularisers.some((each) => each.id === id) ? firstWeight.regulariser : firstWeight.loss;
    this.put({ terms: [...(this.choice?.terms ?? []), { id, weight }] });
  }

  private classes({ id, class_weights = 'none' }: LaneLoss) {
    const { schema, state } = this.experiment;
    if (!weighsClasses(schema.loss(id), schema.dataEntry(state).task === 'regression')) return nothing;
    const given =
      typeof class_weights === 'string' ? [] : [{ id: 'given', title: class_weights.join(' : ') }];
    const offered = [
      ...classWeights.map((each) => ({ id: each, title: words.classWeights[each] })),
      ...given,
    ];
    return select(words.classes, offered, given[0]?.id ?? String(class_weights), (by) => {
      const named = classWeights.find((each) => each === by);
      if (named) this.put({ class_weights: named === 'none' ? undefined : named });
    });
  }

  private balance(choice: LaneLoss) {
    const { schema } = this.experiment;
    const offered = balancersFor(schema, shared(schema, choice));
    if (offered.length < 2) return nothing;
    const { balance = 'fixed', balance_params = {} } = choice;
    const chosen = offered.find(({ id }) => id === balance);
    return html`${select(words.balance, offered, balance, (id) => this.put({ balance: id, balance_params: {} }))}
      ${chosen?.params.map((range) =>
        knob({
          range,
          value: balance_params[range.id] ?? range.default,
          label: strings.param(range.id),
          name: words.paramOf(range.id.replaceAll('_', ' '), chosen.title),
          input: (value) => this.put({ balance_params: { ...balance_params, [range.id]: value } }, true),
        }),
      )}`;
  }

  /** Another term at a place, or none. */
  private putTerm(index: number, term?: LossTerm, merge = false) {
    const terms = (this.choice?.terms ?? []).flatMap((each, i) =>
      i === index ? (term ? [term] : []) : [each],
    );
    this.put({ terms }, merge);
  }

  private put(change: Composite, merge = false) {
    const { experiment } = this;
    const { schema } = experiment;
    const losses = experiment.state.losses.map((choice, lane) => {
      if (lane !== this.lane) return choice;
      const next = { ...choice, ...change };
      // A balancer that the terms left no longer suit would keep the run from existing.
      const fits = balancersFor(schema, shared(schema, next)).some(({ id }) => id === next.balance);
      return fits ? next : { ...next, balance: 'fixed', balance_params: {} };
    });
    experiment.change({ losses }, merge);
  }
}

define('losscape-terms', Terms);
