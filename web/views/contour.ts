// SPDX-License-Identifier: Apache-2.0
// Marching squares, joined to lines: dashes need lines, not loose segments.

export type Point = readonly [number, number];

/**
 * Lines where a grid of values [rows × columns] crosses `level`, in units of cells (column, row). Cells that touch a
 * value that is not finite are skipped. Saddles are cut as if the cell's middle were its mean.
 */
export function contour(values: ArrayLike<number>, columns: number, rows: number, level = 0): Point[][] {
  const graph = new Map<number, number[]>();
  const points = new Map<number, Point>();
  const at = (column: number, row: number) => (values[row * columns + column] ?? Number.NaN) - level;

  // An edge is numbered by its upper left corner: 2k to the right, 2k + 1 downwards.
  const crossing = (column: number, row: number, down: boolean) => {
    const edge = 2 * (row * columns + column) + (down ? 1 : 0);
    if (!points.has(edge)) {
      const from = at(column, row);
      const to = down ? at(column, row + 1) : at(column + 1, row);
      const t = from / (from - to);
      points.set(edge, down ? [column, row + t] : [column + t, row]);
    }
    return edge;
  };
  const join = (a: number, b: number) => {
    graph.set(a, [...(graph.get(a) ?? []), b]);
    graph.set(b, [...(graph.get(b) ?? []), a]);
  };

  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const a = at(column, row);
      const b = at(column + 1, row);
      const c = at(column + 1, row + 1);
      const d = at(column, row + 1);
      const mean = (a + b + c + d) / 4;
      if (!Number.isFinite(mean)) continue;
      const top = () => crossing(column, row, false);
      const right = () => crossing(column + 1, row, true);
      const bottom = () => crossing(column, row + 1, false);
      const left = () => crossing(column, row, true);
      const sides = [
        a > 0 !== b > 0 && top,
        b > 0 !== c > 0 && right,
        c > 0 !== d > 0 && bottom,
        d > 0 !== a > 0 && left,
      ];
      const [first, second, third, fourth] = sides.filter((side) => side !== false).map((side) => side());
      if (first === undefined || second === undefined) continue;
      if (third === undefined || fourth === undefined) join(first, second);
      else if (mean > 0 === a > 0) {
        join(first, second);
        join(third, fourth);
      } else {
        join(second, third);
        join(fourth, first);
      }
    }
  }
  return linesOf(graph).map((line) => line.map((edge) => points.get(edge) ?? [0, 0]));
}

/** Walks each line from an open end; what remains are rings. */
function linesOf(graph: Map<number, number[]>): number[][] {
  const seen = new Set<number>();
  const walk = (start: number) => {
    const line = [start];
    seen.add(start);
    for (let here = start; ; ) {
      const next = graph.get(here)?.find((edge) => !seen.has(edge));
      if (next === undefined) break;
      line.push(next);
      seen.add(next);
      here = next;
    }
    return line;
  };
  const lines: number[][] = [];
  for (const [edge, next] of graph) if (next.length === 1 && !seen.has(edge)) lines.push(walk(edge));
  for (const edge of graph.keys()) {
    if (seen.has(edge)) continue;
    lines.push([...walk(edge), edge]);
  }
  return lines;
}
