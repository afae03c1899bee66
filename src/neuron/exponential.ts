import type { Schedule } from "./schedule.ts";

/** Options of {@linkcode exponential}. */
export interface ExponentialOptions {
  /** The factor γ of one epoch, above 0 and at most 1. */
  readonly decay: number;
}

/**
 * A learning rate that decays by a constant factor each epoch: η(e) = η₀ · γᵉ.
 *
 * Source: I. Goodfellow, Y. Bengio and A. Courville, Deep Learning, 2016, §11.4.
 *
 * @example
 * ```ts
 * import { exponential } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([0, 1, 2].map(exponential(0.1, { decay: 0.5 })), [0.1, 0.05, 0.025]);
 * ```
 */
export function exponential(learningRate: number, { decay }: ExponentialOptions): Schedule {
  return (epoch) => learningRate * decay ** epoch;
}
