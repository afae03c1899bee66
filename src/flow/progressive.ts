import { map, type MonoTypeOperatorFunction, scan } from "rxjs";
import type { Trace } from "./learn.ts";

/** How learning goes on a stream, each sample judged before it is learned from. */
export interface Progress {
  /** How many samples were seen. */
  readonly samples: number;
  /** The mean of all their losses. */
  readonly loss: number;
  /** The mean loss of those since the last report. */
  readonly lossSinceLast: number;
  /** The share of all that were predicted right. */
  readonly accuracy: number;
  /** The share of those since the last report. */
  readonly accuracySinceLast: number;
}

/** The sums of an epoch so far. */
export interface Sums {
  /** How many samples were seen. */
  readonly samples: number;
  /** The sum of their losses. */
  readonly lossSum: number;
  /** How many of them were predicted right. */
  readonly correct: number;
}

/** Options of {@linkcode progressive}. */
export interface ProgressiveOptions {
  /** What there was at the last report. Default: nothing. */
  readonly last?: Sums | undefined;
}

const NOTHING: Sums = { samples: 0, lossSum: 0, correct: 0 };

/**
 * Reports progress where 1, 2, 4, 8, … samples of an epoch were seen: progressive loss and accuracy.
 *
 * Chunks must end at those places, as `onePass` makes them.
 *
 *     source         ──T(1)──T(2)──T(3)──T(4)──|
 *     progressive()  ──T*────T*────T─────T*────|     * progress
 *
 * Source: A. Blum, A. Kalai and J. Langford, Beating the Hold-Out: Bounds for K-fold and Progressive
 * Cross-Validation, COLT 1999; reported at growing intervals as Vowpal Wabbit does.
 */
export function progressive({ last = NOTHING }: ProgressiveOptions = {}): MonoTypeOperatorFunction<
  Trace
> {
  return (traces) =>
    traces.pipe(
      scan(
        ({ last }, trace) => {
          const { samples } = trace.after;
          const isReport = trace.chunk.rows.length > 0 && Number.isInteger(Math.log2(samples));
          if (!isReport) return { last, trace };
          return { last: trace.after, trace: { ...trace, progress: report(trace, last) } };
        },
        { last } as { last: Sums; trace?: Trace },
      ),
      map(({ trace }) => trace!),
    );
}

function report(
  { after: { samples, lossSum, correct } }: Trace,
  last: Sums,
): Progress {
  const since = samples - last.samples;
  return {
    samples,
    loss: lossSum / samples,
    lossSinceLast: (lossSum - last.lossSum) / since,
    accuracy: correct / samples,
    accuracySinceLast: (correct - last.correct) / since,
  };
}
