import { type Optimizer, type OptimizerOptions, toSchedule } from "./optimizer.ts";

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
 * import { adam } from "@dawnstream/dawnstream";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The first step is as long as η, however large the gradient is.
 * const state = { memory: [0, 0, 0, 0], learningRate: 0.1, step: 1 };
 * const { move } = adam({ learningRate: 0.1 });
 * assertAlmostEquals(move(1, 200, state, 0), 0.9);
 * assertAlmostEquals(move(0, -1, state, 1), 0.1);
 * ```
 */
export function adam(
  { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 }: AdamOptions,
): Optimizer {
  // The corrections 1 − β₁ᵗ and 1 − β₂ᵗ are the same for all parameters of a step.
  let t = 0;
  let meanBias = 0;
  let squareBias = 0;
  return {
    memory: 2,
    learningRate: toSchedule(learningRate),
    weightDecay,
    move(w, g, { memory, learningRate, step }, j) {
      if (t !== step) {
        t = step;
        meanBias = 1 - beta1 ** t;
        squareBias = 1 - beta2 ** t;
      }
      const mean = j;
      const square = memory.length / 2 + j;
      const m = memory[mean] = beta1 * memory[mean] + (1 - beta1) * g;
      const v = memory[square] = beta2 * memory[square] + (1 - beta2) * g * g;
      return w - learningRate * (m / meanBias) / (Math.sqrt(v / squareBias) + epsilon);
    },
  };
}
