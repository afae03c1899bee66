import { type LossAt, lossFigure } from "./loss_lines.ts";
import { COLORS } from "./theme.ts";

/** The losses of one epoch. */
export interface LossPoint {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** Its mean loss. */
  readonly loss: number;
  /** The mean loss of the held-out samples after it. */
  readonly validationLoss?: number;
}

/** Options of {@linkcode lossChart}. */
export interface LossChartOptions {
  /** What the loss is called: "mean cross-entropy", say. */
  readonly label: string;
  /** The losses, an epoch each; at least one. */
  readonly epochs: readonly LossPoint[];
  /** The epochs that are checkpoints. */
  readonly checkpoints: readonly number[];
}

/**
 * Draws the loss by epoch in red, with the checkpoints marked (of very many, at most 60) and the
 * last value beside it; in violet the loss of the held-out samples, where there are any.
 *
 * Losses that span more than three powers of ten stand on a logarithmic scale.
 *
 * @returns a standalone SVG.
 *
 * @example
 * ```ts
 * import { lossChart } from "@dawnstream/dawnstream/charts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const epochs = [{ epoch: 0, loss: 0.5 }, { epoch: 1, loss: 0.25 }];
 * const svg = lossChart({ label: "mean cross-entropy", epochs, checkpoints: [0] });
 * assertStringIncludes(svg, "0.2500");
 * ```
 */
export function lossChart({ label, epochs, checkpoints }: LossChartOptions): string {
  const losses = epochs.map(({ epoch, loss }): LossAt => [epoch, loss]);
  const heldOut = epochs.flatMap(({ epoch, validationLoss }): LossAt[] =>
    validationLoss === undefined ? [] : [[epoch, validationLoss]]
  );
  const marked = new Set(checkpoints);
  const first = epochs[0].epoch;
  const last = Math.max(epochs[epochs.length - 1].epoch, first + 1);
  return lossFigure({
    label,
    of: `${epochs.length} epochs`,
    x: { label: "epoch", domain: [first, last], ...(last - first < 10 && { ticks: last - first }) },
    lines: [
      { name: label, color: COLORS.loss, points: losses },
      { name: `${label}, held-out`, color: COLORS.validation, points: heldOut },
    ].filter(({ points }) => points.length > 0),
    checkpoints: losses.filter(([epoch]) => marked.has(epoch)),
  });
}
