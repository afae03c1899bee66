import * as Plot from "@observablehq/plot";
import { xAxis, yAxis } from "./axis.ts";
import { figure, type FigureOptions, type PlacedPlot } from "./figure.ts";
import { apart, type At, LINE, lossScale, thinned } from "./loss_scale.ts";
import { count, figures, roundTicks, type Ticks } from "./numbers.ts";
import { evenlySpaced } from "./samples.ts";
import {
  BEST,
  GHOST,
  HALO,
  HELD_OUT,
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

/** A level across the picture, to compare a loss with. */
export interface Level {
  /** The loss. */
  readonly loss: number;
  /** What it is. */
  readonly name: string;
}

/** A picture of losses. */
export interface LossFigure {
  /** What it says. */
  readonly title: string;
  /** What else is to be said. */
  readonly subtitle: string;
  /** What there is to see. */
  readonly description: string;
  /** The axis along which training goes. */
  readonly x: {
    /** Whether it is logarithmic. */
    readonly type: "linear" | "log";
    /** Its numbers. */
    readonly ticks: Ticks;
    /** "epoch" or "samples". */
    readonly label: string;
    /** From where to where. */
    readonly domain: readonly [number, number];
  };
  /** The loss. */
  readonly loss: { readonly name: string; readonly points: readonly At[] };
  /** A second loss: of held-out samples, or the loss since the last report. */
  readonly second?: {
    readonly name: string;
    readonly points: readonly At[];
    /** Whether its least is marked; of held-out samples it says when to stop. */
    readonly heldOut: boolean;
  };
  /** Checkpoints on the first line. */
  readonly checkpoints: readonly At[];
  /** On the first line, what is the model's, where that is not the end. */
  readonly kept?: readonly At[];
  /** The loss of a coin's toss. */
  readonly coin?: Level;
  /** The least loss there is. */
  readonly optimum?: Level;
  /** The samples wrong, on the same axis. */
  readonly wrong?: {
    readonly name: string;
    readonly points: readonly At[];
    readonly best?: number;
  };
  /** Why training ended, where that is not as planned. */
  readonly ended?: string;
}

const LEFT = 64;
const RIGHT = 106;
/** How long the axis is. */
export const LOSS_LENGTH = WIDTH - LEFT - RIGHT;
const HEIGHT = 250;
const STRIP = { top: HEIGHT + 6, height: 110 };
/** What the axis needs below the last plot. */
const AXIS = 46;
const MOST_DOTS = 30;
/** Draws a loss on a logarithmic scale, and below it the number of samples wrong. */
export function lossFigure(
  { title, subtitle, description, ...picture }: LossFigure,
  options: FigureOptions,
): string {
  const { x, wrong } = picture;
  const lines = { ...lossPlot(picture), height: HEIGHT };
  const strip = wrong && { ...wrongPlot({ ...picture, wrong }), ...STRIP };
  const plots = strip ? [lines, strip] : [lines];
  const axis = [
    xAxis(x.ticks),
    Plot.text([x.label], { frameAnchor: "bottom", dy: 40, ...NOTE, className: MINOR }),
  ];
  return figure({
    kind: "loss",
    left: LEFT,
    title,
    subtitle,
    description,
    plots: plots.map((plot, i) => ({
      marginLeft: LEFT,
      marginRight: RIGHT,
      x: { type: x.type, domain: x.domain },
      ...plot,
      ...(i === plots.length - 1 && {
        height: plot.height + AXIS,
        marginBottom: AXIS,
        marks: [...axis, ...plot.marks],
      }),
    })),
  }, options);
}

/** The losses. */
function lossPlot(
  { x: { domain }, loss, second, checkpoints, kept = [], coin, optimum, ended }: Omit<
    LossFigure,
    "title" | "subtitle" | "description"
  >,
): Omit<PlacedPlot, "height"> {
  const y = lossScale([
    ...loss.points.map(([, value]) => value),
    ...second?.points.map(([, value]) => value) ?? [],
    ...[coin, optimum].flatMap((level) => level ? [level.loss] : []),
  ], HEIGHT - TOP - FLOOR);
  const [first, last] = [loss.points[0], loss.points[loss.points.length - 1]];
  const end = second?.points[second.points.length - 1];
  // A loss that is least at its end has passed no minimum.
  const least = second?.heldOut && lowest(second.points) !== end
    ? lowest(second.points)
    : undefined;
  const color = second?.heldOut ? HELD_OUT : MUTED;
  const ends = apart([
    { value: last[1], fill: INK, fontWeight: 600 },
    ...(end ? [{ value: end[1], fill: color, fontWeight: 600 }] : []),
    ...(optimum ? [{ value: optimum.loss, fill: MUTED, fontWeight: 400 }] : []),
  ], y);
  // The name of the second line keeps away from what is said of its least.
  const early = least === undefined || least[0] < 0.4 * domain[0] + 0.6 * domain[1];
  const crossed = optimum && second && lowest(second.points)[1] < 1.1 * optimum.loss;
  const under = end !== undefined && end[1] < last[1];
  // Where the least loss is close below, its name takes the place below the coin's line.
  const isClose = coin && optimum && Math.abs(y.at(coin.loss) - y.at(optimum.loss)) < 2 * LINE;
  return {
    marginTop: TOP,
    marginBottom: FLOOR,
    y: { type: y.type, domain: y.domain },
    marks: [
      Plot.ruleY(y.rules, { ...RULE, strokeOpacity: 0.6 }),
      yAxis(y),
      ...[coin, optimum].flatMap((level) => level ?? []).flatMap(({ loss, name }) => [
        Plot.ruleY([loss], BEST),
        // Where the held-out loss crosses the least, there is no room for a name.
        Plot.text(name === optimum?.name && crossed ? [] : [name], {
          frameAnchor: "right",
          y: loss,
          dx: -4,
          // The least loss is below the line: its name has to be below too.
          dy: name === coin?.name && (isClose || last[1] <= loss) ? -11 : 12,
          ...HALO,
          ...NOTE,
        }),
      ]),
      Plot.line(thinned(loss.points), { stroke: INK, strokeWidth: 2 }),
      ...(second
        ? [
          Plot.line(thinned(second.points), {
            stroke: color,
            strokeWidth: 1.5,
            ...(second.heldOut && { strokeDasharray: "5,3" }),
          }),
          name(second, { share: second.heldOut && early ? 0.85 : 0.2, below: under, fill: color }),
        ]
        : []),
      Plot.dot([first, ...evenlySpaced(checkpoints, MOST_DOTS), last], DOT),
      Plot.dot(kept, { r: 4.5, stroke: INK, fill: PAPER, strokeWidth: 1.5 }),
      name(loss, {
        share: under || end === undefined ? 0.15 : 0.7,
        below: end !== undefined && !under,
        fill: INK,
      }),
      ...(least
        ? [
          Plot.dot([least], { r: 4.5, stroke: HELD_OUT, fill: PAPER, strokeWidth: 1.5 }),
          Plot.text([least], {
            text: [
              `least${kept[0]?.[0] === least[0] ? ", kept" : ""}: ${figures(least[1])} at ${
                least[0]
              }`,
            ],
            dy: under ? 17 : -17,
            textAnchor: least[0] > (domain[0] + domain[1]) / 2 ? "end" : "start",
            ...HALO,
            ...NOTE,
            fill: HELD_OUT,
          }),
        ]
        : []),
      Plot.text([first], {
        text: [figures(first[1])],
        textAnchor: "start",
        dx: 9,
        dy: -2,
        fontSize: SIZE.tick.normal,
        ...HALO,
      }),
      ...(loss.points.length === 1 ? ends.slice(1) : ends).map(({ value, dy, ...style }) =>
        Plot.text([[domain[1], value]], {
          text: [figures(value)],
          textAnchor: "start",
          dx: 9,
          dy,
          fontSize: SIZE.label.normal,
          ...style,
        })
      ),
      ...endMark(ended, domain[1]),
    ],
  };
}

const TOP = 34;
const FLOOR = 22;
const DOT = { r: 3.5, fill: INK, stroke: PAPER, strokeWidth: 1 };

/** The lowest point of a line. */
function lowest(points: readonly At[]): At {
  return points.reduce((a, b) => b[1] < a[1] ? b : a);
}

/** Where and why training ended before its time. */
function endMark(ended: string | undefined, at: number): Plot.Markish[] {
  if (ended === undefined) return [];
  return [
    Plot.ruleX([at], { stroke: INK, strokeWidth: 1.25 }),
    Plot.text([ended], {
      frameAnchor: "top-right",
      dx: -6,
      dy: -TOP + 2,
      fontSize: SIZE.tick.normal,
      ...HALO,
      // Where the picture is small, the sentence under the title says it.
      className: MINOR,
    }),
  ];
}

/** The name of a line, above or below it. */
function name(
  { name, points }: { name: string; points: readonly At[] },
  { share, below, fill }: { share: number; below: boolean; fill: string },
): Plot.Markish {
  const at = points[Math.min(Math.ceil(points.length * share), points.length - 1)];
  return Plot.text([at], {
    text: [name],
    textAnchor: share > 0.5 ? "end" : "start",
    // A lone point has its number beside it.
    dx: points.length === 1 ? 70 : 6,
    dy: points.length === 1 ? 0 : below ? 14 : -14,
    ...HALO,
    ...LABEL,
    fill,
  });
}

/** The samples wrong, and the fewest that a boundary gets wrong. */
function wrongPlot(
  { x: { domain }, wrong: { name, points, best }, checkpoints }:
    & Pick<LossFigure, "x" | "checkpoints">
    & { wrong: NonNullable<LossFigure["wrong"]> },
): Omit<PlacedPlot, "height"> {
  const high = points.reduce((most, [, n]) => Math.max(most, n), 1);
  const [first, last] = [points[0], points[points.length - 1]];
  const marked = new Set(checkpoints.map(([at]) => at));
  const labels: At[] = [last];
  const far = (a: At, b: At) => Math.abs(a[0] - b[0]) / (domain[1] - domain[0] || 1) * LOSS_LENGTH;
  for (const point of points.toReversed()) {
    const near = labels[labels.length - 1];
    if (marked.has(point[0]) && far(point, near) >= 50 && far(point, first) >= 50) {
      labels.push(point);
    }
  }
  return {
    marginTop: 38,
    y: { domain: [0, high] },
    marks: [
      yAxis(roundTicks([0, high], 3)),
      Plot.ruleY([0], RULE),
      Plot.areaY(thinned(points), { x: "0", y: "1", fill: GHOST, fillOpacity: 0.45 }),
      Plot.line(thinned(points), { stroke: INK, strokeWidth: 1.25 }),
      Plot.dot([first, ...labels], { ...DOT, r: 3 }),
      Plot.text([[domain[0] + 0.15 * (domain[1] - domain[0]), high]], {
        text: [name],
        textAnchor: "start",
        dx: 6,
        dy: -26,
        ...HALO,
        ...LABEL,
      }),
      ...(points.length > 1
        ? [Plot.text([first], {
          text: ([, n]: At) => count(n),
          textAnchor: "start",
          dx: 9,
          dy: -8,
          fontSize: SIZE.tick.normal,
          ...HALO,
        })]
        : []),
      Plot.text(labels.slice(1), {
        text: ([, n]: At) => count(n),
        dy: -12,
        fontSize: SIZE.tick.normal,
        ...HALO,
        className: MINOR,
      }),
      Plot.text([last], {
        text: ([, n]: At) => count(n),
        textAnchor: "start",
        dx: 9,
        dy: best === undefined ? 0 : -14,
        ...LABEL,
      }),
      ...(best === undefined ? [] : [
        Plot.text([[last[0], best]], {
          text: [`at best ${count(best)}`],
          textAnchor: "start",
          dx: 9,
          dy: 3,
          ...NOTE,
          className: MINOR,
        }),
        Plot.text([[last[0], best]], {
          text: [`best ${count(best)}`],
          textAnchor: "start",
          dx: 9,
          dy: 6,
          ...NOTE,
          ...ONLY_SMALL,
        }),
      ]),
    ],
  };
}
