import { concatMap, type Observable, type OperatorFunction, toArray } from "rxjs";
import { type Chunk, concatenate, gather } from "../data/chunk.ts";
import type { Random } from "../random/random.ts";
import { paced, type PacedOptions } from "./paced.ts";

/** A chunk that knows its place in the run. */
export interface EpochChunk extends Chunk {
  /** The epoch it belongs to, 0 the first. */
  readonly epoch: number;
  /** How many samples of the epoch came before it. */
  readonly position: number;
  /** Whether its epoch ends with it. */
  readonly last: boolean;
}

/** Options of {@linkcode epochs}. */
export interface EpochsOptions extends PacedOptions {
  /** How many times the data goes by. */
  readonly count: number;
  /** The generator that shuffles each epoch; without one the samples keep their order. */
  readonly shuffle?: Random | undefined;
  /** How many samples a chunk holds; only a matter of speed. Default: 256. */
  readonly chunk?: number;
}

/**
 * Repeats a dataset `count` times, each time in a new order.
 *
 * The dataset is kept; it must be finite. Every epoch shuffles 0 … n − 1 anew, so its order depends
 * only on the generator's state when it begins. The generator given is left as it is: each
 * subscriber gets the same epochs. A chunk ends where its epoch ends.
 *
 *     source             ─(abc)|
 *     epochs({ count: 2, shuffle, chunk: 2 })
 *                        ───(bc)(a)(ca)(b)|
 *
 * @example
 * ```ts
 * import { epochs, gaussians, numpyRandom } from "dawnstream";
 * import { lastValueFrom, map, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 2 }, { mean: 5, sd: 0.5, count: 1 }] as const;
 * const chunks = gaussians({ random, classes }).pipe(
 *   epochs({ count: 2, shuffle: random, chunk: 2 }),
 *   map(({ epoch, labels }) => [epoch, labels.length]),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(chunks), [[0, 2], [0, 1], [1, 2], [1, 1]]);
 * ```
 */
export function epochs(
  { count, shuffle, chunk = 256, ...pace }: EpochsOptions,
): OperatorFunction<Chunk, EpochChunk> {
  return (source: Observable<Chunk>) =>
    source.pipe(
      toArray(),
      concatMap((chunks) => paced(ordered(concatenate(chunks), { count, shuffle, chunk }), pace)),
    );
}

function* ordered(
  data: Chunk,
  { count, shuffle, chunk }: { count: number; shuffle: Random | undefined; chunk: number },
): Iterable<EpochChunk> {
  const rows = data.labels.length;
  const random = shuffle?.clone();
  const order = new Uint32Array(rows);
  for (let epoch = 0; epoch < count; epoch++) {
    for (let row = 0; row < rows; row++) order[row] = row;
    random?.shuffle(order);
    for (let position = 0; position < rows; position += chunk) {
      const end = Math.min(position + chunk, rows);
      yield { ...gather(data, order.subarray(position, end)), epoch, position, last: end === rows };
    }
  }
}
