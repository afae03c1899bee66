import { UserError } from "../user_error.ts";
import type { Chunk, Scaling } from "./chunk.ts";

/** The running sums of Welford's method, each in the feature's unit. */
export interface Moments {
  /** The number of samples so far. */
  readonly count: number;
  /** The mean of each feature. */
  readonly mean: number[];
  /** The sum of squared deviations from the mean of each feature. */
  readonly squares: number[];
  /** The unit of each feature: a power of two, 1 unless its square would under- or overflow. */
  readonly unit: number[];
}

/** The largest number of units: even its square, summed over all samples, is finite. */
const MOST_UNITS = 2 ** 400;
/** The ratio of two units; the least is 1 / STEP, and of the greatest all numbers are few. */
const STEP = 2 ** 800;
/** The deviations that features can be divided by, with digits to spare. */
const LEAST = 1e-292, MOST = 1e292;

/**
 * The moments of no samples.
 *
 * @internal
 */
export function noMoments(width: number): Moments {
  return {
    count: 0,
    mean: new Array<number>(width).fill(0),
    squares: new Array<number>(width).fill(0),
    unit: new Array<number>(width).fill(1 / STEP),
  };
}

/** Options of {@linkcode fitScaling}. */
export interface FitScalingOptions {
  /** The names of the features, for messages. Default: x0, x1, …. */
  readonly features?: readonly string[] | undefined;
}

/**
 * The scaling by these moments: the means and the population standard deviations.
 *
 * @throws {UserError} for a feature that cannot be scaled.
 * @internal
 */
export function toScaling(
  { count, mean, squares, unit }: Moments,
  options: FitScalingOptions,
): Scaling {
  return {
    mean: mean.map((value, j) => value * unit[j]),
    sd: squares.map((square, j) => {
      const sd = deviation(square / count, unit[j]);
      if (isScalable(sd)) return sd;
      throw notScalable(sd, { ...options, feature: j });
    }),
  };
}

/**
 * The standard deviation of a feature from its variance, in units; 1 if it is constant.
 *
 * @internal
 */
export function deviation(variance: number, unit: number): number {
  return variance === 0 ? 1 : Math.sqrt(variance) * unit;
}

/**
 * Whether a feature can be divided by a deviation.
 *
 * @internal
 */
export function isScalable(sd: number): boolean {
  return sd >= LEAST && sd <= MOST;
}

/**
 * The error of a feature that cannot be scaled.
 *
 * @internal
 */
export function notScalable(
  sd: number,
  { features, feature }: FitScalingOptions & { readonly feature: number },
): UserError {
  return new UserError(
    `feature ${JSON.stringify(features?.[feature] ?? `x${feature}`)}: cannot be standardized, ` +
      `its standard deviation is ${sd.toPrecision(3)}, expected ${LEAST} to ${MOST}; ` +
      "change its unit, or leave it out",
  );
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
  { mean, squares, unit }: Moments,
  { features, at, count }: { features: Float64Array; at: number; count: number },
): void {
  for (let j = 0; j < mean.length; j++) {
    const value = features[at + j];
    while (Math.abs(value) > unit[j] * MOST_UNITS) {
      unit[j] *= STEP;
      mean[j] /= STEP;
      squares[j] = squares[j] / STEP / STEP;
    }
    const x = value / unit[j];
    const difference = x - mean[j];
    mean[j] += difference / count;
    squares[j] += difference * (x - mean[j]);
  }
}

/**
 * Computes the scaling of a whole dataset: means and population standard deviations.
 *
 * @throws {UserError} for a feature that cannot be scaled: whose deviation is neither 0 nor from
 * 1e-292 to 1e292.
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
 * assertEquals(mean, [2, 7]);
 * assertEquals(sd, [1, 1]);
 * ```
 */
export function fitScaling(
  { width, features, labels }: Chunk,
  options: FitScalingOptions = {},
): Scaling {
  const moments = noMoments(width);
  for (let row = 0; row < labels.length; row++) {
    addRow(moments, { features, at: row * width, count: row + 1 });
  }
  return toScaling({ ...moments, count: labels.length }, options);
}

/**
 * Standardizes a chunk: every feature x becomes (x − μ) / σ.
 *
 * @example
 * ```ts
 * import { scale } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const scaling = { mean: [2], sd: [4] };
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
