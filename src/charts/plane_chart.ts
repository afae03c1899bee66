import * as Plot from "@observablehq/plot";
import type { Chunk } from "../samples/chunk.ts";
import { xAxis, xTicks, yAxis } from "./axis.ts";
import type { LeastLoss } from "./best.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { count, roundTicks } from "./numbers.ts";
import {
  IN_PANEL,
  type NeuronAt,
  type Panel,
  panelGrid,
  PANELS_LEFT,
  panelsDescribed,
  panelsOf,
  panelsSaid,
  panelTitles,
  placeOf,
  type Training,
  wrongSaid,
} from "./panels.ts";
import { columnExtent, evenlySpaced, shownOf } from "./samples.ts";
import { distinct, shortened } from "./text.ts";
import {
  BEST,
  CLASS,
  dots,
  EDGE,
  GHOST,
  HALO,
  INK,
  LABEL,
  MUTED,
  NOTE,
  PAPER,
  RIGHT,
  RULE,
  SIZE,
  WIDTH,
} from "./theme.ts";

/** Options of {@linkcode scatterChart}. */
export interface ScatterChartOptions {
  /** The samples, of two features. */
  readonly samples: Chunk;
  /** The features' names. */
  readonly features: readonly [string, string];
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
  /** How many samples there are in all. Default: those that are shown. */
  readonly all?: number;
  /** The neuron with the least loss, where there is one; "separable" where a line gets all right. */
  readonly least?: LeastLoss | "separable";
}

/** Options of {@linkcode planeChart}. */
export interface PlaneChartOptions extends Omit<ScatterChartOptions, "least">, Training {}

const LEFT = 64;
const SCATTER = { width: WIDTH - LEFT - EDGE, height: 440 };
/** A panel, from the top of its row. */
const PLANE = { top: 46, height: 190 };
const ROW = 290;
/** What the axis below the last row needs. */
const AXIS = 46;
/** As many dots of a panel can be told apart. */
const MOST_DOTS = 600;
/** The logits of the predictions 0.1 and 0.9. */
const NEARLY = Math.log(9);

/**
 * Draws samples of two features in their plane: rings of class 0 and dots of class 1, with the line
 * of the least loss, where there is one.
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
export function scatterChart(
  { samples, features, classes, all, least }: ScatterChartOptions,
  options: FigureOptions = {},
): string {
  const scales = planeScales(samples);
  const n = samples.labels.length;
  const shown = shownOf(samples, all);
  const [u, v] = distinct(features, { width: 300, size: SIZE.subtitle.small });
  const names = distinct(classes, { width: 200, size: SIZE.label.small });
  const optimum = typeof least === "object" ? least : undefined;
  const wrong = optimum &&
    count(rowsOf(samples, (row) => isWrong(optimum, { samples, row })).length);
  return figure({
    kind: "data",
    left: LEFT,
    title: least === "separable"
      ? `A line can get all ${count(n)} ${shown ? "shown" : "samples"} right`
      : wrong
      ? `The line of the least loss gets ${wrong} of ${count(n)} wrong`
      : `${count(n)} samples of ${names[0]} and ${names[1]}`,
    subtitle: [
      ...(shown ? [shown] : []),
      `${v} by ${u}`,
      `rings: ${names[0]}, dots: ${names[1]}`,
      ...(optimum ? ["dashed: the line of the least loss"] : []),
    ].join(" · "),
    description: `${count(n)} samples of ${classes[0]} and ${classes[1]} in the plane of ` +
      `${features[0]} and ${features[1]}.` + (shown ? ` The picture shows ${shown}.` : ""),
    plots: [{
      height: SCATTER.height + AXIS,
      marginLeft: LEFT,
      marginRight: EDGE,
      marginTop: 6,
      marginBottom: AXIS,
      ...scales,
      marks: [
        ...axes(scales, { ...SCATTER, names: [u, v] }),
        ...(optimum ? [Plot.line(level(optimum, scales, 0), { x: "x", y: "y", ...BEST })] : []),
        ...[0, 1].flatMap((label) => {
          const places = rowsOf(samples, (row) => samples.labels[row] === label)
            .map((row) => placeIn(samples, row));
          return [
            dots(places, { r: 4.2, fill: PAPER }),
            dots(places, { r: 3.4, fill: CLASS[label] }),
            ...(label === 0 ? [dots(places, { r: 1.9, fill: PAPER })] : []),
          ];
        }),
        ...[0, 1].map((label) => className(names[label], { samples, label })),
      ],
    }],
  }, options);
}

/**
 * Draws a neuron of two features at each checkpoint, then at its start and its end: the line where
 * ŷ = ½ and, thinner, where it is 0.1 and 0.9; the samples on the wrong side are solid.
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
 * const checkpoints = [{ name: "epoch 20", loss: 0.25, weights: [2, 1], bias: -5 }];
 * const features = ["length", "width"] as const;
 * const svg = planeChart({ samples, features, classes: ["a", "b"], checkpoints });
 * assertStringIncludes(svg, "loss 0.250 · 0 wrong");
 * ```
 */
