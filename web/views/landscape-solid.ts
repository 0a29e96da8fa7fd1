// SPDX-License-Identifier: Apache-2.0
// The same plane as a surface to walk around: height and colour are the shade of the loss. Fetched when it is asked for,
// since three is larger than the rest of the page.
import {
  AmbientLight,
  BackSide,
  BufferAttribute,
  BufferGeometry,
  CanvasTexture,
  Color,
  DirectionalLight,
  DoubleSide,
  FrontSide,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  type Object3D,
  PerspectiveCamera,
  Scene,
  SphereGeometry,
  Sprite,
  SpriteMaterial,
  SRGBColorSpace,
  WebGLRenderer,
} from 'three';
import { Line2 } from 'three/examples/jsm/lines/Line2.js';
import { LineGeometry } from 'three/examples/jsm/lines/LineGeometry.js';
import { LineMaterial } from 'three/examples/jsm/lines/LineMaterial.js';
import { parseColor, viridis } from './color.ts';
import { contour } from './contour.ts';
import { type LandscapeData, levelsOf, lossAt, type Shading, type Slice, shadingOf } from './landscape.ts';
import { laneColor, laneDashes, type Size, type Theme } from './theme.ts';

/** The plane spans −1 … 1 both ways; this is the height of the greatest loss. */
const top = 0.9;
/** How far lines lie above the surface, so that it does not swallow them. */
const lift = 0.012;
const turned = { around: -0.7, above: 0.62, distance: 3.5 };
/** Height of a title in CSS pixels. */
const titleSize = 17;

type Place = [number, number, number];

const colorOf = (text: string) => {
  const [r, g, b] = parseColor(text);
  return new Color().setRGB(r / 255, g / 255, b / 255, SRGBColorSpace);
};

export class Solid {
  readonly #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(38, 1, 0.1, 20);
  #shown = new Group();
  #titles: Sprite[] = [];
  #around = turned.around;
  #above = turned.above;
  #distance = turned.distance;

  /** Throws where there is no WebGL. */
  constructor(canvas: HTMLCanvasElement) {
    this.#renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true });
    const sun = new DirectionalLight(0xffffff, 1.6);
    sun.position.set(-1, 2.5, 1.2);
    this.#scene.add(new AmbientLight(0xffffff, 1.9), sun);
  }

  show(data: LandscapeData, theme: Theme): void {
    const { slice } = data;
    const shading = shadingOf(slice.losses);
    this.#clear();
    this.#shown.add(ground(slice, shading), contours(slice, shading), base(theme));
    for (const lane of slice.tracks.keys()) this.#shown.add(...track(data, lane, shading, theme));
    this.#titles = [title(data.titles.x, theme), title(data.titles.y, theme)];
    this.#shown.add(...this.#titles);
    this.#scene.add(this.#shown);
  }

