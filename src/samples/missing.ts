import { UserError } from "../user_error.ts";
import { describe, quoted } from "../values.ts";
import type { Chunk } from "./chunk.ts";

/** The number of missing values, each NaN. */
export function countMissing({ features }: Chunk): number {
  let count = 0;
  for (let i = 0; i < features.length; i++) if (Number.isNaN(features[i])) count++;
  return count;
}

/**
 * The mean of each feature over the samples that have it.
 *
 * @param names the names of the features, for messages.
 * @throws {UserError} for a feature that no sample has.
 *
 * @example
 * ```ts
 * import { featureMeans } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const features = Float64Array.of(1, 7, NaN, 8, 2, NaN);
 * const chunk = { width: 2, features, labels: Float64Array.of(0, 1, 1) };
 * assertEquals(featureMeans(chunk, ["u", "v"]), [1.5, 7.5]);
 * ```
 */
export function featureMeans(
  { width, features }: Chunk,
  names: readonly string[],
): number[] {
  const counts = new Array<number>(width).fill(0);
  const mean = new Array<number>(width).fill(0);
  features.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const j = i % width;
    const n = ++counts[j];
    // Not (value − mean) / n: that difference may overflow.
    mean[j] += value / n - mean[j] / n;
  });
  const empty = counts.indexOf(0);
  if (empty < 0) return mean;
  throw new UserError(
    `data.missing: ${describe(names[empty])} has no value in the training rows, and so no mean; ` +
      `add --exclude ${quoted(names[empty])}`,
  );
}

/**
 * Puts a value in place of each missing one, feature by feature.
 *
 * @example
 * ```ts
 * import { fillMissing } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const features = Float64Array.of(1, NaN, NaN, 8);
 * const chunk = { width: 2, features, labels: Float64Array.of(0, 1) };
 * assertEquals([...fillMissing(chunk, [1.5, 7.5]).features], [1, 7.5, 1.5, 8]);
 * ```
 */
export function fillMissing(chunk: Chunk, values: readonly number[]): Chunk {
  const { width, features } = chunk;
  return {
    ...chunk,
    features: features.map((value, i) => Number.isNaN(value) ? values[i % width] : value),
  };
}
