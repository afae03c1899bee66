import { sigmoid } from "./forward.ts";
import type { Loss } from "./loss.ts";

/**
 * Squared error: (ŷ − y)², the Brier score of one sample.
 *
 * | | of the prediction or the logit |
 * | --- | --- |
 * | L | (σ(z) − y)² |
 * | dL/dŷ | 2 (ŷ − y) |
 * | dL/dz | 2 (ŷ − y) · ŷ (1 − ŷ) |
 *
 * Unlike binary cross-entropy's gradient ŷ − y, this one keeps the sigmoid's slope ŷ (1 − ŷ) as a
 * factor: where a prediction is confidently wrong, that slope is almost 0, and the sample that should
 * move the weights most hardly moves them. This is why cross-entropy and the sigmoid go together.
 * Source: G. W. Brier, Verification of Forecasts Expressed in Terms of Probability, Monthly Weather
 * Review 78 (1), 1950.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, squaredError } from "@dawnstream/dawnstream";
 * import { assert, assertEquals } from "@std/assert";
 *
 * assertEquals(squaredError.value(0, 1), 0.25);
 *
 * // Confidently wrong: z = −10 for a sample of label 1.
 * assert(binaryCrossEntropy.gradient(-10, 1) < -0.99);
 * assert(squaredError.gradient(-10, 1) > -0.0001);
 * ```
 */
export const squaredError: Loss = {
  // 1 − σ(z) = σ(−z), without the loss of digits.
  value: (z, y) => sigmoid(y === 1 ? -z : z) ** 2,
  gradient(z, y) {
    const prediction = sigmoid(z);
    return 2 * (prediction - y) * prediction * (1 - prediction);
  },
  dLoss_dPrediction: (prediction, y) => 2 * (prediction - y),
};
