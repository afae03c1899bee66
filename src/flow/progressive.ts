import { filter, map, type MonoTypeOperatorFunction, scan } from "rxjs";
import { lossSum, type Progress, type Trace } from "./trace.ts";

/** Options of {@linkcode progressive}. */
export interface ProgressiveOptions {
  /** A report is also due at every multiple of this number of samples. Default: at the marks only. */
  readonly every?: number | undefined;
  /** The last report, where a run continues. Default: none. */
  readonly last?: Progress | undefined;
}

const NOTHING: Progress = {
  samples: 0,
  loss: 0,
  lossSinceLast: 0,
  accuracy: 0,
  accuracySinceLast: 0,
};

/**
 * Reports progress where 1, 2, 4, 8, … samples of an epoch have been seen, at every multiple of
 * `every`, and at its end: progressive loss and accuracy, over all samples and over those since the
 * last report.
 *
 * Chunks must end at those marks, as `cutAtMarks` makes them.
 *
 *     source                     ──T(1)──T(2)──T(3)──T(4)──T(5)──|
 *     progressive({ every: 3 })  ──T*────T*────T*────T*────T*────|     * progress
 *
 * Source: A. Blum, A. Kalai and J. Langford, Beating the Hold-Out: Bounds for K-fold and Progressive
 * Cross-Validation, COLT 1999; reported at growing intervals as Vowpal Wabbit does.
 *
 * @example
 * ```ts
 * import {
 *   binaryCrossEntropy, cutAtMarks, learn, onePass, points, progressive, sgd,
 * } from "@dawnstream/dawnstream";
 * import { filter, lastValueFrom, map, of, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: [0], bias: 0 };
 * const samples = of(points([1, 2, 3, 4, 5].map((x) => ({ x, y: x % 2 })))).pipe(
 *   cutAtMarks(),
 *   onePass(),
 *   learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *   progressive(),
 *   filter(({ progress }) => progress !== undefined),
 *   map(({ progress }) => progress?.samples),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(samples), [1, 2, 4, 5]);
 * ```
 */
export function progressive(
  { every = Infinity, last = NOTHING }: ProgressiveOptions = {},
): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    traces.pipe(
      scan(({ last }, trace) => {
        const { chunk, after: { samples } } = trace;
        const isMark = Number.isInteger(Math.log2(samples)) || samples % every === 0;
        if (!isMark && !chunk.last || samples === last.samples) return { last, trace };
        const progress = report(trace, last);
        return { last: progress, trace: { ...trace, progress } };
      }, { last } as { last: Progress; trace?: Trace }),
      map(({ trace }) => trace),
      filter((trace) => trace !== undefined),
    );
}

function report({ after }: Trace, last: Progress): Progress {
  const { samples, correct } = after;
  const sum = lossSum(after);
  const since = samples - last.samples;
  return {
    samples,
    loss: sum / samples,
    lossSinceLast: (sum - last.loss * last.samples) / since,
    accuracy: correct / samples,
    accuracySinceLast: (correct - Math.round(last.accuracy * last.samples)) / since,
  };
}
