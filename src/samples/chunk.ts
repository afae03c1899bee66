/** The mean and the standard deviation of each feature. */
export interface Scaling {
  /** The means μ, one per feature. */
  readonly mean: Float64Array;
  /** The standard deviations σ, one per feature; 1 for a feature that is constant. */
  readonly sd: Float64Array;
}

/**
 * A run of consecutive samples, held column by column.
 *
 * A chunk is the unit that flows. How many samples it holds is a matter of speed only: every number
 * that comes out of a pipeline is the same for any chunk size.
 */
export interface Chunk {
  /** The number of features of a sample, ≥ 1. */
  readonly width: number;
  /** The features x, one sample after the other: samples × width numbers. */
  readonly features: Float64Array;
  /** The labels y, one per sample: 0 or 1. */
  readonly labels: Float64Array;
  /** How the features were standardized, if they were. */
  readonly scaling?: Scaling;
}

/**
 * Chunks of the same width as one, in their order; of none, an empty one.
 *
 * @example
 * ```ts
 * import { concatenate } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const one = { width: 1, features: Float64Array.of(1, 2), labels: Float64Array.of(0, 1) };
 * const two = { width: 1, features: Float64Array.of(3), labels: Float64Array.of(1) };
 * assertEquals([...concatenate([one, two]).features], [1, 2, 3]);
 * ```
 */
export function concatenate(chunks: readonly Chunk[]): Chunk {
  if (chunks.length === 1) return chunks[0];
  return {
    width: 1,
    ...chunks.at(-1),
    features: joined(chunks.map(({ features }) => features)),
    labels: joined(chunks.map(({ labels }) => labels)),
  };
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

/**
 * Some rows of a chunk, in the order given.
 *
 * @example
 * ```ts
 * import { gather } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const chunk = { width: 1, features: Float64Array.of(1, 2, 3), labels: Float64Array.of(0, 1, 0) };
 * assertEquals([...gather(chunk, Uint32Array.of(2, 0)).features], [3, 1]);
 * ```
 */
export function gather(chunk: Chunk, rows: Uint32Array): Chunk {
  const { width } = chunk;
  const features = new Float64Array(rows.length * width);
  const labels = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    for (let j = 0; j < width; j++) features[i * width + j] = chunk.features[row * width + j];
    labels[i] = chunk.labels[row];
  }
  return { ...chunk, features, labels };
}

/** Consecutive rows of a chunk, from `begin` up to, but without, `end`: a view, not a copy. */
export function slice(chunk: Chunk, begin: number, end: number): Chunk {
  const { width, features, labels } = chunk;
  return {
    ...chunk,
    features: features.subarray(begin * width, end * width),
    labels: labels.subarray(begin, end),
  };
}

/** The rows 0 … n − 1. */
export function inOrder(rows: number): Uint32Array {
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  return order;
}
