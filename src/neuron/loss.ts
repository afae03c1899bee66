/**
 * What a wrong prediction costs, and how that cost changes with the logit.
 *
 * All functions are of one sample; y is its label, 0 or 1.
 */
export interface Loss {
  /** The name that a declared pipeline and the records use. */
  readonly kind: string;
  /** The loss L of the logit z: finite for any finite z. */
  value(z: number, y: number): number;
  /**
   * The first factor of the chain rule, dL/dŷ.
   *
   * It may be infinite where the sigmoid has rounded to 0 or 1; {@linkcode Loss.gradient} is not.
   */
  dPrediction(prediction: number, y: number): number;
  /** The product dL/dŷ · dŷ/dz, simplified: dL/dz, finite for any prediction. */
  gradient(prediction: number, y: number): number;
}
