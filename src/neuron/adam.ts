import { type Optimizer, type OptimizerOptions, slope, toSchedule } from "./optimizer.ts";

/** Options of {@linkcode adam}. */
export interface AdamOptions extends OptimizerOptions {
  /** How slowly the mean of the gradients forgets, β₁, from 0 to below 1. Default: 0.9. */
  readonly beta1?: number;
  /** How slowly the mean of their squares forgets, β₂, from 0 to below 1. Default: 0.999. */
  readonly beta2?: number;
  /** What keeps the division from 0, ε, above 0. Default: 1e-8. */
  readonly epsilon?: number;
}

/**
 * Adam: a step along the mean gradient m, scaled by the root of its mean square v.
 *
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², and, both corrected for their start at 0,
 * w ← w − η · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε) at step t. Weight decay is part of g.
 * Source: D. P. Kingma and J. Ba, Adam: A Method for Stochastic Optimization, ICLR 2015,
 * algorithm 1.
 *
 * @example
 * ```ts
 * import { adam } from "dawnstream";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The first step goes by η along the sign of the gradient, however large the gradient is.
 * const parameters = new Float64Array([1, 0]);
 * const gradient = new Float64Array([200, -1]);
 * const memory = new Float64Array(4);
 * adam({ learningRate: 0.1 }).update({ parameters, gradient, memory, learningRate: 0.1, step: 1 });
 * assertAlmostEquals(parameters[0], 0.9);
 * assertAlmostEquals(parameters[1], 0.1);
 * ```
 */
export function adam(
  { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: AdamOptions,
): Optimizer {
  return {
    memory: 2,
    learningRate: toSchedule(learningRate),
    update(state) {
      const { parameters, memory, learningRate, step } = state;
      const mean = 0;
      const square = parameters.length;
      const meanBias = 1 - beta1 ** step;
      const squareBias = 1 - beta2 ** step;
      for (let j = 0; j < parameters.length; j++) {
        const g = slope(state, j, weightDecay);
        const m = memory[mean + j] = beta1 * memory[mean + j] + (1 - beta1) * g;
        const v = memory[square + j] = beta2 * memory[square + j] + (1 - beta2) * g * g;
        parameters[j] -= learningRate * (m / meanBias) / (Math.sqrt(v / squareBias) + epsilon);
      }
    },
  };
}
