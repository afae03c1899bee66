import type { FigureOptions } from "./figure.ts";
import type { LossContext } from "./loss_chart.ts";
import { lossFigure } from "./loss_figure.ts";
import type { At } from "./loss_scale.ts";
import { count, figures } from "./numbers.ts";

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
const MOST_TICKS = 5;

/** Options of {@linkcode streamLossChart}. */
export interface StreamLossChartOptions extends LossContext {
  /** The losses after 1, 2, 4, 8, … samples, and at the end; at least one. */
  readonly progress: readonly StreamLossPoint[];
  /** The losses at checkpoints. */
  readonly checkpoints: readonly StreamLossPoint[];
}

/**
 * Draws the losses of a stream by the number of samples, both on logarithmic scales: the progressive
 * loss in ink, with the checkpoints marked, and the loss since the last report in grey, each with
 * its last value beside it.
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
 * assertStringIncludes(svg, "0.250");
 * ```
 */
export function streamLossChart(
  { label, progress, checkpoints, coin, ended }: StreamLossChartOptions,
  options: FigureOptions = {},
): string {
  const progressive = ({ samples, loss }: StreamLossPoint): At => [samples, loss];
  const recent = progress.flatMap(({ samples, lossSinceLast }): At[] =>
    lossSinceLast === undefined ? [] : [[samples, lossSinceLast]]
  );
  const last = progress[progress.length - 1];
  const high = Math.max(last.samples, 2);
  const powers = Math.floor(Math.log2(high));
  const every = Math.ceil(powers / MOST_TICKS);
  const ticks = Array.from({ length: Math.floor(powers / every) + 1 }, (_, i) => 2 ** (i * every));
  const samples = last.samples === 1 ? "one sample" : `${count(last.samples)} samples`;
  const now = recent.at(-1);
  return lossFigure({
    title: ended?.diverged
      ? `Training diverged ${ended.words.replace(/^diverged /, "")}`
      : now
      ? `After ${samples} the loss is ${figures(now[1])}`
      : `Over ${samples} the loss is ${figures(last.loss)} on average`,
    subtitle: [
      ...(ended && !ended.diverged ? [ended.words] : []),
      `over all samples ${figures(last.loss)}, each before its own step`,
      "grey: since the last report",
    ].join(" · "),
    description: `The ${label} of ${samples}, from ${figures(progress[0].loss)} to ` +
      `${figures(last.loss)}.` + (ended ? ` Training ended: ${ended.words}.` : ""),
    x: {
      type: "log",
      label: "samples",
      domain: [1, high],
      ticks: { ticks, tickFormat: count },
    },
    loss: { name: `${label} so far`, points: progress.map(progressive) },
    ...(recent.length > 0 && {
      second: { name: "since the last report", points: recent, heldOut: false },
    }),
    checkpoints: checkpoints.map(progressive),
    ...(coin && { coin }),
    ...(ended && { ended: ended.words }),
  }, options);
}
