// SPDX-License-Identifier: Apache-2.0
// The stamp of a data set: a radio button with a picture.
import { html } from 'lit';
import { drawThumb } from '../views/thumb.ts';
import { define, Part } from './part.ts';
import { preview } from './previews.ts';
import { paint } from './surface.ts';

class Thumb extends Part {
  static override properties = { ...Part.properties, set: {} };
  declare set: string;

  protected override firstUpdated() {
    const canvas = this.querySelector('canvas');
    if (canvas) this.watchSize(canvas, () => this.draw());
  }

  protected override render() {
    return html`<canvas aria-hidden="true"></canvas>`;
  }

  protected override updated() {
    this.draw();
  }

  private draw() {
    const canvas = this.querySelector('canvas');
    const info = this.experiment.info?.data;
    const data = preview(this.set) ?? (info?.id === this.set ? info : undefined);
    if (!canvas || !data) return;
    paint(canvas, drawThumb, data, this.look.theme);
    canvas.classList.add('drawn');
  }
}

define('losscape-thumb', Thumb);
