import { expMinus } from "./exp_minus.ts";
import { type Neuron, toParameters } from "./neuron.ts";

/**
 * The logit z = w·x + b of one sample, whose features begin at `x[at]`.
 *
 * Its derivatives are dz/dw = x and dz/db = 1.
 *
 * @param parameters the weights, then the bias.
 *
 * @example
 * ```ts
 * import { logit } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(logit([2, -1, 0.5], [3, 4]), 2.5);
 * ```
 */
export function logit(parameters: ArrayLike<number>, x: ArrayLike<number>, at = 0): number {
  const width = parameters.length - 1;
  // Two sums side by side: in a single one, each addition would wait for the one before.
  let z = parameters[width];
  let odd = 0;
  for (let j = 0; j < width; j++) {
    const term = parameters[j] * x[at + j];
    if (j % 2 === 0) z += term;
    else odd += term;
  }
  return z + odd;
}

/**
 * The sigmoid σ(z) = 1 / (1 + e^−z): the prediction ŷ, a probability.
 *
 * For very negative z it is exactly 0 and for very positive z exactly 1; it never overflows.
 *
 * @example
 * ```ts
 * import { sigmoid } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sigmoid(0), 0.5);
 * assertEquals(sigmoid(1e4), 1);
 * ```
 */
export function sigmoid(z: number): number {
  return sigmoidFrom(z, expMinus(Math.abs(z)));
}

/** The sigmoid σ(z), where e = e^−|z| is known. */
export function sigmoidFrom(z: number, e: number): number {
  return (z >= 0 ? 1 : e) / (1 + e);
}

/**
 * The derivative of the sigmoid: dŷ/dz = ŷ(1 − ŷ) = σ(z) σ(−z).
 *
 * @example
 * ```ts
 * import { dPrediction_dz } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(dPrediction_dz(0), 0.25);
 * ```
 */
export function dPrediction_dz(z: number): number {
  return sigmoid(z) * sigmoid(-z);
}

/**
 * The prediction ŷ = σ(w·x + b): the probability that the sample's label is 1.
 *
 * @example
 * ```ts
 * import { predict } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const neuron = { weights: [2], bias: -5 };
 * assertEquals(predict(neuron, [2.5]), 0.5);
 * ```
 */
export function predict(neuron: Neuron, x: ArrayLike<number>): number {
  return sigmoid(logit(toParameters(neuron), x));
}
