// SPDX-License-Identifier: Apache-2.0
// The picture on the stamp of a data set.
import { html } from 'lit';
import { drawThumb, type ThumbData } from '../views/thumb.ts';
import { define, Part } from './part.ts';
import { paint } from './surface.ts';

class Thumb extends Part {
  static override properties = { ...Part.properties, data: { attribute: false } };
  declare data?: ThumbData;

  protected override attached() {
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
    if (canvas && this.data) paint(canvas, drawThumb, this.data, this.look.theme);
  }
}

define('losscape-thumb', Thumb);
