import * as Plot from "@observablehq/plot";
import { xAxis, xTicks } from "./axis.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { count, figures } from "./numbers.ts";
import { distinct, textWidth } from "./text.ts";
import { CLASS, EDGE, NOTE, RULE, SIZE, WIDTH } from "./theme.ts";

/** Options of {@linkcode weightsChart}. */
export interface WeightsChartOptions {
  /** The features' names. */
  readonly features: readonly string[];
  /** The weights, one per feature. */
  readonly weights: readonly number[];
  /** Whether the features are standardized, so that their weights can be compared. */
  readonly standardized: boolean;
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
}

const BAR = 24;
const MOST_BARS = 40;
const LONGEST_NAME = 270;
/** Room for the number beside a bar. */
const NUMBER = 66;
/** What the axis below the bars needs. */
const AXIS = 46;

/**
 * Draws the weights as bars by feature, the largest first, in the colour of the class towards which
 * they pull; of very many features the 40 largest.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { weightsChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const features = ["length", "width", "height"];
 * const classes = ["a", "b"] as const;
 * const svg = weightsChart({ features, classes, weights: [2, -1, 0.5], standardized: true });
 * assertStringIncludes(svg, "length pulls most, towards b");
 * ```
 */
export function weightsChart(
  { features, weights, standardized, classes }: WeightsChartOptions,
  options: FigureOptions = {},
): string {
  const order = [...features.keys()]
    .sort((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b)
    .slice(0, MOST_BARS);
  const room = { width: LONGEST_NAME, size: SIZE.tick.small };
  const names = distinct(order.map((j) => features[j]), room);
  const [toward0, toward1] = distinct(classes, { width: 180, size: SIZE.subtitle.small });
  const bars = order.map((j, i) => ({ row: i, name: names[i], weight: weights[j] }));
  const left = Math.max(...names.map((name) => textWidth(name, SIZE.tick.small)), 60) + EDGE + 8;
  const values = bars.map(({ weight }) => weight);
  const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
  // Negative weights have their number to the left of their bar, positive ones to the right.
  const domain = [low, high > low ? high : 1] as const;
  const marginLeft = left + (low < 0 ? NUMBER : 0);
  const marginRight = EDGE + (high > 0 ? NUMBER : 0);
  const height = bars.length * BAR;
  const { weight } = bars[0];
  const most = weight === 0
    ? "All weights are 0"
    : `${names[0]} pulls most, towards ${weight > 0 ? toward1 : toward0}`;
  const some = bars.length < features.length
    ? [`the ${count(bars.length)} largest of ${count(features.length)} weights`]
    : [];
  return figure({
    kind: "weights",
    title: most,
    subtitle: [
      ...some,
      `right: towards ${toward1}`,
      `left: towards ${toward0}`,
      standardized ? "per standard deviation" : "per unit of the feature",
    ].join(" · "),
    description:
      `${bars.length} of ${count(features.length)} weights, the largest first; the first ` +
      `is ${features[order[0]]} with ${figures(weight)}.`,
    plots: [{
      height: height + AXIS,
      marginLeft,
      marginRight,
      marginBottom: AXIS,
      x: { domain },
      y: { type: "band", domain: [...bars.keys()], padding: 0.22 },
      marks: [
        ...[0, 1].map((label) =>
          Plot.barX(bars.filter(({ weight }) => (weight > 0) === (label === 1)), {
            x: "weight",
            y: "row",
            fill: CLASS[label],
          })
        ),
        Plot.ruleX([0], RULE),
        Plot.text(bars, {
          y: "row",
          text: "name",
          x: () => domain[0],
          textAnchor: "end",
          dx: -(low < 0 ? NUMBER : 0) - 8,
          fontSize: SIZE.tick.normal,
        }),
        ...[true, false].map((positive) =>
          Plot.text(bars.filter(({ weight }) => (weight > 0) === positive), {
            x: "weight",
            y: "row",
            text: ({ weight }: { weight: number }) => figures(weight),
            textAnchor: positive ? "start" : "end",
            dx: positive ? 6 : -6,
            ...NOTE,
          })
        ),
        xAxis(xTicks({ domain, length: WIDTH - marginLeft - marginRight, most: 6 })),
      ],
    }],
  }, options);
}
