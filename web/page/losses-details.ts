// SPDX-License-Identifier: Apache-2.0
// What a loss of the catalogue shows when it is opened: its curve with sliders, its facts, its call.
import { html, nothing, render } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { slider } from '../element/controls.ts';
import { words as curveWords } from '../element/curve-words.ts';
import { strings } from '../element/strings.ts';
import { paint } from '../element/surface.ts';
import type { LossId } from '../engine/generated/catalog.ts';
import type { ParamInfo } from '../engine/types.ts';
import { formatNumber } from '../views/format.ts';
import { drawShape } from '../views/shape.ts';
import { type Entry, raceOf } from './losses-query.ts';
import type { Host } from './losses-row.ts';
import { factList, inputText, words } from './losses-words.ts';

/** The call of a loss as an npm user writes it; parameters at their defaults are left out. */
export function snippetOf({ loss }: Entry, params: Record<string, number>): string {
  const changed = Object.entries(params).map(([id, value]) => `${id}: ${value}`);
  const given = changed.length > 0 ? `, { ${changed.join(', ')} }` : '';
  const needed = loss.inputs.filter(({ optional }) => !optional);
  return [
    "import { loss } from 'losscape';",
    '',
    ...loss.inputs.map((input) => `// ${inputText(input)}`),
    `const f = await loss('${loss.id}'${given});`,
    `const { value, gradient } = f.valueAndGradient({ ${needed.map(({ id }) => id).join(', ')} });`,
  ].join('\n');
}

/** Only a formula that is cut off needs the focus, to be scrolled by key; out of sight that is not known yet. */
export function focusCutOff(place: HTMLElement): void {
  for (const formula of place.querySelectorAll<HTMLElement>('.formula'))
    formula.tabIndex = formula.scrollWidth > formula.clientWidth ? 0 : -1;
}

export class Details {
  #params: Record<string, number> = {};
  #place: HTMLElement | null = null;
  #said = '';
  readonly #sizes = new ResizeObserver(() => this.draw());

  constructor(
    readonly entry: Entry,
    readonly host: Host,
  ) {}

  put(place: HTMLElement | null): void {
    if (this.#place === place) return;
    this.#place = place;
    this.#sizes.disconnect();
    this.#render();
    const canvas = place?.querySelector('canvas');
    if (canvas) this.#sizes.observe(canvas);
  }

  #render(): void {
    const { loss, notes } = this.entry;
    if (!this.#place) return;
    const race = raceOf(loss, this.#params);
    const item = (term: string, text: unknown) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`;
    render(
      html`<div class="plot">
          <canvas role="img" aria-label=${words.key}></canvas>
          ${
            loss.params.length > 0
              ? html`<div class="sliders" role="group" aria-label=${words.parameters}>${loss.params.map((param) => this.#slider(param))}</div>
                  <button class="link" ?disabled=${Object.keys(this.#params).length === 0} @click=${() => this.#set({})}>${words.defaults}</button>`
              : nothing
          }
        </div>
        <div class="prose">
          <dl>
            ${item(words.useWhen, notes.use)} ${item(words.avoidWhen, notes.avoid)}
            ${notes.gradient_formula ? item(words.gradientFormula, html`<div class="formula" tabindex="0" role="group" aria-label=${words.gradientFormula}>${unsafeHTML(notes.gradient_formula)}</div>`) : nothing}
            ${item(words.checkedFacts, factList(notes.facts, notes.profile).join(', '))}
            ${item(words.inputs, html`<ul>${loss.inputs.map((input) => html`<li><code>${inputText(input)}</code></li>`)}</ul>`)}
            ${loss.aliases.length > 0 ? item(words.alsoCalled, loss.aliases.join(', ')) : nothing}
            ${item(words.reference, notes.cite)}
          </dl>
          <div class="snippet">
            <pre tabindex="0" aria-label=${words.snippet}><code>${snippetOf(this.entry, this.#params)}</code></pre>
            <div class="acts">
              <button @click=${() => this.#copy()}>${this.#said || words.copy}</button>
              ${race ? html`<a class="button" href=${race}>${words.race}</a>` : nothing}
              <span class="spoken" role="status">${this.#said}</span>
            </div>
          </div>
        </div>`,
      this.#place,
    );
    this.draw();
  }

  #slider(range: ParamInfo) {
    return slider({
      range,
      integer: range.integer === true,
      value: this.#params[range.id] ?? range.default,
      label: strings.param(range.id),
      name: range.id.replaceAll('_', ' '),
      input: (value) => {
        const { [range.id]: _, ...rest } = this.#params;
        this.#set(value === range.default ? rest : { ...rest, [range.id]: value });
      },
    });
  }

  #set(params: Record<string, number>): void {
    this.#params = params;
    this.#render();
  }

  async #copy(): Promise<void> {
    const text = snippetOf(this.entry, this.#params);
    try {
      await navigator.clipboard.writeText(text);
      this.#said = words.copied;
    } catch {
      // Not allowed to: the text is selected instead, for the visitor's own key.
      const code = this.#place?.querySelector('code');
      if (code) getSelection()?.selectAllChildren(code);
    }
    this.#render();
    setTimeout(() => {
      this.#said = '';
      this.#render();
    }, 2000);
  }

  draw(): void {
    const canvas = this.#place?.querySelector('canvas');
    const curve = this.host.curves?.(this.entry.loss.id as LossId, this.#params);
    if (!canvas || !curve) return;
    const { x, value, gradient } = curve;
    const [low, high] = [x[0] ?? 0, x.at(-1) ?? 1];
    const title = curveWords.axis[curve.axis](curve.input) + curveWords.overSamples(curve.samples);
    const at = (i: number) => formatNumber(value[i] ?? Number.NaN);
    canvas.ariaLabel = words.curveOf(this.entry.loss.title, at(0), at((x.length - 1) >> 1), at(x.length - 1));
    const lanes = [{ lane: 0, x, value, gradient }];
    const view = {
      lanes,
      low,
      high,
      title,
      value: curveWords.value,
      gradient: words.slope,
      selected: -1,
      active: -1,
    };
    paint(canvas, drawShape, view, this.host.theme);
    if (this.#place) focusCutOff(this.#place);
  }
}
