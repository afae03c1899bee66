import * as Plot from "@observablehq/plot";
import type { Chunk } from "../samples/chunk.ts";
import { figure } from "./figure.ts";
import { classEntries } from "./legend.ts";
import { IN_PANEL, type PanelCheckpoint, panelFigure, panelsOf } from "./panel_grid.ts";
import { columnExtent, planeDots } from "./samples.ts";
import { COLORS, frame, shade } from "./theme.ts";

/** Options of {@linkcode scatterChart}. */
export interface ScatterChartOptions {
  /** The samples, of two features. */
  readonly samples: Chunk;
  /** The features' names. */
  readonly features: readonly [string, string];
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
}

/** Options of {@linkcode planeChart}. */
export interface PlaneChartOptions extends ScatterChartOptions {
  /** The neuron at its checkpoints, one panel each; at least one. */
  readonly checkpoints: readonly PanelCheckpoint[];
}

/** Bands of the prediction ŷ, from one threshold (here as a logit) to the next. */
const SHADES = [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
  .map((low, i, lows) => ({
    from: Math.log(low / (1 - low)),
    color: shade((low + (lows[i + 1] ?? 1)) / 2),
  }));

/**
 * Draws samples of two features in their plane, each class in its colour.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { scatterChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: [0, 1], y: 0 }, { x: [5, 2], y: 1 }]);
 * const svg = scatterChart({ samples, features: ["length", "width"], classes: ["a", "b"] });
 * assertStringIncludes(svg, "width");
 * ```
 */
export function scatterChart({ samples, features, classes }: ScatterChartOptions): string {
  return figure({
    title: `Samples of ${classes[0]} and ${classes[1]}`,
    description: `${samples.labels.length} samples in the plane of ${features[0]} and ${
      features[1]
    }.`,
    legend: classEntries(classes),
    plot: {
      height: 460,
      marginLeft: 56,
      ...planeScales(samples, features),
      marks: [frame(), ...planeDots(samples, { r: 4.5 })],
    },
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
 * import { points } from "@dawnstream/dawnstream";
 * import { planeChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: [0, 1], y: 0 }, { x: [5, 2], y: 1 }]);
 * const checkpoints = [{ epoch: 20, loss: 0.25, weights: [2, 1], bias: -5 }];
 * const features = ["length", "width"] as const;
 * const svg = planeChart({ samples, features, classes: ["a", "b"], checkpoints });
 * assertStringIncludes(svg, "epoch 20 · loss 0.2500");
 * ```
 */
export function planeChart(
  { samples, features, classes, checkpoints }: PlaneChartOptions,
): string {
  const panels = panelsOf(checkpoints);
  const scales = planeScales(samples, features);
  const plane = corners(scales.x.domain, scales.y.domain);
  const neurons = panels.map(({ checkpoint: { weights: { 0: u, 1: v }, bias }, ...panel }) => ({
    ...panel,
    z: ({ x, y }: Point) => u * x + v * y + bias,
  }));
  // Each shade covers all of the plane that is above its threshold, and is covered by the next one.
  const shades = neurons.flatMap(({ z, ...panel }) =>
    SHADES.flatMap(({ from, color }, i) =>
      above(plane, (point) => z(point) - from)
        .map((point) => ({ ...panel, ...point, color, shade: `${panel.title} ${i}` }))
    )
  );
  const boundaries = neurons.flatMap(({ z, ...panel }) =>
    above(plane, z).filter((point) => Math.abs(z(point)) <= 1e-9 * largest(plane, z))
      .map((point) => ({ ...panel, ...point }))
  );
  const place = { ...IN_PANEL, x: "x", y: "y" };
  return panelFigure(panels, {
    shows: `the samples in the plane of ${features[0]} and ${features[1]}, shaded by the ` +
      "prediction, and the decision line",
    legend: [...classEntries(classes), { label: "ŷ = ½", mark: "line", color: COLORS.boundary }],
    plot: {
      ...scales,
      grid: false,
      marks: [
        Plot.line(shades, {
          ...place,
          z: "shade",
          fill: "color",
          stroke: "none",
          curve: "linear-closed",
        }),
        frame(),
        Plot.line(boundaries, { ...place, z: "title", stroke: COLORS.boundary, strokeWidth: 2 }),
        ...planeDots(samples, { r: 2.5 }),
      ],
    },
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
    const share = here / (here - there);
    const crossing = {
      x: point.x + share * (next.x - point.x),
      y: point.y + share * (next.y - point.y),
    };
    return [...inside, crossing];
  });
}

/** The largest absolute value of a function at the corners of a polygon. */
function largest(polygon: readonly Point[], f: (point: Point) => number): number {
  return Math.max(...polygon.map((point) => Math.abs(f(point))));
}

function planeScales(samples: Chunk, [x, y]: readonly [string, string]) {
  return {
    x: { domain: columnExtent(samples, 0), label: x },
    y: { domain: columnExtent(samples, 1), label: y },
  };
}
