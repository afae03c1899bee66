import { concat, concatMap, defer, of, type OperatorFunction } from "rxjs";
import type { Chunk } from "../data/chunk.ts";
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
 * const sizes = from([chunk]).pipe(onePass(), map(({ labels }) => labels.length), toArray());
 * assertEquals(await lastValueFrom(sizes), [1, 1, 2, 1, 0]);
 * ```
 */
export function onePass(
  { every = Infinity }: OnePassOptions = {},
): OperatorFunction<Chunk, EpochChunk> {
  return (source) =>
    defer(() => {
      let position = 0;
      let last: Chunk | undefined;
      const chunks = source.pipe(
        concatMap((chunk) => {
          const parts = cut(chunk, { position, every });
          position += chunk.labels.length;
          last = chunk;
          return parts;
        }),
      );
      const none = { features: new Float64Array(), labels: new Float64Array() };
      const end = defer(() => of({ ...last, ...none, epoch: 0, position, last: true }));
      return concat(chunks, end);
    });
}

function* cut(
  chunk: Chunk,
  { position, every }: { position: number; every: number },
): Iterable<EpochChunk> {
  const rows = chunk.labels.length;
  const width = chunk.features.length / rows;
  for (let row = 0; row < rows;) {
    const at = position + row;
    const end = Math.min(rows, row + nextMark(at, every) - at);
    yield {
      ...chunk,
      features: chunk.features.subarray(row * width, end * width),
      labels: chunk.labels.subarray(row, end),
      epoch: 0,
      position: at,
      last: false,
    };
    row = end;
  }
}

/** The first power of two or multiple of `every` above a number of samples. */
function nextMark(samples: number, every: number): number {
  const power = samples === 0 ? 1 : 2 ** (Math.floor(Math.log2(samples)) + 1);
  return Math.min(power, (Math.floor(samples / every) + 1) * every);
}
