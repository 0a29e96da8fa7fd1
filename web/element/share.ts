// SPDX-License-Identifier: Apache-2.0
// The strip under a lane's picture: which samples its gradient comes from.
import { html } from 'lit';
import { formatPercent } from '../views/format.ts';
import { drawShares, type Shares, sharesOf } from '../views/share.ts';
import { define, Part } from './part.ts';
import { strings } from './strings.ts';
import { paint } from './surface.ts';

class Share extends Part {
  static override properties = { ...Part.properties, lane: { type: Number } };
  declare lane: number;

  protected override subscribe() {
    return [
      ...super.subscribe(),
      this.experiment.on('draw', () => this.draw()),
      this.experiment.on('readout', () => this.requestUpdate()),
    ];
  }

  protected override attached() {
    const canvas = this.querySelector('canvas');
    if (canvas) this.watchSize(canvas, () => this.draw());
  }

  private get shares(): Shares | undefined {
    const { info, frame } = this.experiment;
    const now = frame?.lanes[this.lane];
    if (!info || now?.status !== 'running' || !now.gradients) return undefined;
    return sharesOf(now.gradients, info.data.part, info.data.outlier);
  }

  protected override render() {
    const { shares } = this;
    const words = !shares
      ? ''
      : shares.outliers > 0
        ? strings.shareOfOutliers(shares.outliers, formatPercent(shares.ofOutliers))
        : strings.shareOfTop(formatPercent(shares.ofTopTenth));
    return html`<p class="steering" part="share" title=${strings.sharesHelp}>
      <canvas role="img" aria-label=${words || strings.sharesOf}></canvas><span>${words}</span>
    </p>`;
  }

  private draw() {
    const canvas = this.querySelector('canvas');
    if (!canvas) return;
    const { lane, shares } = this;
    paint(canvas, drawShares, { lane, shares, active: this.experiment.sample }, this.look.theme);
  }
}

define('losscape-share', Share);
