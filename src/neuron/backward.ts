import { fewNumbers } from "../data/copy.ts";
import type { Loss } from "./loss.ts";
import { type Neuron, toParameters } from "./neuron.ts";
import { logit, sigmoid } from "./forward.ts";

/** Everything a forward and a backward pass over one sample give. */
export interface Pass {
  /** The logit z = w·x + b. */
  readonly z: number;
  /** The prediction ŷ = σ(z). */
  readonly prediction: number;
  /** The loss L. */
  readonly loss: number;
  /** The first factor of the chain rule, dL/dŷ; infinite where ŷ has rounded to the wrong end. */
  readonly dLoss_dPrediction: number;
  /** The second factor, dŷ/dz = σ(z) σ(−z). */
  readonly dPrediction_dz: number;
  /** The third factor, dz/dw = x; for the bias dz/db is 1. */
  readonly dz_dw: ArrayLike<number>;
  /** The gradient dL/dw, then dL/db as its last element: width + 1 numbers. */
  readonly gradient: Float64Array;
}

/** One sample: its features and its label. */
export interface Sample {
  /** The features x, one per weight. */
  readonly x: ArrayLike<number>;
  /** The label y, 0 or 1. */
  readonly y: number;
}

/**
 * The forward and the backward pass of one sample, with each factor of the chain rule
 * dL/dw = dL/dŷ · dŷ/dz · dz/dw.
 *
 * The gradient is not that product but its simplified form, dL/dz · x: the same number, and finite
 * where the product is ∞ · 0.
 *
 * @example
 * ```ts
 * import { backward, binaryCrossEntropy } from "dawnstream";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const neuron = { weights: new Float64Array([2]), bias: -5 };
 * const pass = backward(neuron, { x: [3], y: 0 }, binaryCrossEntropy);
 * const product = pass.dLoss_dPrediction * pass.dPrediction_dz * pass.dz_dw[0];
 * assertAlmostEquals(product, pass.gradient[0]);
 * ```
 */
export function backward(neuron: Neuron, sample: Sample, loss: Loss): Pass {
  return backwardFrom(toParameters(neuron), sample, loss);
}

/**
 * The same from a neuron's parameters.
 *
 * @internal
 */
export function backwardFrom(parameters: Float64Array, { x, y }: Sample, loss: Loss): Pass {
  const width = parameters.length - 1;
  const z = logit(parameters, x);
  const prediction = sigmoid(z);
  const dLoss_dz = loss.gradient(prediction, y);
  const gradient = fewNumbers(width + 1);
  for (let j = 0; j < width; j++) gradient[j] = dLoss_dz * x[j];
  gradient[width] = dLoss_dz;
  return {
    z,
    prediction,
    loss: loss.value(z, y),
    dLoss_dPrediction: loss.dPrediction(prediction, y),
    dPrediction_dz: prediction * sigmoid(-z),
    dz_dw: x,
    gradient,
  };
}
