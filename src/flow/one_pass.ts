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
 * const sizes = from(chunks).pipe(onePass(), map(({ begin, end }) => end - begin), toArray());
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
          const end = chunk.labels.length;
          const begin = Math.max(0, from - read);
          const sample = read + begin;
          read += end;
          if (begin >= end) return [];
          return [{ data, order: inOrder(end), begin, end, epoch: 0, sample, last: false }];
        }),
      );
      const none = { order: inOrder(0), begin: 0, end: 0 };
      const ending = defer(() => of({ data, ...none, epoch: 0, sample: read, last: true }));
      return concat(chunks, ending);
    });
}
