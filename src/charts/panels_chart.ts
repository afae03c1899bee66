import * as Plot from "@observablehq/plot";
import { sigmoid } from "../neuron/forward.ts";
import { xAxis, xTicks, yAxis } from "./axis.ts";
import type { LeastLoss } from "./best.ts";
import type { DataChartOptions } from "./data_chart.ts";
import { figure, type FigureOptions, type PlacedPlot } from "./figure.ts";
import { figures, roundTicks } from "./numbers.ts";
import {
  type Grid,
  IN_PANEL,
  lastOf,
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
import {
  column,
  columnExtent,
  evenlySpaced,
  extent,
  histogram,
  ofLabel,
  shownOf,
} from "./samples.ts";
import { sigmoidAlong } from "./sigmoid.ts";
import { distinct, shortened } from "./text.ts";
import {
  BEST,
  BOUNDARY,
  CLASS,
  GHOST,
  HALO,
  INK,
  LABEL,
  MINOR,
  NOTE,
  PAPER,
  RIGHT,
  RULE,
  SIZE,
} from "./theme.ts";

/** The boundary at some moment of the training. */
export interface BoundaryAt {
  /** The epoch, or the number of samples so far. */
  readonly at: number;
  /** The boundary −b/w. */
  readonly boundary: number;
}

/** Options of {@linkcode panelsChart}. */
export interface PanelsChartOptions extends DataChartOptions, Training {
  /** The boundary in the course of the training, and what that is counted in. */
  readonly boundaries?: {
    /** "epoch" or "samples". */
    readonly by: string;
    /** The boundaries; two or more are drawn. */
    readonly points: readonly BoundaryAt[];
  };
  /** The neuron with the least loss, where there is one. */
  readonly least?: LeastLoss;
}

/** The strip of z, from the top of its row. */
const STRIP = { top: 46, height: 46 };
/** A unit of ŷ, and how far the highest bar goes beyond 0 and 1, in pixels. */
const UNIT = 72;
const BARS = 32;
/** The sigmoid, likewise. */
const CURVE = { top: STRIP.top + STRIP.height + 14, height: UNIT + 2 * BARS };
const ROW = 272;
/** What the axis below the last row needs. */
const AXIS = 50;
const BINS = 32;
/** More wrong samples than these have no dot on the curve. */
const MOST_DOTS = 12;
/** Of more wrong samples, errors in the same column of pixels are one line. */
const MOST_LINES = 60;
/** From one point of a curve to the next, as a logit. */
const STEP = 0.35;

/**
 * Draws a neuron of one feature at each checkpoint, then at its start, at its end, and its boundary
 * in the course of the training.
 *
 * In each panel the line z = wx + b stands in a strip above the sigmoid σ(z); the samples stand at
 * their labels 1 and 0, the wrong ones solid, with a line to the curve that is as long as the error
 * ŷ − y. The dashed line is the boundary; grey is the panel before.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { points } from "@dawnstream/dawnstream";
 * import { panelsChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: 0, y: 0 }, { x: 3, y: 0 }, { x: 5, y: 1 }]);
 * const checkpoints = [{ name: "epoch 20", loss: 0.25, weights: [2], bias: -5 }];
 * const classes = ["class 0", "class 1"] as const;
 * const svg = panelsChart({ samples, feature: "x", classes, checkpoints });
 * assertStringIncludes(svg, "loss 0.250 · 1 wrong");
 * ```
 */
export function panelsChart(
  { samples, feature, classes, all, boundaries, least, ...training }: PanelsChartOptions,
  options: FigureOptions = {},
): string {
  const view: View = {
    x: column(samples, 0),
    labels: samples.labels,
    domain: columnExtent(samples, 0),
  };
  const wrong = (neuron: NeuronAt) => wrongRows(neuron, view);
  const panels = panelsOf(training, wrong);
  const points = boundaries?.points.filter(({ boundary }) => isIn(view.domain, boundary)) ?? [];
  const history = points.length >= 2;
  const grid = panelGrid(panels.length + Number(history), ROW);
  const rows = Math.ceil((panels.length + Number(history)) / 3);
  const shown = shownOf(samples, all);
  const most = zMost(panels, view);
  const strip: Line = linesIn({ grid, x: view.domain, y: [-most, most], height: STRIP.height });
  const curveY = [-BARS / UNIT, 1 + BARS / UNIT] as const;
  const curve: Line = linesIn({ grid, x: view.domain, y: curveY, height: CURVE.height });
  return figure({
    kind: "panels",
    left: PANELS_LEFT,
    title: wrongSaid(training, {
      wrongRows: wrong,
      samples: view.x.length,
      shown: shown !== undefined,
    }),
    subtitle: [
      ...(shown ? [shown] : []),
      ...panelsSaid(training),
      "solid: wrong side",
      "line from a sample to the curve: its error ŷ − y",
      "grey: the panel before",
    ].join(" · "),
    description: `${panelsDescribed(panels)}. Each panel shows z = wx + b along ${feature} above ` +
      `ŷ = σ(z), ${classes[1]} at 1 and ${classes[0]} at 0.` +
      (shown ? ` The picture shows ${shown}.` : ""),
    height: rows * ROW + AXIS - (ROW - CURVE.top - CURVE.height),
    plots: [
      grid.plot(STRIP, {
        x: { domain: view.domain },
        y: { domain: [-most, most] },
        marks: [
          ...panelTitles(panels, grid.width),
          ...strips(panels, { view, line: strip }),
          zAxis(most),
        ],
      }),
      grid.plot(CURVE, {
        x: { domain: view.domain },
        y: { domain: curveY },
        marks: [
          // In each panel by its name: one that no mark names is empty to Plot, which leaves the rules
          // out and draws axes of the panels beside it.
          Plot.ruleY(panels.flatMap((panel) => [0, 1].map((y) => ({ ...placeOf(panel), y }))), {
            ...IN_PANEL,
            y: "y",
            ...RULE,
          }),
          ...sampleMarks(panels, { view, width: grid.width, line: curve }),
          ...curves(panels, { view, least, last: lastOf(panels, training), line: curve }),
          ...directLabels(panels[0], { view, classes, width: grid.width }),
          yAxis({ ticks: [0, 0.5, 1], tickFormat: (y) => y === 0.5 ? "½" : String(y) }),
          xAxis(xTicks({ domain: view.domain, length: grid.width, most: 5 })),
          Plot.text([shortened(feature, { width: grid.width, size: SIZE.tick.small })], {
            ...placeOf(panels[panels.length - 1]),
            frameAnchor: "bottom-right",
            dy: 38,
            fontStyle: "italic",
            ...NOTE,
          }),
        ],
      }),
      ...(history
        ? boundaryPlot(points, {
          by: boundaries!.by,
          ...(least && { best: -least.bias / least.weights[0] }),
          ...grid.place(panels.length),
          width: grid.width,
        })
        : []),
    ],
  }, options);
}

/** The samples along the axis that all panels share. */
interface View {
  readonly x: Float64Array;
  readonly labels: Float64Array;
  readonly domain: readonly [number, number];
}

function isIn([low, high]: readonly [number, number], x: number): boolean {
  return x >= low && x <= high;
}

function z({ weights: { 0: w }, bias }: NeuronAt, x: number): number {
  return w * x + bias;
}

/** A neuron is wrong where its prediction is on the other side of ½ than the label. */
function wrongRows(neuron: NeuronAt, { x, labels }: View): number[] {
  return [...labels.keys()].filter((row) => (z(neuron, x[row]) >= 0) !== (labels[row] === 1));
}

/** The largest logit, of either sign, that a panel shows. */
function zMost(panels: readonly Panel[], { domain }: View): number {
  return Math.max(...panels.flatMap((panel) => domain.map((x) => Math.abs(z(panel, x))))) || 1;
}

/** 0, and a round logit with both signs; long numbers have no room where the picture is small. */
function zAxis(most: number): Plot.Markish {
  const ticks = roundTicks([-most, most], 3);
  const long = ticks.ticks.some((z) => ticks.tickFormat(z).length > 3);
  return yAxis(ticks, long ? { className: MINOR } : {});
}

/** The boundaries inside the picture. */
function boundariesOf(panels: readonly Panel[], { domain }: View) {
  return panels.flatMap((panel) => {
    const boundary = -panel.bias / panel.weights[0];
    return isIn(domain, boundary) ? [{ ...panel, boundary }] : [];
  });
}

/** Draws lines in all panels. */
type Line = (points: readonly Point[], options: Plot.LineOptions) => Plot.Markish;

/** Draws lines in all panels as one path: as a path in each, they would take several times as long. */
function linesIn(
  { grid, x: [x1, x2], y: [y1, y2], height }: {
    grid: Grid;
    x: readonly [number, number];
    y: readonly [number, number];
    height: number;
  },
): Line {
  return (points, options) =>
    Plot.line(points, {
      x: {
        value: ({ panel, x }: Point) => grid.place(panel).left + (x - x1) / (x2 - x1) * grid.width,
        scale: null,
      },
      y: {
        value: ({ panel, y }: Point) => grid.place(panel).top + (y2 - y) / (y2 - y1) * height,
        scale: null,
      },
      // Plot draws what has an x and a y in one panel, or again in each.
      fx: () => 0,
      fy: () => 0,
      ...options,
    });
}

/** z along x, the panel before in grey, where z is 0, and the equation. */
function strips(
  panels: readonly Panel[],
  { view, line }: { view: View; line: Line },
): Plot.Markish[] {
  const { domain } = view;
  const lines = (of: (panel: Panel) => NeuronAt | undefined) =>
    panels.flatMap((panel, i): Point[] => {
      const neuron = of(panel);
      return neuron ? [...domain.map((x) => ({ panel: i, x, y: z(neuron, x) })), gap(i)] : [];
    });
  const falling = ({ weights: { 0: w } }: Panel) => w < 0;
  return [
    Plot.ruleY([0], RULE),
    line(lines(({ before }) => before), { stroke: GHOST, strokeWidth: 1.25 }),
    Plot.ruleX(boundariesOf(panels, view), { ...IN_PANEL, x: "boundary", ...BOUNDARY }),
    line(lines((panel) => panel), { stroke: INK, strokeWidth: 1.25 }),
    ...[false, true].map((right) =>
      Plot.text(panels.filter((panel) => falling(panel) === right), {
        ...IN_PANEL,
        frameAnchor: right ? "top-right" : "top-left",
        text: ({ weights: { 0: w }, bias }: Panel) => equation(w, bias),
        dx: right ? 0 : 4,
        dy: 1,
        ...HALO,
        ...NOTE,
        className: MINOR,
      })
    ),
  ];
}

/** z = 0.471x − 0.147 */
function equation(w: number, b: number): string {
  return `z = ${figures(w)}x ${b < 0 ? "−" : "+"} ${figures(Math.abs(b))}`;
}

/** The samples as bars at their labels, the wrong ones solid, and the errors of those. */
function sampleMarks(
  panels: readonly Panel[],
  { view, width, line }: { view: View; width: number; line: Line },
): Plot.Markish[] {
  const { x, labels, domain } = view;
  const counts = [0, 1].map((label) =>
    histogram(ofLabel(x, labels, label), { domain, bins: BINS })
  );
  const unit = BARS / UNIT / Math.max(...counts[0], ...counts[1]);
  const place = (bin: number) => domain[0] + (bin + 0.5) / BINS * (domain[1] - domain[0]);
  const bars = (heights: Float64Array, { label, panel }: { label: number; panel: number }) =>
    [...heights].flatMap((n, bin): Point[] =>
      n === 0 ? [] : [
        { panel, x: place(bin), y: label },
        { panel, x: place(bin), y: label + (label ? 1 : -1) * n * unit },
        gap(panel),
      ]
    );
  const bar = { strokeLinecap: "butt", strokeWidth: width / BINS - 0.8 } as const;
  return [0, 1].flatMap((label) => {
    const ofClass = panels.map((panel) =>
      Float64Array.from(panel.wrongRows.filter((row) => labels[row] === label), (row) => x[row])
    );
    return [
      line(panels.flatMap((_, panel) => bars(counts[label], { label, panel })), {
        ...bar,
        stroke: RIGHT[label],
      }),
      line(
        ofClass.flatMap((values, panel) =>
          bars(histogram(values, { domain, bins: BINS }), { label, panel })
        ),
        { ...bar, stroke: CLASS[label] },
      ),
      line(
        ofClass.flatMap((values, panel) =>
          onePerPixel(values, { domain, width }).flatMap((x) => [
            { panel, x, y: label },
            { panel, x, y: sigmoid(z(panels[panel], x)) },
            gap(panel),
          ])
        ),
        { stroke: CLASS[label], strokeWidth: 1 },
      ),
    ];
  });
}

/** A point of a path in some panel. */
interface Point {
  /** The panel's number. */
  readonly panel: number;
  readonly x: number;
  readonly y: number;
}

/** What ends a part of a path. */
function gap(panel: number): Point {
  return { panel, x: NaN, y: NaN };
}

/** Values, of many of which no two are in the same column of pixels. */
function onePerPixel(
  values: Float64Array,
  { domain: [low, high], width }: { domain: readonly [number, number]; width: number },
): number[] {
  if (values.length <= MOST_LINES) return [...values].sort((a, b) => a - b);
  const pixels = new Map<number, number>();
  for (const x of values) {
    const pixel = Math.floor((x - low) / (high - low) * width);
    if (!pixels.has(pixel)) pixels.set(pixel, x);
  }
  return [...pixels.values()].sort((a, b) => a - b);
}

/** The sigmoid of each panel, of the panel before in grey, the best there is, and boundaries. */
function curves(
  panels: readonly Panel[],
  { view, least, last, line }: {
    view: View;
    least: LeastLoss | undefined;
    last: Panel;
    line: Line;
  },
): Plot.Markish[] {
  const { domain } = view;
  const points = (of: (panel: Panel) => Omit<NeuronAt, "name"> | undefined) =>
    panels.flatMap((panel, i): Point[] => {
      const neuron = of(panel);
      if (neuron === undefined) return [];
      const along = sigmoidAlong(neuron, { domain, step: STEP });
      return [...along.map(({ x, y }) => ({ panel: i, x, y })), gap(i)];
    });
  const inside = boundariesOf(panels, view);
  const middle = (domain[0] + domain[1]) / 2;
  const few = panels.filter(({ wrong }) => wrong <= MOST_DOTS);
  return [
    line(points(({ before }) => before), { stroke: GHOST, strokeWidth: 1.25 }),
    Plot.ruleX(inside, { ...IN_PANEL, x: "boundary", ...BOUNDARY }),
    ...[false, true].map((right) =>
      Plot.text(inside.filter(({ boundary }) => (boundary < middle) === right), {
        ...IN_PANEL,
        x: "boundary",
        frameAnchor: "top",
        text: ({ boundary }: BoundaryAt) => figures(boundary),
        textAnchor: right ? "start" : "end",
        dx: right ? 5 : -5,
        dy: -8,
        ...NOTE,
      })
    ),
    // Where the training has reached the best there is, they are one curve.
    ...(least && !((last.loss ?? Infinity) < 1.02 * least.loss)
      ? [
        line(points((panel) => panel === last ? least : undefined), BEST),
        Plot.text([last], {
          ...IN_PANEL,
          x: Math.min(Math.max(-least.bias / least.weights[0], domain[0]), domain[1]),
          y: 0.3,
          text: ["the best"],
          textAnchor: -least.bias / least.weights[0] > middle ? "start" : "end",
          dx: -least.bias / least.weights[0] > middle ? 8 : -8,
          ...HALO,
          ...NOTE,
        }),
      ]
      : []),
    line(points((panel) => panel), { stroke: INK, strokeWidth: 2 }),
    ...[0, 1].map((label) =>
      Plot.dot(
        few.flatMap((panel) =>
          panel.wrongRows.filter((row) => view.labels[row] === label)
            .map((row) => ({
              ...placeOf(panel),
              x: view.x[row],
              y: sigmoid(z(panel, view.x[row])),
            }))
        ),
        { ...IN_PANEL, x: "x", y: "y", r: 3, fill: CLASS[label], stroke: PAPER, strokeWidth: 1 },
      )
    ),
  ];
}

/** What is what, in the first panel. */
function directLabels(
  panel: Panel,
  { view: { x, labels, domain }, classes, width }: {
    view: View;
    classes: readonly [string, string];
    width: number;
  },
): Plot.Markish[] {
  const middle = (domain[0] + domain[1]) / 2;
  const names = distinct(classes, { width: width * 0.55, size: SIZE.label.small });
  const rising = panel.weights[0] >= 0;
  return [
    ...[0, 1].map((label) => {
      const values = ofLabel(x, labels, label);
      const left = values.filter((v) => v < middle).length <= values.length / 2;
      return Plot.text([names[label]], {
        ...placeOf(panel),
        x: domain[left ? 0 : 1],
        y: label,
        textAnchor: left ? "start" : "end",
        dx: left ? 3 : -3,
        dy: label === 1 ? -16 : 16,
        ...HALO,
        ...LABEL,
        fill: CLASS[label],
      });
    }),
    Plot.text(["ŷ = σ(z)"], {
      ...placeOf(panel),
      x: domain[rising ? 0 : 1],
      y: sigmoid(z(panel, domain[rising ? 0 : 1])),
      textAnchor: rising ? "start" : "end",
      dx: rising ? 3 : -3,
      dy: -16,
      fontSize: SIZE.tick.normal,
      ...HALO,
    }),
  ];
}

/** The boundary in the course of the training, beside the one of the least loss. */
function boundaryPlot(
  points: readonly BoundaryAt[],
  { by, best, left, top, width }: {
    by: string;
    best?: number;
    left: number;
    top: number;
    width: number;
  },
): PlacedPlot[] {
  const [first, last] = [points[0], points[points.length - 1]];
  const height = CURVE.top + CURVE.height - STRIP.top;
  const values = points.map(({ boundary }) => boundary);
  const y = extent(Float64Array.from(best === undefined ? values : [...values, best]));
  const x = [first.at, last.at] as const;
  const room = 52;
  const note = { ...NOTE, textAnchor: "start", dx: 8 } as const;
  const apart = best === undefined ||
    Math.abs(last.boundary - best) / (y[1] - y[0]) * (height - 20) > 20;
  return [{
    left,
    top: top + STRIP.top,
    width,
    height,
    marginRight: room,
    marginTop: 10,
    marginBottom: 10,
    x: { domain: x },
    y: { domain: y },
    marks: [
      Plot.text([`boundary by ${by}`], { frameAnchor: "top-left", dy: -53, ...LABEL }),
      ...(best === undefined ? [] : [
        Plot.text(["dashed: where the loss is least"], {
          frameAnchor: "top-left",
          dy: -34,
          ...NOTE,
          className: MINOR,
        }),
        Plot.ruleY([best], BEST),
        Plot.text([figures(best)], { ...note, x: last.at, y: best, dy: apart ? 0 : -12 }),
      ]),
      Plot.line(evenlySpaced(points, 200), { x: "at", y: "boundary", stroke: INK, strokeWidth: 2 }),
      Plot.dot([first, last], { x: "at", y: "boundary", r: 3, fill: INK, stroke: PAPER }),
      Plot.text([first], {
        ...note,
        x: "at",
        y: "boundary",
        text: ({ boundary }) => figures(boundary),
      }),
      Plot.text([last], {
        ...note,
        x: "at",
        y: "boundary",
        text: ({ boundary }) => figures(boundary),
        dy: apart ? 0 : 11,
        fill: INK,
        ...LABEL,
      }),
      xAxis(xTicks({ domain: x, length: width - room, most: 4 })),
    ],
  }];
}
