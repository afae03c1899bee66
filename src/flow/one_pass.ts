import { concat, concatMap, defer, of, type OperatorFunction } from "rxjs";
import { type Chunk, concatenate, inOrder } from "../samples/chunk.ts";
import type { EpochChunk } from "./trace.ts";

/** Options of {@linkcode onePass}. */
export interface OnePassOptions {
  /** The number of samples that were learned from before and are left out now. Default: 0. */
  readonly from?: number | undefined;
}

/**
 * Makes a stream of unknown length the one epoch that it is, in constant memory.
 *
 * Chunks pass as they come. As nobody knows which chunk is the last before the stream ends, an empty
 * chunk ends the epoch.
 *
 *     source     ──(ab)──(c)────|
 *     onePass()  ──(ab)──(c)──()|
 *
 * @example
 * ```ts
 * import { onePass, points } from "@dawnstream/dawnstream";
 * import { from, lastValueFrom, map, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = [points([{ x: 1, y: 0 }, { x: 2, y: 1 }]), points([{ x: 3, y: 1 }])];
 * const sizes = from(chunks).pipe(onePass(), map(({ rows }) => rows.length), toArray());
 * assertEquals(await lastValueFrom(sizes), [2, 1, 0]);
 * ```
 */
export function onePass({ from = 0 }: OnePassOptions = {}): OperatorFunction<Chunk, EpochChunk> {
  return (source) =>
    defer(() => {
      let read = 0;
      let data = concatenate([]);
      const chunks = source.pipe(
        concatMap((chunk): EpochChunk[] => {
          data = chunk;
          const rows = inOrder(chunk.labels.length).subarray(Math.max(0, from - read));
          read += chunk.labels.length;
          if (rows.length === 0) return [];
          return [{ data, rows, epoch: 0, sample: read - rows.length, last: false }];
        }),
      );
      const end = defer(() => of({ data, rows: inOrder(0), epoch: 0, sample: read, last: true }));
      return concat(chunks, end);
    });
}
