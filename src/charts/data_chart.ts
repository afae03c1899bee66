import * as Plot from "@observablehq/plot";
import type { Chunk } from "../samples/chunk.ts";
import { xTicks } from "./axis.ts";
import { fewestWrong, type Threshold } from "./best.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { count, figures, signed } from "./numbers.ts";
import { column, columnExtent, histogram, ofLabel, shownOf } from "./samples.ts";
import { distinct, shortened, textWidth } from "./text.ts";
import {
  BEST,
  CLASS,
  dots,
  EDGE,
  HALO,
  INK,
  LABEL,
  MINOR,
  NOTE,
  ONLY_SMALL,
  RULE,
  SIZE,
  strokes,
  WIDTH,
} from "./theme.ts";

/** Options of {@linkcode dataChart}. */
export interface DataChartOptions {
  /** The samples, of one feature. */
  readonly samples: Chunk;
  /** The feature's name. */
  readonly feature: string;
  /** The names of the classes 0 and 1. */
  readonly classes: readonly [string, string];
  /** How many samples there are in all. Default: those that are shown. */
  readonly all?: number;
}

/** From one dot to the next, in pixels, and a dot's radius. */
const STEP = 4.3;
const RADIUS = 1.9;
const LENGTH = WIDTH - 2 * EDGE;
const COLUMNS = Math.floor(LENGTH / STEP);
/** The most dots that stand on one another. */
const MOST_DOTS = 42;
/** The height of the axis between the classes. */
const AXIS = 28;
/** The height of a class's name and what is said of it. */
const NAME = 38;
/** More samples than these are not pointed at one by one. */
const MOST_POINTED = 3;

/**
 * Draws samples of one feature as columns of dots: class 1 stands on the axis, class 0 hangs from
 * it. Samples that no boundary gets right are pointed at, or the best boundary is drawn.
 *
 * Where columns would be too high, a dot is several samples, and the picture says how many; a dot that
 * has been started is drawn, so that a lone sample can be seen.
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
 * assertStringIncludes(svg, "Any boundary from 1.00 to 5.00 gets all 3 samples right");
 * ```
 */
export function dataChart(
  { samples, feature, classes, all }: DataChartOptions,
  options: FigureOptions = {},
): string {
  const n = samples.labels.length;
  const x = column(samples, 0);
  const domain = columnExtent(samples, 0);
  const at = (value: number) => EDGE + (value - domain[0]) / (domain[1] - domain[0]) * LENGTH;
  const names = distinct(classes, { width: 300, size: SIZE.label.small });
  const label = shortened(feature, { width: 200, size: SIZE.tick.small });
  const best = fewestWrong(samples);
  const each = roundUp(highestColumn(samples, domain) / MOST_DOTS);
  const [hanging, standing] = [0, 1].map((y) => {
    const values = ofLabel(x, samples.labels, y);
    const columns = histogram(values, { domain, bins: COLUMNS })
      .map((inColumn) => Math.ceil(inColumn / each));
    const pointed = best.wrong <= MOST_POINTED
      ? best.rows.filter((row) => samples.labels[row] === y).map((row) => x[row])
      : [];
    return sideOf({ values, columns, name: names[y], pointed: pointed.sort((a, b) => a - b) });
  });
  const top = standing.height;
  const bottom = top + AXIS;
  // The best boundary has its name below all dots.
  const end = bottom + hanging.height + (best.wrong > MOST_POINTED ? 20 : 0);
  const shown = shownOf(samples, all);
  const dot = each === 1 ? "each dot is a sample" : `each dot is up to ${count(each)} samples`;
  const beyond = (value: number, other: number) =>
    x.filter((v, row) =>
      samples.labels[row] === other && (other === best.above ? v <= value : v >= value)
    ).length;
  return figure({
    kind: "data",
    title: titleOf(best, { n, shown: shown !== undefined }),
    subtitle: [
      dot + (shown ? "" : ` at its ${label}`),
      ...(shown ? [shown] : [`${names[1]} stands on the axis, ${names[0]} hangs from it`]),
    ].join(" · "),
    description: `${count(standing.values.length)} samples of ${classes[1]} stand on the axis of ` +
      `${feature}, ${count(hanging.values.length)} of ${classes[0]} hang from it; ${dot}. ` +
      `The best boundary gets ${count(best.wrong)} of them wrong.` +
      (shown ? ` The picture shows ${shown}.` : ""),
    frames: [{ x: { domain, range: [EDGE, WIDTH - EDGE] } }],
    plots: [{
      height: end + 4,
      x: { type: "identity" },
      y: { type: "identity" },
      marks: [
        Plot.ruleY([top, bottom], { x1: EDGE, x2: WIDTH - EDGE, ...RULE }),
        ...bestBoundary(best, { at, end }),
        ...axis({ domain, at, label, y: top + AXIS / 2 }),
        ...sideMarks(standing, { y: top, up: -1, fill: CLASS[1] }),
        ...sideMarks(hanging, { y: bottom, up: 1, fill: CLASS[0] }),
        ...pointers(standing, {
          y: top,
          up: -1,
          at,
          label,
          note: (value) => `beyond ${samplesOf(beyond(value, 0))} of ${names[0]}`,
        }),
        ...pointers(hanging, {
          y: bottom,
          up: 1,
          at,
          label,
          note: (value) => `beyond ${samplesOf(beyond(value, 1))} of ${names[1]}`,
        }),
      ],
    }],
  }, options);
}

