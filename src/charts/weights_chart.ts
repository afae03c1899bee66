import * as Plot from "@observablehq/plot";
import { figure } from "./figure.ts";
import { COLORS } from "./theme.ts";

/** Options of {@linkcode weightsChart}. */
export interface WeightsChartOptions {
  /** The features' names. */
  readonly features: readonly string[];
  /** The weights, one per feature. */
  readonly weights: ArrayLike<number>;
  /** Whether the features are standardized, so that their weights can be compared. */
  readonly standardized: boolean;
}

const BAR = 22;
const MOST_BARS = 40;
const LONGEST_NAME = 28;

/**
 * Draws the weights as bars by feature, the largest first; of very many features the first 40.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { weightsChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const features = ["length", "width", "height"];
 * const svg = weightsChart({ features, weights: [2, -1, 0.5], standardized: true });
 * assertStringIncludes(svg, "length");
 * ```
 */
export function weightsChart({ features, weights, standardized }: WeightsChartOptions): string {
  const all = features.map((name, j) => ({ name: shortened(name, j), weight: weights[j] }));
  const bars = all.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MOST_BARS);
  const longest = Math.max(...bars.map(({ name }) => name.length));
  const more = features.length > bars.length ? ` of ${features.length}, the largest` : "";
  return figure({
    title: "The weights by feature",
    description: `${bars.length} weights${more}; the first is ${bars[0].name} with ` +
      `${bars[0].weight.toPrecision(3)}.`,
    plot: {
      height: 30 + bars.length * BAR + 40,
      marginLeft: 24 + longest * 7,
      marginRight: 70,
      marginBottom: 42,
      x: {
        label: standardized ? "weight, per standard deviation" : "weight, per unit of the feature",
        nice: true,
        grid: true,
      },
      y: { domain: bars.map(({ name }) => name), label: null },
      grid: false,
      marks: [
        Plot.barX(bars, {
          x: "weight",
          y: "name",
          fill: ({ weight }) => weight < 0 ? COLORS.class0 : COLORS.class1,
          fillOpacity: 0.6,
        }),
        Plot.ruleX([0]),
        Plot.text(bars, {
          x: ({ weight }) => Math.max(weight, 0),
          y: "name",
          text: ({ weight }) => weight.toPrecision(3),
          textAnchor: "start",
          dx: 5,
        }),
      ],
    },
  });
}

/** A name that fits; its number tells it from another one that is cut to the same letters. */
function shortened(name: string, j: number): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 6)}… (${j})`;
}
