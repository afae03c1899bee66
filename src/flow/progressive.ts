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
export function progressive(): MonoTypeOperatorFunction<Trace> {
  const none = { samples: 0, lossSum: 0, correct: 0 };
  return (traces) =>
    traces.pipe(
      scan(
        ({ last }, trace) => {
          const { samples } = trace.after;
          const isReport = trace.chunk.rows.length > 0 && Number.isInteger(Math.log2(samples));
          if (!isReport) return { last, trace };
          return { last: trace.after, trace: { ...trace, progress: report(trace, last) } };
        },
        { last: none } as { last: typeof none; trace?: Trace },
      ),
      map(({ trace }) => trace!),
    );
}

function report(
  { after: { samples, lossSum, correct } }: Trace,
  last: { samples: number; lossSum: number; correct: number },
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
