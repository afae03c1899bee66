import type { LeastLoss } from "./best.ts";
import { xTicks } from "./axis.ts";
import type { FigureOptions } from "./figure.ts";
import { type Level, LOSS_LENGTH, lossFigure } from "./loss_figure.ts";
import type { At } from "./loss_scale.ts";
import { count, figures, ratio, type Ticks } from "./numbers.ts";

/** The losses of one epoch. */
export interface LossPoint {
  /** The epoch, 0 the first. */
  readonly epoch: number;
  /** Its mean loss. */
  readonly loss: number;
  /** The share of its samples that were predicted correctly. */
  readonly accuracy?: number;
  /** The mean loss of the held-out samples after it. */
  readonly validationLoss?: number;
}

/** What the losses of a run can be compared with, and how it ended. */
export interface LossContext {
  /** What the loss is called: "mean cross-entropy", say. */
  readonly label: string;
  /** The loss of a coin's toss: ln 2 for cross-entropy. */
  readonly coin?: Level;
  /** Why training ended, where it did not go as planned. */
  readonly ended?: { readonly diverged: boolean; readonly words: string };
}

/** Options of {@linkcode lossChart}. */
export interface LossChartOptions extends LossContext {
  /** The losses, an epoch each, at least one; of very many, some. */
  readonly epochs: readonly LossPoint[];
  /** The epochs that are checkpoints. */
  readonly checkpoints: readonly number[];
  /** The epoch that the model is of, where that is not the last. */
  readonly kept?: number;
  /** The number of samples of an epoch. */
  readonly samples?: number;
  /** The least loss there is; "separable" where it falls for ever. */
  readonly least?: LeastLoss | "separable";
  /** The fewest samples that a boundary gets wrong. */
  readonly fewest?: number;
}

/**
 * Draws the loss by epoch on a logarithmic scale, between that of a coin's toss and the least there is,
 * with the checkpoints marked, and below it the samples wrong; dashed in violet the loss of held-out
 * samples, its minimum marked.
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
 * assertStringIncludes(svg, "In 2 epochs the loss fell from 0.500 to 0.250");
 * ```
 */
export function lossChart(
  { label, epochs, checkpoints, kept, samples, least, fewest, coin, ended }: LossChartOptions,
  options: FigureOptions = {},
): string {
  const losses = epochs.map(({ epoch, loss }): At => [epoch, loss]);
  const heldOut = epochs.flatMap(({ epoch, validationLoss }): At[] =>
    validationLoss === undefined ? [] : [[epoch, validationLoss]]
  );
  const wrong = samples === undefined
    ? []
    : epochs.flatMap(({ epoch, accuracy }): At[] =>
      accuracy === undefined ? [] : [[epoch, Math.round((1 - accuracy) * samples)]]
    );
  const marked = new Set(checkpoints);
  const [first, last] = [losses[0], losses[losses.length - 1]];
  const domain = [first[0], Math.max(last[0], first[0] + 1)] as const;
  const optimum = typeof least === "object" ? least : undefined;
  const heldOutLeast = heldOut.reduce<At | undefined>(
    (a, b) => a && a[1] <= b[1] ? a : b,
    undefined,
  );
  return lossFigure({
    title: titleOf(losses, { least, ended }),
    subtitle: [
      afterwards(losses),
      ...(kept === undefined ? [] : [`the model is of epoch ${count(kept)}`]),
      ...(ended && !ended.diverged ? [ended.words] : []),
      ...(heldOutLeast
        ? [`held-out loss least in epoch ${count(heldOutLeast[0])}: ${figures(heldOutLeast[1])}`]
        : []),
    ].join(" · "),
    description:
      `The ${label} of ${count(lengthOf(losses))} epochs, from ${figures(first[1])} to ` +
      `${figures(last[1])}` + (optimum ? `; the least there is is ${figures(optimum.loss)}` : "") +
      (ended ? `. Training ended: ${ended.words}.` : ".") +
      (kept === undefined ? "" : ` The model is of epoch ${count(kept)}.`),
    x: {
      type: "linear",
      label: "epoch",
      domain,
      ticks: losses.length === 1 ? { ticks: [first[0]], tickFormat: count } : epochTicks(domain),
    },
    loss: { name: `${label} of the epoch`, points: losses },
    ...(heldOut.length > 0 && {
      second: { name: "held-out", points: heldOut, heldOut: true },
    }),
    checkpoints: losses.filter(([epoch]) => marked.has(epoch)),
    ...(kept !== undefined && { kept: losses.filter(([epoch]) => epoch === kept) }),
    ...(coin && { coin }),
    ...(optimum && { optimum: { loss: optimum.loss, name: leastName(optimum) } }),
    ...(wrong.length > 0 && {
      wrong: {
        name: `wrong in the epoch, of ${count(samples!)}`,
        points: wrong,
        ...(fewest !== undefined && { best: fewest }),
      },
    }),
    ...(ended && { ended: ended.words }),
  }, options);
}

function leastName({ weights, bias }: LeastLoss): string {
  if (weights.length > 1) return "the least there is";
  return `the least there is, at w ${figures(weights[0])}, b ${figures(bias)}`;
}

/** What a run's losses say. */
function titleOf(
  losses: readonly At[],
  { least, ended }: {
    least: LossChartOptions["least"] | undefined;
    ended: LossChartOptions["ended"] | undefined;
  },
): string {
  const [from, to] = [losses[0][1], losses[losses.length - 1][1]];
  if (ended?.diverged) return `Training diverged ${ended.words.replace(/^diverged /, "")}`;
  if (typeof least === "object") {
    const times = to / least.loss;
    if (times >= 1.1) {
      return `The loss is ${falling(losses) ? "still " : ""}${
        ratio(times)
      } times the least there is`;
    }
    return `The loss is ${
      times <= 1.005
        ? "as low as it can be"
        : `within ${Math.ceil((times - 1) * 100)} % of the least there is`
    }`;
  }
  if (least === "separable") return "There is no least loss: the classes can be separated";
  if (losses.length === 1) return `After one epoch the loss is ${figures(to)}`;
  const verb = to < from ? "fell" : to > from ? "rose" : "went";
  return `In ${count(lengthOf(losses))} epochs the loss ${verb} from ${figures(from)} to ${
    figures(to)
  }`;
}

/** The number of epochs; of very many, not every one has a point. */
function lengthOf(losses: readonly At[]): number {
  return losses[losses.length - 1][0] - losses[0][0] + 1;
}

/** Whether the loss has never been lower than in the last epoch. */
function falling(losses: readonly At[]): boolean {
  const last = losses[losses.length - 1][1];
  return losses.length > 1 && losses.slice(0, -1).every(([, loss]) => loss > last);
}

/** The last loss, and whether it is still falling. */
function afterwards(losses: readonly At[]): string {
  const n = lengthOf(losses);
  const last = figures(losses[losses.length - 1][1]);
  if (n === 1) return "one epoch";
  const [epoch, least] = losses.reduce((a, b) => b[1] < a[1] ? b : a);
  return falling(losses)
    ? `after ${count(n)} epochs ${last}, and still falling`
    : `after ${count(n)} epochs ${last}; it was least in epoch ${count(epoch)}: ${figures(least)}`;
}

/** Whole epochs. */
function epochTicks(domain: readonly [number, number]): Ticks {
  const most = Math.min(8, domain[1] - domain[0] + 1);
  return xTicks({ domain, length: LOSS_LENGTH, most });
}
