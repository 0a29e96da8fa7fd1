// SPDX-License-Identifier: Apache-2.0
// A surface as the core hands it over: JSON, and its arrays one after the other.
import type { Surface } from './types.ts';

export type PlainSurface = Omit<Surface, 'losses' | 'descents' | 'tracks'> & { tracks: number[][] };

export function surfaceOf(plain: PlainSurface, all: Float32Array): Surface {
  let at = 0;
  const take = (count: number) => {
    at += count;
    return all.slice(at - count, at);
  };
  return {
    ...plain,
    losses: take(plain.size ** 2),
    descents: { x: take(plain.arrows ** 2), y: take(plain.arrows ** 2) },
    tracks: plain.tracks.map((steps) => ({
      steps: Uint32Array.from(steps),
      x: take(steps.length),
      y: take(steps.length),
    })),
  };
}
