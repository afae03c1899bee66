import type { Chunk } from "../samples/chunk.ts";
import { tickLabels } from "./axis.ts";
import { figure } from "./figure.ts";
import { classEntries } from "./legend.ts";
import { columnExtent, sampleDots } from "./samples.ts";
import { frame, WIDTH } from "./theme.ts";

/** Options of {@linkcode dataChart}. */
export interface DataChartOptions {
  /** The samples, of one feature. */
  readonly samples: Chunk;
  /** The feature's name. */
  readonly feature: string;
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
}

/**
 * Draws samples of one feature: both classes as half transparent dots along y = 0.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { dataChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 5, y: 1 }]);
 * const svg = dataChart({ samples, feature: "x", classes: ["class 0", "class 1"] });
 * assertStringIncludes(svg, "class 1");
 * ```
 */
export function dataChart({ samples, feature, classes }: DataChartOptions): string {
  const domain = columnExtent(samples, 0);
  const ones = samples.labels.reduce((sum, y) => sum + y, 0);
  return figure({
    title: `Samples of ${classes[0]} and ${classes[1]}`,
    description: `${samples.labels.length - ones} samples of ${classes[0]} and ${ones} of ` +
      `${classes[1]} as dots along the axis of ${feature}.`,
    legend: classEntries(classes),
    plot: {
      height: 300,
      marginLeft: 44,
      x: { domain, label: feature, ...tickLabels(domain, { length: WIDTH - 60 }) },
      y: { domain: [-0.2, 1.25], label: null },
      marks: [frame(), ...sampleDots(samples, { r: 5 })],
    },
  });
}