  /** Draws what was last shown, on so many CSS pixels. */
  draw({ width, height }: Size, ratio: number): void {
    if (width === 0 || height === 0) return;
    this.#renderer.setPixelRatio(ratio);
    this.#renderer.setSize(width, height, false);
    this.#camera.aspect = width / height;
    // A narrow picture stands further back, so that the corners stay in it.
    const distance = this.#distance * Math.max(1, 1.15 / this.#camera.aspect);
    this.#camera.position.set(
      distance * Math.sin(this.#around) * Math.cos(this.#above),
      distance * Math.sin(this.#above),
      distance * Math.cos(this.#around) * Math.cos(this.#above),
    );
    this.#camera.lookAt(0, 0.24, 0);
    this.#camera.updateProjectionMatrix();
    this.#placeTitles(height);
    this.#renderer.render(this.#scene, this.#camera);
  }

  /** At the edges that are nearest, as large as other text. */
  #placeTitles(height: number): void {
    const edge = 1.2;
    const unit = (2 * Math.tan((this.#camera.fov * Math.PI) / 360) * titleSize) / height;
    const [across, away] = this.#titles;
    across?.position.set(0, 0, edge * Math.sign(Math.cos(this.#around)));
    away?.position.set(edge * Math.sign(Math.sin(this.#around)), 0, 0);
    for (const { scale, material } of this.#titles) {
      const picture = material.map?.image as HTMLCanvasElement | undefined;
      if (picture) scale.set((unit * picture.width) / picture.height, unit, 1);
    }
  }

  /** Walks around the surface, in radians. */
  turn(around: number, above: number): void {
    this.#around += around;
    this.#above = Math.min(1.5, Math.max(0.05, this.#above + above));
  }

  zoom(factor: number): void {
    this.#distance = Math.min(8, Math.max(1.5, this.#distance * factor));
  }

  dispose(): void {
    this.#clear();
    this.#renderer.dispose();
  }

  #clear(): void {
    this.#scene.remove(this.#shown);
    this.#shown.traverse((object) => {
      const { geometry, material } = object as Mesh;
      geometry?.dispose();
      for (const each of [material ?? []].flat()) {
        (each as SpriteMaterial).map?.dispose();
        each.dispose();
      }
    });
    this.#shown = new Group();
  }
}

/** Place of a column and row of the slice; rows run away from who looks. */
const placeOf = (slice: Slice, column: number, row: number, shade: number): Place => [
  (2 * column) / (slice.size - 1) - 1,
  top * shade,
  1 - (2 * row) / (slice.size - 1),
];

function ground(slice: Slice, shading: Shading): Mesh {
  const { size } = slice;
  const places = new Float32Array(3 * size * size);
  const colors = new Float32Array(3 * size * size);
  const color = new Color();
  const finite = (at: number) => Number.isFinite(slice.losses[at] ?? Number.NaN);
  for (let at = 0; at < size * size; at++) {
    const shade = finite(at) ? shading.at(slice.losses[at] ?? 0) : 0;
    places.set(placeOf(slice, at % size, Math.floor(at / size), shade), 3 * at);
    const [r, g, b] = viridis(shade);
    color.setRGB(r / 255, g / 255, b / 255, SRGBColorSpace).toArray(colors, 3 * at);
  }
  const corners: number[] = [];
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const a = row * size + column;
      const cell = [a, a + 1, a + size + 1, a + size];
      if (!cell.every(finite)) continue;
      corners.push(a, a + 1, a + size + 1, a, a + size + 1, a + size);
    }
  }
  const shape = new BufferGeometry();
  shape.setAttribute('position', new BufferAttribute(places, 3));
  shape.setAttribute('color', new BufferAttribute(colors, 3));
  shape.setIndex(corners);
  shape.computeVertexNormals();
  return new Mesh(shape, new MeshLambertMaterial({ vertexColors: true, side: DoubleSide }));
}

function contours(slice: Slice, shading: Shading): LineSegments {
  const shades = Float64Array.from(slice.losses, shading.at);
  const places: number[] = [];
  for (const shade of levelsOf(shading).map(shading.at)) {
    for (const line of contour(shades, slice.size, slice.size, shade)) {
      for (let i = 0; i + 1 < line.length; i++) {
        for (const [column, row] of [line[i] ?? [0, 0], line[i + 1] ?? [0, 0]])
          places.push(...placeOf(slice, column, row, shade + lift / 2));
      }
    }
  }
  const shape = new BufferGeometry();
  shape.setAttribute('position', new BufferAttribute(new Float32Array(places), 3));
  return new LineSegments(
    shape,
    new LineBasicMaterial({ color: 0x000000, transparent: true, opacity: 0.35 }),
  );
}

/** The edge of the plane at the least loss. */
function base(theme: Theme): LineSegments {
  const corners = [-1, 0, -1, 1, 0, -1, 1, 0, -1, 1, 0, 1, 1, 0, 1, -1, 0, 1, -1, 0, 1, -1, 0, -1];
  const shape = new BufferGeometry();
  shape.setAttribute('position', new BufferAttribute(new Float32Array(corners), 3));
  return new LineSegments(shape, new LineBasicMaterial({ color: colorOf(theme.mute) }));
}

/** A lane's path laid on the surface, as far as it is within it, with a ball where the lane is. */
function track(
  { slice, lane: own }: LandscapeData,
  lane: number,
  shading: Shading,
  theme: Theme,
): Object3D[] {
  const { x = [], y = [] } = slice.tracks[lane] ?? {};
  const color = colorOf(laneColor(theme, lane));
  const lines: Place[][] = [[]];
  const over = (i: number): Place | undefined => {
    const [px = Number.NaN, py = Number.NaN] = [x[i], y[i]];
    const shade = shading.at(lossAt(slice, px, py));
    if (!Number.isFinite(shade)) return undefined;
    return placeOf(
      slice,
      (px - slice.x.first) / slice.x.step,
      (py - slice.y.first) / slice.y.step,
      shade + lift,
    );
  };
  for (let i = 0; i < x.length; i++) {
    const place = over(i);
    if (place) lines.at(-1)?.push(place);
    else lines.push([]);
  }
  const [dash, gap] = laneDashes[lane % laneDashes.length] ?? [];
  const unit = 0.02;
  const objects: Object3D[] = [];
  for (const line of lines.filter(({ length }) => length > 1)) {
    const pattern = dash && gap ? { dashed: true, dashSize: dash * unit, gapSize: gap * unit } : {};
    const drawn = new Line2(
      new LineGeometry().setPositions(line.flat()),
      new LineMaterial({ color: color.getHex(), linewidth: lane === own ? 4 : 3, ...pattern }),
    );
    drawn.computeLineDistances();
    objects.push(drawn);
  }
  const last = over(x.length - 1);
  if (!last) return objects;
  for (const [radius, fill] of [
    [lane === own ? 0.045 : 0.034, color],
    [lane === own ? 0.056 : 0.044, colorOf(theme.panel)],
  ] as const) {
    // The larger one is seen from inside only: a rim.
    const ball = new Mesh(
      new SphereGeometry(radius, 20, 14),
      new MeshBasicMaterial({ color: fill, side: fill === color ? FrontSide : BackSide }),
    );
    ball.position.set(...last);
    objects.push(ball);
  }
  return objects;
}

/** Words that face whoever looks and lie before everything else. */
function title(text: string, theme: Theme): Sprite {
  const pixels = 44;
  const canvas = document.createElement('canvas');
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  const font = `${pixels}px ${theme.font}`;
  ctx.font = font;
  canvas.width = Math.ceil(ctx.measureText(text).width) + 8;
  canvas.height = Math.ceil(1.3 * pixels);
  ctx.font = font;
  ctx.lineWidth = 8;
  ctx.lineJoin = 'round';
  ctx.strokeStyle = theme.panel;
  ctx.fillStyle = theme.ink;
  ctx.textBaseline = 'middle';
  ctx.strokeText(text, 4, canvas.height / 2);
  ctx.fillText(text, 4, canvas.height / 2);
  const map = new CanvasTexture(canvas);
  map.colorSpace = SRGBColorSpace;
  const words = new Sprite(
    new SpriteMaterial({ map, depthTest: false, transparent: true, sizeAttenuation: false }),
  );
  words.renderOrder = 1;
  return words;
}
