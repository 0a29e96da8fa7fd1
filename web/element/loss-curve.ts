// SPDX-License-Identifier: Apache-2.0
// <loss-curve>: a loss of the catalogue and its gradient as a picture for a text, drawn without a worker.
import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { catalog, type LossId } from '../engine/generated/catalog.ts';
import { type CurveMaker, lossCurves } from '../engine/loss-curve.ts';
import { lossMeantBy } from '../engine/loss-names.ts';
import type { LossInfo } from '../engine/types.ts';
import { find, hint, ids, nearest, type Problem, parseParams, type Report } from '../state-text.ts';
import { formatNumber, formatTick } from '../views/format.ts';
import { drawShape, type Panel, panelIds, type ShapeData } from '../views/shape.ts';
import { words } from './curve-words.ts';
import { speak, spoken } from './language.ts';
import { Look } from './look.ts';
import { words as problemWords } from './notice-words.ts';
import { lightOnPaper } from './paper.ts';
import { define } from './part.ts';
import { strings } from './strings.ts';
import { tokens } from './styles/tokens.ts';
import { paint } from './surface.ts';

/** Enough that a corner looks like one. */
const points = 241;
/** Losses named to somebody who wrote nothing like the name of one. */
const named = 8;

let shared: Promise<CurveMaker> | undefined;
function curves(): Promise<CurveMaker> {
  shared ??= lossCurves();
  // The next change tries again.
  shared.catch(() => {
    shared = undefined;
  });
  return shared;
}

interface Wish {
  loss: LossInfo;
  params: Record<string, number>;
  show: Panel[];
}

interface Picture {
  title: string;
  params: string;
  label: string;
  data: ShapeData;
}

/** Event, bubbling and composed: `error` {message}, when an attribute says what cannot be drawn. */
export class LossCurve extends LitElement {
  static override styles = [
    tokens,
    css`
      :host {
        display: block;
        box-sizing: border-box;
        height: 240px;
        padding: 10px 12px;
        border: 1px solid var(--ls-line);
        border-radius: var(--ls-radius);
        background: var(--ls-panel);
        color: var(--ls-ink);
        font: var(--ls-text) / 1.45 var(--ls-font);
      }

      :host([hidden]) {
        display: none;
      }

      .curve {
        display: flex;
        flex-direction: column;
        height: 100%;
      }

      p {
        margin: 0 0 4px;
      }

      .params {
        margin-left: 8px;
        color: var(--ls-mute);
      }

      canvas {
        flex: 1;
        width: 100%;
        min-height: 0;
      }

      .probe {
        position: absolute;
        visibility: hidden;
        font-size: var(--ls-small);
      }
    `,
  ];
  static override properties = {
    loss: { reflect: true, useDefault: true },
    params: { reflect: true, useDefault: true },
    show: { reflect: true, useDefault: true },
    theme: { reflect: true },
  };
  /** Id of a loss, or another of its names. */
  declare loss: string;
  /** `delta=0.5`, several with commas. */
  declare params: string;
  /** `value`, `gradient` or both, in their order. */
  declare show: string;
  /** auto (the default), light or dark. */
  declare theme: string;

  #look?: Look;
  #picture?: Picture;
  /** Why there is no picture at all. */
  #failure = '';
  #turn = 0;
  #endPaper = () => {};
  readonly #sizes = new ResizeObserver(() => this.#draw());

  constructor() {
    super();
    this.loss = 'mse';
    this.params = '';
    this.show = panelIds.join();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#look = new Look(this.renderRoot as ShadowRoot, () => this.drawNow());
    this.#sizes.observe(this);
    this.#endPaper = lightOnPaper(this);
    const asked = spoken([this.closest<HTMLElement>('[lang]')?.lang ?? '']);
    if (asked !== 'en')
      speak(asked).then(
        () => this.#follow(),
        () => {}, // offline: it speaks English
      );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#look?.dispose();
    this.#sizes.disconnect();
    this.#endPaper();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('theme')) this.drawNow();
    // A default is no change, and the first picture may be one of defaults alone.
    const first = this.#turn === 0;
    if (first || changed.has('loss') || changed.has('params') || changed.has('show')) this.#follow();
    this.#draw();
  }

