import { concatMap, type Observable, type OperatorFunction, toArray } from "rxjs";
import type { Random } from "../random/random.ts";
import { type Chunk, concatenate, inOrder } from "../samples/chunk.ts";
import { paced, type PacedOptions } from "./paced.ts";
import type { EpochChunk, Position } from "./trace.ts";

/** Options of {@linkcode epochs}. */
export interface EpochsOptions extends PacedOptions {
  /** The number of epochs. */
  readonly count: number;
  /** The generator that shuffles each epoch; without one the samples keep their order. */
  readonly shuffle?: Random | undefined;
  /** The number of samples per chunk, ≥ 1; only a matter of speed. Default: 1024. */
  readonly chunk?: number;
  /** Where to begin. Default: at the first sample of epoch 0. */
  readonly from?: Position | undefined;
}

/**
 * Repeats a dataset `count` times, each time in a new order.
 *
 * The dataset is kept; it must be finite. Every epoch shuffles 0 … n − 1 anew, so its order depends
 * only on the generator's state when it begins. The generator given stays as it is: each subscriber
 * gets the same epochs. A chunk ends where its epoch ends.
 *
 *     source             ─(abc)|
 *     epochs({ count: 2, shuffle, chunk: 2 })
 *                        ───(bc)(a)(ca)(b)|
 *
 * @example
 * ```ts
 * import { epochs, gaussians, numpyRandom } from "@dawnstream/dawnstream";
 * import { lastValueFrom, map, of, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 2 }, { mean: 5, sd: 0.5, count: 1 }] as const;
 * const chunks = of(gaussians({ random, classes })).pipe(
 *   epochs({ count: 2, shuffle: random, chunk: 2 }),
 *   map(({ epoch, begin, end }) => [epoch, end - begin]),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(chunks), [[0, 2], [0, 1], [1, 2], [1, 1]]);
 * ```
 */
export function epochs(
  { count, shuffle, chunk = 1024, from, ...pace }: EpochsOptions,
): OperatorFunction<Chunk, EpochChunk> {
  return (source: Observable<Chunk>) =>
    source.pipe(
      toArray(),
      concatMap((chunks) =>
        paced(ordered(concatenate(chunks), { count, shuffle, chunk, from }), pace)
      ),
    );
}

/** The orders of several epochs share a buffer of so many rows. */
const BLOCK = 16 * 1024;

function* ordered(
  data: Chunk,
  { count, shuffle, chunk, from = { epoch: 0, sample: 0, random: shuffle && (() => shuffle) } }:
    & Pick<EpochsOptions, "count" | "shuffle" | "from">
    & { chunk: number },
): Iterable<EpochChunk> {
  const samples = data.labels.length;
  const unshuffled = inOrder(samples);
  // To allocate a buffer for every epoch would take as long as learning from fifty samples.
  const perBlock = Math.max(1, Math.floor(BLOCK / Math.max(1, samples)));
  let block = new Uint32Array();
  const random = from.random?.().clone();
  let before: Random | undefined;
  for (let epoch = from.epoch; epoch < count; epoch++) {
    const place = (epoch - from.epoch) % perBlock;
    if (place === 0) {
      block = new Uint32Array(perBlock * samples);
      before = random?.clone();
    }
    const unused = before && laterBy(place, { random: before, samples });
    const order = block.subarray(place * samples, (place + 1) * samples);
    order.set(unshuffled);
    random?.shuffle(order);
    const first = epoch === from.epoch ? from.sample : 0;
    for (let sample = first; sample < samples; sample += chunk) {
      const end = Math.min(sample + chunk, samples);
      const last = end === samples;
      yield { data, order, begin: sample, end, epoch, sample, last, random: unused };
    }
  }
}

/** Gives a generator as it is some epochs later; made only when it is asked for. */
function laterBy(
  epochs: number,
  { random, samples }: { random: Random; samples: number },
): () => Random {
  return () => {
    const later = random.clone();
    const order = new Uint32Array(samples);
    for (let epoch = 0; epoch < epochs; epoch++) later.shuffle(order);
    return later;
  };
}
