import * as Plot from "@observablehq/plot";
import { xAxis, xTicks, yAxis } from "./axis.ts";
import { figure, type FigureOptions } from "./figure.ts";
import { apart, type At, type LossScale, thinned } from "./loss_scale.ts";
import { measureScale } from "./measure_scale.ts";
import { count } from "./numbers.ts";
import {
  bestFirst,
  groupsOf,
  headline,
  isBad,
  type Measure,
  measureOf,
  measureWords,
  statesWords,
  type Sweep,
  type SweepRun,
} from "./sweep.ts";
import { labelWords, wordsOf } from "./sweep_words.ts";
import { distinct, shortened, textWidth } from "./text.ts";
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
  RULE,
  SIZE,
  WIDTH,
} from "./theme.ts";

const LEFT = 76;
const HEIGHT = 300;
const TOP = 26;
const FLOOR = 30;
const AXIS = 58;
/** Each curve has so many points, and all together no more than the others. */
const MOST_POINTS = 160;
const LEAST_POINTS = 20;
const MOST_IN_ALL = 40_000;
/** So many curves, or groups of curves, have a name each. */
const MOST_NAMES = 8;
/** The widest name beside a curve. */
const WIDEST_NAME = 230;
/** A loss that diverges is drawn up to so many times the others. */
const BEYOND = 3;

/** The course of a run. */
interface Curve {
  readonly run: SweepRun;
  readonly points: readonly At[];
}

/**
 * Draws the losses of all runs by epoch over each other, the best in ink and by its name; where runs are
 * compared by held-out samples, the losses of those; where by their accuracies, those. A run that has
 * diverged ends in a mark.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { curvesChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const svg = curvesChart({ name: "runs", fields: [], runs: [] });
 * assertStringIncludes(svg, "There are no runs");
 * ```
 */
export function curvesChart(sweep: Sweep, options: FigureOptions = {}): string {
  const { runs } = sweep;
  const measure = measureOf(sweep);
  const course = courseOf(measure);
  const most = Math.max(LEAST_POINTS, Math.min(MOST_POINTS, MOST_IN_ALL / runs.length));
  const curves = runs.map((run): Curve => ({
    run,
    points: thinnedEarly(course.of(run), most),
  }));
  const drawn = curves.filter(({ points }) => points.length > 0);
  const [best, ...ranked] = bestFirst(sweep, measure);
  const others = ranked.filter(({ value }) => value !== best.value);
  const title = titleOf(sweep, measure);
  const states = statesWords(runs);
  const unseen = curves.filter(({ run, points }) => run.state !== "missing" && points.length === 0);
  const plot = drawn.length > 0 && curvesPlot(sweep, { measure, course, drawn, best: best?.run });
  return figure({
    kind: "curves",
    left: LEFT,
    title,
    subtitle: [
      ...(states ? [`× ${states}`] : []),
      ...(unseen.length > 0
        ? [`${count(unseen.length)} of ${count(runs.length)} ended no epoch`]
        : []),
      ...(drawn.some(({ points }) => points.length > 1)
        ? []
        : drawn.length > 0
        ? ["each run is one epoch, a dot"]
        : []),
      ...(others.length > 1
        ? [[others[0], others[others.length - 1]].map(({ value }) => measureWords(measure, value))]
          .map(([first, last]) => `the others come to ${first} … ${last}`)
        : []),
    ].join(" · "),
    description: `${course.name} by epoch of ${count(drawn.length)} runs. ${title}.` +
      (states ? ` Of the runs ${states}.` : ""),
    ...(plot ? { plots: [plot] } : { plots: [], height: 0 }),
  }, options);
}

/** Of many epochs some, but the first as they are: there, losses change most. */
function thinnedEarly(points: readonly At[], most: number): readonly At[] {
  if (points.length <= most) return points;
  const early = most / 4;
  return [...points.slice(0, early), ...thinned(points.slice(early), most - early)];
}

/** What is drawn of each epoch. */
function courseOf({ name, isLoss }: Measure): { name: string; of: (run: SweepRun) => At[] } {
  const isHeldOut = name.startsWith("held-out");
  const field = isHeldOut
    ? isLoss ? "validationLoss" : "validationAccuracy"
    : isLoss
    ? "loss"
    : "accuracy";
  return {
    name: `${name} of the epoch`,
    of: ({ epochs }) =>
      epochs.flatMap((epoch): At[] => {
        const value = epoch[field];
        return value === undefined || !Number.isFinite(value) ? [] : [[epoch.epoch, value]];
      }),
  };
}

