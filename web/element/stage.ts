// SPDX-License-Identifier: Apache-2.0
// The stage: a picture a lane, the key to all of them, and the charts that compare the lanes.
import { html, nothing } from 'lit';
import type { RunInfo } from '../engine/types.ts';
import { maxLanes } from '../state.ts';
import type { CardId } from '../state-view.ts';
import { axisTitle } from '../views/axes.ts';
import { formatNumber, formatTick, roundTo } from '../views/format.ts';
import './lane.ts';
import { define, Part } from './part.ts';
import './picker.ts';
import { arrowsOf, isCurve } from './plot-data.ts';
import { strings } from './strings.ts';
import './view-cards.ts';

class Stage extends Part {
  static override properties = { ...Part.properties, room: { type: Number } };
  /** For how many plots there is room. */
  declare room: number;

  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('readout', () => this.requestUpdate())];
  }

  protected override render() {
    const { experiment, look } = this;
    const { losses, view } = experiment.state;
    const at = view.indexOf('fit');
    const before = view.slice(0, Math.max(0, at)) as CardId[];
    const after = view.slice(at + 1) as CardId[];
    const fits = at < 0 ? 0 : Math.min(losses.length, Math.max(0, this.room - before.length));
    const cards = (ids: readonly CardId[], room: number, choice = false) =>
      html`<losscape-views .experiment=${experiment} .look=${look} .cards=${ids.slice(0, Math.max(0, room))} .choice=${choice}></losscape-views>`;
    return html`
      ${before.length > 0 ? cards(before, this.room) : nothing}
      ${at < 0 ? nothing : this.fits(fits)}
      ${cards(after, this.room - before.length - fits, true)}
    `;
  }

  private fits(shown: number) {
    const { experiment, look } = this;
    const { losses } = experiment.state;
    return html`
      <div class="lanes count-${losses.length}" data-view="fit">
        ${losses.slice(0, shown).map((_, lane) => html`<losscape-lane .experiment=${experiment} .look=${look} .lane=${lane}></losscape-lane>`)}
        ${
          losses.length < maxLanes
            ? html`<losscape-picker class="adder edge-${losses.length + 1}" .experiment=${experiment} .look=${look} .lane=${losses.length}></losscape-picker>`
            : nothing
        }
      </div>
      ${this.key()}
    `;
  }

  private key() {
    const { info, frame } = this.experiment;
    const scales = frame ? arrowsOf(frame, this.look.theme) : [];
    const full = scales
      .filter((_, lane) => !frame?.lanes[lane]?.embedding)
      .map((arrows) => (arrows ? formatNumber(arrows.unit, 2) : '–'));
    const length = new Set(full).size > 1 ? strings.byLane(full) : (full[0] ?? '–');
    const others = info?.data.inputs.slice(2).map((axis) => axis.name) ?? [];
    const mark = (className: string, words: string) => html`<span class="mark ${className}">${words}</span>`;
    if (info?.data.image)
      return html`<p class="key">
        ${mark('ring', strings.keyValidation)} ${mark('cross', strings.keyWrong)} ${mark('pull', strings.keyPull)}
        <span class="end">${strings.pictureHint}</span>
      </p>`;
    const classes = info?.data.classes ?? [];
    return html`<p class="key">
      ${classes.map((name, label) => mark(`class class-${label + 1}`, name))}
      ${classes.length === 0 ? mark('disc', strings.keyTrain) : nothing}
      ${mark('ring', strings.keyValidation)}
      ${info?.data.outlier.includes(1) ? mark(classes.length > 0 ? 'diamond hollow' : 'diamond', strings.keyOutlier) : nothing}
      ${
        frame?.lanes.every(({ embedding }) => embedding)
          ? nothing
          : info && !isCurve(info.data)
            ? mark('halo', strings.keyRing(length))
            : mark('arrow', strings.keyArrow(length))
      }
      ${info && isCurve(info.data) && frame?.lanes.some(({ spread }) => spread) ? mark('band', strings.keyBand) : nothing}
      ${info && !isCurve(info.data) && classes.length === 0 ? mark('ramp', this.colours(info)) : nothing}
      ${info && !isCurve(info.data) && others.length > 0 ? html`<span>${strings.slice(others)}</span>` : nothing}
      <span class="end">${strings.dragHint}</span>
    </p>`;
  }

  /** What the ground and the samples say by colour, for a target over two inputs. */
  private colours({ data: { target } }: RunInfo): string {
    return strings.keyColours(
      axisTitle(target),
      formatTick(roundTo(target.low, 10)),
      formatTick(roundTo(target.high, 10)),
    );
  }
}

define('losscape-stage', Stage);
