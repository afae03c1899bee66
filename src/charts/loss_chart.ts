import * as Plot from "@observablehq/plot";
import { labelRoom } from "./axis.ts";
import { legend, type LegendEntry } from "./legend.ts";
import { COLORS } from "./style.ts";
import { svgDocument, toSvg } from "./svg.ts";

/** The losses of one epoch. */
export interface LossPoint {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** Its mean loss. */
  readonly loss: number;
  /** The mean loss of the held-out samples after it. */
  readonly validationLoss?: number;
}

/** What a picture of the loss needs. */
export interface LossChartOptions {
  /** The losses, an epoch each; at least one. */
  readonly epochs: readonly LossPoint[];
  /** The epochs that are checkpoints. */
  readonly checkpoints: readonly number[];
  /** What the loss is called. Default: "mean cross-entropy". */
  readonly label?: string;
}

const WIDTH = 720;
const HEIGHT = 380;
const TOP = 10;
const BOTTOM = 40;
const MOST_POINTS = 1500;
const MOST_RINGS = 60;
/** So far apart, in pixels, two lines of text can be read. */
const LINE = 14;

/**
 * Draws the loss by epoch in red, with the checkpoints marked (of very many, at most 60) and the
 * last value at its end; in violet the loss of the held-out samples, where there are any.
 *
 * Losses that span more than three powers of ten stand on a logarithmic scale.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { lossChart } from "@dawnstream/dawnstream";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const epochs = [{ epoch: 0, loss: 0.5 }, { epoch: 1, loss: 0.25 }];
 * assertStringIncludes(lossChart({ epochs, checkpoints: [0] }), "0.2500");
 * ```
 */
export function lossChart(
  { epochs, checkpoints, label = "mean cross-entropy" }: LossChartOptions,
): string {
  const document = svgDocument();
  const marked = new Set(checkpoints);
  const last = epochs[epochs.length - 1];
  const series = [
    { key: "loss", name: label, color: COLORS.loss },
    { key: "validationLoss", name: `${label}, held-out`, color: COLORS.validation },
  ] as const;
  const drawn = series
    .map((line) => ({ ...line, points: epochs.filter((point) => point[line.key] !== undefined) }))
    .filter(({ points }) => points.length > 0)
    .map((line) => ({ ...line, end: line.points[line.points.length - 1] }));
  const scale = lossScale(drawn.flatMap(({ key, points }) => points.map((point) => point[key]!)));
  const ends = drawn.map(({ key, end }) => end[key]!.toPrecision(4).replace("+", ""));
  const shifts = endShifts(drawn.map(({ key, end }) => end[key]!), scale.y);
  const rings = epochs.filter(({ epoch }) => marked.has(epoch));
  const every = Math.ceil(rings.length / MOST_RINGS);
  const x = [epochs[0].epoch, Math.max(last.epoch, epochs[0].epoch + 1)] as const;
  const chart = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: scale.left,
    marginRight: 10 + 8 * Math.max(...ends.map((end) => end.length)),
    marginTop: TOP,
    marginBottom: BOTTOM,
    style: { fontSize: "12px" },
    x: {
      domain: x,
      label: "epoch",
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: (epoch: number) => epoch.toLocaleString("en"),
      ...(x[1] - x[0] < 10 && { ticks: x[1] - x[0] }),
    },
    y: { ...scale.y, label, labelAnchor: "center", labelArrow: "none" },
    grid: true,
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      ...drawn.flatMap(({ key, color, points, end }, i) => [
        Plot.line(thinned(points, key), {
          x: "epoch",
          y: key,
          stroke: color,
          strokeWidth: 1.75,
          clip: true,
        }),
        Plot.text([end], {
          x: "epoch",
          y: key,
          text: () => ends[i],
          textAnchor: "start",
          dx: 8,
          dy: shifts[i],
          fill: color,
          fontWeight: 600,
        }),
      ]),
      Plot.dot(rings.filter((_, i) => i % every === 0), {
        x: "epoch",
        y: "loss",
        r: 4,
        fill: "white",
        stroke: COLORS.loss,
        strokeWidth: 1.75,
      }),
      Plot.dot([last], { x: "epoch", y: "loss", r: 3, fill: COLORS.loss }),
    ],
  });
  const entries: LegendEntry[] = [
    ...drawn.map(({ name, color }) => ({ label: name, mark: "line", color }) as const),
    ...(rings.length > 0
      ? [{ label: ringName(every), mark: "ring", color: COLORS.loss } as const]
      : []),
  ];
  return toSvg({
    title: `${label} by epoch`,
    description: `The ${label} of ${epochs.length} epochs, from ${epochs[0].loss.toPrecision(4)} ` +
      `to ${last.loss.toPrecision(4)}.`,
    width: WIDTH,
    parts: [legend(entries, { document, width: WIDTH, left: scale.left }), chart],
  });
}

/** The scale of losses, and the room that its labels need to the left. */
function lossScale(losses: readonly number[]): { y: Plot.ScaleOptions; left: number } {
  let low = Infinity;
  let high = 0;
  for (const loss of losses) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  const range = [HEIGHT - BOTTOM, TOP];
  if (low > 0 && high / low > 1000) {
    const y = { type: "log", domain: [low, high], nice: true, range, tickFormat: power } as const;
    return { y, left: labelRoom(6) };
  }
  const y = { type: "linear", domain: [0, high || 1], nice: true, range } as const;
  const magnitude = Math.floor(Math.log10(high || 1));
  if (magnitude < -3 || magnitude > 4) {
    return { y: { ...y, tickFormat: ".3~g" }, left: labelRoom(8) };
  }
  return { y, left: labelRoom(magnitude < 0 ? 3 - magnitude : Math.max(4, magnitude + 3)) };
}

/** The label of a power of ten; what lies between has none. */
function power(loss: number): string {
  if (!loss.toExponential().startsWith("1e")) return "";
  return loss < 0.001 || loss > 1000 ? loss.toExponential(0).replace("+", "") : String(loss);
}

/** How far the values at the ends of the lines move up or down, so that each can be read. */
function endShifts(losses: readonly number[], y: Plot.ScaleOptions): number[] {
  const scale = Plot.scale({ y });
  const at = losses.map((loss) => scale.apply(loss));
  if (at.length < 2 || Math.abs(at[0] - at[1]) >= LINE) return at.map(() => 0);
  const half = LINE / 2;
  const middle = Math.min(Math.max((at[0] + at[1]) / 2, TOP + half), HEIGHT - BOTTOM - half);
  const first = at[0] < at[1] ? -half : half;
  return [middle + first - at[0], middle - first - at[1]];
}

function ringName(every: number): string {
  return every === 1 ? "checkpoint" : `checkpoint, 1 of ${every} drawn`;
}

/** Of very many points the lowest and the highest of each stretch: a reader sees the same line. */
function thinned(
  points: readonly LossPoint[],
  key: "loss" | "validationLoss",
): readonly LossPoint[] {
  if (points.length <= MOST_POINTS) return points;
  const stretch = Math.ceil(points.length / (MOST_POINTS / 2));
  const kept: LossPoint[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const part = points.slice(from, from + stretch);
    const byLoss = part.toSorted((a, b) => a[key]! - b[key]!);
    const ends = [byLoss[0], byLoss[byLoss.length - 1]];
    kept.push(...ends.toSorted((a, b) => a.epoch - b.epoch));
  }
  return [points[0], ...kept, points[points.length - 1]];
}
