import * as Plot from "@observablehq/plot";
import type { RocPoint } from "../neuron/metrics.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** What a picture of a ROC curve needs. */
export interface RocChartOptions {
  /** The curve, from (0, 0) to (1, 1). */
  readonly points: readonly RocPoint[];
  /** The area under it; null where there is only one label. */
  readonly area: number | null;
}

const SIZE = 420;
const MOST_POINTS = 1000;

/**
 * Draws a ROC curve in blue, with the area under it, over the diagonal of a coin's tosses.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { rocChart, rocCurve } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const points = rocCurve(Float64Array.of(-1, 2), Float64Array.of(0, 1));
 * assertStringIncludes(rocChart({ points, area: 1 }), "AUC 1.0000");
 * ```
 */
export function rocChart({ points, area }: RocChartOptions): string {
  const document = svgDocument();
  const every = Math.ceil(points.length / MOST_POINTS);
  const shown = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  const label = `AUC ${area === null ? "unknown: one label only" : area.toFixed(4)}`;
  const axis = { domain: [0, 1], labelAnchor: "center", labelArrow: "none" } as const;
  const chart = Plot.plot({
    document,
    width: SIZE,
    height: SIZE,
    marginLeft: 52,
    marginRight: 16,
    marginTop: 16,
    marginBottom: 40,
    style: { fontSize: "12px" },
    x: { ...axis, label: "false positive rate" },
    y: { ...axis, label: "true positive rate" },
    grid: true,
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      Plot.line([[0, 0], [1, 1]], { stroke: "#999", strokeDasharray: "5,3" }),
      Plot.line(shown, {
        x: "falsePositiveRate",
        y: "truePositiveRate",
        stroke: "blue",
        strokeWidth: 2,
      }),
      Plot.text([label], { frameAnchor: "bottom-right", dx: -12, dy: -12, fontSize: 14 }),
    ],
  });
  return toSvg({
    title: "ROC curve",
    description: `True positive rate by false positive rate; ${label}.`,
    width: SIZE,
    parts: [chart],
  });
}
