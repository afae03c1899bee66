import * as Plot from "@observablehq/plot";
import type { RocPoint } from "../neuron/metrics.ts";
import { figure } from "./figure.ts";
import { COLORS, DASH, frame, SQUARE } from "./theme.ts";

/** Options of {@linkcode rocChart}. */
export interface RocChartOptions {
  /** The curve, from (0, 0) to (1, 1); no points where there is only one label. */
  readonly points: readonly RocPoint[];
  /** The area under it, 0 to 1; null where there is only one label. */
  readonly area: number | null;
}

const MOST_POINTS = 1000;

/**
 * Draws a ROC curve in blue, with the area under it, over the diagonal that chance would give.
 *
 * Where there is only one label, there is no curve, and the picture says so.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { rocCurve } from "@dawnstream/dawnstream";
 * import { rocChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const points = rocCurve(Float64Array.of(-1, 2), Float64Array.of(0, 1));
 * assertStringIncludes(rocChart({ points, area: 1 }), "AUC 1.0000");
 * ```
 */
export function rocChart({ points, area }: RocChartOptions): string {
  const every = Math.ceil(points.length / MOST_POINTS);
  const shown = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  const label = area === null ? "no curve: all rows have the same label" : `AUC ${area.toFixed(4)}`;
  const domain = [0, 1];
  return figure({
    title: "ROC curve",
    description: `True positive rate by false positive rate; ${label}.`,
    plot: {
      ...SQUARE,
      x: { domain, label: "false positive rate" },
      y: { domain, label: "true positive rate" },
      marks: [
        frame(),
        Plot.line([[0, 0], [1, 1]], { stroke: COLORS.chance, strokeDasharray: DASH }),
        Plot.line(shown, {
          x: "falsePositiveRate",
          y: "truePositiveRate",
          stroke: COLORS.sigmoid,
          strokeWidth: 2,
        }),
        Plot.text([label], { frameAnchor: "bottom-right", dx: -12, dy: -12, fontSize: 14 }),
      ],
    },
  });
}
