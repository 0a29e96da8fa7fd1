// SPDX-License-Identifier: Apache-2.0
// What one training step of each lane takes: bars of its parts, all on one scale, time, memory and instructions. The table
// is the chart. Fetched when its card is opened.
import { html, nothing } from 'lit';
import type { LayerShape } from '../engine/answers.ts';
import type { ProgramReport } from '../engine/types.ts';
import type { CostPart } from '../views/cost.ts';
import { formatCount, formatPercent } from '../views/format.ts';
import { laneKey } from './controls.ts';
import { allParts, fullBar, keyOf, type LaneCost, Measurements, sumOf } from './cost-data.ts';
import { words } from './cost-words.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { Questions } from './questions.ts';
import { cost as styles } from './styles/cost.ts';
import { Summary } from './surface.ts';

/** Milliseconds between two measurements. */
const interval = 1000;
/** Layers that only say how numbers are read. */
const silent = /^(image|sequence|flatten)\d*$/;

interface Answer {
  report: ProgramReport;
  layers: readonly LayerShape[];
}

class Cost extends Part {
  static override styles = styles;
  static override properties = {
    ...Part.properties,
    seen: { state: true },
    opened: { state: true },
    why: { state: true },
  };
  /** Of each lane. */
  declare seen: readonly LaneCost[];
  /** Keys of the parts whose instructions are listed. */
  declare opened: readonly string[];
  /** Why nothing could be measured. */
  declare why: string;
  #measurements: Measurements[] = [];
  #questions?: Questions<Answer>;
  #visible = false;
  #failures = 0;
  #summary = new Summary((text) => this.querySelector('.cost-scroll')?.setAttribute('aria-label', text));

  constructor() {
    super();
    this.seen = [];
    this.opened = [];
    this.why = '';
  }

