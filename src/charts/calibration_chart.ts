import * as Plot from "@observablehq/plot";
import type { CalibrationBin } from "../neuron/metrics.ts";
import { figure } from "./figure.ts";
import { COLORS, DASH, frame, SQUARE } from "./theme.ts";

/** Options of {@linkcode calibrationChart}. */
export interface CalibrationChartOptions {
  /** The bins that have rows. */
  readonly bins: readonly CalibrationBin[];
}

/**
 * Draws the observed share of label 1 against the mean prediction, bin by bin: dots whose area is the
 * number of rows, and the diagonal on which they should lie.
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
export function calibrationChart({ bins }: CalibrationChartOptions): string {
  const domain = [-0.04, 1.04];
  const place = { x: "meanPrediction", y: "observed", stroke: COLORS.sigmoid };
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return figure({
    title: "Calibration",
    description: `Observed share of label 1 by mean prediction, of ${rows} rows in ` +
      `${bins.length} bins.`,
    plot: {
      ...SQUARE,
      x: { domain, label: "mean prediction" },
      y: { domain, label: "observed share of label 1" },
      r: { range: [0, 10] },
      marks: [
        frame(),
        Plot.line([[0, 0], [1, 1]], { stroke: COLORS.chance, strokeDasharray: DASH }),
        Plot.line(bins, place),
        Plot.dot(bins, { ...place, r: "count", fill: COLORS.sigmoid, fillOpacity: 0.4 }),
      ],
    },
  });
}
