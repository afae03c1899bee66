import type { Loss } from "./loss.ts";

/** The weights of the classes of label 0 and 1, each above 0. */
export type ClassWeights = readonly [number, number];

/**
 * A loss in which each class counts as much as its weight says: wᵧ · L, and its derivatives likewise.
 *
 * | | of the weighted loss |
 * | --- | --- |
 * | L′ | wᵧ · L |
 * | dL′/dŷ | wᵧ · dL/dŷ |
 * | dL′/dz | wᵧ · dL/dz |
 *
 * A mean of such losses is over the number of samples, not over the sum of their weights; with
 * {@linkcode balancedWeights} of the same samples, those are equal.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, weighted } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const loss = weighted(binaryCrossEntropy, [1, 10]);
 * assertEquals([loss.gradient(0, 0), loss.gradient(0, 1)], [0.5, -5]);
 * ```
 */
export function weighted(loss: Loss, weights: ClassWeights): Loss {
  return {
    value: (z, y) => weights[y] * loss.value(z, y),
    gradient: (z, y) => weights[y] * loss.gradient(z, y),
    ...(loss.dLoss_dPrediction && {
      dLoss_dPrediction: (prediction, y) => weights[y] * loss.dLoss_dPrediction!(prediction, y),
    }),
  };
}

/**
 * The weights with which both classes count alike: n / (2 nᵧ), of mean 1 over the samples.
 *
 * Source: G. King and L. Zeng, Logistic Regression in Rare Events Data, Political Analysis 9 (2), 2001;
 * scikit-learn's `class_weight="balanced"`.
 *
 * @param labels y, 0 or 1, both of them at least once.
 *
 * @example
 * ```ts
 * import { balancedWeights } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(balancedWeights(Float64Array.of(0, 0, 0, 1)), [2 / 3, 2]);
 * ```
 */
export function balancedWeights(labels: Float64Array): [number, number] {
  const n = labels.length;
  const ones = labels.reduce((sum, y) => sum + y, 0);
  return [n / (2 * (n - ones)), n / (2 * ones)];
}
