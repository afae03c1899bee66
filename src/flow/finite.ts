import { map, type MonoTypeOperatorFunction, takeWhile } from "rxjs";
import { advance } from "./advance.ts";
import { type LearnerState, lossSum, type Trace } from "./trace.ts";

/** Options of {@linkcode finite}. */
export interface FiniteOptions {
  /** The loss of an epoch above which the run counts as diverged. Default: none. */
  readonly limit?: number | undefined;
}

/**
 * Ends a run that diverges: completes at the sample after which a loss or a weight is not finite,
 * or with the epoch whose loss is above a limit, or whose held-out loss is not finite.
 *
 * The last trace is cut before that sample, so that all that is in it is finite, and says where it
 * was; whatever the chunk, it ends at the same sample. All other traces pass as they are.
 *
 *     source    ──T(abc)──T(def)──T(ghi)──|     the weights overflow at e
 *     finite()  ──T(abc)──(T(d) diverged|)
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, finite, learn, points, sgd } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: [0], bias: 0 };
 * const { stopped, divergence } = await lastValueFrom(
 *   of(points([{ x: 1, y: 1 }, { x: 1e10, y: 0 }])).pipe(
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
        if (!isFiniteState(trace.after)) return cut(trace);
        if (trace.summary === undefined) return trace;
        const { validationLoss = 0, ...summary } = trace.summary;
        const isFinite = Number.isFinite(validationLoss);
        if (isFinite && summary.loss <= limit) return trace;
        const { samples, steps: step, learningRate } = trace.after;
        const divergence = {
          ...{ epoch: trace.chunk.epoch, step, sample: samples - 1, learningRate },
          ...(!isFinite && { diverged: "validationLoss" as const }),
        };
        return {
          ...trace,
          summary: isFinite ? trace.summary : summary,
          stopped: "diverged",
          divergence,
        };
      }),
      takeWhile(({ stopped }) => stopped === undefined, true),
    );
}

function isFiniteState(state: LearnerState): boolean {
  const { parameters } = state;
  for (let j = 0; j < parameters.length; j++) if (!Number.isFinite(parameters[j])) return false;
  return Number.isFinite(lossSum(state));
}

/** A trace up to, but without, the first sample after which something is not finite. */
function cut({ chunk, before, rule }: Trace): Trace {
  let after = before;
  for (let begin = chunk.begin;; begin++) {
    // The empty chunk that ends a stream makes the step of the open batch.
    const end = Math.min(begin + 1, chunk.end);
    const sample = chunk.sample + begin - chunk.begin;
    const last = chunk.last && end === chunk.end;
    const next = advance(after, { ...chunk, begin, end, sample, last }, rule);
    if (isFiniteState(next)) {
      after = next;
      continue;
    }
    const divergence = {
      epoch: chunk.epoch,
      step: after.steps + 1,
      sample: next.samples - 1,
      learningRate: next.learningRate,
    };
    const kept = { ...chunk, end: begin, last: false };
    return { chunk: kept, before, after, rule, stopped: "diverged", divergence };
  }
}
