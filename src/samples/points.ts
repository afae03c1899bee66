import { UserError } from "../user_error.ts";
import type { Chunk } from "./chunk.ts";

/** A sample that is written out. */
export interface Point {
  /** The features, or a number if there is only one. */
  readonly x: number | readonly number[];
  /** The label, 0 or 1. */
  readonly y: number;
}

/**
 * Makes a chunk of samples that are written out; no points give an empty chunk of width 1.
 *
 * @throws {UserError} if a point has another number of features than the first.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const { width, features, labels } = points([{ x: [1, 2], y: 0 }, { x: [3, 4], y: 1 }]);
 * assertEquals(width, 2);
 * assertEquals([...features], [1, 2, 3, 4]);
 * assertEquals([...labels], [0, 1]);
 * ```
 */
export function points(points: readonly Point[]): Chunk {
  const rows = points.map(({ x }) => typeof x === "number" ? [x] : x);
  const width = rows[0]?.length ?? 1;
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged >= 0) {
    throw new UserError(
      `data.points.${ragged}.x: expected ${width} ${
        width === 1 ? "feature" : "features"
      } as in the first point, ` +
        `found ${rows[ragged].length}`,
    );
  }
  return {
    width,
    features: Float64Array.from(rows.flat()),
    labels: Float64Array.from(points, ({ y }) => y),
  };
}
