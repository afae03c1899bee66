import { type LossAt, lossFigure } from "./loss_lines.ts";
import { COLORS } from "./theme.ts";

/** The losses of a stream so far. */
export interface StreamLossPoint {
  /** The number of samples so far, ≥ 1. */
  readonly samples: number;
  /** The mean of their losses, each before its own step (progressive loss). */
  readonly loss: number;
  /** The mean of the losses since the point before. */
  readonly lossSinceLast?: number;
}

/** More than these, beside the one at 1, have labels that touch at a billion samples. */
const MOST_TICKS = 7;

/** Options of {@linkcode streamLossChart}. */
export interface StreamLossChartOptions {
  /** What the loss is called: "mean cross-entropy", say. */
  readonly label: string;
  /** The losses after 1, 2, 4, 8, … samples, and at the end; at least one. */
  readonly progress: readonly StreamLossPoint[];
  /** The losses at checkpoints. */
  readonly checkpoints: readonly StreamLossPoint[];
}

/**
 * Draws the losses of a stream by the number of samples, on a logarithmic axis: the progressive loss
 * in red, with the checkpoints marked (of very many, at most 60), and the loss since the last report
 * in brown, each with its last value beside it.
 *
 * Losses that span more than three powers of ten stand on a logarithmic scale.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { streamLossChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const progress = [{ samples: 1, loss: 0.75 }, { samples: 2, loss: 0.5, lossSinceLast: 0.25 }];
 * const svg = streamLossChart({ label: "mean cross-entropy", progress, checkpoints: [] });
 * assertStringIncludes(svg, "0.2500");
 * ```
 */
export function streamLossChart({ label, progress, checkpoints }: StreamLossChartOptions): string {
  const progressive = ({ samples, loss }: StreamLossPoint): LossAt => [samples, loss];
  const recent = progress.flatMap(({ samples, lossSinceLast }): LossAt[] =>
    lossSinceLast === undefined ? [] : [[samples, lossSinceLast]]
  );
  const { samples } = progress[progress.length - 1];
  const high = Math.max(samples, 2);
  const powers = Math.floor(Math.log2(high));
  const every = Math.ceil(powers / MOST_TICKS);
  const ticks = Array.from({ length: Math.floor(powers / every) + 1 }, (_, i) => 2 ** (i * every));
  return lossFigure({
    label,
    of: `${samples.toLocaleString("en")} samples`,
    x: { type: "log", base: 2, label: "samples", domain: [1, high], ticks },
    lines: [
      { name: "progressive loss", color: COLORS.loss, points: progress.map(progressive) },
      { name: "loss since the last report", color: COLORS.recent, points: recent },
    ].filter(({ points }) => points.length > 0),
    checkpoints: checkpoints.map(progressive),
  });
}
