import type { Chunk, Scaling } from "./chunk.ts";

/** The running sums of Welford's method. */
export interface Moments {
  /** The number of samples so far. */
  readonly count: number;
  /** The mean of each feature. */
  readonly mean: Float64Array;
  /** The sum of squared deviations from the mean of each feature. */
  readonly squares: Float64Array;
}

/**
 * The moments of no samples.
 *
 * @internal
 */
export function noMoments(width: number): Moments {
  return { count: 0, mean: new Float64Array(width), squares: new Float64Array(width) };
}

/**
 * The scaling by these moments: the means and the population standard deviations.
 *
 * @internal
 */
export function toScaling({ count, mean, squares }: Moments): Scaling {
  return { mean: mean.slice(), sd: squares.map((square) => Math.sqrt(square / count) || 1) };
}

/**
 * Adds the sample that begins at `features[at]`, the `count`-th, to the moments in place.
 *
 * m ← m + (x − m) / n and s ← s + (x − m_before)(x − m_after): one pass, and no digits are lost if
 * the mean is large. Source: B. P. Welford, Note on a Method for Calculating Corrected Sums of
 * Squares and Products, Technometrics 4 (3), 1962.
 *
 * @internal
 */
export function addRow(
  { mean, squares }: Moments,
  { features, at, count }: { features: Float64Array; at: number; count: number },
): void {
  for (let j = 0; j < mean.length; j++) {
    const x = features[at + j];
    const difference = x - mean[j];
    mean[j] += difference / count;
    squares[j] += difference * (x - mean[j]);
  }
}

/**
 * Computes the scaling of a whole dataset: means and population standard deviations.
 *
 * @example
 * ```ts
 * import { fitScaling } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const { mean, sd } = fitScaling({
 *   width: 2,
 *   features: Float64Array.of(1, 7, 3, 7),
 *   labels: Float64Array.of(0, 1),
 * });
 * assertEquals([...mean], [2, 7]);
 * assertEquals([...sd], [1, 1]);
 * ```
 */
export function fitScaling({ width, features, labels }: Chunk): Scaling {
  const moments = noMoments(width);
  for (let row = 0; row < labels.length; row++) {
    addRow(moments, { features, at: row * width, count: row + 1 });
  }
  return toScaling({ ...moments, count: labels.length });
}

/**
 * Standardizes a chunk: every feature x becomes (x − μ) / σ.
 *
 * @example
 * ```ts
 * import { scale } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const scaling = { mean: Float64Array.of(2), sd: Float64Array.of(4) };
 * const chunk = { width: 1, features: Float64Array.of(2, 10), labels: Float64Array.of(0, 1) };
 * assertEquals([...scale(chunk, scaling).features], [0, 2]);
 * ```
 */
export function scale(chunk: Chunk, scaling: Scaling): Chunk {
  const { mean, sd } = scaling;
  const { width } = chunk;
  const features = chunk.features.map((x, i) => (x - mean[i % width]) / sd[i % width]);
  return { ...chunk, features, scaling };
}
