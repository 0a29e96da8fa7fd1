// SPDX-License-Identifier: Apache-2.0
// The shape of the lanes' losses with the training samples on it. Curves are asked for again when a slider or the axis moves.
import { html } from 'lit';
import { axisTitle } from '../views/axes.ts';
import { drawShape, type ShapeLane } from '../views/shape.ts';
import { CanvasPart } from './canvas-part.ts';
import { namesOf } from './names.ts';
import { define } from './part.ts';
import { type Origin, onShapeAxis, originOf, reachOf, ridesOf, sameShape } from './shape-data.ts';
import { strings } from './strings.ts';
import { paint } from './surface.ts';

const points = 161;

class ShapeChart extends CanvasPart {
  static override properties = { ...CanvasPart.properties, note: { state: true } };
  /** Whether some lane needs a line for each class, or has none at all. */
  declare note: 'all' | 'split' | 'some';

  constructor() {
    super();
    this.note = 'all';
  }
  #lanes: ShapeLane[] = [];
  #reach = 0;
  #asked = '';

  /** The curves that are drawn, as numbers. */
  get table() {
    const names = namesOf(this.experiment);
    return {
      head: ['loss', this.axis, strings.shapeValue, strings.shapeGradient],
      rows: this.#lanes.flatMap(({ lane, x, value, gradient }) =>
        Array.from(x, (at, i) => [names[lane] ?? '', at, value[i] ?? Number.NaN, gradient[i] ?? Number.NaN]),
      ),
    };
  }

  protected override render() {
    return html`<section class="card chart" part="shape-chart">
      <header><h2>${strings.shapeChart}</h2><span class="note">${strings.shapeNote[this.note]}</span></header>
      <div class="chart-box"><canvas role="img" aria-label=${strings.shapeChart}></canvas></div>
    </section>`;
  }

  protected draw() {
    const { canvas, experiment } = this;
    const { info, frame } = experiment;
    if (!canvas || !info || !frame) return;
    const rides = frame.lanes.map((lane) =>
      lane.status === 'running' ? ridesOf(info.data, lane) : undefined,
    );
    this.#reach = reachOf(rides, this.#reach);
    this.ask();
    paint(
      canvas,
      drawShape,
      {
        lanes: this.#lanes.map((shape, i) =>
          this.firstOfLane(i) ? { ...shape, samples: rides[shape.lane] } : shape,
        ),
        low: -this.#reach,
        high: this.#reach,
        title: this.axis,
        value: strings.shapeValue,
        gradient: strings.shapeGradient,
        selected: experiment.lane,
        active: experiment.sample,
      },
      this.look.theme,
    );
    const names = namesOf(experiment).join(', ');
    this.summary.update(`${strings.shapeChart}: ${names}; ${this.axis}, −${this.#reach} … ${this.#reach}`);
  }

  private firstOfLane(index: number): boolean {
    return this.#lanes.findIndex(({ lane }) => lane === this.#lanes[index]?.lane) === index;
  }

  private get axis(): string {
    const data = this.experiment.info?.data;
    if (data?.task === 'regression')
      return axisTitle({ name: strings.shapeResidual, unit: data.target.unit });
    return data?.task === 'binary' ? strings.shapeMargin : strings.shapeMultiMargin;
  }

  /** Fetches the curves when what they depend on has changed; the old ones stay until the new ones are there. */
  private async ask() {
    const { info, state } = this.experiment;
    if (!info) return;
    const origin = originOf(info.data);
    const wanted = JSON.stringify([this.#reach, info.lanes, state.losses, info.data.id, origin]);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    // A run that ends meanwhile gives no answer; its successor is asked anew.
    const shapes = await Promise.all(info.lanes.map((_, lane) => this.shapesOf(lane, origin))).catch(
      () => undefined,
    );
    if (!shapes || wanted !== this.#asked) return;
    this.#lanes = shapes.flat();
    this.note = shapes.some((each) => each.length === 0)
      ? 'some'
      : shapes.some((each) => each.length > 1)
        ? 'split'
        : 'all';
    this.draw();
  }

  private async shapesOf(lane: number, origin: Origin): Promise<ShapeLane[]> {
    const { experiment } = this;
    const { schema, state, info } = experiment;
    const { target } = schema.loss(
      info?.lanes[lane]?.loss ?? state.losses[lane]?.id ?? '',
      info?.lanes[lane]?.text ?? state.losses[lane]?.text,
    );
    // One against the rest looks at every score alone: it has no shape along one axis.
    if (info?.data.task === 'multiclass' && target !== 'class') return [];
    const low = origin.prediction - this.#reach;
    const high = origin.prediction + this.#reach;
    const curve = await experiment.curve(lane, low, high, points, origin.target);
    // Samples that are compared have no loss alone.
    if (!curve || curve.value.length === 0) return [];
    const shape = onShapeAxis(lane, curve, origin);
    if (info?.data.task !== 'binary') return [shape];
    const other = await experiment.curve(lane, low, high, points, 0);
    if (!other) return [shape];
    const mirrored = onShapeAxis(lane, other, origin, true);
    return sameShape(shape, mirrored) ? [shape] : [shape, mirrored];
  }
}

define('losscape-shape', ShapeChart);
