// SPDX-License-Identifier: Apache-2.0
// What every view needs to know about looks. The element fills it from the custom properties in force.

export interface Theme {
  panel: string;
  ink: string;
  mute: string;
  line: string;
  /** One colour a lane for strokes, and a darker or lighter one that is legible as small text. */
  lanes: readonly string[];
  laneInk: readonly string[];
  /** One colour a class. */
  classes: readonly string[];
  /** How strongly a class tints the ground where the model is sure of it, 0 … 1. */
  tint: number;
  /** Font family and size in CSS pixels of labels. */
  font: string;
  size: number;
}

/** The second sign of a lane beside its colour; in units of the line's width. Lane 1 is solid. */
export const laneDashes: readonly (readonly number[])[] = [[], [3.5, 1.6], [1.1, 1.7], [5, 1.6, 1.1, 1.6]];

export const laneDash = (lane: number, width: number) =>
  (laneDashes[lane % laneDashes.length] ?? []).map((part) => part * width);

export const laneColor = (theme: Theme, lane: number) => theme.lanes[lane % theme.lanes.length] ?? theme.ink;
export const laneInk = (theme: Theme, lane: number) =>
  theme.laneInk[lane % theme.laneInk.length] ?? theme.ink;
export const classColor = (theme: Theme, label: number) =>
  theme.classes[label % theme.classes.length] ?? theme.mute;

export interface Size {
  width: number;
  height: number;
}

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A view: draws `data` onto `ctx`, whose unit is one CSS pixel. Keeps nothing. */
export type Draw<Data> = (ctx: Context, size: Size, data: Data, theme: Theme) => void;
