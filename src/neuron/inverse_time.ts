import type { Schedule } from "./schedule.ts";

/** Options of {@linkcode inverseTime}. */
export interface InverseTimeOptions {
  /** How fast the rate falls, k, 0 or above: after 1/k epochs it is half of what it was. */
  readonly decay: number;
}

/**
 * A learning rate that falls with the inverse of time: η(e) = η₀ / (1 + k e).
 *
 * The rates have an infinite sum and a finite sum of squares, as the convergence of stochastic
 * approximation asks. Source: H. Robbins and S. Monro, A Stochastic Approximation Method, Annals of
 * Mathematical Statistics 22 (3), 1951.
 *
 * @example
 * ```ts
 * import { inverseTime } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([0, 1, 3].map(inverseTime(0.2, { decay: 1 })), [0.2, 0.1, 0.05]);
 * ```
 */
export function inverseTime(learningRate: number, { decay }: InverseTimeOptions): Schedule {
  return (epoch) => learningRate / (1 + decay * epoch);
}
