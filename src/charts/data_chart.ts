import * as Plot from "@observablehq/plot";
import type { Chunk } from "../samples/chunk.ts";
import { tickLabels } from "./axis.ts";
import { legend } from "./legend.ts";
import { columnExtent, sampleDots } from "./samples.ts";
import { COLORS } from "./style.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** What a picture of samples of one feature needs. */
export interface DataChartOptions {
  /** The samples, of one feature. */
  readonly samples: Chunk;
  /** The feature's name. */
  readonly feature: string;
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
}

const WIDTH = 720;
const HEIGHT = 300;

/**
 * Draws samples of one feature: both classes as half transparent dots along y = 0.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { dataChart } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = { features: Float64Array.of(0, 1, 5), labels: Float64Array.of(0, 0, 1) };
 * const svg = dataChart({ samples, feature: "x", classes: ["class 0", "class 1"] });
 * assertStringIncludes(svg, "class 1");
 * ```
 */
export function dataChart({ samples, feature, classes }: DataChartOptions): string {
  const document = svgDocument();
  const domain = columnExtent(samples, 0);
  const chart = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 44,
    marginRight: 16,
    marginTop: 10,
    marginBottom: 38,
    style: { fontSize: "12px" },
    x: {
      domain,
      label: feature,
      labelAnchor: "center",
      labelArrow: "none",
      ...tickLabels(domain, { length: WIDTH - 60 }),
    },
    y: { domain: [-0.2, 1.25], label: null },
    grid: true,
    marks: [Plot.frame({ stroke: "#bbb" }), ...sampleDots(samples, { r: 5 })],
  });
  const entries = [
    { label: classes[0], mark: "dot", color: COLORS.class0 },
    { label: classes[1], mark: "dot", color: COLORS.class1 },
  ] as const;
  const ones = samples.labels.reduce((sum, y) => sum + y, 0);
  return toSvg({
    title: `Samples of ${classes[0]} and ${classes[1]}`,
    description: `${samples.labels.length - ones} samples of ${classes[0]} and ${ones} of ` +
      `${classes[1]} as dots along the axis of ${feature}.`,
    width: WIDTH,
    parts: [legend(entries, { document, width: WIDTH, left: 44 }), chart],
  });
}
