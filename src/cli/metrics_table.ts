import type { Metrics } from "../neuron/metrics.ts";
import { printable } from "../values.ts";

/** Metrics as a table for people: a line each, then the confusion matrix. */
export function metricsTable(metrics: Metrics, classes: readonly [string, string]): string {
  const { trueNegatives, falsePositives, falseNegatives, truePositives } = metrics.confusionMatrix;
  const values: (readonly [name: string, value: number | null])[] = [
    ["rows", metrics.rows],
    ...(metrics.threshold === 0.5 ? [] : [["threshold", metrics.threshold]] as const),
    ["log-loss", metrics.logLoss],
    ["accuracy", metrics.accuracy],
    ["precision", metrics.precision],
    ["recall", metrics.recall],
    ["F1", metrics.f1],
    ["ROC AUC", metrics.rocAuc],
    ["Brier score", metrics.brier],
  ];
  const names = classes.map(printable);
  const matrix = [
    ["", ...names.map((name) => `predicted ${name}`)],
    [`is ${names[0]}`, trueNegatives, falsePositives],
    [`is ${names[1]}`, falseNegatives, truePositives],
  ].map((row) => row.map(String));
  const widths = [0, 1, 2].map((column) => Math.max(...matrix.map((row) => row[column].length)));
  return [
    ...values.map(([name, value]) => `${name.padEnd(11)}  ${shown(value)}`),
    "",
    ...matrix.map(([name, ...counts]) =>
      [name.padEnd(widths[0]), ...counts.map((text, i) => text.padStart(widths[i + 1]))].join("  ")
    ),
  ].join("\n");
}

function shown(value: number | null): string {
  if (value === null) return "none";
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
