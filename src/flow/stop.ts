import { defer, map, type MonoTypeOperatorFunction, takeWhile } from "rxjs";
import type { EpochSummary, Trace } from "./trace.ts";

/** Options of {@linkcode stop}. At least one of `loss` and `patience` makes it stop. */
export interface StopOptions {
  /** A loss that is good enough: an epoch with this or less is the last. */
  readonly loss?: number | undefined;
  /** The number of epochs without an improvement of the loss after which it stops. */
  readonly patience?: number | undefined;
  /** The loss that counts: that of the epoch, or that of the held-out samples. Default: "loss". */
  readonly on?: "loss" | "validationLoss" | undefined;
  /** By how much the loss has to fall below its best to count as an improvement. Default: 0. */
  readonly delta?: number | undefined;
  /** The losses of the epochs before, where a run continues. Default: none. */
  readonly past?: Iterable<Pick<EpochSummary, "loss" | "validationLoss">> | undefined;
}

/**
 * Stops early: completes with the epoch whose loss is good enough, or when the loss has not
 * improved for `patience` epochs.
 *
 * The trace that it stops at says why.
 *
 *     source                ──T₀ 0.9──T₁ 0.4──T₂ 0.2──T₃ 0.1──|
 *     stop({ loss: 0.25 })  ──T₀──────T₁──────(T₂ loss|)
 *
 * Source: L. Prechelt, Early Stopping — But When?, in Neural Networks: Tricks of the Trade, 1998.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, epochs, gaussians, learn, numpyRandom, sgd, stop } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 50 }, { mean: 5, sd: 0.5, count: 50 }] as const;
 * const neuron = { weights: [0], bias: 0 };
 * const { summary, stopped } = await lastValueFrom(
 *   of(gaussians({ random, classes })).pipe(
 *     epochs({ count: 1000, shuffle: random }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     stop({ loss: 0.1 }),
 *   ),
 * );
 * assert(summary!.loss <= 0.1 && summary!.epoch < 999);
 * assertEquals(stopped, "loss");
 * ```
 */
export function stop(
  { on = "loss", loss: enough = -Infinity, patience = Infinity, delta = 0, past = [] }: StopOptions,
): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    defer(() => {
      let best = Infinity;
      let epochsSince = 0;
      function reason(loss: number): Trace["stopped"] {
        epochsSince = loss < best - delta ? 0 : epochsSince + 1;
        if (epochsSince === 0) best = loss;
        if (loss <= enough) return "loss";
        return epochsSince >= patience ? "patience" : undefined;
      }
      for (const { [on]: loss } of past) if (loss !== undefined) reason(loss);
      return traces.pipe(
        map((trace) => {
          const loss = trace.summary?.[on];
          const stopped = trace.stopped ?? (loss === undefined ? undefined : reason(loss));
          return stopped === undefined ? trace : { ...trace, stopped };
        }),
        takeWhile(({ stopped }) => stopped === undefined, true),
      );
    });
}
