import { binaryCrossEntropy } from "./binary_cross_entropy.ts";
import { sigmoid } from "./forward.ts";

/** How good predictions are. A ratio whose denominator is 0 is null. */
export interface Metrics {
  /** The number of rows. */
  readonly rows: number;
  /** The prediction from which on a row is predicted 1. */
  readonly threshold: number;
  /** The mean of −ln of the probability that was given to the label. */
  readonly logLoss: number;
  /** The share of rows predicted correctly. */
  readonly accuracy: number;
  /** Of the rows predicted 1, the share that is. */
  readonly precision: number | null;
  /** Of the rows that are 1, the share predicted so. */
  readonly recall: number | null;
  /** The harmonic mean of precision and recall. */
  readonly f1: number | null;
  /** The probability that a row of label 1 gets a higher prediction than one of label 0. */
  readonly rocAuc: number | null;
  /** The mean of (ŷ − y)². */
  readonly brier: number;
  /** The number of rows of each label, by the label predicted. */
  readonly confusionMatrix: ConfusionMatrix;
  /** Predictions against what was observed, in ten bins of equal width; empty bins are left out. */
  readonly calibration: readonly CalibrationBin[];
}

/** Rows by label and prediction; a row is predicted 1 where ŷ is at least the threshold. */
export interface ConfusionMatrix {
  /** The number of rows of label 1 predicted 1. */
  readonly truePositives: number;
  /** The number of rows of label 0 predicted 1. */
  readonly falsePositives: number;
  /** The number of rows of label 0 predicted 0. */
  readonly trueNegatives: number;
  /** The number of rows of label 1 predicted 0. */
  readonly falseNegatives: number;
}

/** Rows whose predictions are nearly the same. */
export interface CalibrationBin {
  /** The lowest prediction of the bin. */
  readonly from: number;
  /** The end of the bin; only the last bin has it. */
  readonly to: number;
  /** The number of rows. */
  readonly count: number;
  /** Their mean prediction. */
  readonly meanPrediction: number;
  /** The share of label 1 among them. */
  readonly observed: number;
}

const BINS = 10;

/** Options of {@linkcode evaluate}. */
export interface EvaluateOptions {
  /** The prediction from which on a row is predicted 1. Default: 0.5. */
  readonly threshold?: number | undefined;
}

/**
 * Evaluates logits against the labels.
 *
 * Sources: log-loss, accuracy, precision, recall, F₁: C. D. Manning, P. Raghavan and H. Schütze,
 * Introduction to Information Retrieval, 2008, §8.3; Brier score: G. W. Brier, Monthly Weather Review
 * 78 (1), 1950; calibration: M. H. DeGroot and S. E. Fienberg, The Statistician 32, 1983.
 *
 * @param logits z, one per row.
 * @param labels y, 0 or 1, one per row.
 *
 * @example
 * ```ts
 * import { evaluate } from "@dawnstream/dawnstream";
 * import { assertEquals } from "@std/assert";
 *
 * const { accuracy, rocAuc } = evaluate(Float64Array.of(-2, 1, 3), Float64Array.of(0, 0, 1));
 * assertEquals(accuracy, 2 / 3);
 * assertEquals(rocAuc, 1);
 * ```
 */
export function evaluate(
  logits: Float64Array,
  labels: Float64Array,
  { threshold = 0.5 }: EvaluateOptions = {},
): Metrics {
  const rows = logits.length;
  const counts = [[0, 0], [0, 0]];
  let lossSum = 0;
  let squares = 0;
  logits.forEach((z, row) => {
    const y = labels[row];
    const prediction = sigmoid(z);
    counts[y][prediction >= threshold ? 1 : 0]++;
    lossSum += binaryCrossEntropy.value(z, y);
    squares += (prediction - y) ** 2;
  });
  const [[trueNegatives, falsePositives], [falseNegatives, truePositives]] = counts;
  return {
    rows,
    threshold,
    logLoss: lossSum / rows,
    accuracy: (truePositives + trueNegatives) / rows,
    precision: ratio(truePositives, truePositives + falsePositives),
    recall: ratio(truePositives, truePositives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    rocAuc: rocAuc(logits, labels),
    brier: squares / rows,
    confusionMatrix: { truePositives, falsePositives, trueNegatives, falseNegatives },
    calibration: calibration(logits, labels),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/**
 * The area under the ROC curve, ties counted half: the Mann–Whitney statistic of the ranks.
 *
 * Source: J. A. Hanley and B. J. McNeil, The Meaning and Use of the Area under a Receiver Operating
 * Characteristic (ROC) Curve, Radiology 143 (1), 1982.
 *
 * @returns null where there is only one label.
 */
export function rocAuc(logits: Float64Array, labels: Float64Array): number | null {
  const [zeros, ones] = sortedByLabel(logits, labels);
  // Of all pairs of one of each label: those in which label 1 has the higher logit, ties counted half.
  let pairs = 0;
  let below = 0;
  for (let first = 0, next = 1; first < ones.length; first = next++) {
    const z = ones[first];
    while (ones[next] === z) next++;
    while (zeros[below] < z) below++;
    let notAbove = below;
    while (zeros[notAbove] === z) notAbove++;
    pairs += (next - first) * (below + notAbove) / 2;
  }
  return ratio(pairs, ones.length * zeros.length);
}

/** A point of the ROC curve: the rates where all rows from some prediction up are called 1. */
export interface RocPoint {
  /** Of the rows of label 0, the share called 1. */
  readonly falsePositiveRate: number;
  /** Of the rows of label 1, the share called 1. */
  readonly truePositiveRate: number;
}

/**
 * The ROC curve, from (0, 0) to (1, 1), a point for each different prediction.
 *
 * @returns no points where there is only one label.
 */
export function rocCurve(logits: Float64Array, labels: Float64Array): RocPoint[] {
  const [zeros, ones] = sortedByLabel(logits, labels);
  if (ones.length === 0 || zeros.length === 0) return [];
  const points = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  for (let [i, j] = [zeros.length, ones.length]; i > 0 || j > 0;) {
    const isZero = j === 0 || (i > 0 && zeros[i - 1] >= ones[j - 1]);
    const z = isZero ? zeros[--i] : ones[--j];
    while (zeros[i - 1] === z) i--;
    while (ones[j - 1] === z) j--;
    points.push({
      falsePositiveRate: (zeros.length - i) / zeros.length,
      truePositiveRate: (ones.length - j) / ones.length,
    });
  }
  return points;
}

/** The logits of the rows of label 0, and of label 1, from the least; numbers alone are sorted fastest. */
function sortedByLabel(
  logits: Float64Array,
  labels: Float64Array,
): readonly [zeros: Float64Array, ones: Float64Array] {
  const of = (y: number) => logits.filter((_, row) => labels[row] === y).sort();
  return [of(0), of(1)];
}

function calibration(logits: Float64Array, labels: Float64Array): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, predictions: 0, ones: 0 }));
  logits.forEach((z, row) => {
    const prediction = sigmoid(z);
    const bin = bins[Math.min(Math.floor(prediction * BINS), BINS - 1)];
    bin.count++;
    bin.predictions += prediction;
    bin.ones += labels[row];
  });
  return bins.flatMap(({ count, predictions, ones }, i) =>
    count === 0 ? [] : [{
      from: i / BINS,
      to: (i + 1) / BINS,
      count,
      meanPrediction: predictions / count,
      observed: ones / count,
    }]
  );
}
