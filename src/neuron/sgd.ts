import type { Optimizer } from "./optimizer.ts";

/** Options of {@linkcode sgd}. */
export interface SgdOptions {
  /** The learning rate η, above 0. */
  readonly learningRate: number;
}

/**
 * Stochastic gradient descent: w ← w − η · dL/dw after every batch.
 *
 * Source: H. Robbins and S. Monro, A Stochastic Approximation Method, Annals of Mathematical
 * Statistics 22 (3), 1951.
 *
 * @example
 * ```ts
 * import { sgd } from "dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const parameters = new Float64Array([1, 0]);
 * const gradient = new Float64Array([2, -1]);
 * const memory = new Float64Array();
 * sgd({ learningRate: 0.5 }).update({ parameters, gradient, memory, learningRate: 0.5, step: 1 });
 * assertEquals([...parameters], [0, 0.5]);
 * ```
 */
export function sgd({ learningRate }: SgdOptions): Optimizer {
  return {
    memory: 0,
    learningRate: () => learningRate,
    update({ parameters, gradient, learningRate }) {
      for (let j = 0; j < parameters.length; j++) parameters[j] -= learningRate * gradient[j];
    },
  };
}
