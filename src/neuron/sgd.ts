import { type Optimizer, type OptimizerOptions, toSchedule } from "./optimizer.ts";

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
 * const parameters = new Float64Array([1, 0]);
 * const state = { parameters, memory: new Float64Array(), learningRate: 0.5, step: 1 };
 * const { move } = sgd({ learningRate: 0.5 });
 * move(state, 0, 2);
 * move(state, 1, -1);
 * assertEquals([...parameters], [0, 0.5]);
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
      move({ parameters: w, learningRate }, j, g) {
        w[j] -= learningRate * g;
      },
    }
    : {
      ...shared,
      memory: 1,
      move({ parameters: w, memory: v, learningRate }, j, g) {
        v[j] = momentum * v[j] + g;
        w[j] -= learningRate * (nesterov ? g + momentum * v[j] : v[j]);
      },
    };
}
