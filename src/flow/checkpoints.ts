import { map, type MonoTypeOperatorFunction } from "rxjs";
import type { Trace } from "./trace.ts";

/** Options of {@linkcode checkpoints}. */
export interface CheckpointsOptions {
  /** The number of epochs from one checkpoint to the next: epochs 0, every, 2 · every, … Default: 1. */
  readonly every?: number | undefined;
  /** The epochs that are checkpoints, in place of `every`. */
  readonly epochs?: readonly number[] | undefined;
  /** Within an epoch, the number of samples from one to the next; chunks must end there. */
  readonly samples?: number | undefined;
}

/**
 * Samples checkpoints: marks the traces that end epoch 0, `every`, 2 · `every`, …, or those of a list.
 *
 * A checkpoint of an epoch has the weights after it. All traces pass through.
 *
 *     source                     ──T──T₀──T──T₁──T──T₂──|     Tₑ ends epoch e
 *     checkpoints({ every: 2 })  ──T──T₀*─T──T₁──T──T₂*─|     * checkpoint
 *
 * @example
 * ```ts
 * import {
 *   binaryCrossEntropy, checkpoints, epochs, gaussians, learn, numpyRandom, sgd,
 * } from "@dawnstream/dawnstream";
 * import { filter, lastValueFrom, map, of, toArray } from "rxjs";
 * import { assertEquals } from "@std/assert";
 *
 * const random = numpyRandom(42);
 * const classes = [{ mean: 0, sd: 1, count: 5 }, { mean: 5, sd: 0.5, count: 5 }] as const;
 * const neuron = { weights: [0], bias: 0 };
 * const sampled = of(gaussians({ random, classes })).pipe(
 *   epochs({ count: 50, shuffle: random }),
 *   learn({ neuron, loss: binaryCrossEntropy, optimizer: sgd({ learningRate: 0.1 }) }),
 *   checkpoints({ every: 20 }),
 *   filter(({ checkpoint }) => checkpoint === true),
 *   map(({ chunk }) => chunk.epoch),
 *   toArray(),
 * );
 * assertEquals(await lastValueFrom(sampled), [0, 20, 40]);
 * ```
 */
export function checkpoints(
  { every = 1, epochs, samples }: CheckpointsOptions,
): MonoTypeOperatorFunction<Trace> {
  const listed = epochs && new Set(epochs);
  function isCheckpoint({ chunk, after, summary }: Trace): boolean {
    if (summary === undefined) return samples !== undefined && after.samples % samples === 0;
    return listed?.has(chunk.epoch) ?? chunk.epoch % every === 0;
  }
  return map((trace) => isCheckpoint(trace) ? { ...trace, checkpoint: true } : trace);
}
