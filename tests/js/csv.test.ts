// SPDX-License-Identifier: Apache-2.0
// Tables as text: what is read, guessed, refused, and trained on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromCsv, LossError, readCsv, train } from '../../web/engine/index.ts';

const message = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(LossError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('reading', () => {
  it('takes any cells through quotes and back', () => {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    const cells = fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 3, maxLength: 3 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        cells,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        (rows, mark, line) => {
          const text = [['a', 'b', 'c'], ...rows.map((row) => row.map(quoted))]
            .map((row) => row.join(mark))
            .join(line);
          const table = readCsv(text);
          expect(table.names).toEqual(['a', 'b', 'c']);
          expect(table.rows).toEqual(rows.map((row) => row.map((cell) => cell.trim())));
        },
      ),
    );
  });

  it('finds delimiter, header and types', () => {
    const table = readCsv('\uFEFFsize;kind;when\r\n1,5;red;2020\r\n.5;"dark; red";\r\n-2e3;NA;2022\r\n\r\n');
    expect(table.names).toEqual(['size', 'kind', 'when']);
    expect(table.types).toEqual(['number', 'text', 'number']);
    expect(table.rows[1]).toEqual(['.5', 'dark; red', '']);
    expect(readCsv('1,2\n3,4').names).toEqual(['column 1', 'column 2']);
    expect(readCsv('a,a,\n1,2,3').names).toEqual(['a', 'a 2', 'column 3']);
    expect(readCsv('a,b\n1,').rows).toEqual([['1', '']]);
  });

  it('names row and column of what is wrong', () => {
    expect(message(() => readCsv(''))).toBe('the table is empty');
    expect(message(() => readCsv('a,b\n'))).toBe('the table has a header but no rows');
    expect(message(() => readCsv('a,b\n1,2\n1,2,3'))).toBe('row 2 has 3 cells, but there are 2 columns');
    expect(message(() => readCsv('a,b\n1,"2'))).toBe('row 1: cell 2 opens a quote that is never closed');
    expect(message(() => readCsv('a,b\n1,"2"3'))).toBe('row 1: cell 2 goes on after its closing quote: 3');
    expect(message(() => readCsv(`a\n${'1\n'.repeat(1_000_001)}`))).toBe(
      'the table has more than 1,000,000 rows; give a part of it',
    );
    const table = 'height,eye,sex\n180,blue,m\n165,brown,f\n170,blue,f';
    expect(message(() => fromCsv(table, { types: { eye: 'number' } }))).toBe(
      "row 1, column 'eye': 'blue' is not a number",
    );
    expect(message(() => fromCsv(table, { target: 'hight' }))).toBe(
      "there is no column 'hight'; there are height, eye, sex",
    );
    expect(message(() => fromCsv(table, { ignore: ['height', 'eye'] }))).toBe(
      'the table leaves no column as input',
    );
    expect(message(() => fromCsv(table, { target: 'height', task: 'binary' }))).toBe(
      "column 'height' holds 3 classes; a binary task takes two",
    );
    expect(message(() => fromCsv(`a,b\n${Array.from({ length: 51 }, (_, i) => `t${i},1`).join('\n')}`))).toBe(
      "column 'a' holds 51 different texts; at most 50 can be inputs: leave it out",
    );
    expect(message(() => fromCsv('a,b\n,1\n,2'))).toBe('no row of the table has all its values');
    expect(message(() => fromCsv('a,b\n,1\n,2', { missing: 'mean' }))).toBe(
      "column 'a' is empty; leave it out",
    );
  });
});

describe('making data of it', () => {
  const table = 'height,eye,sex\n180,blue,m\n165,brown,f\n,green,f\n170,?,m\n175,blue,';

  it('turns texts into inputs and classes, and leaves incomplete rows out', () => {
    expect(fromCsv(table)).toEqual({
      task: 'binary',
      x: [
        [180, 165],
        [0, 1],
      ],
      input_names: ['height', 'eye: brown'],
      y: [1, 0],
      target_name: 'sex',
      class_names: ['f', 'm'],
      dropped: 3,
      filled: 0,
    });
  });

  it('or fills in the mean and the most frequent text', () => {
    const own = fromCsv(`${table}\n160,blue,m`, { missing: 'mean' });
    expect(own.input_names).toEqual(['height', 'eye: blue', 'eye: brown', 'eye: green']);
    expect(own.x[0]).toEqual([180, 165, 168.75, 170, 160]);
    expect(own.x[1]).toEqual([1, 0, 0, 1, 1]);
    expect([own.dropped, own.filled]).toEqual([1, 2]);
  });

  it('takes corrections: numbers that are classes, columns that are not wanted', () => {
    const numbers = 'id,x,grade\n1,0.5,2\n2,0.7,10\n3,0.1,2\n4,0.3,3';
    expect(fromCsv(numbers).task).toBe('regression');
    const own = fromCsv(numbers, { task: 'multiclass', ignore: ['id'] });
    expect([own.class_names, own.y, own.input_names]).toEqual([['2', '3', '10'], [0, 2, 0, 1], ['x']]);
    expect(fromCsv(numbers, { types: { grade: 'text' } }).task).toBe('multiclass');
  });

  it('trains, with its names', async () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `${i % 7},${i % 2 ? 'on' : 'off'},${(i % 7) * 2 + (i % 2)}`,
    );
    using run = await train({
      own: fromCsv(`a,switch,y\n${lines.join('\n')}`),
      losses: [{ id: 'mse' }],
      metric: 'r2',
    });
    const { data } = run.info();
    expect([data.inputs.map(({ name }) => name), data.target.name]).toEqual([['a', 'switch: on'], 'y']);
    run.step(600);
    expect(run.frame().lanes[0]?.validation_metric).toBeGreaterThan(0.9);
    using classes = await train({
      own: fromCsv(`a,y\n${lines.map((line) => line.split(',').slice(0, 2).join(',')).join('\n')}`),
      losses: [{ id: 'hinge' }],
    });
    expect(classes.info().data.classes).toEqual(['off', 'on']);
  });
});
