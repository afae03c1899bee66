import * as Plot from "@observablehq/plot";
import type { CalibrationBin } from "../neuron/metrics.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { count } from "./numbers.ts";
import { squarePlot } from "./square.ts";
import { BEST, HALO, INK, NOTE, PAPER } from "./theme.ts";

/** Options of {@linkcode calibrationChart}. */
export interface CalibrationChartOptions {
  /** The bins that have rows. */
  readonly bins: readonly CalibrationBin[];
}

const LARGEST = 12;
const SMALLEST = 3;

/**
 * Draws the observed share of label 1 against the mean prediction, bin by bin: dots whose area grows
 * with the number of rows, which stands beside them, and the diagonal on which they should lie.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { calibrationChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const bins = [{ from: 0.9, to: 1, count: 40, meanPrediction: 0.97, observed: 1 }];
 * assertStringIncludes(calibrationChart({ bins }), "mean prediction");
 * ```
 */
export function calibrationChart(
  { bins }: CalibrationChartOptions,
  options: FigureOptions = {},
): string {
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  const off = bins.reduce(
    (sum, { count, meanPrediction, observed }) =>
      sum + count * Math.abs(meanPrediction - observed) / rows,
    0,
  );
  const most = Math.max(...bins.map(({ count }) => count), 1);
  const { width, ...square } = squarePlot({
    x: "mean prediction",
    y: "observed share of label 1",
  });
  const place = { x: "meanPrediction", y: "observed" } as const;
  return figure({
    kind: "calibration",
    width,
    left: square.marginLeft,
    title: rows === 0
      ? "No rows"
      : `Predictions are ${(100 * off).toFixed(1)} points off on average`,
    subtitle: `${count(rows)} rows by prediction · a number: the rows of a dot`,
    description: `Observed share of label 1 by mean prediction, of ${count(rows)} rows in ` +
      `${bins.length} bins.`,
    plots: [{
      ...square,
      width,
      r: { type: "identity" },
      marks: [
        ...square.marks,
        Plot.line([[0, 0], [1, 1]], BEST),
        Plot.line(bins, { ...place, stroke: INK, strokeWidth: 1.25 }),
        Plot.dot(bins, {
          ...place,
          // A rare bin is still a dot.
          r: ({ count }: CalibrationBin) => Math.max(LARGEST * Math.sqrt(count / most), SMALLEST),
          fill: INK,
          stroke: PAPER,
          strokeWidth: 1,
        }),
        Plot.text(bins, {
          ...place,
          text: ({ count: n }: CalibrationBin) => count(n),
          dy: -LARGEST - 7,
          ...HALO,
          ...NOTE,
        }),
      ],
    }],
  }, options);
}
