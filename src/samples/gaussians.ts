import type { Random } from "../random/random.ts";
import { UserError } from "../user_error.ts";
import type { Chunk } from "./chunk.ts";

/** One class of samples: a normal distribution and the number of samples to draw from it. */
export interface Gaussian {
  /** The mean μ. */
  readonly mean: number;
  /** The standard deviation σ, ≥ 0. */
  readonly sd: number;
  /** The number of samples. */
  readonly count: number;
}

/** Options of {@linkcode gaussians}. */
export interface GaussiansOptions {
  /** The source of randomness. */
  readonly random: Random;
  /** The classes of the labels 0 and 1. */
  readonly classes: readonly [Gaussian, Gaussian];
}

/** The most samples that are drawn: they and their order take up to 10 GB. */
const MOST_SAMPLES = 2 ** 28;

/**
 * Draws two classes of samples of one feature: all of class 0, then all of class 1.
 *
 * @throws {UserError} for more samples than 2²⁸, which memory would not hold.
 *
 * @example
 * ```ts
 * import { gaussians, numpyRandom } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const classes = [{ mean: 0, sd: 1, count: 3 }, { mean: 5, sd: 0.5, count: 2 }] as const;
 * const { features, labels } = gaussians({ random: numpyRandom(42), classes });
 * assertEquals(features.length, 5);
 * assertEquals([...labels], [0, 0, 0, 1, 1]);
 * ```
 */
export function gaussians({ random, classes }: GaussiansOptions): Chunk {
  const rows = classes[0].count + classes[1].count;
  if (rows > MOST_SAMPLES) {
    throw new UserError(
      `data.classes: expected a count of at most ${MOST_SAMPLES} in all, found ${rows}`,
    );
  }
  const features = new Float64Array(rows);
  const labels = new Float64Array(rows);
  let row = 0;
  classes.forEach(({ mean, sd, count }, label) => {
    for (let i = 0; i < count; i++, row++) {
      features[row] = random.normal(mean, sd);
      labels[row] = label;
    }
  });
  return { width: 1, features, labels };
}
