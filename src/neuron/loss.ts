/**
 * What a wrong prediction costs, and how that cost changes with the logit.
 *
 * A loss of your own needs the first two. All functions are of one sample; y is its label, 0 or 1.
 *
 * @example A loss that only sees predictions on the wrong side of the boundary
 * ```ts
 * import { backward, type Loss } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const perceptron: Loss = {
 *   value: (z, y) => Math.max(0, y === 1 ? -z : z),
 *   gradient: (z, y) => Number(z >= 0) - y,
 * };
 * const neuron = { weights: [1], bias: 0 };
 * const { gradient } = backward(neuron, { x: [2], y: 0 }, { loss: perceptron });
 * assertEquals(gradient, [2, 1]);
 * ```
 */
export interface Loss {
  /** The loss L of the logit z, finite for any finite z. */
  value(z: number, y: number): number;
  /** Its derivative dL/dz, finite for any finite z. */
  gradient(z: number, y: number): number;
  /**
   * The first factor of the chain rule, dL/dŷ; it may be infinite where the sigmoid has rounded to 0
   * or 1. Default: dL/dz divided by dŷ/dz.
   */
  dLoss_dPrediction?(prediction: number, y: number): number;
  /**
   * What learning needs, for speed: of a given e = e^−|z|, which all three may share, and with the
   * loss in two parts, L = outside + ln(1 + inside), since Σ ln(1 + q) = ln Π(1 + q) needs one
   * logarithm for many samples.
   */
  readonly parts?: {
    /** The part outside the logarithm. */
    outside(z: number, y: number): number;
    /** What is added to 1 inside the logarithm, from 0 to 1. */
    inside(e: number): number;
    /** The derivative dL/dz. */
    gradient(z: number, y: number, e: number): number;
  };
}
