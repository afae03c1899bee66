/**
 * What a wrong prediction costs, and how that cost changes with the logit.
 *
 * All functions are of one sample; y is its label, 0 or 1.
 */
export interface Loss {
  /** The name that a declared pipeline and the records use. */
  readonly kind: string;
  /** The loss L of the logit z, L = outside + ln(1 + inside): finite for any finite z. */
  value(z: number, y: number): number;
  /** The part of the loss that stands outside its logarithm: all of it, if it has none. */
  outside(z: number, y: number): number;
  /**
   * What the loss adds to 1 within its logarithm, from 0 to 1; 0, if it has none.
   *
   * A sum of losses then needs one logarithm for many samples: Σ ln(1 + q) = ln Π(1 + q).
   */
  inside(z: number): number;
  /**
   * The first factor of the chain rule, dL/dŷ.
   *
   * It may be infinite where the sigmoid has rounded to 0 or 1; {@linkcode Loss.gradient} is not.
   */
  dPrediction(prediction: number, y: number): number;
  /** The product dL/dŷ · dŷ/dz, simplified: dL/dz, finite for any prediction. */
  gradient(prediction: number, y: number): number;
}