/** The most samples of a class in a column. */
function highestColumn(samples: Chunk, domain: readonly [number, number]): number {
  const columns = [0, 1].map((label) =>
    histogram(ofLabel(column(samples, 0), samples.labels, label), { domain, bins: COLUMNS })
  );
  return Math.max(...columns[0], ...columns[1]);
}

/** 1, 2, 5, 10, 20, …: the first that is as large. */
function roundUp(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= least) ?? 1;
}

/** What the best boundary says of the samples. */
function titleOf(
  { wrong, from, to }: Threshold,
  { n, shown }: { n: number; shown: boolean },
): string {
  const all = `all ${count(n)} ${shown ? "samples shown" : "samples"}`;
  if (wrong === 0) {
    return Number.isFinite(to - from)
      ? `Any boundary from ${figures(from)} to ${figures(to)} gets ${all} right`
      : `All samples${shown ? " shown" : ""} are of one class`;
  }
  return `No boundary gets ${all} right: ${
    wrong === 1 ? "one is" : `${count(wrong)} are`
  } wrong at best`;
}

/** What is drawn of a class. */
interface Side {
  readonly values: Float64Array;
  /** The dots of each column. */
  readonly columns: Float64Array;
  readonly name: string;
  /** The samples that are pointed at, by x. */
  readonly pointed: readonly number[];
  /** Where the name stands: at the end that is emptier, and how far from the axis. */
  readonly nameAt: { readonly end: "left" | "right"; readonly away: number };
  /** How far from the axis the label of what is pointed at is. */
  readonly labelAt: number;
  /** How far it all goes. */
  readonly height: number;
}

function sideOf(
  side: Pick<Side, "values" | "columns" | "name" | "pointed">,
): Side {
  const { columns, name, values, pointed } = side;
  const room = Math.max(
    textWidth(name, SIZE.label.small),
    textWidth(summary(values), SIZE.tick.normal),
  );
  const places = Math.min(Math.ceil(room / STEP) + 2, columns.length);
  const [left, right] = [columns.slice(0, places), columns.slice(-places)].map((part) =>
    Math.max(...part)
  );
  const highest = STEP * Math.max(...columns) + 8;
  const [of] = pointed;
  // Not where a label says what is pointed at.
  const end = of === undefined
    ? left <= right ? "left" : "right"
    : values.filter((x) => x < of).length > values.length / 2
    ? "left"
    : "right";
  // A name that has room beside its columns stands there, else beyond them.
  const over = STEP * (end === "left" ? left : right) + 10;
  const away = Math.max(over, Math.min(highest - NAME, 40));
  const labelAt = pointed.length > 0 ? 44 : 0;
  return {
    ...side,
    nameAt: { end, away },
    labelAt,
    height: Math.max(highest, away + NAME, labelAt + NAME) + 6,
  };
}

/** A class: its columns of dots, its name and what is to be said of it. */
function sideMarks(
  { values, columns, name, nameAt: { end, away } }: Side,
  { y, up, fill }: { y: number; up: 1 | -1; fill: string },
): Plot.Markish[] {
  const places = [...columns].flatMap((stack, i) =>
    Array.from(
      { length: stack },
      (_, k) => [EDGE + (i + 0.5) * LENGTH / COLUMNS, y + up * (k + 0.75) * STEP] as const,
    )
  );
  const place = {
    x: end === "left" ? EDGE : WIDTH - EDGE,
    textAnchor: end === "left" ? "start" : "end",
    fill,
  } as const;
  const first = up === 1 ? y + away + 8 : y - away - 26;
  return [
    dots(places, { r: RADIUS, fill }),
    Plot.text([name], { ...HALO, ...place, y: first, ...LABEL }),
    Plot.text([summary(values)], {
      ...HALO,
      ...place,
      y: first + 18,
      fontSize: SIZE.tick.normal,
      className: MINOR,
    }),
  ];
}