/** Which run is the best. */
function titleOf(sweep: Sweep, measure: Measure): string {
  const ranked = bestFirst(sweep, measure);
  const { runs } = sweep;
  if (ranked.length === 0 || runs.length === 1) return headline(sweep);
  const [{ run, value }] = ranked;
  const equal = ranked.filter((other) => other.value === value).length;
  const what = `${measure.name} ${measureWords(measure, value)}`;
  if (equal > 1) return `${count(equal)} of ${count(runs.length)} runs are equally good: ${what}`;
  const short = `Best of ${count(runs.length)} runs: ${what}`;
  const long = `${short}, ${run.name}`;
  // A long name stands at the curve.
  return textWidth(long, 1.06 * SIZE.title.normal) > WIDTH - LEFT - EDGE ? short : long;
}

/** The curves, their names and their marks. */
function curvesPlot(
  sweep: Sweep,
  { measure, course, drawn, best }: {
    measure: Measure;
    course: { name: string };
    drawn: readonly Curve[];
    best: SweepRun | undefined;
  },
) {
  const labels = labelsOf(sweep, drawn);
  const widest = Math.max(
    0,
    ...labels.map(({ small }) => textWidth(small, 1.06 * SIZE.label.small)),
    ...labels.map(({ text }) => textWidth(text, 1.06 * SIZE.label.normal)),
  );
  const right = Math.max(EDGE + 8, widest + 14);
  const length = WIDTH - LEFT - right;
  const last = Math.max(...drawn.map(({ points }) => points[points.length - 1][0]));
  // Where there is one epoch, its dots are beside their names.
  const first = last === 0 ? -1 : 0;
  const scale = scaleOf(measure, drawn);
  const shown = drawn.map(({ run, points }) => ({ run, points: upTo(scale.domain[1], points) }));
  const placed = apart(
    labels.map((label) => ({ ...label, value: Math.min(label.value, scale.domain[1]) })),
    scale,
  );
  const bestCurve = shown.find(({ run }) => run === best);
  const others = shown.filter((curve) => curve !== bestCurve);
  const end = ({ points }: Curve) => points[points.length - 1];
  const lone = others.filter(({ points }) => points.length === 1).map(end);
  const marks = ["diverged", "failed", "stopped"].map((state) => ({
    state,
    ends: others.filter(({ run }) => run.state === state).map(end),
  }));
  const quiet = {
    stroke: INK,
    strokeOpacity: drawn.length > 300 ? 0.2 : drawn.length > 100 ? 0.3 : 0.4,
  };
  return {
    height: TOP + HEIGHT + AXIS,
    marginTop: TOP,
    marginLeft: LEFT,
    marginRight: right,
    marginBottom: AXIS,
    insetLeft: 8,
    ...(measure.isLoss ? { insetBottom: FLOOR, insetTop: 12 } : { insetTop: FLOOR }),
    x: { domain: [first, last] as const },
    y: { type: scale.type, domain: scale.domain },
    marks: [
      Plot.ruleY(scale.rules, { ...RULE, strokeOpacity: 0.6 }),
      yAxis(scale),
      xAxis(
        last <= 1
          ? { ticks: [...new Set([0, last])], tickFormat: count }
          : xTicks({ domain: [0, last], length, most: Math.min(8, last + 1) }),
      ),
      Plot.text(["epoch"], { frameAnchor: "bottom", dy: 46, ...NOTE }),
      Plot.text([course.name], { frameAnchor: "top-left", dy: -TOP + 8, ...NOTE }),
      Plot.line(others.flatMap(({ points }) => [...points, [NaN, NaN] as const]), {
        ...quiet,
        strokeWidth: drawn.length > 100 ? 0.75 : 1,
      }),
      Plot.dot(lone, { r: 2.5, fill: INK, fillOpacity: 0.5 }),
      ...(bestCurve
        ? [
          Plot.line(bestCurve.points, { stroke: PAPER, strokeWidth: 4.5 }),
          Plot.line(bestCurve.points, { stroke: INK, strokeWidth: 2.5 }),
          Plot.dot([end(bestCurve)], { r: 3.5, fill: INK, stroke: PAPER, strokeWidth: 1 }),
        ]
        : []),
      ...marks.flatMap(({ state, ends }) => stateMarks(state, { ends, last })),
      ...(bestCurve && !labels.some(({ run }) => run === bestCurve.run)
        ? [bestLabel(bestCurve, { last, length, isLoss: measure.isLoss })]
        : []),
      // A curve that ends earlier is led to its name.
      ...placed.filter(({ end = last }) => end < last).map(({ end, value }) =>
        Plot.line([[end, value], [last, value]], {
          ...RULE,
          stroke: MUTED,
          strokeDasharray: "1,3",
        })
      ),
      ...placed.flatMap(({ run, text, small, value, dy }) => {
        const label = (text: string, options: Plot.TextOptions) =>
          Plot.text([[last, value]], {
            text: [text],
            textAnchor: "start",
            dx: 9,
            dy,
            ...(run && run === best ? LABEL : NOTE),
            ...options,
          });
        return text === small
          ? [label(text, {})]
          : [label(text, { className: MINOR }), label(small, ONLY_SMALL)];
      }),
    ],
  };
}

