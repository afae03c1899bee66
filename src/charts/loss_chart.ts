import * as Plot from "@observablehq/plot";
import { legend, LEGEND_HEIGHT, type LegendEntry } from "./legend.ts";
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
  /** The losses, an epoch each. */
  readonly epochs: readonly LossPoint[];
  /** The epochs that are checkpoints. */
  readonly checkpoints: readonly number[];
  /** What the loss is called. Default: "mean cross-entropy". */
  readonly label?: string;
}

const WIDTH = 720;
const HEIGHT = 380;
const LEFT = 56;
const MOST_POINTS = 1500;

/**
 * Draws the loss by epoch in red, with the checkpoints marked and the last value at its end; in
 * violet the loss of the held-out samples, where there are any.
 *
 * Losses that span more than three powers of ten stand on a logarithmic scale.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { lossChart } from "dawnstream";
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
  const drawn = series.filter(({ key }) => last[key] !== undefined);
  const chart = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: LEFT,
    marginRight: 66,
    marginTop: 10,
    marginBottom: 40,
    style: { fontSize: "12px" },
    x: {
      domain: [epochs[0].epoch, Math.max(last.epoch, epochs[0].epoch + 1)],
      label: "epoch",
      labelAnchor: "center",
      labelArrow: "none",
      tickFormat: (epoch: number) => Number.isInteger(epoch) ? epoch.toLocaleString("en") : "",
    },
    y: lossScale(drawn.flatMap(({ key }) => epochs.map((point) => point[key]!)), label),
    grid: true,
    marks: [
      Plot.frame({ stroke: "#bbb" }),
      ...drawn.flatMap(({ key, color }) => [
        Plot.line(thinned(epochs, key), {
          x: "epoch",
          y: key,
          stroke: color,
          strokeWidth: 1.75,
          clip: true,
        }),
        Plot.text([last], {
          x: "epoch",
          y: key,
          text: (point: LossPoint) => point[key]!.toPrecision(4),
          textAnchor: "start",
          dx: 8,
          fill: color,
          fontWeight: 600,
        }),
      ]),
      Plot.dot(epochs.filter(({ epoch }) => marked.has(epoch)), {
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
    ...(marked.size > 0
      ? [{ label: "checkpoint", mark: "ring", color: COLORS.loss } as const]
      : []),
  ];
  return toSvg({
    title: `${label} by epoch`,
    description: `The ${label} of ${epochs.length} epochs, from ${epochs[0].loss.toPrecision(4)} ` +
      `to ${last.loss.toPrecision(4)}.`,
    width: WIDTH,
    height: LEGEND_HEIGHT + HEIGHT,
    parts: [
      { svg: legend(entries, { document, width: WIDTH, left: LEFT }) },
      { svg: chart, y: LEGEND_HEIGHT },
    ],
  });
}

function lossScale(losses: readonly number[], label: string): Plot.ScaleOptions {
  const common = { label, labelAnchor: "center", labelArrow: "none" } as const;
  let low = Infinity;
  let high = 0;
  for (const loss of losses) {
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  return low > 0 && high / low > 1000
    ? { ...common, type: "log", domain: [low, high], nice: true }
    : { ...common, domain: [0, high || 1], nice: true };
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