/** How many there are, their mean and their standard deviation. */
function summary(values: Float64Array): string {
  const n = values.length;
  if (n < 2) return samplesOf(n);
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
  // The mean as exact as the standard deviation.
  const decimals = 1 - Math.floor(Math.log10(sd));
  const rounded = decimals >= 0 && decimals < 8 ? signed(mean.toFixed(decimals)) : figures(mean);
  return `${samplesOf(n)} · mean ${rounded} · sd ${figures(sd)}`;
}

function samplesOf(n: number): string {
  return n === 1 ? "1 sample" : `${count(n)} samples`;
}

/** The numbers between the two classes, and the feature's name. */
function axis(
  { domain, at, label, y }: {
    domain: readonly [number, number];
    at: (x: number) => number;
    label: string;
    y: number;
  },
): Plot.Markish[] {
  const { ticks, tickFormat } = xTicks({ domain, length: LENGTH, most: 12 });
  const free = WIDTH - EDGE - textWidth(label, SIZE.tick.small) - 8;
  const fits = (x: number) => {
    const half = textWidth(tickFormat(x), SIZE.tick.normal) / 2;
    return at(x) + half < free && at(x) - half > 0;
  };
  return [
    Plot.text(ticks.filter(fits), { x: at, y, text: tickFormat, ...NOTE }),
    Plot.text([label], { x: WIDTH - EDGE, y, textAnchor: "end", fontStyle: "italic", ...NOTE }),
  ];
}

/** The best boundary, where it gets more samples wrong than can be pointed at. */
function bestBoundary(
  { wrong, from, to }: Threshold,
  { at, end }: { at: (x: number) => number; end: number },
): Plot.Markish[] {
  const boundary = (from + to) / 2;
  if (wrong <= MOST_POINTED || !Number.isFinite(boundary)) return [];
  const x = at(boundary);
  const right = x < WIDTH / 2;
  const words = `fewest wrong, at ${figures(boundary)}`;
  return [
    Plot.ruleX([x], { y1: 0, y2: end, ...BEST }),
    Plot.text([words], {
      x,
      y: end - 4,
      dx: right ? 6 : -6,
      textAnchor: right ? "start" : "end",
      ...HALO,
      ...NOTE,
    }),
  ];
}

/** Rings around samples that no boundary gets right, and a line from the last to a label. */
function pointers(
  { name, pointed, labelAt }: Side,
  { y, up, at, label, note }: {
    y: number;
    up: 1 | -1;
    at: (x: number) => number;
    label: string;
    note: (value: number) => string;
  },
): Plot.Markish[] {
  if (pointed.length === 0) return [];
  const columnOf = (value: number) => {
    const i = Math.floor((at(value) - EDGE) / LENGTH * COLUMNS);
    return EDGE + (i + 0.5) * LENGTH / COLUMNS;
  };
  const last = columnOf(pointed[pointed.length - 1]);
  const dot = y + up * 0.75 * STEP;
  const values = pointed.map(figures).join(" and ");
  const words = [`${name}, at ${label} = ${values}`, `${label} = ${values}`];
  const wide = Math.max(
    ...[words[0], note(pointed[0])].map((w) => textWidth(w, SIZE.label.normal)),
  );
  const fitsRight = last + Math.max(wide, textWidth(words[1], SIZE.label.small)) < WIDTH - 4;
  const place = {
    x: last,
    dx: fitsRight ? -4 : 4,
    textAnchor: fitsRight ? "start" : "end",
  } as const;
  const first = up === 1 ? y + labelAt : y - labelAt - (pointed.length === 1 ? 18 : 0);
  return [
    Plot.dot(pointed, { x: columnOf, y: dot, r: 5.5, stroke: INK, strokeWidth: 1 }),
    strokes([[last, dot + up * 6, last, y + up * (labelAt - 9)]], {
      stroke: INK,
      strokeWidth: 0.75,
    }),
    Plot.text([words[0]], { ...place, y: first, ...LABEL, className: MINOR }),
    Plot.text([words[1]], { ...place, y: y + up * (labelAt + 4), ...LABEL, ...ONLY_SMALL }),
    ...(pointed.length === 1
      ? [Plot.text([note(pointed[0])], { ...place, y: first + 18, ...NOTE, className: MINOR })]
      : []),
  ];
}
