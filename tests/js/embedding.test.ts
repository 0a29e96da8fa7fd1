// SPDX-License-Identifier: Apache-2.0
// Losses that compare samples: what a run says of embeddings, and what the page opens for them.
import { describe, expect, it } from 'vitest';
import { sampleRows } from '../../web/element/samples-data.ts';
import { catalog, type Spec, train } from '../../web/engine/index.ts';
import { Schema } from '../../web/state.ts';
import { embeddingBoxes, embeddingRanges } from '../../web/views/embedding.ts';

const schema = new Schema(catalog);

describe('a lane that compares embeddings', () => {
  const spec: Spec = {
    data: 'blobs',
    losses: [{ id: 'triplet_margin' }, { id: 'cross_entropy' }],
    embedding: 3,
    batch_size: 32,
  };

  it('says where samples are and where they are pulled', async () => {
    using run = await train(spec);
    run.step(60);
    const { lanes, data } = run.info();
    expect(lanes.map(({ embedding, together }) => [embedding, together])).toEqual([
      [3, true],
      [0, false],
    ]);
    const n = data.y.length;
    const [triplet, entropy] = run.frame({ samples: true }).lanes;
    expect(triplet?.embedding?.places).toHaveLength(3 * n);
    expect(triplet?.embedding?.gradients.some((g) => g !== 0)).toBe(true);
    expect(triplet?.gradients).toBeUndefined();
    expect(triplet?.predictions).toHaveLength(3 * n);
    expect(triplet?.losses).toHaveLength(n);
    expect(entropy?.embedding).toBeUndefined();
    const rows = sampleRows(run.info(), run.frame({ samples: true }), 0, run.inspect(0));
    const { gradients } = triplet?.embedding ?? { gradients: [] };
    expect(rows).toHaveLength(n);
    expect(rows[7]?.gradient).toBeCloseTo(
      Math.hypot(...[0, 1, 2].map((d) => gradients[d * n + 7] ?? Number.NaN)),
    );
    expect(rows.some(({ share }) => share > 0)).toBe(true);
    expect(entropy?.gradients).toHaveLength(3 * n);
    expect(run.curve(0, -1, 1, 11, 0).value).toHaveLength(0);
    expect(run.predict(0, [[0, 0]])).toHaveLength(3);
  });

  it('gives the mean over batches as its loss', async () => {
    using run = await train({ data: 'cars', losses: [{ id: 'rmse' }] });
    run.step(50);
    const { losses, train_loss } = run.frame({ samples: true }).lanes[0] ?? {};
    const of = Array.from(run.info().data.part).flatMap((part, i) => (part === 0 ? [losses?.[i] ?? 0] : []));
    expect(of.reduce((sum, loss) => sum + loss, 0) / of.length).toBeCloseTo(train_loss ?? 0, 4);
    expect(new Set(losses).size).toBeLessThan(of.length);
  });

  it('refuses to go on as a model of scores', async () => {
    using run = await train({ data: 'digits', losses: [{ id: 'supcon' }] });
    expect(() => run.setLane(0, { loss: { id: 'cross_entropy' } })).toThrow(/outputs/);
    await expect(train({ ...spec, embedding: 0 })).rejects.toThrow(/embedding/);
  });
});

describe('the page', () => {
  it('opens the card of embeddings where the shape of a loss would be, until the visitor chooses', () => {
    const shown = (text: string) => schema.parse(text).state.view;
    expect(shown('data=blobs&losses=cross_entropy')).toEqual(['fit', 'loss', 'metric', 'shape']);
    expect(shown('data=blobs&losses=supcon')).toEqual(['fit', 'embedding', 'loss', 'metric']);
    const plain = schema.parse('data=blobs&losses=cross_entropy').state;
    const changed = schema.with(plain, { losses: [{ id: 'arcface', params: {} }] });
    expect(changed.view).toEqual(['fit', 'embedding', 'loss', 'metric']);
    expect(schema.format(changed)).not.toContain('view');
    const chosen = schema.with(plain, { view: ['fit', 'race'] });
    expect(schema.with(chosen, { losses: [{ id: 'arcface', params: {} }] }).view).toEqual(['fit', 'race']);
  });

  it('keeps the frame of a picture while samples fill it', () => {
    const places = (far: number) => ({ x: [-far, far], y: [0, far] });
    const first = embeddingRanges(places(1));
    expect(first.x[1] - first.x[0]).toBeCloseTo(first.y[1] - first.y[0]);
    expect(embeddingRanges(places(0.8), first)).toBe(first);
    expect(embeddingRanges(places(0.3), first)).not.toBe(first);
    expect(embeddingRanges(places(2), first).x[1]).toBeGreaterThan(2);
    expect(embeddingRanges({ x: [Number.NaN], y: [0] }).x[0]).toBeLessThan(0);
    expect(embeddingBoxes({ width: 600, height: 250 }, 2).map(({ top }) => top)).toEqual([0, 0]);
    expect(embeddingBoxes({ width: 300, height: 400 }, 2).map(({ top }) => top)).toEqual([0, 200]);
    expect(embeddingBoxes({ width: 330, height: 250 }, 2).map(({ top }) => top)).toEqual([0, 0]);
    expect(embeddingBoxes({ width: 400, height: 400 }, 4).map(({ left }) => left)).toEqual([0, 200, 0, 200]);
  });
});
