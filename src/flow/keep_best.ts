import { defer, map, type MonoTypeOperatorFunction } from "rxjs";
import { toNeuron } from "../neuron/neuron.ts";
import type { BestEpoch, Trace } from "./trace.ts";

/** Options of {@linkcode keepBest}. */
export interface KeepBestOptions {
  /** The loss that counts: that of the epoch, or that of the held-out samples. Default: "loss". */
  readonly on?: "loss" | "validationLoss" | undefined;
  /** The best of the epochs before, where a run continues. Default: none. */
  readonly best?: BestEpoch | undefined;
}

/** Whether an epoch is better than the best one before it: its loss is less. */
export function isBetter(
  epoch: Pick<BestEpoch, "loss" | "validationLoss">,
  { best, on = "loss" }: KeepBestOptions,
): boolean {
  const loss = epoch[on];
  return loss !== undefined && loss < (best?.[on] ?? Infinity);
}

/**
 * Keeps the best epoch so far, the one with the least loss, and of several the first: every trace has
 * it, once an epoch has ended.
 *
 *     source      ──T──T₀ 0.9──T──T₁ 0.4──T──T₂ 0.6──|
 *     keepBest()  ──T──T₀──────T──T₁──────T──T₂──────|
 *     best             0       0  1       1  1
 *
 * @example
 * ```ts
 * import {
 *   binaryCrossEntropy, epochs, keepBest, learn, points, sgd, validate,
 * } from "@dawnstream/dawnstream";
 * import { lastValueFrom, of } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * // What is learned from x = 1 is wrong of the held-out sample: every epoch is worse than the first.
 * const neuron = { weights: [0], bias: 0 };
 * const { summary, best } = await lastValueFrom(
 *   of(points([{ x: 1, y: 1 }])).pipe(
 *     epochs({ count: 10 }),
 *     learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *     validate({ data: points([{ x: 1, y: 0 }]) }),
 *     keepBest({ on: "validationLoss" }),
 *   ),
 * );
 * assertEquals([summary?.epoch, best?.epoch], [9, 0]);
 * ```
 */
export function keepBest(
  { on, best: before }: KeepBestOptions = {},
): MonoTypeOperatorFunction<Trace> {
  return (traces) =>
    defer(() => {
      let best = before;
      return traces.pipe(map((trace): Trace => {
        const { summary, after } = trace;
        if (summary !== undefined && isBetter(summary, { best, on })) {
          best = { ...summary, ...toNeuron(after.parameters) };
        }
        return best === undefined ? trace : { ...trace, best };
      }));
    });
}