  protected override subscribe() {
    const questions = new Questions<Answer>(this.experiment, {
      interval,
      lanes: () => (this.#visible ? (this.experiment.info?.lanes ?? []).map((_, lane) => lane) : []),
      question: async (run, lane) => {
        const [report, [, ...layers]] = await Promise.all([run.program(lane), run.forward(lane, 0)]);
        return { report, layers };
      },
      taken: (answers) => this.take(answers),
      failed: (why) => {
        // A run that is just being replaced fails once; what fails again is said, and tried on.
        this.#failures++;
        if (this.#failures > 2) {
          this.seen = [];
          this.why = why instanceof Error ? why.message : String(why);
        }
        questions.stir();
      },
    });
    this.#questions = questions;
    const sight = new IntersectionObserver(([entry]) => {
      this.#visible = entry?.isIntersecting ?? false;
      if (this.#visible) questions.stir();
    });
    sight.observe(this);
    return [
      ...super.subscribe(),
      this.experiment.on('change', questions.stir),
      this.experiment.on('readout', questions.stir),
      () => sight.disconnect(),
      () => questions.end(),
    ];
  }

  private take(answers: readonly Answer[]) {
    this.#measurements = answers.map((_, lane) => this.#measurements[lane] ?? new Measurements());
    this.why = '';
    this.#failures = 0;
    this.seen = answers.flatMap(
      ({ report, layers }, lane) => this.#measurements[lane]?.add(report, layers) ?? [],
    );
    // At rest a few more, until the means can be relied on.
    if (!this.#measurements.every(({ enough }) => enough)) this.#questions?.stir();
  }

  protected override updated() {
    const names = namesOf(this.experiment);
    const said = this.seen.map((lane, k) =>
      words.summary(names[k] ?? '', this.time(lane.total), lossOf(lane), lane.bytes),
    );
    this.#summary.update(said.join('. ') || words.title);
  }

  protected override render() {
    const { seen, why } = this;
    return html`<section class="card cost" part="cost-view" aria-label=${words.title}>
      <header><h2>${words.title}</h2><span class="note">${words.note}</span></header>
      <div class="cost-scroll" tabindex="0" role="group" aria-label=${words.title}>
        ${seen.length > 0 ? this.table() : html`<p role=${why ? 'alert' : 'status'}>${why ? words.failed(why) : words.waiting}</p>`}
      </div>
    </section>`;
  }

  /** In microseconds, with as many decimals as the longest step leaves room for. */
  private time(nanoseconds: number): string {
    const most = Math.max(...this.seen.map(({ total }) => total));
    const decimals = most < 1e5 ? 2 : 1;
    const [whole = '', part = ''] = (nanoseconds / 1000).toFixed(decimals).split('.');
    return `${formatCount(Number(whole))}.${part}`;
  }

  private table() {
    const { seen } = this;
    const names = namesOf(this.experiment);
    const full = fullBar(seen);
    const foot = (title: string, each: (lane: LaneCost) => string, row: string, help?: string) =>
      html`<tr class=${row}><th scope="row" title=${help ?? nothing}>${title}</th>${seen.map((lane) => html`<td><span>${each(lane)}</span></td>`)}</tr>`;
    return html`<table data-lanes=${seen.length}>
      <caption>${words.caption(full / 1000)}</caption>
      <thead><tr>
        <th scope="col">${words.part}</th>
        ${seen.map((_, lane) => html`<th scope="col">${laneKey(lane)}<span>${names[lane]}</span></th>`)}
      </tr></thead>
      <tbody>${allParts(seen).map((part) => this.rows(part, full, names))}</tbody>
      <tfoot>
        ${foot(words.total, ({ total }) => this.time(total), 'total')}
        ${foot(words.share, (lane) => formatPercent(lossOf(lane)), 'loss-share')}
        ${foot(words.memory, ({ bytes }) => words.bytes(bytes), 'memory')}
        ${foot(words.count, ({ labels }) => formatCount(labels.length), 'count')}
        ${foot(words.fused, ({ fusedAway }) => formatCount(fusedAway), 'fused', words.fusedHelp)}
      </tfoot>
    </table>`;
  }

  private rows(part: CostPart, full: number, names: readonly string[]) {
    const key = keyOf(part);
    const open = this.opened.includes(key);
    const toggle = () => {
      this.opened = open ? this.opened.filter((each) => each !== key) : [...this.opened, key];
    };
    const own = this.seen.map(({ parts }) => parts.find((each) => keyOf(each) === key));
    return html`<tr data-phase=${part.phase}>
        <th scope="row"><button aria-expanded=${open} title=${words.help[part.phase]} @click=${toggle}><span aria-hidden="true">${open ? '▾' : '▸'}</span>${this.named(part)}</button></th>
        ${own.map((each, lane) => this.bar(each, lane, full))}
      </tr>
      ${open ? html`<tr class="cost-instructions"><td colspan=${this.seen.length + 1}>${own.map((each, lane) => this.list(each, lane, names))}</td></tr>` : nothing}`;
  }

  private named({ phase, layers }: CostPart): string {
    if (phase === 'loss' || phase === 'update') return words[phase];
    const last = this.seen[0]?.parts.findLast((each) => each.phase === 'forward')?.layers.at(-1);
    const shown = layers.filter((name) => !silent.test(name));
    const said = shown.map((name) => (name === last ? words.output : name.replaceAll('_', ' ')));
    return words[phase](said.join(' + '));
  }

  private bar(part: CostPart | undefined, lane: number, full: number) {
    const all = this.seen[lane];
    if (!part || !all) return html`<td>–</td>`;
    const nanoseconds = sumOf(all, part);
    const style = `--share:${nanoseconds / full};--lane:var(--ls-lane-${lane + 1})`;
    return html`<td data-nanoseconds=${nanoseconds}><div class="cost-cell"><span>${this.time(nanoseconds)}</span><i .style=${style}></i></div></td>`;
  }

  private list(part: CostPart | undefined, lane: number, names: readonly string[]) {
    const all = this.seen[lane];
    if (!part || !all) return nothing;
    return html`<div><h3>${laneKey(lane)} ${names[lane]}: ${words.instructions(part.instructions.length)}</h3><ul>${part.instructions.map(
      (k) => html`<li><span>${this.time(all.nanoseconds[k] ?? 0)}</span><code>${all.labels[k]}</code></li>`,
    )}</ul></div>`;
  }
}

function lossOf(lane: LaneCost): number {
  const part = lane.parts.find(({ phase }) => phase === 'loss');
  return part ? sumOf(lane, part) / lane.total : 0;
}

define('losscape-cost', Cost);