/** A curve up to where it leaves the picture. */
function upTo(high: number, points: readonly At[]): readonly At[] {
  const beyond = points.findIndex(([, value]) => value > high);
  return beyond < 0 ? points : [...points.slice(0, beyond), [points[beyond][0], high]];
}

/** A scale for all curves; of those that have diverged it need not have all. */
function scaleOf(measure: Measure, drawn: readonly Curve[]): LossScale {
  const good = drawn.filter(({ run }) => !isBad(run));
  const values = (curves: readonly Curve[]) =>
    curves.flatMap(({ points }) => points.map(([, value]) => value));
  const inside = values(good.length > 0 ? good : drawn);
  if (good.length > 0 && good.length < drawn.length) {
    const high = inside.reduce((a, b) => Math.max(a, b));
    inside.push(
      ...values(drawn.filter((curve) => !good.includes(curve))).map((value) =>
        Math.min(value, BEYOND * high)
      ),
    );
  }
  return measureScale(measure, { values: inside, length: HEIGHT - FLOOR - 12 });
}

/** What stands at the right edge. */
interface Label {
  readonly text: string;
  /** What there is room for where the picture is small. */
  readonly small: string;
  readonly value: number;
  /** The run, and the epoch at which its curve ends, where it is of one. */
  readonly run?: SweepRun;
  readonly end?: number;
}

/** What stands beside the curves at their right end: the names of groups or, of few runs, of each. */
function labelsOf(
  sweep: Sweep,
  drawn: readonly Curve[],
): Label[] {
  const { fields, groups } = groupsOf(sweep);
  const ends = new Map(drawn.map(({ run, points }) => [run, points[points.length - 1][1]]));
  if (drawn.length <= MOST_NAMES && drawn.length > 1) {
    const names = twoSizes(withoutFolder(drawn.map(({ run }) => run.name)));
    return drawn.map(({ run, points }, i) => {
      const [end, value] = points[points.length - 1];
      return { run, end, value, ...names[i] };
    });
  }
  if (fields.length === 0 || groups.length > MOST_NAMES) return [];
  const words = wordsOf(fields);
  const names = twoSizes(
    groups.map(({ values }) => values.map((value, i) => labelWords(words[i], value)).join(", ")),
  );
  return groups.flatMap(({ runs }, i) => {
    const values = runs.filter((run) => !isBad(run)).flatMap((run) => ends.get(run) ?? [])
      .sort((a, b) => a - b);
    return values.length === 0
      ? []
      : [{ ...names[i], value: values[Math.floor(values.length / 2)] }];
  });
}

/** Names that fit, and those that fit where the picture is small. */
function twoSizes(names: readonly string[]): { text: string; small: string }[] {
  const { normal, small } = SIZE.label;
  // In bold they are a little wider.
  const fitting = (size: number) => distinct(names, { width: WIDEST_NAME, size: size * 1.06 });
  const [text, shorter] = [fitting(normal), fitting(small)];
  return text.map((text, i) => ({ text, small: shorter[i] }));
}

/** Paths without the folder that all of them are in. */
function withoutFolder(names: readonly string[]): string[] {
  const [first, ...others] = names;
  let length = first.lastIndexOf("/") + 1;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length)))) {
    length = first.lastIndexOf("/", length - 2) + 1;
  }
  return names.map((name) => name.slice(length));
}

/** The name of the best run, beyond the end of its curve. */
function bestLabel(
  { run, points }: Curve,
  { last, length, isLoss }: { last: number; length: number; isLoss: boolean },
): Plot.Markish {
  const end = points[points.length - 1];
  const share = last === 0 ? 1 : end[0] / last;
  const isRight = share > 0.5;
  const width = (isRight ? share : 1 - share) * length - 16;
  return Plot.text([end], {
    text: [shortened(run.name, { width, size: SIZE.label.small })],
    textAnchor: isRight ? "end" : "start",
    dy: isLoss ? 18 : -18,
    ...HALO,
    ...LABEL,
  });
}

/** Where runs came to something else than their end, and the word for it beside one of them. */
function stateMarks(
  state: string,
  { ends, last }: { ends: readonly At[]; last: number },
): Plot.Markish[] {
  if (ends.length === 0) return [];
  const stopped = state === "stopped";
  const named = ends.reduce((a, b) => b[0] > a[0] ? b : a);
  const isRight = named[0] >= 0.7 * last;
  return [
    Plot.dot(ends, {
      symbol: stopped ? "circle" : "times",
      r: stopped ? 3.5 : 4,
      stroke: INK,
      strokeWidth: 1.75,
      ...(stopped && { fill: PAPER }),
    }),
    Plot.text([named], {
      text: [state],
      textAnchor: isRight ? "end" : "start",
      dx: isRight ? -10 : 10,
      ...HALO,
      ...LABEL,
    }),
  ];
}
