// SPDX-License-Identifier: Apache-2.0
// A part that is one canvas: drawn while the run goes on, and anew when it is rendered or its size changes.
import { Part } from './part.ts';
import { Summary } from './surface.ts';

export abstract class CanvasPart extends Part {
  /** Milliseconds from one drawing to the next. */
  protected readonly drawInterval: number = 33;
  /** What a screen reader hears of the picture. */
  protected readonly summary = new Summary((text) => this.canvas?.setAttribute('aria-label', text));

  protected get canvas() {
    return this.querySelector('canvas');
  }

  protected abstract draw(): void;

  protected override subscribe() {
    return [...super.subscribe(), this.experiment.on('draw', () => this.draw(), this.drawInterval)];
  }

  protected override attached() {
    if (this.canvas) this.watchSize(this.canvas, () => this.draw());
  }

  protected override updated() {
    this.draw();
  }
}
