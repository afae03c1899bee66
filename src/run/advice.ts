import type { ColumnFields, DataRecord, ProgressRecord } from "../records.ts";
import { describe, quoted } from "../values.ts";

/** Features whose standard deviations differ by more than this are hard to learn from together. */
const LARGEST_RATIO = 100;

/** A class with a smaller share of the samples than this hardly counts in the loss. */
const SMALLEST_SHARE = 0.05;

/**
 * What a person should know about the samples: a line each, with what mends it.
 *
 * @param features the names of the features; `canBalance` says whether classes can be weighted, and
 * are not yet.
 */
export function adviceOnSamples(
  { x, y, classes }: Pick<DataRecord, "x" | "y" | "classes">,
  { features, isStandardized, canBalance = false }: {
    features: readonly string[];
    isStandardized: boolean;
    canBalance?: boolean;
  },
): string[] {
  const deviations = features.map((name, j) => ({ name, sd: deviation(x.map((row) => row[j])) }))
    .filter(({ sd }) => sd > 0)
    .sort((a, b) => a.sd - b.sd);
  const [smallest, largest] = [deviations[0], deviations.at(-1)];
  const isUneven = !isStandardized && largest !== undefined &&
    largest.sd > LARGEST_RATIO * smallest.sd;
  const ones = y.filter((label) => label === 1).length / y.length;
  const larger = ones > 0.5 ? 1 : 0;
  const share = Math.max(ones, 1 - ones);
  return [
    ...(isUneven
      ? [
        `features differ in scale by over ${LARGEST_RATIO} times (σ of ${
          describe(smallest.name)
        } ` +
        `${short(smallest.sd)}, of ${describe(largest.name)} ${short(largest.sd)}): ` +
        "add --standardize",
      ]
      : []),
    ...(share > 1 - SMALLEST_SHARE
      ? [
        `${(100 * share).toFixed(1)} % of the samples are ${describe(classes[larger])}: a model ` +
        `that always says so is as accurate; check precision and recall with evaluate MODEL FILE` +
        (canBalance ? ", or add --set classWeights=balanced" : ""),
      ]
      : []),
  ];
}

/** What a person should know about columns of text: those that are hardly ever the same twice. */
export function adviceOnColumns(columns: readonly ColumnFields[], samples: number): string[] {
  return columns
    .filter(({ categories = [] }) => categories.length > samples / 2)
    .map(({ name, categories }) =>
      `${describe(name)} has ${
        categories!.length
      } different texts in ${samples} samples, and tells ` +
      `little of others: add --exclude ${quoted(name)}`
    );
}

/** Over fewer samples than this, a loss says little. */
const FEWEST_SAMPLES = 100;

/**
 * The mean loss over the last two reports of a stream, as one alone may be of a few samples only;
 * undefined where they are of fewer than 100 samples.
 */
export function recentLoss(
  reports: readonly Pick<ProgressRecord, "samples" | "loss">[],
): number | undefined {
  const [last, , before = { samples: 0, loss: 0 }] = reports.toReversed();
  const samples = last === undefined ? 0 : last.samples - before.samples;
  if (samples < FEWEST_SAMPLES) return undefined;
  return (last.loss * last.samples - before.loss * before.samples) / samples;
}

/** What a person should know about a loss that ended above where it began. */
export function adviceOnLoss(
  { first, last }: { first: number; last: number },
  { isStandardized, isStream, learningRate }: {
    isStandardized: boolean;
    isStream: boolean;
    learningRate: number;
  },
): string[] {
  if (!(last > first)) return [];
  const hint = isStandardized ? "" : "add --standardize, or ";
  const drift = isStream ? "; or the rows have changed on the way (drift.svg, if it is drawn)" : "";
  return [
    `the loss ended above where it began (${short(first)} before, ${short(last)} after): ` +
    `${hint}try a smaller --learning-rate than ${learningRate}${drift}`,
  ];
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
}

function short(value: number): string {
  return value.toPrecision(3);
}
