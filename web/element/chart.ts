// SPDX-License-Identifier: Apache-2.0
// Curves over the steps of the run, by uPlot: the losses, or the metric that judges all lanes alike. Each line carries its
// name and value at its end; under the pointer the values are those of the step pointed at.
import { html, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import type { History, RunInfo } from '../engine/types.ts';
import {
  type CurvePair,
  lastFinite,
  onAxis,
  shortened,
  spread,
  suitsLog,
  valueRange,
} from '../views/curves.ts';
import { formatNumber, formatTick } from '../views/format.ts';
import { logTicks, ticks } from '../views/scale.ts';
import { laneColor, laneDash, laneInk } from '../views/theme.ts';
import { namesOf } from './names.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { Summary } from './surface.ts';

export const kinds = ['loss', 'metric'] as const;
export type Kind = (typeof kinds)[number];

/** A curve over hundreds of steps gains little by being drawn at every frame. */
const drawInterval = 50;
/** In units of the type size. */
const longestLabel = 8;

class Chart extends Part {
  static override properties = { ...Part.properties, kind: {}, sync: {}, at: { state: true } };
  declare kind: Kind;
  /** Charts of one key share their pointer. */
  declare sync: string;
  /** Index of the step under the pointer; −1 for none. */
  declare at: number;
  #plot?: uPlot;
  #made = '';
  #pairs: CurvePair[] = [];
  #range: [number, number] = [0, 1];
  #summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  constructor() {
    super();
    this.at = -1;
  }

  private get canvas() {
    return this.querySelector('canvas');
  }

  private get box() {
    return this.querySelector<HTMLElement>('.chart-box');
  }

  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('draw', () => this.draw(), drawInterval)];
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#plot?.destroy();
    this.#plot = undefined;
    this.#made = '';
  }

  protected override attached() {
    if (this.box) this.watchSize(this.box, () => this.resize());
  }

  protected override updated(changed: PropertyValues) {
    if (changed.has('kind')) this.draw();
  }

  protected override render() {
    const { info, history } = this.experiment;
    const step = this.at >= 0 ? history?.steps[this.at] : undefined;
    const metric = this.kind === 'metric' && info;
    const note = metric ? strings.metricChartNote(info.metric) : strings.lossChartNote;
    return html`<section class="card chart" part=${`${this.kind}-chart`}>
      <header>${metric ? this.metrics(info) : html`<h2>${strings.lossChart}</h2>`}<span class="note">${step === undefined ? note : strings.chartAt(step)}</span></header>
      <div class="chart-box"></div>
    </section>`;
  }

  /** The chart's heading is the choice of what judges the lanes. */
  private metrics({ data, metric }: RunInfo) {
    const { schema, state } = this.experiment;
    const choose = (event: Event) =>
      this.experiment.change({ metric: (event.target as HTMLSelectElement).value });
    const unit = (own: boolean) => (own && data.target.unit ? ` (${data.target.unit})` : '');
    return html`<h2 class="spoken">${metric.title}</h2>
      <select class="heading" aria-label=${strings.label('metric')} @change=${choose}>
        ${schema
          .judges(state)
          .map(
            ({ id, title, in_target_units }) =>
              html`<option lang="en" value=${id} ?selected=${id === state.metric}>${title}${unit(in_target_units === true)}</option>`,
          )}
      </select>`;
  }

  private resize() {
    const { box } = this;
    if (!box || box.clientWidth === 0 || box.clientHeight === 0) return;
    if (this.#plot) this.#plot.setSize({ width: box.clientWidth, height: box.clientHeight });
    else this.draw();
  }

  private draw() {
    const { experiment, look, box } = this;
    const { info, history } = experiment;
    if (!info || !history || !box || box.clientWidth === 0) return;
    this.#pairs = pairsOf(history, this.kind);
    const log = suitsLog(this.#pairs) && !(this.kind === 'metric' && info.metric.higher_is_better);
    // A lane that has diverged leaves through the top instead of flattening the others.
    const running = this.#pairs.filter((_, lane) => !this.diverged(lane));
    this.#range = valueRange(running.length > 0 ? running : this.#pairs, log);
    const made = JSON.stringify([this.names, log, look.theme]);
    if (made !== this.#made) this.make(info, log, box);
    this.#made = made;
    this.#plot?.series.forEach((series, i) => {
      if (i > 0) series.alpha = this.alpha(i);
    });
    this.#plot?.setData(this.data(history, log));
    this.describe(info);
  }

  /** Validation is faint; when a lane is pointed out the others step back. */
  private alpha(series: number): number {
    const lane = Math.floor((series - 1) / 2);
    const other = this.experiment.lane >= 0 && this.experiment.lane !== lane;
    return (series % 2 === 0 ? 0.5 : 1) * (other ? 0.25 : 1);
  }

  private data(history: History, log: boolean): uPlot.AlignedData {
    const curves = this.#pairs.flatMap(({ train, validation }) => [train, validation]);
    return [Array.from(history.steps), ...curves.map((values) => onAxis(values, this.#range[0], log))];
  }

  private make(info: RunInfo, log: boolean, box: HTMLElement) {
    this.#plot?.destroy();
    this.#plot = new uPlot(
      this.options(info, log, box),
      [[0], ...info.lanes.flatMap(() => [[null], [null]])],
      box,
    );
    this.canvas?.setAttribute('role', 'img');
    this.canvas?.setAttribute('aria-label', strings.lossChart);
  }

  private options(info: RunInfo, log: boolean, box: HTMLElement): uPlot.Options {
    const { theme } = this.look;
    const em = theme.size;
    const font = `${em}px ${theme.font}`;
    const axis = { stroke: theme.mute, font, gap: em * 0.5, labelSize: 0 };
    const count = (pixels: number, each: number) => Math.max(2, Math.floor(pixels / each));
    return {
      width: box.clientWidth,
      height: box.clientHeight,
      padding: [em * 0.8, this.labelWidth(em), 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false, setScale: false },
        points: { show: false },
        sync: { key: this.sync },
      },
      scales: {
        x: { time: false, range: (_, _low, high) => [0, Math.max(high ?? 0, 20)] },
        y: { distr: log ? 3 : 1, range: () => this.#range },
      },
      axes: [
        {
          ...axis,
          size: em * 2.2,
          grid: { show: false },
          ticks: { show: false },
          splits: (plot, _i, low, high) => ticks(low, high, count(plot.width, em * 9)),
          values: (_, splits) =>
            splits.map((value) => (value === 0 ? `${strings.stepAxis} 0` : formatTick(value))),
        },
        {
          ...axis,
          size: em * 3.6,
          grid: { stroke: theme.line, width: 1 },
          ticks: { show: false },
          splits: (plot, _i, low, high) => (log ? logTicks : ticks)(low, high, count(plot.height, em * 3)),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map(formatTick),
        },
      ],
      series: [{}, ...info.lanes.flatMap((_, lane) => this.series(lane, em))],
      hooks: {
        draw: [(plot) => this.bests(plot), (plot) => this.labels(plot)],
        setCursor: [(plot) => this.pointed(plot)],
      },
    };
  }

  private diverged(lane: number): boolean {
    return this.experiment.frame?.lanes[lane]?.status === 'diverged';
  }

  private get names(): string[] {
    return namesOf(this.experiment);
  }

  /** Room for the longest name beside the plot. */
  private labelWidth(em: number): number {
    const ctx = document.createElement('canvas').getContext('2d');
    if (!ctx) return em * longestLabel;
    ctx.font = `600 ${em}px ${this.look.theme.font}`;
    const widths = this.names.map((name) => ctx.measureText(name).width);
    return Math.min(em * longestLabel, Math.max(em * 4, ...widths)) + em * 1.4;
  }

  private series(lane: number, em: number): uPlot.Series[] {
    const stroke = laneColor(this.look.theme, lane);
    const line = (width: number) => ({ stroke, width, dash: laneDash(lane, width), points: { show: false } });
    return [line(em * 0.17), line(em * 0.1)];
  }

  private pointed(plot: uPlot) {
    const at = plot.cursor.idx ?? -1;
    if (at === this.at) return;
    this.at = at;
    plot.redraw(false, false);
  }

  /** Name and value at the end of each validation curve, of which the sentence on the race speaks too; moved apart where they would overlap. */
  private labels(plot: uPlot) {
    const { ctx, bbox } = plot;
    const { theme } = this.look;
    const ratio = uPlot.pxRatio;
    const em = theme.size * ratio;
    const { names } = this;
    const ends = this.#pairs.map(({ validation }) => Math.max(lastFinite(validation), this.#range[0]));
    const wanted = ends.map((value) =>
      value <= this.#range[1] ? plot.valToPos(value, 'y', true) : bbox.top,
    );
    const places = spread(wanted, em * 2.5, bbox.top + em * 0.6, bbox.top + bbox.height - em * 1.2);
    const left = bbox.left + bbox.width + em * 0.7;
    ctx.save();
    ctx.textAlign = 'left';
    ctx.textBaseline = 'middle';
    this.#pairs.forEach(({ validation }, lane) => {
      const y = places[lane] ?? 0;
      const value = this.at >= 0 ? (validation[this.at] ?? Number.NaN) : lastFinite(validation);
      const text = this.diverged(lane) && this.at < 0 ? strings.divergedShort : formatNumber(value);
      ctx.globalAlpha = this.alpha(2 * lane + 1);
      ctx.fillStyle = laneInk(theme, lane);
      ctx.font = `600 ${em}px ${theme.font}`;
      const measure = (text: string) => ctx.measureText(text).width;
      ctx.fillText(shortened(names[lane] ?? '', em * longestLabel, measure), left, y);
      ctx.fillStyle = theme.ink;
      ctx.font = `${em}px ${theme.font}`;
      ctx.fillText(text, left, y + em * 1.2);
    });
    ctx.restore();
  }

  /** A ring at the best loss of each lane that a rule has stopped. */
  private bests(plot: uPlot) {
    if (this.kind !== 'loss') return;
    const { ctx } = plot;
    const { theme } = this.look;
    const em = theme.size * uPlot.pxRatio;
    ctx.save();
    ctx.lineWidth = em * 0.17;
    ctx.fillStyle = theme.panel;
    this.experiment.stops.forEach((stop, lane) => {
      if (!stop) return;
      const y = Math.max(stop.best, this.#range[0]);
      ctx.strokeStyle = laneColor(theme, lane);
      ctx.beginPath();
      ctx.arc(
        plot.valToPos(stop.best_step, 'x', true),
        plot.valToPos(y, 'y', true),
        em * 0.4,
        0,
        2 * Math.PI,
      );
      ctx.fill();
      ctx.stroke();
    });
    ctx.restore();
  }

  private describe(info: RunInfo) {
    const { names } = this;
    const title = this.kind === 'metric' ? info.metric.title : strings.lossChart;
    const values = this.#pairs.map(
      ({ validation }, lane) =>
        `${names[lane]} ${this.diverged(lane) ? strings.divergedShort : formatNumber(lastFinite(validation))}`,
    );
    this.#summary.update(
      `${title}, ${strings.validation}, ${strings.readStep} ${this.experiment.frame?.step ?? 0}: ${values.join(', ')}`,
    );
  }
}

const pairsOf = (history: History, kind: Kind): CurvePair[] =>
  history.lanes.map((lane) =>
    kind === 'loss'
      ? { train: lane.train_loss, validation: lane.validation_loss }
      : { train: lane.train_metric, validation: lane.validation_metric },
  );

define('losscape-chart', Chart);
