// SPDX-License-Identifier: Apache-2.0
// The picture of a lane: data and model. Samples are dragged here, by pointer, touch or keys.
import { html, nothing } from 'lit';
import { plotBox, type Scales, scalesOf } from '../views/axes.ts';
import { boundaryScales } from '../views/boundary.ts';
import { formatNumber, roundTo } from '../views/format.ts';
import { nearestSample } from '../views/samples.ts';
import { clamp } from '../views/scale.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { drawLane, isCurve, placeOfSample, plotAxes, sampleAt } from './plot-data.ts';
import { sampleFacts } from './sample-facts.ts';
import { strings } from './strings.ts';
import { Layer, Summary, sizeOf } from './surface.ts';

/** How near, in pixels, a pointer must come to a sample to mean it. */
const reach = { mouse: 12, touch: 24 };
/** Share of an axis that an arrow key moves a sample by. */
const keyStep = { plain: 0.01, shift: 0.05 };

class Plot extends Part {
  static override properties = { ...Part.properties, lane: { type: Number } };
  declare lane: number;
  #dragging = false;
  readonly #layer = new Layer();
  #summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  private get canvas() {
    return this.querySelector('canvas');
  }

  protected override subscribe() {
    return [
      ...super.subscribe(),
      this.experiment.on('draw', () => this.draw()),
      this.experiment.on('readout', () => this.requestUpdate()),
    ];
  }

  protected override attached() {
    const { canvas } = this;
    if (!canvas) return;
    this.watchSize(canvas, () => this.draw());
    canvas.addEventListener('touchstart', this.hold, { passive: false });
  }

  // Only a finger that has found a sample may keep the page from scrolling, and only a listener that is not passive can.
  private readonly hold = (event: TouchEvent) => {
    const [touch] = event.touches;
    if (touch && this.sampleUnder(touch, reach.touch) >= 0) event.preventDefault();
  };

  protected override render() {
    const name = namesOf(this.experiment)[this.lane] ?? '';
    return html`<div
      class="plot" tabindex="0" role="application" aria-label=${strings.plot(name)}
      aria-roledescription=${strings.movable} title=${nothing}
      @keydown=${this.key} @focus=${this.focused} @blur=${() => this.experiment.point({ sample: -1 })}
    >
      <canvas
        role="img" aria-label=${strings.plot(name)}
        @pointermove=${this.pointerMove} @pointerdown=${this.pointerDown} @pointerup=${this.pointerUp}
        @pointercancel=${this.pointerUp} @pointerleave=${this.pointerLeave}
      ></canvas>
      ${this.tooltip()}
    </div>`;
  }

  private tooltip() {
    const { experiment, lane } = this;
    const { sample } = experiment;
    if (sample < 0 || !experiment.info) return html`<div class="tip" hidden></div>`;
    const facts = sampleFacts(experiment, sample, lane);
    return html`<div class="tip">
      <b>${strings.sampleOf(sample, experiment.info.data.y.length)}</b>
      ${facts.map(({ name, value }) => html`<span><i>${name}</i> ${value}</span>`)}
    </div>`;
  }

  private draw() {
    const { canvas, experiment } = this;
    if (!canvas || !experiment.info || !experiment.frame) return;
    drawLane(canvas, this.#layer, experiment, this.lane, this.look.theme);
    this.placeTip();
    const names = namesOf(experiment);
    const lane = experiment.frame.lanes[this.lane];
    const loss = lane ? formatNumber(lane.train_loss) : '';
    this.#summary.update(
      `${strings.plot(names[this.lane] ?? '')}. ${strings.readStep} ${experiment.frame.step}, ${strings.loss} ${loss}`,
    );
  }

  private placeTip() {
    const tip = this.querySelector<HTMLElement>('.tip');
    const { info, sample } = this.experiment;
    if (!tip || sample < 0 || !info || !this.canvas) return;
    const [x, y] = this.pixels(sample);
    const { width, height } = sizeOf(this.canvas);
    const left = x > width * 0.6 ? x - tip.offsetWidth - 16 : x + 16;
    const top = clamp(y - tip.offsetHeight / 2, [0, Math.max(0, height - tip.offsetHeight)]);
    tip.style.transform = `translate(${Math.round(Math.max(0, left))}px, ${Math.round(top)}px)`;
  }

  protected override updated() {
    this.placeTip();
  }

  private get scales(): Scales | undefined {
    const { info } = this.experiment;
    if (!info || !this.canvas) return undefined;
    const { x, y } = plotAxes(info);
    const size = sizeOf(this.canvas);
    const { theme } = this.look;
    return isCurve(info.data) ? scalesOf(plotBox(size, theme), x, y) : boundaryScales(size, theme, [x, y]);
  }

  private pixels(sample: number): [number, number] {
    const { info } = this.experiment;
    const { scales } = this;
    if (!info || !scales) return [Number.NaN, Number.NaN];
    const [x, y] = placeOfSample(info, sample);
    return [scales.x.at(x), scales.y.at(y)];
  }

  private sampleUnder(event: { clientX: number; clientY: number }, within: number): number {
    const { info } = this.experiment;
    const { scales, canvas } = this;
    if (!info || !scales || !canvas) return -1;
    const corner = canvas.getBoundingClientRect();
    const [x = [], second] = info.data.x;
    const px = Float64Array.from(x, scales.x.at);
    const py = Float64Array.from(second ?? info.data.y, scales.y.at);
    return nearestSample(px, py, event.clientX - corner.left, event.clientY - corner.top, within);
  }

  private pointerMove(event: PointerEvent) {
    if (this.#dragging) {
      this.dragTo(event, false);
      return;
    }
    const sample = this.sampleUnder(event, reach.mouse);
    this.experiment.point({ sample });
    this.canvas?.classList.toggle('over-sample', sample >= 0);
  }

  private pointerDown(event: PointerEvent) {
    const sample = this.sampleUnder(event, event.pointerType === 'mouse' ? reach.mouse : reach.touch);
    if (sample < 0 || event.button !== 0) return;
    this.experiment.point({ sample, held: sample });
    this.canvas?.setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.canvas?.classList.add('dragging');
  }

  private pointerUp(event: PointerEvent) {
    if (!this.#dragging) return;
    this.#dragging = false;
    this.canvas?.classList.remove('dragging');
    this.dragTo(event, true);
    if (event.pointerType !== 'mouse') this.experiment.point({ sample: -1 });
  }

  private pointerLeave() {
    if (!this.#dragging) this.experiment.point({ sample: -1 });
  }

  private dragTo(event: PointerEvent, commit: boolean) {
    const { canvas, scales } = this;
    if (!canvas || !scales) return;
    const corner = canvas.getBoundingClientRect();
    this.put(
      scales.x.invert(event.clientX - corner.left),
      scales.y.invert(event.clientY - corner.top),
      commit,
    );
  }

  /** Puts the held sample at a place of the picture, inside its axes. */
  private put(x: number, y: number, commit: boolean) {
    const { info, held } = this.experiment;
    const { scales } = this;
    if (!info || !scales || held < 0) return;
    const snap = (value: number, [low, high]: readonly [number, number]) =>
      roundTo(clamp(value, [low, high]), high - low);
    const at = sampleAt(info, held, snap(x, scales.x.domain), snap(y, scales.y.domain));
    this.experiment.move(held, at.x, at.y, commit);
  }

  private focused() {
    if (!this.matches(':focus-visible, :has(:focus-visible)')) return;
    this.experiment.point({ sample: this.experiment.held });
  }

  private key(event: KeyboardEvent) {
    const { experiment } = this;
    const { info, held } = experiment;
    if (!info || event.ctrlKey || event.altKey || event.metaKey) return;
    const last = info.data.y.length - 1;
    const chosen: Record<string, number> = { PageDown: held + 1, PageUp: held - 1, Home: 0, End: last };
    const step = event.shiftKey ? keyStep.shift : keyStep.plain;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, step],
      ArrowDown: [0, -step],
    };
    const choice = chosen[event.key];
    const move = moves[event.key];
    if (choice !== undefined) {
      const sample = clamp(choice, [0, last]);
      experiment.point({ sample, held: sample });
    } else if (move) this.nudge(move);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private nudge([dx, dy]: [number, number]) {
    const { info, held } = this.experiment;
    const { scales } = this;
    if (!info || !scales) return;
    const [x, y] = placeOfSample(info, held);
    const length = ({ domain: [low, high] }: { domain: readonly [number, number] }) => high - low;
    this.put(x + dx * length(scales.x), y + dy * length(scales.y), true);
    this.experiment.point({ sample: held });
  }
}

define('losscape-plot', Plot);
