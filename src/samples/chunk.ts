/** The mean and the standard deviation of each feature. */
export interface Scaling {
  /** The mean μ of each feature. */
  readonly mean: readonly number[];
  /** The standard deviation σ of each feature; 1 if the feature is constant. */
  readonly sd: readonly number[];
}

/**
 * A run of consecutive samples, the unit that flows.
 *
 * The number of samples in a chunk affects only speed: every number that comes out of a pipeline is
 * the same for any chunk size.
 */
export interface Chunk {
  /** The number of features of a sample, ≥ 1. */
  readonly width: number;
  /** The features x, sample by sample: samples × width numbers. */
  readonly features: Float64Array;
  /** The labels y, one per sample: 0 or 1. */
  readonly labels: Float64Array;
  /** The scaling by which the features were standardized, if they were. */
  readonly scaling?: Scaling;
}

/**
 * Joins chunks of the same width, in order; no chunks give an empty one of width 1.
 *
 * The result has the scaling of the last chunk.
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
 * Copies samples of a chunk into a new one.
 *
 * @param rows The indices of the samples, in the order wanted; an index may occur repeatedly.
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

/** The samples of a chunk from `begin` up to, but not including, `end`: a view, not a copy. */
export function slice(chunk: Chunk, begin: number, end: number): Chunk {
  const { width, features, labels } = chunk;
  return {
    ...chunk,
    features: features.subarray(begin * width, end * width),
    labels: labels.subarray(begin, end),
  };
}

/** The indices 0 … count − 1. */
export function inOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  return order;
}