  /** Draws what the attributes say; where they say something else, the last picture stays. */
  async #follow(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const wish = this.#wish();
      const make = await curves();
      if (turn !== this.#turn) return;
      this.#picture = pictureOf(make, wish);
      this.#failure = '';
    } catch (error) {
      this.#fail(error instanceof Wrong ? error.message : words.failed);
    }
    this.requestUpdate();
  }

  #wish(): Wish {
    const problems: Problem[] = [];
    const about =
      (key: string): Report =>
      (kind, got, right) =>
        problems.push({ key, kind, got, right, used: '' });
    const known = ids(catalog.losses);
    const name = this.loss.trim();
    const loss = find(catalog.losses, name) ?? find(catalog.losses, lossMeantBy(catalog.losses, name) ?? '');
    if (!loss) about('loss')('unknown_id', name, nearest(name, known) || known.slice(0, named).join(', '));
    const list = (text: string, between: RegExp) => text.trim().split(between).filter(Boolean);
    const params = loss
      ? parseParams(list(this.params, /\s*[,:]\s*/), loss.params, loss.id, about('params'))
      : {};
    const show = list(this.show, /[\s,]+/);
    for (const id of show)
      if (!panelIds.includes(id as Panel)) about('show')('unknown_id', id, hint(id, panelIds));
    if (!loss || problems.length > 0) throw new Wrong(problems.map(problemWords.problem).join('. '));
    return { loss, params, show: show.length > 0 ? [...new Set(show as Panel[])] : [...panelIds] };
  }

  #fail(message: string): void {
    if (!this.#picture) this.#failure = message;
    console.warn(`<loss-curve> ${message}`);
    this.dispatchEvent(new CustomEvent('error', { detail: { message }, bubbles: true, composed: true }));
  }

  /** Draws with the colours now in force, before it returns. */
  drawNow(): void {
    this.#look?.read();
    this.#draw();
  }

  #draw(): void {
    const canvas = this.renderRoot.querySelector('canvas');
    if (canvas && this.#picture && this.#look) paint(canvas, drawShape, this.#picture.data, this.#look.theme);
  }

  protected override render() {
    const { title, params, label } = this.#picture ?? { label: words.curve };
    return html`<div class="curve" part="curve">
      ${title ? html`<p part="title"><b lang="en">${title}</b>${params ? html`<span class="params">${params}</span>` : nothing}</p>` : nothing}
      ${this.#failure ? html`<p>${this.#failure}</p>` : html`<canvas role="img" aria-label=${label}></canvas>`}
    </div>`;
  }
}

/** What is wrong with the attributes, in words. */
class Wrong extends Error {}

function pictureOf(make: CurveMaker, { loss, params, show }: Wish): Picture {
  const curve = make(loss.id as LossId, params, points);
  const { x } = curve;
  const [low, high] = [x[0] ?? 0, x.at(-1) ?? 1];
  const title = words.axis[curve.axis](curve.input) + words.overSamples(curve.samples);
  const number = (value = Number.NaN) =>
    Number.isFinite(value) ? formatTick(Number(value.toPrecision(3))) : formatNumber(value);
  const ends = (what: Panel) => {
    const all = curve[what];
    return words.ends(words[what], number(all[0]), number(all[all.length >> 1]), number(all.at(-1)));
  };
  // Those that were given; the others are at their defaults.
  const given = Object.entries(params)
    .map(([id, value]) => `${strings.param(id)} = ${formatTick(value)}`)
    .join(', ');
  const spokenTitle = [loss.title, given].filter(Boolean).join(', ');
  return {
    title: loss.title,
    params: given,
    label: `${spokenTitle}: ${[...show.map(ends), words.span(title, number(low), number(high))].join('; ')}`,
    data: {
      lanes: [{ lane: 0, x, value: curve.value, gradient: curve.gradient }],
      low,
      high,
      title,
      value: words.value,
      gradient: words.gradient,
      selected: -1,
      active: -1,
      show,
    },
  };
}

define('loss-curve', LossCurve);

declare global {
  interface HTMLElementTagNameMap {
    'loss-curve': LossCurve;
  }
}
