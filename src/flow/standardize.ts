import { filter, map, type OperatorFunction, scan } from "rxjs";
import type { Chunk } from "../samples/chunk.ts";
import {
  addRow,
  deviation,
  type FitScalingOptions,
  isScalable,
  type Moments,
  noMoments,
  notScalable,
  toScaling,
} from "../samples/scaling.ts";

/**
 * Standardizes a stream as it flows: every feature to (x − μ) / σ, with the mean and the standard
 * deviation of the samples so far, its own included.
 *
 * For a dataset that is kept, `fitScaling` and `scale` know all samples from the first on. As
 * there, a feature that cannot be scaled is an error.
 *
 *     source         ──(1)──(3)──(5)──|
 *     standardize()  ──(0)──(1)──(1.22…)──|
 *
 * @example
 * ```ts
 * import { points, standardize } from "@dawnstream/dawnstream";
 * import { from, lastValueFrom, map, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = [1, 3].map((x) => points([{ x, y: 0 }]));
 * const standardized = from(chunks).pipe(standardize(), map(({ features }) => features[0]), toArray());
 * assertEquals(await lastValueFrom(standardized), [0, 1]);
 * ```
 */
export function standardize(options: FitScalingOptions = {}): OperatorFunction<Chunk, Chunk> {
  return (chunks) =>
    chunks.pipe(
      scan(
        (before, chunk) => standardized(before, chunk, options),
        {} as { chunk?: Chunk; moments?: Moments },
      ),
      map(({ chunk }) => chunk),
      filter((chunk) => chunk !== undefined),
    );
}

function standardized(
  { moments: before }: { moments?: Moments },
  chunk: Chunk,
  options: FitScalingOptions,
): { chunk: Chunk; moments: Moments } {
  const { width } = chunk;
  const rows = chunk.labels.length;
  const { count, ...sums } = before ?? noMoments(width);
  const [mean, squares, unit] = [sums.mean, sums.squares, sums.unit].map((sum) => sum.slice());
  const moments = { count: count + rows, mean, squares, unit };
  const features = new Float64Array(chunk.features.length);
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    const seen = count + row + 1;
    addRow(moments, { features: chunk.features, at, count: seen });
    for (let j = 0; j < width; j++) {
      const sd = deviation(squares[j] / seen, unit[j]);
      if (!isScalable(sd)) throw notScalable(sd, { ...options, feature: j });
      features[at + j] = (chunk.features[at + j] - mean[j] * unit[j]) / sd;
    }
  }
  return { chunk: { ...chunk, features, scaling: toScaling(moments, options) }, moments };
}
