// SPDX-License-Identifier: Apache-2.0
// A loss of the visitor's own: typed, checked and drawn while it is typed, then trained with. Fetched when it is opened.
import { html, nothing, svg } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { LossError } from '../engine/loss-error.ts';
import { lossWords, readTyped, replacedText, type TypedCurve, typedCurve } from '../engine/typed.ts';
import type { LossWarning, LossWord, PlaceInText, TypedLossInfo } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import { slider } from './controls.ts';
import { words } from './editor-words.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { editor } from './styles/editor.ts';

/** A text to begin with, one for each kind of target. */
const starts = { regression: '(p - y)^2', binary: 'softplus(z) - z*y', multiclass: '-log_softmax(z)[y]' };
/** Milliseconds after the last key: until the text is read, and until it is tried out for warnings. */
const pause = { read: 120, warn: 700 };
/** How much is computed in search of warnings: this thread draws the page as well. */
const warningWork = 2e6;
const offered = 8;
const box = { width: 280, height: 104 };
const reach: readonly [number, number] = [-4, 4];

type Mistake = PlaceInText & { message: string };

class Editor extends Part {
  static override styles = editor;
  static override properties = {
    ...Part.properties,
    lane: { type: Number },
    text: { state: true },
    info: { state: true },
    mistake: { state: true },
    warnings: { state: true },
    curve: { state: true },
    params: { state: true },
    words: { state: true },
    caret: { state: true },
  };
  declare lane: number;
  declare text: string;
  declare info: TypedLossInfo | undefined;
  declare mistake: Mistake | undefined;
  declare warnings: LossWarning[];
  declare curve: TypedCurve | undefined;
  declare params: Record<string, number>;
  declare words: LossWord[];
  declare caret: number;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #reading = 0;

  constructor() {
    super();
    this.lane = 0;
    this.text = '';
    this.params = {};
    this.warnings = [];
    this.words = [];
    this.caret = 0;
  }

  private get task() {
    const { schema, state } = this.experiment;
    return schema.dataEntry(state).task;
  }

  private get fits() {
    return this.info !== undefined && !this.mistake && this.info.tasks.includes(this.task);
  }

