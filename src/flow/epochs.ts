import { concatMap, type Observable, type OperatorFunction, toArray } from "rxjs";
import { type Chunk, concatenate, inOrder } from "../data/chunk.ts";
import type { Random } from "../random/random.ts";
import { paced, type PacedOptions } from "./paced.ts";

/**
 * A run of consecutive samples of an epoch: which rows of the data they are.
 *
 * The rows stay where they are in the data, so a new order costs nothing but the order.
 */
export interface EpochChunk {
  /** The data, all of it. */
  readonly data: Chunk;
  /** The row of each sample in the data. */
  readonly rows: Uint32Array;
  /** The epoch it belongs to, 0 the first. */
  readonly epoch: number;
  /** How many samples of the epoch came before it. */
  readonly position: number;
  /** Whether its epoch ends with it. */
  readonly last: boolean;
  /** The generator as it was before it shuffled the epoch, where it did. */
  readonly random?: Random;
}

/** A place in the epochs: all that is needed to go on from there. */
export interface Place {
  /** The epoch. */
  readonly epoch: number;
  /** How many samples of the epoch came before: all of them where it has ended. */
  readonly position: number;
  /** The generator as it was before it shuffled the epoch, where it did. */
  readonly random?: Random | undefined;
}

/** Options of {@linkcode epochs}. */
export interface EpochsOptions extends PacedOptions {
  /** How many times the data goes by. */
  readonly count: number;
  /** The generator that shuffles each epoch; without one the samples keep their order. */
  readonly shuffle?: Random | undefined;
  /** How many samples a chunk holds; only a matter of speed. Default: 256. */
  readonly chunk?: number;
  /** Where to begin. Default: at the first sample of epoch 0. */
  readonly from?: Place | undefined;
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
 *   map(({ epoch, rows }) => [epoch, rows.length]),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(chunks), [[0, 2], [0, 1], [1, 2], [1, 1]]);
 * ```
 */
export function epochs(
  { count, shuffle, chunk = 256, from, ...pace }: EpochsOptions,
): OperatorFunction<Chunk, EpochChunk> {
  return (source: Observable<Chunk>) =>
    source.pipe(
      toArray(),
      concatMap((chunks) =>
        paced(ordered(concatenate(chunks), { count, shuffle, chunk, from }), pace)
      ),
    );
}

function* ordered(
  data: Chunk,
  { count, shuffle, chunk, from = { epoch: 0, position: 0, random: shuffle } }:
    & Pick<EpochsOptions, "count" | "shuffle" | "from">
    & { chunk: number },
): Iterable<EpochChunk> {
  const samples = data.labels.length;
  const unshuffled = inOrder(samples);
  const random = from.random?.clone();
  for (let epoch = from.epoch; epoch < count; epoch++) {
    const shuffled = random && { random: random.clone() };
    const order = unshuffled.slice();
    random?.shuffle(order);
    const begin = epoch === from.epoch ? from.position : 0;
    for (let position = begin; position < samples; position += chunk) {
      const end = Math.min(position + chunk, samples);
      const rows = order.subarray(position, end);
      yield { data, rows, epoch, position, last: end === samples, ...shuffled };
    }
  }
}
