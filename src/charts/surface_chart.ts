import * as Plot from "@observablehq/plot";
import type { Loss } from "../neuron/loss.ts";
import type { Chunk } from "../samples/chunk.ts";
import { xAxis, xTicks, yAxis } from "./axis.ts";
import type { LeastLoss } from "./best.ts";
import { figure, type FigureOptions, HEAD, type PlacedPlot } from "./figure.ts";
import { count, figures, roundTicks, signed } from "./numbers.ts";
import { between, column, evenlySpaced, extent, ofLabel } from "./samples.ts";
import { textWidth } from "./text.ts";
import {
  EDGE,
  HALO,
  INK,
  LABEL,
  MINOR,
  MUTED,
  NOTE,
  ONLY_SMALL,
  PAPER,
  SIZE,
  WIDTH,
} from "./theme.ts";

/** A neuron of one feature on its way. */
export interface OnTheWay {
  /** When: "start", "epoch 20". */
  readonly name: string;
  /** Its weight. */
  readonly w: number;
  /** Its bias. */
  readonly b: number;
  /** Whether it has a dot and its name. */
  readonly marked: boolean;
}

/** Options of {@linkcode surfaceChart}. */
export interface SurfaceChartOptions {
  /** The samples, of one feature, as the neuron sees them. */
  readonly samples: Chunk;
  /** The loss. */
  readonly loss: Loss;
  /** The neuron from the start to the end, an epoch each; two or more. */
  readonly path: readonly OnTheWay[];
  /** The number of epochs, where the path has not all of them. Default: those of the path. */
  readonly epochs?: number;
  /** The neuron after each step of the first epoch, as far as it is known. */
  readonly steps?: readonly Pick<OnTheWay, "w" | "b">[];
  /** The neuron with the least loss, where there is one; "separable" where it falls for ever. */
  readonly least?: LeastLoss | "separable";
  /** A boundary −b/w in the data's own units. Default: as it is. */
  readonly toData?: (boundary: number) => number;
}

/** A place on the surface. */
interface Place {
  readonly w: number;
  readonly b: number;
}

/** What is seen of the surface. */
interface View {
  readonly w: readonly [number, number];
  readonly b: readonly [number, number];
  readonly left: number;
  readonly width: number;
}

const LEFT = 60;
const GAP = 58;
const HEIGHT = 370;
const BOTTOM = 40;
const TOP = 16;
/** A cell of the grid on which the loss is computed, in pixels. */
const CELL = 7;
/** The parts of the axis in which the samples of a class are taken together. */
const BINS = 40;
const MOST_LEVELS = 10;
/** A view that is not that much wider or higher than another shows nothing new. */
const WIDER = 1.5;
/** Labels closer than this overlap, where the picture is small too. */
const LINE = 20;

/**
 * Draws the mean loss over the weight and the bias as contours, with the path of the training: near,
 * and beside it the whole valley down to the least loss, where that lies outside.
 *
 * Along a dotted ray the boundary is the same. The loss is computed on a grid no finer than 7 pixels,
 * of samples taken together where they are close.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { binaryCrossEntropy, points } from "@dawnstream/dawnstream";
 * import { surfaceChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const samples = points([{ x: 0, y: 0 }, { x: 3, y: 0 }, { x: 2, y: 1 }, { x: 5, y: 1 }]);
 * const path = [
 *   { name: "start", w: 0, b: 0, marked: true },
 *   { name: "epoch 0", w: 0.5, b: -0.2, marked: true },
 * ];
 * const svg = surfaceChart({ samples, loss: binaryCrossEntropy, path });
 * assertStringIncludes(svg, "epoch 0");
 * ```
 */
