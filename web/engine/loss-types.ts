// SPDX-License-Identifier: Apache-2.0
// What losses on arrays take and give, as types.
import type { LossArrays, LossId, LossPredictions } from './generated/catalog.ts';

/** A typed array of any numeric kind; numbers of 64 bits are rounded. */
export interface TypedNumbers {
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly length: number;
  readonly [index: number]: number | bigint;
}

/** Rows within rows, all of a length; the outermost is a sample. */
export type NestedNumbers = readonly (number | NestedNumbers)[];

/** Numbers in row-major order with their extents, samples first. */
export interface ShapedNumbers {
  readonly data: TypedNumbers | readonly number[];
  readonly shape: readonly number[];
}

/** An array, row-major with samples first: scores are [N, C]. */
export type ArrayInput = TypedNumbers | NestedNumbers | ShapedNumbers;

/**
 * How losses become one number. Of weights w, losses l, N samples: `mean` is Σ w·l ÷ Σ w, `mean_by_count` Σ w·l ÷ the number
 * of losses, `batchmean` Σ w·l ÷ N, `sum` Σ w·l. With `none` they stay as they are, and gradients are those of the sum.
 */
export type Reduction = 'none' | 'mean' | 'mean_by_count' | 'batchmean' | 'sum';

export type Precision = 'single' | 'double';

export interface LossOptions<R extends Reduction = Reduction, P extends Precision = Precision> {
  /** Of calls that name none. Default mean. */
  reduction?: R;
  /** double computes every operation in double, slowly, to check by. Default single. */
  precision?: P;
}

export interface CallOptions<Q extends Reduction = Reduction> {
  /** Of this call. */
  reduction?: Q;
}

/** What results are held in. */
export type Floats<P extends Precision = Precision> = P extends 'double' ? Float64Array : Float32Array;

/** What loss(id) takes; any name goes for typed losses. */
export type Inputs<Id> = Id extends LossId ? LossArrays[Id] : Record<string, ArrayInput>;
export type Predictions<Id> = Id extends LossId ? LossPredictions[Id] : string;

/** No other names than the loss has. */
export type Exactly<I, Id> = string extends Id
  ? I
  : I & { [K in Exclude<keyof I, keyof Inputs<Id>>]?: never };

/** A result in the form of the input it belongs to. */
export type Like<T, P extends Precision> = T extends ShapedNumbers
  ? { data: Floats<P>; shape: number[] }
  : T extends TypedNumbers | readonly number[]
    ? Floats<P>
    : T extends readonly (readonly number[])[]
      ? number[][]
      : NestedNumbers;

/** By prediction. */
export type Gradient<Id, I, P extends Precision = 'single'> = {
  [K in Predictions<Id> & keyof I]: Like<Exclude<I[K], undefined>, P>;
};

/** Losses of each element or sample. */
export type Losses<Id, I, P extends Precision = 'single'> = Like<
  Exclude<I[Predictions<Id> & keyof I], undefined>,
  P
>;

export type Value<R, Id, I, P extends Precision = 'single'> = R extends 'none' ? Losses<Id, I, P> : number;

/** Vectors for hessianVector(), one a prediction. */
export type Vectors<Id, I> = { [K in Predictions<Id> & keyof I]: ArrayInput };
