import { map, type MonoTypeOperatorFunction, takeWhile } from "rxjs";
import { advance, type LearnerState, type Trace } from "./learn.ts";

/** Options of {@linkcode finite}. */
export interface FiniteOptions {
  /** The loss of an epoch above which the run counts as diverged. Default: none. */
  readonly limit?: number | undefined;
}

/** Where a run diverged. */
export interface Divergence {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** The step that was being made, 1 the first of the run. */
  readonly step: number;
  /** The sample's place in its epoch, 0 the first. */
  readonly sample: number;
  /** The learning rate of the epoch. */
  readonly learningRate: number;
}

/**
 * Ends a run that diverges: completes at the sample after which a loss or a weight is not finite,
 * or with the epoch whose loss is above a limit.
 *
 * The last trace is cut before that sample, so that all that is in it is finite, and says where it
 * was; whatever the chunk, it ends at the same sample. All other traces pass as they are.
 *
 *     source    ──T(abc)──T(def)──T(ghi)──|     the weights overflow at e
 *     finite()  ──T(abc)──(T(d) diverged|)
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, finite, learn, points, sgd } from "dawnstream";
 * import { lastValueFrom } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: new Float64Array([0]), bias: 0 };
 * const { stopped, divergence } = await lastValueFrom(
 *   points([{ x: 1, y: 1 }, { x: 1e10, y: 0 }]).pipe(
 *     epochs({ count: 1 }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 1e300 }) }),
 *     finite(),
 *   ),
 * );
 * assertEquals([stopped, divergence?.sample], ["diverged", 1]);
 * ```
 */
export function finite(
  { limit = Infinity }: FiniteOptions = {},
): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    traces.pipe(
      map((trace): Trace => {
        if (!isFinite(trace.after)) return cut(trace);
        if (trace.summary === undefined || trace.summary.loss <= limit) return trace;
        const { epoch, position, rows } = trace.chunk;
        const { step, learningRate } = trace.after;
        const sample = position + rows.length - 1;
        return { ...trace, stopped: "diverged", divergence: { epoch, step, sample, learningRate } };
      }),
      takeWhile(({ stopped }) => stopped === undefined, true),
    );
}

function isFinite({ parameters, lossSum }: LearnerState): boolean {
  return Number.isFinite(lossSum) && parameters.every(Number.isFinite);
}

/** A trace up to the sample before the one that is not finite any more. */
function cut({ chunk, before, rule }: Trace): Trace {
  function part(begin: number, end: number) {
    const rows = chunk.rows.subarray(begin, end);
    return { ...chunk, rows, position: chunk.position + begin, last: false };
  }
  let after = before;
  for (let i = 0;; i++) {
    const last = chunk.last && i === chunk.rows.length - 1;
    const next = advance(after, { ...part(i, i + 1), last }, rule);
    if (isFinite(next)) {
      after = next;
      continue;
    }
    const divergence = {
      epoch: chunk.epoch,
      step: after.step + 1,
      sample: chunk.position + i,
      learningRate: next.learningRate,
    };
    return { chunk: part(0, i), before, after, rule, stopped: "diverged", divergence };
  }
}