export function planeChart(
  { samples, features, classes, all, ...training }: PlaneChartOptions,
  options: FigureOptions = {},
): string {
  const wrongRows = (neuron: NeuronAt) =>
    rowsOf(samples, (row) => isWrong(neuron, { samples, row }));
  const panels = panelsOf(training, wrongRows);
  const grid = panelGrid(panels.length, ROW);
  const scales = planeScales(samples);
  const shown = shownOf(samples, all);
  const names = distinct(features, { width: 200, size: SIZE.tick.small });
  const lines = (of: (panel: Panel) => NeuronAt | undefined, z: number) =>
    panels.flatMap((panel) => {
      const neuron = of(panel);
      return neuron
        ? level(neuron, scales, z).map((point) => ({ ...placeOf(panel), ...point }))
        : [];
    });
  const line = { ...IN_PANEL, x: "x", y: "y" };
  const rows = evenlySpaced([...samples.labels.keys()], MOST_DOTS);
  const inPanels = (label: number, solid: boolean) =>
    panels.flatMap((panel) => {
      // Wrong samples are all drawn: there are few of them, and they are what is looked for.
      const drawn = solid
        ? panel.wrongRows
        : rows.filter((row) => !isWrong(panel, { samples, row }));
      return drawn.filter((row) => samples.labels[row] === label).flatMap((row) => {
        const [x, y] = placeIn(samples, row);
        return [{ ...placeOf(panel), x, y }, { ...placeOf(panel), x: NaN, y: NaN }];
      });
    });
  return figure({
    kind: "panels",
    left: PANELS_LEFT,
    title: wrongSaid(training, {
      wrongRows,
      samples: samples.labels.length,
      shown: shown !== undefined,
    }),
    subtitle: [
      ...(shown ? [shown] : []),
      ...panelsSaid(training),
      "solid: wrong side",
      "line: ŷ = ½, thin: 0.1 and 0.9",
      "grey: the panel before",
    ].join(" · "),
    description:
      `${panelsDescribed(panels)}. Each panel shows ${classes[0]} and ${classes[1]} in ` +
      `the plane of ${features[0]} and ${features[1]}, and the line where ŷ = ½.` +
      (shown ? ` The picture shows ${shown}.` : ""),
    height: Math.ceil(panels.length / 3) * ROW - (ROW - PLANE.top - PLANE.height) + AXIS,
    plots: [
      grid.plot(PLANE, {
        ...scales,
        marks: [
          ...panelTitles(panels, grid.width),
          ...axes(scales, { ...PLANE, width: grid.width, names, at: panels }),
          Plot.line(lines(({ before }) => before, 0), {
            ...line,
            stroke: GHOST,
            strokeWidth: 1.25,
          }),
          ...[0, 1].map((label) =>
            Plot.line(inPanels(label, false), { ...line, stroke: RIGHT[label], strokeWidth: 4 })
          ),
          ...[-NEARLY, NEARLY].map((z) =>
            Plot.line(lines((panel) => panel, z), { ...line, stroke: MUTED, strokeWidth: 0.75 })
          ),
          Plot.line(lines((panel) => panel, 0), { ...line, stroke: INK, strokeWidth: 2 }),
          ...[0, 1].flatMap((label) => [
            Plot.line(inPanels(label, true), { ...line, stroke: PAPER, strokeWidth: 7 }),
            Plot.line(inPanels(label, true), { ...line, stroke: CLASS[label], strokeWidth: 5 }),
          ]),
          ...distinct(classes, { width: grid.width * 0.6, size: SIZE.label.small })
            .map((name, label) => className(name, { samples, label, panel: panels[0] })),
        ],
      }),
    ],
  }, options);
}