export function surfaceChart(
  { samples, loss, path, epochs = path.length - 1, steps = [], least, toData = (x) => x }:
    SurfaceChartOptions,
  options: FigureOptions = {},
): string {
  const optimum = typeof least === "object"
    ? { w: least.weights[0], b: least.bias, loss: least.loss }
    : undefined;
  const end = path[path.length - 1];
  const near = boxOf([...path, ...steps]);
  // A valley without end is followed as far again, and again.
  const far = least === "separable" ? { w: 4 * end.w, b: 4 * end.b } : optimum;
  const whole = boxOf([...path, ...steps, ...(far ? [far] : [])]);
  const size = ([low, high]: readonly [number, number]) => high - low;
  const two = size(whole.w) > WIDER * size(near.w) || size(whole.b) > WIDER * size(near.b);
  const full = WIDTH - LEFT - EDGE;
  const half = (full - GAP) / 2;
  const meanLoss = meanLossOf(samples, loss);
  const first: View = { ...(two ? near : whole), left: LEFT, width: two ? half : full };
  const views = two ? [first, { ...whole, left: LEFT + half + GAP, width: half }] : [first];
  const rays = (view: View, boundaries: readonly number[]) =>
    boundaries.map((boundary) => ({
      view,
      boundary,
      label: `boundary ${plain(toData(boundary))}`,
    }));
  return figure({
    kind: "surface",
    left: LEFT,
    title: titleOf(path, { epochs, optimum, separable: least === "separable" }),
    subtitle: "more ink, more loss · along a dotted ray the boundary stays the same",
    description: `The mean loss over the weight w and the bias b, and the path from ` +
      `(${figures(path[0].w)}, ${figures(path[0].b)}) to (${figures(end.w)}, ${figures(end.b)}).` +
      (optimum
        ? ` The least loss, ${figures(optimum.loss)}, is at (${figures(optimum.w)}, ${
          figures(optimum.b)
        }).`
        : ""),
    frames: views.map(({ w, b, left, width }) => ({
      x: { domain: w, range: [left, left + width] },
      y: { domain: b, range: [HEAD + TOP + HEIGHT, HEAD + TOP] },
    })),
    plots: [
      viewPlot(first, [
        ...surface(first, meanLoss),
        ...rayMarks(rays(first, nearRays(path, toData)), path),
        Plot.line(steps, { x: "w", y: "b", stroke: MUTED, strokeWidth: 0.75 }),
        ...pathMarks(path, { view: first, labels: true }),
        ...(two ? [] : optimumMarks(optimum, { view: first, end: pixel(end, first) })),
      ]),
      ...views.slice(1).map((view) =>
        viewPlot(view, [
          ...surface(view, meanLoss),
          ...rayMarks(
            rays(view, [end, ...(optimum ? [optimum] : [])].map(({ w, b }) => -b / w)),
            path,
          ),
          ...pathMarks(path, { view, labels: false }),
          Plot.rect([near], {
            x1: near.w[0],
            x2: near.w[1],
            y1: near.b[0],
            y2: near.b[1],
            stroke: INK,
            strokeWidth: 1.25,
          }),
          Plot.text(["the left picture"], {
            ...(pixel({ w: near.w[1], b: 0 }, view)[0] < view.width - 110
              ? { x: near.w[1], y: near.b[0], textAnchor: "start", dx: 6, dy: -4 }
              : { x: near.w[1], y: near.b[0], textAnchor: "end", dy: 12 }),
            ...HALO,
            ...NOTE,
            className: MINOR,
          }),
          ...optimumMarks(optimum, { view, end: pixel(end, view) }),
        ])
      ),
    ],
  }, options);
}

/** The box around places, with some room. */
function boxOf(places: readonly Place[]): Pick<View, "w" | "b"> {
  const around = (values: readonly number[]) => {
    const [low, high] = extent(Float64Array.from(values));
    const room = 0.1 * (high - low);
    return [low - room, high + room] as const;
  };
  return { w: around(places.map(({ w }) => w)), b: around(places.map(({ b }) => b)) };
}

/** How far the training has come. */
function titleOf(
  path: readonly OnTheWay[],
  { epochs, optimum, separable }: {
    epochs: number;
    optimum: Place | undefined;
    separable: boolean;
  },
): string {
  const length = epochs === 1 ? "One epoch" : `${count(epochs)} epochs`;
  const verb = epochs === 1 ? "goes" : "go";
  if (separable) return "The valley has no end: the classes can be separated";
  if (optimum === undefined) return `${length} on the surface of the loss`;
  const away = ({ w, b }: Place) => Math.hypot(w - optimum.w, b - optimum.b);
  const share = 1 - away(path[path.length - 1]) / away(path[0]);
  if (!(share > 0)) return `After ${length.toLowerCase()} the least loss is no nearer`;
  return share > 0.995
    ? `${length} ${verb} all the way to the least loss`
    : `${length} ${verb} ${Number((100 * share).toPrecision(2))} % of the way to the least loss`;
}

