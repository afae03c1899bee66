import { concat, concatMap, defer, type OperatorFunction } from "rxjs";
import { type Chunk, gather, inOrder, slice } from "../samples/chunk.ts";
import type { Random } from "../random/random.ts";

/** Options of {@linkcode shuffleBuffer}. */
export interface ShuffleBufferOptions {
  /** The generator of the order. It stays as it is: each subscriber gets the same order. */
  readonly random: Random;
  /** The number of samples that the buffer holds, ≥ 1. */
  readonly buffer: number;
}

/**
 * Shuffles a stream that is too long to keep, within a buffer.
 *
 * Once the buffer is full, each sample takes the place of a random one, which flows on in its
 * stead. When the stream ends, the rest flows, shuffled.
 *
 *     source                        ──(ab)──(cd)──(e)──|
 *     shuffleBuffer({ buffer: 2 })  ────────(bc)──(a)──(ed)|
 *
 * @example
 * ```ts
 * import { numpyRandom, points, shuffleBuffer } from "@dawnstream/dawnstream";
 * import { lastValueFrom, map, of, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const chunk = points([1, 2, 3, 4].map((x) => ({ x, y: 0 })));
 * const shuffled = of(chunk).pipe(
 *   shuffleBuffer({ random: numpyRandom(1), buffer: 2 }),
 *   map(({ features }) => [...features]),
 *   toArray(),
 * );
 * assertEquals((await lastValueFrom(shuffled)).flat().sort(), [1, 2, 3, 4]);
 * ```
 */
export function shuffleBuffer(
  { random, buffer }: ShuffleBufferOptions,
): OperatorFunction<Chunk, Chunk> {
  return (source) =>
    defer(() => {
      const generator = random.clone();
      let kept: Chunk | undefined;
      let filled = 0;

      /** Puts a chunk's samples into the buffer and hands out those that they push out of it. */
      function exchange(chunk: Chunk): Chunk[] {
        const { width } = chunk;
        const rows = chunk.labels.length;
        kept ??= emptyChunk(buffer, width);
        const out = emptyChunk(rows, width);
        let leaving = 0;
        for (let row = 0; row < rows; row++) {
          const isFull = filled === buffer;
          const place = isFull ? generator.integer(buffer - 1) : filled++;
          if (isFull) copyRow(kept, place, { to: out, at: leaving++ });
          copyRow(chunk, row, { to: kept, at: place });
        }
        if (leaving === 0) return [];
        return [slice(out, 0, leaving)];
      }

      function rest(): Chunk[] {
        if (kept === undefined) return [];
        const order = inOrder(filled);
        generator.shuffle(order);
        return [gather(kept, order)];
      }

      return concat(source.pipe(concatMap(exchange)), defer(rest));
    });
}

function emptyChunk(rows: number, width: number): Chunk {
  return { width, features: new Float64Array(rows * width), labels: new Float64Array(rows) };
}

function copyRow(from: Chunk, row: number, { to, at }: { to: Chunk; at: number }): void {
  const { width } = to;
  for (let j = 0; j < width; j++) to.features[at * width + j] = from.features[row * width + j];
  to.labels[at] = from.labels[row];
}
