import * as Plot from "@observablehq/plot";
import type { CalibrationBin } from "../neuron/metrics.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** What a picture of a calibration needs. */
export interface CalibrationChartOptions {
  /** The bins that have rows. */
  readonly bins: readonly CalibrationBin[];
}

const SIZE = 420;

/**
 * Draws how often label 1 was observed by how probable it was said to be: dots whose area tells how
 * many rows they stand for, and the diagonal on which they should lie.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { calibrationChart } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const bins = [{ from: 0.9, to: 1, count: 40, meanPrediction: 0.97, observed: 1 }];
 * assertStringIncludes(calibrationChart({ bins }), "mean prediction");
 * ```
 */
export function calibrationChart({ bins }: CalibrationChartOptions): string {
  const document = svgDocument();
  const axis = { domain: [-0.04, 1.04], labelAnchor: "center", labelArrow: "none" } as const;
  const chart = Plot.plot({
    document,
    width: SIZE,
    height: SIZE,
    marginLeft: 52,
    marginRight: 24,
    marginTop: 24,
    marginBottom: 40,
    style: { fontSize: "12px" },
    x: { ...axis, label: "mean prediction" },
    y: { ...axis, label: "share of label 1 that was observed" },
    r: { range: [0, 10] },
    grid: true,
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      Plot.line([[0, 0], [1, 1]], { stroke: "#999", strokeDasharray: "5,3" }),
      Plot.line(bins, { x: "meanPrediction", y: "observed", stroke: "blue" }),
      Plot.dot(bins, {
        x: "meanPrediction",
        y: "observed",
        r: "count",
        fill: "blue",
        fillOpacity: 0.4,
        stroke: "blue",
      }),
    ],
  });
  const rows = bins.reduce((sum, { count }) => sum + count, 0);
  return toSvg({
    title: "Calibration",
    description: `Observed share of label 1 by mean prediction, of ${rows} rows in ` +
      `${bins.length} bins.`,
    width: SIZE,
    parts: [chart],
  });
}