/** The mean loss of a neuron on samples that are taken together where they are close. */
function meanLossOf(samples: Chunk, loss: Loss): (w: number, b: number) => number {
  const x = column(samples, 0);
  const [low, high] = extent(x);
  const groups = [0, 1].flatMap((y) => {
    const sums = new Float64Array(BINS);
    const counts = new Float64Array(BINS);
    for (const value of ofLabel(x, samples.labels, y)) {
      const bin = Math.floor((value - low) / (high - low) * BINS);
      sums[bin] += value;
      counts[bin]++;
    }
    return [...counts].flatMap((n, bin) => n === 0 ? [] : [{ y, n, x: sums[bin] / n }]);
  });
  return (w, b) =>
    groups.reduce((sum, { x, y, n }) => sum + n * loss.value(w * x + b, y), 0) / x.length;
}

/** A plot of the surface, with its axes. */
function viewPlot({ w, b, left, width }: View, marks: Plot.Markish[]): PlacedPlot {
  return {
    height: TOP + HEIGHT + BOTTOM,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: left,
    marginRight: WIDTH - left - width,
    x: { domain: w },
    y: { domain: b },
    marks: [
      ...marks,
      xAxis(xTicks({ domain: w, length: width, most: width > 400 ? 8 : 4 })),
      yAxis(roundTicks(b, 7)),
      Plot.text(["w"], { frameAnchor: "bottom-right", dy: 36, fontStyle: "italic", ...NOTE }),
      Plot.text(["b"], { frameAnchor: "top-left", dx: -16, dy: -12, fontStyle: "italic", ...NOTE }),
    ],
  };
}

