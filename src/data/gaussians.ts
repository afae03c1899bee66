import { type Observable, of } from "rxjs";
import type { Random } from "../random/random.ts";
import type { Chunk } from "./chunk.ts";

/** One class of samples: a normal distribution and how many samples to draw from it. */
export interface Gaussian {
  /** The mean μ. */
  readonly mean: number;
  /** The standard deviation σ, 0 or above. */
  readonly sd: number;
  /** How many samples to draw. */
  readonly count: number;
}

/** Options of {@linkcode gaussians}. */
export interface GaussiansOptions {
  /** The generator that the samples are drawn from. */
  readonly random: Random;
  /** The class of label 0, then the class of label 1. */
  readonly classes: readonly [Gaussian, Gaussian];
}

/**
 * Draws two classes of one feature and streams them as one chunk: class 0's samples, then class 1's.
 *
 * The samples are drawn once, when this is called, so that draws made after it (the weights, say)
 * follow them; every subscriber gets the same samples.
 *
 * @example
 * ```ts
 * import { gaussians, numpyRandom } from "dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const classes = [{ mean: 0, sd: 1, count: 3 }, { mean: 5, sd: 0.5, count: 2 }] as const;
 * gaussians({ random: numpyRandom(42), classes }).subscribe(({ features, labels }) => {
 *   assertEquals(features.length, 5);
 *   assertEquals([...labels], [0, 0, 0, 1, 1]);
 * });
 * ```
 */
export function gaussians({ random, classes }: GaussiansOptions): Observable<Chunk> {
  const rows = classes[0].count + classes[1].count;
  const features = new Float64Array(rows);
  const labels = new Float64Array(rows);
  let row = 0;
  classes.forEach(({ mean, sd, count }, label) => {
    for (let i = 0; i < count; i++, row++) {
      features[row] = random.normal(mean, sd);
      labels[row] = label;
    }
  });
  return of({ features, labels });
}