function rowsOf({ labels }: Chunk, is: (row: number) => boolean): number[] {
  return [...labels.keys()].filter(is);
}

function placeIn({ features }: Chunk, row: number): readonly [number, number] {
  return [features[2 * row], features[2 * row + 1]];
}

type Line = Pick<NeuronAt, "weights" | "bias">;

function isWrong(neuron: Line, { samples, row }: { samples: Chunk; row: number }): boolean {
  const [x, y] = placeIn(samples, row);
  return (zAt(neuron, { x, y }) >= 0) !== (samples.labels[row] === 1);
}

/** A point of the plane. */
interface Point {
  readonly x: number;
  readonly y: number;
}

function zAt({ weights: { 0: u, 1: v }, bias }: Line, { x, y }: Point): number {
  return u * x + v * y + bias;
}

/** What the axes of the plane are. */
type Scales = ReturnType<typeof planeScales>;

function planeScales(samples: Chunk) {
  return { x: { domain: columnExtent(samples, 0) }, y: { domain: columnExtent(samples, 1) } };
}

/** The two ends of the line where z has some value, inside the plane, and a gap after it. */
function level(neuron: Line, { x, y }: Scales, z: number): Point[] {
  const [[x1, x2], [y1, y2]] = [x.domain, y.domain];
  const corners = [{ x: x1, y: y1 }, { x: x2, y: y1 }, { x: x2, y: y2 }, { x: x1, y: y2 }];
  const ends = corners.flatMap((here, i) => {
    const next = corners[(i + 1) % 4];
    const [a, b] = [zAt(neuron, here) - z, zAt(neuron, next) - z];
    if ((a >= 0) === (b >= 0)) return [];
    const share = a / (a - b);
    return [{ x: here.x + share * (next.x - here.x), y: here.y + share * (next.y - here.y) }];
  });
  return ends.length === 2 ? [...ends, { x: NaN, y: NaN }] : [];
}

/** Rules and numbers on both axes, and the features' names at their ends. */
function axes(
  { x, y }: Scales,
  { width, height, names: [u, v], at }: {
    width: number;
    height: number;
    names: readonly string[];
    at?: readonly Panel[];
  },
): Plot.Markish[] {
  const xs = xTicks({ domain: x.domain, length: width, most: at ? 4 : 8 });
  const ys = roundTicks(y.domain, Math.max(3, Math.floor(height / 60)));
  const last = at && at[Math.min(at.length, 3) - 1];
  return [
    Plot.ruleX(xs.ticks, RULE),
    Plot.ruleY(ys.ticks, RULE),
    xAxis(xs),
    yAxis(ys),
    Plot.text([shortened(u, { width, size: SIZE.tick.small })], {
      ...(last && { fx: last.fx, fy: Math.floor((at.length - 1 - last.fx) / 3) }),
      frameAnchor: "bottom-right",
      dy: 36,
      fontStyle: "italic",
      ...NOTE,
    }),
    Plot.text([shortened(v, { width, size: SIZE.tick.small })], {
      ...(at && { fx: 0, fy: 0 }),
      frameAnchor: "top-left",
      dx: 4,
      dy: 3,
      fontStyle: "italic",
      ...HALO,
      ...NOTE,
    }),
  ];
}

/** The name of a class in the midst of its samples. */
function className(
  name: string,
  { samples, label, panel }: { samples: Chunk; label: number; panel?: Panel },
): Plot.Markish {
  const rows = rowsOf(samples, (row) => samples.labels[row] === label);
  const [x, y] = [0, 1].map((j) =>
    rows.reduce((sum, row) => sum + placeIn(samples, row)[j], 0) / rows.length
  );
  return Plot.text(rows.length > 0 ? [name] : [], {
    ...(panel && placeOf(panel)),
    x,
    y,
    ...HALO,
    ...LABEL,
    fill: CLASS[label],
  });
}
