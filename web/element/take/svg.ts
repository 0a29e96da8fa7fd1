// SPDX-License-Identifier: Apache-2.0
// A drawn picture as SVG. The views draw on canvases; while one frame is drawn anew every call is written down as well, so
// that whatever a view draws can be taken away as vectors without the view knowing of it. Pictures of pixels stay pixels.
import { escaped, number, PathText, textAttributes } from './svg-text.ts';

type Ctx = CanvasRenderingContext2D;

interface Recording {
  items: string[];
  definitions: string[];
  clip: string;
  clips: string[];
  path: PathText;
  /** Something was put there that only pixels can say. */
  pixels: boolean;
}

const paths = new WeakMap<object, PathText>();
/** Canvases of this module's own, which nobody wants to hear of. */
const copies = new WeakSet<object>();
let ids = 0;

class Recorder {
  readonly #all = new WeakMap<object, Recording>();

  of(canvas: object): Recording {
    const known = this.#all.get(canvas);
    if (known) return known;
    const made = { items: [], definitions: [], clip: '', clips: [], path: new PathText(), pixels: false };
    this.#all.set(canvas, made);
    return made;
  }

  /** What a call of a context leaves on paper. */
  note(ctx: Ctx, method: string, args: unknown[]): void {
    const { canvas } = ctx;
    if (copies.has(canvas)) return;
    const it = this.of(canvas);
    const numbers = args as number[];
    switch (method) {
      case 'save':
        it.clips.push(it.clip);
        break;
      case 'restore':
        it.clip = it.clips.pop() ?? '';
        break;
      case 'beginPath':
        it.path = new PathText();
        break;
      case 'clearRect':
        if (coversAll(ctx, numbers)) Object.assign(it, { items: [], definitions: [], pixels: false });
        break;
      case 'putImageData':
        it.pixels = true;
        break;
      case 'clip':
        it.clip = this.clip(ctx, it, pathOf(args[0]) ?? it.path);
        break;
      case 'fill':
      case 'stroke':
        this.shape(ctx, it, pathOf(args[0]) ?? it.path, method, args.at(-1) === 'evenodd');
        break;
      case 'fillRect':
      case 'strokeRect': {
        const path = new PathText();
        path.add('rect', numbers);
        this.shape(ctx, it, path, method === 'fillRect' ? 'fill' : 'stroke', false);
        break;
      }
      case 'fillText':
      case 'strokeText':
        this.put(ctx, it, `<text ${textAttributes(ctx, args, method)}>${escaped(String(args[0]))}</text>`);
        break;
      case 'drawImage':
        this.image(ctx, it, args);
        break;
      default:
        it.path.add(method, numbers);
    }
  }

  private put(ctx: Ctx, it: Recording, item: string): void {
    const { a, b, c, d, e, f } = ctx.getTransform();
    const matrix = [a, b, c, d, e, f].map(number).join(' ');
    const moved = matrix === '1 0 0 1 0 0' ? item : `<g transform="matrix(${matrix})">${item}</g>`;
    it.items.push(it.clip ? `<g clip-path="url(#${it.clip})">${moved}</g>` : moved);
  }

  private clip(ctx: Ctx, it: Recording, path: PathText): string {
    const { a, b, c, d, e, f } = ctx.getTransform();
    const id = `clip${++ids}`;
    const within = it.clip ? ` clip-path="url(#${it.clip})"` : '';
    const matrix = [a, b, c, d, e, f].map(number).join(' ');
    it.definitions.push(
      `<clipPath id="${id}"${within}><path transform="matrix(${matrix})" d="${path}"/></clipPath>`,
    );
    return id;
  }

  private shape(ctx: Ctx, it: Recording, path: PathText, how: string, evenOdd: boolean): void {
    const style = how === 'fill' ? ctx.fillStyle : ctx.strokeStyle;
    if (typeof style !== 'string' || `${path}` === '') return;
    const alpha = ctx.globalAlpha < 1 ? ` opacity="${number(ctx.globalAlpha)}"` : '';
    const dash = ctx.getLineDash();
    const line = `fill="none" stroke="${style}" stroke-width="${number(ctx.lineWidth)}" stroke-linecap="${ctx.lineCap}" stroke-linejoin="${ctx.lineJoin}"${
      dash.length > 0 ? ` stroke-dasharray="${dash.map(number).join(' ')}"` : ''
    }`;
    const area = `fill="${style}"${evenOdd ? ' fill-rule="evenodd"' : ''}`;
    this.put(ctx, it, `<path d="${path}" ${how === 'fill' ? area : line}${alpha}/>`);
  }

  private image(ctx: Ctx, it: Recording, [source, ...at]: unknown[]): void {
    const { width, height } = source as HTMLCanvasElement;
    // With eight numbers the first four say which part of the source is meant.
    const part = at.length === 8 ? (at.slice(0, 4) as number[]) : [0, 0, width, height];
    const [x = 0, y = 0, w = width, h = height] = at.slice(at.length === 8 ? 4 : 0) as number[];
    if (!width || !height) return;
    const drawn = this.#all.get(source as object);
    const alpha = ctx.globalAlpha < 1 ? ` opacity="${number(ctx.globalAlpha)}"` : '';
    if (drawn && !drawn.pixels && at.length < 8) {
      it.definitions.push(...drawn.definitions);
      const place = `translate(${number(x)} ${number(y)}) scale(${number(w / width)} ${number(h / height)})`;
      this.put(ctx, it, `<g transform="${place}"${alpha}>${drawn.items.join('')}</g>`);
      return;
    }
    const box = `x="${number(x)}" y="${number(y)}" width="${number(w)}" height="${number(h)}"`;
    const pixels = asPicture(source as CanvasImageSource, width, height);
    const whole = `<image width="${width}" height="${height}" href="${pixels}"/>`;
    const view = `viewBox="${part.map(number).join(' ')}" preserveAspectRatio="none"`;
    this.put(ctx, it, `<svg ${box}${alpha} ${view}>${whole}</svg>`);
  }
}