  protected override attached() {
    const choice = this.experiment.state.losses[this.lane];
    this.text = choice?.text ?? starts[this.task];
    this.params = choice?.text ? { ...choice.params } : {};
    lossWords().then(
      (words) => {
        this.words = words;
      },
      () => {}, // without a list of names one can still type
    );
    this.querySelector('dialog')?.showModal();
    this.read();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  protected override render() {
    const { mistake } = this;
    const id = `editor-${this.lane}`;
    return html`<dialog class="editor" aria-labelledby="${id}-title" @close=${this.closed} @keydown=${this.key}>
      <h2 id="${id}-title">${words.editor}</h2>
      <label class="faint" for=${id}>${words.editorHelp}</label>
      <div class="editor-text">
        <pre aria-hidden="true">${this.marked()}</pre>
        <textarea
          id=${id} rows="5" spellcheck="false" autocapitalize="off" autocomplete="off" maxlength="4000"
          aria-invalid=${mistake !== undefined} aria-describedby="${id}-state"
          .value=${this.text} @input=${this.typed} @keyup=${this.moved} @click=${this.moved} @scroll=${this.scrolled}
        ></textarea>
      </div>
      <div class="words" role="group" aria-label=${words.editorWords}>${this.completions()}</div>
      <p class="editor-state ${mistake ? 'wrong' : ''}" id="${id}-state" aria-live="polite">
        ${mistake ? this.wrong(mistake) : this.state()}
      </p>
      ${this.info ? this.reading(this.info) : nothing}
      <div class="editor-end">
        <button @click=${this.close}>${words.cancel}</button>
        <button class="primary" ?disabled=${!this.fits} @click=${this.apply}>${words.trainWithIt}</button>
      </div>
    </dialog>`;
  }

  private state() {
    if (!this.info) return words.loadingLanguage;
    if (this.info.tasks.includes(this.task)) return words.readAs(this.info);
    return words.otherTask(this.info, this.task);
  }

  private wrong(mistake: Mistake) {
    return html`${words.mistakeAt(mistake)}
      ${
        mistake.suggestion
          ? html`<button class="fix" @click=${() => this.replace(mistake, mistake.suggestion)}>${words.use(mistake.suggestion)}</button>`
          : nothing
      }`;
  }

  private reading(info: TypedLossInfo) {
    return html`
      <div class="editor-formulas" role="group" aria-label=${strings.formula} tabindex="0">
        <div><span class="faint">${strings.loss}</span> ${unsafeHTML(info.formula)}</div>
        ${info.gradients.map(
          ({ input, formula }) =>
            html`<div><span class="faint">∂/∂${input}</span> ${unsafeHTML(formula)}</div>`,
        )}
      </div>
      <div class="editor-more">
        ${this.curve ? this.plot(this.curve) : nothing}
        <div class="editor-params">
          ${info.params.map((range) =>
            slider({
              range,
              value: this.params[range.id] ?? range.default,
              label: strings.param(range.id),
              name: range.id,
              input: (value) => {
                this.params = { ...this.params, [range.id]: value };
                this.draw();
              },
            }),
          )}
        </div>
      </div>
      ${
        this.warnings.length > 0
          ? html`<ul class="warnings" aria-label=${words.warnings}>
              ${this.warnings.map((warning) => this.warning(warning))}
            </ul>`
          : nothing
      }`;
  }

  private warning(warning: LossWarning) {
    const by = warning.replacement;
    return html`<li class=${warning.serious ? 'serious' : ''}>
      ${warning.message}
      ${by ? html`<button class="fix" @click=${() => this.replace(warning, by)}>${words.use(by)}</button>` : nothing}
    </li>`;
  }

  /** Value and slope over the prediction, each in its own scale. */
  private plot({ prediction, value, gradient }: TypedCurve) {
    const line = (numbers: Float32Array) => {
      const finite = numbers.filter(Number.isFinite);
      const low = Math.min(0, ...finite);
      const span = Math.max(0, ...finite) - low || 1;
      const points = Array.from(numbers, (y, i) => {
        const x = (box.width * i) / (numbers.length - 1);
        return Number.isFinite(y)
          ? `${x.toFixed(1)},${(box.height * (1 - (y - low) / span)).toFixed(1)}`
          : '';
      });
      return points.filter(Boolean).join(' ');
    };
    const at = (x: number) =>
      formatNumber(value[Math.round(((x - reach[0]) / (reach[1] - reach[0])) * (prediction.length - 1))]!);
    return html`<figure class="editor-plot">
      <svg viewBox="-2 -2 ${box.width + 4} ${box.height + 4}" role="img" aria-label=${words.plotOf(at(reach[0]), at(0), at(reach[1]))}>
        ${svg`<line class="axis" x1=${box.width / 2} x2=${box.width / 2} y1="0" y2=${box.height}></line>
        <polyline class="value" points=${line(value)}></polyline>
        <polyline class="slope" points=${line(gradient)}></polyline>`}
      </svg>
      <figcaption class="faint">${words.plotKey(reach[0], reach[1], this.target)}</figcaption>
    </figure>`;
  }

  /** The label that the plot is drawn for. */
  private get target() {
    return this.info?.target === 'binary' || this.info?.target === 'signed' ? 1 : 0;
  }

  /** The text again, with the mistake underlined, behind the one that is typed. */
  private marked() {
    const { mistake, text } = this;
    if (!mistake?.line) return `${text}\n`;
    const lines = text.split('\n');
    const before = lines.slice(0, mistake.line - 1).join('\n');
    const line = [...(lines[mistake.line - 1] ?? '')];
    const start = mistake.column - 1;
    const wrong = line.slice(start, start + Math.max(1, mistake.length)).join('') || ' ';
    const after = [line.slice(start + mistake.length).join(''), ...lines.slice(mistake.line)].join('\n');
    return html`${before}${mistake.line > 1 ? '\n' : ''}${line.slice(0, start).join('')}<mark>${wrong}</mark>${after}${'\n'}`;
  }

  private word() {
    return /[A-Za-z_]\w*$/.exec(this.text.slice(0, this.caret))?.[0] ?? '';
  }

  private completions() {
    const begun = this.word();
    const names = new Set<string>();
    const found = this.words.filter(({ name }) => {
      if (!begun || name === begun || !name.startsWith(begun) || names.has(name)) return false;
      names.add(name);
      return true;
    });
    return found.slice(0, offered).map(
      (
        word,
      ) => html`<button class="word" title=${word.help || nothing} @click=${() => this.complete(begun, word)}>
        ${word.name}<span class="faint">${word.arguments ? `(${word.arguments})` : ''}</span>
      </button>`,
    );
  }

  private async complete(begun: string, { name, arguments: args }: LossWord) {
    const head = this.text.slice(0, this.caret - begun.length) + name + (args ? '(' : '');
    this.write(head + this.text.slice(this.caret));
    await this.updateComplete;
    this.caret = head.length;
    const area = this.querySelector('textarea');
    area?.focus();
    area?.setSelectionRange(head.length, head.length);
  }

  private async replace(place: Omit<PlaceInText, 'suggestion'>, by: string) {
    const { line, column, length } = place;
    this.write(await replacedText(this.text, { line, column, length }, by));
    this.querySelector('textarea')?.focus();
  }

  private typed(event: Event) {
    this.moved(event);
    this.write((event.target as HTMLTextAreaElement).value);
  }

  private moved(event: Event) {
    this.caret = (event.target as HTMLTextAreaElement).selectionStart;
  }

  private scrolled(event: Event) {
    const { scrollLeft, scrollTop } = event.target as HTMLElement;
    this.querySelector('.editor-text pre')?.scrollTo(scrollLeft, scrollTop);
  }

  private write(text: string) {
    this.text = text;
    this.#later(pause.read, () => this.read());
  }

  #later(delay: number, work: () => void) {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [setTimeout(work, delay)];
  }

