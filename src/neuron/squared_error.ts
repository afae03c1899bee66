import { sigmoid } from "./forward.ts";
import type { Loss } from "./loss.ts";

/**
 * Squared error: (ŷ − y)², the Brier score of one sample.
 *
 * | of the logit | formula |
 * | --- | --- |
 * | L | (σ(z) − y)² |
 * | dL/dŷ | 2 (ŷ − y) |
 * | dL/dz | 2 (ŷ − y) · ŷ (1 − ŷ) |
 *
 * Beside binary cross-entropy's gradient ŷ − y, this one keeps the sigmoid's slope ŷ (1 − ŷ) as a
 * factor: where the prediction is surely wrong, that slope is almost 0, and the sample that should
 * move the weights most hardly moves them. This is why cross-entropy and the sigmoid go together.
 * Source: G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather
 * Review 78 (1), 1950.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, sigmoid, squaredError } from "dawnstream";
 * import { assert, assertEquals } from "@std/assert";
 *
 * assertEquals(squaredError.value(0, 1), 0.25);
 *
 * // Surely wrong: z = −10 for a sample of label 1.
 * assert(binaryCrossEntropy.gradient(sigmoid(-10), 1) < -0.99);
 * assert(squaredError.gradient(sigmoid(-10), 1) > -0.0001);
 * ```
 */
export const squaredError: Loss = {
  kind: "squared-error",

  value(z, y) {
    // 1 − σ(z) = σ(−z), without the loss of digits.
    return sigmoid(y === 1 ? -z : z) ** 2;
  },

  outside(z, y) {
    return this.value(z, y);
  },

  inside() {
    return 0;
  },

  dPrediction(prediction, y) {
    return 2 * (prediction - y);
  },

  gradient(prediction, y) {
    return 2 * (prediction - y) * prediction * (1 - prediction);
  },
};
