// SPDX-License-Identifier: Apache-2.0
// What a canvas is told, in the words of SVG.

/** Digits enough for a pixel of a wall. */
export const number = (value: number): string => String(Math.round(value * 1000) / 1000);

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A path of a canvas as the attribute `d`. */
export class PathText {
  #text = '';

  toString(): string {
    return this.#text;
  }

  /** A method of the canvas and its arguments; what is not of a path is left out. */
  add(method: string, n: readonly number[]): void {
    const at = (...numbers: (number | undefined)[]) => numbers.map((each) => number(each ?? 0)).join(' ');
    const [x = 0, y = 0, w = 0, h = 0] = n;
    if (!n.slice(0, 4).every(Number.isFinite)) return;
    if (method === 'moveTo') this.#text += `M${at(x, y)}`;
    else if (method === 'lineTo') this.#text += `${this.#text ? 'L' : 'M'}${at(x, y)}`;
    else if (method === 'closePath') this.#text += this.#text ? 'Z' : '';
    else if (method === 'rect') this.#text += `M${at(x, y)}h${at(w)}v${at(h)}h${at(-w)}Z`;
    else if (method === 'quadraticCurveTo') this.#text += `Q${at(...n)}`;
    else if (method === 'bezierCurveTo') this.#text += `C${at(...n)}`;
    else if (method === 'arc') this.#arc([x, y, w, w, 0, h, n[4] ?? 0], Boolean(n[5]));
    else if (method === 'ellipse') this.#arc(n.slice(0, 7), Boolean(n[7]));
  }

  #arc([x = 0, y = 0, rx = 0, ry = 0, turn = 0, from = 0, to = 0]: number[], back: boolean): void {
    const full = 2 * Math.PI;
    let sweep = back ? from - to : to - from;
    sweep = Math.abs(sweep) >= full ? full : ((sweep % full) + full) % full;
    const place = (angle: number) => {
      const [u, v] = [rx * Math.cos(angle), ry * Math.sin(angle)];
      return [
        x + u * Math.cos(turn) - v * Math.sin(turn),
        y + u * Math.sin(turn) + v * Math.cos(turn),
      ] as const;
    };
    const text = (numbers: readonly number[]) => numbers.map(number).join(' ');
    this.#text += `${this.#text ? 'L' : 'M'}${text(place(from))}`;
    // An arc of a whole turn has no end of its own: two halves.
    const pieces = sweep > Math.PI ? 2 : 1;
    for (let i = 1; i <= pieces; i++) {
      const end = from + ((back ? -1 : 1) * sweep * i) / pieces;
      const degrees = (turn * 180) / Math.PI;
      this.#text += `A${text([rx, ry, degrees])} 0 ${back ? 0 : 1} ${text(place(end))}`;
    }
  }
}

const anchors: Record<string, string> = { center: 'middle', right: 'end', end: 'end' };
const baselines: Record<string, string> = {
  middle: 'central',
  top: 'text-before-edge',
  hanging: 'hanging',
  bottom: 'text-after-edge',
  ideographic: 'text-after-edge',
};

/** Place, look and alignment of a text. */
export function textAttributes(
  ctx: CanvasRenderingContext2D,
  [, x, y]: readonly unknown[],
  method: string,
): string {
  const style = method === 'fillText' ? ctx.fillStyle : ctx.strokeStyle;
  const color = typeof style === 'string' ? style : 'none';
  const paint =
    method === 'fillText'
      ? `fill="${color}"`
      : `fill="none" stroke="${color}" stroke-width="${number(ctx.lineWidth)}" stroke-linejoin="${ctx.lineJoin}"`;
  const anchor = anchors[ctx.textAlign];
  const baseline = baselines[ctx.textBaseline];
  return [
    `x="${number(x as number)}" y="${number(y as number)}" ${paint} style="font:${escaped(ctx.font)}"`,
    anchor && `text-anchor="${anchor}"`,
    baseline && `dominant-baseline="${baseline}"`,
    ctx.globalAlpha < 1 && `opacity="${number(ctx.globalAlpha)}"`,
  ]
    .filter(Boolean)
    .join(' ');
}
