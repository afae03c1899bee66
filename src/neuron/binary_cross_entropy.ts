import type { Loss } from "./loss.ts";

/**
 * Binary cross-entropy: −y ln ŷ − (1 − y) ln(1 − ŷ), the negative log-likelihood of the label.
 *
 * | of the logit | formula |
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
 * import { binaryCrossEntropy } from "dawnstream";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * assertAlmostEquals(binaryCrossEntropy.value(0, 1), Math.log(2));
 * assertEquals(binaryCrossEntropy.value(-1e4, 1), 1e4);
 * assertEquals(binaryCrossEntropy.gradient(0.75, 1), -0.25);
 * ```
 */
export const binaryCrossEntropy: Loss = {
  kind: "binary-cross-entropy",

  value(z, y) {
    return Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
  },

  outside(z, y) {
    return Math.max(z, 0) - z * y;
  },

  inside(z) {
    return Math.exp(-Math.abs(z));
  },

  dPrediction(prediction, y) {
    return y === 1 ? -1 / prediction : 1 / (1 - prediction);
  },

  gradient(prediction, y) {
    return prediction - y;
  },
};