const pathOf = (given: unknown) =>
  typeof given === 'object' && given !== null ? (paths.get(given) ?? new PathText()) : undefined;

function coversAll(ctx: Ctx, [x = 0, y = 0, w = 0, h = 0]: number[]): boolean {
  const { a, d } = ctx.getTransform();
  return x <= 0 && y <= 0 && (w + x) * a >= ctx.canvas.width - 1 && (h + y) * d >= ctx.canvas.height - 1;
}

function asPicture(source: CanvasImageSource, width: number, height: number): string {
  const canvas = document.createElement('canvas');
  copies.add(canvas);
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.drawImage(source, 0, 0);
  return canvas.toDataURL();
}

const methods =
  'save restore beginPath closePath moveTo lineTo rect arc ellipse quadraticCurveTo bezierCurveTo clearRect putImageData clip fill stroke fillRect strokeRect fillText strokeText drawImage'.split(
    ' ',
  );
const pathMethods = 'closePath moveTo lineTo rect arc ellipse quadraticCurveTo bezierCurveTo'.split(' ');

type Method = (...args: unknown[]) => unknown;
type Methods = Record<string, Method>;

/** What a busy machine is given to draw a canvas anew; one that has not been drawn by then is taken as pixels. */
const patience = 30_000;

/** Has `draw` called and waits until all of `canvases` are drawn, while that is written down; undoes this in any case. */
async function recorded(
  draw: () => Promise<void>,
  canvases: readonly HTMLCanvasElement[],
): Promise<Recorder> {
  const recorder = new Recorder();
  const undo: (() => void)[] = [];
  const wrap = (prototype: Methods, name: string, note: (self: object, args: unknown[]) => void) => {
    const original = prototype[name];
    if (!original) return;
    prototype[name] = function (this: object, ...args: unknown[]) {
      note(this, args);
      return original.apply(this, args);
    };
    undo.push(() => {
      prototype[name] = original;
    });
  };
  for (const prototype of [CanvasRenderingContext2D.prototype, OffscreenCanvasRenderingContext2D.prototype]) {
    for (const name of methods) {
      wrap(prototype as unknown as Methods, name, (ctx, args) => recorder.note(ctx as Ctx, name, args));
    }
  }
  for (const name of pathMethods) {
    wrap(Path2D.prototype as unknown as Methods, name, (path, args) => {
      const text = paths.get(path) ?? new PathText();
      text.add(name, args as number[]);
      paths.set(path, text);
    });
  }
  try {
    await draw();
    // Three dimensions are pixels anyhow.
    const flat = canvases.filter((canvas) => canvas.getContext('2d'));
    const drawn = () => flat.every((canvas) => recorder.of(canvas).items.length > 0);
    for (const since = performance.now(); !drawn() && performance.now() - since < patience; )
      await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    for (const each of undo) each();
  }
  return recorder;
}

export interface Picture {
  svg: string;
  width: number;
  height: number;
}

/**
 * The canvases of `card` as one picture in CSS pixels, below a heading. `draw` has everything drawn anew and waits until it
 * is.
 */
export async function pictureOf(
  card: Element,
  heading: string,
  source: string,
  draw: () => Promise<void>,
): Promise<Picture> {
  const style = getComputedStyle(card);
  const canvases = [...card.querySelectorAll('canvas')].filter((each) => each.clientWidth > 0);
  const recorder = await recorded(draw, canvases);
  const boxes = canvases.map((each) => each.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  const margin = 12;
  const head = 28;
  const width = Math.ceil(right - left) + 2 * margin;
  const height = Math.ceil(bottom - top) + 2 * margin + head;
  const parts = canvases.map((canvas, i) => {
    const box = boxes[i] as DOMRect;
    const x = box.left - left + margin;
    const y = box.top - top + margin + head;
    const { items, definitions, pixels } = recorder.of(canvas);
    if (pixels || items.length === 0)
      return `<image x="${number(x)}" y="${number(y)}" width="${number(box.width)}" height="${number(box.height)}" href="${canvas.toDataURL()}"/>`;
    const scale = `scale(${number(box.width / canvas.width)} ${number(box.height / canvas.height)})`;
    return `<defs>${definitions.join('')}</defs><g transform="translate(${number(x)} ${number(y)}) ${scale}">${items.join('')}</g>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${escaped(heading)}</title><desc>${escaped(source)}</desc>
<rect width="${width}" height="${height}" fill="${style.backgroundColor}"/>
<text x="${margin}" y="${margin + 14}" fill="${style.color}" style="font:600 14px ${escaped(style.fontFamily)}">${escaped(heading)}</text>
${parts.join('\n')}
</svg>
`;
  return { svg, width, height };
}

/** The same as pixels, `scale` of them to a CSS pixel. */
export async function pixelsOf({ svg, width, height }: Picture, scale = 2): Promise<Blob> {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: width * scale, height: height * scale });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
