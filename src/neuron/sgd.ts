import {
  type Optimizer,
  type OptimizerOptions,
  type OptimizerState,
  toSchedule,
} from "./optimizer.ts";

/** Options of {@linkcode sgd}. */
export interface SgdOptions extends OptimizerOptions {
  /** How much of its velocity a weight keeps at each step, μ, from 0 to below 1. Default: 0. */
  readonly momentum?: number;
  /** Whether the gradient is taken where the momentum leads (Nesterov). Default: false. */
  readonly nesterov?: boolean;
}

/**
 * Stochastic gradient descent: w ← w − η · dL/dw after every batch.
 *
 * With momentum, v ← μ v + dL/dw and w ← w − η v; with Nesterov's, w ← w − η (dL/dw + μ v).
 * Source: H. Robbins and S. Monro, A Stochastic Approximation Method, Annals of Mathematical
 * Statistics 22 (3), 1951; I. Sutskever et al., On the Importance of Initialization and Momentum in
 * Deep Learning, ICML 2013, with the learning rate outside the velocity.
 *
 * @example
 * ```ts
 * import { sgd } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const state = { memory: [], learningRate: 0.5, step: 1 };
 * assertEquals(sgd({ learningRate: 0.5 }).move(1, 2, state, 0), 0);
 * ```
 */
export function sgd(
  { learningRate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions,
): Optimizer {
  const shared = { learningRate: toSchedule(learningRate), weightDecay };
  return momentum === 0
    ? {
      ...shared,
      memory: 0,
      move: descend,
    }
    : {
      ...shared,
      memory: 1,
      move(w, g, { memory: v, learningRate }, j) {
        v[j] = momentum * v[j] + g;
        return w - learningRate * (nesterov ? g + momentum * v[j] : v[j]);
      },
    };
}

/** Moves a parameter down its slope, in proportion to it: w − ηg. */
export function descend(w: number, g: number, { learningRate }: OptimizerState): number {
  return w - learningRate * g;
}