/** The contours of the loss, and what they are. */
function surface(view: View, meanLoss: (w: number, b: number) => number): Plot.Markish[] {
  // One cell more on each side: there the contours are closed, where nobody sees it.
  const [columns, rows] = [view.width, HEIGHT].map((length) => Math.round(length / CELL) + 2);
  const beyond = ([low, high]: readonly [number, number], cells: number) => {
    const cell = (high - low) / (cells - 2);
    return [low - cell, high + cell];
  };
  const [w1, w2] = beyond(view.w, columns);
  const [b1, b2] = beyond(view.b, rows);
  const values = new Float64Array(columns * rows);
  let [low, high] = [Infinity, 0];
  for (let row = 0; row < rows; row++) {
    const b = b2 + (row + 0.5) / rows * (b1 - b2);
    for (let place = 0; place < columns; place++) {
      const value = meanLoss(w1 + (place + 0.5) / columns * (w2 - w1), b);
      values[row * columns + place] = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const thresholds = levels(low, high);
  return [
    Plot.contour(values, {
      width: columns,
      height: rows,
      x1: w1,
      x2: w2,
      y1: b2,
      y2: b1,
      value: (value: number) => value,
      // The grid is whole: there is nothing to interpolate.
      interpolate: "none",
      thresholds,
      fill: INK,
      fillOpacity: 0.045,
      stroke: INK,
      strokeOpacity: 0.3,
      strokeWidth: 0.75,
      clip: true,
    }),
    ...levelLabels(view, { meanLoss, thresholds }),
  ];
}

/** Round levels of the loss: 0.01, 0.02, 0.05, 0.1, … */
function levels(low: number, high: number): number[] {
  // Where the loss is 0 everywhere, there is no level.
  if (high < Number.MIN_VALUE * 1e6) return [];
  const [from, to] = [Math.floor(Math.log10(Math.max(low, high * 1e-6))), Math.log10(high)];
  const all: number[] = [];
  for (let power = from; power <= to; power++) {
    for (const factor of [1, 2, 5]) {
      const level = Number(`${factor}e${power}`);
      if (level > low && level < high) all.push(level);
    }
  }
  if (all.length >= MOST_LEVELS / 2) return [...evenlySpaced(all, MOST_LEVELS)];
  return roundTicks([low, high], MOST_LEVELS).ticks;
}

/** The level of each contour, where it crosses a line near the right edge. */
function levelLabels(
  { w, b, width }: View,
  { meanLoss, thresholds }: {
    meanLoss: (w: number, b: number) => number;
    thresholds: readonly number[];
  },
): Plot.Markish[] {
  const at = w[1] - 30 / width * (w[1] - w[0]);
  const steps = HEIGHT / 2;
  const along = between(b, steps);
  const losses = along.map((b) => meanLoss(at, b));
  const labels: { b: number; level: number; y: number }[] = [];
  for (const level of thresholds) {
    for (let i = steps; i > 0; i--) {
      const y = i / steps * HEIGHT;
      if ((losses[i] >= level) === (losses[i - 1] >= level)) continue;
      if (y < LINE || y > HEIGHT - LINE) continue;
      if (labels.some((other) => Math.abs(other.y - y) < LINE + 4)) continue;
      labels.push({ b: along[i], level, y });
      break;
    }
  }
  return [
    Plot.text(labels, {
      x: at,
      y: "b",
      text: ({ level }: { level: number }) => plain(level),
      ...HALO,
      ...NOTE,
      className: MINOR,
    }),
  ];
}

/** A number as short as can be. */
function plain(x: number): string {
  return Math.abs(x) >= 0.001 && Math.abs(x) < 1e5
    ? signed(String(Number(x.toPrecision(3))))
    : figures(x);
}

/** Round boundaries around those of the training. */
function nearRays(path: readonly OnTheWay[], toData: (boundary: number) => number): number[] {
  const boundaries = path.slice(1).map(({ w, b }) => -b / w).filter(Number.isFinite);
  if (boundaries.length === 0) return [];
  const [low, high] = extent(Float64Array.from(boundaries, toData));
  const [offset, unit] = [toData(0), toData(1) - toData(0)];
  return roundTicks([low, high + 0.3 * (high - low)], 3).ticks
    .map((boundary) => (boundary - offset) / unit);
}

/** Dotted rays from the neuron that knows nothing, along which the boundary is the same. */
function rayMarks(
  rays: readonly { view: View; boundary: number; label: string }[],
  path: readonly OnTheWay[],
): Plot.Markish[] {
  const share = (i: number) => i % 2 ? 0.5 : 0.62;
  const drawn = rays.flatMap((ray, i) => {
    const { w, b, width } = ray.view;
    const { boundary } = ray;
    // On the side on which most of the picture is.
    const sign = w[1] >= -w[0] ? 1 : -1;
    const reach = Math.min(
      sign > 0 ? w[1] : -w[0],
      ...(boundary === 0 ? [] : [Math.max(b[0] / -boundary * sign, b[1] / -boundary * sign)]),
    ) * sign;
    if (!Number.isFinite(reach) || reach * sign <= 0) return [];
    if (w[0] > 0 || w[1] < 0 || b[0] > 0 || b[1] < 0) return [];
    const [dx, dy] = [
      reach / (w[1] - w[0]) * width,
      boundary * reach / (b[1] - b[0]) * HEIGHT,
    ];
    return [{
      ...ray,
      i,
      reach,
      length: Math.hypot(dx, dy),
      angle: Math.atan2(dy, dx) * 180 / Math.PI,
    }];
  });
  // Rays that are close to one another have one label.
  const labelled = drawn.filter(({ angle, length, label, view, reach, boundary, i }) =>
    // Not over the path, nor over the names along it.
    path.every((place) => {
      const [x, y] = pixel({ w: share(i) * reach, b: -boundary * share(i) * reach }, view);
      const [u, v] = pixel(place, view);
      return Math.hypot(x - u, y - v) > 30 &&
        !(place.marked && u > x && u - x < 130 && Math.abs(y - v) < 30);
    }) &&
    length > 2.2 * textWidth(label, SIZE.tick.small) / 1.5 &&
    drawn.every((other) => other.i >= i || Math.abs(other.angle - angle) > 8)
  );
  return [
    ...drawn.map(({ boundary, reach }) =>
      Plot.line([[0, 0], [reach, -boundary * reach]], {
        stroke: INK,
        strokeWidth: 1,
        strokeDasharray: "1,3",
      })
    ),
    ...labelled.map(({ boundary, reach, angle, label, i }) =>
      Plot.text([label], {
        x: share(i) * reach,
        y: -boundary * share(i) * reach,
        rotate: angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle,
        dy: -2,
        lineAnchor: "bottom",
        ...HALO,
        ...NOTE,
        className: MINOR,
      })
    ),
  ];
}

/** Where a place is in a view, in pixels. */
function pixel({ w, b }: Place, view: View): readonly [number, number] {
  return [
    (w - view.w[0]) / (view.w[1] - view.w[0]) * view.width,
    (view.b[1] - b) / (view.b[1] - view.b[0]) * HEIGHT,
  ];
}

/** The path, and where it was at the checkpoints. */
function pathMarks(
  path: readonly OnTheWay[],
  { view, labels }: { view: View; labels: boolean },
): Plot.Markish[] {
  const [start, end] = [path[0], path[path.length - 1]];
  const line = Plot.line(evenlySpaced(path, 400), {
    x: "w",
    y: "b",
    stroke: INK,
    strokeWidth: 2,
    clip: true,
  });
  if (!labels) return [line];
  const marked = evenlySpaced(path.filter(({ marked }) => marked), 30);
  const named: OnTheWay[] = [start, end];
  for (const place of marked) {
    const [x, y] = pixel(place, view);
    const free = named.every((other) => {
      const [u, v] = pixel(other, view);
      return Math.abs(y - v) >= LINE + 2 || Math.abs(x - u) > 110;
    });
    if (free) named.push(place);
  }
  // Names stand where the path does not go: it mostly goes away from the start.
  const leftwards = end.w >= start.w === (end.b <= start.b);
  const label = (place: OnTheWay) => {
    const [room] = pixel(place, view);
    const width = textWidth(place.name, SIZE.label.small) + 14;
    return (leftwards || room > view.width - width) && room > width;
  };
  return [
    line,
    Plot.dot(marked, { x: "w", y: "b", r: 3.5, fill: INK, stroke: PAPER, strokeWidth: 1 }),
    Plot.dot([start], { x: "w", y: "b", r: 4.5, fill: PAPER, stroke: INK, strokeWidth: 1.75 }),
    Plot.dot([end], { x: "w", y: "b", r: 4, fill: INK, stroke: PAPER, strokeWidth: 1 }),
    ...named.map((place) =>
      Plot.text([place], {
        x: "w",
        y: "b",
        text: "name",
        textAnchor: label(place) ? "end" : "start",
        dx: label(place) ? -10 : 10,
        dy: place === start ? -10 : 4,
        ...HALO,
        ...(place === end ? LABEL : { fontSize: SIZE.tick.normal }),
      })
    ),
  ];
}

/** Where the loss is least. */
function optimumMarks(
  optimum: (Place & { readonly loss: number }) | undefined,
  { view, end: [u, v] }: { view: View; end: readonly [number, number] },
): Plot.Markish[] {
  if (optimum === undefined) return [];
  const [x, y] = pixel(optimum, view);
  const left = x > view.width / 2;
  // Where the training ends there, its end has its name beside it.
  const below = Math.hypot(x - u, y - v) < 60 ? 24 : 0;
  const place = {
    x: "w",
    y: "b",
    textAnchor: left ? "end" : "start",
    dx: left ? -14 : 14,
    ...HALO,
  } as const;
  return [
    Plot.dot([optimum], { x: "w", y: "b", r: 7, stroke: INK, strokeWidth: 1.5, fill: PAPER }),
    Plot.dot([optimum], { x: "w", y: "b", r: 2.2, fill: INK }),
    Plot.text([optimum], {
      ...place,
      text: ["the least loss"],
      dy: below - 2,
      ...LABEL,
      className: MINOR,
    }),
    Plot.text([optimum], { ...place, text: ["least loss"], dy: below, ...LABEL, ...ONLY_SMALL }),
    Plot.text([optimum], {
      ...place,
      text: [figures(optimum.loss)],
      dy: below + 14,
      ...NOTE,
      className: MINOR,
    }),
  ];
}
