import * as Plot from "@observablehq/plot";
import type { RocPoint } from "../neuron/metrics.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { share } from "./numbers.ts";
import { squarePlot } from "./square.ts";
import { BEST, INK, LABEL, NOTE } from "./theme.ts";

/** Options of {@linkcode rocChart}. */
export interface RocChartOptions {
  /** The curve, from (0, 0) to (1, 1); no points where there is only one label. */
  readonly points: readonly RocPoint[];
  /** The area under it, 0 to 1; null where there is only one label. */
  readonly area: number | null;
}

const MOST_POINTS = 1000;

/**
 * Draws a ROC curve, with the area under it, over the diagonal that chance would give.
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
export function rocChart(
  { points, area }: RocChartOptions,
  options: FigureOptions = {},
): string {
  const every = Math.ceil(points.length / MOST_POINTS);
  const shown = points.filter((_, i) => i % every === 0 || i === points.length - 1);
  const title = area === null ? "No curve: all rows have the same label" : `AUC ${share(area)}`;
  const { width, ...square } = squarePlot({ x: "false positive rate", y: "true positive rate" });
  return figure({
    kind: "roc",
    width,
    left: square.marginLeft,
    title,
    subtitle: "each point a threshold · dashed: chance",
    description: `True positive rate by false positive rate, threshold by threshold. ${title}.`,
    plots: [{
      ...square,
      width,
      marks: [
        ...square.marks,
        Plot.line([[0, 0], [1, 1]], BEST),
        Plot.text([[0.62, 0.62]], {
          text: ["chance"],
          textAnchor: "start",
          dx: 8,
          dy: 8,
          ...NOTE,
        }),
        Plot.line(shown, {
          x: "falsePositiveRate",
          y: "truePositiveRate",
          stroke: INK,
          strokeWidth: 2,
        }),
        ...(area === null ? [] : [
          Plot.text([title], { frameAnchor: "bottom-right", dx: -10, dy: -14, ...LABEL }),
        ]),
      ],
    }],
  }, options);
}
