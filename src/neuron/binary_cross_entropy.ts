import { expMinus } from "./exp_minus.ts";
import { sigmoid, sigmoidFrom } from "./forward.ts";
import type { Loss } from "./loss.ts";

/**
 * Binary cross-entropy: −y ln ŷ − (1 − y) ln(1 − ŷ), the negative log-likelihood of the label.
 *
 * | | of the prediction or the logit |
 * | --- | --- |
 * | L | max(z, 0) − z·y + ln(1 + e^−\|z\|) |
 * | dL/dŷ | (ŷ − y) / (ŷ (1 − ŷ)) |
 * | dL/dz | ŷ − y |
 *
 * Its slope dL/dŷ and the sigmoid's dŷ/dz = ŷ (1 − ŷ) cancel, so the gradient does not vanish where
 * the sigmoid is flat: a sample that is badly wrong still moves the weights by its whole error.
 * Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, §4.3.2.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy } from "@dawnstream/dawnstream";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertAlmostEquals(binaryCrossEntropy.value(0, 1), Math.log(2));
 * assertEquals(binaryCrossEntropy.value(-1e4, 1), 1e4);
 * assertEquals(binaryCrossEntropy.gradient(0, 1), -0.5);
 * ```
 */
export const binaryCrossEntropy: Loss = {
  value: (z, y) => Math.max(z, 0) - z * y + Math.log1p(expMinus(Math.abs(z))),
  gradient: (z, y) => sigmoid(z) - y,
  dLoss_dPrediction: (prediction, y) => y === 1 ? -1 / prediction : 1 / (1 - prediction),
  parts: {
    outside: (z, y) => Math.max(z, 0) - z * y,
    inside: (e) => e,
    gradient: (z, y, e) => sigmoidFrom(z, e) - y,
  },
};
