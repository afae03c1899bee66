import * as Plot from "@observablehq/plot";
import { labelRoom } from "./axis.ts";
import { figure } from "./figure.ts";
import { COLORS, frame } from "./theme.ts";

/** A place in the training, counted in epochs or samples, and the loss there. */
export type LossAt = readonly [at: number, loss: number];

/** A line of losses. */
export interface LossLine {
  /** Its name in the legend. */
  readonly name: string;
  /** Its colour. */
  readonly color: string;
  /** Its points, from left to right; at least one. */
  readonly points: readonly LossAt[];
}

/** What a picture of losses needs. */
export interface LossLines {
  /** What the loss is called. */
  readonly label: string;
  /** The axis along which training goes. */
  readonly x: Plot.ScaleOptions & {
    /** What it counts. */
    readonly label: string;
    /** From where to where. */
    readonly domain: readonly [number, number];
  };
  /** What the first line is the loss of: "120 epochs", say. */
  readonly of: string;
  /** The lines, one or two. */
  readonly lines: readonly LossLine[];
  /** The points of the first line that are checkpoints. */
  readonly checkpoints: readonly LossAt[];
}

const HEIGHT = 380;
const TOP = 10;
const BOTTOM = 40;
const MOST_POINTS = 1500;
const MOST_RINGS = 60;
/** The height of a line of text, in pixels. */
const TEXT_HEIGHT = 14;

/**
 * Draws lines of losses, each with its last value beside the frame, and checkpoints as rings on the
 * first line.
 *
 * Losses that span more than three powers of ten stand on a logarithmic scale.
 */
export function lossFigure({ label, x, of, lines, checkpoints }: LossLines): string {
  const { y, marginLeft } = lossScale(
    lines.flatMap(({ points }) => points.map(([, loss]) => loss)),
  );
  const ends = lines.map(({ points }) => points[points.length - 1]);
  const values = ends.map(([, loss]) => inFigures(loss));
  const shifts = endShifts(ends.map(([, loss]) => loss), y);
  const every = Math.ceil(checkpoints.length / MOST_RINGS);
  const ring = every === 1 ? "checkpoint" : `checkpoint, 1 of ${every} drawn`;
  return figure({
    title: `${label} by ${x.label}`,
    description: `The ${label} of ${of}, from ${inFigures(lines[0].points[0][1])} to ${values[0]}.`,
    legend: [
      ...lines.map(({ name, color }) => ({ label: name, mark: "line", color }) as const),
      ...(every > 0 ? [{ label: ring, mark: "ring", color: COLORS.loss } as const] : []),
    ],
    plot: {
      height: HEIGHT,
      marginLeft,
      marginRight: 10 + 8 * Math.max(...values.map((value) => value.length)),
      marginTop: TOP,
      marginBottom: BOTTOM,
      x: { tickFormat: (at: number) => at.toLocaleString("en"), ...x },
      y: { ...y, label },
      marks: [
        frame(),
        ...lines.flatMap(({ color, points }, i) => [
          Plot.line(thinned(points), { stroke: color, strokeWidth: 1.75, clip: true }),
          Plot.text([[x.domain[1], ends[i][1]]], {
            text: [values[i]],
            textAnchor: "start",
            dx: 8,
            dy: shifts[i],
            fill: color,
            fontWeight: 600,
          }),
        ]),
        Plot.dot(checkpoints.filter((_, i) => i % every === 0), {
          r: 4,
          fill: COLORS.background,
          stroke: COLORS.loss,
          strokeWidth: 1.75,
        }),
        Plot.dot([ends[0]], { r: 3, fill: COLORS.loss }),
      ],
    },
  });
}

/** The scale of losses, and the room that its labels need to the left. */
function lossScale(losses: readonly number[]): { y: Plot.ScaleOptions; marginLeft: number } {
  let low = Infinity;
  let high = 0;
  for (const loss of losses) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  const range = [HEIGHT - BOTTOM, TOP];
  if (low > 0 && high / low > 1000) {
    const y = { type: "log", domain: [low, high], nice: true, range, tickFormat: power } as const;
    return { y, marginLeft: labelRoom(6) };
  }
  const y = { type: "linear", domain: [0, high || 1], nice: true, range } as const;
  const magnitude = Math.floor(Math.log10(high || 1));
  if (magnitude < -3 || magnitude > 4) {
    return { y: { ...y, tickFormat: ".3~g" }, marginLeft: labelRoom(8) };
  }
  return { y, marginLeft: labelRoom(magnitude < 0 ? 3 - magnitude : Math.max(4, magnitude + 3)) };
}

/** The label of a power of ten; what lies between has none. */
function power(loss: number): string {
  if (!loss.toExponential().startsWith("1e")) return "";
  return loss < 0.001 || loss > 1000 ? loss.toExponential(0).replace("+", "") : String(loss);
}

/** A loss with four significant digits. */
function inFigures(loss: number): string {
  return loss.toPrecision(4).replace("+", "");
}

/** How far the values at the ends of the lines move up or down, so that each can be read. */
function endShifts(losses: readonly number[], y: Plot.ScaleOptions): number[] {
  const scale = Plot.scale({ y });
  const at = losses.map((loss) => scale.apply(loss));
  if (at.length < 2 || Math.abs(at[0] - at[1]) >= TEXT_HEIGHT) return at.map(() => 0);
  const half = TEXT_HEIGHT / 2;
  const middle = Math.min(Math.max((at[0] + at[1]) / 2, TOP + half), HEIGHT - BOTTOM - half);
  const first = at[0] < at[1] ? -half : half;
  return [middle + first - at[0], middle - first - at[1]];
}

/** Of very many points the lowest and the highest of each stretch: a reader sees the same line. */
function thinned(points: readonly LossAt[]): readonly LossAt[] {
  if (points.length <= MOST_POINTS) return points;
  const stretch = Math.ceil(points.length / (MOST_POINTS / 2));
  const kept: LossAt[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const byLoss = points.slice(from, from + stretch).toSorted(([, a], [, b]) => a - b);
    const ends = [byLoss[0], byLoss[byLoss.length - 1]];
    kept.push(...ends.toSorted(([a], [b]) => a - b));
  }
  return [points[0], ...kept, points[points.length - 1]];
}
