import { from, lastValueFrom, type Observable, type SchedulerLike, toArray } from "rxjs";
import type { PacedOptions } from "../../src/flow/paced.ts";
import fc from "fast-check";
import { type Chunk, gather, inOrder } from "../../src/samples/chunk.ts";
import type { EpochChunk, Rule } from "../../src/flow/trace.ts";
import { binaryCrossEntropy } from "../../src/neuron/binary_cross_entropy.ts";
import { sgd } from "../../src/neuron/sgd.ts";

/** Everything that an observable emits. */
export function all<T>(source: Observable<T>): Promise<T[]> {
  return lastValueFrom(source.pipe(toArray()));
}

/** A chunk of one feature. */
export function chunk(x: readonly number[], y: readonly number[]): Chunk {
  return { width: 1, features: Float64Array.from(x), labels: Float64Array.from(y) };
}

/** A chunk of one feature that is a whole epoch. */
export function wholeEpoch(epoch: number, x: readonly number[], y: readonly number[]): EpochChunk {
  const order = inOrder(x.length);
  return { data: chunk(x, y), order, begin: 0, end: x.length, epoch, sample: 0, last: true };
}

/** Data of 1 to 3 features and 1 to 40 samples. */
export const dataset: fc.Arbitrary<Chunk> = fc.record({
  width: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 40 }),
}).chain(({ width, rows }) =>
  fc.record({
    width: fc.constant(width),
    features: fc.float64Array({
      minLength: width * rows,
      maxLength: width * rows,
      min: -5,
      max: 5,
      noNaN: true,
      // Features whose deviations are too small to divide by are refused.
    }).map((features) => features.map((x) => Math.abs(x) < 1e-100 ? 0 : x)),
    labels: fc.array(fc.constantFrom(0, 1), { minLength: rows, maxLength: rows })
      .map((labels) => Float64Array.from(labels)),
  })
);

/** The plainest way to learn. */
export const plainRule: Rule = {
  loss: binaryCrossEntropy,
  optimizer: sgd({ learningRate: 0.1 }),
};

/** The samples of a chunk of an epoch, side by side. */
export function samplesOf({ data, order, begin, end }: EpochChunk): Chunk {
  return gather(data, order.subarray(begin, end));
}

/** The values of a chunk's two columns as plain arrays. */
export function columns({ features, labels }: Chunk): { x: number[]; y: number[] } {
  return { x: [...features], y: [...labels] };
}

/** An observable of chunks. */
export function chunks(...items: Chunk[]): Observable<Chunk> {
  return from(items);
}

/** The clock and the turns of a scheduler of RxJS, for what is paced. */
export function pacedBy(scheduler: SchedulerLike): Required<Omit<PacedOptions, "slice">> {
  return {
    now: () => scheduler.now(),
    nextTurn(work) {
      const action = scheduler.schedule(work);
      return () => action.unsubscribe();
    },
  };
}
