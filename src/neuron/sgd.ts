import { type Optimizer, type OptimizerOptions, slope, toSchedule } from "./optimizer.ts";

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
export function sgd(
  { learningRate, momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions,
): Optimizer {
  return momentum === 0
    ? {
      memory: 0,
      learningRate: toSchedule(learningRate),
      update(state) {
        const { parameters, learningRate } = state;
        for (let j = 0; j < parameters.length; j++) {
          parameters[j] -= learningRate * slope(state, j, weightDecay);
        }
      },
    }
    : {
      memory: 1,
      learningRate: toSchedule(learningRate),
      update(state) {
        const { parameters, memory: velocity, learningRate } = state;
        for (let j = 0; j < parameters.length; j++) {
          const g = slope(state, j, weightDecay);
          velocity[j] = momentum * velocity[j] + g;
          parameters[j] -= learningRate * (nesterov ? g + momentum * velocity[j] : velocity[j]);
        }
      },
    };
}
