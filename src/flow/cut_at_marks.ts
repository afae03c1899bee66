import { concatMap, defer, type OperatorFunction } from "rxjs";
import { type Chunk, slice } from "../samples/chunk.ts";

/** Options of {@linkcode cutAtMarks}. */
export interface CutAtMarksOptions {
  /** A chunk also ends at every multiple of this number of samples. Default: at the marks only. */
  readonly every?: number | undefined;
}

/**
 * Cuts the chunks of a stream where 1, 2, 4, 8, … samples have flowed, and at every multiple of
 * `every`, so that all that is known of the samples up to there is known there.
 *
 *     source        ──(abcde)────────(f)──|
 *     cutAtMarks()  ──((a)(b)(cd)(e))─(f)──|
 *
 * @example
 * ```ts
 * import { cutAtMarks, points } from "@dawnstream/dawnstream";
 * import { lastValueFrom, map, of, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const chunk = points([1, 2, 3, 4, 5].map((x) => ({ x, y: 0 })));
 * const sizes = of(chunk).pipe(cutAtMarks(), map(({ labels }) => labels.length), toArray());
 * assertEquals(await lastValueFrom(sizes), [1, 1, 2, 1]);
 * ```
 */
export function cutAtMarks(
  { every = Infinity }: CutAtMarksOptions = {},
): OperatorFunction<Chunk, Chunk> {
  return (source) =>
    defer(() => {
      let samples = 0;
      return source.pipe(
        concatMap((chunk) => {
          const parts = cut(chunk, { samples, every });
          samples += chunk.labels.length;
          return parts;
        }),
      );
    });
}

function* cut(
  chunk: Chunk,
  { samples, every }: { samples: number; every: number },
): Iterable<Chunk> {
  const rows = chunk.labels.length;
  for (let row = 0; row < rows;) {
    const end = Math.min(rows, nextMark(samples + row, every) - samples);
    yield slice(chunk, row, end);
    row = end;
  }
}

/** The first power of two or multiple of `every` above a number of samples. */
function nextMark(samples: number, every: number): number {
  const power = samples === 0 ? 1 : 2 ** (Math.floor(Math.log2(samples)) + 1);
  return Math.min(power, (Math.floor(samples / every) + 1) * every);
}
