import { concat, concatMap, defer, of, type OperatorFunction } from "rxjs";
import { type Chunk, inOrder } from "../data/chunk.ts";
import type { EpochChunk } from "./epochs.ts";

/** Options of {@linkcode onePass}. */
export interface OnePassOptions {
  /** Every how many samples a chunk must end, so that a checkpoint can be taken there. */
  readonly every?: number | undefined;
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
  { every = Infinity }: OnePassOptions = {},
): OperatorFunction<Chunk, EpochChunk> {
  return (source) =>
    defer(() => {
      let position = 0;
      let data: Chunk = { features: new Float64Array(), labels: new Float64Array() };
      const chunks = source.pipe(
        concatMap((chunk) => {
          const parts = cut(chunk, { position, every });
          position += chunk.labels.length;
          data = chunk;
          return parts;
        }),
      );
      const end = defer(() => of({ data, rows: inOrder(0), epoch: 0, position, last: true }));
      return concat(chunks, end);
    });
}

function* cut(
  data: Chunk,
  { position: begin, every }: { position: number; every: number },
): Iterable<EpochChunk> {
  const all = inOrder(data.labels.length);
  for (let row = 0; row < all.length;) {
    const position = begin + row;
    const end = Math.min(all.length, row + nextMark(position, every) - position);
    yield { data, rows: all.subarray(row, end), epoch: 0, position, last: false };
    row = end;
  }
}

/** The first power of two or multiple of `every` above a number of samples. */
function nextMark(samples: number, every: number): number {
  const power = samples === 0 ? 1 : 2 ** (Math.floor(Math.log2(samples)) + 1);
  return Math.min(power, (Math.floor(samples / every) + 1) * every);
}
