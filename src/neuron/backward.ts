import { dPrediction_dz, logit, sigmoid } from "./forward.ts";
import type { Loss } from "./loss.ts";
import { type Neuron, toParameters } from "./neuron.ts";

/** One sample: its features and its label. */
export interface Sample {
  /** The features x, one per weight. */
  readonly x: ArrayLike<number>;
  /** The label y, 0 or 1. */
  readonly y: number;
}

/** Everything that the forward and the backward pass over one sample give. */
export interface Pass {
  /** The logit z = w·x + b. */
  readonly z: number;
  /** The prediction ŷ = σ(z). */
  readonly prediction: number;
  /** The loss L. */
  readonly loss: number;
  /** dL/dŷ, the first factor of the chain rule; infinite where ŷ has rounded to the wrong end. */
  readonly dLoss_dPrediction: number;
  /** dŷ/dz = σ(z) σ(−z), the second factor. */
  readonly dPrediction_dz: number;
  /** dz/dw = x, the third factor; for the bias dz/db is 1. */
  readonly dz_dw: ArrayLike<number>;
  /** The gradient: dL/dw, then dL/db, width + 1 numbers. */
  readonly gradient: readonly number[];
}

/**
 * The forward and the backward pass of one sample, with each factor of the chain rule
 * dL/dw = dL/dŷ · dŷ/dz · dz/dw.
 *
 * The gradient is not that product but its simplified form, dL/dz · dz/dw: the same number, and
 * finite where the product is ∞ · 0.
 *
 * @example
 * ```ts
 * import { backward, binaryCrossEntropy } from "@dawnstream/dawnstream";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const neuron = { weights: [2], bias: -5 };
 * const pass = backward(neuron, { x: [3], y: 0 }, { loss: binaryCrossEntropy });
 * const product = pass.dLoss_dPrediction * pass.dPrediction_dz * pass.dz_dw[0];
 * assertAlmostEquals(product, pass.gradient[0]);
 * ```
 */
export function backward(neuron: Neuron, sample: Sample, { loss }: { loss: Loss }): Pass {
  return backwardFrom(toParameters(neuron), sample, loss);
}

/** The same from a neuron's parameters. */
export function backwardFrom(parameters: readonly number[], { x, y }: Sample, loss: Loss): Pass {
  const width = parameters.length - 1;
  const z = logit(parameters, x);
  const prediction = sigmoid(z);
  const dLoss_dz = loss.gradient(z, y);
  const gradient = new Array<number>(width + 1);
  for (let j = 0; j < width; j++) gradient[j] = dLoss_dz * x[j];
  gradient[width] = dLoss_dz;
  const slope = dPrediction_dz(z);
  return {
    z,
    prediction,
    loss: loss.value(z, y),
    dLoss_dPrediction: loss.dLoss_dPrediction?.(prediction, y) ?? dLoss_dz / slope,
    dPrediction_dz: slope,
    dz_dw: x,
    gradient,
  };
}
