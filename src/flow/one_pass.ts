import { concat, concatMap, defer, of, type OperatorFunction } from "rxjs";
import { type Chunk, inOrder } from "../data/chunk.ts";
import type { EpochChunk } from "./epochs.ts";

/** Options of {@linkcode onePass}. */
export interface OnePassOptions {
  /** Every how many samples a chunk must end, so that a checkpoint can be taken there. */
  readonly every?: number | undefined;
  /** How many samples were learned from before, and are left out now. Default: 0. */
  readonly from?: number | undefined;
}

/**
 * Makes an endless stream the one epoch it is, in constant memory.
 *
 * Chunks pass as they come, cut where the number of samples is a power of two or a multiple of
 * `every`. As nobody knows which chunk is the last before the stream ends, an empty chunk ends the
 * epoch.
 *
 *     source     ──(abcde)────(f)────|
 *     onePass()  ──(a)(b)(cd)(e)──(f)──()|
 *
 * @example
 * ```ts
 * import { onePass } from "dawnstream";
 * import { from, lastValueFrom, map, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const chunk = { features: Float64Array.of(1, 2, 3, 4, 5), labels: new Float64Array(5) };
 * const sizes = from([chunk]).pipe(onePass(), map(({ rows }) => rows.length), toArray());
 * assertEquals(await lastValueFrom(sizes), [1, 1, 2, 1, 0]);
 * ```
 */
export function onePass(
  { every, from = 0 }: OnePassOptions = {},
): OperatorFunction<Chunk, EpochChunk> {
  return (source) =>
    defer(() => {
      let position = 0;
      let data: Chunk = { features: new Float64Array(), labels: new Float64Array() };
      const chunks = source.pipe(
        cutAtMarks({ every }),
        concatMap((chunk) => {
          data = chunk;
          const rows = inOrder(data.labels.length).subarray(Math.max(0, from - position));
          position += data.labels.length;
          if (rows.length === 0) return [];
          return [{ data, rows, epoch: 0, position: position - rows.length, last: false }];
        }),
      );
      return concat(
        chunks,
        defer(() => of({ data, rows: inOrder(0), epoch: 0, position, last: true })),
      );
    });
}

/**
 * Cuts the chunks of a stream where the number of samples is a power of two or a multiple of
 * `every`, so that what is learned of the samples so far is known there.
 *
 * @internal
 */
export function cutAtMarks({ every = Infinity }: OnePassOptions): OperatorFunction<Chunk, Chunk> {
  return (source) =>
    defer(() => {
      let position = 0;
      return source.pipe(
        concatMap((chunk) => {
          const parts = cut(chunk, { position, every });
          position += chunk.labels.length;
          return parts;
        }),
      );
    });
}

function* cut(
  chunk: Chunk,
  { position, every }: { position: number; every: number },
): Iterable<Chunk> {
  const rows = chunk.labels.length;
  const width = chunk.features.length / rows;
  for (let row = 0; row < rows;) {
    const end = Math.min(rows, nextMark(position + row, every) - position);
    const features = chunk.features.subarray(row * width, end * width);
    yield { ...chunk, features, labels: chunk.labels.subarray(row, end) };
    row = end;
  }
}

/** The first power of two or multiple of `every` above a number of samples. */
function nextMark(samples: number, every: number): number {
  const power = samples === 0 ? 1 : 2 ** (Math.floor(Math.log2(samples)) + 1);
  return Math.min(power, (Math.floor(samples / every) + 1) * every);
}
