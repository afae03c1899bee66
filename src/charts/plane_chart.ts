import * as Plot from "@observablehq/plot";
import type { Chunk } from "../samples/chunk.ts";
import { legend, type LegendEntry } from "./legend.ts";
import { describePanels, type PanelCheckpoint, panelGrid, panelTitles } from "./panel_grid.ts";
import { columnExtent, planeDots } from "./samples.ts";
import { COLORS } from "./style.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** What a picture of samples of two features needs. */
export interface ScatterChartOptions {
  /** The samples, of two features. */
  readonly samples: Chunk;
  /** The features' names. */
  readonly features: readonly [string, string];
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
}

/** What a picture of a neuron of two features needs. */
export interface PlaneChartOptions extends ScatterChartOptions {
  /** The neuron at its checkpoints, one panel each. */
  readonly checkpoints: readonly PanelCheckpoint[];
}

const WIDTH = 720;
const HEIGHT = 460;
/** Bands of the prediction ŷ from one threshold to the next, in the colour of the likelier class. */
const SHADES = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
  .map((low, i, lows) => {
    const middle = (low + (lows[i + 1] ?? 1)) / 2;
    const hue = middle < 0.5 ? "0 100%" : "190 75%";
    const lightness = 100 - 42 * Math.abs(middle - 0.5);
    return { from: Math.log(low / (1 - low)), color: `hsl(${hue} ${lightness.toFixed(1)}%)` };
  });

/**
 * Draws samples of two features in their plane, each class in its colour.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { scatterChart } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = { features: Float64Array.of(0, 1, 5, 2), labels: Float64Array.of(0, 1) };
 * const svg = scatterChart({ samples, features: ["length", "width"], classes: ["a", "b"] });
 * assertStringIncludes(svg, "width");
 * ```
 */
export function scatterChart({ samples, features, classes }: ScatterChartOptions): string {
  const document = svgDocument();
  const chart = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: 56,
    marginRight: 16,
    marginTop: 10,
    marginBottom: 38,
    style: { fontSize: "12px" },
    ...planeScales(samples, features),
    grid: true,
    marks: [Plot.frame({ stroke: "#bbb" }), ...planeDots(samples, { r: 4.5 })],
  });
  return toSvg({
    title: `Samples of ${classes[0]} and ${classes[1]}`,
    description: `${samples.labels.length} samples in the plane of ${features[0]} and ${
      features[1]
    }.`,
    width: WIDTH,
    parts: [legend(classEntries(classes), { document, width: WIDTH, left: 56 }), chart],
  });
}

/**
 * Draws a neuron of two features at each checkpoint: the samples in their plane, shaded by the
 * probability ŷ, with the decision line where ŷ = ½.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { planeChart } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = { features: Float64Array.of(0, 1, 5, 2), labels: Float64Array.of(0, 1) };
 * const checkpoints = [{ epoch: 20, loss: 0.25, weights: [2, 1], bias: -5 }];
 * const features = ["length", "width"] as const;
 * const svg = planeChart({ samples, features, classes: ["a", "b"], checkpoints });
 * assertStringIncludes(svg, "epoch 20 · loss 0.2500");
 * ```
 */
export function planeChart(
  { samples, features, classes, checkpoints }: PlaneChartOptions,
): string {
  const document = svgDocument();
  const { panels, layout, width, left } = panelGrid(checkpoints);
  const scales = planeScales(samples, features);
  const frame = corners(scales.x.domain, scales.y.domain);
  const planes = panels.map(({ checkpoint: { weights: { 0: u, 1: v }, bias }, ...panel }) => ({
    ...panel,
    z: ({ x, y }: Point) => u * x + v * y + bias,
  }));
  // Each shade covers all of the plane that is above its threshold, and is covered by the next one.
  const shades = planes.flatMap(({ z, ...panel }) =>
    SHADES.flatMap(({ from, color }, i) =>
      above(frame, (point) => z(point) - from)
        .map((point) => ({ ...panel, ...point, color, shade: `${panel.title} ${i}` }))
    )
  );
  const boundaries = planes.flatMap(({ z, ...panel }) =>
    above(frame, z).filter((point) => Math.abs(z(point)) <= 1e-9 * scaleOf(frame, z))
      .map((point) => ({ ...panel, ...point }))
  );
  const chart = Plot.plot({
    ...layout,
    document,
    ...scales,
    marks: [
      Plot.line(shades, {
        x: "x",
        y: "y",
        fx: "fx",
        fy: "fy",
        z: "shade",
        fill: "color",
        stroke: "none",
        curve: "linear-closed",
      }),
      Plot.frame({ stroke: "#bbb" }),
      Plot.line(boundaries, {
        x: "x",
        y: "y",
        fx: "fx",
        fy: "fy",
        z: "title",
        stroke: COLORS.boundary,
        strokeWidth: 2,
      }),
      ...planeDots(samples, { r: 2.5 }),
      panelTitles(panels),
    ],
  });
  const entries = [
    ...classEntries(classes),
    { label: "ŷ = ½", mark: "line", color: COLORS.boundary } as const,
  ];
  return toSvg({
    title: "The neuron at its checkpoints",
    description: `${describePanels(panels)} Each shows the samples in the plane of ` +
      `${features[0]} and ${features[1]}, shaded by the prediction, and the decision line.`,
    width,
    parts: [legend(entries, { document, width, left }), chart],
  });
}

/** A point of the plane. */
interface Point {
  readonly x: number;
  readonly y: number;
}

function corners(
  [x1, x2]: readonly [number, number],
  [y1, y2]: readonly [number, number],
): Point[] {
  return [{ x: x1, y: y1 }, { x: x2, y: y1 }, { x: x2, y: y2 }, { x: x1, y: y2 }];
}

/** The part of a polygon where a linear function is not negative. */
function above(polygon: readonly Point[], f: (point: Point) => number): Point[] {
  return polygon.flatMap((point, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [here, there] = [f(point), f(next)];
    const inside = here >= 0 ? [point] : [];
    if ((here >= 0) === (there >= 0)) return inside;
    const way = here / (here - there);
    const crossing = {
      x: point.x + way * (next.x - point.x),
      y: point.y + way * (next.y - point.y),
    };
    return [...inside, crossing];
  });
}

/** The largest value of a function at the corners of a polygon. */
function scaleOf(polygon: readonly Point[], f: (point: Point) => number): number {
  return Math.max(...polygon.map((point) => Math.abs(f(point))));
}

function planeScales(samples: Chunk, [x, y]: readonly [string, string]) {
  const axis = { labelAnchor: "center", labelArrow: "none" } as const;
  return {
    x: { ...axis, domain: columnExtent(samples, 0), label: x },
    y: { ...axis, domain: columnExtent(samples, 1), label: y },
  };
}

function classEntries(classes: readonly [string, string]): LegendEntry[] {
  return [
    { label: classes[0], mark: "dot", color: COLORS.class0 },
    { label: classes[1], mark: "dot", color: COLORS.class1 },
  ];
}