  private async read() {
    const { text } = this;
    const turn = ++this.#reading;
    try {
      const info = await readTyped(text);
      if (turn !== this.#reading) return;
      this.info = info;
      this.mistake = undefined;
      this.warnings = [];
      await this.draw();
      this.#later(pause.warn, async () => {
        const { warnings } = await readTyped(text, warningWork);
        if (turn === this.#reading) this.warnings = warnings;
      });
    } catch (error) {
      if (turn !== this.#reading) return;
      const place = error instanceof LossError ? error : { line: 0, column: 0, length: 0, suggestion: '' };
      const { line, column, length, suggestion } = place;
      this.mistake = { line, column, length, suggestion, message: (error as Error).message };
    }
  }

  /** Parameters that the text no longer has, or that left their range, go back to their defaults. */
  private known(info: TypedLossInfo) {
    return Object.fromEntries(
      info.params
        .map(({ id, low, high }) => [id, this.params[id], low, high] as const)
        .filter(([, value, low, high]) => value !== undefined && value >= low && value <= high)
        .map(([id, value]) => [id, value as number]),
    );
  }

  private async draw() {
    const { info } = this;
    if (info)
      this.curve = await typedCurve(info, this.known(info), this.target, reach).catch(() => undefined);
  }

  private key(event: KeyboardEvent) {
    // Keys of the playground do not act behind the dialog.
    event.stopPropagation();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && this.fits) this.apply();
  }

  private apply() {
    const { info, experiment } = this;
    if (!info || !this.fits) return;
    const text = this.text.trim();
    experiment.schema.learn(text, info);
    const own = { id: 'typed', text, params: this.known(info) };
    const losses = experiment.state.losses.map((choice, lane) => (lane === this.lane ? own : choice));
    this.close();
    experiment.change({ losses });
  }

  private close() {
    this.querySelector('dialog')?.close();
  }

  private closed() {
    this.dispatchEvent(new CustomEvent('done'));
  }
}

define('losscape-editor', Editor);
